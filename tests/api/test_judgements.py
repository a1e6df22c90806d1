"""/judgements and ``zeren judge``: made, undone, exported, imported; what they touch says so. Over either store."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from ingest.evaluate import evaluate
from tests.api.conftest import MADE, PLAN
from tests.services import open_client

BY = {"who": "张三", "why": "核对原文"}
UNIT, OTHER = "区公共资源交易中心", "区公共交易中心"


@pytest.fixture
def judging(services):
    """A client over 000 of the test's own, with a clock that ticks: it may judge."""
    service = services.fresh(PLAN)
    with open_client(replace(service, clock=ticking())) as found:
        yield found
    service.close()


def ticking():
    """A clock that goes on by a second whenever it is looked at."""
    ticks = iter(range(10_000))
    return lambda: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=next(ticks))


def judge(client, status=201, **body):
    answer = client.post("/api/v1/judgements", json={**BY, **body})
    assert answer.status_code == status, answer.text
    return answer.json()


def get(client, path, **parameters):
    answer = client.get(f"/api/v1/{path}", params=parameters)
    assert answer.status_code == 200, answer.text
    return answer.json()


def edge_of(client, number, unit="区市场监管局"):
    task = get(client, "tasks", number=number)["items"][0]
    return next(row for row in task["responsibilities"] if row["quote"] == unit)


def everything(client):
    """What a planner would look at."""
    paths = ("tasks?limit=1000", "responsibilities?limit=1000", "workload?limit=1000", "overlaps?limit=1000")
    paths += ("organizations?limit=1000", "findings", "graph", "ask?q=市场监管局牵头哪些任务？")
    return [client.get(f"/api/v1/{path}").json() for path in paths]


def test_one_body_of_two_names(judging):
    """same: one unit; its former id answers 308 with where it is, also on pages; undone, two again."""
    before = everything(judging)
    former = get(judging, f"organizations/{OTHER}")
    (question,) = [one for one in get(judging, "judgements/questions") if one["kind"] == "near-duplicate"]
    assert question["tasks"] == 2
    made = judge(judging, kind="same", organization=UNIT, other=OTHER)
    assert made["content"] == "重庆市江北区公共交易中心 与 重庆市江北区公共资源交易中心 是同一单位，以后者为准"
    now = get(judging, f"organizations/{OTHER}")
    assert (now["name"], now["workload"]["total"], now["workload"]["judged"]) == (
        "重庆市江北区公共资源交易中心",
        2,
        True,
    )
    for address in (f"/api/v1/organizations/{former['id']}", f"/organizations/{former['id']}"):
        for rest in ("", "?as_of=all"):
            moved = judging.get(address + rest, follow_redirects=False)
            assert moved.status_code == 308
            assert moved.headers["location"] == address.replace(former["id"], now["id"]) + rest
    assert get(judging, "findings", kind="near-duplicate")["total"] == 0
    assert "经人工核定" in judging.get(f"/organizations/{now['id']}").text
    undone = judging.post(f"/api/v1/judgements/{made['id']}/undo", json={"who": "李四", "why": "两家"}).json()
    assert (undone["active"], undone["undone_by"], undone["undone_why"]) == (False, "李四", "两家")
    assert everything(judging) == before


def test_none_leads_is_asked_no_more(judging):
    """并列负责，不设牵头: questions and the unit's page say so, and ask of the others only."""
    unled = get(judging, "tasks", has_lead=False, organization="市场监管局", limit=100)["items"]
    assert "请确认是否首列牵头" in judging.get("/organizations/区市场监管局").text
    for number, task in enumerate(unled, 1):
        first = next(row for row in task["responsibilities"] if row["position"] == 0)
        judge(judging, kind="role", responsibility=first["id"], right_role="responsible")
        page = judging.get("/organizations/区市场监管局").text
        if number < len(unled):
            assert f"其中 {number} 项经人工核定不设牵头，其余请确认是否首列牵头" in page
    assert "未单列牵头单位；经人工核定不设牵头" in page
    assert "请确认是否首列牵头" not in page
    said = get(judging, "ask", q="哪些任务没有牵头单位")["headline"]
    assert (
        said == f"13 项仅列责任单位，未单列牵头单位（其中 {len(unled)} 项经人工核定不设牵头，其余请确认是否首列牵头）。"
    )
    said = get(judging, "ask", q=f"第{unled[0]['number']}项任务由谁牵头")["headline"]
    assert "未单列牵头单位，经人工核定不设牵头" in said
    assert "是责任单位，原文没有列牵头的，不设牵头" in judging.get("/judgements").text


