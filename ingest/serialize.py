"""Extraction → plain values for JSON, in the shape that scoring reads."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from ingest.types import Extraction, Span


def to_json(extraction: Extraction) -> dict[str, Any]:
    """Everything that was read. Offsets are code points into ``document.text``, half-open."""
    found = asdict(extraction)
    for task in found["tasks"]:
        _flat(task, "span", "")
        _flat(task, "title_span", "title_")
    for section in found["sections"]:
        _flat(section, "span", "")
        _flat(section, "heading_span", "heading_")
    for row in found["responsibilities"]:
        row["mention"] = _flat(row["mention"], "span", "")
        _flat(row, "clause", "clause_")
        _flat(row, "sentence", "sentence_")
    for name in ("targets", "citations", "details", "findings"):
        for row in found[name]:
            _flat(row, "span", "")
    for fact in found["document"]["facts"]:
        _flat(fact, "span", "")
    return found


def _flat(row: dict[str, Any], name: str, prefix: str) -> dict[str, Any]:
    """A span as two numbers beside the other properties."""
    span = row.pop(name)
    if isinstance(span, Span):
        span = asdict(span)
    row[f"{prefix}start"] = span["start"] if span else None
    row[f"{prefix}end"] = span["end"] if span else None
    return row
