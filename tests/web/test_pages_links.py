"""Who is one person: pairs side by side, decisions that are kept and taken back, and nothing for whom it is not."""

import re
import time

import pytest
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import expect
from tests.app.test_matches import a_list, same
from tests.app.test_proposing import people
from tests.web.working import ESCAPED, HOSTILE, does, found, refuses

from kunak.app import incidents, matches, members, naming, proposing, reporting
from kunak.app.incidents import Hangs, Told, key
from kunak.app.matches import Place
from kunak.app.wiring import OpenVault
from kunak.base.errors import Fault
from kunak.casework.compartments import Role, Subject
from kunak.casework.incidents import links
from kunak.casework.incidents.events import Entered
from kunak.casework.incidents.fields import Sort
from kunak.casework.incidents.links import LinkDecided, Verdict
from kunak.crypto.profiles import DEMO
from kunak.testing.browsing import TOKEN, Browser, Served
from kunak.testing.clock import Clock
from kunak.testing.desk import PASSPHRASE
from kunak.web.application import SECTIONS

PATH = "/register/links"


@pytest.fixture
def four(vault: OpenVault) -> tuple[Place, Place, Place, Place]:
    return people(vault.space)


@pytest.fixture
def researcher(vault: OpenVault) -> None:
    members.invite(vault.space, vault.cosigners, name="Zara", roles=(Role.RESEARCHER,), language="en", profile=DEMO)


def name_of(vault: OpenVault, place: Place) -> str:
    (entry,) = [each for each in matches.entries(vault.space, Sort.VICTIM) if each.thing.id == place.thing]
    return naming.name(entry)


def compared(desk: Browser) -> str:
    """Compare everybody, wait, and return the page."""
    desk.send(f"{PATH}/compare", {})
    for _ in range(300):
        if desk.get(f"{PATH}/progress").headers.get("hx-refresh") == "true":
            return desk.get(PATH).text
        time.sleep(0.1)
    raise AssertionError("the comparison does not come to its end")


def pair_on(page: str) -> dict[str, str]:
    return {
        "one": found(r'name="one" value="([^"]+)"', page),
        "other": found(r'name="other" value="([^"]+)"', page),
        "at": found(r'name="at" value="(\d+)"', page),
    }


def test_an_empty_register_says_what_comes_first(desk: Browser) -> None:
    page = desk.get(PATH).text
    assert "There is nobody to compare yet." in page
    assert "Compare everybody" not in page
    assert "fewer than two victims" in desk.send(f"{PATH}/compare", {}).text


@pytest.mark.usefixtures("four")
def test_a_pair_stands_side_by_side_with_what_agrees_and_what_that_means(desk: Browser) -> None:
    assert "Nobody was compared since the desk was opened." in desk.get(PATH).text
    page = compared(desk)
    assert "Pair 1 of 1" in page
    for shown in ("Амина", "Amina", "Ахмедовна", "Kelduin", "2014-03-05", "Ferry", "Weekly", "as the age says"):
        assert shown.casefold() in page.casefold()
    assert "The same, or another spelling of it" in page
    assert "speaks strongly for one person" in page
    assert 'data-key="1"' in page
    assert "autofocus" in page


def test_a_decision_is_kept_counted_and_taken_back(desk: Browser, vault: OpenVault, four: tuple[Place, ...]) -> None:
    pair = pair_on(compared(desk))
    does(desk, f"{PATH}/decide", {**pair, "verdict": "same", "reason": HOSTILE})
    assert "Nothing is left to look at." in desk.get(PATH).text
    last = f"last={pair['one']}~{pair['other']}"
    assert desk.get(f"{PATH}?{last}").headers["location"] == f"{PATH}/incidents?{last}"
    page = desk.get(f"{PATH}/incidents?{last}").text
    assert "Incidents: pair 1 of 1" in page
    assert "<strong>One person</strong>" in page
    assert reporting.report(vault.space, Sort.VICTIM, exact=True).total == 3
    assert "4 incidents, 3 victims." in desk.get("/register").text
    decided = desk.get(f"{PATH}/decisions").text
    assert ESCAPED in decided
    assert HOSTILE not in decided
    assert "1 person" in decided
    incident = desk.get(f"/register/incident/{four[0].subject.hex()}").text
    assert f'<a href="/register/incident/{four[1].subject.hex()}">{four[1].subject.hex()[:8]}</a>' in incident
    names = {"one": pair["one"], "other": pair["other"]}
    assert "Pair 1 of 1" in does(desk, f"{PATH}/undo", names)
    assert reporting.report(vault.space, Sort.VICTIM, exact=True).total == 4
    assert "Nothing was decided yet." in desk.get(f"{PATH}/decisions").text


