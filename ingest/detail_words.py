"""The words of ``details.toml``, ready for use: how deadlines, scopes and scores are written."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

LONGEST_VALUE = 40  # code points


@dataclass(frozen=True, slots=True)
class DetailWords:
    """The words of ``details.toml``, ready for use."""

    fields: dict[str, str]  # 完成时限 → deadline
    labelled: re.Pattern[str]
    alone: re.Pattern[str]
    prose: re.Pattern[str]
    score: re.Pattern[str]
    group: re.Pattern[str]
    bodies: tuple[str, ...]  # one of them stands in each name that ``group`` finds: a quick look

    @classmethod
    def of(cls, data: dict[str, Any]) -> DetailWords:
        """From the tables of the file."""
        fields = {word: entry["kind"] for entry in data["field"] for word in entry["words"]}
        names = "|".join(map(re.escape, sorted(fields, key=len, reverse=True)))
        date, last = data["when"]["date"], data["when"]["last"]
        atonce = "|".join(map(re.escape, data["when"]["at_once"]))
        ends = r"；。，\n\t）】〕｜|"
        return cls(
            fields=fields,
            labelled=re.compile(
                rf"(?P<field>{names})\s{{0,4}}[：为]\s{{0,4}}(?P<value>(?:(?:{atonce})，)?[^{ends}]{{1,{LONGEST_VALUE}}})"
            ),
            alone=re.compile(
                rf"(?:(?<=[\t\n（，；｜|])|(?<=[^\S\n]{{2}}))[^\S\n\t]{{0,8}}(?P<value>{date}|{last})"
                rf"[^\S\n\t]{{0,8}}(?=[{ends}]|\Z|[^\S\n]{{2}})"
            ),
            prose=re.compile(
                rf"(?:(?<=[。；，：\n.、）])|(?<![已请])(?=[于在](?:20\d\d|\d{{1,2}}月|年底)))(?P<value>{date})(?<=前)"
                rf"(?=[，、\u4e00-\u9fff])"
            ),
            score=re.compile(data["score"]["pattern"]),
            group=re.compile(data["group"]["pattern"]),
            bodies=tuple(data["group"]["holds"]),
        )
