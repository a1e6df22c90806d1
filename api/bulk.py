"""Many files: read by several processes, in the order given, a bounded number at a time; one that fails is named."""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import threading
import time
from collections import deque
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import closing
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Generic, TypeVar

from api import terminal
from graph import answers
from graph.archive import Archive
from graph.build import build
from graph.keeping import let_go, recover, settle
from graph.query import Query
from graph.results import Version
from graph.store import GraphStore
from graph.types import DocumentRow, Kind, Subgraph
from graph.versions import warning
from ingest.apart import Apart
from ingest.errors import ZerenError
from ingest.extract import extract
from ingest.lexicon import Lexicon, load_lexicon
from ingest.markings import load_markings, markings
from ingest.read import file_bytes, read_bytes
from ingest.tokenize import Tokenizer, tokenizer_of
from ingest.types import Extraction, Source

T = TypeVar("T")

#: files that wait for each process, so that none is idle; no more are held in memory
AHEAD = 4
#: seconds of writing that are kept together; another program that writes waits as long
AT_ONCE = 0.5
#: bytes of files that are written together
TOGETHER = 4 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Failed:
    """Why a file was not read."""

    message: str


@dataclass(frozen=True, slots=True)
class ReadIn:
    """A file ready for the graph; ``findings`` are the matters for a person to check."""

    data: bytes
    subgraph: Subgraph
    findings: tuple[str, ...]
    notes: tuple[str, ...] = ()  # of the reading: a wrong ending, a hidden sheet
    unread: tuple[str, ...] = ()  # what the text says and was not read


@lru_cache(maxsize=1)
def tools() -> tuple[Lexicon, Tokenizer]:
    """What reading needs, once in each process: a dictionary is too large to be sent along with every file."""
    lexicon = load_lexicon()
    tokenizer = tokenizer_of(lexicon.cue_words).warm()
    gc.collect()
    gc.freeze()  # what stays for good is not looked through for every few files
    return lexicon, tokenizer


@lru_cache(maxsize=1)
def _apart(process: int) -> Apart:
    """Of this process: one that was forked does not use the children of another. They end with its input."""
    return Apart()


def _text(path: Path, data: bytes) -> tuple[str, Source]:
    return read_bytes(path.name, data, _apart(os.getpid()))


def read(path: Path) -> Extraction:
    """What a file says. Raises the errors of ``ingest.read``."""
    return extract(*_text(path, file_bytes(path)), *tools())


@dataclass(frozen=True, slots=True)
class Reading:
    """Reads a file as far as the rows of the graph, unless its version is among the ``known``."""

    known: frozenset[str] = frozenset()

    def __call__(self, path: Path) -> ReadIn | None:
        """None where the version is known. Raises the errors of ``ingest.read``."""
        data = file_bytes(path)
        text, source = _text(path, data)
        if source.sha256 in self.known:
            return None
        extraction = extract(text, source, *tools())
        findings = tuple(finding.message for finding in extraction.findings)
        marked = (f"文中有“{one.words}”字样，存入共用的库前请核实" for one in markings(text, load_markings()))
        return ReadIn(data, build(extraction), findings, (*source.notes, *marked), extraction.unread)


@dataclass(frozen=True, slots=True)
class Extracting:
    """Reads a file and says what it says, as ``json`` (one line) or as a ``table``."""

    format: str

    def __call__(self, path: Path) -> bytes:
        """Raises the errors of ``ingest.read``."""
        return terminal.extracted(read(path), self.format)


@dataclass(frozen=True, slots=True)
class Readers(Generic[T]):
    """``work`` done on files by ``jobs`` processes; with one, in this process."""

    work: Callable[[Path], T]
    jobs: int

    def each(self, files: Sequence[Path]) -> Generator[tuple[Path, T | Failed], None, None]:
        """What became of each file, in the order given. Its processes end when it is closed."""
        if self.jobs <= 1:
            yield from ((path, _tried(self.work, path)) for path in files)
            return
        tools()  # where processes are forked they share it
        rest = iter(files)
        left = yield from self._together(rest, None)
        while left:  # a process died: what was at work is read again, each file by itself
            yield from ((path, self._alone(path)) for path in left)
            left = yield from self._together(rest, "spawn")

    def _together(
        self, rest: Iterator[Path], method: str | None
    ) -> Generator[tuple[Path, T | Failed], None, tuple[Path, ...]]:
        """Answers the files that were at work when a process died; () when all is done."""
        at_work: deque[Path] = deque()
        found: deque[Future[T | Failed]] = deque()
        with _processes(self.jobs, method) as pool:
            try:
                for path in rest:
                    at_work.append(path)
                    found.append(pool.submit(_tried, self.work, path))
                    if len(found) >= self.jobs * AHEAD:
                        result = found.popleft().result()
                        yield at_work.popleft(), result
                while found:
                    result = found.popleft().result()
                    yield at_work.popleft(), result
            except BrokenProcessPool:
                return tuple(at_work)
            finally:
                pool.shutdown(wait=False, cancel_futures=True)
        return ()

    def _alone(self, path: Path) -> T | Failed:
        with _processes(1, "spawn") as pool:
            try:
                return pool.submit(_tried, self.work, path).result()
            except BrokenProcessPool:
                return Failed("读取它的进程意外终止，可能内存不足 (the process that read it died; out of memory?)")


