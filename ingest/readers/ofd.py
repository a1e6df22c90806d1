"""OFD (GB/T 33190—2016): the text of its pages in reading order, ruled tables cell by cell.

No library reads OFD well under a licence we may use; this reads its text and nothing else: a ZIP of XML, pages of text
objects, each with its place. Lengths are millimetres in the file, points here.
"""

from __future__ import annotations

import posixpath
import re
import zipfile

from ingest.errors import ScannedFile
from ingest.limits import CHARACTERS, PAGES
from ingest.readers.building import Builder, Reading, too_much
from ingest.readers.grid import load_heads
from ingest.readers.layout import Line, PageOf, write_pages
from ingest.readers.ruled import MOST_RULES, Box, Filling, Rule, holds, tables_of
from ingest.readers.xml import Element, attribute, below, check_depth, damaged, local, member, opened_zip, parsed

READER = "ofd/1"

POINT = 72 / 25.4  # of a millimetre
_STEPS = re.compile(r"([MSLC])(?:\s{1,20}(-?\d{1,20}(?:\.\d{1,20})?)[\s,]{1,20}(-?\d{1,20}(?:\.\d{1,20})?))?")
MOST_PATH = 20_000  # characters of one path
STRAIGHT = 1.0  # points by which a level line may rise
_NUMBER = re.compile(r"-?\d{1,20}(?:\.\d{1,20})?")
MOST_DELTAS = 100_000
SPACE = 0.6  # of the size of letters: a step wider than a letter by this is a space


def read(data: bytes) -> Reading:
    """The text of all documents of the file. Raises DamagedFile, ScannedFile, BeyondLimits."""
    archive = opened_zip(data)
    with archive:
        root = _part(archive, "OFD.xml")
        pages = []
        for place in below(root, "DocRoot"):
            pages += _pages(archive, _joined("", (place.text or "").strip()))
    if not any(page.lines for page in pages):
        raise ScannedFile(
            "OFD 中没有文字，可能是扫描件",
            "no text in the pages: a scan",
            remedy="用文字识别（OCR）软件转换后再读入 (run OCR on it first)",
        )
    builder = Builder()
    write_pages(builder, pages, load_heads())
    return builder.reading((), "ofd")


def _pages(archive: zipfile.ZipFile, root: str) -> list[PageOf]:
    document = _part(archive, root)
    folder = posixpath.dirname(root)
    size = _size(document, (210.0, 297.0))
    places = [attribute(page, "BaseLoc") for tree in below(document, "Pages") for page in tree if local(page) == "Page"]
    if len(places) > PAGES:
        raise too_much("页数", "pages")
    pages = []
    total = 0
    filling = Filling()
    for number, place in enumerate(places, 1):
        content = _part(archive, _joined(folder, place or ""))
        width, height = _size(content, size)
        objects = _Objects()
        for layer in below(content, "Layer"):
            objects.take(layer, 0)
        total += sum(len(line.text) for line in objects.lines)
        if total > CHARACTERS:
            raise too_much("文字", "characters")
        pages.append(_page(objects, width * POINT, height * POINT, f"第{number}页", filling))
    return pages


def _page(objects: _Objects, width: float, height: float, label: str, filling: Filling) -> PageOf:
    """A page whose ruled tables are cells, and whose other words are lines."""

    def held(box: Box) -> list[Line]:
        return [one for one in objects.lines if holds(box, one.x0, one.top, one.x1, one.bottom)]

    def words(box: Box) -> str:
        return "".join(one.text for one in sorted(held(box), key=lambda one: (round(one.top / 3), one.x0)))

    made = (filling.table(cells, words, label) for cells in tables_of(objects.rules))
    tables = [table for table in made if table is not None and any(cell.text for row in table.grid for cell in row)]
    boxes = [(table.x0, table.top, table.x1, table.bottom) for table in tables]
    outside = [
        one for one in objects.lines if not any(holds(box, one.x0, one.top, one.x1, one.bottom) for box in boxes)
    ]
    return PageOf(width, height, tuple(outside), tuple(tables), label)


def _part(archive: zipfile.ZipFile, name: str) -> Element:
    data = member(archive, name)
    if data is None:
        raise damaged(f"{name[:60]} is missing")
    return parsed(data)


def _joined(folder: str, place: str) -> str:
    """Where a part stands in the container; a path that leads out of it finds nothing there."""
    if place.startswith("/"):
        return posixpath.normpath(place.lstrip("/"))
    return posixpath.normpath(posixpath.join(folder, place))


