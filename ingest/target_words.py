"""The words of ``targets.toml``, ready for use: what stands round a number that is a goal."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from ingest.endings import Endings


@dataclass(frozen=True, slots=True)
class TargetWords:
    """``before`` and ``after`` a number stand comparators, ``verbs`` before either."""

    number: re.Pattern[str]
    before: Endings[str]
    after: re.Pattern[str]
    signs: dict[str, str]  # comparator → = | >= | <= | > | < | ~
    verbs: Endings[str]
    counts: frozenset[str]
    heads: tuple[str, ...]
    vague: re.Pattern[str]
    telling: re.Pattern[str]  # what a sentence with a goal holds at least

    @classmethod
    def of(cls, data: dict[str, Any]) -> TargetWords:
        """From the tables of the file."""
        sides = {
            side: {word: entry["sign"] for entry in data["comparator"] for word in entry.get(side, ())}
            for side in ("before", "after")
        }
        units, vague = data["units"], data["vague"]
        measured = _any_of(units["counts"] + units["measures"])
        return cls(
            number=re.compile(rf"(?<![\d.〔“])(\d{{1,9}}(?:\.\d{{1,6}})?)({measured})(?![年月日])"),
            before=Endings.of({word: word for word in sides["before"]}),
            after=re.compile(_any_of(sides["after"])),
            signs=sides["before"] | sides["after"],
            verbs=Endings.of({word: word for word in data["verbs"]["words"]}),
            counts=frozenset(units["counts"]),
            heads=tuple(sorted(data["heads"]["words"], key=len, reverse=True)),
            vague=re.compile(rf"(?:{_any_of(vague['needs'])})[“\"]?({_any_of(vague['words'])})"),
            telling=re.compile(rf"\d|{_any_of(vague['words'])}"),
        )


def _any_of(words: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
