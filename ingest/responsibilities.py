"""Finds the clauses of a text and what each closes: its bracket, its item, the sentence a person would quote."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ingest.clauses import Found, read_clause
from ingest.lexicon import Lexicon
from ingest.structure import Item, innermost
from ingest.tokenize import Tokenizer
from ingest.types import Span
from ingest.view import View

LONGEST_CLAUSE = 1200  # code points between the brackets
LONGEST_SENTENCE = 2000  # code points


@dataclass(frozen=True, slots=True)
class Clause:
    """One clause: ``inside`` its brackets, its units, and whether its bracket was closed. Spans are into the text."""

    inside: Span
    whole: Span
    view: View  # what was read, joined; ``Found`` offsets count in it
    units: tuple[Found, ...]
    closed: bool

    def place(self, unit: Found) -> Span:
        """Where a unit stands in the document's text."""
        return self.view.span(unit.start, unit.end)


def find_clauses(view: View, start: int, end: int, tokenizer: Tokenizer, lexicon: Lexicon) -> Iterator[Clause]:
    """The clauses of ``view[start:end]`` in order. Other brackets yield nothing: （链主）, （此件公开发布）."""
    at = start
    while at < end:
        if view.text[at] not in lexicon.brackets:
            at += 1
            continue
        close, closed = _closing(view.text, at, end, lexicon)
        inside = view.part(at + 1, close)
        joined = inside.joined()
        units: tuple[Found, ...] = ()
        if joined.text and (closed or _begins_with_label(joined.text, lexicon)):
            units = read_clause(joined, tokenizer, lexicon)
        if units:
            whole = Span(at, close + 1 if closed else close)
            yield Clause(view.span(at + 1, close), whole, joined, units, closed)
            at = whole.end
        else:
            at += 1


def _closing(text: str, at: int, end: int, lexicon: Lexicon) -> tuple[int, bool]:
    """(where the bracket at ``at`` closes, True), or (where its paragraph ends, False).

    Any closing bracket will do at depth 0: (区市场监管局〉 is written by hand. A blank line ends the search.
    """
    depth = 0
    closing = frozenset(lexicon.brackets.values())
    for i in range(at + 1, min(end, at + LONGEST_CLAUSE)):
        character = text[i]
        if character in lexicon.brackets:
            depth += 1
        elif character in closing:
            if depth == 0:
                return i, True
            depth -= 1
        elif character == "\n" and (text[i + 1 : i + 2] in {"", "\n"} or _numbered(text, i + 1)):
            return i, False
    end = min(end, at + LONGEST_CLAUSE)
    stop = text.find("\n", at + 1, end)
    return (end if stop < 0 else stop), False


_NUMBERED = re.compile(r"[^\S\n]{0,40}(?:\d{1,3}[.、]|（[一二三四五六七八九十]{1,3}）|[一二三四五六七八九十]{1,3}、)")


def _numbered(text: str, at: int) -> bool:
    return _NUMBERED.match(text, at) is not None


def _begins_with_label(text: str, lexicon: Lexicon) -> bool:
    return any(text.startswith(f"{label.word}：") for label in lexicon.labels)


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
    start = max(max(view.text.rfind(mark, floor, stop) for mark in "。；！？\n") + 1, floor)
    while start < end and view.text[start].isspace():
        start += 1
    return Span(start, clause.whole.end)
