"""Puts figures into a page of the documentation, between marks."""

from __future__ import annotations

from pathlib import Path


def paste(path: Path, mark: str, words: str) -> None:
    """Write ``words`` to their place in a page."""
    path.write_text(pasted(path.read_text(encoding="utf-8"), mark, words), encoding="utf-8")


def pasted(page: str, mark: str, words: str) -> str:
    """The page with ``words`` between ``<!-- mark -->`` and ``<!-- /mark -->``. Raises ValueError without the marks."""
    before, opening, rest = page.partition(f"<!-- {mark} -->")
    _, closing, after = rest.partition(f"<!-- /{mark} -->")
    if not closing:
        raise ValueError(f"no place marked {mark!r}")
    return f"{before}{opening}\n\n{words.strip()}\n\n{closing}{after}"
