"""Finds the clauses of a text and what each closes: its bracket, its item, the sentence a person would quote."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from ingest.clauses import Found, read_clause, speaks
from ingest.lexicon import Cue, Lexicon
from ingest.recognition import Recognizer
from ingest.structure import LONGEST_FIELD, Item, behind_number, ends_number, innermost
from ingest.types import Basis, Role, Span
from ingest.view import View

LONGEST_CLAUSE = 1200  # code points between the brackets
SHORTEST_CLAUSE = 2  # （一） is none
LONGEST_LABEL = 40  # with the white space in it
SHORTEST_LABEL = 2
LONGEST_STRAY = 12  # of a name among units that no suffix tells
LONGEST_LINE = 400
FIELDS = 5  # lines looked at above and below
DEEPEST = 8  # brackets within brackets
LONGEST_SENTENCE = 2000  # code points


@dataclass(frozen=True, slots=True)
class Clause:
    """One clause: ``inside`` its brackets, its units, and whether its bracket was closed. Spans are into the text."""

    inside: Span
    whole: Span
    view: View  # what was read, joined; ``Found`` offsets count in it
    units: tuple[Found, ...]
    closed: bool
    kind: str = "cell"  # bracket | line | cell
    labelled: bool = False  # begins with a label: 责任单位：

    def place(self, unit: Found) -> Span:
        """Where a unit stands in the document's text."""
        return self.view.span(unit.start, unit.end)


def find_clauses(view: View, known: Recognizer) -> tuple[Clause, ...]:
    """The clauses of a text in order: in brackets, behind a label without brackets, or a line that is one.

    Other brackets yield nothing: （链主）, （此件公开发布）.
    """
    found: list[Clause] = []
    at = 0
    while (opening := known.lexicon.openings.search(view.text, at)) is not None:
        after = opening.end()
        if opening.group() in known.lexicon.brackets:
            clauses, after = _bracketed(view, opening.start(), known)
        else:
            clauses = ()
            start = _label_before(view.text, opening.start(), max(at, opening.start() - LONGEST_LABEL), known.lexicon)
            if start is not None:
                clauses, after = _labelled(view, start, known)
        found += clauses
        at = max([after, opening.end(), *[clause.whole.end for clause in clauses]])
    return tuple(sorted((*found, *_lines(view, found, known)), key=lambda clause: clause.whole))


def _label_before(text: str, colon: int, floor: int, lexicon: Lexicon) -> int | None:
    """Where the label before a colon begins; None where there is none, or other words run into it."""
    end = colon - (len(text[floor:colon]) - len(text[floor:colon].rstrip()))
    cue = next(lexicon.label_endings.all(text, floor, end), None)
    if cue is None and _among_fields(text, colon, lexicon):  # 主办单位：… above 完成时限：…, not a web page's footer
        cue = next(lexicon.bracketed_endings.all(text, floor, end), None)
    if cue is None:
        return _spaced_label(text, end, floor, lexicon)
    at = end - len(cue.word)
    prefix = next((prefix for prefix in lexicon.label_prefixes if text.endswith(prefix, floor, at)), "")
    for place in (at, at - len(prefix)):
        before = text[max(place - 8, 0) : place].rstrip(" \r")
        if not before or before[-1] in _BEFORE_LABEL:
            return place
        if text.endswith("  ", 0, place) and _behind_field(text, place, lexicon):
            return place
        if (before[-1] in "、." or before[-1].isdecimal()) and ends_number(text, place):  # 一、牵头单位：…
            return place
    return None


def _behind_field(text: str, at: int, lexicon: Lexicon) -> bool:
    """Whether the line of ``at`` begins with another field: 责任领导：某某　　主办单位：…"""
    field = "".join(_line_up_to(text, at).partition("：")[0].split())
    return lexicon.is_field(field) or (len(field) < LONGEST_FIELD and field.endswith(lexicon.beside_heads))


