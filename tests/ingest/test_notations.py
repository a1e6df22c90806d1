"""The notations of notations.toml: every marked unit is read in its role, and nothing else is."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

NOTATIONS = tomllib.loads(Path(__file__).with_name("notations.toml").read_text(encoding="utf-8"))["notation"]
ROLES = {"牵": "lead", "责": "responsible", "配": "support", "督": "supervise"}
MARK = re.compile(r"\{([牵责配督]):([^{}]+)\}")
HEAD = (
    "云川市人民政府办公室关于印发云川市数字经济提升行动方案的通知\n\n云府办发〔2024〕15号\n\n"
    "各区人民政府：\n\n　　现将方案印发给你们，请认真贯彻执行。\n\n一、重点任务\n\n"
)


def cases(what):
    return [
        pytest.param(text, id=f"{entry['number']}-{at}") for entry in NOTATIONS for at, text in enumerate(entry[what])
    ]


def relations(read, text):
    found = read(HEAD + text)
    start = len(HEAD)
    return {(r.mention.span.start - start, r.mention.span.end - start, r.role.value) for r in found.responsibilities}


@pytest.mark.parametrize("marked", cases("cases"))
def test_what_is_marked_is_read(read, marked):
    """Unit and role, place for place, and no other unit."""
    marked = "1." + marked + "\n"
    text, wanted, at = "", set(), 0
    for mark in MARK.finditer(marked):
        text += marked[at : mark.start()]
        wanted.add((len(text), len(text) + len(mark[2]), ROLES[mark[1]]))
        text += mark[2]
        at = mark.end()
    assert relations(read, text + marked[at:]) == wanted


@pytest.mark.parametrize("text", cases("nothing"))
def test_what_looks_alike_is_not(read, text):
    """No unit at all."""
    assert relations(read, f"1.建设机房。{text}\n") == set()


def test_every_notation_is_tried_several_times():
    """At least three ways of writing each, and one look-alike."""
    assert len(NOTATIONS) >= 30
    for entry in NOTATIONS:
        assert len(entry["cases"]) >= 3, entry["title"]
        assert entry["nothing"], entry["title"]
