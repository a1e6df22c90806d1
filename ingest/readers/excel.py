"""Task tables of Excel and WPS (.xlsx, .xlsm, .xlsb, .xls, .et, .ods). The one module that imports python-calamine.

Visible sheets in their order; numbers as they would be typed; each cell with its place.
"""

from __future__ import annotations

import datetime
import io
import zipfile

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from ingest.errors import ProtectedFile
from ingest.limits import CELLS
from ingest.readers.building import Builder, Cell, Reading, one_line, too_much
from ingest.readers.grid import load_heads, write_table
from ingest.readers.xml import damaged, opened_zip

READER = "excel/1"

Value = float | int | str | bool | datetime.datetime | datetime.date | datetime.time | datetime.timedelta | None


def read(data: bytes, kind: str) -> Reading:
    """The text of a workbook. Raises DamagedFile, ProtectedFile, BeyondLimits."""
    if zipfile.is_zipfile(io.BytesIO(data)):
        opened_zip(data).close()
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(data))
    except PasswordError:
        raise ProtectedFile(
            "表格加了密码", "the workbook is protected by a password", remedy="去掉密码后再读入 (remove the password)"
        ) from None
    except CalamineError as error:
        raise damaged(str(error)) from None
    heads = load_heads()
    builder = Builder()
    notes = []
    cells = 0
    for about in workbook.sheets_metadata:
        if about.typ is not SheetTypeEnum.WorkSheet:
            continue
        if about.visible is not SheetVisibleEnum.Visible:
            notes.append(f"隐藏的工作表“{about.name}”没有读入 (a hidden sheet was left out)")
            continue
        try:
            sheet = workbook.get_sheet_by_name(about.name)
        except CalamineError as error:
            raise damaged(str(error)) from None
        cells += sheet.total_height * sheet.total_width
        if cells > CELLS:
            raise too_much("单元格", "cells")
        grid = _grid(sheet)
        if grid and builder.length:
            builder.line("")
        write_table(builder, grid, heads)
    return builder.reading(notes, kind)


def _grid(sheet: CalamineSheet) -> list[list[Cell]]:
    rows = sheet.to_python(skip_empty_area=False)
    grid = [
        [Cell(one_line(_words(value)), f"工作表“{sheet.name}”{column_name(x)}{y + 1}") for x, value in enumerate(row)]
        for y, row in enumerate(rows)
    ]
    for (top, left), (bottom, right) in sheet.merged_cell_ranges or ():
        if top >= len(grid) or left >= len(grid[top]):
            continue
        for row in grid[top : bottom + 1]:
            stop = min(right + 1, len(row))
            row[left:stop] = [grid[top][left]] * (stop - left)
    return grid


def _words(value: Value) -> str:
    """As a person would have typed it: 3 and not 3.0, 2024年12月31日 and not a number of days."""
    if value is None or isinstance(value, str):
        return value or ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float):
        return f"{value:.0f}" if value.is_integer() and abs(value) < 1e15 else f"{value:.12g}"
    if isinstance(value, datetime.datetime | datetime.date):
        return f"{value.year}年{value.month}月{value.day}日"
    return str(value)


def column_name(column: int) -> str:
    """0 → A, 26 → AA."""
    name = ""
    column += 1
    while column:
        column, letter = divmod(column - 1, 26)
        name = chr(ord("A") + letter) + name
    return name
