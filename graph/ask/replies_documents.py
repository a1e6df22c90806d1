"""Answers about whether documents are in force: 哪些文件已经废止？ 渝府发〔2020〕1号还有效吗？"""

from __future__ import annotations

from dataclasses import replace
from typing import cast

from graph import answers
from graph.ask.answer import SHOWN, Answer, Asked, Cell, Table, address, statement
from graph.query import Query, Where
from graph.types import CitationRow, DocumentRow, Kind
from graph.validity import REPEALS, first_day

STATED = {"repealed": "原文注明已废止", "expired": "原文注明已失效"}


def ended(asked: Asked) -> Answer:
    """哪些文件已经废止？ Those whose last day is over, each with why."""
    return _documents(asked, answers.ended_by(_day(asked)), "已失效或已废止", ended=True)


def in_force(asked: Asked) -> Answer:
    """哪些文件现行有效？"""
    return _documents(asked, Where("as_of", _day(asked)), "有效", ended=False)


def _documents(asked: Asked, condition: Where, said: str, *, ended: bool) -> Answer:
    day = _day(asked)
    query = Query(Kind.DOCUMENT, (*_places(asked), condition), limit=SHOWN)
    page = asked.reader.list(query)
    rows = cast("tuple[DocumentRow, ...]", page.items)
    cells = tuple(
        (
            Cell(row.title, Kind.DOCUMENT, row.id),
            Cell(row.number or "原文未写"),
            Cell(first_day(row) or "原文未写"),
            Cell(_why(asked, row, day)[1]),
        )
        for row in rows
    )
    today = day == asked.day.today
    return asked.answer(
        f"{'今天' if today else day}{said}的文件共 {page.total} 个。",
        tables=(Table("文件", ("标题", "发文字号", "起始日期", "依据"), cells, page.total),),
        notes=("只按文件自己写明的有效期，和其他已读入的文件写明的废止。",),
        url=address("documents", asked.places | {"ended": str(ended).lower()}) if today else None,
        statements=(statement(query),),
        dated=False,
    )


def whether_in_force(asked: Asked) -> Answer:
    """渝府发〔2020〕1号还有效吗？ Of one that is not here: what those that are here say of it, and no guess."""
    row = asked.reading.document
    if row is None:
        return _of_absent(asked, asked.reading.values("absent")[0])
    state, why = _why(asked, row, _day(asked))
    query = Query(Kind.DOCUMENT, (Where("id", row.id),), limit=1)
    name = f"《{row.title}》" + (f"（{row.number}）" if row.number else "")
    return asked.answer(
        f"{name}{_day(asked)} {state}：{why}。",
        notes=("只按文件自己写明的有效期，和其他已读入的文件写明的废止。",),
        url=address(f"documents/{row.id}", {}),
        statements=(statement(query),),
        dated=False,
    )


def _of_absent(asked: Asked, number: str) -> Answer:
    query = Query(Kind.CITATION, (Where("number", number),), limit=SHOWN)
    rows = cast("tuple[CitationRow, ...]", asked.reader.list(query).items)
    repealing = [row for row in rows if row.rule == REPEALS]
    named = "、".join(
        dict.fromkeys(answers.document_called(r.document_number, r.document_title) for r in repealing or rows)
    )
    if repealing:
        said = f"本库没有读入{number}；已读入的{named}写明将其废止。"
    elif rows:
        said = (
            f"本库没有读入{number}，不能判断是否有效；{named}提到它，没有写明废止。请读入该文件再问，或向发文单位核实。"
        )
    else:
        said = f"本库没有读入{number}，也没有文件提到它，不能判断是否有效。请读入该文件再问，或向发文单位核实。"
    found = asked.answer(
        said,
        url=address("citations", {"q": number}),
        statements=(statement(query),),
        dated=False,
    )
    return found if repealing else replace(found, answered=False, intent=None)


def _why(asked: Asked, row: DocumentRow, day: str) -> tuple[str, str]:
    """(有效 | 已废止 | 已失效 | 尚未施行, what says so)."""
    begins = first_day(row)
    if begins and begins > day:
        return "尚未施行", f"自 {begins} 起"
    until = f"有效期至 {row.valid_to}" if row.valid_to else ""
    if asked.reader.count(Query(Kind.DOCUMENT, (Where("id", row.id), Where("as_of", day))))[0].count:
        return "有效", until or "原文没有写明有效期，已读入的文件也没有将其废止"
    if row.valid_to and row.valid_to < day:
        return "已失效", until
    if row.status in STATED:
        return ("已废止" if row.status == "repealed" else "已失效"), STATED[row.status]
    cited = (Where("number", row.number) if row.number else Where("title", row.title),)
    cites = cast("tuple[CitationRow, ...]", asked.reader.list(Query(Kind.CITATION, cited, limit=SHOWN)).items)
    by = [answers.document_called(one.document_number, one.document_title) for one in cites if one.rule == REPEALS]
    return "已废止", f"{'、'.join(dict.fromkeys(by)) or '另一已读入的文件'}写明将其废止"


def _day(asked: Asked) -> str:
    given = asked.day.given
    return given if given and given != "all" else asked.day.today


def _places(asked: Asked) -> tuple[Where, ...]:
    return tuple(w for w in asked.scope if w.field == "jurisdiction")
