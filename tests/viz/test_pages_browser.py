"""Pages in a real Chromium, under the policy that the service sends; files are handed out without a server."""

from __future__ import annotations

import json
import mimetypes

import pytest

from viz import assets_dir, pages
from viz.models import DocumentPage, DocumentsPage, DocumentSummary, NetworkPage, Upload
from viz.network import render_network_page
from viz.network_model import plan_network

pytestmark = pytest.mark.browser

HOST = "http://zeren.test"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'"
)


@pytest.fixture
def served(browser):
    """A function that shows a page at an address and answers for /static/ and for uploads."""
    contexts = []

    def show(html, upload=(201, {})):
        context = browser.new_context(viewport={"width": 1280, "height": 900})
        contexts.append(context)
        page = context.new_page()
        page.faults, page.outside, page.uploads = [], [], []
        page.on("console", lambda m: page.faults.append(m.text) if m.type == "error" else None)
        page.on("pageerror", lambda e: page.faults.append(str(e)))

        def answer(route):
            url = route.request.url
            if not url.startswith(HOST):
                page.outside.append(url)
                route.abort()
            elif "/static/" in url:
                path = assets_dir() / url.split("/static/")[1]
                route.fulfill(body=path.read_bytes(), content_type=mimetypes.guess_type(path)[0])
            elif url.endswith("/openapi.json"):
                route.fulfill(json={"openapi": "3.1.0", "info": {"title": "责任", "version": "1"}, "paths": {}})
            elif route.request.method == "POST":
                page.uploads.append((route.request.headers, route.request.post_data_buffer))
                route.fulfill(status=upload[0], body=json.dumps(upload[1]), content_type="application/json")
            else:
                headers = {"content-type": "text/html; charset=utf-8", "content-security-policy": POLICY}
                route.fulfill(body=html, headers=headers)

        page.route("**/*", answer)
        page.goto(HOST + "/")
        return page

    yield show
    for context in contexts:
        context.close()


def test_a_served_network_keeps_to_the_policy(served, world):
    """Script and style from our own host only; drawn without a fault."""
    page = served(render_network_page(NetworkPage(plan_network(world.responsibilities, title="甲"))))
    page.wait_for_selector("body[data-drawn=yes]")
    assert page.evaluate("zeren.edges") == 8
    assert (page.faults, page.outside) == ([], [])
    page.locator("#nodes button").first.click()
    assert page.locator("#panel a").first.get_attribute("href").startswith("/organizations/")


def documents(world, **options):
    """The documents' page with its form."""
    return pages.render_documents(DocumentsPage((DocumentSummary(world.document, 3, 8, 3),), Upload(**options)))


#: what the service says of a file: what was read, and what became of it
REPORT = {"document": "doc-1", "outcome": "created", "tasks": 28, "responsibilities": 145, "findings": ["请核对"]}
READ = {
    "title": "<b>方案</b>",
    "number": None,
    "issued_on": None,
    "units": 27,
    "notes": [],
    "markings": [],
    "warnings": [],
}
ROW = {"number": "1", "title": "<i>做好</i>", "lead": "区教委", "responsible": "", "support": "", "supervise": ""}
PREVIEW = REPORT | READ | {"needs_confirmation": False, "rows": [ROW | {"place": "第3页"}]}
PLAN = {"name": "方案.txt", "mimeType": "text/plain", "buffer": "一、".encode()}


def test_a_chosen_file_is_shown_then_stored(served, world):
    """The file goes as form data, the key as a bearer token; first what was read is said, then what became of it."""
    page = served(documents(world, key_required=True), (201, PREVIEW))
    page.set_input_files("#upload-file", PLAN)
    page.locator("#upload-result", has_text="请先填写写入口令").wait_for()
    assert page.uploads == []
    page.fill("#upload-key", "secret")
    page.click("#upload button[type=submit]")
    page.locator("#upload-result", has_text="已读入").wait_for()
    assert "已读入：重点任务 28 项，责任记录 145 条。待核 1 项。" in page.inner_text("#upload-result")
    assert page.get_attribute("#upload-result a", "href") == "/documents/doc-1"
    assert len(page.uploads) == 2
    for headers, body in page.uploads:
        assert headers["authorization"] == "Bearer secret"
        assert "一、".encode() in body
    assert page.faults == []


def test_a_preview_is_text_and_waits_for_the_person(served, world):
    """Titles and names come out as they are; nothing is stored until 存入 is pressed."""
    page = served(documents(world), (200, PREVIEW))
    page.set_input_files("#upload-file", PLAN)
    page.locator("#upload-status", has_text="待存入 1 个").wait_for()
    shown = page.inner_text("#upload-result")
    assert "可以存入：重点任务 28 项，责任记录 145 条，单位 27 个。" in shown
    assert "<b>方案</b>" in shown
    assert page.locator("#upload-result tbody td").all_inner_texts() == ["1", "<i>做好</i>", "区教委", "第3页"]
    assert len(page.uploads) == 1
    page.get_by_role("button", name="存入 方案.txt").click()
    page.locator("#upload-status", has_text="已存入 1 个").wait_for()
    assert len(page.uploads) == 2
    assert page.faults == []


