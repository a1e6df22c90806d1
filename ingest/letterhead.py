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
_CRUMBS = "|｜>＞»："  # what a web page puts between its own words and a title
#: 索引号：…, 信息分类：…: a field of a web page's table
_FIELD = re.compile(r"([\u4e00-\u9fff][\u4e00-\u9fff ]{1,11})：")


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
        return "".join(named.group(1).split()) if named is not None else ""

    @property
    def value(self) -> Span:
        """Where the words behind the colon stand."""
        said = self.words.partition("：")[2].lstrip()
        return Span(self.end - len(said), self.end)


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


def number_of(view: View, head_end: int, words: dict[str, Any]) -> Span | None:
    """The document's own number: on a line of its own, or in a field that says so."""
    for match in re.finditer(words["number"]["pattern"], view.text[:head_end]):
        start = view.text.rfind("\n", 0, match.start()) + 1
        before = "".join(view.text[start : match.start()].split())
        if not before or before.removesuffix("：") in words["number"]["fields"]:
            return view.span(match.start(), match.end())
    return None


def title_of(view: View, head_end: int, words: dict[str, Any]) -> View:
    """The title, joined: from the line that names the issuer or says 关于 to the one that ends in 通知, 意见 …

    重庆市江北区人民政府⏎关于印发江北区质量强区建设实施方案的通知 is one title. A text without such a line has its
    first line for a title. The view is empty where there is no line at all.
    """
    title = words["title"]
    lines = [one for one in lines_of(view.text, 0, head_end) if not one.field or one.field in title["fields"]]
    ends, about = tuple(title["ends"]), title["about"]
    for last, line in enumerate(lines):
        if not line.words.endswith(ends) or len(line.words) > LONGEST_TITLE:
            continue
        first = next((i for i in range(last, max(last - 3, -1), -1) if about in lines[i].words), last)
        above = lines[first - 1] if first > 0 and lines[first].words.startswith(about) else None
        between = view.text[above.end : lines[first].start] if above is not None else ""
        if above is not None and not between.strip() and _may_issue(above, words):
            first -= 1
        start = _behind_crumbs(view.text, lines[first].start, line.end, about)
        return view.part(start, line.end).joined()
    for line in lines:
        if not _is_number(line.words, words):
            return view.part(line.start, min(line.end, line.start + LONGEST_TITLE)).joined()
    return view.part(0, 0)


def issuer_of(
    view: View, title: View, after: int, head_end: int, words: dict[str, Any]
) -> tuple[str, Span, str] | None:
    """Whoever the title names before 关于, or whoever signs below it, or whom a field names: name, place, rule."""
    issuer = words["issuer"]
    ends = tuple(issuer["ends"])
    named, about, _ = title.text.partition(words["title"]["about"])
    named = re.sub(r"印发《?$", "", named)  # 中共云川省委办公厅印发《关于…
    named = re.sub(issuer["joint"], "", named)  # 教育部等六部门
    whole = re.match(issuer["bare"], named) is None
    if about and whole and named.endswith(ends):
        return named, title.span(0, len(named)), "issuer.letterhead"
    lines = lines_of(view.text, 0, head_end)
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
