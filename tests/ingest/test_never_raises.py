"""Whatever the text, reading ends, quotes are the text's own, and no pattern can run away."""

from __future__ import annotations

import ast
import re
import tomllib
from importlib import resources
from pathlib import Path
from re import _constants as sre_constants  # type: ignore[attr-defined]
from re import _parser as sre_parse  # type: ignore[attr-defined]

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import ingest
from ingest.lexicon import FILES
from ingest.tokenize import SingleCharacters

PLAN = (Path(__file__).parents[2] / "corpus" / "texts" / "000.txt").read_text(encoding="utf-8")
SEEDS = [
    "（牵头单位：区科技局；责任单位：区教委、区财政局等）",
    "（市科技局牵头，市教委、市财政局按职责分工负责）",
    "（责任单位：市科技局会同市教委牵头，各区人民政府配合）",
    "一、工作\n（一）任务\n1.做好事情。（区经委、区教委）\n",
    "牵头单位：区科技局\n配合单位：区教委、区财政局\n完成时限：2025年6月底前\n",
    "到2027年，合格率达到98.3%以上，建设项目3个、中心2家，实现“双倍增”。",
    "序号\t任务\t牵头单位\t配合单位\n1\t做好事情\t区科技局\t区教委\n",
    "（A负责，排在第一位的为牵头单位，下同）",
]
PIECES = (
    "（）()〔〕【】〈〉；;，,。、：:\n\r\t \u3000\u00a0"
    "等会同商牵头责任配合单位区市委局〇𠮷1２.——①《》“”%至到年\x00\ufeff"
)


@st.composite
def texts(draw: st.DrawFn) -> str:
    """A window of the plan, or clauses, with pieces cut out, put in and repeated."""
    start = draw(st.integers(0, len(PLAN) - 1))
    text = draw(st.one_of(st.just(PLAN[start : start + 400]), st.sampled_from(SEEDS)))
    for _ in range(draw(st.integers(0, 6))):
        at = draw(st.integers(0, len(text)))
        kind = draw(st.sampled_from(["cut", "put", "repeat", "seed"]))
        if kind == "cut":
            text = text[:at] + text[at + draw(st.integers(1, 20)) :]
        elif kind == "put":
            text = text[:at] + draw(st.text(alphabet=PIECES, max_size=6)) + text[at:]
        elif kind == "repeat":
            text = text[:at] + text[max(at - 12, 0) : at] * draw(st.integers(1, 5)) + text[at:]
        else:
            text = text[:at] + draw(st.sampled_from(SEEDS)) + text[at:]
    return "题目\n" + text.replace("\x00", "")


@settings(max_examples=300, derandomize=True, deadline=None)
@given(text=texts())
def test_reading_never_fails_and_never_misquotes(read, text):
    """Spans lie in the text, quotes are what stands there, every end of a relation is known."""
    found = read(text)
    body = found.document.text
    tasks, units = {task.id for task in found.tasks}, {unit.id for unit in found.organizations}
    for row in found.responsibilities:
        assert body[row.mention.span.start : row.mention.span.end] == row.mention.quote
        assert 0 <= row.clause.start <= row.mention.span.start < row.mention.span.end <= row.clause.end <= len(body)
        assert 0 <= row.sentence.start < row.sentence.end <= len(body)
        assert row.mention.name
        assert row.task in tasks
        assert row.organization in units
    for target in found.targets:
        assert body[target.span.start : target.span.end] == target.quote
    for fact in found.document.facts:
        assert 0 <= fact.span.start < fact.span.end <= len(body)
    for finding in found.findings:
        assert finding.span is None or 0 <= finding.span.start < finding.span.end <= len(body)
    for rows in (found.tasks, found.sections, found.responsibilities, found.targets):
        assert len({row.id for row in rows}) == len(rows)
    for task in found.tasks:
        assert task.span.start <= task.title_span.start < task.title_span.end <= task.span.end


@pytest.mark.parametrize(
    "text",
    [
        "（" * 3000,
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
        "\ud800\ud800（责任单位：区教委）".encode("utf-8", "surrogatepass").decode("utf-8", "replace"),
    ],
)
def test_texts_made_to_trip_a_reader(read, text):
    """They end, and nothing that was found is misquoted."""
    found = read("题目\n" + text, SingleCharacters())
    for row in found.responsibilities:
        assert row.mention.span.of(found.document.text) == row.mention.quote


def patterns() -> list:
    """Every string literal of the package that is given to ``re``, and every pattern among the data."""
    found = []
    for path in sorted(Path(ingest.__file__).parent.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(getattr(node.func, "value", None), "id", "") == "re":
                words = node.args[0]
                if isinstance(words, ast.Constant) and isinstance(words.value, str):
                    found.append(pytest.param(words.value, id=f"{path.name}:{node.lineno}"))
                elif isinstance(words, ast.JoinedStr):
                    parts = [v.value if isinstance(v, ast.Constant) else "x" for v in words.values]
                    found.append(pytest.param("".join(map(str, parts)), id=f"{path.name}:{node.lineno}"))
    for file in FILES:
        table = tomllib.loads((resources.files("ingest") / "data" / file).read_text(encoding="utf-8"))
        for name, rows in table.items():
            for entry in rows if isinstance(rows, list) else [rows]:
                words = [entry[k] for k in ("pattern", "period", "until", "from") if k in entry]
                found += [pytest.param(pattern, id=f"{file}:{name}:{i}") for i, pattern in enumerate(words)]
    return found


def repeats(tree: object, inside: bool = False) -> list[str]:
    """What lets a pattern take more than linear time: an unbounded repeat of more than one character class, or a
    repeat without a bound inside another."""
    faults = []
    for op, argument in tree if isinstance(tree, sre_parse.SubPattern) else ():
        if op in (sre_constants.MAX_REPEAT, sre_constants.MIN_REPEAT):
            _, most, what = argument
            endless = most is sre_constants.MAXREPEAT
            if endless and inside:
                faults.append("nested")
            if endless and op is sre_constants.MIN_REPEAT:
                faults.append("lazy without a bound")
            faults += repeats(what, inside or most > 1)
        elif op is sre_constants.BRANCH:
            for branch in argument[1]:
                faults += repeats(branch, inside)
        elif op is sre_constants.SUBPATTERN:
            faults += repeats(argument[3], inside)
        elif op in (sre_constants.ASSERT, sre_constants.ASSERT_NOT):
            faults += repeats(argument[1], inside)
    endless = [
        argument
        for op, argument in (tree if isinstance(tree, sre_parse.SubPattern) else ())
        if op is sre_constants.MAX_REPEAT and argument[1] is sre_constants.MAXREPEAT
    ]
    if len(endless) > 1:
        faults.append("several without a bound")
    return faults


@pytest.mark.parametrize("pattern", patterns())
def test_no_pattern_repeats_without_bound_inside_another(pattern):
    """Reading time is bounded by construction, not by luck."""
    assert repeats(sre_parse.parse(pattern)) == []


def test_patterns_are_looked_at():
    """The walk above finds the package's patterns, and would find a bad one."""
    assert len(patterns()) >= 20
    assert repeats(sre_parse.parse(r"(?:a+)+b"))
    assert repeats(sre_parse.parse(r".*?由.*?牵头"))
    assert re.compile(r"a{1,5}b+")
    assert not repeats(sre_parse.parse(r"a{1,5}b+"))
