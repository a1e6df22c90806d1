"""A question → SQL (SQLite). Stands beside ``graph/cypher.py``: the same functions in the same order.

Only fields of the whitelist (``graph.query``) reach the text of a statement; values are parameters throughout.
"""

from __future__ import annotations

from collections.abc import Iterable

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
from graph.sql_shapes import SHAPES, STANDS
from graph.types import Kind

#: the trigram index finds nothing, silently, for fewer code points
LEAST_INDEXED = 3


_PART = "responsibility r JOIN organization o ON o.pk = r.organization"
#: tasks on which a unit stands; narrows before pairs are made
_OF_UNIT = (
    "r.task IN (SELECT e.task FROM responsibility e JOIN organization u ON u.pk = e.organization WHERE u.id = {})"
)
_SECTION_OR_BELOW = (
    "t.section IN (WITH RECURSIVE below (pk) AS (SELECT pk FROM section WHERE {start}"
    " UNION SELECT s.pk FROM section s JOIN below ON s.parent = below.pk) SELECT pk FROM below)"
)

#: said of the task itself, not once for all
_OWN = "r.basis <> 'standing'"
#: on that day; a document that states no day is in force before, and after
_IN_FORCE = "(coalesce(d.in_from, '') <= {day} AND coalesce(d.in_to, '9') >= {day})"


def select(query: Query) -> Statement:
    """One page of rows, columns named by the row's attributes; one row more than ``limit``, if there are more."""
    plan, values = checked(query), _Values()
    shape = SHAPES[plan.kind]
    conditions = [*_conditions(plan.kind, plan.where, values), *_beyond(plan, shape.columns, values)]
    columns = ", ".join(f'{expression} AS "{name}"' for name, expression in shape.columns.items())
    text = f"SELECT {columns}\nFROM {shape.source}{_where(conditions)}{_ordered(plan, shape.columns, values)}"
    return values.statement(text)


def total(query: Query) -> Statement:
    """How many rows satisfy the query, whatever the page."""
    plan, values = checked(query), _Values()
    conditions = _conditions(plan.kind, plan.where, values)
    return values.statement(f"SELECT count(*) AS count\nFROM {SHAPES[plan.kind].source}{_where(conditions)}")


def count(query: Query, by: tuple[str, ...]) -> Statement:
    """Columns ``by0`` … and ``count``, unordered. Responsibilities grouped by anything count distinct tasks."""
    plan, values = checked(query), _Values()
    names = checked_groups(plan.kind, by)
    shape = SHAPES[plan.kind]
    what = "DISTINCT t.id" if plan.kind is Kind.RESPONSIBILITY and names else "*"
    columns = [f"{shape.fields[name]} AS by{at}" for at, name in enumerate(names)] + [f"count({what}) AS count"]
    text = f"SELECT {', '.join(columns)}\nFROM {shape.source}{_where(_conditions(plan.kind, plan.where, values))}"
    if names:
        text += "\nGROUP BY " + ", ".join(shape.fields[name] for name in names)
    return values.statement(text)


_FIGURES = {
    "lead": "r.role = 'lead'",
    "lead_sole": "r.role = 'lead' AND t.lead_count = 1",
    "lead_joint": "r.role = 'lead' AND t.lead_count > 1",
    "responsible": "r.role = 'responsible'",
    "responsible_with_lead": "r.role = 'responsible' AND t.lead_count > 0",
    "responsible_without_lead": "r.role = 'responsible' AND t.lead_count = 0",
    "support": "r.role = 'support'",
    "supervise": "r.role = 'supervise'",
}
_UNIT = ("sort_key", "name", "short_name", "kind", "collective")
#: a judgement touched a task that is counted, or took one from the unit
_JUDGED = "(touched OR EXISTS (SELECT 1 FROM responsibility x WHERE x.organization = load.pk AND x.active = 0))"


def workload(
    where: tuple[Where, ...], sort: tuple[Sort, ...], limit: int, after: tuple[Value, ...] | None
) -> Statement:
    """One page of WorkloadRow: per unit, distinct tasks by role, sole and joint, with and without a lead."""
    plan, values = checked_workload(where, sort, limit, after), _Values()
    conditions = _conditions(plan.kind, plan.where, values)
    columns = [
        "o.pk AS pk",
        "max(t.judged) AS touched",
        "o.id AS organization",
        *(f"o.{name} AS {name}" for name in _UNIT),
        "u.name AS jurisdiction_name",
    ]
    columns += [f"count(DISTINCT CASE WHEN {case} THEN r.task END) AS {name}" for name, case in _FIGURES.items()]
    columns.append("count(DISTINCT r.task) AS total")
    columns += [f"max(CASE WHEN {case} THEN r.open_list ELSE 0 END) AS {name}_open" for name, case in _FIGURES.items()]
    source = f"{SHAPES[plan.kind].source} LEFT JOIN jurisdiction u ON u.pk = o.jurisdiction"
    names = {term.attribute: term.attribute for term in plan.order}
    text = (
        f"WITH load AS (\nSELECT {', '.join(columns)}\nFROM {source}{_where(conditions)}\nGROUP BY o.pk\n)"
        f"\nSELECT load.*, {_JUDGED} AS judged"
        f"\nFROM load{_where(_beyond(plan, names, values))}{_ordered(plan, names, values)}"
    )
    return values.statement(text)


