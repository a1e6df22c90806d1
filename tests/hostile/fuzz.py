"""``make fuzz``, its second half: reads many spoiled files, apart as the service does, and says what became of them.

Ends with 1 where one was neither read within bounds nor refused in plain words. The files follow from --seed and their
number.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections import Counter
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from ingest.apart import Apart
from ingest.errors import ZerenError
from ingest.extract import extract
from ingest.lexicon import Lexicon, load_lexicon
from ingest.limits import CHARACTERS
from ingest.read import read_bytes
from ingest.tokenize import Tokenizer, tokenizer_of
from tests.hostile.spoiled import Spoiled, Spoiling
from tests.quality.batches import gathered, options
from tests.quality.page import paste

BATCH = 50
#: what a spoiled file may be refused as
CODES = frozenset(
    ("damaged-file", "beyond-limits", "protected-file", "scanned-file", "empty-file", "unsupported-format")
) | {"binary-file", "undecodable-file"}
DIED = "the process that read it ended"


class Batch(NamedTuple):
    """What became of some files: by (kind, outcome); what does not hold, by number; the slowest, in seconds."""

    outcomes: Counter[tuple[str, str]]
    faults: dict[int, str]
    slowest: dict[str, tuple[float, int]]

    def __add__(self, other: Batch) -> Batch:  # type: ignore[override]
        slowest = {
            kind: max(self.slowest.get(kind, (0.0, 0)), other.slowest.get(kind, (0.0, 0)))
            for kind in self.slowest.keys() | other.slowest.keys()
        }
        return Batch(self.outcomes + other.outcomes, self.faults | other.faults, slowest)


NOTHING = Batch(Counter(), {}, {})


@lru_cache(maxsize=1)
def tools() -> tuple[Lexicon, Tokenizer]:
    """Once in each process."""
    lexicon = load_lexicon()
    return lexicon, tokenizer_of(lexicon.cue_words)


@lru_cache(maxsize=1)
def _apart(process: int) -> Apart:
    return Apart()


def outcome(file: Spoiled, apart: Apart) -> tuple[str, str]:
    """(read | refused | ended, what does not hold of it or "")."""
    try:
        text, source = read_bytes(file.name, file.data, apart)
    except ZerenError as error:
        told = error.code in CODES and error.file == file.name and error.zh and error.remedy
        return "ended" if DIED in error.en else "refused", "" if told else f"{error.code}: {error}"
    if len(text) > CHARACTERS or any(not 0 <= place.start <= len(text) for place in source.places):
        return "read", "beyond bounds"
    for row in extract(text, source, *tools()).responsibilities:
        if row.mention.span.of(text) != row.mention.quote:
            return "read", f"quote {row.mention.quote!r}"
    return "read", ""


def tried(numbers: range, spoiling: Spoiling, apart: Apart) -> Batch:
    """The files of some numbers."""
    found = NOTHING
    for number in numbers:
        file = spoiling.file(number)
        kind = file.name.rpartition(".")[2]
        began = time.perf_counter()
        try:
            became, fault = outcome(file, apart)
        except Exception as error:  # what should never be
            became, fault = "fault", f"{type(error).__name__}: {error}"
        slow = time.perf_counter() - began
        found += Batch(Counter({(kind, became): 1}), {number: fault} if fault else {}, {kind: (slow, number)})
    return found


def _batch(seed: int, numbers: range) -> Batch:
    return tried(numbers, Spoiling(seed), _apart(os.getpid()))


def left() -> int:
    """Folders of readings that are still there."""
    return sum(path.name.startswith("zeren-reading-") for path in Path(tempfile.gettempdir()).iterdir())


def _table(found: Batch, seconds: float) -> str:
    lines = [
        "| 格式 kind | 改坏的文件 files | 读出 read | 拒绝 refused | 子进程终止 child ended | 最慢 slowest, s "
        "| 不成立 faults |",
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    for kind in sorted({kind for kind, _ in found.outcomes}):
        read, refused, ended, fault = (found.outcomes[kind, one] for one in ("read", "refused", "ended", "fault"))
        total = read + refused + ended + fault
        lines.append(
            f"| {kind} | {total:,} | {read:,} | {refused:,} | {ended:,} | {found.slowest[kind][0]:.1f} | {fault:,} |"
        )
    total = found.outcomes.total()
    return (
        "\n".join(lines)
        + f"\n\n共 {total:,} 个文件，用时 {seconds:,.0f} s；不成立 {len(found.faults)}；遗留临时文件 {left()}。"
    )


def main() -> int:
    """Print the table of docs/reliability.md, and each fault."""
    chosen = options(__doc__ or "", 10_000)
    began = time.perf_counter()
    found = gathered(_batch, chosen, BATCH, NOTHING)
    table = _table(found, time.perf_counter() - began)
    print(table)
    if chosen.into:
        paste(chosen.into, "files", table)
    for number, fault in sorted(found.faults.items()):
        print(f"\n## {number}: {fault}")
    return 1 if found.faults else 0


if __name__ == "__main__":
    sys.exit(main())
