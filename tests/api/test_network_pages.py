"""The pages that draw networks lead to the same network as a file."""

from __future__ import annotations

import io
import re
from html import unescape

import networkx as nx
import pytest

HTML = {"accept": "text/html"}


def _exports(page: str) -> dict[str, str]:
    return {words: unescape(href) for href, words in re.findall(r'href="(/api/v1/graph[^"]*)">([^<]+)</a>', page)}


@pytest.mark.parametrize("query", ["", "?role=lead", "?as_of=all", "?as_of=2021-06-01", "?document={document}"])
def test_a_network_page_leads_to_files_of_the_same_scope(many, query):
    """As many pieces of evidence in the GEXF and the GraphML as edges on the page."""
    document = many.get("/api/v1/documents").json()["items"][0]["id"]
    page = many.get("/network" + query.format(document=document), headers=HTML).text
    drawn = int(re.search(r'data-edges="(\d+)"', page)[1])
    found = _exports(page)
    assert set(found) == {"GEXF（用 Gephi 打开）", "GraphML"}
    for words, read in (("GEXF（用 Gephi 打开）", nx.read_gexf), ("GraphML", nx.read_graphml)):
        answer = many.get(found[words])
        assert answer.status_code == 200
        graph = read(io.BytesIO(answer.content))
        assert sum(edge["relation"] != "CONTAINS" for *_, edge in graph.edges(data=True)) == drawn


def test_the_other_network_pages_say_what_their_files_hold(many):
    """Ties are drawn from units and tasks; a unit's file has its own evidence only."""
    unit = many.get("/api/v1/workload").json()["items"][0]["organization"]
    for path, words in (("/network/ties", "单位与任务的责任关系"), (f"/network/organization/{unit}", "只有本单位")):
        page = many.get(path, headers=HTML).text
        assert words in page
        assert all(many.get(href).status_code == 200 for href in _exports(page).values())
        assert len(_exports(page)) == 2
    own = many.get(_exports(page)["GEXF（用 Gephi 打开）"])
    total = many.get("/api/v1/responsibilities", params={"organization": unit}).json()["total"]
    edges = nx.read_gexf(io.BytesIO(own.content)).edges(data=True)
    assert sum(edge["relation"] != "CONTAINS" for *_, edge in edges) == total
