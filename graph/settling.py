"""What holds after judgements: worked out from what was read, the same for every store.

A store lends a ``Desk`` within its own transaction: it reads what the documents state, and writes what this says holds.
Nothing depends on the order in which documents and judgements came.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from graph.desk import Desk, Merge, Unit
from graph.judgements import MERGING, UNITS, Verdict, grouped, key_of, names_of
from graph.settled import Settled
from graph.types import Judgement

#: documents that are looked at together
AT_ONCE = 200
#: how often units may come and go by what a round did; each merge or added unit takes one
ROUNDS = 6


def settle(desk: Desk, keys: Collection[str], *, came: Collection[str] = (), judged: Collection[str] = ()) -> None:
    """Make what holds follow from what is read and judged. ``keys``: of documents that changed or are judged; ``came``:
    full names of units that came or went with a document; ``judged``: of units that are judged."""
    standing = desk.standing()
    names = names_of(standing)
    added = [one for one in standing if one.kind == Verdict.MISSING and one.organization in came]
    wanted = {*keys, *(key for one in added if (key := key_of(one)))}
    placed: dict[str, Mapping[str, int]] = {}
    for turn in range(ROUNDS):
        known = desk.units({*names, *judged})
        merges, before = merged(standing, known), desk.merges()
        changed = {unit for unit in merges.keys() | before.keys() if merges.get(unit) != before.get(unit)}
        if turn and not changed:
            break
        desk.merge({unit: merges.get(unit) for unit in sorted(changed)})
        units = changed | {unit.id for unit in known if unit.name in judged}
        todo = sorted({*desk.documents(wanted), *desk.documents_naming(units)})
        for start in range(0, len(todo), AT_ONCE):
            some = [Settled(desk, one, standing, known, merges) for one in desk.facts(todo[start : start + AT_ONCE])]
            desk.apply([one.effects() for one in some])
            placed |= {one.facts.document: one.placed for one in some}
    desk.tidy()
    there = {unit.name for unit in desk.units(names)}
    counts = {one.id: int({one.organization, one.other} <= there) for one in standing if one.kind in UNITS}
    for one in standing:
        if key_of(one) in wanted:
            counts[one.id] = sum(found.get(one.id, 0) for found in placed.values())
    desk.placed(counts)


def merged(standing: Sequence[Judgement], known: Sequence[Unit]) -> dict[str, Merge]:
    """Which units are another one: each group has the name that no judgement of it gives up. Where no document names
    that one, the nearest to it that is there stands for the group."""
    by_name: dict[str, list[str]] = {}
    for unit in sorted(known, key=lambda unit: unit.id):
        by_name.setdefault(unit.name, []).append(unit.id)
    found: dict[str, Merge] = {}
    told: dict[str, list[Judgement]] = {}  # of each name
    for one in standing:
        if one.kind in MERGING and one.organization and one.other:
            told.setdefault(one.organization, []).append(one)
            told.setdefault(one.other, []).append(one)
    groups = grouped(standing)
    for group in {id(names): names for names in groups.values()}.values():
        there = [name for name in _from_the_root(group, told) if name in by_name]
        for name in there[1:]:
            by = next((one for one in told[name] if one.other == name), told[name][0])
            found |= {unit: Merge(by_name[there[0]][0], by.id) for unit in by_name[name]}
    return found


def _from_the_root(group: Collection[str], told: Mapping[str, Sequence[Judgement]]) -> list[str]:
    """The names of a group, the one that stands first, then as far as they are from it."""
    left = sorted(group, key=lambda name: (any(one.other == name for one in told[name]), name))
    order = left[:1]
    seen = set(order)
    for name in order:
        near = {end for one in told[name] for end in (one.organization, one.other) if end} - seen
        order += sorted(near)
        seen |= near
    return order
