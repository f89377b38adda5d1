"""The page of laptops: which there are, what was exchanged and noticed, and what one can do at once."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from tests.app.fleet import FOUNDER, Fleet
from tests.web.working import does, found, refuses

from kunak.app import members
from kunak.app.wiring import OpenVault
from kunak.casework.roster import Rank
from kunak.sync.lies import Lie
from kunak.testing.browsing import Browser, Served
from kunak.web.application import SECTIONS


@pytest.fixture
def fleet(tmp_path: Path) -> Fleet:
    made = Fleet(tmp_path)
    made.joins("Zara", rank=Rank.ADMIN)
    return made


@pytest.fixture
def founder(fleet: Fleet) -> Iterator[OpenVault]:
    with fleet.on(FOUNDER) as vault:
        yield vault


@contextmanager
def sitting_at(vault: OpenVault, fleet: Fleet) -> Iterator[Browser]:
    """A browser at somebody's desk, unlocked."""
    served = Served(lambda _passphrase: vault, sections=SECTIONS, clock=fleet.clock)
    try:
        browser = Browser(served.port)
        browser.enter()
        browser.unlock()
        yield browser
    finally:
        served.stop()
    assert served.reports == []


@pytest.fixture
def desk(founder: OpenVault, fleet: Fleet) -> Iterator[Browser]:
    with sitting_at(founder, fleet) as browser:
        yield browser


def zaras(vault: OpenVault) -> str:
    return next(each.id.hex() for each in members.laptops(vault.space) if not each.here)


def test_the_page_says_which_laptops_there_are_and_when_they_exchanged(desk: Browser) -> None:
    shown = desk.get("/laptops").text
    assert "2 laptops" in shown
    assert "Zara" in shown
    assert "none: exchange by a carried folder" in shown
    assert "This laptop" in shown
    assert "/laptops" in desk.get("/members").text


def test_one_exchanges_by_a_carried_folder(desk: Browser, fleet: Fleet, tmp_path: Path) -> None:
    refuses(desk, "/laptops/courier", {"folder": "stick"}, "Write the whole path", kept='value="stick"')
    refuses(desk, "/laptops/courier", {"folder": str(tmp_path)}, "holds something else")
    does(desk, "/laptops/courier", {"folder": str(tmp_path / "new stick")})
    assert fleet.sync("Zara", "new stick").complete


def test_without_a_relay_the_page_says_so(desk: Browser) -> None:
    answer = desk.send("/laptops/exchange", {})
    assert answer.status == 422
    assert "This group has no relay yet" in answer.text


def test_what_was_noticed_stays_until_somebody_has_read_it(desk: Browser, founder: OpenVault) -> None:
    for lie in Lie:
        founder.exchange.notice(lie.value, "17", founder.space.clock())
    shown = desk.get("/laptops").text
    assert "Noticed while exchanging" in shown
    assert "The relay shows another past than before, up to blob 17." in shown
    assert "Noticed while exchanging" not in does(desk, "/laptops/seen", {})


def test_a_laptop_is_suspended_and_comes_back(desk: Browser, founder: OpenVault) -> None:
    shown = does(desk, f"/laptops/{zaras(founder)}/suspend", {"reason": "no answer since morning"})
    assert "suspended" in shown
    suspension = found(r"/laptops/lift/([0-9a-f]{64})", shown)
    assert "suspended" not in does(desk, f"/laptops/lift/{suspension}", {})


def test_a_laptop_is_put_out_with_the_word_of_two(desk: Browser, founder: OpenVault) -> None:
    path = f"/laptops/{zaras(founder)}/remove"
    assert "Put a laptop out" in desk.get(path).text
    assert "Say why" in desk.send(path, {"reason": ""}).text
    shown = does(desk, path, {"reason": "seized"})
    assert "Waiting for a signature" in shown
    assert "You have signed" in shown
    event = founder.space.laptops.membership.pending
    refuses(desk, f"/laptops/sign/{next(iter(event)).hex()}", {}, "A suspension that concerns you is open")


def test_another_admins_proposal_is_signed_here(fleet: Fleet) -> None:
    with fleet.on("Zara") as zara:
        assert members.give_rank(zara.space, member=_founder(zara), rank=Rank.MEMBER).missing == 1
    fleet.exchange("Zara", FOUNDER)
    with fleet.on(FOUNDER) as vault:
        with sitting_at(vault, fleet) as browser:
            event = found(r"/laptops/sign/([0-9a-f]{64})", browser.get("/laptops").text)
            does(browser, f"/laptops/sign/{event}", {})
        assert [person.name for person in vault.space.laptops.membership.admins] == ["Zara"]


def test_a_suspended_laptop_reads_so_on_its_first_page(fleet: Fleet) -> None:
    with fleet.on(FOUNDER) as founder:
        laptop = next(each.id for each in members.laptops(founder.space) if not each.here)
        members.suspend(founder.space, laptop, reason="no answer")
    fleet.exchange(FOUNDER, "Zara")
    with fleet.on("Zara") as vault, sitting_at(vault, fleet) as browser:
        assert "This laptop is suspended" in browser.get("/").text
        assert "This laptop is suspended" in browser.get("/laptops").text


def _founder(vault: OpenVault) -> bytes:
    return next(person.id for person in vault.space.laptops.membership.present if person.name == FOUNDER)
