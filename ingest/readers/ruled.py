"""Tables that a page rules with lines: their cells, and what stands in each. Lengths are points, y down.

The one module that imports pdfplumber.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pdfplumber
from pdfplumber.table import cells_to_tables, edges_to_intersections, intersections_to_cells, merge_edges

from ingest.limits import CELLS
from ingest.readers.building import Cell, one_line, too_much
from ingest.readers.grid import Row
from ingest.readers.layout import Table

LEAST_RULES = 6  # drawn lines or boxes of a page that may hold a table
MOST_RULES = 20_000
LEAST_RULE = 8.0  # shorter ones rule nothing
OPEN = 3.0  # from the nearest rule at which a table is open
NEAR = 3.0  # within which rules are one, or meet
ENDS = 1.0  # within which two edges of cells are one

Box = tuple[float, float, float, float]  # x0, top, x1, bottom


@dataclass(frozen=True, slots=True)
class Rule:
    """A straight line, level or upright."""

    x0: float
    top: float
    x1: float
    bottom: float

    @property
    def upright(self) -> bool:
        """Whether it is higher than wide."""
        return self.bottom - self.top > self.x1 - self.x0


class PdfRules:
    """The tables of a PDF's pages. The document is opened again for them, once it is needed."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._document: pdfplumber.pdf.PDF | None = None

    def tables(self, number: int) -> list[list[Box]]:
        """The cells of each table on a page."""
        if self._document is None:
            self._document = pdfplumber.open(io.BytesIO(self._data))
        page = self._document.pages[number]
        rules = [Rule(edge["x0"], edge["top"], edge["x1"], edge["bottom"]) for edge in page.edges]
        found = page.find_tables({"explicit_horizontal_lines": _open_ends(rules)})
        page.close()
        return [list(one.cells) for one in found]


def tables_of(rules: Sequence[Rule]) -> list[list[Box]]:
    """The cells of each table that these rules draw."""
    if not LEAST_RULES <= len(rules) <= MOST_RULES:
        return []
    left, right = min(rule.x0 for rule in rules), max(rule.x1 for rule in rules)
    closing = [Rule(left, end, right, end) for end in _open_ends(rules)]
    edges = [
        {
            "orientation": "v" if rule.upright else "h",
            "x0": rule.x0,
            "x1": rule.x1,
            "top": rule.top,
            "bottom": rule.bottom,
            "doctop": rule.top,
            "width": rule.x1 - rule.x0,
            "height": rule.bottom - rule.top,
        }
        for rule in (*rules, *closing)
        if max(rule.bottom - rule.top, rule.x1 - rule.x0) > LEAST_RULE
    ]
    merged = merge_edges(edges, NEAR, NEAR, NEAR, NEAR)
    cells = intersections_to_cells(edges_to_intersections(merged, NEAR, NEAR))
    return [list(one) for one in cells_to_tables(cells)]


class Filling:
    """Makes tables of cells; counts the cells of a document."""

    def __init__(self) -> None:
        self._cells = 0

    def table(self, cells: Sequence[Box], words: Callable[[Box], str], label: str) -> Table | None:
        """The table with the words of its cells; None where it is none. Raises BeyondLimits."""
        if len(cells) < 4:
            return None
        xs = _edges([x for cell in cells for x in (cell[0], cell[2])])
        ys = _edges([y for cell in cells for y in (cell[1], cell[3])])
        self._cells += len(xs) * len(ys)
        if self._cells > CELLS:
            raise too_much("单元格", "cells")
        if len(xs) < 3 or len(ys) < 3:
            return None
        grid: list[Row] = [[Cell("") for _ in xs[:-1]] for _ in ys[:-1]]
        for box in cells:
            made = Cell(one_line(words(box)), label)
            for y in range(_at(ys, box[1]), _at(ys, box[3])):
                for x in range(_at(xs, box[0]), _at(xs, box[2])):
                    grid[y][x] = made
        return Table(xs[0], ys[0], xs[-1], ys[-1], grid)


def holds(box: Box, x0: float, top: float, x1: float, bottom: float) -> bool:
    """Whether the middle of something stands in a box."""
    return box[0] <= (x0 + x1) / 2 <= box[2] and box[1] <= (top + bottom) / 2 <= box[3]


def _open_ends(rules: Sequence[Rule]) -> list[float]:
    """Where the upright rules of a page begin and end: a row that goes on overleaf is not closed by a rule."""
    upright = [rule for rule in rules if rule.upright and rule.bottom - rule.top > LEAST_RULE]
    level = [rule.top for rule in rules if not rule.upright and rule.x1 - rule.x0 > LEAST_RULE]
    ends = {min(rule.top for rule in upright), max(rule.bottom for rule in upright)} if upright else set()
    return [end for end in sorted(ends) if all(abs(end - at) > OPEN for at in level)]


def _edges(values: list[float]) -> list[float]:
    edges: list[float] = []
    for value in sorted(values):
        if not edges or value - edges[-1] > ENDS:
            edges.append(value)
    return edges


def _at(edges: list[float], value: float) -> int:
    return min(range(len(edges)), key=lambda at: abs(edges[at] - value))
