"""Generated requests against the schema, on loaded data with real ids: no 5xx, nothing undocumented.

1,000 cases in all over every operation under /api/v1; every other case asks for ids and names that exist.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from api.app import create_app
from api.settings import Settings
from graph.query import Query
from graph.types import Kind
from tests.services import Services

ROOT = Path(__file__).parents[2]
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
HEADERS = {"Host": "127.0.0.1:8000"}
APP = create_app(Settings(store="sqlite://"))  # opens nothing; the fixture below gives it its store
SCHEMA = schemathesis.openapi.from_asgi("/api/v1/openapi.json", APP, headers=HEADERS)
OPERATIONS = {
    operation.label: operation
    for operation in (result.ok() for result in SCHEMA.get_all_operations())
    if operation.path.startswith("/api/v1/")
}
CASES = -(-1000 // len(OPERATIONS))  # of each operation: 1,000 in all


@pytest.fixture(scope="module")
def real(services: Services) -> Iterator[dict[str, list[str]]]:
    """Ids and names that exist, over 000 and a made-up plan; the store is this module's own."""
    service = services.fresh(ROOT / "corpus/texts/000.txt", ROOT / "corpus/made/raw/M01.txt")
    APP.state.service = service
    kinds = (Kind.DOCUMENT, Kind.TASK, Kind.ORGANIZATION, Kind.SECTION)
    yield {
        kind.value: [row.id for row in service.store.read(lambda reader, kind=kind: reader.list(Query(kind))).items]
        for kind in kinds
    } | {"jurisdiction": ["重庆市江北区", "云川市"], "q": ["质量", "数据", "市场监管局牵头哪些任务？"], "number": ["4"]}
    service.close()


@pytest.mark.parametrize("label", sorted(OPERATIONS))
def test_nothing_is_undocumented(label, real):
    """Whatever is asked, the answer is one that the schema names."""
    count = 0

    @settings(
        max_examples=CASES,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=OPERATIONS[label].as_strategy())
    def ask(case):
        nonlocal count
        count += 1
        if count % 2 and case.method != "DELETE":
            for values in (case.path_parameters or {}, case.query or {}):
                for name in values.keys() & real.keys():
                    values[name] = real[name][count % len(real[name])]
        case.validate_response(case.call(headers=HEADERS), checks=CHECKS)

    ask()
    assert count >= min(CASES, 3)  # Hypothesis stops where an operation has few distinct inputs
