"""What stands between two 、 of a clause: a unit, or several that 会同 or 和 joins, and the verb behind them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from ingest.lexicon import Cue, Lexicon
from ingest.recognition import LONGEST_UNIT, SEATS, Piece, Recognizer, Unit

MOST_OF = 2  # so many spaces part a list, though not each name in it is known for a unit's
_HAN = re.compile(r"[\u4e00-\u9fff]")


def read_pieces(text: str, start: int, end: int, gaps: frozenset[int], known: Recognizer) -> tuple[Piece, ...]:
    """``text[start:end]`` as pieces, whose offsets count from ``start``. ``gaps``: where ``text`` had white space."""
    words = text[start:end]
    within = frozenset(gap - start for gap in gaps if start < gap < end) if gaps else gaps
    if within:
        return _pieces(words, within, known)
    found = known.pieces.get(words)
    if found is None:
        found = known.pieces[words] = _pieces(words, within, known)
    return found


def _pieces(words: str, gaps: frozenset[int], known: Recognizer) -> tuple[Piece, ...]:
    if not gaps and len(words) > 1 and known.lexicon.name_alone.fullmatch(words):
        end = len(words) - _person(words, known)
        return (Piece((Unit(0, end, words[:end], person=end < len(words)),), None, is_open=False),)
    found = []
    for begin, stop in _at_joint(words, 0, len(words), known):
        start, end, mark = _marked(words, begin, stop, known.lexicon)
        verb, before_verb = _verb(words, start, end, known.lexicon)
        unit_end, is_open = _tail(words, start, before_verb, known.lexicon)
        unit_start = _lead_in(words, start, unit_end, known)
        units = tuple(_joined(words, unit_start, unit_end, gaps, known))
        if mark:
            units = tuple(replace(unit, mark=mark) for unit in units)
        found.append(Piece(units, verb, is_open, noted=verb is not None and words[end - 1] in known.lexicon.closings))
    return tuple(found)


def _marked(words: str, start: int, end: int, lexicon: Lexicon) -> tuple[int, int, str]:
    """The piece without the ★ before or behind its unit, and that sign."""
    if end - start > 1 and words[start] in lexicon.signs:
        return start + 1, end, words[start]
    if end - start > 1 and words[end - 1] in lexicon.signs:
        return start, end - 1, words[end - 1]
    return start, end, ""


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
        noted = _noted(text, start, end, lexicon)
        return noted if noted[0] is not None else _with_work(text, start, end, lexicon)
    suffix = next(lexicon.suffix_endings.all(text, start, end), None)
    if suffix is not None and len(suffix.word) > len(cue.word):
        return None, end  # 区政协办
    end -= len(cue.word)
    while True:
        filler = next((f for f in lexicon.fillers if text.endswith(f, start, end) and end - len(f) > start), None)
        if filler is None or filler in lexicon.tails:
            break
        end -= len(filler)
    earlier = lexicon.verb_with_work.search(text, start + 2, end + len(cue.word))
    if earlier is not None and earlier.end(1) < end:  # 市科技局负责技术指导: what it does, not what it is
        return _verb(text, start, earlier.end(1), lexicon)
    return cue, end


def _noted(text: str, start: int, end: int, lexicon: Lexicon) -> tuple[Cue | None, int]:
    """市科技局（牵头）: a role noted in brackets behind the unit."""
    opens = next((opens for opens, closes in lexicon.brackets.items() if text.endswith(closes, start, end)), "")
    opening = text.rfind(opens, start, end) if opens else -1
    if opening <= start:
        return None, end
    note = text[opening + 1 : end - 1]
    cue = next((cue for cue in lexicon.verbs if cue.word == note), None) or lexicon.label_of.get(note)
    return (cue, opening) if cue is not None and cue.role is not None else (None, end)


def _with_work(text: str, start: int, end: int, lexicon: Lexicon) -> tuple[Cue | None, int]:
    """市水务集团负责建设: a verb with what is to be done behind it, not itself a unit's name."""
    match = lexicon.verb_with_work.search(text, start + 2, end)
    if match is None or next(lexicon.suffix_endings.all(text, start, end), None) is not None:
        return None, end
    cue, stop = _verb(text, start, match.end(1), lexicon)
    return (cue, stop) if cue is not None else (None, end)


