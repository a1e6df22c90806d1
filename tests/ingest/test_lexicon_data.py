"""The knowledge is data: each entry has a source and an example, and the examples hold."""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict
from importlib import resources

import pytest

from ingest.errors import LexiconError
from ingest.jurisdiction import jurisdiction_of
from ingest.lexicon import FILES, read_lexicon
from ingest.organizations import Namer
from ingest.recognition import Recognizer

RAW = {name: (resources.files("ingest") / "data" / name).read_bytes() for name in FILES}
TABLES = {name: tomllib.loads(data.decode()) for name, data in RAW.items() if name.endswith(".toml")}


def entries(*names: str) -> list:
    """(file, table, entry) of every entry, or of the tables named."""
    return [
        pytest.param(file, name, entry, id=f"{file}:{name}:{number}")
        for file, table in TABLES.items()
        for name, rows in table.items()
        for number, entry in enumerate(rows if isinstance(rows, list) else [rows])
        if not names or name in names
    ]


def plain(example: str) -> str:
    return example.replace("[", "").replace("]", "")


def marked(example: str) -> list[str]:
    return re.findall(r"\[([^\]]+)\]", example)


@pytest.mark.parametrize(("file", "name", "entry"), entries())
def test_every_entry_has_source_and_example(file, name, entry):
    """Whoever doubts an entry finds where it is from and what it is for."""
    assert entry["source"].strip()
    assert entry["example"].strip()


@pytest.mark.parametrize(
    ("file", "line", "words"),
    [
        ("cues.toml", '\n[[cue]]\nwords=[]\nkind="label"\nrole="lead"\nsource="x"\nexample="x"\nrolle="x"\n', "rolle"),
        ("register/local.toml", '\n[[body]]\nname="x"\nsource="x"\nexample="x"\nshorts=[]\n', "shorts"),
        ("divisions.toml", '\n[[former]]\nyears=1\nsource="x"\nexample="x"\n', "years"),
        ("targets.toml", "\n[unitz]\nwords=[]\n", "unitz"),
        ("organizations.toml", '\n[[suffix]]\nwords=["x"]\nkind="court"\nelides=true\nsource="x"\n', "example"),
        ("document.toml", "\n[number\n", "TOML"),
    ],
)
def test_what_is_not_well_formed_is_refused_by_name(file, line, words):
    """An unknown key, an unknown table, a missing example: the message says which and where."""
    with pytest.raises(LexiconError) as raised:
        read_lexicon(RAW | {file: RAW[file] + line.encode()})
    assert words in str(raised.value)
    assert file in str(raised.value)


def test_the_version_follows_the_data(lexicon):
    """One more comment is another version."""
    assert read_lexicon(RAW).version == lexicon.version
    assert read_lexicon(RAW | {"cues.toml": RAW["cues.toml"] + b"\n# more\n"}).version != lexicon.version


@pytest.mark.parametrize("table", ["cue", "suffix", "prefix", "collective"])
def test_no_word_has_two_meanings_within_a_kind(table):
    """A label is of one role, a suffix of one kind."""
    meanings = defaultdict(list)
    for rows in TABLES.values():
        for number, entry in enumerate(rows.get(table, ())):
            words = entry.get("words") or entry["starts"]
            for word in words:
                meanings[entry.get("kind") if table == "cue" else None, word].append(number)
    assert {word: rows for word, rows in meanings.items() if len(rows) > 1} == {}


@pytest.mark.parametrize(
    ("file", "name", "entry"),
    entries(
        *("cue", "separators", "tails", "brackets", "remark", "order", "enumeration", "verb_with_work", "marked"),
        *("contact", "work"),
    ),
)
def test_examples_of_cues_are_read(file, name, entry, read):
    """The units marked in the example are those that are found."""
    found = read(f"云川市人民政府关于做好工作的通知\n一、工作\n1.做好事情。{plain(entry['example'])}\n")
    units = sorted(found.responsibilities, key=lambda row: row.mention.span)
    assert [row.mention.quote for row in units] == marked(entry["example"])
    if entry.get("role"):
        assert entry["role"] in {row.role for row in units}


@pytest.mark.parametrize(("file", "name", "entry"), entries("suffix"))
def test_examples_of_suffixes_name_units_of_their_kind(file, name, entry, lexicon, tokenizer):
    """区法院 is a court."""
    (unit,) = marked(entry["example"])
    assert Recognizer(tokenizer, lexicon).suffix_of(unit).kind == entry["kind"]


