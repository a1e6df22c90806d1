"""Every regular expression of the packages, and whether one can run away.

``python -m tests.quality.patterns`` imports the packages and reads plans while it listens to ``re``: so it hears the
patterns that are put together from the lexicon as well as those that are written out.
"""

from __future__ import annotations

import ast
import importlib
import json
import pkgutil
import re
import sys
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from re import _constants as sre  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any, NamedTuple

ROOT = Path(__file__).parents[2]
PACKAGES = ("ingest", "graph", "viz", "api")
FUNCTIONS = {"compile", "search", "match", "fullmatch", "split", "findall", "finditer", "sub", "subn"}
PLANS = (ROOT / "corpus" / "texts" / "000.txt", *sorted((ROOT / "corpus" / "made" / "raw").glob("*.txt")))
EXPRESSION = re.compile(r"\(\?|\\[dsSDwW]|\[\^|[.\])}][*+?{]|\{\d")
BACKTRACKING = (sre.MAX_REPEAT, sre.MIN_REPEAT)


class Heard(NamedTuple):
    """A pattern that was compiled, and the line that asked for it."""

    file: str
    line: int
    pattern: str
    flags: int


class Call(NamedTuple):
    """A line of the source that gives a pattern to ``re``; ``literal`` where it is written out."""

    file: str
    first: int
    last: int
    literal: str | None


def faults(pattern: str, flags: int = 0) -> list[str]:
    """What lets a pattern take more than linear time: an unbounded repeat within a repeat, two in a row, a lazy one."""
    found, endless = _faults(parser.parse(pattern, flags), inside=False)
    return found + (["several without a bound"] if endless > 1 else [])


def _faults(tree: object, *, inside: bool) -> tuple[list[str], int]:
    """The faults of a row of a pattern's parts, and how many unbounded repeats one way through it meets."""
    found: list[str] = []
    endless = 0
    for op, argument in tree if isinstance(tree, parser.SubPattern) else ():
        more, times = _part(op, argument, inside=inside)
        found += more
        endless += times
    return found, endless


def _part(op: object, argument: tuple, *, inside: bool) -> tuple[list[str], int]:
    if op in BACKTRACKING:
        _, most, what = argument
        unbounded = most is sre.MAXREPEAT
        found, within = _faults(what, inside=inside or most > 1)
        if unbounded and inside:
            found.append("nested")
        if unbounded and op is sre.MIN_REPEAT:
            found.append("lazy without a bound")
        return found, max(int(unbounded), within)
    if op is sre.BRANCH:
        ways = [_faults(way, inside=inside) for way in argument[1]]
        return [fault for found, _ in ways for fault in found], max(times for _, times in ways)
    if op is sre.SUBPATTERN:
        return _faults(argument[3], inside=inside)
    if op in (sre.ASSERT, sre.ASSERT_NOT):
        return _faults(argument[1], inside=inside)
    if op is sre.GROUPREF_EXISTS:
        ways = [_faults(way, inside=inside) for way in argument[1:]]
        return [fault for found, _ in ways for fault in found], max(times for _, times in ways)
    return [], 0


def calls() -> Iterator[Call]:
    """Every call of ``re`` in the packages."""
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
                    continue
                if getattr(node.func.value, "id", "") == "re" and node.func.attr in FUNCTIONS:
                    words = node.args[0]
                    literal = words.value if isinstance(words, ast.Constant) else None
                    yield Call(str(path.relative_to(ROOT)), node.lineno, node.end_lineno or node.lineno, literal)


def heard(work: Callable[[], object]) -> list[Heard]:
    """The patterns that the packages' lines give to ``re`` while ``work`` runs."""
    found: dict[Heard, None] = {}
    gate = re._compile  # type: ignore[attr-defined]

    def listening(pattern: str | re.Pattern, flags: int) -> re.Pattern:
        frame = sys._getframe(2)
        path = Path(frame.f_code.co_filename)
        if isinstance(pattern, str) and path.is_relative_to(ROOT) and path.relative_to(ROOT).parts[0] in PACKAGES:
            found[Heard(str(path.relative_to(ROOT)), frame.f_lineno, pattern, int(flags))] = None
        return gate(pattern, flags)

    re._compile = listening  # type: ignore[attr-defined]
    try:
        work()
    finally:
        re._compile = gate  # type: ignore[attr-defined]
    return list(found)


def use() -> None:
    """Import every module, read plans and the lexicon's examples: patterns are put together from data then."""
    for package in PACKAGES:
        for module in pkgutil.walk_packages(importlib.import_module(package).__path__, f"{package}."):
            importlib.import_module(module.name)
    from graph.build import build
    from ingest.extract import extract, extract_file
    from ingest.lexicon import load_lexicon
    from ingest.markings import load_markings
    from ingest.read import read_bytes
    from ingest.readers.grid import load_heads
    from ingest.tokenize import JiebaTokenizer, tokenizer_of

    lexicon = load_lexicon()
    load_markings()
    load_heads()
    for tokenizer in (JiebaTokenizer(lexicon.cue_words), tokenizer_of(lexicon.cue_words)):
        for path in PLANS:
            build(extract_file(path, lexicon, tokenizer))
        for example in examples():
            build(extract(*read_bytes("example.txt", example.encode()), lexicon, tokenizer))


def entries() -> Iterator[tuple[str, dict[str, Any]]]:
    """Every entry of the lexicon, with its place."""
    for path in sorted((ROOT / "ingest" / "data").glob("*.toml")):
        for name, rows in tomllib.loads(path.read_text(encoding="utf-8")).items():
            for number, entry in enumerate(rows if isinstance(rows, list) else [rows]):
                yield f"{path.name}:{name}:{number}", entry


def examples() -> Iterator[str]:
    """The example of each entry, as a text of its own."""
    return (entry["example"] for _, entry in entries())


def expressions() -> Iterator[tuple[str, str]]:
    """The regular expressions among the lexicon's values, with their place: what could not be plain words."""
    for place, entry in entries():
        for key, value in entry.items():
            for words in value if isinstance(value, list) else [value]:
                if isinstance(words, str) and key not in {"source", "example"} and EXPRESSION.search(words):
                    yield f"{place}:{key}", words


def main() -> None:
    """Print what was heard, as JSON."""
    json.dump(heard(use), sys.stdout)


if __name__ == "__main__":
    main()
