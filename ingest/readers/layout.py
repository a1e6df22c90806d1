"""Pages of placed words → paragraphs: columns in reading order, running headers and page numbers dropped, the lines of
a paragraph joined. Serves every format that knows pages and no paragraphs. Lengths are in the page's own unit, y down.

``docs/adr/0007-lines-of-a-page.md`` says why lines are joined here.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from statistics import median

from ingest.readers.building import Builder, Cell
from ingest.readers.grid import Heads, Row, write_table

EDGE = 0.12  # of the page's height, above and below, where running lines stand
EDGE_LINES = 3  # of a page, above and below, that may be running ones
LEAST_REPEATS = 3  # pages on which a line stands that is no part of the text
NEARLY = 0.8  # of a column's width, which a line fills that goes on
_PAGE_NUMBER = re.compile(
    r"[—\-–－·•\s]*(?:第\s*)?\d{1,4}(?:\s*页)?(?:\s*[/／,，]?\s*共?\s*\d{1,4}\s*页?)?[—\-–－·•\s]*"
)
_DIGITS = re.compile(r"\d+")
_ITEM = re.compile(
    r"(?:[〇零一二三四五六七八九十百]{1,5}、|[（(][一二三四五六七八九十百\d]{1,5}[）)]|\d{1,3}[.、．](?!\d)|"
    r"第[一二三四五六七八九十百]{1,5}[章节条]|——|[①-⑳])"
)
_END = "。；：！？;:）)"
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
    """(page, line) of headers, footers and page numbers: at the edge of a page, and again on others."""
    edges: list[tuple[int, int, str, bool]] = []
    for number, page in enumerate(pages):
        order = sorted(range(len(page.lines)), key=lambda at: page.lines[at].top)
        for at in {*order[:EDGE_LINES], *order[-EDGE_LINES:]}:
            line = page.lines[at]
            above = line.bottom < page.height * EDGE
            if above or line.top > page.height * (1 - EDGE):
                edges.append((number, at, _DIGITS.sub("#", "".join(line.text.split())), above))
    counts = Counter((words, above) for words, above in {(n, w, a): (w, a) for n, _, w, a in edges}.values())
    least = max(LEAST_REPEATS, len(pages) // 3)
    return {
        (number, at)
        for number, at, words, above in edges
        if counts[words, above] >= least or _PAGE_NUMBER.fullmatch(pages[number].lines[at].text)
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
    flow.line, flow.left, flow.right = line, left, right


def _continues(flow: _Flow, line: Line, words: str, left: float, *, fresh: bool) -> bool:
    """Whether a line goes on with the paragraph: the line before is full, and this one is not indented."""
    last = flow.line
    if last is None:
        return False
    em = last.height
    goes_on = flow.words[-1:] not in _END and last.x1 > flow.left + NEARLY * (flow.right - flow.left)
    full = last.x1 > flow.right - 1.8 * em or goes_on  # 〔2023〕11号 is not broken and leaves a gap before it
    if not full or line.x0 > left + 0.8 * em or abs(line.height - last.height) > 0.35 * em:
        return False
    if flow.words[-1:] in _END and _ITEM.match(words):
        return False
    apart = line.top - last.bottom
    return fresh or apart < 1.6 * em


def _margins(block: list[Line]) -> tuple[float, float]:
    """Where most long lines of a block begin, and where the longest end."""
    widest = max(line.x1 - line.x0 for line in block)
    long = [line for line in block if line.x1 - line.x0 > 0.6 * widest] or block
    return min(line.x0 for line in long), max(line.x1 for line in long)


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
