"""PDF: the text layer in reading order; tables cell by cell; a scan is refused with what to do about it.

Words and their places come from pypdfium2, imported in this module only; the ruling of tables from ``ruled.py``.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from unicodedata import east_asian_width

import pypdfium2 as pdfium
from pypdfium2 import raw

from ingest.errors import ProtectedFile, ScannedFile
from ingest.limits import CHARACTERS, PAGES
from ingest.readers.building import Builder, Reading, too_much
from ingest.readers.grid import load_heads
from ingest.readers.layout import Line, PageOf, Table, write_pages
from ingest.readers.ruled import LEAST_RULES, MOST_RULES, Box, Filling, PdfRules, holds
from ingest.readers.xml import damaged

READER = "pdf/1"

LEAST_WORDS = 10  # code points for a page; below that on all pages it is a scan
SPACE = 0.2  # of a letter's height or of the distance between letters, by which a space is wider
WIDE_SPACE = 0.6  # the same between a letter of one script and one of another


@dataclass(frozen=True, slots=True)
class _Character:
    """A character, its box and where it begins on its baseline."""

    x0: float
    top: float
    x1: float
    bottom: float
    text: str
    origin: float

    @property
    def height(self) -> float:
        return max(self.bottom - self.top, 0.1)

    @property
    def wide(self) -> bool:
        return east_asian_width(self.text) in {"W", "F"}

    @property
    def narrow(self) -> bool:
        return east_asian_width(self.text) in {"N", "Na", "H"}


def read(data: bytes) -> Reading:
    """The text of a document. Raises DamagedFile, ProtectedFile, ScannedFile, BeyondLimits."""
    document = _opened(data)
    count = len(document)
    if count > PAGES:
        raise too_much("页数", "pages")
    pages = []
    tables = _Tables(data)
    empty = []
    total = 0
    for number in range(count):
        page = document[number]
        characters = list(_characters(page))
        total += len(characters)
        if total > CHARACTERS:
            raise too_much("文字", "characters")
        found = tables.on(number, page, characters)
        label = f"第{number + 1}页"
        width, height = page.get_size()
        boxes = [(one.x0, one.top, one.x1, one.bottom) for one in found]
        outside = [c for c in characters if not any(holds(box, c.x0, c.top, c.x1, c.bottom) for box in boxes)]
        pages.append(PageOf(width, height, tuple(_lines(outside)), tuple(found), label))
        if not characters:
            empty.append(number + 1)
        page.close()
    if total < LEAST_WORDS * max(count - len(empty), 1) and (empty or not total):
        raise ScannedFile(
            "这是扫描件，没有文字层",
            "this is a scan without a text layer",
            remedy="用文字识别（OCR）软件转成可检索的 PDF 或 Word，或向发文单位索取电子版 (run OCR on it first)",
        )
    builder = Builder()
    write_pages(builder, pages, load_heads())
    return builder.reading(_about(empty), "pdf")


def _about(empty: list[int]) -> tuple[str, ...]:
    if not empty:
        return ()
    listed = "、".join(map(str, empty[:10])) + ("等" if len(empty) > 10 else "")
    return (f"第 {listed} 页没有文字，可能是图片或扫描页 (pages without text)",)


def _opened(data: bytes) -> pdfium.PdfDocument:
    try:
        return pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        if "password" in str(error).lower() or getattr(error, "err_code", None) == raw.FPDF_ERR_PASSWORD:
            raise ProtectedFile(
                "PDF 加了密码", "the PDF is protected by a password", remedy="去掉密码后再读入 (remove the password)"
            ) from None
        raise damaged(str(error)) from None


def _characters(page: pdfium.PdfPage) -> Iterator[_Character]:
    """Every visible character with its box, in the order of the page's content."""
    text = page.get_textpage()
    height = page.get_size()[1]
    box, x, y = raw.FS_RECTF(), ctypes.c_double(), ctypes.c_double()
    surrogate = 0
    for at in range(text.count_chars()):
        code = raw.FPDFText_GetUnicode(text, at)
        if 0xD800 <= code < 0xDC00:
            surrogate = code
            continue
        if 0xDC00 <= code < 0xE000:
            code = 0x10000 + ((surrogate - 0xD800) << 10) + (code - 0xDC00) if surrogate else 0xFFFD
        surrogate = 0
        if code < 0x20 or code in {0xFFFE, 0xFFFF} or code > 0x10FFFF:
            continue
        if not raw.FPDFText_GetLooseCharBox(text, at, ctypes.byref(box)):
            continue
        if raw.FPDFText_IsGenerated(text, at) == 1 and chr(code).isspace():
            continue
        raw.FPDFText_GetCharOrigin(text, at, ctypes.byref(x), ctypes.byref(y))
        yield _Character(box.left, height - box.top, box.right, height - box.bottom, chr(code), x.value)
    text.close()


def _lines(characters: list[_Character]) -> Iterator[Line]:
    """Characters that follow one another on a baseline, as lines."""
    run: list[_Character] = []
    for one in characters:
        if run:
            last = run[-1]
            level = min(last.bottom, one.bottom) - max(last.top, one.top) > 0.5 * min(last.height, one.height)
            if not (level and -0.5 * one.height < one.x0 - last.x1 < 1.2 * one.height):
                yield from _run(run)
                run = []
        run.append(one)
    yield from _run(run)


def _run(run: list[_Character]) -> Iterator[Line]:
    """White space at the ends is no part of a line. Within it a gap is a space where it is wider than the others are:
    in justified text all are wide, and beside figures programs leave a little room of their own."""
    words = "".join(one.text for one in run)
    first = len(words) - len(words.lstrip())
    run = run[first : len(words.rstrip())]
    if not run:
        return
    pairs = list(pairwise(run))
    pitches = [one.origin - last.origin for last, one in pairs if last.wide and one.wide]
    pitch = median(pitches) if pitches else 0.0
    words = run[0].text
    for last, one in pairs:
        if last.wide and one.wide:
            apart = one.origin - last.origin > pitch * (1 + SPACE)
        else:
            apart = one.x0 - last.x1 > (SPACE if last.narrow and one.narrow else WIDE_SPACE) * one.height
        words += (" " if apart and " " not in {words[-1], one.text} else "") + one.text
    yield Line(
        min(one.x0 for one in run), min(one.top for one in run), max(one.x1 for one in run),
        max(one.bottom for one in run), words,
    )  # fmt: skip


class _Tables:
    """The tables of the pages that draw lines."""

    def __init__(self, data: bytes) -> None:
        self._rules = PdfRules(data)
        self._filling = Filling()

    def on(self, number: int, page: pdfium.PdfPage, characters: list[_Character]) -> list[Table]:
        """The tables of a page, with the words of their cells."""
        drawn = sum(1 for _ in page.get_objects(filter=[raw.FPDF_PAGEOBJ_PATH], max_depth=3))
        if not LEAST_RULES <= drawn <= MOST_RULES or not characters:
            return []

        def words(box: Box) -> str:
            held = [one for one in characters if holds(box, one.x0, one.top, one.x1, one.bottom)]
            return "".join(line.text.strip() for line in _lines(held))

        made = (self._filling.table(cells, words, f"第{number + 1}页") for cells in self._rules.tables(number))
        return [table for table in made if table is not None]
