"""Whose document it is and what it is called: its number, its title, its issuer, in a letterhead or in the table that a
web page puts above it (索引号：…　发布机构：…　名称：…)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from ingest.types import Span
from ingest.view import View

LONGEST_TITLE = 120
LONGEST_ISSUER = 40
LONGEST_SIGNATURE = 30
SHORTEST_LIST = 10  # of a title that says no kind of document
SHORTEST_TITLE = 6  # what is shorter is the end of one: 实施方案
_CRUMBS = "|｜>＞»：\t"  # what a web page puts between its own words and a title
#: 索引号：…, 〔发文机构〕…: a field of a web page's table
_FIELD = re.compile(
    r"(?:([\u4e00-\u9fff][\u4e00-\u9fff ]{1,11})[：\t]|[〔【]([\u4e00-\u9fff ]{2,12})[〕】]：?)"
    r"[^\S\n]{0,40}([^\t\n]{0,200})"
)
_ANNEX = re.compile(r"附[件表录][\d一二三四五六七八九十]{0,3}：?")


@dataclass(frozen=True, slots=True)
class Line:
    """A line with words in it, white space round them left out."""

    start: int
    end: int
    words: str

    @property
    def field(self) -> str:
        """What its words before a colon say it holds; "" where it is no field."""
        named = _FIELD.match(self.words)
        return "".join((named.group(1) or named.group(2)).split()) if named is not None else ""

    @property
    def value(self) -> Span:
        """Where a field's words stand."""
        said = _FIELD.match(self.words)
        start, end = said.span(3) if said is not None else (0, 0)
        return Span(self.start + start, self.start + end)


def lines_of(text: str, start: int, end: int) -> list[Line]:
    """The lines of ``text[start:end]`` that have words."""
    rows, at = [], start
    while at < end:
        stop = text.find("\n", at, end)
        stop = end if stop < 0 else stop
        line = text[at:stop]
        if line.strip():
            first = at + len(line) - len(line.lstrip())
            rows.append(Line(first, at + len(line.rstrip()), line.strip()))
        at = stop + 1
    return rows


def number_of(view: View, title_end: int, head_end: int, words: dict[str, Any]) -> Span | None:
    """The document's own number: on a line of its own, in a field that says so, or right behind the title."""
    for match in re.finditer(words["number"]["pattern"], view.text[:head_end]):
        start = view.text.rfind("\n", 0, match.start()) + 1
        before = "".join(view.text[start : match.start()].split()).removesuffix("：").strip("〔〕【】")
        behind = 0 < title_end <= match.start() and not view.text[title_end : match.start()].strip()
        if not before or behind or before in words["number"]["fields"]:
            return view.span(match.start(), match.end())
    return None


def title_of(view: View, head: list[Line], words: dict[str, Any]) -> View:
    """The title, joined: from the line that names the issuer or says 关于 to the one that ends in 通知, 意见 …

    重庆市江北区人民政府⏎关于印发江北区质量强区建设实施方案的通知 is one title. A text without such a line has its
    first line for a title. The view is empty where there is no line at all.
    """
    title = words["title"]
    lines = [one for one in head if not one.field or one.field in title["fields"]]
    ends, about = tuple(title["ends"]), title["about"]
    for last, line in enumerate(lines):
        if not line.words.endswith(ends) or len(line.words) > LONGEST_TITLE:
            continue
        first = next((i for i in range(last, max(last - 3, -1), -1) if about in lines[i].words), last)
        above = lines[first - 1] if first > 0 else None
        beside = above is not None and not view.text[above.end : lines[first].start].strip()
        if len(line.words) < SHORTEST_TITLE:  # 实施方案 below the rest of its title; by itself it is a menu's
            if above is None or not beside or len(above.words) < SHORTEST_TITLE or _is_number(above.words, words):
                continue
            first -= 1
        elif above is not None and beside:
            first -= lines[first].words.startswith(about) and _may_issue(above, words)
        start = _behind_crumbs(view.text, lines[first].start, line.end, about)
        return view.part(start, line.end).joined()
    plain = [one for one in lines if not _is_number(one.words, words) and not _ANNEX.fullmatch(one.words)]
    lists = tuple(title["lists"])
    listed = [one for one in plain if one.words.endswith(lists) and _is_whole(one.words)]
    if not plain:
        return view.part(0, 0)
    line = (listed or plain)[0]
    end = min(line.end, line.start + LONGEST_TITLE)
    return view.part(line.start, _before_text(view.text, line.start, end, title)).joined()


