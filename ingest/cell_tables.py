"""Tables that have come apart: a cell a line, or what blank lines part."""

from __future__ import annotations

import re
from itertools import takewhile

from ingest.clause import Clause
from ingest.clause_units import speaks
from ingest.label_lines import LONGEST_STRAY
from ingest.lexicon import Cue
from ingest.recognition import EVERYDAY
from ingest.structure import Mark, begins_item
from ingest.table_parts import LEAST_COLUMNS, LONGEST_HEAD, NONE, NUMBER, Cell, Tables, stripped

_DATE = re.compile(r"[12]\d{3}年\d{1,2}月\d{1,2}日(?!之?前|以前)")  # of signing: 2024年1月10日前 is a deadline
_COMPANIES = ("公司", "集团", "银行", "农商行", "信用社")
_BELOW = re.compile(r"\s*(?:抄送|分送|主送|相关链接|友情链接|发布机构|信息来源|上一篇|下一篇|责任编辑)")
MOST_LINES = 60  # without a unit end a table of one cell a line
MOST_FURTHER = 5  # lines of a cell of units after its first


class CellTables:
    """Reads them into ``found``."""

    def __init__(self, found: Tables) -> None:
        self.found, self.view, self.known = found, found.view, found.known

    def read(self, lines: list[Cell], at: int) -> int:
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
        before = [words for words, _ in takewhile(lambda head: head[1] is None, heads)]
        task: list[Cell] = []
        missed = 0
        while index < len(lines) and missed < MOST_LINES and not self._is_over(lines[index]):
            told = any(not NUMBER.fullmatch(self.view.text, *cell) for cell in task)
            units = self._run(lines, index, cues) if told else []
            names = all(self._is_name(cell) for cell in task)
            further = self._further(lines, index + len(units), units[-1][1]) if units else []
            if units and (names or len(further) > MOST_FURTHER):
                break  # a web page's list of offices has begun
            units += further
            if units and self._signs_off(lines, index + len(units)):
                break
            if units:
                self._cell_row(task, units, before)
                task, missed = [], 0
                index += len(units)
                continue
            start, end = stripped(self.view.text, *lines[index])
            if end > start and not self.known.lexicon.remarks.fullmatch(self.view.text, start, end):
                task.append((start, end))
                missed += 1
            index += 1
        return index if self.found.rows else 0

    def _is_over(self, line: Cell) -> bool:
        """Whether a table of a row a line begins there, or what stands below a text."""
        if _BELOW.match(self.view.text, *line):
            return True
        if self.view.text.find("\t", *line) < 0:
            return False
        return self.known.lexicon.label_head.search(self.view.text, *line) is not None

    def _further(self, lines: list[Cell], at: int, cue: Cue) -> list[tuple[Cell, Cue, Clause | None]]:
        """Units on the lines that follow: the last column's cell has several lines."""
        found: list[tuple[Cell, Cue, Clause | None]] = []
        for line in lines[at : at + MOST_FURTHER + 1]:
            cell = stripped(self.view.text, *line)
            clause = self.found.clause(cell, cue) if cell[1] > cell[0] and not self._is_footer(cell) else None
            if clause is None or not self._names(clause) or not self._may_follow(clause.units[0].words):
                break
            found.append((cell, cue, clause))
        return found

    def _is_name(self, cell: Cell) -> bool:
        return NUMBER.fullmatch(self.view.text, *cell) is not None or self._is_office(self.view.text[slice(*cell)])

    def _may_follow(self, words: str) -> bool:
        """Whether a name in a line of its own can only be one more unit of the cell above: 市城发集团, 监利农商行,
        长江航运公安局荆州分局监利派出所; not 建设测试基地, which is the next task."""
        if not self.known.is_unit(words):
            return False
        if self._is_office(words) or speaks(words, self.known) or words.endswith(_COMPANIES):
            return True
        return any(self._is_office(words[: token.end]) for token in self.known.tokens(words)[:-1])

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
            head = words in self.known.lexicon.columns or words.endswith(self.known.lexicon.head_ends)
            if cue is None and (not head or begins_item(self.view.text, start)):
                break
            found.append((words, cue if cue is not None and cue.role is not None else None))
        return found

    def _run(self, lines: list[Cell], at: int, cues: list[Cue]) -> list[tuple[Cell, Cue, Clause | None]]:
        """The cells of units that begin with line ``at``, one for each column, fewer where the last are missing."""
        found: list[tuple[Cell, Cue, Clause | None]] = []
        for (start, end), cue in zip(lines[at : at + len(cues)], cues, strict=False):
            cell = stripped(self.view.text, start, end)
            nobody = self.view.text[slice(*cell)] in NONE
            clause = None if nobody or self._is_footer(cell) else self.found.clause(cell, cue)
            if not nobody and (clause is None or not self._names(clause)):
                break
            found.append((cell, cue, clause))
        first = next((clause.units for _, _, clause in found if clause is not None), ())
        return found if any(speaks(unit.words, self.known) for unit in first) else []  # 开办企业 is a task

    def _is_footer(self, cell: Cell) -> bool:
        """主办：云川市人民政府 at a web page's end."""
        named, colon, _ = self.view.text[slice(*cell)].partition("：")
        cue = self.known.lexicon.label_named(named) if colon else None
        return cue is not None and cue.bracketed

    def _names(self, clause: Clause) -> bool:
        """Whether the cell holds units and nothing else; names that no suffix tells are short, and fewer."""
        others = [u.words for u in clause.units if not self.known.is_named(u.words)]
        return 2 * len(others) <= len(clause.units) and all(len(name) <= LONGEST_STRAY for name in others)

    def _cell_row(self, task: list[Cell], units: list[tuple[Cell, Cue, Clause | None]], heads: list[str]) -> None:
        """``heads``: of the columns before the first of units; one of them may say what a task is called."""
        text = self.view.text
        numbered = [i for i, cell in enumerate(task) if NUMBER.fullmatch(text, *cell)]
        task = task[numbered[-1] :] if numbered and numbered[-1] + 1 < len(task) else task  # headings stand above it
        number = next((text[slice(*cell)] for cell in task if NUMBER.fullmatch(text, *cell)), "")
        others = [cell for cell in task if not NUMBER.fullmatch(text, *cell)] or task
        start, end = max(others, key=lambda cell: cell[1] - cell[0])
        heads = heads[-len(task) :]  # the title above may end as a head does: 重点任务清单
        if len(task) == len(heads):
            named = (cell for cell, head in zip(task, heads, strict=True) if head in self.known.lexicon.name_heads)
            start, end = next(named, (start, end))
        self.found.rows.append(Mark("row", task[0][0], start, end, number, units[-1][0][1]))
        self.found.clauses += [clause for _, _, clause in units if clause is not None]

    def _signs_off(self, lines: list[Cell], at: int) -> bool:
        """Whether a date follows: then the unit is the one that signed."""
        following = next((self.view.text[a:b] for a, b in lines[at : at + 3] if self.view.text[a:b].strip()), "")
        return _DATE.search(following) is not None
