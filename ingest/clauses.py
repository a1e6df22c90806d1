"""Reads one clause: （牵头单位：A；责任单位：B、C等）, （A牵头，B配合）, （A、B按职责分工负责）.

The algorithm is small; the words are data (``cues.toml``). A clause is cut at ；, then ，, then 、. A label gives its
role to what follows; a verb gives its role to the units before it and beats the label; a list that ends in 等 is open.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from ingest.lexicon import Cue, Lexicon
from ingest.recognition import EVERYDAY, LONGEST_UNIT, Recognizer
from ingest.types import Basis, Role
from ingest.view import View

LONGEST_LABEL = 12
LONGEST_FIELD = 6  # of a word before a colon that is no label: 责任人
_HAN = re.compile(r"[\u4e00-\u9fff]")
_PLACE = re.compile(r"[\u4e00-\u9fff]{1,7}[省市县区州盟旗]")  # 杭州市 behind a label is its government


@dataclass(frozen=True, slots=True)
class Found:
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


@dataclass(slots=True)
class _Unit:
    start: int
    end: int
    words: str
    open_list: bool = False
    joint: str = ""  # the 会同 it stands behind


@dataclass(slots=True)
class _State:
    """What a clause has said so far."""

    label: Cue | None
    pending: list[_Unit]
    groups: list[tuple[list[_Unit], Role, str, Basis]]
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
    if state.pending and not state.groups and not state.stray:  # a bare list of units
        state.groups.append((state.pending, Role.RESPONSIBLE, "", Basis.BARE))
    labelled = any(basis is Basis.LABEL for _, _, _, basis in state.groups)
    if not labelled and any(basis is Basis.VERB for _, _, _, basis in state.groups):
        state.groups = [
            group for group in state.groups if all(known.is_unit(u.words) for u in group[0])
        ]  # 市科技局统筹，市教委负责: what is read stands, what is not known says nothing
    units = [unit for group, _, _, _ in state.groups for unit in group]
    if not units or not (labelled or all(known.is_unit(u.words) for u in units)):
        return ()
    if labelled and not any(known.is_unit(u.words) or _PLACE.fullmatch(u.words) for u in units):
        return ()
    if state.groups[0][3] is Basis.BARE and not any(_speaks(u.words, known) for u in units):
        return ()
    found = _found(state)
    if column is not None and column.role is not None:
        # A、B按职责分工负责 in a column 牵头单位 divides the work; both lead
        mine = {Role.RESPONSIBLE, column.role}
        found = [replace(u, role=column.role, basis=Basis.COLUMN) if u.role in mine else u for u in found]
    return tuple(found)


def _speaks(words: str, known: Recognizer) -> bool:
    """Whether a name in a bare list can only be a unit's: 区图书馆, 教育部; not 体育中心 or 产业基地."""
    if words.startswith((*known.lexicon.prefixes, *known.lexicon.collectives, *known.lexicon.own_heads)):
        return True
    suffix = known.suffix_of(words)
    return suffix is not None and suffix.kind not in EVERYDAY


def _read_phrase(text: str, start: int, end: int, state: _State, known: Recognizer) -> None:
    label = _label(text, start, end, known.lexicon)
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
    pieces = _cut(text, start, end, known.lexicon.item_separators, known.lexicon)
    for whole_start, whole_end in _enumerated(text, pieces, known.lexicon):
        for piece_start, piece_end in _at_joint(text, whole_start, whole_end, known):
            verb, before_verb = _verb(text, piece_start, piece_end, known.lexicon)
            unit_end, is_open = _tail(text, piece_start, before_verb, known.lexicon)
            unit_start = _lead_in(text, piece_start, unit_end, known.lexicon)
            for unit in _joined(text, unit_start, unit_end, state.gaps, known):
                unit.joint = unit.joint or next((u.joint for u in state.pending if u.joint), "")
                state.pending.append(unit)
            if is_open:
                _open(state)
            if verb is not None:
                _assign(state, verb)
    if state.label is None and state.pending and not any(known.is_unit(u.words) for u in state.pending):
        state.pending, state.stray = [], True  # 市科技局统筹，市教委、市财政局负责


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
    if theirs and state.groups:
        state.groups.append((theirs, Role.SUPPORT, theirs[0].joint, Basis.VERB))
        state.pending = [unit for unit in state.pending if not unit.joint]
    if state.label is not None and state.label.role is not None and state.pending:
        state.groups.append((state.pending, state.label.role, state.label.word, Basis.LABEL))
        state.pending = []


