"""The embedded store: SQLite, one file or memory. The only module, with its two halves, that imports sqlite3.

A file has one connection that writes, under a lock, and a small pool that reads: readers see the moment their
transaction began (WAL), so they neither wait for the writer nor stop it. A store in memory has one connection, which
they use in turn.
"""

from __future__ import annotations

import os
import sqlite3
import struct
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TypeVar

from graph import sqlite_write
from graph.checks import check_complete
from graph.results import Judged, WriteReport
from graph.sqlite_read import SqliteReader
from graph.sqlite_schema import APPLICATION_ID, MIGRATIONS, SCHEMA_VERSION
from graph.store import Reader, StoreClosed, StoreError, StoreTooNew, StoreUnavailable
from graph.types import Judgement, Subgraph

T = TypeVar("T")

#: seconds that a writer waits for another process
PATIENCE = 5.0
#: reading connections kept for the next question
KEPT = 8
#: how the writing connection behaves while many documents are written, and otherwise. KiB of the file that it keeps in
#: memory, and pages that gather beside the file (64 MB each) before they are put in their places
_MANY = {
    "synchronous": ("NORMAL", "FULL"),
    "cache_size": ("-65536", "-2000"),
    "wal_autocheckpoint": ("16000", "1000"),
}
#: STRICT tables
OLDEST_SQLITE = (3, 37, 0)


class SqliteStore:
    """See ``graph.store.GraphStore``."""

    def __init__(self, url: str, path: Path | None, writer: sqlite3.Connection) -> None:
        self.url = url
        self.path = path
        self._writer = writer
        self._writing = threading.RLock()
        self._idle: list[sqlite3.Connection] = []
        self._pool = threading.Lock()
        self._closed = False
        self._together = False  # documents share a transaction: see ``many``

    @classmethod
    def open(cls, url: str) -> SqliteStore:
        """Open or make the store; raises StoreUnavailable, StoreTooNew (the file is then as it was)."""
        if sqlite3.sqlite_version_info < OLDEST_SQLITE:
            raise StoreUnavailable(
                f"SQLite {sqlite3.sqlite_version} 过旧",
                f"SQLite {sqlite3.sqlite_version} is too old",
                remedy="使用带 SQLite 3.37 以上版本的 Python (use a Python with SQLite 3.37 or later)",
            )
        path = path_of(url)
        with _explained(path):
            if path is not None:
                _look_before(path)
                path.parent.mkdir(parents=True, exist_ok=True)
                _make_private(path)
            writer = _connect(path)
            try:
                _prepare(writer, path)
                sqlite_write.make_ready(writer)
            except BaseException:
                writer.close()
                raise
        return cls(url, path, writer)

    def write(self, subgraph: Subgraph) -> WriteReport:
        """See ``graph.store.GraphStore``."""
        check_complete(subgraph)
        with self._change() as connection:
            return sqlite_write.put(connection, subgraph)

    @contextmanager
    def many(self) -> Iterator[Callable[[], None]]:
        """See ``graph.store.GraphStore``. Documents share a transaction, each within a savepoint, and the disk is
        waited for at the end: most pages that they touch are the same."""
        with _explained(self.path), self._writing:
            self._still_open()
            for pragma, (while_many, _) in _MANY.items():
                self._writer.execute(f"PRAGMA {pragma} = {while_many}")
            self._together = self.path is not None  # readers of a store in memory have no other connection
            try:
                yield self._keep
            finally:
                self._together = False
                self._keep()
                for pragma, (_, otherwise) in _MANY.items():
                    self._writer.execute(f"PRAGMA {pragma} = {otherwise}")
                self._writer.execute("PRAGMA wal_checkpoint(FULL)").fetchall()

    def _keep(self) -> None:
        if self._writer.in_transaction:
            sqlite_write.finish(self._writer)
            self._writer.execute("COMMIT")

    def delete(self, document: str) -> bool:
        """See ``graph.store.GraphStore``."""
        with self._change() as connection:
            return sqlite_write.drop(connection, document)

    def judge(self, judgements: Sequence[Judgement]) -> Judged:
        """See ``graph.store.GraphStore``."""
        with self._change() as connection:
            return sqlite_write.judge(connection, judgements)

    def undo(self, id: str, who: str, why: str, at: str) -> Judgement | None:
        """See ``graph.store.GraphStore``."""
        with self._change() as connection:
            return sqlite_write.undo(connection, id, who, why, at)

    def read(self, work: Callable[[Reader], T]) -> T:
        """See ``graph.store.GraphStore``."""
        with _explained(self.path), self._borrowed() as connection:
            if connection.in_transaction:
                raise StoreError("读取中不能再次读写同一内存库", "work must use its reader, not the store")
            connection.execute("BEGIN")
            try:
                reader = SqliteReader(connection)
                try:
                    return work(reader)
                finally:
                    reader.finish()
            finally:
                with suppress(sqlite3.Error):
                    connection.execute("ROLLBACK")

    def ping(self) -> None:
        """See ``graph.store.GraphStore``."""
        self.read(lambda reader: reader.revision())

    def close(self) -> None:
        """See ``graph.store.GraphStore``. Waits for the change that is being written."""
        with self._writing:
            with self._pool:
                self._closed = True
                idle, self._idle = self._idle, []
            for connection in (*idle, self._writer):
                connection.close()

    @contextmanager
    def _change(self) -> Iterator[sqlite3.Connection]:
        """One transaction that writes: all of it or nothing (S2)."""
        with _explained(self.path), self._writing:
            self._still_open()
            if self._writer.in_transaction and not self._together:
                raise StoreError("读取中不能再次读写同一内存库", "work must use its reader, not the store")
            if not self._writer.in_transaction:
                self._writer.execute("BEGIN IMMEDIATE")
                self._writer.execute("PRAGMA defer_foreign_keys = ON")
            self._writer.execute("SAVEPOINT change")
            try:
                yield self._writer
                self._writer.execute("RELEASE change")
                if not self._together:
                    sqlite_write.finish(self._writer)
                    self._writer.execute("COMMIT")
            except BaseException:
                with suppress(sqlite3.Error):
                    self._writer.execute("ROLLBACK TO change" if self._together else "ROLLBACK")
                raise

    @contextmanager
    def _borrowed(self) -> Iterator[sqlite3.Connection]:
        if self.path is None:
            with self._writing:
                self._still_open()
                yield self._writer
            return
        with self._pool:
            self._still_open()
            connection = self._idle.pop() if self._idle else None
        connection = connection or _connect(self.path)
        try:
            yield connection
        finally:
            with self._pool:
                keep = not self._closed and len(self._idle) < KEPT
                if keep:
                    self._idle.append(connection)
            if not keep:
                connection.close()

    def _still_open(self) -> None:
        if self._closed:
            raise StoreClosed("存储已经关闭", "the store is closed", remedy="重新打开存储 (open the store again)")


