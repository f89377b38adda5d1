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

from kunak.app import cases, demo, enrolling, requests, syncing, wiring
from kunak.app.system import now
from kunak.app.wiring import Founding, Joining
from kunak.base.ids import SubjectId
from kunak.base.instants import DAY, after
from kunak.casework import compartments
from kunak.casework.assessment import Level, LevelDecided
from kunak.casework.case import CaseOpened, Stage
from kunak.casework.compartments import Access, Kind, Role, Subject
from kunak.casework.roster import Rank
from kunak.cli.desk import ingredients
from kunak.crypto.joining import Meeting
from kunak.crypto.profiles import DEMO
from kunak.testing.browsing import Supervised

OUT = Path(__file__).parent / "screenshots"
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
PASSPHRASE = "seven quiet geese cross the river"
WIDE, PHONE = {"width": 1_280, "height": 860}, {"width": 360, "height": 740}


def main() -> None:
    """Make a demo, open its desk, and look at it in two sizes, two lights and two languages."""
    OUT.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="kunak-pictures-") as folder:
        home = Path(folder) / "vault"
        made = demo.make(home, seed=1, progress=lambda _done, _all: None)
        pages = list(_pages(home, made.passphrase, made.guided))
        several = _Several(Path(folder))
        with sync_playwright() as playwright:
            found = shutil.which("chromium") or shutil.which("google-chrome") or playwright.chromium.executable_path
            browser = playwright.chromium.launch(executable_path=found, args=QUIET)
            for place, passphrase, shown in (
                (home, made.passphrase, [("lock", "/locked"), *pages]),
                (several.home("Aluna"), PASSPHRASE, several.pages()),
            ):
                with Supervised(partial(ingredients, str(place), 60, live=False)) as desk:
                    _take(browser, desk.link, passphrase, shown)
            browser.close()


class _Several:
    """A group of three laptops: two members disagree, and a fourth laptop asks to be let in."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        founding = Founding(group="The Ferry", member="Aluna", passphrase=PASSPHRASE, profile=DEMO)
        wiring.found(self.home("Aluna"), founding)
        roles = {"Zara": Role.CASE_MANAGER, "Nurbek": Role.LAWYER}
        self._ids = {name: self._joins(name, role) for name, role in roles.items()}
        self._case = self._opens()
        self._exchange()
        self._decides("Aluna", Level.HIGH, "He was seen at the station of Quellin.")
        self._decides("Zara", Level.EXTREME, "He knows the address: a neighbour told her cousin.")
        self._exchange()
        self._asked = self._asks("Mira")

    def home(self, name: str) -> Path:
        """Folder of a member's vault."""
        return self._folder / name

    def pages(self) -> list[tuple[str, str]]:
        """Name and path of each page worth a picture."""
        case = f"/case/{self._case.hex()}"
        asked = f"/laptops/asked/{self._asked.hex()}"
        return [
            ("laptops", "/laptops"),
            ("let-in", "/laptops/let-in"),
            ("words", asked),
            ("conflict", f"{case}/threat#disputes"),
            ("who-reads-what", f"{case}/access"),
        ]

    def _joins(self, name: str, role: Role) -> bytes:
        with wiring.opened(self.home("Aluna"), PASSPHRASE) as vault:
            paper = enrolling.invite(vault.space, Meeting())
            request = wiring.begin_joining(self.home(name), Joining(paper, name, PASSPHRASE, DEMO))
            asked = enrolling.read(vault.space, paper, request, language="en")
            admitted = enrolling.admit(vault.space, asked, Meeting(), roles=(role,), rank=Rank.MEMBER)
        with wiring.opened(self.home(name), PASSPHRASE) as new:
            wiring.take_welcome(new, admitted.welcome or b"")
        return asked.request.member

    def _opens(self) -> SubjectId:
        with wiring.opened(self.home("Aluna"), PASSPHRASE) as vault:
            space, case = vault.space, SubjectId(vault.space.new_id())
            everything = compartments.let_in(Access(), member=space.me().id, kinds=frozenset(Kind), reason="opened it")
            space.write(case, Subject.CASE, (CaseOpened(code="azure-heron"), *everything))
            for name, kinds in (("Zara", set(Kind) - {Kind.MONEY, Kind.PUBLICATION}), ("Nurbek", {Kind.LEGAL})):
                cases.let_in(space, case, member=self._ids[name], kinds=frozenset(kinds), reason="works on it")
            for kind in Kind:
                cases.note(space, case, kind=kind, text="A beginning.")
        return case

    def _decides(self, name: str, level: Level, why: str) -> None:
        with wiring.opened(self.home(name), PASSPHRASE) as vault:
            due = after(now(), DAY // 2)
            said = LevelDecided(level=level, reasons=why, reassess_by=due, suggested=Level.STANDARD)
            cases.decide(vault.space, self._case, lambda _file: (said,))

    def _exchange(self) -> None:
        for name in ("Aluna", "Zara", "Nurbek") * 2:
            with wiring.opened(self.home(name), PASSPHRASE) as vault:
                syncing.with_courier(vault, wiring.courier(self._folder / "stick"))

    def _asks(self, name: str) -> bytes:
        with wiring.opened(self.home("Aluna"), PASSPHRASE) as vault:
            paper = enrolling.invite(vault.space, Meeting())
            return enrolling.keep(
                vault.exchange, wiring.begin_joining(self.home(name), Joining(paper, name, PASSPHRASE, DEMO))
            )


def _pages(home: Path, passphrase: str, guided: str) -> Iterator[tuple[str, str]]:
    """Yield the name and path of each page worth a picture."""
    with wiring.opened(home, passphrase) as vault:
        request = requests.numbered(vault.space, guided).hex()
        moving = _case(vault, Stage.MOVING)
        safe = _case(vault, Stage.SAFE)
    yield from (("today", "/"), ("requests", "/requests"), ("request", f"/request/{request}"), ("cases", "/cases"))
    yield from (("case", moving), ("route", f"{moving}/route"), ("threat", f"{moving}/threat"))
    yield from (("custody", f"{safe}/custody"), ("publication", f"{safe}/publication"), ("access", f"{safe}/access"))
    yield from (("all-cases", "/access"), ("register", "/register"), ("register-report", "/register/report"))


def _case(vault: wiring.OpenVault, stage: Stage) -> str:
    return f"/case/{cases.listed(vault.space, stages=[stage])[0].id.hex()}"


def _take(browser: Browser, link: str, passphrase: str, pages: list[tuple[str, str]]) -> None:
    base = re.match(r"http://[^/]+", link)[0]  # type: ignore[index]
    context = browser.new_context(viewport=WIDE, color_scheme="light", locale="en-GB")
    page = context.new_page()
    page.goto(link)
    if pages[0][0] == "lock":
        _keep(page, "lock")
        pages = pages[1:]
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
