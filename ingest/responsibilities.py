"""Finds the clauses of a text and what each closes: its bracket, its item, the sentence a person would quote."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator

from ingest.clause import Clause
from ingest.clause_units import Found, read_clause, speaks
from ingest.label_lines import (
    END_OF_LABELLED,
    LONGEST_CLAUSE,
    LONGEST_LABEL,
    LONGEST_LINE,
    label_before,
    label_line,
    line_up_to,
    spaced_line,
    up_to_stray,
)
from ingest.lexicon import Cue, Lexicon
from ingest.recognition import Recognizer
from ingest.structure import LONGEST_FIELD, behind_number
from ingest.types import Basis, Role, Span
from ingest.view import View

SHORTEST_CLAUSE = 2  # （一） is none
DEEPEST = 8  # brackets within brackets


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
            start = label_before(view.text, opening.start(), max(at, opening.start() - LONGEST_LABEL), known.lexicon)
            if start is not None:
                clauses, after = label_line(view, start, known)
        found += clauses
        at = max([after, opening.end(), *[clause.whole.end for clause in clauses]])
    return tuple(sorted((*found, *_lines(view, found, known)), key=lambda clause: clause.whole))


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
        close = next((stop.start() for stop in END_OF_LABELLED.finditer(view.text, at + 1, close)), close)
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
    joined, units = up_to_stray(joined, known) if labelled and not closed else (joined, read_clause(joined, known))
    bare = bool(units) and units[0].basis is Basis.BARE
    if not units or (bare and (not closed or _explains(view.text, at, close, known, alone=len(units) == 1))):
        return asides
    whole = Span(at, close + 1 if closed else close)
    return (Clause(view.span(at + 1, close), whole, joined, units, closed, "bracket", labelled), *asides)


def _explains(text: str, at: int, close: int, known: Recognizer, *, alone: bool) -> bool:
    """Whether a bracket with a mere list tells of the words before it: 未完成任务的单位（…）予以通报, 参演单位（…）,
    来源：…（…）."""
    if alone and _ends_in_unit(text, at, known):
        return True
    if text.endswith(known.lexicon.listed, 0, at):
        return True
    behind = text[close + 1 : close + 2] if text[at - 1 : at] not in {"。", "；", "！", "？"} else ""
    if "\u4e00" <= behind <= "\u9fff" or behind in {"“", "》"}:
        return True
    line = line_up_to(text, at)
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
            clause = spaced_line(view, at + head.start(1), at + head.end(1), end, known)
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


_LABEL_AND_SPACE = re.compile(r"[\s—*•·●○■◆▪→►▶➢★☆※-]{0,20}([\u4e00-\u9fff（）]{3,10})[^\S\n]{1,20}(?=\S)")
_END_OF_HEADED = re.compile(r"。|(?<![、，】〕）])(?<![、，】〕）]\r)\n|[【〔]")
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
