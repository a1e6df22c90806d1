"""What a network holds, against the rows it was made from."""

from __future__ import annotations

import dataclasses

from viz.network_model import organization_network, plan_network, stated_names, ties_network


def test_a_plan_has_every_unit_task_and_piece_of_evidence(world):
    """3 tasks and 4 units are 7 nodes; 8 responsibilities are 8 edges, each from a unit to its task."""
    model = plan_network(world.responsibilities, title="甲")
    assert (len(model.nodes), len(model.edges)) == (7, 8)
    assert {(e.id, e.source, e.target, e.role) for e in model.edges} == {
        (r.id, r.organization, r.task, r.role) for r in world.responsibilities
    }


def test_a_task_without_a_unit_is_shown(world):
    """Tasks given beside the rows stand in the picture too."""
    alone = dataclasses.replace(world.tasks[0], id="task-9", number="9")
    model = plan_network(world.responsibilities, title="甲", tasks=(*world.tasks, alone))
    assert [n.note for n in model.nodes if n.id == "task-9"] == ["原文未列单位"]
    assert len(model.nodes) == 8


def test_two_roles_of_one_unit_on_one_task_are_two_edges(world):
    """牵头 and 责任 of the same unit on the same task stay apart."""
    first = world.responsibilities[0]
    twice = (first, dataclasses.replace(first, id="resp-x", role="responsible"))
    assert [e.role for e in plan_network(twice, title="甲").edges] == ["lead", "responsible"]


def test_surroundings_hold_the_units_tasks_and_nothing_else(world):
    """市财政局 stands on task 1 only: its two partners there, and no other task."""
    unit = world.names["市财政局"]
    model = organization_network(world.responsibilities, unit, title="市财政局")
    assert {n.id for n in model.nodes if n.kind == "task"} == {"task-1"}
    assert len(model.edges) == 3
    assert [n.id for n in model.nodes if n.focus] == [unit]


def test_ties_weigh_the_shared_tasks(world):
    """Each pair is one edge; its weight is the number of shared tasks, and the tasks are its evidence."""
    model = ties_network(world.pairs, world.workload, title="甲", tasks={t.id: t for t in world.tasks})
    assert [(e.weight, e.role, len(e.evidence)) for e in model.edges] == [
        (3, "co_lead", 3),
        (1, "shared", 1),
        (1, "shared", 1),
    ]
    assert model.edges[0].label == "共同承担 3 项，其中联合牵头 1 项"
    assert model.weighted


def test_the_words_behind_an_edge_are_the_documents(world):
    """before + quote + after is the sentence, and the quote is the unit's name."""
    model = plan_network(world.responsibilities, title="甲")
    for edge, row in zip(model.edges, world.responsibilities, strict=True):
        (words,) = edge.evidence
        assert words.before + words.quote + words.after == row.sentence
        assert words.quote == row.name
        assert words.href == f"/documents/doc-1#e-{row.id}"


def test_a_very_long_clause_is_cut_around_the_name(world):
    """The panel shows the surroundings of the name, not a page."""
    row = world.responsibilities[0]
    long = "前" * 500 + row.quote + "后" * 500
    start = row.clause_start + 500
    long_row = dataclasses.replace(row, clause=long, sentence=long, start=start, end=start + len(row.quote))
    (words,) = plan_network((long_row,), title="甲").edges[0].evidence
    assert words.quote == row.quote
    assert len(words.before) == len(words.after) == 61


def test_names_are_those_written_unless_two_units_share_one(world):
    """市水务局 of two cities is told apart by its full name."""
    other = dataclasses.replace(world.responsibilities[0], organization="org-z", organization_name="乙市水务局")
    names = stated_names((*world.responsibilities, other))
    assert names["org-z"] == "乙市水务局"
    assert names[world.names["市水务局"]] == "甲市水务局"
    assert names[world.names["市财政局"]] == "市财政局"


def test_above_the_limit_the_best_connected_stay_and_the_page_says_so(world):
    """Four nodes of seven; the notice gives the numbers of the whole."""
    model = plan_network(world.responsibilities, title="甲", limit=4)
    assert len(model.nodes) == 4
    assert {e.source for e in model.edges} | {e.target for e in model.edges} <= {n.id for n in model.nodes}
    assert "共 7 个节点、8 条边" in model.notice
    assert world.names["市水务局"] in {n.id for n in model.nodes}


def test_the_unit_in_the_middle_is_never_cut(world):
    """However small its part, a unit's own surroundings keep it."""
    unit = world.names["市财政局"]
    assert [n.id for n in organization_network(world.responsibilities, unit, title="x", limit=1).nodes] == [unit]


def test_nothing_to_show_is_an_empty_network():
    """No rows, no nodes, no fault."""
    model = plan_network((), title="空")
    assert (model.nodes, model.edges) == ((), ())


def test_units_go_all_by_short_names_or_all_by_full_ones(world):
    """One label in full among short ones would look like another kind of unit."""
    twin = dataclasses.replace(world.workload[0], organization="org-x", name="乙市水务局")

    def labels(workload):
        return {node.label.replace("\n", "") for node in ties_network(world.pairs, workload, title="甲").nodes}

    assert labels(world.workload) == {unit.short_name for unit in world.workload}
    assert labels((*world.workload, twin)) == {unit.name for unit in (*world.workload, twin)}
