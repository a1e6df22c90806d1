"""One read transaction, whatever the store: statements of a dialect in, rows of ``graph/types.py`` out."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Protocol, TypeVar

from graph.plan import Plan, Statement, checked, checked_pairs, checked_workload
from graph.query import Query, Sort, Value, Where
from graph.results import Group, Page, PairRow, Row, WorkloadRow
from graph.store import StoreError
from graph.types import (
    AliasRow,
    CitationRow,
    DocumentRow,
    FindingRow,
    Judgement,
    JurisdictionRow,
    Kind,
    OrganizationRow,
    ResponsibilityRow,
    SectionRow,
    TargetRow,
    TaskRow,
    TermRow,
)

ROWS: dict[Kind, type] = {
    Kind.DOCUMENT: DocumentRow,
    Kind.SECTION: SectionRow,
    Kind.TASK: TaskRow,
    Kind.ORGANIZATION: OrganizationRow,
    Kind.JURISDICTION: JurisdictionRow,
    Kind.RESPONSIBILITY: ResponsibilityRow,
    Kind.TARGET: TargetRow,
    Kind.CITATION: CitationRow,
    Kind.TERM: TermRow,
    Kind.FINDING: FindingRow,
    Kind.ALIAS: AliasRow,
    Kind.JUDGEMENT: Judgement,
}
R = TypeVar("R")

#: kinds whose rows have no id of their own
WITHOUT_ID = frozenset((Kind.TERM, Kind.ALIAS))


class Dialect(Protocol):
    """What compiles questions: the modules ``graph.sql`` and ``graph.cypher``."""

    def select(self, query: Query) -> Statement: ...  # noqa: D102
    def total(self, query: Query) -> Statement: ...  # noqa: D102
    def count(self, query: Query, by: tuple[str, ...]) -> Statement: ...  # noqa: D102
    def workload(  # noqa: D102
        self, where: tuple[Where, ...], sort: tuple[Sort, ...], limit: int, after: tuple[Value, ...] | None
    ) -> Statement: ...
    def workload_total(self, where: tuple[Where, ...]) -> Statement: ...  # noqa: D102
    def pairs(  # noqa: D102
        self,
        where: tuple[Where, ...],
        sort: tuple[Sort, ...],
        limit: int,
        after: tuple[Value, ...] | None,
        organization: str | None,
        other: str | None,
        at_least: int,
    ) -> Statement: ...
    def pairs_total(  # noqa: D102
        self, where: tuple[Where, ...], organization: str | None, other: str | None, at_least: int
    ) -> Statement: ...
    def edges(self, where: tuple[Where, ...]) -> Statement: ...  # noqa: D102


class StatementReader:
    """Reads of one moment. Of no use once the transaction is over. A store says how a statement is run."""

    def __init__(self, dialect: Dialect, revision: Statement, former: Statement, text: Statement) -> None:
        self._dialect = dialect
        self._former = former  # $kind, $id → current
        self._text = text  # $id → text
        self._over = False
        self._revision = int(self._one(revision) or 0)

    def _rows(self, statement: Statement) -> Iterable[Mapping[str, Any]]:
        """Run a statement; a row is read by its columns' names."""
        raise NotImplementedError

    def finish(self) -> None:
        """Called by the store at the end of the transaction."""
        self._over = True

    def revision(self) -> int:
        """See ``graph.store.Reader``."""
        self._still_open()
        return self._revision

    def get(self, kind: Kind, id: str) -> Row | None:
        """See ``graph.store.Reader``."""
        self._still_open()
        if kind in WITHOUT_ID or not _storable(id):
            return None
        found = self.list(Query(kind, (Where("id", id),), limit=1)).items
        if found:
            return found[0]
        current = self._one(Statement(self._former.text, {"kind": kind.value, "id": id}))
        return self.get(kind, current) if current is not None else None

    def text(self, document: str) -> str | None:
        """See ``graph.store.Reader``."""
        self._still_open()
        if not _storable(document):
            return None
        found = self._one(Statement(self._text.text, {"id": document}))
        return None if found is None else str(found)

    def list(self, query: Query) -> Page:
        """See ``graph.store.Reader``."""
        rows: Sequence[Row] = [_row(ROWS[query.kind], found) for found in self._checked(self._dialect.select(query))]
        return self._page(rows, checked(query), self._dialect.total(query))

    def count(self, query: Query, by: tuple[str, ...] = ()) -> tuple[Group, ...]:
        """See ``graph.store.Reader``."""
        shape = FIELD_TYPES[query.kind]
        groups = [
            Group(tuple(_value(shape.get(name, ""), found[f"by{at}"]) for at, name in enumerate(by)), found["count"])
            for found in self._checked(self._dialect.count(query, by))
        ]
        return tuple(sorted(groups, key=lambda group: [(value is not None, value) for value in group.key]))

    def workload(
        self,
        where: tuple[Where, ...] = (),
        sort: tuple[Sort, ...] = (),
        limit: int = 50,
        after: tuple[Value, ...] | None = None,
    ) -> Page:
        """See ``graph.store.Reader``."""
        rows = [_row(WorkloadRow, found) for found in self._checked(self._dialect.workload(where, sort, limit, after))]
        return self._page(rows, checked_workload(where, sort, limit, after), self._dialect.workload_total(where))

    def pairs(
        self,
        where: tuple[Where, ...] = (),
        sort: tuple[Sort, ...] = (),
        limit: int = 50,
        after: tuple[Value, ...] | None = None,
        organization: str | None = None,
        other: str | None = None,
        at_least: int = 1,
    ) -> Page:
        """See ``graph.store.Reader``."""
        statement = self._dialect.pairs(where, sort, limit, after, organization, other, at_least)
        rows = [_pair(found) for found in self._checked(statement)]
        plan = checked_pairs(where, sort, limit, after)
        return self._page(rows, plan, self._dialect.pairs_total(where, organization, other, at_least))

    def edges(self, where: tuple[Where, ...] = ()) -> Iterator[ResponsibilityRow]:
        """See ``graph.store.Reader``."""
        for found in self._checked(self._dialect.edges(where)):
            self._still_open()
            yield _row(ResponsibilityRow, found)

    def _page(self, rows: Sequence[Row], plan: Plan, total: Statement) -> Page:
        more = len(rows) > plan.limit
        items = tuple(rows[: plan.limit])
        return Page(items, int(self._one(total) or 0), plan.cursor(items[-1]) if more else None, self._revision)

    def _checked(self, statement: Statement) -> Iterable[Mapping[str, Any]]:
        self._still_open()
        return self._rows(statement)

    def _one(self, statement: Statement) -> Any:  # noqa: ANN401 -- the statement knows
        """The only column of the only row, or None."""
        for found in self._checked(statement):
            return next(iter(dict(found).values()))
        return None

    def _still_open(self) -> None:
        if self._over:
            raise StoreError("读取已经结束", "the read transaction is over; ask within the function given to read()")


