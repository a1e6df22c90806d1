"""Networks as pages: pyvis holds nodes, edges and options; the page around them is ours.

The only module that imports pyvis. Its own templates load from other hosts and print titles raw, so they are not used:
``get_network_data()`` hands over what was collected, and ``templates/network.html`` (escaped) draws it with the
vis-network that lies in ``assets``. An undirected pyvis network drops the second of two parallel edges (牵头 and
责任 of one unit on one task), hence ``directed=True``, and the counts are compared before anything is written.
"""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

from markupsafe import Markup
from pyvis.network import Network

from viz import assets_dir
from viz.models import Edge, NetworkModel, NetworkPage, Node
from viz.network_model import kinds_shown
from viz.render import render
from viz.words import EDGE_STYLES, EdgeStyle, role_word

_OPTIONS = {
    "physics": {"enabled": False},
    "layout": {"improvedLayout": False},
    "edges": {"smooth": False, "selectionWidth": 2.5, "hoverWidth": 0.5, "arrows": {"to": {"scaleFactor": 0.55}}},
    "nodes": {"borderWidth": 1.2, "font": {"face": "sans-serif", "size": 15, "color": "#1c1f24"}},
    "interaction": {"hover": True, "tooltipDelay": 250, "multiselect": False, "keyboard": False},
}

# background, border, shape: kinds differ in shape and lightness as well as in hue
_KINDS: dict[str, tuple[str, str, str]] = {
    "task": ("#fffdf7", "#8a7f6a", "box"),
    "department": ("#d6e4f3", "#2f5d8c", "pill"),
    "government": ("#c9d8ea", "#1f3f66", "pill"),
    "party": ("#f6d9d5", "#8f1d1d", "pill"),
    "committee": ("#d3ebe2", "#1f6b56", "pill"),
    "institution": ("#e2f0d6", "#4c6b1f", "pill"),
    "court": ("#e6dcf0", "#5b3a80", "pill"),
    "procuratorate": ("#e6dcf0", "#5b3a80", "pill"),
    "enterprise": ("#fbe6c3", "#8a5a00", "pill"),
    "association": ("#f3e1ec", "#8a3a6b", "pill"),
    "collective": ("#ffffff", "#555b63", "pill"),
    "other": ("#eceef0", "#555b63", "pill"),
}


class NetworkFault(AssertionError):
    """pyvis holds other nodes or edges than it was given."""


def render_network(model: NetworkModel, inline: bool = False) -> str:
    """A page that draws the network. ``inline``: one file that carries everything and links nowhere."""
    return render_network_page(NetworkPage(model), inline=inline)


def render_network_page(page: NetworkPage, *, inline: bool = False) -> str:
    """The network, its legend, search, filters, panel, list of nodes and table twin."""
    model = page.network
    nodes, edges, options = _drawn(model)
    data = {
        "nodes": nodes,
        "edges": edges,
        "options": options,
        "about": {"nodes": _about_nodes(model, inline), "edges": _about_edges(model, inline)},
        "columns": {node.id: list(node.column) for node in model.nodes if node.column},
        "title": model.title,
        "sources": list(model.sources),
        "legend": [
            {"key": s.key, "zh": s.zh, "color": s.color, "width": s.width, "dashes": list(s.dashes)}
            for s in _styles(model)
        ],
    }
    return render(
        "network.html",
        page=page,
        model=model,
        data=data,
        inline=inline,
        names={node.id: node.name for node in model.nodes},
        short={node.id: node.label.replace("\n", "") for node in model.nodes},
        styles=_styles(model),
        role_counts=Counter(edge.role for edge in model.edges),
        kinds=[(kind, word, number, *_KINDS.get(kind, _KINDS["other"])) for kind, word, number in kinds_shown(model)],
        most=max((edge.weight for edge in model.edges), default=1),
        embedded=_embedded() if inline else {},
    )


