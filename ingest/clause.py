"""A clause: where it stands, whom it names, the item and the sentence it belongs to."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ingest.clause_units import Found
from ingest.structure import Item, innermost
from ingest.types import Span
from ingest.view import View

LONGEST_SENTENCE = 2000  # code points
_END_OF_SENTENCE = re.compile(r"[。！？]|(?=\n|\Z)")


@dataclass(frozen=True, slots=True)
class Clause:
    """One clause: ``inside`` its brackets, its units, and whether its bracket was closed. Spans are into the text."""

    inside: Span
    whole: Span
    view: View  # what was read, joined; ``Found`` offsets count in it
    units: tuple[Found, ...]
    closed: bool
    kind: str = "cell"  # bracket | line | cell | prose
    labelled: bool = False  # begins with a label: 责任单位：

    def place(self, unit: Found) -> Span:
        """Where a unit stands in the document's text."""
        return self.view.span(unit.start, unit.end)


def item_of(clause: Clause, items: tuple[Item, ...]) -> Item | None:
    """The innermost item in whose own words the clause stands."""
    return innermost(items, clause.whole.start)


def sentence_of(clause: Clause, view: View, floor: int) -> Span:
    """The sentence that the clause closes, with the clause, or in which it stands: what a person would quote. It begins
    at ``floor`` (where the item begins or the clause before it ends) or later."""
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
    if clause.kind != "prose":
        return Span(start, clause.whole.end)
    after = _END_OF_SENTENCE.search(view.text, clause.whole.end, clause.whole.end + LONGEST_SENTENCE)
    return Span(start, after.end() if after is not None else clause.whole.end)