def path_of(url: str) -> Path | None:
    """The file a ``sqlite:`` URL names; None for memory."""
    if url in {"sqlite:", "sqlite://", "sqlite:///", "sqlite:///:memory:"}:
        return None
    if not url.startswith("sqlite:///") or "\0" in url:
        raise StoreUnavailable(
            f"存储地址 {url!r} 有误",
            "not a sqlite URL",
            remedy="使用 sqlite:///相对路径 或 sqlite:////绝对路径 (use sqlite:///FILE or sqlite:////DIR/FILE)",
        )
    return Path(url.removeprefix("sqlite:///"))


def _connect(path: Path | None) -> sqlite3.Connection:
    connection = sqlite3.connect(
        str(path) if path else ":memory:", timeout=PATIENCE, isolation_level=None, check_same_thread=False
    )
    connection.row_factory = sqlite3.Row
    connection.execute("PRAGMA foreign_keys = ON")
    return connection


def _make_private(path: Path) -> None:
    """A new file is for its owner alone, as the originals are; what SQLite puts beside it (-wal, -shm) follows it.
    One that is there keeps what its owner gave it."""
    with suppress(FileExistsError):
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))


def _look_before(path: Path) -> None:
    """Refuse a file that is not ours or too new before SQLite opens it: opening may already write beside it.

    The header of a SQLite file has the user version at byte 60 and the application id at byte 68.
    """
    if not path.is_file() or path.stat().st_size == 0:
        return
    with path.open("rb") as file:
        header = file.read(100)
    if len(header) < 100 or not header.startswith(b"SQLite format 3\0"):
        raise _not_ours(path)
    version, application = struct.unpack(">I", header[60:64])[0], struct.unpack(">I", header[68:72])[0]
    if application not in {0, APPLICATION_ID}:
        raise _not_ours(path)
    if application == APPLICATION_ID:
        _check_version(version, path)


