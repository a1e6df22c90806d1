"""Deterministic ids: the same words give the same id on every machine and in both stores."""

from __future__ import annotations

import hashlib
import unicodedata


def stable_id(prefix: str, *parts: str | int | None) -> str:
    """``prefix-`` and 20 hex digits of SHA-256 over the parts (80 bits; None and "" differ)."""
    joined = "\x1f".join(["\x00" if part is None else str(part) for part in parts])
    return f"{prefix}-{hashlib.sha256(joined.encode('utf-8', 'surrogatepass')).hexdigest()[:20]}"


def normalized(words: str) -> str:
    """Words for comparing and hashing: NFKC, no white space, lower case. Never for text that is shown or stored."""
    return "".join(unicodedata.normalize("NFKC", words).split()).lower()
