"""What the browser is given: legible by numbers, from this machine alone, keeping nothing."""

import json
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
STATIC = ROOT / "src/kunak/web/static"
TOKENS = json.loads((ROOT / "frontend/tokens.json").read_text())
TEXT_CONTRAST = 4.5
SHAPE_CONTRAST = 3.0
"""WCAG 2.2, criteria 1.4.3 and 1.4.11, level AA."""


def luminance(colour: str) -> float:
    """Relative luminance of an sRGB colour, WCAG 2.2."""
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_contrast_is_computed_as_the_standard_says() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("light", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("kind", "least"), [("text", TEXT_CONTRAST), ("shape", SHAPE_CONTRAST)])
def test_every_pair_of_colours_in_use_can_be_read(kind: str, least: float, light: int) -> None:
    colour = TOKENS["colour"]
    weak = {
        (front, back): round(contrast(colour[front][light], colour[back][light]), 2)
        for front, back in TOKENS["contrast"][kind]
        if contrast(colour[front][light], colour[back][light]) < least
    }
    assert not weak


def test_styles_use_tokens_and_no_colours_of_their_own() -> None:
    sizes = {f"{kind}-{size}" for kind in ("space", "type") for size in TOKENS[kind]}
    known = {*TOKENS["colour"], *sizes, "gap"}
    for path in (ROOT / "frontend/styles").glob("*.css"):
        text = path.read_text()
        if path.name != "print.css":
            assert not re.search(r"#[0-9a-fA-F]{3,8}\b|rgba?\(|hsla?\(", text), path.name
        assert set(re.findall(r"var\(--([a-z0-9-]+)\)", text)) <= known, path.name
        assert "gradient" not in text


@pytest.mark.parametrize("name", ["desk.css", "desk.js", "plain.svg", "kunak.svg"])
def test_nothing_built_names_another_host(name: str) -> None:
    text = (STATIC / name).read_text().replace("http://www.w3.org/2000/svg", "")
    assert "http" not in text
    assert "@import" not in text
    assert "url(" not in text


def test_the_script_keeps_nothing_in_the_browser() -> None:
    script = (STATIC / "desk.js").read_text()
    for store in ("localStorage", "sessionStorage", "indexedDB", "document.cookie", "serviceWorker", "caches.open"):
        assert store not in script


def test_the_lock_of_the_front_end_names_no_host() -> None:
    lock = (ROOT / "frontend/package-lock.json").read_text()
    assert '"resolved"' not in lock
    assert "http" not in lock
    assert '"integrity"' in lock


def test_the_icons_that_templates_name_are_drawn() -> None:
    templates = ROOT / "src/kunak/web/templates"
    drawn = set(re.findall(r'id="i-([a-z-]+)"', (templates / "icons.svg").read_text()))
    source = "".join(path.read_text() for path in templates.rglob("*.html"))
    code = "".join(path.read_text() for path in (ROOT / "src/kunak/web").rglob("*.py"))
    named = set(re.findall(r'icon\("([a-z-]+)"\)', source)) | set(re.findall(r'symbol="([a-z-]+)"', code))
    assert named <= drawn
    assert {"level-standard", "level-high", "level-extreme", "level-imminent"} <= drawn


def test_what_is_built_is_not_committed() -> None:
    listed = subprocess.run(
        ["git", "ls-files", "src/kunak/web/static"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert listed.stdout == ""
