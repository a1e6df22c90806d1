"""Answers about tasks on which nobody stands: 哪些任务没人负责？ 哪些任务没有配合单位？ 哪些任务未列任何单位？

The condition that is counted is said in the answer, and what lies just beside it is counted apart. Never a reproach.
"""

from __future__ import annotations

from dataclasses import replace

from graph import answers
from graph.answers import ROLE_NAMES
from graph.ask.answer import SHOWN, Answer, Asked, address, statement, task_table
from graph.ask.grounds import number_of_tasks
from graph.query import Op, Query, Where
from graph.types import Kind

#: what is asked → the roles in which nobody stands, and how that is said
CONDITIONS = {
    "responsible": (("lead", "responsible"), "项既未列责任单位，也未列牵头单位"),
    "support": (("support",), "项未列配合单位"),
    "any": (tuple(ROLE_NAMES), "项未列任何单位"),
}


def lacking(asked: Asked) -> Answer:
    """哪些任务没有责任单位？ Those with neither a responsible nor a leading unit."""
    said = asked.reading.values("lacking")[0]
    roles, words = CONDITIONS[said]
    where = (*_lacks(*roles), *asked.scope)
    query = Query(Kind.TASK, where, limit=SHOWN)
    page = answers.tasks(asked.reader, query)
    notes = _beside(asked, said, page.total)
    together = page.total - number_of_tasks(asked, *where, Where("standing", True))
    if together:
        notes.append(f"其中 {together} 项由文件一次说完的单位承担（如“以下各项均由……”），不是各项自己列出的。")
    found = asked.answer(
        f"{page.total} {words}。",
        tables=(task_table("任务", page.items, page.total),),
        sentences=[row for item in page.items for row in item.responsibilities],
        notes=notes,
        url=address("tasks", {"lacks": ",".join(roles)} | asked.parameters),
        statements=(statement(query),),
    )
    place = asked.reading.document.number or "" if asked.reading.document else ""
    place = place or (asked.reading.jurisdiction.name if asked.reading.jurisdiction else "")
    return found if said == "support" else replace(found, suggestions=(f"{place}哪些任务没有牵头单位？",))


def _beside(asked: Asked, said: str, total: int) -> list[str]:
    """What is near the condition and not counted, or counted for another reason."""
    if said == "support":
        used = asked.reader.count(
            Query(Kind.RESPONSIBILITY, (*asked.scope, Where("role", "support"))), by=("document",)
        )
        documents = Where("document", tuple(group.key[0] for group in used), Op.IN)
        unset = total - number_of_tasks(asked, *_lacks("support"), *asked.scope, documents)
        return [f"其中 {unset} 项所在的文件没有设配合单位（原文未设）。"] if unset else []
    led = number_of_tasks(asked, *_lacks("responsible"), Where("has_lead", True), *asked.scope)
    unled = number_of_tasks(asked, Where("role", "responsible"), Where("has_lead", False), *asked.scope)
    notes = [f"列有牵头单位、未另列责任单位的 {led} 项未计入。"] if led and said == "responsible" else []
    if said == "responsible":
        nobody = number_of_tasks(asked, *_lacks(*ROLE_NAMES), *asked.scope)
        notes.append(f"其中 {nobody} 项未列任何单位。" if nobody else "")
    notes.append(f"另有 {unled} 项仅列责任单位，未单列牵头单位，未计入。" if unled else "")
    return notes


def _lacks(*roles: str) -> tuple[Where, ...]:
    return tuple(Where("lacks", role) for role in roles)
