"""What the page of a unit shows: its tasks by what it is to them, and the units it shares them with."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from graph.results import PairRow
from graph.types import ResponsibilityRow, TaskRow
from ingest.types import Role
from viz.evidence import quoted
from viz.models import Evidence, OrganizationPage
from viz.network_model import stated_names


@dataclass(frozen=True, slots=True)
class Entry:
    """One task of a unit, the words that say so, and who leads it."""

    task: TaskRow
    evidence: tuple[Evidence, ...]
    rows: tuple[ResponsibilityRow, ...]
    leads: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """The tasks on which a unit stands in one way. ``show_leads``: head of the column of leading units, or nothing."""

    title: str
    title_en: str
    entries: tuple[Entry, ...]
    note: str = ""
    show_leads: str = ""


@dataclass(frozen=True, slots=True)
class Partner:
    """A unit with which tasks are shared."""

    id: str
    name: str
    shared: int
    co_lead: int
    tasks: tuple[TaskRow, ...]


_PARTS = (
    ("sole", "单独牵头", "sole lead", "", ""),
    ("joint", "联合牵头", "joint lead", "联合牵头，主责未明确。", "牵头单位"),
    ("with", "责任（有牵头的）", "responsible, another unit leads", "", "牵头单位"),
    ("without", "责任（无牵头的，并列）", "responsible, no lead named", "", ""),
    (Role.SUPPORT, "配合", "support", "", "牵头单位"),
    (Role.SUPERVISE, "指导、督导、考核", "supervise", "", ""),
)


def parts(page: OrganizationPage) -> tuple[Part, ...]:
    """The unit's tasks in the order of 任务承担情况; parts without a task are left out."""
    unit = page.organization.id
    names = stated_names(page.responsibilities)
    own: dict[str, dict[str, list[ResponsibilityRow]]] = defaultdict(lambda: defaultdict(list))
    leads: dict[str, dict[str, str]] = defaultdict(dict)
    for row in page.responsibilities:
        if row.organization == unit:
            own[row.task][row.role].append(row)
        if row.role == Role.LEAD:
            leads[row.task][row.organization] = names[row.organization]
    found: dict[str, list[Entry]] = defaultdict(list)
    for task in page.tasks:
        others = tuple(leads[task.id].values())
        for role, rows in own[task.id].items():
            found[_part(role, unit, leads[task.id])].append(
                Entry(task, tuple(quoted(r) for r in rows), tuple(rows), others)
            )
    return tuple(
        Part(title, english, tuple(found[key]), note or _unled(key, found[key], page.lead_settled), column)
        for key, title, english, note, column in _PARTS
        if found[key]
    )


def _unled(key: str, entries: Sequence[Entry], settled: frozenset[str]) -> str:
    """What is to be asked of tasks without a lead, and of how many a person has answered it; "" for other parts."""
    if key != "without":
        return ""
    tasks = {entry.task.id for entry in entries}
    answered = len(tasks & settled)
    if answered == len(tasks):
        return "未单列牵头单位；经人工核定不设牵头。"
    apart = f"其中 {answered} 项经人工核定不设牵头，其余" if answered else ""
    return f"未单列牵头单位，{apart}请确认是否首列牵头。"


def _part(role: str, unit: str, leads: dict[str, str]) -> str:
    if role == Role.LEAD:
        return "sole" if set(leads) <= {unit} else "joint"
    if role == Role.RESPONSIBLE:
        return "with" if leads else "without"
    return role


def partners(
    unit: str, pairs: Sequence[PairRow], tasks: Sequence[TaskRow], names: dict[str, str]
) -> tuple[Partner, ...]:
    """The other unit of each pair, most shared tasks first."""
    known = {task.id: task for task in tasks}
    found = []
    for pair in pairs:
        other, name = (pair.second, pair.second_name) if pair.first == unit else (pair.first, pair.first_name)
        shared = tuple(known[task] for task in pair.tasks if task in known)
        found.append(Partner(other, names.get(other, name), pair.shared, pair.co_lead, shared))
    return tuple(sorted(found, key=lambda p: -p.shared))
