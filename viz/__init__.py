"""图 → 页面与图示 · graph → pages and pictures.

Pure functions from rows (``graph.types``) to HTML text; no store, no server. ``viz.pages`` renders the pages,
``viz.network`` the networks, ``viz.network_model`` builds what a network shows.
"""

from __future__ import annotations

from pathlib import Path

# vis-network writes three small style sheets of its own into the page; a hash admits these very bytes and nothing else.
_VIS_STYLES: tuple[str, ...] = ()

#: what a page of ours may load: our own files, nothing inline, no other host.
CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        " ".join(("style-src 'self'", *_VIS_STYLES)),
        "img-src 'self' data: blob:",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)


def assets_dir() -> Path:
    """The folder of style sheets, scripts and vendored libraries; the service gives it out as ``/static/``."""
    return Path(__file__).parent / "assets"
