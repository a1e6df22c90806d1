"""A city's office asks: two plans of one city, one addressed to all its units, and a sheet that names no place."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

PLANS = {
    "a.txt": """渚州市人民政府办公室关于印发渚州市校园安全行动方案的通知
渚政办发〔2024〕31号

各区、县人民政府，市级各部门、各单位：

现将《渚州市校园安全行动方案》印发给你们，请认真组织实施。

渚州市人民政府办公室
2024年3月1日

渚州市校园安全行动方案

一、重点任务
1.完善安全制度。建立校园安全台账。（牵头单位：市教育局；配合单位：市公安局、市财政局）
2.加强食堂管理。推行明厨亮灶。（牵头单位：市市场监管局；配合单位：市教育局）
3.开展隐患排查。每月排查一次。（责任单位：市教育局、市公安局）
4.优化校车运行。规范校车线路。（牵头单位：市公安局）
5.营造良好氛围。做好宣传引导。
""",
    "b.txt": """渚州市人民政府办公室关于印发渚州市青少年体育行动方案的通知
渚政办发〔2024〕32号

各区、县人民政府，市级各部门、各单位：

现将《渚州市青少年体育行动方案》印发给你们，请认真组织实施。

渚州市人民政府办公室
2024年4月1日

渚州市青少年体育行动方案

一、重点任务
1.开展体育赛事。每年举办联赛。（牵头单位：市教育局、市体育局）
2.开放学校场馆。节假日向社会开放。（牵头单位：市体育局；配合单位：市教育局、市财政局）
3.动员各方参与。广泛宣传发动。（责任单位：各单位）
""",
}
SHEET = (("序号", "工作任务", "牵头单位", "配合单位"), (1, "推进数字校园建设", "市教育局", "市财政局"))


@pytest.fixture(scope="session")
def city_files(tmp_path_factory) -> tuple[Path, ...]:
    """The two plans, written once."""
    folder = tmp_path_factory.mktemp("city")
    for name, text in PLANS.items():
        (folder / name).write_text(text, encoding="utf-8")
    return tuple(folder / name for name in PLANS)


@pytest.fixture(scope="session")
def placeless_sheet(tmp_path_factory) -> Path:
    """A list of tasks that names no place."""
    book = openpyxl.Workbook()
    book.active.append(["2025年重点工作任务分工表"])
    for row in SHEET:
        book.active.append(row)
    path = tmp_path_factory.mktemp("sheet") / "2025年重点工作任务分工表.xlsx"
    book.save(path)
    return path


@pytest.fixture
def city(services, city_files):
    """A client over the two plans. Read only."""
    return services.client(*city_files)


@pytest.fixture
def ask(city):
    """The answer to a question over the two plans, whatever the day."""
    return lambda question: city.get("/api/v1/ask", params={"q": question, "as_of": "all"}).json()


@pytest.fixture
def with_sheet(services, city_files, placeless_sheet):
    """A client over the two plans and the sheet. Read only."""
    return services.client(*city_files, placeless_sheet)


def test_a_unit_without_a_place_takes_no_name_over(with_sheet):
    """The sheet's 市教育局 is one of two that are called so; the full name, the place and the document settle it."""
    for question in (
        "市教育局牵头哪些任务？",
        "市教育局配合哪些任务？",
        "哪些单位配合市教育局？",
        "市教育局有多少项任务",
    ):
        answer = with_sheet.get("/api/v1/ask", params={"q": question, "as_of": "all"}).json()
        assert not answer["answered"], answer["headline"]
        assert question.replace("市教育局", "渚州市教育局") in answer["suggestions"]
        assert f"《2025年重点工作任务分工表》{question}" in answer["suggestions"]
        for suggestion in answer["suggestions"]:
            given = with_sheet.get("/api/v1/ask", params={"q": suggestion, "as_of": "all"}).json()
            assert given["answered"], suggestion
            assert with_sheet.get(given["url"]).status_code == 200, given["url"]
    problem = with_sheet.get("/api/v1/workload", params={"organization": "市教育局"})
    assert problem.status_code == 409
    names = {one["label"] or one["name"] for one in problem.json()["candidates"]}
    assert names == {"渚州市教育局", "市教育局〔未定地区：《2025年重点工作任务分工表》〕"}
    for more in ({"jurisdiction": "渚州市"}, {"document": "渚政办发〔2024〕31号"}):
        asked = {"organization": "市教育局", "as_of": "all", **more}
        (item,) = with_sheet.get("/api/v1/workload", params=asked).json()["items"]
        assert item["name"] == "渚州市教育局"


