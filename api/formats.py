"""The same rows as JSON, CSV or an Excel sheet."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from ingest.errors import ZerenError


class NotAcceptable(ZerenError):
    """No answer in a format that the caller accepts."""

    code = "not-acceptable"


class Format(StrEnum):
    """What ``?format=`` may ask for."""

    JSON = "json"
    CSV = "csv"
    XLSX = "xlsx"
    GRAPHML = "graphml"
    GEXF = "gexf"
    JSONLD = "jsonld"


MEDIA: Mapping[Format, str] = {
    Format.JSON: "application/json",
    Format.CSV: "text/csv; charset=utf-8",
    Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Format.GRAPHML: "application/graphml+xml",
    Format.GEXF: "application/gexf+xml",
    Format.JSONLD: "application/ld+json",
}
TABLES = (Format.JSON, Format.CSV, Format.XLSX)

#: control characters that neither a spreadsheet nor XML can hold
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
#: with which a spreadsheet begins a formula; in Chinese and Japanese also the full-width ones
_FORMULA = frozenset("=+-@＝＋－＠\t\r\n")
_MAX_CELL = 32_767  # characters in one cell of a sheet


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table: its Chinese head, and how its cell comes out of a row."""

    head: str
    cell: Callable[[Any], object]
    width: int = 14  # of the sheet's column, in characters


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table for Excel: name, columns, rows, and notes that belong to the figures."""

    name: str
    columns: tuple[Column, ...]
    rows: tuple[object, ...]
    notes: tuple[str, ...] = ()


def choose(wanted: Format | None, accept: str, offered: tuple[Format, ...]) -> Format:
    """The format to answer in: ``?format=`` first, then ``Accept`` by its q-values. Raises NotAcceptable."""
    if wanted is not None:
        if wanted in offered:
            return wanted
        raise NotAcceptable(
            f"这里没有 {wanted} 格式",
            f"{wanted} is not offered here",
            remedy=f"改用 {'、'.join(offered)} (use one of these)",
        )
    preferences = []
    for part in accept.split(","):
        media, *parameters = (piece.strip() for piece in part.split(";"))
        quality = next((p[2:] for p in parameters if p.startswith("q=")), "1")
        try:
            preferences.append((float(quality), media))
        except ValueError:
            continue
    for weight, media in sorted(preferences, key=lambda p: -p[0]):
        if weight <= 0:
            continue
        for offer in offered:
            name = MEDIA[offer].partition(";")[0]
            if media in {name, "*/*", "", name.partition("/")[0] + "/*"}:
                return offer
    if not preferences:
        return offered[0]
    raise NotAcceptable(
        "没有可接受的格式", "none of the accepted formats is offered", remedy=f"改用 {'、'.join(offered)}"
    )


def csv_bytes(sheet: Sheet) -> bytes:
    """UTF-8 with BOM and CRLF, as Excel opens it. A text cell that a spreadsheet would run as a formula gets an
    apostrophe in front. Notes follow the table, after an empty line."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([column.head for column in sheet.columns])
    for row in sheet.rows:
        writer.writerow([_inert(column.cell(row)) for column in sheet.columns])
    if sheet.notes:
        writer.writerow([])
        writer.writerows([[_inert(note)] for note in sheet.notes])
    return ("\ufeff" + out.getvalue()).encode("utf-8", "replace")


def xlsx_bytes(sheets: Iterable[Sheet]) -> bytes:
    """A workbook: bold frozen heads, filters, wrapped text; the notes on a sheet of their own (说明)."""
    sheets = tuple(sheets)
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(out, options) as book:
        head = book.add_format({"bold": True, "bg_color": "#E8EEF4", "border": 1, "text_wrap": True, "valign": "top"})
        body = book.add_format({"text_wrap": True, "valign": "top", "border": 1, "border_color": "#C9CED6"})
        for sheet in sheets:
            page = book.add_worksheet(sheet.name[:31])
            page.freeze_panes(1, 0)
            for i, column in enumerate(sheet.columns):
                page.set_column(i, i, column.width)
                page.write_string(0, i, column.head, head)
            for r, row in enumerate(sheet.rows, start=1):
                for i, column in enumerate(sheet.columns):
                    _write_cell(page, r, i, column.cell(row), body)
            page.autofilter(0, 0, max(len(sheet.rows), 1), len(sheet.columns) - 1)
            page.set_landscape()
            page.fit_to_pages(1, 0)
            page.repeat_rows(0)
        notes = [note for sheet in sheets for note in sheet.notes]
        if notes:
            page = book.add_worksheet("说明")
            page.set_column(0, 0, 100)
            for r, note in enumerate(notes):
                page.write_string(r, 0, _clean(note)[:_MAX_CELL], body)
    return out.getvalue()


def _write_cell(page: Worksheet, row: int, column: int, value: object, style: object) -> None:
    if isinstance(value, bool):
        page.write_string(row, column, "是" if value else "否", style)
    elif isinstance(value, int | float):
        page.write_number(row, column, value, style)
    else:
        page.write_string(row, column, _clean("" if value is None else str(value))[:_MAX_CELL], style)


def _inert(value: object) -> object:
    if isinstance(value, bool):
        return "是" if value else "否"
    if value is None:
        return ""
    if isinstance(value, str):
        text = _clean(value)
        return "'" + text if text[:1] in _FORMULA else text
    return value


def _clean(text: str) -> str:
    return _CONTROL.sub("", text)
