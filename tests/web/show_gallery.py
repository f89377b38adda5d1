"""Shows every component of the desk in invented cases: ``python tests/web/show_gallery.py FOLDER [--shots]``.

Writes the pages, in both languages and lights, beside a copy of the built static
files; with ``--shots`` takes pictures of them with the system's Chromium.
"""

import shutil
import sys
from pathlib import Path

from jinja2 import ChoiceLoader, Environment, FileSystemLoader
from playwright.sync_api import sync_playwright

from kunak.base.errors import BadInput
from kunak.base.instants import Instant
from kunak.web.forms import Form
from kunak.web.render import environment
from kunak.web.view import LANGUAGES, THEMES, Language, Place, Theme, View

HERE = Path(__file__).parent
STATIC = HERE.parents[1] / "src/kunak/web/static"
PAGES = ("today", "case", "assessment", "move")
NOW = Instant(1_804_980_000_000)
PLACES = (
    Place(path="/", label="Today", symbol="today"),
    Place(path="/requests", label="Requests", symbol="request"),
    Place(path="/cases", label="Cases", symbol="case"),
    Place(path="/search", label="Search", symbol="search"),
    Place(path="/members", label="Members", symbol="members"),
    Place(path="/audit", label="Audit", symbol="audit"),
    Place(path="/settings", label="Settings", symbol="settings"),
)
FORM = Form(
    {
        "threat_to_kill": ["present"],
        "beaten": ["possible"],
        "police": ["unknown"],
        "level": ["extreme"],
        "reasons": ["The brother is back and said it aloud at the table."],
    }
).refused(
    BadInput("Say whether this is so: silence about a critical factor is not an answer.", field="outed"),
    BadInput("Give a time that lies ahead, at most %(hours)d hours from now.", field="again", hours=24),
)


def templates(language: Language) -> Environment:
    """Return the desk's own templates with the gallery beside them."""
    jinja = environment(language)
    assert jinja.loader is not None
    return jinja.overlay(loader=ChoiceLoader([jinja.loader, FileSystemLoader(HERE / "gallery")]))


def page(name: str, language: Language, theme: Theme) -> str:
    view = View(
        now=NOW,
        language=language,
        theme=theme,
        zone="Asia/Tbilisi",
        here="/" if name == "today" else "/cases",
        places=PLACES,
        member="Aluna",
        alarms=2,
        idle_minutes=0,
        tab_title="Notes" if language == "en" else "Заметки",
    )
    form = FORM if name == "assessment" else Form()
    return templates(language).get_template(f"{name}.html").render(view=view, now=NOW, form=form)


def write(folder: Path) -> list[Path]:
    shutil.copytree(STATIC, folder / "static", dirs_exist_ok=True)
    written = []
    for name in PAGES:
        for language in LANGUAGES:
            for theme in THEMES[1:]:
                path = folder / f"{name}-{language}-{theme}.html"
                path.write_text(page(name, language, theme).replace('"/static/', '"static/'))
                written.append(path)
    return written


def shoot(pages: list[Path]) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium",
            args=["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"],
        )
        for width in (360, 1440):
            tab = browser.new_page(viewport={"width": width, "height": 740 if width == 360 else 900})
            for path in pages:
                tab.goto(path.as_uri())
                tab.screenshot(path=path.with_name(f"{path.stem}-{width}.png"), full_page=True)
        browser.close()


if __name__ == "__main__":
    made = write(Path(sys.argv[1]))
    if "--shots" in sys.argv:
        shoot(made)
