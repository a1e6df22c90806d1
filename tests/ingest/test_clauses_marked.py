"""Clauses in the notations that plans use. Units are marked in the text itself; ``roles`` has a letter for each:
L lead, R responsible, S support, V supervise, in lower case where the list ends in 等."""

from __future__ import annotations

import pytest


@pytest.mark.parametrize(
    ("marked", "roles"),
    [
        ("（牵头单位：[区科技局]；责任单位：[区教委]、[区财政局]等）", "Lrr"),
        ("（牵头单位：[区科技局]，责任单位：[区教委]、[区财政局]等）", "Lrr"),
        ("（责任单位：[区教委]、[区财政局]等；牵头单位：[区科技局]）", "rrL"),
        ("（责任单位：[区教委]、[区财政局]）", "RR"),
        ("（牵头单位：[区科技局]、[区教委]）", "LL"),
        ("（牵头单位：[区科技局]；责任单位：[区教委]；配合单位：[区财政局]、[各镇人民政府]）", "LRSS"),
        ("（牵头单位：[区科技局]。责任单位：[区教委]。）", "LR"),
        ("(牵头单位:[区科技局];责任单位:[区教委]、[区财政局]等)", "Lrr"),
        ("(牵头单位:[区科技局],责任单位:[区教委])", "LR"),
        ("〔牵头单位：[区科技局]；责任单位：[区教委]〕", "LR"),
        ("【牵头单位：[区科技局]；责任单位：[区教委]】", "LR"),
        ("（牵头单位：[区科技局]；\n责任单位：[区教委]）", "LR"),
        ("（ 牵头单位 ： [区科技局] ； 责任单位 ：[区教委] ）", "LR"),
    ],
)
def test_labels_in_any_order_and_punctuation(marks, marked, roles):
    """A label gives its role to what follows, up to the next label."""
    found, wanted = marks(marked, roles)
    assert found == wanted


@pytest.mark.parametrize(
    ("label", "role"),
    [
        ("牵头部门", "L"),
        ("牵头责任单位", "L"),
        ("主办单位", "L"),
        ("责任部门", "R"),
        ("负责部门", "R"),
        ("落实单位", "R"),
        ("承办单位", "R"),
        ("配合单位", "S"),
        ("协办单位", "S"),
        ("参与部门", "S"),
        ("协助单位", "S"),
        ("督导单位", "V"),
        ("指导单位", "V"),
        ("牵头考核单位", "V"),
    ],
)
def test_other_label_words(marks, label, role):
    """The same grammar, other words."""
    found, wanted = marks(f"（{label}：[区科技局]、[区教委]）", role * 2)
    assert found == wanted


@pytest.mark.parametrize(
    ("marked", "roles"),
    [
        ("（[市科技局]牵头，[市教委]配合）", "LS"),
        ("（[市科技局]牵头，[市教委]、[市财政局]参与）", "LSS"),
        ("（[市科技局]牵头，[市教委]、[市财政局]按职责分工负责）", "LRR"),
        ("（[市科技局]牵头）", "L"),
        ("（[市科技局]牵头负责）", "L"),
        ("（[市科技局]、[市教委]按职责分工牵头）", "LL"),
        ("（[市科技局]、[市教委]按职责分工负责）", "RR"),
        ("（[市科技局]、[市教委]等按职责分工负责）", "rr"),
        ("（[市科技局]、[市教委]等部门按职责分工负责）", "rr"),
        ("（[市科技局]、[市教委]分别负责）", "RR"),
        ("（[市科技局]负责）", "R"),
        ("（由[市科技局]牵头，[市教委]协助）", "LS"),
        ("（[市科技局]指导）", "V"),
        ("（[市科技局]指导，[各区人民政府]负责落实）", "VR"),
        ("（[市科技局]会同[市教委]负责）", "RS"),
        ("（[市科技局]会同[市教委]、[市财政局]负责）", "RSS"),
        ("（[市科技局]牵头，会同[市教委]、[市财政局]落实）", "LSS"),
        ("（[市教委]商[市财政局]负责）", "RS"),
        ("（[市科技局]、[市教委]会同有关部门负责）", "RR"),
    ],
)
def test_verbs(marks, marked, roles):
    """A verb gives its role to the units before it; those behind 会同 support."""
    found, wanted = marks(marked, roles)
    assert [unit for unit in found if unit.surface != "有关部门"] == wanted


