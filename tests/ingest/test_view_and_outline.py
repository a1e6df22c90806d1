"""Views lead back to the text; outlines are trees whatever the numbering."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.structure import innermost, irregular, ordinal, outline
from ingest.view import View

ANY = st.text(
    alphabet=st.one_of(st.sampled_from("（(：:，,；;\n\r \u3000\u00a0\u2009％０１９〔[市财政局〇𠮷"), st.characters())
)

LINES = ["一、甲", "二、乙", "（一）丙", "1.丁", "9.戊", "——己", "①庚", "辛", "", "第一章 壬"]


def items_of(text: str):
    return outline(View.of(text), 0, len(text))


@settings(max_examples=300, derandomize=True, deadline=None)
@given(text=ANY)
def test_a_folded_text_keeps_its_length(text):
    """One character for one: the offsets of the view are those of the text."""
    assert len(View.of(text).text) == len(text)


@settings(max_examples=300, derandomize=True, deadline=None)
@given(text=ANY, data=st.data())
def test_every_span_of_a_joined_view_leads_back(text, data):
    """Folding and joining what lies under the span gives the words of the view again."""
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    joined = View.of(text).part(start, end).joined()
    assert not any(character.isspace() for character in joined.text)
    if joined.text:
        low = data.draw(st.integers(0, len(joined.text) - 1))
        high = data.draw(st.integers(low + 1, len(joined.text)))
        span = joined.span(low, high)
        assert start <= span.start < span.end <= end
        assert View.of(span.of(text)).joined().text == joined.text[low:high]


def test_folding_is_for_reading_only():
    """Half-width marks and full-width figures read alike; the text itself stays."""
    text = "(牵头单位:区科技局,区教委)９８．３％\u00a0"
    assert View.of(text).text == "（牵头单位：区科技局，区教委）98.3% "
    assert View.of(text).span(0, len(text)).of(text) == text


@pytest.mark.parametrize(
    ("text", "paths"),
    [
        ("一、甲\n1.乙\n2.丙\n二、丁\n3.戊\n", ["一", "一/1", "一/2", "二", "二/3"]),
        ("一、甲\n（一）乙\n1.丙\n（二）丁\n2.戊\n", ["一", "一/（一）", "一/（一）/1", "一/（二）", "一/（二）/2"]),
        ("第一章 甲\n一、乙\n第二章 丙\n", ["第一章", "第一章/一", "第二章"]),
        ("一、甲\n——乙。丙\n——丁。\n（一）戊\n", ["一", "一/——", "一/——", "一/（一）"]),
        ("一、甲\n\u3000\u30001.乙\n\u00a02.丙\n", ["一", "一/1", "一/2"]),
        ("1、甲\n2、乙\n", ["1", "2"]),
        ("1．甲\n（1）乙\n①丙\n②丁\n２．戊\n", ["1", "1/（1）", "1/（1）/①", "1/（1）/②", "2"]),
        ("(一)甲\n(二)乙\n", ["（一）", "（二）"]),
        ("一、甲\r\n1.乙\r\n", ["一", "一/1"]),
        ("一、重点工（一）作\r\n1.乙\r\n", ["一", "一/1"]),  # a character and \r are no heading
        ("增长2.5倍\n3.5亿元\n2027年\n", []),
        ("没有序号的一段。\n", []),
        ("", []),
    ],
)
def test_outlines(text, paths):
    """A style seen for the first time nests below the item before it; one already open closes what is below it."""
    assert [item.path for item in items_of(text)] == paths


def test_titles_end_with_their_sentence():
    """At 。 or at the line's end; white space round them left out."""
    text = "一、 总体要求 \n1.夯实基础。做好工作。\n2.最后一项"
    assert [item.title.of(text) for item in items_of(text)] == ["总体要求", "夯实基础", "最后一项"]


