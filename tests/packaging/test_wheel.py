"""The wheel in a clean environment: every data file, template and asset is in it, and the command works."""

from __future__ import annotations

import json
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> Path:
    """The project's wheel."""
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    subprocess.run(command, check=True, capture_output=True)
    (found,) = folder.glob("zeren-*.whl")
    return found


def test_wheel_holds_what_the_packages_need(wheel):
    """Everything under the four packages that git tracks, and nothing else but metadata."""
    packages = ("ingest", "graph", "viz", "api")
    tracked = subprocess.run(
        ["git", "-C", str(ROOT), "ls-files", *packages], capture_output=True, text=True, check=True
    ).stdout.splitlines()
    names = set(zipfile.ZipFile(wheel).namelist())
    assert not [name for name in tracked if name not in names]
    assert {name.split("/")[0] for name in names if ".dist-info/" not in name} == set(packages)


def test_wheel_runs_in_a_clean_environment(wheel, tmp_path):
    """Installed with the locked dependencies alone, away from the checkout: read, store, ask, draw."""
    venv.create(tmp_path / "clean")
    binaries = tmp_path / "clean" / "bin"
    pip = [sys.executable, "-m", "pip", "--python", str(binaries / "python"), "install", "--no-compile"]
    pip += ["--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, "--require-hashes", "-r", str(ROOT / "requirements.lock")], check=True)
    subprocess.run([*pip, "--no-deps", str(wheel)], check=True)
    plan = ROOT / "corpus" / "texts" / "000.txt"
    zeren = str(binaries / "zeren")

    def run(*words: str) -> str:
        done = subprocess.run([zeren, *words], cwd=tmp_path, capture_output=True, text=True, check=True, timeout=120)
        return done.stdout

    run("ingest", str(plan), "--store", "sqlite:///z.db")
    answer = json.loads(run("ask", "市场监管局牵头哪些任务？", "--store", "sqlite:///z.db", "--json"))
    assert "牵头 9 项" in answer["headline"]
    for name in ("000.docx", "table.pdf", "table.xlsx", "000.ofd", "000.html"):
        assert "共 28 项任务，145 条责任关系" in run("extract", str(ROOT / "tests" / "formats" / "files" / name)), name
    run("view", "plan", "-o", "net.html", "--store", "sqlite:///z.db")
    assert (tmp_path / "net.html").stat().st_size > 500_000
    check = (
        "import viz, viz.pages as p; print((viz.assets_dir() / 'zeren.css').exists(), len(p.render_api_docs()) > 100)"
    )
    shown = subprocess.run(
        [str(binaries / "python"), "-c", check], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert shown.stdout.split() == ["True", "True"]
