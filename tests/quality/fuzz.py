"""``make fuzz``: reads many spoiled plans, says what does not hold of them, each with its shortest text.

Ends with 1 where something does not hold. The texts follow from --seed and their number, on every machine.
"""

from __future__ import annotations

import sys
import time
from collections import Counter
from functools import lru_cache
from typing import NamedTuple

from ingest.lexicon import load_lexicon
from ingest.tokenize import JiebaTokenizer, tokenizer_of
from tests.quality.batches import gathered, options
from tests.quality.mutations import Mutations
from tests.quality.page import paste
from tests.quality.properties import Readers, broken, examined

BATCH = 500  # texts given to a process at a time


class Batch(NamedTuple):
    """What became of some texts. ``faults``: each with how often it was met; ``texts``: each with its shortest text."""

    cases: int
    characters: int
    relations: int
    slowest: tuple[float, int]  # seconds for one text, all readings of it; its number
    faults: Counter[str]
    texts: dict[str, str]

    def __add__(self, other: Batch) -> Batch:  # type: ignore[override]
        texts = dict(self.texts)
        for fault, text in other.texts.items():
            texts[fault] = min(text, texts.get(fault, text), key=len)
        return Batch(
            self.cases + other.cases,
            self.characters + other.characters,
            self.relations + other.relations,
            max(self.slowest, other.slowest),
            self.faults + other.faults,
            texts,
        )


NOTHING = Batch(0, 0, 0, (0.0, 0), Counter(), {})


@lru_cache(maxsize=1)
def readers() -> Readers:
    """Plain jieba, and the fastest tokenizer there is: they must agree. Once in each process."""
    lexicon = load_lexicon()
    return Readers(lexicon, JiebaTokenizer(lexicon.cue_words).warm(), tokenizer_of(lexicon.cue_words).warm())


def tried(numbers: range, mutations: Mutations, tools: Readers) -> Batch:
    """The texts of some numbers."""
    found = NOTHING
    for number in numbers:
        text = mutations.text(number)
        began = time.perf_counter()
        faults, relations = examined(text, tools)
        slow = time.perf_counter() - began
        found += Batch(1, len(text), relations, (slow, number), Counter(faults), dict.fromkeys(faults, text))
    return found


def shortest(text: str, fault: str, tools: Readers) -> str:
    """The text with everything left out without which the fault is still met."""
    size = len(text) // 2
    while size:
        at = 0
        while at < len(text):
            shorter = text[:at] + text[at + size :]
            if fault in broken(shorter, tools):
                text = shorter
            else:
                at += size
        size //= 2
    return text


def _batch(seed: int, numbers: range) -> Batch:
    return tried(numbers, Mutations(seed), readers())


def _table(found: Batch, seconds: float) -> str:
    return (
        "| 改坏的文本 texts | 字数 characters | 关系 relations | 最慢一份 slowest, ms | 用时 s | 不成立 faults |\n"
        "| ---: | ---: | ---: | ---: | ---: | ---: |\n"
        f"| {found.cases:,} | {found.characters:,} | {found.relations:,} | {found.slowest[0] * 1000:,.0f} "
        f"| {seconds:,.0f} | {found.faults.total():,} |"
    )


def main() -> int:
    """Print the table of docs/quality.md, and each fault."""
    chosen = options(__doc__ or "", 100_000)
    began = time.perf_counter()
    found = gathered(_batch, chosen, BATCH, NOTHING)
    table = _table(found, time.perf_counter() - began)
    print(table)
    print(f"最慢的是第 {found.slowest[1]} 份 the slowest is text {found.slowest[1]}")
    if chosen.into:
        paste(chosen.into, "fuzz", table)
    for fault, times in found.faults.most_common():
        print(f"\n## {fault} ({times:,})\n\n{shortest(found.texts[fault], fault, readers())!r}")
    return 1 if found.faults else 0


if __name__ == "__main__":
    sys.exit(main())
