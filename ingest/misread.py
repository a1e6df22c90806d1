"""A label's colon that a scan or a hand has made into another mark: （责任单位；县教育局.配合单位：县财政局）."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from ingest.view import View

LONGEST_LABEL = 8
#: a dot between two Chinese characters; it begins with the dot, which is quickly found
_DOTTED = re.compile(r"\.(?<=[\u4e00-\u9fff]\.)(?=[\u4e00-\u9fff])")


@dataclass(frozen=True, slots=True)
class Misread:
    """``signs``: ends of labels with a wrong mark; ``colon``: a label with a wrong mark behind it;
    ``semicolon``: a wrong mark before a label."""

    signs: tuple[str, ...]
    colon: re.Pattern[str]
    semicolon: re.Pattern[str]

    @classmethod
    def of(cls, labels: Iterable[str], ends: list[str], colons: str, semicolons: str) -> Misread:
        """Of the ``labels`` those with one of the ``ends``, and the marks that may stand for either."""
        short = [label for label in labels if label.endswith(tuple(ends)) and len(label) <= LONGEST_LABEL]
        named = "|".join(map(re.escape, sorted(short, key=len, reverse=True)))
        return cls(
            signs=tuple(end + mark for end in ends for mark in colons),
            colon=re.compile(rf"(?<=[（〔【；。，.])(?:{named})[{re.escape(colons)}](?=[\u4e00-\u9fff])"),
            semicolon=re.compile(rf"[{re.escape(semicolons)}](?=(?:{named})：)"),
        )

    def mended(self, view: View) -> View:
        """The view with such marks read as what they stand for; of the same length."""
        if not any(sign in view.text for sign in self.signs) and _DOTTED.search(view.text) is None:  # as a rule
            return view
        text = self.colon.sub(lambda found: found.group()[:-1] + "：", view.text)
        return View(self.semicolon.sub("；", text), view.origins, view.gaps)
