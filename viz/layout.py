"""Where the nodes of a network stand: computed here, once, so that a browser draws at once and always the same.

A force layout (Fruchterman and Reingold 1991, with their grid: only nodes of neighbouring cells repel one another),
then labels are pushed apart. Everything is a function of its arguments: no clock, no global random state.
"""

from __future__ import annotations

import math
import random
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

Point = tuple[int, int]
_GOLDEN = math.pi * (3 - math.sqrt(5))


def force_layout(
    sizes: Mapping[str, tuple[float, float]],
    edges: Sequence[tuple[str, str, float]],
    *,
    seed: int = 7,
    aspect: float = 1.35,
) -> dict[str, Point]:
    """Positions in whole units for nodes of the given (width, height), for edges (source, target, weight).

    ``aspect`` is the width of the picture by its height. Nodes without an edge stand in rows below the others.
    """
    joined = {end for source, target, _ in edges for end in (source, target) if source != target}
    inner = [node for node in sizes if node in joined]
    place = _spring(inner, edges, seed)
    room = math.sqrt(sum(w * h for w, h in sizes.values()) * 2.4) or 1.0
    place = _scaled(place, room * math.sqrt(aspect), room / math.sqrt(aspect))
    _separate(place, sizes)
    _shelve([node for node in sizes if node not in joined], place, sizes)
    return {node: (round(x), round(y)) for node, (x, y) in place.items()}


def column_layout(
    left: Sequence[str], right: Sequence[str], edges: Sequence[tuple[str, str, float]], *, gap: float = 46.0
) -> dict[str, Point]:
    """Two columns: ``right`` keeps its order, ``left`` stands by the mean place of its partners (barycentre)."""
    height = gap * max(len(left), len(right), 1)
    rank = {node: index for index, node in enumerate(right)}
    partners: dict[str, list[int]] = defaultdict(list)
    for source, target, _ in edges:
        if target in rank:
            partners[source].append(rank[target])
    order = {node: index for index, node in enumerate(left)}
    ordered = sorted(left, key=lambda n: (_mean(partners.get(n, [len(rank)])), order[n]))
    place: dict[str, Point] = {}
    for x, nodes in ((-height * 0.45, ordered), (height * 0.45, list(right))):
        step = height / max(len(nodes), 1)
        for index, node in enumerate(nodes):
            place[node] = (round(x), round((index + 0.5) * step - height / 2))
    return place


def _mean(values: Sequence[int]) -> float:
    return sum(values) / len(values)


def _spring(nodes: Sequence[str], edges: Sequence[tuple[str, str, float]], seed: int) -> dict[str, list[float]]:
    """Unit-sized positions: a sunflower start, then springs with cooling."""
    rng = random.Random(seed)  # noqa: S311  positions, not secrets
    count = len(nodes)
    index = {node: i for i, node in enumerate(nodes)}
    xs = [math.sqrt((i + 0.5) / max(count, 1)) * math.cos(i * _GOLDEN) + rng.uniform(-0.01, 0.01) for i in range(count)]
    ys = [math.sqrt((i + 0.5) / max(count, 1)) * math.sin(i * _GOLDEN) + rng.uniform(-0.01, 0.01) for i in range(count)]
    ideal = 1.8 / math.sqrt(max(count, 1))
    links: dict[tuple[int, int], float] = defaultdict(float)
    for source, target, weight in edges:
        if source in index and target in index and source != target:
            links[min(index[source], index[target]), max(index[source], index[target])] += weight
    steps = 220 if count <= 150 else 45
    for step in range(steps):
        _move(xs, ys, links, ideal, heat=0.12 * (1 - step / steps) + 0.002)
    return {node: [xs[i], ys[i]] for node, i in index.items()}


