"""The graph in Neo4j 5: the official driver, managed transactions, no APOC. The only module that imports neo4j.

Neo4j reads what is committed, statement by statement. So that one read is of one moment (S12), a read whose revision
moved under it is asked again; a read that keeps being overtaken takes the writers' turn.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar
from urllib.parse import parse_qs, urlsplit, urlunsplit

import neo4j
from neo4j.exceptions import ClientError, ConstraintError, DriverError, Neo4jError, TransientError

from graph import cypher
from graph.checks import check_complete
from graph.neo4j_schema import FORMER, META, MIGRATIONS, SCHEMA_VERSION
from graph.neo4j_write import Writing, drop, judge, put, undo
from graph.plan import Statement
from graph.results import Judged, WriteReport
from graph.statement_reader import StatementReader
from graph.store import Reader, StoreClosed, StoreError, StoreTooNew, StoreUnavailable
from graph.types import Judgement, Subgraph

T = TypeVar("T")

SCHEMES = ("neo4j", "neo4j+s", "neo4j+ssc", "bolt", "bolt+s", "bolt+ssc")

#: seconds; a server that is away is told of within five
CONNECT, ACQUIRE, RETRY = 1.0, 2.0, 3.0
#: how long one waits for another who makes constraints and indexes
STARTING = 4.0
#: how long a writer waits for another of its process
TURN = 10.0
#: how often a read that was overtaken by a write is asked again before it takes the writers' turn
OVERTAKEN = 4

_REVISION = Statement(f"MATCH (m:{META} {{id: 'zeren'}}) RETURN m.revision AS revision")
_FORMER = Statement(
    f"MATCH (f:{FORMER} {{id: $kind + '|' + $id}}) RETURN f.current AS current UNION ALL"
    " MATCH (o:Organization {id: $id}) WHERE $kind = 'organization' AND o.canonical IS NOT NULL"
    " RETURN o.canonical AS current"
)
_TEXT = Statement("MATCH (d:Document {id: $id}) RETURN d.text AS text")


class Neo4jReader(StatementReader):
    """See ``graph.store.Reader``."""

    def __init__(self, transaction: neo4j.ManagedTransaction) -> None:
        self._transaction = transaction
        super().__init__(cypher, _REVISION, _FORMER, _TEXT)

    def _rows(self, statement: Statement) -> Iterable[Mapping[str, Any]]:
        return self._transaction.run(statement.text, statement.parameters)

    def finish(self) -> None:
        """Called by the store at the end of the transaction."""
        super().finish()

    def moved(self) -> bool:
        """Whether a write was committed since this read began."""
        return int(self._one(_REVISION) or 0) != self._revision


class _Overtaken(Exception):
    """A write was committed during a read."""


class Neo4jStore:
    """See ``graph.store.GraphStore``."""

    def __init__(self, url: str, driver: neo4j.Driver, database: str | None) -> None:
        self.url = url
        self._driver = driver
        self._database = database
        self._starting = threading.Lock()
        self._writing = threading.Lock()
        self._started = False
        self._closing = threading.Lock()
        self._closed = False

    @classmethod
    def open(cls, url: str, user: str | None = None, password: str | None = None) -> Neo4jStore:
        """The store at ``url``: ``neo4j://host:7687?database=plans``; credentials never stand in it.

        Nothing is sent yet: the first use connects and brings the schema up to date, so that a service may start
        before its server does. Raises StoreUnavailable where the address is none; the first use, StoreTooNew too.
        """
        try:
            parts = urlsplit(url)
            readable = bool(parts.hostname) and (parts.port is None or parts.port > 0)
        except ValueError:
            readable = False
        if not readable:
            raise _unreadable(url)
        if "@" in parts.netloc:
            raise StoreUnavailable(
                "地址中不写用户和口令",
                "no user and password in the URL",
                remedy="用 ZEREN_NEO4J_USER 和 ZEREN_NEO4J_PASSWORD 给出 (set these two instead)",
            )
        named = parse_qs(parts.query, keep_blank_values=True)
        if named.keys() - {"database"} or parts.path.strip("/") or parts.fragment:
            raise _unreadable(url)
        database = named.get("database", [""])[0] or None
        plain = urlunsplit((parts.scheme, parts.netloc, "", "", ""))
        with _explained(plain):
            driver = neo4j.GraphDatabase.driver(
                plain,
                auth=neo4j.basic_auth(user, password or "") if user else None,
                connection_timeout=CONNECT,
                connection_acquisition_timeout=ACQUIRE,
                max_transaction_retry_time=RETRY,
                notifications_min_severity="OFF",
                telemetry_disabled=True,
                user_agent="zeren",
            )
        return cls(plain + (f"?database={database}" if database else ""), driver, database)

    def write(self, subgraph: Subgraph) -> WriteReport:
        """See ``graph.store.GraphStore``."""
        check_complete(subgraph)
        return self._change(lambda writing: put(writing, subgraph))

    @contextmanager
    def many(self) -> Iterator[Callable[[], None]]:
        """See ``graph.store.GraphStore``: here each write is kept at once."""
        yield lambda: None

    def delete(self, document: str) -> bool:
        """See ``graph.store.GraphStore``."""
        return self._change(lambda writing: drop(writing, document))

    def judge(self, judgements: Sequence[Judgement]) -> Judged:
        """See ``graph.store.GraphStore``."""
        return self._change(lambda writing: judge(writing, judgements))

    def undo(self, id: str, who: str, why: str, at: str) -> Judgement | None:
        """See ``graph.store.GraphStore``."""
        return self._change(lambda writing: undo(writing, id, who, why, at))

    def read(self, work: Callable[[Reader], T]) -> T:
        """See ``graph.store.GraphStore``."""
        with self._session(neo4j.READ_ACCESS) as session:
            for _ in range(OVERTAKEN):
                try:
                    return session.execute_read(self._asking, work, in_turn=False)
                except _Overtaken:
                    continue
        with self._turn(), self._session(neo4j.WRITE_ACCESS) as session:
            return session.execute_write(self._asking, work, in_turn=True)

    def ping(self) -> None:
        """See ``graph.store.GraphStore``."""
        self.read(lambda reader: reader.revision())

    def close(self) -> None:
        """See ``graph.store.GraphStore``."""
        with self._closing:
            if not self._closed:
                self._closed = True
                self._driver.close()

    def _change(self, work: Callable[[Writing], T]) -> T:
        with self._turn(), self._session(neo4j.WRITE_ACCESS) as session:
            return session.execute_write(self._changing, work)

    @contextmanager
    def _turn(self) -> Iterator[None]:
        """Writers of one process wait here for each other, not on the server, which may call their waiting a deadlock
        and have them try again and again. Who has waited long enough tries all the same: the server decides."""
        mine = self._writing.acquire(timeout=TURN)
        try:
            yield
        finally:
            if mine:
                self._writing.release()

    def _changing(self, transaction: neo4j.ManagedTransaction, work: Callable[[Writing], T]) -> T:
        with _not_again(self.url):
            return work(Writing(transaction))

    def _asking(self, transaction: neo4j.ManagedTransaction, work: Callable[[Reader], T], *, in_turn: bool) -> T:
        """``work`` within a transaction. ``in_turn``: no writer commits meanwhile."""
        if in_turn:
            Writing(transaction).lock()
        with _not_again(self.url):
            reader = Neo4jReader(transaction)
            try:
                answer = work(reader)
                if reader.moved():
                    raise _Overtaken
                return answer
            finally:
                reader.finish()

    @contextmanager
    def _session(self, access: str) -> Iterator[neo4j.Session]:
        if self._closed:
            raise StoreClosed("存储已经关闭", "the store is closed", remedy="重新打开存储 (open the store again)")
        with _explained(self.url):
            if not self._started:
                self._start()
            with self._driver.session(database=self._database, default_access_mode=access) as session:
                yield session

    def _start(self) -> None:
        """Bring the schema up to date, once. Who waits too long for another who tries is told, not held."""
        if not self._starting.acquire(timeout=STARTING):
            raise _away(self.url, "starting")
        try:
            if not self._started:
                self._migrate()
                self._started = True
        finally:
            self._starting.release()

    def _migrate(self) -> None:
        """Take the numbered steps from the version found to this program's. Each step may run again."""
        with self._driver.session(database=self._database) as session:
            found = session.run(f"MATCH (m:{META} {{id: 'zeren'}}) RETURN m.schema_version AS version").single()
            version = int(found["version"]) if found else 0
            if version > SCHEMA_VERSION:
                raise StoreTooNew(
                    f"库由更高版本建立（结构 {version}，本程序为 {SCHEMA_VERSION}）",
                    f"the store has schema {version}, this program knows {SCHEMA_VERSION}",
                    file=self.url,
                    remedy="更新 zeren 后再打开 (update zeren)",
                )
            for step in sorted(number for number in MIGRATIONS if number > version):
                for statement in MIGRATIONS[step]:
                    session.run(statement).consume()
                session.run(
                    f"MERGE (m:{META} {{id: 'zeren'}}) ON CREATE SET m.revision = 0 SET m.schema_version = $step",
                    step=step,
                ).consume()
            session.run("CALL db.awaitIndexes(60)").consume()


