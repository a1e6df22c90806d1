"""No pattern can run away: none holds an unbounded repeat within another, however it came about."""

from __future__ import annotations

import json
import re
import subprocess
import sys

import pytest

from tests.quality.patterns import ROOT, Heard, calls, expressions, faults, heard

BAD = {
    "nested": r"(?:区.+)+局",
    "nested in a counted repeat": r"(?:区[^、]*、){2,9}",
    "nested by choice": r"(?:甲|乙+)*丙",
    "nested in a look-ahead": r"(?=(甲*)*)",
    "nested and lazy": r"(?:甲+?)+",
    "two in a row": r".*由.*牵头",
    "two in groups": r"(甲+)(甲+)乙",
    "one in each of two parts": r"(?:甲*|乙)丙*",
    "lazy": r"由.+?牵头",
}
GOOD = [r"甲{1,5}乙+", r"(?:甲|乙){0,9}丙*", r"(?:甲+|乙+)丙", r"[^，]{1,40}?局", r"(甲)?乙*", r"(?:甲++)乙*"]


@pytest.fixture(scope="module")
def patterns() -> list[Heard]:
    """What a process of its own hears from the first import on."""
    run = subprocess.run(
        [sys.executable, "-m", "tests.quality.patterns"], cwd=ROOT, capture_output=True, check=True, encoding="utf-8"
    )
    return [Heard(*row) for row in json.loads(run.stdout)]


def test_no_pattern_repeats_without_bound_within_another(patterns):
    """Of all that were compiled: written out, or put together from the lexicon's words."""
    assert [(p.file, p.line, p.pattern) for p in patterns if faults(p.pattern, p.flags)] == []


def test_nor_one_that_was_not_reached():
    """Written out where no plan led."""
    assert [(call.file, call.first) for call in calls() if call.literal is not None and faults(call.literal)] == []


def test_every_call_is_known(patterns):
    """A pattern that is neither written out nor heard would be judged by nobody."""
    lines = {(p.file, p.line) for p in patterns}
    unknown = [
        (call.file, call.first)
        for call in calls()
        if call.literal is None and not any((call.file, line) in lines for line in range(call.first, call.last + 1))
    ]
    assert unknown == []


def test_the_lexicons_expressions_are_heard(patterns):
    """Each is a pattern that was compiled, or a part of one."""
    compiled = "\n".join(p.pattern for p in patterns)
    found = list(expressions())
    assert len(found) > 10
    assert [place for place, words in found if words not in compiled] == []


@pytest.mark.parametrize("name", BAD)
def test_a_planted_pattern_is_refused(name):
    """Whatever the nesting looks like."""
    assert faults(BAD[name])


@pytest.mark.parametrize("pattern", GOOD)
def test_what_is_bounded_passes(pattern):
    """One unbounded repeat of one class, or bounds."""
    assert faults(pattern) == []


def test_what_is_heard():
    """The lines of the packages only, with the pattern as it was given."""
    from ingest.lexicon import load_lexicon

    re.purge()
    found = heard(lambda: (load_lexicon(), re.compile("(甲+)+")))
    assert "ingest/lexicon.py" in {p.file for p in found}
    assert {p.file.split("/")[0] for p in found} == {"ingest"}
    assert "(甲+)+" not in {p.pattern for p in found}


def test_a_planted_entry_of_the_lexicon_is_heard():
    """A pattern among the data reaches ``re`` like any other."""
    from ingest.lexicon import FILES, read_lexicon

    data = {name: (ROOT / "ingest" / "data" / name).read_bytes() for name in FILES}
    entry = f"[[remark]]\npatterns = ['{BAD['nested']}']\nsource = 'x'\nexample = 'x'\n"
    data["cues.toml"] += f"\n{entry}".encode()
    assert [p.file for p in heard(lambda: read_lexicon(data)) if faults(p.pattern)] == ["ingest/lexicon.py"]
