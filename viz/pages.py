"""The pages: each a pure function from its model (``viz.models``) to HTML text. Routes and queries are the caller's."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from graph.answers import document_called, numbered
from graph.judgements import KIND_NAMES
from graph.results import UnitWorkload
from graph.types import TaskRow
from ingest.types import Role
from viz import document_view, organization_view
from viz.evidence import quoted
from viz.figures import workload_figures
from viz.findings_view import lines_of_groups, lines_of_rows
from viz.highlight import excerpt, marked
from viz.models import (
    AskPage,
    DocumentPage,
    DocumentsPage,
    ErrorPage,
    FindingKindPage,
    FindingsPage,
    JudgementPage,
    JudgementsPage,
    OrganizationPage,
    OrganizationsPage,
    OverlapsPage,
    SearchPage,
    StartPage,
    TaskPage,
)
from viz.network import render_network_page
from viz.network_model import stated_names
from viz.render import render
from viz.words import BASIS_WORDS, COMPARATOR_WORDS, ROLE_ORDER, role_word

__all__ = [
    "render_api_docs",
    "render_ask",
    "render_document",
    "render_documents",
    "render_error",
    "render_findings",
    "render_judgement",
    "render_judgements",
    "render_network_page",
    "render_organization",
    "render_organizations",
    "render_overlaps",
    "render_search",
    "render_start",
    "render_task",
]


NETWORKS_SHOWN = 6  # on the start page, those of most tasks; the page of a document leads to its own


def render_start(model: StartPage) -> str:
    """``/``: ask box, documents, 任务承担情况, networks, upload."""
    ordered = sorted(model.workload, key=lambda row: row.sort_key)  # by name: never a ranking
    drawn = [summary for summary in model.documents if summary.responsibilities]
    drawn = sorted(drawn, key=lambda summary: -summary.tasks)[:NETWORKS_SHOWN]
    return render("start.html", model=model, drawn=drawn, **_workload(ordered))


def render_documents(model: DocumentsPage) -> str:
    """``/documents``"""
    return render("documents.html", model=model)


def render_document(model: DocumentPage) -> str:
    """``/documents/{id}``: facts, tasks, targets and the whole text with its marks. Raises ValueError for a span
    that does not lie within the text."""
    rows = document_view.task_units(model.tasks, model.responsibilities)
    return render(
        "document.html",
        model=model,
        rows=rows,
        facts=document_view.facts(model.document),
        summary=document_view.summary(rows, model.responsibilities, model.lead_settled),
        outline=document_view.outline(model.sections, rows),
        stated={row.role for row in model.responsibilities},
        dated=any(row.task.deadline for row in rows),
        text=marked(model.text, document_view.text_marks(model)),
        finding_lines=lines_of_rows(model.findings, model.tasks, here=model.document.id),
        unread=[one for one in model.findings if one.kind == "unread-table" and one.start is not None],
        comparator_words=COMPARATOR_WORDS,
    )


def render_organizations(model: OrganizationsPage) -> str:
    """``/organizations``: 任务承担情况, in the order asked for, collectives apart."""
    return render("organizations.html", model=model, **_workload(model.workload))


def render_organization(model: OrganizationPage) -> str:
    """``/organizations/{id}``"""
    row = model.workload
    names = stated_names(model.responsibilities)
    return render(
        "organization.html",
        model=model,
        figures=workload_figures(row) if row else None,
        groups=organization_view.parts(model),
        partners=organization_view.partners(model.organization.id, model.pairs, model.tasks, names),
        several_documents=len({task.document for task in model.tasks}) > 1,
        **{k: v for k, v in _workload((row,) if row else ()).items() if k != "units"},
    )


@dataclass(frozen=True, slots=True)
class _RoleGroup:
    """The units of one role on a task."""

    role: str
    entries: tuple[dict[str, Any], ...]
    open: bool
    count: int


def render_task(model: TaskPage) -> str:
    """``/tasks/{id}``"""
    groups = []
    for role in (*ROLE_ORDER, *sorted({r.role for r in model.responsibilities} - set(ROLE_ORDER))):
        rows = [r for r in model.responsibilities if r.role == role]
        entries = tuple({"row": r, "words": quoted(r), "basis": BASIS_WORDS.get(r.basis, r.basis)} for r in rows)
        if rows:
            units = len({r.organization for r in rows})
            groups.append(_RoleGroup(role, entries, any(r.open_list for r in rows), units))
    leads = {r.organization: r.name for r in model.responsibilities if r.role == Role.LEAD}
    task = model.task
    return render(
        "task.html",
        model=model,
        groups=groups,
        has_lead=bool(leads),
        helped=not {Role.LEAD, Role.RESPONSIBLE} & {r.role for r in model.responsibilities},
        joint=list(leads.values()) if len(leads) > 1 else [],
        text=marked(task.text, document_view.task_marks(task, model.responsibilities, model.targets)),
        cut=len(task.text) < task.end - task.start,
        finding_lines=lines_of_rows(model.findings, (task,)),
        comparator_words=COMPARATOR_WORDS,
    )


def render_overlaps(model: OverlapsPage) -> str:
    """``/overlaps``: pairs of units, task by task."""
    names = stated_names(model.responsibilities)
    tasks = {task.id: task for task in model.tasks}
    roles: dict[tuple[str, str], set[str]] = defaultdict(set)
    for row in model.responsibilities:
        roles[row.task, row.organization].add(row.role)
    pairs = [
        {
            "row": pair,
            "first": pair.first_name if model.several else names.get(pair.first, pair.first_name),
            "second": pair.second_name if model.several else names.get(pair.second, pair.second_name),
            "tasks": [
                _shared(tasks[task], roles[task, pair.first], roles[task, pair.second], model.several)
                for task in pair.tasks
                if task in tasks
            ],
        }
        for pair in model.pairs
    ]
    return render("overlaps.html", model=model, pairs=pairs)


def render_ask(model: AskPage) -> str:
    """``/ask``"""
    return render("ask.html", model=model, sentences=[(row, quoted(row)) for row in model.sentences])


def render_search(model: SearchPage) -> str:
    """``/search``: literal hits, with their surroundings."""
    words = tuple(model.query.split())
    tasks = [(task, excerpt(task.text, words)) for task in model.tasks]
    return render("search.html", model=model, tasks=tasks)


def render_findings(model: FindingsPage) -> str:
    """``/findings``: 待核事项, many of one kind in one line."""
    lines = lines_of_groups(model.groups) if model.groups else lines_of_rows(model.findings, model.tasks)
    return render("findings.html", finding_lines=lines)


def render_finding_kind(model: FindingKindPage) -> str:
    """``/findings?kind=…``: 待核事项 of one kind, a page at a time."""
    (line,) = lines_of_groups((model.group,))
    return render("finding_kind.html", model=model, line=line)


def render_judgements(model: JudgementsPage) -> str:
    """``/judgements``: questions to work through by keyboard, and what was judged."""
    return render("judgements.html", model=model, quoted=quoted)


def render_judgement(model: JudgementPage) -> str:
    """``/judgements/{id}``: who, when and why."""
    return render("judgement.html", model=model, kind=KIND_NAMES[model.judgement.kind])


def render_error(model: ErrorPage) -> str:
    """Any refusal, in words."""
    return render("error.html", model=model)


def render_api_docs(openapi_url: str = "/api/v1/openapi.json") -> str:
    """``/docs``: Swagger UI from our own files."""
    return render("api.html", openapi_url=openapi_url)


def _shared(task: TaskRow, first: set[str], second: set[str], several: bool) -> dict[str, Any]:
    where = f"（{document_called(task.document_number, task.document_title)}）" if several else ""
    return {
        "id": task.id,
        "label": task.number or task.title,
        "name": numbered(task.number, task.title) + where,
        "first": "、".join(role_word(role) for role in ROLE_ORDER if role in first),
        "second": "、".join(role_word(role) for role in ROLE_ORDER if role in second),
        "co_lead": Role.LEAD in first and Role.LEAD in second,
    }


def _workload(rows: Sequence[UnitWorkload]) -> dict[str, Any]:
    """The parts of a 任务承担情况: units, collectives, and what its notes must say."""
    units = [workload_figures(row) for row in rows if not row.collective]
    collectives = [workload_figures(row) for row in rows if row.collective]
    shown = units + collectives
    return {
        "units": units,
        "collectives": collectives,
        "several": len({row.jurisdiction_name for row in rows if row.jurisdiction_name}) > 1,
        "has_supervise": any(Role.SUPERVISE in row.stated_roles or row.supervise for row in rows),
        "any_floor": any(f.total.floor for f in shown),
        "unset": any(f.unset for f in shown),
    }
