"""Words placed on pages → paragraphs: columns, running lines, what goes on overleaf."""

from __future__ import annotations

from ingest.readers.building import Builder, Cell
from ingest.readers.grid import load_heads
from ingest.readers.layout import Line, PageOf, Table, write_pages

EM = 10.0
WIDTH, HEIGHT = 500.0, 800.0


def line(words, top, left=50.0):
    return Line(left, top, left + EM * len(words), top + EM, words)


def text(*pages, tables=()):
    made = [
        PageOf(WIDTH, HEIGHT, tuple(lines), tuple(dict(tables).get(number, ())), f"第{number + 1}页")
        for number, lines in enumerate(pages)
    ]
    builder = Builder()
    write_pages(builder, made, load_heads())
    return builder.reading()


def full(words, top, left=50.0):
    """A line of 40 letters that fills the column."""
    return line((words * 40)[:40], top, left)


def test_lines_of_a_paragraph_are_joined():
    """A full line goes on with the next, unless that is indented or begins an item."""
    reading = text(
        [full("甲", 100, 50), line("乙乙。", 115), full("丙", 130), line("丁丁", 145, 70), line("1.戊", 160)]
    )
    assert reading.text.splitlines() == ["甲" * 40 + "乙乙。", "丙" * 40, "丁丁", "1.戊"]
    ended = text([full("甲", 100), Line(50, 115, 450, 125, "乙" * 39 + "。"), line("2.丙", 130)])
    assert ended.text.splitlines() == ["甲" * 40 + "乙" * 39 + "。", "2.丙"]


def test_a_gap_parts_paragraphs():
    """Where nothing is indented, the distance between paragraphs tells."""
    assert text([full("甲", 100), line("乙", 140)]).text.splitlines() == ["甲" * 40, "乙"]


def test_running_lines_and_page_numbers_are_dropped():
    """What stands at the edge of several pages, whatever its number; the same words amid the text stay."""
    pages = [
        [line("某区实施方案", 20, 200), full("正", 100 + n), line("某区实施方案", 300), line(f"— {n} —", 770, 230)]
        for n in range(4)
    ]
    found = text(*pages).text
    assert found.count("某区实施方案") == 4
    assert "— " not in found
    assert text([full("甲", 100), line("第 1 页 共 2 页", 770, 200)]).text == "甲" * 40 + "\n"


def test_words_said_again_at_other_heights_are_text():
    """参与单位：… ends many items, now and then the last line of a page."""
    pages = [[full("甲", 100), line("参与单位：各区", 730 + 6 * n), line(f"— {n} —", 770, 230)] for n in range(4)]
    assert text(*pages).text.count("参与单位：各区") == 4


def test_what_cannot_be_broken_leaves_room():
    """〔2023〕11号 stands on the next line whole; a short line before a new one ends its paragraph."""
    held = text([line("甲" * 36, 100), Line(50, 115, 450, 125, "〔2023〕11号" + "乙" * 33), full("丙", 130)])
    assert held.text.startswith("甲" * 36 + "〔2023〕11号乙")
    short = text([line("甲" * 36, 100), full("乙", 115), full("丙", 130)])
    assert short.text.splitlines()[0] == "甲" * 36


def test_a_paragraph_goes_on_overleaf():
    """Joined, with the place of each part."""
    reading = text([full("甲", 700)], [line("乙乙。", 100)])
    assert reading.text == "甲" * 40 + "乙乙。\n"
    assert [(one.start, one.label) for one in reading.places] == [(0, "第1页"), (40, "第2页")]


def test_columns_are_read_one_after_the_other():
    """Below a title across both; the left one first."""
    left = [line("左" * 18 + str(n % 10), 100 + n * 15, 40) for n in range(8)]
    right = [line("右" * 18 + str(n % 10), 100 + n * 15, 270) for n in range(8)]
    mixed = [one for pair in zip(left, right, strict=True) for one in pair]
    found = text([Line(100, 50, 400, 60, "通栏标题"), *mixed]).text
    assert found.startswith("通栏标题\n")
    assert found.index("右") > found.rindex("左")


def test_pieces_of_a_line_keep_their_distance():
    """An office and a date on one line: spaces between."""
    found = text([line("某区办公室", 100), line("2024年1月1日印发", 100, 300)]).text
    assert found.split() == ["某区办公室", "2024年1月1日印发"]
    assert found.count("\n") == 1


def grid(*rows):
    return [[Cell(words) for words in row] for row in rows]


def test_a_table_over_pages_is_one():
    """The header said again is dropped; a row that the page broke is whole."""
    first = Table(50, 600, 450, 790, grid(("序号", "任务", "责任单位"), ("1", "做好", "区教委"), ("2", "再做", "区财")))
    second = Table(
        50, 60, 450, 300, grid(("序号", "任务", "责任单位"), ("", "好", "政局"), ("3", "又做好", "区民政局"))
    )
    reading = text([line("一、任务", 100)], [line("落款", 400)], tables={0: (first,), 1: (second,)}.items())
    assert reading.text.splitlines() == [
        *("一、任务", "序号\t任务\t责任单位", "1\t做好\t区教委", "2\t再做好\t区财政局", "3\t又做好\t区民政局", "落款")
    ]


def test_tables_of_unlike_width_are_two():
    """And so are tables with words between them."""
    first = Table(50, 600, 450, 790, grid(("序号", "责任单位"), ("1", "区教委")))
    other = Table(50, 60, 450, 300, grid(("序号", "任务", "责任单位"), ("1", "做好", "区民政局")))
    reading = text([line("一", 100)], [line("二", 400)], tables={0: (first,), 1: (other,)}.items())
    assert "序号\t任务\t责任单位" in reading.text