@pytest.mark.parametrize(
    ("text", "paths"),
    [
        (
            "用品改造，做好工作。（四）助餐。开办食堂。（五）托养。鼓励托养。（六）便民。修鞋。",
            ["（四）", "（五）", "（六）"],
        ),
        ("见本意见（四）所列各项。再见（七）所列。", []),  # no list goes on
    ],
)
def test_a_text_may_begin_in_the_middle_of_a_list(text, paths):
    """In one line: a number that the next one follows."""
    text = "这是一份从中间开始的正文，" * 12 + text
    assert [item.path for item in items_of(text)] == paths


def test_spans_nest():
    """An item ends where the next of its level or above begins."""
    text = "一、甲\n（一）乙\n1.丙\n丁\n\n二、戊\n"
    one, part, figure, two = items_of(text)
    assert one.span.of(text) == "一、甲\n（一）乙\n1.丙\n丁"
    assert part.span.of(text) == "（一）乙\n1.丙\n丁"
    assert figure.own.of(text) == figure.span.of(text) == "1.丙\n丁"
    assert one.own.of(text) == "一、甲"
    assert two.span.of(text) == "二、戊"


def test_the_innermost_item_at_a_place():
    """By bisection: none before the first, the item whose own words hold the place."""
    text = "题目\n一、甲\n1.乙\n"
    items = items_of(text)
    assert innermost(items, 0) is None
    assert innermost(items, text.index("甲")).number == "一"
    assert innermost(items, text.index("乙")).number == "1"
    assert innermost((), 0) is None


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("1.甲\n2.乙\n3.丙\n", []),
        ("1.甲\n3.乙\n", [("numbering-gap", "1", "3")]),
        ("1.甲\n1.乙\n", [("numbering-repeat", "1", "1")]),
        ("一、甲\n1.乙\n二、丙\n2.丁\n", []),
        ("一、甲\n1.乙\n二、丙\n1.丁\n2.戊\n", []),
        ("一、甲\n（一）乙\n（三）丙\n", [("numbering-gap", "（一）", "（三）")]),
        ("一、甲\n三、乙\n", [("numbering-gap", "一", "三")]),
        ("1.甲\n3.乙\n2.丙\n", [("numbering-gap", "1", "3"), ("numbering-gap", "3", "2")]),
    ],
)
def test_gaps_and_repeats(text, kinds):
    """Numbers may run on across chapters or begin anew in each."""
    assert [(kind, before.number, item.number) for kind, before, item in irregular(items_of(text))] == kinds


def test_gaps_are_reported_to_a_person(read):
    """With the numbers and the title."""
    found = read("一、工作\n1.甲事。（责任单位：区教委）\n3.乙事。（责任单位：区教委）\n")
    (finding, _) = found.findings  # and the place that the text does not name
    assert finding.kind == "numbering-gap"
    assert finding.message == "序号不连续：“1”之后是“3”（乙事）"
    assert finding.task == found.tasks[1].id


@pytest.mark.parametrize(
    ("words", "value"),
    [
        *[("一", 1), ("十", 10), ("十二", 12), ("二十", 20), ("三十一", 31), ("一百零五", 105)],
        *[("（三）", 3), ("第四章", 4), ("12", 12), ("②", 2), ("——", None), ("", None)],
    ],
)
def test_ordinals(words, value):
    """Chinese numerals, figures, circled figures."""
    assert ordinal(words) == value


@settings(max_examples=200, derandomize=True, deadline=None)
@given(lines=st.lists(st.sampled_from(LINES)))
def test_items_are_a_tree_in_any_order(lines):
    """Own words are disjoint and in order; a child lies inside its parent."""
    text = "\n".join(lines)
    items = items_of(text)
    for before, item in pairwise(items):
        assert before.own.end <= item.own.start
    for item in items:
        assert 0 <= item.span.start < item.title.end <= item.own.end <= item.span.end <= len(text)
        if item.parent is not None:
            parent = items[item.parent]
            assert parent.level < item.level
            assert parent.span.start < item.span.start
            assert item.span.end <= parent.span.end


