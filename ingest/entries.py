"""The files of ``ingest/data``: which tables they may hold and what an entry may say, checked as they are read."""

from __future__ import annotations

import tomllib
from typing import Any

from ingest.errors import LexiconError
from ingest.register import KEYS as REGISTER_KEYS

#: what an entry of each table may say beside ``source`` and ``example``, which every entry has
_KEYS: dict[str, frozenset[str]] = {
    name: frozenset(keys.split()) | {"source", "example"}
    for name, keys in {
        "cue": "words stems nouns kind role bracketed",
        "label_prefix": "words",
        "misread": "ends colons semicolons",
        "table_head": "words columns beside ends names",
        "conjunction": "words",
        "separators": "clause phrase item",
        "tails": "words",
        "brackets": "pairs",
        "suffix": "words kind elides inner shares",
        "lookalike": "words",
        "generic": "words",
        "deed": "words",
        "person": "surnames titles",
        "alone": "words",
        "no_place": "words",
        "with_de": "words",
        "name_end": "words",
        "own_head": "words",
        "own_word": "words level",
        "enumeration": "first next",
        "remark": "patterns",
        "order": "pattern rest",
        "standing": "pattern",
        "marked": "signs pattern",
        "listed": "words",
        "contact": "words",
        "fault": "words",
        "work": "words",
        "duty": "begins",
        "verb_with_work": "pattern",
        "prefix": "words levels",
        "collective": "starts ends",
        "collective_alias": "names",
        "governed": "words",
        "place": "words level",
        "former": "year moves",
        "letters": "places cities",
        "number_tail": "words",
        "zone": "names",
        "zone_suffix": "words",
        "stopwords": "words",
        "number": "fields pattern",
        "imprint": "pattern",
        "date": "pattern",
        "openness": "words",
        "adopted": "pattern",
        "horizon": "pattern",
        "issuer": "ends bodies bare fields joint",
        "title": "about ends lists fields",
        "valid": "period until from",
        "repealed": "pattern",
        "repeals": "pattern",
        "explanation": "pattern",
        "citation": "pattern",
        "traditional": "characters simplified",
        "comparator": "before after sign",
        "verbs": "words",
        "changes": "words",
        "shares": "words",
        "no_goals": "words",
        "units": "scales counts measures each",
        "periods": "words",
        "indicator_heads": "words",
        "field": "kind words",
        "when": "date last at_once",
        "score": "pattern",
        "group": "pattern holds",
        "heads": "words",
        "vague": "words needs",
    }.items()
} | {"body": REGISTER_KEYS}


def read_entries(file: str, data: bytes) -> dict[str, Any]:
    """One file's entries by their table. Raises LexiconError with the file and the key where one is not well-formed."""
    try:
        table = tomllib.loads(data.decode("utf-8"))
    except ValueError as error:
        raise LexiconError(f"不是合格的 TOML：{error}", "not valid TOML", file=file) from None
    for name, entries in table.items():
        known = _KEYS.get(name)
        if known is None:
            raise LexiconError(f"不认识的条目 {name}", f"unknown entry {name}", file=file, remedy="核对拼写")
        for entry in entries if isinstance(entries, list) else [entries]:
            _check(file, name, entry, known)
    return table


def _check(file: str, name: str, entry: dict[str, Any], known: frozenset[str]) -> None:
    unknown = sorted(entry.keys() - known)
    if unknown:
        raise LexiconError(
            f"{name} 中有不认识的键 {'、'.join(unknown)}", f"unknown keys {unknown}", file=file, remedy="核对拼写"
        )
    missing = [key for key in ("source", "example") if not entry.get(key)]
    if missing:
        raise LexiconError(
            f"{name} 中缺少 {'、'.join(missing)}", f"{missing} missing", file=file, remedy="写明出处和例子"
        )
