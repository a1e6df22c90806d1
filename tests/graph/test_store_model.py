"""A Hypothesis state machine: whatever is written, replaced, deleted and re-opened, the store answers like a dict."""

from collections import Counter
from itertools import combinations

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from graph.build import build
from graph.contradictions import JudgementConflict
from graph.judgements import made
from graph.query import Query, Where
from graph.types import Kind

UNITS = ("区甲局", "区乙局", "区丙局", "各镇街")
ROLES = ("lead", "responsible", "support", "supervise")
WORDS = ("质", "质量", "质量强区", "100%", "_", "〇", "𠮷", "'\"", "量强")
LISTS = st.builds(
    lambda units, tail: "、".join(units) + tail,
    st.lists(st.sampled_from(UNITS), min_size=1, max_size=3),
    st.sampled_from(["", "等"]),
)
CLAUSES = st.dictionaries(st.sampled_from(ROLES), LISTS, max_size=3)
PLANS = st.dictionaries(st.sampled_from("12"), CLAUSES, max_size=2)
NAMES = ("甲区甲局", "甲区乙局", "甲区丙局")
JUDGEMENTS = st.one_of(
    st.builds(
        lambda kind, pair: {"kind": kind, "organization": pair[0], "other": pair[1]},
        st.sampled_from(("same", "different")),
        st.permutations(NAMES).map(lambda names: names[:2]),
    ),
    st.builds(
        lambda kind, which, number, unit, role, right: (
            {"kind": kind, "surface": unit, "role": role}
            | {"number": f"{which}号", "issuer": "甲区人民政府", "title": f"{which}方案"}
            | {"task_path": f"一/{number}", "task_title": f"第{number}项工作"}
            | {
                "role": {"right_role": right},
                "not_unit": {},
                "task": {"right_task_path": "一/2", "right_task_title": "第2项工作"},
                "missing": {"surface": "抓好", "organization": "甲区甲局"},
            }[kind]
        ),
        st.sampled_from(("role", "not_unit", "task", "missing")),
        st.sampled_from("甲乙"),
        st.sampled_from("12"),
        st.sampled_from(UNITS),
        st.sampled_from(ROLES),
        st.sampled_from(ROLES),
    ),
)
BODIES = st.dictionaries(st.sampled_from("12"), st.lists(st.sampled_from(WORDS), max_size=3).map("，".join), max_size=2)


def in_order(row):
    return row.sort_key, row.id


def canonical(judged, there):
    """Name → the name that stands for it: small graphs, so that every way may be walked."""
    pairs = [(one.other, one.organization) for one in judged.values() if one.kind == "same"]
    found = {}
    for name in there:
        group = {name}
        for _ in pairs:
            group |= {end for pair in pairs if group & set(pair) for end in pair}
        root = next(one for one in sorted(group) if one not in {other for other, _ in pairs})
        far, at = {root: 0}, [root]
        for one in at:
            for near in sorted({a if b == one else b for a, b in pairs if one in {a, b}} - far.keys()):
                far[near] = far[one] + 1
                at.append(near)
        found[name] = next(one for one in at if one in there)
    return found


def missing(extraction, ours):
    """(unit's full name, task, role, start) of every edge that a judgement adds to a plan."""
    tasks = {task.path: task for task in extraction.tasks}
    for one in ours:
        task = tasks.get(one.task_path)
        at = extraction.document.text.find(one.surface, task.span.start, task.span.end) if task else -1
        if one.kind == "missing" and at >= 0:
            yield one.organization, task.id, one.role, at


def of_plan(judged, which):
    return [one for one in judged.values() if one.number == f"{which}号"]


def added_units(model, judged):
    """The names of the units that judgements add."""
    for which, extraction in model.items():
        for unit, *_ in missing(extraction, of_plan(judged, which)):
            yield unit


