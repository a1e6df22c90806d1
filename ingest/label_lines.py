"""Labels without brackets: 牵头单位：A，配合单位：B on a line, or behind the words of a task."""

from __future__ import annotations

import re
from itertools import islice

from ingest.clause import Clause
from ingest.clause_units import Found, read_clause
from ingest.lexicon import COPULAS, Lexicon
from ingest.recognition import SEATS, Recognizer
from ingest.structure import LONGEST_FIELD, behind_number, ends_number
from ingest.types import Span
from ingest.view import View

LONGEST_CLAUSE = 1200  # code points
LONGEST_LABEL = 40  # with the white space in it
SHORTEST_LABEL = 2
LEAST_STRAY, LONGEST_STRAY = 4, 12  # of a name among units that no suffix tells
OFTEN = 4  # of a label in a text, which no footer is
FIELDS = 5  # lines looked at above and below
LONGEST_LINE = 400
LONGEST_BEFORE = 30  # of a field and its value right before a label
LEAST_TITLE, LONGEST_TITLE = 4, 40

_BEFORE_LABEL = "\n。；！？）〕】：—*•·●○■◆▪-→►▶➢★☆※｜|"
#: a sentence's end, a line's end but in the middle of a list, a number
END_OF_LABELLED = re.compile(
    r"。|(?<![、，：])(?<![、，：]\r)\n|（[一二三四五六七八九十]{1,3}）|(?<=[\u4e00-\u9fff。；）])[^\S\n]{0,4}\d{1,2}[.、](?=[\u4e00-\u9fff])"
)
_SENTENCE_ENDS = "。；！？"
#: what goes on in a label behind it: 各牵头单位：, 由责任单位：
_GOES_ON = tuple("的各由和与及或向对为是按请将把被给让等以、，：")
_AND = "和与及"
_HAN = re.compile(r"[\u4e00-\u9fff]+")
_LAST_PIECE = re.compile(r"(?:\A|[、，：；\s])([\u4e00-\u9fff]{2,16})[^\S\n]{0,4}\Z")
_FIRST_PIECE = re.compile(r"[^\S\n]{0,4}([\u4e00-\u9fff]{1,12})(?=[、，；。\s]|\Z)")


def label_before(text: str, colon: int, floor: int, lexicon: Lexicon) -> int | None:
    """Where the label before a colon begins; None where there is none, or other words run into it."""
    end = colon - (len(text[floor:colon]) - len(text[floor:colon].rstrip()))
    end -= text.endswith(COPULAS, floor, end)
    cue = next(lexicon.label_endings.all(text, floor, end), None)
    if cue is None:  # 主办单位：… again and again, or above 完成时限：…, not in a web page's footer
        cue = next(lexicon.bracketed_endings.all(text, floor, end), None)
        if cue is not None and not (_is_often(text, f"{cue.word}：") or _among_fields(text, colon, lexicon)):
            cue = None
    if cue is None:
        return _spaced_label(text, end, floor, lexicon)
    at = end - len(cue.word)
    prefix = next((prefix for prefix in lexicon.label_prefixes if text.endswith(prefix, floor, at)), "")
    for place in (at, at - len(prefix)):
        before = text[max(place - 8, 0) : place].rstrip(" \r")
        if not before or before[-1] in _BEFORE_LABEL:
            return place
        if _behind_field(text, place, lexicon):
            return place
        if (before[-1] in "、." or before[-1].isdecimal()) and ends_number(text, place):  # 一、牵头单位：…
            return place
    return at - len(prefix) if not cue.bracketed and _behind_title(text, at - len(prefix), lexicon) else None


def _is_often(text: str, label: str) -> bool:
    """Whether a text says the label OFTEN; it is looked through up to there."""
    at = -1
    for _ in range(OFTEN):
        at = text.find(label, at + 1)
        if at < 0:
            return False
    return True


def _behind_field(text: str, at: int, lexicon: Lexicon) -> bool:
    """Whether the words before ``at`` are another field with its value: 责任领导：某某　　主办单位：…"""
    before = _sentence_up_to(text, at)
    field = "".join(before.partition("：")[0].split())
    named = lexicon.is_field(field) or (len(field) < LONGEST_FIELD and field.endswith(lexicon.beside_heads))
    return named and (text[at - 1] == " " or len(before) <= LONGEST_BEFORE)


def _behind_title(text: str, at: int, lexicon: Lexicon) -> bool:
    """Whether the words before ``at`` are the title of an item: 1.加快项目建设 牵头单位：…, 2、防汛备汛责任单位：…; not
    what says which units those are: 3.整改不到位责任单位：…"""
    start = at - len(_sentence_up_to(text, at))
    begins = behind_number(text, start)
    title = text[begins:at]
    if begins == start or not LEAST_TITLE <= len(title.strip()) <= LONGEST_TITLE:
        return False
    return title[-1].isspace() or not title.endswith((*_GOES_ON, *lexicon.deeds, *lexicon.faults))


def line_up_to(text: str, at: int) -> str:
    """What stands in the line of ``at`` before it, LONGEST_LINE code points at most."""
    floor = max(at - LONGEST_LINE, 0)
    return text[max(text.rfind("\n", floor, at) + 1, floor) : at]


def _sentence_up_to(text: str, at: int) -> str:
    """What stands before ``at`` since the last sentence or line ended."""
    line = line_up_to(text, at)
    return line[max(map(line.rfind, _SENTENCE_ENDS)) + 1 :]


