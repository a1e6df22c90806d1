"""The command line, called in-process (jieba costs a second a start) save for two smoke runs."""

from __future__ import annotations

import json
import re
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from api.cli import app, main
from api.service import Service
from api.settings import Settings
from tests.services import open_client

ROOT = Path(__file__).parents[2]
PLAN = ROOT / "corpus" / "texts" / "000.txt"
MADE = ROOT / "corpus" / "made"
FORMATS = ROOT / "tests" / "formats" / "files"
COMMANDS = ["extract", "ingest", "serve", "ask", "view", "export", "verify", "score", "marked", "remove"]


@pytest.fixture
def zeren(monkeypatch, capfd):
    """Run ``zeren …`` as ``main()`` does; (exit code, standard output, standard error)."""

    def run(*words: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["zeren", *words])
        code = 0
        try:
            main()
        except SystemExit as error:
            code = int(error.code or 0)
        out, err = capfd.readouterr()
        return code, out, err

    return run


@pytest.fixture(scope="module")
def store(tmp_path_factory) -> str:
    """A store file that holds 000. Tests that change it copy it."""
    folder = tmp_path_factory.mktemp("cli")
    result = CliRunner().invoke(app, ["ingest", str(PLAN), "--store", f"sqlite:///{folder}/plan.db"])
    assert result.exit_code == 0, result.output
    return f"sqlite:///{folder}/plan.db"


ORDERS = "云川市人民政府关于印发方案的通知\n1.做事\x1b[2J\u202e[/red]。（牵头单位：市教\x9b5m育局）\n"


def test_a_file_gives_the_terminal_no_orders(zeren, tmp_path):
    """Words of a file are shown as words: escape sequences, marks that turn the order, brackets that style."""
    place = f"sqlite:///{tmp_path}/z.db"
    (tmp_path / "a\x1b[31m.txt").write_text(ORDERS, "utf-8")
    said = [zeren("ingest", str(tmp_path), "--store", place), zeren("ask", "有哪些任务？", "--store", place)]
    said.append(zeren("extract", str(next(tmp_path.glob("*.txt")))))
    for code, out, err in said:
        assert code == 0
        assert not set("\x1b\x9b\u202e") & set(out + err)
    assert "[/red]" in said[1][1]


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [("ZEREN_KEY", "短口令秘", "口令须为"), ("ZEREN_PORT", "eighty", "端口")],
)
def test_a_setting_that_cannot_be_used_is_named(zeren, monkeypatch, name, value, words):
    """With what is wrong, and without what it was set to."""
    monkeypatch.setenv(name, value)
    for command in (("ask", "有哪些任务？"), ("judge", "list")):
        code, out, err = zeren(*command, "--store", "sqlite://")
        assert code == 1
        assert name in err
        assert words in err
        assert value not in out + err


def test_serving_under_another_name_needs_a_key(zeren, monkeypatch):
    """Also where only this machine is listened to: the name is for those who come through a server in front."""
    monkeypatch.setenv("ZEREN_HOSTS", "plans.example")
    monkeypatch.setattr("uvicorn.run", lambda *_, **__: None)
    code, _, err = zeren("serve", "--store", "sqlite://", "--port", "0")
    assert code == 1
    assert "ZEREN_KEY" in err


@pytest.mark.parametrize("command", COMMANDS)
def test_help_ends_in_an_example(command):
    """Every command explains itself and ends with a line to paste."""
    result = CliRunner().invoke(app, [command, "--help"])
    assert result.exit_code == 0
    last = [line for line in result.output.splitlines() if line.strip()][-1]
    assert f"zeren {command}" in last


def test_extract_prints_what_scoring_reads(zeren):
    """The shape of score.py: tasks with offsets, mentions with their quotes."""
    code, out, _ = zeren("extract", "--format", "json", str(PLAN))
    found = json.loads(out)
    text = PLAN.read_bytes().decode("utf-8")
    assert code == 0
    assert (len(found["tasks"]), len(found["responsibilities"])) == (28, 145)
    assert {t["number"] for t in found["tasks"]} == {str(n) for n in range(1, 29)}
    for row in found["responsibilities"]:
        mention = row["mention"]
        assert text[mention["start"] : mention["end"]] == mention["quote"]
        assert row["task"] in {t["id"] for t in found["tasks"]}


