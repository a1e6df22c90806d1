"""The pages: each route asks the store once and hands rows to ``viz``. HTML errors for people, not problem+json."""

from __future__ import annotations

from typing import Annotated, cast

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from api import paging
from api.days import day_of, in_force
from api.models import AsOf
from api.page_rows import Rows
from api.problems import KINDS
from api.routes.asking import named_units
from api.service import Service, ServiceDep
from api.uploads import ACCEPT
from graph import answers, cypher, resolve
from graph import findings as matters
from graph.ask import Answer, AskedDay, ask
from graph.ask.answer import Cell
from graph.query import Op, Where
from graph.query import Query as Question
from graph.resolve import AmbiguousName, NotFound, UnsettledName
from graph.store import Reader
from graph.types import (
    CitationRow,
    DocumentRow,
    FindingRow,
    Kind,
    OrganizationRow,
    SectionRow,
    TargetRow,
    TaskRow,
)
from ingest.errors import ZerenError
from viz import models
from viz import pages as views
from viz.links import document_href, organization_href, task_href, with_query

router = APIRouter(default_response_class=HTMLResponse, include_in_schema=False)

EXAMPLES = (
    "市场监管局牵头哪些任务？",
    "第4项任务由谁牵头？",
    "哪些任务没有牵头单位？",
    "市场监管局和农业农村委共同承担哪些任务？",
    "有哪些量化指标？",
    "哪些任务涉及食品安全？",
)
UNITS_SHOWN = 30  # on the start page; /organizations has all
HREFS = {Kind.TASK: task_href, Kind.ORGANIZATION: organization_href, Kind.DOCUMENT: document_href}


def _upload(service: Service) -> models.Upload:
    return models.Upload(key_required=service.settings.key is not None, accept=ACCEPT)


@router.get("/")
def start(service: ServiceDep, as_of: AsOf | None = None) -> str:
    """The start page."""

    def work(reader: Reader) -> str:
        rows = Rows(reader)
        force, day = day_of(reader, service, as_of)
        most = rows.workload(*force, Where("collective", False), most=UNITS_SHOWN)
        collectives = rows.workload(*force, Where("collective", True)).items if most.after is None else ()
        return views.render_start(
            models.StartPage(
                rows.summaries(service.today),
                (*most.items, *collectives),
                EXAMPLES,
                _upload(service),
                rows.asked,
                day,
                answers.stands_on(reader, force).listed,
                most.total,
            )
        )

    return service.store.read(work)


@router.get("/documents")
def documents(service: ServiceDep) -> str:
    """All documents."""
    return service.store.read(
        lambda reader: views.render_documents(
            models.DocumentsPage(Rows(reader).summaries(service.today), _upload(service))
        )
    )


@router.get("/documents/{document}")
def document(service: ServiceDep, document: str) -> str:
    """One document, its text marked."""

    def work(reader: Reader) -> str:
        row, rows = resolve.document_at(reader, document), Rows(reader)
        here = Where("document", row.id)
        citations = cast("tuple[CitationRow, ...]", rows.all(Kind.CITATION, here))
        cited = tuple({c.cited for c in citations if c.cited})
        loaded = {d.id for d in rows.documents(Where("id", cited, Op.IN))} if cited else set()
        return views.render_document(
            models.DocumentPage(
                document=row,
                text=reader.text(row.id) or "",
                sections=cast("tuple[SectionRow, ...]", rows.all(Kind.SECTION, here)),
                tasks=rows.tasks(here),
                responsibilities=rows.responsibilities(here),
                targets=cast("tuple[TargetRow, ...]", rows.all(Kind.TARGET, here)),
                citations=citations,
                findings=matters.of_document(reader, row),
                in_force=rows.number(Kind.DOCUMENT, Where("id", row.id), *in_force(None, service.today)) > 0,
                cited_here=frozenset(loaded),
                lead_settled=frozenset(task.id for task in rows.tasks(here, Where("lead_settled", True))),
                cypher=rows.asked,
            )
        )

    return service.store.read(work)


