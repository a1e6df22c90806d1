"""OFD (GB/T 33190—2016): the text of its pages in reading order, ruled tables cell by cell.

No library reads OFD well under a licence we may use; this reads its text and nothing else: a ZIP of XML, pages of text
objects, each with its place. Lengths are millimetres.
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
from ingest.readers.xml import Element, attribute, below, check_depth, damaged, local, member, opened_zip, parsed

READER = "ofd/1"

_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
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
    for number, place in enumerate(places, 1):
        content = _part(archive, _joined(folder, place or ""))
        width, height = _size(content, size)
        lines = [line for layer in below(content, "Layer") for line in _texts(layer, (0.0, 0.0), 0)]
        total += sum(len(line.text) for line in lines)
        if total > CHARACTERS:
            raise too_much("文字", "characters")
        pages.append(PageOf(width, height, tuple(lines), (), f"第{number}页"))
    return pages


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


def _texts(parent: Element, origin: tuple[float, float], depth: int) -> list[Line]:
    """The lines of text objects, also of those within blocks."""
    check_depth(depth)
    lines = []
    for child in parent:
        if local(child) == "TextObject":
            lines += _lines(child, origin)
        elif local(child) == "PageBlock":
            lines += _texts(child, origin, depth + 1)
    return lines


def _lines(element: Element, origin: tuple[float, float]) -> list[Line]:
    box = _numbers(attribute(element, "Boundary"))
    if len(box) < 4:
        return []
    size = (_numbers(attribute(element, "Size")) or [3.5])[0]
    matrix = _numbers(attribute(element, "CTM"))
    scale = matrix if len(matrix) == 6 else [1.0, 0.0, 0.0, 1.0, 0.0, 0.0]
    lines = []
    for code in below(element, "TextCode"):
        words = code.text or ""
        x, y = ((_numbers(attribute(code, name)) or [0.0])[0] for name in ("X", "Y"))
        steps = _deltas(attribute(code, "DeltaX"), len(words) - 1)
        left = origin[0] + box[0] + x * scale[0] + y * scale[2] + scale[4]
        base = origin[1] + box[1] + x * scale[1] + y * scale[3] + scale[5]
        height = max(size * abs(scale[3]), 0.1)
        shown = _spaced(words, steps, size).strip()
        width = (sum(steps) if steps else size * max(len(words) - 1, 0)) * abs(scale[0]) + height
        if shown:
            blank = (len(words) - len(words.lstrip())) * height / 2
            lines.append(Line(left + blank, base - 0.85 * height, left + width, base + 0.15 * height, shown))
    return lines


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
