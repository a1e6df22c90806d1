"""Answers about units: what one carries, what two share, who carries most."""

from __future__ import annotations

from typing import cast

from graph import answers
from graph.answers import ROLE_NAMES
from graph.ask.answer import (
    SHOWN,
    Answer,
    Asked,
    Cell,
    Table,
    address,
    filter_words,
    of_role,
    roles_asked,
    several_words,
    statement,
    task_name,
    task_table,
    workload_statement,
    workload_table,
)
from graph.ask.grounds import basis_of, floor, floor_note, least, no_task, nothing
from graph.cypher import pairs as pairs_statement
from graph.query import Op, Query, Sort, Where
from graph.results import PairRow, UnitWorkload, WorkloadRow
from graph.types import AliasRow, Kind, OrganizationRow, ResponsibilityRow

UNITS_ONLY = Where("collective", False)


def role_tasks(asked: Asked) -> Answer:
    """市场监管局牵头哪些任务？ 负责 is answered 牵头 and 责任 apart; 承担 as in 任务承担情况."""
    if set(asked.reading.values("role")) == {"carry"}:
        return all_tasks(asked) if asked.reading.values("topic") else workload(asked)
    unit = asked.reading.organizations[0]
    roles = roles_asked(asked.reading)
    basis = basis_of(asked, unit)
    if not basis.roles:
        return nothing(asked, unit)
    topics = tuple(Where("q", topic, Op.CONTAINS) for topic in asked.reading.values("topic"))
    tables, figures, sentences, statements = [], [], [], []
    for role in roles:
        where = (Where("organization", unit.id), Where("role", role), *asked.scope, *topics)
        query = Query(Kind.TASK, where, limit=SHOWN)
        page = answers.tasks(asked.reader, query)
        least_words = floor(role, basis) if page.total else ""
        unset = role not in basis.roles
        figures.append(f"{ROLE_NAMES[role]}：原文未设" if unset else f"{ROLE_NAMES[role]} {least_words}{page.total} 项")
        tables.append(task_table(f"{ROLE_NAMES[role]}的任务", page.items, page.total))
        sentences += [r for item in page.items for r in of_role(item, role) if r.organization == unit.id]
        statements.append(statement(query))
    parameters = {"organization": unit.name} | ({"role": roles[0]} if len(roles) == 1 else {}) | asked.parameters
    if topics:
        parameters["q"] = " ".join(asked.reading.values("topic"))
    said = several_words(asked.reading)
    note = f"{said}在公文中可指不同角色，故分列；" if said else ""
    note += "同一任务两种角色的各计一次。" if len(roles) > 1 else ""
    return asked.answer(
        f"{unit.name}{filter_words(asked.reading)}：" + "；".join(figures) + "。",
        tables=tuple(tables),
        sentences=sentences,
        notes=(note, floor_note(basis, roles)),
        url=address("tasks", parameters),
        statements=statements,
    )


def all_tasks(asked: Asked) -> Answer:
    """市场监管局有哪些任务？"""
    unit = asked.reading.organizations[0]
    topics = tuple(Where("q", topic, Op.CONTAINS) for topic in asked.reading.values("topic"))
    query = Query(Kind.TASK, (Where("organization", unit.id), *asked.scope, *topics), limit=SHOWN)
    page = answers.tasks(asked.reader, query)
    sentences = [r for item in page.items for r in item.responsibilities if r.organization == unit.id]
    parameters = {"organization": unit.name} | asked.parameters
    if topics:
        parameters["q"] = " ".join(asked.reading.values("topic"))
    basis = basis_of(asked, unit)
    about = filter_words(asked.reading)
    headline = f"{unit.name}共有{about} {floor(None, basis)}{page.total} 项任务（不重复）。"
    if not page.total:
        headline = no_task(asked, unit)
    return asked.answer(
        headline,
        tables=(task_table("任务", page.items, page.total),) if page.total else (),
        sentences=sentences,
        notes=(floor_note(basis),),
        url=address("tasks", parameters),
        statements=(statement(query),),
    )


def workload(asked: Asked) -> Answer:
    """市场监管局的任务承担情况"""
    unit = asked.reading.organizations[0]
    where = (Where("organization", unit.id), *asked.scope)
    rows = cast("tuple[UnitWorkload, ...]", answers.workload(asked.reader, where, limit=1).items)
    basis = basis_of(asked, unit)
    query = Query(Kind.TASK, where, limit=SHOWN)
    page = answers.tasks(asked.reader, query)
    sentences = [r for item in page.items for r in item.responsibilities if r.organization == unit.id]
    return asked.answer(
        _workload_words(rows[0], basis) if rows else no_task(asked, unit),
        tables=(
            (
                workload_table("任务承担情况", rows, 1),
                task_table("任务", page.items, page.total),
            )
            if rows
            else ()
        ),
        sentences=sentences,
        notes=(floor_note(basis),),
        url=address("workload", {"organization": unit.name} | asked.parameters),
        statements=(workload_statement(where), statement(query)),
    )


