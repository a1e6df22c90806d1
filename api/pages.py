"""The pages: each route asks the store once and hands rows to ``viz``. HTML errors for people, not problem+json."""

from __future__ import annotations

from typing import Annotated, cast

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from api.problems import KINDS
from api.routes.asking import named_units
from api.service import Service, ServiceDep
from graph import answers, resolve
from graph import findings as matters
from graph.ask import Answer, ask
from graph.ask.answer import Cell
from graph.query import Op, Sort, Where
from graph.query import Query as Question
from graph.resolve import NotFound, UnsettledName
from graph.store import Reader
from graph.types import (
    CitationRow,
    DocumentRow,
    FindingRow,
    Kind,
    OrganizationRow,
    PairRow,
    ResponsibilityRow,
    SectionRow,
    TargetRow,
    TaskRow,
    WorkloadRow,
)
from ingest.errors import ZerenError
from viz import models, network_model
from viz import pages as views
from viz.links import document_href, organization_href, task_href

router = APIRouter(default_response_class=HTMLResponse, include_in_schema=False)

EXAMPLES = (
    "市场监管局牵头哪些任务？",
    "第4项任务由谁牵头？",
    "哪些任务没有牵头单位？",
    "市场监管局和农业农村委共同承担哪些任务？",
    "有哪些量化指标？",
    "哪些任务涉及食品安全？",
)
PAIRS_SHOWN = 100
HREFS = {Kind.TASK: task_href, Kind.ORGANIZATION: organization_href, Kind.DOCUMENT: document_href}


class _Rows:
    """Questions of pages to one reader, typed by what they return."""

    def __init__(self, reader: Reader) -> None:
        self.reader = reader

    def all(self, kind: Kind, *where: Where) -> tuple[object, ...]:
        """Every row of a kind that satisfies the conditions."""
        return answers.everything(self.reader, Question(kind, where, limit=1000))

    def documents(self, *where: Where) -> tuple[DocumentRow, ...]:
        """Documents."""
        return cast("tuple[DocumentRow, ...]", self.all(Kind.DOCUMENT, *where))

    def tasks(self, *where: Where) -> tuple[TaskRow, ...]:
        """Tasks."""
        return cast("tuple[TaskRow, ...]", self.all(Kind.TASK, *where))

    def responsibilities(self, *where: Where) -> tuple[ResponsibilityRow, ...]:
        """Evidence."""
        return cast("tuple[ResponsibilityRow, ...]", self.all(Kind.RESPONSIBILITY, *where))

    def workload(self, *where: Where, most: int = 1000) -> tuple[WorkloadRow, ...]:
        """Figures, most tasks first."""
        page = self.reader.workload(where, (Sort("total", descending=True),), most)
        return cast("tuple[WorkloadRow, ...]", page.items)

    def pairs(
        self, *where: Where, organization: str | None = None, most: int = PAIRS_SHOWN
    ) -> tuple[tuple[PairRow, ...], int]:
        """Pairs of units, most shared first, and how many there are."""
        page = self.reader.pairs(
            (*where, Where("collective", False)), (Sort("shared", descending=True),), most, None, organization
        )
        return cast("tuple[PairRow, ...]", page.items), page.total

    def number(self, kind: Kind, *where: Where) -> int:
        """How many rows."""
        return self.reader.count(Question(kind, where))[0].count

    def summaries(self) -> tuple[models.DocumentSummary, ...]:
        """Every document with what was found in it, by a handful of grouped counts."""

        def by_document(kind: Kind, *where: Where) -> dict[object, int]:
            return {group.key[0]: group.count for group in self.reader.count(Question(kind, where), by=("document",))}

        tasks, unled = by_document(Kind.TASK), by_document(Kind.TASK, Where("has_lead", False))
        findings = by_document(Kind.FINDING)
        return tuple(
            models.DocumentSummary(
                document=row,
                tasks=tasks.get(row.id, 0),
                responsibilities=self.reader.list(
                    Question(Kind.RESPONSIBILITY, (Where("document", row.id),), limit=1)
                ).total,
                units=self.number(Kind.ORGANIZATION, Where("document", row.id), Where("collective", False)),
                unled=unled.get(row.id, 0),
                findings=findings.get(row.id, 0),
            )
            for row in self.documents()
        )

    def stated_roles(self, *where: Where) -> frozenset[str]:
        """The roles that the documents in question name at all."""
        return frozenset(answers.figures_basis(self.reader, where).roles)


def _upload(service: Service) -> models.Upload:
    return models.Upload(key_required=service.settings.key is not None)


def _document(reader: Reader, words: str) -> DocumentRow:
    try:
        return resolve.document(reader, words)
    except resolve.UnknownName as error:
        raise NotFound(error.zh, error.en, remedy=error.remedy) from None


