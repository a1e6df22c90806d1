"""The corpus is what its manifest says, and its labels are labels of its texts."""

from __future__ import annotations

import hashlib
import importlib.util
import json
from pathlib import Path

import pytest

CORPUS = Path(__file__).parents[2] / "corpus"
MADE = CORPUS / "made"
ROWS = [
    pytest.param(folder, json.loads(line), id=json.loads(line)["id"])
    for folder in (CORPUS, MADE)
    for line in (folder / "manifest.jsonl").read_text(encoding="utf-8").splitlines()
]
LABELS = [pytest.param(path, id=path.stem) for folder in (CORPUS, MADE) for path in sorted((folder / "gold").glob("*"))]


def text_of(labels: Path) -> str:
    folder = labels.parents[1]
    texts = folder / "raw" if (folder / "raw").is_dir() else folder / "texts"
    return (texts / f"{labels.stem}.txt").read_bytes().decode("utf-8")


@pytest.mark.parametrize(("folder", "row"), ROWS)
def test_every_file_is_the_one_of_the_manifest(folder, row):
    """Byte for byte, and its source is named."""
    assert hashlib.sha256((folder / row["file"]).read_bytes()).hexdigest() == row["sha256"]
    assert row["source"]


def test_every_text_is_in_a_manifest():
    """No text without a source."""
    named = {folder / row["file"] for folder, row in (parameter.values for parameter in ROWS)}
    assert named == {*(CORPUS / "texts").iterdir(), *(MADE / "raw").iterdir()}


@pytest.mark.parametrize("path", LABELS)
def test_labels_quote_their_text(path):
    """Offsets, clauses and items; targets too."""
    text = text_of(path)
    for row in json.loads(path.read_text(encoding="utf-8"))["relations"]:
        assert text[row["start"] : row["end"]] == row["surface"]
        assert row["item_start"] <= row["clause_start"] <= row["start"] < row["end"] <= row["clause_end"]
        assert row["role"] in {"lead", "responsible", "support", "supervise"}
    targets = json.loads((path.parents[1] / "targets" / path.name).read_text(encoding="utf-8"))["targets"]
    assert [text[row["start"] : row["end"]] for row in targets] == [row["quote"] for row in targets]


def test_the_made_up_plans_follow_from_their_marked_texts():
    """What is committed is what ``tests/corpus/made.py`` builds."""
    spec = importlib.util.spec_from_file_location("made", Path(__file__).parents[1] / "corpus" / "made.py")
    made = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(made)
    built = made.built()
    assert {path: path.read_bytes() == data for path, data in built.items()} == dict.fromkeys(built, True)
    assert len(built) == 3 * 28 + 1
