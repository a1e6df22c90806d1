"""What a task says besides who does it: until when, where, for how many points; and the bodies a plan sets up."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator

from ingest.detail_words import DetailWords
from ingest.ids import stable_id
from ingest.structure import Item
from ingest.types import Detail, Span
from ingest.view import View

_DATE = re.compile(
    r"(?:(20\d\d)年)?(?:(\d{1,2})月(?:(\d{1,2})日|([底末])|([上中下])旬)?|第?([一二三四])季度|(上半年)|(下半年)|[年]?([底末]))?"
)
_SIGNED = re.compile(r"\d{4}年\d{1,2}月\d{1,2}日")
#: one of these stands in every deadline, scope or score: a quick look, which it is where each begins with a character
_MAY = re.compile(r"月|末|底|季度|持续|长期|常年|全年|每年|分步|常态|长效|滚动|20\d\d年|分(?<=\d分)|围：|区：|域：")
_QUARTERS = {"一": 3, "二": 6, "三": 9, "四": 12}


def read_details(
    document: str, view: View, items: tuple[Item, ...], tasks: dict[int, str], words: DetailWords
) -> tuple[Detail, ...]:
    """The details of a document's items in order. ``tasks``: an item's index → its id, where it is a task; a deadline,
    a scope or a score is a task's, also where a part of it says so; a body to be set up may stand anywhere."""
    found: list[Detail] = []
    holders: list[str | None] = []  # of each item: it is a task, or a part of one
    for item in items:
        task = tasks.get(item.index) or (holders[item.parent] if item.parent is not None else None)
        holders.append(task)
        start, end = item.own.start, item.own.end
        for kind, span, rule in _told(view, start, end, words, task=task is not None):
            value = "".join(span.of(view.text).split())
            found.append(
                Detail(stable_id("x", document, kind, span.start), kind, value, due_on(value), span, task, rule)
            )
    return tuple(found)


def _told(view: View, start: int, end: int, words: DetailWords, *, task: bool) -> Iterator[tuple[str, Span, str]]:
    """(kind, where its value stands, rule) of one item; each place once, the surest rule first."""
    forms = any(view.text.find(word, start, end) >= 0 for word in words.bodies)
    ways = [("group", words.group, "prose")] if forms else []
    if task and _MAY.search(view.text, start, end) is not None:
        before = [("deadline", words.prose, "prose")] if view.text.find("前", start, end) >= 0 else []  # …前
        ways = [
            ("", words.labelled, "label"),
            ("score", words.score, "bracket"),
            ("deadline", words.alone, "alone"),
            *before,
            *ways,
        ]
    rows: list[tuple[str, Span, str]] = []
    for kind, pattern, rule in ways:
        for match in pattern.finditer(view.text, max(start - 1, 0), end):
            first, last = match.span("value")
            last -= len(view.text[first:last]) - len(view.text[first:last].rstrip())
            if first < start or last <= first or any(a.start < last and first < a.end for _, a, _ in rows):
                continue
            if rule == "alone" and not _stands_apart(view.text, start, first, last):
                continue
            told = kind or words.fields[match["field"]]
            rows.append((told, Span(first, last), f"{told}.{rule}"))
    for kind, span, rule in sorted(rows, key=lambda row: row[1]):
        yield kind, view.span(span.start, span.end), rule


def _stands_apart(text: str, floor: int, start: int, end: int) -> bool:
    """Whether a date is a cell or a phrase of a clause: not …，到2026年，建成…, nor the date of signing."""
    before = text[floor:start].rstrip(" ")
    if before.endswith("，"):
        return before.count("（") + before.count("〔") > before.count("）") + before.count("〕")
    signed = before.endswith("\n") or text.endswith("  ", floor, start)
    return not (signed and _SIGNED.fullmatch(text, start, end))


def due_on(value: str) -> str | None:
    """The last day that a deadline allows, as an ISO date: 2019年6月底前 → 2019-06-30; None without a year.

    >>> due_on("2025年第二季度")
    '2025-06-30'
    """
    said = value.rpartition("，")[2]  # 立行立改，2025年6月底前完成
    match = _DATE.search(said.removeprefix("力争").lstrip("到于在"))
    if match is None or match.group(1) is None:
        return None
    year, month, day, _, part, quarter, first_half, _, _ = match.groups()
    number = int(month) if month else _QUARTERS.get(quarter or "", 6 if first_half else 12)
    if not 1 <= number <= 12:
        return None
    days = calendar.monthrange(int(year), number)[1]
    last = int(day) if day else {"上": 10, "中": 20}.get(part or "", days)
    return f"{year}-{number:02d}-{min(last, days):02d}"
