"""Automatic numbers of Word paragraphs, rebuilt: 一、 （一） 1. as a person sees them on the page."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

LEVELS = 9
_DIGITS = "〇一二三四五六七八九"
_LEGAL = "零壹贰叁肆伍陆柒捌玖"
_PLACE = re.compile(r"%(\d)")


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a list: how it counts, and what stands round the count (%1 is the count of the first level)."""

    format: str = "decimal"
    text: str = ""
    start: int = 1
    suffix: str = "tab"
    restart: int | None = None  # level (from 1) after which it begins anew; 0 never; None: any above it
    legal: bool = False  # all counts in figures


@dataclass(frozen=True, slots=True)
class Listing:
    """A list: what counts together (``abstract``), its levels, and the counts it begins with by its own."""

    abstract: str
    levels: Mapping[int, Level]
    starts: Mapping[int, int] = field(default_factory=dict)


class Counter:
    """Counts as the paragraphs come."""

    def __init__(self, listings: Mapping[str, Listing]) -> None:
        self._listings = listings
        self._counts: dict[str, list[int | None]] = {}
        self._seen: set[str] = set()

    def label(self, listing: str, level: int) -> str:
        """The next number of a list's level, with what parts it from the words; "" for bullets and unknown lists."""
        found = self._listings.get(listing)
        if found is None or level not in found.levels:
            return ""
        counts = self._counts.setdefault(found.abstract, [None] * LEVELS)
        if listing not in self._seen:
            self._seen.add(listing)
            for at, start in found.starts.items():
                counts[at] = start - 1
        here = found.levels[level]
        before = counts[level]
        counts[level] = here.start if before is None else before + 1
        for lower in range(level + 1, LEVELS):
            restart = found.levels[lower].restart if lower in found.levels else None
            if restart is None or (restart and restart > level):
                counts[lower] = None
        if here.format in {"bullet", "none"}:
            return ""

        def count(match: re.Match[str]) -> str:
            at = int(match.group(1)) - 1
            other = found.levels.get(at, Level())
            value = counts[at] if 0 <= at < LEVELS else None
            return written(other.start if value is None else value, "decimal" if here.legal else other.format)

        words = _PLACE.sub(count, here.text)
        bare = words[-1:].isalnum() and here.suffix != "nothing"
        return words + " " if bare else words


def written(value: int, format: str) -> str:
    """A count as a format writes it: 12 in chineseCounting is 十二."""
    if format in {"decimalEnclosedCircle", "decimalEnclosedCircleChinese"} and 1 <= value <= 20:
        return chr(0x2460 + value - 1)
    if format == "decimalEnclosedParen" and 1 <= value <= 20:
        return chr(0x2474 + value - 1)
    if format == "decimalEnclosedFullstop" and 1 <= value <= 20:
        return chr(0x2488 + value - 1)
    if format in {"decimalFullWidth", "decimalFullWidth2"}:
        return "".join(chr(0xFF10 + int(digit)) for digit in str(value))
    if format == "decimalZero":
        return f"{value:02d}"
    if format in _CHINESE:
        return _counted(value, _DIGITS, "十百千")
    if format in {"chineseLegalSimplified", "ideographLegalTraditional"}:
        return _counted(value, _LEGAL, "拾佰仟")
    if format == "ideographDigital":
        return "".join(_DIGITS[int(digit)] for digit in str(value))
    if format in {"lowerLetter", "upperLetter"}:
        letter = chr(ord("a") + (value - 1) % 26) * ((value - 1) // 26 + 1)
        return letter.upper() if format == "upperLetter" else letter
    if format in {"lowerRoman", "upperRoman"}:
        return _roman(value).lower() if format == "lowerRoman" else _roman(value)
    if format in {"ideographTraditional", "ideographZodiac"}:
        row = "甲乙丙丁戊己庚辛壬癸" if format == "ideographTraditional" else "子丑寅卯辰巳午未申酉戌亥"
        return row[(value - 1) % len(row)]
    return str(value)


_CHINESE = frozenset(
    ("chineseCounting", "chineseCountingThousand", "taiwaneseCounting", "taiwaneseCountingThousand", "japaneseCounting")
) | {"koreanCounting", "taiwaneseDigital", "japaneseDigitalTenThousand"}


def _counted(value: int, digits: str, places: str) -> str:
    """十, 十二, 二十, 一百〇五; beyond four figures the figures themselves."""
    if not 0 < value < 10_000:
        return str(value)
    parts = []
    figures = [int(digit) for digit in str(value)]
    for at, digit in enumerate(figures):
        place = len(figures) - at - 1
        if digit:
            parts.append(digits[digit] + (places[place - 1] if place else ""))
        elif parts and any(figures[at + 1 :]) and not parts[-1].endswith(digits[0]):
            parts.append(digits[0])
    words = "".join(parts)
    return words[1:] if 10 <= value < 20 else words


def _roman(value: int) -> str:
    if not 0 < value < 4000:
        return str(value)
    words = ""
    for worth, letters in (
        *((1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC")),
        *((50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")),
    ):
        words += letters * (value // worth)
        value %= worth
    return words