@pytest.mark.parametrize(
    ("marked", "roles"),
    [
        ("（责任单位：[市科技局]牵头，[市教委]配合）", "LS"),
        ("（责任单位：[市科技局]、[市教委]牵头，[各区人民政府]配合）", "LLS"),
        ("（责任单位：[市科技局]按职责分工牵头，[市教委]配合）", "LS"),
        ("（责任单位：[市科技局]牵头，[市教委]）", "LR"),
    ],
)
def test_the_verb_beats_the_label(marks, marked, roles):
    """A label that holds a sentence."""
    found, wanted = marks(marked, roles)
    assert found == wanted


@pytest.mark.parametrize(
    ("marked", "roles"),
    [
        ("（[区经委]、[区教委]）", "RR"),
        ("（[区经委]）", "R"),
        ("（[区经委]、[区教委]等）", "rr"),
        ("（[各镇人民政府]）", "R"),
        ("（[市科技局]，[各区人民政府]）", "RR"),
    ],
)
def test_bare_lists(marks, marked, roles):
    """Units in brackets and nothing else."""
    found, wanted = marks(marked, roles)
    assert found == wanted


@pytest.mark.parametrize(
    ("marked", "roles"),
    [
        ("（责任单位：[省科技厅]、[财政厅=省财政厅]、[省教育厅]）", "RRR"),
        ("（责任单位：[市住房城乡建设局]、[政务服务局=市政务服务局]）", "RR"),
        ("（[市科技局]、[生态环境局=市生态环境局]按职责分工负责）", "RR"),
        ("（责任单位：[市科技局]、[江北区人民政府]）", "RR"),
        ("（责任单位：[市科技局]、[市场监管局=市市场监管局]、[市政管理局=市市政管理局]）", "RRR"),
        ("（责任单位：[市市场监管局]、[市场监管总局=市市场监管总局]）", "RR"),
        ("（责任单位：[区市场监管局]、[云川高新区管委会]）", "RR"),
        ("（责任单位：[市交通委（市道路运输局）=市交通委]、[市教委]）", "RR"),
        ("（责任单位：[市财\n政局]、[市教\n委]）", "RR"),
        ("（牵\n头单位：[市财政局]；责任单\n位：[市教委]）", "LR"),
        ("（责任单位：[市教委]、[江北区数字产业发展有限公司]、[市消费者协会]）", "RRR"),
        ("（责任单位：[区法院]、[区检察院]、[区公安分局]）", "RRR"),
    ],
)
def test_names(marks, marked, roles):
    """Broken by a line end, with a second name in brackets, with an elided prefix."""
    found, wanted = marks(marked, roles)
    assert found == wanted


@pytest.mark.parametrize(
    ("marked", "roles"),
    [
        ("（牵头单位：[区科技局]、[区教委]等；责任单位：[区财政局]）", "llR"),
        ("（牵头单位：[区科技局]；责任单位：[区教委]等；配合单位：[区财政局]、[区民政局]）", "LrSS"),
        ("（责任单位：[区教委]等有关部门）", "r"),
        ("（责任单位：[区教委]、[区财政局]等单位）", "rr"),
        ("（[市科技局]牵头，[市教委]等部门配合）", "Ls"),
    ],
)
def test_an_open_list_is_open_by_itself(marks, marked, roles):
    """等 belongs to the list that it ends, not to the clause."""
    found, wanted = marks(marked, roles)
    assert found == wanted


