"""Letting a laptop in on the desk: invitation, request, eight words, the decision, the welcome."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.app.fleet import FOUNDER, PASSPHRASE, Fleet
from tests.web.test_pages_laptops import sitting_at
from tests.web.working import does, found, refuses

from kunak.app import enrolling, members, wiring
from kunak.app.wiring import Joining, OpenVault
from kunak.casework.roster import Rank
from kunak.crypto.joining import Meeting
from kunak.crypto.profiles import DEMO
from kunak.testing.browsing import Answer, Browser
from kunak.web.pages import entry

WORDS = r'<ol class="compared" lang="(?:en|ru)">(.*?)</ol>'


@pytest.fixture
def fleet(tmp_path: Path) -> Fleet:
    return Fleet(tmp_path)


@pytest.fixture
def founder(fleet: Fleet) -> Iterator[OpenVault]:
    with fleet.on(FOUNDER) as vault:
        yield vault


@pytest.fixture
def desk(founder: OpenVault, fleet: Fleet) -> Iterator[Browser]:
    with sitting_at(founder, fleet) as browser:
        yield browser


def asks(fleet: Fleet, invitation: bytes, name: str = "Zara", *, folder: str = "", member: bytes = b"") -> bytes:
    """A new laptop answers an invitation."""
    asking = Joining(invitation, name, PASSPHRASE, DEMO, member)
    return wiring.begin_joining(fleet.folder / (folder or name), asking, clock=fleet.clock)


def brings(desk: Browser, request: bytes) -> str:
    """Somebody brings a request to the desk; return the path of its page."""
    answer = desk.upload("/laptops/let-in", name="request", content=request)
    assert answer.status == 303, answer.text
    return answer.headers["location"]


def words_on(page: str) -> tuple[str, ...]:
    return tuple(re.findall(r"<li>([^<]+)</li>", found(WORDS, page)))


def test_somebody_new_comes_in_by_pages_alone(desk: Browser, founder: OpenVault, fleet: Fleet) -> None:
    assert "/laptops/let-in" in desk.get("/laptops").text
    invitation = desk.get("/laptops/invitation").body
    request = asks(fleet, invitation)
    path = brings(desk, request)
    shown = desk.get(path).text
    assert "Somebody new" in shown
    assert words_on(shown) == wiring.words(invitation, request, "en")
    assert words_on(desk.get(f"{path}?words=ru").text) == wiring.words(invitation, request, "ru")
    refuses(desk, path, {"rank": "member"}, "Compare the words first")
    refuses(desk, path, {"compared": "differ", "rank": "member", "roles": "host"}, "The words differ")
    refuses(desk, path, {"compared": "same", "rank": "member"}, "choose at least one role", kept='value="same" auto')
    refuses(desk, path, {"compared": "same", "rank": "queen", "roles": "host"}, "Choose one of the answers")
    assert "Zara" not in desk.get("/members").text
    assert "Download the welcome" in does(desk, path, {"compared": "same", "rank": "member", "roles": "host"})
    welcome = desk.get(f"{path}/welcome")
    assert "attachment" in welcome.headers["content-disposition"]
    with fleet.on("Zara") as zara:
        assert wiring.take_welcome(zara, welcome.body) > 0
        assert zara.space.me().name == "Zara"
    assert "Zara" in desk.get("/members").text
    assert "Zara" in desk.get("/laptops/let-in").text
    does(desk, f"{path}/put-away", {})
    assert not enrolling.kept(founder.exchange)
    assert "not kept here any more" in desk.get(path).text


def test_a_request_waits_on_this_laptop_until_it_is_answered(fleet: Fleet) -> None:
    with fleet.on(FOUNDER) as vault, sitting_at(vault, fleet) as browser:
        brings(browser, asks(fleet, browser.get("/laptops/invitation").body))
    with fleet.on(FOUNDER) as vault, sitting_at(vault, fleet) as browser:
        shown = browser.get("/laptops/let-in").text
        assert "Words to compare" in shown
        assert found(r'href="(/laptops/asked/[0-9a-f]{32})"', shown)


def test_another_laptop_of_a_member_needs_no_role(desk: Browser, founder: OpenVault, fleet: Fleet) -> None:
    me = founder.space.me().id
    assert me.hex() in desk.get("/laptops/let-in").text
    path = brings(desk, asks(fleet, desk.get("/laptops/invitation").body, FOUNDER, folder="second", member=me))
    shown = desk.get(path).text
    assert f"Another laptop of {FOUNDER}" in shown
    assert 'name="roles"' not in shown
    assert "Download the welcome" in does(desk, path, {"compared": "same"})
    assert [machine.member for machine in members.laptops(founder.space)] == [me, me]


def test_where_there_are_two_admins_another_one_signs_first(tmp_path: Path) -> None:
    fleet = Fleet(tmp_path)
    fleet.joins("Zara", rank=Rank.ADMIN)
    with fleet.on(FOUNDER) as vault, sitting_at(vault, fleet) as desk:
        path = brings(desk, asks(fleet, desk.get("/laptops/invitation").body, "Nurbek"))
        assert "another one has to sign" in desk.get(path).text
        shown = does(desk, path, {"compared": "same", "rank": "member", "roles": "host"})
        assert "Proposed; another admin has to sign" in shown
        assert "is not let in yet" in desk.get(f"{path}/welcome").text
        assert "Waits for the signature" in desk.get("/laptops/let-in").text
    fleet.exchange(FOUNDER, "Zara")
    with fleet.on("Zara") as zara:
        members.second(zara.space, next(iter(zara.space.laptops.membership.pending)))
    fleet.exchange("Zara", FOUNDER)
    with fleet.on(FOUNDER) as vault, sitting_at(vault, fleet) as desk:
        assert "Download the welcome" in desk.get(path).text
        welcome = desk.get(f"{path}/welcome").body
    with fleet.on("Nurbek") as nurbek:
        wiring.take_welcome(nurbek, welcome)


def test_somebody_who_is_no_admin_is_told_so(tmp_path: Path) -> None:
    fleet = Fleet(tmp_path)
    fleet.joins("Zara")
    with fleet.on("Zara") as vault, sitting_at(vault, fleet) as desk:
        assert "only an admin lets the laptop in" in desk.get("/laptops/let-in").text
        path = brings(desk, asks(fleet, desk.get("/laptops/invitation").body, "Nurbek"))
        filled = {"compared": "same", "rank": "member", "roles": "host"}
        refuses(desk, path, filled, "Only an admin decides about members and laptops")


def _refused(answer: Answer, sentence: str) -> None:
    assert answer.status == 422
    assert sentence in answer.text
    assert 'id="e-file"' in answer.text


def test_what_is_no_request_is_refused_at_its_field(desk: Browser, founder: OpenVault, fleet: Fleet) -> None:
    _refused(desk.upload("/laptops/let-in", name="noise", content=b"noise" * 99), "no paper of joining")
    _refused(desk.upload("/laptops/let-in", name="huge", content=b"\x82" * 100_000), "no paper of joining")
    _refused(desk.send("/laptops/let-in", {}), "Choose the file")
    elsewhere = fleet.folder / "elsewhere"
    elsewhere.mkdir()
    stranger = Fleet(elsewhere).asks("Nobody")
    _refused(desk.upload("/laptops/let-in", name="request", content=stranger), "for another group")
    assert not enrolling.kept(founder.exchange)


def test_the_picture_says_the_same_as_the_file(desk: Browser, founder: OpenVault) -> None:
    answer = desk.get("/laptops/invitation.svg")
    assert answer.headers["content-type"] == "image/svg+xml"
    assert b"style" not in answer.body
    paper = enrolling.invite(founder.space, Meeting())
    letters = enrolling.as_letters(paper)
    assert enrolling.from_letters(letters.encode()) == paper
    assert re.fullmatch(r"KUNAK:[A-Z2-7]+", letters)


def test_a_paper_that_is_too_long_for_a_picture_has_none() -> None:
    assert entry.drawn(bytes(2_000))
    assert entry.drawn(bytes(4_000)) == b""
