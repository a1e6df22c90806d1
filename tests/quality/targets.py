"""How many numeric targets are found: ``python -m tests.quality.targets CORPUS`` (``make targets CORPUS=…``).

``labels/ID.json`` holds what two real documents state, as offsets into texts that are not in this repository; a text
of another hash is refused. A target is right where its span, comparator, value, unit and deadline are.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from ingest.extract import extract_file
from ingest.lexicon import load_lexicon
from ingest.tokenize import tokenizer_of

LABELS = Path(__file__).with_name("labels")
KEYS = ("start", "end", "comparator", "value", "unit", "deadline")


def main(corpus: Path) -> None:
    """Print the table of docs/quality.md."""
    lexicon = load_lexicon()
    tokenizer = tokenizer_of(lexicon.cue_words)
    print("| 文件 document | 指标 targets | 读出 found | P | R |")
    print("| --- | ---: | ---: | ---: | ---: |")
    for path in sorted(LABELS.glob("*.json")):
        text = corpus / "raw" / f"{path.stem}.txt"
        if not text.is_file():
            sys.exit(f"{text}：没有这个文件；标注所据的两份原文不随本仓库发布 (the texts are not in this repository)")
        labels = json.loads(path.read_text(encoding="utf-8"))
        found = extract_file(text, lexicon, tokenizer)
        if found.document.source.sha256 != labels["sha256"]:
            sys.exit(f"{path.stem}：原文与标注时不同 (not the text that was labelled)")
        wanted = {tuple(row[key] for key in KEYS) for row in labels["targets"]}
        got = {
            (one.span.start, one.span.end, one.comparator, one.value, one.unit, one.deadline)
            for one in found.targets
            if one.value is not None
        }
        right = len(wanted & got)
        print(
            f"| {path.stem} | {len(wanted)} | {len(got)} | {right / max(len(got), 1):.3f} | {right / len(wanted):.3f} |"
        )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