def _line_up_to(text: str, at: int) -> str:
    return text[text.rfind("\n", max(at - LONGEST_LINE, 0), at) + 1 : at]


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
    """Where a label begins that fills its line up to the colon, set wide or of two characters: 牵 头 单 位, 牵头."""
    line = max(text.rfind("\n", floor, end) + 1, floor)
    words = text[line:end]
    start = line + len(words) - len(words.lstrip(_BEFORE_LABEL + " \r"))
    named = "".join(text[start:end].split())
    cue = lexicon.label_named(named) if len(named) < end - start or len(named) == SHORTEST_LABEL else None
    return start if cue is not None and not cue.bracketed and cue.role is not None else None


def _bracketed(view: View, at: int, known: Recognizer) -> tuple[tuple[Clause, ...], int]:
    """The clauses in the bracket at ``at``, and where to look on. 【责任单位】A、B has its units behind it."""
    close, closed = _closing(view.text, at, len(view.text), known.lexicon)
    cue = known.lexicon.label_named("".join(view.text[at + 1 : close].split())) if close - at < LONGEST_LABEL else None
    if closed and cue is not None and cue.role is not None and not _notes(view.text, at, close, known):
        return _headed(view, Span(at, close + 1), cue, known)
    return _in_bracket(view, at, close, closed, known), at + 1


def _notes(text: str, at: int, close: int, known: Recognizer) -> bool:
    """Whether the bracket notes the role of the unit before it: 市公安局（牵头）、市住建局."""
    return text[at] == "（" and (text[close + 1 : close + 2] in {"、", "，"} or _ends_in_unit(text, at, known))


def _headed(view: View, head: Span, cue: Cue, known: Recognizer) -> tuple[tuple[Clause, ...], int]:
    """The units behind a label in brackets of its own, to the end of the line or the next such bracket."""
    text = view.text
    end = min(len(text), head.end + LONGEST_CLAUSE)
    end = next((stop.start() for stop in _END_OF_HEADED.finditer(text, head.end, end)), end)
    line = text.find("\n", head.end, end)
    begins = _numbered(text, line + 1) or text[line + 1 : line + 2] in known.lexicon.brackets
    if line >= 0 and (begins or text[head.end : line].strip(" \r：")):
        end = line  # the next item has begun
    joined = view.part(head.end, end).joined()
    skipped = len(joined.text) - len(joined.text.lstrip("：:"))
    joined = joined.part(skipped, len(joined.text))
    units = read_clause(joined, known, label=cue)
    if not units or not all(known.is_unit(unit.words) for unit in units):
        return (), head.end
    whole = Span(head.start, joined.span(0, len(joined.text)).end)
    return (Clause(whole, whole, joined, units, closed=True, kind="line", labelled=True),), whole.end


def _in_bracket(view: View, at: int, close: int, closed: bool, known: Recognizer) -> tuple[Clause, ...]:
    """What the bracket says, and what an aside in it says: A牵头〈其中…由B配合〉."""
    if close - at <= SHORTEST_CLAUSE:
        return ()
    if not closed and not _may_be_left_open(view.text, at + 1, close, known.lexicon):
        return ()
    if not closed:
        close = next((stop.start() for stop in _END_OF_LABELLED.finditer(view.text, at + 1, close)), close)
        close -= len(view.text[at:close]) - len(view.text[at:close].rstrip())
        if not _may_be_left_open(view.text, at + 1, close, known.lexicon):
            return ()
    said = view.part(at + 1, close)
    joined = said.joined()
    labelled = _begins_with_label(joined.text[:LONGEST_LABEL], known.lexicon)
    if not joined.text:
        return ()
    nested = closed and known.lexicon.bracket_or_break.search(joined.text) is not None  # as few are: a quick look
    aside = known.lexicon.aside.search(joined.text) if nested else None
    asides: tuple[Clause, ...] = ()
    if aside is not None:
        asides = _bracketed(view, joined.span(*aside.span(1)).start, known)[0]
        joined = joined.without(*aside.span(1))
    joined, units = _up_to_stray(joined, known) if labelled and not closed else (joined, read_clause(joined, known))
    if not units or (units[0].basis is Basis.BARE and _explains(view.text, at, close, known, alone=len(units) == 1)):
        return asides
    whole = Span(at, close + 1 if closed else close)
    return (Clause(view.span(at + 1, close), whole, joined, units, closed, "bracket", labelled), *asides)


