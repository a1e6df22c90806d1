"""What both dialects share: a query checked against the whitelist, and the order it is answered in.

``graph/sql.py`` and ``graph/cypher.py`` compile a ``Plan``; neither looks at a ``Query`` of its own.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from graph.query import FIELDS, GROUPS, PAIR_SORTS, SORTS, WORKLOAD_SORTS, Op, Query, QueryError, Sort, Value, Where
from graph.types import Kind

Parameter = str | int | float | bool | None | Sequence[Any]


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement and its parameters, by name. Values never stand in the text."""

    text: str
    parameters: dict[str, Parameter] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Order:
    """One term of a total order: an attribute of the row. Where it may be absent, ``absent`` stands for None and is
    below every value, so that None comes first (ascending) in both stores."""

    attribute: str
    descending: bool
    absent: str | float | None


@dataclass(frozen=True, slots=True)
class Plan:
    """A checked question. ``after`` has one value for each term of ``order``, None already replaced."""

    kind: Kind
    where: tuple[Where, ...]
    order: tuple[Order, ...]
    limit: int
    after: tuple[str | int | float | bool, ...] | None

    def cursor(self, row: object) -> tuple[Value, ...]:
        """The sort values of ``row``, as ``after`` wants them."""
        return tuple(getattr(row, term.attribute) for term in self.order)


#: below any number that a plan states, and a number that both stores keep exactly
BELOW_ALL_NUMBERS = -1.7e308

#: what settles a tie, last
LAST: dict[Kind, tuple[str, ...]] = dict.fromkeys(Kind, ("sort_key", "id")) | {
    Kind.TERM: ("sort_key", "task"),
    Kind.ALIAS: ("organization", "document", "sort_key"),
}
#: a sort field and the ASCII attribute that stands for it
STANDS_FOR: dict[tuple[Kind, str], str] = {(Kind.TERM, "word"): "sort_key"}
NUMBERS = frozenset(
    ("length", "level", "lead_count", "unit_count", "position", "value", "weight", "score", "shared", "co_lead")
) | frozenset(("total", "lead", "responsible", "support", "supervise"))

#: what may be absent in a row and sorted by, and what stands for it
NULLABLE: dict[str, str | float] = {
    "issued_on": "",
    "due_on": "",
    "printed_on": "",
    "deadline": "",
    "value": BELOW_ALL_NUMBERS,
}

#: text that may be compared by size: ISO dates and years, which both stores order alike
DATES = frozenset(("issued_on", "printed_on", "deadline", "due_on", "in_from", "in_to"))
#: a unit (id) that stands on the task, beside the one a responsibility is of; and the role in which it does
BESIDE = {"led_by": "lead", "responsible_by": "responsible", "supported_by": "support"}
#: a role (value) in which no unit stands on the task
LACKS = "lacks"
#: fields that ask whether something is connected; "absent" has no meaning there
CONNECTED: dict[Kind, frozenset[str]] = {
    Kind.TASK: frozenset(
        (
            "organization",
            "organization_kind",
            "collective",
            "role",
            "basis",
            "term",
            "as_of",
            "standing",
            LACKS,
            *BESIDE,
        )
    ),
    Kind.ORGANIZATION: frozenset(("alias", "document")),
    Kind.DOCUMENT: frozenset(("as_of",)),
    Kind.RESPONSIBILITY: frozenset(("as_of", "standing", *BESIDE)),
    Kind.TARGET: frozenset(("as_of",)),
}
#: fields that are matched whole
WHOLE = frozenset(
    ("role", "alias", "section", "organization", "document", "task", "parent", "jurisdiction", "id", *BESIDE)
)

#: a unit said once for all later tasks (以下均需…配合) counts only where it is asked for
STANDING = "standing"


def with_standing(where: tuple[Where, ...]) -> bool:
    """Whether a question counts units that are said once for all."""
    return any(one.field == STANDING and one.value is True for one in where)


#: conditions on a task that must hold on one responsibility
OF_ONE_RESPONSIBILITY = frozenset(("organization", "organization_kind", "collective", "role", "basis"))

MOST_ROWS = 1000


def checked(query: Query) -> Plan:
    """The plan of a query, or QueryError that names the field and those allowed."""
    for condition in query.where:
        _check_condition(query.kind, condition)
    order = _order(query.sort, SORTS[query.kind], LAST[query.kind], query.kind)
    return Plan(query.kind, query.where, order, _limit(query.limit), _after(query.after, order))


def checked_workload(
    where: tuple[Where, ...], sort: tuple[Sort, ...], limit: int, after: tuple[Value, ...] | None
) -> Plan:
    """The plan of a workload: conditions on responsibilities, order of WorkloadRow."""
    for condition in where:
        _check_condition(Kind.RESPONSIBILITY, condition)
    order = _order(sort, WORKLOAD_SORTS, ("sort_key", "organization"), None)
    return Plan(Kind.RESPONSIBILITY, where, order, _limit(limit), _after(after, order))


def checked_pairs(
    where: tuple[Where, ...], sort: tuple[Sort, ...], limit: int, after: tuple[Value, ...] | None
) -> Plan:
    """The plan of pairs: conditions on both responsibilities, order of PairRow."""
    for condition in where:
        _check_condition(Kind.RESPONSIBILITY, condition)
    order = _order(sort, PAIR_SORTS, ("sort_key", "first", "second"), None)
    return Plan(Kind.RESPONSIBILITY, where, order, _limit(limit), _after(after, order))