def test_every_answer_that_one_touched_says_so(judging):
    """role: evidence carries it, figures and tables are marked, the task's page leads to who, when and why."""
    edge = edge_of(judging, "1")
    made = judge(judging, kind="role", responsibility=edge["id"], right_role="lead")
    task = get(judging, "tasks", number="1")["items"][0]
    assert (task["judged"], task["lead_count"]) == (True, 2)
    row = next(row for row in task["responsibilities"] if row["id"] == edge["id"])
    assert (row["role"], row["judgement"]) == ("lead", made["id"])
    rows = {row["name"]: row for row in get(judging, "workload", limit=1000)["items"]}
    unit = rows["重庆市江北区市场监督管理局"]
    assert (unit["lead"], unit["lead_joint"], unit["judged"]) == (10, 1, True)
    assert not rows["重庆市江北区民政局"]["judged"]
    pairs = get(judging, "overlaps", organization="区市场监管局", other="区经济信息委")["items"]
    assert (pairs[0]["co_lead"], pairs[0]["judged"]) == (1, True)
    for path in ("tasks?number=1", "workload", "overlaps", f"responsibilities?task={task['id']}"):
        sign = "&" if "?" in path else "?"
        table = list(
            csv.DictReader(io.StringIO(judging.get(f"/api/v1/{path}{sign}format=csv").text.removeprefix("\ufeff")))
        )
        assert any("人工核定" in (line["人工核定"] or "") for line in table), path
    assert f"/judgements/{made['id']}" in judging.get(f"/tasks/{task['id']}").text
    page = judging.get(f"/judgements/{made['id']}").text
    assert all(words in page for words in ("张三", "核对原文", "2026-01-01"))
    assert get(judging, f"judgements/{made['id']}")["places"] == 1
    assert "经人工核定" in judging.get("/ask", params={"q": "市场监管局牵头哪些任务？"}).text


def test_the_others_of_its_kind(judging):
    """not_unit, task, missing; the list by kind, document and person; one that was said before is 200."""
    edge = edge_of(judging, "2")
    judge(judging, kind="not_unit", responsibility=edge["id"])
    moved = edge_of(judging, "15")
    judge(judging, kind="task", responsibility=moved["id"], right_task="5")
    task = get(judging, "tasks", number="6")["items"][0]
    text = get(judging, f"documents/{task['document']}/text")["text"]
    start = text.index("质量", task["start"])
    missing = judge(
        judging,
        kind="missing",
        task=task["id"],
        role="support",
        start=start,
        end=start + 2,
        new_unit="重庆市江北区质量局",
    )
    assert (missing["surface"], missing["organization"]) == ("质量", "重庆市江北区质量局")
    (added,) = [row for row in get(judging, f"tasks/{task['id']}")["responsibilities"] if row["basis"] == "judged"]
    assert text[added["start"] : added["end"]] == "质量"
    assert {row["task_number"] for row in get(judging, "responsibilities", organization="质量")["items"]} == {"6"}
    assert moved["id"] in {row["id"] for row in get(judging, "tasks", number="5")["items"][0]["responsibilities"]}
    assert get(judging, "judgements", document="江北府发〔2023〕32号", who="张三")["total"] == 3
    assert get(judging, "judgements", kind="task")["items"][0]["right_task_title"]
    assert "核定人" in judging.get("/api/v1/judgements?format=csv").text


def test_what_contradicts_is_refused_in_words(judging):
    """409, in Chinese, with both; nothing is kept, of a file neither."""
    judge(judging, kind="same", organization=UNIT, other=OTHER)
    judge(judging, 422, who="李四", kind="different", organization=UNIT, other=OTHER)  # both names lead to one by now
    edge = edge_of(judging, "1")
    judge(judging, kind="role", responsibility=edge["id"], right_role="lead")
    clash = {**BY, "who": "李四", "kind": "role", "responsibility": edge["id"], "right_role": "support"}
    answer = judging.post("/api/v1/judgements", json=clash)
    assert (answer.status_code, answer.json()["code"]) == (409, "judgement-conflict")
    assert all(name in answer.json()["detail"] for name in ("张三", "李四"))
    lines = judging.get("/api/v1/judgements/export").text.splitlines()
    others = [json.loads(line) for line in lines]
    others[1] |= {"who": "李四", "right_role": "support"}
    others.append({**others[0], "who": "王五"})
    file = "\n".join(json.dumps(one, ensure_ascii=False) for one in others[1:])
    answer = judging.post("/api/v1/judgements/import", files={"file": ("核定.jsonl", file)})
    assert (answer.status_code, answer.json()["code"]) == (409, "judgement-conflict")
    assert get(judging, "judgements")["total"] == 2


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"kind": "same", "organization": UNIT}, 422),
        ({"kind": "same", "organization": UNIT, "other": "没有这个单位"}, 404),
        ({"kind": "role", "responsibility": "r-none", "right_role": "lead"}, 404),
        ({"kind": "role", "responsibility": "r-none"}, 422),
        ({"kind": "missing", "task": "t-none", "role": "lead", "surface": "甲"}, 404),
        ({"kind": "same", "organization": UNIT, "other": UNIT}, 422),
        ({"kind": "none"}, 422),
        ({"kind": "not_unit", "responsibility": "x", "further": 1}, 422),
    ],
)
def test_what_is_wrong_is_named(judging, body, status):
    """Problem+json; nothing is kept."""
    answer = judging.post("/api/v1/judgements", json={**BY, **body})
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert get(judging, "judgements")["total"] == 0


