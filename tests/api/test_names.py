"""Names that several places share."""

from __future__ import annotations


def test_shared_name_is_a_conflict_with_candidates(many):
    """With other places loaded the short name answers 409 and says who is meant perhaps."""
    response = many.get("/api/v1/tasks", params={"organization": "市场监管局", "role": "lead"})
    assert response.status_code == 409
    problem = response.json()
    assert response.headers["content-type"] == "application/problem+json"
    assert problem["code"] == "ambiguous-name"
    names = [c["name"] for c in problem["candidates"]]
    assert "重庆市江北区市场监督管理局" in names
    assert "云川市江北区市场监督管理局" in names


def test_jurisdiction_settles_a_shared_name(many):
    """jurisdiction= gives the nine again."""
    parameters = {"organization": "市场监管局", "role": "lead", "jurisdiction": "重庆市江北区"}
    body = many.get("/api/v1/tasks", params=parameters).json()
    assert [item["number"] for item in body["items"]] == ["4", "6", "14", "17", "18", "19", "20", "21", "22"]


def test_two_districts_of_one_name_stay_apart(many):
    """江北区 of two cities: the short name is itself ambiguous, the full names are not."""
    assert many.get("/api/v1/tasks", params={"jurisdiction": "江北区"}).status_code == 409
    chongqing = many.get("/api/v1/tasks", params={"jurisdiction": "重庆市江北区"}).json()["total"]
    yunchuan = many.get("/api/v1/tasks", params={"jurisdiction": "云川市江北区"}).json()["total"]
    assert (chongqing, yunchuan) == (28, 7)


def test_full_name_is_never_ambiguous(many):
    """A full name leads to one body."""
    response = many.get("/api/v1/organizations/云川市江北区市场监督管理局")
    assert response.status_code == 200
    assert response.json()["jurisdiction_name"] == "云川市江北区"


def test_unknown_name_brings_the_nearest(client):
    """A misspelt unit is 404 with the nearest names."""
    response = client.get("/api/v1/tasks", params={"organization": "市场监督局"})
    assert response.status_code == 404
    problem = response.json()
    assert problem["code"] == "unknown-name"
    assert "重庆市江北区市场监督管理局" in [c["name"] for c in problem["candidates"]]


def test_a_later_version_replaced_the_earlier(many):
    """M04 carries M03's number and title: one document, with the later text."""
    rows = many.get("/api/v1/documents", params={"number": "澄湖府发〔2024〕7号"}).json()["items"]
    assert [row["issued_on"] for row in rows] == ["2024-09-12"]
    tasks = many.get("/api/v1/tasks", params={"document": "澄湖府发〔2024〕7号"}).json()
    assert tasks["total"] == 6
