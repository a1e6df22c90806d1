"""How rows are laid out for Excel: Chinese heads, one fact a cell, the source beside each figure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import cast

from api.formats import Column, Sheet
from api.models import Basis, Documents, OverlapItem, TaskItem
from graph.answers import ROLE_NAMES, document_called, numbered
from graph.findings import FindingGroup
from graph.judgements import KIND_NAMES as KIND_WORDS
from graph.results import UnitWorkload
from graph.types import FindingRow

COMPARATORS = {"=": "等于", ">=": "不低于", "<=": "不高于", ">": "高于", "<": "低于", "~": "约", "": ""}


#: whether a judgement touched what a row says
JUDGED = Column("人工核定", lambda row: "含人工核定" if row.judged else "", 10)


def judgements(rows: tuple[object, ...], _: Mapping[str, object]) -> Sheet:
    """人工核定"""
    columns = (
        Column("核定", lambda j: j.content, 60),
        Column("种类", lambda j: KIND_WORDS[j.kind], 10),
        Column("核定人", lambda j: j.who, 10),
        Column("时间", lambda j: j.made_at, 20),
        Column("理由", lambda j: j.why, 36),
        Column("文件", lambda j: j.number or j.title, 24),
        Column("现有几处", lambda j: j.places, 8),
        Column("撤销人", lambda j: j.undone_by, 10),
        Column("撤销时间", lambda j: j.undone_at, 20),
        Column("撤销理由", lambda j: j.undone_why, 24),
        Column("系统内编号（接口查询用）", lambda j: j.id, 24),
    )
    return Sheet("人工核定", columns, rows)


def documents(rows: tuple[object, ...], _: Mapping[str, object]) -> Sheet:
    """文件清单"""
    columns = (
        Column("标题", lambda d: d.title, 50),
        Column("发文字号", lambda d: d.number, 22),
        Column("发文单位", lambda d: d.issuer, 24),
        Column("地区", lambda d: d.jurisdiction_name, 16),
        Column("成文日期", lambda d: d.issued_on, 12),
        Column("印发日期", lambda d: d.printed_on, 12),
        Column("公开属性", lambda d: d.openness, 14),
        Column("字数", lambda d: d.length, 8),
        Column("文件名", lambda d: d.source_name, 24),
        Column("原文件校验码（SHA-256，核对原文件用）", lambda d: d.version, 20),
        Column("系统内编号（接口查询用）", lambda d: d.id, 24),
    )
    return Sheet("文件清单", columns, rows)


def organizations(rows: tuple[object, ...], _: Mapping[str, object]) -> Sheet:
    """单位名录"""
    columns = (
        Column("单位", lambda o: o.name, 36),
        Column("简称", lambda o: o.short_name, 24),
        Column("类别", lambda o: KIND_NAMES.get(o.kind, o.kind), 12),
        Column("地区", lambda o: o.jurisdiction_name, 16),
        Column("系统内编号（接口查询用）", lambda o: o.id, 24),
    )
    return Sheet("单位名录", columns, rows)


KIND_NAMES = {
    "department": "部门",
    "government": "人民政府",
    "committee": "管委会、议事机构",
    "party": "党委部门",
    "court": "人民法院",
    "procuratorate": "人民检察院",
    "enterprise": "企业",
    "institution": "事业单位",
    "association": "群团、协会",
    "collective": "集体称谓",
    "other": "其他（待核）",
}


def _units(role: str) -> Callable[[TaskItem], str]:
    """The units of a role, with 等 where their list ends in it."""

    def units(task: TaskItem) -> str:
        mine = [row for row in task.responsibilities if row.role == role]
        names = "、".join(dict.fromkeys(row.organization_name for row in mine))
        return names + "等" if any(row.open_list for row in mine) else names

    return units


def _roles_of(unit: str) -> Callable[[TaskItem], str]:
    """What one unit is to a task."""
    return lambda task: "、".join(
        dict.fromkeys(ROLE_NAMES[row.role] for row in task.responsibilities if row.organization == unit)
    )


def _called(unit: str, rows: tuple[object, ...]) -> tuple[str, ...]:
    """单位：…, as its tasks name it."""
    named = (
        row.organization_name
        for task in rows
        if isinstance(task, TaskItem)
        for row in task.responsibilities
        if row.organization == unit
    )
    name = next(named, "")
    return (f"单位：{name}",) if name else ()


def _sentences(task: TaskItem) -> str:
    return "\n".join(dict.fromkeys(r.clause for r in task.responsibilities))


def _places(task: TaskItem) -> str:
    return "、".join(dict.fromkeys(r.place for r in task.responsibilities if r.place))


def _presumed(task: TaskItem) -> str:
    return f"{task.presumed_lead.organization_name}（推定，原文未明确）" if task.presumed_lead else ""


def _stand_on(more: Mapping[str, object]) -> tuple[str, ...]:
    basis = more.get("basis")
    return (basis.note,) if isinstance(basis, Documents) else ()


def tasks(rows: tuple[object, ...], more: Mapping[str, object], unit: str | None = None) -> Sheet:
    """任务分工表; where the tasks are one unit's (by its id), with what it is to each."""
    columns: tuple[Column, ...] = (
        Column("序号", lambda t: t.number, 6),
        Column("重点任务", lambda t: t.title, 36),
        Column("牵头单位", _units("lead"), 24),
        Column("责任单位", _units("responsible"), 36),
        Column("配合单位", _units("support"), 24),
        Column("指导督导单位", _units("supervise"), 18),
        Column("完成时限", lambda t: t.deadline, 16),
        Column("名单以“等”结尾", lambda t: t.open_list, 10),
        Column("出处（原文）", _sentences, 50),
        Column("页或单元格", _places, 18),
        Column("任务内容", lambda t: t.text, 60),
        Column("文件", lambda t: t.document_title, 36),
        Column("发文字号", lambda t: t.document_number, 20),
        JUDGED,
    )
    if any(isinstance(row, TaskItem) and row.presumed_lead for row in rows):
        columns = (*columns[:3], Column("首列单位（推定）", _presumed, 24), *columns[3:])
    if unit is not None:
        columns = (*columns[:2], Column("该单位的角色", _roles_of(unit), 10), *columns[2:])
    return Sheet("任务分工表", columns, rows, (*(_called(unit, rows) if unit else ()), *_stand_on(more)))


