"""Word documents (.docx): paragraphs with their automatic numbers, tables, text boxes, footnotes; changes as accepted.

Headers and footers are left out, as are a generated table of contents, hidden text and deleted text. The one module
that imports python-docx.
"""

from __future__ import annotations

import io
from collections.abc import Iterator

import docx
from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.exceptions import PackageNotFoundError

from ingest.limits import CELLS
from ingest.readers.building import Builder, Cell, Reading, one_line, too_much
from ingest.readers.docx_numbering import Numbers
from ingest.readers.grid import load_heads, write_table
from ingest.readers.xml import Element, attribute, below, check_depth, damaged, local, opened_zip, parsed

READER = "docx/1"

#: whose contents stand in the text as they are
_THROUGH = frozenset(
    ("ins", "moveTo", "hyperlink", "smartTag", "sdt", "sdtContent", "customXml", "fldSimple", "dir", "bdo")
)
_THROUGH |= frozenset(("oMath", "oMathPara", "r", "ruby", "rubyBase", "e", "num", "den", "sub", "sup", "f", "fName"))
_GONE = frozenset(("del", "moveFrom", "rPr", "pPr", "instrText", "delText", "rt", "Fallback", "sdtPr", "sdtEndPr"))
_MARKS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "softHyphen": ""}
_OFF = frozenset(("0", "false", "off", "none"))


def read(data: bytes) -> Reading:
    """The text of a document. Raises DamagedFile, BeyondLimits."""
    opened_zip(data).close()
    try:
        document = docx.Document(io.BytesIO(data))
    except (PackageNotFoundError, KeyError, ValueError) as error:
        raise damaged(str(error)) from None
    reader = _Reader(document)
    reader.blocks(document.element.body, 0)
    reader.footnotes()
    return reader.builder.reading(reader.notes(), "docx")


class _Reader:
    """Reads one document from its beginning to its end."""

    def __init__(self, document: Document) -> None:
        self._part = document.part
        self._numbers = Numbers(document)
        self._heads = load_heads()
        self._noted: list[str] = []  # ids of footnotes and endnotes, in the order of their marks
        self._changed = False
        self._cells = 0
        self._held = ""  # of paragraphs whose end was deleted: they go on with the next
        self.builder = Builder()

    def blocks(self, parent: Element, depth: int) -> None:
        """Paragraphs and tables below an element, each as lines."""
        check_depth(depth)
        for child in parent:
            name = local(child)
            if name == "p":
                self._paragraph(child, depth)
            elif name == "tbl":
                self._table(child, depth)
            elif name in {"sdt", "sdtContent", "customXml", "ins", "moveTo"} and not _is_contents(child):
                self.blocks(child, depth + 1)

    def footnotes(self) -> None:
        """Foot- and endnotes, in the order in which the text refers to them, at its end."""
        notes: dict[str, Element] = {}
        for kind, name in ((RELATIONSHIP_TYPE.FOOTNOTES, "footnote"), (RELATIONSHIP_TYPE.ENDNOTES, "endnote")):
            part = next(
                (r.target_part for r in self._part.rels.values() if r.reltype == kind and not r.is_external), None
            )
            if part is not None:
                found = below(parsed(part.blob), name)
                notes |= {f"{name} {attribute(one, 'id')}": one for one in found}
        for at, mark in enumerate(dict.fromkeys(self._noted), 1):
            if mark in notes:
                words = one_line(" ".join(self._words(p, 0) for p in below(notes[mark], "p")))
                self.builder.line(f"注{at}：{words}")

    def notes(self) -> tuple[str, ...]:
        """What a person should know."""
        return ("含修订痕迹，按全部接受修订读入 (tracked changes read as accepted)",) if self._changed else ()

    def _paragraph(self, paragraph: Element, depth: int) -> None:
        if self._numbers.is_contents(paragraph):
            return
        boxes: list[Element] = []
        words = self._words(paragraph, depth, boxes)
        label = self._numbers.label(paragraph) if words.strip() else ""
        words = self._held + label + words
        self._held = ""
        if _end_deleted(paragraph):
            self._changed = True
            self._held = words
        else:
            self.builder.line(words)
        for box in boxes:
            self.blocks(box, depth + 1)

    def _words(self, element: Element, depth: int, boxes: list[Element] | None = None) -> str:
        """The words of a paragraph or a part of it; text boxes met on the way are added to ``boxes``."""
        check_depth(depth)
        parts = []
        for child in element:
            name = local(child)
            if name in _GONE:
                self._changed |= name in {"del", "moveFrom"}
            elif name == "t":
                parts.append(child.text or "")
            elif name in _MARKS:
                page = name == "br" and attribute(child, "type") in {"page", "column"}
                parts.append("" if page else _MARKS[name])
            elif name == "r" and _is_hidden(child):
                continue
            elif name in {"footnoteReference", "endnoteReference"}:
                self._noted.append(f"{name.removesuffix('Reference')} {attribute(child, 'id')}")
            elif name == "txbxContent":
                if boxes is not None:
                    boxes.append(child)
            elif name in {"drawing", "pict", "AlternateContent", "Choice"} or name in _THROUGH:
                self._changed |= name in {"ins", "moveTo"}
                parts.append(self._words(child, depth + 1, boxes))
            elif boxes is not None and name not in {"p", "tbl"} and len(child):
                parts.append(self._words(child, depth + 1, boxes) if _holds_box(child) else "")
        return "".join(parts)

    def _table(self, table: Element, depth: int) -> None:
        write_table(self.builder, self._grid(table, depth), self._heads)

    def _grid(self, table: Element, depth: int) -> list[list[Cell]]:
        check_depth(depth)
        grid: list[list[Cell]] = []
        for row in _children(table, "tr"):
            if any(local(one) == "del" for properties in _children(row, "trPr") for one in properties):
                self._changed = True
                continue
            cells: list[Cell] = []
            for properties in _children(row, "trPr"):
                cells += [Cell("")] * sum(_count(one) for one in properties if local(one) == "gridBefore")
            for cell in _children(row, "tc"):
                properties_ = next(_children(cell, "tcPr"), None)
                across, goes_on = _merged(properties_)
                above = grid[-1][len(cells)] if goes_on and grid and len(cells) < len(grid[-1]) else None
                made = above if above is not None else Cell(one_line(self._cell(cell, depth)))
                cells += [made] * across
                self._cells += across
            if self._cells > CELLS:
                raise too_much("单元格", "cells")
            grid.append(cells)
        return grid

    def _cell(self, cell: Element, depth: int) -> str:
        """A cell's paragraphs, and those of tables within it, in one line."""
        parts = []
        for child in cell:
            if local(child) == "p":
                boxes: list[Element] = []
                words = self._words(child, depth + 1, boxes)
                parts.append((self._numbers.label(child) if words.strip() else "") + words)
                parts += [self._cell(box, depth + 1) for box in boxes]
            elif local(child) == "tbl":
                parts += [cell.text for row in self._grid(child, depth + 1) for cell in dict.fromkeys(row)]
            elif local(child) in {"sdt", "sdtContent", "customXml", "ins"}:
                check_depth(depth)
                parts.append(self._cell(child, depth + 1))
        return "\n".join(parts)