@pytest.mark.parametrize(
    "question",
    ["各单位分别承担多少任务？", "渚州市各单位分别承担多少任务？", "各单位任务承担情况", "各单位牵头多少项任务"],
)
def test_all_units_are_not_the_addressee(ask, city, question):
    """The plans are addressed to 各单位, and one gives them a task: the words still mean every unit."""
    collectives = city.get("/api/v1/organizations", params={"q": "各单位"}).json()["items"]
    assert collectives
    answer = ask(question)
    assert answer["intent"] in {"units", "units_workload"}, answer["headline"]
    assert {"渚州市教育局", "渚州市体育局"} <= {row[0]["text"] for row in answer["tables"][0]["rows"]}
    assert city.get(answer["url"]).json()["total"] >= answer["tables"][0]["total"] == 5


@pytest.mark.parametrize(
    ("question", "figures"),
    [
        ("市教育局牵头哪些任务，配合哪些任务？", "牵头 2 项；配合 2 项"),
        ("市教育局配合哪些任务，牵头哪些任务", "配合 2 项；牵头 2 项"),
        ("市教育局牵头几项任务、配合几项？", "牵头 2 项；配合 2 项"),
        ("市教育局牵头和配合的任务有哪些", "牵头 2 项；配合 2 项"),
        ("市教育局负责哪些任务，配合哪些任务", "牵头 2 项；责任 1 项；配合 2 项"),
    ],
)
def test_two_roles_of_one_unit_are_listed_apart(ask, question, figures):
    """Its own tasks in either role, not who supports it."""
    answer = ask(question)
    assert (answer["intent"], answer["headline"]) == ("unit_several_roles", f"渚州市教育局：{figures}。")
    assert len(answer["tables"]) == figures.count("项")


@pytest.mark.parametrize(
    "question", ["市教育局牵头哪些任务，配合哪些单位？", "市教育局负责配合哪些任务", "市教育局牵头的任务有哪些配合"]
)
def test_words_that_would_turn_the_question_are_not_answered(ask, question):
    """Two roles without saying who is asked for."""
    answer = ask(question)
    assert not answer["answered"], answer["headline"]


@pytest.mark.parametrize(
    "question",
    ["市教育局牵头的任务由哪些单位配合", "市教育局牵头哪些任务，由谁配合？", "市教育局牵头的任务有哪些配合单位"],
)
def test_who_supports_what_it_leads_is_still_answered(ask, question):
    """Where somebody else is asked for."""
    assert ask(question)["headline"].startswith("渚州市教育局牵头 2 项任务，其中 1 项列有配合单位")


def test_who_leads_most_shows_no_figure_that_was_not_counted(ask):
    """Counted for 牵头 alone: no 责任 0, 配合 0 of units that have some; without a role, all of them."""
    (table,) = ask("哪个单位牵头的任务最多？")["tables"]
    assert table["columns"] == ["单位", "牵头", "其中单独", "其中联合"]
    rows = {row[0]["text"]: [cell["text"] for cell in row[1:]] for row in table["rows"]}
    assert rows["渚州市教育局"] == ["2", "1", "1"]
    (table,) = ask("哪个单位配合的任务最多？")["tables"]
    assert table["columns"] == ["单位", "配合"]
    (table,) = ask("哪个单位任务最多？")["tables"]
    rows = {row[0]["text"]: [cell["text"] for cell in row[1:]] for row in table["rows"]}
    assert rows["渚州市教育局"] == ["2", "1", "1", "1", "0", "1", "2", "5"]


def test_the_files_of_a_place_are_not_all_files(with_sheet):
    """Two of three are the city's."""
    headline = with_sheet.get("/api/v1/ask", params={"q": "渚州市有哪些文件？"}).json()["headline"]
    assert headline == "渚州市的文件 2 个（本库共有 3 个文件）。"
    assert with_sheet.get("/api/v1/ask", params={"q": "有哪些文件？"}).json()["headline"] == "本库共有 3 个文件。"