def _among_fields(text: str, colon: int, lexicon: Lexicon) -> bool:
    """Whether the line of the colon stands in a row of fields of a task, one a line, of which one is a sure one."""
    start = text.rfind("\n", 0, colon) + 1
    before, after = text[max(start - LONGEST_LINE, 0) : start], text[start : colon + LONGEST_LINE]
    for lines in (reversed(before.split("\n")[:-1]), after.split("\n")):
        for line in islice(lines, FIELDS):
            field = "".join(line.partition("：")[0].split())
            cue = lexicon.label_named(field)
            if field in lexicon.table_heads or (cue is not None and not cue.bracketed):
                return True
            if cue is None:
                break
    return False


def _spaced_label(text: str, end: int, floor: int, lexicon: Lexicon) -> int | None:
    """Where a label begins that fills its line or sentence up to the colon, set wide (牵 头 单 位) or short (牵头)."""
    line = max(floor, *(text.rfind(mark, floor, end) + 1 for mark in "\n。"))
    words = text[line:end]
    start = line + len(words) - len(words.lstrip(_BEFORE_LABEL + " \r"))
    named = "".join(text[start:end].split())
    cue = lexicon.label_named(named) if len(named) < end - start or len(named) == SHORTEST_LABEL else None
    return start if cue is not None and not cue.bracketed and cue.role is not None else None


def label_line(view: View, at: int, known: Recognizer) -> tuple[tuple[Clause, ...], int]:
    """牵头单位：A，配合单位：B、C等 without brackets: a line, or the end of a paragraph running into the next heading.

    It ends with its sentence, its line (unless that ends in the middle of a list) or where a number follows; words
    that name no unit are none of it. Also where to look on: a text of labels alone is read once.
    """
    text = view.text
    end = min(len(text), at + LONGEST_CLAUSE)
    stops = (stop.start() for stop in END_OF_LABELLED.finditer(text, at, end))
    end = next((stop for stop in stops if text[stop] != "\n" or not breaks_name(text, stop, known)), end)
    end -= len(text[at:end]) - len(text[at:end].rstrip())
    joined, units = up_to_stray(view.part(at, end).joined(), known)
    span = joined.span(0, len(joined.text)) if units else Span(at, end)
    if not units:
        bracket = known.lexicon.bracket_or_break.search(text, at, end)
        return (), bracket.start() if bracket is not None else end
    return (Clause(span, span, joined, units, closed=True, kind="line", labelled=True),), span.end


def breaks_name(text: str, at: int, known: Recognizer) -> bool:
    """Whether the line ends at ``at`` in the middle of a unit's name: 市工商⏎局."""
    if not "\u4e00" <= text[max(at - 2, 0) : at].rstrip("\r")[-1:] <= "\u9fff":
        return False
    before = _LAST_PIECE.search(text, max(at - LONGEST_LABEL, 0), at)
    after = _FIRST_PIECE.match(text, text.find("\n", at) + 1)
    if before is None or after is None or not known.is_unit(before[1] + after[1]):
        return False
    listed = text[before.start()] in "、，：" or before[1].startswith(tuple(known.lexicon.prefixes))
    if not listed and before[1][-1] not in _AND:
        return False  # 任务内容⏎牵头单位 are two heads
    if known.is_unit(before[1]):
        return after[1] in SEATS  # 各县区⏎人民政府
    if before[1][-1] in _AND or not known.is_unit(after[1]):
        return True  # 市人力资源和⏎社会保障局
    begins = after[1].startswith((*known.lexicon.prefixes, *known.lexicon.collectives))
    tokens = known.tokens(before[1] + after[1])
    return not begins and any(token.start < len(before[1]) < token.end for token in tokens)  # 建设发⏎展集团公司


def up_to_stray(joined: View, known: Recognizer) -> tuple[View, tuple[Found, ...]]:
    """What names units only, and its units. 区水务局加强巡查…: the clause ends with the unit, the next paragraph has
    begun."""
    units = read_clause(joined, known)
    generic = known.lexicon.generic  # 责任处室：办公室: behind a label it is one
    strays = [u for u in units if not known.is_named(u.words) and known.plain_name(u.words) not in generic]
    last = units[-1].start if units and not _ends_list(joined, units, known) else -1
    cuts = (u for u in strays if u.start == last or len(u.words) > LONGEST_STRAY or known.begins_with_deed(u.words))
    stray = next(cuts, None)
    if stray is None:
        return joined, units  # 责任单位：镇水利站、民兵应急排、镇团委: among units it is one
    joined = joined.part(0, stray.start + known.unit_before(stray.words))
    return joined, tuple(u for u in read_clause(joined, known) if known.is_named(u.words))


def _ends_list(joined: View, units: tuple[Found, ...], known: Recognizer) -> bool:
    """Whether a name that no suffix tells is the last of a list with which the clause ends: A、B、吴江人才港; not
    A、B、主要负责人 or A、B、长期坚持."""
    last = units[-1]
    listed = last.position > 1 and joined.text[last.start - 1] == "、" and last.end == len(joined.text)
    named = LEAST_STRAY <= len(last.words) <= LONGEST_STRAY and last.words.endswith(known.lexicon.name_ends)
    if not (listed and named and _HAN.fullmatch(last.words) and known.is_named(units[-2].words)):
        return False
    return not known.begins_with_deed(last.words) and not known.unit_before(last.words)


def spaced_line(view: View, at: int, stop: int, end: int, known: Recognizer) -> Clause | None:
    """A line 牵头单位　A、B: a label without its colon."""
    cue = known.lexicon.label_named(view.text[at:stop])
    if cue is None or cue.role is None or cue.bracketed or len(cue.word) < 3:
        return None
    joined = view.part(stop, end).joined()
    units = read_clause(joined, known, label=cue)
    if not units or not all(known.is_unit(unit.words) for unit in units):
        return None
    whole = Span(at, joined.span(0, len(joined.text)).end)
    return Clause(whole, whole, joined, units, closed=True, kind="line", labelled=True)
