"""Which judgements cannot both hold: found by their words alone, whatever documents are there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain

from graph.judgements import UNITS, Verdict, key_of, said
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
    held = _Held()
    for one in standing:
        if one.undone_at is None:
            held.add(one)
    found = []
    for one in given:
        if one.undone_at is not None:
            continue
        other = held.contradicted(one)
        held.add(one)
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


@dataclass(slots=True)
class _Group:
    """Names that are said to be one unit."""

    names: set[str]
    latest: Judgement | None = None  # that said so of two of them
    apart: list[tuple[int, Judgement]] = field(default_factory=list)  # that tell one of them from another unit


class _Held:
    """What holds so far, in its order: a file of many judgements is looked through once."""

    def __init__(self) -> None:
        self._places: dict[tuple[str | None, str], dict[tuple[str | None, str] | None, list[Judgement]]] = {}
        self._pairs: dict[frozenset[str], list[Judgement]] = {}
        self._groups: dict[str, _Group] = {}
        self._given_up: dict[str, Judgement] = {}  # a name → the first that gives it up for another
        self._count = 0

    def add(self, one: Judgement) -> None:
        """One more, whether it contradicts another or not."""
        if one.kind not in UNITS:
            self._places.setdefault(_question(one), {}).setdefault(_place(one), []).append(one)
            return
        stands, other = _ends(one)
        self._count += 1
        self._pairs.setdefault(frozenset((stands, other)), []).append(one)
        if one.kind == Verdict.DIFFERENT:
            for name in (stands, other):
                self._group(name).apart.append((self._count, one))
            return
        self._given_up.setdefault(other, one)
        small, large = sorted((self._group(stands), self._group(other)), key=lambda group: len(group.names))
        if small is not large:
            large.names |= small.names
            large.apart += small.apart
            self._groups.update(dict.fromkeys(small.names, large))
        large.latest = one

    def contradicted(self, one: Judgement) -> Judgement | None:
        """The one that cannot hold together with it."""
        if one.kind in UNITS:
            return self._of_units(one)
        asked, place = self._places.get(_question(one), {}), _place(one)
        rivals = chain(*asked.values()) if place is None else chain(asked.get(None, ()), asked.get(place, ()))
        return next((known for known in rivals if _opposed(one, known)), None)

    def _of_units(self, one: Judgement) -> Judgement | None:
        stands, other = _ends(one)
        for known in self._pairs.get(frozenset((stands, other)), ()):
            if (
                (known.kind == Verdict.DIFFERENT) != (one.kind == Verdict.DIFFERENT)
                or (one.kind != Verdict.DIFFERENT and known.organization != one.organization)
                or (one.kind == known.kind and known.year != one.year)
            ):
                return known
        ours, theirs = self._group(stands), self._group(other)
        if ours is theirs:  # said already, by way of others
            return ours.latest if one.kind == Verdict.DIFFERENT else None
        if one.kind == Verdict.DIFFERENT:
            return None
        fewer, more = sorted((ours, theirs), key=lambda group: len(group.apart))
        told = [(at, known) for at, known in fewer.apart if not more.names.isdisjoint(_ends(known))]
        if told:
            return min(told, key=lambda pair: pair[0])[1]
        return self._given_up.get(other)

    def _group(self, name: str) -> _Group:
        return self._groups.setdefault(name, _Group({name}))


def _ends(one: Judgement) -> tuple[str, str]:
    assert one.organization is not None  # noqa: S101 - a judgement on units names both
    assert one.other is not None  # noqa: S101
    return one.organization, one.other


def _place(one: Judgement) -> tuple[str | None, str] | None:
    """Its task; None where it speaks of the whole document."""
    return _task(one) if one.task_title else None
