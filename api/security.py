"""Who may ask and write, and from where: a web page elsewhere must do neither through a planner's browser."""

from __future__ import annotations

import secrets
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.problems import problem_response
from api.settings import Settings
from ingest.limits import MAX_BYTES

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
MOST_PARAMETERS = 50  # in one address
MOST_TOGETHER = 5  # files of the largest size in one request
BODY_LIMIT = MOST_TOGETHER * MAX_BYTES + 64 * 1024  # the files and their multipart frame

TOO_LARGE = (
    "file-too-large",
    f"上传内容超过 {MOST_TOGETHER * MAX_BYTES // 1024 // 1024} MB",
    "the body is larger than the limit",
    "拆分文件后再上传 (split the file)",
)

#: what a page of ours may load: itself, and pictures it drew; nothing from elsewhere
CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
    "font-src 'self'; connect-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'self'"
)
HEADERS = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
    (b"content-security-policy", CSP.encode()),
    (b"cross-origin-resource-policy", b"same-origin"),
)


class Guard:
    """ASGI middleware: security headers on every answer; host, origin, key and size checked."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app = app
        self.settings = settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or refuse."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        request = Request(scope)
        body = _Body(receive)

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                present = {name.lower() for name, _ in message["headers"]}
                message["headers"] = [*message["headers"], *(h for h in HEADERS if h[0] not in present)]
            await send(message)

        async def send_unless_cut(message: Message) -> None:
            if not body.cut:
                await send_with_headers(message)

        refusal = self._refusal_of_anything(request)
        if request.method in SAFE and refusal is None:
            await self.app(scope, receive, send_with_headers)
            return
        refusal = refusal or self._refusal(request)
        if refusal is None:
            await self.app(scope, body.receive, send_unless_cut)
            if not body.cut:
                return
            refusal = TOO_LARGE
        code, zh, en, remedy = refusal
        await problem_response(request, code, zh, en, remedy=remedy)(scope, receive, send_with_headers)

    def _refusal_of_anything(self, request: Request) -> tuple[str, str, str, str] | None:
        """What is refused to reads as well: a parameter said twice; on loopback, another host's name, under which a
        web page elsewhere could read this service through a planner's browser."""
        host = _host_name(request.headers.get("host", ""))
        if host not in self.settings.allowed_hosts and (self.settings.on_loopback or request.method not in SAFE):
            return (
                "forbidden-host",
                f"主机名 {host or '（空）'} 不在允许之列",
                "the Host header is not an allowed one",
                "用 ZEREN_HOSTS 列出本服务的主机名 (list it in ZEREN_HOSTS)",
            )
        names = [name for name, _ in request.query_params.multi_items()]
        double = next((name for name in names if names.count(name) > 1), None) if len(names) < MOST_PARAMETERS else "…"
        if double is not None:
            return (
                "invalid-parameter",
                f"参数 {double} 写了不止一次",
                f"parameter {double} is given more than once",
                "每个参数只写一次 (once each)",
            )
        return None

    def _refusal(self, request: Request) -> tuple[str, str, str, str] | None:
        origin = request.headers.get("origin")
        foreign = origin is not None and _place(origin) != request.headers.get("host", "").lower()
        if foreign or request.headers.get("sec-fetch-site") in {"cross-site", "same-site"}:
            return (
                "forbidden-origin",
                "写入只能从本服务的网页发起",
                "the Origin is not this service",
                "从本服务的网页操作",
            )
        if self.settings.key is not None and not self._has_key(request):
            return (
                "unauthorized",
                "口令缺失或不正确",
                "the key is missing or wrong",
                "在 Authorization: Bearer 中给出口令",
            )
        length = request.headers.get("content-length", "0")
        if length.isdecimal() and int(length) > BODY_LIMIT:
            return TOO_LARGE
        return None

    def _has_key(self, request: Request) -> bool:
        given = request.headers.get("authorization", "").removeprefix("Bearer ").strip()
        key = self.settings.key
        # header values arrive as latin-1, whatever the bytes were
        return key is not None and secrets.compare_digest(given.encode("latin-1"), key.get_secret_value().encode())


def _host_name(header: str) -> str:
    """The host without its port: ``[::1]:8000`` → ``::1``."""
    try:
        return (urlsplit(f"//{header}").hostname or "").lower()
    except ValueError:
        return ""


def _place(origin: str) -> str | None:
    """Host and port of an Origin; None where it is none of the kind."""
    try:
        return urlsplit(origin).netloc.lower()
    except ValueError:
        return None


class _Body:
    """A request's body, cut where it grows past the limit without having said its length."""

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self._seen = 0
        self.cut = False

    async def receive(self) -> Message:
        """The next part; a disconnect once the limit is passed, so that the app stops reading."""
        message = await self._receive()
        self._seen += len(message.get("body", b""))
        if self._seen > BODY_LIMIT:
            self.cut = True
            return {"type": "http.disconnect"}
        return message
