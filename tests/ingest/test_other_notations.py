"""Notations beside the bracket with labels: label lines, tables, first-listed leads, standing units, lost breaks."""

from __future__ import annotations

import pytest


def test_label_lines_without_brackets(marks):
    """Lines below the task, one label each; a deadline among them is none."""
    marked = (
        "\n\n牵头部门：[市科技局]、[市教委]\n\n参与部门：[市直有关部门]，[各市、县、区政府]\n\n完成时限：2025年6月底前\n"
        "\n2.做好另一件事。\n责任单位：[市民政局]、[市财政局]等\n"
    )
    found, wanted = marks(marked, "LLSSrr")
    assert found == wanted


def test_label_lines_belong_to_the_item_above(read):
    """Two label lines are no two paragraphs with clauses of their own."""
    text = "一、工作\n1.做好事情。\n\n牵头部门：市科技局\n\n参与部门：市教委\n\n2.办好事情。\n\n牵头部门：市教委\n"
    found = read(text)
    assert [task.number for task in found.tasks] == ["1", "2"]
    assert [row.rule for row in found.responsibilities] == ["line.label"] * 3


@pytest.mark.parametrize(
    ("marked", "roles"),
    [
        ("做好事情。牵头单位：[区科技局]，配合单位：[区教委]、[区财政局]等（二）另一件事。办好事情。", "Lss"),
        ("做好事情。牵头单位：[区科技局]，配合单位：[区教委]大力发展教育。加快建设。", "LS"),
        ("做好事情。牵头单位：[区科技局]，配合单位：[区直有关部门]广泛宣传政策。加快建设。", "LS"),
        ("做好事情。责任单位：[区科技局]。加快建设。", "R"),
    ],
)
def test_labels_that_run_into_the_next_sentence(marks, marked, roles):
    """Without bracket or line end the clause ends with its last unit."""
    found, wanted = marks(marked, roles)
    assert found == wanted


@pytest.mark.parametrize(
    "text",
    [
        "主办单位：云川市人民政府办公室\n承办单位：云川市大数据中心\n",
        "落实企业责任主体：企业要加强管理。\n",
        "本市责任单位：区教委\n",
        "责任单位：切实履行职责\n",
        "主办：区教委\n",
    ],
)
def test_what_is_no_label_line(read, text):
    """A page's footer, prose with a colon, a label in the middle of a sentence, a footer's two characters."""
    text = text.replace("承办单位：云川市大数据中心\n", "")
    assert read(f"一、工作\n1.做好事情。\n{text}").responsibilities == ()


def test_a_label_that_names_nobody_does_not_hide_the_clause_behind_it(marks):
    """责任主体： begins prose here; the bracket in it is read."""
    found, wanted = marks("\n2.责任主体：切实履行职责（责任单位：[区教委]）。\n", "R")
    assert found == wanted


@pytest.mark.parametrize(
    ("marked", "roles"),
    [
        ("做好事情：\n[市教委]、[市财政局]、[市民政局]等按职责分工负责。", "rrr"),
        ("做好事情。\n[市教委]牵头，[市财政局]、[市民政局]配合。", "LSS"),
    ],
)
def test_a_line_that_is_a_clause(marks, marked, roles):
    """Units and verbs, and nothing else."""
    found, wanted = marks(marked, roles)
    assert found == wanted


def test_prose_with_a_verb_at_its_end_is_no_clause(read):
    """Not every line that ends in 负责 hands out work."""
    text = "一、工作\n1.做好事情。\n建立政府主导、企业负责\n对城市、乡村环境卫生全面负责。\n"
    assert read(text).responsibilities == ()


