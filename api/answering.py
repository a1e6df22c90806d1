"""From a question to an HTTP answer: one read transaction, an ETag from the store's revision, the format asked for."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from urllib.parse import quote

from fastapi import Request, Response
from pydantic_core import to_json

from api import paging
from api.formats import MEDIA, TABLES, Format, Sheet, choose, csv_bytes, xlsx_bytes
from api.models import ListParameters
from api.service import Service
from graph.query import Value
from graph.store import Reader

#: told apart from an earlier run over another store file; revisions only compare within one run
_RUN = secrets.token_hex(4)

EXPORT_LIMIT = 100_000  # rows in one CSV or sheet


@dataclass(frozen=True, slots=True)
class Listing:
    """A page of rows on its way out. ``after`` is None at the end; ``computed`` orders bind it to the revision."""

    items: tuple[object, ...]
    total: int
    after: tuple[Value, ...] | None = None
    computed: bool = False
    more: Mapping[str, object] = field(default_factory=dict)


def answer(service: Service, request: Request, work: Callable[[Reader], object]) -> Response:
    """``work``'s value as JSON, or 304 where the caller has it already."""

    def ask(reader: Reader) -> Response:
        tag = etag(request, reader.revision())
        if _has(request, tag):
            return _not_modified(tag)
        return _tagged(Response(to_json(work(reader)), media_type=MEDIA[Format.JSON]), tag)

    return service.store.read(ask)


def answer_bytes(
    service: Service, request: Request, format: Format, name: str, work: Callable[[Reader], bytes]
) -> Response:
    """``work``'s bytes as a file to keep."""

    def ask(reader: Reader) -> Response:
        tag = etag(request, reader.revision())
        if _has(request, tag):
            return _not_modified(tag)
        disposition = None if format in {Format.JSON, Format.JSONLD} else attachment(f"{name}.{format}")
        return _tagged(Response(work(reader), media_type=MEDIA[format]), tag, disposition)

    return service.store.read(ask)


def answer_list(
    service: Service,
    request: Request,
    parameters: ListParameters,
    fetch: Callable[[Reader, int, tuple[Value, ...] | None], Listing],
    sheet: Callable[[tuple[object, ...], Mapping[str, object]], Sheet],
) -> Response:
    """A list in the envelope ``{"items", "total", "next"}``, or the whole of it as CSV or Excel.

    ``fetch(reader, limit, after)`` asks for one page; ``sheet(items, more)`` lays the rows out as a table.
    """
    wanted = choose(parameters.format, request.headers.get("accept", "*/*"), TABLES)
    question = paging.fingerprint(request.url.path, parameters.model_dump())
    position = paging.decode(parameters.cursor, question) if parameters.cursor else None

    def ask(reader: Reader) -> Response:
        revision = reader.revision()
        tag = etag(request, revision, wanted)
        if _has(request, tag):
            return _not_modified(tag)
        after = paging.still(position, revision)
        if wanted is Format.JSON:
            return _tagged(_page(request, fetch(reader, parameters.limit, after), question, revision), tag)
        listing = _whole(reader, fetch, after)
        table = sheet(listing.items, listing.more)
        if listing.after is not None:
            note = f"仅含前 {EXPORT_LIMIT} 行，共 {listing.total} 行 (first rows only)"
            table = Sheet(table.name, table.columns, table.rows, (*table.notes, note))
        body = csv_bytes(table) if wanted is Format.CSV else xlsx_bytes([table])
        return _tagged(Response(body, media_type=MEDIA[wanted]), tag, attachment(f"{table.name}.{wanted}"))

    return service.store.read(ask)


def _page(request: Request, listing: Listing, question: str, revision: int) -> Response:
    cursor = None
    if listing.after is not None:
        cursor = paging.encode(question, listing.after, revision if listing.computed else None)
    body = {"items": listing.items, "total": listing.total, "next": cursor, **listing.more}
    response = Response(to_json(body), media_type=MEDIA[Format.JSON])
    if cursor is not None:
        url = request.url.include_query_params(cursor=cursor)
        response.headers["Link"] = f'<{url.path}?{url.query}>; rel="next"'
    return response


def _whole(
    reader: Reader,
    fetch: Callable[[Reader, int, tuple[Value, ...] | None], Listing],
    after: tuple[Value, ...] | None,
) -> Listing:
    """Every page of a list within this read, up to EXPORT_LIMIT rows."""
    items: list[object] = []
    while True:
        listing = fetch(reader, 1000, after)
        items.extend(listing.items)
        after = listing.after
        if after is None or len(items) >= EXPORT_LIMIT:
            return Listing(tuple(items), listing.total, after, more=listing.more)


def etag(request: Request, revision: int, format: Format | None = None) -> str:
    """Changes whenever the answer may: with the store's revision, the day, the address, the format and the run."""
    day = request.app.state.service.today  # what is in force may change overnight
    parts = (_RUN, day, str(revision), request.url.path, request.url.query, format or request.headers.get("accept", ""))
    return 'W/"' + hashlib.sha256("\n".join(parts).encode()).hexdigest()[:20] + '"'


def attachment(name: str) -> str:
    """Content-Disposition for a file with a Chinese name (RFC 6266)."""
    return f"attachment; filename=\"zeren{name[name.rfind('.') :]}\"; filename*=UTF-8''{quote(name)}"


def _has(request: Request, tag: str) -> bool:
    held = {part.strip() for part in request.headers.get("if-none-match", "").split(",")}
    return tag in held or "*" in held


def _not_modified(tag: str) -> Response:
    return Response(status_code=304, headers={"ETag": tag, "Cache-Control": "no-cache", "Vary": "Accept"})


def _tagged(response: Response, tag: str, disposition: str | None = None) -> Response:
    response.headers["ETag"] = tag
    response.headers["Cache-Control"] = "no-cache"
    response.headers["Vary"] = "Accept"
    if disposition:
        response.headers["Content-Disposition"] = disposition
    return response