def test_extract_as_a_table(zeren):
    """For a person at a terminal."""
    code, out, _ = zeren("extract", str(PLAN))
    assert code == 0
    assert "共 28 项任务，145 条责任关系" in out


def test_ingest_twice_changes_nothing(zeren, tmp_path):
    """新读入, then 未变."""
    url = f"sqlite:///{tmp_path}/z.db"
    assert "新读入" in zeren("ingest", str(PLAN), "--store", url)[1]
    assert "未变" in zeren("ingest", str(PLAN), "--store", url)[1]


def test_ingest_a_folder_with_a_bad_file(zeren, tmp_path):
    """The bad file is named, the others are read, the exit code says so."""
    folder = tmp_path / "文件"
    folder.mkdir()
    shutil.copy(MADE / "raw" / "M01.txt", folder)
    (folder / "空.txt").write_bytes(b"")
    code, out, _ = zeren(
        "ingest", str(folder), str(tmp_path / "没有.txt"), "--store", f"sqlite:///{tmp_path}/z.db", "--json"
    )
    rows = {Path(row["file"]).name: row for row in json.loads(out)}
    assert code == 3
    assert rows["M01.txt"]["outcome"] == "created"
    assert rows["空.txt"]["outcome"] == "failed"
    assert rows["没有.txt"]["outcome"] == "failed"
    assert "请" in rows["空.txt"]["message"]