def test_tables_by_tab(read):
    """A row is a task: its number the first cell, its title the longest; the column says the role."""
    text = (
        "任务清单\n序号\t类别\t具体任务\t牵头单位\t配合单位\t完成时间\n"
        "1\t基础\t建设市级数据平台。\t市数据局\t市财政局、市教委\t2026年12月\n"
        "2\t基础\t培育一批软件企业。\t市经济信息化局、市科技局按职责分工负责\t无\t持续推进\n"
        "3\t基础\t改造农贸市场设施。\t市商务局\t—\t持续推进\n"
    )
    found = read(text)
    assert [(task.number, task.title) for task in found.tasks] == [
        ("1", "建设市级数据平台"),
        ("2", "培育一批软件企业"),
        ("3", "改造农贸市场设施"),
    ]
    rows = [(r.mention.quote, r.role.value, r.basis.value, r.rule) for r in found.responsibilities]
    assert rows == [
        ("市数据局", "lead", "column", "cell.column"),
        ("市财政局", "support", "column", "cell.column"),
        ("市教委", "support", "column", "cell.column"),
        ("市经济信息化局", "lead", "column", "cell.column"),
        ("市科技局", "lead", "column", "cell.column"),
        ("市商务局", "lead", "column", "cell.column"),
    ]


def test_tabs_without_a_header_are_no_table(read):
    """Nor is a header without rows."""
    assert read("一、工作\n1\t建设平台\t市数据局\t市教委\n序号\t任务\t牵头单位\n").responsibilities == ()


ORDER = "排在第一位的部门为牵头部门，下同"


@pytest.mark.parametrize(
    ("marked", "roles"),
    [
        (f"（[市税务局]、[市财政局]负责，{ORDER}）\n2.办好事情。（[市商务局]、[市教委]负责）", "LRLR"),
        (f"（[市税务局]、[市财政局]负责，{ORDER}）\n2.办好事情。（[市商务局]负责）", "LRR"),
        (f"（[市税务局]、[市财政局]负责，{ORDER}）\n2.办好事情。（[市商务局]等部门负责）", "LRl"),
        (f"（[市税务局]、[市财政局]负责，{ORDER}）\n2.办好事情。（[各有关部门]、[各地区]负责）", "LRRR"),
        (f"（[市税务局]、[市财政局]负责，{ORDER}）\n2.办好事情。（[市商务局]牵头，[市教委]负责）", "LRLR"),
        (f"（[市财政局]、[市教委]负责）\n2.办好事情。（[市税务局]、[市财政局]负责，{ORDER}）", "RRLR"),
        ("（[市财政局]、[市教委]负责。列第一位者为牵头单位，下同）", "LR"),
        ("（[市教委]、[市财政局]）\n注：第一个为牵头单位，其余为主要配合单位。", "LS"),
        ("（[市教委]）\n注：第一个为牵头单位，其余为配合单位。", "L"),
    ],
)
def test_first_listed_leads(marks, marked, roles):
    """Said once, it rules from there on; said outside a clause, everywhere. One alone, or a collective, is no list."""
    found, wanted = marks(marked, roles)
    assert found == wanted


def test_the_basis_of_a_first_listed_lead_is_order(read):
    """Nobody called it a lead but its place."""
    found = read(f"一、工作\n1.做好事情。（市税务局、市财政局负责，{ORDER}）\n")
    assert [row.basis.value for row in found.responsibilities] == ["order", "verb"]


def test_standing_units_support_every_later_task(read):
    """以下均需…配合，不再列出: quoted where it is said, once for each later task that names units."""
    text = (
        "云川市人民政府关于做好工作的通知\n一、工作\n"
        "1.做好事情。（市科技局牵头，市教委配合，以下均需各区人民政府配合，不再列出）\n"
        "2.办好事情。（市民政局牵头）\n3.看好事情。（市财政局牵头）（市教委配合）\n4.没有单位。\n"
    )
    found = read(text)
    numbers = {task.id: task.number for task in found.tasks}
    standing = [row for row in found.responsibilities if row.basis == "standing"]
    assert [(numbers[row.task], row.mention.quote, row.role.value, row.cue) for row in standing] == [
        ("2", "各区人民政府", "support", "配合"),
        ("3", "各区人民政府", "support", "配合"),
    ]
    assert len({row.id for row in found.responsibilities}) == len(found.responsibilities) == 7
    for row in standing:
        assert row.sentence.of(text).startswith("做好事情。") or "以下均需" in row.sentence.of(text)


