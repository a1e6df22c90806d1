"""Tables that lost every separator: …规划6月区规划局区环土局2、制定….

The header says which column holds units and which stands beside it. A run of units is read where the deadline before
it ends, or up to where the deadline after it begins; nothing else is certain enough.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ingest.clause import Clause
from ingest.clause_units import Found
from ingest.lexicon import Cue, Lexicon
from ingest.recognition import Recognizer
from ingest.structure import Mark
from ingest.types import Basis, Span
from ingest.view import View

_DEADLINE = re.compile(
    r"(?:\d{4}年)?\d{1,2}月(?:\d{1,2}日)?[底末]?(?:之?前)?(?:完成)?|全年|长期坚持|长期|持续推进|\d{4}年[底末](?:之?前)?(?:完成)?"
)
_NAME = re.compile(r"(?:[\u4e00-\u9fff]|（[\u4e00-\u9fff、]{1,12}）)+")
_ALONE = re.compile(r"(?<!\S)\d{1,3}(?=\s)")
_BETWEEN = re.compile(r"(?<=[\u4e00-\u9fff])\d{1,3}(?=[\u4e00-\u9fff“])")
_GROUP = re.compile(r"[一二三四五六七八九十]{1,3}、")
MOST_SKIPPED = 2  # rows between two that are read
_SPACES = re.compile(r"[^\S\r\n]{1,4}")
LEAST_REST = 6  # code points of a unit that begins without a prefix behind another
_BOUNDARY = re.compile(r"[\s、，；。\d]|$")
_ITEM_NUMBER = re.compile(r"(?<![\d年])\d{1,3}[、.](?!\d)")
_BEGINS_ROW = re.compile(r"\d{1,3}|[一二三四五六七八九十]{1,3}、[^\n]{2,40}?\d")
_ROW_NUMBER = re.compile(r"\d{1,3}")
LONGEST_HEAD = 12
LONGEST_UNIT = 25
LONGEST_PLACE = 12
MOST_UNITS = 30  # in one cell
MOST_PARTED = 2  # columns of units that are told apart by where units run into each other
LEAST_HEADS, MOST_HEADS = 3, 20


@dataclass(frozen=True, slots=True)
class _Header:
    """Where the rows begin, the roles of the columns of units, and on which side their deadline stands."""

    end: int
    cues: tuple[Cue, ...]
    before: bool
    spaced: bool  # heads and cells are parted by single spaces
    task_last: bool  # 时间责任部门工作任务: what is to be done stands behind the units


def read_flattened(view: View, known: Recognizer) -> tuple[tuple[Mark, ...], tuple[Clause, ...]]:
    """The rows and cells of units below such a header, to the end of its line."""
    rows: list[Mark] = []
    clauses: list[Clause] = []
    lines = "\n" + view.text  # the first line begins behind a line end too; offsets in it are larger by one
    at = -1
    while (begins := known.lexicon.header_begins.search(lines, at + 1)) is not None:
        start = begins.end() - len(begins.group().strip()) - 1
        header = _header(view.text, start, known.lexicon)
        at = start + 1
        if header is not None:
            end = view.text.find("\n", header.end)
            if end >= 0 and not view.text[header.end : end].strip():  # the header is a line of its own
                end = _end_of_rows(view.text, end)
            end = len(view.text) if end < 0 else end
            further = view.text.find("序号", header.end, end)  # another table may begin in the line
            at = further if further >= 0 and _header(view.text, further, known.lexicon) else end
            _read(view, header, at, known, rows, clauses)
    return tuple(rows), tuple(clauses)


def _end_of_rows(text: str, at: int) -> int:
    """Where the line after the one that ends at ``at`` ends, and those after it, as long as each begins with a row's
    number, or a group's; -1 for the end of the text."""
    end = text.find("\n", at + 1)
    while end >= 0 and _BEGINS_ROW.match(text, end + 1):
        end = text.find("\n", end + 1)
    return end


