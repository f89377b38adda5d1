"""While the desk is open records arrive by themselves, the page says so calmly, and locking ends it."""

import json
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import expect
from tests.app.fleet import FOUNDER, PASSPHRASE, Fleet
from tests.app.test_listening import meet, meets_at, notes, until, writes
from tests.web.test_pages_laptops import sitting_at

from kunak.cli.desk import ingredients
from kunak.testing.browsing import TOKEN, Served, Supervised
from kunak.testing.relays import RunningRelay
from kunak.web.admission import QUIET
from kunak.web.application import SECTIONS
from kunak.web.pages import lock


@pytest.fixture
def fleet(tmp_path: Path) -> Fleet:
    made = Fleet(tmp_path)
    made.joins("Zara")
    return made


@pytest.fixture
def relay(tmp_path: Path) -> Iterator[RunningRelay]:
    with RunningRelay(tmp_path / "relay") as running:
        yield running


def test_an_open_desk_gets_what_others_write_and_a_locked_one_does_not(fleet: Fleet, relay: RunningRelay) -> None:
    subject = meets_at(fleet, relay)
    with fleet.on("Zara") as there:
        with Supervised(partial(ingredients, str(fleet.folder / FOUNDER), 10)) as desk:
            desk.browser.get(desk.link.partition(str(desk.supervisor.port))[2])
            token = {"_csrf": desk.browser.form_token()}
            assert desk.browser.post("/unlock", {**token, "passphrase": PASSPHRASE}).status == 303
            page = f"/case/{subject.hex()}/known/desk"
            assert 'data-arrived="0"' in desk.browser.get(page).text
            writes(there, subject, "the car is ready")
            meet(there)
            until(lambda: json.loads(desk.browser.get("/arrived").text)["arrived"] > 0)
            shown = desk.browser.get(page).text
            assert "the car is ready" in shown
            assert 'data-arrived="0"' not in shown
            assert "yes, while the desk is open" in desk.browser.get("/laptops").text
            pid = desk.supervisor.worker_pid
            desk.browser.send("/lock", {})
            until(lambda: desk.supervisor.worker_pid != pid)
            assert desk.browser.get("/arrived").status == 303
            writes(there, subject, "nobody is there")
            meet(there)
            time.sleep(0.5)
        with fleet.on(FOUNDER) as here:
            assert notes(here, subject) == ["the car is ready"]


def test_asking_whether_something_came_keeps_no_desk_awake() -> None:
    assert lock.arrived.opt[QUIET]


@pytest.mark.browser
def test_the_page_says_calmly_that_something_came(fleet: Fleet, chromium: Chromium) -> None:
    with fleet.on(FOUNDER) as vault:
        served = Served(lambda _passphrase: vault, sections=SECTIONS, clock=fleet.clock)
        try:
            with chromium.new_context(viewport={"width": 360, "height": 740}) as context:
                page = context.new_page()
                page.goto(f"http://127.0.0.1:{served.port}/enter?token={TOKEN}")
                page.locator("input[type=password]").fill(PASSPHRASE)
                page.keyboard.press("Enter")
                expect(page.get_by_role("heading", name="Today")).to_be_visible()
                page.goto(f"http://127.0.0.1:{served.port}/cases")
                says = page.get_by_text("Something new has come.")
                expect(says).to_be_hidden()
                vault.live.arrived += 3
                expect(says).to_be_visible(timeout=15_000)
                page.get_by_role("link", name="Load the page again").click()
                page.wait_for_load_state()
                expect(says).to_be_hidden()
                assert page.locator("html").get_attribute("data-arrived") == "3"
        finally:
            served.stop()
        assert served.reports == []


def test_the_page_of_laptops_says_what_stands_in_the_way(fleet: Fleet, relay: RunningRelay) -> None:
    meets_at(fleet, relay)
    with fleet.on(FOUNDER) as vault, sitting_at(vault, fleet) as desk:
        assert "not just now" in desk.get("/laptops").text
        vault.live.listening = True
        assert "yes, while the desk is open" in desk.get("/laptops").text
