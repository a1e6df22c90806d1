"""Both dialects take exactly the whitelist, say what they refuse, and never put a value into the text."""

import pytest

from graph import cypher, sql
from graph.cypher_shapes import SHAPES as CYPHER
from graph.plan import BESIDE, CONNECTED, LACKS, Statement, checked
from graph.query import FIELDS, GROUPS, PAIR_SORTS, SORTS, WORKLOAD_SORTS, Op, Query, QueryError, Sort, Where
from graph.sql_shapes import SHAPES as SQL
from graph.statement_reader import ROW_TYPES, ROWS
from graph.types import Kind

VALUES = {str: "某'值\"`$p0", int: 3, bool: True, float: 98.3}
DIALECTS = pytest.mark.parametrize("dialect", [sql, cypher], ids=["sql", "cypher"])
ALL_FIELDS = [(kind, name) for kind in Kind for name in FIELDS[kind]]
ALL_SORTS = [(kind, name) for kind in Kind for name in SORTS[kind]]
ALL_GROUPS = [(kind, name) for kind in Kind for name in GROUPS[kind]]


def accepted(kind, name):
    """Every condition that the whitelist allows on a field."""
    value = "2024-05-01" if name == "as_of" else VALUES[FIELDS[kind][name]]
    for op in Op:
        for given in (value, (value, value), None, (None, value), ()):
            where = Where(name, given, op)
            try:
                checked(Query(kind, (where,)))
            except QueryError:
                continue
            yield where


@pytest.mark.parametrize(("kind", "name"), ALL_FIELDS)
def test_every_field_runs_on_sqlite_and_compiles_to_cypher(kind, name, memory_store):
    """A field of the whitelist can be asked for in every way allowed; no value reaches the text."""
    conditions = list(accepted(kind, name))
    assert conditions
    for where in conditions:
        query = Query(kind, (where,))
        memory_store.read(lambda reader, q=query: (reader.list(q), reader.count(q)))
        for statement in (cypher.select(query), cypher.total(query), sql.select(query), sql.total(query)):
            assert "某" not in statement.text
            assert_bound(statement)


def assert_bound(statement: Statement):
    """Every parameter of the text is given, and every one given is used."""
    sign = ":" if statement.text.startswith(("SELECT", "WITH")) else "$"
    for name in statement.parameters:
        assert f"{sign}{name}" in statement.text
    assert f"{sign}p{len(statement.parameters)}" not in statement.text


@pytest.mark.parametrize(("kind", "name"), ALL_SORTS)
@pytest.mark.parametrize("descending", [False, True])
def test_every_sort_runs_and_pages(kind, name, descending, memory_store):
    """A sort of the whitelist runs, and its cursor leads on."""
    query = Query(kind, (), (Sort(name, descending),), limit=1)
    page = memory_store.read(lambda reader: reader.list(query))
    following = Query(kind, (), query.sort, 1, page.after or checked(query).cursor(page.items[0]))
    memory_store.read(lambda reader: reader.list(following))
    assert_bound(cypher.select(following))


@pytest.mark.parametrize(("kind", "name"), ALL_GROUPS)
def test_every_group_runs(kind, name, memory_store):
    """A group of the whitelist runs; the groups of a field add up to the whole but for responsibilities."""
    groups = memory_store.read(lambda reader: reader.count(Query(kind), (name,)))
    (whole,) = memory_store.read(lambda reader: reader.count(Query(kind)))
    if kind is not Kind.RESPONSIBILITY:
        assert sum(group.count for group in groups) == whole.count
    assert "by0" in cypher.count(Query(kind), (name,)).text


@pytest.mark.parametrize("name", WORKLOAD_SORTS)
def test_every_workload_sort_runs(name, memory_store):
    """Workload sorts run and page."""
    page = memory_store.read(lambda reader: reader.workload(sort=(Sort(name),), limit=1))
    following = memory_store.read(lambda reader: reader.workload(sort=(Sort(name),), after=page.after))
    assert page.total == 1 + len(following.items)
    assert_bound(cypher.workload((), (Sort(name),), 1, page.after))


