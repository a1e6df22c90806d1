"""A question → Cypher (Neo4j 5, no APOC). Stands beside ``graph/sql.py``: the same functions in the same order.

Only fields of the whitelist (``graph.query``) reach the text of a statement; values are parameters throughout, and
``pasteable`` writes them out for Neo4j Browser. Labels, relations and properties: ``docs/graph-schema.md``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from graph.cypher_shapes import ASIDE, EVIDENCE, RELATION, SHAPES, STANDS
from graph.plan import (
    BESIDE,
    LACKS,
    OF_ONE_RESPONSIBILITY,
    STANDING,
    Order,
    Parameter,
    Plan,
    Statement,
    checked,
    checked_groups,
    checked_pairs,
    checked_workload,
    with_standing,
)
from graph.query import Op, Query, Sort, Value, Where
from graph.types import Kind

#: on that day; a document that states no day is in force before, and after
_IN_FORCE = "(coalesce(d.in_from, '') <= {day} AND coalesce(d.in_to, '9') >= {day})"
#: said of the task itself, not once for all
_OWN = "r.basis <> 'standing'"


def select(query: Query) -> Statement:
    """One page of rows, columns named by the row's attributes; one row more than ``limit``, if there are more."""
    plan, values = checked(query), _Values()
    shape = SHAPES[plan.kind]
    further = [*_beyond(plan, shape.columns, values), *_walked(plan, shape.columns)]
    matched = f"{_found(plan, values, *further)}{shape.joined}"
    return values.statement(f"{matched}\nRETURN {_columns(shape.columns)}{_ordered(plan, shape.columns, values)}")


def total(query: Query) -> Statement:
    """How many rows satisfy the query, whatever the page."""
    plan, values = checked(query), _Values()
    return values.statement(f"{_found(plan, values)}\nRETURN count(*) AS count")


def count(query: Query, by: tuple[str, ...]) -> Statement:
    """Columns ``by0`` … and ``count``, unordered. Responsibilities grouped by anything count distinct tasks."""
    plan, values = checked(query), _Values()
    names = checked_groups(plan.kind, by)
    shape = SHAPES[plan.kind]
    what = "DISTINCT t" if plan.kind is Kind.RESPONSIBILITY and names else "*"
    columns = [f"{shape.fields[name]} AS by{at}" for at, name in enumerate(names)] + [f"count({what}) AS count"]
    return values.statement(f"{_found(plan, values)}\nRETURN {', '.join(columns)}")


_FIGURES = {
    "lead": "type(r) = 'LEADS'",
    "lead_sole": "type(r) = 'LEADS' AND t.lead_count = 1",
    "lead_joint": "type(r) = 'LEADS' AND t.lead_count > 1",
    "responsible": "type(r) = 'RESPONSIBLE_FOR'",
    "responsible_with_lead": "type(r) = 'RESPONSIBLE_FOR' AND t.lead_count > 0",
    "responsible_without_lead": "type(r) = 'RESPONSIBLE_FOR' AND t.lead_count = 0",
    "support": "type(r) = 'SUPPORTS'",
    "supervise": "type(r) = 'SUPERVISES'",
}
_UNIT = ("sort_key", "name", "short_name", "kind", "collective", "jurisdiction_name")
#: a judgement touched a task that is counted, or took one from the unit
_JUDGED = f"(touched OR EXISTS {{ MATCH (o)-[:{ASIDE}]->(:Task) }})"


def workload(
    where: tuple[Where, ...], sort: tuple[Sort, ...], limit: int, after: tuple[Value, ...] | None
) -> Statement:
    """One page of WorkloadRow: per unit, distinct tasks by role, sole and joint, with and without a lead."""
    plan, values = checked_workload(where, sort, limit, after), _Values()
    figures = {name: f"count(DISTINCT CASE WHEN {case} THEN t END)" for name, case in _FIGURES.items()}
    figures["total"] = "count(DISTINCT t)"
    figures["touched"] = "max(CASE WHEN t.judged THEN 1 ELSE 0 END) = 1"
    for name, case in _FIGURES.items():
        figures[f"{name}_open"] = f"max(CASE WHEN {case} AND r.open_list THEN 1 ELSE 0 END) = 1"
    unit = {"organization": "o.id"} | {name: f"o.{name}" for name in _UNIT}
    names = unit | {name: name for name in figures}
    found = _found(plan, values)
    beyond = _where(_beyond(plan, names, values))
    return values.statement(
        f"{found}\nWITH o, {_columns(figures)}{beyond}"
        f"\nRETURN {_columns(unit)}, {', '.join(figures)}, {_JUDGED} AS judged{_ordered(plan, names, values)}"
    )


