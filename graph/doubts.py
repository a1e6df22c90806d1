"""Questions for a person, those on which most tasks hang first; each with the answers that may be given.

They come from what reading left open: names that look alike, units of no known kind, tasks whose lists name no lead,
judgements that find no place.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace
from typing import cast

from graph.answers import ROLE_NAMES, ended_documents, inner, item, units_of
from graph.findings import asked_of_tasks
from graph.judgements import COMPARED, UNITS, content
from graph.query import Op, Query, Sort, Where
from graph.results import Row
from graph.settled import compared
from graph.store import Reader
from graph.types import AliasRow, FindingRow, Judgement, Kind, OrganizationRow, ResponsibilityRow, TaskRow
from ingest.ids import normalized

MOST = 200  # of each kind
MOST_CANDIDATES = 3
LEAST_STEM = 3  # code points of a name without its level: 办公室 alone names nobody, and is not asked
#: kinds of finding of which the graph may hold the unit that is meant
_OFFERED = frozenset(("level-unclear", "renamed"))


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer: ``judgement`` is the request that gives it, who and why apart; ``undo`` a judgement to be undone."""

    label: str
    judgement: dict[str, str | bool] = field(default_factory=dict)
    undo: str | None = None


@dataclass(frozen=True, slots=True)
class Doubt:
    """One question. ``tasks``: how many distinct tasks hang on it."""

    id: str
    kind: str  # near-duplicate | doubtful-unit | odd-unit | no-lead | unplaced
    question: str
    tasks: int
    evidence: tuple[ResponsibilityRow, ...]
    choices: tuple[Choice, ...]
    in_force: bool = True  # False: the plans that it is about are no longer in force


def doubts(reader: Reader, today: str, document: str | None = None) -> tuple[Doubt, ...]:
    """Every question that is open, of a document (id) or of all; those about plans that ended by ``today`` say so."""
    scope = (Where("document", document),) if document else ()
    found = [*_alike(reader, scope), *_doubtful(reader, scope), *_without_lead(reader, scope)]
    known = {one.evidence[0].id for one in found if one.evidence}
    found += [one for one in _odd_units(reader, scope) if one.evidence[0].id not in known]
    if document is None:
        found += _unplaced(reader)
    ended = ended_documents(reader, today)
    return tuple(
        replace(one, in_force=not one.evidence or any(row.document not in ended for row in one.evidence))
        for one in sorted(found, key=_order)
    )


def _order(one: Doubt) -> tuple[int, str, str, str]:
    """Most tasks first, then by kind and place."""
    return -one.tasks, one.kind, one.evidence[0].sort_key if one.evidence else "", one.id


def _alike(reader: Reader, scope: tuple[Where, ...]) -> list[Doubt]:
    query = Query(Kind.FINDING, (Where("kind", COMPARED, Op.IN), *scope), limit=MOST)
    found: dict[frozenset[str], Doubt] = {}
    for row in cast("tuple[FindingRow, ...]", reader.list(query).items):
        units = [_called(reader, row.document, name) for name in compared(row.message)]
        first, second = (*units, None, None)[:2]
        if first is None or second is None or first.id == second.id:
            continue
        pair = frozenset((first.id, second.id))
        if pair not in found:
            found[pair] = _pair(reader, row, first, second)
    return list(found.values())


def _called(reader: Reader, document: str, name: str) -> OrganizationRow | None:
    where = (Where("document", document), Where("key", normalized(name)))
    for alias in cast("tuple[AliasRow, ...]", reader.list(Query(Kind.ALIAS, where, limit=1)).items):
        return cast("OrganizationRow", reader.get(Kind.ORGANIZATION, alias.organization))
    return None


def _pair(reader: Reader, row: FindingRow, first: OrganizationRow, second: OrganizationRow) -> Doubt:
    carried = {unit.id: _tasks(reader, (unit.id,)) for unit in (first, second)}
    first, second = sorted((first, second), key=lambda unit: (-carried[unit.id], unit.id))
    evidence = [
        reader.list(Query(Kind.RESPONSIBILITY, (Where("organization", unit.id),), limit=1)).items
        for unit in (first, second)
    ]
    return Doubt(
        row.id,
        "near-duplicate",
        f"“{first.name}”与“{second.name}”是同一单位吗？",
        _tasks(reader, (first.id, second.id)),
        tuple(cast("ResponsibilityRow", one) for rows in evidence for one in rows),
        (
            _units("same", first, second, f"同一单位，以“{first.short_name}”为准"),
            _units("same", second, first, f"同一单位，以“{second.short_name}”为准"),
            _units("different", first, second, "是两个单位"),
        ),
    )


def _units(kind: str, stands: OrganizationRow, other: OrganizationRow, label: str) -> Choice:
    return Choice(label, {"kind": kind, "organization": stands.id, "other": other.id})


def _tasks(reader: Reader, units: tuple[str, ...]) -> int:
    return reader.list(Query(Kind.TASK, (Where("organization", units, Op.IN),), limit=1)).total


def _odd_units(reader: Reader, scope: tuple[Where, ...]) -> list[Doubt]:
    query = Query(Kind.RESPONSIBILITY, (Where("organization_kind", "other"), *scope), limit=1000)
    groups: dict[tuple[str, str, str], list[ResponsibilityRow]] = defaultdict(list)
    for row in cast("tuple[ResponsibilityRow, ...]", reader.list(query).items):
        if row.judgement is None:
            groups[row.document, normalized(row.quote), row.role].append(row)
    return [_odd(rows) for rows in list(groups.values())[:MOST]]


