"""/livez, /readyz, /metrics: for whoever runs the service."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from api.problems import responses
from api.service import ServiceDep
from graph.query import Query
from graph.types import Kind

router = APIRouter(tags=["health 运行"])


class Metrics:
    """What is counted, in a registry of this app's own."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.requests = Counter(
            "zeren_requests", "Answered requests", ["method", "route", "status"], registry=self.registry
        )
        self.seconds = Histogram("zeren_request_seconds", "Time to answer", ["route"], registry=self.registry)
        self.rows = Gauge("zeren_rows", "Rows in the store", ["kind"], registry=self.registry)


@router.get("/livez", summary="程序在运行 the process is up", response_model=dict[str, str])
def livez() -> dict[str, str]:
    """只说明程序在运行。Says nothing of the store."""
    return {"status": "ok"}


@router.get(
    "/readyz",
    summary="可以回答 the store answers",
    response_model=dict[str, str],
    responses=responses("store-unavailable", "store-closed"),
)
def readyz(service: ServiceDep) -> dict[str, str]:
    """存储可用时为 200，否则 503。200 where the store answers, else 503."""
    service.store.ping()
    return {"status": "ok", "store": service.store.url}


@router.get("/metrics", summary="运行指标 Prometheus metrics", response_class=Response)
def metrics(service: ServiceDep, request: Request) -> Response:
    """Prometheus 文本格式。The Prometheus text format."""
    found: Metrics = request.app.state.metrics
    for kind in (Kind.DOCUMENT, Kind.TASK, Kind.ORGANIZATION, Kind.RESPONSIBILITY):
        count = service.store.read(lambda reader, kind=kind: reader.count(Query(kind))[0].count)  # type: ignore[misc]
        found.rows.labels(kind.value).set(count)
    return Response(generate_latest(found.registry), media_type=CONTENT_TYPE_LATEST)