def _tail(text: str, start: int, end: int, lexicon: Lexicon) -> tuple[int, bool]:
    if text.endswith(lexicon.tails, start, end):
        for tail in lexicon.tails:
            if text.endswith(tail, start, end):
                return end - len(tail), True
    return end, False


def _lead_in(text: str, start: int, end: int, known: Recognizer) -> int:
    """Past 由 and the like before the first unit, and past what the unit is to do: 污染防治由市生态环境局负责."""
    lexicon = known.lexicon
    if text.startswith(lexicon.fillers, start, end):
        for filler in lexicon.fillers:
            if text.startswith(filler, start, end) and end - start > len(filler) + 1:
                return start + len(filler)
    by = text.find("由", start + 2, end - 2)  # 自由贸易试验区 is a name
    if by > 0 and text[by - 1] != "自" and known.is_unit(text[by + 1 : end]):
        return by + 1
    return start


def _joined(text: str, start: int, end: int, gaps: frozenset[int], known: Recognizer) -> list[Unit]:
    """The unit of a piece, or the units that 会同, 和 or a space joins.

    Where words begin and end is the tokenizer's to say: 商 joins in 市教委商市财政局, not in 区建发局商务处.
    """
    words = text[start:end]
    joints = known.lexicon.joint_words
    for token in known.tokens(words) if known.lexicon.joint.search(words) else ():
        joint = token.of(words)
        if joint not in joints or len(words) <= token.end + 1:
            continue
        before, more = _tail(words, 0, token.start, known.lexicon)  # 海关总署等部门会同有关省级人民政府
        if not token.start or known.is_unit(words[:before]):
            after = start + token.end
            rest, is_open = _tail(text, after, end, known.lexicon)
            first = [Unit(start, start + before, words[:before], open_list=more)] if token.start else []
            for unit in _joined(text, after, rest, gaps, known) if rest > after else ():
                first.append(replace(unit, open_list=is_open, joint=joint))
            return first
    for at, after, is_open in _partings(text, start, end, gaps, known):
        first = _joined(text, start, at, gaps, known)
        first = [replace(unit, open_list=is_open) for unit in first]
        return [*first, *_joined(text, after, end, gaps, known)]
    if not words or len(words) > LONGEST_UNIT or _HAN.search(words) is None or words == "无" or "：" in words:
        return []
    person = _person(words, known)
    return [Unit(start, end - person, words[: len(words) - person], person=person > 0)]


def _person(words: str, known: Recognizer) -> int:
    """How many characters at the end name a person behind the unit: 市教育局张立."""
    surnames, titles = known.lexicon.surnames, known.lexicon.titles
    plain = known.plain_name(words)
    if plain is not words and words[len(plain) + 1 : -1].endswith(titles):  # 市教育局张立（局长）
        person = _person(plain, known)
        return person + len(words) - len(plain) if person else 0
    if (surnames.isdisjoint(words[-3:-1]) and not words.endswith(titles)) or known.is_unit(words):
        return 0
    unit = known.unit_before(words)
    return len(words) - unit if unit and known.lexicon.person.fullmatch(words, unit) else 0


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
        for mark in known.lexicon.conjunction.finditer(words, 2):
            sides = words[: mark.start()], words[mark.end() :]
            if words.startswith("各") and sides[1] in SEATS:
                continue  # 各开发区党工委和管委会: those of each
            if all(known.is_unit(side) for side in sides):
                yield start + mark.start(), start + mark.end(), False
    within = sorted(gap for gap in gaps if start < gap < end)
    if len(within) >= MOST_OF and _mostly_units([text[a:b] for a, b in pairwise([start, *within, end])], known):
        yield within[0], within[0], False
        return
    for gap, following in pairwise([*within, end]):
        rest = known.is_named(text[gap:following]) or known.is_unit(text[gap:end])
        if rest and known.is_named(text[start:gap]):
            yield gap, gap, False


def _mostly_units(names: list[str], known: Recognizer) -> bool:
    """市文旅局 市委网信办 盐城广播电视总台: what stands between the spaces is a list of units."""
    units = sum(known.is_named(name) for name in names)
    whole = all(2 < len(name) <= LONGEST_UNIT // 4 and name not in known.lexicon.generic for name in names)
    return whole and 2 * units >= len(names) and known.is_unit(names[0])
