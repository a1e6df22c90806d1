"""Plans made by hand, and the stores that every clause of the contract is tried on.

Fixture policy: a test asks for ``plan`` (a function that makes an Extraction from words) and ``stores`` (which opens
fresh stores of one kind and closes them). Nothing is shared between tests. Another store is one more entry of
``STORES``; no test names a kind of store.
"""

import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from graph import open_store
from graph.build import build
from graph.store import GraphStore
from ingest.ids import stable_id
from ingest.types import (
    Basis,
    Citation,
    Document,
    Extraction,
    Fact,
    Finding,
    Jurisdiction,
    Mention,
    Organization,
    OrganizationKind,
    Responsibility,
    Role,
    Section,
    SectionKind,
    Source,
    Span,
    Target,
    Task,
    Term,
)
from tests.neo4j_server.place import Place

LABELS = {"lead": "牵头单位", "responsible": "责任单位", "support": "配合单位", "supervise": "指导单位"}
KINDS = {"各镇街": OrganizationKind.COLLECTIVE, "区人民法院": OrganizationKind.COURT}


def place(name: str) -> Jurisdiction:
    return Jurisdiction(stable_id("place", name), name, name, "district", None)


def unit(name: str, where: Jurisdiction) -> Organization:
    full = name if name.startswith(where.name) else where.name + name.removeprefix("区")
    short = full.removeprefix(where.name)
    kind = KINDS.get(name, OrganizationKind.DEPARTMENT)
    return Organization(stable_id("org", where.name, short), full, short, kind, where, ("区" + short,), "made")


class Paper:
    """Writes a plan's text piece by piece and remembers where things stand."""

    def __init__(self) -> None:
        self.text = ""

    def add(self, words: str) -> Span:
        start = len(self.text)
        self.text += words
        return Span(start, len(self.text))


def make_plan(
    tasks: dict[str, dict[str, str]],
    *,
    title: str = "甲区工作方案",
    number: str | None = "甲府发〔2024〕1号",
    where: str = "甲区",
    issued_on: str | None = "2024-01-01",
    bodies: dict[str, str] | None = None,
    terms: dict[str, tuple[str, ...]] | None = None,
    lexicon: str = "1",
    source_name: str = "plan.txt",
    issuer: bool = True,
) -> Extraction:
    """A plan of one section: ``{"1": {"lead": "区甲局、区乙局", "responsible": "区丙局等"}}``.

    A list that ends in 等 is open. ``bodies`` and ``terms`` go by the task's number.
    """
    home = place(where)
    paper = Paper()
    key = stable_id("doc", where, number, title)
    title_span = paper.add(title)
    paper.add("\r\n")
    number_span = paper.add(number) if number else None
    paper.add("\r\n")
    section_id = stable_id("sec", key, "一")
    section_start = len(paper.text)
    paper.add("一、")
    heading = paper.add("重点任务")
    paper.add("\r\n")
    made, units, evidence, targets, findings = [], {}, [], [], []
    for task_number, roles in tasks.items():
        path = f"一/{task_number}"
        task_id = stable_id("task", key, path, 0)
        start = paper.add(f"{task_number}. ").start
        name = paper.add(f"第{task_number}项工作")
        paper.add("。" + (bodies or {}).get(task_number, "抓好落实。"))
        goal = paper.add("合格率达到98.3%以上")
        paper.add("。")
        sentence_start = goal.start
        spans = []
        for role, words in roles.items():
            clause_start = paper.add("（").start
            paper.add(LABELS[role] + "：")
            for position, one in enumerate(words.removesuffix("等").split("、")):
                if position:
                    paper.add("、")
                spans.append((role, position, one, paper.add(one), words.endswith("等"), clause_start))
            paper.add("等）" if words.endswith("等") else "）")
        paper.add("\r\n")
        for role, position, one, span, open_list, clause_start in spans:
            body = unit(one, home)
            units[body.id] = body
            evidence.append(
                Responsibility(
                    id=stable_id("resp", task_id, body.id, role, span.start),
                    task=task_id,
                    organization=body.id,
                    role=Role(role),
                    mention=Mention(span, one, one, body.id, body.kind is OrganizationKind.COLLECTIVE),
                    clause=Span(clause_start, paper.text.index("）", span.end) + 1),
                    sentence=Span(sentence_start, len(paper.text) - 2),
                    cue=LABELS[role],
                    basis=Basis.LABEL,
                    rule="made/label",
                    open_list=open_list,
                    position=position,
                )
            )
        whole = Span(start, len(paper.text) - 2)
        keywords = (terms or {}).get(task_number, ("质量",))
        words = tuple(Term(word, 1.0 / (at + 1)) for at, word in enumerate(keywords))
        made.append(Task(task_id, task_number, name.of(paper.text), whole, name, section_id, None, path, words))
        targets.append(
            Target(
                stable_id("target", task_id),
                "合格率",
                ">=",
                98.3,
                "%",
                "2027",
                goal,
                goal.of(paper.text),
                task_id,
                section_id,
                "made/target",
            )
        )
        if "lead" not in roles:
            findings.append(Finding(stable_id("find", task_id), "no-lead", "未单列牵头单位", whole, task_id))
    cited = paper.add("《质量强国建设纲要》")
    source = Source(
        source_name, hashlib.sha256(paper.text.encode()).hexdigest(), len(paper.text.encode()), "utf-8", "txt/1"
    )
    facts = [Fact("title", title, title_span, "made/title")]
    if number_span:
        facts.append(Fact("number", number, number_span, "made/number"))
    document = Document(
        id=key, title=title, number=number, issuer=f"{where}人民政府" if issuer else None, jurisdiction=home,
        issued_on=issued_on, printed_on=None, openness="此件公开发布", adopted_by=None, addressees=("各镇街",),
        horizons=("2027",), valid_from=None, valid_to=None, status=None, facts=tuple(facts), text=paper.text,
        source=source,
    )  # fmt: skip
    end = made[-1].span.end if made else heading.end
    section = Section(
        section_id, SectionKind.HEADING, 1, "一", "重点任务", Span(section_start, end), heading, None, "一"
    )
    return Extraction(
        document=document,
        sections=(section,),
        tasks=tuple(made),
        organizations=tuple(units.values()),
        responsibilities=tuple(evidence),
        targets=tuple(targets),
        citations=(Citation(stable_id("cite", key, 0), "质量强国建设纲要", None, None, cited, "made/citation"),),
        details=(),
        findings=tuple(findings),
        lexicon_version=lexicon,
    )


