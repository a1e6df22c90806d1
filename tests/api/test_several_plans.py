"""Many plans in one store: what one of them leaves open, or another repeals, does not blur a unit's own figures."""

from __future__ import annotations

import io

import openpyxl
import pytest

from tests.api.conftest import MADE, PLAN

PLANS = (PLAN, *(MADE / f"M{number}.txt" for number in ("08", "09", "10", "24", "25", "26", "27")))


@pytest.fixture
def world(services):
    """A client over 000 and plans of two 澄湖区, of 渚州市, of a county and of a city's flood office. Read only."""
    return services.client(*PLANS)


@pytest.fixture
def said(world):
    """The headline of an answer."""

    def headline(question: str, **parameters: str) -> str:
        return world.get("/api/v1/ask", params={"q": question, **parameters}).json()["headline"]

    return headline


@pytest.mark.parametrize(
    ("question", "headline"),
    [
        ("重庆市江北区市场监管局牵头哪些任务", "重庆市江北区市场监督管理局：牵头 9 项。"),
        ("重庆市江北区市场监管局配合哪些任务", "重庆市江北区市场监督管理局：配合：原文未设。"),
        ("渚州市数据局负责哪些任务", "渚州市数据局：牵头 2 项；责任 2 项。"),
        ("重庆市江北区市场监管局的任务承担情况", "责任 至少 17 项（有牵头的 5，无牵头的 12）；合计 至少 26 项"),
    ],
)
def test_an_open_list_of_another_plan_makes_no_floor(said, question, headline):
    """等 belongs to the list it ends; a role that the unit's own plans do not use is 原文未设."""
    assert headline in said(question, as_of="2024-12-02")


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("岚江市澄湖区教育局牵头哪些任务", ("有效的文件中未见", "澄府发〔2019〕41号")),
        ("渚州市大数据局牵头哪些任务", ("渚政发〔2022〕8号", "渚州市数据局")),
        ("区食药监局有哪些任务", ("澄府办〔2019〕3号", "岚江市澄湖区市场监督管理局")),
        ("渚州市大数据局叫什么", ("更名或并入渚州市数据局",)),
    ],
)
def test_where_the_tasks_of_a_unit_went(said, question, words):
    """Not “0 项”: the plans that are no longer in force, and who took over."""
    headline = said(question, as_of="2026-01-01")
    assert all(word in headline for word in words), headline
    assert "至少 0" not in headline


@pytest.mark.parametrize(
    ("question", "headline"),
    [
        ("2025年6月底前渚州市要完成哪些任务", "完成时限不晚于 2025-06-30 的任务共 1 项"),
        ("渚州市哪些任务2025年底前完成", "完成时限不晚于 2025-12-31 的任务共 3 项"),
        ("渚州市2025年内要完成哪些任务", "完成时限在 2025-01-01 至 2025-12-31 之间的任务共 3 项"),
        ("渚州市数据局2025年底前要完成哪些任务", "渚州市数据局完成时限不晚于 2025-12-31 的任务共 1 项"),
    ],
)
def test_by_when(said, question, headline):
    """Deadlines as the text states them, with their year; what has none is counted apart in a note."""
    assert said(question, as_of="2026-01-01").startswith(headline)


def test_tasks_that_list_nobody_are_told_apart(said):
    """There is no first-listed unit to ask about where no unit is listed."""
    headline = said("柘政办发〔2024〕22号哪些任务没有牵头单位")
    assert headline.startswith("1 项仅列责任单位，未单列牵头单位")
    assert "另有 3 项未列任何单位" in headline


def test_a_document_out_of_force_is_marked(world):
    """On the start page and the list; and the start page names only what it counts."""
    for path in ("/", "/documents"):
        page = world.get(path).text
        row = next(part for part in page.split("<tr>") if "澄府办〔2019〕3号</td>" in part)
        assert "今天不在有效期内" in row
        row = next(part for part in page.split("<tr>") if "江北府发〔2023〕32号</td>" in part)
        assert "今天不在有效期内" not in row
    basis = world.get("/").text.partition("依据：")[2].partition("</caption>")[0]
    assert "江北府发〔2023〕32号" in basis
    assert "澄府办〔2019〕3号" not in basis


@pytest.mark.parametrize("path", ["/", "/overlaps", "/organizations"])
def test_an_export_counts_the_day_of_its_page(world, path):
    """The Excel beside the figures of 2020 holds the figures of 2020."""
    page = world.get(path, params={"as_of": "2020-01-01"}).text
    exports = [part for part in page.split('href="') if part.startswith("/api/v1/") and "format=xlsx" in part]
    assert exports
    assert all("as_of=2020-01-01" in part.partition('"')[0] for part in exports)


def test_shared_tasks_say_whose_and_of_which_plan(world):
    """With several places loaded 区市场监管局 alone says nothing."""
    page = world.get("/overlaps").text
    assert "重庆市江北区市场监督管理局</a>" in page
    assert "（江北府发〔2023〕32号）" in page
    book = openpyxl.load_workbook(io.BytesIO(world.get("/api/v1/overlaps?format=xlsx").content))
    assert "（江北府发〔2023〕32号）" in book.worksheets[0]["E2"].value


def test_excel_says_whose_figures_are_floors(world):
    """Per unit, not for the whole column."""
    book = openpyxl.load_workbook(io.BytesIO(world.get("/api/v1/workload?format=xlsx&as_of=2020-01-01").content))
    heads, *rows = [[cell.value for cell in row] for row in book.worksheets[0].iter_rows()]
    assert "责任（部分为至少）" in heads
    floors = {row[0]: row[heads.index("至少（名单以“等”结尾的角色）")] for row in rows}
    assert floors["岚江市澄湖区供销合作社联合社"] == "责任"
    assert not floors["岚江市澄湖区教育局"]


def test_questions_to_a_person_name_their_document(world):
    """And number their items as the text does; one unit alone is not called first-listed."""
    page = world.get("/judgements").text
    assert "第 第" not in page
    assert "第1段“" in page
    assert "第（四）项“" in page
    assert "只列了“区教育局”，由它牵头吗？" in page
    assert "<small>渚澄政办〔2020〕27号 第（四）项</small>" in page


def test_a_party_letterhead_names_its_place(world):
    """中共青枫县委　青枫县人民政府 speaks for 青枫县."""
    names = {row["name"] for row in world.get("/api/v1/workload?limit=1000").json()["items"]}
    assert "青枫县农业农村局" in names
    assert not [name for name in names if "委青枫县" in name]
