"""Networks in a real Chromium, from a file on the disk."""

from __future__ import annotations

import pytest

from viz.network import render_network
from viz.network_model import plan_network, ties_network

pytestmark = pytest.mark.browser


@pytest.fixture
def opened(browser, tmp_path):
    """A function that opens a network and gives the page, its console faults and the requests it made."""
    contexts = []

    def open_network(model):
        path = tmp_path / "network.html"
        path.write_text(render_network(model, inline=True), "utf-8")
        context = browser.new_context(viewport={"width": 1400, "height": 900}, accept_downloads=True)
        contexts.append(context)
        page = context.new_page()
        page.faults, page.requests = [], []
        page.on("console", lambda m: page.faults.append(m.text) if m.type in ("error", "warning") else None)
        page.on("pageerror", lambda e: page.faults.append(str(e)))
        page.on("request", lambda r: page.requests.append(r.url))
        page.goto(path.as_uri())
        page.wait_for_selector("body[data-drawn=yes]")
        return page

    yield open_network
    for context in contexts:
        context.close()


@pytest.fixture
def plan(world, opened):
    """The small plan, drawn."""
    return opened(plan_network(world.responsibilities, title="甲市水环境整治方案：责任网络"))


def test_it_opens_without_a_fault_and_asks_nobody(plan):
    """No console error, no request but the file itself."""
    assert plan.faults == []
    assert [url for url in plan.requests if not url.startswith("file:")] == []
    assert len(plan.requests) == 1


def test_it_shows_the_counts_that_the_data_have(plan):
    """Drawn nodes and edges, shown figures and attributes agree."""
    assert plan.evaluate("[zeren.nodes, zeren.edges, zeren.visibleEdges()]") == [7, 8, 8]
    assert (plan.inner_text("#count-nodes"), plan.inner_text("#count-edges")) == ("7", "8")
    assert plan.get_attribute("#net", "data-edges") == "8"


def test_every_node_is_within_the_picture(plan):
    """The whole network is fitted into the canvas."""
    inside = plan.evaluate(
        """() => { const box = document.getElementById('canvas').getBoundingClientRect();
        return zeren.network.body.nodeIndices.every((id) => {
          const at = zeren.network.canvasToDOM(zeren.network.getPosition(id));
          return at.x > 0 && at.y > 0 && at.x < box.width && at.y < box.height; }); }"""
    )
    assert inside


def test_search_finds_a_node_and_shows_its_tasks(plan):
    """Typing narrows the list; Enter goes to the unit and lists its edges with the sentence."""
    plan.fill("#find", "财政")
    assert plan.locator("#nodes li:visible").count() == 1
    plan.press("#find", "Enter")
    assert plan.evaluate("zeren.network.getSelectedNodes().length") == 1
    assert "甲市财政局" in plan.inner_text("#panel")
    assert plan.inner_text("#panel mark") == "市财政局"
    assert "（牵头单位：市水务局；责任单位：市财政局、市城管局等）" in plan.inner_text("#panel")


def test_search_that_finds_nothing_says_so(plan):
    """An empty list is explained."""
    plan.fill("#find", "没有这个单位")
    assert plan.locator("#nothing").is_visible()


def test_the_role_filter_hides_edges_and_rows_together(plan):
    """Without 责任, 3 leads and 1 support remain, in the picture as in the table."""
    plan.uncheck("input[name=role][value=responsible]")
    assert plan.evaluate("zeren.visibleEdges()") == 4
    assert plan.inner_text("#count-edges") == "4 / 8"
    assert plan.evaluate("document.querySelectorAll('#twin-table tr[data-edge]:not([hidden])').length") == 4
    plan.check("input[name=role][value=responsible]")
    assert plan.inner_text("#count-edges") == "8"


def test_a_click_on_a_node_in_the_picture_shows_its_sentences(plan, world):
    """The canvas itself answers, not only the list."""
    at = plan.evaluate("(id) => zeren.network.canvasToDOM(zeren.network.getPosition(id))", world.names["市水务局"])
    plan.locator("#canvas canvas").click(position=at)
    assert plan.locator("#panel details").count() == 3
    assert "承担任务 3 项：牵头 2 项，责任 1 项" in plan.inner_text("#panel")


def test_a_click_on_an_edge_shows_its_sentence(plan, world):
    """In the middle of the line between 市财政局 and task 1."""
    at = plan.evaluate(
        """([a, b]) => { const p = zeren.network.getPosition(a), q = zeren.network.getPosition(b);
        return zeren.network.canvasToDOM({x: (p.x + q.x) / 2, y: (p.y + q.y) / 2}); }""",
        [world.names["市财政局"], "task-1"],
    )
    plan.locator("#canvas canvas").click(position=at)
    assert "市财政局 · 责任（原文：责任单位）" in plan.inner_text("#panel")
    assert plan.inner_text("#panel mark") == "市财政局"


def test_the_picture_is_exported_as_png(plan):
    """A file with a Chinese name and a picture in it."""
    with plan.expect_download() as waiting:
        plan.click("#png")
    assert waiting.value.suggested_filename == "甲市水环境整治方案：责任网络.png"
    content = waiting.value.path().read_bytes()
    assert content.startswith(b"\x89PNG")
    assert len(content) > 20_000


def test_the_table_twin_has_every_edge(plan):
    """One row for each edge, with its words."""
    plan.click("#twin summary")
    rows = plan.locator("#twin-table tbody tr")
    assert rows.count() == 8
    assert "市水务局" in rows.first.inner_text()
    assert rows.first.locator("mark").inner_text() == "市水务局"


def test_the_other_layout_puts_units_and_tasks_apart(plan):
    """Two columns: all units left of all tasks; pressed again, the first picture is back."""
    before = plan.evaluate("zeren.network.getPositions()")
    plan.click("#layout")
    columns = plan.evaluate("zeren.network.getPositions()")
    units = [p["x"] for key, p in columns.items() if key.startswith("org-")]
    tasks = [p["x"] for key, p in columns.items() if key.startswith("task-")]
    assert max(units) < min(tasks)
    plan.click("#layout")
    assert plan.evaluate("zeren.network.getPositions()") == before


def test_the_keyboard_reaches_every_node(plan):
    """Nodes are buttons in a list; Enter on one selects it."""
    button = plan.locator("#nodes button", has_text="排口整治")
    button.focus()
    plan.keyboard.press("Enter")
    assert "排口整治" in plan.inner_text("#panel h2")


def test_hostile_names_do_nothing(opened, world):
    """Names with script in them are shown as they are and run nothing."""
    import dataclasses

    bad = "<img src=x onerror=document.title='hacked'>"
    rows = [dataclasses.replace(r, name=bad, organization_name=bad, task_title=bad) for r in world.responsibilities]
    page = opened(plan_network(rows, title="甲"))
    page.locator("#nodes button").first.click()
    page.hover("#canvas")
    assert bad in page.inner_text("#panel")
    assert page.locator("#panel img").count() == 0
    assert "hacked" not in page.title()
    assert page.faults == []


def test_ties_are_thinned_by_the_number_of_shared_tasks(opened, world):
    """Of three ties one has at least two shared tasks."""
    page = opened(ties_network(world.pairs, world.workload, title="甲", tasks={t.id: t for t in world.tasks}))
    assert page.evaluate("zeren.visibleEdges()") == 3
    page.fill("#least", "2")
    assert page.evaluate("zeren.visibleEdges()") == 1
    assert page.faults == []
