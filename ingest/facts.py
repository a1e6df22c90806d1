"""What a document says of itself: number, title, issuer, dates, addressees … each with its place in the text."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date

from ingest.ids import normalized, stable_id
from ingest.lexicon import Lexicon
from ingest.types import Document, Fact, Jurisdiction, Source, Span
from ingest.view import View

_PLACE = re.compile(r"[\u4e00-\u9fff]{1,12}?(?:自治区|自治州|自治县|特别行政区|省|市|区|县|州|盟|旗|新区)")
_SIGNED = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日\s*$")
_REPEALED = re.compile(r"本(?:文件|通知|方案|意见|办法)(?:已)?(?:废止|失效)")


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
    head_end = min(body, 4000)
    _number(view, head_end, found, words)
    title_span, title = _title(view, head_end, words, source)
    found.add("title", title, title_span, "title.letterhead")
    _issuer(view, title_span, title, head_end, found, words)
    _addressees(view, title_span.end, head_end, found)
    _dates(view, head_end, found, words)
    _phrases(view, found, words)
    values = found.values
    issuer, number = values.get("issuer"), values.get("number")
    place = jurisdiction_of(str(issuer), lexicon) if issuer else None
    if issuer and number:
        id_ = stable_id("d", str(issuer), normalized(str(number)), normalized(title))
    else:
        id_ = stable_id("d", source.sha256)
    return Document(
        id=id_,
        title=title,
        number=_text(number),
        issuer=_text(issuer),
        jurisdiction=place,
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


def jurisdiction_of(issuer: str, lexicon: Lexicon) -> Jurisdiction | None:
    """重庆市江北区人民政府 → 重庆市江北区, a district of 重庆市. National bodies govern 全国."""
    if issuer.startswith(("国务院", "中共中央")):
        return Jurisdiction(stable_id("j", "全国"), "全国", "全国", "nation", None)
    parts, at = [], 0
    while (match := _PLACE.match(issuer, at)) is not None:
        parts.append(match.group())
        at = match.end()
    if not parts:
        return None
    name = "".join(parts)
    return Jurisdiction(stable_id("j", name), name, parts[-1], _level(parts, lexicon), "".join(parts[:-1]) or None)


def _level(parts: list[str], lexicon: Lexicon) -> str:
    last = parts[-1]
    if last in lexicon.municipalities or last.endswith(("省", "自治区")):
        return "province"
    if last.endswith(("市", "州", "盟")) and (len(parts) < 2 or not parts[-2].endswith(("市", "州"))):
        return "city"
    return "district"


def _number(view: View, head_end: int, found: _Found, words: dict[str, dict[str, str]]) -> None:
    match = re.search(words["number"]["pattern"], view.text[:head_end])
    if match:
        line_start = view.text.rfind("\n", 0, match.start()) + 1
        if view.text[line_start : match.start()].strip(" ") == "":
            span = view.span(match.start(), match.end())
            found.add("number", span.of(view.text), span, "number.letterhead")


def _title(view: View, head_end: int, words: dict[str, dict[str, list[str]]], source: Source) -> tuple[Span, str]:
    """The letterhead title: the lines from the issuer's to the one that ends in 通知, 意见 … joined."""
    lines = _lines(view.text, 0, head_end)
    ends = tuple(words["title"]["ends"])
    about = str(words["title"]["about"])
    for i, (_, end, line) in enumerate(lines):
        if not line.endswith(ends) or len(line) > 120:
            continue
        first = i
        while first > 0 and about not in "".join(row[2] for row in lines[first : i + 1]) and i - first < 3:
            first -= 1
        joined = [row[2] for row in lines[first : i + 1]]
        if about in "".join(joined) and joined[0].startswith(about) and first > 0:
            first -= 1
            joined.insert(0, lines[first][2])
        return Span(lines[first][0], end), "".join("".join(line.split()) for line in joined)
    for start, end, line in lines:
        if "〔" not in line:
            return Span(start, end), "".join(line.split())
    start, end, line = lines[0] if lines else (0, max(min(len(view.text), 1), 1), source.name)
    return Span(start, end), line


