"""Reads one clause: （牵头单位：A；责任单位：B、C等）, （A牵头，B配合）, （A、B按职责分工负责）.

The algorithm is small; the words are data (``cues.toml``). A clause is cut at ；, then ，, then 、. A label gives its
role to what follows; a verb gives its role to the units before it and beats the label; a list that ends in 等 is open.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from ingest.lexicon import QUOTES, Cue, Lexicon
from ingest.pieces import read_pieces
from ingest.recognition import EVERYDAY, Recognizer, Unit
from ingest.types import Basis, Role
from ingest.view import View

LONGEST_LABEL = 12
LONGEST_SCOPE = 12
FEW, FEW_BARE = 4, 6  # units of a list, of which one may be unknown; of one that neither label nor verb rules
#: a name that nothing but its neighbours tells for a unit's
_NAME = re.compile(r"(?:(?![未不已均尚要拟除非约第各共见附无等月年日底前续])[\u4e00-\u9fff]){2,6}")
LONGEST_FIELD = 6  # of a word before a colon that is no label: 责任人
_HAN = re.compile(r"[\u4e00-\u9fff、]+")
_FIRST_UNIT = re.compile(r"[^、，；]+")
_DASHES = "—-"


class Found(NamedTuple):
    """One unit of a clause. ``start`` and ``end`` count in the view that was read."""

    start: int
    end: int
    words: str  # of the view: without the line ends that broke it
    role: Role
    cue: str
    basis: Basis
    open_list: bool
    position: int
    group: int  # units of one list share it
    mark: str = ""  # the ★ beside it


Group = tuple[list[Unit], Role, str, Basis]


@dataclass(slots=True)
class _State:
    """What a clause has said so far."""

    label: Cue | None
    pending: list[Unit]
    groups: list[Group]
    gaps: frozenset[int]  # where white space stood
    over: bool = False  # a label that says no role rules what follows it
    stray: bool = False  # a phrase named nobody: it is left out, and the rest is no bare list


def read_clause(
    view: View, known: Recognizer, column: Cue | None = None, label: Cue | None = None
) -> tuple[Found, ...]:
    """The units of a clause, or () where the words are none. ``view``: what stands between the brackets, joined; or
    in a cell of a ``column`` that a label heads; or behind a ``label`` in brackets of its own: 【责任单位】A、B."""
    state = _State(column or label, [], [], view.gaps)
    for start, end in _cut(view.text, 0, len(view.text), known.lexicon.clause_separators, known.lexicon):
        for phrase_start, phrase_end in _cut(view.text, start, end, known.lexicon.phrase_separators, known.lexicon):
            for at, stop in _at_labels(view.text, phrase_start, phrase_end, state.gaps, known):
                _read_phrase(view.text, at, stop, state, known)
        _flush(state)
    persons = any(unit.person for unit in state.pending)  # （市统计局局长）: who somebody is
    said = bool(state.groups) and not all(_can_only_be_one(unit.words, known) for unit in state.pending)
    if state.pending and not said and not state.stray and not persons:  # a bare list, or what one leaves unsaid
        state.groups.append((state.pending, Role.RESPONSIBLE, "", Basis.BARE))
    labelled = any(basis is Basis.LABEL for _, _, _, basis in state.groups)
    if not labelled and any(basis is Basis.VERB for _, _, _, basis in state.groups):
        state.groups = [
            group for group in state.groups if _are_units(group, known)
        ]  # 市科技局统筹，市教委负责: what is read stands, what is not known says nothing
    units = [unit for group, _, _, _ in state.groups for unit in group]
    if not units or not (labelled or all(_are_units(group, known) for group in state.groups)):
        return ()
    if labelled and not any(known.is_named(u.words) for u in units):
        return ()
    if state.groups[0][3] is Basis.BARE and not any(known.is_unit(u.words) and speaks(u.words, known) for u in units):
        return ()
    found = _found(state)
    if column is not None and column.role is not None:
        # A、B按职责分工负责 in a column 牵头单位 divides the work; both lead
        mine = {Role.RESPONSIBLE, column.role}
        found = [u._replace(role=column.role, basis=Basis.COLUMN) if u.role in mine else u for u in found]
    return tuple(found)


def _are_units(group: Group, known: Recognizer) -> bool:
    """Whether a list that no label heads names units: each is known for one; one short name among others that are known
    need not be."""
    units, _, _, basis = group
    strays = [u for u in units if not known.is_named(u.words)]
    if len(strays) * 2 < len(units):  # what is listed with them, and begins as they do, is one: 县高甲戏剧团
        strays = [u for u in strays if not _begins_as_one(u.words, known)]
    if not strays:
        return True
    few = (FEW_BARE if basis is Basis.BARE else FEW) * len(strays) <= len(units) and strays[-1] is not units[-1]
    return few and all(_may_be_one(unit.words, known) for unit in strays)


def _begins_as_one(words: str, known: Recognizer) -> bool:
    """Whether words begin with the level or the place of a unit: 县高甲戏剧团, 安溪县高甲戏剧团; not 县城主干道."""
    if _HAN.fullmatch(words) is None or "的" in words or known.unit_before(words):
        return False
    first = known.tokens(words)[0].of(words)
    place = known.lexicon.divisions.leading(words)
    return first in known.lexicon.prefixes or (place is not None and len(words) > place.end + 2)


def _may_be_one(words: str, known: Recognizer) -> bool:
    """Whether words of which nothing is known may be a name: 碧湖湾; not 王小明, 6月底前, 市民委等已先行."""
    if _NAME.fullmatch(words) is None or words.startswith(known.lexicon.deeds) or known.unit_before(words):
        return False
    said = words in known.lexicon.fillers or known.lexicon.remarks.fullmatch(words)
    return not said and known.lexicon.person.fullmatch(words) is None


def _can_only_be_one(words: str, known: Recognizer) -> bool:
    """Whether what stands behind those who lead is a unit: 市财政局, 温州燃气集团; not 选址体育馆, 业主城投集团."""
    placed = known.lexicon.divisions.leading(words) is not None or words[:2] in known.lexicon.divisions.by_short
    return known.is_place(words) or (known.is_unit(words) and (placed or speaks(words, known)))


def speaks(words: str, known: Recognizer) -> bool:
    """Whether a name in a list that nothing labels can only be a unit's: 区图书馆, 教育部; not 体育中心 or 产业基地."""
    if words.startswith((*known.lexicon.prefixes, *known.lexicon.collectives, *known.lexicon.own_heads)):
        return True
    suffix = known.suffix_of(words)
    return suffix is not None and suffix.kind not in EVERYDAY


