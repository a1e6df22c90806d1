"""Whose document it is: its jurisdiction from letterhead, number, title, imprint and addressees, with the reason.

江北区人民政府 alone may be 重庆's or 宁波's: what else the document says of the places above decides; where nothing
does, the jurisdiction keeps its short name and the question is raised.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ingest.divisions import Division, Leading, nation
from ingest.ids import stable_id
from ingest.lexicon import Lexicon
from ingest.types import Fact, Jurisdiction, Span

#: a place that no table has
_PLACE = re.compile(
    r"[\u4e00-\u9fff]{1,12}?(?:自治区|自治州|自治县|特别行政区|省|市|新区|区|县|(?:州|盟|旗)(?![市区县]))"
)
_GOVERNED = re.compile(r"人民政府|政府|委(?!员)|党委|人大|政协|\Z")
_NATIONAL = ("国务院", "中共中央", "中央")
#: what stands before the place in the name of a party or league committee: 中共|合川区委
_PARTY = re.compile(r"中国共产党|中共|共青团")
#: what may follow a ministry that issues a document: 教育部等六部门, 工业和信息化部办公厅
_MINISTRY_ENDS = re.compile(r"办公厅|综合司|等|关于|印发|[、\s]|\Z")
LONGEST_ORGAN = 16  # code points
UNDECIDED = "jurisdiction.undecided"
#: what may stand in a title before the place that it plans for
_BEFORE_PLACE = re.compile(r"印发《?|关于《?|《|\A20\d\d(?:[—-]20\d\d)?年度?")


@dataclass(frozen=True, slots=True)
class Evidence:
    """Words that begin with the document's place, or with its letter (``rule`` number), and where they stand."""

    rule: str  # issuer | number | title | imprint | addressees
    words: str
    span: Span


@dataclass(frozen=True, slots=True)
class Settled:
    """The place, the fact that says why, and the places that it may be where that is undecided."""

    place: Jurisdiction
    fact: Fact
    candidates: tuple[str, ...] = ()


def jurisdiction_of(issuer: str, lexicon: Lexicon, year: int | None = None) -> Jurisdiction | None:
    """重庆市江北区人民政府 → 重庆市江北区, a district of 重庆市. National bodies govern 全国.

    A place that several cities have keeps its short name. None where the words begin with no place.
    """
    if _is_national(issuer, lexicon):
        return nation()
    issuer = _without_party(issuer)
    leading = lexicon.divisions.leading(issuer, year)
    if leading is None:
        return _zone(issuer, lexicon) or _invented(issuer, lexicon)
    further = _below(issuer, leading, lexicon)
    if further is not None:
        return further
    return _one(leading.places) or _short(issuer[: leading.end], leading.places)


def settle(evidence: list[Evidence], text: str, year: int | None, lexicon: Lexicon) -> Settled | None:
    """The document's place by the first evidence that names one; the rest, and the text, tell namesakes apart."""
    for one in evidence:
        names = tuple(_meant(one, lexicon, year))
        stated = names or one.rule in {"issuer", "imprint"}  # these begin with a place, known or not
        place = jurisdiction_of(one.words, lexicon, year) if stated and one.rule != "number" else None
        if not names:
            if place is not None:
                return _settled(place, one.rule, one)
            continue
        if place is not None and (place.superior or place.level in {"nation", "province", "zone"} or len(names) < 2):
            return _settled(place, one.rule, one)
        if len(names) == 1:
            return _settled(names[0].jurisdiction, one.rule, one)
        hinted = _hinted(names, evidence, text, lexicon)
        if hinted is not None:
            return _settled(hinted.jurisdiction, f"{one.rule}.hint", one)
        if one.rule == "number":
            continue  # a letter alone is no place
        short = place or _short(names[0].name, names)
        fact = Fact("jurisdiction", short.name, one.span, UNDECIDED)
        return Settled(short, fact, tuple(row.full for row in names))
    return None


def _settled(place: Jurisdiction, rule: str, one: Evidence) -> Settled:
    return Settled(place, Fact("jurisdiction", place.name, one.span, f"jurisdiction.{rule}"))


def _meant(one: Evidence, lexicon: Lexicon, year: int | None) -> Iterator[Division]:
    """Every place of the table that the evidence may name."""
    if one.rule == "number":
        yield from _of_number(one.words, lexicon)
        return
    if _is_national(one.words, lexicon):
        yield Division("全国", "全国", "nation", "", "全国")
        return
    leading = lexicon.divisions.leading(_without_party(one.words), year)
    if leading is not None:
        yield from leading.places


def _without_party(words: str) -> str:
    party = _PARTY.match(words)
    return words[party.end() :] if party else words