def _children(element: Element, name: str) -> Iterator[Element]:
    """Children of a name, also where content controls or insertions stand round them."""
    for child in element:
        if local(child) == name:
            yield child
        elif local(child) in {"sdt", "sdtContent", "customXml", "ins"}:
            yield from _children(child, name)


def _merged(properties: Element | None) -> tuple[int, bool]:
    """(columns that a cell covers, whether it goes on with the cell above)."""
    across, goes_on = 1, False
    for one in properties if properties is not None else ():
        if local(one) == "gridSpan":
            across = _count(one)
        elif local(one) == "vMerge":
            goes_on = attribute(one, "val") in {None, "continue"}
    return across, goes_on


def _count(element: Element) -> int:
    value = attribute(element, "val") or "1"
    return max(1, min(int(value), 200)) if value.isdecimal() else 1


def _is_contents(block: Element) -> bool:
    """A generated table of contents: every heading would stand twice."""
    gallery = next(below(block, "docPartGallery"), None) if local(block) == "sdt" else None
    return gallery is not None and "contents" in (attribute(gallery, "val") or "").lower()


def _is_hidden(run: Element) -> bool:
    properties = next((one for one in run if local(one) == "rPr"), None)
    hidden = None if properties is None else next((one for one in properties if local(one) == "vanish"), None)
    return hidden is not None and (attribute(hidden, "val") or "1") not in _OFF


def _end_deleted(paragraph: Element) -> bool:
    """Whether the end of the paragraph was deleted, so that the next goes on with it."""
    properties = next((one for one in paragraph if local(one) == "pPr"), None)
    marks = [] if properties is None else [one for one in properties if local(one) == "rPr"]
    return any(local(one) == "del" for mark in marks for one in mark)


def _holds_box(element: Element) -> bool:
    return next(below(element, "txbxContent"), None) is not None
