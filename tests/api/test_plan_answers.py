"""The numbers of 江北府发〔2023〕32号 as REST gives them."""

from __future__ import annotations

import pytest

NAMES = ("市场监管局", "区市场监管局", "市场监督管理局", "重庆市江北区市场监督管理局")


@pytest.mark.parametrize("name", NAMES)
def test_tasks_led_by_the_market_regulator(get, name):
    """Under each of its names it leads exactly these nine, each with its clause."""
    body = get("tasks", organization=name, role="lead")
    assert [item["number"] for item in body["items"]] == ["4", "6", "14", "17", "18", "19", "20", "21", "22"]
    assert body["total"] == 9
    for item in body["items"]:
        leads = [r for r in item["responsibilities"] if r["role"] == "lead"]
        assert [r["quote"] for r in leads] == ["区市场监管局"]
        assert all(r["clause"].startswith("牵头单位：区市场监管局；责任单位：") for r in leads)


def test_every_quote_is_in_the_text(get):
    """Each of the 145 pieces of evidence stands where it says."""
    document = get("documents")["items"][0]["id"]
    text = get(f"documents/{document}/text")["text"]
    rows = get("responsibilities", limit=1000)["items"]
    assert len(rows) == 145
    for row in rows:
        assert text[row["start"] : row["end"]] == row["quote"]
        assert text[row["clause_start"] : row["clause_end"]] == row["clause"]
        assert row["quote"] in row["clause"]


def test_workload_of_the_market_regulator(get):
    """26 tasks = 9 led (all alone) + 5 under another's lead + 12 where nobody leads."""
    (row,) = get("workload", organization="区市场监管局")["items"]
    figures = [
        row[k]
        for k in ("total", "lead", "lead_sole", "lead_joint", "responsible_with_lead", "responsible_without_lead")
    ]
    assert figures == [26, 9, 9, 0, 5, 12]


def test_workload_of_the_development_commission(get):
    """14 tasks, none as lead."""
    (row,) = get("workload", organization="区发展改革委")["items"]
    assert (row["total"], row["lead"], row["responsible"]) == (14, 0, 14)


def test_lead_figures_are_exact_and_responsible_figures_are_floors(get):
    """No lead list ends in 等; responsible lists do; the plan names no supporting unit at all."""
    basis = get("workload")["basis"]
    assert basis["open_roles"] == ["responsible"]
    assert basis["roles"] == ["lead", "responsible"]
    assert basis["documents"] == 1


def test_overlap_of_two_units(get):
    """区市场监管局 and 区农业农村委 share ten tasks, explained one by one."""
    body = get("overlaps", organization="区市场监管局", other="区农业农村委")
    (pair,) = body["items"]
    numbers = ["2", "4", "5", "7", "11", "14", "15", "25", "26", "28"]
    assert (pair["shared"], [t["number"] for t in pair["tasks_shared"]]) == (10, numbers)
    five = pair["tasks_shared"][2]
    roles = {pair["first_name"]: five["first_roles"], pair["second_name"]: five["second_roles"]}
    assert roles == {"重庆市江北区市场监督管理局": ["responsible"], "重庆市江北区农业农村委员会": ["lead"]}
    assert five["leads"] == ["重庆市江北区农业农村委员会"]


def test_thirteen_tasks_name_no_lead(get):
    """15 of 28 tasks have a lead; 13 do not."""
    assert get("tasks", has_lead=True)["total"] == 15
    assert get("tasks", has_lead=False)["total"] == 13


def test_presumed_lead_only_where_asked_for(get):
    """The first-listed unit is offered on request, and marked as presumed."""
    assert all(item["presumed_lead"] is None for item in get("tasks", has_lead=False)["items"])
    first = get("tasks", has_lead=False, presumed=True)["items"][0]
    assert first["presumed_lead"]["organization_name"] == "重庆市江北区市场监督管理局"
    assert first["presumed_lead"]["note"] == "首列单位（推定，原文未明确）"


def test_document_facts(get):
    """Number, issuer, place and dates, each with its place in the text."""
    row = get("documents")["items"][0]
    assert row["number"] == "江北府发〔2023〕32号"
    assert row["issuer"] == "重庆市江北区人民政府"
    assert row["jurisdiction_name"] == "重庆市江北区"
    assert (row["issued_on"], row["printed_on"]) == ("2023-12-01", "2023-12-04")
    assert row["openness"] == "此件公开发布"
    assert row["adopted_by"] == "十九届区政府第63次常务会议"
    assert row["horizons"] == ["2027", "2035"]


def test_one_document_by_its_number(get):
    """A document may be named by 发文字号."""
    assert get("documents/江北府发〔2023〕32号")["number"] == "江北府发〔2023〕32号"


def test_outline_is_a_tree(get):
    """Chapters hold sections, sections hold tasks; numbers run on across chapters."""
    tree = get("documents/江北府发〔2023〕32号/outline")
    chapters = [node["section"]["number"] for node in tree if node["section"]]
    assert chapters == ["一", "二", "三", "四"]
    second = tree[[n["section"]["number"] if n["section"] else "" for n in tree].index("二")]
    numbers = [task["task"]["number"] for part in second["children"] for task in part["children"]]
    assert numbers == [str(n) for n in range(1, 14)]


def test_targets(get):
    """Fourteen numbers and the one goal without a number."""
    rows = get("targets", limit=100)["items"]
    assert len([r for r in rows if r["value"] is not None]) == 14
    assert [r["quote"] for r in rows if r["value"] is None] == ["双倍增"]


def test_task_detail_brings_its_target(get):
    """Item 10 states a target of its own."""
    task = get("tasks", number="10")["items"][0]["id"]
    (target,) = get(f"tasks/{task}")["targets"]
    assert (target["value"], target["unit"], target["comparator"]) == (60, "%", "=")


def test_near_duplicate_units_are_asked_about(get):
    """区公共交易中心 and 区公共资源交易中心 are raised, not merged."""
    messages = [f["message"] for f in get("findings")["items"]]
    assert any("区公共交易中心" in m and "区公共资源交易中心" in m for m in messages)
    names = [o["name"] for o in get("organizations", q="交易中心")["items"]]
    assert len(names) == 2


def test_unit_without_a_task_is_known(get):
    """各镇街 are addressees: known, with no task; not an unknown unit."""
    body = get("tasks", organization="各镇人民政府")
    assert body["total"] == 0


def test_search_is_literal_and_names_subjects(get):
    """Every hit holds the word where it says; jieba's keywords are offered beside them."""
    body = get("search", q="食品安全")
    assert body["total"] > 0
    for item in body["items"]:
        assert (
            all(item["text"][h["start"] : h["end"]] == "食品安全" for h in item["hits"]) or "食品安全" in item["title"]
        )
    assert get("search", q="%")["total"] > 0
    assert get("search", q="食_安全")["total"] == 0
