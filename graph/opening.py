"""Which store a URL means. The one place that knows every store there is."""

from __future__ import annotations

from graph.sqlite_store import SqliteStore
from graph.store import GraphStore, StoreUnavailable

#: as ``graph.neo4j_store.SCHEMES``, without importing the driver for those who do not use it
_NEO4J = ("neo4j:", "neo4j+s:", "neo4j+ssc:", "bolt:", "bolt+s:", "bolt+ssc:")


def open_store(url: str, user: str | None = None, password: str | None = None) -> GraphStore:
    """Open the store at ``url``: ``sqlite:///zeren.db`` (relative), ``sqlite:////var/zeren.db``, ``sqlite://``
    (in memory), ``neo4j://host:7687?database=plans``, ``bolt://host:7687`` (``+s`` for TLS), with ``user`` and
    ``password`` where the server wants them. Creates what is missing and migrates what is older.

    Raises StoreUnavailable, StoreTooNew.
    """
    if url.startswith("sqlite:"):
        return SqliteStore.open(url)
    if url.startswith(_NEO4J):
        from graph.neo4j_store import Neo4jStore  # noqa: PLC0415 -- a third of a second that the embedded store saves

        return Neo4jStore.open(url, user, password)
    raise StoreUnavailable(
        f"不认识的存储地址 {url.split('://', maxsplit=1)[0]}",
        "unknown store URL scheme",
        remedy="使用 sqlite:///文件名 或 neo4j://主机:7687 (use sqlite:///FILE or neo4j://HOST:7687)",
    )
