"""The graph in Neo4j 5: the official driver, managed transactions, no APOC. The only module that imports neo4j.

Neo4j reads what is committed, statement by statement. So that one read is of one moment (S12), a read whose revision
moved under it is asked again; a read that keeps being overtaken takes the writers' turn.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, TypeVar
from urllib.parse import parse_qs, urlsplit, urlunsplit

import neo4j
from neo4j.exceptions import ClientError, ConstraintError, DriverError, Neo4jError

from graph import cypher
from graph.checks import check_complete
from graph.neo4j_schema import FORMER, META, MIGRATIONS, SCHEMA_VERSION
from graph.neo4j_write import Writing, drop, put
from graph.plan import Statement
from graph.statement_reader import StatementReader
from graph.store import Reader, StoreClosed, StoreError, StoreTooNew, StoreUnavailable
from graph.types import Subgraph, WriteReport

T = TypeVar("T")

SCHEMES = ("neo4j", "neo4j+s", "neo4j+ssc", "bolt", "bolt+s", "bolt+ssc")

#: seconds; a server that is away is told of within five
CONNECT, ACQUIRE, RETRY = 1.0, 2.0, 3.0
#: how often a read that was overtaken by a write is asked again before it takes the writers' turn
OVERTAKEN = 4

_REVISION = Statement(f"MATCH (m:{META} {{id: 'zeren'}}) RETURN m.revision AS revision")
_FORMER = Statement(f"MATCH (f:{FORMER} {{id: $kind + '|' + $id}}) RETURN f.current AS current")
_TEXT = Statement("MATCH (d:Document {id: $id}) RETURN d.text AS text")


class Neo4jReader(StatementReader):
    """See ``graph.store.Reader``."""

    def __init__(self, transaction: neo4j.ManagedTransaction) -> None:
        self._transaction = transaction
        super().__init__(cypher, _REVISION, _FORMER, _TEXT)

    def _rows(self, statement: Statement) -> Iterable[Mapping[str, Any]]:
        return self._transaction.run(statement.text, statement.parameters)  # type: ignore[arg-type]

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
        self._closing = threading.Lock()
        self._closed = False

    @classmethod
    def open(cls, url: str, user: str | None = None, password: str | None = None) -> Neo4jStore:
        """Connect, and bring the schema up to date. Raises StoreUnavailable, StoreTooNew.

        ``url``: ``neo4j://host:7687?database=plans``; credentials never stand in it.
        """
        parts = urlsplit(url)
        database = next(iter(parse_qs(parts.query).get("database", [])), None)
        plain = urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], "", "", ""))
        auth = neo4j.basic_auth(user, password or "") if user else None
        with _explained(plain):
            driver = neo4j.GraphDatabase.driver(
                plain,
                auth=auth,
                connection_timeout=CONNECT,
                connection_acquisition_timeout=ACQUIRE,
                max_transaction_retry_time=RETRY,
                notifications_min_severity="OFF",
                user_agent="zeren",
            )
        store = cls(plain + (f"?database={database}" if database else ""), driver, database)
        try:
            with _explained(plain):
                driver.verify_connectivity()
                store._migrate()
        except BaseException:
            driver.close()
            raise
        return store

    def write(self, subgraph: Subgraph) -> WriteReport:
        """See ``graph.store.GraphStore``."""
        check_complete(subgraph)
        return self._change(lambda writing: put(writing, subgraph))

    def delete(self, document: str) -> bool:
        """See ``graph.store.GraphStore``."""
        return self._change(lambda writing: drop(writing, document))

    def read(self, work: Callable[[Reader], T]) -> T:
        """See ``graph.store.GraphStore``."""
        with self._session(neo4j.READ_ACCESS) as session:
            for _ in range(OVERTAKEN):
                try:
                    return session.execute_read(_asking, work, in_turn=False)
                except _Overtaken:
                    continue
        with self._session(neo4j.WRITE_ACCESS) as session:
            return session.execute_write(_asking, work, in_turn=True)

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
        with self._session(neo4j.WRITE_ACCESS) as session:
            return session.execute_write(lambda transaction: work(Writing(transaction)))

    @contextmanager
    def _session(self, access: str) -> Iterator[neo4j.Session]:
        if self._closed:
            raise StoreClosed("存储已经关闭", "the store is closed", remedy="重新打开存储 (open the store again)")
        with (
            _explained(self.url),
            self._driver.session(database=self._database, default_access_mode=access) as session,
        ):
            yield session

    def _migrate(self) -> None:
        """Take the numbered steps from the version found to this program's. Each step may run again."""
        with self._session(neo4j.WRITE_ACCESS) as session:
            found = session.run(f"MATCH (m:{META} {{id: 'zeren'}}) RETURN m.schema_version AS version").single()
            version = int(found["version"]) if found else 0
            if version > SCHEMA_VERSION:
                raise StoreTooNew(
                    f"库由更高版本建立（结构 {version}，本程序为 {SCHEMA_VERSION}）",
                    f"the store has schema {version}, this program knows {SCHEMA_VERSION}",
                    file=self.url,
                    remedy="更新 zeren 后再打开 (update zeren)",
                )
            for step in range(version + 1, SCHEMA_VERSION + 1):
                for statement in MIGRATIONS[step]:
                    session.run(statement).consume()
                session.run(
                    f"MERGE (m:{META} {{id: 'zeren'}}) ON CREATE SET m.revision = 0 SET m.schema_version = $step",
                    step=step,
                ).consume()
            session.run("CALL db.awaitIndexes(60)").consume()


def _asking(transaction: neo4j.ManagedTransaction, work: Callable[[Reader], T], *, in_turn: bool) -> T:
    """``work`` within a transaction. ``in_turn``: no writer commits meanwhile."""
    if in_turn:
        Writing(transaction).lock()
    reader = Neo4jReader(transaction)
    try:
        answer = work(reader)
        if reader.moved():
            raise _Overtaken
        return answer
    finally:
        reader.finish()


@contextmanager
def _explained(url: str) -> Iterator[None]:
    """The driver's faults in words. Those of the caller come through as they are."""
    try:
        yield
    except ConstraintError as error:
        raise StoreError("编号已被占用，未作改动", f"an id is taken: {error.message}") from error
    except ClientError as error:
        code = error.code or ""
        if "Security" in code:
            raise StoreUnavailable(
                "Neo4j 拒绝登录",
                "Neo4j refused the credentials",
                file=url,
                remedy="核对 ZEREN_NEO4J_USER 和 ZEREN_NEO4J_PASSWORD (check them)",
            ) from error
        if "DatabaseNotFound" in code:
            raise StoreUnavailable(
                "没有这个 Neo4j 数据库", "no such database", file=url, remedy="核对地址中的 database= (check database=)"
            ) from error
        raise StoreError("Neo4j 未能执行，未作改动", f"Neo4j failed: {code} {error.message}") from error
    except (Neo4jError, DriverError, ValueError, OSError) as error:
        if isinstance(error, ValueError) and not isinstance(error, DriverError):
            raise
        raise StoreUnavailable(
            "Neo4j 暂不可用",
            f"Neo4j is away: {type(error).__name__}",
            file=url,
            remedy="确认服务已启动、地址和端口无误，稍后再试 (check that it runs, then try again)",
        ) from error
