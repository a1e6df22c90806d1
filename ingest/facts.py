"""What a document says of itself: number, title, issuer, dates, addressees … each with its place in the text."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from ingest.ids import normalized, stable_id
from ingest.jurisdiction import Evidence, Settled, settle, title_places
from ingest.letterhead import issuer_of, lines_of, number_of, title_of
from ingest.lexicon import Lexicon
from ingest.structure import ordinal
from ingest.types import Document, Fact, Source, Span
from ingest.view import View

LONGEST_HEAD = 4000  # code points in which a document says what it is


@dataclass(slots=True)
class _Found:
    """The properties found so far, and where."""

    values: dict[str, object] = field(default_factory=dict)
    facts: list[Fact] = field(default_factory=list)

    def add(self, name: str, value: str, span: Span, rule: str, *, listed: bool = False) -> None:
        self.facts.append(Fact(name, value, span, rule))
        if listed:
            self.values[name] = (*self.values.get(name, ()), value)  # type: ignore[misc]
        else:
            self.values.setdefault(name, value)


def read_facts(text: str, view: View, body: int, source: Source, lexicon: Lexicon) -> Document:
    """The document, its head being what stands before ``body`` (where the outline begins)."""
    found = _Found()
    words = lexicon.document
    head_end = min(body, LONGEST_HEAD)
    lines = lines_of(view.text, 0, head_end)
    letterhead = title_of(view, lines, words)
    title = letterhead.text or source.name
    after = letterhead.span(0, len(letterhead.text)).end if letterhead.text else 0
    number_at = number_of(view, after, head_end, words)
    if number_at is not None:
        found.add("number", number_at.of(text), number_at, "number.letterhead")
    if letterhead.text:
        found.add("title", title, letterhead.span(0, len(letterhead.text)), "title.letterhead")
    issued = issuer_of(view, letterhead, after, lines, words)
    if issued is not None:
        found.add("issuer", *issued)
    _addressees(view, after, head_end, found, lexicon)
    imprint = re.search(words["imprint"]["pattern"], view.text)
    _dates(view, imprint, found, words)
    _phrases(view, found, words)
    values = found.values
    issuer, number = values.get("issuer"), values.get("number")
    settled = _jurisdiction(view, letterhead, imprint, found, lexicon)
    if settled is not None:
        found.facts.append(settled.fact)
    if issuer and number:
        id_ = stable_id("d", str(issuer), normalized(str(number)), normalized(title))
    else:
        id_ = stable_id("d", source.sha256)
    return Document(
        id=id_,
        title=title,
        number=_text(number),
        issuer=_text(issuer),
        jurisdiction=settled.place if settled else None,
        issued_on=_text(values.get("issued_on")),
        printed_on=_text(values.get("printed_on")),
        openness=_text(values.get("openness")),
        adopted_by=_text(values.get("adopted_by")),
        addressees=tuple(values.get("addressees", ())),  # type: ignore[arg-type]
        horizons=tuple(dict.fromkeys(values.get("horizons", ()))),  # type: ignore[call-overload]
        valid_from=_text(values.get("valid_from")),
        valid_to=_text(values.get("valid_to")),
        status=_text(values.get("status")),
        facts=tuple(found.facts),
        text=text,
        source=source,
    )


def year_of(number: str | None, issued_on: str | None, printed_on: str | None) -> int | None:
    """The year of a document: of its number, else of its signature or printing."""
    for words in ((number or "").rpartition("〔")[2], issued_on or "", printed_on or ""):
        if words[:4].isdigit():
            return int(words[:4])
    return None


def _year(values: Mapping[str, object]) -> int | None:
    return year_of(*(_text(values.get(name)) for name in ("number", "issued_on", "printed_on")))


def _jurisdiction(
    view: View, letterhead: View, imprint: re.Match[str] | None, found: _Found, lexicon: Lexicon
) -> Settled | None:
    """The place, from all that the head and the foot of the document say."""
    facts = {fact.field: fact for fact in reversed(found.facts)}
    evidence = [Evidence("issuer", facts["issuer"].value, facts["issuer"].span)] if "issuer" in facts else []
    evidence += [
        Evidence("title", words, letterhead.span(at, len(letterhead.text)))
        for at, words in title_places(letterhead.text)
        if words
    ]
    if "number" in facts:
        evidence.append(Evidence("number", facts["number"].value, facts["number"].span))
    printed = _imprint_line(view, imprint)
    evidence += [printed] if printed else []
    evidence += [Evidence("addressees", fact.value, fact.span) for fact in found.facts if fact.field == "addressees"]
    return settle(evidence, view.text, _year(found.values), lexicon)


def _imprint_line(view: View, imprint: re.Match[str] | None) -> Evidence | None:
    """重庆市江北区人民政府办公室　2023年12月4日印发: who printed it."""
    if imprint is None:
        return None
    start = view.text.rfind("\n", 0, imprint.start()) + 1
    line = view.text[start : imprint.start()]
    name = line.strip()
    if not name or len(name) > 30:
        return None
    at = start + line.index(name)
    return Evidence("imprint", name, view.span(at, at + len(name)))


def _addressees(view: View, start: int, head_end: int, found: _Found, lexicon: Lexicon) -> None:
    """各镇人民政府、街道办事处，区政府各部门，有关单位： the line that ends in a colon, cut outside its brackets."""
    ends = (one for one in lines_of(view.text, start, head_end) if one.words.endswith("：") and len(one.words) <= 300)
    line = next((one for one in ends if not lexicon.is_field("".join(one.words[:-1].split()))), None)
    if line is None:
        return
    depth, piece = 0, line.start
    for at in range(line.start, line.end):
        character = view.text[at]
        depth += (character == "（") - (character == "）")
        if character in "，、：" and depth == 0:
            if view.text[piece:at].strip():
                found.add("addressees", view.text[piece:at].strip(), Span(piece, at), "addressees", listed=True)
            piece = at + 1


def _dates(view: View, imprint: re.Match[str] | None, found: _Found, words: dict[str, Any]) -> None:
    """The date of printing, and the first date that is a line of its own: that of signing."""
    if imprint and _iso(imprint):
        found.add("printed_on", str(_iso(imprint)), view.span(imprint.start(), imprint.end()), "date.imprint")
    date = words["date"]["pattern"]
    # behind a line end, for which a text is searched fast; the first line is put behind one
    line = rf"(?m)\n[^\S\n]{{0,80}}(?:（|[成发]文日期：[^\S\n]{{0,8}})?({date})）?[^\S\n]{{0,80}}$"
    for match in re.finditer(line, "\n" + view.text):
        signed = re.match(date, match.group(1))
        if signed and _iso(signed):
            span = view.span(match.start(1) - 1, match.end(1) - 1)
            found.add("issued_on", str(_iso(signed)), span, "date.signature")
            return
    issuer = str(found.values.get("issuer", ""))  # 国务院办公厅　2020年11月1日, where a text has lost its line ends
    at = view.text.find(issuer, 0, LONGEST_HEAD) if issuer else -1
    while at >= 0:
        start = at + len(issuer)
        start += len(view.text[start : start + 8]) - len(view.text[start : start + 8].lstrip(" "))
        signed = re.match(date, view.text[start : start + 12])
        if signed and start > at + len(issuer) and _iso(signed):
            found.add("issued_on", str(_iso(signed)), view.span(start, start + signed.end()), "date.beside")
            return
        at = view.text.find(issuer, start, LONGEST_HEAD)


def _phrases(view: View, found: _Found, words: dict[str, Any]) -> None:
    """Openness, adoption, the years it plans for, validity: the words that say each are data."""
    for word in words["openness"]["words"]:
        at = view.text.find(f"（{word}）")
        if at >= 0:
            found.add("openness", word, view.span(at + 1, at + 1 + len(word)), "openness")
            break
    adopted = re.search(words["adopted"]["pattern"], view.text[:6000])
    if adopted:
        found.add("adopted_by", adopted.group(1), view.span(adopted.start(1), adopted.end(1)), "adopted")
    years: set[str] = set()
    for match in re.finditer(words["horizon"]["pattern"], view.text):
        if match.group(1) in years:
            continue
        years.add(match.group(1))
        found.add("horizons", match.group(1), view.span(match.start(1), match.end(1)), "horizon", listed=True)
    repealed = re.search(words["repealed"]["pattern"], view.text)
    if repealed:
        found.add("status", "repealed", view.span(repealed.start(), repealed.end()), "status.repealed")
    _validity(view, found, words["valid"])


def _validity(view: View, found: _Found, words: dict[str, Any]) -> None:
    """自2024年1月1日起施行，有效期5年: from the one day, to the same day five years on."""
    since = re.search(words["from"], view.text)
    if since and _iso(since):
        found.add("valid_from", str(_iso(since)), view.span(since.start(), since.end()), "valid.from")
    until = re.search(words["until"], view.text)
    if until and _iso(until):
        found.add("valid_to", str(_iso(until)), view.span(until.start(), until.end()), "valid.until")
        return
    period = re.search(words["period"], view.text)
    years = ordinal(period.group(1).replace("两", "二")) if period else None
    start = _iso(since) if since else None
    if period and years and start and (end := _later(start, years)):
        found.add("valid_to", end, view.span(period.start(), period.end()), "valid.period")


def _later(day: str, years: int) -> str | None:
    """The same day ``years`` later; 29 February has none in most years."""
    try:
        return date.fromisoformat(f"{int(day[:4]) + years:04d}{day[4:]}").isoformat()
    except ValueError:
        return None


def _iso(match: re.Match[str]) -> str | None:
    try:
        return date(int(match.group(1)), int(match.group(2)), int(match.group(3))).isoformat()
    except ValueError:
        return None


def _text(value: object) -> str | None:
    return str(value) if value is not None else None
