"""A plan set in lines of one length says what it says in paragraphs."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from ingest.flow import flowed
from tests.calls import counted

CORPUS = Path(__file__).parents[2] / "corpus"
PLANS = [CORPUS / "texts" / "000.txt", *(CORPUS / "made" / "raw" / f"M{n:02}.txt" for n in (1, 2, 3, 5, 8, 9))]


def wrapped(text, width):
    """Each line of the text broken after ``width`` characters."""
    return "\n".join(
        "\n".join(line[at : at + width] for at in range(0, max(len(line), 1), width)) for line in text.split("\n")
    )


def relations(found):
    numbers = {task.id: task.number for task in found.tasks}
    return [
        (one.role, "".join(one.mention.quote.split()), one.mention.name, numbers[one.task], one.cue, one.open_list)
        for one in found.responsibilities
    ]


@pytest.mark.parametrize("width", [28, 34, 42])
@pytest.mark.parametrize("path", PLANS, ids=lambda path: path.stem)
def test_a_plan_in_lines_of_one_length(read, path, width):
    """The same units, roles and tasks; each quote where the text has it, line ends and all."""
    text = path.read_text(encoding="utf-8-sig")
    found = read(wrapped(text, width))
    assert relations(found) == relations(read(text))
    for one in found.responsibilities:
        assert one.mention.span.of(found.document.text) == one.mention.quote


@pytest.mark.parametrize("path", PLANS, ids=lambda path: path.stem)
def test_a_plan_in_paragraphs_is_left_alone(path):
    """No line end of it is soft."""
    assert flowed(path.read_text(encoding="utf-8-sig")) is None


def test_items_labels_and_notes_keep_their_lines():
    """Only where a full line breaks off does the next go on with it."""
    lines = [
        "一、重点任务是把各项工作做到位做到家做到底做出成效",
        "1.推进全市数字机房建设工作提升算力服务水平和能力",
        "牵头单位：市科技局、市教委、市财政局、市发展改革",
        "委、市审计局、市统计局、市民政局、市司法局、市水",
        "利局",
    ]
    text = "\n".join(lines * 4)
    view = flowed(text)
    assert view is not None
    assert view.text.split("\n")[:3] == [lines[0], lines[1], "".join(lines[2:])]
    assert all(view.text[i] == text[at] for i, at in enumerate(view.origins))


@pytest.mark.parametrize("text", ["", "\n", "短句\n" * 40, "a" * 50, re.sub(".", "\n", "x" * 100)])
def test_what_is_not_set_in_lines(text):
    """Too short, too few, nothing at all."""
    assert flowed(text) is None


def test_white_space_is_gone_through_once():
    """A run of it in a wrapped text: each character is looked at a few times, however long the run."""
    line = "这是一行没有句号的正文内容一共三十个字左右的样子吧继续写下去哦\n"
    text = line * 20 + " " * 2000 + "\n" * 2000 + "后面。"
    found, calls = counted(lambda: flowed(text))
    assert found is not None
    assert found.text.endswith("后面。")
    assert calls < 10 * len(text)