@pytest.mark.parametrize(
    "marked",
    [
        "（[各镇人民政府]、[各街道办事处]）",
        "（责任单位：[各镇人民政府]、[有关部门]）",
        "（责任单位：[各县（市、区）人民政府]、[市直有关单位]）",
        "（责任单位：[相关部门]、[各区人民政府]）",
    ],
)
def test_collectives(marks, read, marked):
    """Each is one unit, whatever its brackets hold, and known for a collective."""
    found, wanted = marks(marked, "RR")
    assert found == wanted
    plain = marked.replace("[", "").replace("]", "")
    rows = read(f"一、工作\n1.做好事情。{plain}\n").responsibilities
    assert [row.mention.collective for row in rows] == [True, True]


@pytest.mark.parametrize(
    "words",
    [
        "加快（链主）企业集聚",
        "积极参与标准制定（修订）",
        "加大不良反应（事件）监测力度",
        "实施三年行动（2024—2027年）",
        "印发给你们。（此件公开发布）",
        "鼓励企业牵头制定标准",
        "合理调整产业（布局）",
        "优化空间（产业布局）",
        "完善机制（大格局）",
        "落实首台（套）检测评定",
        "深化改革（一网通办）",
        "建设医联体（牵头医院）",
        "印发通知（云府办发〔2024〕15号）",
        "调低室温（夏季适当调高）",
        "（不搞形式主义）",
        "（）",
        "（、；，）",
        "（牵头单位：）",
        "（责任单位：无）",
    ],
)
def test_what_looks_like_a_clause_and_is_none(read, words):
    """No unit, no guess; and the document says that it has no clause."""
    found = read(f"一、重点工作\n1.做好事情。{words}，抓好落实。\n")
    assert found.responsibilities == ()
    assert [finding.kind for finding in found.findings] == ["no-clause"]


def test_a_look_alike_does_not_hide_the_clause_behind_it(marks):
    """（链主） comes first, the clause after it is read."""
    found, wanted = marks("培育领军（链主）企业。（牵头单位：[区科技局]）", "L")
    assert found == wanted


@pytest.mark.parametrize(
    ("marked", "roles"),
    [
        ("（牵头单位：[区科技局]；责任单位：[区教委]、[区财政局]等", "Lrr"),
        ("（责任单位：[区教委]、[区财政局]", "RR"),
    ],
)
def test_a_bracket_never_closed_is_reported(marks, read, marked, roles):
    """Its units are read up to the paragraph's end, and a person is asked to look."""
    tail = "\n\n2.做好另一件事。（责任单位：区民政局）\n"
    found, wanted = marks(marked, roles, tail=tail)
    assert found[:-1] == wanted
    assert found[-1].surface == "区民政局"
    plain = marked.replace("[", "").replace("]", "")
    kinds = [finding.kind for finding in read(f"一、工作\n1.做好事情。{plain}{tail}").findings]
    assert kinds == ["unclosed-clause", "jurisdiction-undecided"]


def test_a_bracket_closed_by_another_kind(marks):
    """Written by hand: any closing bracket will do."""
    found, wanted = marks("(责任单位：[区教委]、[区财政局]〉", "RR")
    assert found == wanted


def test_several_clauses_in_one_item(read):
    """Each belongs to the item, and quotes its own sentence."""
    text = "一、工作\n1.做好事情。建学校。（责任单位：区教委）建医院。（责任单位：区卫生健康委）\n"
    found = read(text)
    assert [row.sentence.of(text) for row in found.responsibilities] == [
        "建学校。（责任单位：区教委）",
        "建医院。（责任单位：区卫生健康委）",
    ]
    assert len(found.tasks) == 1


def test_one_unit_in_two_roles(marks):
    """Both are kept."""
    found, wanted = marks("（牵头单位：[区科技局]；责任单位：[区科技局]、[区教委]）", "LRR")
    assert found == wanted


def test_windows_line_ends_are_kept(read):
    """Offsets count the carriage return; quotes do not hold it."""
    text = "一、工作\r\n1.做好事情。（责任单位：区教委、区财\r\n政局）\r\n"
    found = read(text)
    assert [row.mention.quote for row in found.responsibilities] == ["区教委", "区财\r\n政局"]
    assert [row.mention.name for row in found.responsibilities] == ["区教委", "区财政局"]
    assert found.document.text == text
