"""Is it the same incident? Two side by side, decided with one key, kept, counted once and taken back."""

import pytest
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import expect
from tests.app.test_matches import a_list, same, same_incident, victim, whole
from tests.app.test_proposing import people
from tests.web.test_pages_links import compared, pair_on, researcher
from tests.web.working import ESCAPED, HOSTILE, does, refuses

from kunak.app import incidents, matches, reporting
from kunak.app.matches import Place
from kunak.app.wiring import OpenVault
from kunak.casework.compartments import Subject
from kunak.casework.incidents import links
from kunak.casework.incidents.fields import Sort
from kunak.casework.incidents.links import LinkDecided, Verdict
from kunak.testing.browsing import TOKEN, Browser, Served
from kunak.testing.clock import Clock
from kunak.testing.desk import PASSPHRASE
from kunak.web.application import SECTIONS

__all__ = ["researcher"]

PATH = "/register/links/incidents"


@pytest.fixture
def two(vault: OpenVault) -> tuple[Place, Place]:
    """Two entries of one person; nothing is said of the incidents."""
    amina, latin, *_ = people(vault.space)
    same(vault.space, amina, latin)
    return amina, latin


def total(vault: OpenVault) -> int | None:
    return reporting.report(vault.space, Sort.INCIDENT, exact=True).total


def test_nothing_is_asked_where_nobody_is_one_person(desk: Browser, vault: OpenVault) -> None:
    people(vault.space)
    assert "Nothing is left to ask." in desk.get(PATH).text
    assert "The same incident?" not in desk.get("/register/links").text


@pytest.mark.usefixtures("two")
def test_two_incidents_stand_side_by_side(desk: Browser) -> None:
    assert "The same incident? 1 pair" in desk.get("/register/links").text
    page = desk.get(PATH).text
    assert "Incidents: pair 1 of 1" in page
    for shown in ("Магомадова", "Kelduin", "2014-03-05", "Halvora", "Ferry", "Weekly", "Victims", "Perpetrators"):
        assert shown.casefold() in page.casefold()
    for key in "123":
        assert f'data-key="{key}"' in page
    assert "autofocus" in page


def test_a_decision_is_kept_counted_and_taken_back(desk: Browser, vault: OpenVault, two: tuple[Place, Place]) -> None:
    pair = pair_on(desk.get(PATH).text)
    page = does(desk, f"{PATH}/decide", {**pair, "verdict": "same", "reason": HOSTILE})
    assert "Nothing is left to ask." in page
    assert "<strong>One incident</strong>" in page
    assert total(vault) == 3
    assert "3 incidents, 3 victims." in desk.get("/register").text
    decided = desk.get(f"{PATH}/decisions").text
    assert ESCAPED in decided
    assert HOSTILE not in decided
    assert "1 incident" in decided
    one, other = (each.subject.hex() for each in two)
    incident = desk.get(f"/register/incident/{one}").text
    assert incident.index("The same incident as:") < incident.index(
        f'<a href="/register/incident/{other}">{other[:8]}</a>'
    )
    assert "Incidents: pair 1 of 1" in does(desk, f"{PATH}/undo", {"one": pair["one"], "other": pair["other"]})
    assert total(vault) == 4
    assert "Nothing was decided yet." in desk.get(f"{PATH}/decisions").text


@pytest.mark.usefixtures("two")
def test_two_incidents_of_one_person_stay_two(desk: Browser, vault: OpenVault) -> None:
    page = does(desk, f"{PATH}/decide", {**pair_on(desk.get(PATH).text), "verdict": "different"})
    assert "<strong>Two incidents</strong>" in page
    assert (total(vault), matches.groups(vault.space).joined != ()) == (4, True)


def test_what_others_contradict_comes_back_with_what_was_typed(
    desk: Browser, vault: OpenVault, two: tuple[Place, Place]
) -> None:
    third = whole(victim(vault.space, a_list(vault.space, "Courts")))
    pair = pair_on(desk.get(PATH).text)
    same_incident(vault.space, two[0], third)
    matches.decide(vault.space, whole(two[1]), third, Verdict.DIFFERENT, unit=Sort.INCIDENT)
    refuses(
        desk,
        f"{PATH}/decide",
        {**pair, "verdict": "same", "reason": HOSTILE},
        "decided to be different: take that decision back",
        kept=ESCAPED,
    )
    refuses(desk, f"{PATH}/decide", {**pair, "verdict": "nonsense"}, "Choose one of the answers.")
    refuses(desk, f"{PATH}/decide", {"one": "x", "other": "y", "verdict": "same"}, "no incident of this number")
    assert desk.send(f"{PATH}/undo", {"one": pair["one"], "other": pair["other"]}).status == 403


