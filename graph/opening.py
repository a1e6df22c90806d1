"""Which store a URL means. The one place that knows every store there is."""

from __future__ import annotations

from graph.sqlite_store import SqliteStore
from graph.store import GraphStore, StoreUnavailable


def open_store(url: str) -> GraphStore:
    """Open the store at ``url``: ``sqlite:///zeren.db`` (relative), ``sqlite:////var/zeren.db``, ``sqlite://``
    (in memory). Creates what is missing and migrates what is older. Raises StoreUnavailable, StoreTooNew.
    """
    if url.startswith("sqlite:"):
        return SqliteStore.open(url)
    raise StoreUnavailable(
        f"不认识的存储地址 {url.split('://', maxsplit=1)[0]}",
        "unknown store URL scheme",
        remedy="使用 sqlite:///文件名 (use sqlite:///FILE)",
    )
