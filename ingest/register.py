"""The register of bodies: what the organs of each level are called, in ``ingest/data/register/*.toml``.

A body of the register is a function (市场监督管理局) at some levels; with a place it is one organisation. A name with
{place} in it (中国证券监督管理委员会{place}监管局) belongs to an agency that is run from above.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeVar

from ingest.errors import LexiconError
from ingest.types import OrganizationKind

K = TypeVar("K")
PLACE = "{place}"
LEVELS = frozenset({"nation", "province", "city", "district", "zone", "town"})
INSPECTED = frozenset({"yes", "no", "check"})
#: what an entry may say beside source and example
KEYS = frozenset(
    ("name", "levels", "short", "line", "kind", "inspected", "places", "free", "since", "until", "successors", "same")
) | {"shares", "source", "example"}


@dataclass(frozen=True, slots=True)
class Body:
    """One function at some levels, under its canonical name."""

    name: str
    levels: frozenset[str]
    short: tuple[str, ...]  # abbreviations and spoken forms
    line: str  # 条线: what the bodies of one function share from the nation down
    kind: OrganizationKind
    inspected: str  # yes | no | check: whether it can be 督查对象
    places: frozenset[str] = frozenset()  # full names of the only places that have this variant
    free: bool = False  # {place} need not be a division: 民航华东地区管理局
    since: int | None = None
    until: int | None = None  # the last year in which plans may still use the name
    successors: tuple[str, ...] = ()  # canonical names, the usual one first
    same: str = ""  # another way to write the body of that name: 公安局江北区分局 is 公安分局
    shares: tuple[str, ...] = ()  # lines with which it shares a form knowingly

    @property
    def forms(self) -> tuple[str, ...]:
        """Its name and its short forms."""
        return (self.name, *self.short)

    def stands(self, year: int | None) -> bool:
        """Whether a plan of that year may mean it."""
        if year is None:
            return True
        return (self.since is None or year >= self.since) and (self.until is None or year <= self.until)


@dataclass(frozen=True, slots=True)
class System:
    """A form with a place in it, taken apart."""

    body: Body
    head: str
    tail: str

    def middle(self, name: str) -> str:
        """The words that stand for the place; "" where the name is none of these."""
        if len(name) <= len(self.head) + len(self.tail) or not name.startswith(self.head):
            return ""
        return name[len(self.head) : len(name) - len(self.tail)] if name.endswith(self.tail) else ""


@dataclass(frozen=True)
class Register:
    """All bodies, by every form of their names."""

    bodies: tuple[Body, ...]

    @classmethod
    def of(cls, files: Mapping[str, Mapping[str, Any]]) -> Register:
        """From the tables of each file. Raises LexiconError with the file and the name of what is not well-formed."""
        return cls(tuple(_body(file, entry) for file, table in files.items() for entry in table.get("body", ())))

    @cached_property
    def by_form(self) -> dict[str, tuple[Body, ...]]:
        """Bodies by every form without a place in it."""
        found: dict[str, list[Body]] = defaultdict(list)
        for body in self.bodies:
            for form in dict.fromkeys(body.forms):
                if PLACE not in form:
                    found[form].append(body)
        return {form: tuple(rows) for form, rows in found.items()}

    @cached_property
    def by_name(self) -> dict[str, tuple[Body, ...]]:
        """Bodies by canonical name; one name may stand at several levels in several entries."""
        return _grouped((body.name, body) for body in self.bodies)

    @cached_property
    def by_line(self) -> dict[str, tuple[Body, ...]]:
        """Bodies of one line."""
        return _grouped((body.line, body) for body in self.bodies)

    @cached_property
    def _at_level(self) -> dict[tuple[str, str], tuple[Body, ...]]:
        """Bodies of one line at one level, under the name that is theirs."""
        return _grouped(((row.line, level), row) for row in self.bodies if not row.same for level in row.levels)

    @cached_property
    def _systems(self) -> dict[str, tuple[System, ...]]:
        """Forms with a place in them by the last character, the longest first."""
        found: dict[str, list[System]] = defaultdict(list)
        for body in self.bodies:
            for form in body.forms:
                head, mark, tail = form.partition(PLACE)
                if mark:
                    found[tail[-1:]].append(System(body, head, tail))
        order = {end: sorted(rows, key=lambda row: -len(row.head) - len(row.tail)) for end, rows in found.items()}
        return {end: tuple(rows) for end, rows in order.items()}

    def systems(self, name: str) -> Iterator[tuple[Body, str]]:
        """(body, words for its place) for every agency that the name may be, the surest first."""
        for system in self._systems.get(name[-1:], ()):
            if middle := system.middle(name):
                yield system.body, middle

    def find(self, form: str, level: str, year: int | None, places: frozenset[str]) -> tuple[Body, ...]:
        """The bodies that are called so at a level, in a year, in a place (its full name and those above it).

        A variant of few places counts there only, and there before others; a body that is no more, or not yet, only
        where no other stands; a canonical name before a short form.
        """
        rows = self.by_form.get(form, ())
        if not rows:
            return ()
        level = "district" if level == "zone" and not any("zone" in row.levels for row in rows) else level
        rows = tuple(row for row in rows if level in row.levels and (not row.places or row.places & places))
        for best in (lambda row: row.stands(year), lambda row: bool(row.places), lambda row: row.name == form):
            if len(rows) > 1:
                rows = tuple(row for row in rows if best(row)) or rows
        return rows

    def above(self, body: Body, level: str, year: int | None, places: frozenset[str], *, city: bool) -> Body | None:
        """The body of the same line one level up: the one of the same name, or the only one; None where unsure.

        ``city``: the place above is one; it has no 厅, and a province with a 厅 has no 局 for the same.
        """
        rows = tuple(
            row
            for row in self._at_level.get((body.line, level), ())
            if row.stands(year) and (not row.places or row.places & places)
        )
        if year is None:  # a body of no known time answers to one that still stands
            rows = tuple(row for row in rows if row.until is None) or rows
        offices = [row for row in rows if row.name.endswith("厅")]
        if level == "province" and offices:
            rows = tuple(row for row in rows if row not in offices) if city else tuple(offices)
        for best in (lambda row: bool(row.places), lambda row: row.name == body.name):
            if len(rows) > 1:
                rows = tuple(row for row in rows if best(row)) or rows
        return rows[0] if len(rows) == 1 else None


def _grouped(pairs: Iterable[tuple[K, Body]]) -> dict[K, tuple[Body, ...]]:
    found: dict[K, list[Body]] = defaultdict(list)
    for key, body in pairs:
        found[key].append(body)
    return {key: tuple(rows) for key, rows in found.items()}


def _body(file: str, entry: dict[str, Any]) -> Body:
    wrong = sorted(set(entry["levels"]) - LEVELS) or [v for v in (entry["inspected"],) if v not in INSPECTED]
    if wrong:
        raise LexiconError(f"{entry['name']} 的取值不认识：{wrong[0]}", f"unknown value {wrong[0]}", file=file)
    return Body(
        name=entry["name"],
        levels=frozenset(entry["levels"]),
        short=tuple(entry["short"]),
        line=entry["line"],
        kind=OrganizationKind(entry["kind"]),
        inspected=entry["inspected"],
        places=frozenset(entry.get("places", ())),
        free=entry.get("free", False),
        since=entry.get("since"),
        until=entry.get("until"),
        successors=tuple(entry.get("successors", ())),
        same=entry.get("same", ""),
        shares=tuple(entry.get("shares", ())),
    )
