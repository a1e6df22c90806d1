"""Texts set in lines of one length, as a PDF gives them: put together for reading, the spans led back afterwards.

A line end is soft where a full line breaks off in the middle of a sentence and no item, label or table row follows.
Only a text that is set so throughout is touched; a few broken lines are left to ``View.joined``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar

from ingest.structure import begins_item
from ingest.types import Extraction, Span
from ingest.view import View

T = TypeVar("T")

LEAST_LINES = 8  # full ones that break off
SHORTEST, LONGEST = 18, 60  # code points of a full line
FULL = 0.85  # of the longest line
SHARE = 0.5  # of the full lines break off
STRANGE = 3  # so many lines may be longer
_BLANK = re.compile(r"\s+")
_SENTENCE_END = "。；：！？;:!?"
#: what begins a line of its own: a field and its colon, a note, a page's number. A word of two characters with a colon
#: may be the rest of a field: 协办⏎单位：
_OWN = re.compile(
    r"[^\S\n]{0,40}(?:(?:[\u4e00-\u9fff（）][ 　]?){3,12}[：:]|[备附]?注[：:]|说明[：:]|附件|序号"
    r"|[-—－–] ?\d{1,4} ?[-—－–][^\S\n]{0,20}(?:\n|\Z))"
)


def flowed(text: str) -> View | None:
    """The text without its soft line ends; None where it is not set in such lines."""
    widths = _widths(text)
    if not widths:
        return None
    folded = View.of(text).text  # (三) begins an item as （三） does
    soft = {end for start, end in _broken(folded, widths) if _goes_on(folded, end)}
    if not soft:
        return None
    kept: list[int] = []
    at = 0
    for blank in _BLANK.finditer(text):
        if blank.start() in soft:  # the line end, and the white space round it
            kept += range(at, blank.start())
            at = blank.end()
    kept += range(at, len(text))
    return View("".join([text[at] for at in kept]), tuple(kept))


def _widths(text: str) -> list[int]:
    """How long a full line may be, the longest first; a few lines of a web page's own may be longer."""
    lengths = sorted((end - start for start, end in _lines(text) if end > start), reverse=True)
    return [width for width in lengths[: STRANGE + 1] if SHORTEST <= width <= LONGEST]


def _broken(text: str, widths: list[int]) -> list[tuple[int, int]]:
    """The full lines that break off, where the text is set in lines of one of the ``widths``."""
    lines = list(_lines(text))
    for width in widths:
        full = [line for line in lines if FULL * width <= line[1] - line[0] <= width and "\t" not in text[slice(*line)]]
        broken = [line for line in full if text[line[1] - 1] not in _SENTENCE_END]
        if len(broken) >= LEAST_LINES and len(broken) >= SHARE * len(full):
            return broken
    return []


def _lines(text: str) -> Iterator[tuple[int, int]]:
    """Where each line's words begin (white space before them belongs to the line) and end."""
    at = 0
    for line in text.split("\n"):
        yield at, at + len(line.rstrip())
        at += len(line) + 1


def _goes_on(text: str, end: int) -> bool:
    """Whether the line after ``end`` goes on with the sentence."""
    start = text.find("\n", end) + 1
    if start == 0 or not text[start : start + 1].strip():
        return False  # the end, an empty line, or one that is set in
    return not begins_item(text, start) and _OWN.match(text, start) is None


def led_back(found: Extraction, text: str, flow: View) -> Extraction:
    """What was read from the flowed text, its spans and quotes in the text itself."""
    moved = _moved(found, text, flow)
    return replace(moved, document=replace(moved.document, text=text))


def _moved(value: T, text: str, flow: View) -> T:
    if isinstance(value, Span):
        return flow.span(value.start, value.end)  # type: ignore[return-value]
    if isinstance(value, tuple):
        return tuple(_moved(one, text, flow) for one in value)  # type: ignore[return-value]
    if not is_dataclass(value) or isinstance(value, type):
        return value
    changes: dict[str, Any] = {one.name: _moved(getattr(value, one.name), text, flow) for one in fields(value)}
    if "quote" in changes:
        changes["quote"] = changes["span"].of(text)
    return replace(value, **changes)
