"""Answers about tasks and documents: who is on a task, which tasks lack a lead, targets, citations, dates."""

from __future__ import annotations

from collections.abc import Iterable
from typing import cast

from graph import answers
from graph.answers import ROLE_NAMES, TaskPage
from graph.ask.answer import (
    SHOWN,
    Answer,
    Asked,
    Cell,
    Table,
    address,
    names,
    of_role,
    roles_asked,
    statement,
    target_table,
    task_name,
    task_table,
)
from graph.ask.grounds import number_of_tasks
from graph.query import Op, Query, Where
from graph.types import CitationRow, DocumentRow, FindingRow, Kind, ResponsibilityRow, TargetRow, TaskRow

SETTLED = "经人工核定不设牵头"
FACTS = {"issued_on": "成文日期", "number": "发文字号", "issuer": "发文单位", "addressees": "主送单位"}


def who(asked: Asked) -> Answer:
    """第4项任务由谁牵头？ 谁负责食品安全？ 第4项任务涉及哪些单位？"""
    where, parameters = _which_tasks(asked)
    query = Query(Kind.TASK, where, limit=SHOWN)
    page = answers.tasks(asked.reader, query)
    roles = roles_asked(asked.reading) or tuple(ROLE_NAMES)
    settled = _settled(asked, page)
    lines = []
    for item in page.items[:5]:
        parts = [f"{ROLE_NAMES[role]} {names(of_role(item, role))}" for role in roles if of_role(item, role)]
        missing = ""
        if "lead" in roles and not item.leads:
            missing = "未单列牵头单位，" + (SETTLED if item.task.id in settled else "请确认是否首列牵头")
        lines.append(
            f"{task_name(item.task)}：" + "；".join([*parts, missing] if missing else parts or ["名单中没有这种角色"])
        )
    more = f"。共 {page.total} 项任务，其余见下表" if page.total > 5 else ""
    return asked.answer(
        ("\n".join(lines) if lines else "没有这样的任务") + more + "。",
        tables=(task_table("任务与单位", page.items, page.total),),
        sentences=[r for item in page.items for r in item.responsibilities if r.role in roles],
        notes=("名单以“等”结尾的，所列单位为至少。" if any(i.task.open_list for i in page.items) else "",),
        url=address("tasks", parameters),
        statements=(statement(query),),
    )


def text(asked: Asked) -> Answer:
    """第4项任务的内容是什么？"""
    where, parameters = _which_tasks(asked)
    query = Query(Kind.TASK, where, limit=SHOWN)
    page = answers.tasks(asked.reader, query)
    return asked.answer(
        "\n".join(item.task.text for item in page.items[:5]) or "没有这个序号的任务。",
        tables=(task_table("任务", page.items, page.total),),
        sentences=_all(page),
        url=address("tasks", parameters),
        statements=(statement(query),),
    )


def without_lead(asked: Asked) -> Answer:
    """哪些任务没有牵头单位？ Never put as a reproach: 13 项仅列责任单位，未单列牵头单位. A task that lists nobody at
    all, or units that only support, is told apart: it has no first-listed unit to ask about; and so are those of which
    a person said that none leads."""
    unled = (Where("has_lead", False), *asked.scope)
    query = Query(Kind.TASK, unled, limit=SHOWN)
    page = answers.tasks(asked.reader, query)
    bare = number_of_tasks(asked, *unled, Where("unit_count", 0))
    responsible = (*unled, Where("has_responsible", True))
    parallel, settled = (
        number_of_tasks(asked, *responsible),
        number_of_tasks(asked, *responsible, Where("lead_settled", True)),
    )
    confirm = "请确认是否首列牵头"
    if settled:
        confirm = SETTLED if settled == parallel else f"其中 {settled} 项{SETTLED}，其余{confirm}"
    support = page.total - bare - parallel
    others = [(support, "只列配合单位"), (bare, "未列任何单位")]
    apart = "".join(f"；另有 {count} 项{words}" for count, words in others if count)
    return asked.answer(
        f"{parallel} 项仅列责任单位，未单列牵头单位（{confirm}）{apart}。",
        tables=(task_table("任务", page.items, page.total),),
        sentences=_all(page),
        url=address("tasks", {"has_lead": "false"} | asked.parameters),
        statements=(statement(query),),
    )


