"""The outline of a document: numbered items as a tree, in the order of the text. Nothing here knows of units."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice, zip_longest
from operator import attrgetter

from ingest.types import Span
from ingest.view import View

_CHINESE = "〇零一二三四五六七八九十百"

#: how an item may be numbered; of several the first
STYLES: tuple[tuple[str, str], ...] = (
    ("goal", r"——"),
    ("chapter", rf"第[{_CHINESE}]{{1,5}}[章节篇]"),
    ("article", rf"第[{_CHINESE}]{{1,5}}条"),
    ("decimal", r"\d{1,2}\.\d{1,2}(?:\.\d{1,2})?(?![\d%％.．万亿个项家米倍])(?=[^\S\n.、]|[\u4e00-\u9fff])"),
    ("chinese", rf"[{_CHINESE}]{{1,5}}、"),
    ("bracketed", rf"（[{_CHINESE}]{{1,5}}）[、.]?"),
    ("figure", r"\d{1,3}[.、](?:(?!\d)|(?=20\d\d年))"),
    ("bracketed_figure", r"（\d{1,3}）"),
    ("half_bracketed", r"\d{1,3}）"),
    ("padded", r"0[1-9](?=[^\S\n]{1,4}[\u4e00-\u9fff“])|1\d(?=[^\S\n]{1,4}[\u4e00-\u9fff“]{2,20}[^\S\n]*\Z)"),
    ("dotted", r"[⒈-⒛]"),
    ("circled", r"[①-⑳]"),
)
#: how an item may begin. A space before the number may be of any kind: U+00A0 in item 2 of 江北府发〔2023〕32号
BEGINNING = r"[^\S\n]{0,40}(?:#{1,6}[^\S\n]{0,4}|\*\*)?(?:%s)[^\S\n]{0,8}"
_BEGINNING = re.compile(BEGINNING % "|".join(f"(?P<{name}>{pattern})" for name, pattern in STYLES))
#: items that are counted, not numbered; how the count reads
COUNTED = {"row": "行", "paragraph": "段"}
_LEAVES = frozenset({"goal", *COUNTED})  # they never hold an item
_END_OF_TITLE = re.compile(r"[。；！？\n]")
LONGEST_PARAGRAPH = 120  # code points; a longer line is taken for a text that has lost its breaks
INLINE_STYLES = frozenset({"chinese", "bracketed", "figure"})
#: 一、 or （一） or 1. within a line; the set it begins with comes first: a text is searched in half the time
_INLINE = re.compile(
    rf"[{_CHINESE}（\d](?:(?<=[{_CHINESE}])[{_CHINESE}]{{0,4}}、|(?<=（)[{_CHINESE}]{{1,5}}）"
    r"|(?<=\d)\d{0,2}[.、](?=[\u4e00-\u9fff]))"
)
#: what an item within a line may stand behind
_ENDS = frozenset("。；！？）等 局委厅部办院会府门位")
_HAN = re.compile(r"[\u4e00-\u9fff。；！？） ]")
_REFERS = frozenset("第按照见条")  # 第（三）条 is no item
FEW_NUMBERS = 60  # looked through for the one that follows
LONGEST_FIELD = 14  # code points with the colon
_FIRST_BELOW = re.compile(r"[^，。；：！？（\r\n]{2,16}(?=（一）[^，。；：！？（）\r\n]{2,40})")
_FIRST = re.compile(r"(?<![\d.])1[.、](?!\d)")
_DIGITS = {character: value for value, character in enumerate("〇一二三四五六七八九")} | {"零": 0}


@dataclass(frozen=True, slots=True)
class Item:
    """One numbered part. Spans are into the document's text."""

    index: int
    style: str
    level: int  # 1 at the top
    number: str  # as written, without the punctuation after it
    ordinal: int | None  # its value; None for ——
    path: str
    parent: int | None  # index of the item above
    span: Span  # from its number to the end of all it holds
    own: Span  # from its number to the next item: its own words
    title: Span


_OWN_START = attrgetter("own.start")


@dataclass(frozen=True, slots=True)
class Mark:
    """A line that is an item without being numbered like one: a table's row, a paragraph with a clause of its own."""

    style: str  # "row" | "paragraph"
    start: int
    body: int  # where its title begins
    end: int  # where its title ends at the latest
    number: str  # "" where the line has none: it is counted
    until: int = 0  # no item begins before: the cells of a row are its own


@dataclass(slots=True)
class _Open:
    """An item whose end is not yet known."""

    style: str
    level: int
    number: str
    start: int
    body: int
    parent: int | None
    path: str
    title_end: int  # at the latest; 0 for none said
    own_end: int = 0
    end: int = 0