@router.get("/")
def start(service: ServiceDep) -> str:
    """The start page."""

    def work(reader: Reader) -> str:
        rows = _Rows(reader)
        return views.render_start(
            models.StartPage(rows.summaries(), rows.workload(), rows.stated_roles(), EXAMPLES, _upload(service))
        )

    return service.store.read(work)


@router.get("/documents")
def documents(service: ServiceDep) -> str:
    """All documents."""
    return service.store.read(
        lambda reader: views.render_documents(models.DocumentsPage(_Rows(reader).summaries(), _upload(service)))
    )


@router.get("/documents/{document}")
def document(service: ServiceDep, document: str) -> str:
    """One document, its text marked."""

    def work(reader: Reader) -> str:
        row, rows = _document(reader, document), _Rows(reader)
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
                findings=cast("tuple[FindingRow, ...]", rows.all(Kind.FINDING, here)),
                cited_here=frozenset(loaded),
            )
        )

    return service.store.read(work)


@router.get("/organizations")
def organizations(service: ServiceDep, document: str | None = None) -> str:
    """任务承担情况 of all units."""

    def work(reader: Reader) -> str:
        rows = _Rows(reader)
        chosen = _document(reader, document) if document else None
        where = (Where("document", chosen.id),) if chosen else ()
        workload = rows.workload(*where)
        busy = {row.organization for row in rows.workload()}
        units = cast("tuple[OrganizationRow, ...]", rows.all(Kind.ORGANIZATION))
        return views.render_organizations(
            models.OrganizationsPage(
                workload=workload,
                stated_roles=rows.stated_roles(*where),
                documents=(chosen,) if chosen else rows.documents(),
                idle=tuple(unit for unit in units if unit.id not in busy),
                query=f"document={chosen.id}" if chosen else "",
            )
        )

    return service.store.read(work)


@router.get("/organizations/{organization}")
def organization(service: ServiceDep, organization: str, jurisdiction: str | None = None) -> str:
    """One unit."""

    def work(reader: Reader) -> str:
        rows = _Rows(reader)
        unit = resolve.organization(reader, organization, jurisdiction)
        figures = rows.workload(Where("organization", unit.id), most=1)
        tasks = rows.tasks(Where("organization", unit.id))
        units = answers.units_of(reader, tuple(task.id for task in tasks))
        documents = tuple({task.document for task in tasks})
        return views.render_organization(
            models.OrganizationPage(
                organization=unit,
                workload=figures[0] if figures else None,
                stated_roles=rows.stated_roles(*((Where("document", documents, Op.IN),) if documents else ())),
                tasks=tasks,
                responsibilities=tuple(row for task in tasks for row in units.get(task.id, ())),
                pairs=rows.pairs(organization=unit.id)[0],
                aliases=_as_stated(unit.id, units),
                documents=rows.documents(Where("id", documents, Op.IN)) if documents else (),
            )
        )

    return service.store.read(work)


@router.get("/tasks/{task}")
def task(service: ServiceDep, task: str) -> str:
    """One task."""

    def work(reader: Reader) -> str:
        rows = _Rows(reader)
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
            )
        )

    return service.store.read(work)


def _as_stated(unit: str, units: dict[str, tuple[ResponsibilityRow, ...]]) -> tuple[str, ...]:
    """How the documents write a unit, not every name under which it may be asked for."""
    return tuple(sorted({row.name for rows in units.values() for row in rows if row.organization == unit}))


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
def overlaps(service: ServiceDep, organization: str | None = None) -> str:
    """共同承担."""

    def work(reader: Reader) -> str:
        rows = _Rows(reader)
        unit = resolve.organization(reader, organization) if organization else None
        pairs, total = rows.pairs(organization=unit.id if unit else None)
        ids = tuple(dict.fromkeys(task for pair in pairs for task in pair.tasks))
        found = answers.tasks_by_id(reader, ids)
        more = f"/api/v1/overlaps?format=xlsx{'&organization=' + unit.id if unit else ''}"
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
            )
        )

    return service.store.read(work)


@router.get("/findings")
def findings(service: ServiceDep) -> str:
    """待核事项."""

    def work(reader: Reader) -> str:
        return views.render_findings(models.FindingsPage(groups=matters.findings(reader)))

    return service.store.read(work)


@router.get("/search")
def search(service: ServiceDep, q: Annotated[str, Query(max_length=200)] = "") -> str:
    """Literal search."""

    def work(reader: Reader) -> str:
        words = tuple(dict.fromkeys(q.split()))
        if not words:
            return views.render_search(models.SearchPage(q))
        where = tuple(Where("q", word, Op.CONTAINS) for word in words)
        page = reader.list(Question(Kind.TASK, where, limit=100))
        documents = reader.list(Question(Kind.DOCUMENT, where, limit=20)).items
        return views.render_search(
            models.SearchPage(
                query=words[0] if len(words) == 1 else q,
                tasks=cast("tuple[TaskRow, ...]", page.items),
                organizations=named_units(reader, words),
                documents=cast("tuple[DocumentRow, ...]", documents),
                tasks_total=page.total,
            )
        )

    return service.store.read(work)


