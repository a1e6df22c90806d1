"""Taking documents in and out over HTTP: what is refused, by whom, and that nothing is half-written."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import docx
import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.security import BODY_LIMIT
from ingest.limits import MAX_BYTES

KEY = "open-sesame-2026"
FORMATS = Path(__file__).parents[1] / "formats" / "files"


def _zip() -> bytes:
    """The same bytes whenever it is made: a test is named by them, in every process that collects it."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr(zipfile.ZipInfo("方案.txt"), "正文")
    return out.getvalue()


@pytest.fixture
def guarded(services):
    """A service that has a key."""
    service = services.fresh(key=KEY)
    with TestClient(create_app(service.settings, service), base_url="http://127.0.0.1:8000") as client:
        yield client
    service.close()


def test_taking_in_and_out(empty, made):
    """201 with its place; the same again 200 unchanged; 204 and gone."""
    created = empty.post("/api/v1/documents", files={"file": made("M02")})
    assert created.status_code == 201
    body = created.json()
    assert (body["outcome"], body["tasks"], body["responsibilities"]) == ("created", 7, 22)
    assert empty.get(created.headers["location"]).json()["number"] == "江北府发〔2024〕9号"
    again = empty.post("/api/v1/documents", files={"file": made("M02")})
    assert (again.status_code, again.json()["outcome"]) == (200, "unchanged")
    assert empty.delete(created.headers["location"]).status_code == 204
    assert empty.get(created.headers["location"]).status_code == 404
    for path in ("documents", "tasks", "organizations", "responsibilities", "targets", "findings"):
        assert empty.get(f"/api/v1/{path}").json()["total"] == 0, path


def test_a_new_version_replaces_the_old_whole(empty, made):
    """M04 after M03: one document, its six tasks, none of the old evidence."""
    first = empty.post("/api/v1/documents", files={"file": made("M03")}).json()
    second = empty.post("/api/v1/documents", files={"file": made("M04")}).json()
    assert second["outcome"] == "replaced"
    assert second["document"] == first["document"]
    assert empty.get("/api/v1/tasks").json()["total"] == 6
    (task,) = empty.get("/api/v1/tasks?q=湖区智慧监测").json()["items"]
    assert [r["name"] for r in task["responsibilities"] if r["role"] == "lead"] == ["区水务局"]


def test_same_number_unlike_title_is_a_conflict(empty, made):
    """Never a silent replacement."""
    name, data = made("M02")
    empty.post("/api/v1/documents", files={"file": (name, data)})
    other = data.decode().replace("数字经济提升行动实施方案", "农村公路养护工作方案").encode()
    response = empty.post("/api/v1/documents", files={"file": (name, other)})
    assert (response.status_code, response.json()["code"]) == (409, "document-conflict")
    assert empty.get("/api/v1/documents").json()["total"] == 1


@pytest.mark.parametrize(
    ("name", "data", "status", "code"),
    [
        ("空.txt", b"", 422, "empty-file"),
        ("空白.txt", " \r\n\u3000".encode(), 422, "empty-file"),
        ("图片.txt", b"\x89PNG\r\n\x1a\n" + b"\x00" * 50, 415, "binary-file"),
        ("方案.txt", b"PK\x03\x04" + b"\x00" * 50, 422, "damaged-file"),
        ("方案.docx", b"%PDF-1.4 nothing", 422, "damaged-file"),
        ("乱码.txt", b"\xe6\x96\xff\xff\xfe\xfd\x81\x20\xff", 422, "undecodable-file"),
        ("压缩.zip", _zip(), 415, "unsupported-format"),
        pytest.param("大.txt", b"a" * (MAX_BYTES + 1), 413, "file-too-large", id="large"),  # its id would be as large
    ],
)
def test_bad_files_are_refused_whole(empty, name, data, status, code):
    """A clear problem that names the file and the remedy; the store is as it was."""
    response = empty.post("/api/v1/documents", files={"file": (name, data)})
    assert (response.status_code, response.json()["code"]) == (status, code)
    problem = response.json()
    assert problem["remedy"]
    assert name in problem["place"]
    assert empty.get("/api/v1/documents").json()["total"] == 0
    assert empty.get("/api/v1/organizations").json()["total"] == 0