def responsibilities(rows: tuple[object, ...], more: Mapping[str, object]) -> Sheet:
    """责任关系明细"""
    columns = (
        Column("单位", lambda r: r.organization_name, 32),
        Column("角色", lambda r: ROLE_NAMES[r.role], 8),
        Column("序号", lambda r: r.task_number, 6),
        Column("重点任务", lambda r: r.task_title, 36),
        Column("原文写法", lambda r: r.quote, 20),
        Column("提示词", lambda r: r.cue, 10),
        Column("名单以“等”结尾", lambda r: r.open_list, 10),
        Column("出处（原文）", lambda r: r.clause, 50),
        Column("页或单元格", lambda r: r.place, 18),
        Column("原文起点（第几个字之后）", lambda r: r.start, 10),
        Column("原文终点（到第几个字）", lambda r: r.end, 10),
        Column("文件", lambda r: r.document_title, 36),
        Column("发文字号", lambda r: r.document_number, 20),
        Column("人工核定", lambda r: "经人工核定" if r.judgement else "", 10),
    )
    return Sheet("责任关系明细", columns, rows, _stand_on(more))


def workload(rows: tuple[object, ...], more: Mapping[str, object]) -> Sheet:
    """任务承担情况; a role that a unit's documents do not use reads 原文未设, and an open one says 至少"""
    basis = more["basis"]
    assert isinstance(basis, Basis)  # noqa: S101 - put there by the route itself

    def figure(role: str, name: str) -> Callable[[UnitWorkload], object]:
        def cell(row: UnitWorkload) -> object:
            return getattr(row, name) if role in row.stated_roles else "原文未设"

        return cell

    def head(role: str, words: str) -> str:
        counted = [getattr(row, f"{role}_open") for row in rows if getattr(row, role)]
        least = "（至少）" if counted and all(counted) else "（部分为至少）" if any(counted) else ""
        return words + least

    def least(row: UnitWorkload) -> str:
        return "、".join(words for role, words in ROLE_NAMES.items() if getattr(row, f"{role}_open"))

    columns = (
        Column("单位", lambda w: w.name, 32),
        Column("类别", lambda w: KIND_NAMES.get(w.kind, w.kind), 12),
        Column("地区", lambda w: w.jurisdiction_name, 16),
        Column(head("lead", "牵头"), figure("lead", "lead"), 8),
        Column("其中单独牵头", figure("lead", "lead_sole"), 8),
        Column("其中联合牵头", figure("lead", "lead_joint"), 8),
        Column(head("responsible", "责任"), figure("responsible", "responsible"), 10),
        Column("其中有牵头的", figure("responsible", "responsible_with_lead"), 10),
        Column("其中无牵头的（并列）", figure("responsible", "responsible_without_lead"), 10),
        Column(head("support", "配合"), figure("support", "support"), 8),
        Column(head("supervise", "指导督导"), figure("supervise", "supervise"), 8),
        Column("合计（不重复任务" + ("，部分为至少）" if basis.open_roles else "）"), lambda w: w.total, 10),
        Column("至少（名单以“等”结尾的角色）", least, 14),
        JUDGED,
    )
    listed = tuple(f"依据：{d.title}（{d.number or '无发文字号'}）" for d in basis.listed)
    day = (f"只计 {basis.as_of} 有效的文件",) if basis.as_of else ()
    notes = (basis.note, *day, *_collectives(rows, more.get("collectives")), *listed)
    return Sheet("任务承担情况", columns, rows, notes)


