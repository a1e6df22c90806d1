"""Pages of placed words → paragraphs: columns in reading order, running headers and page numbers dropped, the lines of
a paragraph joined. Serves every format that knows pages and no paragraphs. Lengths are in the page's own unit, y down.

``docs/adr/0007-lines-of-a-page.md`` says why lines are joined here.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import pairwise
from statistics import median

from ingest.readers.building import Builder, Cell
from ingest.readers.grid import Heads, Row, write_table

LEVEL = 4.0  # within which two heights are one
EDGE = 0.1  # of the page's height, above and below, where running lines stand
MOST_GAP = 1.2  # of a letter's height, between lines of one paragraph
EDGE_LINES = 3  # of a page, above and below, that may be running ones
LEAST_REPEATS = 3  # pages on which a line stands that is no part of the text
_PAGE_NUMBER = re.compile(
    r"[—\-–－·•\s]{0,9}(?:第\s{0,9})?\d{1,4}(?:\s{0,9}页)?(?:\s{0,9}[/／,，]?\s{0,9}共?\s{0,9}\d{1,4}\s{0,9}页?)?[—\-–－·•\s]{0,9}"
)
_DIGITS = re.compile(r"\d+")
_ITEM = re.compile(
    r"(?:[〇零一二三四五六七八九十百]{1,5}、|[（(][一二三四五六七八九十百\d]{1,5}[）)]|\d{1,3}[.、．](?!\d)|"
    r"第[一二三四五六七八九十百]{1,5}[章节条]|——|[①-⑳])"
)
_END = "。；：！？;:）)"
_UNBROKEN = re.compile(r"[（〔《“‘(\[]*.(?:[）〕》”’)\]，。、；：]{0,3}[A-Za-z0-9./:%+\-_]{0,40}){0,6}")
_LATIN = re.compile(r"[A-Za-z0-9,.;:)%]$")


@dataclass(frozen=True, slots=True)
class Line:
    """Words on one baseline, close together."""

    x0: float
    top: float
    x1: float
    bottom: float
    text: str

    @property
    def height(self) -> float:
        """Of its letters."""
        return max(self.bottom - self.top, 0.1)


@dataclass(frozen=True, slots=True)
class Table:
    """A table where it stands on a page."""

    x0: float
    top: float
    x1: float
    bottom: float
    grid: list[Row]


@dataclass(frozen=True, slots=True)
class PageOf:
    """A page: its size, the words outside its tables, its tables."""

    width: float
    height: float
    lines: tuple[Line, ...]
    tables: tuple[Table, ...] = ()
    label: str = ""


@dataclass(slots=True)
class _Flow:
    """What is not yet written: a paragraph that may go on, a table that may."""

    line: Line | None = None
    words: str = ""
    label: str = ""
    right: float = 0.0
    left: float = 0.0
    gap: float = 0.0  # between lines of a paragraph
    grid: list[Row] = field(default_factory=list)


def write_pages(builder: Builder, pages: list[PageOf], heads: Heads) -> None:
    """The text of all pages, each place with the label of its page."""
    running = _running(pages)
    flow = _Flow()
    for number, page in enumerate(pages):
        lines = tuple(line for at, line in enumerate(page.lines) if (number, at) not in running)
        fresh = True  # nothing of the page is written yet
        for block in _blocks(replace(page, lines=lines)):
            if isinstance(block, Table):
                _end_paragraph(builder, flow)
                if not (fresh and flow.grid and _goes_on(flow.grid, block.grid)):
                    _end_table(builder, flow, heads)
                    flow.grid = [list(row) for row in block.grid]
                else:
                    _append(flow.grid, block.grid)
                fresh = False
                continue
            _end_table(builder, flow, heads)
            for line in block:
                _line(builder, flow, line, block, page, fresh=fresh)
                fresh = False
    _end_paragraph(builder, flow)
    _end_table(builder, flow, heads)


def _running(pages: list[PageOf]) -> set[tuple[int, int]]:
    """(page, line) of headers, footers and page numbers: at the edge of a page, and at the same height of others."""
    edges: list[tuple[int, int, str, int]] = []
    for number, page in enumerate(pages):
        order = sorted(range(len(page.lines)), key=lambda at: page.lines[at].top)
        for at in {*order[:EDGE_LINES], *order[-EDGE_LINES:]}:
            line = page.lines[at]
            above = line.bottom < page.height * EDGE
            if above or line.top > page.height * (1 - EDGE):
                level = round((line.top if above else page.height - line.top) / LEVEL) * (1 if above else -1)
                edges.append((number, at, _DIGITS.sub("#", "".join(line.text.split())), level))
    counts = Counter((words, level) for _, words, level in {(number, w, level) for number, _, w, level in edges})
    least = max(LEAST_REPEATS, len(pages) // 3)
    return {
        (number, at)
        for number, at, words, level in edges
        if sum(counts[words, level + near] for near in (-1, 0, 1)) >= least
        or _PAGE_NUMBER.fullmatch(pages[number].lines[at].text)
    }


def _blocks(page: PageOf) -> Iterator[list[Line] | Table]:
    """Tables, and between them runs of lines of one column, in reading order."""
    tables = sorted(page.tables, key=lambda table: table.top)
    at = 0
    lines = sorted(page.lines, key=lambda line: (line.top, line.x0))
    for table in tables:
        above = [line for line in lines[at:] if (line.top + line.bottom) / 2 < table.top]
        yield from _columns(above, page.width)
        at += len(above)
        yield table
    yield from _columns(lines[at:], page.width)


def _columns(lines: list[Line], width: float) -> Iterator[list[Line]]:
    """Parts the lines at a gutter that runs down several of them; lines across it part what stands above and below."""
    if not lines:
        return
    gutter = _gutter(lines, width)
    if gutter is None:
        yield _rows(lines)
        return
    sides: tuple[list[Line], list[Line]] = ([], [])
    for line in lines:
        if line.x0 < gutter < line.x1:
            yield from (_rows(side) for side in sides if side)
            sides = ([], [])
            yield [line]
        else:
            sides[line.x0 >= gutter].append(line)
    yield from (_rows(side) for side in sides if side)


def _gutter(lines: list[Line], width: float) -> float | None:
    """Where two columns are parted: nearly no line crosses it, and many lines stand on either side."""
    for step in range(30, 71, 2):
        x = width * step / 100
        left = [line for line in lines if line.x1 <= x]
        right = [line for line in lines if line.x0 >= x]
        across = len(lines) - len(left) - len(right)
        if min(len(left), len(right)) < 6 or across > len(lines) * 0.2:
            continue
        wide = [median(line.x1 - line.x0 for line in side) for side in (left, right)]
        if min(wide) > width * 0.25:
            return x
    return None


def _rows(lines: list[Line]) -> list[Line]:
    """Pieces on one baseline become one line, with spaces for what parts them."""
    rows: list[Line] = []
    for line in sorted(lines, key=lambda one: (one.top, one.x0)):
        last = rows[-1] if rows else None
        overlap = min(last.bottom, line.bottom) - max(last.top, line.top) if last else 0
        if last is None or overlap < 0.5 * min(last.height, line.height):
            rows.append(line)
            continue
        first, second = (last, line) if last.x0 <= line.x0 else (line, last)
        gap = second.x0 - first.x1
        spaces = " " * max(0, min(40, round(gap / (0.5 * line.height)))) if gap > 0.3 * line.height else ""
        rows[-1] = Line(
            first.x0, min(last.top, line.top), max(last.x1, line.x1), max(last.bottom, line.bottom),
            first.text + spaces + second.text,
        )  # fmt: skip
    return rows


def _line(builder: Builder, flow: _Flow, line: Line, block: list[Line], page: PageOf, *, fresh: bool) -> None:
    words = line.text.strip()
    if not words:
        return
    left, right = _margins(block)
    if flow.line is not None and _continues(flow, line, words, left, fresh=fresh):
        space = " " if _LATIN.search(flow.words) and words[0].isascii() and words[0].isalnum() else ""
        flow.words += space
        builder.put(space)
        builder.at(page.label)
        builder.put(words)
        flow.words += words
    else:
        _end_paragraph(builder, flow)
        builder.at(page.label)
        builder.put(words)
        flow.words = words
    flow.line, flow.left, flow.right, flow.gap = line, left, right, min(_gap(block), MOST_GAP * line.height)


def _continues(flow: _Flow, line: Line, words: str, left: float, *, fresh: bool) -> bool:
    """Whether a line goes on with the paragraph: the line before is full, and this one is not indented, no farther away
    than lines of a paragraph are, and no item."""
    last = flow.line
    if last is None:
        return False
    em = last.height
    room = flow.right - last.x1
    held = _UNBROKEN.match(words)  # 〔2023〕11号 is not broken and leaves a gap before it
    needed = sum(em if ord(one) > 0x2E80 else 0.6 * em for one in held.group()) if held else 0.0
    if room > needed + em or line.x0 > left + 0.8 * em or abs(line.height - last.height) > 0.35 * em:
        return False
    if _ITEM.match(words) and (flow.words[-1:] in _END or room > 1.5 * em):
        return False
    return fresh or line.top - last.bottom < flow.gap + 0.4 * em


def _margins(block: list[Line]) -> tuple[float, float]:
    """Where most long lines of a block begin, and where the longest end."""
    widest = max(line.x1 - line.x0 for line in block)
    long = [line for line in block if line.x1 - line.x0 > 0.6 * widest] or block
    return min(line.x0 for line in long), max(line.x1 for line in long)


def _gap(block: list[Line]) -> float:
    """The distance between lines that belong together: a small one among all of the block."""
    gaps = sorted(below.top - line.bottom for line, below in pairwise(block))
    return gaps[len(gaps) // 5] if gaps else 0.0


def _end_paragraph(builder: Builder, flow: _Flow) -> None:
    if flow.line is not None:
        builder.put("\n")
    flow.line, flow.words = None, ""


def _end_table(builder: Builder, flow: _Flow, heads: Heads) -> None:
    if flow.grid:
        write_table(builder, flow.grid, heads)
    flow.grid = []


def _texts(row: Row) -> list[str]:
    return ["".join(cell.text.split()) for cell in row]


def _goes_on(grid: list[Row], more: list[Row]) -> bool:
    """A table at the head of a page goes on with the one that ended the page before, if it is as wide."""
    return bool(more) and max(map(len, grid)) == max(map(len, more))


def _append(grid: list[Row], more: list[Row]) -> None:
    """Rows of the next page: a header said again is dropped, a row that the page broke is whole again."""
    seen = [_texts(row) for row in grid[:4]]
    while more and any(_texts(more[0])) and _texts(more[0]) in seen:
        more = more[1:]
    if more and grid and not more[0][0].text and any(cell.text for cell in more[0]) and grid[-1][0].text:
        last, first = grid[-1], more[0]
        grid[-1] = [Cell(one.text + two.text, one.label) for one, two in zip(last, first, strict=True)]
        more = more[1:]
    grid += [list(row) for row in more]
