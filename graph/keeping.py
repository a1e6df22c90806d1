"""A document and its original file, kept and let go together: the graph never names an original that is not there."""

from __future__ import annotations

from contextlib import suppress

from graph.archive import Archive
from graph.query import Query, Where
from graph.results import Version, WriteReport
from graph.store import GraphStore, Reader
from graph.types import DocumentRow, Kind, Subgraph
from graph.versions import doubt
from ingest.errors import ZerenError


def keep(store: GraphStore, archive: Archive, data: bytes, subgraph: Subgraph) -> WriteReport:
    """The original first, then the graph in one transaction; the original of a replaced version goes last."""
    with archive.turn():
        recover(store, archive)
        version = archive.put(data)
        try:
            report = store.write(subgraph)
        except ZerenError:
            with suppress(ZerenError):  # where the store is away, the next turn does it
                let_go(store, archive, version)
            raise
        settle(store, archive, subgraph.document, report.replaced)
        archive.settled()
        return report


def settle(store: GraphStore, archive: Archive, document: DocumentRow, replaced: Version | None) -> None:
    """Once it is certain that ``document`` stays: the original of what it replaced goes. Where that may have been the
    better version it is set aside, so that one can go back, until the document goes or a later version comes."""
    if replaced is None or replaced.version == document.version:
        return
    if doubt(document, replaced):
        archive.set_aside(document.id, replaced.version, replaced.source_name)
    else:
        archive.forget(document.id)
    let_go(store, archive, replaced.version)


def recover(store: GraphStore, archive: Archive) -> None:
    """What a process that was killed between original and graph left behind. In a turn of the archive's."""
    for version in archive.unsettled():
        let_go(store, archive, version)
    archive.settled()


def take_out(store: GraphStore, archive: Archive, row: DocumentRow) -> bool:
    """The document, then its originals. False where the document was gone already."""
    with archive.turn():
        gone = store.delete(row.id)
        archive.forget(row.id)
        let_go(store, archive, row.version)
        return gone


def let_go(store: GraphStore, archive: Archive, version: str) -> None:
    """Unless a document still stands on those bytes: two may, or it came back meanwhile."""

    def needed(reader: Reader) -> bool:
        return reader.list(Query(Kind.DOCUMENT, (Where("version", version),), limit=1)).total > 0

    if not store.read(needed):
        archive.drop(version)