def _collectives(rows: tuple[object, ...], apart: object) -> tuple[str, ...]:
    """What the sheet says of 集体称谓: counted apart from units, and how many are not in it."""
    kinds = {row.collective for row in rows if isinstance(row, UnitWorkload)}
    if kinds == {True}:
        return ("集体称谓（各镇街、有关部门等，未逐一列名），与单位分列，不计入单位数。",)
    return (
        (f"只列单位；另有集体称谓（各镇街、有关部门等，未逐一列名）{apart} 个，另表列出，未计入本表。",)
        if apart
        else ()
    )


def overlaps(rows: tuple[object, ...], more: Mapping[str, object]) -> Sheet:
    """共同承担任务情况"""
    basis = more["basis"]
    assert isinstance(basis, Basis)  # noqa: S101 - put there by the route itself

    def shared(item: OverlapItem) -> str:
        return "\n".join(
            f"{numbered(t.number, t.title)}（{document_called(t.document_number, t.document_title)}）"
            for t in item.tasks_shared
        )

    columns = (
        Column("单位甲", lambda p: p.first_name, 32),
        Column("单位乙", lambda p: p.second_name, 32),
        Column("共同承担（项）", lambda p: p.shared, 10),
        Column("其中联合牵头（项）", lambda p: p.co_lead, 10),
        Column("任务", shared, 60),
        JUDGED,
    )
    return Sheet("共同承担", columns, rows, (basis.note,))


def targets(rows: tuple[object, ...], _: Mapping[str, object]) -> Sheet:
    """指标分解表"""
    columns = (
        Column("指标", lambda t: t.metric, 36),
        Column("要求", lambda t: COMPARATORS.get(t.comparator, t.comparator), 8),
        Column("数值", lambda t: t.value, 10),
        Column("单位", lambda t: t.unit, 8),
        Column("期限", lambda t: t.deadline, 12),
        Column("原文", lambda t: t.quote, 16),
        Column("出处（原文）", lambda t: t.sentence, 60),
        Column("页或单元格", lambda t: t.place, 18),
        Column("任务序号", lambda t: t.task_number, 8),
        Column("文件", lambda t: t.document_title, 36),
        Column("发文字号", lambda t: t.document_number, 20),
    )
    return Sheet("指标分解表", columns, rows)


def citations(rows: tuple[object, ...], _: Mapping[str, object]) -> Sheet:
    """引用文件"""
    columns = (
        Column("被引文件", lambda c: c.title, 50),
        Column("发文字号", lambda c: c.number, 22),
        Column("原文", lambda c: c.quote, 50),
        Column("引用它的文件", lambda c: c.document_title, 36),
        Column("引用它的文件发文字号", lambda c: c.document_number, 22),
    )
    return Sheet("引用文件", columns, rows)


def findings(rows: tuple[object, ...], more: Mapping[str, object]) -> Sheet:
    """待核事项, as the page shows them: the tasks that the graph itself asks about, then what reading raised; below, a
    line for each kind."""
    groups = cast("tuple[FindingGroup, ...]", more.get("groups", ()))
    raised = cast("tuple[FindingRow, ...]", rows)
    columns = (
        Column("类别", lambda f: f[0], 18),
        Column("任务", lambda f: f[1], 8),
        Column("事项", lambda f: f[2], 60),
        Column("原文", lambda f: f[3], 40),
        Column("文件", lambda f: f[4], 36),
    )
    titles = {group.kind: group.title for group in groups}
    asked = {row.kind for row in raised}
    lines = [
        (group.title, item.task_number, item.message, item.quote, item.document_title)
        for group in groups
        if group.kind not in asked
        for item in group.items
    ]
    lines += [(titles.get(r.kind, r.kind), None, r.message, r.quote, r.document_title) for r in raised]
    return Sheet("待核事项", columns, tuple(lines), tuple(group.line for group in groups))
