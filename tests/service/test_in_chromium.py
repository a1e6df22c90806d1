"""The pages as a person meets them: real service, real browser, no console error, no request elsewhere."""

from __future__ import annotations

import json
import urllib.parse
import urllib.request
from pathlib import Path

import pytest

FORMATS = Path(__file__).parents[1] / "formats" / "files"
pytestmark = pytest.mark.browser


def _api(address: str, path: str, **parameters: str) -> dict:
    url = f"{address}/api/v1/{path}"
    if parameters:
        url += "?" + urllib.parse.urlencode(parameters)
    with urllib.request.urlopen(url) as answer:  # noqa: S310 - this machine
        return json.load(answer)


def test_start_page_leads_to_an_answer(visit):
    """Type the question, press enter, read nine tasks with their sentences."""
    page = visit.open("/")
    assert page.locator("html").get_attribute("lang") == "zh-CN"
    page.locator("main input[name=q]").first.fill("市场监管局牵头哪些任务？")
    page.keyboard.press("Enter")
    page.wait_for_url("**/ask?**")
    assert page.get_by_text("重庆市江北区市场监督管理局：牵头 9 项。").is_visible()
    numbers = page.locator("table tbody tr td:first-child, table tbody tr th:first-child").all_inner_texts()
    assert numbers == ["4", "6", "14", "17", "18", "19", "20", "21", "22"]
    assert page.locator("text=牵头单位：").count() >= 9


def test_figures_of_a_unit_are_those_of_rest(visit, plan):
    """26 = 9 + 5 + 12 on the page as over REST."""
    (row,) = _api(plan, "workload", organization="区市场监管局")["items"]
    page = visit.open(f"/organizations/{row['organization']}")
    words = page.locator("main").inner_text()
    for figure in (row["total"], row["lead_sole"], row["responsible_with_lead"], row["responsible_without_lead"]):
        assert str(figure) in words
    assert (row["total"], row["lead"]) == (26, 9)
    assert "重庆市江北区市场监督管理局" in words
    assert "原文未设" in words


def test_evidence_leads_to_the_marked_place(visit, plan):
    """出处 opens the document at the very words, highlighted."""
    (row,) = _api(plan, "responsibilities", organization="区法院", limit="1", role="responsible", sort="order")[
        "items"
    ][:1]
    page = visit.open(f"/documents/{row['document']}#e-{row['id']}")
    mark = page.locator(f"[id='e-{row['id']}']")
    assert mark.inner_text() == "区法院"
    assert mark.is_visible()


def test_document_page_shows_the_whole_text(visit, plan):
    """Nothing of the text is lost between the marks."""
    (document,) = _api(plan, "documents")["items"]
    text = _api(plan, f"documents/{document['id']}/text")["text"]
    page = visit.open(f"/documents/{document['id']}")
    shown = page.locator(".fulltext").evaluate("e => e.textContent")
    assert "".join(shown.split()) == "".join(text.split())


@pytest.mark.parametrize(
    ("path", "nodes", "edges"), [("/network", 55, 145), ("/network?role=lead", 36, 19), ("/network/ties", 27, None)]
)
def test_networks_show_the_counts_of_the_data(visit, plan, path, nodes, edges):
    """28 tasks and 27 units with 145 edges; ties as many as overlaps."""
    page = visit.open(path)
    page.wait_for_function("window.zeren && window.zeren.drawn !== false")
    found = page.evaluate("({nodes: window.zeren.nodes, edges: window.zeren.edges})")
    wanted = edges if edges is not None else _api(plan, "overlaps", limit="1")["total"]
    assert found["edges"] == wanted
    assert found["nodes"] >= nodes


def test_network_of_a_unit(visit, plan):
    """Its 26 tasks and everybody on them."""
    (row,) = _api(plan, "workload", organization="区市场监管局")["items"]
    page = visit.open(f"/network/organization/{row['organization']}")
    page.wait_for_function("window.zeren")
    assert page.evaluate("window.zeren.edges") > 26


def test_every_page_opens(visit, plan):
    """Each kind of page, reached as a person would, without a fault in the console."""
    task = _api(plan, "tasks", number="10")["items"][0]["id"]
    paths = [
        "/",
        "/documents",
        "/organizations",
        "/overlaps",
        "/findings",
        "/search?q=食品安全",
        "/ask?q=张三局牵头什么",
    ]
    for path in [*paths, f"/tasks/{task}", "/docs", "/ask", "/search"]:
        page = visit.open(path)
        assert page.locator("h1, h2").first.wait_for() is None, path
        assert page.title()


def test_docs_work_offline(visit):
    """Swagger UI draws the operations from our own files."""
    page = visit.open("/docs")
    page.wait_for_selector(".opblock")
    assert page.locator(".opblock").count() >= 15


def test_unknown_page_is_a_page_in_chinese(browser, plan):
    """A person gets words, not JSON."""
    page = browser.new_page()
    response = page.goto(plan + "/tasks/t-0")
    assert response.status == 404
    assert "没有编号为" in page.locator("main").inner_text()
    page.close()


