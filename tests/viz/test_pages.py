"""Every page from a small model: well-formed, in Chinese, escaped, and linked to nothing outside."""

from __future__ import annotations

import dataclasses
import re

import pytest

from graph.findings import FindingGroup, FindingItem
from viz import pages
from viz.models import (
    AnswerTable,
    AskPage,
    Cell,
    DocumentPage,
    DocumentsPage,
    DocumentSummary,
    ErrorPage,
    FindingKindPage,
    FindingsPage,
    Link,
    OrganizationPage,
    OrganizationsPage,
    OverlapsPage,
    SearchPage,
    StartPage,
    TaskPage,
    Upload,
)


def start(w, **changes):
    """The start page of the small plan."""
    summary = DocumentSummary(w.document, 3, 8, 3, 1, 10)
    return dataclasses.replace(StartPage((summary,), w.workload, ("市水务局牵头哪些任务？",)), **changes)


def document(w):
    """The document's page."""
    return DocumentPage(w.document, w.text, w.sections, w.tasks, w.responsibilities, w.targets, w.citations, w.findings)


def organization(w, name="市水务局", **changes):
    """One unit's page."""
    unit = w.names[name]
    own = {r.task for r in w.responsibilities if r.organization == unit}
    page = OrganizationPage(
        organization=next(o for o in w.organizations if o.id == unit),
        workload=next(x for x in w.workload if x.organization == unit),
        tasks=tuple(t for t in w.tasks if t.id in own),
        responsibilities=tuple(r for r in w.responsibilities if r.task in own),
        pairs=tuple(p for p in w.pairs if unit in (p.first, p.second)),
        aliases=("水务局",),
        documents=(w.document,),
    )
    return dataclasses.replace(page, **changes)


def task(w, number=1, **changes):
    """One task's page."""
    row = w.tasks[number - 1]
    page = TaskPage(
        task=row,
        document=w.document,
        responsibilities=tuple(r for r in w.responsibilities if r.task == row.id),
        sections=w.sections,
        targets=tuple(t for t in w.targets if t.task == row.id),
        previous=w.tasks[0],
        next=w.tasks[2],
    )
    return dataclasses.replace(page, **changes)


def overlaps(w):
    """All pairs."""
    return OverlapsPage(
        w.pairs, 3, w.tasks, w.responsibilities, w.organizations, None, Link("/overlaps?cursor=x", "更多")
    )


def answer(w):
    """An answered question."""
    return AskPage(
        question="市水务局牵头哪些任务？",
        answered=True,
        headline="甲市水务局牵头 2 项任务",
        understood=(("单位", "甲市水务局"), ("角色", "牵头")),
        tables=(AnswerTable("单独牵头", ("任务",), ((Cell("1. 清淤疏浚", "/tasks/task-1"),),), 1),),
        sentences=w.responsibilities[:1],
        notes=("“负责”有两种读法，以下分列。",),
        url="/api/v1/tasks?organization=市水务局&role=lead",
        cypher=("MATCH (o)-[:LEADS]->(t)\nRETURN t",),
    )


FINDING = FindingItem("doc-1", "方案", "task-2", "2", "未单列牵头单位", "做好", 1, 3)
RENDERED = {
    "start": lambda w: pages.render_start(start(w)),
    "start, nothing read": lambda w: pages.render_start(StartPage((), (), frozenset())),
    "documents": lambda w: pages.render_documents(DocumentsPage(start(w).documents, Upload(key_required=True))),
    "document": lambda w: pages.render_document(document(w)),
    "organizations": lambda w: pages.render_organizations(
        OrganizationsPage(w.workload, (w.document,), w.organizations[:1])
    ),
    "organization": lambda w: pages.render_organization(organization(w)),
    "organization without tasks": lambda w: pages.render_organization(
        organization(w, workload=None, tasks=(), responsibilities=(), pairs=())
    ),
    "task": lambda w: pages.render_task(task(w)),
    "task without units": lambda w: pages.render_task(task(w, responsibilities=(), previous=None, next=None)),
    "overlaps": lambda w: pages.render_overlaps(overlaps(w)),
    "no overlaps": lambda w: pages.render_overlaps(OverlapsPage((), 0, (), (), w.organizations, w.organizations[0])),
    "ask": lambda w: pages.render_ask(answer(w)),
    "ask, not understood": lambda w: pages.render_ask(
        AskPage("谁最忙？", False, unknown=("最忙",), suggestions=("市水务局牵头哪些任务？",))
    ),
    "ask, nothing yet": lambda w: pages.render_ask(AskPage("", False, suggestions=("哪些任务未单列牵头单位？",))),
    "search": lambda w: pages.render_search(SearchPage("整治", w.tasks, w.organizations, (w.document,), 3)),
    "search without a hit": lambda w: pages.render_search(SearchPage("没有")),
    "findings": lambda w: pages.render_findings(FindingsPage(w.findings, w.tasks)),
    "no findings": lambda w: pages.render_findings(FindingsPage(())),
    "findings of one kind": lambda w: pages.render_finding_kind(
        FindingKindPage(
            FindingGroup("no-lead", "未单列牵头单位", "93项仅列责任单位", 93, (FINDING,)), "/findings?kind=x"
        )
    ),
    "error": lambda w: pages.render_error(
        ErrorPage(409, "名称不唯一", "The name is shared", "不止一个单位", "请选择", (Link("/organizations/a", "甲"),))
    ),
    "api docs": lambda w: pages.render_api_docs(),
}