def with_lead(asked: Asked) -> Answer:
    """哪些任务有牵头单位？"""
    return _filtered(asked, Where("has_lead", True), {"has_lead": "true"}, "项列有牵头单位")


def joint_lead(asked: Asked) -> Answer:
    """哪些任务是联合牵头？"""
    where = Where("lead_count", 2, Op.AT_LEAST)
    return _filtered(asked, where, {"joint_lead": "true"}, "项由两个以上单位联合牵头（主责未明确）")


def open_lists(asked: Asked) -> Answer:
    """哪些任务的名单以等结尾？"""
    return _filtered(asked, Where("open_list", True), {"open_list": "true"}, "项的单位名单以“等”结尾，未列全")


def about(asked: Asked) -> Answer:
    """哪些任务涉及食品安全？ 一共有多少项任务？"""
    where, parameters = _which_tasks(asked)
    query = Query(Kind.TASK, where, limit=SHOWN)
    page = answers.tasks(asked.reader, query)
    topics = "、".join(f"“{topic}”" for topic in asked.reading.values("topic"))
    return asked.answer(
        f"{'标题或正文提到' + topics + '的任务' if topics else '任务'}共 {page.total} 项。",
        tables=(task_table("任务", page.items, page.total),),
        sentences=_all(page),
        url=address("tasks", parameters),
        statements=(statement(query),),
    )


def targets(asked: Asked) -> Answer:
    """有哪些量化指标？"""
    where = list(asked.scope)
    parameters = dict(asked.parameters)
    topics = asked.reading.values("topic")
    if topics:
        where += [Where("q", topic, Op.CONTAINS) for topic in topics]
        parameters["q"] = " ".join(topics)
    for year in asked.reading.values("year"):
        where.append(Where("deadline", year))
        parameters["deadline"] = year
    numbers = asked.reading.values("number")
    if numbers:
        tasks = asked.reader.list(Query(Kind.TASK, (Where("number", numbers, Op.IN), *asked.scope), limit=SHOWN)).items
        ids = tuple(task.id for task in tasks if isinstance(task, TaskRow))
        where.append(Where("task", ids, Op.IN))
        parameters["task"] = ",".join(ids)
    query = Query(Kind.TARGET, tuple(where), limit=SHOWN)
    page = asked.reader.list(query)
    rows = cast("tuple[TargetRow, ...]", page.items)
    lines = [f"{row.metric}：{row.quote}" for row in rows[:3]]
    return asked.answer(
        f"指标共 {page.total} 项。" + ("；".join(lines) + ("等。" if page.total > 3 else "。") if lines else ""),
        tables=(target_table("指标分解表", rows, page.total),),
        url=address("targets", parameters),
        statements=(statement(query),),
    )


def documents(asked: Asked) -> Answer:
    """读入了哪些文件？"""
    where = tuple(w for w in asked.scope if w.field == "jurisdiction")
    query = Query(Kind.DOCUMENT, where, limit=SHOWN)
    page = asked.reader.list(query)
    headline = f"本库共有 {page.total} 个文件。"
    if where and asked.reading.jurisdiction:
        everywhere = asked.reader.count(Query(Kind.DOCUMENT))[0].count
        headline = f"{asked.reading.jurisdiction.name}的文件 {page.total} 个（本库共有 {everywhere} 个文件）。"
    return asked.answer(
        headline,
        tables=(_document_table(cast("tuple[DocumentRow, ...]", page.items), page.total),),
        url=address("documents", asked.places),
        dated=False,
        statements=(statement(query),),
    )


def document_fact(asked: Asked) -> Answer:
    """方案什么时候印发的？"""
    rows = _documents(asked)
    fact = asked.reading.values("fact")[0]
    lines = []
    for row in rows[:5]:
        if fact == "issued_on":
            words = f"成文日期 {row.issued_on or '原文未写'}，印发日期 {row.printed_on or '原文未写'}"
        else:
            value = getattr(row, fact)
            words = f"{FACTS[fact]} {('、'.join(value) if isinstance(value, tuple) else value) or '原文未写'}"
        lines.append(f"《{row.title}》：{words}")
    query = Query(Kind.DOCUMENT, _document_where(asked), limit=SHOWN)
    return asked.answer(
        "\n".join(lines) + "。" if lines else "本库没有文件。",
        tables=(_document_table(rows, len(rows)),),
        url=address("documents", asked.places),
        dated=False,
        statements=(statement(query),),
    )


