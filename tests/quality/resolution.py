"""``make resolution CORPUS=…``: what share of mentions the register resolves, by which reason, and what that costs.

Also a sample of mentions for a person to check, drawn by seed: ``tests/quality/resolution_sample.json`` holds where
each stands, what it was resolved to and the verdict ("" until checked, then right, wrong-merge, wrong or doubtful), and
no text; ``--show`` prints it with its surroundings. DESIGN: the texts are not committed.
"""

from __future__ import annotations

import argparse
import json
import random
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

from ingest.extract import extract
from ingest.facts import year_of
from ingest.jurisdiction import Evidence, settle, title_places
from ingest.lexicon import Lexicon, load_lexicon
from ingest.organizations import Namer
from ingest.questions import questions
from ingest.read import read_file
from ingest.recognition import Recognizer
from ingest.tokenize import Tokenizer, tokenizer_of
from ingest.types import Extraction, Span
from tests.quality.page import paste

SAMPLE = Path(__file__).with_name("resolution_sample.json")
AROUND = 40  # code points shown on each side of a mention
PLACED = ("issuer", "number", "addressees")  # facts that may say whose document it is
VERDICTS = ("right", "wrong-merge", "wrong", "doubtful")


@dataclass(frozen=True, slots=True)
class Case:
    """One mention of the sample. Offsets are code points into the document's text, half-open."""

    document: str  # the file's name without its ending
    start: int
    end: int
    resolved: str  # full name of the organisation
    rule: str
    verdict: str = ""
    note: str = ""  # what is doubtful or wrong, by whoever checked it


def read_all(corpus: Path, lexicon: Lexicon, tokenizer: Tokenizer) -> dict[str, Extraction]:
    """Every document of the corpus by the name of its file."""
    found = {}
    for path in sorted((corpus / "raw").glob("*.txt")):
        text, source = read_file(path)
        found[path.stem] = extract(text, source, lexicon, tokenizer)
    return found


def table(readings: dict[str, Extraction]) -> Iterator[str]:
    """The figures, in Markdown."""
    rules: Counter[tuple[str, str]] = Counter()
    kinds: Counter[str] = Counter()
    for reading in readings.values():
        units = {unit.id: unit for unit in reading.organizations}
        for row in reading.responsibilities:
            unit = units[row.organization]  # every mention has one
            how = "collective" if row.mention.collective else ("register" if unit.registered else "suffix")
            rules[how, unit.rule] += 1
            kinds[unit.kind.value] += 1
    total = sum(rules.values())
    by: Counter[str] = Counter()
    for (how, _), count in rules.items():
        by[how] += count
    single = total - by["collective"]
    yield "| 提及 mentions | 数 | 占单个单位 of single units |"
    yield "| --- | ---: | ---: |"
    yield f"| 全部 all | {total} | |"
    yield f"| 集体称谓 collectives | {by['collective']} | |"
    yield f"| 登记册 by the register | {by['register']} | {by['register'] / single:.1%} |"
    yield f"| 按后缀另立 bodies of their own | {by['suffix']} | {by['suffix'] / single:.1%} |"
    yield f"| 类别未定 kind other | {kinds['other']} | {kinds['other'] / single:.1%} |"
    yield ""
    yield "| 理由 rule | 提及 mentions |"
    yield "| --- | ---: |"
    yield from (f"| `{rule}` | {count} |" for (_, rule), count in rules.most_common())


def cost(corpus: Path, lexicon: Lexicon, tokenizer: Tokenizer, rounds: int = 3) -> float:
    """Time of resolution (place, names, questions) over the time of extraction; the best of some rounds of each."""
    whole = parts = 0.0
    for path in sorted((corpus / "raw").glob("*.txt")):
        text, source = read_file(path)
        reading = extract(text, source, lexicon, tokenizer)
        known = Recognizer(tokenizer, lexicon)
        warm(reading, known)
        whole += _best(rounds, lambda: extract(text, source, lexicon, tokenizer))  # noqa: B023 - called at once
        parts += _best(rounds, lambda: resolve(reading, known))  # noqa: B023 - called at once
    return parts / whole


def _best(rounds: int, work: Callable[[], object]) -> float:
    times = []
    for _ in range(rounds):
        start = perf_counter()
        work()
        times.append(perf_counter() - start)
    return min(times)