def test_a_notice_without_an_outline_is_read(read):
    """Its paragraphs are its tasks; sentences name who does what."""
    text = (
        "云川市教育局关于做好考试期间保障工作的通知\n各区教育局：\n"
        "考点周边交通秩序由市公安局负责，市生态环境局负责噪声管控。\n"
        "由市卫生健康委牵头，市市场监管局配合，做好食品卫生检查。\n云川市教育局\n2024年5月30日\n"
    )
    found = read(text)
    assert [(row.mention.quote, row.role.value) for row in found.responsibilities] == [
        ("市公安局", "responsible"),
        ("市生态环境局", "responsible"),
        ("市卫生健康委", "lead"),
        ("市市场监管局", "support"),
    ]
    assert [task.path for task in found.tasks] == ["第1段", "第2段"]


@pytest.mark.parametrize(
    "text",
    [
        "云川区开展食品安全检查\n5月30日，区市场监管局牵头，区公安局、区教育局配合，对学校食堂进行了检查，共检查30家。",
        "本网讯 活动由市教育局牵头组织，全市200名学生参加。",
        "为贯彻落实会议精神，市教育局会同市财政局制定了学前教育条例。",
    ],
)
def test_news_names_nobody(read, text):
    """What was done is no task."""
    assert read(text + "\n").responsibilities == ()


def test_several_units_may_be_said_once(read):
    """In a bracket of their own, or a sentence: each stands by itself, those who are no unit do not."""
    text = (
        "云川市人民政府关于做好工作的通知\n一、工作\n1.做好事情。（市科技局牵头）（以下任务均需各区（市）县政府、云川新区管委会"
        "落实，不再逐一列出）\n2.办好事情。（市民政局牵头）\n3.看好事情。以下工作均需社会各界支持。（市财政局牵头）\n4.想好事情。（市教委）\n"
    )
    found = read(text)
    numbers = {task.id: task.number for task in found.tasks}
    standing = [row for row in found.responsibilities if row.basis == "standing"]
    assert [(numbers[row.task], row.mention.quote, row.role.value) for row in standing] == [
        (number, unit, "responsible") for number in "234" for unit in ("各区（市）县政府", "云川新区管委会")
    ]
    assert [detail.value for detail in found.details if detail.kind == "standing"] == [
        "各区（市）县政府落实",
        "云川新区管委会落实",
    ]


def test_paragraphs_with_clauses_of_their_own_are_tasks(read):
    """A heading with several such paragraphs holds as many tasks; its siblings are read alike."""
    text = (
        "一、支持平台\n\n\u3000\u3000培育平台。给予奖励。（责任单位：市科技局）\n\n\u3000\u3000推动上云。（责任单位：市教委）\n"
        "二、支持安全\n\n\u3000\u3000落实责任。（责任单位：市公安局）\n"
    )
    found = read(text)
    assert [(task.path, task.title) for task in found.tasks] == [
        ("一/第1段", "培育平台"),
        ("一/第2段", "推动上云"),
        ("二/第1段", "落实责任"),
    ]
    assert [section.heading for section in found.sections] == ["支持平台", "支持安全"]


def test_one_paragraph_below_its_heading_belongs_to_the_heading(read):
    """Where no heading of its kind holds several."""
    text = "1.支持平台\n培育平台。（责任单位：市科技局）\n2.支持安全\n落实责任。（责任单位：市公安局）\n"
    assert [task.title for task in read(text).tasks] == ["支持平台", "支持安全"]


def test_broken_lines_are_one_paragraph(read):
    """A line that begins in the middle of a sentence belongs to the line above it."""
    text = "一、工作\n\n培育企业，建设\n平台，给予\n奖励。（责任单位：市科技局）\n\n推动上云。（责任单位：市教委）\n"
    assert [task.span.start for task in read(text).tasks] == [text.index("培育"), text.index("推动")]


def test_a_clause_under_no_item_has_its_paragraph(read):
    """A fragment that begins in the middle: the paragraph is the task."""
    found = read("布局设备，实行管理。（责任单位：市科技局）\n5.全面建设。（责任单位：市教委）\n")
    assert [(task.number, task.title) for task in found.tasks] == [("第1段", "布局设备，实行管理"), ("5", "全面建设")]
    assert "clause-without-item" not in {finding.kind for finding in found.findings}


