"""Answers about deadlines: 2025年6月底前要完成哪些任务？"""

from __future__ import annotations

from graph import answers
from graph.answers import ROLE_NAMES
from graph.ask.answer import SHOWN, Answer, Asked, address, filter_words, roles_asked, statement, task_table
from graph.ask.dues import period
from graph.ask.grounds import number_of_tasks
from graph.query import Op, Query, Sort, Where
from graph.types import Kind

#: what a deadline without a last day says
LASTING = ("长期", "持续", "常年", "常态", "长效", "滚动")


def due(asked: Asked) -> Answer:
    """The tasks whose deadline, as the text states it with its year, lies in the time that is asked for. Whether a task
    is done no document says, so a day that has passed is not called a failure."""
    reading = asked.reading
    said = reading.values("due")[0]
    first, last = period(said, asked.day.today)
    which, parameters = _which(asked)
    times = (Where("due_on", last, Op.AT_MOST), *((Where("due_on", first, Op.AT_LEAST),) if first else ()))
    query = Query(Kind.TASK, (*which, *times), (Sort("due_on"),), limit=SHOWN)
    page = answers.tasks(asked.reader, query)
    undated = number_of_tasks(asked, *which)
    undated -= number_of_tasks(asked, *which, Where("due_on", "0000", Op.AT_LEAST))
    units = reading.organizations
    when = f"在 {first} 至 {last} 之间" if first else f"不晚于 {last} "
    whose = "".join(unit.name for unit in units)
    parameters |= {"due_before": last} | ({"due_after": first} if first else {})
    return asked.answer(
        f"{whose}完成时限{when}的任务{filter_words(reading)}共 {page.total} 项。",
        tables=(task_table("任务", page.items, page.total),),
        sentences=[r for item in page.items for r in item.responsibilities],
        notes=(
            f"另有 {undated} 项原文没有写明年份的完成时限（如“持续推进”“6月底前”），未计入。" if undated else "",
            "文件只写时限，不写是否完成；时限已过不等于没有完成。",
        ),
        url=address("tasks", parameters | {"sort": "due_on"}),
        statements=(statement(query),),
    )


def _which(asked: Asked) -> tuple[tuple[Where, ...], dict[str, str]]:
    """The tasks in question, whatever their deadline."""
    reading = asked.reading
    where, parameters = list(asked.scope), dict(asked.parameters)
    if reading.organizations:
        where.append(Where("organization", reading.organizations[0].id))
        parameters["organization"] = reading.organizations[0].name
    roles = roles_asked(reading)
    if roles and len(roles) < len(ROLE_NAMES):  # 承担 is any role
        where.append(Where("role", roles, Op.IN))
        parameters["role"] = ",".join(roles)
    topics = reading.values("topic")
    if topics:
        where += [Where("q", topic, Op.CONTAINS) for topic in topics]
        parameters["q"] = " ".join(topics)
    return tuple(where), parameters


def lasting(asked: Asked) -> Answer:
    """长期坚持、持续推进的任务有哪些？ As the text states their deadline: what is to be kept up has none."""
    which, parameters = _which(asked)
    stated = (group.key[0] for group in asked.reader.count(Query(Kind.TASK, which), by=("deadline",)))
    kept = tuple(str(words) for words in stated if words and any(sign in str(words) for sign in LASTING))
    query = Query(Kind.TASK, (*which, Where("deadline", kept or (LASTING[0],), Op.IN)), limit=SHOWN)
    page = answers.tasks(asked.reader, query)
    whose = "".join(unit.name for unit in asked.reading.organizations)
    words = f"（原文：{'、'.join(kept[:6])}{'等' if len(kept) > 6 else ''}）" if kept else ""
    return asked.answer(
        f"{whose}完成时限为长期、持续的任务{filter_words(asked.reading)}共 {page.total} 项{words}。",
        tables=(task_table("任务", page.items, page.total),),
        sentences=[r for item in page.items for r in item.responsibilities],
        notes=("只按原文写明的完成时限；正文写“持续推进”而没有作为时限的，未计入。",),
        url=address("tasks", parameters | {"deadline": ",".join(kept) or LASTING[0]}),
        statements=(statement(query),),
    )
