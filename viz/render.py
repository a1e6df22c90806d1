"""The template environment: escaping always on, a missing value is a fault, and nothing else than our own templates."""

from __future__ import annotations

import json
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from graph.answers import document_called, item, numbered
from graph.judgements import content, said
from graph.types import DocumentRow
from viz import words
from viz.links import (
    ask_href,
    document_href,
    evidence_href,
    findings_href,
    is_local,
    organization_href,
    place_href,
    task_href,
    with_query,
)

_JSON_ESCAPES = {ord(c): f"\\u{ord(c):04x}" for c in "<>&'\u2028\u2029"}


def script_json(value: object) -> Markup:
    """JSON that may stand inside a ``<script type="application/json">``: no ``<``, no ``&``, no line separator."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return Markup(text.translate(_JSON_ESCAPES))  # noqa: S704  the five characters that could end the block are escaped


def local(href: str) -> str:
    """The address, if it is one of ours; ``#`` otherwise, so that no page can send a visitor elsewhere."""
    return href if is_local(href) else "#"


def thousands(number: int) -> str:
    """12,345"""
    return f"{number:,}"


def number(value: float) -> str:
    """98.3, and 60 rather than 60.0"""
    return f"{value:.12g}"


def document_name(document: DocumentRow) -> str:
    """See ``graph.answers.document_called``."""
    return document_called(document.number, document.title)


@cache
def environment() -> Environment:
    """Made once; templates hold no state of a request."""
    env = Environment(
        loader=PackageLoader("viz", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    env.filters.update(script_json=script_json, local=local, thousands=thousands)
    env.filters.update(number=number, document_name=document_name)
    env.filters.update(kept=dict, numbered=numbered, item=item, document_called=document_called)
    env.globals.update(
        content=content,
        said=said,
        words=words,
        role_word=words.role_word,
        detail_words=words.DETAIL_WORDS,
        kind_word=words.kind_word,
        document_href=document_href,
        place_href=place_href,
        evidence_href=evidence_href,
        organization_href=organization_href,
        task_href=task_href,
        ask_href=ask_href,
        findings_href=findings_href,
        with_query=with_query,
    )
    return env


def render(template: str, **values: object) -> str:
    """One page."""
    return environment().get_template(template).render(**values)