def test_items_within_a_line_that_has_lost_its_breaks(read):
    """Behind the end of a sentence, with the number that is due; not 三、 out of turn."""
    filler = "持续完善各项工作机制，" * 50
    text = (
        f"关于做好工作的通知 一、基础 （一）建设平台。{filler}抓好落实，三、四、五级联动。（责任单位：市科技局） "
        "（二）培育企业。给予奖励。（责任单位：市教委）二、保障 （一）加强领导。"
        "各级（三）要支持。（责任单位：市民政局）"
    )
    found = read(text)
    assert [task.path for task in found.tasks] == ["一/（一）", "一/（二）", "二/（一）"]
    assert [task.title for task in found.tasks] == ["建设平台", "培育企业", "加强领导"]


@pytest.mark.parametrize(
    ("marked", "roles"),
    [
        ("（6月底完成，牵头考核单位：[区政府督查室]）", "V"),
        ("（责任单位：[市民航局]、[市教委]，适用范围：全市各园区、开发区）", "RR"),
        ("（责任单位：[市教委]；完成时限：2025年；配合单位：[市财政局]）", "RS"),
        ("（[市科技局]牵头，[市教委]配合，以下简称有关部门）", "LS"),
    ],
)
def test_what_else_a_clause_may_say(marks, marked, roles):
    """A deadline, a scope, a remark: no units."""
    found, wanted = marks(marked, roles)
    assert found == wanted


@pytest.mark.parametrize(
    ("marked", "roles"),
    [
        ("（责任单位：[省科技厅]、[安徽证监局]、[民航西部地区管理局]、[财政厅=省财政厅]）", "RRRR"),
        ("（责任单位：[省教育厅]、[省公安厅]、[省委金融办]、[美丽中国研究院]）", "RRRR"),
        ("（责任单位：[区建发局园林处]、[路灯处=区建发局路灯处]、[商务处=区建发局商务处]）", "RRR"),
        ("（责任单位：[澄湖示范区=澄湖示范区管委会]、[云川新区管委会]）", "RR"),
        ("（责任单位：[省发展改革委]、[省财政厅]等[省级相关部门]）", "RRR"),
        ("（责任单位：[各市、县、区政府]、[各区、县级市]、[省财政厅]）", "RRR"),
        ("（责任单位：[市“百千万工程”指挥部办公室]、[澄湖大学]）", "RR"),
        ("（[市财政局]、[银保监会]、[证监会]负责）", "RRR"),
    ],
)
def test_more_names(marks, marked, roles):
    """Heads and ends that units share, places and systems of their own, enumerated collectives."""
    found, wanted = marks(marked, roles)
    assert found == wanted


def test_a_second_name_behind_a_unit_is_no_clause(read):
    """组建…公司（市综合服务中心）: the bracket says the company's other name."""
    text = "一、工作\n1.组建市数字发展有限公司（市综合服务中心），负责运营。（责任单位：市科技局）\n"
    assert [row.mention.quote for row in read(text).responsibilities] == ["市科技局"]


def test_an_organ_of_a_party_committee_keeps_its_name(read):
    """区委组织部 in 云川市澄湖区 is 云川市澄湖区委组织部."""
    text = "云川市澄湖区人民政府关于做好工作的通知\n一、工作\n1.做好事情。（责任单位：区委组织部）\n"
    names = {organization.name: organization.short_name for organization in read(text).organizations}
    assert names["云川市澄湖区委组织部"] == "区委组织部"


@pytest.mark.parametrize(
    "above", ["", "云川市财政局关于印发预算绩效管理问题整改方案的通知\n\n各处室：\n现将方案印发给你们，请认真执行。\n"]
)
def test_units_below_a_field_s_list_wherever_it_stands(read, above):
    """整改措施：1.…2.…, then 牵头单位：…: the item that has the fields, at the beginning of a text as further down."""
    found = read(f"{above}一、问题整改。\n整改措施：\n1.修订清单。\n2.纳入考核。\n牵头单位：县财政局\n")
    assert [task.number for task in found.tasks if task.id == found.responsibilities[0].task] == ["一"]


