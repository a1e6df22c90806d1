"""Marks over a text, made on the server: browsers count UTF-16 and turn CRLF into LF, so offsets mean little there.

Spans are code points, half-open. Marks may nest, cross and coincide; taking the tags away gives the text back,
character for character.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from markupsafe import Markup, escape

from viz.links import is_local


@dataclass(frozen=True, slots=True)
class Mark:
    """One marked stretch. With ``href`` it is a link; ``id`` (the anchor) stands on its first piece only."""

    start: int
    end: int
    css: str = ""
    id: str = ""
    title: str = ""
    href: str = ""
    tag: str = "span"  # span | mark | b


def marked(text: str, marks: Iterable[Mark]) -> Markup:
    """The text, escaped, with its marks. Raises ValueError for a span outside the text or an empty one."""
    ordered = sorted(dict.fromkeys(marks), key=lambda m: (m.start, -m.end))
    for mark in ordered:
        if not 0 <= mark.start < mark.end <= len(text):
            raise ValueError(f"span {mark.start}:{mark.end} is not within a text of {len(text)} code points")
    borders = sorted({0, len(text), *(m.start for m in ordered), *(m.end for m in ordered)})
    out: list[str] = []
    open_marks: list[Mark] = []
    waiting = iter(ordered)
    ahead = next(waiting, None)
    for begin, end in pairwise(borders):
        open_marks = _closed(open_marks, begin, out)
        while ahead is not None and ahead.start == begin:
            _open(ahead, open_marks, out, first=True)
            open_marks.append(ahead)
            ahead = next(waiting, None)
        out.append(str(escape(text[begin:end])))
    _closed(open_marks, len(text), out)
    return Markup("".join(out))  # noqa: S704  every piece of text and every attribute was escaped above


def plain_spans(text: str, words: str, limit: int = 20) -> list[tuple[int, int]]:
    """Where literal ``words`` stand in a text, at most ``limit`` times."""
    found: list[tuple[int, int]] = []
    at = text.find(words) if words else -1
    while at >= 0 and len(found) < limit:
        found.append((at, at + len(words)))
        at = text.find(words, at + len(words))
    return found


def excerpt(text: str, words: Sequence[str], width: int = 60) -> Markup:
    """A stretch of the text around the first of the literal ``words`` that occurs; all of them are marked in it."""
    at, first = min(((text.find(word), word) for word in words if word in text), default=(0, ""))
    begin, end = max(0, at - width // 2), min(len(text), at + len(first) + width)
    piece = text[begin:end]
    body = marked(piece, [Mark(s, e, tag="mark") for word in words for s, e in plain_spans(piece, word)])
    return Markup("{}{}{}").format("…" if begin else "", body, "…" if end < len(text) else "")


def _closed(open_marks: Sequence[Mark], at: int, out: list[str]) -> list[Mark]:
    """Close what ends here; what was opened later and goes on is closed with it and opened again."""
    keep = list(open_marks)
    ending = [index for index, mark in enumerate(keep) if mark.end <= at]
    if not ending:
        return keep
    first = ending[0]
    for mark in reversed(keep[first:]):
        out.append(f"</{_tag(mark, keep)}>")
    again = [mark for mark in keep[first:] if mark.end > at]
    kept = keep[:first]
    for mark in again:
        _open(mark, kept, out, first=False)
        kept.append(mark)
    return kept


def _tag(mark: Mark, around: Sequence[Mark]) -> str:
    """A link inside a link is no HTML: the inner one stays a plain mark."""
    before = around[: around.index(mark)] if mark in around else around
    linked = mark.href and is_local(mark.href) and not any(m.href and is_local(m.href) for m in before)
    return "a" if linked else mark.tag


def _open(mark: Mark, around: Sequence[Mark], out: list[str], *, first: bool) -> None:
    tag = _tag(mark, around)
    given = {
        "id": mark.id if first else "",
        "class": mark.css,
        "title": mark.title,
        "href": mark.href if tag == "a" else "",
    }
    out.append(
        f"<{tag}{''.join(f' {key}={chr(34)}{escape(value)}{chr(34)}' for key, value in given.items() if value)}>"
    )