def test_a_document_without_a_clause_is_taken_in_with_a_finding(empty, made):
    """M06 has no clause: kept, with no task, and the reader is told."""
    body = empty.post("/api/v1/documents", files={"file": made("M06")}).json()
    assert body["tasks"] == 0
    assert any("没有列出" in message for message in body["findings"])


def test_an_unclosed_clause_is_told(empty):
    """What could be read is read; the place is named."""
    text = "某区人民政府关于印发工作方案的通知\n\n一、任务\n"
    text += "1.做好工作。（牵头单位：区教委；责任单位：区财政局\n2.再做好。（责任单位：区民政局）\n"
    body = empty.post("/api/v1/documents", files={"file": ("未闭合.txt", text.encode())}).json()
    assert body["responsibilities"] == 3
    assert any("没有闭合" in message for message in body["findings"])


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030", "big5", "utf-16"])
def test_other_encodings_are_read(empty, encoding):
    """What Windows programs write is read as it stands."""
    text = "某市人民政府關於印發工作方案的通知\r\n\r\n一、任務\r\n1.做好工作。（牽頭單位：市教育局）\r\n" * 3
    if encoding == "gb18030":
        text = "某市人民政府关于印发工作方案的通知\r\n\r\n一、任务\r\n1.做好工作。（牵头单位：市教育局）\r\n" * 3
    created = empty.post("/api/v1/documents", files={"file": ("方案.txt", text.encode(encoding))})
    assert created.status_code == 201
    document = created.json()["document"]
    assert empty.get(f"/api/v1/documents/{document}/text").json()["text"] == text


def test_writes_need_the_key_once_one_is_set(guarded, made):
    """401 without it or with another; reads stay open."""
    file = made("M05")
    assert guarded.post("/api/v1/documents", files={"file": file}).status_code == 401
    wrong = {"Authorization": "Bearer nothing"}
    assert guarded.post("/api/v1/documents", files={"file": file}, headers=wrong).status_code == 401
    assert guarded.get("/api/v1/documents").json()["total"] == 0
    right = {"Authorization": f"Bearer {KEY}"}
    assert guarded.post("/api/v1/documents", files={"file": file}, headers=right).status_code == 201


@pytest.mark.parametrize(
    ("headers", "code"),
    [
        ({"Origin": "http://evil.example"}, "forbidden-origin"),
        ({"Origin": "null"}, "forbidden-origin"),
        ({"Origin": "http://["}, "forbidden-origin"),
        ({"Origin": "http://127.0.0.1:9999"}, "forbidden-origin"),
        ({"Sec-Fetch-Site": "cross-site"}, "forbidden-origin"),
        ({"Host": "evil.example"}, "forbidden-host"),
        ({"Host": "127.0.0.1.evil.example"}, "forbidden-host"),
        ({"Host": ""}, "forbidden-host"),
    ],
)
def test_other_web_pages_cannot_write(empty, made, headers, code):
    """Host and Origin are checked on every write, also without a key."""
    response = empty.post("/api/v1/documents", files={"file": made("M05")}, headers=headers)
    assert (response.status_code, response.json()["code"]) == (403, code)
    assert empty.get("/api/v1/documents").json()["total"] == 0


def test_own_pages_can_write(empty, made):
    """The service's own upload form."""
    headers = {"Origin": "http://127.0.0.1:8000", "Sec-Fetch-Site": "same-origin"}
    assert empty.post("/api/v1/documents", files={"file": made("M05")}, headers=headers).status_code == 201