def _header(text: str, at: int, lexicon: Lexicon) -> _Header | None:
    """The heads that run into each other from ``at`` on."""
    heads: list[tuple[str, Cue | None]] = []
    parted = False
    while len(heads) < MOST_HEADS:
        spaced = _SPACES.match(text, at) if heads else None
        at, parted = (spaced.end(), True) if spaced is not None else (at, parted)
        for length in range(LONGEST_HEAD, 1, -1):
            words = text[at : at + length]
            cue = lexicon.label_named(words)
            if words in lexicon.columns or (cue is not None and cue.role is not None):
                heads.append((words, cue))
                at += length
                break
        else:
            break
    units = [i for i, (_, cue) in enumerate(heads) if cue is not None and cue.role is not None]
    if parted and text[at : at + 4].partition("\n")[0].strip() == "":
        return None  # a table of a row a line
    if len(heads) < LEAST_HEADS or not units or units != list(range(units[0], units[-1] + 1)):
        return None
    before = units[0] > 0 and _of_time(heads[units[0] - 1][0])
    task_last = before and units[-1] + 1 < len(heads) and all(_of_time(word) for word, _ in heads[: units[0]])
    after = units[-1] + 1 < len(heads) and _of_time(heads[units[-1] + 1][0])
    if not (before or after):
        return None
    cues = tuple(cue for _, cue in heads if cue is not None and cue.role is not None)
    return _Header(at, cues, before, parted, task_last)


def _of_time(head: str) -> bool:
    return "时" in head or "期" in head or "进度" in head or "月份" in head


def _read(
    view: View,
    header: _Header,
    end: int,
    known: Recognizer,
    rows: list[Mark],
    clauses: list[Clause],
) -> None:
    text, row, last_number = view.text, header.end, 0
    if header.task_last:
        _read_tasks_last(view, header, end, known, rows, clauses)
        return
    for deadline in _DEADLINE.finditer(text, header.end, end):
        if deadline.start() < row:
            continue
        if header.before:
            units = list(_units(text, deadline.end(), end, known))
        else:
            stop = deadline.start() - text.endswith(" ", 0, deadline.start())
            units = _units_before(text, max(row, stop - LONGEST_UNIT * 4), stop, known)
        if not units:
            continue
        while row < end and text[row].isspace():
            row += 1
        first, last = units[0].start, units[-1].end
        stop = min(first, deadline.start())
        number = _ROW_NUMBER.match(text, row, stop)
        for number in _ITEM_NUMBER.finditer(text, row, stop):  # the last: sources of the row above are numbered too
            row = number.start()
        if header.spaced or _GROUP.match(text, row, stop):  # A 企业服务 1 建强中心, 一、减量化1推进…
            alone = _number_alone(text, row, stop, last_number, _ALONE if header.spaced else _BETWEEN)
            number, row = (alone, alone.start()) if alone is not None else (number, row)
        last_number = int(number.group().rstrip("、.")) if number is not None else last_number
        body = number.end() if number and number.end() < stop else row
        if stop > body:
            rows.append(Mark("row", row, body, stop, number.group().rstrip("、.") if number else ""))
            clauses.append(_cell(view, units, header, known))
        row = max(last, deadline.end())


def _number_alone(text: str, start: int, end: int, last: int, number: re.Pattern[str]) -> re.Match[str] | None:
    """The number of the row behind row ``last``."""
    found = (mark for mark in number.finditer(text, start, end) if last < int(mark.group()) <= last + MOST_SKIPPED)
    return next(found, None)


def _read_tasks_last(
    view: View, header: _Header, end: int, known: Recognizer, rows: list[Mark], clauses: list[Clause]
) -> None:
    """Rows of a deadline, its units and the task, up to the next deadline that units follow."""
    begun = [
        (deadline, units)
        for deadline in _DEADLINE.finditer(view.text, header.end, end)
        if (units := list(_units(view.text, deadline.end(), end, known)))
    ]
    stops = [*(deadline.start() for deadline, _ in begun[1:]), end][: len(begun)]
    for (deadline, units), stop in zip(begun, stops, strict=True):
        number = _ITEM_NUMBER.match(view.text, units[-1].end, stop)
        body = number.end() if number else units[-1].end
        if view.text[body:stop].strip():
            rows.append(Mark("row", deadline.start(), body, stop, number.group().rstrip("、.") if number else ""))
            clauses.append(_cell(view, units, header, known))