def _read_phrase(text: str, start: int, end: int, state: _State, known: Recognizer) -> None:
    label = _label(text, start, end, known)
    if label is not None:
        _flush(state)
        state.pending = []  # what stands before the first label is no unit: 6月底完成
        state.label, start = label
    elif known.lexicon.remarks.fullmatch(text, start, end) or known.lexicon.standing.match(text, start, end):
        return
    elif "：" in text[start : min(end, start + LONGEST_LABEL)]:  # 适用范围：… a label that says no role
        _flush(state)
        state.label = None
        state.over = True
    if state.over and label is None:
        return
    state.over = False
    earlier = len(state.pending)
    pieces = _cut(text, start, end, known.lexicon.item_separators, known.lexicon)
    joint = next((unit.joint for unit in state.pending if unit.joint), "")
    for at, stop in _enumerated(text, pieces, known):
        if "：" in text[at:stop].partition("（")[0]:
            break  # 市教育局、考点：市一中、市二中: a field that says no role
        for piece in read_pieces(text, at, stop, state.gaps, known):
            for unit in piece.units:
                behind = unit.joint or joint
                state.pending.append(
                    Unit(at + unit.start, at + unit.end, unit.words, unit.open_list, behind, unit.mark, unit.person)
                )
                joint = joint or behind
            if piece.is_open:
                _open(state)
            verb = piece.verb or (_work(state, known) if joint else None)
            if verb is not None and piece.noted:
                others = state.pending[: len(state.pending) - len(piece.units)]
                state.pending = state.pending[len(others) :]
                _assign(state, verb)
                state.pending = others
            elif verb is not None:
                _keep_label(state, verb, earlier)
                _assign(state, verb)
                earlier, joint = 0, ""
    if state.label is None and state.pending and not any(known.is_unit(u.words) for u in state.pending):
        state.pending, state.stray = [], True  # 市科技局统筹，市教委、市财政局负责


