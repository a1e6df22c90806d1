"""The real service on a real port, and a real browser in front of it."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import uvicorn
from playwright.sync_api import Browser, Page, Request

from api.app import create_app
from api.service import Service
from tests.services import Services

ROOT = Path(__file__).parents[2]
PLAN = ROOT / "corpus" / "texts" / "000.txt"
MADE = ROOT / "corpus" / "made" / "raw"


@contextmanager
def serving(service: Service) -> Iterator[str]:
    """The address of a service, on a free port, in a thread."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = uvicorn.Server(uvicorn.Config(create_app(service.settings, service), port=port, log_level="warning"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join()


@pytest.fixture
def plan(services: Services) -> Iterator[str]:
    """000 alone. Read only."""
    with serving(services.holding(PLAN)) as address:
        yield address


@pytest.fixture
def blank(services: Services) -> Iterator[str]:
    """An empty service of the test's own."""
    service = services.fresh()
    with serving(service) as address:
        yield address
    service.close()


@dataclass
class Visit:
    """A page, and all that it said or asked for while it was open."""

    page: Page
    address: str
    faults: list[str] = field(default_factory=list)
    outside: list[str] = field(default_factory=list)

    def open(self, path: str) -> Page:
        """Go to a path of the service."""
        self.page.goto(self.address + path)
        return self.page

    def asked(self, request: Request) -> None:
        """Note a request that leaves the service."""
        if not request.url.startswith((self.address, "data:", "blob:")):
            self.outside.append(request.url)


@pytest.fixture
def visit(browser: Browser, plan: str) -> Iterator[Visit]:
    """A visit to the service over 000; afterwards nothing may have gone wrong or gone out."""
    with _visiting(browser, plan) as found:
        yield found


@pytest.fixture
def visit_blank(browser: Browser, blank: str) -> Iterator[Visit]:
    """A visit to an empty service."""
    with _visiting(browser, blank) as found:
        yield found


@contextmanager
def _visiting(browser: Browser, address: str) -> Iterator[Visit]:
    page = browser.new_page(viewport={"width": 1280, "height": 900}, locale="zh-CN")
    found = Visit(page, address)
    page.on("console", lambda m: found.faults.append(m.text) if m.type in {"error", "warning"} else None)
    page.on("pageerror", lambda e: found.faults.append(str(e)))
    page.on("request", found.asked)
    yield found
    page.close()
    assert found.faults == []
    assert found.outside == []


@pytest.fixture(scope="session")
def made_folder() -> Path:
    """The made-up plans."""
    return MADE


@pytest.fixture
def alone(services: Services, browser: Browser) -> Iterator[Visit]:
    """A browser before a service over 000 that is the test's own: it may judge."""
    service = services.fresh(PLAN)
    with serving(service) as address, _visiting(browser, address) as found:
        yield found
    service.close()