def _drawn(model: NetworkModel) -> tuple[list[dict[str, Any]], list[dict[str, Any]], dict[str, Any]]:
    """What pyvis makes of the model, counted."""
    network = Network(directed=True, cdn_resources="in_line")
    network.set_options(json.dumps(_OPTIONS))
    for node in model.nodes:
        network.add_node(node.id, label=node.label or " ", **_node_style(node))
    parallel = Counter((edge.source, edge.target) for edge in model.edges)
    seen: Counter[tuple[str, str]] = Counter()
    for edge in model.edges:
        ends = edge.source, edge.target
        network.add_edge(*ends, **_edge_style(edge, parallel[ends], seen[ends], model.weighted))
        seen[ends] += 1
    nodes, edges, _heading, _height, _width, options = network.get_network_data()
    if len(nodes) != len(model.nodes) or len(edges) != len(model.edges):
        raise NetworkFault(f"{len(nodes)}/{len(model.nodes)} nodes, {len(edges)}/{len(model.edges)} edges")
    return nodes, edges, json.loads(options)


def _node_style(node: Node) -> dict[str, Any]:
    fill, border, shape = _KINDS.get(node.kind, _KINDS["other"])
    style: dict[str, Any] = {
        "x": node.x,
        "y": node.y,
        "shape": "box",
        "shapeProperties": {"borderRadius": 3 if shape == "box" else 16},
        "color": {
            "background": fill,
            "border": border,
            "highlight": {"background": fill, "border": "#a8071a"},
            "hover": {"background": fill, "border": "#a8071a"},
        },
        "title": f"{node.name}\n{node.note}".strip(),
        "margin": 7,
    }
    if node.kind == "collective":
        style["shapeProperties"]["borderDashes"] = [4, 3]
    if node.focus:
        style["borderWidth"] = 3.5
        style["font"] = {"size": 19, "face": "sans-serif", "color": "#1c1f24"}
    return style


def _edge_style(edge: Edge, parallel: int, nth: int, weighted: bool) -> dict[str, Any]:
    style = EDGE_STYLES.get(edge.role) or EdgeStyle(edge.role, edge.role, edge.role, "#555b63", 1.2)
    drawn: dict[str, Any] = {
        "id": edge.id,
        "color": {"color": style.color, "highlight": style.color, "hover": style.color, "opacity": 0.85},
        "width": style.width + (edge.weight - 1) * 0.55 if weighted else style.width,
        "dashes": list(style.dashes) or False,
        "title": edge.label,
        "role": edge.role,
        "weight": edge.weight,
        "arrows": "",  # every edge runs from a unit to its task; heads would only add clutter
    }
    if parallel > 1:  # straight lines would lie upon one another
        drawn["smooth"] = {"enabled": True, "type": "curvedCW", "roundness": 0.12 * (nth + 1)}
    return drawn


def _about_nodes(model: NetworkModel, inline: bool) -> dict[str, dict[str, str]]:
    """What the panel says of a node. A file that stands alone has no pages to link to."""
    about = {}
    for node in model.nodes:
        short = node.name if node.kind == "task" else node.label.replace("\n", "")
        about[node.id] = {"name": node.name, "short": short, "note": node.note}
        if node.href and not inline:
            about[node.id]["href"] = node.href
    return about


def _about_edges(model: NetworkModel, inline: bool) -> dict[str, dict[str, Any]]:
    about: dict[str, dict[str, Any]] = {}
    for edge in model.edges:
        words = []
        for e in edge.evidence:
            entry = {
                "before": e.before,
                "quote": e.quote,
                "after": e.after,
                "note": e.note,
                "source": f"{e.source} {e.place}".strip(),
            }
            if e.href and not inline:
                entry["href"] = e.href
            words.append(entry)
        role = f"{edge.weight} 项" if model.weighted else role_word(edge.role)
        about[edge.id] = {"label": edge.label, "role": role, "evidence": words}
    return about


def _styles(model: NetworkModel) -> list[EdgeStyle]:
    """The kinds of edge that occur, in the order of the legend."""
    used = {edge.role for edge in model.edges}
    known = [style for key, style in EDGE_STYLES.items() if key in used]
    return known + [EdgeStyle(r, r, r, "#555b63", 1.2) for r in sorted(used - EDGE_STYLES.keys())]


def _embedded() -> dict[str, Markup]:
    """Our own files and vis-network, for a page that carries everything."""
    folder = assets_dir()
    names = {"style": "zeren.css", "vis": "vis-network.min.js", "script": "network.js"}
    return {key: Markup((folder / name).read_text("utf-8")) for key, name in names.items()}  # noqa: S704  our own files