def test_a_text_whose_beginning_is_lost(read):
    """Verbs in brackets are a clause above the first number too; a mere list there is none."""
    lost = "统计方法。（市生态环境局牵头，市统计局参与）\n（二）推行绿色生产。（市工信局、市发改委负责）\n"
    assert [row.mention.quote for row in read(lost).responsibilities] == [
        *("市生态环境局", "市统计局", "市工信局", "市发改委"),
    ]
    assert read("统计方法。（市生态环境局、市统计局）\n（二）推行绿色生产。\n").responsibilities == ()


@pytest.mark.parametrize(
    ("table", "kinds"),
    [
        (
            "序号    任务    牵头单位    配合单位\n\n1    建设机房，    市住房城乡\n     街巷    建设局    市城管局\n",
            ["unread-table"],
        ),
        ("序号\t工作任务\t责任分工\t\n\t\t牵头单位\t配合单位\n1\t建设机房\t市城管局\t市教委\n", []),
        ("序号\t工作任务\t联系电话\n1\t建设机房\t123\n", []),
    ],
)
def test_a_table_that_is_not_read_is_named(table, kinds, read):
    """Columns of which the text does not say whose a unit is: nothing is guessed, and a person is told."""
    found = read(f"一、工作\n1.做好事情。（责任单位：市教委）\n\n附件\n{table}")
    assert [one.kind for one in found.findings if one.kind == "unread-table"] == kinds


@pytest.mark.parametrize(
    ("heads", "named"),
    [
        (("市教育局（2项）", "市公安局（1项）"), True),
        (("牵头单位：市教育局", "牵头单位：市公安局"), False),
        (("市教育局（2项）", "学校建设"), False),
        (("强化保障", "加强领导"), False),
    ],
)
def test_headings_that_are_units_alone_are_named(heads, named, read):
    """What the units are to the tasks below is not said: nothing is guessed, and a person is told."""
    first, second = heads
    found = read(f"工作分解\n一、{first}\n1.建学校。\n2.建园。\n二、{second}\n1.建岗亭。\n")
    told = [one.message for one in found.findings if one.kind == "unit-heading"]
    assert len(told) == named
    assert all("市教育局（2项）、市公安局（1项）" in message for message in told)
    assert set(told) <= set(found.unread)


def test_a_cell_of_units_that_names_none_is_named(read):
    """同上 and the like are not guessed; 无 says nobody."""
    rows = ("1\t建设机房\t市统计局", "2\t整治街巷\t同上", "3\t修路\t无", "4\t修桥\t待定", "5\t通水\t市水务局")
    text = "清单\n序号\t任务\t牵头单位\n" + "\n".join(rows) + "\n"
    found = read(text)
    told = [one for one in found.findings if one.kind == "unread-cell"]
    assert [one.span.of(text) for one in told] == ["同上", "待定"]
    assert [one.task for one in told] == [found.tasks[1].id, found.tasks[3].id]


def test_what_a_row_is_called_and_what_is_no_row(read):
    """The column of names says it, not the longest cell; a group's head, a total and a note are no tasks."""
    table = (
        "序号\t项目名称\t建设内容\t牵头单位\t责任单位\n"
        "一\t产业类（2个）\t\t\t\n"
        "1\t云川产业园\t新建标准厂房、研发楼及配套道路\t市工信局\t市住建局\n"
        "2\t临港物流园\t新建冷库和分拣中心，配套道路\t市商务局\t市交通局\n"
        "合计\t2个\t\t\t\n"
        "说明：投资额以批复为准。\t\t\t\t\n"
        "3\t滨湖公园\t建设步道和配套设施\t\t\n"
    )
    found = read(f"重点项目责任表\n{table}")
    assert [(task.number, task.title) for task in found.tasks] == [
        *(("1", "云川产业园"), ("2", "临港物流园"), ("3", "滨湖公园")),
    ]
    cells = "序号\n重点任务\n主要内容\n牵头单位\n1\n压缩时间\n实现开办企业半天办结，推行一网通办\n市市场监管局\n"
    assert [task.title for task in read(f"任务清单\n{cells}").tasks] == ["压缩时间"]
