"""Scoring: what counts, what does not, and what is shown."""

from __future__ import annotations

import json

import pytest

from ingest.errors import UnreadableFile
from ingest.evaluate import Share, evaluate

TEXT = "一、工作\n1.做好事情。（责任单位：区教委、市交通委（市道路运输局）、区民政局）\n"


def labels(*rows: dict) -> dict:
    found = []
    for row in rows:
        start = TEXT.index(row["surface"])
        base = {
            "start": start,
            "end": start + len(row["surface"]),
            "role": "responsible",
            "item_start": TEXT.index("1."),
        }
        found.append(base | {"organization": row["surface"]} | row)
    return {"id": "A", "relations": found, "standing": []}


def scored(tmp_path, lexicon, tokenizer, gold):
    for name in ("raw", "gold"):
        (tmp_path / name).mkdir()
    (tmp_path / "raw" / "A.txt").write_text(TEXT, encoding="utf-8", newline="")
    (tmp_path / "gold" / "A.json").write_text(json.dumps(gold), encoding="utf-8")
    return evaluate(tmp_path, lexicon, tokenizer)


def test_right_missed_and_wrong(tmp_path, lexicon, tokenizer):
    """A role that differs is one missed and one wrong; the unit is right all the same."""
    gold = labels(
        {"surface": "区教委"},
        {"surface": "市交通委", "role": "lead"},
        {"surface": "区民政局", "organization": "市民政局"},
    )
    report = scored(tmp_path, lexicon, tokenizer, gold)
    total = report.total
    assert (total.relations.right, total.relations.found, total.relations.wanted) == (2, 3, 3)
    assert total.units.f1 == 1.0
    assert total.tasks == Share(2, 2, 2)
    assert total.names == Share(1, 2, 2)
    (score,) = report.documents
    assert "lead '市交通委'" in score.missed[0]
    assert "responsible '市交通委'" in score.wrong[0]


def test_a_second_name_in_brackets_may_be_in_the_span(tmp_path, lexicon, tokenizer):
    """市交通委 and 市交通委（市道路运输局） are one place."""
    gold = labels({"surface": "区教委"}, {"surface": "市交通委"}, {"surface": "区民政局"})
    assert scored(tmp_path, lexicon, tokenizer, gold).total.relations.f1 == 1.0


def test_optional_labels_count_neither_way(tmp_path, lexicon, tokenizer):
    """Nor do standing units."""
    gold = labels({"surface": "区教委", "optional": True}, {"surface": "市交通委"})
    start = TEXT.index("区民政局")
    gold["standing"] = [{"start": start, "end": start + 4}]
    assert scored(tmp_path, lexicon, tokenizer, gold).total.relations == Share(1, 1, 1)


@pytest.mark.parametrize(
    ("share", "precision", "recall", "f1"),
    [
        (Share(1, 2, 4), 0.5, 0.25, 1 / 3),
        (Share(0, 0, 0), 1.0, 1.0, 1.0),
        (Share(0, 0, 3), 0.0, 0.0, 0.0),
        (Share(0, 3, 0), 0.0, 1.0, 0.0),
    ],
)
def test_shares(share, precision, recall, f1):
    """Nothing found where nothing is wanted is right."""
    assert (share.precision, share.recall) == (precision, recall)
    assert share.f1 == pytest.approx(f1)


def test_a_folder_without_labels(tmp_path, lexicon, tokenizer):
    """Says so, and what to do."""
    with pytest.raises(UnreadableFile) as raised:
        evaluate(tmp_path, lexicon, tokenizer)
    assert "gold" in str(raised.value)
