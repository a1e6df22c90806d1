"""What tables of every shape share: cells, heads that name a role, what a cell of units says."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from ingest.clause import Clause
from ingest.clause_units import read_clause, speaks
from ingest.lexicon import Cue
from ingest.recognition import Recognizer
from ingest.structure import Mark
from ingest.types import Span
from ingest.view import View

NUMBER = re.compile(r"\d{1,3}|[一二三四五六七八九十百]{1,5}")
LEAST_COLUMNS = 3
LONGEST_HEAD = 24  # code points of a header's cell

NONE = frozenset({"—", "——", "/", "／", "无", "-", "－", "――", "略"})  # a cell that says nobody

Cell = tuple[int, int]


@dataclass(slots=True)
class Tables:
    """One text, and the rows and cells of units found in it so far."""

    view: View
    known: Recognizer
    rows: list[Mark] = field(default_factory=list)
    clauses: list[Clause] = field(default_factory=list)
    unread: list[Span] = field(default_factory=list)  # headers below which no row was made out
    silent: list[Span] = field(default_factory=list)  # cells of a role's column whose words name no unit: 同上

    def roles(self, cells: list[Cell]) -> dict[int, Cue]:
        """The columns that a header gives to a role."""
        named = {
            i: self.known.lexicon.label_named("".join(self.view.text[start:end].split()))
            for i, (start, end) in enumerate(cells)
            if 0 < end - start <= LONGEST_HEAD
        }
        return {i: cue for i, cue in named.items() if cue is not None and cue.role is not None}

    def is_header(self, cells: list[Cell]) -> bool:
        """Short cells only, and none that names a unit: 责任单位 in a sentence heads nothing, nor 责任单位 市教育局."""
        if any(end - start > LONGEST_HEAD for start, end in cells):
            return False
        words = ["".join(self.view.text[start:end].split()) for start, end in cells]
        return not any(self._is_unit(w) for w in words)

    def _is_unit(self, words: str) -> bool:
        label = self.known.lexicon.label_named(words)
        return label is None and self.known.is_unit(words) and speaks(words, self.known)

    def clause(self, cell: Cell, cue: Cue) -> Clause | None:
        """What a cell of that column says; None where it names nobody."""
        joined = self.view.part(*cell).joined(cell=True)
        units = read_clause(joined, self.known, column=cue) if joined.text else ()
        return Clause(Span(*cell), Span(*cell), joined, units, closed=True, kind="cell") if units else None


def stripped(text: str, start: int, end: int) -> Cell:
    """The cell without the white space round its words."""
    words = text[start:end]
    first = start + len(words) - len(words.lstrip())
    return first, max(first, start + len(words.rstrip()))