def hostile_world(w, words):
    """The small plan with every name, title and quote replaced."""

    def swap(rows, **names):
        return tuple(dataclasses.replace(row, **names) for row in rows)

    return dataclasses.replace(
        w,
        document=dataclasses.replace(w.document, title=words, number=None, issuer=words, addressees=(words,)),
        sections=swap(w.sections, heading=words),
        tasks=swap(w.tasks, title=words, document_title=words, document_number=None, terms=(words,)),
        organizations=swap(w.organizations, name=words, short_name=words),
        responsibilities=swap(
            w.responsibilities, name=words, organization_name=words, cue=words, task_title=words, document_title=words,
            sentence=words, clause=words, document_number=None,
        ),
        workload=swap(w.workload, name=words, short_name=words, jurisdiction_name=words),
        pairs=swap(w.pairs, first_name=words, second_name=words),
        targets=swap(w.targets, metric=words, quote=words, unit=words),
        citations=swap(w.citations, title=words, number=words),
        findings=swap(w.findings, message=words, quote=words, document_title=words),
    )  # fmt: skip


@pytest.mark.parametrize("name", RENDERED)
def test_a_page_is_well_formed_and_stays_at_home(world, read_html, name):
    """Balanced tags, one title and h1, Chinese, ids once, labels for inputs, scopes on headers, no inline script,
    no style attribute, no other host."""
    html = RENDERED[name](world)
    page = read_html(html)
    assert page.faults == []
    assert page.all("html") == [{"lang": "zh-CN"}]
    assert page.words["title"][0].strip(" ·").endswith("责任 zeren")
    assert len(page.words["h1"]) == 1
    assert page.words["h1"][0].strip()
    ids = [a["id"] for _, a in page.tags if "id" in a]
    assert len(ids) == len(set(ids))
    named = {a["for"] for a in page.all("label")}
    fields = [a for tag in ("input", "select") for a in page.all(tag)]
    assert [a for a in fields if a.get("id") not in named] == []
    assert [a for a in page.all("th") if "scope" not in a] == []
    assert [a for a in page.all("script") if "src" not in a] == []
    assert [key for _, a in page.tags for key in a if key.startswith("on") or key == "style"] == []
    addresses = [a[key] for _, a in page.tags for key in ("href", "src", "action") if key in a]
    assert [x for x in addresses if not re.match(r"/(?!/)|#", x or "")] == []
    assert [a["href"] for a in page.all("a") if a["href"].startswith("#") and a["href"][1:] not in ids] == []


@pytest.mark.parametrize("name", RENDERED)
@pytest.mark.parametrize("words", ["<script>alert(1)</script>\"'&", '"><img src=x onerror=alert(1)>', "{{ 7*7 }}"])
def test_words_of_documents_are_never_markup(world, read_html, name, words):
    """Names, titles, quotes, messages: all come out as the text they are."""
    plain, hostile = read_html(RENDERED[name](world)), read_html(RENDERED[name](hostile_world(world, words)))
    assert hostile.faults == []
    assert len(hostile.all("script")) == len(plain.all("script"))
    assert hostile.all("img") == []
    assert [key for _, a in hostile.tags for key in a if key.startswith("on")] == []
    assert "49" not in hostile.text or "49" in plain.text


@pytest.mark.parametrize("name", RENDERED)
def test_the_same_model_gives_the_same_page(world, name):
    """No clock and no chance in a page."""
    assert RENDERED[name](world) == RENDERED[name](world)


def rows_of(page_html, read_html):
    """Each table row of a page as its words."""
    return [" ".join(row.split()) for row in read_html(page_html).words.get("tr", [])]


