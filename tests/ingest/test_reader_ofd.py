"""OFD: words and rules of its pages, from parts made by hand; ``tests/formats`` holds one made by ofdrw."""

from __future__ import annotations

import pytest

from ingest.errors import DamagedFile, ScannedFile
from ingest.readers import ofd
from tests.hostile.files import ofd as made


def words(text, x, y, size=4.0, deltas=""):
    return (
        f'<ofd:TextObject ID="1" Boundary="{x} {y} 100 6" Size="{size}">'
        f'<ofd:TextCode X="0" Y="{size}" DeltaX="{deltas}">{text}</ofd:TextCode></ofd:TextObject>'
    )


def path(x, y, steps):
    drawn = f"<ofd:AbbreviatedData>{steps}</ofd:AbbreviatedData>"
    return f'<ofd:PathObject ID="2" Boundary="{x} {y} 170 200">{drawn}</ofd:PathObject>'


def grid(xs, ys, x, y):
    """Rules at these distances from a corner."""
    level = "".join(path(x, y, f"M {xs[0]} {at} L {xs[-1]} {at}") for at in ys)
    return level + "".join(path(x, y, f"M {at} {ys[0]} L {at} {ys[-1]}") for at in xs)


def test_words_in_reading_order():
    """Pieces on one baseline are one line, whatever their order in the file; places are pages."""
    page = words("责任单位：", 20, 40) + words("一、总体要求", 20, 30) + words("区教委", 41, 40)
    reading = ofd.read(made(page))
    assert reading.text == "一、总体要求\n责任单位：区教委\n"
    assert [(one.start, one.label) for one in reading.places] == [(0, "第1页")]


def test_steps_between_letters():
    """g 2 4 is 4 4; a wide step is a space."""
    assert ofd.read(made(words("重庆市区", 20, 30, deltas="g 2 4 9"))).text == "重庆市 区\n"


def test_blocks_hold_words():
    """Also within one another, and turned or stretched."""
    inner = words("做好", 20, 30).replace("Size=", 'CTM="2 0 0 2 0 0" Size=')
    assert ofd.read(made(f"<ofd:PageBlock><ofd:PageBlock>{inner}</ofd:PageBlock></ofd:PageBlock>")).text == "做好\n"


def test_a_ruled_table():
    """Cell by cell; a cell merged down is one task; words round it are lines."""
    rules = grid((0, 15, 80, 120), (0, 8, 16), 20, 50) + path(20, 50, "M 80 24 L 120 24 M 0 32 L 120 32")
    rules += "".join(path(20, 50, f"M {x} 16 L {x} 32") for x in (0, 15, 80, 120))
    cells = words("序号", 22, 51) + words("任务", 40, 51) + words("责任单位", 102, 51)
    cells += words("1", 22, 59) + words("做好", 40, 59) + words("工作", 48, 59) + words("区教委", 102, 59)
    cells += words("2", 22, 70) + words("再做好", 40, 70) + words("区财政局", 102, 67) + words("区民政局", 102, 75)
    reading = ofd.read(made(words("分工表", 80, 30) + rules + cells + words("落款", 100, 120)))
    assert reading.text.splitlines() == [
        *("分工表", "序号\t任务\t责任单位", "1\t做好工作\t区教委", "2\t再做好\t区财政局、区民政局", "落款")
    ]


def test_a_scan_says_so_and_a_missing_page_too():
    """Pictures only; a page that the document names and does not hold."""
    with pytest.raises(ScannedFile, match=r"扫描件.*OCR"):
        ofd.read(made('<ofd:ImageObject ID="3" Boundary="0 0 210 297"/>'))
    with pytest.raises(DamagedFile):
        ofd.read(made(words("x", 1, 1), root="Doc_0/No.xml"))