def _work(state: _State, known: Recognizer) -> Cue | None:
    """市教委会同市财政局制定: what they do together, where it stands behind the last of them."""
    last = state.pending[-1]
    word = next((word for word in known.lexicon.works if last.words.endswith(word)), "")
    if not word or not known.is_unit(last.words[: -len(word)]):
        return None
    last.words, last.end = last.words[: -len(word)], last.end - len(word)
    return Cue(word, "verb", Role.RESPONSIBLE)


def _keep_label(state: _State, verb: Cue, earlier: int) -> None:
    """牵头单位：A，B配合: A stands in a phrase of its own and keeps the label's role."""
    label = state.label
    if label is None or label.role is None or label.role is verb.role or verb.role is Role.LEAD or not earlier:
        return
    if any(unit.joint for unit in state.pending[:earlier]):
        return
    state.groups.append((state.pending[:earlier], label.role, label.word, Basis.LABEL))
    state.pending = state.pending[earlier:]


def _assign(state: _State, verb: Cue) -> None:
    """The verb's role goes to the units before it; those behind 会同 support."""
    assert verb.role is not None  # noqa: S101 - verbs have a role in the data, fillers are kept apart
    mine = [unit for unit in state.pending if not unit.joint]
    theirs = [unit for unit in state.pending if unit.joint]
    for units, role in ((mine, verb.role), (theirs, Role.SUPPORT)):
        if units:
            state.groups.append((units, role, verb.word, Basis.VERB))
    state.pending = []


def _flush(state: _State) -> None:
    """At the end of a part the label's role goes to what no verb took; A牵头，会同B: B supports without a verb."""
    theirs = [unit for unit in state.pending if unit.joint]
    if theirs and (state.groups or (state.label is not None and len(theirs) < len(state.pending))):
        state.groups.append((theirs, Role.SUPPORT, theirs[0].joint, Basis.VERB))
        state.pending = [unit for unit in state.pending if not unit.joint]
    if state.label is not None and state.label.role is not None and state.pending:
        state.groups.append((state.pending, state.label.role, state.label.word, Basis.LABEL))
        state.pending = []


def _open(state: _State) -> None:
    for unit in state.pending or (state.groups[-1][0] if state.groups else ()):
        unit.open_list = True


def _found(state: _State) -> list[Found]:
    found = []
    for number, (units, role, cue, basis) in enumerate(state.groups):
        is_open = any(unit.open_list for unit in units)
        found += [
            Found(unit.start, unit.end, unit.words, role, cue, basis, is_open, position, number, unit.mark)
            for position, unit in enumerate(units)
        ]
    return sorted(found, key=lambda unit: unit.start)


def _cut(text: str, start: int, end: int, separators: frozenset[str], lexicon: Lexicon) -> list[tuple[int, int]]:
    """Pieces between separators that stand outside inner brackets; empty ones left out."""
    pieces: list[tuple[int, int]] = []
    depth, at = 0, start
    for mark in lexicon.marks[separators].finditer(text, start, end):
        character = mark.group()
        if character in separators:
            if depth == 0:
                if mark.start() > at:
                    pieces.append((at, mark.start()))
                at = mark.end()
        elif character in lexicon.brackets or character == QUOTES[0]:
            depth += 1
        elif character in lexicon.closings or character == QUOTES[1]:
            depth = max(depth - 1, 0)
    if end > at:
        pieces.append((at, end))
    return pieces


def _field_before(text: str, start: int, colon: int, known: Recognizer) -> int:
    """Where the field before a colon begins that runs on from a unit or 、: 区城市管理局完成时限：…; 0 for none."""
    before = text[start:colon]
    for mark in "：、，":
        before = before.rpartition(mark)[2]
    field = before[known.unit_before(before) :]
    named = known.lexicon.is_field(field) or field.endswith(known.lexicon.head_ends)
    return colon - len(field) if named and 1 < len(field) < LONGEST_LABEL else 0


