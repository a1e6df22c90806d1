"""What looks like responsibility and is none: told of the past, of others, of what might be; lists that explain."""

from __future__ import annotations

import pytest


@pytest.mark.parametrize(
    "text",
    [
        "检查情况（市教育局、市公安局、市财政局、市人社局未落实）",
        "试点情况（市教育局、市科技局、市体育局、市民委等已先行实施）",
        "方案由来（发改委、财政部、人社部联合印发）",
        "新建场馆（市图书馆、市博物馆、市美术馆、大剧院）",
        "未完成任务的单位（市公安局、市税务局、市医保局）予以通报。",
        "积极争取国家部委（国家发展改革委、工业和信息化部、科技部）支持",
        "任务来源：市政府工作报告（市发改委、市财政局）",
        "存在问题：市教育局负责不力，市财政局配合不够。",
        "市水务局牵头的治理工作滞后，市城管局配合不积极。",
        "由于市水务局负责不到位，工程延误。",
        "学生伤亡由学校负责，市教育局配合。",
        "会议由市发展改革委主任主持，市财政局、市教育局、各县区政府参加。",
        "去年，由市教育局牵头，市财政局、市人社局配合，完成了学校改造。",
        "近年来，市教育局会同市财政局积极推进校舍建设。",
        "您提出的“由市公安局牵头，市交通局配合开展整治”的建议收悉。",
        "原由市公安局牵头、市交通局配合的工作，划转市城管局。",
        "2023年由市教育局牵头的项目20个，市财政局配合的项目5个。",
        "相关部门（单位）：负责落实；",
        "龙头企业和各高校牵头，市科技局配合。",
        "建设生态经济带（涉及武汉市、襄阳市、十堰市负责",
        "落实责任\n责任单位；市教育局、市公安局加强检查。",
        "责任企业：云川化工有限公司\n违法事实：偷排",
        "责任单位：请于3月1日前将方案报市教育局、市财政局。",
        "牵头单位：每月向市政府办公室、市发改委报告进展",
        "本届运动会由市体育局主办、市教育局承办，1200名运动员参赛。",
        "积极参加由商务部主办，省人民政府承办的进博会。",
        "截至目前，由市卫健委具体实施的签约率达75%。",
        "市城管局承担主体责任不力，市住建局监督缺失。",
        "过去三年，市教育局牵头改造学校，市财政局支持。",
        "据介绍，该校由市教育局牵头，市城投集团承建。",
        "主要职责\n市教育局：是市政府工作部门，为正处级单位。\n市公安局：地址为解放路18号，邮编410001。",
        "任务分工\n市图书馆：新建面积3万平方米，藏书100万册。",
    ],
)
def test_nothing_is_read(text, read):
    """A false relation is worse than one that is missed."""
    found = read(f"云川市人民政府关于做好工作的通知\n\n一、重点工作\n1.做好事情。{text}\n")
    assert [(row.role.value, row.mention.quote) for row in found.responsibilities] == []


def test_a_name_does_not_take_what_stands_before_it(read):
    """The number of a line is none of a unit's name."""
    for text in ("1.市发展改革委牵头，市税务局配合。", "（一）市发展改革委牵头，市税务局配合。"):
        found = read(f"一、重点工作\n{text}\n")
        assert [row.mention.quote for row in found.responsibilities] == ["市发展改革委", "市税务局"]


@pytest.mark.parametrize(
    ("text", "units"),
    [
        # words before a name, and what is asked of another, are none of those who act
        ("由市财政局牵头，主动接受市审计局监督，市教育局配合。", ["市财政局", "市教育局"]),
        ("项目由市发改委负责，争取省财政厅支持，尽快开工。", ["市发改委"]),
        ("市商务局牵头，加大对中小企业支持，优化服务。", ["市商务局"]),
        ("市商务局牵头，全市参与，在市区、郊区落实。", ["市商务局"]),
        ("（市教育局负责，接受市审计局监督）", ["市教育局"]),
        ("责任单位：市教育局、市财政局，受市审计局监督", ["市教育局", "市财政局"]),
        ("责任单位：市水利局，涉及江东区、河西区", ["市水利局"]),
        ("配合部门：经济发展局、规划建设局、法院驻区法庭", ["经济发展局", "规划建设局", "法院驻区法庭"]),
        # a place may end like a word, a unit begin like one that joins
        ("商务局牵头，财政局配合。", ["商务局", "财政局"]),
        ("（市水务局牵头，宝山区、金山区配合）", ["市水务局", "宝山区", "金山区"]),
        ("（省水利厅牵头，晋城市、运城市负责）", ["省水利厅", "晋城市", "运城市"]),
        ("责任单位：新建区人民政府、南山区、盐城市", ["新建区人民政府", "南山区", "盐城市"]),
        # not told of before, though its words may be
        ("对近三年的项目，由市审计局牵头，市财政局配合。", ["市审计局", "市财政局"]),
        ("重大节假日前，由市应急管理局牵头，开展检查。", ["市应急管理局"]),
        ("办理代表建议，由市政府办公室牵头，市财政局配合。", ["市政府办公室", "市财政局"]),
        ("如果发生险情，由市应急局牵头，市消防支队配合。", ["市应急局", "市消防支队"]),
        ("由市教育局会同市财政局印发通知，组织实施。", ["市教育局", "市财政局"]),
    ],
)
def test_what_stands_beside_is_not_read(text, units, read):
    """The units that act, and no others."""
    found = read(f"云川市人民政府关于做好工作的通知\n\n一、重点工作\n1.做好事情。{text}\n")
    assert [row.mention.quote for row in found.responsibilities] == units


def test_a_section_of_before_ends_where_the_next_begins(read):
    """Whatever its numbers are."""
    found = read("做好工作方案\n（一）背景\n由市住建局牵头建学校。\n（二）措施\n由市教育局牵头，市财政局配合。\n")
    assert [row.mention.quote for row in found.responsibilities] == ["市教育局", "市财政局"]


def test_a_numbered_field_is_a_task_where_nothing_else_is_numbered(read):
    """1.反馈问题：… has nothing above it that it could belong to."""
    found = read("整改清单\n1.反馈问题：管控不严。\n责任单位：市教育局\n2.反馈问题：管控不够。\n责任单位：市公安局\n")
    assert [task.number for task in found.tasks] == ["1", "2"]
