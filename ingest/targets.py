"""Goals one can check: 农产品质量安全例行监测合格率达到98.3%以上. Sentence by sentence, from the number outwards."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ingest.ids import stable_id
from ingest.lexicon import Lexicon
from ingest.structure import Item, innermost
from ingest.target_words import TargetWords
from ingest.types import Document, Target
from ingest.view import View

_SENTENCE = re.compile(r"[^。；！？\n]{1,600}")
_YEAR = re.compile(r"(?:到|至)(20\d\d)年")
_END_OF_THOUGHT = re.compile(r"[，。；：！？]")  # 、 within a metric stays


@dataclass(frozen=True, slots=True)
class _Stated:
    """A number as a sentence states it. ``start`` and ``end`` count in the sentence."""

    start: int
    end: int
    metric: str
    comparator: str
    value: float
    unit: str
    bare: bool  # neither verb nor comparator: 国家标准20项


def read_targets(document: Document, view: View, items: tuple[Item, ...], start: int, lexicon: Lexicon) -> list[Target]:
    """The targets of ``view`` from ``start`` on. A deadline is the sentence's own, or that of the paragraph which opens
    the group (到2027年，…). ``task`` and ``section`` are left to the caller."""
    words = lexicon.targets
    found: list[Target] = []
    opening: str | None = None
    group: int | None = None
    for sentence in _SENTENCE.finditer(view.text, start):
        said = sentence.group()
        if words.telling.search(said) is None:
            continue
        item = innermost(items, sentence.start())
        holder = item.parent if item and item.style == "goal" else (item.index if item else None)
        if holder != group:
            group, opening = holder, None
        own = _YEAR.search(said)
        if own and not view.text.startswith("——", sentence.start()):
            opening = own.group(1)  # 到2027年，… rules the goals that follow it
        deadline = own.group(1) if own else opening
        for stated in _stated(said, words):
            found.append(_target(document, view, sentence.start(), stated, deadline))
        for match in words.vague.finditer(said):
            metric = _metric(said[: match.start()])
            stated = _Stated(match.start(1), match.end(1), metric, "", 0.0, "", bare=True)
            found.append(_target(document, view, sentence.start(), stated, deadline))
    return found


def _stated(sentence: str, words: TargetWords) -> list[_Stated]:
    """The numbers of a sentence. Bare counts of one unit in a row share the verb before the first:
    主导或参与制修订国际标准2项，国家标准20项."""
    found: list[_Stated] = []
    head, unit = "", ""
    for match in words.number.finditer(sentence):
        stated = _number(sentence, match, words)
        if stated is None:
            head = ""
            continue
        own = next((word for word in words.heads if stated.metric.startswith(word)), "")
        if own or not stated.bare or stated.unit != unit:
            head, unit = own, stated.unit
        elif head:
            stated = _Stated(
                stated.start, stated.end, head + stated.metric, stated.comparator, stated.value, unit, bare=True
            )
        found.append(stated)
    return found


def _number(sentence: str, match: re.Match[str], words: TargetWords) -> _Stated | None:
    """What a number says of what; None where it is no goal."""
    start, end, sign = match.start(), match.end(), "="
    after = words.after.match(sentence, end)
    if after is not None:
        sign, end = words.signs[after.group()], after.end()
    compared = next(words.before.all(sentence, 0, start), None)
    if compared is not None:
        sign, start = words.signs[compared], start - len(compared)
    verb = next(words.verbs.all(sentence, 0, start), "")
    metric = _metric(sentence[: start - len(verb)])
    bare = compared is None and not verb
    # a count right behind what it counts, ended by a mark: 建设标准化试点示范项目3个
    counted = match.group(2) in words.counts and sentence[match.end() : match.end() + 1] in {"", "，", "、"}
    if len(metric) < 2 or (bare and not (counted and len(metric) >= 3)):
        return None
    return _Stated(start, end, metric, sign, float(match.group(1)), match.group(2), bare)


def _metric(before: str) -> str:
    """The words before the number, back to the last mark that ends a thought."""
    cut = max((m.end() for m in _END_OF_THOUGHT.finditer(before)), default=0)
    return before[cut:].strip('“”" ')


def _target(document: Document, view: View, offset: int, stated: _Stated, deadline: str | None) -> Target:
    span = view.span(offset + stated.start, offset + stated.end)
    return Target(
        id=stable_id("g", document.id, span.start),
        metric=stated.metric,
        comparator=stated.comparator,
        value=stated.value if stated.comparator else None,
        unit=stated.unit,
        deadline=deadline,
        span=span,
        quote=span.of(document.text),
        task=None,
        section=None,
        rule="target.number" if stated.comparator else "target.vague",
    )