def test_ingest_a_folder_of_every_kind(zeren, tmp_path):
    """Word, PDF, Excel, OFD, web pages with what was saved beside them, a file without an ending; pictures and what
    Office leaves behind are no plans. What was read is verified by reading the originals again."""
    folder = tmp_path / "方案"
    (folder / "网页_files").mkdir(parents=True)
    for name in ("000.docx", "table.xlsx", "table.pdf", "table.docx", "000.ofd"):
        shutil.copy(FORMATS / name, folder)
    shutil.copy(FORMATS / "table.html", folder / "网页.htm")
    shutil.copy(FORMATS / "table.xls", folder / "无扩展名")
    (folder / "网页_files" / "frame.html").write_text("<html><p>广告</p></html>", encoding="utf-8")
    (folder / "~$000.docx").write_bytes(b"\x05Office")
    (folder / "图.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    (folder / "内部.txt").write_text("内部资料\n某市方案\n一、任务\n1.做好。（责任单位：市教委）\n", encoding="utf-8")
    url = f"sqlite:///{tmp_path}/z.db"
    code, out, err = zeren("ingest", str(folder), "--store", url, "--jobs", "2")
    assert code == 0
    (told,) = err.strip().splitlines()  # the plan as Word and as OFD: the same day, other bytes
    assert "与库中的版本“000.docx”日期相同" in told
    assert out.count("28 项任务，145 条责任关系") == 7
    assert "注：扩展名是 没有扩展名，内容实为 .xls" in out
    assert "注：文中有“内部资料”字样" in out
    assert "广告" not in out
    code, out, _ = zeren("verify", "--store", url)
    assert (code, out.startswith("已核对 7 个文件")) == (0, True)


def test_ingest_of_one_missing_file_fails(zeren, tmp_path):
    """Exit code 1, the file named."""
    code, _, err = zeren("ingest", str(tmp_path / "没有.txt"), "--store", f"sqlite:///{tmp_path}/z.db")
    assert code == 1
    assert "没有.txt" in err


def test_a_store_that_cannot_be_opened(zeren, tmp_path):
    """A file that is no store: the message names it and the remedy; the file is as it was."""
    broken = tmp_path / "不是库.db"
    broken.write_text("这不是数据库" * 200, encoding="utf-8")
    before = broken.read_bytes()
    code, _, err = zeren("ask", "有哪些单位", "--store", f"sqlite:///{broken}")
    assert code == 1
    assert "不是库.db" in err
    assert broken.read_bytes() == before


def test_ask_answers_with_its_sentences(zeren, store):
    """The headline, the clause, the equivalent address."""
    code, out, _ = zeren("ask", "市场监管局牵头哪些任务？", "--store", store)
    assert code == 0
    assert "重庆市江北区市场监督管理局：牵头 9 项。" in out
    assert "牵头单位：区市场监管局；责任单位：" in out
    assert "/api/v1/tasks?organization=" in out


def test_ask_as_json(zeren, store):
    """The same answer for programs."""
    answer = json.loads(zeren("ask", "市场监管局的任务承担情况", "--store", store, "--json")[1])
    assert (answer["intent"], answer["tables"][0]["rows"][0][-1]["text"]) == ("unit_workload", "26")


def test_ask_what_cannot_be_read(zeren, store):
    """Exit code 3, and what could be asked instead."""
    code, out, _ = zeren("ask", "张三局牵头什么", "--store", store)
    assert code == 3
    assert "张三局" in out
    assert "可以问：" in out


@pytest.mark.parametrize(("what", "name"), [("plan", None), ("ties", None), ("unit", "区市场监管局")])
def test_view_writes_one_file_that_needs_nothing(zeren, store, tmp_path, what, name):
    """Self-contained HTML."""
    target = tmp_path / "网络.html"
    words = [what, *([name] if name else []), "-o", str(target), "--store", store]
    assert zeren("view", *words)[0] == 0
    html = target.read_text(encoding="utf-8")
    assert html.startswith("<!DOCTYPE html>")
    assert "<script src" not in html
    assert '<link rel="stylesheet"' not in html


@pytest.mark.parametrize("format", ["json", "graphml", "gexf", "jsonld", "csv", "xlsx"])
def test_export_formats(zeren, store, tmp_path, format):
    """Each format writes a file."""
    target = tmp_path / f"网络.{format}"
    assert zeren("export", "--format", format, "-o", str(target), "--store", store)[0] == 0
    assert target.stat().st_size > 1000


@pytest.mark.parametrize("table", ["tasks", "responsibilities", "workload", "collectives", "overlaps", "targets"])
def test_export_tables(zeren, store, table):
    """Each table as CSV on standard output."""
    code, out, _ = zeren("export", "--format", "csv", "--table", table, "--store", store)
    assert code == 0
    assert out.startswith("\ufeff")


def test_workload_is_exported_as_the_service_does(zeren, tmp_path):
    """Collectives apart from units, and both tables say so: to the byte what REST, and so the page's Excel, gives."""
    url = f"sqlite:///{tmp_path}/z.db"
    zeren("ingest", str(MADE / "raw" / "M01.txt"), str(MADE / "raw" / "M04.txt"), "--store", url)
    service = Service.open(Settings(store=url))
    with open_client(service) as client:
        for table, asked in (("workload", {}), ("collectives", {"collective": "true"})):
            _, out, _ = zeren("export", "--format", "csv", "--table", table, "--store", url)
            given = client.get("/api/v1/workload", params={"format": "csv", **asked}).content.decode()
            out, given = out.replace("\r\n", "\n"), given.replace("\r\n", "\n")
            assert out == given
            assert (",集体称谓," in out.partition("\n\n")[0]) == bool(asked)
            assert ("另有集体称谓" in out) == (not asked)
        listed = client.get("/api/v1/workload").json()
        assert listed["collectives"] == client.get("/api/v1/workload?collective=true").json()["total"] > 0
        _, out, _ = zeren("export", "--format", "csv", "--table", "workload", "--store", url)
        assert f"{listed['collectives']} 个，另表列出" in out
    service.close()


def test_export_to_a_place_that_cannot_be_written(zeren, store, tmp_path):
    """A clear message; no temporary file is left."""
    (tmp_path / "文件").write_text("")
    code, _, err = zeren("export", "-o", str(tmp_path / "文件" / "x.graphml"), "--store", store)
    assert code == 1
    assert "x.graphml" in err
    assert [p.name for p in tmp_path.iterdir()] == ["文件"]


def test_verify_finds_one_altered_byte(zeren, tmp_path):
    """Sound at first; one byte of the kept original changed: exit code 3, the file named."""
    url = f"sqlite:///{tmp_path}/z.db"
    zeren("ingest", str(PLAN), "--store", url)
    code, out, _ = zeren("verify", "--store", url)
    assert code == 0
    assert "全部相符" in out
    (original,) = (tmp_path / "z-sources").iterdir()
    data = bytearray(original.read_bytes())
    data[5000] ^= 1
    original.write_bytes(bytes(data))
    code, _, err = zeren("verify", "--store", url)
    assert code == 3
    assert "000.txt" in err


def test_score_of_the_made_plans(zeren):
    """Everything right in the first six, targets among it."""
    first = [word for number in range(1, 7) for word in ("--only", f"M{number:02}")]
    report = json.loads(zeren("score", str(MADE), "--json", *first)[1])
    total = report["total"]
    assert total["relations"] == {"right": 114, "found": 114, "wanted": 114}
    assert total["targets"]["right"] == total["targets"]["wanted"] == total["targets"]["found"]


def test_score_of_the_plan(zeren):
    """1.000 throughout on 000, targets included."""
    code, out, _ = zeren("score", str(ROOT / "corpus"))
    assert code == 0
    assert out.count("1.000") >= 16


def test_serving_elsewhere_needs_a_key(zeren, monkeypatch, tmp_path):
    """Binding to another address without a key is refused before anything is opened."""
    monkeypatch.delenv("ZEREN_KEY", raising=False)
    code, _, err = zeren("serve", "--host", "0.0.0.0", "--store", f"sqlite:///{tmp_path}/z.db")  # noqa: S104
    assert code == 1
    assert "ZEREN_KEY" in err
    assert not (tmp_path / "z.db").exists()


def test_wrong_usage_is_exit_code_2(zeren):
    """Unknown options and formats."""
    assert zeren("extract", "--colour", str(PLAN))[0] == 2
    assert zeren("extract", "--format", "xml", str(PLAN))[0] == 2
    assert zeren("view", "unit")[0] == 2


def test_smoke_as_a_program(tmp_path):
    """The installed command, piped into a reader that stops early."""
    command = f"'{Path(sys.executable).parent / 'zeren'}' extract --format json '{PLAN}' | head -c 10"
    run = subprocess.run(["bash", "-c", f"set -o pipefail; {command}"], capture_output=True, text=True, check=False)
    assert run.stdout.startswith("{")
    assert "Traceback" not in run.stderr


def test_matters_of_one_kind_are_one_line(zeren, tmp_path):
    """Counted, the first places told; the JSON has them all."""
    units = "、".join(f"区{name}" for name in ("财政局", "教育局", "水务局", "商务局", "公安局"))
    text = f"云川市人民政府关于做好工作的通知\n\n一、工作\n1.做好事情。（责任单位：{units}）\n"
    path = tmp_path / "plan.txt"
    path.write_text(text, encoding="utf-8")
    _, out, _ = zeren("extract", str(path))
    lines = [line for line in out.splitlines() if line.startswith("待核")]
    assert len(lines) == 1
    assert lines[0].startswith("待核 5 处：不明是哪一级的单位：区财政局")
    assert lines[0].endswith("等")
    _, out, _ = zeren("extract", "--format", "json", str(path))
    assert len(json.loads(out)["findings"]) == 5


def test_names_in_an_answer_are_whole(zeren, store):
    """A terminal of 80 columns cuts no name short."""
    code, out, _ = zeren("ask", "市场监管局牵头哪些任务？", "--store", store)
    assert code == 0
    assert "…" not in out


def test_a_number_keeps_its_own_mark(zeren, tmp_path):
    """（一）做好, not （一）. 做好."""
    path = tmp_path / "plan.txt"
    path.write_text("云川市人民政府关于做好工作的通知\n\n（一）做好事情。（责任单位：市教委）\n", encoding="utf-8")
    _, out, _ = zeren("extract", str(path))
    assert "\n（一）做好事情\n" in out


MARKED = "内部资料  注意保存\n某区人民政府关于印发工作方案的通知\n\n一、任务\n1.做好工作。（牵头单位：区教委）\n"


def test_marked_documents_are_listed_and_removed(zeren, tmp_path):
    """With their marks; a document is removed whole, with its original."""
    place = f"sqlite:///{tmp_path}/z.db"
    (tmp_path / "a.txt").write_text(MARKED, "utf-8")
    zeren("ingest", str(PLAN), str(tmp_path / "a.txt"), "--store", place)
    code, out, _ = zeren("marked", "--store", place)
    assert (code, out.splitlines()[-1]) == (0, "标有涉密或内部字样的文件共 1 个")
    assert "“内部资料  注意保存”" in out
    code, out, _ = zeren("remove", out.split()[0], "--store", place)
    assert (code, out.startswith("已移除 某区人民政府")) == (0, True)
    assert zeren("marked", "--store", place)[1] == "标有涉密或内部字样的文件共 0 个\n"
    assert len([path for path in (tmp_path / "z-sources").iterdir() if path.is_file()]) == 1
    code, _, err = zeren("remove", "没有这个文件", "--store", place)
    assert (code, "本库中没有文件" in err) == (1, True)


@pytest.mark.parametrize(("further", "told"), [(("--host", "0.0.0.0"), True), ((), False)])  # noqa: S104 - what is tested
def test_opening_to_others_tells_of_marked_documents(zeren, tmp_path, monkeypatch, further, told):
    """How many there are and how to list them, before others reach them; nothing on this machine alone."""
    place = f"sqlite:///{tmp_path}/z.db"
    (tmp_path / "a.txt").write_text(MARKED, "utf-8")
    zeren("ingest", str(tmp_path / "a.txt"), "--store", place)
    monkeypatch.setenv("ZEREN_KEY", "open-sesame-2026")
    monkeypatch.setattr("uvicorn.run", lambda *_, **__: None)
    code, _, err = zeren("serve", *further, "--port", "0", "--store", place)
    assert code == 0
    assert ("库中已有 1 个文件标有涉密或内部字样" in err) == told
    assert ("zeren marked" in err) == told


def test_an_older_file_after_a_newer_version_is_told(zeren, tmp_path):
    """On standard error for a person, in the row for a program; the newer original is where the message says."""
    place = f"sqlite:///{tmp_path}/z.db"
    newer, older = (str(MADE / "raw" / name) for name in ("M04.txt", "M03.txt"))
    assert zeren("ingest", newer, "--store", place)[2] == ""
    code, out, err = zeren("ingest", older, "--store", place)
    assert (code, out.startswith("已替换")) == (0, True)
    assert "注意：本文件（成文日期 2024-06-03" in err
    assert "要恢复，请重新读入“M04.txt”" in err
    (kept,) = (tmp_path / "z-sources" / "replaced").rglob("*.txt")
    assert kept.parent.name in err
    assert kept.read_bytes() == Path(newer).read_bytes()
    code, out, _ = zeren("ingest", str(kept), "--store", place, "--json")
    assert [(row["outcome"], row["warnings"]) for row in json.loads(out)] == [("replaced", [])]
    code, out, _ = zeren("ingest", older, "--store", place, "--json")
    assert "旧" in json.loads(out)[0]["warnings"][0]


def test_a_port_that_is_taken_says_what_to_type(zeren, tmp_path):
    """Both remedies, and both hold: make takes PORT, the command --port."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        code, _, err = zeren("serve", "--port", port, "--store", f"sqlite:///{tmp_path}/z.db")
        err = " ".join(err.split())
        (free,) = re.findall(r"zeren serve --port (\d+)", err)
        with socket.socket() as other:
            other.bind(("127.0.0.1", int(free)))  # free, as it says
    assert code == 1
    assert f"不能监听 127.0.0.1:{port}：端口已被占用" in err
    assert f"make run PORT={free}" in err
    assert err.count("(") == 1
    dry = subprocess.run(["make", "-n", "run", "PORT=8123"], cwd=ROOT, capture_output=True, text=True, check=True)
    assert "serve --store 'sqlite:///data/zeren.db' --host '127.0.0.1' --port '8123'" in dry.stdout
