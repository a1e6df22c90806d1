"""Whatever the text: no exception escapes, spans lie inside, quotes are the text's own, and reading is repeatable.

``make fuzz`` does the same with a hundred thousand texts; ``tests/quality`` holds what both try.
"""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.tokenize import JiebaTokenizer, SingleCharacters
from tests.quality.fuzz import shortest, tried
from tests.quality.mutations import Mutations
from tests.quality.properties import Readers, broken
from tests.quality.seeds import SEEDS

CASES, BATCH = 2000, 100
#: any code point, half a surrogate pair included; and those of which clauses are made
CHARACTERS = st.one_of(st.characters(), st.sampled_from("（）〔〕；，。、：\n\t市区局委等牵头责任单位负责1.一、"))


@pytest.fixture(scope="module")
def readers(lexicon, tokenizer) -> Readers:
    """Two tokenizers that have met unlike texts before."""
    return Readers(lexicon, tokenizer, JiebaTokenizer(lexicon.cue_words).warm())


@pytest.mark.parametrize("first", range(0, CASES, BATCH))
def test_spoiled_plans(readers, first):
    """Clauses and plans with pieces cut out, put in, repeated and exchanged."""
    found = tried(range(first, first + BATCH), Mutations(seed=0), readers)
    assert found.cases == BATCH
    assert found.relations > BATCH
    assert found.texts == {}


@pytest.mark.parametrize("text", SEEDS)
def test_plans_that_are_not_spoiled(readers, text):
    """What the spoiling begins with."""
    assert {*broken(text, readers)} == set()


@settings(max_examples=200, derandomize=True, deadline=None)
@given(text=st.text(CHARACTERS, max_size=200))
def test_any_text(readers, text):
    """No plan at all."""
    assert broken(text, readers) == []


@pytest.mark.parametrize(
    "text",
    [
        "（" * 500,
        "（牵头单位：" * 500,
        "（区教委、" * 700,
        "一、甲\n" * 1000,
        "1.1." * 2000,
        "由" * 4000,
        "牵头" * 2000,
        "《" * 4000,
        "到2027年" * 1000,
        "9" * 5000,
        "区教委、" * 2000,
        "（" + "区教委、" * 2000 + "）",
        "\u3000" * 5000 + "1.甲",
        "\ud800\ud800（责任单位：区教委）",
    ],
    ids=lambda text: text[:12].encode("ascii", "backslashreplace").decode(),
)
def test_texts_made_to_trip_a_reader(lexicon, text):
    """They end, and all holds; every character a word is the hardest way to read them."""
    assert broken("题目\n" + text, Readers(lexicon, SingleCharacters(), SingleCharacters())) == []


class Failing(SingleCharacters):
    """Fails at a word."""

    def tokens(self, text):
        if "财政" in text:
            raise LookupError(text)
        return super().tokens(text)


class Forgetful(SingleCharacters):
    """Cuts otherwise the second time."""

    def words(self, text):
        return ()

    def counts(self, text):
        return {}


def test_what_does_not_hold_is_named(lexicon):
    """An exception; a reading that differs. The shortest text that shows it is found."""
    text = "一、工作\n1.办好事情。（责任单位：市教委、市财政局）\n"
    failing = Readers(lexicon, Failing(), Failing())
    assert broken(text, failing) == ["raises LookupError"]
    assert "财政" in shortest(text, "raises LookupError", failing)
    assert len(shortest(text, "raises LookupError", failing)) < len(text)
    differing = Readers(lexicon, JiebaTokenizer(lexicon.cue_words), Forgetful())
    assert broken(text, differing) == ["not deterministic"]
