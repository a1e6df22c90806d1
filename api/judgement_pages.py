"""The pages of judgements: questions to work through, and one judgement with who, when and why."""

from __future__ import annotations

from typing import cast

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from api.page_rows import Rows
from api.routes.judgements import found
from api.service import ServiceDep
from graph.doubts import doubts
from graph.judgements import UNITS, document_key
from graph.query import Op, Sort, Where
from graph.query import Query as Question
from graph.store import Reader
from graph.types import DocumentRow, Judgement, Kind, OrganizationRow
from viz import models
from viz import pages as views

router = APIRouter(default_response_class=HTMLResponse, include_in_schema=False)

SHOWN = 100


@router.get("/judgements")
def judgements(service: ServiceDep) -> str:
    """人工核定."""

    def work(reader: Reader) -> str:
        latest = reader.list(Question(Kind.JUDGEMENT, (), (Sort("sort_key", descending=True),), SHOWN))
        rows = cast("tuple[Judgement, ...]", latest.items)
        key = service.settings.key is not None
        return views.render_judgements(models.JudgementsPage(doubts(reader, service.today), rows, latest.total, key))

    return service.store.read(work)


@router.get("/judgements/{judgement}")
def judgement(service: ServiceDep, judgement: str) -> str:
    """One judgement."""

    def work(reader: Reader) -> str:
        one, rows = found(reader, judgement), Rows(reader)
        document = None if one.kind in UNITS else _document(rows, one)
        where = _within(rows, one, document)
        touched = tuple(row for row in reader.edges(where) if row.judgement == one.id)[:SHOWN] if where else ()
        key = service.settings.key is not None
        return views.render_judgement(models.JudgementPage(one, document, touched, key))

    return service.store.read(work)


def _document(rows: Rows, one: Judgement) -> DocumentRow | None:
    wanted = document_key(one.issuer, one.number, one.title)
    named = Where("number", one.number) if one.number else Where("title", one.title)
    here = (row for row in rows.documents(named) if document_key(row.issuer, row.number, row.title) == wanted)
    return next(here, None)


def _within(rows: Rows, one: Judgement, document: DocumentRow | None) -> tuple[Where, ...]:
    """Where to look for what it touches: in its document, or among the edges of the unit that stands."""
    if document is not None:
        return (Where("document", document.id),)
    units = cast("tuple[OrganizationRow, ...]", rows.all(Kind.ORGANIZATION, Where("name", one.organization)))
    return (Where("organization", tuple(unit.id for unit in units), Op.IN),) if units and one.kind in UNITS else ()