def _cell(view: View, units: list[Span], header: _Header, known: Recognizer) -> Clause:
    units = known.together(view.text, units)
    whole = Span(units[0].start, units[-1].end)
    part = view.part(whole.start, whole.end)
    return Clause(whole, whole, part, _roles(units, whole.start, part.text, header.cues), closed=True, kind="cell")


def _roles(units: list[Span], first: int, words: str, cues: tuple[Cue, ...]) -> tuple[Found, ...]:
    """One column gives all its role; of two, the second begins where two units run into each other, or with the second
    unit."""
    between = [words[units[i - 1].end - first : units[i].start - first] for i in range(1, len(units))]
    parted = next((i for i, word in enumerate(between, 1) if not word.strip()), 1)
    found = []
    for position, unit in enumerate(units):
        column = position if len(cues) > MOST_PARTED else int(position >= parted)
        cue = cues[min(column, len(cues) - 1)]
        assert cue.role is not None  # noqa: S101 - columns of units have one
        start, end = unit.start - first, unit.end - first
        found.append(Found(start, end, words[start:end], cue.role, cue.word, Basis.COLUMN, False, position, 0))
    return tuple(found)


def _units(text: str, at: int, end: int, known: Recognizer) -> Iterator[Span]:
    """The units that run on from ``at``, each up to where the next one can begin."""
    for _ in range(MOST_UNITS):
        while at < end and text[at] in "、，, ":
            at += 1
        stop = _unit_end(text, at, end, known)
        if stop == at:
            return
        yield Span(at, stop)
        at = stop


def _unit_end(text: str, at: int, end: int, known: Recognizer) -> int:
    name = _NAME.match(text, at, min(end, at + LONGEST_UNIT))
    if name is None:
        return at
    words = text[at : min(end, at + LONGEST_UNIT)]
    starts = (*known.lexicon.prefixes, *known.lexicon.collectives)
    ends = [token for token in known.tokens(words) if token.end <= len(name.group())]
    ends = [token for token in ends if _is_whole(words[: token.end]) and known.is_unit(words[: token.end])]
    for token in ends:  # 市住房城乡建设局|市民政局, 区经促局|佛山市生态环境局
        if words.startswith(starts, token.end) or _place_at(words, token.end, known):
            return at + token.end
    for token in ends:
        if _BOUNDARY.match(words, token.end):
            return at + token.end
        rest = name.group()[token.end :]  # 区农发局|三十六脚湖水库管理处
        closed = token.end > 2 and len(rest) >= LEAST_REST and _BOUNDARY.match(words, len(name.group()))
        if closed and not rest.startswith(tuple(known.lexicon.generic)) and known.is_unit(rest):
            return at + token.end
    return at


def _place_at(text: str, at: int, known: Recognizer) -> bool:
    """Whether a place's name begins there, and more behind it."""
    place = known.lexicon.divisions.leading(text[at : at + LONGEST_PLACE])
    return place is not None and place.end > 2


def _is_whole(words: str) -> bool:
    """Whether each bracket is closed: 各县（市 is no unit."""
    return words.count("（") == words.count("）")


def _units_before(text: str, floor: int, end: int, known: Recognizer) -> list[Span]:
    """The longest run of units that ends exactly at ``end``, each beginning with the prefix of a level."""
    starts = (*known.lexicon.prefixes, *known.lexicon.collectives)
    for at in range(floor, end):
        if text.startswith(starts, at) or _place_at(text, at, known):
            units = list(_units(text, at, end, known))
            if units and units[-1].end == end and not _runs_into(units[0].of(text), known):
                return units
    return []


def _runs_into(words: str, known: Recognizer) -> bool:
    """Whether other words run into a unit that the register knows: 县域内先诊疗后付费|市卫生计生委."""
    forms = known.lexicon.register.by_form
    return any(
        words.startswith(prefix, at) and words[at + len(prefix) :] in forms
        for at in range(2, len(words) - 2)
        for prefix in known.lexicon.prefixes
    )
