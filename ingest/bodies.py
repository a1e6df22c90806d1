"""What an organisation is made of: full name, other names, id, the body above it and the one that took its place."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ingest.divisions import nation
from ingest.ids import stable_id
from ingest.lexicon import Lexicon
from ingest.register import PLACE, Body
from ingest.types import Jurisdiction, Organization


@dataclass(frozen=True, slots=True)
class Seat:
    """Whose body it is: of a place (None where unknown) at a level."""

    place: Jurisdiction | None
    level: str
    rule: str  # how the place was found


class Bodies:
    """Makes the organisations of one document of a ``year``; ``scope`` (its id) keeps apart what has no place."""

    def __init__(self, lexicon: Lexicon, year: int | None, scope: str) -> None:
        self.register, self.divisions = lexicon.register, lexicon.divisions
        self.municipalities = lexicon.municipalities
        self.year, self.scope = year, scope
        self._lines: dict[str, tuple[Jurisdiction, ...]] = {}

    def organization(self, body: Body, seat: Seat, rule: str, prefix: str, stated: str, middle: str) -> Organization:
        """A body of the register at a place; ``stated``: its name as stated without ``prefix``; ``middle``: the words
        that stand for its place."""
        full, short = self.full(body, seat.place, middle, prefix)
        superior, superior_name = self._superior(body, seat)
        successor, successor_name = self._followed(body, seat, middle, prefix)
        return Organization(
            id=self.id(seat.place, full),
            name=full,
            short_name=short,
            kind=body.kind,
            jurisdiction=seat.place,
            aliases=self._aliases(body, seat.place, prefix, stated, full, middle),
            rule=rule,
            registered=True,
            line=body.line,
            inspected=body.inspected,
            superior=superior,
            superior_name=superior_name,
            successor=successor,
            successor_name=successor_name,
        )

    def full(self, body: Body, place: Jurisdiction | None, middle: str, prefix: str) -> tuple[str, str]:
        """(full name, functional name) of a body at a place."""
        if PLACE in body.name:
            words = middle or self._stem(place)
            short = next((form for form in body.short if PLACE in form), body.name)
            return body.name.replace(PLACE, words), short.replace(PLACE, words)
        if body.name.startswith("委"):
            head = prefix or (place.short_name[-1] if place else "")
            return (place.name if place else head) + body.name, head + body.name
        if place is None:
            return prefix + body.name, body.name
        return ("" if place.level == "nation" else place.name) + body.name, body.name

    def _stem(self, place: Jurisdiction | None) -> str:
        if place is None:
            return ""
        row = self.divisions.by_full.get(place.name)
        return row.short if row else place.short_name

    def line(self, place: Jurisdiction | None) -> tuple[Jurisdiction, ...]:
        """The place and those above it, as far as they are known."""
        if place is None:
            return ()
        if place.name not in self._lines:
            self._lines[place.name] = self.divisions.line(place)
        return self._lines[place.name]

    def _superior(self, body: Body, seat: Seat) -> tuple[str | None, str | None]:
        """The body above it in its line, at the place above; None where the line does not say which."""
        line = self.line(seat.place)
        if not line or seat.level == "nation":
            return None, None
        over = line[1] if len(line) > 1 else (nation() if seat.level == "province" else None)
        if over is None or (PLACE in body.name and (body.free or over.level != "nation")):
            return None, None  # whom a branch answers to is not said by its place
        places = frozenset(place.name for place in line[1:])
        city = over.name in self.municipalities
        found = self.register.above(body, over.level, self.year or body.until, places, city=city)
        if found is None or PLACE in found.name:
            return None, None
        full, _ = self.full(found, over, "", "")
        return self.id(over, full), full

    def successor(self, body: Body, seat: Seat) -> Body | None:
        """What took the body's place at its level; None where it was split, or several names are usual."""
        level = "district" if seat.level == "zone" else seat.level
        places = {place.name for place in self.line(seat.place)}
        found = {
            row.name: row
            for name in body.successors
            for row in self.register.by_name.get(name, ())
            if level in row.levels and (not row.places or row.places & places)
        }
        return next(iter(found.values())) if len(found) == 1 else None

    def _followed(self, body: Body, seat: Seat, middle: str, prefix: str) -> tuple[str | None, str | None]:
        """Id and name of the body that took its place: renamed, or its place merged into another."""
        place = seat.place
        now = self.successor(body, seat) if body.until is not None else None
        if place is not None and place.successor is not None:
            row = self.divisions.by_full.get(place.successor)
            place = row.jurisdiction if row else None
        elif now is None:
            return None, None
        if place is None:
            return None, None
        full, _ = self.full(now or body, place, middle if place is seat.place else "", prefix)
        return self.id(place, full), full

    def _aliases(
        self, body: Body, place: Jurisdiction | None, prefix: str, stated: str, full: str, middle: str
    ) -> tuple[str, ...]:
        if body.name.startswith("委"):
            head = prefix or (place.short_name[-1] if place else "")
            forms = [head + form if form.startswith("委") else form for form in body.short]
            return distinct((head + body.name, full, *forms))
        if PLACE in body.name:
            words = middle or self._stem(place)
            return distinct((full, *(form.replace(PLACE, words) for form in body.short if PLACE in form)))
        names = distinct((body.name, *(form for form in body.short if PLACE not in form), stated))
        return self.names(names, place, prefix)

    def names(self, names: tuple[str, ...], place: Jurisdiction | None, prefix: str) -> tuple[str, ...]:
        """Every name with what may stand before it: nothing, the place's full and short name, its prefix."""
        if place is None:
            return distinct([head + name for head in ("", prefix) for name in names])
        if place.level == "nation":
            return names
        heads = ("", place.name, place.short_name, prefix or place.short_name[-1])
        return distinct([head + name for head in heads for name in names])

    def id(self, place: Jurisdiction | None, full: str) -> str:
        """One body, one id; without a place it is of this document only."""
        return stable_id("o", place.name, full) if place is not None else stable_id("o", None, self.scope, full)


def distinct(words: Iterable[str]) -> tuple[str, ...]:
    """Each word once, in order; empty ones left out."""
    return tuple(dict.fromkeys(filter(None, words)))
