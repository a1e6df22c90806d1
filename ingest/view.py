"""A text as rules read it, and the way back: every character of a view knows where it stands in the text.

Rules look for （ and ：; texts write ( and :, break lines inside a name, or use full-width figures. A view folds all
that, character by character, and drops what it must; a span of a view always leads to the span of the text it is from.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from ingest.types import Span

#: one character for one, so that a folded text has the offsets of the text itself
_SAME = {
    "(": "（", ")": "）", ",": "，", ":": "：", ";": "；", "[": "〔", "]": "〕", "﹝": "〔", "﹞": "〕",
    "［": "〔", "］": "〕", "〖": "【", "〗": "】", "﹙": "（", "﹚": "）", "〘": "〔", "〙": "〕",
    "∶": "：", "﹕": "：", "︰": "：", "﹔": "；", "﹐": "，", "﹑": "、", "丶": "、",
    "．": ".", "﹒": ".", "｡": "。", "､": "、", "％": "%", "―": "—", "–": "—", "─": "—",
    "\u3000": " ", "\u00a0": " ", "\u2002": " ", "\u2003": " ", "\u2009": " ", "\u202f": " ",
}  # fmt: skip
FOLD = _SAME | {chr(0xFF10 + digit): str(digit) for digit in range(10)}


#: what only adorns: emphasis, the signs of a chat, the end of a printed page
_SIGNS = r"\U0001f000-\U0001faff\u2705\u2714\u2611\ufe0f\u200d\x0c"
_ADORNED = re.compile(rf"\*\*|[{_SIGNS}]")
_MAY_ADORN = re.compile(rf"[*{_SIGNS}]")  # one set: quickly looked for

#: a page's number on a line of its own, where a page ends in the middle of a list
_PAGE = re.compile(
    r"(?<=\n)[^\S\n]{0,20}(?:[-—][^\S\n]{0,4}\d{1,3}[^\S\n]{0,4}[-—]|第\d{1,3}页|\d{1,3})[^\S\n]{0,20}(?=\r?\n)"
)


@dataclass(frozen=True, slots=True)
class Traditional:
    """Traditional characters and the simplified ones, one for one."""

    found: re.Pattern[str]
    table: dict[str, str]

    @classmethod
    def of(cls, characters: str, simplified: str) -> Traditional:
        """The i-th of ``characters`` is read as the i-th of ``simplified``."""
        return cls(re.compile(f"[{re.escape(characters)}]"), dict(zip(characters, simplified, strict=True)))

    def folded(self, text: str) -> str:
        """The text as rules read it; most texts have none of these, or a few."""
        return self.found.sub(lambda found: self.table[found.group()], text)


@dataclass(frozen=True, slots=True)
class View:
    """``text`` as rules read it; ``origins[i]`` is where its i-th character stands in the document's text."""

    text: str
    origins: range | tuple[int, ...]
    gaps: frozenset[int] = (
        frozenset()
    )  # in a joined view: before which characters a space, but no line end, was dropped

    @classmethod
    def of(cls, text: str, traditional: Traditional | None = None) -> View:
        """The whole text, folded; same length, same offsets."""
        folded = traditional.folded(text) if traditional else text
        for character, same in FOLD.items():  # few of them occur: that is faster than ``translate``
            folded = folded.replace(character, same)
        if _MAY_ADORN.search(folded) is not None:
            folded = _ADORNED.sub(lambda sign: " " * len(sign.group()), folded)
        return cls(folded, range(len(text)))

    def part(self, start: int, end: int) -> View:
        """The view of ``[start, end)`` of this view."""
        gaps = frozenset(at - start for at in self.gaps if start < at < end) if self.gaps else self.gaps
        return View(self.text[start:end], self.origins[start:end], gaps)

    def without(self, start: int, end: int) -> View:
        """This view, ``[start, end)`` left out."""
        origins = (*self.origins[:start], *self.origins[end:])
        gaps = frozenset(at if at <= start else at - (end - start) for at in self.gaps if not start < at < end)
        return View(self.text[:start] + self.text[end:], origins, gaps)

    def joined(self, *, cell: bool = False) -> View:
        """Without white space: names and labels that a line end had broken are whole again. In a ``cell`` a line end
        may part names as a space does, so it is a gap too."""
        if len(self.text.split(maxsplit=1)) == 1 and not (self.text[0].isspace() or self.text[-1].isspace()):
            return self
        paged = {i for page in _PAGE.finditer(self.text) for i in range(*page.span())}
        kept = [i for i, character in enumerate(self.text) if not character.isspace() and i not in paged]
        gaps = frozenset(
            at
            for at in range(1, len(kept))
            if kept[at] - kept[at - 1] > 1 and (cell or "\n" not in self.text[kept[at - 1] : kept[at]])
        )
        return View("".join(self.text[i] for i in kept), tuple(self.origins[i] for i in kept), gaps)

    def span(self, start: int, end: int) -> Span:
        """Where ``[start, end)`` of this view stands in the document's text. Never for an empty range."""
        return Span(self.origins[start], self.origins[end - 1] + 1)
