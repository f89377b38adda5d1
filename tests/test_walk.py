"""One person from an e-mail to a closed case, in a real browser; and not a word of it outside the vault.

The desk is the real command in a process of its own, the message a real ``.eml``
file. Every text that is typed carries a canary; afterwards the vault's folder,
the temporary folder, everything the processes printed and the browser's profile
are searched for canaries in UTF-8 and UTF-16.
"""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import BrowserContext, Page, Playwright, expect

from kunak.app import members, system, wiring
from kunak.casework.assessment import Level
from kunak.casework.compartments import Role
from kunak.casework.factors import CRITICAL
from kunak.crypto.profiles import DEMO

pytestmark = pytest.mark.browser

PASSPHRASE = "seven quiet geese cross the river"
CANARY = "Zqxkanarya"
CYRILLIC = "Щжкканарейка"


class Walker:
    """A member at the desk: goes to pages, fills in forms by the names of their fields, presses the one button."""

    def __init__(self, page: Page, base: str) -> None:
        self.page = page
        self.base = base
        self.case = ""
        self.device = ""

    def go(self, path: str) -> None:
        """Open a page of the desk."""
        self.page.goto(self.base + path)

    def fill(self, path: str, *, button: str = "", **fields: str) -> None:
        """Open a form, fill it in, send it, and expect that it was taken."""
        if path:
            self.go(path)
        for name, value in fields.items():
            self._enter(name, value)
        self.press(button)
        expect(self.page.locator(".summary")).to_have_count(0)

    def press(self, button: str = "") -> None:
        """Press a button of the page's own forms: the one with this word, or the main one."""
        main = self.page.locator("main")
        found = (
            main.get_by_role("button", name=button, exact=True)
            if button
            else main.locator("button.first, button.grave")
        )
        with self.page.expect_navigation():
            found.last.click()

    def refused(self, path: str, says: str, **fields: str) -> None:
        """Send a form and expect one sentence at the top, and that what was typed is still there."""
        self.go(path)
        for name, value in fields.items():
            self._enter(name, value)
        self.press()
        expect(self.page.locator(".summary")).to_contain_text(says)
        for name, value in fields.items():
            field = self.page.locator(f'main [name="{name}"]').first
            if field.get_attribute("type") not in {"radio", "checkbox", "password"}:
                assert field.input_value() == value

    def _enter(self, name: str, value: str) -> None:
        self.page.locator("main details").evaluate_all("all => all.forEach(one => one.open = true)")
        fields = self.page.locator(f'main [name="{name}"]')
        kind = fields.first.get_attribute("type")
        if kind in {"radio", "checkbox"}:
            self.page.locator(f'main [name="{name}"][value="{value}"]').check()
        elif fields.first.evaluate("field => field.tagName") == "SELECT":
            fields.first.select_option(value)
        elif kind == "file":
            fields.first.set_input_files(value)
        else:
            fields.first.fill(value)


@pytest.fixture
def vault(tmp_path: Path) -> tuple[Path, str]:
    """A vault of two members; the second one's passphrase."""
    path = tmp_path / "vault"
    wiring.found(path, wiring.Founding("The group", "Ada", PASSPHRASE, DEMO))
    with wiring.opened(path, PASSPHRASE) as opened:
        invited = members.invite(
            opened.space,
            opened.cosigners,
            name="Berta",
            roles=(Role.CASE_MANAGER,),
            language="en",
            profile=DEMO,
        )
    return path, invited.passphrase


@pytest.fixture
def desk(tmp_path: Path, vault: tuple[Path, str]) -> Iterator[str]:
    """The real command, its temporary folder and its output under ours; gives the address of the desk."""
    (tmp_path / "temporary").mkdir()
    environment = {**os.environ, "TMPDIR": str(tmp_path / "temporary"), "KUNAK_HOME": str(vault[0])}
    command = [sys.executable, "-c", "from kunak.cli.main import main; main()", "desk", "--no-browser", "--json"]
    with (
        (tmp_path / "printed.txt").open("wb") as printed,
        subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=printed, text=True) as process,
    ):
        assert process.stdout is not None
        yield json.loads(process.stdout.readline())["url"]
        process.terminate()
        process.wait(timeout=20)


@pytest.fixture
def browser(playwright: Playwright, launch: Any, tmp_path: Path) -> Iterator[BrowserContext]:
    """A browser that keeps a profile on disk, as a member's own does."""
    context = playwright.chromium.launch_persistent_context(tmp_path / "profile", **launch)
    context.set_default_timeout(20_000)
    yield context
    context.close()


@pytest.fixture
def walker(browser: BrowserContext, desk: str) -> Walker:
    page = browser.new_page()
    page.goto(desk)
    page.locator("input[type=password]").fill(PASSPHRASE)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "locked" not in url)
    return Walker(page, re.match(r"http://[^/]+", desk)[0])  # type: ignore[index]