def test_upload_by_hand(visit_blank, made_folder):
    """Choose a file, press 读入, follow the link, see its tasks; a bad file is explained."""
    page = visit_blank.open("/")
    page.set_input_files("input[type=file]", str(made_folder / "M05.txt"))
    page.locator("#upload button[type=submit]").click()
    page.wait_for_selector("#upload-result a")
    assert "重点任务 8 项" in page.locator("#upload-result").inner_text()
    page.locator("#upload-result a").click()
    page.wait_for_url("**/documents/d-*")
    assert "岚海市消费品质量提升三年行动计划" in page.locator("main").inner_text()


def test_a_bad_upload_is_explained(visit_blank, tmp_path):
    """An empty file: the remedy in Chinese, nothing stored."""
    empty = tmp_path / "空.txt"
    empty.write_bytes(b"")
    page = visit_blank.open("/")
    page.set_input_files("input[type=file]", str(empty))
    page.locator("#upload button[type=submit]").click()
    page.wait_for_selector("#upload-result .notice")
    assert "没有内容" in page.locator("#upload-result").inner_text()
    visit_blank.faults = [fault for fault in visit_blank.faults if "422" not in fault]  # the browser logs every 4xx


def told(page, words):
    """Wait until the status of the upload form says so; what it says."""
    status = page.locator("#upload-status").filter(has_text=words)
    status.wait_for(timeout=60_000)
    return status.inner_text()


def test_ten_mixed_files(visit_blank, made_folder, tmp_path):
    """Dropped at once: each is previewed, stored or refused, and says so; nothing is stored before the person says."""
    marked, scan, damaged = tmp_path / "内部.txt", tmp_path / "扫描.png", tmp_path / "坏.docx"
    marked.write_text("内部资料\n某市方案\n一、任务\n1.做好工作。（责任单位：市教委）\n", encoding="utf-8")
    scan.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(50))
    damaged.write_bytes((FORMATS / "000.docx").read_bytes()[:5000])
    empty = tmp_path / "空.txt"
    empty.write_bytes(b"")
    names = ("000.docx", "table.xlsx", "table.pdf", "000.ofd", "table.html")
    files = [*(FORMATS / name for name in names), made_folder / "M05.txt", marked, scan, damaged, empty]
    page = visit_blank.open("/documents")
    page.set_input_files("input[type=file]", [str(path) for path in files])
    assert told(page, "待存入") == "共 10 个文件：待存入 7 个，没有读入 3 个。"
    assert _api(visit_blank.address, "documents")["total"] == 0
    boxes = page.locator("#upload-result .file")
    said = dict(zip((path.name for path in files), boxes.all_inner_texts(), strict=True))
    assert "重点任务 28 项，责任记录 145 条，单位 27 个" in said["table.xlsx"]
    assert "文中有“内部资料”字样" in said["内部.txt"]
    assert "没有读入：这是图片" in said["扫描.png"]
    assert "没有读入：文件已损坏" in said["坏.docx"]
    assert "没有读入：文件没有内容" in said["空.txt"]
    boxes.nth(1).locator("summary", has_text="读出的任务").click()
    first = boxes.nth(1).locator("tbody tr").first
    assert first.locator("td").all_inner_texts()[:3] == ["1", "夯实产业基础质量支撑", "区经济信息委"]
    assert "工作表“Sheet1”B3" in first.inner_text()
    boxes.nth(1).get_by_role("button", name="存入 table.xlsx").click()
    assert told(page, "已存入 1 个") == "共 10 个文件：已存入 1 个，待存入 6 个，没有读入 3 个。"
    page.locator("#upload button[type=submit]").click()
    assert told(page, "已存入 7 个") == "共 10 个文件：已存入 7 个，须留意 2 处，没有读入 3 个。"
    assert _api(visit_blank.address, "documents")["total"] == 6  # 000.ofd took the place of 000.docx
    assert ["000.docx" in line for line in boxes.nth(3).locator(".kept").all_inner_texts()] == [True]
    assert page.locator("#upload-result a").count() == 7
    visit_blank.faults = [fault for fault in visit_blank.faults if "42" not in fault and "415" not in fault]


def test_files_are_dropped_and_stored_by_keyboard(visit_blank):
    """What a drop brings is what choosing brings; the rest is done with Tab and Enter."""
    page = visit_blank.open("/documents")
    page.evaluate(
        """() => {
            const form = document.getElementById("upload");
            const carried = new DataTransfer();
            carried.items.add(new File(["某市方案\\n一、任务\\n1.做好工作。（牵头单位：市教委）"], "方案.txt"));
            form.dispatchEvent(new DragEvent("drop", { dataTransfer: carried, bubbles: true, cancelable: true }));
        }"""
    )
    assert told(page, "待存入") == "共 1 个文件：待存入 1 个。"
    page.locator("#upload button[type=submit]").focus()
    for _ in range(3):
        if page.evaluate("document.activeElement.getAttribute('aria-label')") == "存入 方案.txt":
            break
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert told(page, "已存入") == "共 1 个文件：已存入 1 个。"


def test_start_page_by_keyboard(visit):
    """The skip link comes first, and the question can be asked without a mouse."""
    page = visit.open("/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#main"