def warm(reading: Extraction, known: Recognizer) -> None:
    """What reading the clauses has remembered of the names before they are resolved."""
    for row in reading.responsibilities:
        known.suffix_of(row.mention.name)
        known.tokens(row.mention.name)


def resolve(reading: Extraction, known: Recognizer) -> None:
    """All that is done for names in one extraction, once more."""
    document = reading.document
    year = year_of(document.number, document.issued_on, document.printed_on)
    said = [Evidence(fact.field, fact.value, fact.span) for fact in document.facts if fact.field in PLACED]
    said += [Evidence("title", words, Span(0, 1)) for _, words in title_places(document.title) if words]
    settle(said, document.text, year, known.lexicon)
    namer = Namer(document.jurisdiction, known, year, document.id)
    units = {unit.id: unit for unit in map(namer.organization, (r.mention.name for r in reading.responsibilities))}
    questions(document, namer, units, reading.responsibilities)


def drawn(readings: dict[str, Extraction], size: int, seed: int) -> list[Case]:
    """A sample of the mentions of single units, the same for the same seed."""
    cases = []
    for name, reading in sorted(readings.items()):
        units = {unit.id: unit for unit in reading.organizations}
        for row in reading.responsibilities:
            if not row.mention.collective:
                unit, span = units[row.organization], row.mention.span
                cases.append(Case(name, span.start, span.end, unit.name, unit.rule))
    chosen = random.Random(seed).sample(cases, min(size, len(cases)))  # noqa: S311 - the same in every run
    return sorted(chosen, key=lambda case: (case.document, case.start, case.resolved))


def kept() -> list[Case]:
    """The committed sample."""
    return [Case(**row) for row in json.loads(SAMPLE.read_text(encoding="utf-8"))["cases"]]


def shown(readings: dict[str, Extraction], cases: list[Case]) -> Iterator[str]:
    """Each mention of the sample with its surroundings, what it is resolved to, and where that has changed since."""
    for at, case in enumerate(cases, 1):
        reading = readings[case.document]
        text = reading.document.text
        before, after = text[max(case.start - AROUND, 0) : case.start], text[case.end : case.end + AROUND]
        place = reading.document.jurisdiction
        yield f"{at}. {case.document} [{place.name if place else '?'}] {case.resolved}  ({case.rule}) {case.verdict}"
        yield "   " + f"{before}【{text[case.start : case.end]}】{after}".replace("\n", "⏎").replace("\r", "")


def verdicts(cases: list[Case]) -> str:
    """One line: how many of the sample were found how."""
    counted = Counter(case.verdict or "unchecked" for case in cases)
    return "样本 sample: " + ", ".join(f"{name} {count}" for name, count in sorted(counted.items()))


def main() -> None:
    """See ``--help``."""
    parser = argparse.ArgumentParser(prog="make resolution", description=__doc__.split("\n\n", maxsplit=1)[0])
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--draw", type=int, metavar="N", help="draw a new sample of N mentions; verdicts are empty")
    parser.add_argument("--seed", type=int, default=6)
    parser.add_argument("--show", action="store_true", help="print the sample with its surroundings")
    parser.add_argument("--into", type=Path, help="paste the figures into this page")
    options = parser.parse_args()
    lexicon = load_lexicon()
    tokenizer = tokenizer_of(lexicon.cue_words)
    readings = read_all(options.corpus, lexicon, tokenizer)
    if options.draw:
        cases = drawn(readings, options.draw, options.seed)
        rows = [{name: getattr(case, name) for name in Case.__slots__ if name != "note"} for case in cases]
        words = json.dumps({"seed": options.seed, "cases": rows}, ensure_ascii=False, indent=0)
        SAMPLE.write_text(words + "\n", encoding="utf-8")
    if options.show:
        print(*shown(readings, kept()), sep="\n")
        return
    lines = [*table(readings), "", f"归一耗时占抽取 cost: {cost(options.corpus, lexicon, tokenizer):.1%}"]
    lines += ["", verdicts(kept())] if SAMPLE.exists() else []
    print(*lines, sep="\n")
    if options.into:
        paste(options.into, "resolution", "\n".join(lines))


if __name__ == "__main__":
    main()