def _open(state: _State) -> None:
    for unit in state.pending:
        unit.open_list = True
    if not state.pending and state.groups:
        for unit in state.groups[-1][0]:
            unit.open_list = True


def _found(state: _State) -> list[Found]:
    found = []
    for number, (units, role, cue, basis) in enumerate(state.groups):
        is_open = any(unit.open_list for unit in units)
        found += [
            Found(unit.start, unit.end, unit.words, role, cue, basis, is_open, position, number)
            for position, unit in enumerate(units)
        ]
    return sorted(found, key=lambda unit: unit.start)


def _cut(text: str, start: int, end: int, separators: frozenset[str], lexicon: Lexicon) -> list[tuple[int, int]]:
    """Pieces between separators that stand outside inner brackets; empty ones left out."""
    pieces, depth, at = [], 0, start
    for mark in lexicon.marks[separators].finditer(text, start, end):
        character = mark.group()
        if character in separators:
            if depth == 0:
                pieces.append((at, mark.start()))
                at = mark.end()
        elif character in lexicon.brackets:
            depth += 1
        elif character in lexicon.closings:
            depth = max(depth - 1, 0)
    pieces.append((at, end))
    return [(a, b) for a, b in pieces if b > a]


def _enumerated(text: str, pieces: list[tuple[int, int]], lexicon: Lexicon) -> list[tuple[int, int]]:
    """各市、县、区政府 is one unit: its pieces put together again."""
    first, follows = lexicon.enumeration
    found: list[tuple[int, int]] = []
    open_ = False
    for start, end in pieces:
        going_on = open_ and follows.match(text, start, end)
        if going_on:
            found[-1] = (found[-1][0], end)
        else:
            found.append((start, end))
        open_ = bool(follows.fullmatch(text, start, end) if going_on else first.fullmatch(text, start, end))
    return found


def _label(text: str, start: int, end: int, lexicon: Lexicon) -> tuple[Cue, int] | None:
    """(label, where its units begin) where the phrase begins with a label and a colon, or 为."""
    colon = text.find("：", start, end)
    if colon > start:
        cue = lexicon.label_named(text[start:colon])
        return (cue, colon + 1) if cue is not None else None
    copula = text.find("为", start, min(end, start + LONGEST_LABEL))
    cue = lexicon.label_named(text[start:copula]) if copula > start + 2 else None
    return (cue, copula + 1) if cue is not None and copula + 1 < end else None


def _at_labels(text: str, start: int, end: int, gaps: frozenset[int], known: Recognizer) -> list[tuple[int, int]]:
    """The phrase, cut before each further label in it: 牵头单位：A　配合单位：B, 牵头单位：A、配合单位：B."""
    cuts = [start]
    colon = text.find("：", start, end)
    while colon >= 0:
        cue = next(known.lexicon.label_endings.all(text, cuts[-1], colon), None)
        at = colon - len(cue.word) if cue is not None else -1
        prefix = next((p for p in known.lexicon.label_prefixes if cue and text.endswith(p, cuts[-1], at)), "")
        if cue is None:  # 责任人：… behind a space: a field that says no role
            field = max((gap for gap in gaps if max(cuts[-1], colon - LONGEST_FIELD) < gap < colon), default=0)
            if field:
                cuts.append(field)
        for place in (at - len(prefix), at):
            before = text[cuts[-1] : place].rpartition("：")[2].rpartition("、")[2] if place > cuts[-1] else ""
            if place > cuts[-1] and (place in gaps or not before or known.is_unit(before)):
                cuts.append(place)
                break
        colon = text.find("：", colon + 1, end)
    return list(zip(cuts, [*cuts[1:], end], strict=True))


def _at_joint(text: str, start: int, end: int, known: Recognizer) -> list[tuple[int, int]]:
    """A牵头会同B负责 is two: A with its verb, and 会同B."""
    words = text[start:end]
    for token in known.tokens(words) if known.lexicon.joint.search(words, 1) else ():
        if token.start and token.of(words) in known.lexicon.joint_words:
            verb, stop = _verb(words, 0, token.start, known.lexicon)
            if verb is not None and known.is_unit(words[:stop]):
                return [(start, start + token.start), (start + token.start, end)]
    return [(start, end)]


