"""Goals with a number: what is said of what, until when. ``{…}`` marks the words that state the number."""

from __future__ import annotations

import pytest

HEAD = "云川市人民政府关于印发云川市质量提升行动方案的通知\n\n云府发〔2024〕15号\n\n各区人民政府：\n\n一、主要目标\n\n"


def targets(read, text, head=HEAD):
    return [(t.metric, t.comparator, t.value, t.unit, t.deadline, t.quote) for t in read(head + text).targets]


@pytest.mark.parametrize(
    ("marked", "metric", "comparator", "value", "unit", "deadline"),
    [
        ("到2027年，合格率达到{98%以上}。", "合格率", ">=", 98.0, "%", "2027"),
        ("2025年底前，满意度{不低于82分}。", "满意度", ">=", 82.0, "分", "2025"),
        ("森林覆盖率达到{45%左右}。", "森林覆盖率", "~", 45.0, "%", None),
        ("选派科技特派员{约5000名}。", "选派科技特派员", "~", 5000.0, "名", None),
        ("水质优良比例{≥85%}。", "水质优良比例", ">=", 85.0, "%", None),
        ("居民满意率{不低于九成}。", "居民满意率", ">=", 90.0, "%", None),
        ("自查报告率达到{百分之百}。", "自查报告率", "=", 100.0, "%", None),
        ("持证率{100%}。", "持证率", "=", 100.0, "%", None),
        ("年均浓度{控制在38微克/立方米以下}。", "年均浓度", "<=", 38.0, "微克/立方米", None),
        ("开办时间压缩至{0.5个工作日以内}。", "开办时间", "<=", 0.5, "个工作日", None),
        ("户均停电时间下降{20%以上}。", "户均停电时间下降", ">=", 20.0, "%", None),
        ("“十四五”期间，改造老旧小区{150个以上}。", "改造老旧小区", ">=", 150.0, "个", "2025"),
        ("打造{100个}知名品牌。", "打造知名品牌", "=", 100.0, "个", None),
        ("每年培育{20家以上}示范企业。", "培育示范企业", ">=", 20.0, "家", None),
        ("技术合同成交额{突破45亿元}。", "技术合同成交额", ">", 45.0, "亿元", None),
        ("8月底前改造老旧小区{12个}。", "改造老旧小区", "=", 12.0, "个", None),
        ("举办促消费活动{100场次以上}。", "举办促消费活动", ">=", 100.0, "场次", None),
    ],
)
def test_what_is_marked_is_stated(read, marked, metric, comparator, value, unit, deadline):
    """Comparators on either side, signs, tenths, changes, counts before and behind what they count."""
    quote = marked[marked.index("{") + 1 : marked.index("}")]
    text = marked.replace("{", "").replace("}", "")
    assert targets(read, text) == [(metric, comparator, value, unit, deadline, quote)]


@pytest.mark.parametrize(
    "text",
    [
        "对符合条件的每台补助15万元。",
        "对最大起飞重量超过150公斤的大型航空器加强监管。",
        "固定资产投资额达100亿元及以上的重大项目，按5%予以扶持资金。",
        "对困难家庭给予帮扶（每户不超过2000元）。",
        "公示期为5个工作日。",
        "培育一批龙头企业。",
        "农村生活污水治理率仅为38.5%。",
        "按照《方案》（云府发〔2023〕5号）要求。",
    ],
)
def test_what_is_no_goal(read, text):
    """Subsidies, conditions, asides, periods of notice."""
    assert targets(read, text) == []


def test_two_numbers_of_two_things(read):
    """分别 says each number of both; without it a second number says nothing by itself."""
    assert [found[:4] for found in targets(read, "城镇、农村居民收入分别增长5%和7.5%以上。")] == [
        ("城镇、农村居民收入分别增长", "=", 5.0, "%"),
        ("城镇、农村居民收入分别增长", ">=", 7.5, "%"),
    ]


def test_the_year_of_a_title_rules_where_the_title_lists_a_year_s_work(read):
    """2024年工作要点 says until when; a title that names a year besides says nothing."""
    yearly = HEAD.replace("云川市质量提升行动方案", "2024年重点工作任务分解方案")
    assert targets(read, "新建公园5个。", yearly)[0][4] == "2024"
    assert targets(read, "新建公园5个。", HEAD.replace("云川市质量", "2024年春节质量"))[0][4] is None


def test_a_table_of_indicators(read):
    """The last year's column is the goal, the first says where things stand; units stand in a column or the name."""
    text = (
        "序号\t指标名称\t单位\t2020年\t2025年\t属性\n"
        "1\t全员劳动生产率\t万元/人\t12.1\t≥16\t预期性\n"
        "2\t森林覆盖率（%）\t\t41\t43以上\t约束性\n"
        "3\t研发人员数\t人\t200\t不低于300\t预期性\n"
    )
    assert targets(read, text) == [
        ("全员劳动生产率", ">=", 16.0, "万元/人", "2025", "≥16"),
        ("森林覆盖率", ">=", 43.0, "%", "2025", "43以上"),
        ("研发人员数", ">=", 300.0, "人", "2025", "不低于300"),
    ]


def test_a_row_gives_its_year(read):
    """完成时限 in a cell of its own."""
    text = "序号\t任务\t责任单位\t完成时限\n1\t新建公园5个\t市园林局\t2025年12月\n2\t新建学校3所\t市教育局\t2026年\n"
    assert [(one[0], one[4]) for one in targets(read, text)] == [("新建公园", "2025"), ("新建学校", "2026")]


def test_what_is_to_be_reached_each_year_has_no_deadline(read):
    """Neither the plan's last year nor the paragraph's is meant."""
    found = read("云川市托育行动方案（2024—2026年）\n一、目标\n到2026年，托位达到3000个。每年培训不少于300人次。\n")
    assert [(one.value, one.deadline) for one in found.targets] == [(3000.0, "2026"), (300.0, None)]


def test_a_number_that_says_which_things_and_the_year_of_the_task(read):
    """三类 says which projects; a task's own deadline comes before the plan's last year; 将 is no part of a name."""
    text = (
        "云川市2025—2027年行动方案\n一、任务\n1.引进项目。引进三类500强企业项目30个。（市商务局）\n"
        "2.压缩时限。将开办时间压缩至1个工作日以内。2026年12月底前完成。（市市场监管局）\n"
    )
    assert [(target.metric, target.value, target.deadline) for target in read(text).targets] == [
        ("引进三类500强企业项目", 30, "2027"),
        ("开办时间", 1, "2026"),
    ]
