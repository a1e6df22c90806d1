"""Judgements as a file for a team: JSON lines, one judgement a line, in the order in which they were made."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import cast

from graph.answers import everything
from graph.judgements import InvalidJudgement, retold, told
from graph.query import Query, Where
from graph.store import Reader
from graph.types import Judgement, Kind
from ingest.errors import FileTooLarge
from ingest.limits import MAX_BYTES


def lines(judgements: Iterable[Judgement]) -> bytes:
    """The file; the same judgements give the same bytes. UTF-8."""
    ordered = sorted(judgements, key=lambda one: one.sort_key)
    return "".join(json.dumps(told(one), ensure_ascii=False, sort_keys=True) + "\n" for one in ordered).encode()


def exported(reader: Reader, active: bool | None = None) -> bytes:
    """Every judgement of a store, those undone among them; only those that stand, or do not, where that is asked."""
    where = () if active is None else (Where("active", active),)
    return lines(cast("tuple[Judgement, ...]", everything(reader, Query(Kind.JUDGEMENT, where, limit=1000))))


def read(data: bytes, name: str = "") -> tuple[Judgement, ...]:
    """The judgements of a file. Raises InvalidJudgement, which names the line, and FileTooLarge."""
    if len(data) > MAX_BYTES:  # whoever read it stopped there: a part would be taken for the whole
        raise FileTooLarge(
            f"文件超过 {MAX_BYTES // 1024 // 1024} MB",
            f"the file is larger than {MAX_BYTES // 1024 // 1024} MB",
            file=name,
            remedy="拆成几个文件，分次导入 (split it)",
        )
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise InvalidJudgement("不是 UTF-8 文本", "not UTF-8", file=name, remedy="用 zeren judge export 导出") from None
    found = []
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            values = json.loads(line)
            if not isinstance(values, dict):
                raise ValueError
            found.append(retold(values))
        except InvalidJudgement as error:
            raise InvalidJudgement(error.zh, error.en, file=name, place=f"第 {number} 行 {error.place}") from None
        except (ValueError, RecursionError):
            raise InvalidJudgement("不是一条核定", "not a judgement", file=name, place=f"第 {number} 行") from None
    return tuple(found)