def test_start_shows_documents_units_and_questions(world, read_html):
    """The figures of each unit, collectives apart, and questions to click."""
    html = RENDERED["start"](world)
    page = read_html(html)
    assert "/ask?q=" in html
    assert "13 项" not in page.text
    assert "1 项未单列牵头单位" in page.text
    assert "集体称谓（不计入单位）" in page.text
    assert "单位 3 个" in page.text


def test_start_leads_to_the_networks_of_most_tasks(world, read_html):
    """Most tasks first; a document without a task, or without a unit, has nothing to draw."""
    (one,) = start(world).documents
    sizes = ((0, 0), (2, 2), (9, 30), (5, 0), (7, 9), (1, 1), (3, 3), (4, 4), (6, 6))
    documents = tuple(
        dataclasses.replace(
            one, document=dataclasses.replace(world.document, id=f"doc-{at}"), tasks=tasks, responsibilities=edges
        )
        for at, (tasks, edges) in enumerate(sizes)
    )
    page = read_html(pages.render_start(start(world, documents=documents)))
    found = [a["href"] for a in page.all("a") if (a.get("href") or "").startswith("/network?")]
    assert found == [f"/network?document=doc-{at}" for at in (2, 4, 8, 7, 6, 1)]


def test_units_stand_by_name_not_by_rank(world, read_html):
    """任务承担情况 is no 排名: the order is the sort key's, whatever the caller's."""
    shuffled = dataclasses.replace(start(world), workload=tuple(reversed(world.workload)))
    assert pages.render_start(shuffled) == pages.render_start(start(world))
    assert "排名" not in read_html(RENDERED["start"](world)).text


def test_a_role_that_no_document_names_is_not_a_zero(world, read_html):
    """配合单位 reads — (原文未设) where a unit's own texts have none, and the page says what that means."""
    units = tuple(
        dataclasses.replace(row, support=0, stated_roles=("lead", "responsible"))
        for row in world.workload
        if not row.collective
    )
    html = pages.render_organizations(OrganizationsPage(units))
    assert read_html(html).text.count("原文未设") == len(units) + 1  # and the note that explains it


def test_a_floor_is_called_one(world, read_html):
    """A unit whose list ends in 等 has 至少 before its figure; another has not."""
    rows = rows_of(RENDERED["organizations"](world), read_html)
    assert any(row.startswith("财政局") and "至少1" in row.replace(" ", "") for row in rows)
    assert not any(row.startswith("水务局") and "至少" in row for row in rows)


def test_a_documents_text_is_whole_and_anchored(world, read_html):
    """The text comes out character for character, with an anchor for each task and each piece of evidence."""
    html = RENDERED["document"](world)
    body = re.search(r'<div class="fulltext" lang="zh-CN">(.*?)</div>', html, re.S)[1]
    assert read_html(body).text == world.text
    ids = {a["id"] for _, a in read_html(html).tags if "id" in a}
    assert {f"e-{r.id}" for r in world.responsibilities} <= ids
    assert {f"t-{t.id}" for t in world.tasks} <= ids
    assert {"f-0", "s-sec-1", "g-goal-1", "c-cite-1"} <= ids


def test_a_unit_that_holds_two_roles_in_one_place_has_both_anchors(world, read_html):
    """Two responsibilities on one name: one link, two anchors."""
    first = world.responsibilities[0]
    twice = dataclasses.replace(first, id="resp-x", role="responsible")
    page = dataclasses.replace(document(world), responsibilities=(*world.responsibilities, twice))
    ids = {a["id"] for _, a in read_html(pages.render_document(page)).tags if "id" in a}
    assert {"e-resp-0", "e-resp-x"} <= ids


def test_a_document_is_summed_up_without_blame(world, read_html):
    """1 项仅列责任单位，未单列牵头单位, never a percentage."""
    text = read_html(RENDERED["document"](world)).text
    assert "1 项仅列责任单位，未单列牵头单位" in text
    assert "联合牵头（主责未明确）1 项" in text
    assert "另有集体称谓 1 个" in text
    assert "%" not in text.replace("90%", "").replace("90 %", "")


def test_a_units_tasks_stand_by_role_with_their_sentences(world, read_html):
    """水务局: one task alone, one jointly, one where nobody leads; each with its clause and a link to the place."""
    html = RENDERED["organization"](world)
    page = read_html(html)
    heads = [" ".join(words.split()) for words in page.words["h2"]]
    assert [h.split(" ")[0] for h in heads[:3]] == ["单独牵头", "联合牵头", "责任（无牵头的，并列）"]
    assert "/documents/doc-1#e-resp-0" in html
    assert "主责未明确" in page.text
    assert page.words["mark"].count("市水务局") == 3


