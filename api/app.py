"""The service, as a table of contents."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib import metadata
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api import judgement_pages, network_pages, organization_pages, pages, problems, redirects
from api.problems import Problem
from api.routes import asking, documents, figures, health, judgements, network, organizations, tasks
from api.security import Guard
from api.service import Service
from api.settings import Settings
from viz import assets_dir

API = "/api/v1"

UNCHANGED: dict[int | str, dict[str, Any]] = {
    304: {"description": "未变 not changed since the ETag sent in If-None-Match"}
}

DESCRIPTION = """政策文件的责任知识图谱：谁牵头、谁负责、谁配合，每个数字都能回到原文。

A knowledge graph of responsibilities in Chinese policy documents. Offsets are code points, half-open.
列表均为 `{"items": […], "total": n, "next": …}`；`?format=csv|xlsx` 得到整张表；出错为 RFC 9457 problem+json。"""


def create_app(settings: Settings | None = None, service: Service | None = None) -> FastAPI:
    """The service over the store that ``settings`` names, or over an open ``service`` (then the caller closes it)."""
    settings = settings or (service.settings if service else Settings())

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        app.state.service = service or Service.open(settings)
        try:
            yield
        finally:
            if service is None:
                app.state.service.close()

    app = FastAPI(
        title="责任 zeren",
        version=metadata.version("zeren"),
        description=DESCRIPTION,
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        openapi_url=f"{API}/openapi.json",
    )
    app.state.metrics = health.Metrics()
    problems.install(app, pages.error_page)
    redirects.install(app)
    for module in (documents, tasks, organizations, figures, judgements, asking, network):
        app.include_router(
            module.router,
            prefix=API,
            responses=UNCHANGED
            | problems.responses(
                "invalid-parameter",
                "forbidden-host",
                "invalid-query",
                "invalid-cursor",
                "cursor-expired",
                "not-acceptable",
                "store-unavailable",
                "store-closed",
            ),
        )
    app.include_router(health.router)
    app.include_router(pages.router)
    app.include_router(organization_pages.router)
    app.include_router(judgement_pages.router)
    app.include_router(network_pages.router)
    app.mount("/static", StaticFiles(directory=assets_dir()), name="static")
    app.add_middleware(Guard, settings=settings)
    app.add_middleware(Counted, metrics=app.state.metrics)
    app.openapi = lambda: _openapi(app)  # type: ignore[method-assign]
    return app


def _openapi(app: FastAPI) -> dict[str, object]:
    """The schema, with the one shape of every problem in it."""
    if app.openapi_schema is None:
        schema = get_openapi(title=app.title, version=app.version, description=app.description, routes=app.routes)
        schemas = schema.setdefault("components", {}).setdefault("schemas", {})
        schemas["Problem"] = Problem.model_json_schema()
        schemas.pop("HTTPValidationError", None)
        schemas.pop("ValidationError", None)
        app.openapi_schema = schema
    return app.openapi_schema


def _route_name(scope: Scope) -> str:
    """The route's template, with the prefix that it was included under: /api/v1/tasks/{task}."""
    template = getattr(scope.get("route"), "path", "other")
    versioned = scope["path"].startswith(API) and not template.startswith(API)
    return API + template if versioned and template != "other" else template


class Counted:
    """ASGI middleware: counts answers by route, never by address, so that the number of series stays small."""

    def __init__(self, app: ASGIApp, metrics: health.Metrics) -> None:
        self.app = app
        self.metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer and count."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        began = time.perf_counter()
        status = 500

        async def noting(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self.app(scope, receive, noting)
        finally:
            route = _route_name(scope)
            self.metrics.requests.labels(scope["method"], route, status).inc()
            self.metrics.seconds.labels(route).observe(time.perf_counter() - began)
