"""密级、内部标志: every entry of the data by its example; what only speaks of secrecy is none."""

from __future__ import annotations

import tomllib
from importlib import resources

import pytest

from ingest.markings import load_markings, markings

DATA = tomllib.loads((resources.files("ingest") / "data" / "files.toml").read_text(encoding="utf-8"))
MARKS = load_markings()


@pytest.mark.parametrize("entry", DATA["marking"], ids=lambda entry: entry["example"])
def test_each_entry_by_its_example(entry):
    """Found in a line of its own, with where it stands; sources are given."""
    text = f"某市人民政府文件\r\n{entry['example']}\r\n关于印发方案的通知\r\n"
    (found,) = markings(text, MARKS)
    assert found.kind == entry["kind"]
    assert found.span.of(text) == found.words == entry["example"]
    assert entry["source"]


@pytest.mark.parametrize(
    "line",
    [
        "加强涉密信息系统管理，严守国家秘密。（责任单位：区保密局）",
        "12.保护企业商业秘密。（责任单位：区市场监管局）",
        "各单位内部管理制度要健全",
        "机密测量仪器产业园",
        "（此件公开发布）",
        "本通知可以转载",
        "建立内部控制体系",
        "秘密",
    ],
)
def test_what_is_none(line):
    """A sentence that speaks of secrecy is no mark; 秘密 alone in its line is one."""
    assert bool(markings(f"标题\n{line}\n正文\n", MARKS)) is (line == "秘密")


def test_marks_come_in_the_order_of_the_text():
    """Each with its own place; the plan itself has none."""
    text = "机密★1年\n标题\n（内部文件，不得外传）\n"
    found = markings(text, MARKS)
    assert [(one.kind, one.words) for one in found] == [("涉密", "机密★1年"), ("内部", "（内部文件，不得外传）")]
    assert all(one.span.of(text) == one.words for one in found)


def test_the_heads_are_data():
    """Every entry has a source and an example that it matches."""
    for name in ("number_head", "who_head", "when_head"):
        for entry in DATA[name]:
            assert entry["source"]
            assert entry["example"]