def outline(
    view: View, start: int, end: int, marks: Iterable[Mark] = (), is_field: Callable[[str], bool] = lambda words: False
) -> tuple[Item, ...]:
    """The items of ``view[start:end]``. A style seen for the first time nests below the item before it; a style already
    open closes what lies below it, so numbers may run on across chapters. ``marks`` are items too, and hold none;
    a numbered line that begins with a field (（1）责任单位：…) is a part of an item numbered otherwise above it, unless
    it heads items (一、牵头单位：市教育局 above 1. 2. 3.)."""
    found: list[_Open] = []
    stack: list[int] = []
    counts: Counter[tuple[int | None, str]] = Counter()
    marked: dict[int, list[Mark]] = {}
    for mark in sorted(marks, key=attrgetter("start")):
        marked.setdefault(view.text.rfind("\n", 0, mark.start) + 1, []).append(mark)
    told = list(_marks(view.text, start, end, marked))
    for mark, following in zip_longest(told, told[1:]):
        within = any(found[i].style != mark.style for i in stack)
        field = within and mark.style not in COUNTED and begins_field(view.text, mark.body, is_field)
        if field and not _heads(found, stack, mark, following):
            continue
        stack = _still_open(found, stack, mark.style)
        parent = stack[-1] if stack else None
        if found:
            found[-1].own_end = mark.start
        counts[parent, mark.style] += 1
        number = mark.number or f"第{counts[parent, mark.style]}{COUNTED[mark.style]}"
        path = (found[parent].path + "/" if parent is not None else "") + number
        found.append(_Open(mark.style, len(stack) + 1, number, mark.start, mark.body, parent, path, mark.end))
        stack.append(len(found) - 1)
    if found:
        found[-1].own_end = end
    _close(found, view.text)
    return tuple(_item(i, item, view.text) for i, item in enumerate(found))


def _heads(found: list[_Open], stack: list[int], mark: Mark, following: Mark | None) -> bool:
    """Whether items of a style of their own stand below the mark."""
    if following is None or following.style in COUNTED or following.style == mark.style:
        return False
    return following.style not in {found[i].style for i in _still_open(found, stack, mark.style)}


def _marks(text: str, start: int, end: int, marked: dict[int, list[Mark]]) -> Iterator[Mark]:
    """Where items begin: at the beginning of a line, and in the middle of one that has lost its breaks."""
    last: dict[str, str] = {}  # the number that each style has come to
    at, within = start, 0
    while at < end:
        line_end = text.find("\n", at, end)
        line_end = end if line_end < 0 else line_end
        said = marked.get(at, [])
        if at < within and not said:
            at = line_end + 1
            continue
        heads = bool(said) and not text[at : said[0].start].strip()
        mark = said[0] if heads else _begins(text, at, line_end)
        if mark is not None:
            last[mark.style] = mark.number
            within = mark.until
            yield mark
            below = _below(text, mark, line_end)
            if below is not None:
                mark = below
                last[mark.style] = "1"
                yield mark
        if said[heads:]:  # rows of a table without line ends
            yield from said[heads:]
        elif line_end - text.endswith("\r", at, line_end) - at > LONGEST_PARAGRAPH:
            yield from _inline(text, mark.body if mark else at, line_end, last)
        at = line_end + 1


def _inline(text: str, start: int, end: int, last: dict[str, str]) -> Iterator[Mark]:
    """Items within a line: behind the end of a sentence, and with the number that is due."""
    at = start
    for place in _INLINE.finditer(text, start, end):
        if place.start() < at or not _may_begin(text[place.start() - 1 : place.start()], place.group()):
            continue
        mark = _begins(text, place.start(), end)
        if mark is None or mark.style not in INLINE_STYLES:
            continue
        number = ordinal(mark.number)
        due = (ordinal(last.get(mark.style, "")) or 0) + 1
        new = number not in {None, due} and mark.style not in last
        if number is not None and new and _goes_on(text, mark, number + 1, end):
            due = number  # the text begins in the middle of a list
        if number == 2 and due != 2 and mark.style == "figure":  # （二）现代农业1.行动目标。…。2.主要任务
            first = _FIRST.search(text, at, place.start())
            if first is not None:
                yield Mark("figure", first.start(), first.end(), 0, "1")
                due = 2
        if number is not None and number in {1, due}:
            last[mark.style] = mark.number
            at = mark.body
            yield mark
            below = _below(text, mark, end)
            if below is not None:
                last[below.style] = "1"
                at = below.body
                yield below


def _goes_on(text: str, mark: Mark, following: int, end: int) -> bool:
    """Whether the next number of the mark's style that may begin an item behind it is the ``following`` one."""
    for place in islice(_INLINE.finditer(text, mark.body, end), FEW_NUMBERS):
        other = _begins(text, place.start(), end)
        may = _may_begin(text[place.start() - 1 : place.start()], place.group())
        if other is not None and may and other.style == mark.style:
            return ordinal(other.number) == following
    return False


def _may_begin(before: str, number: str) -> bool:
    """Whether an item may begin behind the character ``before``: 一、 stands in words too, figures and brackets not."""
    if number.endswith("、") and not number[0].isdecimal():
        return before in _ENDS
    return _HAN.match(before) is not None and before not in _REFERS


