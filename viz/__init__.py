"""图 → 页面与图示 · graph → pages and pictures.

Pure functions from rows (``graph.types``) to HTML text; no store, no server. ``viz.pages`` renders the pages,
``viz.network`` the networks, ``viz.network_model`` builds what a network shows.
"""

from __future__ import annotations

from pathlib import Path


def assets_dir() -> Path:
    """The folder of style sheets, scripts and vendored libraries; the service gives it out as ``/static/``."""
    return Path(__file__).parent / "assets"
