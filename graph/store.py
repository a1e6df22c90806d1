"""The port: what a store of the graph can do. Two implementations, one contract (``docs/store-contract.md``).

The port speaks neither SQL nor Cypher. Questions are ``graph.query`` values; answers are ``graph.types`` rows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from typing import Protocol, TypeVar

from graph.query import Query, Sort, Value, Where
from graph.results import Group, Judged, Page, Row, WriteReport
from graph.types import Judgement, Kind, ResponsibilityRow, Subgraph
from ingest.errors import ZerenError

T = TypeVar("T")


class StoreError(ZerenError):
    """The store could not do it; nothing of it was done."""

    code = "store"


class StoreClosed(StoreError):
    """Used after ``close()``."""

    code = "store-closed"


class StoreUnavailable(StoreError):
    """The server is away, or the file cannot be opened or written. May go by itself."""

    code = "store-unavailable"


class StoreTooNew(StoreError):
    """Made by a later version of zeren; left untouched."""

    code = "store-too-new"


class DocumentConflict(StoreError):
    """The same document number under an unlike title: never a silent replacement."""

    code = "document-conflict"


class Reader(Protocol):
    """One read transaction: everything read through it is of one moment."""

    def revision(self) -> int:
        """Grows with every change that committed; equal revisions mean equal answers."""
        ...

    def get(self, kind: Kind, id: str) -> Row | None:
        """One row by id, or None. A former id answers with the row it became."""
        ...

    def text(self, document: str) -> str | None:
        """A document's whole text, code point for code point; None where there is no such document."""
        ...

    def list(self, query: Query) -> Page:
        """The rows that satisfy a query, in its order. ``total`` counts all of them, not this page."""
        ...

    def count(self, query: Query, by: tuple[str, ...] = ()) -> tuple[Group, ...]:
        """How many rows, by the given fields; with ``by=()`` one Group. Distinct *tasks* for ``Kind.RESPONSIBILITY``
        grouped by anything (figures count tasks, not evidence); rows for all other kinds. By key, None first."""
        ...

    def workload(
        self,
        where: tuple[Where, ...] = (),
        sort: tuple[Sort, ...] = (),
        limit: int = 50,
        after: tuple[Value, ...] | None = None,
    ) -> Page:
        """WorkloadRow for every unit with a responsibility that satisfies ``where`` (fields of RESPONSIBILITY)."""
        ...

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
        """PairRow for every two units that share a task; both responsibilities satisfy ``where``. ``organization`` (and
        ``other``) keep the pairs in which they take part."""
        ...

    def edges(self, where: tuple[Where, ...] = ()) -> Iterator[ResponsibilityRow]:
        """All responsibilities that satisfy ``where``, in order, streamed: for exports and projections."""
        ...


class GraphStore(Protocol):
    """A store. Safe to use from many threads; after ``close()`` every method raises StoreClosed."""

    url: str  # as it was opened, without a password

    def write(self, subgraph: Subgraph) -> WriteReport:
        """Put one document in, whole, in one transaction. The same version again changes nothing; another version
        replaces the old one whole. Raises DocumentConflict, StoreUnavailable."""
        ...

    def many(self) -> AbstractContextManager[Callable[[], None]]:
        """Many writes are to come from this thread; others wait. Each is whole or absent, as ever, but it is kept for
        certain only once what this gives has been called, and safe from a power cut once this has ended."""
        ...

    def delete(self, document: str) -> bool:
        """Take one document out with all that nobody else needs. False where there was none."""
        ...

    def judge(self, judgements: Sequence[Judgement]) -> Judged:
        """Keep what people judged, all of it or none, and have it hold (S13). A judgement that is known changes
        nothing, unless it comes undone. Raises JudgementConflict where two that stand would contradict each other."""
        ...

    def undo(self, id: str, who: str, why: str, at: str) -> Judgement | None:
        """Have a judgement hold no longer; it stays, with who undid it, when (ISO, UTC) and why. None where there is
        none; one that was undone before stays as it was."""
        ...

    def read(self, work: Callable[[Reader], T]) -> T:
        """Run ``work`` in one read transaction. ``work`` may run twice (a server may ask for it) and must not keep
        the reader."""
        ...

    def ping(self) -> None:
        """Raise StoreUnavailable where the store cannot answer now."""
        ...

    def close(self) -> None:
        """Let go of files and connections. Closing twice is no fault."""
        ...