def _explains(text: str, at: int, close: int, known: Recognizer, *, alone: bool) -> bool:
    """Whether a bracket with a mere list tells of the words before it: 未完成任务的单位（…）予以通报, 来源：…（…）."""
    if alone and _ends_in_unit(text, at, known):
        return True
    behind = text[close + 1 : close + 2] if text[at - 1 : at] not in {"。", "；", "！", "？"} else ""
    if "\u4e00" <= behind <= "\u9fff" or behind in {"“", "》"}:
        return True
    line = _line_up_to(text, at)
    if line.rpartition("：")[0].endswith(known.lexicon.contacts):
        return True
    named, colon, _ = line.partition("：")
    field = "".join(named.split()) if colon else ""
    return len(field) < LONGEST_FIELD and field.endswith(known.lexicon.beside_heads)


def _may_be_left_open(text: str, start: int, end: int, lexicon: Lexicon) -> bool:
    """Whether a bracket that was never closed may hold a clause: it begins with a label, or is a line that ends in a
    verb."""
    if _begins_with_label("".join(text[start : start + LONGEST_LABEL].split()), lexicon):
        return True
    line = text[max(start, end - LONGEST_LABEL) : end].rstrip()
    return not text[end : end + 4].partition("\n")[0].strip("。 \r") and _ends_in_verb(line, lexicon)


def _ends_in_unit(text: str, at: int, known: Recognizer) -> bool:
    """Whether a unit's name stands right before ``at``: the bracket there holds its second name."""
    before = re.split(r"[，。、；：！？\s]", text[max(at - 30, 0) : at])[-1]
    return len(before) > 1 and known.suffix_of(before) is not None


def _labelled(view: View, at: int, known: Recognizer) -> tuple[tuple[Clause, ...], int]:
    """牵头单位：A，配合单位：B、C等 without brackets: a line, or the end of a paragraph running into the next heading.

    It ends with its sentence, its line (unless that ends in the middle of a list) or where a number follows; words
    that name no unit are none of it. Also where to look on: a text of labels alone is read once.
    """
    text = view.text
    end = min(len(text), at + LONGEST_CLAUSE)
    stops = (stop.start() for stop in _END_OF_LABELLED.finditer(text, at, end))
    end = next((stop for stop in stops if text[stop] != "\n" or not breaks_name(text, stop, known)), end)
    end -= len(text[at:end]) - len(text[at:end].rstrip())
    joined, units = _up_to_stray(view.part(at, end).joined(), known)
    span = joined.span(0, len(joined.text)) if units else Span(at, end)
    if not units:
        bracket = known.lexicon.bracket_or_break.search(text, at, end)
        return (), bracket.start() if bracket is not None else end
    return (Clause(span, span, joined, units, closed=True, kind="line", labelled=True),), span.end


def breaks_name(text: str, at: int, known: Recognizer) -> bool:
    """Whether the line ends at ``at`` in the middle of a unit's name: 市工商⏎局."""
    before = _LAST_PIECE.search(text, max(at - LONGEST_LABEL, 0), at)
    after = _FIRST_PIECE.match(text, text.find("\n", at) + 1)
    if before is None or after is None or not known.is_unit(before[1] + after[1]):
        return False
    listed = text[before.start()] in "、，：" or before[1].startswith(tuple(known.lexicon.prefixes))
    if not listed and before[1][-1] not in _AND:
        return False  # 任务内容⏎牵头单位 are two heads
    if known.is_unit(before[1]):
        return after[1] in _SEATS  # 各县区⏎人民政府
    if before[1][-1] in _AND or not known.is_unit(after[1]):
        return True  # 市人力资源和⏎社会保障局
    begins = after[1].startswith((*known.lexicon.prefixes, *known.lexicon.collectives))
    tokens = known.tokens(before[1] + after[1])
    return not begins and any(token.start < len(before[1]) < token.end for token in tokens)  # 建设发⏎展集团公司


