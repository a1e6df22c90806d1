"""Documents marked 涉密 or 内部 that the store holds already: told to whoever opens the service to others."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import cast

from rich.console import Console

from api.service import Service
from graph.answers import everything
from graph.query import Query
from graph.store import Reader, StoreUnavailable
from graph.types import DocumentRow, Kind
from ingest.markings import Marking, markings

TOGETHER = 100  # documents read in one transaction


def marked(service: Service) -> Iterator[tuple[DocumentRow, tuple[Marking, ...]]]:
    """Each stored document that bears a mark, with its marks, in the order of documents."""
    rows = cast(
        "tuple[DocumentRow, ...]",
        service.store.read(lambda reader: everything(reader, Query(Kind.DOCUMENT, limit=1000))),
    )
    for start in range(0, len(rows), TOGETHER):
        some = rows[start : start + TOGETHER]

        def work(reader: Reader, some: tuple[DocumentRow, ...] = some) -> list[tuple[DocumentRow, tuple[Marking, ...]]]:
            return [(row, markings(reader.text(row.id) or "", service.marks)) for row in some]

        yield from ((row, found) for row, found in service.store.read(work) if found)


def warn_of_marked(err: Console, service: Service) -> None:
    """Before others reach the service: how many documents marked 涉密 or 内部 it holds, and how to list them."""
    try:
        count = sum(1 for _ in marked(service))
    except StoreUnavailable:
        return  # told by ``greet_store``
    if count:
        words = (
            f"注意：库中已有 {count} 个文件标有涉密或内部字样，其他机器也能读到。"
            f"用 zeren marked 列出，用 zeren remove 移除 "
            f"({count} marked documents are stored and others can read them: list with zeren marked)"
        )
        err.print(words, style="yellow", markup=False, highlight=False)


def say_marked(out: Console, rows: Iterable[tuple[DocumentRow, tuple[Marking, ...]]]) -> None:
    """A line for each marked document, and how many."""
    count = 0
    for row, found in rows:
        words = "、".join(dict.fromkeys(f"“{one.words}”" for one in found))
        out.print(f"{row.id} {row.title}（{row.number or '无发文字号'}）：{words}", markup=False, highlight=False)
        count += 1
    out.print(f"标有涉密或内部字样的文件共 {count} 个", markup=False, highlight=False)