def checked_groups(kind: Kind, by: tuple[str, ...]) -> tuple[str, ...]:
    """The fields to group by, or QueryError."""
    for name in by:
        if name not in GROUPS[kind]:
            raise _refusal(f"{kind} 不能按“{name}”分组", f"{kind} cannot be grouped by {name!r}", GROUPS[kind])
    if len(set(by)) != len(by):
        raise _refusal("分组字段重复", "a field is grouped by twice", GROUPS[kind])
    return by


def _check_condition(kind: Kind, condition: Where) -> None:
    name, value, op = condition.field, condition.value, condition.op
    if name not in FIELDS[kind]:
        raise _refusal(f"{kind} 没有字段“{name}”", f"{kind} has no field {name!r}", tuple(FIELDS[kind]))
    wanted = FIELDS[kind][name]
    allowed = _operators(name, wanted)
    if op not in allowed:
        raise _refusal(f"字段“{name}”不能用 {op} 比较", f"field {name!r} cannot be compared by {op}", allowed)
    if isinstance(value, tuple) != (op is Op.IN):
        raise QueryError(f"字段“{name}”的值与比较方式 {op} 不符", f"the value of {name!r} does not suit {op}")
    for single in value if isinstance(value, tuple) else (value,):
        if single is None and (op not in {Op.IS, Op.IN} or name == "q" or name in CONNECTED.get(kind, ())):
            raise QueryError(f"字段“{name}”须给出值", f"field {name!r} needs a value")
        if single is not None:
            _check_value(name, wanted, single)


def _operators(name: str, wanted: type) -> tuple[Op, ...]:
    if name == "q":
        return (Op.IS, Op.CONTAINS)
    if name in {"as_of", LACKS, STANDING}:
        return (Op.IS,)
    if wanted is bool or name in WHOLE:
        return (Op.IS, Op.IN)
    if wanted is str:
        between = (Op.AT_LEAST, Op.AT_MOST) if name in DATES else ()
        return (Op.IS, Op.IN, Op.CONTAINS, *between)
    return (Op.IS, Op.IN, Op.AT_LEAST, Op.AT_MOST)


def _check_value(name: str, wanted: type, value: str | int | float | bool) -> None:
    accepted: tuple[type, ...] = (int, float) if wanted is float else (wanted,)
    if not isinstance(value, accepted) or (isinstance(value, bool) and wanted is not bool):
        raise QueryError(
            f"字段“{name}”的值须为 {wanted.__name__}", f"field {name!r} wants {wanted.__name__}, not {value!r}"
        )
    if name == "as_of" and not _is_day(str(value)):
        raise QueryError("as_of 须为日期，如 2024-05-01", f"as_of must be a day, YYYY-MM-DD, not {value!r}")
    if isinstance(value, str) and not _encodable(value):
        raise QueryError(f"字段“{name}”的值含无效字符", f"field {name!r} holds a lone surrogate")
    if (isinstance(value, float) and not math.isfinite(value)) or (isinstance(value, int) and abs(value) >= 2**63):
        raise QueryError(f"字段“{name}”的值超出范围", f"field {name!r} is out of range")


def _is_day(words: str) -> bool:
    try:
        return date.fromisoformat(words).isoformat() == words
    except ValueError:
        return False


def _encodable(text: str) -> bool:
    return not any("\ud800" <= character <= "\udfff" for character in text)


def _order(
    sort: tuple[Sort, ...], allowed: tuple[str, ...], last: tuple[str, ...], kind: Kind | None
) -> tuple[Order, ...]:
    terms: list[Order] = []
    for one in sort:
        if one.field not in allowed:
            raise _refusal(f"不能按“{one.field}”排序", f"cannot sort by {one.field!r}", allowed)
        attribute = STANDS_FOR.get((kind, one.field), one.field) if kind else one.field
        terms.append(Order(attribute, one.descending, _absent(attribute)))
    seen = {term.attribute for term in terms}
    terms += [Order(attribute, False, _absent(attribute)) for attribute in last if attribute not in seen]
    if len({term.attribute for term in terms}) != len(terms):
        raise _refusal("排序字段重复", "a field is sorted by twice", allowed)
    return tuple(terms)


def _absent(attribute: str) -> str | float | None:
    return NULLABLE.get(attribute)


def _limit(limit: int) -> int:
    if isinstance(limit, bool) or not 1 <= limit <= MOST_ROWS:
        raise QueryError(f"limit 须为 1 至 {MOST_ROWS}", f"limit must be 1 to {MOST_ROWS}")
    return limit


def _after(after: tuple[Value, ...] | None, order: tuple[Order, ...]) -> tuple[str | int | float | bool, ...] | None:
    if after is None:
        return None
    if len(after) != len(order):
        raise QueryError("翻页位置与排序不符", f"the cursor has {len(after)} values, the order {len(order)}")
    values: list[str | int | float | bool] = []
    for given, term in zip(after, order, strict=True):
        value = term.absent if given is None else given
        if value is None:
            raise QueryError(f"翻页位置缺少“{term.attribute}”", f"the cursor lacks {term.attribute!r}")
        _check_value(term.attribute, float if term.attribute in NUMBERS else str, value)
        values.append(value)
    return tuple(values)


def _refusal(zh: str, en: str, allowed: tuple[str, ...] | tuple[Op, ...]) -> QueryError:
    names = "、".join(allowed)
    return QueryError(f"{zh}；可用：{names}", f"{en}; allowed: {', '.join(allowed)}")
