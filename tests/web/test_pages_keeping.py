"""Safe places, who stays in them, and what happens when one is found."""

import pytest
from tests.web.working import ESCAPED, HOSTILE, at, does, found, refuses

from kunak.app import today
from kunak.app.wiring import OpenVault
from kunak.base.ids import SubjectId
from kunak.testing.browsing import Browser
from kunak.testing.clock import Clock

PLACE = {"label": "Lamp", "region": "North", "address": "Cloud Street 4", "host": "a friend", "capacity": "2"}
KNOWN = {"reason": "Aluna looked at it", "rules": "no_visitors", "takes": "women"}


@pytest.fixture
def place(desk: Browser) -> str:
    return found("/places/([0-9a-f]{32})", does(desk, "/places/new", {**PLACE, **KNOWN}))


@pytest.fixture
def shelter(case: SubjectId) -> str:
    return f"/case/{case.hex()}/shelter"


def stay(clock: Clock, place: str, people: str = "1") -> dict[str, str]:
    return {"place": place, "people": people, "since": at(clock, 0), "until": at(clock, 200)}


def test_a_place_needs_all_that_a_stay_needs(desk: Browser) -> None:
    assert "No place is entered yet." in desk.get("/places").text
    refuses(desk, "/places/new", {**PLACE, **KNOWN, "region": "", "host": HOSTILE}, "fill in all four", kept=ESCAPED)
    refuses(desk, "/places/new", {**PLACE, **KNOWN, "capacity": "two"}, "whole number", kept='value="two"')
    refuses(desk, "/places/new", {**PLACE, **KNOWN, "label": "cloud street 4"}, "must not be the address")
    refuses(desk, "/places/new", {**PLACE, "reason": ""}, "Say who looked at the place")


def test_a_place_is_described_anew_and_judged(desk: Browser, place: str) -> None:
    assert "Lantern" in does(desk, f"/places/{place}/describe", {**PLACE, "label": "Lantern"})
    refuses(desk, f"/places/{place}/judge", {"status": "", "reason": "x"}, "Choose one of the answers.")
    refuses(desk, f"/places/{place}/judge", {"status": "suspected", "reason": ""}, "Say what was seen or heard")
    assert "A stranger asked" in does(
        desk, f"/places/{place}/judge", {"status": "suspected", "reason": "A stranger asked"}
    )
    assert desk.get(f"/places/{'00' * 16}/judge").status == 400


def test_people_stay_where_there_is_room(desk: Browser, clock: Clock, shelter: str, place: str) -> None:
    assert "Nobody of this case stays in a place of ours." in desk.get(shelter).text
    refuses(desk, f"{shelter}/new", stay(clock, ""), "Choose one.")
    refuses(desk, f"{shelter}/new", stay(clock, place, "3"), "not enough room", kept='value="3"')
    refuses(desk, f"{shelter}/new", {**stay(clock, place), "until": at(clock, -1)}, "planned end after the start")
    assert "Lamp" in does(desk, f"{shelter}/new", stay(clock, place))
    assert "1 of 2 people" in desk.get("/places").text


def test_a_burnt_place_alarms_and_the_people_move_in_one_step(
    desk: Browser, vault: OpenVault, case: SubjectId, clock: Clock, shelter: str, place: str
) -> None:
    shown = does(desk, f"{shelter}/new", stay(clock, place, "2"))
    one = f"{shelter}/{found('/shelter/([0-9a-f]{32})/move', shown)}"
    does(desk, f"/places/{place}/judge", {"status": "burnt", "reason": "a car stood there"})
    assert "This place was found. Move everybody out now" in desk.get(shelter).text
    assert len(today.alarms(vault.space)) == 1
    does(desk, "/places/new", {**PLACE, **KNOWN, "label": "Bridge"})
    other = next(
        known for known in vault.space.group().places.places.values() if known.record.label == "Bridge"
    ).id.hex()
    refuses(desk, f"{one}/move", {**stay(clock, other, "2"), "reason": ""}, "Say why they left")
    refuses(desk, f"{one}/move", {**stay(clock, place, "2"), "reason": "found"}, "Nobody may be placed here")
    assert "Bridge" in does(desk, f"{one}/move", {**stay(clock, other, "2"), "reason": "found"})
    assert [stay.people for stay in vault.space.case(case).placements.open] == [2]
    assert today.alarms(vault.space) == ()


def test_a_stay_is_prolonged_and_ended_with_reasons(desk: Browser, clock: Clock, shelter: str, place: str) -> None:
    shown = does(desk, f"{shelter}/new", stay(clock, place))
    one = f"{shelter}/{found('/shelter/([0-9a-f]{32})/move', shown)}"
    refuses(desk, f"{one}/extend", {"until": at(clock, 300), "reason": ""}, "longer or shorter")
    does(desk, f"{one}/extend", {"until": at(clock, 300), "reason": "the papers are late"})
    refuses(desk, f"{one}/end", {"ended_at": at(clock, 1), "reason": ""}, "Say why they left")
    assert "Earlier stays" in does(desk, f"{one}/end", {"ended_at": at(clock, 1), "reason": "onward"})