@router.get("/tasks/{task}")
def task(service: ServiceDep, task: str) -> str:
    """One task."""

    def work(reader: Reader) -> str:
        rows = Rows(reader)
        row = reader.get(Kind.TASK, task)
        if not isinstance(row, TaskRow):
            raise NotFound(
                f"没有编号为 {task} 的任务", f"no task {task}", remedy="从文件页或单位页进入 (go by a document)"
            )
        parent_document = reader.get(Kind.DOCUMENT, row.document)
        assert isinstance(parent_document, DocumentRow)  # noqa: S101 - a task has its document (S3)
        siblings = rows.tasks(Where("document", row.document))
        at = next(i for i, sibling in enumerate(siblings) if sibling.id == row.id)
        return views.render_task(
            models.TaskPage(
                task=row,
                document=parent_document,
                responsibilities=rows.responsibilities(Where("task", row.id)),
                sections=_headings(reader, row),
                targets=answers.targets_of(reader, row.id),
                findings=cast("tuple[FindingRow, ...]", rows.all(Kind.FINDING, Where("task", row.id))),
                subtasks=rows.tasks(Where("parent", row.id)),
                previous=siblings[at - 1] if at else None,
                next=siblings[at + 1] if at + 1 < len(siblings) else None,
                cypher=rows.asked,
                judgements=rows.judged(row, parent_document) if row.judged else (),
                key_required=service.settings.key is not None,
                lead_settled=rows.number(Kind.TASK, Where("id", row.id), Where("lead_settled", True)) > 0,
            )
        )

    return service.store.read(work)


def _headings(reader: Reader, task: TaskRow) -> tuple[SectionRow, ...]:
    """The headings above a task, outermost first."""
    found: list[SectionRow] = []
    above = task.section
    while above is not None:
        section = reader.get(Kind.SECTION, above)
        if not isinstance(section, SectionRow):
            break
        found.insert(0, section)
        above = section.parent
    return tuple(found)


@router.get("/overlaps")
def overlaps(service: ServiceDep, organization: str | None = None, as_of: AsOf | None = None) -> str:
    """共同承担."""

    def work(reader: Reader) -> str:
        rows = Rows(reader)
        unit = resolve.organization(reader, organization) if organization else None
        force, day = day_of(reader, service, as_of, organization=unit.id if unit else None)
        pairs, total = rows.pairs(*force, organization=unit.id if unit else None)
        ids = tuple(dict.fromkeys(task for pair in pairs for task in pair.tasks))
        found = answers.tasks_by_id(reader, ids)
        more = with_query(
            "/api/v1/overlaps", format="xlsx", organization=unit.id if unit else None, as_of=as_of or None
        )
        return views.render_overlaps(
            models.OverlapsPage(
                pairs=pairs,
                total=total,
                tasks=tuple(item.task for item in found.values()),
                responsibilities=tuple(row for item in found.values() for row in item.responsibilities),
                organizations=cast(
                    "tuple[OrganizationRow, ...]", rows.all(Kind.ORGANIZATION, Where("collective", False))
                ),
                selected=unit,
                more=models.Link(more, f"下载全部 {total} 对（Excel）") if total > len(pairs) else None,
                cypher=rows.asked,
                day=day,
                several=rows.number(Kind.DOCUMENT, *force) > 1,
            )
        )

    return service.store.read(work)


