"""Where nodes stand."""

from __future__ import annotations

from itertools import combinations

import pytest

from viz.layout import column_layout, force_layout


def ring(count):
    """A ring with chords, as sizes and edges."""
    nodes = [f"n{i}" for i in range(count)]
    edges = [(nodes[i], nodes[(i + 1) % count], 1.0) for i in range(count)]
    edges += [(nodes[i], nodes[(i * 7) % count], 1.0) for i in range(0, count, 3)]
    return dict.fromkeys(nodes, (110.0, 40.0)), edges


@pytest.mark.parametrize("count", [1, 2, 27, 55, 300])
def test_the_same_graph_stands_the_same_way(count):
    """No clock, no global random state: two computations give identical places."""
    sizes, edges = ring(count)
    assert force_layout(sizes, edges) == force_layout(sizes, edges)


@pytest.mark.parametrize("count", [2, 27, 55])
def test_labels_do_not_lie_upon_one_another(count):
    """No two boxes overlap."""
    sizes, edges = ring(count)
    places = force_layout(sizes, edges)
    for a, b in combinations(places, 2):
        (ax, ay), (bx, by) = places[a], places[b]
        assert abs(ax - bx) >= 109 or abs(ay - by) >= 39


def test_joined_nodes_stand_nearer_than_strangers():
    """Two groups without a tie between them come apart."""
    sizes = dict.fromkeys("abcdef", (20.0, 20.0))
    edges = [(x, y, 1.0) for group in ("abc", "def") for x, y in combinations(group, 2)]
    p = force_layout(sizes, edges)

    def far(x, y):
        return ((p[x][0] - p[y][0]) ** 2 + (p[x][1] - p[y][1]) ** 2) ** 0.5

    assert max(far("a", "b"), far("d", "e")) < min(far(x, y) for x in "abc" for y in "def")


def test_nodes_without_an_edge_stand_below():
    """They are shown, apart from the others."""
    sizes = dict.fromkeys("abcx", (20.0, 20.0))
    places = force_layout(sizes, [("a", "b", 1.0), ("b", "c", 1.0)])
    assert places["x"][1] > max(places[n][1] for n in "abc")


def test_no_nodes_no_places():
    """An empty graph is no fault."""
    assert force_layout({}, []) == {}


def test_two_columns_keep_the_order_of_the_tasks():
    """Tasks stay as numbered; units stand beside the tasks they carry."""
    places = column_layout(["late", "early"], ["1", "2", "3"], [("early", "1", 1.0), ("late", "3", 1.0)])
    assert places["1"][1] < places["2"][1] < places["3"][1]
    assert places["early"][1] < places["late"][1]
    assert places["early"][0] < 0 < places["1"][0]