def test_a_person_is_taken_from_an_email_to_a_closed_case(
    walker: Walker, vault: tuple[Path, str], tmp_path: Path, browser: BrowserContext
) -> None:
    _request(walker, _letter(tmp_path))
    _assessment(walker)
    _details(walker)
    _plan(walker, vault[1])
    _custody(walker)
    _journey(walker)
    _publication(walker)
    certificate = _close(walker)
    assert certificate.startswith(b"%PDF")
    walker.go("/search")
    walker.fill("", query=f"{CANARY} street")
    expect(walker.page.locator("main")).to_contain_text(CANARY)
    with walker.page.expect_navigation():
        walker.page.keyboard.press("Control+.")
    walker.page.goto("about:blank")
    browser.close()
    _nothing_leaks(tmp_path, Path(vault[0]))


def _letter(folder: Path) -> Path:
    letter = EmailMessage()
    letter["From"] = f"Zara {CANARY} <zara.{CANARY}@post.example>"
    letter["Subject"] = f"Помогите {CYRILLIC}"
    letter["Date"] = "Sun, 22 Nov 2026 09:00:00 +0000"
    letter.set_content(f"Меня зовут Зара {CYRILLIC}, мне 20 лет. Мой брат грозит убить меня. {CANARY} street.")
    letter.add_attachment(f"{CANARY} {CYRILLIC}".encode(), maintype="text", subtype="plain", filename="threat.txt")
    folder = folder / "mail"
    folder.mkdir()
    path = folder / "letter.eml"
    path.write_bytes(bytes(letter))
    return path


def _request(walker: Walker, letter: Path) -> None:
    walker.fill("/requests/file", file=str(letter))
    walker.go("/requests")
    walker.page.locator("main .rows a").first.click()
    request = re.search(r"/request/([0-9a-f]{32})", walker.page.url)[0]  # type: ignore[index]
    expect(walker.page.locator("main")).to_contain_text(CYRILLIC)
    walker.fill(f"{request}/triage", urgency="4", reason=f"threat to kill {CANARY}")
    walker.refused(f"{request}/accept", "Nobody has vetted the caller", reason=f"it fits {CANARY}")
    walker.fill(f"{request}/vet", check=f"asked for the name of her teacher {CANARY}", outcome="confirmed")
    walker.fill(f"{request}/accept", reason=f"it fits {CYRILLIC}")
    walker.case = re.search(r"/case/[0-9a-f]{32}", walker.page.url)[0]  # type: ignore[index]


def _assessment(walker: Walker) -> None:
    walker.refused(f"{walker.case}/do/move", "how great the danger is", to="planning")
    walker.go(f"{walker.case}/threat")
    for factor in CRITICAL:
        walker.page.locator(f'[name="{factor}"][value="present"]').check(force=True)
    walker.fill("", basis_all="said", level=Level.IMMINENT.value, reasons=f"He has a weapon {CANARY}")
    walker.fill(
        f"{walker.case}/threat/perpetrator/new",
        label=f"elder brother {CANARY}",
        relation="brother",
    )
    walker.fill(f"{walker.case}/do/move", to="planning")


def _details(walker: Walker) -> None:
    walker.go(f"{walker.case}/edit/identity")
    for field in walker.page.locator("main textarea, main input[type=text]").all():
        if field.input_value() == "":
            field.fill(f"{CANARY} {CYRILLIC}")
    walker.press()
    walker.go(f"{walker.case}/identity")
    expect(walker.page.locator("main")).to_contain_text(CYRILLIC)


def _plan(walker: Walker, second: str) -> None:
    walker.fill(
        f"{walker.case}/route/phrases", well=f"the soup was good {CANARY}", duress=f"greet my teacher {CYRILLIC}"
    )
    leave = datetime.now(ZoneInfo(system.zone())) + timedelta(hours=1)
    form = {
        "legs.0.origin": f"Old Tessam {CANARY}",
        "legs.0.destination": f"Karu {CYRILLIC}",
        "legs.0.departs": leave.strftime("%Y-%m-%dT%H:%M"),
        "legs.0.arrives": (leave + timedelta(hours=3)).strftime("%Y-%m-%dT%H:%M"),
        "legs.0.means": "bus",
        "legs.0.service": f"Coach 7 {CANARY}",
        "legs.0.met_by": f"a woman with a red book {CANARY}",
        "legs.0.code": f"Is this the queue for tickets {CANARY}",
        "legs.0.countersign": f"Only on Thursdays {CYRILLIC}",
    }
    walker.go(f"{walker.case}/route/plan")
    if walker.page.locator('[name="legs.0.origin"]').count() == 0:
        walker.press("Add a leg")
    walker.fill("", **form)
    walker.refused(f"{walker.case}/do/move", "No plan is approved", to="moving")
    walker.go(f"{walker.case}/route")
    walker.page.locator('[name="member"]').select_option(label="Berta")
    walker.page.locator('[name="passphrase"]').fill("not her passphrase")
    walker.press("Approve this plan")
    expect(walker.page.locator(".summary")).to_contain_text("not the passphrase of this member")
    walker.page.locator('[name="member"]').select_option(label="Berta")
    walker.page.locator('[name="passphrase"]').fill(second)
    walker.press("Approve this plan")
    expect(walker.page.locator("main")).to_contain_text("Approved by Berta")
    walker.fill(f"{walker.case}/do/move", to="moving")


