"""Clients over 000 alone, over 000 with the made-up plans, and over nothing; each over either store."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from tests.services import Services, open_client

ROOT = Path(__file__).parents[2]
PLAN = ROOT / "corpus" / "texts" / "000.txt"
MADE = ROOT / "corpus" / "made" / "raw"

Ask = Callable[..., dict]


@pytest.fixture
def client(services: Services) -> TestClient:
    """A client over 000 alone. Read only."""
    return services.client(PLAN)


@pytest.fixture
def many(services: Services) -> TestClient:
    """A client over 000 and the first six made-up plans (M04 replaces M03). Read only."""
    return services.client(PLAN, *sorted(MADE.glob("M0[1-6].txt")))


@pytest.fixture
def empty(services: Services) -> Iterator[TestClient]:
    """A client over an empty store of the test's own."""
    service = services.fresh()
    with open_client(service) as found:
        yield found
    service.close()


@pytest.fixture
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