@pytest.mark.usefixtures("four")
def test_not_sure_is_a_decision_and_joins_nobody(desk: Browser, vault: OpenVault) -> None:
    page = does(desk, f"{PATH}/decide", {**pair_on(compared(desk)), "verdict": "unsure"})
    assert "<strong>Not sure</strong>" in page
    assert matches.groups(vault.space).joined == ()


def test_what_others_contradict_comes_back_with_what_was_typed(
    desk: Browser, vault: OpenVault, four: tuple[Place, ...]
) -> None:
    pair = pair_on(compared(desk))
    a, b, c, _ = four
    matches.decide(vault.space, a, c, Verdict.SAME)
    matches.decide(vault.space, b, c, Verdict.DIFFERENT)
    refuses(
        desk,
        f"{PATH}/decide",
        {**pair, "verdict": "same", "reason": HOSTILE},
        "different: take that decision back",
        kept=ESCAPED,
    )
    refuses(desk, f"{PATH}/decide", {**pair, "verdict": "nonsense"}, "Choose one of the answers.")
    refuses(desk, f"{PATH}/decide", {"one": "x", "other": "y", "verdict": "same"}, "no incident of this number")
    assert desk.send(f"{PATH}/undo", {"one": pair["one"], "other": pair["other"]}).status == 403


def test_two_are_compared_by_hand_without_the_engine(desk: Browser, vault: OpenVault, four: tuple[Place, ...]) -> None:
    one, other = name_of(vault, four[0]), name_of(vault, four[2])
    assert f'value="{one}"' in desk.get(f"{PATH}/join?one={one}").text
    wrong = {"one": one, "other": "00000000", "verdict": "same", "reason": HOSTILE}
    refuses(desk, f"{PATH}/join", wrong, "no incident of this number", kept=ESCAPED)
    refuses(desk, f"{PATH}/join", {**wrong, "other": one}, "one and the same entry", kept=ESCAPED)
    page = does(desk, f"{PATH}/join", {**wrong, "other": other, "reason": "her aunt told both"})
    assert "her aunt told both" in page
    assert matches.groups(vault.space).joined == (tuple(sorted((four[0].thing, four[2].thing))),)


def test_one_is_taken_out_of_a_group(desk: Browser, vault: OpenVault, four: tuple[Place, ...]) -> None:
    same(vault.space, *four[:3])
    page = desk.get(f"{PATH}/decisions").text
    assert len(re.findall(f"{PATH}/apart/", page)) == 3
    path = f"{PATH}/apart/{name_of(vault, four[1])}"
    assert "is somebody else than" in desk.get(path).text
    assert "Two people" in does(desk, path, {"reason": ""})
    assert matches.groups(vault.space).joined == ()
    assert desk.get(path).status == 403


def test_the_rest_of_a_proposed_group_is_shown(desk: Browser, vault: OpenVault, four: tuple[Place, ...]) -> None:
    third = incidents.add(
        vault.space,
        [
            Told(key(name), value)
            for name, value in {
                "date": "2014-03-05",
                "victim.given": "Амина",
                "victim.family": "Магомадова",
                "victim.fate": "killed",
                "region": "Halvora",
                "victim.sex": "female",
            }.items()
        ],
        Hangs(a_list(vault.space, "Courts")),
    )
    page = compared(desk)
    assert "Who would be one person with them" in page
    assert "proposed" in page
    assert third.hex()[:8] in page
    del four


