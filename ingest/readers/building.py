"""How a reader makes its text: lines, rows of cells divided by tabs, and the places they stand at."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ingest.errors import BeyondLimits
from ingest.limits import CHARACTERS, PLACES
from ingest.types import Place


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader made of a file."""

    text: str
    places: tuple[Place, ...] = ()
    notes: tuple[str, ...] = ()
    encoding: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Cell:
    """A cell of a table. A merged one is the same object wherever it reaches. ``label`` is where it stands."""

    text: str
    label: str = ""


def too_much(what: str, en: str) -> BeyondLimits:
    """The refusal of a file that asks for more than one document may."""
    return BeyondLimits(f"{what}过多，超出一份文件的限度", f"too many {en}", remedy="拆成几个文件 (split the file)")


class Builder:
    """Gathers the text of one document."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._places: list[Place] = []
        self.length = 0  # code points so far

    def put(self, words: str) -> None:
        """Words as they are. Raises BeyondLimits."""
        self._parts.append(words)
        self.length += len(words)
        if self.length > CHARACTERS:
            raise too_much("文字", "characters")

    def line(self, words: str) -> None:
        """A paragraph, with the line end."""
        self.put(words.strip("\r\n") + "\n")

    def at(self, label: str) -> None:
        """What follows stands at ``label``."""
        if label and (not self._places or self._places[-1].label != label):
            self._places.append(Place(self.length, label))

    def row(self, cells: Iterable[Iterable[Cell]], joints: Iterable[str]) -> None:
        """A row: the cells of each column, joined by the column's joint; columns divided by tabs."""
        for column, (parts, joint) in enumerate(zip(cells, joints, strict=True)):
            if column:
                self.put("\t")
            for at, cell in enumerate(parts):
                if at:
                    self.put(joint)
                self.at(cell.label)
                self.put(cell.text)
        self.put("\n")

    def reading(self, notes: Iterable[str] = (), encoding: str = "") -> Reading:
        """All of it."""
        places = tuple(self._places)
        return Reading("".join(self._parts), _fewer(places), tuple(notes), encoding)


def _fewer(places: tuple[Place, ...]) -> tuple[Place, ...]:
    """Of too many places every so many-th: what lies between stands near it, and says so."""
    if len(places) <= PLACES:
        return places
    step = -(-len(places) // PLACES)
    return tuple(Place(one.start, f"{one.label}附近") for one in places[::step])


def one_line(words: str) -> str:
    """A cell's words in one line, without tabs: a line end within a cell does not end its row."""
    return " ".join(words.replace("\x00", "").split())
