"""Extraction → subgraph: sort keys, aliases, quotes."""

from dataclasses import replace

import pytest

from graph.build import LONGEST_TASK_TEXT, build, pinyin, sentence_around
from ingest.extract import extract
from ingest.lexicon import load_lexicon
from ingest.read import read_bytes
from ingest.tokenize import tokenizer_of
from ingest.types import Organization, OrganizationKind, Span

TASKS = {"1": {"lead": "区甲局", "responsible": "区乙局等"}, "10": {"responsible": "各镇街"}}


@pytest.mark.parametrize(
    ("words", "key"),
    [
        ("重庆市", "chong qing shi"),  # not zhong
        ("财政局", "cai zheng ju"),
        ("Ａ1 局", "a1 ju"),
        ("绿化委", "lv hua wei"),
        ("𠮷", "020bb7"),
        ("", ""),
        ("é", "0000e9"),
        ("\n甲", "jia"),
    ],
)
def test_pinyin_is_ascii(words, key):
    """Pinyin without tones; what has no pinyin becomes six hex digits, so that no two differ in length."""
    assert pinyin(words) == key
    assert key.isascii()


TEXT = "一、总则。\r\n合格率达到98.3%以上；比例为35%以上。“好！”他说\n最后一句"


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("98.3%", "合格率达到98.3%以上；"),
        ("35%", "比例为35%以上。"),
        ("最后", "最后一句"),
        ("总则", "一、总则。"),
        ("他说", "”他说"),
    ],
)
def test_the_sentence_around(words, sentence):
    """Up to the sentence end before, with the end that closes it; a line end closes too, and is no part of it."""
    start = TEXT.index(words)
    assert sentence_around(TEXT, Span(start, start + len(words))) == sentence


def test_building_twice_gives_the_same(plan):
    """Pure: equal extractions, equal subgraphs, whatever the order the units stand in."""
    one = plan(TASKS)
    turned = replace(one, organizations=one.organizations[::-1])
    assert build(one) == build(plan(TASKS)) == build(turned)


def test_every_sort_key_is_ascii_and_in_the_order_of_the_text(plan):
    """Item 10 stands behind item 1 because it stands there, not because of its number."""
    rows = build(plan(TASKS))
    for group in (rows.sections, rows.tasks, rows.responsibilities, rows.targets, rows.citations, rows.findings):
        assert [row.sort_key for row in group] == sorted(row.sort_key for row in group)
    every = (*rows.aliases, *rows.terms, *rows.organizations, *rows.jurisdictions, *rows.tasks, rows.document)
    assert all(row.sort_key.isascii() and row.sort_key for row in every)
    assert [row.number for row in sorted(rows.tasks, key=lambda row: row.sort_key)] == ["1", "10"]


def test_words_of_one_pinyin_have_keys_of_their_own(plan):
    """事实 and 实施 sound alike; their keys differ all the same."""
    rows = build(plan(TASKS, terms={"1": ("事实", "实施")}))
    assert len({row.sort_key for row in rows.terms if row.word != "质量"}) == 2


def test_aliases_are_the_names_one_may_ask_by(plan):
    """Full name, functional name, the lexicon's names and the name as the text states it; each once for a unit."""
    rows = build(plan({"1": {"lead": "区甲局"}}))
    (unit,) = (row for row in rows.organizations if row.name == "甲区甲局")
    assert sorted(row.name for row in rows.aliases if row.organization == unit.id) == ["区甲局", "甲区甲局", "甲局"]


def test_the_issuer_is_a_unit(plan):
    """(:Document)-[:ISSUED_BY]->(:Organization): made where no clause names it, else the one that is named."""
    rows = build(plan({"1": {"lead": "区甲局"}}))
    (made,) = (row for row in rows.organizations if row.id == rows.document.issuer_organization)
    assert (made.name, made.short_name, made.kind, made.jurisdiction_name) == (
        "甲区人民政府",
        "人民政府",
        "government",
        "甲区",
    )
    extraction = plan({"1": {"lead": "区甲局"}})
    home = extraction.document.jurisdiction
    named = Organization("org-named", "甲区人民政府", "人民政府", OrganizationKind.GOVERNMENT, home, (), "made")
    rows = build(replace(extraction, organizations=(*extraction.organizations, named)))
    assert rows.document.issuer_organization == "org-named"
    assert len(rows.organizations) == 2
    assert build(plan(TASKS, issuer=False)).document.issuer_organization is None


def test_a_collective_is_told_apart(plan):
    """各镇街 is a collective, and its row says so."""
    rows = build(plan(TASKS))
    assert [row.short_name for row in rows.organizations if row.collective] == ["各镇街"]


def test_quotes_are_cut_from_the_text(plan):
    """Quote, clause and sentence of each responsibility, quote and sentence of each target."""
    extraction = plan(TASKS)
    rows, text = build(extraction), extraction.document.text
    first = rows.responsibilities[0]
    assert (first.quote, first.clause) == ("区甲局", "（牵头单位：区甲局）")
    assert first.sentence == "合格率达到98.3%以上。（牵头单位：区甲局）（责任单位：区乙局等）"
    for row in (*rows.responsibilities, *rows.targets, *rows.citations, *rows.findings):
        assert text[row.start : row.end] == row.quote
    assert rows.targets[0].sentence == "合格率达到98.3%以上。"


def test_a_long_task_is_cut(plan):
    """At most 8,000 code points of a task are kept; its offsets still cover all of it."""
    (task,) = build(plan({"1": {"lead": "区甲局"}}, bodies={"1": "长" * 9000})).tasks
    assert len(task.text) == LONGEST_TASK_TEXT
    assert task.end - task.start > 9000


def test_terms_stand_heaviest_first(plan):
    """A task's row lists its keywords by weight."""
    rows = build(plan({"1": {"lead": "区甲局"}}, terms={"1": ("质量", "安全", "认证")}))
    assert rows.tasks[0].terms == ("质量", "安全", "认证")


def test_a_field_says_a_deadline_before_a_sentence_does():
    """整改时限：… of a task whose goal names a year before it."""
    lexicon = load_lexicon()
    text = "（一）问题。\n整改目标：2027年底前，全面完成。\n整改时限：2026年12月底前\n责任单位：市教育局\n"
    found = extract(*read_bytes("plan.txt", text.encode()), lexicon, tokenizer_of(lexicon.cue_words))
    assert {one.value for one in found.details} == {"2027年底前", "2026年12月底前"}
    assert [(task.deadline, task.due_on) for task in build(found).tasks] == [("2026年12月底前", "2026-12-31")]