def _up_to_stray(joined: View, known: Recognizer) -> tuple[View, tuple[Found, ...]]:
    """What names units only, and its units. 区水务局加强巡查…: the clause ends with the unit, the next paragraph has
    begun."""
    units = read_clause(joined, known)
    generic = known.lexicon.generic  # 责任处室：办公室: behind a label it is one
    strays = [
        u
        for u in units
        if not (known.is_unit(u.words) or known.is_place(u.words)) and known.plain_name(u.words) not in generic
    ]
    last = units[-1].start if units else 0
    stray = next((unit for unit in strays if unit.start == last or len(unit.words) > LONGEST_STRAY), None)
    if stray is None:
        return joined, units  # 责任单位：镇水利站、民兵应急排、镇团委: among units it is one
    joined = joined.part(0, stray.start + known.unit_before(stray.words))
    return joined, tuple(u for u in read_clause(joined, known) if known.is_unit(u.words) or known.is_place(u.words))


def _lines(view: View, found: list[Clause], known: Recognizer) -> Iterator[Clause]:
    """A line of its own that is a clause: 市教委、市财政局等按职责分工负责。"""
    starts = [clause.whole.start for clause in found]
    ends = [clause.whole.end for clause in found]
    at = 0
    while at < len(view.text):
        end = view.text.find("\n", at)
        end = len(view.text) if end < 0 else end
        line = view.text[at:end]
        if (head := _LABEL_AND_SPACE.match(line)) and bisect_right(ends, at) == bisect_left(starts, end):
            clause = _spaced(view, at + head.start(1), at + head.end(1), end, known)
            if clause is not None:
                yield clause
                at = end + 1
                continue
        words = line.strip().rstrip("。") if len(line) < LONGEST_LINE * 2 else ""
        if len(words) <= LONGEST_LINE and _ends_in_verb(words, known.lexicon) and _ONE_LIST.search(words):
            last = at + len(line) - len(line.lstrip()) + len(words)
            span = Span(min(behind_number(view.text, last - len(words)), last - 1), last)
            joined = view.part(span.start, span.end).joined()
            units = read_clause(joined, known)
            taken = bisect_right(ends, span.start) != bisect_left(starts, span.end)  # one stands in it, or it in one
            if not taken and _divides_work(units, known):
                yield Clause(span, span, joined, units, closed=True, kind="line")
        at = end + 1


def _divides_work(units: tuple[Found, ...], known: Recognizer) -> bool:
    """Whether a line says who does what: the first name can only be a unit's, and it is not who came to a meeting."""
    if len(units) < 2 or not speaks(units[0].words, known) or any(unit.basis is not Basis.VERB for unit in units):
        return False
    return any(unit.role is not Role.SUPPORT for unit in units)


def _ends_in_verb(words: str, lexicon: Lexicon) -> bool:
    return next(lexicon.verb_endings.all(words, 0, len(words)), None) is not None


def _spaced(view: View, at: int, stop: int, end: int, known: Recognizer) -> Clause | None:
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


