"""Other documents that a text names in 《》, with their numbers where it gives them."""

from __future__ import annotations

import re

from ingest.ids import stable_id
from ingest.lexicon import Lexicon
from ingest.types import Citation, Document
from ingest.view import View

REPEALS = "citation.repeals"


def read_citations(document: Document, view: View, lexicon: Lexicon) -> tuple[Citation, ...]:
    """Every title in 《》 but the document's own, at its first place; where one is repealed (…同时废止), there."""
    found: dict[tuple[str, str | None], Citation] = {}
    repealing = re.compile(lexicon.document["repeals"]["pattern"])
    for match in re.finditer(lexicon.document["citation"]["pattern"], view.text):
        title = "".join(match.group(1).split())
        number = match.group(2)
        repeals = repealing.match(view.text, match.end()) is not None
        earlier = repeals and number is not None and number != document.number
        if title in document.title and not earlier:
            continue
        key = title, number if earlier else None
        if key in found and (found[key].rule == REPEALS or not repeals):
            continue
        span = view.span(match.start(), match.end())
        rule = REPEALS if repeals else "citation.title"
        found[key] = Citation(
            stable_id("c", document.id, *(part for part in key if part)), title, number, None, span, rule
        )
    return tuple(sorted(found.values(), key=lambda one: one.span))