def test_contradictions_of_two_laptops_stand_above_everything(
    desk: Browser, vault: OpenVault, four: tuple[Place, ...]
) -> None:
    a, b, c, _ = four
    same(vault.space, a, b, c)
    first, second = links.ordered(a.thing, c.thing)
    said = LinkDecided(first=first, second=second, verdict=Verdict.DIFFERENT, mark=b"m" * 16)
    vault.space.write(a.subject, Subject.INCIDENT, (said,))
    assert "Decisions contradict each other" in desk.get(PATH).text
    page = desk.get(f"{PATH}/decisions").text
    assert page.index("Nobody of them is joined") < page.index("Take back")
    assert "Contradicted" in page


def test_an_entry_that_is_withdrawn_or_gone_breaks_no_page(
    desk: Browser, vault: OpenVault, four: tuple[Place, ...]
) -> None:
    pair = pair_on(compared(desk))
    same(vault.space, four[0], four[1])
    for place in four[:2]:
        incidents.withdraw(vault.space, place.subject, thing=place.thing, reason="twice")
    strange = Entered(thing=b"\1" * 16, sort=Sort.VICTIM)
    vault.space.write(four[2].subject, Subject.INCIDENT, (strange,))
    said = LinkDecided(first=b"\0" * 16, second=b"\1" * 16, verdict=Verdict.SAME, mark=b"m" * 16)
    vault.space.write(four[2].subject, Subject.INCIDENT, (said,))
    assert "Take back" in desk.get(f"{PATH}/decisions").text
    assert desk.get(PATH).status == 200
    assert desk.get(f"/register/incident/{four[0].subject.hex()}").status == 200
    refuses(desk, f"{PATH}/decide", {**pair, "verdict": "different"}, "no such victim")
    for odd in ("-1", "99", "x"):
        assert desk.get(f"{PATH}?at={odd}").status in {200, 400}
    assert desk.get(f"{PATH}?last=nonsense~x").status == 200


@pytest.mark.usefixtures("researcher")
def test_a_coordinator_sees_that_it_is_closed(desk: Browser, vault: OpenVault) -> None:
    page = desk.get(PATH).text
    assert "This page is closed for you." in page
    assert "Compare" not in page
    for path in ("decisions", "join", "apart/00000000.1"):
        assert "only a researcher can say it" in desk.get(f"{PATH}/{path}").text
    assert "only a researcher can say it" in desk.send(f"{PATH}/compare", {}).text
    del vault


@pytest.mark.usefixtures("four")
def test_where_the_engine_is_missing_the_page_says_so(desk: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(_space: object) -> None:
        raise Fault(
            "This needs %(module)s, which is not installed: install kunak[register]. Nothing was done.", module="splink"
        )

    monkeypatch.setattr(proposing, "prepared", missing)
    assert "splink, which is not installed" in desk.send(f"{PATH}/compare", {}).text


@pytest.mark.browser
@pytest.mark.usefixtures("four")
def test_one_key_decides_and_a_digit_in_a_reason_does_not(vault: OpenVault, clock: Clock, chromium: Chromium) -> None:
    """The harm: a year that was typed into the reason decides who is one person."""
    served = Served(lambda _passphrase: vault, sections=SECTIONS, clock=clock)
    try:
        with chromium.new_context(viewport={"width": 360, "height": 740}) as context:
            page = context.new_page()
            complaints: list[str] = []
            page.on("console", lambda message: complaints.append(message.text))
            page.goto(f"http://127.0.0.1:{served.port}/enter?token={TOKEN}")
            expect(page.locator("input[type=password]")).to_be_focused()
            page.keyboard.type(PASSPHRASE)
            page.keyboard.press("Enter")
            page.wait_for_url(lambda url: "locked" not in url)
            page.goto(f"http://127.0.0.1:{served.port}{PATH}")
            page.get_by_role("button", name="Compare everybody").click()
            expect(page.get_by_role("heading", name="Pair 1 of 1")).to_be_visible(timeout=60_000)
            expect(page.locator("[data-keys]")).to_be_focused()
            assert page.evaluate("document.documentElement.scrollWidth") == 360
            page.get_by_label("Why").fill("")
            page.keyboard.type("seen in 2013")
            assert matches.groups(vault.space).decisions == {}
            page.locator("[data-keys]").focus()
            page.keyboard.press("1")
            expect(page.get_by_role("status").filter(has_text="One person")).to_be_visible()
            assert set(matches.groups(vault.space).reasons.values()) == {"seen in 2013"}
            assert complaints == []
    finally:
        served.stop()
