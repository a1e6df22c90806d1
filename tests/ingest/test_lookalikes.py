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
        "市水务局作为牵头单位，推进不力，予以通报。",
        "市水务局作为牵头单位，未履行职责。",
        "市城管局、市公安局为配合单位，去年完成整治。",
        "\n2.整改不到位责任单位：市水务局、市城管局。\n",
        "\n2.严肃追究责任单位：市水务局、市城管局因工作不力被约谈。\n",
        "\n2.行政处罚责任单位：云川燃气集团有限公司，罚款20万元。\n",
        "\n2.表格填写责任单位：应填写全称，不得填写市教育局、市财政局等简称。\n",
        "\n分工：分管市教育局、市公安局、市司法局。\n",
        "\n分工：联系市教育局、市公安局、市司法局。\n",
        "参演单位（市歌舞团、市杂技团、市京剧团）",
        "监测点位（市监测站、市水务局、市气象局）",
        "业委会覆盖率达90%（含业委会筹备组）",
        "恳请市教育局牵头协调解决，现函请支持。",
        "拟请市教育局牵头，市财政局配合，妥否，请批示。",
        "关于请求市教育局牵头，市财政局配合解决经费的请示已收悉。",
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
        # what a list ends with is no name
        *(
            (f"责任单位：市教育局、市公安局、{last}\n", ["市教育局", "市公安局"])
            for last in (
                "长期坚持",
                "年底前完成",
                "立行立改",
                "主要负责人",
                "分管副市长",
                "责任人见附件",
                "联系电话",
                "其余按职责",
                "已完成整改",
                "项目业主",
                "市区主干道",
                "云川大桥建设",
                "改造老旧厂矿",
            )
        ),
        ("责任单位：市教育局、市公安局、云川古城\n", ["市教育局", "市公安局", "云川古城"]),
        # what is said of the task behind the one who leads
        *(
            (f"（市科技局牵头，{said}）", ["市科技局"])
            for said in (
                "选址市图书馆",
                "参照省科技厅",
                "含市图书馆、市博物馆",
                "已报市政府",
                "并报市委、市政府",
                "位于市体育中心",
                "改造市图书馆",
                "建设市科技馆、市文化馆",
                "对接省科技厅",
            )
        ),
        ("（市科技局牵头，含山县负责）", ["市科技局", "含山县"]),
        ("由市教育局牵头制定考核办法，印发各区人民政府组织实施。", ["市教育局"]),
        ("由市教育局牵头，指导各区县组织实施。", ["市教育局"]),
        ("市教育局为牵头单位，不断完善机制。", ["市教育局"]),
        ("以市教育局作为牵头部门，市财政局作为配合部门。", ["市教育局", "市财政局"]),
        ("\n2.项目选址责任单位：市自然资源局\n", ["市自然资源局"]),
        ("\n2.推进老旧小区改造责任单位：市住建局\n", ["市住建局"]),
    ],
)
def test_what_stands_beside_is_not_read(text, units, read):
    """The units that act, and no others."""
    found = read(f"云川市人民政府关于做好工作的通知\n\n一、重点工作\n1.做好事情。{text}\n")
    assert [row.mention.quote for row in found.responsibilities] == units


@pytest.mark.parametrize(
    "below",
    [
        "检查时间安排\n周一 市教育局 市卫健委\n周二 市民政局 市文旅局\n",
        "附件二\n序号 单位 联系人\n1 市教育局 张三\n2 市公安局 李四\n",
        "领导小组成员名单\n张三 市教育局 局长\n李四 市公安局 局长\n",
        "二、包联安排\n东城街道 市教育局 市卫健委\n西城街道 市民政局 市文旅局\n",
        "以上任务请抓紧落实\n市教育局 市公安局 市财政局\n",
    ],
)
def test_a_table_ends_where_another_begins(below, read):
    """A line between them that could head rows heads none of this table."""
    found = read(f"任务分工表\n任务 牵头单位 配合单位\n开展排查 市应急局 市公安局\n{below}")
    assert [row.mention.quote for row in found.responsibilities] == ["市应急局", "市公安局"]


def test_a_heading_without_a_number_heads_rows(read):
    """Where the row below it says a task."""
    found = read("分工表\n任务 牵头单位 时限\n开展排查 市应急局 6月\n交通运输领域\n开展执法 市交通局 7月\n")
    assert [row.mention.quote for row in found.responsibilities] == ["市应急局", "市交通局"]


def test_a_section_of_before_ends_where_the_next_begins(read):
    """Whatever its numbers are."""
    found = read("做好工作方案\n（一）背景\n由市住建局牵头建学校。\n（二）措施\n由市教育局牵头，市财政局配合。\n")
    assert [row.mention.quote for row in found.responsibilities] == ["市教育局", "市财政局"]


def test_a_numbered_field_is_a_task_where_nothing_else_is_numbered(read):
    """1.反馈问题：… has nothing above it that it could belong to."""
    found = read("整改清单\n1.反馈问题：管控不严。\n责任单位：市教育局\n2.反馈问题：管控不够。\n责任单位：市公安局\n")
    assert [task.number for task in found.tasks] == ["1", "2"]