@pytest.mark.parametrize("name", PAIR_SORTS)
def test_every_pair_sort_runs(name, memory_store):
    """Pair sorts run and page."""
    page = memory_store.read(lambda reader: reader.pairs(sort=(Sort(name),), limit=1))
    following = memory_store.read(lambda reader: reader.pairs(sort=(Sort(name),), after=page.after))
    assert page.total == 1 + len(following.items)
    assert_bound(cypher.pairs((), (Sort(name),), 1, page.after, "a", "b", 1))


@DIALECTS
@pytest.mark.parametrize(
    ("query", "named"),
    [
        (Query(Kind.TASK, (Where("nonsense", "x"),)), "nonsense.*可用.*lead_count"),
        (Query(Kind.TASK, (Where("id) OR 1=1 --", "x"),)), "可用"),
        (Query(Kind.TASK, (Where("title", "x"),)), "title"),
        (Query(Kind.TASK, (Where("lead_count", "3"),)), "lead_count.*int"),
        (Query(Kind.TASK, (Where("lead_count", True),)), "lead_count"),
        (Query(Kind.TASK, (Where("has_lead", 1),)), "has_lead"),
        (Query(Kind.TASK, (Where("role", None),)), "role"),
        (Query(Kind.TASK, (Where("q", None),)), "q"),
        (Query(Kind.TASK, (Where("q", "x", Op.AT_LEAST),)), "可用.*contains"),
        (Query(Kind.TASK, (Where("id", ("a",)),)), "id"),
        (Query(Kind.TASK, (Where("id", "a", Op.IN),)), "id"),
        (Query(Kind.TASK, (Where("number", "4", Op.AT_LEAST),)), "number"),
        (Query(Kind.TARGET, (Where("value", float("nan")),)), "value"),
        (Query(Kind.TARGET, (Where("value", 2**63),)), "value"),
        (Query(Kind.TASK, (Where("id", "\ud800"),)), "id"),
        (Query(Kind.TASK, sort=(Sort("title"),)), "title.*可用.*sort_key"),
        (Query(Kind.TASK, sort=(Sort("lead_count"), Sort("lead_count"))), "重复"),
        (Query(Kind.TASK, limit=0), "1000"),
        (Query(Kind.TASK, limit=1001), "1000"),
        (Query(Kind.TASK, limit=True), "1000"),
        (Query(Kind.TASK, after=("a",)), "翻页"),
        (Query(Kind.TASK, after=("a", 3)), "id"),
        (Query(Kind.TASK, after=(None, "a")), "sort_key"),
    ],
)
def test_what_is_not_on_the_whitelist_is_refused(dialect, query, named):
    """The error names the field, in Chinese first, and the allowed ones where there are any."""
    with pytest.raises(QueryError, match=named):
        dialect.select(query)


@DIALECTS
def test_groups_that_are_not_allowed_are_refused(dialect):
    """A count by another field names those allowed."""
    with pytest.raises(QueryError, match=r"title.*分组.*has_lead"):
        dialect.count(Query(Kind.TASK), ("title",))
    with pytest.raises(QueryError, match="重复"):
        dialect.count(Query(Kind.TASK), ("document", "document"))


def test_both_dialects_know_the_same_fields_and_columns():
    """Neither dialect knows a field, group or column that the other or the whitelist lacks."""
    special = {Kind.TASK: {"organization", "organization_kind", "collective", "role", "basis", "term", "as_of"}}
    special[Kind.TASK] |= {"standing", LACKS, *BESIDE}
    special |= {Kind.ORGANIZATION: {"alias", "document"}, Kind.TARGET: {"as_of"}}
    special |= {Kind.DOCUMENT: {"as_of"}, Kind.RESPONSIBILITY: {"as_of", "standing", *BESIDE}}
    for kind in Kind:
        whitelist = set(FIELDS[kind]) - special.get(kind, set()) - {"q"}
        assert set(SQL[kind].fields) == set(CYPHER[kind].fields) == whitelist, kind
        assert list(SQL[kind].columns) == list(CYPHER[kind].columns), kind
        assert set(SQL[kind].columns) == set(ROW_TYPES[ROWS[kind]]), kind
        assert bool(SQL[kind].text) == bool(CYPHER[kind].text) == ("q" in FIELDS[kind]), kind
        assert set(GROUPS[kind]) <= whitelist, kind
    assert {kind: set(fields) for kind, fields in CONNECTED.items()} == special


