"""Hostile and broken files harm nothing: each is refused in plain words or read within bounds, the service answers
others meanwhile; no connection is made, no file is left, no process stays."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import threading
import urllib.request
from contextlib import contextmanager
from pathlib import Path

import pytest
from httpx2 import Client

from api.service import Service
from api.settings import Settings
from ingest.apart import Apart
from ingest.errors import BeyondLimits, DamagedFile, MissingProgram
from ingest.limits import CHARACTERS
from ingest.read import read_bytes
from tests.hostile.files import FORMATS, READ, made
from tests.service.conftest import serving

LEAST = 60  # files


class Listener:
    """Counts who connects to it."""

    def __init__(self) -> None:
        self.heard = 0
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            self.heard += 1
            connection.close()

    def close(self) -> None:
        self._socket.close()


@contextmanager
def watching(address: str):
    """Asks /livez all the while; what it heard."""
    answers: list[int] = []
    over = threading.Event()

    def ask() -> None:
        while not over.is_set():
            with urllib.request.urlopen(f"{address}/livez", timeout=30) as answer:  # noqa: S310 - this machine
                answers.append(answer.status)
            over.wait(0.02)

    thread = threading.Thread(target=ask)
    thread.start()
    try:
        yield answers
    finally:
        over.set()
        thread.join()


def left_behind() -> list[str]:
    """What readings leave in the test's folder for temporary files, and what a file tries to put into /tmp: nothing."""
    ours = Path(tempfile.gettempdir()).glob("zeren-reading-*")
    return sorted(map(str, (*ours, *Path("/tmp").glob("zeren-hostile*"))))  # noqa: S108 - where nothing may be


@pytest.fixture(autouse=True)
def no_process_left(temporary):
    """Of the processes that read files none outlives the test that began it. Other services may keep theirs."""
    before = children()
    yield
    assert children() - before == set()


def children() -> set[str]:
    """Processes of ours that read files: number and command line."""
    found = set()
    for place in Path("/proc").glob("[0-9]*"):
        try:
            command = (place / "cmdline").read_bytes().replace(b"\0", b" ").decode("utf-8", "replace")
            parent = (place / "stat").read_text().rpartition(")")[2].split()[1]
        except OSError:
            continue
        ours = parent == str(os.getpid()) and "ingest.child" in command
        if ours or f"{tempfile.gettempdir()}/zeren-reading-" in command:
            found.add(f"{place.name} {command}")
    return found


@pytest.fixture
def listener():
    made_ = Listener()
    yield made_
    made_.close()


def test_each_is_refused_or_read_within_bounds(listener):
    """Every file, uploaded to a service that answers /livez meanwhile."""
    before = left_behind()
    service = Service.open(Settings(store="sqlite://"))
    outcomes: dict[str, str] = {}
    wrong: dict[str, str] = {}
    try:
        with serving(service) as address, watching(address) as answers, Client(base_url=address, timeout=200) as client:
            for file in made(listener.address):
                answer = client.post("/api/v1/documents?preview=true", files={"file": (file.name, file.data)})
                body = answer.json()
                outcome = READ if answer.status_code == 200 else body["code"]
                outcomes[file.name] = outcome
                if outcome not in file.outcomes:
                    wrong[file.name] = f"{outcome} {body.get('detail')}"
                elif outcome != READ:
                    assert body["remedy"], file.name
                    assert body["status"] < 500, file.name
            alive = len(answers)
    finally:
        service.close()
    assert wrong == {}
    assert len(outcomes) >= LEAST
    assert alive > LEAST
    assert set(answers) == {200}
    assert listener.heard == 0
    assert left_behind() == before


def test_an_entity_reads_no_file():
    """What an entity names is not in the text, whether the file is read or refused."""
    files = {file.name: file for file in made("http://127.0.0.1:9") if "entity" in file.name}
    assert set(files) == {"entity.docx", "entity.ofd"}
    text, _ = read_bytes("entity.docx", files["entity.docx"].data)
    assert "root:" not in text
    assert "做好工作" in text


