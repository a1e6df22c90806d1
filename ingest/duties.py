"""Lists of who has which duty, 市教育局：制定…, a unit and a colon on each line, below a heading that says so.

Nobody says 负责 there: what stands behind the colon is the duty. A colon alone says nothing elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ingest.clause import Clause
from ingest.clause_units import Found, speaks
from ingest.recognition import Recognizer
from ingest.structure import behind_number
from ingest.types import Basis, Role, Span
from ingest.view import View

_ENDS = r"(?:职责|(?:职责|任务|责任|工作)分工|主要任务)(?:如下)?[：。]?"
#: such a heading: （二）成员单位职责, 三、部门职责分工
_HEADING = re.compile(rf"[^。；：，\n]{{0,24}}{_ENDS}")
_HOLDS_ONE = re.compile(r"(?=[职分要])(?:职责|分工|要任务)(?:如下)?[：。]?\s*\n")  # one set first: quickly looked for
LONGEST_LIST = 80  # code points of the units before the colon
LONGEST_HEADING = 40
#: what stands behind the colon: words, neither a name in brackets nor a number to call
_DUTY = re.compile(r"[^\S\n]{0,4}[\u4e00-\u9fff“《]{2}[^\r\n]{6}")
_UNIT = re.compile(r"(?:[^、（）]|（[^（）]{0,20}）)+")


def find_duties(view: View, known: Recognizer) -> Iterator[Clause]:
    """The units of such lines, in the order of the text."""
    if _HOLDS_ONE.search(view.text) is None:  # as most do
        return
    listed = False
    at = 0
    while at < len(view.text):
        after = view.text.find("\n", at) + 1 or len(view.text) + 1
        end = at + len(view.text[at : after - 1].rstrip())
        start = behind_number(view.text, at)
        start += len(view.text[start:end]) - len(view.text[start:end].lstrip())
        if end - start <= LONGEST_HEADING and _HEADING.fullmatch(view.text, start, end):
            listed = True
        elif listed and end > start:
            units = _units(view.text, start, end, known)
            if units:
                yield _clause(view, units)
            elif "：" not in view.text[start:end] and end - start <= LONGEST_HEADING and view.text[end - 1] != "。":
                listed = False  # the next heading
        at = after


def _units(text: str, start: int, end: int, known: Recognizer) -> list[Span]:
    """The units that a line begins with, a colon and a duty behind them."""
    colon = text.find("：", start, min(end, start + LONGEST_LIST))
    if colon < 0 or _DUTY.match(text, colon + 1, end) is None:
        return []
    found = [Span(start + piece.start(), start + piece.end()) for piece in _UNIT.finditer(text[start:colon])]
    names = [unit.of(text) for unit in found]
    return found if speaks(names[0], known) and all(known.is_unit(name) for name in names) else []


def _clause(view: View, units: list[Span]) -> Clause:
    start, end = units[0].start, units[-1].end
    found = tuple(
        Found(unit.start - start, unit.end - start, unit.of(view.text), Role.RESPONSIBLE, "", Basis.BARE, False, i, 0)
        for i, unit in enumerate(units)
    )
    return Clause(Span(start, end), Span(start, end), view.part(start, end), found, closed=True, kind="prose")