def test_incidents_are_joined_by_hand_and_one_is_taken_out(
    desk: Browser, vault: OpenVault, two: tuple[Place, Place]
) -> None:
    one, other = (each.subject.hex()[:8] for each in two)
    assert f'{PATH}/join?one={one}"' in desk.get(f"/register/incident/{two[0].subject.hex()}").text
    assert f'value="{one}"' in desk.get(f"{PATH}/join?one={one}").text
    typed = {"one": one, "other": one, "verdict": "same", "reason": HOSTILE}
    refuses(desk, f"{PATH}/join", typed, "one and the same entry", kept=ESCAPED)
    assert "One incident each" in does(desk, f"{PATH}/join", {**typed, "other": other})
    assert total(vault) == 3
    register = desk.get("/register").text
    assert all(f"The same as {each}" in register for each in (one, other))
    path = f"{PATH}/apart/{other}"
    assert "is another incident than" in desk.get(path).text
    assert "Two incidents" in does(desk, path, {"reason": ""})
    assert total(vault) == 4
    assert "The same as" not in desk.get("/register").text
    assert "No other entry is held to be one incident" in desk.get(path).text


def test_entries_are_found_by_the_words_of_their_pages(
    desk: Browser, vault: OpenVault, two: tuple[Place, Place]
) -> None:
    one, other = (each.subject.hex()[:8] for each in two)
    typed = {"one": "магомадова kelduin", "other": "2014-03", "verdict": "same", "reason": HOSTILE}
    refuses(desk, f"{PATH}/join", typed, "Several entries fit", kept=ESCAPED)
    offered = desk.send(f"{PATH}/join", typed).text
    assert all(f'name="other_of" value="{each}"' in offered for each in (one, other))
    assert 'name="one_of"' not in offered
    refuses(desk, f"{PATH}/join", {**typed, "other": "nobody"}, "No entry fits this")
    assert "Halvora · " + one in desk.get(f"{PATH}/join?one={one}").text
    assert "One incident each" in does(desk, f"{PATH}/join", {**typed, "other_of": other})
    assert total(vault) == 3


def test_what_is_told_twice_is_shown_and_can_be_parted(desk: Browser, vault: OpenVault) -> None:
    """The harm: two brothers whom two papers name count as one, and nobody can say so."""
    told = {"act": "killing", "outcome": "convicted"}
    lists = {name: a_list(vault.space, name) for name in ("Said", "Umar")}
    pair = [victim(vault.space, each, perpetrator__given=name, **told) for name, each in lists.items()]
    same_incident(vault.space, *pair)
    path = f"/register/incident/{pair[0].subject.hex()}"
    assert desk.get(path).text.count("Counted once with what tells of it in:") == 3
    number = pair[0].subject.hex()[:8]
    for sort, left in ((Sort.VERDICT, 2), (Sort.PERPETRATOR, 1), (Sort.ACT, 0)):
        apart = f"/register/links/{sort.value}s/apart/{number}.1"
        assert f'href="{apart}"' in desk.get(path).text
        assert "is another one than" in desk.get(apart).text
        page = does(desk, apart, {"reason": HOSTILE})
        assert ESCAPED in page
        assert HOSTILE not in page
        assert desk.get(path).text.count("Counted once with what tells of it in:") == left
        assert reporting.report(vault.space, sort, exact=True).total == 2
    assert f'href="/register/links/acts/join?one={number}.1"' in desk.get(path).text
    typed = {"one": f"{number}.1", "other": f"{pair[1].subject.hex()[:8]}.1"}
    assert "Nothing was decided yet." in does(desk, "/register/links/acts/undo", typed)
    assert "Decided to be the same" in does(desk, "/register/links/acts/join", {**typed, "verdict": "same"})