def citations(asked: Asked) -> Answer:
    """引用了哪些文件？"""
    where = tuple(w for w in asked.scope if w.field == "document")
    if asked.reading.jurisdiction and not where:
        where = (Where("document", tuple(row.id for row in _documents(asked)), Op.IN),)
    query = Query(Kind.CITATION, where, limit=SHOWN)
    page = asked.reader.list(query)
    rows = cast("tuple[CitationRow, ...]", page.items)
    titles = {row.id: row.title for row in _documents(asked)}
    cells = tuple(
        (
            Cell(row.title),
            Cell(row.number or "原文未写"),
            Cell(titles.get(row.document, row.document), Kind.DOCUMENT, row.document),
        )
        for row in rows
    )
    return asked.answer(
        f"引用文件共 {page.total} 处。",
        tables=(Table("引用文件", ("被引文件", "发文字号", "见于"), cells, page.total),),
        url=address("citations", asked.places),
        dated=False,
        statements=(statement(query),),
    )


def findings(asked: Asked) -> Answer:
    """有哪些待核事项？"""
    where = tuple(w for w in asked.scope if w.field == "document")
    query = Query(Kind.FINDING, where, limit=SHOWN)
    page = asked.reader.list(query)
    rows = cast("tuple[FindingRow, ...]", page.items)
    cells = tuple((Cell(row.message), Cell(row.document_title, Kind.DOCUMENT, row.document)) for row in rows)
    return asked.answer(
        f"待核事项共 {page.total} 条。",
        tables=(Table("待核事项", ("事项", "文件"), cells, page.total),),
        url=address("findings", asked.places),
        dated=False,
        statements=(statement(query),),
    )


def _which_tasks(asked: Asked) -> tuple[tuple[Where, ...], dict[str, str]]:
    """The tasks that the question names by number or by topic."""
    where = list(asked.scope)
    parameters = dict(asked.parameters)
    numbers = asked.reading.values("number")
    if numbers:
        where.append(Where("number", numbers, Op.IN))
        parameters["number"] = ",".join(numbers)
    topics = asked.reading.values("topic")
    if topics:
        where += [Where("q", topic, Op.CONTAINS) for topic in topics]
        parameters["q"] = " ".join(topics)
    return tuple(where), parameters


def _settled(asked: Asked, page: TaskPage) -> frozenset[str]:
    """The tasks of a page of which a person said that none leads."""
    unled = tuple(item.task.id for item in page.items if not item.leads)
    if not unled:
        return frozenset()
    found = asked.reader.list(Query(Kind.TASK, (Where("id", unled, Op.IN), Where("lead_settled", True)), limit=SHOWN))
    return frozenset(task.id for task in cast("tuple[TaskRow, ...]", found.items))


def _filtered(asked: Asked, condition: Where, parameter: dict[str, str], words: str) -> Answer:
    query = Query(Kind.TASK, (condition, *asked.scope), limit=SHOWN)
    page = answers.tasks(asked.reader, query)
    return asked.answer(
        f"{page.total} {words}。",
        tables=(task_table("任务", page.items, page.total),),
        sentences=_all(page),
        url=address("tasks", parameter | asked.parameters),
        statements=(statement(query),),
    )


def _all(page: TaskPage) -> Iterable[ResponsibilityRow]:
    return (row for item in page.items for row in item.responsibilities)


def _document_where(asked: Asked) -> tuple[Where, ...]:
    return tuple(Where("id", w.value) if w.field == "document" else w for w in asked.scope if w.field != "as_of")


def _documents(asked: Asked) -> tuple[DocumentRow, ...]:
    rows = asked.reader.list(Query(Kind.DOCUMENT, _document_where(asked), limit=SHOWN)).items
    return cast("tuple[DocumentRow, ...]", rows)


def _document_table(rows: tuple[DocumentRow, ...], total: int) -> Table:
    columns = ("标题", "发文字号", "发文单位", "成文日期", "印发日期")
    cells = tuple(
        (
            Cell(row.title, Kind.DOCUMENT, row.id),
            Cell(row.number or "原文未写"),
            Cell(row.issuer or "原文未写"),
            Cell(row.issued_on or "原文未写"),
            Cell(row.printed_on or "原文未写"),
        )
        for row in rows
    )
    return Table("文件", columns, cells, total)
