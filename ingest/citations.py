"""Other documents that a text names in 《》, with their numbers where it gives them."""

from __future__ import annotations

import re

from ingest.ids import stable_id
from ingest.lexicon import Lexicon
from ingest.types import Citation, Document
from ingest.view import View


def read_citations(document: Document, view: View, lexicon: Lexicon) -> tuple[Citation, ...]:
    """Every title in 《》 but the document's own, at its first place."""
    found: dict[str, Citation] = {}
    for match in re.finditer(lexicon.document["citation"]["pattern"], view.text):
        title = "".join(match.group(1).split())
        if title in document.title or title in found:
            continue
        number = match.group(2)
        span = view.span(match.start(), match.end())
        found[title] = Citation(stable_id("c", document.id, title), title, number, None, span, "citation.title")
    return tuple(found.values())
