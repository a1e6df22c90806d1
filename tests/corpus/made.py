"""Builds ``corpus/made`` from its marked texts: ``python tests/corpus/made.py`` after a marked text was edited.

A marked text is the plan itself with the labels written into it, so that nobody counts offsets:

    ⟦1.夯实基础。……（<<label|牵头单位：{L 区科技局}；责任单位：{R 区教委}、{R 财政局=区财政局}等>>）
    合格率达到{T>=|合格率|98|%|2027|98%以上}

``⟦`` begins an item; ``<<basis|…>>`` is a clause; L R S V are lead, responsible, support, supervise, ``=`` gives the
name with its elided prefix; ``T`` is a target: comparator | metric | value | unit | deadline | words.
``{?R …}`` is doubtful and counts neither way, ``{!S …}`` is said once for all later tasks; ``⟦#5|`` begins item 5 whose
number stands further on.
"""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path
from typing import Any

MADE = Path(__file__).parents[2] / "corpus" / "made"
ROLES = {"L": "lead", "R": "responsible", "S": "support", "V": "supervise"}
COLLECTIVE = re.compile(r"各|有关|相关")
MARKS = re.compile(r"<<\w+\||\{[?!]?[LRSV] ")
NUMBER = re.compile(r"[（(]?(\d+(?:\.\d+)+|[\d一二三四五六七八九十]+)")
PARTS = re.compile(
    r"⟦(?:#\d+\|)?|<<(\w+)\||>>|\{([?!]?[LRSV]) ([^{}=]+)(?:=([^{}]+))?\}"
    r"|\{T([<>=~]+)\|([^{}|]+)\|([^{}|]+)\|([^{}|]*)\|(\d*)\|([^{}|]+)\}"
)


def unmarked(marked: str) -> tuple[str, list[dict[str, Any]], list[dict[str, Any]]]:
    """The text without its marks, its relations and its targets; offsets are code points, half-open."""
    text, at, item = "", 0, 0
    relations: list[dict[str, Any]] = []
    targets: list[dict[str, Any]] = []
    number: str | None = None
    clause: dict[str, Any] = {}
    for match in PARTS.finditer(marked):
        text += marked[at : match.start()]
        at = match.end()
        if match.group().startswith("⟦"):
            item = len(text)
            following = NUMBER.match(MARKS.sub("", marked[match.end() : match.end() + 40]))
            number = match.group()[2:-1] or (following.group(1) if following else None)
        elif match.group().startswith("<<"):
            clause = {"basis": match.group(1), "start": len(text), "open": len(relations)}
        elif match.group() == ">>":
            for relation in relations[clause["open"] :]:
                relation |= {"basis": clause["basis"], "clause_start": clause["start"], "clause_end": len(text)}
        elif match.group(2):
            kind, role = match.group(2)[:-1], match.group(2)[-1]
            surface, name = match.group(3), match.group(4) or "".join(match.group(3).split())
            relations.append(
                {
                    "surface": surface,
                    "start": len(text),
                    "end": len(text) + len(surface),
                    "role": ROLES[role],
                    "organization": name,
                    "collective": bool(COLLECTIVE.match(surface)),
                    "item_start": item,
                }
                | ({"optional": True} if kind == "?" else {})
                | ({"standing": True} if kind == "!" else {})
            )
            text += surface
        else:
            comparator, metric, value, unit, deadline, words = match.groups()[4:]
            targets.append(
                {
                    "metric": metric,
                    "comparator": comparator,
                    "value": float(value),
                    "unit": unit,
                    "deadline": deadline or None,
                    "task": number,
                    "quote": words,
                    "start": len(text),
                    "end": len(text) + len(words),
                }
            )
            text += words
    return text + marked[at:], relations, targets


def built() -> dict[Path, bytes]:
    """Every file that follows from the marked texts, by path."""
    files: dict[Path, bytes] = {}
    manifest = []
    for path in sorted((MADE / "marked").glob("*.txt")):
        text, relations, targets = unmarked(path.read_text(encoding="utf-8"))
        name = path.stem
        files[MADE / "raw" / f"{name}.txt"] = text.encode()
        files[MADE / "gold" / f"{name}.json"] = _json(
            {
                "id": name,
                "relations": [row for row in relations if not row.get("standing")],
                "standing": [row for row in relations if row.get("standing")],
                "notes": "虚构",
            }
        )
        files[MADE / "targets" / f"{name}.json"] = _json({"id": name, "targets": targets})
        digest = hashlib.sha256(text.encode()).hexdigest()
        row = {
            "id": name,
            "file": f"raw/{name}.txt",
            "source": "虚构的示例，地名和单位均不存在 made up",
            "sha256": digest,
        }
        manifest.append(json.dumps(row, ensure_ascii=False))
    files[MADE / "manifest.jsonl"] = ("\n".join(manifest) + "\n").encode()
    return files


def _json(value: object) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()


if __name__ == "__main__":
    for target, data in built().items():
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
