"""A document and its original file, kept and let go together: the graph never names an original that is not there."""

from __future__ import annotations

from graph.archive import Archive
from graph.query import Query, Where
from graph.store import GraphStore, Reader
from graph.types import DocumentRow, Kind, Subgraph, WriteReport


def keep(store: GraphStore, archive: Archive, data: bytes, subgraph: Subgraph) -> WriteReport:
    """The original first, then the graph in one transaction; the original of a replaced version goes last."""
    with archive.turn():
        archive.put(data)
        report = store.write(subgraph)
        if report.previous_version:
            let_go(store, archive, report.previous_version)
        return report


def take_out(store: GraphStore, archive: Archive, row: DocumentRow) -> bool:
    """The document, then its original. False where the document was gone already."""
    with archive.turn():
        gone = store.delete(row.id)
        let_go(store, archive, row.version)
        return gone


def let_go(store: GraphStore, archive: Archive, version: str) -> None:
    """Unless a document still stands on those bytes: two may, or it came back meanwhile."""

    def needed(reader: Reader) -> bool:
        return reader.list(Query(Kind.DOCUMENT, (Where("version", version),), limit=1)).total > 0

    if not store.read(needed):
        archive.drop(version)
