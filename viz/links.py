"""The addresses of the pages, in one place. Ids are letters, digits and ``-``; everything is quoted all the same."""

from __future__ import annotations

from urllib.parse import quote, urlencode


def document_href(document: str) -> str:
    """/documents/{id}"""
    return f"/documents/{quote(document, safe='')}"


def place_href(document: str, anchor: str) -> str:
    """A place in a document's text."""
    return f"{document_href(document)}#{quote(anchor, safe='')}"


def evidence_href(document: str, responsibility: str) -> str:
    """Where a unit's name stands in a document's text."""
    return place_href(document, f"e-{responsibility}")


def organization_href(organization: str) -> str:
    """/organizations/{id}"""
    return f"/organizations/{quote(organization, safe='')}"


def task_href(task: str) -> str:
    """/tasks/{id}"""
    return f"/tasks/{quote(task, safe='')}"


def findings_href(kind: str) -> str:
    """/findings?kind=…"""
    return with_query("/findings", kind=kind)


def ask_href(question: str) -> str:
    """/ask?q=…"""
    return "/ask?" + urlencode({"q": question})


def with_query(path: str, **values: str | None) -> str:
    """A path with the values that are not None."""
    given = {key: value for key, value in values.items() if value is not None}
    return f"{path}?{urlencode(given)}" if given else path


def is_local(href: str) -> bool:
    """True for a path of this service or a place on this page: no other host, no ``javascript:``."""
    return href.startswith("#") or (href.startswith("/") and not href.startswith(("//", "/\\")))