def held_edges(model, judged):
    """(task, unit's full name, role, start) of every edge that holds, worked out from the plans and the judgements."""
    there = {unit.name for one in model.values() for unit in one.organizations} | set(added_units(model, judged))
    names = canonical(judged, there)
    found = []
    for which, extraction in model.items():
        full = {unit.id: unit.name for unit in extraction.organizations}
        tasks = {task.path: task for task in extraction.tasks}
        ours = of_plan(judged, which)
        edges = []
        for r in extraction.responsibilities:
            task, role, active = r.task, r.role.value, True
            for one in ours:
                there_as_read = one.task_path in tasks and tasks[one.task_path].id == r.task
                if not (there_as_read and (one.surface, one.role) == (r.mention.quote, r.role.value)):
                    continue
                active = active and one.kind != "not_unit"
                role = one.right_role if one.kind == "role" else role
                if one.kind == "task" and one.right_task_path in tasks:
                    task = tasks[one.right_task_path].id
            if active:
                edges.append((task, names[full[r.organization]], role, r.mention.span.start))
        added = [(task, names[unit], role, at) for unit, task, role, at in missing(extraction, ours)]
        found += edges + added
    return found


def machine_of(stores, plan):
    """The machine for one kind of store: a class, because Hypothesis makes its instances."""

    class StoreLikeADict(RuleBasedStateMachine):
        def __init__(self):
            super().__init__()
            self.url = stores.url()
            self.store = stores.open(self.url)
            self.model = {}
            self.judged = {}
            self.revision = 0
            self.day = 0

        @rule(which=st.sampled_from("甲乙丙"), tasks=PLANS, bodies=BODIES, lexicon=st.sampled_from("12"))
        def write(self, which, tasks, bodies, lexicon):
            extraction = plan(tasks, title=f"{which}方案", number=f"{which}号", bodies=bodies, lexicon=lexicon)
            before = self.model.get(which)
            outcome = self.store.write(build(extraction)).outcome
            assert outcome == ("created" if before is None else "unchanged" if before == extraction else "replaced")
            self.revision += outcome != "unchanged"
            self.model[which] = extraction

        @rule(which=st.sampled_from("甲乙丙"))
        def delete(self, which):
            gone = self.model.pop(which, None)
            known = gone or plan({}, title=f"{which}方案", number=f"{which}号")
            assert self.store.delete(known.document.id) is (gone is not None)
            self.revision += gone is not None

        def edges_as_read(self):
            return [
                {"number": f"{which}号", "task_path": f"一/{number}", "task_title": f"第{number}项工作"}
                | {"surface": r.mention.quote, "role": r.role.value}
                for which, one in sorted(self.model.items())
                for r in one.responsibilities
                for number in [next(task.number for task in one.tasks if task.id == r.task)]
            ]

        @rule(words=JUDGEMENTS, data=st.data())
        def judge(self, words, data):
            read = self.edges_as_read()
            if read and words["kind"] not in {"same", "different"}:  # nine times in ten of what is there
                place = data.draw(st.sampled_from(read))
                kept = {name: place[name] for name in place if words["kind"] != "missing" or name != "surface"}
                words = words | (kept if self.day % 10 else {})
            self.day += 1
            one = made(who="张三", why="核对", made_at=f"2026-01-01T00:{self.day:02d}:00Z", **words)
            try:
                self.store.judge([one])
            except JudgementConflict:
                assert self.judged
            else:
                self.judged[one.id] = one
                self.revision += 1

        @precondition(lambda self: self.judged)
        @rule(data=st.data())
        def undo(self, data):
            chosen = data.draw(st.sampled_from(sorted(self.judged)))
            del self.judged[chosen]
            assert self.store.undo(chosen, "李四", "再看", "2026-02-01T00:00:00Z").undone_by == "李四"
            self.revision += 1

        @precondition(lambda self: stores.lasting)
        @rule()
        def reopen(self):
            self.store.close()
            self.store = stores.open(self.url)

        @rule(word=st.sampled_from(WORDS))
        def search(self, word):
            page = self.store.read(lambda reader: reader.list(Query(Kind.TASK, (Where("q", word),), limit=100)))
            expected = {
                task.id
                for one in self.model.values()
                for task in one.tasks
                if word in task.title or word in task.span.of(one.document.text)
            }
            assert {row.id for row in page.items} == expected
            assert page.total == len(expected)

        @invariant()
        def counts_agree(self):
            counts = self.store.read(lambda r: {kind: r.count(Query(kind))[0].count for kind in Kind})
            plans = self.model.values()
            units = {unit for one in plans for unit in one.organizations}
            assert counts[Kind.DOCUMENT] == len(self.model)
            assert counts[Kind.TASK] == sum(len(one.tasks) for one in plans)
            assert counts[Kind.RESPONSIBILITY] == len(held_edges(self.model, self.judged))
            assert counts[Kind.TARGET] == sum(len(one.targets) for one in plans)
            assert counts[Kind.FINDING] == sum(len(one.findings) for one in plans)
            names = canonical(self.judged, {unit.name for unit in units} | set(added_units(self.model, self.judged)))
            assert counts[Kind.ORGANIZATION] == len(set(names.values())) + bool(plans)  # and the one that issued them
            assert counts[Kind.JURISDICTION] == bool(plans)
            assert self.store.read(lambda r: r.revision()) == self.revision

        @invariant()
        def lists_and_texts_agree(self):
            def work(reader):
                page = reader.list(Query(Kind.RESPONSIBILITY, limit=1000))
                texts = {one.document.id: reader.text(one.document.id) for one in self.model.values()}
                assert [row.id for row in page.items] == [row.id for row in sorted(page.items, key=in_order)]
                edges = [(row.task, row.organization_name, row.role, row.start) for row in page.items]
                return edges, texts

            edges, texts = self.store.read(work)
            assert sorted(edges) == sorted(held_edges(self.model, self.judged))
            assert texts == {one.document.id: one.document.text for one in self.model.values()}

        @invariant()
        def figures_agree(self):
            held, on = {}, {}
            for task, unit, role, _ in held_edges(self.model, self.judged):
                held.setdefault(unit, {}).setdefault(role, set()).add(task)
                if role == "lead":
                    on.setdefault(task, set()).add(unit)
            lead = Counter({task: len(units) for task, units in on.items()})
            loads = self.store.read(lambda r: r.workload(limit=1000)).items
            assert {row.name for row in loads} == set(held)
            for row in loads:
                tasks = {role: held[row.name].get(role, set()) for role in ROLES}
                assert (row.lead, row.responsible, row.support, row.supervise) == tuple(len(tasks[r]) for r in ROLES)
                assert row.total == len(set().union(*tasks.values()))
                assert row.lead_joint == sum(lead[task] > 1 for task in tasks["lead"])
                assert row.lead_sole == sum(lead[task] == 1 for task in tasks["lead"])
                assert row.responsible_without_lead == sum(lead[task] == 0 for task in tasks["responsible"])
                assert row.responsible_with_lead + row.responsible_without_lead == row.responsible
            pairs = self.store.read(lambda r: r.pairs(limit=1000)).items
            ours = {unit: set().union(*roles.values()) for unit, roles in held.items()}
            leads = {unit: roles.get("lead", set()) for unit, roles in held.items()}
            assert {
                frozenset((row.first_name, row.second_name)): (set(row.tasks), row.shared, row.co_lead) for row in pairs
            } == {
                frozenset((a, b)): (ours[a] & ours[b], len(ours[a] & ours[b]), len(leads[a] & leads[b]))
                for a, b in combinations(ours, 2)
                if ours[a] & ours[b]
            }

        def teardown(self):
            self.store.close()

    return StoreLikeADict


def test_the_store_answers_like_a_dict(stores, plan):
    """S1, S5, S6, S10, S11: any sequence of writes, replacements, deletions and re-openings."""
    few = settings(
        max_examples=12 if stores.place else 60,  # a server takes a hundred times as long as memory
        stateful_step_count=15,
        deadline=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(machine_of(stores, plan), settings=few)