def _size(element: Element, otherwise: tuple[float, float]) -> tuple[float, float]:
    box = next(below(element, "PhysicalBox"), None)
    numbers: list[float] = _numbers(box.text) if box is not None else []
    return (numbers[2], numbers[3]) if len(numbers) >= 4 and numbers[2] > 0 and numbers[3] > 0 else otherwise


class _Objects:
    """The words and rules of a page, also of blocks within it."""

    def __init__(self) -> None:
        self.lines: list[Line] = []
        self.rules: list[Rule] = []

    def take(self, parent: Element, depth: int) -> None:
        """What stands below an element. Raises BeyondLimits."""
        check_depth(depth)
        for child in parent:
            if local(child) == "TextObject":
                self.lines += _lines(child)
            elif local(child) == "PathObject" and len(self.rules) <= MOST_RULES:
                self.rules += _rules(child)
            elif local(child) == "PageBlock":
                self.take(child, depth + 1)


def _frame(element: Element) -> tuple[list[float], list[float]] | None:
    """Where an object stands and how what is in it is turned and stretched."""
    box = _numbers(attribute(element, "Boundary"))
    matrix = _numbers(attribute(element, "CTM"))
    if len(box) < 4:
        return None
    return box, matrix if len(matrix) == 6 else [1.0, 0.0, 0.0, 1.0, 0.0, 0.0]


def _placed(frame: tuple[list[float], list[float]], x: float, y: float) -> tuple[float, float]:
    box, m = frame
    return (box[0] + x * m[0] + y * m[2] + m[4]) * POINT, (box[1] + x * m[1] + y * m[3] + m[5]) * POINT


def _lines(element: Element) -> list[Line]:
    frame = _frame(element)
    if frame is None:
        return []
    size = (_numbers(attribute(element, "Size")) or [3.5])[0]
    across, high = abs(frame[1][0]) * POINT, max(size * abs(frame[1][3]) * POINT, 0.1)
    lines = []
    for code in below(element, "TextCode"):
        words = code.text or ""
        steps = _deltas(attribute(code, "DeltaX"), len(words) - 1)
        left, base = _placed(frame, *((_numbers(attribute(code, name)) or [0.0])[0] for name in ("X", "Y")))
        shown = _spaced(words, steps, size).strip()
        width = (sum(steps) if steps else size * max(len(words) - 1, 0)) * across + high
        if shown:
            blank = (len(words) - len(words.lstrip())) * high / 2
            lines.append(Line(left + blank, base - 0.85 * high, left + width, base + 0.15 * high, shown))
    return lines


def _rules(element: Element) -> list[Rule]:
    """The level and upright lines of a path: M and L with their points; curves rule nothing."""
    frame = _frame(element)
    data = next(below(element, "AbbreviatedData"), None)
    if frame is None or data is None or not data.text:
        return []
    rules = []
    first = last = None
    for letter, x, y in _STEPS.findall(data.text[:MOST_PATH]):
        point = last if letter == "C" else _placed(frame, float(x or 0), float(y or 0))
        if letter in {"M", "S"}:
            first = last = point
            continue
        end = first if letter == "C" else point
        if last is not None and end is not None:
            rule = Rule(min(last[0], end[0]), min(last[1], end[1]), max(last[0], end[0]), max(last[1], end[1]))
            if min(rule.x1 - rule.x0, rule.bottom - rule.top) < STRAIGHT:
                rules.append(rule)
        last = end
    return rules


def _spaced(words: str, steps: list[float], size: float) -> str:
    """With a space where the next letter stands far from the one before."""
    parts = [words[:1]]
    for letter, step in zip(words[1:], steps or [0.0] * len(words[1:]), strict=False):
        parts.append(" " + letter if step > size * (1 + SPACE) else letter)
    return "".join(parts) + words[len(parts) :]


def _deltas(value: str | None, wanted: int) -> list[float]:
    """The steps between letters; ``g 3 4.2`` is 4.2 three times."""
    steps: list[float] = []
    parts = (value or "").split()[:MOST_DELTAS]
    at = 0
    while at < len(parts) and len(steps) < wanted:
        if parts[at] == "g" and at + 2 < len(parts) and parts[at + 1].isdecimal():
            steps += _numbers(parts[at + 2])[:1] * min(int(parts[at + 1]), wanted - len(steps))
            at += 3
            continue
        steps += _numbers(parts[at])[:1]
        at += 1
    return steps[: max(wanted, 0)]


def _numbers(value: str | None) -> list[float]:
    return [float(number) for number in _NUMBER.findall((value or "")[:400])]
