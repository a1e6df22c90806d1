"""One transaction that writes to Neo4j, and rows as it takes them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Protocol

from graph.checks import stated
from graph.neo4j_schema import META
from graph.types import ResponsibilityRow

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

#: rows sent at once; a transaction's memory is bounded on the server
BATCH = 10_000


class Transaction(Protocol):
    """As much of the driver's transaction as a write needs."""

    def run(self, query: Any, parameters: dict[str, Any] | None = None) -> Any:  # noqa: ANN401 -- the driver's own types
        """One statement; its result."""
        ...


class Writing:
    """One transaction that writes."""

    def __init__(self, transaction: Transaction, batch: int = BATCH) -> None:
        self._transaction, self._batch = transaction, batch

    def run(self, text: str, **parameters: object) -> list[dict[str, Any]]:
        """One statement; its rows."""
        return [dict(record) for record in self._transaction.run(text, parameters)]

    def each(self, text: str, rows: Sequence[dict[str, Any] | str]) -> None:
        """``UNWIND $rows AS row`` before ``text``, in batches."""
        for start in range(0, len(rows), self._batch):
            some = list(rows[start : start + self._batch])
            self._transaction.run(f"UNWIND $rows AS row {text}", {"rows": some}).consume()

    def lock(self) -> None:
        """Writers take turns: whoever holds the node of the revision writes."""
        self.run(f"MATCH (m:{META} {{id: 'zeren'}}) SET m.writing = coalesce(m.writing, 0) + 1")

    def changed(self) -> None:
        """The revision grows with every change."""
        self.run(f"MATCH (m:{META} {{id: 'zeren'}}) SET m.revision = m.revision + 1")


def properties(row: DataclassInstance) -> dict[str, Any]:
    """A row as a node's properties: absent ones left out, facts and places as JSON."""
    return {name: _stored(name, value) for name, value in stated(row).items() if value is not None}


def _stored(name: str, value: Any) -> Any:  # noqa: ANN401 -- what a property may hold
    if name in {"facts", "places", "details"}:
        return json.dumps(value, ensure_ascii=False)
    return list(value) if isinstance(value, tuple) else value


def edge_of(row: ResponsibilityRow) -> dict[str, Any]:
    """A relation's ends and its properties."""
    held = {"stated_task": row.task, "stated_organization": row.organization, "stated_role": row.role}
    own = {k: v for k, v in properties(row).items() if k not in {"task", "organization"}}
    return {"organization": row.organization, "task": row.task, "properties": own | held}
