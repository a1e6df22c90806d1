"""A table of any file as text: what merged cells, headings and titles become, and which tasks are read from it."""

from __future__ import annotations

import pytest

from ingest.extract import extract
from ingest.readers.building import Builder, Cell
from ingest.readers.grid import load_heads, write_table
from ingest.types import Source

HEADS = load_heads()


def table(*rows, merged=()):
    """The text of a table. ``merged``: (top, left, bottom, right), the words of the first cell covering all."""
    grid = [[Cell(words, f"R{y}C{x}") for x, words in enumerate(row)] for y, row in enumerate(rows)]
    for top, left, bottom, right in merged:
        for row in grid[top : bottom + 1]:
            row[left : right + 1] = [grid[top][left]] * (right + 1 - left)
    builder = Builder()
    write_table(builder, grid, HEADS)
    return builder.reading()


HEAD = ("序号", "重点任务", "牵头单位", "责任单位")


def test_rows_and_cells():
    """A row a line, cells divided by tabs, titles above; empty rows and columns are left out."""
    reading = table(
        ("任务分工表", "", "", "", ""),
        ("", "", "", "", ""),
        (*HEAD, ""),
        ("1", "做好工作", "", "区财政局", ""),
    )
    assert reading.text == "任务分工表\n序号\t重点任务\t牵头单位\t责任单位\n1\t做好工作\t\t区财政局\n"
    at = {place.label: place.start for place in reading.places}
    assert reading.text[at["R3C3"] :].startswith("区财政局")


def test_a_merged_number_is_one_task():
    """序号 and 任务 over three rows, a unit in each: one task, its units in their order, none twice."""
    reading = table(
        HEAD,
        ("1", "做好工作", "区教委", "区财政局"),
        ("1", "做好工作", "区教委", "区民政局"),
        ("1", "做好工作", "区教委", "区财政局"),
        ("2", "再做好", "区商务委", "区科技局"),
        merged=((1, 0, 3, 0), (1, 1, 3, 1), (1, 2, 3, 2)),
    )
    assert reading.text.splitlines()[1:] == ["1\t做好工作\t区教委\t区财政局、区民政局", "2\t再做好\t区商务委\t区科技局"]


def test_measures_under_one_number_are_one_task():
    """具体措施 differ, the number does not."""
    reading = table(
        ("序号", "重点任务", "具体措施", "责任单位"),
        ("1", "做好工作", "办会议", "区教委"),
        ("1", "做好工作", "发文件", "区财政局"),
        merged=((1, 0, 2, 0), (1, 1, 2, 1)),
    )
    assert reading.text.splitlines()[1] == "1\t做好工作\t办会议；发文件\t区教委、区财政局"


def test_a_merged_kind_of_task_is_repeated():
    """类别 over several numbered rows: each row is a task and says its kind."""
    reading = table(
        ("类别", "序号", "重点任务", "责任单位"),
        ("产业", "1", "做好工作", "区教委"),
        ("产业", "2", "再做好", "区财政局"),
        merged=((1, 0, 2, 0),),
    )
    assert reading.text.splitlines()[1:] == ["产业\t1\t做好工作\t区教委", "产业\t2\t再做好\t区财政局"]


def test_without_numbers_rows_that_differ_in_who_only_are_one_task():
    """任务 merged, units below one another; another task in the merged kind stays apart."""
    head = ("类别", "重点任务", "责任单位", "完成时限")
    reading = table(
        head,
        ("产业", "做好工作", "区教委", "6月底"),
        ("产业", "做好工作", "区财政局", "12月底"),
        ("产业", "再做好", "区民政局", "全年"),
        merged=((1, 0, 3, 0), (1, 1, 2, 1)),
    )
    assert reading.text.splitlines()[1:] == [
        "产业\t做好工作\t区教委、区财政局\t6月底；12月底",
        "产业\t再做好\t区民政局\t全年",
    ]


def test_a_unit_merged_over_tasks_is_said_for_each():
    """牵头单位 over two numbered tasks leads both."""
    reading = table(
        HEAD, ("1", "做好工作", "区教委", "区财政局"), ("2", "再做好", "区教委", "区民政局"), merged=((1, 2, 2, 2),)
    )
    assert reading.text.splitlines()[1:] == ["1\t做好工作\t区教委\t区财政局", "2\t再做好\t区教委\t区民政局"]


