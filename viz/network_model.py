"""From rows to the networks that are drawn: the whole plan, one unit's surroundings, ties between units."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from graph.answers import item, numbered
from graph.results import PairRow, WorkloadRow
from graph.types import ResponsibilityRow, TaskRow
from ingest.types import Role
from viz.evidence import quoted
from viz.layout import column_layout, force_layout
from viz.links import organization_href, task_href
from viz.models import Edge, Evidence, NetworkModel, Node
from viz.words import ROLE_ORDER, kind_word, role_word

#: more nodes than this are no picture any more; the best connected stay, and the page says so
NODE_LIMIT = 800


@dataclass(frozen=True, slots=True)
class _Draft:
    """A node before it has a place."""

    id: str
    label: str
    name: str
    kind: str
    href: str
    note: str = ""
    weight: int = 1
    focus: bool = False


def plan_network(
    responsibilities: Iterable[ResponsibilityRow],
    *,
    title: str,
    subtitle: str = "",
    tasks: Sequence[TaskRow] = (),
    limit: int = NODE_LIMIT,
) -> NetworkModel:
    """Units and tasks; one edge per piece of evidence. ``tasks`` adds those that no unit stands on."""
    rows = tuple(responsibilities)
    return _bipartite(rows, title=title, subtitle=subtitle, tasks=tasks, limit=limit, focus=None)


def organization_network(
    responsibilities: Iterable[ResponsibilityRow],
    organization: str,
    *,
    title: str,
    subtitle: str = "",
    limit: int = NODE_LIMIT,
) -> NetworkModel:
    """One unit's surroundings: its tasks and everybody on them. Rows of other tasks are left out."""
    rows = tuple(responsibilities)
    own = {row.task for row in rows if row.organization == organization}
    around = tuple(row for row in rows if row.task in own)
    return _bipartite(around, title=title, subtitle=subtitle, tasks=(), limit=limit, focus=organization)


def ties_network(
    pairs: Iterable[PairRow],
    workload: Iterable[WorkloadRow],
    *,
    title: str,
    subtitle: str = "",
    tasks: Mapping[str, TaskRow] | None = None,
    names: Mapping[str, str] | None = None,
    limit: int = NODE_LIMIT,
) -> NetworkModel:
    """Units joined by the tasks they share. ``names``: organisation id → the name to show instead of the short one.
    Without them all go by short names, or, where two of those are alike, all by full ones."""
    known, shown = tasks or {}, names or {}
    units = tuple(workload)
    alike = len({unit.short_name for unit in units}) < len(units)
    drafts = {
        unit.organization: _Draft(
            id=unit.organization,
            label=_wrapped(shown.get(unit.organization) or (unit.name if alike else unit.short_name), 7, 3),
            name=unit.name,
            kind=unit.kind,
            href=organization_href(unit.organization),
            note=f"承担任务 {unit.total} 项",
            weight=unit.total,
        )
        for unit in units
    }
    edges = [
        Edge(
            id=f"{pair.first}~{pair.second}",
            source=pair.first,
            target=pair.second,
            role="co_lead" if pair.co_lead else "shared",
            label=f"共同承担 {pair.shared} 项" + (f"，其中联合牵头 {pair.co_lead} 项" if pair.co_lead else ""),
            evidence=tuple(_shared_task(task, known.get(task)) for task in pair.tasks),
            weight=pair.shared,
        )
        for pair in pairs
        if pair.first in drafts and pair.second in drafts
    ]
    return _placed(
        drafts,
        edges,
        title=title,
        subtitle=subtitle,
        limit=limit,
        columns=("单位", "共同承担", "单位", "共同承担的任务"),
        weighted=True,
        sources=_distinct(task.document_number or task.document_title for task in known.values()),
    )


def stated_names(rows: Iterable[ResponsibilityRow]) -> dict[str, str]:
    """Organisation id → the name most often written for it; its full name where two units would look alike."""
    written: dict[str, Counter[str]] = defaultdict(Counter)
    full: dict[str, str] = {}
    for row in rows:
        written[row.organization][row.name] += 1
        full[row.organization] = row.organization_name or row.name
    names = {unit: counts.most_common(1)[0][0] for unit, counts in written.items()}
    alike = Counter(names.values())
    return {unit: name if alike[name] == 1 else full[unit] for unit, name in names.items()}


def _bipartite(
    rows: tuple[ResponsibilityRow, ...],
    *,
    title: str,
    subtitle: str,
    tasks: Sequence[TaskRow],
    limit: int,
    focus: str | None,
) -> NetworkModel:
    names = stated_names(rows)
    per_unit, per_task = _distinct_counts(rows)
    several = len({row.document for row in rows}) > 1
    drafts: dict[str, _Draft] = {}
    for row in rows:
        drafts.setdefault(row.organization, _unit(row, names, per_unit[row.organization], focus))
        drafts.setdefault(row.task, _task(row, len(per_task[row.task]), several))
    for task in tasks:
        drafts.setdefault(task.id, _idle_task(task))
    edges = [
        Edge(row.id, row.organization, row.task, row.role, _edge_label(row, names), (quoted(row),)) for row in rows
    ]
    sources = _distinct(row.document_number or row.document_title for row in rows)
    return _placed(drafts, edges, title=title, subtitle=subtitle, limit=limit, sources=sources)


def _distinct_counts(
    rows: Iterable[ResponsibilityRow],
) -> tuple[dict[str, dict[str, set[str]]], dict[str, set[str]]]:
    """Tasks per unit and role; units per task."""
    per_unit: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    per_task: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        per_unit[row.organization][row.role].add(row.task)
        per_task[row.task].add(row.organization)
    return per_unit, per_task


