"""Goals one can check: 农产品质量安全例行监测合格率达到98.3%以上. Sentence by sentence, from the number outwards."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from ingest.ids import stable_id
from ingest.lexicon import Lexicon
from ingest.structure import Item
from ingest.types import Document, Target
from ingest.view import View

_SENTENCE = re.compile(r"[^。；！？\n]{1,600}")
_YEAR = re.compile(r"(?:到|至)(20\d\d)年")
#: what a metric begins after
_BEFORE = re.compile(r"[，。；：、！？\n]")
_LIST = "、"


@dataclass(frozen=True, slots=True)
class _Words:
    number: re.Pattern[str]
    before: tuple[tuple[str, str], ...]
    after: tuple[tuple[str, str], ...]
    verbs: tuple[str, ...]
    vague: re.Pattern[str]


def read_targets(document: Document, view: View, items: tuple[Item, ...], start: int, lexicon: Lexicon) -> list[Target]:
    """The targets of ``view`` from ``start`` on. A deadline is the sentence's own, or that of the paragraph which opens
    the group (到2027年，…). ``task`` and ``section`` are left to the caller."""
    words = _words(lexicon.targets)
    found: list[Target] = []
    opening: str | None = None
    group: int | None = None
    for sentence in _SENTENCE.finditer(view.text, start):
        item = _item_at(items, sentence.start())
        holder = item.parent if item and item.style == "goal" else (item.index if item else None)
        if holder != group:
            group, opening = holder, None
        own = _YEAR.search(sentence.group())
        if own and not view.text.startswith("——", sentence.start()):
            opening = own.group(1)  # 到2027年，… rules the goals that follow it
        deadline = own.group(1) if own else opening
        text = sentence.group()
        carried = ""
        for match in words.number.finditer(text):
            target, carried = _target(document, view, sentence.start(), text, match, words, deadline, carried)
            if target is not None:
                found.append(target)
        for match in words.vague.finditer(text):
            found.append(_vague(document, view, sentence.start(), text, match, deadline))
    return found


def _words(data: dict[str, Any]) -> _Words:
    def signs(side: str) -> tuple[tuple[str, str], ...]:
        pairs = [(word, entry["sign"]) for entry in data["comparator"] for word in entry.get(side, ())]
        return tuple(sorted(pairs, key=lambda pair: -len(pair[0])))

    units = "|".join(re.escape(unit) for unit in sorted(data["units"]["words"], key=len, reverse=True))
    vague = "|".join(re.escape(word) for word in data["vague"]["words"])
    needs = "|".join(re.escape(word) for word in data["vague"]["needs"])
    return _Words(
        re.compile(rf"(?<![\d.〔“])(\d{{1,9}}(?:\.\d{{1,6}})?)({units})(?![年月日])"),
        signs("before"),
        signs("after"),
        tuple(sorted(data["verbs"]["words"], key=len, reverse=True)),
        re.compile(rf"(?:{needs})[“\"]?({vague})"),
    )


def _target(
    document: Document,
    view: View,
    offset: int,
    text: str,
    match: re.Match[str],
    words: _Words,
    deadline: str | None,
    carried: str,
) -> tuple[Target | None, str]:
    start, end, sign = match.start(), match.end(), "="
    for word, meaning in words.after:
        if text.startswith(word, end):
            sign, end = meaning, end + len(word)
            break
    before = text[:start]
    stated = False
    for word, meaning in words.before:
        if before.endswith(word):
            sign, start, stated = meaning, start - len(word), True
            break
    before = text[:start]
    verb = next((v for v in words.verbs if before.endswith(v)), "")
    metric = _metric(before[: len(before) - len(verb)])
    if not stated and not verb and not _is_list_of_counts(text, match, metric):
        return None, carried
    if len(metric) < 2:
        return None, carried
    if carried and not verb and not stated and not metric.startswith(carried):
        metric = carried + metric if _shares_head(metric) else metric
    head = re.match(r"(主导或参与制修订|新增|新建|培育|创建|打造|引进)", metric)
    carried = head.group(1) if head and head.group(1) == "主导或参与制修订" else carried
    span = view.span(offset + start, offset + end)
    quote = span.of(document.text)
    return (
        Target(
            stable_id("g", document.id, span.start),
            metric,
            sign,
            float(match.group(1)),
            match.group(2),
            deadline,
            span,
            quote,
            None,
            None,
            "target.number",
        ),
        carried,
    )


def _metric(before: str) -> str:
    """The words before the number, back to the last mark that ends a thought; 、 within them stays."""
    cut = max((m.end() for m in re.finditer(r"[，。；：！？]", before)), default=0)
    return before[cut:].strip('“”" ')


def _shares_head(metric: str) -> bool:
    return metric.endswith("标准")


def _is_list_of_counts(text: str, match: re.Match[str], metric: str) -> bool:
    """主导或参与制修订国际标准2项，国家标准20项: a count right behind what it counts, ended by a mark."""
    after = text[match.end() : match.end() + 1]
    return match.group(2) not in {"%", "分", "倍", "天", "元"} and after in {"", "，", "、"} and len(metric) >= 3


def _vague(
    document: Document, view: View, offset: int, text: str, match: re.Match[str], deadline: str | None
) -> Target:
    span = view.span(offset + match.start(1), offset + match.end(1))
    metric = _metric(text[: match.start()])
    return Target(
        stable_id("g", document.id, span.start),
        metric,
        "",
        None,
        "",
        deadline,
        span,
        span.of(document.text),
        None,
        None,
        "target.vague",
    )


def _item_at(items: tuple[Item, ...], at: int) -> Item | None:
    """The innermost item in whose own words ``at`` stands."""
    return next((item for item in reversed(items) if item.own.start <= at < item.own.end), None)