def workload_total(where: tuple[Where, ...]) -> Statement:
    """How many units have a workload."""
    plan, values = checked_workload(where, (), 1, None), _Values()
    return values.statement(f"{_found(plan, values)}\nRETURN count(DISTINCT o) AS count")


_TIE = {
    "first": "x.id",
    "second": "y.id",
    "first_name": "x.name",
    "second_name": "y.name",
    "sort_key": "x.sort_key + '|' + y.sort_key",
    "shared": "shared",
    "co_lead": "co_lead",
    "tasks": "tasks",
    "judged": "judged",
}


def pairs(
    where: tuple[Where, ...],
    sort: tuple[Sort, ...],
    limit: int,
    after: tuple[Value, ...] | None,
    organization: str | None,
    other: str | None,
    at_least: int,
) -> Statement:
    """One page of PairRow; ``tasks`` is a list of [sort_key, id], unordered."""
    plan, values = checked_pairs(where, sort, limit, after), _Values()
    tied = _tied(plan, values, organization, other, at_least)
    beyond = "".join(f"\n  AND {condition}" for condition in _beyond(plan, _TIE, values))
    return values.statement(f"{tied}{beyond}\nRETURN {_columns(_TIE)}{_ordered(plan, _TIE, values)}")


def pairs_total(where: tuple[Where, ...], organization: str | None, other: str | None, at_least: int) -> Statement:
    """How many pairs share a task."""
    plan, values = checked_pairs(where, (), 1, None), _Values()
    return values.statement(f"{_tied(plan, values, organization, other, at_least)}\nRETURN count(*) AS count")


def edges(where: tuple[Where, ...]) -> Statement:
    """Every responsibility that satisfies ``where``, in order."""
    plan, values = checked(Query(Kind.RESPONSIBILITY, where)), _Values()
    columns = SHAPES[plan.kind].columns
    found = _found(plan, values)
    return values.statement(f"{found}\nRETURN {_columns(columns)}{_order_by(plan.order, columns)}")


def pasteable(statement: Statement) -> str:
    """The statement with its values written out, to paste into Neo4j Browser. For reading; stores send parameters."""
    return re.sub(r"\$([a-z]\w*)\b", lambda found: _written(statement.parameters[found[1]]), statement.text)


def _written(value: Parameter | Mapping[str, Parameter]) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Sequence) and not isinstance(value, str):
        return "[" + ", ".join(_written(one) for one in value) + "]"
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"`{name}`: {_written(one)}" for name, one in value.items()) + "}"
    if isinstance(value, str):
        return "'" + "".join(map(_character, value)) + "'"
    return _number(value)


def _character(character: str) -> str:
    r"""Neo4j reads \uXXXX before it reads strings, a second backslash before it notwithstanding."""
    if character in "\\'" or not (character.isprintable() or character == "\u3000"):
        units = character.encode("utf-16-be")
        escaped = "".join(f"\\u{units[at]:02X}{units[at + 1]:02X}" for at in range(0, len(units), 2))
        return {"'": "\\'", "\\": "\\u005C\\u005C", "\n": "\\n", "\r": "\\r", "\t": "\\t"}.get(character, escaped)
    return character


def _number(value: float) -> str:
    return repr(value).replace("e+", "e")  # 1e+16 is no number in Cypher


class _Values:
    """Gathers the parameters of one statement."""

    def __init__(self) -> None:
        self.given: dict[str, Parameter] = {}

    def add(self, value: Parameter) -> str:
        name = f"p{len(self.given)}"
        self.given[name] = value
        return f"${name}"

    def many(self, values: Iterable[Value]) -> str:
        return self.add([value for value in values if value is not None])

    def statement(self, text: str) -> Statement:
        return Statement(text, self.given)


