"""Marks over a text: nothing of the text is lost, nothing gets in."""

from __future__ import annotations

import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from viz.highlight import Mark, excerpt, marked, plain_spans

TEXTS = st.text(alphabet="<>&\"'a责任\r\n\u2028\u3000𠮷 /=", min_size=1, max_size=40)


@st.composite
def marked_texts(draw):
    """A text and marks within it, which may nest, cross and coincide."""
    text = draw(TEXTS)
    marks = []
    for _ in range(draw(st.integers(0, 8))):
        start = draw(st.integers(0, len(text) - 1))
        end = draw(st.integers(start + 1, len(text)))
        marks.append(Mark(start, end, draw(st.sampled_from(("", "lead"))), href=draw(st.sampled_from(("", "/x")))))
    return text, marks


@given(marked_texts())
def test_taking_the_tags_away_gives_the_text_back(case):
    """Whatever the spans, every character of the text is still there, once and in order."""
    text, marks = case
    assert html.unescape(re.sub(r"<[^>]*>", "", marked(text, marks))) == text


@given(marked_texts())
def test_tags_are_balanced_and_links_never_nest(case):
    """Crossing marks are closed and opened again; a link inside a link becomes a plain mark."""
    text, marks = case
    stack = []
    for closing, tag in re.findall(r"<(/?)(\w+)", marked(text, marks)):
        if closing:
            assert stack.pop() == tag
        else:
            assert not (tag == "a" and "a" in stack)
            stack.append(tag)
    assert stack == []


@given(marked_texts())
def test_each_character_stands_under_its_marks(case):
    """The class of a mark covers exactly its span."""
    text, marks = case
    named = [Mark(m.start, m.end, f"k{i}", href=m.href) for i, m in enumerate(marks)]
    covered: dict[str, str] = {m.css: "" for m in named}
    open_classes: list[str] = []
    for piece in re.findall(r"<[^>]*>|[^<]+", marked(text, named)):
        if piece.startswith("</"):
            open_classes.pop()
        elif piece.startswith("<"):
            open_classes.append(re.search(r'class="(\w+)"', piece).group(1))
        else:
            for css in open_classes:
                covered[css] += html.unescape(piece)
    assert covered == {m.css: text[m.start : m.end] for m in named}


CASES = [
    ("由市财政局牵头", [Mark(1, 5, "lead")], '由<span class="lead">市财政局</span>牵头'),
    ("<b>&", [Mark(0, 3)], "<span>&lt;b&gt;</span>&amp;"),
    ("𠮷局牵头", [Mark(0, 2, "lead")], '<span class="lead">𠮷局</span>牵头'),
    ("甲乙丙", [Mark(0, 2, "a"), Mark(1, 3, "b")],
     '<span class="a">甲<span class="b">乙</span></span><span class="b">丙</span>'),
    ("甲", [Mark(0, 1, title='"><script>')], '<span title="&#34;&gt;&lt;script&gt;">甲</span>'),
    ("甲", [Mark(0, 1, href="javascript:alert(1)")], "<span>甲</span>"),
    ("甲", [Mark(0, 1, href="//example.org/")], "<span>甲</span>"),
    ("甲乙", [Mark(0, 2, id="p", css="a"), Mark(0, 1, "b")],
     '<span id="p" class="a"><span class="b">甲</span>乙</span>'),
]  # fmt: skip


@pytest.mark.parametrize(("text", "marks", "expected"), CASES)
def test_marks(text, marks, expected):
    """Cases one can read."""
    assert expected == str(marked(text, marks))


def test_an_anchor_stands_once():
    """A mark that is closed and opened again keeps its id on the first piece only."""
    out = marked("甲乙丙", [Mark(0, 2, "a"), Mark(1, 3, id="here")])
    assert out.count('id="here"') == 1


@pytest.mark.parametrize(("start", "end"), [(-1, 1), (0, 3), (1, 1), (2, 1)])
def test_a_span_outside_the_text_is_refused(start, end):
    """A wrong offset is a fault, not a picture that lies."""
    with pytest.raises(ValueError, match="code points"):
        marked("甲乙", [Mark(start, end)])


def test_searched_words_are_literal():
    """Dots and percent signs find themselves."""
    assert plain_spans("a.b.c 50%", ".") == [(1, 2), (3, 4)]
    assert str(excerpt("增长50%以上", ("50%",))) == "增长<mark>50%</mark>以上"
    assert "<script>" not in excerpt("x<script>y", ("y",))
    assert str(excerpt("质量与标准", ("标准", "质量"))) == "<mark>质量</mark>与<mark>标准</mark>"
