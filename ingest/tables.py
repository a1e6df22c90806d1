"""Tables whose cells are parted by tabs: 序号 / 任务 / 牵头单位 / 配合单位.

A row is an item; a unit's column says its role.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ingest.clauses import read_clause
from ingest.lexicon import Cue, Lexicon
from ingest.responsibilities import Clause
from ingest.structure import Mark
from ingest.tokenize import Tokenizer
from ingest.types import Span
from ingest.view import View

_NUMBER = re.compile(r"\d{1,3}|[一二三四五六七八九十百]{1,5}")
LEAST_COLUMNS = 3
MOST_COLUMNS = 40


@dataclass(frozen=True, slots=True)
class Tables:
    """The rows that carry units, and what their cells say."""

    rows: tuple[Mark, ...]
    clauses: tuple[Clause, ...]


def read_tables(view: View, tokenizer: Tokenizer, lexicon: Lexicon) -> Tables:
    """Every row below a header that names a role: a line of as many cells."""
    rows: list[Mark] = []
    clauses: list[Clause] = []
    columns: dict[int, Cue] = {}
    width = 0
    for start, end in _lines(view.text):
        cells = _cells(view.text, start, end)
        if len(cells) < LEAST_COLUMNS or len(cells) > MOST_COLUMNS:
            columns = {}
            continue
        header = _roles(view.text, cells, lexicon)
        if header:
            columns, width = header, len(cells)
        elif columns and len(cells) == width:
            found = [_clause(view, cells[i], cue, tokenizer, lexicon) for i, cue in columns.items()]
            mark = _row(view.text, cells, columns)
            if mark is not None:
                rows.append(mark)
                clauses += [clause for clause in found if clause is not None]
    return Tables(tuple(rows), tuple(sorted(clauses, key=lambda clause: clause.whole)))


def _lines(text: str) -> Iterator[tuple[int, int]]:
    at = text.find("\t")
    at = text.rfind("\n", 0, at) + 1 if at >= 0 else len(text)
    while at < len(text):
        end = text.find("\n", at)
        end = len(text) if end < 0 else end
        yield at, end
        at = end + 1


def _cells(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Where each cell's words begin and end; equal for an empty cell."""
    cells = []
    for cell in text[start:end].split("\t"):
        words = cell.strip()
        first = start + len(cell) - len(cell.lstrip()) if words else start
        cells.append((first, first + len(words)))
        start += len(cell) + 1
    return cells


def _roles(text: str, cells: list[tuple[int, int]], lexicon: Lexicon) -> dict[int, Cue]:
    """The columns that a header gives to a role."""
    known = {cue.word: cue for cue in lexicon.labels}
    words = ["".join(text[start:end].split()) for start, end in cells]
    return {i: known[word] for i, word in enumerate(words) if word in known}


def _row(text: str, cells: list[tuple[int, int]], columns: dict[int, Cue]) -> Mark | None:
    """A row as an item: its number is its first cell, its title its longest."""
    first = next((start for start, end in cells if end > start), None)
    others = [cell for i, cell in enumerate(cells) if i not in columns and cell[1] > cell[0]]
    if first is None or not others:
        return None
    start, end = max(others, key=lambda cell: cell[1] - cell[0])
    number = text[slice(*cells[0])]
    return Mark("row", first, start, end, number if _NUMBER.fullmatch(number) else "")


def _clause(view: View, cell: tuple[int, int], cue: Cue, tokenizer: Tokenizer, lexicon: Lexicon) -> Clause | None:
    joined = view.part(*cell).joined()
    units = read_clause(joined, tokenizer, lexicon, column=cue) if joined.text else ()
    return Clause(Span(*cell), Span(*cell), joined, units, closed=True, kind="cell") if units else None