@contextmanager
def _not_again(url: str) -> Iterator[None]:
    """What the server calls transient and waiting does not mend leaves the transaction as our own error: the driver
    would try it again."""
    try:
        yield
    except TransientError as error:
        if "Memory" in (error.code or ""):
            raise _told(url, error) from error
        raise


def _unreadable(url: str) -> StoreUnavailable:
    return StoreUnavailable(
        f"看不懂存储地址 {url}",
        "cannot read the store URL",
        remedy="写成 neo4j://主机:7687?database=数据库名 (write so)",
    )


def _away(url: str, why: str) -> StoreUnavailable:
    return StoreUnavailable(
        "Neo4j 暂不可用",
        f"Neo4j is away: {why}",
        file=url,
        remedy="确认服务已启动、地址和端口无误，稍后再试 (check that it runs, then try again)",
    )


@contextmanager
def _explained(url: str) -> Iterator[None]:
    """The driver's faults in words. Those of the caller come through as they are."""
    try:
        yield
    except ConstraintError as error:
        raise StoreError("编号已被占用，未作改动", f"an id is taken: {error.message}") from error
    except Neo4jError as error:
        raise _told(url, error) from error
    except DriverError as error:
        raise _away(url, type(error).__name__) from error


def _told(url: str, error: Neo4jError) -> StoreError:
    """What the server said, by its code."""
    code = error.code or ""
    for sign, words, english, remedy in _CODES:
        if sign in code:
            return StoreUnavailable(words, f"{english}: {code}", file=url, remedy=remedy)
    if isinstance(error, ClientError):
        return StoreError("Neo4j 未能执行，未作改动", f"Neo4j failed: {code} {error.message}")
    return _away(url, code)


#: part of a server's code, and what it means for a person
_CODES = (
    (
        "Security",
        "Neo4j 拒绝登录或操作",
        "Neo4j refused the login or the operation",
        "核对 ZEREN_NEO4J_USER、ZEREN_NEO4J_PASSWORD 和该用户的读写、建索引权限 (check user, password and rights)",
    ),
    (
        "DatabaseNotFound",
        "没有这个 Neo4j 数据库",
        "no such database",
        "核对地址中的 database= (check database=)",
    ),
    (
        "ConstraintCreationFailed",
        "库中已有同名标签的其他数据",
        "other data under our labels",
        "换一个数据库：neo4j://主机:7687?database=数据库名 (use another database)",
    ),
    (
        "Memory",
        "Neo4j 内存不足，未作改动",
        "Neo4j is out of memory",
        "调大 dbms.memory.transaction.total.max，或分批读入 (give it more memory, or take in less at once)",
    ),
)
