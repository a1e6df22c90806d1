"""What several folders of tests share: one Chromium, one Neo4j, services over either store."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.neo4j_server.place import Place
from tests.neo4j_server.server import TLS, Server, certify
from tests.services import KINDS, Services

FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.hookimpl(tryfirst=True)  # the workers put the group into the test's name afterwards
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """With several workers (``make test``): what uses Neo4j is one worker's, which starts the session's one server;
    of the rest each file is one worker's, so that what a file sets up is set up once."""
    for item in items:
        kind = item.callspec.params.values() if hasattr(item, "callspec") else ()
        server = "neo4j_place" in getattr(item, "fixturenames", ()) or "neo4j" in kind
        item.add_marker(pytest.mark.xdist_group("neo4j" if server else item.nodeid.partition("::")[0]))


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One real Chromium for all. Its event loop runs in this thread from the first browser test on: a test that calls
    ``asyncio.run`` belongs into a folder that comes before tests/service."""
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    assert program, "these tests need Chromium: apt-get install chromium fonts-noto-cjk"
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield running
        running.close()


@pytest.fixture(scope="session")
def neo4j_place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """The session's one Neo4j server: the tests' own, started for them, wiped by them. Java or Maven missing is a
    failure, never a skip."""
    home = tmp_path_factory.mktemp("neo4j")
    if "PYTEST_XDIST_WORKER" in os.environ:
        (home.parents[1] / "neo4j-server").touch(exist_ok=False)  # in the folder of all workers: a second one fails
    certify(home)
    server = Server(home, password="zeren-tests", further=TLS)  # noqa: S106 - of a server of our own
    server.start()
    place = Place(server)
    yield place
    place.close()
    server.stop()


@pytest.fixture(scope="session", params=KINDS)
def services(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    """Services over one kind of store; whatever asks for them is run over each."""
    place = request.getfixturevalue("neo4j_place") if request.param == "neo4j" else None
    made = Services(place, tmp_path_factory.mktemp("sources"))
    yield made
    made.close()
