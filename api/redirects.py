"""Former ids: an id that leads to another row answers 308 with the address of that row."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from fastapi import FastAPI, Request, Response
from starlette.responses import RedirectResponse

from graph.types import OrganizationRow

MOVED: dict[int | str, dict[str, Any]] = {
    308: {"description": "原编号，已归入另一单位 a former id: the unit is found under Location"}
}


class Moved(Exception):
    """A path named a row by an id that it no longer has."""

    def __init__(self, former: str, current: str) -> None:
        super().__init__(former)
        self.former, self.current = former, current


def check_current(row: OrganizationRow, asked: str) -> None:
    """Raises Moved where ``asked`` is a former id of ``row``: no name is one, and no name is like one."""
    if asked.startswith(_ID) and asked != row.id:
        raise Moved(asked, row.id)


#: how an id of a unit begins; see ``ingest.ids``
_ID = "o-"


def install(app: FastAPI) -> None:
    """Let every former id lead on, the rest of the address as it was."""

    @app.exception_handler(Moved)
    def _moved(request: Request, error: Moved) -> Response:
        path = request.url.path.replace(quote(error.former, safe=""), quote(error.current, safe=""))
        return RedirectResponse(path + (f"?{request.url.query}" if request.url.query else ""), 308)
