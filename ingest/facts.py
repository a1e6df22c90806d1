"""What a document says of itself: number, title, issuer, dates, addressees … each with its place in the text."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from ingest.ids import normalized, stable_id
from ingest.jurisdiction import Evidence, Settled, settle, title_places
from ingest.lexicon import Lexicon
from ingest.structure import ordinal
from ingest.types import Document, Fact, Source, Span
from ingest.view import View

LONGEST_HEAD = 4000  # code points in which a document says what it is
LONGEST_TITLE = 120
LONGEST_ISSUER = 40


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
    _number(view, head_end, found, words)
    letterhead = _title(view, head_end, words)
    title = letterhead.text or source.name
    after = 0
    if letterhead.text:
        span = letterhead.span(0, len(letterhead.text))
        found.add("title", title, span, "title.letterhead")
        after = span.end
    _issuer(view, letterhead, after, head_end, found, words)
    _addressees(view, after, head_end, found)
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


def _number(view: View, head_end: int, found: _Found, words: dict[str, Any]) -> None:
    match = re.search(words["number"]["pattern"], view.text[:head_end])
    if match:
        line_start = view.text.rfind("\n", 0, match.start()) + 1
        if view.text[line_start : match.start()].strip(" ") == "":
            span = view.span(match.start(), match.end())
            found.add("number", span.of(view.text), span, "number.letterhead")


@dataclass(frozen=True, slots=True)
class _Line:
    """A line with words in it, white space round them left out."""

    start: int
    end: int
    words: str


def _title(view: View, head_end: int, words: dict[str, Any]) -> View:
    """The title, joined: from the line that names the issuer or says 关于 to the one that ends in 通知, 意见 …

    重庆市江北区人民政府⏎关于印发江北区质量强区建设实施方案的通知 is one title. A text without such a line has its
    first line for a title. The view is empty where there is no line at all.
    """
    lines = _lines(view.text, 0, head_end)
    ends, about = tuple(words["title"]["ends"]), words["title"]["about"]
    for last, line in enumerate(lines):
        if not line.words.endswith(ends) or len(line.words) > LONGEST_TITLE:
            continue
        first = next((i for i in range(last, max(last - 3, -1), -1) if about in lines[i].words), last)
        if lines[first].words.startswith(about) and first > 0 and not _is_number(lines[first - 1].words, words):
            first -= 1
        return view.part(lines[first].start, line.end).joined()
    for line in lines:
        if not _is_number(line.words, words):
            return view.part(line.start, min(line.end, line.start + LONGEST_TITLE)).joined()
    return view.part(0, 0)


def _is_number(line: str, words: dict[str, Any]) -> bool:
    """渚澄政办〔2020〕27号, and whoever signs beside it: no part of a title."""
    return re.match(words["number"]["pattern"], line) is not None


def _lines(text: str, start: int, end: int) -> list[_Line]:
    """The lines of ``text[start:end]`` that have words."""
    rows, at = [], start
    while at < end:
        stop = text.find("\n", at, end)
        stop = end if stop < 0 else stop
        line = text[at:stop]
        if line.strip():
            first = at + len(line) - len(line.lstrip())
            rows.append(_Line(first, at + len(line.rstrip()), line.strip()))
        at = stop + 1
    return rows


def _issuer(view: View, title: View, after: int, head_end: int, found: _Found, words: dict[str, Any]) -> None:
    """Whoever the title names before 关于, or whoever signs below it."""
    ends = tuple(words["issuer"]["ends"])
    named, about, _ = title.text.partition(words["title"]["about"])
    named = re.sub(r"印发《?$", "", named)  # 中共云川省委办公厅印发《关于…
    named = re.sub(words["issuer"]["joint"], "", named)  # 教育部等六部门
    if about and named.endswith(ends):
        found.add("issuer", named, title.span(0, len(named)), "issuer.letterhead")
        return
    for line in _lines(view.text, after, head_end):
        if line.words.endswith(ends) and len(line.words) <= 30:
            found.add("issuer", "".join(line.words.split()), Span(line.start, line.end), "issuer.signature")
            return
    bodies = tuple(words["issuer"]["bodies"])
    if about and 2 < len(named) <= LONGEST_ISSUER and named.endswith(bodies) and "号" not in named:
        found.add("issuer", named, title.span(0, len(named)), "issuer.title")


def _addressees(view: View, start: int, head_end: int, found: _Found) -> None:
    """各镇人民政府、街道办事处，区政府各部门，有关单位： the line that ends in a colon, cut outside its brackets."""
    line = next((x for x in _lines(view.text, start, head_end) if x.words.endswith("：") and len(x.words) <= 300), None)
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