def test_a_body_without_a_length_is_bounded(empty):
    """A stream that never ends is cut at the limit."""

    def endless():
        for _ in range(BODY_LIMIT // 1_000_000 + 3):
            yield b"x" * 1_000_000

    headers = {"Content-Type": "multipart/form-data; boundary=b"}
    response = empty.post("/api/v1/documents", content=endless(), headers=headers)
    assert response.status_code == 413


def test_every_answer_carries_the_security_headers(client):
    """No sniffing, no framing elsewhere, scripts from here only."""
    for path in ("/", "/api/v1/tasks", "/static/zeren.css", "/nowhere"):
        headers = client.get(path).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert "script-src 'self'" in headers["content-security-policy"]
        assert "frame-ancestors 'self'" in headers["content-security-policy"]


# --- several files, previews, documents that are not for everyone ----------------------------------------------------

MARKED = "内部资料  注意保存\n某区人民政府关于印发工作方案的通知\n\n一、任务\n1.做好工作。（牵头单位：区教委）\n"


def formats(*names):
    """Files of tests/formats, as parts of a form."""
    return [("file", (name, (FORMATS / name).read_bytes())) for name in names]


def test_any_kind_of_file_is_taken_in(empty):
    """Word, PDF and Excel: the place of each unit goes with it."""
    word = empty.post("/api/v1/documents", files=formats("000.docx"))
    assert (word.status_code, word.json()["tasks"], word.json()["responsibilities"]) == (201, 28, 145)
    again = empty.post("/api/v1/documents", files=formats("000.pdf")).json()
    assert (again["outcome"], again["document"]) == ("replaced", word.json()["document"])
    rows = empty.get("/api/v1/responsibilities?organization=区法院&sort=order").json()["items"]
    assert [row["place"] for row in rows] == ["第3页", "第4页"]
    assert "页或单元格" in empty.get("/api/v1/responsibilities?format=csv").text
    document = empty.get(word.headers["location"]).json()
    assert document["places"][0] == [0, "第1页"]
    assert (document["reader"], document["encoding"]) == ("pdf/1", "pdf")


def test_several_files_are_reported_each(empty, made):
    """A bad one among them does not stop the others; each is told in plain words."""
    files = [*formats("table.xlsx"), ("file", ("坏.docx", b"PK\x03\x04")), ("file", made("M02"))]
    answer = empty.post("/api/v1/documents", files=files)
    body = answer.json()
    assert (answer.status_code, body["total"], body["failed"]) == (200, 3, 1)
    assert [(item["file"], item["outcome"]) for item in body["items"]] == [
        ("table.xlsx", "created"),
        ("坏.docx", "failed"),
        ("M02.txt", "created"),
    ]
    good, bad, _ = body["items"]
    assert good["message"] == "已读入：重点任务 28 项，责任记录 145 条"
    assert bad["message"].startswith("没有读入：文件已损坏或不合规范。请用原来的软件打开")
    assert (bad["problem"]["code"], bad["document"]) == ("damaged-file", None)
    assert empty.get("/api/v1/documents").json()["total"] == 2


UNREAD = "序号    任务    牵头单位    配合单位\n\n1    建设机房，    市住房城乡\n     街巷    建设局    市城管局\n"
NONE_READ = [
    ("", None, "一、工作\n1.做好事情。（责任单位：市教委）\n"),
    ("unread-table", "unread-table", "附件\n" + UNREAD),
    ("unread-table", None, "一、工作\n1.做好事情。（责任单位：市教委）\n\n附件\n" + UNREAD),
    ("no-clause", "no-clause", "一、工作\n做好事情，抓好落实。\n"),
]


@pytest.mark.parametrize(("finding", "code", "text"), NONE_READ, ids=["read", "table", "table-and-task", "nobody"])
def test_why_no_task_was_read_is_a_code(empty, finding, code, text):
    """A finding's kind where no task was read; of a table that was not, the page of the document tells at its top."""
    data = f"某市工作方案\n\n{text}".encode()
    shown = empty.post("/api/v1/documents?preview=true", files={"file": ("a.txt", data)}).json()
    assert (shown["no_tasks"], shown["tasks"]) == (code, int(code is None))
    taken = empty.post("/api/v1/documents", files={"file": ("a.txt", data)}).json()
    assert taken["no_tasks"] == code
    page = empty.get(f"/documents/{taken['document']}", headers={"accept": "text/html"}).text
    top = page.partition('id="h-facts"')[0]
    places = re.findall(r'href="#(q-[^"]+)"', top)
    assert ("张表没有读出" in top) == bool(places) == (finding == "unread-table")
    assert all(f'id="{place}"' in page for place in places)


def test_what_to_do_about_an_unread_table_goes_by_the_file(empty):
    """Who has the Word file already is not told to read the Word file."""
    word = docx.Document()
    for line in ("某市工作方案", "一、工作", "1.做好事情。（责任单位：市教委）", "附件", *UNREAD.splitlines()):
        word.add_paragraph(line)
    held = io.BytesIO()
    word.save(held)
    for name, data, advice in (
        ("a.txt", f"某市工作方案\n\n附件\n{UNREAD}".encode(), "请直接读入原来的 PDF、Word 或表格文件"),
        ("b.docx", held.getvalue(), "请在表头写明"),
    ):
        taken = empty.post("/api/v1/documents", files={"file": (name, data)}).json()
        found = empty.get("/api/v1/findings", params={"document": taken["document"]}).json()["items"]
        (message,) = [one["message"] for one in found if one["kind"] == "unread-table"]
        assert message.endswith(advice) or advice in message.partition("；")[2]
        assert ("Word" in message) == (name == "a.txt")


def test_a_preview_stores_nothing(empty):
    """What was read, the first tasks with their units and places, what storing would do."""
    answer = empty.post("/api/v1/documents?preview=true", files=formats("table.xlsx"))
    body = answer.json()
    assert answer.status_code == 200
    assert (body["tasks"], body["responsibilities"], body["units"], body["outcome"]) == (28, 145, 27, "created")
    assert body["format"] == "excel/1"
    first = body["rows"][0]
    assert (first["number"], first["title"]) == ("1", "夯实产业基础质量支撑")
    assert (first["lead"], first["place"]) == ("区经济信息委", "工作表“Sheet1”B3")
    assert len(body["rows"]) == 20
    assert empty.get("/api/v1/documents").json()["total"] == 0
    empty.post("/api/v1/documents", files=formats("table.xlsx"))
    again = empty.post("/api/v1/documents?preview=true", files=formats("table.xlsx", "table.pdf")).json()
    assert [item["preview"]["outcome"] for item in again["items"]] == ["unchanged", "created"]


def test_a_preview_counts_as_the_page_does(empty):
    """Units without collectives, responsibilities without those of units said once for all later tasks."""
    text = (
        "云川市人民政府关于做好工作的通知\n云府发〔2024〕5号\n各区：\n一、工作\n"
        "1.做好事情。（市科技局牵头，各区人民政府配合，以下均需云川新区管委会配合，不再列出）\n2.办好事情。（市民政局牵头）\n"
    )
    files = {"file": ("a.txt", text.encode())}
    shown = empty.post("/api/v1/documents?preview=true", files=files).json()
    assert (shown["responsibilities"], shown["units"], shown["collectives"]) == (3, 2, 1)
    assert [row["support"] for row in shown["rows"]] == ["各区人民政府", ""]
    stored = empty.post("/api/v1/documents", files=files).json()
    assert stored["responsibilities"] == 3
    page = empty.get(f"/documents/{stored['document']}").text
    assert "2 个，另有集体称谓 1 个" in page
    assert "3 条（牵头 2，配合 1）" in page


def test_a_preview_foretells_what_storing_does(empty, made):
    """A new version replaces; the same number under an unlike title is a conflict, said before it is tried."""
    name, data = made("M02")
    empty.post("/api/v1/documents", files={"file": (name, data)})
    text = data.decode()
    for changed, outcome in (
        (text, "unchanged"),
        (text + "\r\n", "replaced"),
        (text.replace("数字经济提升行动实施方案", "农村公路养护工作方案"), "conflict"),
        (text.replace("〔2024〕9号", "〔2024〕99号"), "created"),
    ):
        shown = empty.post("/api/v1/documents?preview=true", files={"file": (name, changed.encode())}).json()
        assert shown["outcome"] == outcome
        stored = empty.post("/api/v1/documents", files={"file": (name, changed.encode())}).json()
        assert stored.get("outcome", stored.get("code", "").removeprefix("document-")) == outcome


def test_a_wrong_ending_is_told(empty):
    """Read as what it is, and said so."""
    data = (FORMATS / "table.xlsx").read_bytes()
    body = empty.post("/api/v1/documents", files={"file": ("分工表.doc", data)}).json()
    assert body["notes"][0].startswith("扩展名是 .doc，内容实为 .xlsx")


def test_a_marked_document_is_told_on_this_machine(empty):
    """The mark, with its place; it is stored."""
    body = empty.post("/api/v1/documents?preview=true", files={"file": ("a.txt", MARKED.encode())}).json()
    (mark,) = body["markings"]
    assert (mark["kind"], MARKED[mark["start"] : mark["end"]]) == ("内部", "内部资料  注意保存")
    assert body["needs_confirmation"] is False
    assert empty.post("/api/v1/documents", files={"file": ("a.txt", MARKED.encode())}).status_code == 201


def test_a_marked_document_is_refused_by_a_shared_service(services):
    """409 unless a person confirmed it; others are not held up."""
    service = services.fresh(host="0.0.0.0", key=KEY, hosts="plans.example")  # noqa: S104 - what is tested
    headers = {"Authorization": f"Bearer {KEY}"}
    marked = {"file": ("a.txt", MARKED.encode())}
    with TestClient(create_app(service.settings, service), base_url="http://plans.example", headers=headers) as client:
        shown = client.post("/api/v1/documents?preview=true", files=marked).json()
        assert shown["needs_confirmation"] is True
        refused = client.post("/api/v1/documents", files=marked)
        assert (refused.status_code, refused.json()["code"]) == (409, "marked-file")
        assert "内部资料" in refused.json()["detail"]
        several = client.post("/api/v1/documents", files=[("file", marked["file"]), *formats("table.xlsx")]).json()
        assert [item["outcome"] for item in several["items"]] == ["failed", "created"]
        assert client.get("/api/v1/documents").json()["total"] == 1
        assert client.post("/api/v1/documents?confirmed=true", files=marked).status_code == 201
    service.close()


def test_a_service_behind_another_is_shared(services):
    """It listens to this machine only, and is known under another name: a server in front of it lets others in."""
    service = services.fresh(key=KEY, hosts="plans.example")
    headers = {"Authorization": f"Bearer {KEY}"}
    marked = {"file": ("a.txt", MARKED.encode())}
    with TestClient(create_app(service.settings, service), base_url="http://plans.example", headers=headers) as client:
        refused = client.post("/api/v1/documents", files=marked)
        assert (refused.status_code, refused.json()["code"]) == (409, "marked-file")
    service.close()


@pytest.mark.parametrize("query", ["?preview=perhaps", "?prevew=true"])
def test_parameters_are_checked(empty, made, query):
    """A slip is refused, and nothing stored."""
    assert empty.post(f"/api/v1/documents{query}", files={"file": made("M02")}).status_code == 422
    assert empty.get("/api/v1/documents").json()["total"] == 0


def test_too_many_files_are_refused(empty):
    """Before any is read."""
    files = [("file", (f"{n}.txt", b"x")) for n in range(51)]
    assert empty.post("/api/v1/documents", files=files).status_code == 422
    assert empty.get("/api/v1/documents").json()["total"] == 0


def test_an_older_file_after_a_newer_version_is_told_everywhere(empty, made):
    """M03 (June) after M04 (September): the preview, the answer and the report say what is replaced and how to go
    back; the other way round nothing is said."""
    newer, older = {"file": made("M04")}, {"file": made("M03")}
    assert empty.post("/api/v1/documents", files=newer).json()["warnings"] == []
    shown = empty.post("/api/v1/documents?preview=true", files=older).json()
    assert shown["outcome"] == "replaced"
    assert (shown["replaces"]["file"], shown["replaces"]["issued_on"]) == ("M04.txt", "2024-09-12")
    assert "本文件（成文日期 2024-06-03，印发日期 2024-06-04）比库中的版本“M04.txt”" in shown["warnings"][0]
    assert "不是有意替换的，请不要存入" in shown["warnings"][0]
    stored = empty.post("/api/v1/documents", files=older).json()
    assert "要恢复，请重新读入“M04.txt”" in stored["warnings"][0]
    assert stored["replaces"] == shown["replaces"]
    back = empty.post("/api/v1/documents", files=newer).json()
    assert (back["outcome"], back["warnings"], back["replaces"]["file"]) == ("replaced", [], "M03.txt")
    both = empty.post("/api/v1/documents", files=[("file", made("M03")), ("file", made("M05"))]).json()
    assert "要恢复，请重新读入“M04.txt”" in both["items"][0]["message"]
    assert both["items"][0]["warnings"] == stored["warnings"]
    assert (both["items"][1]["warnings"], both["items"][1]["replaces"]) == ([], None)


def test_the_same_day_with_other_contents_is_told(empty, made):
    """Nobody can say which of the two is the right one."""
    name, data = made("M02")
    empty.post("/api/v1/documents", files={"file": (name, data)})
    changed = {"file": ("改.txt", data + b"\r\n")}
    (told,) = empty.post("/api/v1/documents?preview=true", files=changed).json()["warnings"]
    assert "与库中的版本“M02.txt”日期相同" in told