def _tied(plan: Plan, values: _Values, organization: str | None, other: str | None, at_least: int) -> str:
    units = [values.add(one) for one in (organization, other) if one is not None]
    # the units' tasks first: pairs are made of these only
    narrowed = "".join(
        f"MATCH (:Organization {{id: {unit}}})-[:{EVIDENCE}]->(t:Task)\nWITH DISTINCT t\n" for unit in units
    )
    ends = ["(a.unit.sort_key < b.unit.sort_key OR a.unit.sort_key = b.unit.sort_key AND a.unit.id < b.unit.id)"]
    ends += [f"{unit} IN [a.unit.id, b.unit.id]" for unit in units]
    return (
        f"{narrowed}{_found(plan, values)}\nWITH t, o, max(CASE WHEN type(r) = 'LEADS' THEN 1 ELSE 0 END) AS leads"
        "\nWITH t, collect({unit: o, leads: leads}) AS units\nUNWIND units AS a\nUNWIND units AS b"
        f"\nWITH t, a, b{_where(ends)}"
        "\nWITH a.unit AS x, b.unit AS y, count(*) AS shared, sum(a.leads * b.leads) AS co_lead,"
        " max(CASE WHEN t.judged THEN 1 ELSE 0 END) = 1 AS judged,"
        f" collect([t.sort_key, t.id]) AS tasks\nWHERE shared >= {values.add(at_least)}"
    )


def _found(plan: Plan, values: _Values, *further: str) -> str:
    """The pattern of the rows, and what is asked of them."""
    shape = SHAPES[plan.kind]
    pattern = shape.pattern
    if shape.by_evidence and any(one.field in OF_ONE_RESPONSIBILITY for one in plan.where):
        held = _where(_of_one_responsibility(plan.where, values))
        pattern = shape.by_evidence.replace("{held}", held)
    pattern = pattern.replace("{relations}", "|".join(_relations(plan.where)) or EVIDENCE)
    return pattern + _where([*_conditions(plan.kind, plan.where, values), *further])


def _of_one_responsibility(where: tuple[Where, ...], values: _Values) -> list[str]:
    fields = SHAPES[Kind.RESPONSIBILITY].fields
    held = [one for one in where if one.field in OF_ONE_RESPONSIBILITY and one.field != "role"]
    own = [] if with_standing(where) else [_OWN]
    return [_compare(fields[one.field], one, values) for one in held] + own


def _walked(plan: Plan, columns: dict[str, str]) -> list[str]:
    """Neo4j walks the index of (sort_key, id), and sorts nothing, where it is told that both are there."""
    on_relations = plan.kind in {Kind.RESPONSIBILITY, Kind.TERM, Kind.ALIAS}
    if plan.where or on_relations or plan.order[0].attribute != "sort_key":
        return []
    return [f"{columns[name]} IS NOT NULL" for name in ("sort_key", "id")]


def _relations(where: tuple[Where, ...]) -> list[str]:
    """The relations that the asked roles leave: role=lead is LEADS."""
    left = list(RELATION)
    for one in where:
        if one.field == "role":
            asked = one.value if isinstance(one.value, tuple) else (one.value,)
            left = [role for role in left if role in asked]
    return [RELATION[role] for role in left]