@pytest.mark.parametrize(("file", "name", "entry"), entries("lookalike", "generic"))
def test_examples_that_look_like_units_are_none(file, name, entry, lexicon, tokenizer):
    """布局 ends in 局 and is none; nor is any word of the entry."""
    assert not Recognizer(tokenizer, lexicon).is_unit(entry["example"].strip("（）"))
    assert [word for word in entry["words"] if Recognizer(tokenizer, lexicon).is_unit(word)] == []


@pytest.mark.parametrize(("file", "name", "entry"), entries("deed"))
def test_examples_of_deeds_name_nobody(file, name, entry, read):
    """No unit's name begins with a deed."""
    assert read(f"一、工作\n1.做好事情。{entry['example']}\n").responsibilities == ()


@pytest.mark.parametrize(("file", "name", "entry"), entries("alone"))
def test_examples_of_names_that_are_a_suffix_alone(file, name, entry, read, lexicon, tokenizer):
    """残联 behind 区民政局 is the district's."""
    found = read(f"云川市澄湖区人民政府关于做好工作的通知\n一、工作\n1.做好事情。{plain(entry['example'])}\n")
    assert [row.mention.quote for row in found.responsibilities] == marked(entry["example"])
    assert [word for word in entry["words"] if not Recognizer(tokenizer, lexicon).is_unit(word)] == []


@pytest.mark.parametrize(("file", "name", "entry"), entries("prefix"))
def test_examples_of_prefixes_are_taken_apart(file, name, entry, lexicon, tokenizer):
    """市财政局 → 市 + 财政局."""
    (prefix,) = marked(entry["example"])
    named = Namer(None, Recognizer(tokenizer, lexicon)).parse(plain(entry["example"]))
    assert (named.prefix, named.prefix + named.rest) == (prefix, plain(entry["example"]))


@pytest.mark.parametrize(("file", "name", "entry"), entries("collective"))
def test_examples_of_collectives_are_collectives(file, name, entry, lexicon, tokenizer):
    """各镇人民政府 is no single unit."""
    (unit,) = marked(entry["example"])
    assert Namer(None, Recognizer(tokenizer, lexicon)).parse(unit).collective


@pytest.mark.parametrize(("file", "name", "entry"), entries("collective_alias"))
def test_examples_of_collective_aliases_are_found(file, name, entry, lexicon, tokenizer):
    """A person may ask for 各镇街."""
    organization = Namer(None, Recognizer(tokenizer, lexicon)).organization(entry["names"][0])
    assert entry["example"] in organization.aliases


@pytest.mark.parametrize(("file", "name", "entry"), entries("place"))
def test_examples_of_places_stand_above_their_districts(file, name, entry, lexicon):
    """A district of a municipality has the municipality above it."""
    place = jurisdiction_of(plain(entry["example"]) + "人民政府", lexicon)
    assert [place.superior] == marked(entry["example"])


@pytest.mark.parametrize(
    ("table", "field"),
    [
        ("number", "number"),
        ("imprint", "printed_on"),
        ("date", "issued_on"),
        ("openness", "openness"),
        ("adopted", "adopted_by"),
        ("horizon", "horizons"),
        ("issuer", "issuer"),
        ("title", "title"),
        ("valid", "valid_to"),
        ("repealed", "status"),
    ],
)
def test_examples_of_document_facts_are_found(read, table, field):
    """A text that holds the example alone has the property."""
    example = TABLES["document.toml"][table]["example"]
    head = "云川市人民政府关于做好工作的通知\n" if table not in {"title", "issuer"} else "做好工作\n"
    document = read(f"{head}{example}\n\n一、工作\n").document
    assert getattr(document, field)
    assert field in {fact.field for fact in document.facts}


@pytest.mark.parametrize("line", ["2024年5月6日", "（2024年5月6日）", "成文日期：2024年5月6日", "　　　　2024年5月6日"])
def test_the_day_of_a_document_is_a_line(read, line):
    """By itself, in brackets below the title, or behind 成文日期."""
    assert read(f"云川市人民政府关于做好工作的通知\n{line}\n\n一、工作\n").document.issued_on == "2024-05-06"


@pytest.mark.parametrize("words", ["有效期2年", "有效期限为两年", "试行两年", "试行期2年"])
def test_how_long_a_document_holds(read, words):
    """有效期 or 试行, in figures or in words."""
    text = f"云川市人民政府关于做好工作的通知\n\n一、工作\n本办法自2024年1月1日起施行，{words}。\n"
    assert read(text).document.valid_to == "2026-01-01"


