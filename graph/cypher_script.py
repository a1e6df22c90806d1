"""The graph as a Cypher script that rebuilds it in an empty Neo4j: ``zeren export --format cypher``.

The statements are those that ``graph/neo4j_write.py`` sends, with their values written out; one statement a line, so
that ``cypher-shell --file`` and a person can read it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, cast

from graph.answers import everything
from graph.checks import fingerprint
from graph.cypher import pasteable
from graph.neo4j_schema import META, MIGRATIONS, SCHEMA_VERSION
from graph.neo4j_write import Writing, insert
from graph.plan import Statement
from graph.query import Query, Where
from graph.store import Reader
from graph.types import DocumentRow, JurisdictionRow, Kind, OrganizationRow, Subgraph

#: rows in one statement: a person may want to look at it, and a parser holds it whole
ROWS = 100


def script(reader: Reader, where: tuple[Where, ...] = ()) -> Iterator[str]:
    """The lines of the script. ``where``: conditions on documents; without them, all.

    Former ids are not in it: links to documents that were replaced before lead nowhere in the new database.
    """
    for version in sorted(MIGRATIONS):
        yield from (f"{statement};" for statement in MIGRATIONS[version])
    for row in everything(reader, Query(Kind.DOCUMENT, where, limit=1000)):
        subgraph = subgraph_of(reader, cast("DocumentRow", row))
        writer = _Script()
        insert(Writing(writer, ROWS), subgraph, fingerprint(subgraph))
        yield from writer.lines
    yield (
        f"MERGE (m:{META} {{id: 'zeren'}}) SET m.schema_version = {SCHEMA_VERSION},"
        " m.revision = coalesce(m.revision, 0) + 1;"
    )


class _Script:
    """A transaction that writes down what it is told."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def run(self, query: Any, parameters: dict[str, Any] | None = None) -> Any:  # noqa: ANN401 -- as the driver's
        """Note the statement; there is no answer."""
        self.lines.append(" ".join(pasteable(Statement(query, parameters or {})).splitlines()) + ";")
        return _Nothing()


class _Nothing(list[dict[str, Any]]):
    """The answer to what was not asked."""

    def consume(self) -> None:
        """As the driver's results."""


def subgraph_of(reader: Reader, document: DocumentRow) -> Subgraph:
    """What ``document`` put into the graph, read back: equal to what was written, save the order of rows."""

    def rows(kind: Kind, *where: Where) -> tuple[Any, ...]:
        return everything(reader, Query(kind, (Where("document", document.id), *where), limit=1000))

    aliases = rows(Kind.ALIAS)
    issuer = (document.issuer_organization,) if document.issuer_organization else ()
    units = cast(
        "tuple[OrganizationRow, ...]", _each(reader, Kind.ORGANIZATION, [*(a.organization for a in aliases), *issuer])
    )
    return Subgraph(
        document=document,
        text=reader.text(document.id) or "",
        jurisdictions=_places(reader, [document.jurisdiction, *(unit.jurisdiction for unit in units)]),
        organizations=units,
        aliases=aliases,
        sections=rows(Kind.SECTION),
        tasks=rows(Kind.TASK),
        terms=rows(Kind.TERM),
        responsibilities=rows(Kind.RESPONSIBILITY, Where("standing", True)),  # those of units said once as well
        targets=rows(Kind.TARGET),
        citations=rows(Kind.CITATION),
        findings=rows(Kind.FINDING),
    )


def _each(reader: Reader, kind: Kind, ids: Iterable[str]) -> tuple[object, ...]:
    found = (reader.get(kind, one) for one in dict.fromkeys(ids))
    return tuple(row for row in found if row is not None)


def _places(reader: Reader, ids: Iterable[str | None]) -> tuple[JurisdictionRow, ...]:
    """Those places and all above them."""
    found: dict[str, JurisdictionRow] = {}
    left = [one for one in ids if one]
    while left:
        row = reader.get(Kind.JURISDICTION, left.pop())
        if isinstance(row, JurisdictionRow) and row.id not in found:
            found[row.id] = row
            left += [row.superior] if row.superior else []
    return tuple(found.values())