def _conditions(kind: Kind, where: tuple[Where, ...], values: _Values) -> list[str]:
    shape = SHAPES[kind]
    by_role = kind in {Kind.TASK, Kind.RESPONSIBILITY}  # said by the pattern
    conditions = [] if not by_role or _relations(where) else ["false"]  # no relation has such a role
    conditions += [STANDS[kind]] if kind in STANDS else []
    conditions += [_OWN] if kind is Kind.RESPONSIBILITY and not with_standing(where) else []
    for one in where:
        if one.field == "q":
            conditions.append(_literal(kind, str(one.value), shape.text, values))
        elif one.field == "as_of":
            conditions.append(_IN_FORCE.format(day=values.add(str(one.value))))
        elif (by_role and one.field == "role") or (kind is Kind.TASK and one.field in OF_ONE_RESPONSIBILITY):
            continue
        elif kind is Kind.TASK and one.field == "section" and one.value is not None:
            start = _compare("s.id", one, values)
            below = "(s:Section)-[:CONTAINS*0..]->(:Section {id: t.section})"
            conditions.append(f"EXISTS {{ MATCH {below} WHERE {start} }}")
        elif kind is Kind.TASK and one.field == "term":
            conditions.append(f"EXISTS {{ MATCH (t)-[:ABOUT]->(w:Term) WHERE {_compare('w.word', one, values)} }}")
        elif kind is Kind.ORGANIZATION and one.field == "alias":
            conditions.append(f"EXISTS {{ MATCH (:Document)-[a:NAMES]->(o) WHERE {_compare('a.key', one, values)} }}")
        elif kind is Kind.ORGANIZATION and one.field == "document":
            held = _compare("r.document", one, values)
            conditions.append(f"EXISTS {{ MATCH (o)-[r:{EVIDENCE}]->(:Task) WHERE {held} }}")
        elif one.field in BESIDE:
            beside = _compare("u.id", one, values) + ("" if with_standing(where) else " AND b.basis <> 'standing'")
            relation = RELATION[BESIDE[one.field]]
            conditions.append(f"EXISTS {{ MATCH (u:Organization)-[b:{relation}]->(t) WHERE {beside} }}")
        elif one.field == LACKS:
            held = "" if with_standing(where) else " WHERE b.basis <> 'standing'"
            relation = RELATION.get(str(one.value), "")  # of a role that is none, every task has none
            conditions += [f"NOT EXISTS {{ MATCH (:Organization)-[b:{relation}]->(t){held} }}"] if relation else []
        elif one.field != STANDING:
            conditions.append(_compare(shape.fields[one.field], one, values))
    return conditions


def _compare(expression: str, one: Where, values: _Values) -> str:
    if isinstance(one.value, tuple):
        among = f"{expression} IN {values.many(one.value)}"
        return f"({among} OR {expression} IS NULL)" if None in one.value else among
    if one.value is None:
        return f"{expression} IS NULL"
    sign = {Op.IS: "=", Op.CONTAINS: "CONTAINS", Op.AT_LEAST: ">=", Op.AT_MOST: "<="}[one.op]
    return f"{expression} {sign} {values.add(one.value)}"


def _literal(kind: Kind, words: str, places: tuple[str, ...], values: _Values) -> str:
    """A literal hit (S5). Neo4j uses its TEXT index by itself."""
    word = values.add(words)
    hits = [f"{place} CONTAINS {word}" for place in places]
    if kind is Kind.ORGANIZATION:
        hits.append(f"EXISTS {{ MATCH (:Document)-[a:NAMES]->(o) WHERE a.name CONTAINS {word} }}")
    return f"({' OR '.join(hits)})"


def _columns(columns: dict[str, str]) -> str:
    return ", ".join(name if name == expression else f"{expression} AS {name}" for name, expression in columns.items())


def _where(conditions: list[str]) -> str:
    return "\nWHERE " + "\n  AND ".join(conditions) if conditions else ""


def _beyond(plan: Plan, columns: dict[str, str], values: _Values) -> list[str]:
    """The rows that come after the cursor: (a > x) or (a = x and b > y) or …"""
    if plan.after is None:
        return []
    same: list[str] = []
    ways: list[str] = []
    bound = ""  # said apart, so that an index can begin there
    for term, value in zip(plan.order, plan.after, strict=True):
        expression, at = _key(term, columns), values.add(value)
        sign = "<" if term.descending else ">"
        bound = bound or f"{expression} {sign}= {at}"
        ways.append(" AND ".join([*same, f"{expression} {sign} {at}"]))
        same.append(f"{expression} = {at}")
    return [bound, "(" + " OR ".join(f"({way})" for way in ways) + ")"]


def _ordered(plan: Plan, columns: dict[str, str], values: _Values) -> str:
    return f"{_order_by(plan.order, columns)}\nLIMIT {values.add(plan.limit + 1)}"


def _order_by(order: tuple[Order, ...], columns: dict[str, str]) -> str:
    return "\nORDER BY " + ", ".join(_key(term, columns) + (" DESC" if term.descending else "") for term in order)


def _key(term: Order, columns: dict[str, str]) -> str:
    expression = columns[term.attribute]
    if term.absent is None:
        return expression
    absent = term.absent if isinstance(term.absent, float) else "''"
    return f"coalesce({expression}, {absent if isinstance(absent, str) else _number(absent)})"
