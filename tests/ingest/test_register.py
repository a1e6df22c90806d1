"""The register and the divisions are data: what they say is tested as data."""

from __future__ import annotations

import re
from itertools import combinations

import pytest

from ingest.divisions import Divisions, nation
from ingest.lexicon import REGISTER, load_lexicon
from ingest.organizations import Namer
from ingest.recognition import Recognizer
from ingest.register import PLACE, Body
from tests.ingest.test_lexicon_data import TABLES

LEXICON = load_lexicon()
BODIES = LEXICON.register.bodies
ENTRIES = [entry for file in REGISTER for entry in TABLES[file]["body"]]
#: where an example is read, by the lowest level of its entry
PLACES = {"province": "江苏省", "city": "苏州市", "district": "南京市浦口区", "town": "上海市青浦区", "zone": "苏州市"}


def at(body: Body):
    """The place for an example: of the entry's own places, where it is of some only."""
    level = next(name for name in ("district", "city", "province", "nation", "zone", "town") if name in body.levels)
    if level == "nation":
        return nation()
    divisions = LEXICON.divisions
    if body.places:
        chosen = divisions.by_full[min(body.places)]
        if level in {chosen.level, "city"}:
            return chosen.jurisdiction
        return next(row for row in divisions.rows if row.superior == chosen.full and row.level == level).jurisdiction
    return divisions.by_full[PLACES[level]].jurisdiction


@pytest.mark.parametrize(
    ("body", "example"), [pytest.param(b, e["example"], id=b.name) for b, e in zip(BODIES, ENTRIES, strict=True)]
)
def test_every_example_resolves(body, example, tokenizer):
    """区市场监管局 in a district is its 市场监督管理局; 江苏证监局 is its branch."""
    unit = Namer(at(body), Recognizer(tokenizer, LEXICON), body.until or body.since).organization(example)
    assert unit.registered, unit
    assert unit.kind == body.kind
    assert unit.inspected == body.inspected
    pattern = re.escape(body.same or body.name).replace(re.escape(PLACE), ".+")
    assert re.search(f"{pattern}$", unit.name), unit.name


def test_one_form_means_one_body_in_one_place():
    """At one level, in one year, in one place: a canonical name comes before short forms, a variant of few places
    before the general one. ``shares`` names the lines with which a form is shared knowingly."""
    clashes = [
        (form, one.name, other.name)
        for form, rows in LEXICON.register.by_form.items()
        for one, other in combinations(rows, 2)
        if one.levels & other.levels
        and (one.since or 0) <= (other.until or 9999)
        and (other.since or 0) <= (one.until or 9999)
        and (one.name == form) == (other.name == form)
        and bool(one.places) == bool(other.places)
        and (not one.places or one.places & other.places)
        and other.line not in one.shares
        and one.line not in other.shares
    ]
    assert clashes == []


def test_successors_exist_and_stand():
    """What took a body's place is a body of the register, of the same or a later time."""
    register = LEXICON.register
    for body in BODIES:
        assert bool(body.successors) <= (body.until is not None), body.name
        for name in body.successors:
            rows = register.by_name.get(name, ())
            assert rows, (body.name, name)
            assert any(row.until is None or row.until > body.until for row in rows), (body.name, name)


@pytest.mark.parametrize("entry", [pytest.param(e, id=e["name"]) for e in ENTRIES])
def test_entries_are_well_formed(entry):
    """No form twice, places that exist, a source that is a title with its year, and no sentence."""
    forms = [entry["name"], *entry["short"]]
    assert len(forms) == len(set(forms))
    assert all(place in LEXICON.divisions.by_full for place in entry.get("places", ()))
    assert re.fullmatch(r"[^。，；]{2,40} \d{4}", entry["source"])
    assert not entry.get("same") or entry["same"] in LEXICON.register.by_name


def test_names_are_not_said_twice_at_one_level():
    """One canonical name, one entry at a level."""
    for name, rows in LEXICON.register.by_name.items():
        assert not any(one.levels & other.levels for one, other in combinations(rows, 2)), name


def test_full_names_of_places_are_unique():
    """No two places of the table have one full name, so that an id says one place."""
    names = [row.full for row in LEXICON.divisions.rows]
    assert len(names) == len(set(names))
    assert len([row for row in LEXICON.divisions.rows if row.level == "province"]) == 34


def test_successors_of_places_exist():
    """A place that was merged away leads to one that is in the table."""
    divisions = LEXICON.divisions
    former = [row for row in divisions.rows if row.until]
    assert len(former) > 200
    for row in former:
        assert all(name in divisions.by_full for name in row.successors), row.full
        assert row.superior in divisions.by_full or row.superior == "全国", row.full
        assert not any(divisions.by_full[name].until == row.until for name in row.successors), row.full


@pytest.mark.parametrize(
    ("words", "year", "places"),
    [
        ("重庆市江北区人民政府", None, ["重庆市江北区"]),
        ("江北区人民政府", None, ["宁波市江北区", "重庆市江北区"]),
        ("浙江省宁波市江北区人民政府", None, ["宁波市江北区"]),
        ("广州市人民政府", None, ["广州市"]),
        ("海盐县人民政府", None, ["嘉兴市海盐县"]),
        ("巢湖市人民政府", 2009, ["合肥市巢湖市", "巢湖市"]),
        ("巢湖市人民政府", 2020, ["合肥市巢湖市"]),
        ("重庆市万盛区人民政府", 2010, ["重庆市万盛区"]),
        ("延边朝鲜族自治州人民政府", None, ["延边朝鲜族自治州"]),
        ("西咸新区管委会", None, ["西咸新区"]),
        ("四川天府新区管委会", None, ["天府新区"]),
        ("云川市人民政府", None, None),
        ("城区改造办公室", None, None),
    ],
)
def test_places_that_words_begin_with(words, year, places):
    """As far down as they go; namesakes together; what is no more only in its years."""
    leading = LEXICON.divisions.leading(words, year)
    assert (sorted(row.full for row in leading.places) if leading else None) == places


def test_a_zone_is_cut_at_its_suffix():
    """云川高新区 of 云川高新区管委会."""
    assert LEXICON.divisions.zone("云川高新区管委会") == "云川高新区"
    assert not LEXICON.divisions.zone("云川市财政局")


def test_divisions_are_made_from_their_files():
    """A line of the table is code, name and, for places named after a people, the short name."""
    kept = {**TABLES["divisions.toml"], "former": [], "zone": []}
    table = "# a comment\n22\t吉林省\n2224\t延边朝鲜族自治州\t延边\n222401\t延吉市\n220171\t长春经济技术开发区\n"
    rows = {row.full: row for row in Divisions.of(table.encode(), kept).rows}
    assert rows["延边朝鲜族自治州"].short == "延边"
    assert rows["延边朝鲜族自治州延吉市"].superior == "延边朝鲜族自治州"
    assert {row.level for row in rows.values()} == {"province", "city", "district", "zone"}