def _enumerated(text: str, pieces: list[tuple[int, int]], known: Recognizer) -> list[tuple[int, int]]:
    """各市、县、区政府 is one unit: its pieces put together again. 区财政局 after 各市 is another."""
    found: list[tuple[int, int]] = []
    follows: re.Pattern[str] | None = None  # what may go on here
    begins = known.lexicon.enumeration_begins
    for start, end in pieces:
        going_on = follows.match(text, start, end) if follows is not None else None
        if going_on is not None and known.unit_before(text[start:end]) <= going_on.end() - start:
            found[-1] = (found[-1][0], end)
            follows = follows if going_on.end() == end else None
        else:
            found.append((start, end))
            follows = None
            for first, following in known.lexicon.enumerations if begins.match(text, start, end) else ():
                if first.fullmatch(text, start, end):
                    follows = following
    return found


def _label(text: str, start: int, end: int, known: Recognizer) -> tuple[Cue, int] | None:
    """(label, where its units begin) where the phrase begins with a label and a colon, or 为, or a unit at once."""
    lexicon = known.lexicon
    colon = text.find("：", start, end)
    if colon > start:
        cue = lexicon.label_named(text[start:colon])
        return (cue, colon + 1) if cue is not None else None
    stop = min(end, start + LONGEST_LABEL)
    copula = max(text.find("为", start, stop), text.find("是", start, stop))
    cue = lexicon.label_named(text[start:copula]) if copula > start + 2 else None
    if cue is not None and copula + 1 < end:
        return cue, copula + 1
    return _without_colon(text, start, end, known)


def _without_colon(text: str, start: int, end: int, known: Recognizer) -> tuple[Cue, int] | None:
    """责任单位市教育局、市财政局: a label whose colon was left out, where a unit follows it."""
    begins = known.lexicon.label_begins.match(text, start, end)
    if begins is None:
        return None
    first = _FIRST_UNIT.match(text, begins.end(), end)
    named = first is not None and known.is_unit(first.group().removesuffix("等")) and speaks(first.group(), known)
    return (known.lexicon.label_of[begins.group()], begins.end()) if named else None


def _at_labels(text: str, start: int, end: int, gaps: frozenset[int], known: Recognizer) -> list[tuple[int, int]]:
    """The phrase, cut before each further label in it: 牵头单位：A　配合单位：B, 牵头单位：A、配合单位：B."""
    colon = text.find("：", start, end)
    if colon < 0 or known.lexicon.label_named(text[start:colon]) is not None:
        colon = text.find("：", colon + 1, end) if colon >= 0 else colon
    if colon < 0:
        labels = [gap for gap in sorted(gaps) if start < gap < end and _without_colon(text, gap, end, known)]
        return list(pairwise([start, *labels, end]))
    cuts = [start]
    while colon >= 0:
        cue = next(known.lexicon.label_endings.all(text, cuts[-1], colon), None)
        at = colon - len(cue.word) if cue is not None else -1
        prefix = next((p for p in known.lexicon.label_prefixes if cue and text.endswith(p, cuts[-1], at)), "")
        if cue is None:  # 责任人：…, 完成时限：… behind a space or a unit: a field that says no role
            field = max((gap for gap in gaps if max(cuts[-1], colon - LONGEST_FIELD) < gap < colon), default=0)
            field = field or _field_before(text, cuts[-1], colon, known)
            if field:
                cuts.append(field)
        if cue is not None and len(cuts) == 1 and _is_scope(text[start : at - len(prefix)], known):
            cuts = [at - len(prefix)]  # 法人库责任单位：…
        for place in (at - len(prefix), at):
            before = text[cuts[-1] : place].rpartition("：")[2].rpartition("、")[2] if place > cuts[-1] else ""
            before = before.rstrip(_DASHES)
            if place > cuts[-1] and (place in gaps or not before or known.is_unit(before)):
                cuts.append(place)
                break
        colon = text.find("：", colon + 1, end)
    ends = [len(text[:cut].rstrip(_DASHES)) for cut in cuts[1:]]  # ——责任单位：A——配合单位：B
    return list(zip(cuts, [*ends, end], strict=True))


def _is_scope(words: str, known: Recognizer) -> bool:
    """Words before a label that say of what it speaks, and name nobody."""
    return 0 < len(words) <= LONGEST_SCOPE and _HAN.fullmatch(words) is not None and not speaks(words, known)
