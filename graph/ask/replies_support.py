"""Answers about who supports whom: 哪些单位配合市教育局？ 市教育局配合哪些单位？

What is counted is said in the answer: tasks that one unit leads and another supports. Where a task has no lead, whoever
is named as responsible is shown apart and not counted.
"""

from __future__ import annotations

from collections import defaultdict
from typing import cast

from graph import answers
from graph.answers import ROLE_NAMES, TaskPage, numbered
from graph.ask.answer import SHOWN, Answer, Asked, Cell, Table, address, statement, task_table, workload_statement
from graph.ask.grounds import basis_of, least, nothing, number_of_tasks
from graph.query import Query, Sort, Where
from graph.results import Page, UnitWorkload
from graph.types import Kind, ResponsibilityRow

NAMED = 5  # units in a headline, tasks in a cell
#: the condition that a unit stands on a task in that role
_BY = {"lead": "led_by", "support": "supported_by"}


def supporters(asked: Asked) -> Answer:
    """哪些单位配合市教育局？ Those that support tasks which it leads."""
    unit = asked.reading.organizations[0]
    bare = Where("responsible_by", unit.id), Where("role", "support"), Where("has_lead", False)
    note = f"另有 {{}} 项任务未单列牵头单位，{unit.name}是责任单位，也列有配合单位，未计入，见末表。"
    return _beside(asked, "lead", "support", bare, note)


def supported(asked: Asked) -> Answer:
    """市教育局配合哪些单位？ Those that lead tasks which it supports."""
    unit = asked.reading.organizations[0]
    bare = Where("organization", unit.id), Where("role", "support"), Where("has_lead", False)
    note = f"另有 {{}} 项任务由{unit.name}配合而未单列牵头单位，未计入，见末表。"
    return _beside(asked, "support", "lead", bare, note)


def _beside(asked: Asked, own: str, other: str, bare: tuple[Where, ...], note: str) -> Answer:
    """The units that stand in the role ``other`` on the tasks on which the named one stands in ``own``; and apart, by
    ``bare``, the tasks that have no lead."""
    unit = asked.reading.organizations[0]
    basis = basis_of(asked, unit)
    if not basis.roles:
        return nothing(asked, unit)
    where = (Where(_BY[own], unit.id), Where("role", other), *asked.scope)
    query = Query(Kind.TASK, where, limit=SHOWN)
    page = answers.tasks(asked.reader, query)
    ours = number_of_tasks(asked, Where("organization", unit.id), Where("role", own), *asked.scope)
    headline = f"{unit.name}{ROLE_NAMES[own]} {ours} 项任务，其中 {page.total} 项列有{ROLE_NAMES[other]}单位"
    tables: list[Table] = []
    statements, parameters = [], {_BY[own]: unit.name, "role": other, "sort": f"-{other}"}
    for what, collective in ((f"{ROLE_NAMES[other]}单位", False), ("集体称谓", True)):
        figures = (*where, Where("collective", collective))
        load = answers.workload(asked.reader, figures, _most(other), limit=SHOWN)
        if load.total:
            headline += _named(what, load, other)
            parameters |= {"collective": "true"} if not tables and collective else {}
            tables.append(_unit_table(what, load, page, other))
            statements.append(workload_statement(figures, _most(other)))
    if "support" not in basis.roles:
        headline = f"{unit.name}所在的文件没有设配合单位（原文未设，不是 0）"
    counted = f"{unit.name}{ROLE_NAMES[own]}、列有{ROLE_NAMES[other]}单位的任务"
    tables.append(task_table(counted, page.items, page.total))
    statements.append(statement(query))
    several = sum(item.task.lead_count > 1 for item in page.items)
    joint = f"其中 {several} 项由几个单位牵头，列出的配合单位未必配合其中每一个，请看原文。" if several else ""
    unled = Query(Kind.TASK, (*bare, *asked.scope), limit=SHOWN)
    apart = answers.tasks(asked.reader, unled)
    if apart.total:
        tables.append(task_table("未单列牵头单位、未计入的任务", apart.items, apart.total))
        statements.append(statement(unled))
    return asked.answer(
        headline + "。",
        tables=tuple(tables),
        sentences=_both(page, unit.id, own, other),
        notes=(f"只计{counted}。", joint, note.format(apart.total) if apart.total else ""),
        url=address("workload", parameters | asked.parameters),
        statements=statements,
    )


def _most(role: str) -> tuple[Sort, ...]:
    return (Sort(role, descending=True),)


def _named(what: str, load: Page, role: str) -> str:
    """How many there are, 至少 where a list of theirs ends in 等, and the first of them."""
    rows = cast("tuple[UnitWorkload, ...]", load.items)
    floor = "至少" if any(least(row, role) for row in rows) else ""
    first = "、".join(f"{row.name}（{getattr(row, role)} 项）" for row in rows[:NAMED])
    return f"；{what}{floor} {load.total} 个：{first}{'，其余见下表' if load.total > NAMED else ''}"


def _unit_table(what: str, load: Page, page: TaskPage, role: str) -> Table:
    """One row a unit, with the tasks that are counted for it."""
    of_unit: dict[str, dict[str, str]] = defaultdict(dict)
    for item in page.items:
        for row in item.responsibilities:
            if row.role == role:
                of_unit[row.organization][item.task.id] = numbered(item.task.number, item.task.title)
    rows = []
    for unit in cast("tuple[UnitWorkload, ...]", load.items):
        figure = getattr(unit, role)
        titles = tuple(of_unit[unit.organization].values())[:NAMED]
        more = f"；另 {figure - len(titles)} 项见下表" if figure > len(titles) else ""
        rows.append(
            (
                Cell(unit.name, Kind.ORGANIZATION, unit.organization),
                Cell(str(figure), number=True),
                Cell("；".join(titles) + more),
            )
        )
    return Table(what, ("单位", f"{ROLE_NAMES[role]}（项）", "任务"), tuple(rows), load.total)


def _both(page: TaskPage, unit: str, own: str, other: str) -> tuple[ResponsibilityRow, ...]:
    """The evidence on either side, task by task."""
    return tuple(
        row
        for item in page.items
        for row in item.responsibilities
        if row.role == other or (row.role == own and row.organization == unit)
    )
