"""The words of ``targets.toml``, ready for use: what stands round a number that is a goal."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from ingest.endings import Endings

_DIGITS = "一二三四五六七八九十百两零"


@dataclass(frozen=True, slots=True)
class TargetWords:
    """``before`` and ``after`` a number stand comparators, ``verbs`` before either."""

    number: re.Pattern[str]  # a figure or a Chinese numeral, and its unit
    before: Endings[str]
    after: re.Pattern[str]
    signs: dict[str, str]  # comparator → = | >= | <= | > | < | ~
    verbs: Endings[str]
    changes: tuple[str, ...]
    shares: tuple[str, ...]
    no_goals: re.Pattern[str]
    counts: frozenset[str]  # with their scales: 万亩
    measures: frozenset[str]
    heads: tuple[str, ...]
    indicator_heads: frozenset[str]
    vague: re.Pattern[str]
    telling: re.Pattern[str]  # what a sentence with a goal holds at least
    periods: dict[str, str]  # 十四五 → 2025

    @classmethod
    def of(cls, data: dict[str, Any]) -> TargetWords:
        """From the tables of the file."""
        sides = {
            side: {word: entry["sign"] for entry in data["comparator"] for word in entry.get(side, ())}
            for side in ("before", "after")
        }
        units, vague = data["units"], data["vague"]
        scaled = [scale + count for count in units["counts"] for scale in ("", *units["scales"])]
        each = _any_of(units["each"])
        scale, count = _any_of(units["scales"]), _any_of(units["counts"])
        counted = f"(?:{scale})?(?:{count})"
        bare = [measure for measure in units["measures"] if measure in units["scales"]]  # 亿 by itself, after 亿元
        measures = [measure for measure in units["measures"] if measure not in bare]
        measured = f"(?:{_any_of(measures)}|{counted}|{_any_of(bare)})"
        return cls(
            number=re.compile(
                rf"(?<![\d.〔“第—-])(?:(?P<figure>\d{{1,9}}(?:\.\d{{1,6}})?) ?(?:(?P<unit>{measured})(?:/(?:{each}))?)"
                rf"|百分之(?P<percent>[{_DIGITS}]{{1,5}})|(?P<tenths>[{_DIGITS}])成(?![为立员效果功就长])"
                rf"|(?P<words>[{_DIGITS}]{{1,5}})(?P<counted>{counted}))(?![年月日度时])"
            ),
            before=Endings.of({word: word for word in sides["before"]}),
            after=re.compile(_any_of(sides["after"])),
            signs=sides["before"] | sides["after"],
            verbs=Endings.of({word: word for word in data["verbs"]["words"]}),
            changes=tuple(data["changes"]["words"]),
            shares=tuple(data["shares"]["words"]),
            no_goals=re.compile(_any_of(data["no_goals"]["words"])),
            counts=frozenset(scaled),
            measures=frozenset(units["measures"]),
            heads=tuple(sorted(data["heads"]["words"], key=len, reverse=True)),
            indicator_heads=frozenset(data["indicator_heads"]["words"]),
            vague=re.compile(rf"(?:{_any_of(vague['needs'])})[“\"]?({_any_of(vague['words'])})"),
            telling=_telling(vague["words"]),
            periods=dict(data["periods"]["words"]),
        )


def _telling(vague: list[str]) -> re.Pattern[str]:
    """A figure, a Chinese numeral and what it counts, or a goal without a number. Each sentence is searched for it:
    the set it begins with comes first, which takes half the time."""
    begins = "".join(sorted({word[0] for word in vague}))
    goals = "|".join(rf"(?<={re.escape(word[0])}){re.escape(word[1:])}" for word in vague)
    return re.compile(
        rf"[\d{_DIGITS}{re.escape(begins)}](?:(?<=\d)|(?<=百)分之|(?<=[{_DIGITS}])(?:成|个|家|项|级)|{goals})"
    )


def _any_of(words: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(set(words), key=len, reverse=True))