def test_notices_of_stored_files_stay_until_put_away(served, world):
    """All at once: an older version, a mark and no task are still told when the file is stored, each by itself."""
    mark = {"kind": "内部", "words": "内部资料", "start": 0, "end": 4}
    told = {"markings": [mark], "warnings": ["比库中的版本“新.docx”旧"], "tasks": 0, "no_tasks": "no-clause"}
    told |= {"outcome": "replaced"}
    page = served(documents(world), (200, PREVIEW | told))
    page.set_input_files("#upload-file", PLAN)
    page.locator("#upload-status", has_text="待存入 1 个").wait_for()
    assert "注意：比库中的版本“新.docx”旧" in page.inner_text("#upload-result")
    page.click("#upload button[type=submit]")
    page.locator("#upload-status", has_text="已存入 1 个，须留意 3 处").wait_for()
    lines = page.locator("#upload-result .kept").all_inner_texts()
    assert [any(words in line for line in lines) for words in ("“新.docx”旧", "“内部资料”字样", "没有读出任务")] == [
        True
    ] * 3
    for left in (2, 1, 0):
        page.locator("#upload-result .kept button").first.click()
        assert page.locator("#upload-result .kept").count() == left
    assert "须留意" not in page.inner_text("#upload-status")
    assert page.faults == []


@pytest.mark.parametrize(
    ("reason", "said"), [("no-clause", "文中没有写明"), ("clause-without-item", "属于哪一项任务"), ("unread-table", "")]
)
def test_why_there_is_no_task_follows_the_services_code(served, world, reason, said):
    """Whatever the words of the warnings: a table that was not read has one, and is not said to name nobody."""
    told = {"tasks": 0, "no_tasks": reason, "warnings": ["有一张表读不出来"], "rows": []}
    page = served(documents(world), (200, PREVIEW | told))
    page.set_input_files("#upload-file", PLAN)
    page.locator("#upload-status", has_text="待存入 1 个").wait_for()
    shown = page.inner_text("#upload-result")
    assert "有一张表读不出来" in shown
    assert ("没有读出任务" in shown) == bool(said)
    assert said in shown


def test_a_marked_document_waits_for_a_word(served, world):
    """In a shared service: not stored until the box is ticked."""
    mark = {"kind": "内部", "words": "内部资料", "start": 0, "end": 4}
    page = served(documents(world), (200, PREVIEW | {"markings": [mark], "needs_confirmation": True}))
    page.set_input_files("#upload-file", PLAN)
    page.locator("#upload-result", has_text="文中有“内部资料”字样").wait_for()
    page.click("#upload button[type=submit]")
    page.locator("#upload-status", has_text="待存入 1 个").wait_for()
    assert len(page.uploads) == 1
    page.check("#upload-result input[type=checkbox]")
    page.click("#upload button[type=submit]")
    page.locator("#upload-status", has_text="已存入 1 个").wait_for()
    assert len(page.uploads) == 2


def test_a_refusal_is_shown_in_the_services_words(served, world):
    """Problem details come out as text, whatever they hold."""
    problem = {"title": "文件没有内容", "detail": "<b>空.txt</b> 没有文字", "remedy": "换一个文件"}
    page = served(documents(world), (422, problem))
    page.set_input_files("#upload-file", {"name": "空.txt", "mimeType": "text/plain", "buffer": b" "})
    page.wait_for_selector("#upload-result .notice")
    assert page.inner_text("#upload-result") == "空.txt 没有读入：<b>空.txt</b> 没有文字。请换一个文件"


def test_a_link_to_evidence_lands_on_the_words(served, world):
    """The place is in view and marked."""
    page = served(
        pages.render_document(
            DocumentPage(world.document, world.text, world.sections, world.tasks, world.responsibilities)
        )
    )
    page.goto(HOST + "/#e-resp-7")
    assert page.evaluate("document.querySelector(':target').textContent") == "各街道"
    box = page.locator("[id=e-resp-7]").bounding_box()
    assert 0 <= box["y"] <= 900


def test_the_skip_link_comes_first(served, world):
    """Tab, Enter: the keyboard is in the text."""
    page = served(documents(world))
    page.keyboard.press("Tab")
    assert "跳到正文" in page.evaluate("document.activeElement.textContent")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


@pytest.mark.parametrize("width", [360, 1280])
def test_a_page_does_not_run_off_the_side(served, world, width):
    """On a telephone as on a desk; wide tables scroll within themselves."""
    page = served(documents(world))
    page.set_viewport_size({"width": width, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_api_documentation_needs_no_other_host(served):
    """Swagger UI from our own files."""
    page = served(pages.render_api_docs())
    page.wait_for_selector(".swagger-ui .info")
    assert (page.faults, page.outside) == ([], [])
