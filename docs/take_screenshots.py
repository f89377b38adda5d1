"""Take the pictures of docs/screenshots/ from the demo, in a real browser: `make screenshots`.

Every person, place and word in them is invented (src/kunak/app/demo).
"""

import re
import shutil
import tempfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from kunak.app import cases, demo, wiring
from kunak.casework.case import Stage
from kunak.cli.desk import ingredients
from kunak.testing.browsing import Supervised

OUT = Path(__file__).parent / "screenshots"
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
WIDE, PHONE = {"width": 1_280, "height": 860}, {"width": 360, "height": 740}


def main() -> None:
    """Make a demo, open its desk, and look at it in two sizes, two lights and two languages."""
    OUT.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="kunak-pictures-") as folder:
        home = Path(folder) / "vault"
        made = demo.make(home, seed=1, progress=lambda _done, _all: None)
        pages = list(_pages(home, made.passphrase, made.guided))
        with Supervised(partial(ingredients, str(home), 60)) as desk, sync_playwright() as playwright:
            found = shutil.which("chromium") or shutil.which("google-chrome") or playwright.chromium.executable_path
            browser = playwright.chromium.launch(executable_path=found, args=QUIET)
            _take(browser, desk.link, made.passphrase, pages)
            browser.close()


def _pages(home: Path, passphrase: str, guided: str) -> Iterator[tuple[str, str]]:
    """Yield the name and path of each page worth a picture."""
    with wiring.opened(home, passphrase) as vault:
        request = vault.space.request_by_code(guided).hex()
        moving = _case(vault, Stage.MOVING)
        safe = _case(vault, Stage.SAFE)
    yield from (("today", "/"), ("requests", "/requests"), ("request", f"/request/{request}"), ("cases", "/cases"))
    yield from (("case", moving), ("route", f"{moving}/route"), ("threat", f"{moving}/threat"))
    yield from (("custody", f"{safe}/custody"), ("publication", f"{safe}/publication"), ("access", f"{safe}/access"))


def _case(vault: wiring.OpenVault, stage: Stage) -> str:
    return f"/case/{cases.listed(vault.space, stages=[stage])[0].id.hex()}"


def _take(browser: Browser, link: str, passphrase: str, pages: list[tuple[str, str]]) -> None:
    base = re.match(r"http://[^/]+", link)[0]  # type: ignore[index]
    context = browser.new_context(viewport=WIDE, color_scheme="light", locale="en-GB")
    page = context.new_page()
    page.goto(link)
    _keep(page, "lock")
    page.locator("input[type=password]").fill(passphrase)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "locked" not in url)
    for name, path in pages:
        page.goto(base + path)
        _keep(page, name)
    page.set_viewport_size(PHONE)
    page.emulate_media(color_scheme="dark")
    page.request.post(
        f"{base}/appearance",
        headers={"Origin": base, "Sec-Fetch-Site": "same-origin"},
        form={"_csrf": page.locator("[name=_csrf]").first.get_attribute("value") or "", "language": "ru", "back": "/"},
    )
    for name, path in pages:
        page.goto(base + path)
        _keep(page, f"{name}-ru-phone-dark")


def _keep(page: Page, name: str) -> None:
    page.screenshot(path=OUT / f"{name}.png", full_page=False)


if __name__ == "__main__":
    main()
