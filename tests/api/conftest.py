"""Services for the tests, made once: over 000 alone, and over 000 with the made-up plans."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.service import Service
from api.settings import Settings

ROOT = Path(__file__).parents[2]
PLAN = ROOT / "corpus" / "texts" / "000.txt"
MADE = ROOT / "corpus" / "made" / "raw"

Ask = Callable[..., dict]


def open_client(service: Service) -> TestClient:
    """A client as a browser on this machine would be."""
    return TestClient(
        create_app(service.settings, service), base_url="http://127.0.0.1:8000", raise_server_exceptions=False
    )


def loaded(*paths: Path, **settings: object) -> Service:
    """A service over a store in memory that holds these files."""
    service = Service.open(Settings(store="sqlite://", **settings))
    for path in paths:
        service.take_in_file(path)
    return service


@pytest.fixture(scope="session")
def plan_service() -> Iterator[Service]:
    """000 alone. Read only."""
    service = loaded(PLAN)
    yield service
    service.close()


@pytest.fixture(scope="session")
def client(plan_service: Service) -> Iterator[TestClient]:
    """A client over 000 alone. Read only."""
    with open_client(plan_service) as found:
        yield found


@pytest.fixture(scope="session")
def many_service() -> Iterator[Service]:
    """000 and the made-up plans (M04 replaces M03). Read only."""
    service = loaded(PLAN, *sorted(MADE.glob("*.txt")))
    yield service
    service.close()


@pytest.fixture(scope="session")
def many(many_service: Service) -> Iterator[TestClient]:
    """A client over 000 and the made-up plans. Read only."""
    with open_client(many_service) as found:
        yield found


@pytest.fixture
def empty() -> Iterator[TestClient]:
    """A client over an empty store of the test's own."""
    service = loaded()
    with open_client(service) as found:
        yield found
    service.close()


@pytest.fixture(scope="session")
def get(client: TestClient) -> Ask:
    """GET over 000; the JSON of a 200."""

    def ask(path: str, **parameters: object) -> dict:
        response = client.get(f"/api/v1/{path}", params=parameters)
        assert response.status_code == 200, response.text
        return response.json()

    return ask


@pytest.fixture(scope="session")
def plan_bytes() -> bytes:
    """The plan's file."""
    return PLAN.read_bytes()


@pytest.fixture(scope="session")
def made() -> Callable[[str], tuple[str, bytes]]:
    """(name, bytes) of a made-up plan, as an upload wants it."""

    def file(name: str) -> tuple[str, bytes]:
        return f"{name}.txt", (MADE / f"{name}.txt").read_bytes()

    return file


@pytest.fixture
def loaded_service() -> Callable[..., Service]:
    """Makes services of the test's own; the test closes them."""
    return loaded
