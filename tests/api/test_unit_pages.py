"""任务承担情况 of many plans: what is searched, sorted and paged, and what must not read 0."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from html import unescape
from pathlib import Path

import openpyxl
import pytest
from fastapi.testclient import TestClient

from api.pages import UNITS_SHOWN
from tests.api.conftest import open_client

MADE = Path(__file__).parents[2] / "corpus" / "made" / "raw"
ROW = re.compile(r'<tr><th scope="row"><a href="/organizations/([^"]+)">(.*?)</tr>', re.S)
CELL = re.compile(r"<td[^>]*>(.*?)</td>", re.S)
ROLES = ("lead_sole", "lead_joint", "responsible_with_lead", "responsible_without_lead", "support")


@pytest.fixture
def plans(services) -> TestClient:
    """A client over ten made-up plans, some of which set no 配合单位."""
    with open_client(services.holding(*sorted(MADE.glob("M0*.txt")))) as found:
        yield found


def units(page: str) -> list[str]:
    """The units of the first table of figures, in its order."""
    return [unit for unit, _ in ROW.findall(page.split("<h2>", 1)[0].split("集体称谓", 1)[0])]


def test_the_pages_lead_through_all_units_once(plans):
    """Seven at a time, by pinyin, to the last; the way back is there, and collectives stand on the first alone."""
    wanted = [row["organization"] for row in plans.get("/api/v1/workload?limit=1000").json()["items"]]
    assert len(wanted) > 20
    found, address = [], "/organizations?limit=7"
    while address:
        page = plans.get(address)
        assert page.status_code == 200
        assert ("集体称谓" in page.text) == (not found)
        assert ("回到首页" in page.text) == bool(found)
        found += units(page.text)
        following = re.search(r'<a rel="next" href="([^"]+)"', page.text)
        address = unescape(following[1]) if following else None
    assert found == wanted


def test_units_are_found_and_sorted(plans):
    """By words of the name, and by the figures; the exports are of the same question."""
    page = plans.get("/organizations?q=财政&sort=-lead").text
    wanted = plans.get("/api/v1/workload?q=财政&sort=-lead").json()["items"]
    assert wanted
    assert all("财政" in row["name"] for row in wanted)
    assert units(page) == [row["organization"] for row in wanted]
    assert f"名称含“财政”的单位 {len(wanted)} 个" in page
    assert "不是排名" in page
    export = unescape(re.search(r'href="(/api/v1/workload\?[^"]+format=csv)"', page)[1])
    assert len(plans.get(export).text.split("\r\n\r\n")[0].splitlines()) == len(wanted) + 1
    assert "没有名称含“无此单位”而承担任务的单位" in plans.get("/organizations?q=无此单位").text


def test_a_cursor_of_another_question_is_refused(plans):
    """As over REST, in words for a person."""
    page = plans.get("/organizations?limit=2").text
    cursor = unescape(re.search(r"cursor=([^\"&]+)", page)[1])
    headers = {"accept": "text/html"}
    refused = plans.get(f"/organizations?limit=2&q=财政&cursor={cursor}", headers=headers)
    assert refused.status_code == 400
    assert "从第一页重新开始" in refused.text


def test_a_role_that_a_units_own_plans_do_not_set_is_no_zero(plans):
    """Some plans set 配合单位 and others do not: a dash for the units of these alone, on the page and in Excel."""
    rows = plans.get("/api/v1/workload?limit=1000").json()["items"]
    unset = [row for row in rows if "support" not in row["stated_roles"]]
    assert unset
    assert len(unset) < len(rows)
    for row in unset:
        edges = plans.get(f"/api/v1/responsibilities?limit=1000&organization={row['organization']}").json()["items"]
        documents = {one["document"] for one in edges}
        for document in documents:
            assert plans.get(f"/api/v1/responsibilities?document={document}&role=support").json()["total"] == 0
    page = plans.get("/organizations?limit=1000").text
    assert "该单位所在的文件没有设这类单位（原文未设），不是 0 项" in page
    shown = {unit: CELL.findall(cells) for unit, cells in ROW.findall(page)}
    book = openpyxl.load_workbook(io.BytesIO(plans.get("/api/v1/workload?format=xlsx").content)).worksheets[0]
    heads = [cell.value for cell in book[1]]
    support = next(at for at, head in enumerate(heads) if head.startswith("配合"))
    excel = {line[0].value: line[support].value for line in book.iter_rows(min_row=2)}
    for row in rows:
        dash = "support" not in row["stated_roles"]
        assert ("—" in shown[row["organization"]][4]) == dash, row["name"]
        assert (excel[row["name"]] == "原文未设") == dash, row["name"]


def test_the_start_page_keeps_to_the_units_with_most_tasks(plans):
    """Of many, thirty by pinyin, none that has fewer tasks than one left out, and the way to all."""
    rows = plans.get("/api/v1/workload?limit=1000").json()["items"]
    assert len(rows) > UNITS_SHOWN
    totals = {row["organization"]: row["total"] for row in rows}
    page = plans.get("/").text
    shown = [unit for unit, _ in ROW.findall(page) if unit in totals]
    assert len(shown) == UNITS_SHOWN
    assert shown == [row["organization"] for row in rows if row["organization"] in set(shown)]
    assert min(totals[one] for one in shown) >= max(total for one, total in totals.items() if one not in shown)
    assert f"查看、查找全部 {len(rows)} 个单位" in page


def test_findings_of_one_kind_are_paged(empty):
    """The list shows the first 50 and leads to all; page by page each is met once; a kind that is not there is 404."""
    tasks = "".join(f"{number}.做好第{number}件事。（责任单位：市教委）\n" for number in range(1, 94))
    text = f"某市工作方案\n\n一、工作\n{tasks}".encode()
    assert empty.post("/api/v1/documents", files={"file": ("a.txt", text)}).status_code == 201
    page = empty.get("/findings", headers={"accept": "text/html"}).text
    (address,) = re.findall(r'href="(/findings\?kind=[^"]+)">逐页列出全部 93 处', page)
    met = []
    while address:
        page = empty.get(unescape(address), headers={"accept": "text/html"})
        assert page.status_code == 200
        assert "共 93 处" in page.text
        met += re.findall(r'<li><a href="(/tasks/[^"]+)"', page.text)
        address = next(iter(re.findall(r'rel="next" href="([^"]+)"', page.text)), None)
    assert len(met) == len(set(met)) == 93
    table = empty.get("/api/v1/findings?format=csv").text
    assert table.count("\n未单列牵头单位,") == 93
    assert empty.get("/findings?kind=nonsense", headers={"accept": "text/html"}).status_code == 404
    assert empty.get("/findings?kind=no-lead&cursor=x", headers={"accept": "text/html"}).status_code == 400


def test_the_workbook_says_of_which_day_it_is(plans):
    """说明 names the day, whether or not a document was left out."""
    for day in ("2024-05-01", None):
        answer = plans.get("/api/v1/workload", params={"format": "xlsx"} | ({"as_of": day} if day else {}))
        notes = openpyxl.load_workbook(io.BytesIO(answer.content))["说明"]
        shown = day or plans.get("/api/v1/workload").json()["basis"]["as_of"]
        assert any(f"只计 {shown} 有效的文件" in str(row[0].value) for row in notes.iter_rows())


def test_what_is_asked_of_a_place_names_it(plans):
    """A unit that is not there: the message names the place, not its number in the store."""
    plan = next(one for one in plans.get("/api/v1/documents").json()["items"] if one["jurisdiction"])
    asked = {"organization": "不存在局", "jurisdiction": plan["jurisdiction"]}
    said = plans.get("/api/v1/tasks", params=asked).text
    assert f"（地区：{plan['jurisdiction_name']}）" in said
    assert f"（地区：{plan['jurisdiction']}）" not in said


def test_the_first_page_leads_to_every_network(plans):
    """Where not every document has its own link there, one leads to the page that lists them."""
    page = plans.get("/").text
    assert len(plans.get("/api/v1/documents").json()["items"]) > page.count('href="/network?document=')
    assert '<a href="/network">全部文件，另选文件</a>' in page


def test_the_table_of_a_units_tasks_says_what_it_is_to_each(client, get):
    """任务分工表 of one unit: its role beside each task, 等 behind a list that ends in it, the unit in the notes."""
    asked = {"organization": "区市场监管局", "format": "csv", "limit": 1000}
    lines = list(csv.DictReader(io.StringIO(client.get("/api/v1/tasks", params=asked).text.removeprefix("\ufeff"))))
    rows = [line for line in lines if (line["序号"] or "").isdigit()]
    roles = Counter(row["该单位的角色"] for row in rows)
    unit = get("organizations/区市场监管局")["workload"]
    assert (roles["牵头"], roles["责任"]) == (unit["lead"], unit["responsible"])
    assert any(row["责任单位"].endswith("等") for row in rows)
    everybody = client.get("/api/v1/tasks", params={"format": "csv"}).text
    assert "该单位的角色" not in everybody
    book = openpyxl.load_workbook(io.BytesIO(client.get("/api/v1/tasks", params=asked | {"format": "xlsx"}).content))
    notes = [cell for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row if cell]
    assert "单位：重庆市江北区市场监督管理局" in notes
