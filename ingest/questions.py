"""Questions about units that a person settles: likely doubles, doubtful resolutions, the document's place.

Each has a score: how many tasks hang on it, times how likely the answer changes a figure; the highest come first.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

from ingest.jurisdiction import UNDECIDED
from ingest.organizations import Namer, near_duplicates
from ingest.types import Document, Organization, Responsibility, Span

#: questions of one kind that one document raises at most
MOST = 20
#: what an administration is called beside its zone: 云川高新区 / 云川高新区管委会
_ADMINISTRATION = ("管委会", "管理委员会")


@dataclass(frozen=True, slots=True)
class Question:
    """One question, the first place in the text it is about, and its score."""

    kind: str
    message: str
    span: Span | None
    score: float


def questions(
    document: Document, namer: Namer, units: dict[str, Organization], responsibilities: tuple[Responsibility, ...]
) -> list[Question]:
    """All that a document's names raise, by kind, those worth most first."""
    first: dict[str, Span] = {}
    tasks: dict[str, set[str]] = defaultdict(set)
    for row in responsibilities:
        first.setdefault(row.mention.name, row.mention.span)
        tasks[row.mention.name].add(row.task)
    weigh = {name: len(found) for name, found in tasks.items()}
    found = [*_place(document, namer, len({row.task for row in responsibilities}))]
    found += _doubles(tuple(first), first, weigh)
    found += _lines(responsibilities, units, first, weigh)
    for name, doubt in namer.resolver.doubts.items():
        if name in first:
            found.append(Question(doubt.kind, doubt.message, first[name], round(weigh[name] * doubt.weight, 2)))
    return _ordered(found)


def _ordered(found: list[Question]) -> list[Question]:
    kept: Counter[str] = Counter()
    rows = []
    for question in sorted(found, key=lambda row: (row.kind, -row.score, row.span or Span(0, 0), row.message)):
        kept[question.kind] += 1
        if kept[question.kind] <= MOST:
            rows.append(question)
    return rows


def _place(document: Document, namer: Namer, tasks: int) -> Iterator[Question]:
    fact = next((fact for fact in document.facts if fact.rule == UNDECIDED), None)
    if fact is not None:
        rows = namer.known.lexicon.divisions.by_name.get(fact.value, ())
        names = " / ".join(row.full for row in rows[:6])
        yield Question("jurisdiction-undecided", f"文件属于哪个地区未能确定：{fact.value}（{names}）", fact.span, tasks)
    elif document.jurisdiction is None and tasks:
        yield Question("jurisdiction-undecided", "文件属于哪个地区未能确定：原文没有写明", None, float(tasks))


def _doubles(names: tuple[str, ...], first: dict[str, Span], weigh: dict[str, int]) -> Iterator[Question]:
    """区公共交易中心 / 区公共资源交易中心; 云川高新区 / 云川高新区管委会."""
    known = set(names)
    pairs = near_duplicates(names)
    pairs += [(name, name + end) for name in names for end in _ADMINISTRATION if name + end in known]
    for one, other in pairs:
        message = f"名称相近，请核对是否同一单位：{one} / {other}"
        yield Question("near-duplicate", message, first[other], round(min(weigh[one], weigh[other]) * 0.9, 2))


def _lines(
    responsibilities: tuple[Responsibility, ...],
    units: dict[str, Organization],
    first: dict[str, Span],
    weigh: dict[str, int],
) -> Iterator[Question]:
    """Two bodies of one line at one place, 区商务委 / 区商务局: one of them under another name, or two?

    Branches (岚江海关, 渚州海关) and bodies that were merged later (工商局, 质监局) are several by nature.
    """
    called: dict[str, str] = {}
    alike: dict[tuple[str, str], list[str]] = defaultdict(list)
    for row in responsibilities:
        unit = units[row.organization]
        if row.organization not in called:
            called[row.organization] = row.mention.name
            if unit.line and unit.jurisdiction is not None and unit.rule != "register.system":
                alike[unit.jurisdiction.name, unit.line].append(row.organization)
    for group in alike.values():
        for one, other in combinations(group, 2):
            if units[one].successor and units[other].successor:
                continue
            names = called[one], called[other]
            message = f"职能相同而名称不同，请核对是否同一单位：{names[0]} / {names[1]}"
            score = round(min(weigh[name] for name in names) * 0.5, 2)
            yield Question("same-function", message, first[names[1]], score)