def _types(row: type) -> dict[str, str]:
    """attribute → its annotation, as written in ``graph/types.py``."""
    return {one.name: str(one.type) for one in dataclasses.fields(row)}


ROW_TYPES: dict[type, dict[str, str]] = {row: _types(row) for row in (*ROWS.values(), WorkloadRow)}
#: fields that are no attributes
_ASKED = dict.fromkeys(("has_lead", "has_responsible", "lead_settled", "active", "placed"), "bool")
FIELD_TYPES: dict[Kind, dict[str, str]] = {kind: ROW_TYPES[row] | _ASKED for kind, row in ROWS.items()}


def _row(row: type[R], found: Mapping[str, Any]) -> R:
    return row(**{name: _value(kind, found[name]) for name, kind in ROW_TYPES[row].items()})


def _value(kind: str, stored: Any) -> Any:  # noqa: ANN401 -- the annotation of the attribute says what it is
    if stored is None:
        return None
    if kind == "bool":
        return bool(stored)
    if kind.startswith("tuple["):
        return tuple(tuple(one) if isinstance(one, list) else one for one in _listed(stored))
    return stored


def _listed(stored: Any) -> list[Any]:  # noqa: ANN401 -- JSON where the store has no lists
    return list(json.loads(stored)) if isinstance(stored, str) else list(stored)


def _pair(found: Mapping[str, Any]) -> PairRow:
    tasks = tuple(task for _, task in sorted(map(tuple, _listed(found["tasks"]))))
    values = {name: found[name] for name in ("first", "second", "first_name", "second_name", "sort_key")}
    judged = bool(found["judged"])
    return PairRow(**values, shared=found["shared"], co_lead=found["co_lead"], tasks=tasks, judged=judged)


def _storable(id: str) -> bool:
    return not any("\ud800" <= character <= "\udfff" for character in id)
