"""Names that several places share."""

from __future__ import annotations

import re

import pytest

from tests.api.conftest import MADE
from tests.services import open_client


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


@pytest.fixture
def placeless(services):
    """A client over a university's plan and a company's: neither has a place, both name a 党委办公室."""
    with open_client(services.holding(MADE / "M22.txt", MADE / "M23.txt")) as found:
        yield found


def test_units_without_a_place_are_told_apart_by_their_document(placeless):
    """REST: the candidates' labels differ and name the document; the document, or the id, settles the name."""
    problem = placeless.get("/api/v1/tasks", params={"organization": "党委办公室"}).json()
    assert problem["code"] == "ambiguous-name"
    assert "document=" in problem["remedy"]
    found = problem["candidates"]
    assert [one["jurisdiction_name"] for one in found] == [None, None]
    for one in found:
        (document,) = one["documents"]
        assert one["label"] == f"党委办公室〔未定地区：《{document['title']}》〕"
        asked = {"organization": "党委办公室", "document": document["number"]}
        by_document = placeless.get("/api/v1/tasks", params=asked).json()
        by_id = placeless.get("/api/v1/tasks", params={"organization": one["id"]}).json()
        assert by_document["items"] == by_id["items"] != []
    assert found[0]["label"] != found[1]["label"]


def test_a_page_lets_a_person_choose_between_them(placeless):
    """No two links read alike, and no parameter is asked for; each leads to its unit."""
    page = placeless.get("/organizations/党委办公室", headers={"accept": "text/html"})
    assert page.status_code == 409
    links = re.findall(r'<li><a href="(/organizations/o-[^"]+)">([^<]+)</a>', page.text)
    assert len({words for _, words in links}) == len(links) == 2
    assert all("〔未定地区：《" in words for _, words in links)
    assert "jurisdiction=" not in page.text
    for href, _ in links:
        assert "未定地区" in placeless.get(href, headers={"accept": "text/html"}).text


def test_a_question_is_asked_back_with_the_document(placeless):
    """The suggestions differ, and each is answered."""
    answer = placeless.get("/api/v1/ask", params={"q": "党委办公室有哪些任务？"}).json()
    assert not answer["answered"]
    assert len(set(answer["suggestions"])) == 2
    given = [placeless.get("/api/v1/ask", params={"q": question}).json() for question in answer["suggestions"]]
    assert all(one["answered"] and one["tables"][0]["total"] for one in given)
    assert given[0]["sentences"] != given[1]["sentences"]
