"""One read transaction on the embedded store: statements of ``graph/sql.py`` in, rows of ``graph/types.py`` out."""

from __future__ import annotations

import dataclasses
import json
import sqlite3
from collections.abc import Iterator, Sequence
from typing import Any, TypeVar

from graph import sql
from graph.plan import Plan, Statement, checked, checked_pairs, checked_workload
from graph.query import Query, Sort, Value, Where
from graph.store import StoreError
from graph.types import (
    AliasRow,
    CitationRow,
    DocumentRow,
    FindingRow,
    Group,
    JurisdictionRow,
    Kind,
    OrganizationRow,
    Page,
    PairRow,
    ResponsibilityRow,
    Row,
    SectionRow,
    TargetRow,
    TaskRow,
    TermRow,
    WorkloadRow,
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
}
R = TypeVar("R")

#: kinds whose rows have no id of their own
WITHOUT_ID = frozenset((Kind.TERM, Kind.ALIAS))


class SqliteReader:
    """Reads of one moment. Of no use once the transaction is over."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._over = False
        self._revision = int(self._one(Statement("SELECT value FROM meta WHERE key = 'revision'"))[0])

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
        former = Statement(
            "SELECT current FROM former_id WHERE kind = :kind AND former = :id", {"kind": kind.value, "id": id}
        )
        row = self._run(former).fetchone()
        return self.get(kind, row[0]) if row else None

    def text(self, document: str) -> str | None:
        """See ``graph.store.Reader``."""
        self._still_open()
        if not _storable(document):
            return None
        row = self._run(
            Statement(
                "SELECT x.text FROM document_text x JOIN document d ON d.pk = x.document WHERE d.id = :id",
                {"id": document},
            )
        ).fetchone()
        return row[0] if row else None

    def list(self, query: Query) -> Page:
        """See ``graph.store.Reader``."""
        rows: Sequence[Row] = [_row(ROWS[query.kind], found) for found in self._run(sql.select(query))]
        return self._page(rows, checked(query), sql.total(query))

    def count(self, query: Query, by: tuple[str, ...] = ()) -> tuple[Group, ...]:
        """See ``graph.store.Reader``."""
        shape = FIELD_TYPES[query.kind]
        groups = [
            Group(tuple(_value(shape.get(name, ""), found[f"by{at}"]) for at, name in enumerate(by)), found["count"])
            for found in self._run(sql.count(query, by))
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
        rows = [_row(WorkloadRow, found) for found in self._run(sql.workload(where, sort, limit, after))]
        return self._page(rows, checked_workload(where, sort, limit, after), sql.workload_total(where))

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
        statement = sql.pairs(where, sort, limit, after, organization, other, at_least)
        rows = [_pair(found) for found in self._run(statement)]
        plan = checked_pairs(where, sort, limit, after)
        return self._page(rows, plan, sql.pairs_total(where, organization, other, at_least))

    def edges(self, where: tuple[Where, ...] = ()) -> Iterator[ResponsibilityRow]:
        """See ``graph.store.Reader``."""
        for found in self._run(sql.edges(where)):
            self._still_open()
            yield _row(ResponsibilityRow, found)

    def _page(self, rows: Sequence[Row], plan: Plan, total: Statement) -> Page:
        more = len(rows) > plan.limit
        items = tuple(rows[: plan.limit])
        return Page(items, int(self._one(total)[0]), plan.cursor(items[-1]) if more else None, self._revision)

    def _run(self, statement: Statement) -> sqlite3.Cursor:
        self._still_open()
        parameters = {name: json.dumps(v) if isinstance(v, list) else v for name, v in statement.parameters.items()}
        return self._connection.execute(statement.text, parameters)

    def _one(self, statement: Statement) -> tuple[Any, ...]:
        return tuple(self._run(statement).fetchone())

    def _still_open(self) -> None:
        if self._over:
            raise StoreError("读取已经结束", "the read transaction is over; ask within the function given to read()")


def _types(row: type) -> dict[str, str]:
    """attribute → its annotation, as written in ``graph/types.py``."""
    return {one.name: str(one.type) for one in dataclasses.fields(row)}


ROW_TYPES: dict[type, dict[str, str]] = {row: _types(row) for row in (*ROWS.values(), WorkloadRow)}
FIELD_TYPES: dict[Kind, dict[str, str]] = {kind: ROW_TYPES[row] | {"has_lead": "bool"} for kind, row in ROWS.items()}


def _row(row: type[R], found: sqlite3.Row) -> R:
    return row(**{name: _value(kind, found[name]) for name, kind in ROW_TYPES[row].items()})


def _value(kind: str, stored: Any) -> Any:  # noqa: ANN401 -- the annotation of the attribute says what it is
    if stored is None:
        return None
    if kind == "bool":
        return bool(stored)
    if kind.startswith("tuple["):
        return tuple(tuple(one) if isinstance(one, list) else one for one in json.loads(stored))
    return stored


def _pair(found: sqlite3.Row) -> PairRow:
    tasks = tuple(task for _, task in sorted(json.loads(found["tasks"])))
    values = {name: found[name] for name in ("first", "second", "first_name", "second_name", "sort_key")}
    return PairRow(**values, shared=found["shared"], co_lead=found["co_lead"], tasks=tasks)


def _storable(id: str) -> bool:
    return not any("\ud800" <= character <= "\udfff" for character in id)