def workload_total(where: tuple[Where, ...]) -> Statement:
    """How many units have a workload."""
    plan, values = checked_workload(where, (), 1, None), _Values()
    conditions = _where(_conditions(plan.kind, plan.where, values))
    return values.statement(
        f"SELECT count(DISTINCT r.organization) AS count\nFROM {SHAPES[plan.kind].source}{conditions}"
    )


def pairs(
    where: tuple[Where, ...],
    sort: tuple[Sort, ...],
    limit: int,
    after: tuple[Value, ...] | None,
    organization: str | None,
    other: str | None,
    at_least: int,
) -> Statement:
    """One page of PairRow; ``tasks`` is a JSON list of [sort_key, id], unordered."""
    plan, values = checked_pairs(where, sort, limit, after), _Values()
    names = {term.attribute: term.attribute for term in plan.order}
    tied = _tied(plan, values, organization, other, at_least)
    text = (
        f"{tied},\npage AS (\nSELECT * FROM tie{_where(_beyond(plan, names, values))}{_ordered(plan, names, values)}\n)"
        "\nSELECT first, second, first_name, second_name, sort_key, shared, co_lead, judged,"
        " (SELECT json_group_array(json_array(t.sort_key, t.id)) FROM part a JOIN part b ON b.task = a.task"
        " JOIN task t ON t.pk = a.task WHERE a.organization = page.a AND b.organization = page.b) AS tasks"
        f"\nFROM page{_order_by(plan.order, names)}"
    )
    return values.statement(text)


def pairs_total(where: tuple[Where, ...], organization: str | None, other: str | None, at_least: int) -> Statement:
    """How many pairs share a task."""
    plan, values = checked_pairs(where, (), 1, None), _Values()
    return values.statement(f"{_tied(plan, values, organization, other, at_least)}\nSELECT count(*) AS count FROM tie")


def edges(where: tuple[Where, ...]) -> Statement:
    """Every responsibility that satisfies ``where``, in order."""
    plan, values = checked(Query(Kind.RESPONSIBILITY, where)), _Values()
    shape = SHAPES[plan.kind]
    columns = ", ".join(f'{expression} AS "{name}"' for name, expression in shape.columns.items())
    conditions = _where(_conditions(plan.kind, plan.where, values))
    return values.statement(f"SELECT {columns}\nFROM {shape.source}{conditions}{_order_by(plan.order, shape.columns)}")


class _Values:
    """Gathers the parameters of one statement."""

    def __init__(self) -> None:
        self.given: dict[str, Parameter] = {}

    def add(self, value: Parameter) -> str:
        name = f"p{len(self.given)}"
        self.given[name] = value
        return f":{name}"

    def many(self, values: Iterable[Value]) -> str:
        """``IN`` over a list of any length by one parameter; the store sends it as JSON."""
        return f"(SELECT value FROM json_each({self.add([v for v in values if v is not None])}))"

    def statement(self, text: str) -> Statement:
        return Statement(text, self.given)


def _tied(plan: Plan, values: _Values, organization: str | None, other: str | None, at_least: int) -> str:
    units = [values.add(one) for one in (organization, other) if one is not None]
    conditions = _where([*_conditions(plan.kind, plan.where, values), *(_OF_UNIT.format(unit) for unit in units)])
    part = (
        "SELECT r.task AS task, r.organization AS organization, o.sort_key AS sort_key, o.id AS id, o.name AS name,"
        " max(r.role = 'lead') AS leads, max(t.judged) AS judged"
        f"\nFROM {SHAPES[plan.kind].source}{conditions}\nGROUP BY r.task, r.organization"
    )
    ends = ["(a.sort_key, a.id) < (b.sort_key, b.id)"]
    ends += [f"{unit} IN (a.id, b.id)" for unit in units]
    return (
        f"WITH part AS MATERIALIZED (\n{part}\n),\ntie AS (\n"
        "SELECT a.id AS first, b.id AS second, a.name AS first_name, b.name AS second_name,"
        " a.sort_key || '|' || b.sort_key AS sort_key, count(*) AS shared, sum(a.leads AND b.leads) AS co_lead,"
        " max(a.judged) AS judged,"
        " a.organization AS a, b.organization AS b"
        f"\nFROM part a JOIN part b ON b.task = a.task{_where(ends)}"
        f"\nGROUP BY a.organization, b.organization HAVING count(*) >= {values.add(at_least)}\n)"
    )


