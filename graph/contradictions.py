"""Which judgements cannot both hold: found by their words alone, whatever documents are there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from graph.judgements import MERGING, UNITS, Verdict, grouped, key_of, said
from graph.store import StoreError
from graph.types import Judgement
from ingest.ids import normalized


class JudgementConflict(StoreError):
    """Two judgements that cannot both hold; nothing was stored. ``conflicts`` are the pairs, in words."""

    code = "judgement-conflict"

    def __init__(self, pairs: Sequence[tuple[Judgement, Judgement]]) -> None:
        self.conflicts = tuple(f"{said(one)}；而{said(other)}" for one, other in pairs)
        more = f"（共 {len(pairs)} 处）" if len(pairs) > 1 else ""
        super().__init__(
            "核定互相矛盾" + more + "：" + "\n".join(self.conflicts),
            f"{len(pairs)} judgement(s) contradict one that stands; nothing was stored",
            remedy="先商定，撤销其中一条后再试 (agree, undo one of the two, then try again)",
        )


def conflicts(given: Sequence[Judgement], standing: Iterable[Judgement]) -> list[tuple[Judgement, Judgement]]:
    """Every given judgement that contradicts one that stands or one given before it, with that one."""
    held = [one for one in standing if one.undone_at is None]
    places: dict[tuple[str | None, str], list[Judgement]] = {}
    for one in held:
        places.setdefault(_question(one), []).append(one)
    units = [one for one in held if one.kind in UNITS]
    found = []
    for one in given:
        if one.undone_at is not None:
            continue
        if one.kind in UNITS:
            other = _contradicted(one, units)
            units.append(one)
        else:
            asked = places.setdefault(_question(one), [])
            other = next((known for known in asked if _opposed(one, known)), None)
            asked.append(one)
        if other is not None:
            found.append((one, other))
    return found


def received(
    given: Sequence[Judgement], known: Mapping[str, Judgement], standing: Iterable[Judgement]
) -> tuple[tuple[Judgement, ...], tuple[Judgement, ...]]:
    """What is new of the given, and which of the ``known`` (by id) they undo. Once undone stays undone.

    Raises JudgementConflict with every pair that cannot both hold.
    """
    once = {one.id: one for one in sorted(given, key=lambda one: one.undone_at is not None)}
    new = tuple(one for one in once.values() if one.id not in known)
    ended = tuple(
        one
        for one in once.values()
        if one.id in known and one.undone_at is not None and known[one.id].undone_at is None
    )
    gone = {one.id for one in ended}
    found = conflicts(new, [one for one in standing if one.id not in gone])
    if found:
        raise JudgementConflict(found)
    return new, ended


def _question(one: Judgement) -> tuple[str | None, str]:
    return key_of(one), normalized(one.surface or "")


def _opposed(one: Judgement, other: Judgement) -> bool:
    """Whether two words on the same words of one document differ."""
    if one.task_title and other.task_title and _task(one) != _task(other):
        return False
    kinds = {one.kind, other.kind}
    if Verdict.NOT_UNIT in kinds:
        both = one.role and other.role and one.role != other.role
        return len(kinds) > 1 and not both
    if len(kinds) > 1 or one.role != other.role:
        return False
    if one.kind == Verdict.ROLE:
        return one.right_role != other.right_role and bool(one.task_title) == bool(other.task_title)
    if one.kind == Verdict.MISSING:
        return one.organization != other.organization and (one.nth or 0) == (other.nth or 0)
    return (one.right_task_path, one.right_task_title) != (other.right_task_path, other.right_task_title)


def _task(one: Judgement) -> tuple[str | None, str]:
    return one.task_path, normalized(one.task_title or "")


def _contradicted(one: Judgement, standing: Sequence[Judgement]) -> Judgement | None:
    assert one.organization is not None  # noqa: S101 - a judgement on units names both
    assert one.other is not None  # noqa: S101
    pair = {one.organization, one.other}
    for known in standing:
        if {known.organization, known.other} == pair and (
            (known.kind == Verdict.DIFFERENT) != (one.kind == Verdict.DIFFERENT)
            or (one.kind != Verdict.DIFFERENT and known.organization != one.organization)
            or (one.kind == known.kind and known.year != one.year)
        ):
            return known
    groups = grouped(standing)
    ours, theirs = groups.get(one.organization, {one.organization}), groups.get(one.other, {one.other})
    merged = [known for known in standing if known.kind in MERGING and known.other in ours | theirs]
    if one.kind == Verdict.DIFFERENT:
        return merged[-1] if one.other in ours else None
    if one.other in ours:
        return None  # said already, by way of others
    for known in standing:
        if known.kind == Verdict.DIFFERENT and (
            (known.organization in ours and known.other in theirs)
            or (known.organization in theirs and known.other in ours)
        ):
            return known
    return next((known for known in merged if known.other == one.other), None)