SCRIPT = """
import sys
from ingest.child import Refusing, _bound
_bound()
refusing = Refusing()
refusing.folder = sys.argv[2]
sys.addaudithook(refusing)
exec(sys.argv[1])
"""


@pytest.mark.parametrize(
    "words",
    [
        "import socket; socket.create_connection(('127.0.0.1', 9))",
        "import socket; socket.socket(socket.AF_UNIX)",
        "import socket; socket.getaddrinfo('example.com', 80)",
        "import urllib.request; urllib.request.urlopen('http://127.0.0.1:9')",
        "import subprocess; subprocess.run(['true'])",
        "import os; os.system('true')",
        "import os; os.posix_spawn('/bin/true', ['true'], {})",
        "open('/tmp/zeren-hostile', 'w')",
        "import os; os.open('/tmp/zeren-hostile', os.O_CREAT | os.O_WRONLY)",
        "import os; os.mkdir('/tmp/zeren-hostile')",
        "open(sys.argv[2] + '/../zeren-hostile', 'w')",
    ],
)
def test_a_reader_may_not(words, tmp_path):
    """No connection, no program, no file outside its folder: whatever library asks for it is refused."""
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, words, str(tmp_path)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert "PermissionError" in done.stderr


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("x = bytearray(3 * 1024 ** 3)", "MemoryError"),
        ("open(sys.argv[2] + '/big', 'wb').write(bytes(300 * 1024 ** 2))", "File too large"),
    ],
)
def test_a_reader_lives_within_limits(words, said, tmp_path):
    """Memory and the size of a written file are bounded by the system."""
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, words, str(tmp_path)], capture_output=True, text=True, check=False
    )
    assert done.returncode != 0
    assert said in done.stderr


def test_a_child_that_dies_or_hangs_is_told_and_replaced(monkeypatch):
    """The next file is read by another one."""
    whole = (FORMATS / "000.docx").read_bytes()
    with Apart() as apart:
        text, _ = read_bytes("000.docx", whole, apart)
        (child,) = apart._idle
        child.process.kill()
        child.process.wait()
        assert read_bytes("000.docx", whole, apart)[0] == text
        (child,) = apart._idle
        child.process.send_signal(19)  # SIGSTOP: it never answers
        monkeypatch.setattr("ingest.apart.OFFICE_SECONDS", 1)
        with pytest.raises(BeyondLimits, match="读取超时") as told:
            read_bytes("000.docx", whole, apart)
        assert told.value.file == "000.docx"
        monkeypatch.undo()
        assert read_bytes("000.docx", whole, apart)[0] == text


def test_an_answer_is_not_believed(monkeypatch):
    """A child that a file took over cannot make more of it than a refusal."""
    whole = (FORMATS / "000.docx").read_bytes()
    for answer in ({}, {"kind": "docx"}, {"kind": "no such kind", "text": "x"}, {"error": "x"}):
        monkeypatch.setattr("ingest.apart._Child.ask", lambda *_, answer=answer: answer)
        with Apart() as apart, pytest.raises(DamagedFile):
            read_bytes("000.docx", whole, apart)


def test_without_libreoffice_the_remedy_is_told(monkeypatch, tmp_path):
    """A .doc where LibreOffice is not installed."""
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(MissingProgram, match=r"需要 LibreOffice.*另存为 \.docx"):
        read_bytes("000.doc", (FORMATS / "000.doc").read_bytes())


def test_many_at_once_wait_for_their_turn():
    """Twelve threads, two children at most for each core; all are answered."""
    whole = (FORMATS / "table.pdf").read_bytes()
    found: list[int] = []
    with Apart() as apart:
        threads = [
            threading.Thread(target=lambda: found.append(len(read_bytes("table.pdf", whole, apart)[0])))
            for _ in range(8)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert len(found) == 8
    assert set(found) == {found[0]}
    assert 0 < found[0] < CHARACTERS
