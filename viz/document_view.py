"""What the page of a document and of a task show beside the rows: marks in the text, the outline, the task list."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field

from graph.answers import numbered
from graph.types import (
    CitationRow,
    DocumentRow,
    FindingRow,
    ResponsibilityRow,
    SectionRow,
    TargetRow,
    TaskRow,
)
from ingest.types import Role
from viz.highlight import Mark
from viz.links import organization_href, task_href
from viz.models import DocumentPage
from viz.words import FACT_WORDS, ROLE_ORDER, ROLE_UNIT, STATUS_WORDS


@dataclass(frozen=True, slots=True)
class TaskUnits:
    """A task and its units by role, in the order of the text, each once. ``open``: roles whose list ends in 等."""

    task: TaskRow
    roles: dict[str, tuple[ResponsibilityRow, ...]]
    open: frozenset[str]


@dataclass(slots=True)
class Branch:
    """One entry of the outline."""

    anchor: str
    label: str
    task: bool = False
    leads: str = ""
    units: int = 0
    children: list[Branch] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Summary:
    """Figures of one document; each counts tasks, units or pieces of evidence."""

    led: int
    joint: int
    unled: int  # responsible units, and no lead
    settled: int  # of these: a person said that none leads
    helped: int  # neither a lead nor responsible units, but others
    bare: int
    units: int
    collectives: int
    open: int
    roles: tuple[tuple[str, int], ...]


def task_units(tasks: Iterable[TaskRow], rows: Iterable[ResponsibilityRow]) -> tuple[TaskUnits, ...]:
    """Each task with its units by role."""
    by_task: dict[str, dict[str, dict[str, ResponsibilityRow]]] = defaultdict(lambda: defaultdict(dict))
    open_lists: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        by_task[row.task][row.role].setdefault(row.organization, row)
        if row.open_list:
            open_lists[row.task].add(row.role)
    return tuple(
        TaskUnits(
            task,
            {role: tuple(units.values()) for role, units in by_task[task.id].items()} if task.id in by_task else {},
            frozenset(open_lists.get(task.id, ())),
        )
        for task in tasks
    )


def summary(items: Sequence[TaskUnits], rows: Sequence[ResponsibilityRow], settled: Collection[str] = ()) -> Summary:
    """The document in figures. ``settled``: ids of tasks of which a person said that none leads."""
    leads = [len(item.roles.get(Role.LEAD, ())) for item in items]
    counts = Counter(row.role for row in rows)
    unled = {item.task.id for item in items if Role.RESPONSIBLE in item.roles and Role.LEAD not in item.roles}
    return Summary(
        led=sum(n > 0 for n in leads),
        joint=sum(n > 1 for n in leads),
        unled=len(unled),
        settled=len(unled.intersection(settled)),
        helped=sum(bool(item.roles) and not {Role.LEAD, Role.RESPONSIBLE} & item.roles.keys() for item in items),
        bare=sum(not item.roles for item in items),
        units=len({row.organization for row in rows if not row.collective}),
        collectives=len({row.organization for row in rows if row.collective}),
        open=sum(bool(item.open) for item in items),
        roles=tuple((role, counts[role]) for role in ROLE_ORDER if counts[role]),
    )


def outline(sections: Sequence[SectionRow], items: Sequence[TaskUnits]) -> list[Branch]:
    """Sections and tasks as a tree, in the order of the text."""
    branches: dict[str, Branch] = {}
    placed: list[tuple[int, str | None, Branch]] = []
    for section in sections:
        label = f"{section.number} {section.heading}".strip()
        branches[section.id] = Branch(f"s-{section.id}", label)
        placed.append((section.start, section.parent, branches[section.id]))
    for item in items:
        task = item.task
        leads = "、".join(row.name for row in item.roles.get(Role.LEAD, ()))
        label = numbered(task.number, task.title)
        branch = Branch(f"t-{task.id}", label, task=True, leads=leads, units=sum(map(len, item.roles.values())))
        branches[task.id] = branch
        placed.append((task.start, task.parent or task.section, branch))
    roots: list[Branch] = []
    for _, parent, branch in sorted(placed, key=lambda entry: entry[0]):
        (branches[parent].children if parent in branches else roots).append(branch)
    return roots


def facts(document: DocumentRow) -> list[tuple[str, str, str, tuple[str, ...]]]:
    """(word, English, value, anchors in the text) for each thing that the document says of itself."""
    anchors: dict[str, list[str]] = defaultdict(list)
    for index, (name, *_rest) in enumerate(document.facts):
        anchors[name].append(f"f-{index}")
    values = {
        "title": document.title,
        "number": document.number,
        "issuer": document.issuer,
        "jurisdiction": document.jurisdiction_name,
        "issued_on": document.issued_on,
        "printed_on": document.printed_on,
        "openness": document.openness,
        "adopted_by": document.adopted_by,
        "addressees": "、".join(document.addressees),
        "horizons": "、".join(document.horizons),
        "valid_from": document.valid_from,
        "valid_to": document.valid_to,
        "status": STATUS_WORDS.get(document.status or "", document.status),
    }
    aliases = {"addressees": "addressee", "horizons": "horizon"}
    return [
        (*FACT_WORDS[name], value, (*anchors[name], *anchors[aliases.get(name, "-")]))
        for name, value in values.items()
        if value
    ]


def text_marks(page: DocumentPage) -> list[Mark]:
    """All that is marked in a document's text."""
    marks = [Mark(s, e, "fact", id=f"f-{i}") for i, (_, _, s, e, _) in enumerate(page.document.facts)]
    details = page.document.details
    marks += [Mark(start, end, "fact", id=f"x-{i}") for i, (_, _, start, end, _) in enumerate(details)]
    for section in page.sections:
        level = min(section.level, 3)
        marks.append(Mark(section.heading_start, section.heading_end, f"heading h{level}", id=f"s-{section.id}"))
    for task in page.tasks:
        marks.append(Mark(task.start, task.end, "item", id=f"t-{task.id}"))
        marks.append(Mark(task.title_start, task.title_end, "item-title", href=task_href(task.id)))
    marks += unit_marks(page.responsibilities)
    marks += [Mark(g.start, g.end, "target", id=f"g-{g.id}", title=f"指标：{g.metric}") for g in page.targets]
    marks += citation_marks(page.citations)
    marks += finding_marks(page.findings)
    return [mark for mark in marks if 0 <= mark.start < mark.end]