def test_writes_are_guarded(judging):
    """Another web page may not judge through a planner's browser."""
    for path in ("judgements", "judgements/import", "judgements/x/undo"):
        answer = judging.post(f"/api/v1/{path}", json=BY, headers={"Origin": "http://elsewhere.example"})
        assert answer.status_code == 403


def test_exported_deleted_rebuilt_imported(services, judging):
    """Judged, exported, the store gone, read again, imported: the same answers; imported twice, nothing changes."""
    judge(judging, kind="same", organization=UNIT, other=OTHER)
    judge(judging, kind="role", responsibility=edge_of(judging, "1")["id"], right_role="lead")
    judge(judging, kind="not_unit", responsibility=edge_of(judging, "2")["id"])
    undone = judge(judging, kind="not_unit", responsibility=edge_of(judging, "16")["id"])
    judging.post(f"/api/v1/judgements/{undone['id']}/undo", json=BY)
    expected, file = everything(judging), judging.get("/api/v1/judgements/export").content
    service = services.fresh(PLAN)
    with open_client(replace(service, clock=ticking())) as client:
        assert everything(client) != expected
        for added in (4, 0):
            answer = client.post("/api/v1/judgements/import", files={"file": ("核定.jsonl", file)})
            assert (answer.status_code, answer.json()["added"]) == (200, added)
            assert everything(client) == expected
        assert client.get("/api/v1/judgements/export").content == file
        bad = file + b'{"kind": "role"}\n'
        answer = client.post("/api/v1/judgements/import", files={"file": ("核定.jsonl", bad)})
        assert (answer.status_code, answer.json()["code"]) == (422, "invalid-judgement")
        assert "第 5 行" in answer.json()["place"]
    service.close()


def test_one_that_finds_no_place_is_a_finding(judging):
    """Of its document where that is here, of the store otherwise; the page of questions offers to undo it."""
    edge = edge_of(judging, "1")
    judge(judging, kind="not_unit", responsibility=edge["id"])
    values = json.loads(judging.get("/api/v1/judgements/export").text)
    lost = [
        {**values, "who": "李四", "task_title": "没有这项任务"},
        {**values, "who": "王五", "number": "没有的文号"},
    ]
    file = "\n".join(json.dumps(one, ensure_ascii=False) for one in lost)
    judging.post("/api/v1/judgements/import", files={"file": ("核定.jsonl", file)})
    here = get(judging, "documents/江北府发〔2023〕32号/findings")
    assert [row["message"] for row in here if row["kind"] == "judgement" and "李四" in row["message"]]
    groups = {group["kind"]: group["count"] for group in get(judging, "findings")["groups"]}
    assert groups["judgement"] == 2
    asked = [one for one in get(judging, "judgements/questions") if one["kind"] == "unplaced"]
    assert {one["choices"][0]["undo"] for one in asked} == {
        row["id"] for row in get(judging, "judgements", placed=False)["items"]
    }
    assert "没有找到所指之处" in judging.get("/findings").text


def test_gold_of_what_was_corrected(judging, tmp_path, lexicon_and_tokenizer):
    """A role, a false unit and a missing one, as labels: scoring counts these and nothing else."""
    judge(judging, kind="role", responsibility=edge_of(judging, "1")["id"], right_role="lead")
    judge(judging, kind="not_unit", responsibility=edge_of(judging, "2")["id"])
    task = get(judging, "tasks", number="6")["items"][0]
    judge(judging, kind="missing", task=task["id"], role="support", surface="质量", organization="区市场监管局")
    labels = get(judging, "judgements/gold", document="江北府发〔2023〕32号")
    text = get(judging, f"documents/{task['document']}/text")["text"]
    assert all(text[one["start"] : one["end"]] == one["surface"] for one in labels["relations"])
    for folder, name, data in (("gold", "json", json.dumps(labels)), ("raw", "txt", text)):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / f"{labels['id']}.{name}").write_bytes(data.encode())
    score = evaluate(tmp_path, *lexicon_and_tokenizer).total
    assert (score.relations.wanted, score.relations.right) == (2, 0)
    outcomes = sorted(row.outcome for one in evaluate(tmp_path, *lexicon_and_tokenizer).documents for row in one.rows)
    assert outcomes == ["missed", "missed", "wrong", "wrong"]
    whole = get(judging, "judgements/gold", document="江北府发〔2023〕32号", whole=True)
    assert not any(one.get("optional") for one in whole["relations"])


