"""The page that draws a network: complete, closed to script in names, and linked to nothing outside."""

from __future__ import annotations

import dataclasses
import json
import re

import pytest

from viz import assets_dir
from viz.models import Link, NetworkPage
from viz.network import render_network, render_network_page
from viz.network_model import plan_network, ties_network

HOSTILE = [
    "<script>alert(1)</script>",
    "</script><script>alert(1)</script>",
    '" onmouseover="alert(1)',
    '<a href="javascript:alert(1)">x</a>',
    "{{ 7 * 7 }}{% raw %}",
    "甲\u2028乙\u2029",
    "' && alert(1) && '",
    "<!--",
]


def page_data(html):
    """The JSON that the page carries."""
    return json.loads(re.search(r'<script type="application/json" id="network-data">(.*?)</script>', html, re.S)[1])


def own_markup(html):
    """The page without the vendored library."""
    return html.replace((assets_dir() / "vis-network.min.js").read_text("utf-8"), "")


@pytest.mark.parametrize("inline", [True, False])
def test_counts_on_the_page_are_those_of_the_model(world, read_html, inline):
    """Attributes, data and table twin all hold every node and edge."""
    model = plan_network(world.responsibilities, title="甲市")
    html = render_network(model, inline=inline)
    page = read_html(html)
    (net,) = [a for a in page.all("div") if a.get("id") == "net"]
    assert (net["data-nodes"], net["data-edges"]) == ("7", "8")
    data = page_data(html)
    assert (len(data["nodes"]), len(data["edges"])) == (7, 8)
    assert [a["data-edge"] for a in page.all("tr") if "data-edge" in a] == [r.id for r in world.responsibilities]


def test_the_same_model_gives_the_same_bytes(world):
    """No clock, no random ids."""
    one, two = (render_network(plan_network(world.responsibilities, title="甲"), inline=True) for _ in range(2))
    assert one == two


@pytest.mark.parametrize("hostile", HOSTILE)
def test_names_are_words_wherever_they_stand(world, read_html, hostile):
    """A name with markup in it comes out as text: in the page, in the data, in the table."""
    rows = [
        dataclasses.replace(
            r, name=hostile, quote=hostile, clause=hostile, sentence=hostile, organization_name=hostile,
            task_title=hostile, document_title=hostile, document_number=None, cue=hostile, sentence_start=r.start,
            end=r.start + len(hostile),
        )
        for r in world.responsibilities
    ]  # fmt: skip
    html = render_network(plan_network(rows, title=hostile, subtitle=hostile), inline=False)
    page = read_html(html)
    assert page.faults == []
    assert len(page.all("script")) == 3
    assert not [a for _, a in page.tags for key in a if key.startswith("on")]
    data = page_data(html)
    assert data["title"] == hostile
    assert {e["evidence"][0]["quote"] for e in data["about"]["edges"].values()} == {hostile}


def test_nothing_on_the_page_refers_to_another_host(world):
    """No address at all in our own markup, beside the namespaces of XML."""
    html = render_network(plan_network(world.responsibilities, title="甲"), inline=True)
    assert re.findall(r"(?:https?:)?//[\w.]+\.\w+", own_markup(html)) == []
    assert "default-src 'none'" in html


def test_a_file_that_stands_alone_has_no_links_to_pages(world, read_html):
    """Opened from a disk, /tasks/… leads nowhere, so it is not there; served, it is."""
    model = plan_network(world.responsibilities, title="甲")
    alone, served = read_html(render_network(model, inline=True)), read_html(render_network(model))
    assert {a["href"] for a in alone.all("a")} == {"#main"}
    assert "/documents/doc-1#e-resp-0" in {a["href"] for a in served.all("a")}
    assert [a["src"] for a in served.all("script") if "src" in a] == [
        "/static/vis-network.min.js",
        "/static/network.js",
    ]


def test_positions_are_given_and_physics_is_off(world):
    """Drawn at once, without a browser's minutes of shaking."""
    data = page_data(render_network(plan_network(world.responsibilities, title="甲")))
    assert data["options"]["physics"]["enabled"] is False
    assert data["options"]["layout"]["improvedLayout"] is False
    assert data["options"]["edges"]["smooth"] is False
    assert all(isinstance(n["x"], int) and isinstance(n["y"], int) for n in data["nodes"])


def test_parallel_edges_bend_apart(world):
    """Two roles of one unit on one task would hide one another as straight lines."""
    first = world.responsibilities[0]
    rows = (first, dataclasses.replace(first, id="resp-x", role="responsible"))
    edges = page_data(render_network(plan_network(rows, title="甲")))["edges"]
    assert len({e["smooth"]["roundness"] for e in edges}) == 2


def test_roles_differ_without_colour(world):
    """Each role has a width and dashes of its own."""
    legend = page_data(render_network(plan_network(world.responsibilities, title="甲")))["legend"]
    assert [style["zh"] for style in legend] == ["牵头", "责任", "配合"]
    assert len({(style["width"], tuple(style["dashes"])) for style in legend}) == 3


def test_ties_offer_a_least_number(world, read_html):
    """Unit–unit pictures are thinned by the number of shared tasks."""
    page = read_html(render_network(ties_network(world.pairs, world.workload, title="甲")))
    assert [a["max"] for a in page.all("input") if a.get("id") == "least"] == ["3"]


def test_a_served_page_links_to_other_pictures_but_never_outside(world, read_html):
    """Links that are no paths of ours are refused."""
    model = plan_network(world.responsibilities, title="甲")
    links = (Link("/network/ties", "单位之间"), Link("https://example.org/", "外"), Link("javascript:1", "坏"))
    hrefs = [a["href"] for a in read_html(render_network_page(NetworkPage(model, links))).all("a")]
    assert "/network/ties" in hrefs
    assert not [h for h in hrefs if "example" in h or "javascript" in h]


def test_an_empty_network_says_so(read_html):
    """A plan without units is a page with words, not an error."""
    page = read_html(render_network(plan_network((), title="空"), inline=True))
    assert "未见单位承担的任务" in page.text
    assert page.faults == []
