"""Tables: 序号 / 任务 / 牵头单位 / 配合单位, whose cells are parted by tabs, bars or spaces, or stand one on a line.

A row is an item; a unit's column says its role.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from ingest.cell_tables import CellTables
from ingest.label_lines import breaks_name
from ingest.recognition import Recognizer
from ingest.row_tables import RowTables
from ingest.table_parts import Cell, Tables
from ingest.view import View

MOST_QUOTED = 12  # lines of a quoted cell

#: a unit's other name on a line of its own
_SECOND = re.compile(r"\n[^\S\n]{0,8}（[\u4e00-\u9fff]{3,16}）[^\S\n]{0,8}(?=\n|\Z)")


def read_tables(view: View, known: Recognizer) -> Tables:
    """Every row below a header that names a role."""
    found = Tables(view, known)
    if known.lexicon.label_head.search(view.text) is None:
        return found
    of_rows, of_cells = RowTables(found), CellTables(found)
    lines = list(_lines(view.text))
    if '"' in view.text:
        lines = list(_quoted(view.text, lines))
    if _SECOND.search(view.text) is not None:
        lines = _named_twice(view.text, lines)
    lines = list(_mended(view.text, lines, known))
    at = 0
    while at < len(lines):
        at = of_rows.read(lines, at) or of_cells.read(lines, at) or at + 1
    if not found.rows:  # a web page parts cells by blank lines, and a cell may have several
        blocks, at = list(_blocks(lines)), 0
        while at < len(blocks):
            at = of_cells.read(blocks, at) or at + 1
    found.clauses.sort(key=lambda clause: clause.whole)
    return found


def _lines(text: str) -> Iterator[Cell]:
    at = 0
    while at < len(text):
        end = text.find("\n", at)
        end = len(text) if end < 0 else end
        yield at, end - text.endswith("\r", at, end)
        at = end + 1


def _quoted(text: str, lines: Iterable[Cell]) -> Iterator[Cell]:
    """The lines, those put together over which a quoted cell of a sheet runs: 1⇥"市发改局⏎市住建局"⇥6月."""
    waiting: list[Cell] = []
    for start, end in lines:
        odd = text.count('"', start, end) % 2 == 1
        if waiting:
            waiting.append((start, end))
            if odd:
                yield waiting[0][0], end
                waiting = []
            elif end == start or len(waiting) > MOST_QUOTED:  # no cell: a mark by itself
                yield from waiting
                waiting = []
        elif odd and text.find("\t", start, end) >= 0:
            waiting = [(start, end)]
        else:
            yield start, end
    yield from waiting


def _named_twice(text: str, lines: Iterable[Cell]) -> list[Cell]:
    """The lines, one that is nothing but a second name put to the name above it: 省政府办公厅⏎（省政务局）."""
    found: list[Cell] = []
    for start, end in lines:
        if found and found[-1][1] > found[-1][0] and _SECOND.match(text, start - 1):
            found[-1] = found[-1][0], end
        else:
            found.append((start, end))
    return found


def _mended(text: str, lines: Iterable[Cell], known: Recognizer) -> Iterator[Cell]:
    """The lines, those put together over which the name of a unit runs: 市人力资源和⏎社会保障局."""
    waiting: Cell | None = None
    for line in lines:
        if waiting is not None and breaks_name(text, waiting[1], known):
            waiting = waiting[0], line[1]
            continue
        if waiting is not None:
            yield waiting
        waiting = line
    if waiting is not None:
        yield waiting


def _blocks(lines: list[Cell]) -> Iterator[Cell]:
    """What blank lines part."""
    begun = ended = -1
    for start, end in lines:
        if end > start:
            begun, ended = start if begun < 0 else begun, end
        elif begun >= 0:
            yield begun, ended
            begun = -1
    if begun >= 0:
        yield begun, ended
