"""What every address has in common: envelopes, pages, formats, ETags, problems."""

from __future__ import annotations

import csv
import io
import json

import networkx as nx
import openpyxl
import pytest

from api.formats import Column, Sheet, csv_bytes

LISTS = [
    "documents",
    "tasks",
    "organizations",
    "responsibilities",
    "workload",
    "overlaps",
    "targets",
    "citations",
    "findings",
]


@pytest.mark.parametrize("path", LISTS)
def test_lists_share_one_envelope(get, path):
    """{"items", "total", "next"} everywhere."""
    body = get(path, limit=2)
    assert {"items", "total", "next"} <= body.keys()
    assert len(body["items"]) == min(2, body["total"])
    assert (body["next"] is None) == (body["total"] <= 2)


@pytest.mark.parametrize("path", LISTS)
def test_following_next_meets_each_row_once(client, path):
    """Pages of five, by Link: rel=next, add up to the whole list in the same order."""
    whole = client.get(f"/api/v1/{path}", params={"limit": 1000}).json()
    url, found = f"/api/v1/{path}?limit=5", []
    while url:
        response = client.get(url)
        found += response.json()["items"]
        url = response.links["next"]["url"] if "next" in response.links else None
    assert found == whole["items"]
    assert len(found) == whole["total"]


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("tasks?organisation=x", 422, "invalid-parameter"),
        ("tasks?limit=0", 422, "invalid-parameter"),
        ("tasks?limit=1001", 422, "invalid-parameter"),
        ("tasks?role=boss", 422, "invalid-parameter"),
        ("tasks?sort=colour", 422, "invalid-query"),
        ("tasks?cursor=nonsense", 400, "invalid-cursor"),
        ("tasks?format=gexf", 406, "not-acceptable"),
        ("tasks?format=doc", 422, "invalid-parameter"),
        ("tasks/t-0", 404, "not-found"),
        ("documents/d-0", 404, "not-found"),
        ("organizations/没有这个单位", 404, "unknown-name"),
        ("tasks?jurisdiction=乌有市", 404, "unknown-name"),
        ("tasks?document=乌有〔2023〕1号", 404, "unknown-name"),
        ("nowhere", 404, "not-found"),
        ("search", 422, "invalid-parameter"),
    ],
)
def test_faults_are_problems(client, path, status, code):
    """RFC 9457 with a stable code, Chinese and English."""
    response = client.get(f"/api/v1/{path}")
    assert response.status_code == status
    assert response.headers["content-type"] == "application/problem+json"
    problem = response.json()
    assert problem["code"] == code
    assert problem["status"] == status
    assert problem["type"] == f"urn:zeren:problem:{code}"
    assert problem["title"]
    assert problem["title_en"]
    assert problem["instance"].startswith("/api/v1/")


def test_a_refused_parameter_is_named(client):
    """The problem says which parameter it was."""
    problem = client.get("/api/v1/tasks?organisation=x").json()
    assert problem["errors"][0]["name"] == "organisation"


def test_a_cursor_of_another_question_is_refused(client):
    """A cursor does not fit other filters."""
    cursor = client.get("/api/v1/tasks?limit=1").json()["next"]
    response = client.get("/api/v1/tasks", params={"limit": 1, "role": "lead", "cursor": cursor})
    assert (response.status_code, response.json()["code"]) == (400, "invalid-cursor")


def test_a_changed_store_ends_a_computed_order(empty, made):
    """Workload is ordered by figures: after a change its cursor answers 410, that of a stored order goes on."""
    first, second = made("M01"), made("M02")
    empty.post("/api/v1/documents", files={"file": first})
    computed = empty.get("/api/v1/workload?limit=2").json()["next"]
    stored = empty.get("/api/v1/tasks?limit=2").json()["next"]
    empty.post("/api/v1/documents", files={"file": second})
    gone = empty.get("/api/v1/workload", params={"limit": 2, "cursor": computed})
    assert (gone.status_code, gone.json()["code"]) == (410, "cursor-expired")
    assert empty.get("/api/v1/tasks", params={"limit": 2, "cursor": stored}).status_code == 200