@pytest.mark.parametrize("above", ["云交投〔2024〕55号", "云交投〔2024〕55号　　　　签发人：梁栋"])
def test_the_line_of_the_number_is_no_part_of_the_title(above, read):
    """Only an issuer stands above 关于."""
    text = f"{above}\n\n关于印发《工作要点》的通知\n\n一、工作\n1.做好事情。（责任单位：市教委）\n"
    assert read(text).document.title == "关于印发《工作要点》的通知"
    assert read(text.replace(above, "云川市教育委员会")).document.title == "云川市教育委员会关于印发《工作要点》的通知"


def test_who_issues_what_about_another(read):
    """中办、国办印发《关于…》: both, without 印发."""
    title = "中共云川省委办公厅 云川省人民政府办公厅印发《关于做好工作的实施意见》"
    document = read(f"{title}\n\n一、工作\n1.做好事情。（责任单位：省教育厅）\n").document
    assert "".join(document.issuer.split()) == "中共云川省委办公厅云川省人民政府办公厅"
    assert document.jurisdiction.name == "云川省"


TITLE = "县政府办公室关于印发云湖县防汛预案的通知"


@pytest.mark.parametrize(
    "head",
    [
        f"信息分类：应急预案 / 通知\n发布机构：云湖县人民政府办公室\n文    号：云政办发〔2024〕28号\n名    称：{TITLE}",
        f"发文单位\t云湖县人民政府办公室\t效力状态\t有效\n标题\t{TITLE}\n文号\t云政办发〔2024〕28号\t发布日期\t2024年9月7日",
        f"[打印] [字体：大 中 小]\n[发文机构] 云湖县人民政府办公室\n[发文字号] 云政办发〔2024〕28号\n\n{TITLE}",
        f"首页 > 政务公开 > 通知 | {TITLE}\n云政办发〔2024〕28号\n各乡镇：\n云湖县人民政府办公室\n2024年6月10日",
        f"{TITLE} 云政办发〔2024〕28号 各乡镇人民政府：请认真执行。\n云湖县人民政府办公室\n2024年6月10日",
    ],
)
def test_what_a_web_page_puts_above_a_plan(head, read):
    """A table of fields with colons, tabs or brackets, crumbs, lines that ran together; 县政府办公室 says not whose."""
    document = read(f"{head}\n\n一、工作\n1.做好事情。（责任单位：县教育局）\n").document
    assert (document.title, document.number) == (TITLE, "云政办发〔2024〕28号")
    assert document.issuer == "云湖县人民政府办公室"


@pytest.mark.parametrize(
    ("head", "title"),
    [
        ("云川市城镇燃气安全专项整治\n实施方案\n", "云川市城镇燃气安全专项整治实施方案"),
        ("附件1\n云川市营商环境重点任务清单\n（2022年）\n", "云川市营商环境重点任务清单"),
        ("近期信息公开\n关于印发《燃气整治方案》的通知\n", "关于印发《燃气整治方案》的通知"),
        ("网站首页 / 政策文件\n云川市燃气整治方案\n", "云川市燃气整治方案"),
    ],
)
def test_where_a_title_begins_and_ends(head, title, read):
    """Broken over two lines, below 附件, below what is no issuer."""
    assert read(f"{head}\n一、工作\n1.做好事情。（责任单位：县教育局）\n").document.title == title


def test_what_the_head_of_a_text_without_line_ends_says(read):
    """Who signed and when stand side by side; a task's field is no addressee; a year before a place is none of it."""
    text = (
        "国务院办公厅关于做好工作的通知 国办发〔2020〕43号 各省：请执行。国务院办公厅 2020年11月1日 一、工作。"
        "（教育部、财政部负责）"
    )
    assert read(text).document.issued_on == "2020-11-01"
    listed = "湖州市整改清单\n整改措施：\n拉网式排查。\n责任单位：市教育局\n"
    assert read(listed).document.addressees == ()
    assert read("2025年湖州市重点项目责任表\n责任单位：市教育局\n").document.jurisdiction.name == "湖州市"
