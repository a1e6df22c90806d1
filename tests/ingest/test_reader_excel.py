"""Task tables of Excel: made here with XlsxWriter, as people lay them out."""

from __future__ import annotations

import datetime
import io

import xlsxwriter

from ingest.extract import extract
from ingest.readers import excel
from ingest.readers.excel import column_name
from ingest.types import Source


def book(*sheets, hidden=()):
    """Bytes of a workbook. A sheet: (name, rows, merged ranges as (top, left, bottom, right))."""
    out = io.BytesIO()
    made = xlsxwriter.Workbook(out, {"in_memory": True})
    day = made.add_format({"num_format": "yyyy-mm-dd"})
    for name, rows, merged in sheets:
        sheet = made.add_worksheet(name)
        if name in hidden:
            sheet.hide()
        covered = {(y, x) for t, le, b, r in merged for y in range(t, b + 1) for x in range(le, r + 1)}
        for y, row in enumerate(rows):
            for x, value in enumerate(row):
                if value is not None and (y, x) not in covered:
                    sheet.write(y, x, value, *([day] if isinstance(value, datetime.date) else []))
        for top, left, bottom, right in merged:
            sheet.merge_range(top, left, bottom, right, rows[top][left])
    made.close()
    return out.getvalue()


HEAD = ("序号", "重点任务", "牵头单位", "责任单位", "完成时限")


def test_values_as_a_person_would_type_them():
    """Whole numbers without a point, dates in words, line ends within a cell as spaces."""
    rows = (
        HEAD,
        (1, "做好\n工作", "区教委", None, datetime.date(2025, 12, 31)),
        (2.5, "再做好", "区财政局", True, 0.983),
    )
    reading = excel.read(book(("表", rows, ())), "xlsx")
    assert reading.text.splitlines()[1:] == [
        "1\t做好 工作\t区教委\t\t2025年12月31日",
        "2.5\t再做好\t区财政局\t是\t0.983",
    ]


def test_a_sheet_as_people_lay_it_out(lexicon, tokenizer):
    """A title over all columns, merged numbers, headings between, two sheets, another hidden: tasks with cells."""
    first = (
        ("某区2025年重点任务分工表", None, None, None, None),
        HEAD,
        ("一、产业", None, None, None, None),
        (1, "做好全区各项产业工作", "区发展改革委", "区科技局", "12月底"),
        (None, None, None, "区财政局", None),
        (2, "推进园区建设", "区商务委", "区财政局、区民政局", "6月底"),
    )
    second = (
        ("责任部门", "工作内容", "编号"),
        ("区教委、区民政局", "办好学校教育各项工作", 3),
    )
    data = book(
        ("产业", first, ((0, 0, 0, 4), (2, 0, 2, 4), (3, 0, 4, 0), (3, 1, 4, 1), (3, 2, 4, 2), (3, 4, 4, 4))),
        ("民生", second, ()),
        ("底稿", second, ()),
        hidden=("底稿",),
    )
    reading = excel.read(data, "xlsx")
    assert reading.notes == ("隐藏的工作表“底稿”没有读入 (a hidden sheet was left out)",)
    source = Source("表.xlsx", "0" * 64, len(data), "xlsx", excel.READER, reading.places)
    found = extract(reading.text, source, lexicon, tokenizer)
    assert [(task.number, task.title) for task in found.tasks] == [
        ("1", "做好全区各项产业工作"),
        ("2", "推进园区建设"),
        ("3", "办好学校教育各项工作"),
    ]
    labels = {}
    for row in found.responsibilities:
        label = [one.label for one in reading.places if one.start <= row.mention.span.start][-1]
        labels[row.mention.name, row.role.value] = label
    assert labels["区发展改革委", "lead"] == "工作表“产业”C4"
    assert labels["区科技局", "responsible"] == "工作表“产业”D4"
    assert labels["区教委", "responsible"] == "工作表“民生”A2"
    first_task = [row.mention.name for row in found.responsibilities if row.task == found.tasks[0].id]
    assert first_task == ["区发展改革委", "区科技局", "区财政局"]


def test_columns_are_named_as_excel_names_them():
    """A, Z, AA, AZ, BA, XFD."""
    assert [column_name(n) for n in (0, 25, 26, 51, 52, 16383)] == ["A", "Z", "AA", "AZ", "BA", "XFD"]