def role_in_task(asked: Asked) -> Answer:
    """市场监管局在第4项任务中是什么角色？"""
    unit = asked.reading.organizations[0]
    numbers = asked.reading.values("number")
    where = (Where("number", numbers, Op.IN), *asked.scope)
    query = Query(Kind.TASK, where, limit=SHOWN)
    page = answers.tasks(asked.reader, query)
    lines, sentences = [], []
    for item in page.items:
        ours = [r for r in item.responsibilities if r.organization == unit.id]
        roles = "、".join(dict.fromkeys(ROLE_NAMES[r.role] + "单位" for r in ours))
        lines.append(f"{task_name(item.task)}：{roles or '名单中没有该单位'}")
        sentences += ours or list(item.responsibilities)
    headline = f"{unit.name}在" + "；".join(lines) + "。" if lines else "没有这个序号的任务。"
    return asked.answer(
        headline,
        tables=(task_table("任务", page.items, page.total),),
        sentences=sentences,
        notes=("名单以“等”结尾的，未列出不等于不承担。" if any(i.task.open_list for i in page.items) else "",),
        url=address("tasks", {"number": ",".join(numbers)} | asked.parameters),
        statements=(statement(query),),
    )


def unit_names(asked: Asked) -> Answer:
    """市场监管局的全称"""
    unit = asked.reading.organizations[0]
    query = Query(Kind.ALIAS, (Where("organization", unit.id),), limit=SHOWN)
    aliases = sorted({cast("AliasRow", row).name for row in asked.reader.list(query).items} - {unit.name})
    rows = ((Cell(unit.name, Kind.ORGANIZATION, unit.id),), *((Cell(alias),) for alias in aliases))
    table = Table("名称", ("名称",), rows, len(rows))
    now = f"已更名或并入{unit.successor_name}。" if unit.successor_name else ""
    return asked.answer(
        f"全称：{unit.name}。{now}",
        tables=(table,),
        url=address(f"organizations/{unit.id}", {}),
        dated=False,
        statements=(statement(query),),
    )


def shared_by_two(asked: Asked) -> Answer:
    """市场监管局和农业农村委共同承担哪些任务？"""
    first, second = asked.reading.organizations[:2]
    asked_for = ("lead",) if "joint" in asked.reading.slots else roles_asked(asked.reading)
    role = asked_for[0] if len(asked_for) == 1 else None
    where = (*asked.scope, *((Where("role", role),) if role else ()))
    rows = asked.reader.pairs(where, limit=1, organization=first.id, other=second.id).items
    pair = cast("PairRow", rows[0]) if rows else None
    found = answers.overlaps(asked.reader, (pair,))[0].tasks if pair else ()
    parameters = {"organization": first.name, "other": second.name} | ({"role": role} if role else {})
    doing = f"共同{ROLE_NAMES[role]}" if role else "共同承担"
    headline = f"{first.name}与{second.name}{doing} {len(found)} 项任务。"
    if pair and pair.co_lead:
        headline += f"其中联合牵头 {pair.co_lead} 项。"
    units = {first.id, second.id}
    return asked.answer(
        headline,
        tables=(task_table("共同承担的任务", found, len(found)),) if found else (),
        sentences=[r for item in found for r in item.responsibilities if r.organization in units],
        notes=("共同承担是同在一项任务的名单中，不等于职责交叉。",),
        url=address("overlaps", parameters | asked.parameters),
        statements=(pairs_statement(where, (), SHOWN, None, first.id, second.id, 1),),
    )


def partners(asked: Asked) -> Answer:
    """市场监管局和哪些单位共同承担任务？"""
    unit = asked.reading.organizations[0]
    return _pairs(asked, f"与{unit.name}共同承担任务的单位", unit)


def most_shared(asked: Asked) -> Answer:
    """哪两个单位共同承担的任务最多？"""
    return _pairs(asked, "共同承担任务的单位", None)