def _unit(row: ResponsibilityRow, names: Mapping[str, str], roles: Mapping[str, set[str]], focus: str | None) -> _Draft:
    total = len(set().union(*roles.values()))
    parts = "，".join(f"{role_word(role)} {len(roles[role])} 项" for role in ROLE_ORDER if role in roles)
    return _Draft(
        id=row.organization,
        label=_wrapped(names[row.organization], 7, 3),
        name=row.organization_name or row.name,
        kind=row.organization_kind,
        href=organization_href(row.organization),
        note=f"图中承担任务 {total} 项：{parts}",
        weight=total,
        focus=row.organization == focus,
    )


def _task(row: ResponsibilityRow, units: int, several: bool) -> _Draft:
    note = f"图中单位 {units} 个"
    if several:
        note += f"；{row.document_number or row.document_title}"
    name = numbered(row.task_number, row.task_title)
    return _Draft(row.task, _wrapped(name, 9, 2), name, "task", task_href(row.task), note, units)


def _idle_task(task: TaskRow) -> _Draft:
    name = numbered(task.number, task.title)
    return _Draft(task.id, _wrapped(name, 9, 2), name, "task", task_href(task.id), "原文未列单位", 0)


def _edge_label(row: ResponsibilityRow, names: Mapping[str, str]) -> str:
    cue = f"（原文：{row.cue}）" if row.cue else ""
    return f"{names[row.organization]} · {role_word(row.role)}{cue} · {item(row.task_number)}{row.task_title}"


def _shared_task(task: str, row: TaskRow | None) -> Evidence:
    if row is None:
        return Evidence("", task, "", href=task_href(task))
    name = numbered(row.number, row.title)
    return Evidence("", name, "", source=row.document_number or row.document_title, href=task_href(task))


def _placed(
    drafts: Mapping[str, _Draft],
    edges: Sequence[Edge],
    *,
    title: str,
    subtitle: str,
    limit: int,
    sources: tuple[str, ...],
    columns: tuple[str, str, str, str] = ("单位", "角色", "任务", "出处（原文）"),
    weighted: bool = False,
) -> NetworkModel:
    """Cut to ``limit`` nodes, give each a place, and freeze."""
    kept, notice = _largest(drafts, edges, limit)
    shown = [edge for edge in edges if edge.source in kept and edge.target in kept]
    links = [(edge.source, edge.target, _pull(edge, weighted)) for edge in shown]
    places = force_layout({node: _box(draft) for node, draft in kept.items()}, links)
    tasks = [node for node, draft in kept.items() if draft.kind == "task"]
    beside = {} if weighted else column_layout([n for n in kept if kept[n].kind != "task"], tasks, links)
    nodes = tuple(
        Node(d.id, d.label, d.name, d.kind, *places[d.id], beside.get(d.id), d.note, d.href, d.weight, d.focus)
        for d in kept.values()
    )
    return NetworkModel(title, subtitle, nodes, tuple(shown), columns, notice, sources, weighted)


def _largest(drafts: Mapping[str, _Draft], edges: Sequence[Edge], limit: int) -> tuple[dict[str, _Draft], str]:
    """The best connected nodes, in their own order, and a notice where some are missing."""
    if len(drafts) <= limit:
        return dict(drafts), ""
    degree = Counter(end for edge in edges for end in (edge.source, edge.target))
    order = {node: index for index, node in enumerate(drafts)}
    best = set(sorted(drafts, key=lambda n: (not drafts[n].focus, -degree[n], order[n]))[:limit])
    kept_edges = sum(edge.source in best and edge.target in best for edge in edges)
    notice = (
        f"全网共 {len(drafts)} 个节点、{len(edges)} 条边，图中只画出联系最多的 {limit} 个节点及其间 {kept_edges} 条边；"
        "请按文件或单位查看，或导出全部数据。"
    )
    return {node: draft for node, draft in drafts.items() if node in best}, notice


def _pull(edge: Edge, weighted: bool) -> float:
    if weighted:
        return edge.weight * 0.5
    return 2.0 if edge.role == Role.LEAD else 1.0


def _box(draft: _Draft) -> tuple[float, float]:
    """Width and height of the drawn label: 15 units a character, 19 a line, and the padding."""
    lines = draft.label.split("\n")
    return max(len(line) for line in lines) * 15.0 + 26, len(lines) * 19.0 + 18


def _wrapped(text: str, width: int, lines: int) -> str:
    """At most that many lines of that many Chinese characters, evenly filled; what is cut ends in …"""
    room = width * lines
    short = text if _breadth(text) <= room else text[: room - 1] + "…"
    count = max(1, math.ceil(_breadth(short) / width))
    even = _breadth(short) / count
    out: list[str] = []
    line = ""
    for char in short:
        if line and len(out) < count - 1 and _breadth(line + char) > even + 0.5:
            out.append(line)
            line = ""
        line += char
    return "\n".join([*out, line])


def _breadth(text: str) -> float:
    """In Chinese characters: ASCII is half as wide."""
    return sum(0.5 if char.isascii() else 1.0 for char in text)


def _distinct(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value for value in values if value))


def kinds_shown(model: NetworkModel, word: Callable[[str], str] = kind_word) -> tuple[tuple[str, str, int], ...]:
    """(kind, its word, how many nodes) for the legend, most frequent first."""
    counts = Counter(node.kind for node in model.nodes)
    return tuple((kind, word(kind), number) for kind, number in counts.most_common())