def test_a_units_partners_are_named_with_the_tasks(world, read_html):
    """市城管局 shares 3 tasks, one led jointly; most shared first."""
    rows = [r for r in rows_of(RENDERED["organization"](world), read_html) if " 项 " in r]
    assert rows == ["市城管局 3 项 1 1、2、3", "市财政局 1 项 0 1"]


def test_a_unit_without_tasks_is_not_unknown(world, read_html):
    """各街道 may be addressed and carry nothing."""
    assert "本库文件中未见该单位承担的任务" in read_html(RENDERED["organization without tasks"](world)).text


@pytest.mark.parametrize(
    ("number", "words"),
    [(2, "未单列牵头单位，请确认是否首列牵头"), (3, "联合牵头（主责未明确）：市水务局、市城管局")],
)
def test_a_task_says_where_the_lead_is_unclear(world, read_html, number, words):
    """No lead, or several."""
    assert words in read_html(pages.render_task(task(world, number))).text


def test_a_task_of_which_a_person_said_that_none_leads_asks_no_more(world, read_html):
    """The page says what was settled, and does not ask again."""
    text = read_html(pages.render_task(task(world, 2, lead_settled=True))).text
    assert "经人工核定：并列负责，不设牵头" in text
    assert "请确认" not in text


def only_support(w):
    """The small plan, its second task supported by units and by nobody else."""
    rows = tuple(dataclasses.replace(r, role="support") if r.task == "task-2" else r for r in w.responsibilities)
    return dataclasses.replace(w, responsibilities=rows)


def test_a_task_that_units_only_support_is_not_said_to_list_responsible_ones(world, read_html):
    """On its own page, and in the figures of its document."""
    assert "只列配合单位" in read_html(pages.render_task(task(only_support(world), 2))).text
    text = read_html(pages.render_document(document(only_support(world)))).text
    assert "1 项（含只列指导、督导、考核单位的），未列牵头单位和责任单位" in text
    assert "仅列责任单位" not in text


def test_a_document_without_evidence_has_no_empty_brackets(world, read_html):
    """责任记录 0 条, and no more."""
    text = read_html(pages.render_document(dataclasses.replace(document(world), responsibilities=()))).text
    assert "责任记录0 条" in text
    assert "（）" not in text


def test_a_document_counts_what_was_settled(world, read_html):
    """As /findings does: what is settled is said apart."""
    page = dataclasses.replace(document(world), lead_settled=frozenset({"task-2", "task-1"}))
    text = read_html(pages.render_document(page)).text
    assert "1 项仅列责任单位，未单列牵头单位，其中 1 项经人工核定并列负责，不设牵头" in text


def test_a_task_shows_units_targets_and_neighbours(world, read_html):
    """Units by role with the cue, the goal, the words of the item."""
    page = read_html(RENDERED["task"](world))
    assert "标签注明“牵头单位”" in page.text
    assert "至少 2 个" in page.text
    assert "≥（不低于）" in page.text
    assert world.tasks[0].text in page.text
    assert {a["rel"] for a in page.all("a") if "rel" in a} == {"prev", "next"}


def test_shared_tasks_are_explained_one_by_one(world, read_html):
    """Each with what either unit is to it; a joint lead is named."""
    rows = rows_of(RENDERED["overlaps"](world), read_html)
    assert "1. 清淤疏浚 牵头／责任" in rows[1]
    assert "3. 联合巡查 牵头／牵头 · 联合牵头（主责未明确）" in rows[1]
    assert "共同承担不等于职责交叉" in read_html(RENDERED["overlaps"](world)).text


def test_an_answer_shows_how_it_was_read_and_what_it_stands_on(world, read_html):
    """Understanding, table, sentence, address, Cypher."""
    text = read_html(RENDERED["ask"](world)).text
    for words in ("甲市水务局牵头 2 项任务", "单位 甲市水务局", "1. 清淤疏浚", "MATCH (o)-[:LEADS]->(t)", "role=lead"):
        assert words in text


def test_a_question_that_is_not_understood_names_the_words(world, read_html):
    """It says so, and offers the nearest."""
    page = read_html(RENDERED["ask, not understood"](world))
    assert "没有作答" in page.text
    assert page.words["mark"] == ["最忙"]
    assert "程序不作猜测" in page.text