def test_a_heading_within_a_table_parts_it():
    """一、… over all columns is a line, and the header stands again below it; notes below the table are lines."""
    reading = table(
        HEAD,
        ("一、强化创新", "", "", ""),
        ("1", "做好工作", "区教委", "区财政局"),
        ("二、改善服务", "", "", ""),
        ("2", "再做好", "区教委", "区民政局"),
        ("备注：以上任务年底完成", "", "", ""),
        merged=((1, 0, 1, 3), (3, 0, 3, 3), (5, 0, 5, 3)),
    )
    head = "\t".join(HEAD)
    assert reading.text.splitlines() == [
        *(head, "一、强化创新", head, "1\t做好工作\t区教委\t区财政局"),
        *("二、改善服务", head, "2\t再做好\t区教委\t区民政局", "备注：以上任务年底完成"),
    ]


def test_a_header_of_two_rows():
    """责任分工 over 牵头单位 and 配合单位: the lower row is the header, what is merged down stands in it."""
    reading = table(
        ("序号", "重点任务", "责任分工", "责任分工"),
        ("序号", "重点任务", "牵头单位", "配合单位"),
        ("1", "做好工作", "区教委", "区财政局"),
        merged=((0, 0, 1, 0), (0, 1, 1, 1), (0, 2, 0, 3)),
    )
    assert reading.text.splitlines()[1:] == ["序号\t重点任务\t牵头单位\t配合单位", "1\t做好工作\t区教委\t区财政局"]


@pytest.mark.parametrize(
    "head",
    [
        ("序号", "任务", "牵头单位", "责任单位", "配合单位", "完成时限"),
        ("责任单位", "牵头单位", "配合单位", "时限要求", "工作任务", "编号"),
        ("牵头部门", "工作内容", "责任部门", "协办单位", "完成时间", "序号"),
    ],
)
def test_columns_in_any_order_and_wording(head, lexicon, tokenizer):
    """The header says what each column is, wherever it stands."""
    words = {"牵头": "区教委", "责任": "区财政局、区民政局", "配合": "各街道", "协办": "各街道"}
    words |= {
        "时": "2025年12月底",
        "序": "1",
        "编": "1",
        "任务": "做好全区各项教育工作",
        "内容": "做好全区各项教育工作",
    }
    rows = [next(value for key, value in words.items() if key in name) for name in head]
    reading = table(("某区任务分工表", *("" for _ in head[1:])), head, rows)
    found = extract(reading.text, Source("表.xlsx", "0" * 64, 1, "xlsx", "excel/1"), lexicon, tokenizer)
    (task,) = found.tasks
    assert task.title == "做好全区各项教育工作"
    assert {(row.role.value, row.mention.name) for row in found.responsibilities} == {
        ("lead", "区教委"),
        ("responsible", "区财政局"),
        ("responsible", "区民政局"),
        ("support", "各街道"),
    }


@pytest.mark.parametrize("place", [0, 1, 4])
def test_a_deadline_or_a_remark_is_no_title(place, read):
    """However long they are: the row is called by its task."""
    head, row = ["牵头单位", "序号", "工作任务", "备注"], ["区教委", "1", "建10所", "由区财政局另行安排资金"]
    head.insert(place, "计划完成时间")
    row.insert(place, "2025年12月底前")
    task = read("分工表\n" + "\t".join(head) + "\n" + "\t".join(row) + "\n").tasks[0]
    assert (task.number, task.title) == ("1", "建10所")


def test_only_the_first_of_two_columns_leads_by_order(read):
    """责任单位列第一位者牵头: 实施单位 beside 主管单位 is no list of its own, and makes no joint lead."""
    text = (
        "甲市人民政府关于印发乙计划的通知\n\n各项任务责任单位中列第一位者为牵头单位，其余为配合单位。\n\n附件\n\n重点工程表\n\n"
        "领域\t工程名称\t主管单位\t实施单位\n"
        "基础\t城市大脑二期工程\t市大数据局\t市城市管理局\n应用\t智慧医保工程\t市医保局\t市卫生健康委\n"
    )
    roles = [(r.mention.quote, r.role.value) for r in read(text).responsibilities]
    assert roles == [
        ("市大数据局", "lead"),
        ("市城市管理局", "responsible"),
        ("市医保局", "lead"),
        ("市卫生健康委", "responsible"),
    ]