def test_etag_and_304(client):
    """The same question again costs nothing; another format has another tag."""
    first = client.get("/api/v1/workload")
    again = client.get("/api/v1/workload", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert client.get("/api/v1/workload?format=csv").headers["etag"] != first.headers["etag"]


def test_etag_changes_with_the_store(empty, made):
    """After a document was taken in the old tag no longer holds."""
    tag = empty.get("/api/v1/documents").headers["etag"]
    empty.post("/api/v1/documents", files={"file": made("M05")})
    assert empty.get("/api/v1/documents", headers={"If-None-Match": tag}).status_code == 200


def rows_of_a_table(client, path):
    """How many rows a table has: the list's, and for findings the tasks that the page shows as well."""
    body = client.get(f"/api/v1/{path}?limit=1").json()
    asked = {"no-lead", "joint-lead", "support-only", "no-unit"}
    return body["total"] + sum(group["count"] for group in body.get("groups", []) if group["kind"] in asked)


@pytest.mark.parametrize("path", LISTS)
def test_csv_is_what_excel_opens(client, path):
    """BOM, CRLF, Chinese heads, every row whatever the limit."""
    response = client.get(f"/api/v1/{path}?format=csv&limit=1")
    assert response.content.startswith(b"\xef\xbb\xbf")
    text = response.content.decode("utf-8-sig")
    assert "\r\n" in text
    rows = list(csv.reader(io.StringIO(text, newline="")))
    total = rows_of_a_table(client, path)
    table = rows[1 : next((i for i, row in enumerate(rows) if not row), len(rows))]
    assert len(table) == total
    assert all(any("\u4e00" <= c <= "\u9fff" for c in head) for head in rows[0])
    assert not {"编号", "起", "止", "引用文件编号"} & set(rows[0])  # our own words say nothing to their readers
    assert "filename*=UTF-8''" in response.headers["content-disposition"]


@pytest.mark.parametrize("path", LISTS)
def test_xlsx_opens_with_every_row(client, path):
    """Frozen heads, one row a line, no formula."""
    response = client.get(f"/api/v1/{path}", params={"format": "xlsx", "limit": 1})
    book = openpyxl.load_workbook(io.BytesIO(response.content))
    sheet = book.worksheets[0]
    assert sheet.max_row - 1 == rows_of_a_table(client, path)
    assert sheet.freeze_panes == "A2"
    assert not any(cell.data_type == "f" for row in sheet.iter_rows() for cell in row)


def test_excel_figures_carry_their_floor_and_basis(client):
    """责任（至少） in the head, 配合 reads 原文未设, and the documents are named on a sheet of their own."""
    book = openpyxl.load_workbook(io.BytesIO(client.get("/api/v1/workload?format=xlsx").content))
    heads = [cell.value for cell in book.worksheets[0][1]]
    assert "责任（至少）" in heads
    assert "牵头" in heads
    support = heads.index("配合") + 1
    assert {row[support - 1].value for row in book.worksheets[0].iter_rows(min_row=2)} == {"原文未设"}
    notes = [cell.value for cell in book["说明"]["A"]]
    assert any("江北府发〔2023〕32号" in note for note in notes)


def test_accept_chooses_the_format(client):
    """Accept works like format=; what is not offered is 406."""
    assert client.get("/api/v1/tasks", headers={"Accept": "text/csv"}).headers["content-type"].startswith("text/csv")
    assert client.get("/api/v1/tasks", headers={"Accept": "image/png"}).status_code == 406
    both = {"Accept": "text/csv;q=0.1, application/json"}
    assert client.get("/api/v1/tasks", headers=both).headers["content-type"] == "application/json"


def test_graph_formats_hold_the_same_network(client):
    """145 edges between 27 units and 28 tasks, in every format, read back by other programs."""
    body = client.get("/api/v1/graph").json()
    graph = nx.node_link_graph(body, edges="edges" if "edges" in body else "links")
    kinds = [data["kind"] for _, data in graph.nodes(data=True)]
    roles = [data.get("role") for _, _, data in graph.edges(data=True)]
    assert kinds.count("task") == 28
    assert len([r for r in roles if r in {"lead", "responsible"}]) == 145
    graphml = nx.parse_graphml(client.get("/api/v1/graph?format=graphml").text, force_multigraph=True)
    assert graphml.number_of_edges() == graph.number_of_edges()
    gexf = nx.read_gexf(io.BytesIO(client.get("/api/v1/graph?format=gexf").content))
    assert gexf.number_of_nodes() == graph.number_of_nodes()
    linked = json.loads(client.get("/api/v1/graph?format=jsonld").content)
    assert "@context" in linked


def test_lead_filter_narrows_the_graph(client):
    """role=lead: nineteen edges."""
    body = client.get("/api/v1/graph?role=lead").json()
    edges = body.get("edges") or body["links"]
    assert sum(edge.get("role") == "lead" for edge in edges) == 19


def test_text_comes_back_character_for_character(client, plan_bytes):
    """The stored text is the file's, as JSON and as text/plain."""
    document = client.get("/api/v1/documents").json()["items"][0]["id"]
    wanted = plan_bytes.decode("utf-8")
    assert client.get(f"/api/v1/documents/{document}/text").json()["text"] == wanted
    plain = client.get(f"/api/v1/documents/{document}/text", headers={"Accept": "text/plain"})
    assert plain.content == plan_bytes


def test_openapi_describes_everything(client):
    """Each operation has a summary, a description, its problems; each parameter a description."""
    schema = client.get("/api/v1/openapi.json").json()
    for path, operations in schema["paths"].items():
        for method, operation in operations.items():
            assert operation["summary"], (method, path)
            assert operation["description"], (method, path)
            for parameter in operation.get("parameters", ()):
                if parameter["in"] == "query":
                    assert parameter.get("description") or parameter["schema"].get("description"), (path, parameter)
            if path.startswith("/api/"):
                problems = [r for s, r in operation["responses"].items() if s.startswith(("4", "5"))]
                assert problems
                assert all("application/problem+json" in r["content"] for r in problems), path


def test_metrics_count_by_route(client):
    """Prometheus text; addresses are grouped by route, not by id."""
    client.get("/api/v1/tasks/t-0")
    text = client.get("/metrics").text
    assert 'route="/api/v1/tasks/{task}"' in text
    assert 'zeren_rows{kind="task"} 28.0' in text


def test_readiness(client):
    """Both probes answer."""
    assert client.get("/livez").json() == {"status": "ok"}
    assert client.get("/readyz").json()["status"] == "ok"


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("tasks?role=lead&role=support", 422, "invalid-parameter"),
        ("overlaps?organization=区市场监管局&other=市场监督管理局", 422, "invalid-query"),
    ],
)
def test_what_would_be_dropped_is_refused(client, path, status, code):
    """A parameter said twice, a pair of one unit: refused, never half-read."""
    response = client.get(f"/api/v1/{path}")
    assert (response.status_code, response.json()["code"]) == (status, code)


def test_a_foreign_host_name_reads_nothing(client):
    """A name that another page let point here (DNS rebinding) is refused on loopback, for reads as well."""
    response = client.get("/api/v1/tasks", headers={"Host": "evil.example:8000"})
    assert (response.status_code, response.json()["code"]) == (403, "forbidden-host")


def test_a_person_gets_a_page_for_a_parameter_that_does_not_fit(client):
    """Not raw JSON."""
    response = client.get("/search", params={"q": "长" * 300}, headers={"accept": "text/html"})
    assert response.status_code == 422
    assert response.headers["content-type"].startswith("text/html")
    assert "请核对" in response.text


@pytest.mark.parametrize("words", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\n=1", "＝1+1", "＋1", "－1", "＠SUM(A1)"])
def test_no_cell_of_a_csv_is_a_formula(words):
    """Full-width signs begin one, too, where Excel speaks Chinese."""
    sheet = Sheet("表", (Column("列", lambda row: row),), (words, "责任=1"))
    rows = list(csv.reader(io.StringIO(csv_bytes(sheet).decode("utf-8-sig"), newline="")))
    assert [row[0] for row in rows[1:]] == ["'" + words, "责任=1"]
