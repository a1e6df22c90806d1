"""The words behind a fact, parted around the unit's name, for pages and networks alike."""

from __future__ import annotations

from graph.types import ResponsibilityRow
from viz.links import evidence_href
from viz.models import Evidence
from viz.words import role_word

#: a longer sentence is a paragraph; the clause says it better
SENTENCE_LIMIT = 160


def quoted(row: ResponsibilityRow) -> Evidence:
    """The sentence of a responsibility, or its clause where the sentence runs long, with the name apart."""
    note = role_word(row.role) + (f" · 原文用语“{row.cue}”" if row.cue else "")
    note += " · 经人工核定" if row.judgement else ""
    source = row.document_number or row.document_title
    href = evidence_href(row.document, row.id)
    for words, offset in ((row.sentence, row.sentence_start), (row.clause, row.clause_start)):
        start, end = row.start - offset, row.end - offset
        if len(words) <= SENTENCE_LIMIT and start >= 0 and words[start:end] == row.quote:
            return Evidence(words[:start], row.quote, words[end:], note, source, href, row.place, row.judgement)
    start, end = row.start - row.clause_start, row.end - row.clause_start
    if start >= 0 and row.clause[start:end] == row.quote:  # a very long clause: its surroundings
        return Evidence(
            "…" + row.clause[max(0, start - 60) : start],
            row.quote,
            row.clause[end : end + 60] + "…",
            note,
            source,
            href,
            row.place,
            row.judgement,
        )
    return Evidence("", row.quote, "", note, source, href, row.place, row.judgement)
