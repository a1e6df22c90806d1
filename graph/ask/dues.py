"""By when a question asks for tasks: 2025年6月底前, 2025年内完成, 今年要完成, 年底前, 已经过期.

A day is kept as it was said (``2025-06``, ``this``: the current year, ``past``), and worked out when today is known.
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta

_END = r"(?P<end>底|末)?(?:份)?(?P<by>之?前|以前)?"
_BY = re.compile(
    rf"(?:到|在|至)?(?:(?P<year>20\d\d)年|(?P<this>今年|本年))?(?P<month>1[0-2]|0?[1-9])月(?:(?P<day>[12]\d|3[01]|0?[1-9])[日号])?{_END}"
)
_BY_YEAR = re.compile(r"(?:到|在|至)?(?:(?P<year>20\d\d)年|今年|本年|年)(?:底|末)(?:之?前|以前)?")
_WITHIN = re.compile(r"(?:(?P<year>20\d\d)年|今年|本年|年)(?:度|内)?(?:要|应|应当|需要?|须|必须)?(?:完成|到期|办结)")
_PAST = re.compile(r"(?:已经?)?(?:过期|逾期|超期|到期(?:了|未完成)|过了?(?:完成)?(?:时限|期限))(?:的|了)?")


def due_at(question: str, at: int) -> tuple[str, int] | None:
    """(what was said, where it ends) of the words at ``at``; None where they name no day to finish by."""
    match = _PAST.match(question, at)
    if match:
        return "past", match.end()
    match = _WITHIN.match(question, at)
    if match and (match["year"] or question[at] in "今本" or question.startswith("年内", at)):
        return f"in {match['year'] or 'this'}", match.end()
    match = _BY_YEAR.match(question, at)
    if match:
        return f"by {match['year'] or 'this'}", match.end()
    match = _BY.match(question, at)
    if match is None or not (match["end"] or match["by"]):
        return None  # 6月 alone may be part of a title
    parts = [match["year"] or "this", match["month"].zfill(2)] + ([match["day"].zfill(2)] if match["day"] else [])
    return "by " + "-".join(parts), match.end()


def period(said: str, today: str) -> tuple[str | None, str]:
    """The first and the last day, ISO, both included; None is open: ``by 2025-06`` → (None, 2025-06-30)."""
    if said == "past":
        return None, (date.fromisoformat(today) - timedelta(days=1)).isoformat()
    how, _, day = said.partition(" ")
    year, *rest = day.replace("this", today[:4]).split("-")
    if not rest:
        return (f"{year}-01-01" if how == "in" else None), f"{year}-12-31"
    last = monthrange(int(year), int(rest[0]))[1]
    return None, f"{year}-{rest[0]}-{min(int(rest[1]), last) if len(rest) > 1 else last:02d}"