def _doubtful(reader: Reader, scope: tuple[Where, ...]) -> list[Doubt]:
    """Units that reading was not sure of, as it says: those worth most first."""
    query = Query(Kind.FINDING, scope, (Sort("score", descending=True),), MOST)
    found = []
    for row in cast("tuple[FindingRow, ...]", reader.list(query).items):
        if row.kind in COMPARED or not row.score or row.quote is None:
            continue
        here = [
            edge
            for edge in reader.edges((Where("document", row.document),))
            if normalized(edge.quote) == normalized(row.quote) and edge.judgement is None
        ]
        if here:
            rows = [edge for edge in here if edge.role == here[0].role]
            odd = _odd(rows)
            choices = (*odd.choices[:1], *_candidates(reader, row.kind, rows[0]), *odd.choices[1:])
            found.append(replace(odd, id=row.id, kind="doubtful-unit", question=row.message, choices=choices))
    return found


def _candidates(reader: Reader, kind: str, edge: ResponsibilityRow) -> tuple[Choice, ...]:
    """The units of the graph that a doubtful one may be: what the register says took its place, or does its work at
    its place; of a body of no known level, those of that name elsewhere."""
    unit = reader.get(Kind.ORGANIZATION, edge.organization)
    if not isinstance(unit, OrganizationRow) or kind not in _OFFERED:
        return ()
    rows: list[Row | None] = []
    if kind == "renamed":
        rows.append(reader.get(Kind.ORGANIZATION, unit.successor) if unit.successor else None)
        if unit.line and unit.jurisdiction:
            line = (Where("line", unit.line), Where("jurisdiction", unit.jurisdiction), Where("collective", False))
            rows += reader.list(Query(Kind.ORGANIZATION, line, limit=MOST_CANDIDATES + 1)).items
    else:
        stem = unit.short_name.lstrip("省市区县州盟旗镇乡")
        if len(stem) >= LEAST_STEM:
            named = reader.list(Query(Kind.ORGANIZATION, (Where("q", stem, Op.CONTAINS),), limit=50)).items
            rows += [row for row in named if isinstance(row, OrganizationRow) and row.name.endswith(stem)]
    others = {row.id: row for row in rows if isinstance(row, OrganizationRow) and row.id != unit.id}
    return tuple(_units("same", row, unit, f"就是“{row.name}”") for row in list(others.values())[:MOST_CANDIDATES])


def _odd(rows: list[ResponsibilityRow]) -> Doubt:
    first = rows[0]
    role = ROLE_NAMES[first.role]
    here: dict[str, str | bool] = {"responsibility": first.id, "throughout": True}
    others = [other for other in ROLE_NAMES if other != first.role]
    return Doubt(
        f"u-{first.id}",
        "odd-unit",
        f"“{inner(first.quote)}”是{role}单位吗？",
        len({row.task for row in rows}),
        tuple(rows[:3]),
        (
            Choice("是，读得对", {"kind": "role", "right_role": first.role, **here}),
            Choice("不是单位", {"kind": "not_unit", **here}),
            *(Choice(f"是{ROLE_NAMES[other]}单位", {"kind": "role", "right_role": other, **here}) for other in others),
        ),
    )


def _without_lead(reader: Reader, scope: tuple[Where, ...]) -> list[Doubt]:
    query = replace(asked_of_tasks("no-lead", scope), limit=MOST)
    tasks = cast("tuple[TaskRow, ...]", reader.list(query).items)
    units = units_of(reader, tuple(task.id for task in tasks))
    found = []
    for task in tasks:
        listed = [row for row in units.get(task.id, ()) if row.role == "responsible"]
        first = next((row for row in listed if row.position == 0 and _as_read(reader, row)), None)
        if first is None:
            continue
        edge: dict[str, str | bool] = {"kind": "role", "responsibility": first.id}
        alone = len(listed) == 1
        asked = f"只列了“{inner(first.quote)}”，由它牵头吗？" if alone else f"首列的“{inner(first.quote)}”牵头吗？"
        found.append(
            Doubt(
                f"l-{task.id}",
                "no-lead",
                f"{item(task.number)}“{inner(task.title)}”未单列牵头单位：{asked}",
                1,
                (first,),
                (
                    Choice("由它牵头", {**edge, "right_role": "lead"})
                    if alone
                    else Choice("首列单位牵头", {**edge, "right_role": "lead"}),
                    Choice("只作责任单位，不设牵头", {**edge, "right_role": "responsible"})
                    if alone
                    else Choice("并列负责，不设牵头", {**edge, "right_role": "responsible"}),
                ),
            )
        )
    return found


def _as_read(reader: Reader, row: ResponsibilityRow) -> bool:
    """Whether a piece of evidence stands where and as it was read; only its unit may go by another name."""
    judged = reader.get(Kind.JUDGEMENT, row.judgement) if row.judgement else None
    return judged is None or (isinstance(judged, Judgement) and judged.kind in UNITS)


def _unplaced(reader: Reader) -> list[Doubt]:
    query = Query(Kind.JUDGEMENT, (Where("active", True), Where("placed", False)), limit=MOST)
    return [
        Doubt(
            f"p-{one.id}",
            "unplaced",
            f"{one.who} {one.made_at[:10]} 的核定没有找到所指之处：{content(one)}",
            0,
            (),
            (Choice("撤销这条核定", undo=one.id),),
        )
        for one in cast("tuple[Judgement, ...]", reader.list(query).items)
    ]
