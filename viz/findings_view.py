"""待核事项 as lines: many of one kind in one, with its count and where to look."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from graph import findings as graph_findings
from graph.answers import inner, item
from graph.types import FindingRow, TaskRow
from viz.links import document_href, findings_href, place_href, task_href


@dataclass(frozen=True, slots=True)
class Place:
    """One place of a finding; without ``href`` where it is the whole document being shown."""

    label: str
    href: str


@dataclass(frozen=True, slots=True)
class Line:
    """All findings of one kind. ``count`` may be more than its ``places``; then ``more`` leads to all of them."""

    message: str
    count: int
    places: tuple[Place, ...]
    more: str = ""


def lines_of_rows(
    findings: Sequence[FindingRow], tasks: Sequence[TaskRow], here: str | None = None
) -> tuple[Line, ...]:
    """Lines from what reading raised. ``here``: id of the document being shown, whose places are on the page."""
    known = {task.id: task for task in tasks}
    kinds: dict[str, list[FindingRow]] = defaultdict(list)
    for finding in findings:
        kinds[finding.kind].append(finding)
    return tuple(_line(rows, known, here) for rows in kinds.values())


def lines_of_groups(groups: Sequence[graph_findings.FindingGroup]) -> tuple[Line, ...]:
    """Lines from the graph's own answer, which asks for missing and joint leads as well."""
    lines = []
    for group in groups:
        alike = len({one.message for one in group.items}) == 1
        places = tuple(_place_of_item(one, alike) for one in group.items)
        more = findings_href(group.kind) if group.count > len(places) else ""
        lines.append(Line(group.line, group.count, places, more))
    return tuple(lines)


def _line(rows: Sequence[FindingRow], tasks: dict[str, TaskRow], here: str | None) -> Line:
    messages = list(dict.fromkeys(row.message for row in rows))
    places = tuple(Place(_label(row, tasks, here, len(messages) == 1), _href(row, tasks, here)) for row in rows)
    return Line(messages[0] if len(messages) == 1 else f"{messages[0]} 等", len(rows), places)


def _label(row: FindingRow, tasks: dict[str, TaskRow], here: str | None, alike: bool) -> str:
    """Where it is; what it says as well, where the messages of one kind differ."""
    task = tasks.get(row.task or "")
    if not alike:
        label = row.message
    elif task:
        label = f"{item(task.number)} {task.title}".lstrip()
    else:
        label = f"“{inner(row.quote[:30])}”" if row.quote else "全文"
    return f"{row.document_title}：{label}" if here is None and row.document_title else label


def _href(row: FindingRow, tasks: dict[str, TaskRow], here: str | None) -> str:
    if row.start is not None:
        return f"#q-{row.id}" if row.document == here else place_href(row.document, f"q-{row.id}")
    if row.task in tasks:
        return task_href(row.task)
    return "" if row.document == here else document_href(row.document)


def _place_of_item(one: graph_findings.FindingItem, alike: bool) -> Place:
    if not alike:
        label = one.message
    elif one.task_number:
        label = f"{item(one.task_number)} {one.quote or ''}".rstrip()
    else:
        label = f"“{inner(one.quote[:30])}”" if one.quote else "全文"
    if not one.document:  # a judgement whose document is not here
        return Place(one.message, "/judgements")
    href = task_href(one.task) if one.task else document_href(one.document)
    ended = "" if one.in_force else "（文件已失效或已废止）"
    return Place(f"{one.document_title}{ended}：{label}" if one.document_title else label, href)
