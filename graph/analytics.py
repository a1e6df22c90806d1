"""Projections of the graph that need graph algorithms, made from the streamed edges by networkx.

These hold a whole projection in memory: for figures and lists, ask the store (``workload``, ``pairs``) instead.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import combinations

import networkx as nx

from graph.query import Where
from graph.store import Reader

#: the same graph gives the same communities
SEED = 20231201


@dataclass(frozen=True, slots=True)
class Centrality:
    """How a unit stands among the others of one projection.

    ``degree``: fraction of n−1 other units with which it shares at least one task. ``betweenness``: fraction of the
    pairs of other units whose shortest paths (every tie of length 1) lead over it; a pair with several counts by share.
    ``strength``: shared tasks summed over all ties, so a task shared with two units counts twice.
    """

    organization: str
    name: str
    degree: float
    betweenness: float
    strength: int


def units_and_tasks(reader: Reader, where: tuple[Where, ...] = ()) -> nx.Graph:
    """The bipartite graph: nodes carry ``kind`` (organization | task) and ``name``; edges carry ``roles``, sorted."""
    graph = nx.Graph()
    for edge in reader.edges(where):
        graph.add_node(edge.organization, kind="organization", name=edge.organization_name, collective=edge.collective)
        graph.add_node(edge.task, kind="task", name=edge.task_title, number=edge.task_number, document=edge.document)
        roles = graph.get_edge_data(edge.organization, edge.task, {}).get("roles", ())
        graph.add_edge(edge.organization, edge.task, roles=tuple(sorted({*roles, edge.role})))
    return graph


def unit_ties(reader: Reader, where: tuple[Where, ...] = ()) -> nx.Graph:
    """Units, tied where they share a task; ``weight`` is the number of distinct tasks they share, in any role."""
    graph = nx.Graph()
    units_of: dict[str, set[str]] = defaultdict(set)
    for edge in reader.edges(where):
        graph.add_node(edge.organization, kind="organization", name=edge.organization_name, collective=edge.collective)
        units_of[edge.task].add(edge.organization)
    shared: dict[tuple[str, str], int] = defaultdict(int)
    for units in units_of.values():
        for pair in combinations(sorted(units), 2):
            shared[pair] += 1
    graph.add_weighted_edges_from((first, second, weight) for (first, second), weight in sorted(shared.items()))
    return graph


def communities(ties: nx.Graph) -> tuple[tuple[str, ...], ...]:
    """Groups of units that share more tasks among themselves than chance would have it: Louvain's modularity, weighted
    by shared tasks, with a fixed seed. Ids sorted; the largest group first, then by its first id."""
    ordered = nx.Graph()
    ordered.add_nodes_from(sorted(ties))
    ordered.add_weighted_edges_from(sorted((*sorted((u, v)), w) for u, v, w in ties.edges(data="weight")))
    found = nx.community.louvain_communities(ordered, weight="weight", seed=SEED) if ordered else []
    groups = [tuple(sorted(group)) for group in found]
    return tuple(sorted(groups, key=lambda group: (-len(group), group[0])))


def centralities(ties: nx.Graph) -> tuple[Centrality, ...]:
    """Each unit's standing, by id. Descriptive only: more ties are no merit and no blame."""
    degree = nx.degree_centrality(ties) if len(ties) > 1 else dict.fromkeys(ties, 0.0)
    betweenness = nx.betweenness_centrality(ties)
    strength = dict(ties.degree(weight="weight"))
    return tuple(
        Centrality(unit, ties.nodes[unit].get("name", ""), degree[unit], betweenness[unit], int(strength[unit]))
        for unit in sorted(ties)
    )