def _verb(text: str, start: int, end: int, lexicon: Lexicon) -> tuple[Cue | None, int]:
    """(verb, where the units before it end). The longest verb that ends the piece; its fillers go with it."""
    cue = next(lexicon.verb_endings.all(text, start, end), None)
    if cue is None:
        return _noted(text, start, end, lexicon)
    suffix = next(lexicon.suffix_endings.all(text, start, end), None)
    if suffix is not None and len(suffix.word) > len(cue.word):
        return None, end  # 区政协办
    end -= len(cue.word)
    while True:
        filler = next((f for f in lexicon.fillers if text.endswith(f, start, end) and end - len(f) > start), None)
        if filler is None or filler in lexicon.tails:
            return cue, end
        end -= len(filler)


def _noted(text: str, start: int, end: int, lexicon: Lexicon) -> tuple[Cue | None, int]:
    """市科技局（牵头）: a role noted in brackets behind the unit."""
    opening = text.rfind("（", start, end) if text.endswith("）", start, end) else -1
    if opening <= start:
        return None, end
    note = text[opening + 1 : end - 1]
    cue = next((cue for cue in lexicon.verbs if cue.word == note), None) or lexicon.label_of.get(note)
    return (cue, opening) if cue is not None and cue.role is not None else (None, end)


def _tail(text: str, start: int, end: int, lexicon: Lexicon) -> tuple[int, bool]:
    if text.endswith(lexicon.tails, start, end):
        for tail in lexicon.tails:
            if text.endswith(tail, start, end):
                return end - len(tail), True
    return end, False


def _lead_in(text: str, start: int, end: int, lexicon: Lexicon) -> int:
    """Past 由 and the like before the first unit."""
    if text.startswith(lexicon.fillers, start, end):
        for filler in lexicon.fillers:
            if text.startswith(filler, start, end) and end - start > len(filler) + 1:
                return start + len(filler)
    return start


def _joined(text: str, start: int, end: int, gaps: frozenset[int], known: Recognizer) -> list[_Unit]:
    """The unit of a piece, or the units that 会同, 和 or a space joins.

    Where words begin and end is the tokenizer's to say: 商 joins in 市教委商市财政局, not in 区建发局商务处.
    """
    words = text[start:end]
    joints = known.lexicon.joint_words
    for token in known.tokens(words) if known.lexicon.joint.search(words) else ():
        joint = token.of(words)
        if joint in joints and (not token.start or known.is_unit(words[: token.start])):
            after = start + token.end
            rest, is_open = _tail(text, after, end, known.lexicon)
            first = [_Unit(start, start + token.start, words[: token.start])] if token.start else []
            for unit in _joined(text, after, rest, gaps, known) if rest > after else ():
                first.append(replace(unit, open_list=is_open, joint=joint))
            return first
    for at, after, is_open in _partings(text, start, end, gaps, known):
        first = _joined(text, start, at, gaps, known)
        first = [replace(unit, open_list=is_open) for unit in first]
        return [*first, *_joined(text, after, end, gaps, known)]
    if not words or len(words) > LONGEST_UNIT or _HAN.search(words) is None or words == "无":
        return []
    return [_Unit(start, end, words)]


def _partings(
    text: str, start: int, end: int, gaps: frozenset[int], known: Recognizer
) -> Iterator[tuple[int, int, bool]]:
    """Where a piece holds two units: (where the first ends, where the next begins, whether 等 stood between).

    和 stands in names too (发展和改革委员会): it parts only what are units on both sides.
    """
    words = text[start:end]
    at = words.find("等", 2)
    if at > 0 and known.is_unit(words[:at]):
        tail = next((tail for tail in known.lexicon.tails if words.startswith(tail, at)), "")
        joint = known.lexicon.conjunction.match(words, at + len(tail)) if tail else None
        if joint and known.is_unit(words[joint.end() :]):
            yield start + at, start + joint.end(), True  # 财政局等有关部门和各区人民政府
        elif words.startswith(known.lexicon.collectives, at + 1):
            yield start + at, start + at + 1, False  # 财政局等国务院相关部门
    if known.lexicon.conjunction.search(words, 1):
        for token in known.tokens(words):
            if token.start > 1 and token.of(words) in known.lexicon.conjunctions:
                sides = words[: token.start], words[token.end :]
                if all(known.is_unit(side) for side in sides):
                    yield start + token.start, start + token.end, False
    for gap in sorted(gap for gap in gaps if start < gap < end):
        if known.is_unit(text[start:gap]) and known.is_unit(text[gap:end]):
            yield gap, gap, False