def test_the_example_of_repeals_is_found(read):
    """A citation that the text repeals says so; one that is cited only does not."""
    found = read(
        "云川市人民政府关于做好工作的通知\n根据《质量强国建设纲要》，制定本方案。自2024年1月1日起施行。\n"
        f"{TABLES['document.toml']['repeals']['example']}。\n"
    )
    assert [(one.title, one.number, one.rule) for one in found.citations] == [
        ("质量强国建设纲要", None, "citation.title"),
        ("江北区质量强区工作方案", "江北府发〔2018〕5号", "citation.repeals"),
    ]


def test_an_earlier_plan_of_the_same_title_is_repealed(read):
    """关于印发…工作方案的通知 repeals the plan of that name under its earlier number."""
    found = read(
        "云府发〔2024〕2号\n云川市人民政府\n关于印发云川市质量工作方案的通知\n"
        "本方案自印发之日起施行，《云川市质量工作方案》（云府发〔2019〕7号）同时废止。\n"
    )
    assert [(one.number, one.rule) for one in found.citations] == [("云府发〔2019〕7号", "citation.repeals")]


def test_the_example_of_citations_is_found(read):
    """Title and number."""
    found = read(f"云川市人民政府关于做好工作的通知\n{TABLES['document.toml']['citation']['example']}\n")
    assert [citation.number for citation in found.citations] == ["渝委发〔2023〕11号"]


def test_stop_words_are_no_keywords(read):
    """推进江北测量精准性建设: 推进 and 建设 stand in every plan."""
    words = TABLES["document.toml"]["stopwords"]
    found = read(f"一、工作\n1.{words['example']}。（责任单位：区教委）\n")
    terms = {term.word for term in found.tasks[0].terms}
    assert terms
    assert not terms & set(words["words"])


@pytest.mark.parametrize(("file", "name", "entry"), entries("comparator", "verbs", "units", "heads", "vague"))
def test_examples_of_targets_are_read(file, name, entry, read):
    """One target at least, with the comparator of the entry."""
    targets = read(f"一、目标\n{entry['example']}。\n").targets
    assert targets
    assert {target.comparator for target in targets} == {
        "verbs": {">="},
        "units": {"="},
        "heads": {"="},
        "vague": {""},
    }.get(name, {entry.get("sign")})


def test_counts_in_a_row_share_their_verb(read):
    """Until another verb, another unit or a comparison begins anew."""
    text = "一、目标\n到2027年，新建学校3所，幼儿园5所，培育企业4家，加工厂6家，入学率达到98%，图书馆2所。\n"
    assert [target.metric for target in read(text).targets] == [
        "新建学校",
        "新建幼儿园",
        "培育企业",
        "培育加工厂",
        "入学率",
        "图书馆",
    ]


@pytest.mark.parametrize(("file", "name", "entry"), entries("own_head"))
def test_examples_of_own_heads_take_no_prefix(file, name, entry, lexicon, tokenizer):
    """安徽证监局 behind 省科技厅 stays as it is."""
    (unit,) = marked(entry["example"])
    assert Namer(None, Recognizer(tokenizer, lexicon)).restored(("省科技厅", unit)) == ("省科技厅", unit)


def test_the_example_of_standing_units_is_read(read):
    """The unit that supports every later task is found where it is said."""
    entry = TABLES["cues.toml"]["standing"]
    found = read(f"一、工作\n1.做好事情。{plain(entry['example'])}\n2.办好事情。（市民政局负责）\n")
    units = sorted(found.responsibilities, key=lambda row: row.mention.span)
    assert [row.mention.quote for row in units if row.mention.quote != "市民政局"] == marked(entry["example"])


@pytest.mark.parametrize(
    ("stated", "name"),
    [
        ("市建委", "市建委"),
        ("市民防局", "市民防局"),
        ("市编委办", "市编委办"),
        ("市人大社会委", "市人大社会委"),
        ("市直机关工委", "市直机关工委"),
        ("市场监管局", "市市场监管局"),
        ("市容局", "市市容局"),
        ("市政数局", "市政数局"),
        ("区块链协会", "市区块链协会"),
    ],
)
def test_a_level_is_put_back_where_none_is_stated(lexicon, tokenizer, stated, name):
    """市场 and the like are words that begin so; every other 市 is the level itself."""
    assert Namer(None, Recognizer(tokenizer, lexicon)).restored(("市教育局", stated)) == ("市教育局", name)