def _check_version(version: int, path: Path | None) -> None:
    if version > SCHEMA_VERSION:
        raise StoreTooNew(
            f"存储由更新版本的 zeren 建立（库结构 {version}，本程序支持到 {SCHEMA_VERSION}），未作任何改动",
            f"the store has schema {version}, this program knows {SCHEMA_VERSION}; left untouched",
            file=str(path or ""),
            remedy="升级 zeren，或另选存储文件 (upgrade zeren or choose another file)",
        )


def _not_ours(path: Path | None) -> StoreUnavailable:
    return StoreUnavailable(
        "不是 zeren 的存储文件，未作任何改动",
        "not a zeren store; left untouched",
        file=str(path or ""),
        remedy="换一个文件名 (choose another file)",
    )


def _prepare(connection: sqlite3.Connection, path: Path | None) -> None:
    """Bring the tables to the present schema; one transaction, whoever else opens the file at the same time."""
    if path is not None:
        connection.execute("PRAGMA journal_mode = WAL")
    if _version(connection, path) == SCHEMA_VERSION:
        return
    connection.execute("BEGIN IMMEDIATE")
    try:
        found = _version(connection, path)
        for number in sorted(number for number in MIGRATIONS if number > found):
            for statement in MIGRATIONS[number]:
                connection.execute(statement)
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
        connection.execute("COMMIT")
    except BaseException:
        with suppress(sqlite3.Error):
            connection.execute("ROLLBACK")
        raise


def _version(connection: sqlite3.Connection, path: Path | None) -> int:
    """The schema's number; 0 for a new file. Raises where the file belongs to another program."""
    application = connection.execute("PRAGMA application_id").fetchone()[0]
    version = int(connection.execute("PRAGMA user_version").fetchone()[0])
    if application == APPLICATION_ID:
        _check_version(version, path)
        return version
    if application or version or connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
        raise _not_ours(path)
    return 0


@contextmanager
def _explained(path: Path | None) -> Iterator[None]:
    """SQLite's and the system's errors, in words that name the file and the remedy."""
    try:
        yield
    except sqlite3.IntegrityError as error:
        raise StoreError("数据互相矛盾，未写入", f"the rows contradict each other: {error}") from error
    except (sqlite3.Error, OSError) as error:
        words = str(error).lower()
        zh, remedy = next((told for sign, told in _REMEDIES.items() if sign in words), _OTHERWISE)
        raise StoreUnavailable(zh, str(error), file=str(path or ""), remedy=remedy) from error
    except UnicodeEncodeError as error:
        raise StoreError("含有无法保存的字符，未写入", f"text that cannot be stored: {error}") from error


_OTHERWISE = ("存储无法使用", "检查磁盘和文件权限 (check the disk and the file's permissions)")
_REMEDIES = {
    "not a database": ("不是数据库文件", "换一个文件名 (choose another file)"),
    "malformed": ("存储文件已损坏", "从备份恢复，或删除后重新读入 (restore a backup, or delete it and ingest again)"),
    "locked": ("存储正被另一程序占用", "稍后再试，或关闭另一程序 (try again later or close the other program)"),
    "full": ("磁盘已满", "腾出空间后再试 (free some space)"),
    "readonly": ("存储文件不可写", "检查文件和文件夹的写权限 (check write permission)"),
    "read-only": ("存储文件不可写", "检查文件和文件夹的写权限 (check write permission)"),
    "permission": ("没有权限打开存储文件", "检查文件和文件夹的权限 (check permissions)"),
    "unable to open": ("存储文件无法打开", "检查路径和写权限 (check the path and write permission)"),
    "not a directory": ("存储路径中有文件而非文件夹", "换一个路径 (choose another path)"),
}