@router.get("/findings")
def findings(
    service: ServiceDep,
    kind: Annotated[str | None, Query(max_length=200)] = None,
    cursor: Annotated[str | None, Query(max_length=4000)] = None,
) -> str:
    """待核事项: every kind in one line, or one kind a page at a time."""
    question = paging.fingerprint("/findings", {"kind": kind})
    position = paging.decode(cursor, question) if cursor else None

    def work(reader: Reader) -> str:
        if kind is not None:
            after = paging.still(position, reader.revision())
            group, following = matters.of_kind(reader, service.today, kind, after=after)
            if not group.count:
                raise NotFound(
                    f"目前没有“{kind}”这一类待核事项", f"no finding of {kind}", remedy="回到待核事项 (see /findings)"
                )
            encoded = paging.encode(question, following, None) if following else None
            following_href = with_query("/findings", kind=kind, cursor=encoded) if encoded else None
            return views.render_finding_kind(models.FindingKindPage(group, following_href, first=position is None))
        return views.render_findings(models.FindingsPage(groups=matters.findings(reader, service.today)))

    return service.store.read(work)


@router.get("/search")
def search(service: ServiceDep, q: Annotated[str, Query(max_length=200)] = "") -> str:
    """Literal search."""

    def work(reader: Reader) -> str:
        words = tuple(dict.fromkeys(q.split()))
        if not words:
            return views.render_search(models.SearchPage(q))
        where = tuple(Where("q", word, Op.CONTAINS) for word in words)
        asked = Question(Kind.TASK, where, limit=100)
        page = reader.list(asked)
        documents = reader.list(Question(Kind.DOCUMENT, where, limit=20)).items
        return views.render_search(
            models.SearchPage(
                query=words[0] if len(words) == 1 else q,
                tasks=cast("tuple[TaskRow, ...]", page.items),
                organizations=named_units(reader, words),
                documents=cast("tuple[DocumentRow, ...]", documents),
                tasks_total=page.total,
                cypher=(cypher.pasteable(cypher.select(asked)),),
            )
        )

    return service.store.read(work)


@router.get("/ask")
def ask_page(service: ServiceDep, q: Annotated[str, Query(max_length=400)] = "", as_of: AsOf | None = None) -> str:
    """A question and its answer."""
    if not q.strip():
        page = models.AskPage("", answered=False, headline="请输入问题", suggestions=EXAMPLES)
        return views.render_ask(page)
    day = AskedDay(service.today, as_of)
    return service.store.read(
        lambda reader: views.render_ask(_ask_model(ask(q.strip(), reader, service.tokenizer, service.questions, day)))
    )


def _ask_model(answer: Answer) -> models.AskPage:
    tables = tuple(
        models.AnswerTable(t.caption, t.columns, tuple(tuple(_cell(cell) for cell in row) for row in t.rows), t.total)
        for t in answer.tables
    )
    return models.AskPage(
        question=answer.question,
        answered=answer.answered,
        headline=answer.headline,
        understood=answer.understood,
        tables=tables,
        sentences=answer.sentences,
        notes=answer.notes,
        url=answer.url,
        cypher=answer.cypher,
        unknown=answer.unknown,
        suggestions=answer.suggestions,
    )


def _cell(cell: Cell) -> models.Cell:
    href = HREFS[cell.kind](cell.id) if cell.kind and cell.id else None
    return models.Cell(cell.text, href, cell.number)


@router.get("/docs")
def api_docs() -> str:
    """The API's documentation, from our own files."""
    return views.render_api_docs("/api/v1/openapi.json")


def error_page(request: Request, error: ZerenError) -> HTMLResponse | None:
    """A fault as a page for a person; None where a program asked."""
    if request.url.path.startswith("/api/") or "text/html" not in request.headers.get("accept", ""):
        return None
    kind = KINDS.get(error.code, KINDS["internal-error"])
    candidates = error.candidates if isinstance(error, UnsettledName) else ()
    links = tuple(
        models.Link(organization_href(c.id) if c.id.startswith("o-") else document_href(c.id), c.label or c.name)
        for c in candidates
    )
    remedy = "" if isinstance(error, AmbiguousName) else error.remedy  # on a page one chooses, and types no parameter
    page = models.ErrorPage(kind.status, kind.title, kind.title_en, error.zh, remedy, links)
    return HTMLResponse(views.render_error(page), kind.status)
