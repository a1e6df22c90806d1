"""Lists of who has which duty, 市教育局：制定… or 市教育局。制定…, units on each line, below a heading that says so.

Nobody need say 负责 there: what stands behind the units is the duty. A colon alone says nothing elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ingest.clause import Clause
from ingest.clause_units import Found, speaks
from ingest.prose import listed_in
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
_STOP = re.compile("[：。]")
_SAID = re.compile(r"[^\S\n]{0,4}(?:(牵头|负责牵头)|配合|协助|协同)")


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
            units, duty = _units(view.text, start, end, known)
            if units:
                yield _clause(view, units, _role(view.text, duty))
            elif "：" not in view.text[start:end] and end - start <= LONGEST_HEADING and view.text[end - 1] != "。":
                listed = False  # the next heading
        at = after


def _units(text: str, start: int, end: int, known: Recognizer) -> tuple[list[Span], int]:
    """The units that a line begins with, and where their duty begins, behind a colon or a full stop; ([], 0) where
    there is none."""
    stop = _STOP.search(text, start, min(end, start + LONGEST_LIST))
    if stop is None or known.lexicon.duty.match(text, stop.end(), end) is None:
        return [], 0
    found = listed_in(text, start, stop.start())
    names = [unit.of(text) for unit in found]
    named = bool(names) and speaks(names[0], known) and all(known.is_unit(name) for name in names)
    return (known.together(text, found), stop.end()) if named else ([], 0)


def _role(text: str, duty: int) -> Role:
    """牵头全县工作 leads, 配合乡镇 supports."""
    said = _SAID.match(text, duty)
    return Role.RESPONSIBLE if said is None else Role.LEAD if said[1] else Role.SUPPORT


def _clause(view: View, units: list[Span], role: Role) -> Clause:
    start, end = units[0].start, units[-1].end
    found = tuple(
        Found(unit.start - start, unit.end - start, unit.of(view.text), role, "", Basis.BARE, False, i, 0)
        for i, unit in enumerate(units)
    )
    return Clause(Span(start, end), Span(start, end), view.part(start, end), found, closed=True, kind="prose")
