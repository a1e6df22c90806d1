"""Scores extraction against labels: relations, units, tasks, restored names, targets; precision, recall, F1.

A corpus is a folder with ``raw/`` (or ``texts/``), ``gold/`` and, where there are any, ``targets/``. A relation counts
where its unit's span and its role are both right; a second name in brackets behind a unit may be in the span or not.
Labels marked ``optional``, and ``standing`` spans, count neither for nor against.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from ingest.errors import UnreadableFile
from ingest.extract import extract_file
from ingest.lexicon import Lexicon
from ingest.tokenize import Tokenizer
from ingest.types import Extraction, Responsibility, Span

_SECOND_NAME = re.compile(r"[（(〈〔][^（）()〈〉〔〕]{0,40}[）)〉〕]\Z")
_NUMBERING = re.compile(r"[\s\d０-９一二三四五六七八九十百零〇（）()．.、，,：:—\-*●•第章节条项①-⑳⒈-⒛]*\Z")

_OPENING = frozenset("（(〔【〈[［")

Key = tuple[int, int, str]


class Outcome(StrEnum):
    """What became of one relation."""

    RIGHT = "right"
    MISSED = "missed"  # labelled, not found
    WRONG = "wrong"  # found, not labelled


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
class Relation:
    """One relation, labelled or found. ``notation``: where its clause stands and how its role is known, as labelled;
    as found where it is wrong."""

    start: int
    end: int
    role: str
    outcome: Outcome
    notation: str  # bracket.label, line.verb, cell.column …
    quote: str
    around: str
    rule: str = ""  # of the extraction; "" for what was missed
    task: bool | None = None  # whether the right task and the right name; None where the relation is not right
    name: bool | None = None

    def __str__(self) -> str:
        return f"{self.role} {self.quote!r} …{self.around!r}"


@dataclass(frozen=True, slots=True)
class Score:
    """One document, or all together (``id`` "all"). ``tasks`` and ``names`` are among the right ``rows``."""

    id: str
    relations: Share
    units: Share
    tasks: Share
    names: Share
    targets: Share | None
    rows: tuple[Relation, ...] = ()

    @property
    def missed(self) -> tuple[str, ...]:
        """What was not found, for a person."""
        return tuple(str(row) for row in self.rows if row.outcome is Outcome.MISSED)

    @property
    def wrong(self) -> tuple[str, ...]:
        """What is labelled nowhere, for a person."""
        return tuple(str(row) for row in self.rows if row.outcome is Outcome.WRONG)


@dataclass(frozen=True, slots=True)
class Report:
    """Every document's score, and the sum."""

    documents: tuple[Score, ...]
    total: Score

    @classmethod
    def of(cls, data: dict[str, Any]) -> Report:
        """A report from its JSON (``dataclasses.asdict``). Raises KeyError, TypeError or ValueError."""
        scores = [_score_of(entry) for entry in data["documents"]]
        return cls(tuple(scores), _sum(scores))


def evaluate(
    corpus: Path, lexicon: Lexicon, tokenizer: Tokenizer, *, only: Collection[str] = (), without: Collection[str] = ()
) -> Report:
    """Extract every labelled document and compare; ``only`` some, or all ``without`` some, which are then not opened.

    Raises UnreadableFile where the folder has no labels, or none by a name that is asked for.
    """
    labels = {path.stem: path for path in sorted((corpus / "gold").glob("*.json"))}
    unknown = sorted({*only, *without} - labels.keys())
    if unknown or not labels:
        raise UnreadableFile(
            f"没有找到标注 {'、'.join(unknown)}".rstrip(),
            "no labels found",
            file=str(corpus),
            remedy="把标注放在 gold/*.json (put labels into gold/)",
        )
    folder = corpus / "raw" if (corpus / "raw").is_dir() else corpus / "texts"
    scores = []
    for name, path in labels.items():
        if name in without or (only and name not in only):
            continue
        extraction = extract_file(folder / f"{name}.txt", lexicon, tokenizer)
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
    starts = {task.id: task.span.start for task in extraction.tasks}
    rows = tuple(
        _relation(text, key, want.get(key), have.get(key), starts) for key in sorted(want.keys() | have.keys())
    )
    right = [row for row in rows if row.outcome is Outcome.RIGHT]
    wanted_units, found_units = {k[:2] for k in want}, {k[:2] for k in have}
    return Score(
        id=gold["id"],
        relations=Share(len(right), len(have), len(want)),
        units=Share(len(wanted_units & found_units), len(found_units), len(wanted_units)),
        tasks=Share(sum(row.task is True for row in right), len(right), len(right)),
        names=Share(sum(row.name is True for row in right), len(right), len(right)),
        targets=_targets(extraction, targets) if targets is not None else None,
        rows=rows,
    )


def _relation(
    text: str, key: Key, label: dict[str, Any] | None, found: Responsibility | None, starts: dict[str, int]
) -> Relation:
    """One relation as labelled, as found, or both."""
    start, end, role = key
    notation, task, name = "", None, None
    outcome = Outcome.MISSED
    if found is not None:
        outcome, notation = Outcome.WRONG, f"{_place(text, found.clause)}.{found.basis}"
    if label is not None:
        clause = Span(int(label.get("clause_start", start)), int(label.get("clause_end", end)))
        notation = f"{_place(text, clause)}.{label['basis']}" if "basis" in label else notation or _place(text, clause)
    if label is not None and found is not None:
        outcome = Outcome.RIGHT
        task = _same_place(text, label["item_start"], starts[found.task])
        name = _plain(label["organization"]) == _plain(found.mention.name)
    rule = found.rule if found is not None else ""
    around = text[max(0, start - 20) : end + 10]
    return Relation(start, end, role, outcome, notation, text[start:end], around, rule, task, name)


def _place(text: str, clause: Span) -> str:
    """Where a clause stands: in a bracket, in a table's cell, at the beginning of a line, or within one."""
    start = clause.start
    while start and text[start - 1] in " \u3000\xa0":
        start -= 1
    before, after = text[start - 1 : start], text[clause.end : clause.end + 1]
    if _OPENING.intersection((before, text[clause.start])):
        return "bracket"
    if "\t" in (before, after):
        return "cell"
    return "line" if before in {"", "\r", "\n"} else "text"


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


def _score_of(entry: dict[str, Any]) -> Score:
    shares = {name: Share(**entry[name]) for name in ("relations", "units", "tasks", "names", "targets") if entry[name]}
    rows = tuple(Relation(**{**row, "outcome": Outcome(row["outcome"])}) for row in entry["rows"])
    return Score(**{"targets": None, **shares, "id": entry["id"], "rows": rows})


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