def _below(text: str, mark: Mark, end: int) -> Mark | None:
    """The first item below a heading in the same line: 三、保障措施（一）夯实基础。…"""
    heading = _FIRST_BELOW.match(text, mark.body, end) if mark.style in INLINE_STYLES else None
    return _begins(text, heading.end(), end) if heading is not None else None


def innermost(items: tuple[Item, ...], at: int) -> Item | None:
    """The item in whose own words the text's character ``at`` stands."""
    index = bisect_right(items, at, key=_OWN_START) - 1
    return items[index] if index >= 0 and at < items[index].own.end else None


def behind_number(text: str, at: int) -> int:
    """Where an item's words begin whose number stands at ``at``; ``at`` where none does."""
    number = _BEGINNING.match(text, at)
    return number.end() if number is not None else at


def begins_item(text: str, at: int) -> bool:
    """Whether an item's number stands at ``at``."""
    return _BEGINNING.match(text, at) is not None


def begins_field(text: str, at: int, is_field: Callable[[str], bool]) -> bool:
    """Whether a field and its colon stand at ``at``: 责任单位：, 整改措施："""
    colon = text.find("：", at, at + LONGEST_FIELD)
    return colon > 0 and is_field(text[at:colon].strip())


def ends_number(text: str, at: int) -> bool:
    """Whether an item's number fills the line up to ``at``."""
    start = text.rfind("\n", 0, at) + 1
    number = _BEGINNING.match(text, start, at)
    return number is not None and number.end() == at


def _begins(text: str, at: int, end: int) -> Mark | None:
    match = _BEGINNING.match(text, at, end)
    if match is None or match.lastgroup is None or match.end() == end:
        return None
    style = match.lastgroup
    return Mark(style, match.start(style), match.end(), 0, _plain(match.group(style)))


def _still_open(found: list[_Open], stack: list[int], style: str) -> list[int]:
    """The open items that a new one of ``style`` stands below: it ends one of its own style and all below that."""
    styles = [found[i].style for i in stack]
    if style in styles:
        return stack[: styles.index(style)]
    return [i for i in stack if found[i].style not in _LEAVES]


def _close(found: list[_Open], text: str) -> None:
    """An item ends where the next of its level or above begins; white space before that belongs to neither."""
    later: list[int] = []  # starts of the next items, by level
    last = found[-1].own_end if found else 0
    for item in reversed(found):
        del later[item.level :]
        later += [later[-1] if later else last] * (item.level - len(later))
        item.end = _stripped(text, item.start, later[-1])
        item.own_end = _stripped(text, item.start, item.own_end)
        later[-1] = item.start


def _stripped(text: str, start: int, end: int) -> int:
    while end > start and text[end - 1].isspace():
        end -= 1
    return end


def _item(index: int, item: _Open, text: str) -> Item:
    stop = _END_OF_TITLE.search(text, item.body, item.own_end)
    title_end = stop.start() if stop else item.own_end
    title_end = min(title_end, item.title_end or title_end)
    title_end = max(_stripped(text, item.body, title_end), item.body + 1)
    return Item(
        index=index,
        style=item.style,
        level=item.level,
        number=item.number,
        ordinal=ordinal(item.number),
        path=item.path,
        parent=item.parent,
        span=Span(item.start, max(item.end, title_end)),
        own=Span(item.start, max(item.own_end, title_end)),
        title=Span(item.body, title_end),
    )


def _plain(number: str) -> str:
    return number if number.startswith(("（", "—")) else number.rstrip("、.")


def ordinal(number: str) -> int | None:
    """``十二`` → 12, ``（三）`` → 3, ``4`` → 4, ``②`` → 2; None where it is no number."""
    words = number.strip("（）第章节篇条、.")
    if words.isdecimal():
        return int(words)
    if len(words) == 1 and "①" <= words <= "⑳":
        return ord(words) - ord("①") + 1
    if len(words) == 1 and "⒈" <= words <= "⒛":
        return ord(words) - ord("⒈") + 1
    if not words or any(c not in _CHINESE for c in words):
        return None
    hundreds, hundred, rest = words.rpartition("百")
    tens, ten, ones = rest.rpartition("十")
    total = _DIGITS.get(hundreds, 1) * 100 if hundred else 0
    total += _DIGITS.get(tens.strip("零〇"), 1) * 10 if ten else 0
    return total + _DIGITS.get(ones.strip("零〇"), 0)


def irregular(items: tuple[Item, ...]) -> list[tuple[str, Item, Item]]:
    """Gaps and repeats: (kind, the item before, the item), kind being numbering-gap or numbering-repeat.

    A figure may run on across chapters; other styles begin anew under each parent.
    """
    found = []
    last: dict[tuple[str, int | None], Item] = {}
    for item in items:
        if item.ordinal is None:
            continue
        key = (item.style, None if item.style == "figure" else item.parent)
        before = last.get(key)
        last[key] = item
        if before is None or before.ordinal is None or (item.ordinal == 1 and item.parent != before.parent):
            continue
        if item.ordinal == before.ordinal:
            found.append(("numbering-repeat", before, item))
        elif item.ordinal != before.ordinal + 1:
            found.append(("numbering-gap", before, item))
    return found