@router.get("/ask")
def ask_page(service: ServiceDep, q: Annotated[str, Query(max_length=400)] = "") -> str:
    """A question and its answer."""
    if not q.strip():
        page = models.AskPage("", answered=False, headline="请输入问题", suggestions=EXAMPLES)
        return views.render_ask(page)
    return service.store.read(
        lambda reader: views.render_ask(_ask_model(ask(q.strip(), reader, service.tokenizer, service.questions)))
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
        cypher=";\n\n".join(answer.cypher) or None,
        unknown=answer.unknown,
        suggestions=answer.suggestions,
    )


def _cell(cell: Cell) -> models.Cell:
    href = HREFS[cell.kind](cell.id) if cell.kind and cell.id else None
    return models.Cell(cell.text, href, cell.number)


@router.get("/network")
def network(service: ServiceDep, document: str | None = None, role: str | None = None) -> str:
    """Units and tasks of one plan, or of all."""

    def work(reader: Reader) -> str:
        rows = _Rows(reader)
        documents = rows.documents()
        chosen = _document(reader, document) if document else (documents[0] if len(documents) == 1 else None)
        where = (Where("document", chosen.id),) if chosen else ()
        if role:
            where = (*where, Where("role", role))
        return views.render_network_page(
            models.NetworkPage(
                plan_model(reader, where, chosen),
                documents=documents,
                selected=chosen.id if chosen else None,
            )
        )

    return service.store.read(work)


def plan_model(reader: Reader, where: tuple[Where, ...], chosen: DocumentRow | None) -> models.NetworkModel:
    """The network of the responsibilities that satisfy ``where``."""
    tasks = _Rows(reader).tasks(*(w for w in where if w.field == "document"))
    title = f"责任网络：{chosen.title}" if chosen else "责任网络：全部文件"
    subtitle = (chosen.number or "") if chosen else ""
    return network_model.plan_network(reader.edges(where), title=title, subtitle=subtitle, tasks=tasks)


@router.get("/network/ties")
def ties(service: ServiceDep, document: str | None = None) -> str:
    """Units joined by the tasks they share."""

    def work(reader: Reader) -> str:
        rows = _Rows(reader)
        chosen = _document(reader, document) if document else None
        return views.render_network_page(
            models.NetworkPage(
                ties_model(reader, chosen), documents=rows.documents(), selected=chosen.id if chosen else None
            )
        )

    return service.store.read(work)


def _one_place(rows: tuple[WorkloadRow, ...]) -> bool:
    """Whether the names as stated (区市场监管局) cannot be mistaken for another place's."""
    return len({row.jurisdiction_name for row in rows}) <= 2


def ties_model(reader: Reader, chosen: DocumentRow | None) -> models.NetworkModel:
    """The unit–unit projection."""
    rows = _Rows(reader)
    where = (Where("document", chosen.id),) if chosen else ()
    workload = tuple(row for row in rows.workload(*where) if not row.collective)
    pairs = answers.every_pair(reader, where)
    tasks = {row.id: row for row in rows.tasks(*where)}
    names = network_model.stated_names(reader.edges(where)) if _one_place(workload) else {}
    title = f"共同承担网络：{chosen.title}" if chosen else "共同承担网络：全部文件"
    return network_model.ties_network(pairs, workload, title=title, tasks=tasks, names=names)


@router.get("/network/organization/{organization}")
def organization_network(service: ServiceDep, organization: str) -> str:
    """One unit's surroundings."""

    def work(reader: Reader) -> str:
        return views.render_network_page(
            models.NetworkPage(unit_model(reader, resolve.organization(reader, organization)))
        )

    return service.store.read(work)


def unit_model(reader: Reader, unit: OrganizationRow) -> models.NetworkModel:
    """A unit, its tasks, and everybody on them."""
    tasks = _Rows(reader).tasks(Where("organization", unit.id))
    units = answers.units_of(reader, tuple(task.id for task in tasks))
    rows = tuple(row for task in tasks for row in units.get(task.id, ()))
    return network_model.organization_network(rows, unit.id, title=f"{unit.name}的任务与合作单位")


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
        models.Link(organization_href(c.id) if c.id.startswith("o-") else document_href(c.id), c.name)
        for c in candidates
    )
    page = models.ErrorPage(kind.status, kind.title, kind.title_en, error.zh, error.remedy, links)
    return HTMLResponse(views.render_error(page), kind.status)