def test_many_findings_of_one_kind_are_one_line(world, read_html):
    """Ten tasks without a lead: one row, its count, its places."""
    rows = rows_of(RENDERED["findings"](world), read_html)
    assert len(rows) == 2
    assert rows[1].startswith("未单列牵头单位 10 10 处")


def test_the_graphs_own_findings_are_lines_too(world, read_html):
    """Groups with a count beyond their examples say both."""
    items = tuple(FindingItem("doc-1", "甲", "task-2", "2", "未单列牵头单位", "排口整治", 1, 2) for _ in range(9))
    group = FindingGroup("no-lead", "未单列牵头单位", "12项仅列责任单位，未单列牵头单位", 12, items)
    rows = rows_of(pages.render_findings(FindingsPage(groups=(group,))), read_html)
    assert rows[1].startswith("12项仅列责任单位，未单列牵头单位 12 逐页列出全部 12 处 先看 9 处 甲：第2项 排口整治；")


def test_more_findings_than_are_shown_lead_to_all(world, read_html):
    """A line that shows some of them links to the kind; one that shows all does not."""
    some = FindingGroup("no-lead", "未单列牵头单位", "93项仅列责任单位", 93, (FINDING,) * 50)
    every = FindingGroup("joint-lead", "联合牵头", "1项联合牵头", 1, (FINDING,))
    page = pages.render_findings(FindingsPage(groups=(some, every)))
    assert page.count('href="/findings?kind=') == page.count('href="/findings?kind=no-lead"') == 1
    assert "逐页列出全部 93 处" in page


def test_findings_of_one_kind_with_unlike_words_keep_them(world, read_html):
    """Two pairs of like names: one line, each place with its own words."""
    rows = tuple(
        dataclasses.replace(world.findings[0], id=f"x{n}", kind="alike", task=None, message=f"“{n}”名称相近", start=n)
        for n in (1, 2)
    )
    line = rows_of(pages.render_findings(FindingsPage(rows)), read_html)[1]
    assert line == "“1”名称相近 等 2 甲方案：“1”名称相近；甲方案：“2”名称相近"


def test_secret_documents_are_warned_of_at_upload(world, read_html):
    """Before a file is chosen."""
    assert "“涉密”“内部”" in read_html(RENDERED["start"](world)).text
    assert not read_html(pages.render_start(start(world, upload=Upload(allowed=False)))).all("form")[2:]


def test_a_key_is_asked_for_where_one_is_set(world, read_html):
    """A password field appears only then."""
    assert [a["name"] for a in read_html(RENDERED["documents"](world)).all("input") if a["type"] == "password"] == [
        "key"
    ]
    assert not [a for a in read_html(RENDERED["start"](world)).all("input") if a["type"] == "password"]


def test_what_supervising_holds_is_said_where_it_is_counted(world):
    """考核、督办 and 牵头考核 are read as one role: said in the note where the column is, and beside the legend."""
    words = "“牵头考核单位”也在内，不算牵头"
    assert words not in RENDERED["organizations"](world) + RENDERED["document"](world)
    figures = tuple(dataclasses.replace(row, supervise=1) for row in world.workload)
    assert words in pages.render_organizations(OrganizationsPage(figures, (world.document,), ()))
    rows = tuple(dataclasses.replace(row, role="supervise") for row in world.responsibilities)
    shown = pages.render_document(DocumentPage(world.document, world.text, world.sections, world.tasks, rows))
    assert words in shown.partition('class="legend"')[2]


def test_tasks_that_nobody_owns_are_told_of_each_document(world):
    """Beside those without a lead: the tasks that list neither lead nor responsible units."""
    summary = DocumentSummary(world.document, tasks=5, responsibilities=9, units=4, unled=1, unowned=2)
    assert "1 项未单列牵头单位；2 项未列牵头单位和责任单位<" in pages.render_documents(DocumentsPage((summary,)))


def test_shared_tasks_of_several_documents_say_which(world):
    """On a unit's page: （三）、（三） alone would not say which task of which document."""
    page = organization(world)
    assert page.pairs
    other = [dataclasses.replace(task, document="d-2", document_number="海府发〔2026〕2号") for task in page.tasks[:1]]
    page = dataclasses.replace(page, tasks=(*other, *page.tasks[1:]))
    shared = pages.render_organization(page).split('id="h-with"', 1)[1]
    assert f"{page.tasks[0].title}</a>（海府发〔2026〕2号）" in shared


def test_a_document_says_how_it_is_taken_out(world, read_html):
    """A file that was stored by mistake: the command, with its number."""
    page = pages.render_document(document(world))
    assert f"zeren remove {document(world).document.number or document(world).document.id}" in read_html(page).text
