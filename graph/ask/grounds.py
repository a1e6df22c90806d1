"""What the figures of an answer stand on: where they are floors, which roles the documents use, why there are none."""

from __future__ import annotations

from typing import cast

from graph import answers
from graph.answers import ROLE_NAMES, document_called
from graph.ask.answer import SHOWN, Answer, Asked, address, statement
from graph.query import Op, Query, Where
from graph.results import WorkloadRow
from graph.types import DocumentRow, Kind, OrganizationRow


def floor(role: str | None, basis: answers.FiguresBasis) -> str:
    """至少 where a list of that role, or of any, ends in 等."""
    return "至少 " if (role in basis.open_roles if role else basis.open_roles) else ""


def floor_note(basis: answers.FiguresBasis, roles: tuple[str, ...] = tuple(ROLE_NAMES)) -> str:
    """Why the figures of ``roles`` are floors; "" where they are not."""
    opened = [role for role in basis.open_roles if role in roles]
    return "" if not opened else "、".join(ROLE_NAMES[r] for r in opened) + "名单有以“等”结尾的，相应数字为至少。"


def least(row: WorkloadRow, role: str | None) -> str:
    """至少 where a list behind this unit's own figure ends in 等."""
    roles = (role,) if role else tuple(ROLE_NAMES)
    return "至少 " if any(getattr(row, f"{each}_open") for each in roles) else ""


def number_of_tasks(asked: Asked, *where: Where) -> int:
    """How many tasks these conditions hold for; ``asked.scope`` is to be among them."""
    return asked.reader.count(Query(Kind.TASK, where))[0].count


def basis_of(asked: Asked, unit: OrganizationRow) -> answers.FiguresBasis:
    """What the figures of one unit stand on: the roles of the documents that give it a task, and those of its own
    lists that end in 等. What other documents leave open does not touch them."""
    ours = (Where("organization", unit.id), *asked.scope)
    documents = tuple(g.key[0] for g in asked.reader.count(Query(Kind.RESPONSIBILITY, ours), by=("document",)))
    in_them = tuple(w for w in asked.scope if w.field != "document")
    theirs = (Where("document", documents, Op.IN), *in_them)
    roles = asked.reader.count(Query(Kind.RESPONSIBILITY, theirs), by=("role",)) if documents else ()
    opened = asked.reader.count(Query(Kind.RESPONSIBILITY, (*ours, Where("open_list", True))), by=("role",))
    return answers.FiguresBasis(
        answers.stands_on(asked.reader, asked.scope),
        tuple(str(g.key[0]) for g in roles),
        tuple(role for role in ROLE_NAMES if any(g.key[0] == role for g in opened)),
    )


def nothing(asked: Asked, unit: OrganizationRow) -> Answer:
    """The answer where the unit has no task at all."""
    query = Query(Kind.TASK, (Where("organization", unit.id), *asked.scope), limit=SHOWN)
    return asked.answer(
        no_task(asked, unit),
        url=address("tasks", {"organization": unit.name} | asked.parameters),
        statements=(statement(query),),
    )


def no_task(asked: Asked, unit: OrganizationRow) -> str:
    """A unit that exists but has no task; where it has some on another day, in which documents."""
    day = next((str(w.value) for w in asked.scope if w.field == "as_of"), None)
    whenever = (Where("organization", unit.id), *(w for w in asked.scope if w.field != "as_of"))
    counted = asked.reader.count(Query(Kind.TASK, whenever), by=("document",)) if day else ()
    if not counted:
        return f"本库文件中未见{unit.name}承担的任务（该单位在文件中出现过）。"
    ids = tuple(group.key[0] for group in counted)
    rows = asked.reader.list(Query(Kind.DOCUMENT, (Where("id", ids, Op.IN),), limit=5)).items
    named = "、".join(document_called(row.number, row.title) for row in cast("tuple[DocumentRow, ...]", rows))
    follows = f"该单位的职责已由{unit.successor_name}承担。" if unit.successor_name else ""
    return (
        f"{day} 有效的文件中未见{unit.name}承担的任务；另有 {sum(group.count for group in counted)} 项在已失效、"
        f"已废止或尚未施行的文件中：{named}{'等' if len(ids) > len(rows) else ''}（可换一个日期再问）。{follows}"
    )
