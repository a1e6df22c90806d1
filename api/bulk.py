"""Many files: read by several processes, in the order given, a bounded number at a time; one that fails is named."""

from __future__ import annotations

import os
import signal
from collections import deque
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import closing
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Generic, TypeVar

from api import commands
from graph import answers
from graph.archive import Archive
from graph.build import build
from graph.keeping import keep
from graph.query import Query
from graph.store import GraphStore
from graph.types import DocumentRow, Kind, Subgraph
from ingest.errors import ZerenError
from ingest.extract import extract
from ingest.lexicon import Lexicon, load_lexicon
from ingest.read import file_bytes, read_bytes
from ingest.tokenize import Tokenizer, tokenizer_of
from ingest.types import Extraction

T = TypeVar("T")

#: files that wait for each process, so that none is idle; no more are held in memory
AHEAD = 4


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


@lru_cache(maxsize=1)
def tools() -> tuple[Lexicon, Tokenizer]:
    """What reading needs, once in each process: a dictionary is too large to be sent along with every file."""
    lexicon = load_lexicon()
    return lexicon, tokenizer_of(lexicon.cue_words).warm()


def read(path: Path) -> Extraction:
    """What a file says. Raises the errors of ``ingest.read``."""
    return extract(*read_bytes(path.name, file_bytes(path)), *tools())


@dataclass(frozen=True, slots=True)
class Reading:
    """Reads a file as far as the rows of the graph, unless its version is among the ``known``."""

    known: frozenset[str] = frozenset()

    def __call__(self, path: Path) -> ReadIn | None:
        """None where the version is known. Raises the errors of ``ingest.read``."""
        data = file_bytes(path)
        text, source = read_bytes(path.name, data)
        if source.sha256 in self.known:
            return None
        extraction = extract(text, source, *tools())
        return ReadIn(data, build(extraction), tuple(finding.message for finding in extraction.findings))


@dataclass(frozen=True, slots=True)
class Extracting:
    """Reads a file and says what it says, as ``json`` (one line) or as a ``table``."""

    format: str

    def __call__(self, path: Path) -> bytes:
        """Raises the errors of ``ingest.read``."""
        return commands.extracted(read(path), self.format)


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
        left = yield from self._together(rest)
        while left:  # a process died: what was at work is read again, each file by itself
            yield from ((path, self._alone(path)) for path in left)
            left = yield from self._together(rest)

    def _together(self, rest: Iterator[Path]) -> Generator[tuple[Path, T | Failed], None, tuple[Path, ...]]:
        """Answers the files that were at work when a process died; () when all is done."""
        at_work: deque[Path] = deque()
        found: deque[Future[T | Failed]] = deque()
        with _processes(self.jobs) as pool:
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
        with _processes(1) as pool:
            try:
                return pool.submit(_tried, self.work, path).result()
            except BrokenProcessPool:
                return Failed("读取它的进程意外终止，可能内存不足 (the process that read it died; out of memory?)")


def take_in(store: GraphStore, archive: Archive, read_in: ReadIn) -> dict[str, object]:
    """Into the graph, with its original; what the report says of it. Raises DocumentConflict, StoreUnavailable."""
    report = keep(store, archive, read_in.data, read_in.subgraph)
    return {
        "outcome": report.outcome,
        "document": report.document,
        "title": read_in.subgraph.document.title,
        "number": read_in.subgraph.document.number,
        "tasks": report.tasks,
        "responsibilities": report.responsibilities,
        "findings": list(read_in.findings),
    }


def ingested(
    store: GraphStore, archive: Archive, files: Sequence[Path], jobs: int, known: frozenset[str] = frozenset()
) -> Generator[dict[str, object], None, None]:
    """One row of the report for each file, as it is done. What is written stays written, whatever comes after."""
    with closing(Readers(Reading(known), jobs).each(files)) as readings, store.many():
        for path, found in readings:
            row: dict[str, object] = {"file": str(path)}
            try:
                if isinstance(found, Failed):
                    row |= {"outcome": "failed", "message": found.message}
                elif found is None:
                    row |= {"outcome": "known"}
                else:
                    row |= take_in(store, archive, found)
            except ZerenError as error:
                row |= {"outcome": "failed", "message": str(error)}
            yield row


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


def _processes(jobs: int) -> ProcessPoolExecutor:
    return ProcessPoolExecutor(jobs, initializer=_begin)


def _begin() -> None:
    """A process of the pool: Ctrl-C is for the one that started it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    tools()
