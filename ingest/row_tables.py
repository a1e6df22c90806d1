"""Tables of a row a line, whose cells are parted by tabs, bars or spaces."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ingest.lexicon import Cue
from ingest.structure import Mark, behind_number
from ingest.table_parts import LEAST_COLUMNS, LONGEST_HEAD, NONE, NUMBER, Cell, Tables, stripped
from ingest.types import Span
from ingest.wrapped_rows import read_wrapped

_SAYS = re.compile(r"[\u4e00-\u9fff]|[（(“《]")  # what a task begins with: not 12345
_RULE = re.compile(r"[|+\-—:：\s]+")  # | --- | --- | under a header
NUMBER_HEADS = frozenset(("序号", "编号"))  # the first column where none of them is named
MOST_COLUMNS = 40
LONGEST_HEADER = MOST_COLUMNS * LONGEST_HEAD
MOST_BETWEEN = 3  # lines that head a group of rows, or are a note
LONGEST_TITLE = 40  # code points of a line that heads rows
LEAST_TASK = 4  # of a task in the row below one without a number
MOST_WRAPPED = 6  # lines of one row

#: what parts the cells of a line, the surest first
_SEPARATORS = (re.compile(r"\t"), re.compile(r"[|│｜]"), re.compile(r"[^\S\r\n]{2,}"), re.compile(r"[^\S\r\n]"))
_PLAIN = _SEPARATORS[2:]
_PARTED = re.compile(r"[|│｜\s]")  # by any of them, within a line


@dataclass(frozen=True, slots=True)
class _Heads:
    """The columns of a table by what their heads say."""

    number: int
    name: int  # of the task; -1 where none is called so
    beside: frozenset[int]  # that never say what the task is


class RowTables:
    """Reads them into ``found``."""

    def __init__(self, found: Tables) -> None:
        self.found, self.view, self.known = found, found.view, found.known
        self._named = ""  # what the row before is called
        self._keeps_empty = "\t\t" in found.view.text  # empty cells within a row are written

    def read(self, lines: list[Cell], at: int) -> int:
        """A table of a row a line, whose header is line ``at``: the line after it; 0 where there is none."""
        text = self.view.text
        start, end = lines[at]
        if end - start > LONGEST_HEADER or _PARTED.search(text, start, end) is None:
            return 0
        if self.known.lexicon.label_head.search(text, start, end) is None:
            return 0
        for separator in _SEPARATORS:
            cells = self._heads(_cells(text, start, end, separator), separator)
            columns = self.found.roles(cells)
            if columns and LEAST_COLUMNS <= len(cells) <= MOST_COLUMNS and self.found.is_header(cells):
                rows = len(self.found.rows)
                after = self._below(lines, at + 1, separator, columns, self._whole_header(lines, at, cells, separator))
                heads_more = after < len(lines) and self.found.roles(_cells(text, *lines[after], separator))
                if len(self.found.rows) == rows and not heads_more:
                    wrapped = separator in _PLAIN and read_wrapped(self.found, lines, at + 1, columns, len(cells))
                    if wrapped:
                        return wrapped
                    self.found.unread.append(Span(*stripped(text, start, end)))
                return after
        return 0

    def _heads(self, cells: list[Cell], separator: re.Pattern[str]) -> list[Cell]:
        """The cells of a header, those put together over which a word is spread: 任　　务."""
        if separator not in _PLAIN:
            return cells
        found: list[Cell] = []
        for start, end in cells:
            words = "".join(self.view.text[found[-1][0] : end].split()) if found else ""
            if end - start == 1 and words in self.known.lexicon.columns:
                found[-1] = found[-1][0], end
            else:
                found.append((start, end))
        return found

    def _whole_header(self, lines: list[Cell], at: int, cells: list[Cell], separator: re.Pattern[str]) -> list[Cell]:
        """The heads of a header of two lines: what stands above an empty one goes for both."""
        above = _cells(self.view.text, *lines[at - 1], separator) if at > 0 else []
        if len(above) != len(cells) or not self.found.is_header(above):
            return cells
        return [cell if cell[1] > cell[0] else over for cell, over in zip(cells, above, strict=True)]

    def _below(
        self, lines: list[Cell], at: int, separator: re.Pattern[str], columns: dict[int, Cue], heads: list[Cell]
    ) -> int:
        words = ["".join(self.view.text[slice(*head)].split()) for head in heads]
        named = _Heads(
            number=next((i for i, head in enumerate(words) if head in NUMBER_HEADS), 0),
            name=next((i for i, head in enumerate(words) if head in self.known.lexicon.name_heads), -1),
            beside=frozenset(i for i, head in enumerate(words) if head.endswith(self.known.lexicon.beside_heads)),
        )
        self._named = ""
        index, missed = at, 0
        while index < len(lines) and missed <= MOST_BETWEEN:
            cells, index = self._wrapped(lines, index, separator, len(heads))
            if _RULE.fullmatch(self.view.text, *lines[index - 1]):
                continue
            if self.found.roles(cells) and (len(cells) >= LEAST_COLUMNS or separator in _PLAIN):
                return index - 1
            if separator is _PLAIN[0] and len(cells) == len(heads) - 1:
                cells = self._run_together(cells, columns)
            if self._lacks_last(cells, columns, len(heads)):
                end = cells[-1][1]
                cells = cells + [(end, end)] * (len(heads) - len(cells))
            if len(cells) == len(heads):
                self._row(cells, columns, named)
                missed = 0
            elif separator in _PLAIN:
                if not (len(cells) == 1 and self._heads_rows(lines, index, separator, columns, len(heads))):
                    return index - 1
            elif len(cells) < LEAST_COLUMNS:  # else a row that lost a cell, or has one too many, says nothing
                missed += 1
        return index - missed

    def _heads_rows(
        self, lines: list[Cell], at: int, separator: re.Pattern[str], columns: dict[int, Cue], wanted: int
    ) -> bool:
        """Whether the line before line ``at`` heads the rows that begin there: 一、强化源头治理. The first of them says
        a task, a long one where the line has no number; not 检查安排⏎周一 市教育局 市卫健委."""
        start, end = stripped(self.view.text, *lines[at - 1])
        titled = LEAST_COLUMNS <= end - start <= LONGEST_TITLE and self.view.text[end - 1] not in "。；，、："
        cells = _cells(self.view.text, *lines[at], separator) if titled and at < len(lines) else []
        if len(cells) != wanted:
            return False
        said = [self.view.text[slice(*cell)] for i, cell in enumerate(cells) if i not in columns]
        least = 1 if behind_number(self.view.text, start) > start else LEAST_TASK
        return any(len(words) >= least and _SAYS.match(words) and not self.known.is_named(words) for words in said)

    def _wrapped(self, lines: list[Cell], at: int, separator: re.Pattern[str], wanted: int) -> tuple[list[Cell], int]:
        """The cells of the row that begins with line ``at``, and the line after it. A cell of several lines runs on
        in the next one, whose first cell is its rest."""
        first = cells = _cells(self.view.text, *lines[at], separator)
        if separator is not _SEPARATORS[0]:
            return cells, at + 1
        while len(cells) == wanted and at + 1 < len(lines) and self._goes_on(cells[-1], lines[at + 1]):
            at += 1
            cells = [*cells[:-1], (cells[-1][0], stripped(self.view.text, *lines[at])[1])]
        if len(cells) == wanted or self.found.roles(cells):
            return cells, at + 1
        for index in range(at + 1, min(at + MOST_WRAPPED, len(lines))):
            if not 1 < len(cells) < wanted or not self.view.text[slice(*lines[index])].strip():
                break
            more = _cells(self.view.text, *lines[index], separator)
            if NUMBER.fullmatch(self.view.text, *more[0]):
                break  # the next row
            said = [cell for cell in (cells[-1], more[0]) if cell[1] > cell[0]] or [cells[-1]]
            cells = [*cells[:-1], (said[0][0], said[-1][1]), *more[1:]]
            if len(cells) == wanted and len(more) > 1:
                return cells, index + 1
        return first, at + 1

    def _run_together(self, cells: list[Cell], columns: dict[int, Cue]) -> list[Cell]:
        """The cells of a row, one of which a single space parts from the next: 机器人及智造装备 贺建国. Unchanged where
        who does what would not stand in its columns then."""
        first = next((i for i, cell in enumerate(cells[: min(columns)]) if self.view.text.find(" ", *cell) > 0), -1)
        if first < 0:
            return cells
        start, end = cells[first]
        at = self.view.text.rfind(" ", start, end)
        parted = [*cells[:first], (start, at), (at + 1, end), *cells[first + 1 :]]
        said = [self.found.clause(parted[i], cue) for i, cue in columns.items()]
        return cells if None in said else parted

    def _lacks_last(self, cells: list[Cell], columns: dict[int, Cue], wanted: int) -> bool:
        """Whether a row's last cells, empty ones, are gone with the white space at its end: it has a number, and those
        that are left hold units where the header says so, and none in the column before."""
        first = min(columns)
        if not first < len(cells) < wanted or not NUMBER.fullmatch(self.view.text, *cells[0]):
            return False
        if max(columns) >= len(cells) and not self._keeps_empty:
            return False  # the one that is gone may have stood between them
        left = [(cells[i], cue) for i, cue in columns.items() if i < len(cells) and cells[i][1] > cells[i][0]]
        said = [self.found.clause(cell, cue) for cell, cue in left]
        before = self.found.clause(cells[first - 1], columns[first]) if first else None
        shifted = before is not None and all(self.known.is_unit(unit.words) for unit in before.units)
        return bool(said) and None not in said and not shifted

    def _goes_on(self, cell: Cell, line: Cell) -> bool:
        """Whether the line is the rest of a cell that ends in the middle of a list."""
        listed = self.view.text.endswith(("、", "，"), *cell)
        return listed and line[1] > line[0] and _SEPARATORS[0].search(self.view.text, *line) is None

    def _row(self, cells: list[Cell], columns: dict[int, Cue], heads: _Heads) -> None:
        """A row as an item: its number is the cell of that column, its title what the column of names says, else the
        longest of those that may say what the task is. One without number and units is a group's head or a note."""
        text = self.view.text
        first = next((start for start, end in cells if end > start), None)
        said = {i: cell for i, cell in enumerate(cells) if i not in columns and cell[1] > cell[0]}
        others = [cell for i, cell in said.items() if i not in heads.beside] or list(said.values())
        number = text[slice(*cells[heads.number])]
        nobody = all(cells[i][1] <= cells[i][0] for i in columns)
        if first is None or not others or (nobody and not number.isdecimal()):
            return
        found = [self.found.clause(cells[i], cue) for i, cue in columns.items()]
        start, end = max(others, key=lambda cell: cell[1] - cell[0])
        if heads.name in said and text[slice(*said[heads.name])] != self._named:
            start, end = said[heads.name]
            self._named = text[start:end]  # a name that several rows share says of none what is to be done
        if not NUMBER.fullmatch(number):
            number = ""
        elif cells[heads.number][0] < min(start, *(cells[i][0] for i in columns)):
            first = cells[heads.number][0]  # behind a cell of several rows: 一、妇女与健康
        self.found.rows.append(Mark("row", first, start, end, number, cells[-1][1]))
        self.found.clauses += [clause for clause in found if clause is not None]
        for i, clause in zip(columns, found, strict=True):
            if clause is None and cells[i][1] > cells[i][0] and text[slice(*cells[i])] not in NONE:
                self.found.silent.append(Span(*cells[i]))


def _cells(text: str, start: int, end: int, separator: re.Pattern[str]) -> list[Cell]:
    """Where each cell's words begin and end; equal for an empty cell. Bars and spaces round a line part nothing,
    and the quotation marks round a sheet's cell are none of it."""
    if separator is not _SEPARATORS[0]:
        start, end = stripped(text, start, end)
        if separator is _SEPARATORS[1]:
            start += text.startswith(("|", "│", "｜"), start, end)
            end -= text.endswith(("|", "│", "｜"), start, end)
    cells = []
    at = start
    for mark in [*separator.finditer(text, start, end), None]:
        stop = mark.start() if mark else end
        first, last = stripped(text, at, stop)
        if last - first > 1 and text[first] == text[last - 1] == '"':
            first, last = stripped(text, first + 1, last - 1)
        cells.append((first, last) if last > first else (at, at))
        at = mark.end() if mark else end
    return cells
