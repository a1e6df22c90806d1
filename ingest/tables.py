"""Tables: 序号 / 任务 / 牵头单位 / 配合单位, whose cells are parted by tabs, bars or spaces, or stand one on a line.

A row is an item; a unit's column says its role.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ingest.clauses import PLACE, read_clause, speaks
from ingest.lexicon import Cue
from ingest.recognition import EVERYDAY, Recognizer
from ingest.responsibilities import LONGEST_STRAY, Clause
from ingest.structure import Mark, begins_item
from ingest.types import Span
from ingest.view import View

_NUMBER = re.compile(r"\d{1,3}|[一二三四五六七八九十百]{1,5}")
_RULE = re.compile(r"[|+\-—:：\s]+")  # | --- | --- | under a header
_NONE = frozenset({"—", "——", "/", "无", "-", "－", "――"})  # a cell that says nobody
_DATE = re.compile(r"[12]\d{3}年\d{1,2}月\d{1,2}日")
LEAST_COLUMNS = 3
NUMBER_HEADS = frozenset(("序号", "编号"))  # the first column where none of them is named
MOST_COLUMNS = 40
LONGEST_HEAD = 24  # code points of a header's cell
LONGEST_HEADER = MOST_COLUMNS * LONGEST_HEAD
MOST_LINES = 60  # without a unit end a table of one cell a line
MOST_FURTHER = 5  # lines of a cell of units after its first
MOST_BETWEEN = 3  # lines that head a group of rows, or are a note
MOST_WRAPPED = 6  # lines of one row

#: a unit's other name on a line of its own
_SECOND = re.compile(r"[^\S\n]{0,8}（[\u4e00-\u9fff、]{3,16}）[^\S\n]{0,8}")

#: what parts the cells of a line, the surest first
_SEPARATORS = (re.compile(r"\t"), re.compile(r"[|│｜]"), re.compile(r"[^\S\n]{2,}"), re.compile(r"[^\S\n]"))
_PLAIN = _SEPARATORS[2:]
_PARTED = re.compile(r"[|│｜\s]")  # by any of them, within a line

Cell = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Tables:
    """The rows that carry units, and what their cells say."""

    rows: tuple[Mark, ...]
    clauses: tuple[Clause, ...]


def read_tables(view: View, known: Recognizer) -> Tables:
    """Every row below a header that names a role."""
    if known.lexicon.label_head.search(view.text) is None:
        return Tables((), ())
    reader = _Tables(view, known)
    lines = _named_twice(view.text, _lines(view.text))
    at = 0
    while at < len(lines):
        at = reader.of_lines(lines, at) or reader.of_cells(lines, at) or at + 1
    if not reader.rows:  # a web page parts cells by blank lines, and a cell may have several
        blocks, at = list(_blocks(lines)), 0
        while at < len(blocks):
            at = reader.of_cells(blocks, at) or at + 1
    return Tables(tuple(reader.rows), tuple(sorted(reader.clauses, key=lambda clause: clause.whole)))


def _lines(text: str) -> Iterator[Cell]:
    at = 0
    while at < len(text):
        end = text.find("\n", at)
        end = len(text) if end < 0 else end
        yield at, end - text.endswith("\r", at, end)
        at = end + 1


def _named_twice(text: str, lines: Iterable[Cell]) -> list[Cell]:
    """The lines, one that is nothing but a second name put to the name above it: 省政府办公厅⏎（省政务局）."""
    found: list[Cell] = []
    for start, end in lines:
        if found and found[-1][1] > found[-1][0] and _SECOND.fullmatch(text, start, end):
            found[-1] = found[-1][0], end
        else:
            found.append((start, end))
    return found


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


class _Tables:
    """What was found so far in one text."""

    def __init__(self, view: View, known: Recognizer) -> None:
        self.view, self.known = view, known
        self.rows: list[Mark] = []
        self.clauses: list[Clause] = []

    def of_lines(self, lines: list[Cell], at: int) -> int:
        """A table of a row a line, whose header is line ``at``: the line after it; 0 where there is none."""
        text = self.view.text
        start, end = lines[at]
        if end - start > LONGEST_HEADER or _PARTED.search(text, start, end) is None:
            return 0
        if self.known.lexicon.label_head.search(text, start, end) is None:
            return 0
        for separator in _SEPARATORS:
            cells = _cells(text, start, end, separator)
            columns = self._roles(cells)
            if columns and LEAST_COLUMNS <= len(cells) <= MOST_COLUMNS and self._is_header(cells):
                return self._below(lines, at + 1, separator, columns, cells)
        return 0

    def _below(
        self, lines: list[Cell], at: int, separator: re.Pattern[str], columns: dict[int, Cue], heads: list[Cell]
    ) -> int:
        named = ["".join(self.view.text[slice(*head)].split()) for head in heads]
        numbers = next((i for i, head in enumerate(named) if head in NUMBER_HEADS), 0)
        beside = {i for i, head in enumerate(named) if head.endswith(self.known.lexicon.beside_heads)}
        index, missed = at, 0
        while index < len(lines) and missed <= MOST_BETWEEN:
            cells, index = self._wrapped(lines, index, separator, len(heads))
            if _RULE.fullmatch(self.view.text, *lines[index - 1]):
                continue
            if self._roles(cells) and (len(cells) >= LEAST_COLUMNS or separator in _PLAIN):
                return index - 1
            if len(cells) == len(heads):
                self._row(cells, columns, numbers, beside)
                missed = 0
            elif separator in _PLAIN:
                return index - 1
            elif len(cells) < LEAST_COLUMNS:  # else a row that lost a cell, or has one too many, says nothing
                missed += 1
        return index - missed

    def _wrapped(self, lines: list[Cell], at: int, separator: re.Pattern[str], wanted: int) -> tuple[list[Cell], int]:
        """The cells of the row that begins with line ``at``, and the line after it. A cell of several lines runs on
        in the next one, whose first cell is its rest."""
        first = cells = _cells(self.view.text, *lines[at], separator)
        if separator is not _SEPARATORS[0]:
            return cells, at + 1
        while len(cells) == wanted and at + 1 < len(lines) and self._goes_on(cells[-1], lines[at + 1]):
            at += 1
            cells = [*cells[:-1], (cells[-1][0], _stripped(self.view.text, *lines[at])[1])]
        if len(cells) == wanted or self._roles(cells):
            return cells, at + 1
        for index in range(at + 1, min(at + MOST_WRAPPED, len(lines))):
            if not 1 < len(cells) < wanted or not self.view.text[slice(*lines[index])].strip():
                break
            more = _cells(self.view.text, *lines[index], separator)
            if _NUMBER.fullmatch(self.view.text, *more[0]):
                break  # the next row
            said = [cell for cell in (cells[-1], more[0]) if cell[1] > cell[0]] or [cells[-1]]
            cells = [*cells[:-1], (said[0][0], said[-1][1]), *more[1:]]
            if len(cells) == wanted and len(more) > 1:
                return cells, index + 1
        return first, at + 1

    def _goes_on(self, cell: Cell, line: Cell) -> bool:
        """Whether the line is the rest of a cell that ends in the middle of a list."""
        listed = self.view.text.endswith(("、", "，"), *cell)
        return listed and line[1] > line[0] and _SEPARATORS[0].search(self.view.text, *line) is None

    def _row(self, cells: list[Cell], columns: dict[int, Cue], numbers: int, beside: set[int]) -> None:
        """A row as an item: its number is the cell of that column, its title the longest of those that may say what
        the task is."""
        text = self.view.text
        first = next((start for start, end in cells if end > start), None)
        said = {i: cell for i, cell in enumerate(cells) if i not in columns and cell[1] > cell[0]}
        others = [cell for i, cell in said.items() if i not in beside] or list(said.values())
        if first is None or not others:
            return
        found = [self._clause(cells[i], cue) for i, cue in columns.items()]
        start, end = max(others, key=lambda cell: cell[1] - cell[0])
        number = text[slice(*cells[numbers])]
        if not _NUMBER.fullmatch(number):
            number = ""
        elif cells[numbers][0] < min(start, *(cells[i][0] for i in columns)):
            first = cells[numbers][0]  # behind a cell of several rows: 一、妇女与健康
        self.rows.append(Mark("row", first, start, end, number, cells[-1][1]))
        self.clauses += [clause for clause in found if clause is not None]

    def of_cells(self, lines: list[Cell], at: int) -> int:
        """A table of a cell a line, whose header begins with line ``at``: the line after the table; 0 where there is
        none. Units stand on a line of their own, or on as many as there are columns of units; lines above are the
        task's."""
        start, end = lines[at]
        if not 0 < end - start <= LONGEST_HEAD:  # as most lines are: no header begins
            return 0
        heads = self._heads(lines, at)
        cues = [cue for _, cue in heads if cue is not None]
        if len(heads) < LEAST_COLUMNS or not cues:
            return 0
        index = at + len(heads)
        task: list[Cell] = []
        missed = 0
        while index < len(lines) and missed < MOST_LINES:
            told = any(not _NUMBER.fullmatch(self.view.text, *cell) for cell in task)
            units = self._run(lines, index, cues) if told else []
            names = all(self._is_name(cell) for cell in task)
            further = self._further(lines, index + len(units), units[-1][1]) if units else []
            if units and (names or len(further) > MOST_FURTHER):
                break  # a web page's list of offices has begun
            units += further
            if units and self._signs_off(lines, index + len(units)):
                break
            if units:
                self._cell_row(task, units)
                task, missed = [], 0
                index += len(units)
                continue
            start, end = _stripped(self.view.text, *lines[index])
            if end > start and not self.known.lexicon.remarks.fullmatch(self.view.text, start, end):
                task.append((start, end))
                missed += 1
            index += 1
        return index if self.rows else 0

    def _further(self, lines: list[Cell], at: int, cue: Cue) -> list[tuple[Cell, Cue, Clause | None]]:
        """Units on the lines that follow: the last column's cell has several lines."""
        found: list[tuple[Cell, Cue, Clause | None]] = []
        for line in lines[at : at + MOST_FURTHER + 1]:
            cell = _stripped(self.view.text, *line)
            clause = self._clause(cell, cue) if cell[1] > cell[0] else None
            if clause is None or not self._names(clause) or not self._is_office(clause.units[0].words):
                break
            found.append((cell, cue, clause))
        return found

    def _is_name(self, cell: Cell) -> bool:
        return _NUMBER.fullmatch(self.view.text, *cell) is not None or self._is_office(self.view.text[slice(*cell)])

    def _is_office(self, words: str) -> bool:
        suffix = self.known.suffix_of(words)  # 打造测试基地 is a task
        return suffix is not None and suffix.kind not in EVERYDAY

    def _heads(self, lines: list[Cell], at: int) -> list[tuple[str, Cue | None]]:
        """The words of a header of one cell a line, and the role of each."""
        found: list[tuple[str, Cue | None]] = []
        for index in range(at, len(lines)):
            start, end = lines[index]
            if not 0 < end - start <= LONGEST_HEAD:
                break
            words = "".join(self.view.text[start:end].split())
            cue = self.known.lexicon.label_named(words)
            head = words in self.known.lexicon.table_heads or words.endswith(self.known.lexicon.head_ends)
            if cue is None and (not head or begins_item(self.view.text, start)):
                break
            found.append((words, cue if cue is not None and cue.role is not None else None))
        return found

    def _run(self, lines: list[Cell], at: int, cues: list[Cue]) -> list[tuple[Cell, Cue, Clause | None]]:
        """The cells of units that begin with line ``at``, one for each column, fewer where the last are missing."""
        found: list[tuple[Cell, Cue, Clause | None]] = []
        for (start, end), cue in zip(lines[at : at + len(cues)], cues, strict=False):
            cell = _stripped(self.view.text, start, end)
            nobody = self.view.text[slice(*cell)] in _NONE
            clause = None if nobody else self._clause(cell, cue)
            if not nobody and (clause is None or not self._names(clause)):
                break
            found.append((cell, cue, clause))
        first = next((clause.units for _, _, clause in found if clause is not None), ())
        return found if any(speaks(unit.words, self.known) for unit in first) else []  # 开办企业 is a task

    def _names(self, clause: Clause) -> bool:
        """Whether the cell holds units and nothing else; names that no suffix tells are short, and fewer."""
        others = [u.words for u in clause.units if not (self.known.is_unit(u.words) or PLACE.fullmatch(u.words))]
        return 2 * len(others) <= len(clause.units) and all(len(name) <= LONGEST_STRAY for name in others)

    def _cell_row(self, task: list[Cell], units: list[tuple[Cell, Cue, Clause | None]]) -> None:
        text = self.view.text
        numbered = [i for i, cell in enumerate(task) if _NUMBER.fullmatch(text, *cell)]
        task = task[numbered[-1] :] if numbered and numbered[-1] + 1 < len(task) else task  # headings stand above it
        number = next((text[slice(*cell)] for cell in task if _NUMBER.fullmatch(text, *cell)), "")
        others = [cell for cell in task if not _NUMBER.fullmatch(text, *cell)] or task
        start, end = max(others, key=lambda cell: cell[1] - cell[0])
        self.rows.append(Mark("row", task[0][0], start, end, number, units[-1][0][1]))
        self.clauses += [clause for _, _, clause in units if clause is not None]

    def _signs_off(self, lines: list[Cell], at: int) -> bool:
        """Whether a date follows: then the unit is the one that signed."""
        following = next((self.view.text[a:b] for a, b in lines[at : at + 3] if self.view.text[a:b].strip()), "")
        return _DATE.search(following) is not None

    def _roles(self, cells: list[Cell]) -> dict[int, Cue]:
        """The columns that a header gives to a role."""
        named = {
            i: self.known.lexicon.label_named("".join(self.view.text[start:end].split()))
            for i, (start, end) in enumerate(cells)
            if 0 < end - start <= LONGEST_HEAD
        }
        return {i: cue for i, cue in named.items() if cue is not None and cue.role is not None}

    def _is_header(self, cells: list[Cell]) -> bool:
        """Short cells only: 责任单位 in a sentence heads nothing."""
        return all(end - start <= LONGEST_HEAD for start, end in cells)

    def _clause(self, cell: Cell, cue: Cue) -> Clause | None:
        joined = self.view.part(*cell).joined(cell=True)
        units = read_clause(joined, self.known, column=cue) if joined.text else ()
        return Clause(Span(*cell), Span(*cell), joined, units, closed=True, kind="cell") if units else None


def _cells(text: str, start: int, end: int, separator: re.Pattern[str]) -> list[Cell]:
    """Where each cell's words begin and end; equal for an empty cell. Bars and spaces round a line part nothing."""
    if separator is not _SEPARATORS[0]:
        start, end = _stripped(text, start, end)
        if separator is _SEPARATORS[1]:
            start += text.startswith(("|", "│", "｜"), start, end)
            end -= text.endswith(("|", "│", "｜"), start, end)
    cells = []
    at = start
    for mark in [*separator.finditer(text, start, end), None]:
        stop = mark.start() if mark else end
        first, last = _stripped(text, at, stop)
        cells.append((first, last) if last > first else (at, at))
        at = mark.end() if mark else end
    return cells


def _stripped(text: str, start: int, end: int) -> Cell:
    words = text[start:end]
    first = start + len(words) - len(words.lstrip())
    return first, max(first, start + len(words.rstrip()))
