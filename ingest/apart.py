"""Reads files apart from this process: in a child that may be killed, and whose harm ends with it.

``docs/adr/0005-read-apart.md`` says why, and what a child may do.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any

from ingest import errors
from ingest.errors import BeyondLimits, DamagedFile, ReadersBusy, ZerenError
from ingest.kind import Kind, sniffed
from ingest.limits import ANSWER, OFFICE_SECONDS, SECONDS
from ingest.types import Place

FILES = 200  # that one child reads; then another takes its place
WAITING = 8  # files that may wait for their turn
PATIENCE = 120  # seconds that one waits
START = 30  # seconds of the clock more for a child that has not answered yet: it may wait for the disk

_ERRORS: dict[str, type[ZerenError]] = {
    one.code: one
    for one in (
        *(errors.BinaryFile, errors.UndecodableFile, errors.UnsupportedFormat, errors.DamagedFile),
        *(errors.ProtectedFile, errors.ScannedFile, errors.BeyondLimits, errors.MissingProgram),
    )
}


@dataclass(frozen=True, slots=True)
class Answer:
    """What a child read."""

    kind: Kind
    text: str
    places: tuple[Place, ...]
    notes: tuple[str, ...]
    encoding: str
    reader: str


class Apart:
    """Children that wait for files: one is kept ready, others are started while it is busy. Threads may share it."""

    def __init__(self) -> None:
        self._idle: list[_Child] = []
        self._lock = threading.Lock()
        self._closed = False
        self._turns = threading.Semaphore(max(2, os.cpu_count() or 1))
        self._waiting = 0

    def __enter__(self) -> Apart:
        """Itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def warm(self) -> Apart:
        """Have a child ready for the first file."""
        with self._lock:
            if not self._idle and not self._closed:
                self._idle.append(_Child())
        return self

    def read(self, name: str, data: bytes) -> Answer:
        """What a file says. Raises the errors of ``ingest.errors``; the child of a file that broke it is gone.
        Raises ReadersBusy where too many wait: whoever asks for a page must still find a thread."""
        with self._turn(name):
            return self._read(name, data)

    @contextmanager
    def _turn(self, name: str) -> Iterator[None]:
        with self._lock:
            if self._waiting >= WAITING:
                raise _busy(name)
            self._waiting += 1
        try:
            given = self._turns.acquire(timeout=PATIENCE)
        finally:
            with self._lock:
                self._waiting -= 1
        if not given:
            raise _busy(name)
        try:
            yield
        finally:
            self._turns.release()

    def _read(self, name: str, data: bytes) -> Answer:
        with self._lock:
            child = self._idle.pop() if self._idle else None
        child = child if child is not None and child.alive else _Child()
        folder = tempfile.mkdtemp(prefix="zeren-reading-")
        keep = False
        try:
            answer = child.ask(data, folder)
            keep = not answer.get("spent")
        finally:
            self._back(child, keep=keep)  # first: what it started may still write
            shutil.rmtree(folder, ignore_errors=True)
        return _checked(name, answer)

    def close(self) -> None:
        """No child stays behind."""
        with self._lock:
            self._closed = True
            idle, self._idle = self._idle, []
        for child in idle:
            child.kill()

    def _back(self, child: _Child, *, keep: bool) -> None:
        with self._lock:
            keep = keep and not self._closed and child.read < FILES and len(self._idle) < (os.cpu_count() or 1)
            if keep:
                self._idle.append(child)
        if not keep:
            child.kill()


@dataclass(slots=True)
class _Child:
    """One process."""

    read: int = 0
    expired: bool = False
    process: subprocess.Popen[bytes] = field(init=False)

    def __post_init__(self) -> None:
        environment = {k: v for k, v in os.environ.items() if not k.startswith(("ZEREN_", "COVERAGE_", "COV_"))}
        self.process = subprocess.Popen(
            [sys.executable, "-P", "-m", "ingest.child"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=Path(tempfile.gettempdir()),
            env={**environment, "PYTHONUTF8": "1"},
            start_new_session=True,
        )

    @property
    def alive(self) -> bool:
        return self.process.poll() is None

    def ask(self, data: bytes, folder: str) -> dict[str, Any]:
        """The child's answer. Raises BeyondLimits where it takes too long or answers too much, DamagedFile where it
        dies of the file."""
        office = sniffed(data) in {Kind.OLE, Kind.RTF, Kind.ZIP}
        seconds = (OFFICE_SECONDS if office else SECONDS) + (0 if self.read else START)
        self.read += 1
        clock = threading.Timer(seconds, self._expire)
        clock.start()
        try:
            self._send(json.dumps({"size": len(data), "folder": folder}).encode() + b"\n" + data)
            size = int.from_bytes(self._take(8), "big")
            if size > ANSWER:
                raise _beyond("读出的内容超出限度", "it says more than one file may")
            answer: dict[str, Any] = json.loads(self._take(size))
        finally:
            clock.cancel()
        return answer

    def _expire(self) -> None:
        self.expired = True
        self._end()

    def _send(self, request: bytes) -> None:
        """It reads all of its request before it answers."""
        assert self.process.stdin is not None  # noqa: S101 - made so above
        with suppress(OSError):  # it died; that is told where its answer is awaited
            self.process.stdin.write(request)
            self.process.stdin.flush()

    def _take(self, size: int) -> bytes:
        assert self.process.stdout is not None  # noqa: S101 - made so above
        some = self.process.stdout.read(size)
        if len(some) == size:
            return some
        if self.expired:
            raise _beyond("读取超时", "it takes longer than one file may")
        raise DamagedFile(
            "文件已损坏，或超出内存、时间的限度，读取它的进程已终止",
            "the process that read it ended: a damaged file, or one beyond the limits",
            remedy="用原来的软件打开并另存一份再读入 (open it and save it again)",
        )

    def _end(self) -> None:
        if hasattr(os, "killpg"):
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, signal.SIGKILL)
        self.process.kill()

    def kill(self) -> None:
        """It and whatever it started are gone."""
        self._end()
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None:
                with suppress(OSError):
                    pipe.close()


def _busy(name: str) -> ReadersBusy:
    return ReadersBusy(
        "正在读取的文件较多", "too many files are being read", file=name, remedy="稍后再试 (try again in a minute)"
    )


def _beyond(zh: str, en: str) -> BeyondLimits:
    return BeyondLimits(zh, en, remedy="拆成几个文件，或另存为 .txt (split it, or save it as .txt)")


def _checked(name: str, answer: dict[str, Any]) -> Answer:
    """The child's answer as values of ours; nothing in it is believed to be well-formed."""
    try:
        error = answer.get("error")
        if error is not None:
            known = _ERRORS.get(error["code"], DamagedFile)
            raise known(
                str(error["zh"]), str(error["en"]), file=name, place=str(error["place"]), remedy=str(error["remedy"])
            )
        text = str(answer["text"])
        places = tuple(Place(int(start), str(label)) for start, label in answer["places"])
        return Answer(
            Kind(answer["kind"]), text, places, tuple(map(str, answer["notes"])), str(answer["encoding"]),
            str(answer["reader"]),
        )  # fmt: skip
    except (KeyError, TypeError, ValueError) as error:
        raise DamagedFile("读出的内容不合规范", f"the reader's answer is not well-formed: {error}", file=name) from None