def _conditions(kind: Kind, where: tuple[Where, ...], values: _Values) -> list[str]:
    shape = SHAPES[kind]
    conditions = [STANDS[kind]] if kind in STANDS else []
    part: list[str] = []
    own = [] if with_standing(where) else [_OWN]
    conditions += own if kind is Kind.RESPONSIBILITY else []
    for one in where:
        if one.field == "q":
            conditions.append(_literal(kind, str(one.value), shape.text, values))
        elif one.field == "as_of":
            conditions.append(_IN_FORCE.format(day=values.add(str(one.value))))
        elif kind is Kind.TASK and one.field in OF_ONE_RESPONSIBILITY:
            part.append(_compare(SHAPES[Kind.RESPONSIBILITY].fields[one.field], one, values))
        elif kind is Kind.TASK and one.field == "section" and one.value is not None:
            conditions.append(_SECTION_OR_BELOW.format(start=_compare("id", one, values)))
        elif kind is Kind.TASK and one.field == "term":
            conditions.append(
                "EXISTS (SELECT 1 FROM task_term a JOIN term w ON w.pk = a.term"
                f" WHERE a.task = t.pk AND {_compare('w.word', one, values)})"
            )
        elif kind is Kind.ORGANIZATION and one.field == "alias":
            conditions.append(f"o.pk IN (SELECT a.organization FROM alias a WHERE {_compare('a.key', one, values)})")
        elif kind is Kind.ORGANIZATION and one.field == "document":
            conditions.append(
                "EXISTS (SELECT 1 FROM responsibility r JOIN document d ON d.pk = r.document"
                f" WHERE r.organization = o.pk AND r.active = 1 AND {_compare('d.id', one, values)})"
            )
        elif one.field in BESIDE or one.field == LACKS:
            conditions.append(_others(one, own, values))
        elif one.field != STANDING:
            conditions.append(_compare(shape.fields[one.field], one, values))
    part += own if part else []
    if part and any(one.field == "organization" for one in where):  # few: found from the unit, once
        conditions.append(f"t.pk IN (SELECT r.task FROM {_PART} WHERE r.active = 1 AND {' AND '.join(part)})")
    elif part:
        conditions.append(
            f"EXISTS (SELECT 1 FROM {_PART} WHERE r.task = t.pk AND r.active = 1 AND {' AND '.join(part)})"
        )
    return conditions


def _others(one: Where, own: list[str], values: _Values) -> str:
    """Whoever else stands on the task: a unit in a role, or nobody in one."""
    if one.field == LACKS:
        there = [f"r.role = {values.add(str(one.value))}", "r.active = 1", *own]
        return f"t.pk NOT IN (SELECT r.task FROM responsibility r WHERE {' AND '.join(there)})"
    beside = [f"r.role = '{BESIDE[one.field]}'", "r.active = 1", _compare("o.id", one, values), *own]
    return f"t.pk IN (SELECT r.task FROM {_PART} WHERE {' AND '.join(beside)})"


def _compare(expression: str, one: Where, values: _Values) -> str:
    if isinstance(one.value, tuple):
        among = f"{expression} IN {values.many(one.value)}"
        return f"({among} OR {expression} IS NULL)" if None in one.value else among
    if one.value is None:
        return f"{expression} IS NULL"
    if one.op is Op.CONTAINS:
        return f"instr({expression}, {values.add(one.value)}) > 0"
    sign = {Op.IS: "=", Op.AT_LEAST: ">=", Op.AT_MOST: "<="}[one.op]
    return f"{expression} {sign} {values.add(one.value)}"


def _literal(kind: Kind, words: str, places: tuple[str, ...], values: _Values) -> str:
    """A literal hit (S5). The index only narrows, and only where it can: from three code points up."""
    word = values.add(words)
    hits = [f"instr({place}, {word}) > 0" for place in places]
    if kind is Kind.ORGANIZATION:
        hits.append(f"EXISTS (SELECT 1 FROM alias a WHERE a.organization = o.pk AND instr(a.name, {word}) > 0)")
    hit = f"({' OR '.join(hits)})"
    if kind is Kind.TASK and len(words) >= LEAST_INDEXED and "\0" not in words:
        phrase = values.add('"' + words.replace('"', '""') + '"')
        return f"t.pk IN (SELECT rowid FROM task_search WHERE task_search MATCH {phrase}) AND {hit}"
    return hit


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
    return f"coalesce({expression}, {term.absent!r})"