def _is_whole(words: str) -> bool:
    """A title by its length and without marks: not 权责清单 of a menu, nor 附：任务清单, nor a sentence."""
    return len(words) >= SHORTEST_LIST and not any(mark in words for mark in "，。、：；")


def _before_text(text: str, start: int, end: int, title: dict[str, Any]) -> int:
    """Where a title ends whose line has lost its end: 关于印发…的通知　国办发〔2020〕43号　各省…"""
    about = text.find(title["about"], start, end)
    stops = [text.find(f"的{word}", about, end) + 1 + len(word) for word in title["ends"]] if about >= 0 else []
    return min((stop for stop in stops if stop > about + 2 and text[stop : stop + 1].isspace()), default=end)


def issuer_of(
    view: View, title: View, after: int, lines: list[Line], words: dict[str, Any]
) -> tuple[str, Span, str] | None:
    """Whoever the title names before 关于, or whoever signs below it, or whom a field names: name, place, rule."""
    issuer = words["issuer"]
    ends = tuple(issuer["ends"])
    named, about, _ = title.text.partition(words["title"]["about"])
    named = re.sub(r"印发《?$", "", named)  # 中共云川省委办公厅印发《关于…
    named = re.sub(issuer["joint"], "", named)  # 教育部等六部门
    named = re.split("转发|批转", named)[0]
    whole = re.match(issuer["bare"], named) is None
    if about and whole and named.endswith(ends):
        return named, title.span(0, len(named)), "issuer.letterhead"
    for line in lines:
        if (
            line.start >= after
            and not line.field
            and line.words.endswith(ends)
            and len(line.words) <= LONGEST_SIGNATURE
        ):
            return "".join(line.words.split()), Span(line.start, line.end), "issuer.signature"
    for line in lines:
        value = line.value if line.field in issuer["fields"] else None
        if value is not None and view.text[slice(value.start, value.end)].endswith(ends):
            return value.of(view.text), value, "issuer.field"
    bodies = tuple(issuer["bodies"])
    if about and 2 < len(named) <= LONGEST_ISSUER and named.endswith((*bodies, *ends)) and "号" not in named:
        return named, title.span(0, len(named)), "issuer.title"
    return None


def _may_issue(line: Line, words: dict[str, Any]) -> bool:
    """Whether the line above 关于… names who issued it: 渚澄政办〔2020〕27号, or a page's 近期信息公开, does not."""
    bodies = (*words["issuer"]["ends"], *words["issuer"]["bodies"])
    named = re.sub(words["issuer"]["joint"], "", line.words)
    return not _is_number(line.words, words) and named.removesuffix("文件").endswith(bodies)


def _behind_crumbs(text: str, start: int, end: int, about: str) -> int:
    """Where a title begins behind what a web page puts before it: 首页 > 政策文件 | 关于…, 名称：关于…"""
    said = text.find(about, start, end)
    cut = max(text.rfind(mark, start, said if said > 0 else end) for mark in _CRUMBS) + 1
    return cut + len(text[cut:end]) - len(text[cut:end].lstrip()) if cut > start else start


def _is_number(line: str, words: dict[str, Any]) -> bool:
    """渚澄政办〔2020〕27号, and whoever signs beside it: no part of a title."""
    return re.match(words["number"]["pattern"], line) is not None
