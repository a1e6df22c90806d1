"""The original files, byte for byte, by their SHA-256, beside the store: what a quote can always be checked against."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from graph.sqlite_store import path_of
from graph.store import StoreUnavailable

try:
    import fcntl
except ImportError:  # not on Windows: there one process at a time changes a store
    fcntl = None  # type: ignore[assignment]

_WRITING = ".writing-"
#: names of originals that were put here and whose documents are not certain to be in the graph yet, one a line
_UNSETTLED = ".unsettled"
#: originals of replaced versions, by the document that replaced them
_REPLACED = "replaced"
_SHA256 = re.compile(r"[0-9a-f]{64}\Z")
_ENDING = re.compile(r"\.[0-9A-Za-z]{1,8}\Z")


class Archive:
    """A folder of files named by the SHA-256 of their bytes. A file is whole or absent."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._turn = threading.Lock()
        self._swept = False

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Whoever changes graph and originals together does so alone: among threads, and among processes that use the
        same folder (where the system can lock files). Raises StoreUnavailable."""
        with self._turn, self._locked():
            self._sweep()
            yield

    def _sweep(self) -> None:
        """Once: what a process that was killed while writing left behind. Nobody else writes in our turn."""
        if not self._swept:
            self._swept = True
            for left in self.folder.glob(f"{_WRITING}*"):
                with suppress(OSError):
                    left.unlink()

    @contextmanager
    def _locked(self) -> Iterator[None]:
        try:
            self.folder.parent.mkdir(parents=True, exist_ok=True)
            handle = os.open(self.folder.with_name(f".{self.folder.name}.lock"), os.O_RDWR | os.O_CREAT, 0o644)
        except OSError as error:
            raise _unwritable(self.folder, error) from error
        try:
            if fcntl is not None:
                fcntl.flock(handle, fcntl.LOCK_EX)
            yield
        finally:
            os.close(handle)

    def put(self, data: bytes) -> str:
        """Keep the bytes and say their SHA-256 (64 hex digits). The same bytes twice are kept once.

        Raises StoreUnavailable where the folder cannot be written.
        """
        sha256 = hashlib.sha256(data).hexdigest()
        place = self.folder / sha256
        try:
            if place.is_file() and place.stat().st_size == len(data):
                return sha256
            self.folder.mkdir(parents=True, exist_ok=True)
            with (self.folder / _UNSETTLED).open("a", encoding="ascii") as file:
                file.write(f"{sha256}\n")
            self._write(place, data)
        except OSError as error:
            raise _unwritable(self.folder, error) from error
        return sha256

    def unsettled(self) -> tuple[str, ...]:
        """What was put here since ``settled``, by this process or by one that was killed."""
        try:
            words = (self.folder / _UNSETTLED).read_text("ascii", "replace").split("\n")
        except FileNotFoundError:
            return ()
        except OSError as error:
            raise _unwritable(self.folder, error) from error
        return tuple(dict.fromkeys(word for word in words if _SHA256.match(word)))

    def settled(self) -> None:
        """The graph holds all that was put here, or it was dropped."""
        try:
            (self.folder / _UNSETTLED).unlink(missing_ok=True)
        except OSError as error:
            raise _unwritable(self.folder, error) from error

    def set_aside(self, document: str, sha256: str, name: str) -> None:
        """Keep the original of a version that ``document`` (id) now has another in place of, under its own ending:
        ``replaced/<document>/<sha256>.docx``. Nothing where it is not there."""
        data = self.get(sha256)
        if data is None:
            return
        ending = _ENDING.search(name)
        place = self.folder / _REPLACED / document / f"{sha256}{ending.group().lower() if ending else ''}"
        try:
            place.parent.mkdir(parents=True, exist_ok=True)
            self._write(place, data)
        except OSError as error:
            raise _unwritable(self.folder, error) from error

    def forget(self, document: str) -> None:
        """Let go of the originals of its replaced versions."""
        shutil.rmtree(self.folder / _REPLACED / document, ignore_errors=True)

    def get(self, sha256: str) -> bytes | None:
        """The bytes kept under that name, or None. They are not checked here (``graph.verify`` does)."""
        if not _SHA256.match(sha256):
            return None
        try:
            return (self.folder / sha256).read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise StoreUnavailable(
                "原文无法读取",
                f"the original cannot be read: {error}",
                file=str(self.folder / sha256),
                remedy="检查文件权限 (check the file's permissions)",
            ) from error

    def drop(self, sha256: str) -> bool:
        """Let go of the bytes. False where there were none."""
        if not _SHA256.match(sha256):
            return False
        try:
            (self.folder / sha256).unlink()
        except FileNotFoundError:
            return False
        return True

    def _write(self, place: Path, data: bytes) -> None:
        handle, temporary = tempfile.mkstemp(dir=self.folder, prefix=_WRITING)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            Path(temporary).replace(place)
        except BaseException:
            with suppress(OSError):
                Path(temporary).unlink()
            raise


class MemoryArchive(Archive):
    """The same for a store in memory: gone with the process."""

    def __init__(self) -> None:
        super().__init__(Path())
        self._swept = True
        self._kept: dict[str, bytes] = {}

    @contextmanager
    def _locked(self) -> Iterator[None]:
        yield

    def put(self, data: bytes) -> str:
        """See ``Archive.put``."""
        sha256 = hashlib.sha256(data).hexdigest()
        self._kept[sha256] = data
        return sha256

    def get(self, sha256: str) -> bytes | None:
        """See ``Archive.get``."""
        return self._kept.get(sha256)

    def drop(self, sha256: str) -> bool:
        """See ``Archive.drop``."""
        return self._kept.pop(sha256, None) is not None

    def unsettled(self) -> tuple[str, ...]:
        """Nothing outlives the process."""
        return ()

    def settled(self) -> None:
        """See ``unsettled``."""

    def set_aside(self, document: str, sha256: str, name: str) -> None:
        """Nothing is set aside in memory."""

    def forget(self, document: str) -> None:
        """See ``set_aside``."""


def _unwritable(folder: Path, error: OSError) -> StoreUnavailable:
    return StoreUnavailable(
        "原文存放处不可写",
        f"the archive of originals cannot be written: {error}",
        file=str(folder),
        remedy="检查磁盘和文件夹的写权限 (check the disk and write permission)",
    )


def archive_for(url: str, folder: Path) -> Archive:
    """The archive that belongs to the store at ``url``: ``plans-sources/`` beside ``plans.db``; in memory for memory;
    ``folder`` for a store that is no file."""
    if not url.startswith("sqlite:"):
        return Archive(folder)
    path = path_of(url)
    return MemoryArchive() if path is None else Archive(path.with_name(f"{path.stem}-sources"))