@pytest.mark.parametrize("question", ["市教育局承担哪些任务？", "市教育局承担多少任务？", "市教育局的任务承担情况"])
def test_what_a_unit_carries_is_what_the_page_counts(ask, city, question):
    """承担 counts 配合 too, and no note explains a word that was not said."""
    answer = ask(question)
    assert answer["headline"].startswith("渚州市教育局：牵头 2 项")
    assert "责任 1 项" in answer["headline"]
    assert answer["headline"].endswith("配合 2 项；合计 5 项（不重复）。")
    (item,) = city.get(answer["url"]).json()["items"]
    assert item["total"] == answer["tables"][-1]["total"] == 5
    assert answer["notes"] == []


def test_a_note_names_the_word_that_was_said(ask):
    """负责 alone, where 负责 was asked; 参与 shows each role of a task."""
    assert ask("市教育局负责哪些任务？")["notes"][0].startswith("“负责”在公文中可指不同角色")
    assert ask("哪个单位负责的任务最多？")["notes"][0].startswith("“负责”可指不同角色")
    assert not any("可指不同角色" in note for note in ask("哪个单位承担的任务最多？")["notes"])
    assert "配合 渚州市公安局" in ask("渚政办发〔2024〕31号第1项任务由谁承担？")["headline"]
    assert "涉及“校园”的" in ask("市教育局承担哪些校园任务？")["headline"]


#: (question, headline, numbers of the tasks, a note)
LACKING = [
    (
        "哪些任务没有责任单位？",
        "1 项既未列责任单位，也未列牵头单位。",
        ["5"],
        "列有牵头单位、未另列责任单位的 5 项未计入。",
    ),
    ("无人负责的任务有几项", "1 项既未列责任单位，也未列牵头单位。", ["5"], "其中 1 项未列任何单位。"),
    (
        "哪些任务没人负责？",
        "1 项既未列责任单位，也未列牵头单位。",
        ["5"],
        "另有 2 项仅列责任单位，未单列牵头单位，未计入。",
    ),
    ("哪些任务未列任何单位？", "1 项未列任何单位。", ["5"], "另有 2 项仅列责任单位，未单列牵头单位，未计入。"),
    ("没有列出任何单位的任务有哪些", "1 项未列任何单位。", ["5"], ""),
    ("哪些任务没有配合单位？", "5 项未列配合单位。", ["3", "4", "5", "1", "3"], ""),
    ("渚政办发〔2024〕32号哪些任务没有配合单位", "2 项未列配合单位。", ["1", "3"], ""),
    ("渚政办发〔2024〕32号哪些任务没人负责", "0 项既未列责任单位，也未列牵头单位。", [], ""),
]


@pytest.mark.parametrize(("question", "headline", "numbers", "note"), LACKING, ids=[one[0] for one in LACKING])
def test_tasks_that_nobody_owns(ask, city, question, headline, numbers, note):
    """The condition is said; the URL gives the same tasks; 没有牵头单位 is offered where it is near."""
    answer = ask(question)
    assert answer["headline"] == headline
    (table,) = answer["tables"]
    assert [row[0]["text"] for row in table["rows"]] == numbers
    assert [item["number"] for item in city.get(answer["url"]).json()["items"]] == numbers
    assert not note or note in answer["notes"]
    assert len(answer["suggestions"]) == ("配合" not in question)
    for suggestion in answer["suggestions"]:
        assert suggestion.endswith("哪些任务没有牵头单位？")
        assert ask(suggestion)["intent"] == "no_lead"


def test_two_roles_that_are_lacking_are_not_halved(ask):
    """Either, or both at once: not said, so neither is answered."""
    answer = ask("哪些任务没有责任单位、没有配合单位？")
    assert (answer["answered"], answer["unknown"]) == (False, ["没有责任单位、没有配合单位"])


def test_a_plan_without_supporting_units_says_so(get):
    """000 names none: 原文未设."""
    answer = get("ask", q="哪些任务没有配合单位？")
    assert answer["headline"] == "28 项未列配合单位。"
    assert answer["notes"] == ["其中 28 项所在的文件没有设配合单位（原文未设）。"]