def _pairs(asked: Asked, caption: str, unit: OrganizationRow | None) -> Answer:
    where = (*asked.scope, UNITS_ONLY)
    sort = (Sort("shared", descending=True),)
    page = asked.reader.pairs(where, sort, limit=SHOWN, organization=unit.id if unit else None)
    pairs = cast("tuple[PairRow, ...]", page.items)
    rows = tuple(
        (
            Cell(pair.first_name, Kind.ORGANIZATION, pair.first),
            Cell(pair.second_name, Kind.ORGANIZATION, pair.second),
            Cell(str(pair.shared), number=True),
            Cell(str(pair.co_lead), number=True),
        )
        for pair in pairs
    )
    top = [pair for pair in pairs if pair.shared == pairs[0].shared] if pairs else []
    headline = f"{caption}共 {page.total} 对。"
    if top:
        headline += (
            f"最多的共同承担 {top[0].shared} 项："
            + "；".join(f"{p.first_name}与{p.second_name}" for p in top[:5])
            + "。"
        )
    shared = answers.overlaps(asked.reader, tuple(top[:1]))
    units = {top[0].first, top[0].second} if top else set()
    parameters = ({"organization": unit.name} if unit else {}) | asked.parameters
    return asked.answer(
        headline,
        tables=(Table(caption, ("单位甲", "单位乙", "共同承担（项）", "其中联合牵头"), rows, page.total),),
        sentences=[r for o in shared for item in o.tasks for r in item.responsibilities if r.organization in units],
        notes=("共同承担是同在一项任务的名单中，不等于职责交叉。",),
        url=address("overlaps", parameters),
        statements=(pairs_statement(where, sort, SHOWN, None, unit.id if unit else None, None, 1),),
    )


def most(asked: Asked) -> Answer:
    """哪个单位牵头的任务最多？ 哪些单位有牵头任务？"""
    asked_for = ("lead",) if "joint" in asked.reading.slots else roles_asked(asked.reading)
    role = asked_for[0] if len(asked_for) == 1 else None
    where = (*asked.scope, UNITS_ONLY, *((Where("role", role),) if role else ()))
    sort = (Sort(role or "total", descending=True),)
    page = answers.workload(asked.reader, where, sort, limit=SHOWN)
    rows = cast("tuple[UnitWorkload, ...]", page.items)
    basis = answers.figures_basis(asked.reader, asked.scope)
    words = f"{ROLE_NAMES[role]}任务" if role else "任务"
    headline = f"共 {page.total} 个单位承担{words}。"
    if rows:
        best = getattr(rows[0], role or "total")
        top = [row.name for row in rows if getattr(row, role or "total") == best]
        headline += f"最多的是{'、'.join(top)}，{'各' if len(top) > 1 else ''}{least(rows[0], role)}{best} 项。"
    elif role and role not in basis.roles:
        headline = f"这些文件没有设{ROLE_NAMES[role]}单位。"
    evidence = _evidence_of(asked, rows[0].organization, role) if rows else ()
    parameters = ({"role": role, "sort": f"-{role}"} if role else {"sort": "-total"}) | asked.parameters
    said = several_words(asked.reading)
    notes = (f"{said}可指不同角色，此处按全部任务计。",) if said and role is None else ()
    return asked.answer(
        headline,
        tables=(workload_table(f"{ROLE_NAMES[role]}的任务" if role else "任务承担情况", rows, page.total, role),),
        sentences=evidence,
        notes=(*notes, floor_note(basis), "数字只说明名单，不说明工作轻重。"),
        url=address("workload", parameters),
        statements=(workload_statement(where, sort),),
    )


def units(asked: Asked) -> Answer:
    """有哪些单位？"""
    where = (*asked.scope, UNITS_ONLY)
    page = answers.workload(asked.reader, where, (Sort("sort_key"),), limit=SHOWN)
    collectives = answers.collectives(asked.reader, asked.scope)
    rows = cast("tuple[UnitWorkload, ...]", page.items)
    basis = answers.figures_basis(asked.reader, asked.scope)
    return asked.answer(
        f"承担任务的单位共 {page.total} 个" + (f"，另有集体称谓 {collectives} 个。" if collectives else "。"),
        tables=(workload_table("单位及任务承担情况", rows, page.total),),
        notes=(floor_note(basis),),
        url=address("workload", {"sort": "name"} | asked.parameters),
        statements=(workload_statement(where, (Sort("sort_key"),)),),
    )


def _evidence_of(asked: Asked, organization: str, role: str | None) -> tuple[ResponsibilityRow, ...]:
    where = (Where("organization", organization), *asked.scope, *((Where("role", role),) if role else ()))
    rows = asked.reader.list(Query(Kind.RESPONSIBILITY, where, limit=SHOWN)).items
    return cast("tuple[ResponsibilityRow, ...]", rows)


def _workload_words(row: WorkloadRow, basis: answers.FiguresBasis) -> str:
    parts = []
    if "lead" in basis.roles:
        parts.append(f"牵头 {floor('lead', basis)}{row.lead} 项（单独 {row.lead_sole}，联合 {row.lead_joint}）")
    if "responsible" in basis.roles:
        parts.append(
            f"责任 {floor('responsible', basis)}{row.responsible} 项（有牵头的 {row.responsible_with_lead}，"
            f"无牵头的 {row.responsible_without_lead}）"
        )
    if "support" in basis.roles:
        parts.append(f"配合 {floor('support', basis)}{row.support} 项")
    if "supervise" in basis.roles:
        parts.append(f"指导督导 {floor('supervise', basis)}{row.supervise} 项")
    return f"{row.name}：" + "，".join(parts) + f"；合计 {floor(None, basis)}{row.total} 项（不重复）。"
