"""``make quality``: the figures of docs/quality.md, ready to be pasted; what a change gained and lost; the ablation.

CORPUS holds raw/ID.txt and gold/ID.json (docs/quality.md says how they are labelled). The result is kept as JSON; a
later run is compared with it.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import asdict, replace
from pathlib import Path

from pydantic_core import to_json

from api import scores
from ingest.evaluate import Report, evaluate
from ingest.lexicon import Lexicon, load_lexicon
from ingest.quality import all_relations
from ingest.register import Register
from ingest.tokenize import SingleCharacters, Tokenizer, tokenizer_of
from tests.quality.page import paste


def main() -> None:
    """Print the tables; see ``--help``."""
    options = _options()
    lexicon = load_lexicon()
    tokenizer = tokenizer_of(lexicon.cue_words)
    chosen = {"only": options.only, "without": options.without}
    before = scores.saved_report(options.against) if options.against else None
    report = evaluate(options.corpus, lexicon, tokenizer, **chosen)
    lines = list(scores.details(report))
    if options.ablation:
        lines += ablation(options.corpus, lexicon, tokenizer, chosen)
    print(*lines, sep="\n")
    if options.into:
        paste(options.into, options.mark, "\n".join(lines))
    if before is not None:
        print(*scores.differences(before, report), sep="\n")
    if options.save:
        options.save.parent.mkdir(parents=True, exist_ok=True)
        options.save.write_bytes(to_json(asdict(report), indent=1) + b"\n")
        print(f"已另存 saved: {options.save}")


def ablation(corpus: Path, lexicon: Lexicon, tokenizer: Tokenizer, chosen: dict[str, list[str]]) -> Iterator[str]:
    """What each part of the knowledge is worth: the same rules without it."""
    nameless = without_names(lexicon)
    readings: dict[str, tuple[Lexicon, Tokenizer]] = {
        "全部 as it is": (lexicon, tokenizer),
        "单字代替 jieba：single characters": (lexicon, SingleCharacters()),
        "不用词表中的机构名 without the lexicon's names": (nameless, tokenizer),
        "两者都不用 without either": (nameless, SingleCharacters()),
    }
    yield "| 去掉什么 ablation | P | R | F1 | 95% | 单位 units F1 | 名称 names |"
    yield "| --- | ---: | ---: | ---: | ---: | ---: | ---: |"
    for name, (words, cut) in readings.items():
        yield f"| {name} | {_figures(evaluate(corpus, words, cut, **chosen))} |"
    yield ""


def without_names(lexicon: Lexicon) -> Lexicon:
    """The lexicon without the register of organisations: suffixes, prefixes and cues stay."""
    return replace(lexicon, register=Register(()))


def _figures(report: Report) -> str:
    found = all_relations(report)
    share = found.share
    figures = [share.precision, share.recall, share.f1, report.total.units.f1, report.total.names.recall]
    words = [f"{figure:.3f}" for figure in figures]
    return " | ".join([*words[:3], f"{found.f1.low:.3f}–{found.f1.high:.3f}", *words[3:]])


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make quality", description=__doc__.split("\n\n", maxsplit=1)[0])
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--only", nargs="*", default=[], metavar="ID", help="these documents only")
    parser.add_argument("--without", nargs="*", default=[], metavar="ID", help="these are not opened")
    parser.add_argument("--save", type=Path, help="keep the result as JSON")
    parser.add_argument("--against", type=Path, help="a kept result: print the relations gained and lost since")
    parser.add_argument("--ablation", action="store_true", help="also without jieba, without the lexicon's names")
    parser.add_argument("--into", type=Path, help="paste the tables into this page")
    parser.add_argument("--mark", default="figures", help="the place of the page: figures, first-sight")
    return parser.parse_args()


if __name__ == "__main__":
    main()
