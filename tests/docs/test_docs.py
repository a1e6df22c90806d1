"""What the documents tell a user to type works: each command of the README, each address of the REST guide."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path
from urllib.parse import parse_qsl

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.cli import main
from api.service import Service
from api.settings import Settings

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
REST = (ROOT / "docs" / "rest.md").read_text(encoding="utf-8")
COMMANDS = re.findall(r"^\.venv/bin/zeren (.+)$", README, re.M)
CURLS = re.findall(r"^curl --get http://127\.0\.0\.1:8000(\S+) (.+)$", README, re.M)
ADDRESSES = re.findall(r"`GET (/[^`{}]+)`", REST)
PAGES = sorted(ROOT.glob("*.md")) + sorted((ROOT / "docs").rglob("*.md"))


@pytest.fixture(scope="module")
def client():
    """The service as ``make run`` leaves it."""
    service = Service.open(Settings(store="sqlite://"))
    service.take_in_file(ROOT / "corpus" / "texts" / "000.txt")
    with TestClient(create_app(service.settings, service), base_url="http://127.0.0.1:8000") as found:
        yield found
    service.close()


@pytest.fixture(scope="module")
def workplace(tmp_path_factory) -> Path:
    """A folder with the corpus beside an empty data folder, after ``make run`` read the plan."""
    folder = tmp_path_factory.mktemp("user")
    (folder / "corpus").symlink_to(ROOT / "corpus")
    return folder


def _run(words: list[str], folder: Path, monkeypatch) -> int:
    monkeypatch.chdir(folder)
    monkeypatch.setattr(sys, "argv", ["zeren", *words])
    try:
        main()
    except SystemExit as error:
        return int(error.code or 0)
    return 0


def test_readme_names_every_command():
    """At least the commands that a user needs are shown."""
    assert {command.split()[0] for command in COMMANDS} == {
        "ask",
        "extract",
        "ingest",
        "view",
        "export",
        "verify",
        "score",
        "judge",
        "marked",
        "remove",
    }
    assert len(CURLS) == 4


@pytest.mark.parametrize("command", COMMANDS)
def test_commands_of_the_readme(command, workplace, monkeypatch, capfd):
    """Typed as they stand, after the plan was read in."""
    assert _run(["ingest", "corpus/texts"], workplace, monkeypatch) == 0
    assert _run(shlex.split(command), workplace, monkeypatch) == 0
    capfd.readouterr()


def test_the_answer_shown_in_the_readme(workplace, monkeypatch, capfd):
    """The README's answer is the program's."""
    _run(["ingest", "corpus/texts"], workplace, monkeypatch)
    capfd.readouterr()
    _run(["ask", "市场监管局牵头哪些任务？"], workplace, monkeypatch)
    shown = README.split("```text\n")[1].split("```")[0].strip()
    assert shown in capfd.readouterr().out


@pytest.mark.parametrize(("path", "options"), CURLS)
def test_requests_of_the_readme(path, options, client):
    """Each curl line gives a 200 with something in it."""
    words = shlex.split(options)
    parameters = dict(word.split("=", 1) for word in words if not word.startswith("--"))
    response = client.get(path, params=parameters)
    assert response.status_code == 200
    assert response.json().get("total") != 0


@pytest.mark.parametrize("address", ADDRESSES)
def test_addresses_of_the_rest_guide(address, client):
    """Each GET of the table."""
    path, _, query = address.partition("?")
    assert client.get(path, params=parse_qsl(query)).status_code == 200


def test_python_without_the_service(workplace, monkeypatch, capfd):
    """The guide's example, pasted, over the store that ``make run`` leaves."""
    assert _run(["ingest", "corpus/texts"], workplace, monkeypatch) == 0
    capfd.readouterr()
    code = next(block for block in re.findall(r"```python\n(.*?)```", REST, re.S) if "open_store" in block)
    exec(compile(code, "rest.md", "exec"), {})  # noqa: S102 - our own guide
    first, second = capfd.readouterr().out.splitlines()
    assert first.startswith("13 ")
    assert second.endswith("市场监督管理局")


def test_records_of_decisions_are_numbered_apart():
    """No two of one number; the number stands in the heading too."""
    records = sorted((ROOT / "docs" / "adr").glob("*.md"))
    numbers = [int(page.name[:4]) for page in records]
    assert len(set(numbers)) == len(numbers)
    for number, page in zip(numbers, records, strict=True):
        assert page.read_text(encoding="utf-8").startswith(f"# {number}. "), page.name


def test_parameters_of_tasks_are_in_the_guide(client):
    """What narrows a list of tasks, each by its name."""
    operation = client.get("/api/v1/openapi.json").json()["paths"]["/api/v1/tasks"]["get"]
    for parameter in operation["parameters"]:
        assert re.search(rf"\b{parameter['name']}\b", REST), parameter["name"]


def test_rest_guide_names_every_resource(client):
    """Nothing that the service offers is left out of the guide."""
    shown = {re.sub(r"/[^/]*江北府发[^/]*|/区市场监管局", "/{}", a.partition("?")[0]) for a in ADDRESSES}
    for path in client.get("/api/v1/openapi.json").json()["paths"]:
        plain = re.sub(r"\{\w+\}", "{}", path)
        assert plain in shown or plain == "/api/v1/tasks/{}" or re.sub(r"\{\w+\}", "{id}", path) in REST, path


@pytest.mark.parametrize("page", PAGES, ids=[str(p.relative_to(ROOT)) for p in PAGES])
def test_links_between_documents_lead_somewhere(page):
    """Relative links and pictures exist."""
    for target in re.findall(r"\]\((?!https?:)([^)#]+)", page.read_text(encoding="utf-8")):
        assert (page.parent / target).exists(), target


def test_every_make_target_is_explained():
    """``make`` lists each target with its purpose."""
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = re.search(r"^\.PHONY: (.+)$", makefile, re.M).group(1).split()
    for target in targets:
        assert re.search(rf"^{target}:.*## \S", makefile, re.M), target


def test_make_takes_the_store_of_the_environment():
    """The guide says to set ZEREN_STORE and go on as before: ``make run`` reads into that store and serves it."""
    env = dict(os.environ, ZEREN_STORE="sqlite:///elsewhere.db")
    plan = subprocess.run(["make", "-n", "run"], cwd=ROOT, env=env, capture_output=True, text=True, check=True).stdout
    assert plan.count("--store 'sqlite:///elsewhere.db'") == 2