def _is_national(words: str, lexicon: Lexicon) -> bool:
    """国务院办公厅, 教育部等六部门: an organ that stands at no level but the nation's."""
    if words.startswith(_NATIONAL):
        return True
    for size in range(min(LONGEST_ORGAN, len(words)), 2, -1):
        bodies = lexicon.register.by_form.get(words[:size], ())
        if bodies and all(body.levels == {"nation"} for body in bodies):
            return _MINISTRY_ENDS.match(words, size) is not None
    return False


def _of_number(number: str, lexicon: Lexicon) -> tuple[Division, ...]:
    """江北府发〔2023〕32号 → both 江北区; 渝府办发 → 重庆市."""
    divisions = lexicon.divisions
    head = number.partition("〔")[0]
    for tail in divisions.number_tails:
        at = head.find(tail)
        if at > 0 and (found := divisions.meant(head[:at])):
            return found
    return tuple(
        row
        for letter, name in divisions.letters.items()
        if len(letter) > 1 and head.startswith(letter)
        for row in divisions.meant(letter)
        if row.full == name
    )


def _hinted(names: tuple[Division, ...], evidence: list[Evidence], text: str, lexicon: Lexicon) -> Division | None:
    """The one of several namesakes whose city or province the document names: in its head first, then anywhere."""
    said = "\n".join(one.words for one in evidence)
    letters = {full: letter for letter, full in lexicon.divisions.letters.items()}
    number = next((one.words for one in evidence if one.rule == "number"), "")
    for where in (said, text):
        found = []
        for row in names:
            above = list(_above(row, lexicon))
            stems = {over.short for over in above} | {over.name for over in above}
            lettered = any(number.startswith(letters[over.full]) for over in above if over.full in letters)
            if lettered or any(stem in where for stem in stems):
                found.append(row)
        if len(found) == 1:
            return found[0]
    return None


def _above(row: Division, lexicon: Lexicon) -> Iterator[Division]:
    over = lexicon.divisions.by_full.get(row.superior)
    while over is not None:
        yield over
        over = lexicon.divisions.by_full.get(over.superior)


def _one(places: tuple[Division, ...]) -> Jurisdiction | None:
    return places[0].jurisdiction if len(places) == 1 else None


def _short(words: str, places: tuple[Division, ...]) -> Jurisdiction:
    """A place that is known by its short name alone."""
    return Jurisdiction(stable_id("j", words), words, words, places[0].level, None)


def _below(issuer: str, leading: Leading, lexicon: Lexicon) -> Jurisdiction | None:
    """重庆市|澄湖区人民政府: a place below a known one that the table lacks."""
    match = _PLACE.match(issuer, leading.end)
    above = _one(leading.places)
    if match is None or above is None or _GOVERNED.match(issuer, match.end()) is None:
        return None
    if _GOVERNED.match(issuer, leading.end):
        return None  # 合川区|委合川区人民政府
    name = above.name + match.group()
    level = "district" if above.level != "province" or above.name in lexicon.municipalities else "city"
    return Jurisdiction(stable_id("j", name), name, match.group(), level, above.name)


def _zone(issuer: str, lexicon: Lexicon) -> Jurisdiction | None:
    """云川高新区|管理委员会."""
    zone = lexicon.divisions.zone(issuer)
    if not zone or not issuer[len(zone) :].startswith(("管委会", "管理委员会")):
        return None
    return Jurisdiction(stable_id("j", zone), zone, zone, "zone", None)


def _invented(issuer: str, lexicon: Lexicon) -> Jurisdiction | None:
    parts: list[str] = []
    at = 0
    while (match := _PLACE.match(issuer, at)) is not None:
        if parts and (_GOVERNED.match(issuer, at) or not _goes_on(issuer, match, lexicon)):
            break
        parts.append(match.group())
        at = match.end()
    if not parts:
        return None
    name = "".join(parts)
    return Jurisdiction(stable_id("j", name), name, parts[-1], _level(parts), "".join(parts[:-1]) or None)


def _goes_on(issuer: str, match: re.Match[str], lexicon: Lexicon) -> bool:
    """Whether the words are a further place, by what follows: 澄湖区|安全生产委员会 is one, 社区|建设领导小组 not."""
    if _GOVERNED.match(issuer, match.end()) or _PLACE.match(issuer, match.end()):
        return True
    body = issuer[match.end() :]
    return len(match.group()) > 2 and body in lexicon.register.by_form


def _level(parts: list[str]) -> str:
    last = parts[-1]
    if last.endswith(("省", "自治区")):
        return "province"
    if last.endswith(("市", "州", "盟")) and (len(parts) < 2 or not parts[-2].endswith(("市", "州"))):
        return "city"
    return "district"


def title_places(title: str) -> Iterator[tuple[int, str]]:
    """(offset, words) of every part of a title that may begin with the place it is for."""
    yield 0, title
    for match in _BEFORE_PLACE.finditer(title):
        yield match.end(), title[match.end() :]
