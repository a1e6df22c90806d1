"""Is what the store says still what the files say? Each source re-read by its hash, each quote laid over the text.

Three links are proved: the archived bytes are those of the document's version (SHA-256); reading them gives the stored
text; and every quote stands in the text where its offsets say. The first difference of each document is told.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import cast

from graph.archive import Archive
from graph.build import LONGEST_TASK_TEXT, sentence_around
from graph.query import Query, Where
from graph.results import Page, Row
from graph.store import GraphStore, Reader
from graph.types import CitationRow, DocumentRow, FindingRow, Kind, ResponsibilityRow, SectionRow, TargetRow, TaskRow
from ingest.errors import ZerenError
from ingest.read import read_bytes
from ingest.types import Source, Span

#: what a file says: (file name, bytes) → (text, source); ``ingest.read.read_bytes``
ReadBytes = Callable[[str, bytes], tuple[str, Source]]


@dataclass(frozen=True, slots=True)
class Difference:
    """Where a document and its source part. ``expected`` is what the source says, ``found`` what the store says; both
    are cut to a few characters around the difference."""

    document: str
    title: str
    source_name: str
    place: str  # what was compared, with its offsets (code points, half-open)
    expected: str
    found: str

    @property
    def message(self) -> str:
        """One line for a person."""
        return f"《{self.title}》（{self.source_name}）{self.place}：应为“{self.expected}”，实为“{self.found}”"


@dataclass(frozen=True, slots=True)
class VerifyReport:
    """What was compared. Sound where ``differences`` is empty."""

    documents: int
    quotes: int
    differences: tuple[Difference, ...]

    @property
    def sound(self) -> bool:
        """Whether nothing differs."""
        return not self.differences


class _DiffersError(Exception):
    def __init__(self, place: str, expected: str, found: str) -> None:
        super().__init__(place)
        self.place, self.expected, self.found = place, expected, found


def verify(store: GraphStore, archive: Archive, read: ReadBytes = read_bytes) -> VerifyReport:
    """Check every document; one read transaction for each, so that a long check holds up nobody."""
    documents, quotes, differences = 0, 0, []
    for document in _documents(store):
        count, difference = store.read(partial(_check, archive=archive, document=document, read=read))
        documents += 1
        quotes += count
        if difference:
            differences.append(difference)
    return VerifyReport(documents, quotes, tuple(differences))


def _documents(store: GraphStore) -> Iterator[DocumentRow]:
    query = Query(Kind.DOCUMENT, limit=200)
    while True:
        page = store.read(partial(_page, query=query))
        yield from cast("tuple[DocumentRow, ...]", page.items)
        if page.after is None:
            return
        query = Query(Kind.DOCUMENT, limit=200, after=page.after)


def _page(reader: Reader, query: Query) -> Page:
    return reader.list(query)


def _check(reader: Reader, archive: Archive, document: DocumentRow, read: ReadBytes) -> tuple[int, Difference | None]:
    """How many quotes were compared, and the first difference."""
    count = 0
    try:
        text = reader.text(document.id)
        if text is None:  # deleted since it was listed
            return 0, None
        _check_source(archive, document, text, read)
        for place, span, said in _claims(reader, document):
            count += 1
            start, end = span
            if text[start:end] != said:
                raise _DiffersError(f"{place} [{start}:{end}]", text[start:end], said)
        for target in _rows(reader, Kind.TARGET, document.id):
            row = cast("TargetRow", target)
            sentence = sentence_around(text, Span(row.start, row.end))
            if sentence != row.sentence:
                raise _DiffersError(f"target {row.id} sentence", *_apart(sentence, row.sentence))
    except _DiffersError as one:
        return count, Difference(
            document.id, document.title, document.source_name, one.place, _cut(one.expected), _cut(one.found)
        )
    return count, None


def _check_source(archive: Archive, document: DocumentRow, text: str, read: ReadBytes) -> None:
    data = archive.get(document.version)
    if data is None:
        raise _DiffersError("原文 source", document.version, "缺失 missing")
    found = hashlib.sha256(data).hexdigest()
    if found != document.version:
        raise _DiffersError("原文 sha256", document.version, found)
    try:
        again, _ = read(document.source_name, data)
    except ZerenError as error:
        raise _DiffersError("重读原文 re-reading", "可读 readable", str(error)) from error
    if again != text:
        at = next((n for n, (a, b) in enumerate(zip(again, text, strict=False)) if a != b), min(len(again), len(text)))
        raise _DiffersError(f"正文 text [{at}]", again[at : at + _AROUND], text[at : at + _AROUND])


def _claims(reader: Reader, document: DocumentRow) -> Iterator[tuple[str, tuple[int, int], str]]:
    """Every (place, span, words) by which the store quotes the document."""
    for name, value, start, end, _ in document.facts:
        if name in _VERBATIM:
            yield f"fact {name}", (start, end), value
    for row in _rows(reader, Kind.SECTION, document.id):
        section = cast("SectionRow", row)
        if section.heading_end > section.heading_start:
            yield f"section {section.path}", (section.heading_start, section.heading_end), section.heading
    for row in _rows(reader, Kind.TASK, document.id):
        task = cast("TaskRow", row)
        kept = min(task.end, task.start + LONGEST_TASK_TEXT)
        yield f"task {task.number} title", (task.title_start, task.title_end), task.title
        yield f"task {task.number} text", (task.start, kept), task.text
    for edge in reader.edges((Where("document", document.id),)):
        yield from _evidence(edge)
    for kind in (Kind.TARGET, Kind.CITATION, Kind.FINDING):
        for row in _rows(reader, kind, document.id):
            one = cast("TargetRow | CitationRow | FindingRow", row)
            if one.start is not None and one.end is not None and one.quote is not None:
                yield f"{kind.value} {one.id}", (one.start, one.end), one.quote


def _evidence(edge: ResponsibilityRow) -> Iterator[tuple[str, tuple[int, int], str]]:
    place = f"task {edge.task_number} {edge.organization_name}"
    yield f"{place} quote", (edge.start, edge.end), edge.quote
    yield f"{place} clause", (edge.clause_start, edge.clause_end), edge.clause
    yield f"{place} sentence", (edge.sentence_start, edge.sentence_end), edge.sentence


#: facts whose value is the text itself; others (dates, levels) are read from it
_VERBATIM = frozenset(("number", "openness"))
_AROUND = 20


def _rows(reader: Reader, kind: Kind, document: str) -> Iterator[Row]:
    query = Query(kind, (Where("document", document),), limit=500)
    while True:
        page = reader.list(query)
        yield from page.items
        if page.after is None:
            return
        query = Query(kind, query.where, limit=500, after=page.after)


def _apart(expected: str, found: str) -> tuple[str, str]:
    at = next((n for n, (a, b) in enumerate(zip(expected, found, strict=False)) if a != b), 0)
    return expected[at:], found[at:]


def _cut(words: str) -> str:
    return words if len(words) <= 80 else words[:80] + "…"
