"""``zeren score`` and ``make quality``: figures for a person, and what has changed since a saved result."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from api import scores
from api.cli import app

ROOT = Path(__file__).parents[2]
MADE = ROOT / "corpus" / "made"
NAMES = sorted(path.stem for path in (MADE / "gold").glob("*.json"))


def score(*words: str):
    return CliRunner().invoke(app, ["score", str(MADE), *words])


def test_details_by_role_and_notation():
    """Tables in Markdown below the documents' lines."""
    found = score("--details")
    assert found.exit_code == 0
    for words in ("| 牵头 lead |", "| 括号 bracket · 标签 label |", "95%", f"{len(NAMES)} 份文件"):
        assert words in found.output


def test_some_documents_only():
    """Others are not opened."""
    only = json.loads(score("--only", NAMES[0], "--json").stdout)
    assert [entry["id"] for entry in only["documents"]] == [NAMES[0]]
    rest = json.loads(score("--without", NAMES[0], "--json").stdout)
    assert [entry["id"] for entry in rest["documents"]] == NAMES[1:]


def test_an_unknown_document_is_refused():
    """A slip of the pen must not open what was to stay shut."""
    found = score("--without", "no-such")
    assert "no-such" in str(found.exception)


def test_gained_and_lost(tmp_path):
    """Against a result saved before: nothing at first; a relation that was right is told as lost, with its place."""
    kept = tmp_path / "kept.json"
    assert "得 gained 0，失 lost 0" in score("--save", str(kept), "--against", str(_saved(kept))).output
    data = json.loads(kept.read_text(encoding="utf-8"))
    first = data["documents"][0]["rows"][0]
    first["outcome"] = "missed"
    kept.write_text(json.dumps(data), encoding="utf-8")
    told = score("--against", str(kept)).output
    assert "得 gained 1，失 lost 0" in told
    assert f"+ {NAMES[0]} {first['start']}-{first['end']} {first['role']} {first['quote']}" in told


def _saved(path: Path) -> Path:
    score("--save", str(path))
    return path


@pytest.mark.parametrize("text", ["", "[]", '{"documents": [{}]}', '{"documents": 3}'])
def test_what_is_no_saved_result(tmp_path, text):
    """It is named, not half read."""
    path = tmp_path / "kept.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(scores.UnreadableFile):
        scores.saved_report(path)
    with pytest.raises(scores.UnreadableFile):
        scores.saved_report(tmp_path / "absent.json")


def test_make_quality_prints_what_the_documentation_shows(tmp_path):
    """The program behind the target, ablation included."""
    kept = tmp_path / "quality.json"
    words = [
        sys.executable,
        "-m",
        "tests.quality.run",
        str(MADE),
        "--only",
        NAMES[0],
        "--ablation",
        "--save",
        str(kept),
    ]
    run = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=True, encoding="utf-8")
    assert "| 单字代替 jieba" in run.stdout
    assert scores.saved_report(kept).total.relations.wanted > 10
