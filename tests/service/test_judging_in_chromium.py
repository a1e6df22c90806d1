"""人工核定 as a person does it: the page of questions by keyboard alone, and the buttons beside evidence."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


def focused(page) -> str:
    return page.evaluate("document.activeElement.getAttribute('aria-label') || document.activeElement.id")


def said(page, words: str) -> None:
    expect(page.locator("#judged")).to_contain_text(words)


def test_questions_by_keyboard_alone(alone):
    """No mouse: help, name, next and back, decide, undo; what was decided is on the unit's page."""
    page = alone.open("/judgements")
    keys = page.keyboard
    assert "公共资源交易中心" in focused(page)  # the one on which most hangs comes first, and has the focus
    keys.press("?")
    assert page.locator("#keys").is_visible()
    keys.press("?")
    assert not page.locator("#keys").is_visible()
    keys.press("1")
    said(page, "请先填写核定人")
    assert focused(page) == "who"
    keys.type("张三")
    keys.press("Enter")
    first = focused(page)
    assert "公共资源交易中心" in first
    keys.press("j")
    second = focused(page)
    assert second != first
    keys.press("ArrowDown")
    keys.press("k")
    assert focused(page) == second
    keys.press("ArrowUp")
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid"  # the focus is seen
    open_before = page.locator("#open").inner_text()
    keys.press("1")
    said(page, "已核定")
    assert page.locator(".doubts > li.done").count() == 1
    expect(page.locator("#made tbody tr")).to_have_count(1)  # the list of what was judged is of now, without a reload
    expect(page.locator("#made")).to_contain_text("有效")
    assert focused(page) == second  # on to the next
    keys.press("u")
    said(page, "已撤销")
    assert page.locator(".doubts > li.done").count() == 0
    expect(page.locator("#made")).to_contain_text("已撤销")
    assert page.locator("#open").inner_text() == open_before
    keys.press("1")
    said(page, "已核定")
    keys.press("1")
    expect(page.locator(".doubts > li.done")).to_have_count(2)
    page.reload()
    assert "公共资源交易中心" not in focused(page)
    table = page.locator("table").inner_text()
    assert "张三" in table
    assert "已撤销" in table
    keys.press("u")
    said(page, "“已有的核定”表中撤销")
    undo = page.locator("table .undo")
    before = undo.count()
    assert before == 2
    page.locator("#why").fill("看错了")
    undo.first.click()
    expect(undo).to_have_count(1)
    page.locator("table tbody tr").first.locator("a").click()
    expect(page.locator("main")).to_contain_text("撤销：看错了")


def test_buttons_beside_evidence(alone):
    """角色不对 on a task's page: the page says 经人工核定, one click from who, when and why."""
    page = alone.open("/documents")
    page.locator("table a").first.click()
    page.get_by_role("link", name="夯实产业基础质量支撑").first.click()
    page.locator("#who").fill("李四")
    judge = page.locator("details.judge").first
    judge.locator("summary").click()
    judge.locator("select").select_option("supervise")
    judge.get_by_role("button", name="角色不对").click()
    page.get_by_role("link", name="经人工核定").first.click()
    page.wait_for_url("**/judgements/**")
    words = page.locator("main").inner_text()
    assert "李四" in words
    assert "未写理由" in words  # none was given, and none is made up
    page.locator("#undo").click()
    expect(page.locator("main")).to_contain_text("李四 于")


def test_a_name_typed_before_the_script_came(alone):
    """On a slow machine the field is there before its script: what was typed in it stays."""
    page = alone.open("/judgements")
    held = []

    def hold(route) -> None:
        held.append(route)

    page.route("**/static/judgements.js", hold)
    page.reload(wait_until="commit")
    page.locator("#who").fill("李四")
    page.wait_for_function("document.readyState === 'interactive'")
    assert page.locator("#who").input_value() == "李四"
    held.pop().continue_()
    page.wait_for_load_state("load")
    expect(page.locator("#who")).to_have_value("李四")


def test_a_unit_that_was_missed(alone):
    """漏了一个: its words, its role; one that the text does not hold is refused in words."""
    page = alone.open("/documents")
    page.locator("table a").first.click()
    page.get_by_role("link", name="夯实产业基础质量支撑").first.click()
    page.locator("#who").fill("李四")
    page.get_by_text("漏了一个").click()
    page.locator("#m-surface").fill("没有的单位")
    page.get_by_role("button", name="补上").click()
    said(page, "没有“没有的单位”")
    assert "422" in alone.faults.pop()  # the browser's own note of the refusal
    page.locator("#m-surface").fill("质量")
    page.locator("#m-new").fill("重庆市江北区质量局")
    page.get_by_role("button", name="补上").click()
    unit = page.locator("#h-units ~ .scroll").get_by_role("link", name="质量", exact=True)
    expect(unit).to_have_count(1)
    expect(page.locator("main")).to_contain_text("重庆市江北区质量局")
