"""On which days a document is in force: what it states of itself, and what another says that repeals it.

``in_from`` and ``in_to`` are ISO days, both among them; None is open. '' as ``in_to`` is before every day: repealed,
and nobody says when.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from graph.types import DocumentRow

#: the rule under which ``ingest.citations`` tells that a document repeals another
REPEALS = "citation.repeals"


def first_day(document: DocumentRow) -> str | None:
    """From the day it states, else from the day it was signed or printed."""
    return document.valid_from or document.issued_on or document.printed_on


def last_day(valid_to: str | None, status: str | None, repealed_from: Iterable[str | None]) -> str | None:
    """The day it states; the day before the first that repeals it, if that is earlier."""
    ends = [valid_to] if valid_to else [""] if status in {"repealed", "expired"} else []
    ends += [_before(day) if day else "" for day in repealed_from]
    return min(ends) if ends else None


def _before(day: str) -> str:
    try:
        return (date.fromisoformat(day) - timedelta(days=1)).isoformat()
    except (ValueError, OverflowError):
        return ""