def _move(xs: list[float], ys: list[float], links: Mapping[tuple[int, int], float], ideal: float, heat: float) -> None:
    """One step of all nodes: repulsion within reach, springs along links, a pull to the middle."""
    dx, dy = [-0.6 * ideal * x for x in xs], [-0.6 * ideal * y for y in ys]
    for i, j in _near(xs, ys, 4 * ideal):
        x, y = xs[i] - xs[j], ys[i] - ys[j]
        push = ideal * ideal / (x * x + y * y + 1e-6) - 1 / 16
        if push <= 0:  # out of reach: smoothly nothing, else the grid would show in the picture
            continue
        dx[i] += x * push
        dy[i] += y * push
        dx[j] -= x * push
        dy[j] -= y * push
    for (i, j), weight in links.items():
        x, y = xs[i] - xs[j], ys[i] - ys[j]
        pull = math.sqrt(x * x + y * y) / ideal * 0.35 * min(weight, 3.0) ** 0.5
        dx[i] -= x * pull
        dy[i] -= y * pull
        dx[j] += x * pull
        dy[j] += y * pull
    for i in range(len(xs)):
        length = math.sqrt(dx[i] * dx[i] + dy[i] * dy[i]) or 1.0
        step = min(length, heat) / length
        xs[i] += dx[i] * step
        ys[i] += dy[i] * step


def _near(xs: Sequence[float], ys: Sequence[float], reach: float) -> Iterator[tuple[int, int]]:
    """Pairs of neighbouring cells of a grid of that width, each once."""
    cells: dict[tuple[int, int], list[int]] = defaultdict(list)
    for i, (x, y) in enumerate(zip(xs, ys, strict=True)):
        cells[math.floor(x / reach), math.floor(y / reach)].append(i)
    for (cx, cy), members in sorted(cells.items()):
        for k, i in enumerate(members):
            for j in members[k + 1 :]:
                yield i, j
        for ox, oy in ((1, 0), (-1, 1), (0, 1), (1, 1)):
            for j in cells.get((cx + ox, cy + oy), ()):
                for i in members:
                    yield i, j


def _scaled(place: dict[str, list[float]], width: float, height: float) -> dict[str, list[float]]:
    """Stretched to a box of that size around (0, 0)."""
    if not place:
        return {}
    xs, ys = [p[0] for p in place.values()], [p[1] for p in place.values()]
    left, top = min(xs), min(ys)
    fx, fy = width / ((max(xs) - left) or 1.0), height / ((max(ys) - top) or 1.0)
    return {n: [(x - left) * fx - width / 2, (y - top) * fy - height / 2] for n, (x, y) in place.items()}


def _separate(place: dict[str, list[float]], sizes: Mapping[str, tuple[float, float]], margin: float = 14.0) -> None:
    """Push boxes that overlap apart, along the way that is shorter, until none does (at most 80 rounds)."""
    nodes = list(place)
    reach = max((max(w, h) for w, h in sizes.values()), default=1.0) + margin
    for _ in range(80):
        moved = False
        for i, j in _near([place[n][0] for n in nodes], [place[n][1] for n in nodes], reach):
            a, b = place[nodes[i]], place[nodes[j]]
            (aw, ah), (bw, bh) = sizes[nodes[i]], sizes[nodes[j]]
            over_x = (aw + bw) / 2 + margin - abs(a[0] - b[0])
            over_y = (ah + bh) / 2 + margin - abs(a[1] - b[1])
            if over_x <= 0 or over_y <= 0:
                continue
            moved = True
            axis, over = (0, over_x) if over_x < over_y else (1, over_y)
            sign = 1.0 if a[axis] >= b[axis] else -1.0
            a[axis] += sign * over * 0.52
            b[axis] -= sign * over * 0.52
        if not moved:
            return


def _shelve(nodes: Sequence[str], place: dict[str, list[float]], sizes: Mapping[str, tuple[float, float]]) -> None:
    """Nodes without an edge, in rows below the others."""
    if not nodes:
        return
    across = max(sizes[n][0] for n in nodes) + 20
    down = max(sizes[n][1] for n in nodes) + 20
    bottom = max((y + sizes[n][1] / 2 for n, (_, y) in place.items()), default=0.0) + down
    columns = max(1, math.ceil(math.sqrt(len(nodes) * 3)))
    for index, node in enumerate(nodes):
        row, column = divmod(index, columns)
        place[node] = [(column - (min(columns, len(nodes)) - 1) / 2) * across, bottom + row * down]