def _closing(text: str, at: int, end: int, lexicon: Lexicon) -> tuple[int, bool]:
    """(where the bracket at ``at`` closes, True), or (where its paragraph ends, False).

    Any closing bracket will do at depth 0: (区市场监管局〉 is written by hand. A blank line ends the search.
    """
    depth = 0
    for mark in lexicon.bracket_or_break.finditer(text, at + 1, min(end, at + LONGEST_CLAUSE)):
        i, character = mark.start(), mark.group()
        if character in lexicon.brackets:
            if _begins_with_label(text[i + 1 : i + LONGEST_LABEL], lexicon):
                return i, False  # another clause begins: this one was never closed
            depth += 1
            if depth > DEEPEST:
                break  # no clause: a text of brackets is read in time that its length sets
        elif character in lexicon.closings:
            if depth == 0:
                return i, True
            depth -= 1
        elif character == "\n" and (_BLANK.match(text, i + 1) or _numbered(text, i + 1)):
            if _END_OF_PAGE.match(text, i):
                continue
            return i, False
    else:
        if end <= at + LONGEST_CLAUSE:  # the text's end is a paragraph's
            return end, False
    end = min(end, at + LONGEST_CLAUSE)
    stop = text.find("\n", at + 1, end)
    return (end if stop < 0 else stop), False


_BEFORE_LABEL = "\n。；！？）〕】：—*•·●○■◆▪-→►▶➢★☆※｜|"
#: a sentence's end, a line's end but in the middle of a list, a number
_END_OF_LABELLED = re.compile(
    r"。|(?<![、，：])(?<![、，：]\r)\n|（[一二三四五六七八九十]{1,3}）|(?<=[\u4e00-\u9fff。；）])[^\S\n]{0,4}\d{1,2}[.、](?=[\u4e00-\u9fff])"
)
_LABEL_AND_SPACE = re.compile(r"[\s—*•·●○■◆▪→►▶➢★☆※-]{0,20}([\u4e00-\u9fff（）]{3,10})[^\S\n]{1,20}(?=\S)")
_END_OF_HEADED = re.compile(r"。|(?<![、，】〕）])(?<![、，】〕）]\r)\n|[【〔]")
_SEATS = frozenset({"人民政府", "政府", "管委会", "管理委员会", "办事处"})
_AND = "和与及"
_LAST_PIECE = re.compile(r"(?:\A|[、，：；\s])([\u4e00-\u9fff]{2,16})[^\S\n]{0,4}\Z")
_FIRST_PIECE = re.compile(r"[^\S\n]{0,4}([\u4e00-\u9fff]{1,12})(?=[、，；。\s]|\Z)")
_ONE_LIST = re.compile(r"\A[^。]{1,400}[、，][^。]{1,400}\Z")
_BLANK = re.compile(r"[^\S\n]{0,40}(?:\n|\Z)")
#: a page's number between empty lines, where a page ends in the middle of a clause
_END_OF_PAGE = re.compile(r"\s{0,8}[-—][^\S\n]{0,4}\d{1,3}[^\S\n]{0,4}[-—]\s{0,8}(?=[^\s（])")
_NUMBERED = re.compile(r"[^\S\n]{0,40}(?:\d{1,3}[.、]|（[一二三四五六七八九十]{1,3}）|[一二三四五六七八九十]{1,3}、)")


def _numbered(text: str, at: int) -> bool:
    return _NUMBERED.match(text, at) is not None


def _begins_with_label(text: str, lexicon: Lexicon) -> bool:
    colon = text.find("：")
    return colon > 0 and lexicon.label_named(text[:colon]) is not None


def item_of(clause: Clause, items: tuple[Item, ...]) -> Item | None:
    """The innermost item in whose own words the clause stands."""
    return innermost(items, clause.whole.start)


def sentence_of(clause: Clause, view: View, floor: int) -> Span:
    """The sentence that the clause closes, with the clause: what a person would quote. It begins at ``floor`` (where
    the item begins or the clause before it ends) or later."""
    end = clause.whole.start
    floor = min(max(floor, end - LONGEST_SENTENCE), end)
    stop = end
    while stop > floor and view.text[stop - 1] in "。；！？ \n":
        stop -= 1
    start = floor
    for mark in "。；！？\n":
        start = max(start, view.text.rfind(mark, start, stop) + 1)
    while start < end and view.text[start].isspace():
        start += 1
    return Span(start, clause.whole.end)
