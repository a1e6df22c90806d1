"""Places: the divisions of GB/T 2260 to county level, those that were, new areas and zones; found by name.

A place's full name begins at its city, which no other has (宁波市江北区), or where there is none at its province
(重庆市江北区). The data are ``ingest/data/divisions.tsv`` and ``divisions.toml``.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from ingest.ids import stable_id
from ingest.types import Jurisdiction

NATION = "全国"
LONGEST_NAME = 16  # code points of one place in a chain
_LEVELS = {2: "province", 4: "city", 6: "district"}
_ENDS = ("特别行政区", "自治区", "自治州", "自治县", "自治旗", "地区", "林区", "新区", *"省市区县州盟旗")
#: sorted from the nation down
LEVELS = ("nation", "province", "city", "district", "zone", "town")


@dataclass(frozen=True, slots=True)
class Division:
    """One place. ``until``: the year in which it was merged away, ``successors`` (full names) took its place."""

    name: str  # 江北区
    full: str  # 重庆市江北区
    level: str
    superior: str  # full name; "全国" for a province
    short: str  # 江北
    until: int | None = None
    successors: tuple[str, ...] = ()
    also: tuple[str, ...] = ()  # further names: 重庆两江新区

    @property
    def jurisdiction(self) -> Jurisdiction:
        """The place as others know it."""
        successor = self.successors[0] if len(self.successors) == 1 else None
        superior = self.superior if self.superior != NATION else None
        return Jurisdiction(
            stable_id("j", self.full), self.full, self.name, self.level, superior, self.until, successor
        )


@dataclass(frozen=True, slots=True)
class Leading:
    """Places with which words begin (several where they are called alike), and where the rest begins."""

    places: tuple[Division, ...]
    end: int


@dataclass(frozen=True)
class Divisions:
    """All places, by name."""

    rows: tuple[Division, ...]
    letters: dict[str, str]  # 渝 → full name
    number_tails: tuple[str, ...]
    zone_suffixes: tuple[str, ...]  # longest first

    @classmethod
    def of(cls, table: bytes, kept: dict[str, Any]) -> Divisions:
        """From the bytes of divisions.tsv and the tables of divisions.toml."""
        now = list(_current(table.decode("utf-8").splitlines()))
        by_full = {row.full: row for row in now}
        for zone in kept["zone"]:
            for name, within, *also in zone["names"]:
                by_full[name] = Division(name, name, "zone", within, name, also=tuple(also))
        for former in kept["former"]:
            for name, *successors in former["moves"]:
                row = _former(name, successors, former["year"], by_full)
                by_full.setdefault(name, row)
        letters = dict((*kept["letters"]["places"], *kept["letters"]["cities"]))
        suffixes = sorted(kept["zone_suffix"]["words"], key=lambda word: (-len(word), word))
        return cls(tuple(by_full.values()), letters, tuple(kept["number_tail"]["words"]), tuple(suffixes))

    @cached_property
    def by_full(self) -> dict[str, Division]:
        """Each by its full name."""
        return {row.full: row for row in self.rows}

    @cached_property
    def by_name(self) -> dict[str, tuple[Division, ...]]:
        """By name, and by full name."""
        return _index((name, row) for row in self.rows for name in (row.name, row.full, *row.also))

    @cached_property
    def by_short(self) -> dict[str, tuple[Division, ...]]:
        """By short name: 江北, 重庆, 延边."""
        return _index((row.short, row) for row in self.rows if row.level != "zone")

    def leading(self, words: str, year: int | None = None) -> Leading | None:
        """The places that the words begin with, as far down as they go: 重庆市江北区|人民政府.

        A place that is no more counts until its year, or where no other place is called so.
        """
        found, end = self._first(words)
        if not found:
            return None
        while True:
            size, below = self._below(words, end, found)
            if not below:
                return Leading(_standing(found, year), end)
            found, end = below, end + size

    def _first(self, words: str) -> tuple[tuple[Division, ...], int]:
        for size in range(min(LONGEST_NAME, len(words)), 1, -1):
            found = self.by_name.get(words[:size])
            if found and (size > 2 or words[size - 1] in "县市"):  # 城区 and 郊区 are words
                return found, size
        return (), 0

    def _below(self, words: str, at: int, above: tuple[Division, ...]) -> tuple[int, tuple[Division, ...]]:
        names = {row.full for row in above}
        for size in range(min(LONGEST_NAME, len(words) - at), 1, -1):
            rows = self.by_name.get(words[at : at + size], ())
            found = tuple(
                row
                for row in rows
                if row.full not in names and (row.superior in names or self._above(row.superior) in names)
            )
            if found:
                return size, found
        return 0, ()

    def _above(self, full: str) -> str:
        row = self.by_full.get(full)
        return row.superior if row else ""

    def line(self, place: Jurisdiction) -> tuple[Jurisdiction, ...]:
        """The place, and those above it up to the province, as far as they are known."""
        found = [place]
        while (above := found[-1].superior) is not None:
            row = self.by_full.get(above)
            found.append(row.jurisdiction if row else _unknown(above))
            if len(found) > len(LEVELS):
                break
        return tuple(found)

    def zone(self, words: str) -> str:
        """The zone that the words begin with, by its suffix: 云川高新区|管委会; "" for none."""
        best = ""
        for suffix in self.zone_suffixes:
            at = words.find(suffix)
            if at > 0 and (not best or at + len(suffix) < len(best)):
                best = words[: at + len(suffix)]
        return best

    def meant(self, short: str) -> tuple[Division, ...]:
        """Places by short name, letter or name: 重庆, 渝, 江北."""
        if short in self.letters:
            row = self.by_full.get(self.letters[short])
            return (row,) if row else ()
        return self.by_name.get(short) or self.by_short.get(short, ())


def nation() -> Jurisdiction:
    """全国."""
    return Jurisdiction(stable_id("j", NATION), NATION, NATION, "nation", None)


def _unknown(name: str) -> Jurisdiction:
    """A place above another that the table does not have."""
    level = "province" if name.endswith(("省", "自治区")) else "city"
    return Jurisdiction(stable_id("j", name), name, name, level, None)


def _standing(rows: tuple[Division, ...], year: int | None) -> tuple[Division, ...]:
    """Without those that were merged away before the year, if others stand."""
    if len(rows) < 2:
        return rows
    stood = tuple(row for row in rows if row.until is None or (year is not None and year <= row.until))
    return stood or rows


def _current(lines: Iterable[str]) -> Iterator[Division]:
    above: dict[str, Division] = {}
    for line in lines:
        if line.startswith("#") or not line:
            continue
        code, name, *given = line.split("\t")
        over = above.get(code[:4]) if len(code) > 4 else None
        over = over or (above.get(code[:2]) if len(code) > 2 else None)
        level = "zone" if len(code) == 6 and code[4] == "7" else _LEVELS[len(code)]
        short = given[0] if given else _short(name)
        bare = over is None or (level == "city") or (level == "zone" and _short(over.name) in name)
        full = name if bare or over is None else over.full + name
        row = Division(name, full, level, over.full if over else NATION, short)
        above[code] = row
        yield row


def _former(name: str, successors: list[str], year: int, known: dict[str, Division]) -> Division:
    cut = next((at for at in range(len(name) - 1, 1, -1) if name[:at] in known), 0)
    heir = known[successors[0]]
    superior, level = (name[:cut], "district") if cut else (heir.superior, "city")
    return Division(name[cut:], name, level, superior, _short(name[cut:]), year, tuple(successors))


def _short(name: str) -> str:
    end = next((end for end in _ENDS if name.endswith(end) and len(name) - len(end) > 1), "")
    return name[: len(name) - len(end)]


def _index(pairs: Iterable[tuple[str, Division]]) -> dict[str, tuple[Division, ...]]:
    found: dict[str, dict[str, Division]] = defaultdict(dict)
    for name, row in pairs:
        found[name][row.full] = row
    return {name: tuple(rows.values()) for name, rows in found.items()}
