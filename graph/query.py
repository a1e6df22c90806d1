"""What may be asked of a store: a frozen value over a whitelist of fields.

``graph/sql.py`` and ``graph/cypher.py`` compile it; nothing else writes SQL or Cypher.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from graph.types import Kind
from ingest.errors import ZerenError

Value = str | int | float | bool | None


class QueryError(ZerenError):
    """A field, operator or order that is not on the whitelist, or a value of the wrong type."""

    code = "invalid-query"


class Op(StrEnum):
    """How a field is compared."""

    IS = "is"  # equal; None asks for absent
    IN = "in"  # one of a tuple
    CONTAINS = "contains"  # literal substring, case-sensitive, code point for code point
    AT_LEAST = "at_least"
    AT_MOST = "at_most"


@dataclass(frozen=True, slots=True)
class Where:
    """One condition; conditions of a query are joined by AND."""

    field: str
    value: Value | tuple[Value, ...]
    op: Op = Op.IS


@dataclass(frozen=True, slots=True)
class Sort:
    """One sort field."""

    field: str
    descending: bool = False


@dataclass(frozen=True, slots=True)
class Query:
    """A question to a store. ``after`` holds the sort values of the last row already seen, id last.

    On ``Kind.TASK`` the conditions on ``organization``, ``organization_kind``, ``role``, ``basis`` and ``collective``
    must hold on *one* responsibility.
    Conditions with the same field are joined by AND as well.
    """

    kind: Kind
    where: tuple[Where, ...] = ()
    sort: tuple[Sort, ...] = ()  # () = the kind's own order: sort_key; id is always the last resort
    limit: int = 50  # 1 … 1000
    after: tuple[Value, ...] | None = None

    def plus(self, *where: Where) -> Query:
        """The same question with further conditions."""
        return replace(self, where=self.where + where)


#: field → type, for each kind. Doubled by the tests of both compilers.
#: ``section`` on tasks means "in this section or below"; ``q`` is a literal substring of title or text;
#: ``issuer``/``title``… are the properties of the row.
FIELDS: dict[Kind, dict[str, type]] = {
    Kind.DOCUMENT: {
        "id": str,
        "title": str,
        "number": str,
        "issuer": str,
        "jurisdiction": str,
        "issued_on": str,
        "printed_on": str,
        "status": str,
        "version": str,
        "as_of": str,  # in force on that day, YYYY-MM-DD
        "in_from": str,  # the first day on which it is in force
        "in_to": str,  # the last one, where there is one
        "q": str,  # title or number contains
    },
    Kind.SECTION: {"id": str, "document": str, "parent": str, "kind": str, "level": int, "number": str, "q": str},
    Kind.TASK: {
        "id": str,
        "document": str,
        "jurisdiction": str,  # of its document
        "as_of": str,  # its document is in force on that day
        "section": str,
        "parent": str,
        "number": str,
        "organization": str,
        "organization_kind": str,
        "collective": bool,
        "role": str,
        "basis": str,
        "has_lead": bool,
        "has_responsible": bool,
        "lead_settled": bool,  # a person said that its units are responsible side by side, and none leads
        "lead_count": int,
        "unit_count": int,
        "open_list": bool,
        "judged": bool,
        "deadline": str,  # as written
        "due_on": str,  # the last day of its deadline
        "standing": bool,  # whether units said once for all tasks count, beside those of its own
        "led_by": str,  # a unit that leads the task, whoever else is asked for
        "responsible_by": str,
        "supported_by": str,
        "lacks": str,  # a role in which no unit stands on the task
        "term": str,  # a keyword, exact
        "q": str,
    },
    Kind.ORGANIZATION: {
        "id": str,
        "name": str,
        "short_name": str,
        "alias": str,  # ingest.ids.normalized(a name), exact
        "kind": str,
        "collective": bool,
        "jurisdiction": str,
        "jurisdiction_name": str,
        "registered": bool,
        "inspected": str,
        "line": str,
        "superior": str,
        "belongs_to": str,
        "successor": str,
        "document": str,  # has a responsibility in it
        "q": str,  # name or an alias contains
    },
    Kind.JURISDICTION: {"id": str, "name": str, "short_name": str, "level": str, "superior": str},
    Kind.RESPONSIBILITY: {
        "id": str,
        "document": str,
        "jurisdiction": str,  # of its document
        "as_of": str,  # its document is in force on that day
        "task": str,
        "organization": str,
        "organization_kind": str,
        "collective": bool,
        "role": str,
        "basis": str,
        "cue": str,
        "open_list": bool,
        "has_lead": bool,  # of its task
        "standing": bool,  # whether units said once for all tasks count
        "led_by": str,  # a unit that leads its task, whoever else is asked for
        "responsible_by": str,
        "supported_by": str,
    },
    Kind.TARGET: {
        "id": str,
        "document": str,
        "jurisdiction": str,
        "as_of": str,  # its document is in force on that day
        "task": str,
        "metric": str,
        "comparator": str,
        "unit": str,
        "deadline": str,
        "value": float,
        "q": str,  # metric contains
    },
    Kind.CITATION: {"id": str, "document": str, "title": str, "number": str, "cited": str, "q": str},
    Kind.TERM: {"task": str, "document": str, "word": str},
    Kind.FINDING: {"id": str, "document": str, "jurisdiction": str, "task": str, "kind": str},
    Kind.ALIAS: {"organization": str, "document": str, "name": str, "key": str},
    Kind.JUDGEMENT: {
        "id": str,
        "kind": str,
        "who": str,
        "organization": str,  # full name
        "other": str,
        "document_key": str,  # judgements.document_key
        "surface": str,
        "role": str,
        "active": bool,  # not undone
        "placed": bool,  # what it speaks of is there
    },
}

#: fields that may be sorted by, besides ``sort_key``. Text fields among them are ASCII in the data (dates); names are
#: sorted by ``sort_key``.
SORTS: dict[Kind, tuple[str, ...]] = {
    Kind.DOCUMENT: ("sort_key", "issued_on", "printed_on", "length"),
    Kind.SECTION: ("sort_key", "level"),
    Kind.TASK: ("sort_key", "due_on", "lead_count", "unit_count"),
    Kind.ORGANIZATION: ("sort_key",),
    Kind.JURISDICTION: ("sort_key",),
    Kind.RESPONSIBILITY: ("sort_key", "position"),
    Kind.TARGET: ("sort_key", "value", "deadline"),
    Kind.CITATION: ("sort_key",),
    Kind.TERM: ("word", "weight"),
    Kind.FINDING: ("sort_key", "score"),
    Kind.JUDGEMENT: ("sort_key",),
    Kind.ALIAS: ("organization", "document"),  # last resort here: organization, document, key
}

#: fields by which a count may be grouped
GROUPS: dict[Kind, tuple[str, ...]] = {
    Kind.DOCUMENT: ("jurisdiction", "status", "issuer"),
    Kind.SECTION: ("document", "kind", "level"),
    Kind.TASK: ("document", "deadline", "section", "has_lead", "lead_count", "open_list", "jurisdiction"),
    Kind.ORGANIZATION: ("kind", "jurisdiction", "collective", "registered", "inspected", "line"),
    Kind.JURISDICTION: ("level",),
    Kind.RESPONSIBILITY: ("role", "basis", "cue", "document", "organization", "task", "collective", "open_list"),
    Kind.TARGET: ("document", "comparator", "unit", "deadline"),
    Kind.CITATION: ("document",),
    Kind.TERM: ("word",),
    Kind.FINDING: ("kind", "document"),
    Kind.ALIAS: ("organization",),
    Kind.JUDGEMENT: ("kind", "who", "active", "placed"),
}

WORKLOAD_SORTS = ("sort_key", "total", "lead", "responsible", "support", "supervise")
PAIR_SORTS = ("sort_key", "shared", "co_lead")
