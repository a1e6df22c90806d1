"""Tables that a PDF gives line by line: cells parted by spaces, each row over several lines, words broken between them.

    序号 项目名称 目标任务 牵头单位 责任单位 县级领导
    1 农村公路提质 新建旅游路28公里，危桥改
    造8座 县交通运输局 县财政局、县发展和改革
    局、各乡镇人民政府 王某

A row begins with its number and ends before the next; a space parts cells, a line's end parts nothing.
"""

from __future__ import annotations

import re
from itertools import pairwise

from ingest.clause import Clause
from ingest.clause_units import read_clause
from ingest.lexicon import Cue
from ingest.structure import Mark
from ingest.table_parts import LEAST_COLUMNS, Cell, Tables
from ingest.view import View

LEAST_ROWS = 2
MOST_LINES = 14  # of one row
_BEGINS = re.compile(r"[^\S\n]{0,8}(\d{1,3})[.、]?[^\S\n]{1,8}(?=\S)")
#: what stands between rows: a heading of some, the number of a page
_BETWEEN = re.compile(
    r"[^\S\n]{0,8}(?:[一二三四五六七八九十]{1,3}、|（[一二三四五六七八九十]{1,3}）|[-—]?[^\S\n]?\d{0,3}[^\S\n]?[-—]?[^\S\n]{0,8}\Z)"
)


def read_wrapped(found: Tables, lines: list[Cell], at: int, columns: dict[int, Cue], width: int) -> int:
    """The rows below a header that ends before line ``at``, of ``width`` columns: the line after the last of them, or 0
    where fewer than LEAST_ROWS are made out, or more rows are not than are."""
    cues = [columns[i] for i in sorted(columns)]
    behind = width - 1 - max(columns)
    if max(columns) - min(columns) != len(cues) - 1 or min(columns) < LEAST_COLUMNS - 2:
        return 0
    rows: list[tuple[Mark, list[Clause]]] = []
    missed = 0
    index = after = at
    while index < len(lines):
        begins = _BEGINS.match(found.view.text, *lines[index])
        if begins is None:
            if index > after + MOST_LINES or not _goes_on(found, lines[index]):
                break
            index += 1
            continue
        end = _end(found, lines, index)
        row = _row(found, begins, lines[end - 1][1], cues, behind)
        if row is not None:
            rows.append(row)
        missed += row is None
        index = after = end
    if len(rows) < max(LEAST_ROWS, missed):
        return 0
    for mark, clauses in rows:
        found.rows.append(mark)
        found.clauses += clauses
    return after


def _goes_on(found: Tables, line: Cell) -> bool:
    """Whether a line that begins no row is one between rows: empty, a heading, a page's number, the header again."""
    text = found.view.text
    return _BETWEEN.match(text, *line) is not None or found.known.lexicon.label_head.search(text, *line) is not None


def _end(found: Tables, lines: list[Cell], at: int) -> int:
    """The line after the row that begins with line ``at``."""
    for index in range(at + 1, min(at + MOST_LINES, len(lines))):
        line = lines[index]
        if line[0] == line[1] or _goes_on(found, line) or _BEGINS.match(found.view.text, *line):
            return index
    return min(at + MOST_LINES, len(lines))


def _row(
    found: Tables, begins: re.Match[str], end: int, cues: list[Cue], behind: int
) -> tuple[Mark, list[Clause]] | None:
    """The row and its cells of units; None where they are not made out, or more cells are units' than columns are."""
    joined = found.view.part(begins.end(), end).joined()
    cuts = [0, *sorted(joined.gaps), len(joined.text)]
    cells = [joined.part(start, stop) for start, stop in pairwise(cuts)]
    for last in range(max(len(cells) - behind, len(cues)), len(cells) + 1):
        beside = cells[last - len(cues) - 1 : last - len(cues)] + cells[last : last + 1]
        if any(found.known.is_unit(cell.text) for cell in beside):
            return None
        clauses = [
            clause
            for cell, cue in zip(cells[last - len(cues) : last], cues, strict=True)
            if (clause := _clause(found, cell, cue)) is not None
        ]
        if len(clauses) == len(cues) and last > len(cues):
            title = cells[0].span(0, len(cells[0].text))
            return Mark("row", begins.start(1), title.start, title.end, begins[1], end), clauses
    return None


def _clause(found: Tables, cell: View, cue: Cue) -> Clause | None:
    """A cell that names units and nothing else."""
    units = read_clause(cell, found.known, column=cue) if cell.text else ()
    if not units or not all(found.known.is_named(unit.words) for unit in units):
        return None
    span = cell.span(0, len(cell.text))
    return Clause(span, span, cell, units, closed=True, kind="cell")