def unit_marks(rows: Iterable[ResponsibilityRow]) -> list[Mark]:
    """One link per unit's name; where it holds several roles, the further ones add an anchor only."""
    places: dict[tuple[int, int], list[ResponsibilityRow]] = defaultdict(list)
    for row in rows:
        places[row.start, row.end].append(row)
    marks: list[Mark] = []
    for (start, end), here in places.items():
        first = here[0]
        said = "；".join(f"{ROLE_UNIT.get(r.role, r.role)}：{r.organization_name or r.name}" for r in here)
        href = organization_href(first.organization)
        marks.append(Mark(start, end, f"unit {first.role}", id=f"e-{first.id}", title=said, href=href))
        marks += [Mark(start, end, id=f"e-{row.id}") for row in here[1:]]
    return marks


def citation_marks(citations: Iterable[CitationRow]) -> list[Mark]:
    """Where other documents are named."""
    return [Mark(c.start, c.end, "cited", id=f"c-{c.id}", title=f"引用文件：{c.title}") for c in citations]


def finding_marks(findings: Iterable[FindingRow]) -> list[Mark]:
    """Where something is to be checked; findings without a place have no mark."""
    return [
        Mark(f.start, f.end, "query", id=f"q-{f.id}", title=f"待核：{f.message}")
        for f in findings
        if f.start is not None and f.end is not None
    ]


def task_marks(task: TaskRow, rows: Iterable[ResponsibilityRow], targets: Iterable[TargetRow]) -> list[Mark]:
    """The marks of a task's own words, as offsets into ``task.text``; what lies beyond the words kept is left out."""
    title = Mark(task.title_start, task.title_end, "item-title")
    marks = [title, *unit_marks(rows), *(Mark(g.start, g.end, "target", title=f"指标：{g.metric}") for g in targets)]
    shift, length = task.start, len(task.text)
    return [
        Mark(m.start - shift, m.end - shift, m.css, m.id, m.title, m.href, m.tag)
        for m in marks
        if shift <= m.start < m.end <= shift + length
    ]