def _lines(text: str, start: int, end: int) -> list[tuple[int, int, str]]:
    """(start, end, words) of each line with words, white space round it left out."""
    rows, at = [], start
    while at < end:
        stop = text.find("\n", at, end)
        stop = end if stop < 0 else stop
        line = text[at:stop]
        if line.strip():
            first = at + len(line) - len(line.lstrip())
            rows.append((first, at + len(line.rstrip()), line.strip()))
        at = stop + 1
    return rows


def _issuer(
    view: View, title_span: Span, title: str, head_end: int, found: _Found, words: dict[str, dict[str, list[str]]]
) -> None:
    ends = sorted(words["issuer"]["ends"], key=len, reverse=True)
    before = title.partition("关于")[0]
    for end in ends:
        if before.endswith(end):
            stop, at = len(before), title_span.start
            while stop and at < title_span.end:
                stop -= not view.text[at].isspace()
                at += 1
            found.add("issuer", before, Span(title_span.start, at), "issuer.letterhead")
            return
    for start, stop, line in _lines(view.text, title_span.end, head_end):
        if line.endswith(tuple(ends)) and len(line) <= 30:
            found.add("issuer", "".join(line.split()), Span(start, stop), "issuer.signature")
            return


def _addressees(view: View, start: int, head_end: int, found: _Found) -> None:
    for first, end, line in _lines(view.text, start, head_end):
        if line.endswith("：") and len(line) <= 300:
            at, depth, piece = first, 0, first
            for at in range(first, end):
                character = view.text[at]
                depth += (character == "（") - (character == "）")
                if character in "，、：" and depth == 0:
                    if at > piece:
                        found.add("addressees", view.text[piece:at].strip(), Span(piece, at), "addressees", listed=True)
                    piece = at + 1
            return


def _dates(view: View, head_end: int, found: _Found, words: dict[str, dict[str, str]]) -> None:
    imprint = re.search(words["imprint"]["pattern"], view.text)
    if imprint:
        printed = _iso(imprint)
        if printed:
            found.add("printed_on", printed, view.span(imprint.start(), imprint.end()), "date.imprint")
    rows = _lines(view.text, 0, len(view.text))
    for start, end, line in rows:
        match = _SIGNED.match(line) if len(line) <= 16 else None
        if match and _iso(match):
            found.add("issued_on", str(_iso(match)), Span(start, end), "date.signature")
            return


def _phrases(view: View, found: _Found, words: dict[str, dict[str, str]]) -> None:
    text = view.text
    for word in words["openness"]["words"]:
        at = text.find(f"（{word}）")
        if at >= 0:
            found.add("openness", word, Span(at + 1, at + 1 + len(word)), "openness")
            break
    match = re.search(words["adopted"]["pattern"], text[:6000])
    if match:
        found.add("adopted_by", match.group(1), view.span(match.start(1), match.end(1)), "adopted")
    for match in re.finditer(words["horizon"]["pattern"], text):
        found.add("horizons", match.group(1), view.span(match.start(1), match.end(1)), "horizon", listed=True)
    since = re.search(words["valid"]["from"], text)
    if since and _iso(since):
        found.add("valid_from", str(_iso(since)), view.span(since.start(), since.end()), "valid.from")
    until = re.search(words["valid"]["until"], text)
    if until and _iso(until):
        found.add("valid_to", str(_iso(until)), view.span(until.start(), until.end()), "valid.until")
    repealed = _REPEALED.search(text)
    if repealed:
        found.add("status", "repealed", view.span(repealed.start(), repealed.end()), "status.repealed")


def _iso(match: re.Match[str]) -> str | None:
    try:
        return date(int(match.group(1)), int(match.group(2)), int(match.group(3))).isoformat()
    except ValueError:
        return None


def _text(value: object) -> str | None:
    return str(value) if value is not None else None