def test_entries_of_one_day_and_place_are_asked_about_once_they_were_compared(desk: Browser, vault: OpenVault) -> None:
    told = {"date": "2014-03-05", "settlement": "Kelduin", "act": "killing", "victim__sex": "female"}
    for name in ("Ferry", "Weekly"):
        victim(vault.space, a_list(vault.space, name), **told)
    page = desk.get(PATH).text
    assert "Nothing is left to ask." in page
    assert "Compare by day, place and kind, too" in page
    compared(desk)
    page = desk.get(PATH).text
    assert "Why it is asked: the same settlement, the same day, what was done agrees, as many victims." in page
    assert "A victim of both" not in page
    assert "Compare by day, place and kind, too" not in page
    assert "The same incident? 1 pair" in desk.get("/register/links").text
    refuses(desk, f"{PATH}/decide", {**pair_on(page), "verdict": "nonsense"}, "Choose one", kept="Why it is asked:")
    does(desk, f"{PATH}/decide", {**pair_on(page), "verdict": "same"})
    assert (total(vault), "Nothing is left to ask." in desk.get(PATH).text) == (1, True)


def test_contradictions_of_two_laptops_and_strange_entries_break_no_page(
    desk: Browser, vault: OpenVault, two: tuple[Place, Place]
) -> None:
    first, second = links.ordered(two[0].subject, two[1].subject)
    for verdict in (Verdict.SAME, Verdict.DIFFERENT):
        said = LinkDecided(first=first, second=second, sort=Sort.INCIDENT, verdict=verdict, mark=b"m" * 16)
        vault.space.write(two[0].subject, Subject.INCIDENT, (said,))
    strange = LinkDecided(first=b"\0" * 16, second=b"\1" * 16, sort=Sort.INCIDENT, verdict=Verdict.SAME, mark=b"n" * 16)
    vault.space.write(two[0].subject, Subject.INCIDENT, (strange,))
    assert "Decisions contradict each other" in desk.get(PATH).text
    page = desk.get(f"{PATH}/decisions").text
    assert page.index("Nobody of them is joined") < page.index("Take back")
    assert desk.get(f"/register/incident/{two[0].subject.hex()}").status == 200
    incidents.withdraw(vault.space, two[0].subject, thing=two[0].subject, reason="twice")
    for odd in ("?at=-1", "?at=99", "?last=nonsense~x", "/decisions?number=9"):
        assert desk.get(f"{PATH}{odd}").status == 200


@pytest.mark.usefixtures("researcher")
def test_a_coordinator_sees_that_it_is_closed(desk: Browser, vault: OpenVault) -> None:
    page = desk.get(PATH).text
    assert "This page is closed for you." in page
    for path in ("decisions", "join", "apart/00000000"):
        assert "only a researcher can say it" in desk.get(f"{PATH}/{path}").text
    del vault


@pytest.mark.browser
@pytest.mark.usefixtures("two")
def test_one_key_decides_and_a_digit_in_a_reason_does_not(vault: OpenVault, clock: Clock, chromium: Chromium) -> None:
    served = Served(lambda _passphrase: vault, sections=SECTIONS, clock=clock)
    try:
        with chromium.new_context(viewport={"width": 360, "height": 740}) as context:
            page = context.new_page()
            page.goto(f"http://127.0.0.1:{served.port}/enter?token={TOKEN}")
            expect(page.locator("input[type=password]")).to_be_focused()
            page.keyboard.type(PASSPHRASE)
            page.keyboard.press("Enter")
            page.wait_for_url(lambda url: "locked" not in url)
            page.goto(f"http://127.0.0.1:{served.port}{PATH}")
            expect(page.locator("[data-keys]")).to_be_focused()
            assert page.evaluate("document.documentElement.scrollWidth") == 360
            page.get_by_label("Why").fill("")
            page.keyboard.type("seen in 2013")
            assert matches.groups(vault.space, Sort.INCIDENT).decisions == {}
            page.locator("[data-keys]").focus()
            page.keyboard.press("2")
            expect(page.get_by_role("status").filter(has_text="Two incidents")).to_be_visible()
            assert set(matches.groups(vault.space, Sort.INCIDENT).reasons.values()) == {"seen in 2013"}
    finally:
        served.stop()