@pytest.fixture(scope="module")
def lexicon_and_tokenizer():
    from ingest.lexicon import load_lexicon
    from ingest.tokenize import tokenizer_of

    lexicon = load_lexicon()
    return lexicon, tokenizer_of(lexicon.cue_words).warm()


def test_at_a_prompt(tmp_path, monkeypatch, capfd):
    """``zeren judge``: add, list, undo, export, import, gold, score; wrong words exit with 1."""
    import sys

    from api.cli import main

    def run(*words):
        monkeypatch.setattr(sys, "argv", ["zeren", *words])
        try:
            main()
        except SystemExit as error:
            return int(error.code or 0), capfd.readouterr().out
        return 0, capfd.readouterr().out

    monkeypatch.chdir(tmp_path)
    run("ingest", str(PLAN))
    who = ("--who", "张三", "--why", "核对")
    code, words = run("judge", "add", "role", "--task", "1", "--unit", "区市场监管局", "--right-role", "lead", *who)
    assert (code, "已核定" in words) == (0, True)
    run("judge", "add", "same", "--unit", UNIT, "--other", OTHER, *who)
    assert run("judge", "add", "role", "--task", "99", "--unit", "甲", "--right-role", "lead", *who)[0] == 1
    code, words = run("judge", "list", "--json")
    rows = json.loads(words)
    assert [row["kind"] for row in rows] == ["role", "same"]
    run("judge", "export", "-o", "out.jsonl")
    assert "已撤销" in run("judge", "undo", rows[1]["id"], *who)[1]
    assert "两" not in run("judge", "list")[1]
    Path("data").rename("gone")
    run("ingest", str(PLAN))
    assert "新增 2 条" in run("judge", "import", "out.jsonl")[1]
    assert "1 个文件" in run("judge", "gold", "labels")[1]
    assert run("score", "labels")[0] == 0


def test_a_plan_not_in_force_is_left_out_and_said(services):
    """as_of: by default today's; every answer says what it stands on and how many documents it left out."""
    service = services.fresh(PLAN, *sorted(MADE.glob("M0[12].txt")))
    service = replace(service, clock=lambda: datetime(2023, 12, 31, tzinfo=UTC))
    with open_client(service) as client:
        for path in ("tasks", "responsibilities", "workload", "overlaps"):
            now, all_of_them = get(client, path), get(client, path, as_of="all")
            assert now["basis"]["documents"] + now["basis"]["not_yet"] == all_of_them["basis"]["documents"] == 3, path
            assert now["basis"]["as_of"] == "2023-12-31"
            assert now["total"] < all_of_them["total"]
            assert "尚未施行" in now["basis"]["note"]
            assert get(client, path, as_of="2026-01-01")["total"] == all_of_them["total"]
        assert len(get(client, "graph")["nodes"]) < len(get(client, "graph", as_of="all")["nodes"])
        answer = get(client, "ask", q="一共有多少项任务？")
        assert "尚未施行" in answer["notes"][-1]
        assert not any("尚未施行" in note for note in get(client, "ask", q="一共有多少项任务？", as_of="all")["notes"])
        named = next(row for row in get(client, "documents")["items"] if (row["issued_on"] or "") > "2024")
        assert get(client, "tasks", document=named["id"])["total"] > 0  # named, so meant
        assert get(client, "tasks", document=named["id"], as_of="2023-12-31")["total"] == 0
        assert client.get("/api/v1/tasks?as_of=2024-02-31").status_code == 422
        assert client.get("/api/v1/tasks?as_of=soon").status_code == 422
        page = client.get("/organizations").text
        assert "尚未施行" in page
        assert 'value="2023-12-31"' in page
        assert "不论是否有效" in client.get("/organizations?as_of=all").text
        assert "不论是否有效" in client.get("/network?as_of=all").text
        assert "有效的文件；另有" in client.get("/network").text
        assert "有效的文件；另有" in client.get("/network/ties").text
    service.close()