def _custody(walker: Walker) -> None:
    walker.fill(f"{walker.case}/custody/new", label=f"old phone {CANARY}", serial=f"3544{CANARY}", model="K1")
    walker.page.goto(walker.base + f"{walker.case}/custody")
    device = walker.page.locator(f'main a[href*="{walker.case}/custody/"]').evaluate_all(
        "links => links.map(link => link.getAttribute('href').match(/custody\\/([0-9a-f]{32})/)).filter(Boolean)[0][1]"
    )
    hands = {"giver": f"the person {CANARY}", "receiver": "Ada", "witness": "Berta"}
    walker.fill(f"{walker.case}/custody/{device}/step/take_over", **hands)
    walker.refused(
        f"{walker.case}/custody/{device}/destroy",
        "two witnesses",
        method="destroy",
        technique=f"drilled {CANARY}",
        verification="does not power on",
        performer="Ada",
        verifier="Berta",
        witnesses="Berta",
        witness_2="Berta",
    )
    walker.fill(
        f"{walker.case}/custody/{device}/destroy",
        method="destroy",
        technique=f"drilled {CANARY}",
        verification="does not power on",
        performer="Ada",
        verifier="Berta",
        witnesses="Berta",
        witness_2="Clara",
        place=f"Karu {CYRILLIC}",
    )
    walker.device = device


def _journey(walker: Walker) -> None:
    walker.go(f"{walker.case}/route")
    walker.press("Has left now")
    walker.press("Has arrived now")
    leg = walker.page.locator('main a[href$="/meet"]').first.get_attribute("href")
    assert leg is not None
    walker.fill(leg, code="yes", countersign="yes", note=f"all well {CANARY}")
    walker.fill(f"{walker.case}/do/move", to="arrived")
    walker.go(f"{walker.case}/route")
    heard = walker.page.locator('main a[href*="/checkin/"]').first.get_attribute("href")
    assert heard is not None
    walker.fill(heard, spoken=f"Hello, greet my teacher {CYRILLIC}")
    walker.go("/")
    expect(walker.page.locator(".alarms")).to_contain_text("duress")
    walker.refused(f"{walker.case}/do/move", "An alarm is open", to="safe")
    walker.go(f"{walker.case}/route")
    answer = walker.page.locator("main .alarm a").first.get_attribute("href")
    assert answer is not None
    walker.fill(answer, action=f"went there, she is well {CANARY}")
    walker.fill(f"{walker.case}/do/move", to="safe")


def _publication(walker: Walker) -> None:
    walker.fill(
        f"{walker.case}/publication/consent", scopes="publish_safe", how="spoken", words=f"say that I am safe {CANARY}"
    )
    walker.fill(
        f"{walker.case}/publication/draft", text=f"Somebody called {CANARY} {CYRILLIC} is safe.", scope="publish_safe"
    )
    expect(walker.page.locator("main mark", has_text=CYRILLIC).first).to_be_visible()
    walker.fill(f"{walker.case}/publication/silence", reason=f"too few people there {CANARY}")


def _close(walker: Walker) -> bytes:
    walker.refused(f"{walker.case}/do/move", "closing review", to="closed")
    walker.fill(f"{walker.case}/closing/review", went_well=f"the escort {CANARY}", went_badly=f"late phone {CYRILLIC}")
    walker.fill(f"{walker.case}/do/move", to="closed")
    walker.go(walker.case)
    expect(walker.page.locator("main")).to_contain_text("Closed")
    fetched = walker.page.request.get(walker.base + f"{walker.case}/custody/{walker.device}/certificate.pdf")
    assert fetched.headers["cache-control"] == "no-store"
    return fetched.body()


def _nothing_leaks(folder: Path, vault: Path) -> None:
    """Search all bytes that the desk and the browser left behind; the letter outside shows that searching finds."""
    assert (vault / "log" / "000001.log").stat().st_size > 20_000
    found = {path.relative_to(folder) for path in folder.rglob("*") if path.is_file() and _tells(path)}
    assert found == {Path("mail/letter.eml")}
    assert sum(1 for path in (folder / "profile").rglob("*") if path.is_file()) > 20


def _tells(path: Path) -> bool:
    data = path.read_bytes().lower()
    needles = [word.lower().encode(code) for word in (CANARY, CYRILLIC) for code in ("utf-8", "utf-16-le", "utf-16-be")]
    needles += [CYRILLIC.encode(code) for code in ("utf-8", "utf-16-le", "utf-16-be")]
    needles += [quote(CYRILLIC).encode()]  # as a form is sent, and as a browser would keep it
    return CANARY.lower() in path.name.lower() or any(needle.lower() in data for needle in needles)