@pytest.fixture
def plan() -> Callable[..., Extraction]:
    """``make_plan``: a plan from a few words."""
    return make_plan


class Stores:
    """Fresh stores of one kind. ``open()`` without a URL gives a new empty one; with the URL of one, that one again."""

    def __init__(self, kind: str, folder: Path, place: Place | None) -> None:
        self.kind, self.folder, self.place, self.count = kind, folder, place, 0
        self.opened: list[GraphStore] = []

    @property
    def lasting(self) -> bool:
        """Whether what is written outlives ``close()``."""
        return self.kind != "memory"

    def url(self) -> str:
        """Of a new, empty place. A Neo4j has only one, emptied here: what was there before is gone."""
        self.count += 1
        if self.place:
            self.place.wipe()
            return self.place.server.url
        return "sqlite://" if self.kind == "memory" else f"sqlite:///{self.folder / f'store-{self.count}.db'}"

    def open(self, url: str | None = None) -> GraphStore:
        url = url or self.url()
        server = self.place.server if self.place else None
        store = open_store(url, server.user, server.password) if server else open_store(url)
        self.opened.append(store)
        return store

    def close(self) -> None:
        for store in self.opened:
            store.close()


STORES = ("memory", "file", "neo4j")


@pytest.fixture(params=STORES)
def stores(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Stores]:
    """Opens stores of one kind; closes them all at the end."""
    place = request.getfixturevalue("neo4j_place") if request.param == "neo4j" else None
    made = Stores(request.param, tmp_path, place)
    yield made
    made.close()


@pytest.fixture(scope="session")
def memory_store() -> Iterator[GraphStore]:
    """Two tasks in memory, for tests that only read and need no particular store."""
    made = open_store("sqlite://")
    made.write(
        build(
            make_plan(
                {"1": {"lead": "区甲局", "responsible": "区乙局、区丙局等"}, "2": {"responsible": "区甲局、区乙局"}}
            )
        )
    )
    yield made
    made.close()


@pytest.fixture
def store(stores: Stores) -> GraphStore:
    """One empty store."""
    return stores.open()
