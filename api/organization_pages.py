"""The pages of units: 任务承担情况 a page at a time, and one unit."""

from __future__ import annotations

from typing import Annotated, cast

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse

from api import paging
from api.days import day_of
from api.models import AsOf
from api.page_rows import Rows
from api.redirects import check_current
from api.routes.figures import WORKLOAD_SORTS, named
from api.service import ServiceDep
from graph import answers, resolve
from graph.query import Op, Sort, Where
from graph.query import Query as Question
from graph.store import Reader
from graph.types import Kind, OrganizationRow, ResponsibilityRow
from viz import models
from viz import pages as views
from viz.links import with_query

router = APIRouter(default_response_class=HTMLResponse, include_in_schema=False)

PATH = "/organizations"
SHOWN = 100  # collectives, and units without a task


@router.get(PATH)
def organizations(
    service: ServiceDep,
    document: str | None = None,
    as_of: AsOf | None = None,
    q: Annotated[str, Query(max_length=200)] = "",
    sort: Annotated[str | None, Query(max_length=200)] = None,
    limit: Annotated[int, Query(ge=1, le=1000)] = 50,
    cursor: Annotated[str | None, Query(max_length=4000)] = None,
) -> str:
    """任务承担情况, searched, sorted and paged as /api/v1/workload is."""
    words = q.strip()
    order = paging.sorts(sort, WORKLOAD_SORTS) or (Sort("sort_key"),)  # by pinyin: no ranking
    asked = {"document": document, "as_of": as_of, "q": words or None, "sort": sort}
    question = paging.fingerprint(PATH, dict(asked))
    position = paging.decode(cursor, question) if cursor else None

    def work(reader: Reader) -> str:
        rows = Rows(reader)
        chosen = resolve.document_at(reader, document) if document else None
        here = (Where("document", chosen.id),) if chosen else ()
        force, day = day_of(
            reader, service, as_of, here, document=chosen.id if chosen else None, q=words or None, sort=sort
        )
        counted = (*here, *force)
        where = (*counted, named(reader, words)) if words else counted
        page = rows.workload(
            *where, Where("collective", False), most=limit, sort=order, after=paging.still(position, reader.revision())
        )
        together = rows.workload(*where, Where("collective", True), most=SHOWN, sort=(Sort("sort_key"),))
        idle = _idle(reader, words) if position is None else ()
        following = paging.encode(question, page.after, reader.revision()) if page.after else None
        size = str(limit) if limit != 50 else None
        return views.render_organizations(
            models.OrganizationsPage(
                workload=(*page.items, *(together.items if position is None else ())),
                documents=answers.stands_on(reader, counted).listed,
                idle=idle[:SHOWN],
                query=with_query("", **asked).removeprefix("?"),
                cypher=rows.asked,
                day=day,
                units=page.total,
                idle_total=len(idle),
                collectives_total=together.total,
                q=words,
                sort=sort or "",
                here=with_query(PATH, **asked, limit=size),
                without_words=with_query(PATH, **asked | {"q": None}, limit=size),
                next=with_query(PATH, **asked, limit=size, cursor=following) if following else None,
                first=position is None,
            )
        )

    return service.store.read(work)


def _idle(reader: Reader, words: str) -> tuple[OrganizationRow, ...]:
    """Units that documents name and that carry no task in any, by name."""
    where = (Where("q", words, Op.CONTAINS),) if words else ()
    units = cast(
        "tuple[OrganizationRow, ...]",
        answers.everything(reader, Question(Kind.ORGANIZATION, where, limit=1000)),
    )
    busy = {group.key[0] for group in reader.count(Question(Kind.RESPONSIBILITY), by=("organization",))}
    return tuple(unit for unit in units if unit.id not in busy)


@router.get(f"{PATH}/{{organization}}")
def organization(
    service: ServiceDep, organization: str, jurisdiction: str | None = None, as_of: AsOf | None = None
) -> str:
    """One unit."""

    def work(reader: Reader) -> str:
        rows = Rows(reader)
        unit = resolve.organization(reader, organization, jurisdiction)
        check_current(unit, organization)
        force, day = day_of(reader, service, as_of)
        figures = rows.workload(Where("organization", unit.id), *force, most=1).items
        mine = (Where("organization", unit.id), *force)
        tasks = rows.tasks(*mine)
        units = answers.units_of(reader, tuple(task.id for task in tasks))
        documents = tuple({task.document for task in tasks})
        return views.render_organization(
            models.OrganizationPage(
                organization=unit,
                workload=figures[0] if figures else None,
                tasks=tasks,
                responsibilities=tuple(row for task in tasks for row in units.get(task.id, ())),
                pairs=rows.pairs(*force, organization=unit.id)[0],
                aliases=_as_stated(unit.id, units),
                documents=rows.documents(Where("id", documents, Op.IN)) if documents else (),
                cypher=rows.asked,
                day=day,
                judgements=rows.merges(unit.name),
                key_required=service.settings.key is not None,
                lead_settled=frozenset(task.id for task in rows.tasks(*mine, Where("lead_settled", True))),
            )
        )

    return service.store.read(work)


def _as_stated(unit: str, units: dict[str, tuple[ResponsibilityRow, ...]]) -> tuple[str, ...]:
    """How the documents write a unit, not every name under which it may be asked for."""
    return tuple(sorted({row.name for rows in units.values() for row in rows if row.organization == unit}))
