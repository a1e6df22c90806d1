"""Files that the pages load: present, unaltered, licensed, and silent towards other hosts."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import pytest

from viz import assets_dir

LISTED = re.findall(r"^\| `([^`]+)` \|.*`([0-9a-f]{64})` \|$", (assets_dir() / "LICENSES.md").read_text("utf-8"), re.M)
OURS = ("zeren.css", "network.js", "judgements.js", "upload.js", "favicon.svg", "swagger/init.js")


@pytest.mark.parametrize(("name", "sha256"), LISTED)
def test_a_vendored_file_is_the_one_on_record(name, sha256):
    """Byte for byte what the package held."""
    assert hashlib.sha256((assets_dir() / name).read_bytes()).hexdigest() == sha256


def test_every_file_is_ours_or_on_record():
    """Nothing lies there unexplained; licence texts lie beside what they cover."""
    found = {str(p.relative_to(assets_dir())) for p in assets_dir().rglob("*") if p.is_file()}
    licences = {f for f in found if "LICENSE" in f or "NOTICE" in f}
    assert found - licences == {name for name, _ in LISTED} | set(OURS)
    assert {"LICENSES.md", "vis-network.LICENSE.txt", "swagger/LICENSE.txt", "swagger/NOTICE.txt"} <= licences


@pytest.mark.parametrize("name", OURS)
def test_our_own_files_name_no_other_host(name):
    """Beside the namespace of SVG."""
    text = (assets_dir() / name).read_text("utf-8").replace("http://www.w3.org/2000/svg", "")
    assert re.findall(r"https?://|url\(\s*['\"]?//", text) == []


def test_the_library_can_stand_inside_a_page():
    """Nothing in it ends a script element."""
    assert "</script" not in (assets_dir() / "vis-network.min.js").read_text("utf-8").lower()


def _channel(value: int) -> float:
    part = value / 255
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4


def _contrast(one: str, two: str) -> float:
    """WCAG 2.1 contrast of two #rrggbb colours."""
    light = []
    for color in (one, two):
        r, g, b = (int(color[i : i + 2], 16) for i in (1, 3, 5))
        light.append(0.2126 * _channel(r) + 0.7152 * _channel(g) + 0.0722 * _channel(b))
    return (max(light) + 0.05) / (min(light) + 0.05)


def test_text_colours_stand_out():
    """WCAG AA (4.5) for text on each ground it is used on."""
    css = (assets_dir() / "zeren.css").read_text("utf-8")
    value = dict(re.findall(r"--(\w+): (#[0-9a-f]{6})", css))
    pairs = [(value[text], value[ground]) for text in ("ink", "soft", "red", "blue", "green")
             for ground in ("paper", "ground", "wash")]  # fmt: skip
    pairs += re.findall(r"\{ background: (#[0-9a-f]{6}); color: (#[0-9a-f]{6});", css)
    pairs += [("#6b7178", value["wash"]), (value["soft"], "#fff7df"), (value["ink"], value["mark"])]
    assert len(pairs) >= 20
    assert [pair for pair in pairs if _contrast(*pair) < 4.5] == []


def test_templates_ship_with_the_package():
    """Each page's template lies beside the code."""
    names = {p.name for p in (Path(assets_dir()).parent / "templates").iterdir()}
    assert {"base.html", "start.html", "network.html", "document.html"} <= names
