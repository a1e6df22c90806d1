"""Which of two versions of a document is the later one, and what to say where that is not the one that came last.

A document is one by its issuer, number and title; a version is its bytes. What is read last stands, whatever day it
bears: so whoever reads an older file after a newer one is told, before where that can be, and how to go back.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from graph.checks import check_same_work, number_key
from graph.query import Query, Where
from graph.results import Version
from graph.store import DocumentConflict, Reader
from graph.types import DocumentRow, Kind

DAYS = {"issued_on": "成文日期", "printed_on": "印发日期"}


class Dated(Protocol):
    """What tells versions apart: a row of a document, or what is kept of one."""

    @property
    def issued_on(self) -> str | None:
        """ISO, as signed."""
        ...

    @property
    def printed_on(self) -> str | None:
        """ISO, as printed."""
        ...

    @property
    def version(self) -> str:
        """SHA-256 of the bytes."""
        ...


def version_of(row: Mapping[str, Any]) -> Version:
    """What is kept of a document, from the columns of a store."""
    days = row["issued_on"], row["printed_on"]
    return Version(row["id"], row["title"], row["number"], *days, row["version"], row["source_name"])


def doubt(new: Dated, old: Dated) -> str:
    """Why ``new`` may not be the version that should stand in the place of ``old``: ``older`` | ``same-day`` |
    ``undated``; "" where it is the later one, or where the bytes are the same and only the reading is new."""
    if new.version == old.version:
        return ""
    days = [(getattr(new, day), getattr(old, day)) for day in DAYS]
    known = [(mine, theirs) for mine, theirs in days if mine and theirs]
    differing = next((pair for pair in known if pair[0] != pair[1]), None)
    if differing:
        return "older" if differing[0] < differing[1] else ""
    return "same-day" if known else "undated"


def warning(new: DocumentRow, old: Version, *, stored: bool) -> str:
    """What to tell of ``doubt``, with what is replaced and how to go back; "" without one. ``stored``: it is done."""
    why = doubt(new, old)
    if not why:
        return ""
    said = {
        "older": f"本文件（{_days(new)}）比库中的版本“{old.source_name}”（{_days(old)}）旧",
        "same-day": f"本文件与库中的版本“{old.source_name}”日期相同（{_days(old)}），内容不同",
        "undated": f"本文件或库中的版本“{old.source_name}”没有写明日期，分不出新旧，内容不同",
    }[why]
    english = {"older": "older than", "same-day": "of the same day as", "undated": "not known to be later than"}[why]
    if not stored:
        return (
            f"{said}；存入就会替换库中的版本。不是有意替换的，请不要存入 "
            f"(this file is {english} the stored version, which it would replace)"
        )
    return (
        f"{said}；库中的版本已被替换。要恢复，请重新读入“{old.source_name}”；"
        f"它的原件留存在原文存放处的 replaced/{new.id} 中 "
        f"(this file is {english} the version it replaced; read that one again to go back)"
    )


def _days(one: Dated) -> str:
    words = (f"{name} {getattr(one, day)}" for day, name in DAYS.items() if getattr(one, day))
    return "，".join(words) or "未写日期"


def expected(reader: Reader, row: DocumentRow) -> tuple[str, Version | None]:
    """What storing the document would do (created | unchanged | replaced | conflict), and what it would replace."""
    stored = reader.get(Kind.DOCUMENT, row.id)
    if isinstance(stored, DocumentRow):
        same = (stored.version, stored.lexicon_version) == (row.version, row.lexicon_version)
        return ("unchanged", None) if same else ("replaced", _kept(stored))
    if row.number is None:
        return "created", None
    for other in reader.list(Query(Kind.DOCUMENT, (Where("number", row.number),), limit=1000)).items:
        if isinstance(other, DocumentRow) and number_key(other) == number_key(row):
            try:
                check_same_work(row, other.id, other.title, other.number)
            except DocumentConflict:
                return "conflict", None
            return "replaced", _kept(other)
    return "created", None


def _kept(row: DocumentRow) -> Version:
    return Version(row.id, row.title, row.number, row.issued_on, row.printed_on, row.version, row.source_name)