def test_a_condition_under_an_index_bound_is_the_whole_condition(memory_store):
    """The cursor's bound is only said twice, never instead: rows equal in the first term are compared on."""
    everything = memory_store.read(lambda reader: reader.list(Query(Kind.RESPONSIBILITY, (), (Sort("position"),))))
    for at, row in enumerate(everything.items[:-1]):
        after = (row.position, row.sort_key, row.id)
        query = Query(Kind.RESPONSIBILITY, (), (Sort("position"),), 50, after)
        rest = memory_store.read(lambda reader, q=query: reader.list(q))
        assert rest.items == everything.items[at + 1 :]


def test_role_becomes_a_relation():
    """The Cypher names the relation, as a person would write it."""
    query = Query(Kind.TASK, (Where("organization", "org-1"), Where("role", "lead")))
    assert (
        "MATCH (o:Organization)-[r:LEADS]->(t:Task)\nWHERE o.id = $p0\n  AND r.basis <> 'standing'\nWITH DISTINCT t\n"
        in cypher.select(query).text
    )
    several = Query(Kind.RESPONSIBILITY, (Where("role", ("lead", "support"), Op.IN),))
    assert "-[r:LEADS|SUPPORTS]->" in cypher.select(several).text
    none = Query(Kind.RESPONSIBILITY, (Where("role", "nonsense"),))
    assert "WHERE false" in cypher.select(none).text


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("市场监管局", "'市场监管局'"),
        ("O'Brien", r"'O\'Brien'"),
        ("a\\b", r"'a\u005C\u005Cb'"),
        ("\\u0027 OR 1=1", r"'\u005C\u005Cu0027 OR 1=1'"),
        ("a\nb", r"'a\nb'"),
        ("\u3000\u00a0", "'\u3000\\u00A0'"),
        ("\U000e0001", r"'\uDB40\uDC01'"),
        ("𠮷$p1", "'𠮷$p1'"),
    ],
)
def test_pasteable_writes_values_as_literals(value, written):
    """The Cypher can be pasted: quotes, backslashes, control characters are escaped; a `$p1` within a value stays."""
    query = Query(Kind.TASK, (Where("q", value), Where("number", "7")))
    text = cypher.pasteable(cypher.select(query))
    assert f"t.title CONTAINS {written}" in text
    assert "t.number = '7'" in text


def test_pasteable_writes_every_type():
    """Numbers, truth values and lists; nothing is left to be given."""
    conditions = (
        Where("lead_count", (1, 2), Op.IN),
        Where("has_lead", True),
        Where("section", ("a", "b"), Op.IN),
    )
    text = cypher.pasteable(cypher.select(Query(Kind.TASK, conditions)))
    assert "t.lead_count IN [1, 2]" in text
    assert "(t.lead_count > 0) = true" in text
    assert "s.id IN ['a', 'b']" in text
    assert "$" not in text
    numbers = cypher.pasteable(cypher.select(Query(Kind.TARGET, (Where("value", 1e16),), (Sort("value"),))))
    assert "= 1e16" in numbers
    assert "-1.7e308" in numbers


def test_every_way_to_ask_shows_pasteable_cypher():
    """Workload, pairs and edges leave no parameter either."""
    where = (Where("document", "d'1"), Where("role", "lead"))
    statements = (
        cypher.workload(where, (Sort("total", True),), 10, (3, "key", "org")),
        cypher.workload_total(where),
        cypher.pairs(where, (Sort("shared"),), 10, (1, "key", "a", "b"), "a", "b", 2),
        cypher.pairs_total(where, "a", None, 1),
        cypher.edges(where),
    )
    for statement in statements:
        assert "$" not in cypher.pasteable(statement)
        assert r"'d\'1'" in cypher.pasteable(statement)


@DIALECTS
def test_ten_thousand_values_are_one_parameter(dialect):
    """IN takes a list of any length."""
    ids = tuple(map(str, range(10_000)))
    statement = dialect.select(Query(Kind.TASK, (Where("id", ids, Op.IN),)))
    assert statement.parameters["p0"] == list(ids)
    assert len(statement.text) < 2_000


def test_in_of_nothing_is_nothing(memory_store):
    """An empty list has no members; a None in it asks for absent as well."""
    asked = [(), (None,), (None, "no such")]
    found = [
        memory_store.read(lambda r, v=value: r.list(Query(Kind.TASK, (Where("parent", v, Op.IN),))).total)
        for value in asked
    ]
    assert found == [0, 2, 2]
