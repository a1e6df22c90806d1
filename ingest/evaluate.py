"""Scores extraction against labels: relations, units, tasks, restored names, targets; precision, recall, F1.

A corpus is a folder with ``raw/`` (or ``texts/``), ``gold/`` and, where there are any, ``targets/``. A relation counts
where its unit's span and its role are both right; a second name in brackets behind a unit may be in the span or not.
Labels marked ``optional``, and ``standing`` spans, count neither for nor against.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ingest.errors import UnreadableFile
from ingest.extract import extract_file
from ingest.lexicon import Lexicon
from ingest.tokenize import Tokenizer
from ingest.types import Extraction, Responsibility

_SECOND_NAME = re.compile(r"[（(〈〔][^（）()〈〉〔〕]{0,40}[）)〉〕]\Z")
_NUMBERING = re.compile(r"[\s\d０-９一二三四五六七八九十百零〇（）()．.、，,：:—\-*●•第章节条项①-⑳⒈-⒛]*\Z")

Key = tuple[int, int, str]


@dataclass(frozen=True, slots=True)
class Share:
    """Right, found and wanted; the rest follows."""

    right: int
    found: int
    wanted: int

    @property
    def precision(self) -> float:
        """Right of found; 1 where nothing was found and nothing wanted."""
        return self.right / self.found if self.found else float(self.wanted == 0)

    @property
    def recall(self) -> float:
        """Right of wanted."""
        return self.right / self.wanted if self.wanted else 1.0

    @property
    def f1(self) -> float:
        """The harmonic mean of both."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0

    def __add__(self, other: Share) -> Share:
        return Share(self.right + other.right, self.found + other.found, self.wanted + other.wanted)


@dataclass(frozen=True, slots=True)
class Score:
    """One document, or all together (``id`` "all"). ``tasks`` and ``names`` are among the right relations."""

    id: str
    relations: Share
    units: Share
    tasks: Share
    names: Share
    targets: Share | None
    missed: tuple[str, ...] = ()
    wrong: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """Every document's score, and the sum."""

    documents: tuple[Score, ...]
    total: Score


def evaluate(corpus: Path, lexicon: Lexicon, tokenizer: Tokenizer) -> Report:
    """Extract every labelled document and compare. Raises UnreadableFile where the folder has no labels."""
    labels = sorted((corpus / "gold").glob("*.json"))
    if not labels:
        raise UnreadableFile(
            "没有找到标注", "no labels found", file=str(corpus), remedy="把标注放在 gold/*.json (put labels into gold/)"
        )
    scores = []
    for path in labels:
        folder = corpus / "raw" if (corpus / "raw").is_dir() else corpus / "texts"
        extraction = extract_file(folder / f"{path.stem}.txt", lexicon, tokenizer)
        targets = corpus / "targets" / path.name
        wanted = json.loads(targets.read_text(encoding="utf-8"))["targets"] if targets.exists() else None
        scores.append(score(extraction, json.loads(path.read_text(encoding="utf-8")), wanted))
    return Report(tuple(scores), _sum(scores))


def score(extraction: Extraction, gold: dict[str, Any], targets: list[dict[str, Any]] | None) -> Score:
    """One document against its labels."""
    text = extraction.document.text
    free = {_trimmed(text, g) for g in gold["relations"] if g.get("optional")}
    free |= {_trimmed(text, g) for g in gold.get("standing", ())}
    free -= {_trimmed(text, g) for g in gold["relations"] if not g.get("optional")}
    want: dict[Key, dict[str, Any]] = {
        (*_trimmed(text, g), g["role"]): g for g in gold["relations"] if _trimmed(text, g) not in free
    }
    have: dict[Key, Responsibility] = {}
    for row in extraction.responsibilities:
        span = _trimmed(text, {"start": row.mention.span.start, "end": row.mention.span.end})
        if span not in free:
            have[(*span, row.role.value)] = row
    right = sorted(want.keys() & have.keys())
    starts = {task.id: task.span.start for task in extraction.tasks}
    tasks = sum(_same_place(text, want[k]["item_start"], starts[have[k].task]) for k in right)
    names = sum(_plain(want[k]["organization"]) == _plain(have[k].mention.name) for k in right)
    wanted_units, found_units = {k[:2] for k in want}, {k[:2] for k in have}
    return Score(
        id=gold["id"],
        relations=Share(len(right), len(have), len(want)),
        units=Share(len(wanted_units & found_units), len(found_units), len(wanted_units)),
        tasks=Share(tasks, len(right), len(right)),
        names=Share(names, len(right), len(right)),
        targets=_targets(extraction, targets) if targets is not None else None,
        missed=_shown(text, want.keys() - have.keys()),
        wrong=_shown(text, have.keys() - want.keys()),
    )


def _targets(extraction: Extraction, wanted: list[dict[str, Any]]) -> Share:
    """Targets with a number: right where span, metric, comparator, value, unit, deadline and task all are."""
    numbers = {task.id: task.number for task in extraction.tasks}

    def key(
        start: int, end: int, metric: str, comparator: str, value: float, unit: str, *rest: str | None
    ) -> tuple[Any, ...]:
        return start, end, _plain(metric), comparator, float(value), unit, *rest

    want = {
        key(g["start"], g["end"], g["metric"], g["comparator"], g["value"], g["unit"], g["deadline"], _bare(g["task"]))
        for g in wanted
    }
    have = {
        key(
            t.span.start,
            t.span.end,
            t.metric,
            t.comparator,
            t.value,
            t.unit,
            t.deadline,
            _bare(numbers[t.task]) if t.task else None,
        )
        for t in extraction.targets
        if t.value is not None
    }
    return Share(len(want & have), len(have), len(want))


def _bare(number: str | None) -> str | None:
    return number.strip("（）") if number else None


def _sum(scores: list[Score]) -> Score:
    def total(shares: Iterable[Share]) -> Share:
        return sum(shares, Share(0, 0, 0))

    return Score(
        "all",
        total(s.relations for s in scores),
        total(s.units for s in scores),
        total(s.tasks for s in scores),
        total(s.names for s in scores),
        total(s.targets for s in scores if s.targets is not None),
    )


def _trimmed(text: str, span: dict[str, Any]) -> tuple[int, int]:
    """A label's span without a second name in brackets at its end."""
    start, end = int(span["start"]), int(span["end"])
    match = _SECOND_NAME.search(text[start:end])
    return (start, start + match.start()) if match and match.start() else (start, end)


def _plain(name: str) -> str:
    return _SECOND_NAME.sub("", re.sub(r"\s+", "", name))


def _same_place(text: str, one: int, other: int) -> bool:
    """Whether nothing but numbering lies between two starts of an item."""
    low, high = sorted((one, other))
    return _NUMBERING.match(text[low:high]) is not None


def _shown(text: str, keys: Iterable[Key]) -> tuple[str, ...]:
    """Relations for a person: role, unit, what stands round it."""
    return tuple(f"{role} {text[s:e]!r} …{text[max(0, s - 20) : e + 10]!r}" for s, e, role in sorted(keys))
