"""What a report of ``ingest.evaluate`` says beyond its sums: by role, by notation, how sure a figure is, what a change
gained and lost."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from ingest.evaluate import Outcome, Relation, Report, Score, Share

SAMPLES, SEED = 2000, 1
CONFIDENCE = 0.95

#: (before, after); what is labelled in one only and found in neither is no change of reading
_BETTER = {
    (Outcome.MISSED, Outcome.RIGHT),
    (Outcome.WRONG, Outcome.RIGHT),
    (Outcome.WRONG, None),
    (None, Outcome.RIGHT),
}
_WORSE = {(Outcome.RIGHT, Outcome.MISSED), (Outcome.RIGHT, Outcome.WRONG), (None, Outcome.WRONG)}


@dataclass(frozen=True, slots=True)
class Interval:
    """Where a figure lies with a confidence of 95 %."""

    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Group:
    """The relations of one role or one notation, over all documents."""

    name: str
    share: Share
    f1: Interval


class Fault(StrEnum):
    """What is the matter with a relation."""

    ROLE = "role"  # the unit is right, its role is not
    EDGE = "edge"  # the unit begins or ends elsewhere
    ALONE = "alone"  # nothing stands against it
    TASK = "task"  # right, but under another task
    NAME = "name"  # right, but its elided prefix is restored otherwise


@dataclass(frozen=True, slots=True)
class Change:
    """A relation that is right in one reading and not in the other, or wrong in one and not in the other."""

    document: str
    relation: Relation
    gained: bool  # for the better: found, or no longer found wrongly
    fault: Fault | None = None  # TASK or NAME where the relation is right in both, and that is what differs


def by_role(report: Report) -> tuple[Group, ...]:
    """Lead, responsible, support, supervise: each with what was found and wanted in that role."""
    return _groups(report, lambda row: row.role)


def by_notation(report: Report) -> tuple[Group, ...]:
    """The same by ``Relation.notation``, the most frequent first."""
    return tuple(sorted(_groups(report, lambda row: row.notation), key=lambda g: (-g.share.wanted, g.name)))


def all_relations(report: Report) -> Group:
    """Every relation as one group."""
    return Group("all", report.total.relations, _interval([score.relations for score in report.documents]))


def mean_f1(report: Report) -> float:
    """The mean of the documents' F1: a short document counts as much as a long one."""
    return sum(score.relations.f1 for score in report.documents) / max(len(report.documents), 1)


def faults(score: Score) -> tuple[tuple[Relation, Fault], ...]:
    """Each missed or wrong relation of a document, and each right one in the wrong place, with what is the matter."""
    ends = {Outcome.MISSED: Outcome.WRONG, Outcome.WRONG: Outcome.MISSED}
    spans = {outcome: [(r.start, r.end) for r in score.rows if r.outcome is outcome] for outcome in Outcome}
    right = set(spans[Outcome.RIGHT])
    found = []
    for row in score.rows:
        if row.outcome is Outcome.RIGHT:
            found += [(row, fault) for fault, right_too in _besides(row) if not right_too]
            continue
        others = spans[ends[row.outcome]]
        fault = Fault.ALONE
        if (row.start, row.end) in right or (row.start, row.end) in others:
            fault = Fault.ROLE
        elif any(start < row.end and row.start < end for start, end in others):
            fault = Fault.EDGE
        found.append((row, fault))
    return tuple(found)


def changes(before: Report, after: Report) -> tuple[Change, ...]:
    """What differs in the documents that both reports hold, in the order of the documents."""
    known = {score.id: score for score in before.documents}
    found = []
    for score in after.documents:
        if score.id not in known:
            continue
        old, new = _judged(known[score.id]), _judged(score)
        for key in sorted(old.keys() | new.keys()):
            was, now = old.get(key), new.get(key)
            outcomes = (was and was.outcome, now and now.outcome)
            row = now or was
            if row is not None and outcomes in _BETTER | _WORSE:
                found.append(Change(score.id, row, outcomes in _BETTER))
            elif was is not None and now is not None:
                found += [
                    Change(score.id, now, is_right, fault)
                    for (fault, was_right), (_, is_right) in zip(_besides(was), _besides(now), strict=False)
                    if was_right is not is_right
                ]
    return tuple(found)


def _besides(row: Relation) -> tuple[tuple[Fault, bool], ...]:
    """Whether a right relation's task and name are right too."""
    return (
        ((Fault.TASK, row.task is not False), (Fault.NAME, row.name is not False))
        if row.outcome is Outcome.RIGHT
        else ()
    )


def _judged(score: Score) -> dict[tuple[int, int, str], Relation]:
    return {(row.start, row.end, row.role): row for row in score.rows}


def _groups(report: Report, name_of: Callable[[Relation], str]) -> tuple[Group, ...]:
    shares: dict[str, list[Share]] = defaultdict(list)
    for score in report.documents:
        rows: dict[str, list[Relation]] = defaultdict(list)
        for row in score.rows:
            rows[name_of(row)].append(row)
        for name, some in rows.items():
            shares[name].append(_share(some))
    empty = Share(0, 0, 0)
    return tuple(Group(name, sum(some, empty), _interval(some)) for name, some in sorted(shares.items()))


def _share(rows: Iterable[Relation]) -> Share:
    outcomes = [row.outcome for row in rows]
    right = outcomes.count(Outcome.RIGHT)
    return Share(right, right + outcomes.count(Outcome.WRONG), right + outcomes.count(Outcome.MISSED))


def _interval(shares: Sequence[Share]) -> Interval:
    """The bootstrap over documents: as many are drawn as there are, with repetition, and F1 is taken of their sum.

    Relations of one document are alike, so documents are drawn, not relations.
    """
    if not shares:
        return Interval(0.0, 1.0)
    chance = random.Random(SEED)  # noqa: S311 - the same figures in every run
    figures = []
    for _ in range(SAMPLES):
        drawn = chance.choices(shares, k=len(shares))
        figures.append(Share(sum(s.right for s in drawn), sum(s.found for s in drawn), sum(s.wanted for s in drawn)).f1)
    figures.sort()
    cut = round(SAMPLES * (1 - CONFIDENCE) / 2)
    return Interval(figures[cut], figures[-1 - cut])
