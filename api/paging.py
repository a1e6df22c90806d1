"""Cursors: where the next page begins, opaque to the caller, bound to the question they came from."""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from dataclasses import dataclass

from graph.query import Sort, Value
from ingest.errors import ZerenError


class InvalidCursor(ZerenError):
    """A cursor that we did not make, or of another question."""

    code = "invalid-cursor"


class CursorExpired(ZerenError):
    """The store changed, and this order is computed from all of it: pages would no longer fit together."""

    code = "cursor-expired"


class InvalidSort(ZerenError):
    """A sort field that this list does not have."""

    code = "invalid-query"


@dataclass(frozen=True, slots=True)
class Position:
    """What a cursor says."""

    after: tuple[Value, ...]
    revision: int | None  # set where the order is computed


def fingerprint(path: str, parameters: dict[str, object]) -> str:
    """What identifies a question, however its page size, format and cursor vary."""
    kept = {k: str(v) for k, v in parameters.items() if v is not None and k not in {"cursor", "limit", "format"}}
    return hashlib.sha256(json.dumps([path, kept], sort_keys=True, ensure_ascii=False).encode()).hexdigest()[:12]


def encode(question: str, after: tuple[Value, ...], revision: int | None) -> str:
    """A cursor for the rows after ``after``."""
    raw = json.dumps([question, list(after), revision], ensure_ascii=False, separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def decode(cursor: str, question: str) -> Position:
    """The position in ``cursor``. Raises InvalidCursor."""
    remedy = "从第一页重新开始 (start again from the first page)"
    try:
        raw = base64.urlsafe_b64decode(cursor.encode("ascii") + b"=" * (-len(cursor) % 4))
        asked, after, revision = json.loads(raw)
    except (ValueError, binascii.Error, UnicodeError, RecursionError):
        raise InvalidCursor("翻页标记不是本服务给出的", "not a cursor of this service", remedy=remedy) from None
    plain = isinstance(after, list) and all(v is None or isinstance(v, str | int | float) for v in after)
    if asked != question or not plain or not (revision is None or isinstance(revision, int)):
        raise InvalidCursor("翻页标记属于另一个查询", "this cursor belongs to another question", remedy=remedy)
    return Position(tuple(after), revision)


def still(position: Position | None, revision: int) -> tuple[Value, ...] | None:
    """The ``after`` of a position, once it is certain that it still fits. Raises CursorExpired."""
    if position is None:
        return None
    if position.revision is not None and position.revision != revision:
        raise CursorExpired(
            "首页之后数据有更新，次序可能已变",
            "the data changed since the first page",
            remedy="从第一页重新开始 (start again)",
        )
    return position.after


def sorts(words: str | None, fields: dict[str, str]) -> tuple[Sort, ...]:
    """``-count,name`` → Sorts, by the table public name → store field. Raises InvalidSort."""
    if not words:
        return ()
    found = []
    for word in words.split(","):
        name = word.strip().removeprefix("-")
        if name not in fields:
            raise InvalidSort(
                f"不能按“{name}”排序",
                f"cannot sort by {name!r}",
                place="sort",
                remedy=f"改用 {'、'.join(fields)} (use one of these)",
            )
        found.append(Sort(fields[name], word.strip().startswith("-")))
    return tuple(found)
