"""Responsibility said in a sentence: 由A牵头，会同B、C制定…; A、B要牵头…; A要会同B做好….

Only where each name can be nothing but a unit's; 各部门要会同有关方面… names nobody.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ingest.clauses import Found
from ingest.recognition import Recognizer
from ingest.responsibilities import Clause
from ingest.types import Basis, Role, Span
from ingest.view import View

_CUE = re.compile("牵头|会同|联合")
_STRETCH = re.compile(r"[^，。；：！？\s（）“”]{1,80}\Z")
LONGEST_STRETCH = 80  # code points before a cue
_LED = re.compile(r"(?<=[，。；：！？\n ])由([^，。；：！？\s（）“”]{2,60}?)(?:负责)?牵头")
_LEADS = re.compile(
    r"(?<=[。；：！？\n ])([^，。；：！？\s（）“”]{2,60}?)要(?:继续|切实|认真|充分)?(?:做好牵头|发挥牵头|牵头)"
)
_TOGETHER = re.compile(r"(?<=[，。；：！？\n ])(?:由|经)?([^，。；：！？\s（）“”]{2,60}?)(?:要|应当?|负责)?(会同|联合)")
#: told of what is done already: 会同市教委起草了本方案
_DONE = re.compile(r"[^。；！？\n]{0,200}?(?:起草|印发|制定了|编制了|形成了|开展了|下发|出台了|研究提出了|召开)")
_JOINT = re.compile(r"[^，。；：！？\n]{0,2}，?(会同|联合)(?=[^，。；：！？\n]{2})")
_SUPERVISES = re.compile(r"(?:做好|加强|开展|强化|对|负责|进行)?[^，。；]{0,8}?(?:指导|督查|督促|监督|督导|检查|考核)")
LONGEST_LIST = 80


def find_prose(view: View, known: Recognizer) -> Iterator[Clause]:
    """Such sentences, in the order of their kinds."""
    reader = _Prose(view, known)
    starts = list(_starts(view.text))
    for pattern in (_LED, _LEADS):
        for match in filter(None, (pattern.match(view.text, at) for at in starts)):
            yield from reader.clause(match.span(1), Role.LEAD, "牵头", match.end())
    for match in filter(None, (_TOGETHER.match(view.text, at) for at in starts)):
        yield from reader.clause(match.span(1), None, match[2], match.start(2))


def _starts(text: str) -> Iterator[int]:
    """Where a stretch without punctuation begins that says one of the cues: nothing else need be looked at."""
    last = -1
    for cue in _CUE.finditer(text):
        floor = max(cue.start() - LONGEST_STRETCH, 0)
        stretch = _STRETCH.search(text[floor : cue.start()])
        start = floor + stretch.start() if stretch is not None else cue.start()
        if start != last:
            yield start
        last = start


class _Prose:
    """One text and what reads it."""

    def __init__(self, view: View, known: Recognizer) -> None:
        self.view, self.known = view, known

    def clause(self, named: tuple[int, int], role: Role | None, cue: str, at: int) -> Iterator[Clause]:
        """The clause whose first units stand at ``named``; others may follow at ``at``, behind 会同. Without a ``role``
        what they are to do says it."""
        first = self._units(*named)
        if not first or not all(self._speaks(unit) for unit in first):
            return
        joint = _JOINT.match(self.view.text, at)
        others = self._listed(joint.end()) if joint else []
        if role is None:
            if not others:
                return
            if _DONE.match(self.view.text, others[-1].end):
                return
            supervises = _SUPERVISES.match(self.view.text, others[-1].end)
            role = Role.SUPERVISE if supervises else Role.RESPONSIBLE
        start, end = named[0], (others[-1].end if others else max(at, first[-1].end))
        part = self.view.part(start, end)
        groups = ((first, role, cue), (others, Role.SUPPORT, joint[1] if joint else ""))
        found = tuple(
            Found(u.start - start, u.end - start, u.of(self.view.text), r, word, Basis.VERB, False, position, number)
            for number, (units, r, word) in enumerate(groups)
            for position, u in enumerate(units)
        )
        yield Clause(Span(start, end), Span(start, end), part, found, closed=True, kind="prose")

    def _units(self, start: int, end: int) -> list[Span]:
        """The units of a list that is nothing else; [] where a piece names none."""
        found = []
        for piece in re.finditer(r"[^、]+", self.view.text[start:end]):
            if not self.known.is_unit(piece.group()):
                return []
            found.append(Span(start + piece.start(), start + piece.end()))
        return found

    def _listed(self, at: int) -> list[Span]:
        """The units of a list that runs into the sentence: its last ends where a unit's name does."""
        found: list[Span] = []
        stop = re.compile(r"[，。；：！？\n]").search(self.view.text, at)
        end = min(stop.start() if stop else len(self.view.text), at + LONGEST_LIST)
        for piece in re.finditer(r"[^、]+", self.view.text[at:end]):
            length = self.known.unit_before(piece.group())
            if not length:
                break
            found.append(Span(at + piece.start(), at + piece.start() + length))
            if length < len(piece.group()):
                break
        return found

    def _speaks(self, unit: Span) -> bool:
        """A name with a level, or of an organ: never 各部门 or a body of every day."""
        words = unit.of(self.view.text)
        if words.startswith(self.known.lexicon.collectives):
            return False
        suffix = self.known.suffix_of(words)
        return suffix is not None and (suffix.elides or words.startswith(tuple(self.known.lexicon.prefixes)))
