"""A Hypothesis state machine: whatever is written, replaced, deleted and re-opened, the store answers like a dict."""

from collections import Counter
from itertools import combinations

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from graph.build import build
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
BODIES = st.dictionaries(st.sampled_from("12"), st.lists(st.sampled_from(WORDS), max_size=3).map("，".join), max_size=2)


def machine_of(stores, plan):
    """The machine for one kind of store: a class, because Hypothesis makes its instances."""

    class StoreLikeADict(RuleBasedStateMachine):
        def __init__(self):
            super().__init__()
            self.url = stores.url()
            self.store = stores.open(self.url)
            self.model = {}
            self.revision = 0

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
            assert counts[Kind.RESPONSIBILITY] == sum(len(one.responsibilities) for one in plans)
            assert counts[Kind.TARGET] == sum(len(one.targets) for one in plans)
            assert counts[Kind.FINDING] == sum(len(one.findings) for one in plans)
            assert counts[Kind.ORGANIZATION] == len(units) + bool(plans)  # and the one that issued them
            assert counts[Kind.JURISDICTION] == bool(plans)
            assert self.store.read(lambda r: r.revision()) == self.revision

        @invariant()
        def lists_and_texts_agree(self):
            def work(reader):
                page = reader.list(Query(Kind.RESPONSIBILITY, limit=1000))
                texts = {one.document.id: reader.text(one.document.id) for one in self.model.values()}
                return [row.id for row in page.items], texts

            ids, texts = self.store.read(work)
            ordered = [build(self.model[which]) for which in self.model]
            rows = sorted((row.sort_key, row.id) for one in ordered for row in one.responsibilities)
            assert ids == [key for _, key in rows]
            assert texts == {one.document.id: one.document.text for one in self.model.values()}

        @invariant()
        def figures_agree(self):
            held, lead = {}, Counter()
            for one in self.model.values():
                for r in one.responsibilities:
                    held.setdefault(r.organization, {}).setdefault(r.role.value, set()).add(r.task)
                for task in one.tasks:
                    units = {r.organization for r in one.responsibilities if r.task == task.id and r.role == "lead"}
                    lead[task.id] = len(units)
            loads = self.store.read(lambda r: r.workload(limit=1000)).items
            assert {row.organization for row in loads} == set(held)
            for row in loads:
                tasks = {role: held[row.organization].get(role, set()) for role in ROLES}
                assert (row.lead, row.responsible, row.support, row.supervise) == tuple(len(tasks[r]) for r in ROLES)
                assert row.total == len(set().union(*tasks.values()))
                assert row.lead_joint == sum(lead[task] > 1 for task in tasks["lead"])
                assert row.lead_sole == sum(lead[task] == 1 for task in tasks["lead"])
                assert row.responsible_without_lead == sum(lead[task] == 0 for task in tasks["responsible"])
                assert row.responsible_with_lead + row.responsible_without_lead == row.responsible
            pairs = self.store.read(lambda r: r.pairs(limit=1000)).items
            ours = {unit: set().union(*roles.values()) for unit, roles in held.items()}
            leads = {unit: roles.get("lead", set()) for unit, roles in held.items()}
            assert {frozenset((row.first, row.second)): (set(row.tasks), row.shared, row.co_lead) for row in pairs} == {
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
