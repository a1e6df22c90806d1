"""Automatic numbers as Word shows them."""

from __future__ import annotations

import pytest

from ingest.readers.numbering import Counter, Level, Listing, written


@pytest.mark.parametrize(
    ("format", "value", "words"),
    [
        ("decimal", 12, "12"),
        ("chineseCounting", 1, "一"),
        ("chineseCounting", 10, "十"),
        ("chineseCountingThousand", 12, "十二"),
        ("taiwaneseCountingThousand", 20, "二十"),
        ("japaneseCounting", 21, "二十一"),
        ("chineseCountingThousand", 105, "一百〇五"),
        ("chineseCountingThousand", 110, "一百一十"),
        ("chineseCountingThousand", 1001, "一千〇一"),
        ("chineseLegalSimplified", 3, "叁"),
        ("ideographDigital", 10, "一〇"),
        ("ideographTraditional", 2, "乙"),
        ("ideographZodiac", 1, "子"),
        ("decimalEnclosedCircle", 3, "③"),
        ("decimalEnclosedCircle", 21, "21"),
        ("decimalEnclosedParen", 1, "⑴"),
        ("decimalEnclosedFullstop", 2, "⒉"),
        ("decimalFullWidth", 15, "１５"),
        ("decimalZero", 7, "07"),
        ("upperLetter", 28, "BB"),
        ("lowerLetter", 3, "c"),
        ("upperRoman", 14, "XIV"),
        ("lowerRoman", 4000, "4000"),
        ("noSuchFormat", 5, "5"),
    ],
)
def test_counts_are_written(format, value, words):
    """Each format of the standard that Chinese documents use."""
    assert written(value, format) == words


def test_levels_count_within_one_another():
    """一、 holds （一） （二）, and （一） begins anew in 二、; figures that never restart run on."""
    levels = {
        0: Level("chineseCounting", "%1、"),
        1: Level("chineseCounting", "（%2）"),
        2: Level("decimal", "%3.", restart=0),
        3: Level("decimal", "%1.%4", legal=True),
    }
    counter = Counter({"7": Listing("a", levels)})
    said = [counter.label("7", level) for level in (0, 1, 2, 2, 1, 2, 0, 1, 2, 3)]
    assert said == ["一、", "（一）", "1.", "2.", "（二）", "3.", "二、", "（一）", "4.", "2.1 "]


def test_lists_of_one_kind_count_together_and_may_start_anew():
    """Two w:num of one w:abstractNum go on from one another, unless one says where it starts."""
    levels = {0: Level("decimal", "%1.", start=3), 1: Level("bullet", "•")}
    listings = {"1": Listing("a", levels), "2": Listing("a", levels), "3": Listing("a", levels, {0: 10})}
    counter = Counter(listings)
    assert [counter.label(one, 0) for one in ("1", "2", "3", "3", "1")] == ["3.", "4.", "10.", "11.", "12."]
    assert counter.label("1", 1) == ""
    assert counter.label("no such list", 0) == ""