class Taking:
    """Writes what was read, as ``graph.keeping`` does; several documents in their turn."""

    def __init__(self, store: GraphStore, archive: Archive, keep: Callable[[], None]) -> None:
        self.store, self.archive, self.keep = store, archive, keep
        self.replaced: list[tuple[DocumentRow, Version]] = []
        self.refused: set[str] = set()

    def some(self, readings: Iterator[tuple[Path, ReadIn | Failed | None]]) -> list[dict[str, object]]:
        """As many as are kept together; [] when there are no more. Files are waited for first, and only then others
        that write: one that takes long to read holds up nobody."""
        ready = deque(_ready(readings))
        rows: list[dict[str, object]] = []
        while ready:
            with self.archive.turn():
                recover(self.store, self.archive)
                until = time.monotonic() + AT_ONCE
                while ready and time.monotonic() < until:
                    path, found = ready.popleft()
                    rows.append({"file": str(path), **self._outcome(found)})
                self.keep()
                for document, replaced in self.replaced:  # only now is it certain that what replaced them stays
                    settle(self.store, self.archive, document, replaced)
                for version in self.refused:
                    let_go(self.store, self.archive, version)
                self.archive.settled()
                self.replaced, self.refused = [], set()
        return rows

    def _outcome(self, found: ReadIn | Failed | None) -> dict[str, object]:
        if found is None:
            return {"outcome": "known"}
        if isinstance(found, Failed):
            return {"outcome": "failed", "message": found.message}
        try:
            return self._take_in(found)
        except ZerenError as error:
            return {"outcome": "failed", "message": str(error)}

    def _take_in(self, found: ReadIn) -> dict[str, object]:
        version = self.archive.put(found.data)  # the original first: no document is without it
        document = found.subgraph.document
        try:
            report = self.store.write(found.subgraph)
        except ZerenError:
            self.refused.add(version)
            raise
        told = ""
        if report.replaced:
            self.replaced.append((document, report.replaced))
            told = warning(document, report.replaced, stored=True)
        return {
            "outcome": report.outcome,
            "document": report.document,
            "title": document.title,
            "number": document.number,
            "tasks": report.tasks,
            "responsibilities": report.responsibilities,
            "findings": list(found.findings),
            "notes": list(found.notes),
            "warnings": [line for line in (told, *found.unread) if line],
        }


def _ready(
    readings: Iterator[tuple[Path, ReadIn | Failed | None]],
) -> Iterator[tuple[Path, ReadIn | Failed | None]]:
    """What is read within a moment, at least one; no more than memory holds with ease."""
    until, size = time.monotonic() + AT_ONCE, 0
    for path, found in readings:
        yield path, found
        size += len(found.data) if isinstance(found, ReadIn) else 0
        if time.monotonic() > until or size > TOGETHER:
            return


def ingested(
    store: GraphStore, archive: Archive, files: Sequence[Path], jobs: int, known: frozenset[str] = frozenset()
) -> Generator[dict[str, object], None, None]:
    """One row of the report for each file, once what it says is kept for certain."""
    with closing(Readers(Reading(known), jobs).each(files)) as readings, store.many() as keep:
        taking = Taking(store, archive, keep)
        while rows := taking.some(readings):
            yield from rows


def known_versions(store: GraphStore) -> frozenset[str]:
    """The versions (SHA-256 of a file's bytes) of all documents that the store holds."""
    rows = store.read(lambda reader: answers.everything(reader, Query(Kind.DOCUMENT, limit=1000)))
    return frozenset(row.version for row in rows if isinstance(row, DocumentRow))


def cores() -> int:
    """How many processes this one may keep busy."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _tried(work: Callable[[Path], T], path: Path) -> T | Failed:
    """A file never stops the others, not even through a fault of ours."""
    try:
        return work(path)
    except ZerenError as error:
        return Failed(str(error))
    except Exception as error:
        return Failed(f"内部错误 {type(error).__name__}：{error} (a fault of this program)")


def _processes(jobs: int, method: str | None) -> ProcessPoolExecutor:
    """``method`` None: the system's own, which may fork; then no other thread may be running."""
    return ProcessPoolExecutor(jobs, multiprocessing.get_context(method), initializer=_begin)


def _begin() -> None:
    """A process of the pool: Ctrl-C is for the one that started it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    tools()


def _end_with_parent() -> None:
    """One that was killed tells its processes nothing: they would wait for work for ever."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
