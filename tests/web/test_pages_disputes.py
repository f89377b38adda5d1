"""Two laptops write without knowing of each other; the page shows both, and one click ends it."""

import re
from pathlib import Path

import pytest
from tests.app.fleet import FOUNDER, Fleet
from tests.web.test_pages_laptops import sitting_at
from tests.web.working import does, found

from kunak.app import cases, requests, settling
from kunak.app.requests import Call
from kunak.base.ids import SubjectId
from kunak.base.instants import DAY, after
from kunak.casework import assessment
from kunak.casework.assessment import Level, LevelDecided
from kunak.casework.case import Stage, StageMoved
from kunak.casework.compartments import Kind, Subject
from kunak.casework.details import DetailWritten
from kunak.casework.preferences import DeskSet, MeetingChosen
from kunak.casework.request import Urgency
from kunak.casework.shelter import PlaceDescribed, PlaceJudged, PlaceRecord, Standing, Status
from kunak.testing.browsing import Browser

SIDE = r'(?s)<form class="side".*?</form>'


@pytest.fixture
def fleet(tmp_path: Path) -> Fleet:
    made = Fleet(tmp_path)
    made.joins("Zara")
    return made


@pytest.fixture
def case(fleet: Fleet) -> SubjectId:
    subject = fleet.opens_case(FOUNDER)
    with fleet.on(FOUNDER) as vault:
        zara = next(each.id for each in vault.space.group().roster.present if each.name == "Zara")
    fleet.lets_in(FOUNDER, subject, zara, *Kind)
    fleet.exchange(FOUNDER, "Zara")
    return subject


def says(fleet: Fleet, name: str, case: SubjectId, *events: object) -> None:
    """Somebody writes on their laptop, alone."""
    with fleet.on(name) as vault:
        cases.decide(vault.space, case, lambda _file: events)  # type: ignore[arg-type,return-value]


def choose_level(fleet: Fleet, name: str, case: SubjectId, level: Level, why: str) -> None:
    with fleet.on(name) as vault:
        by = after(vault.space.clock(), DAY // 2)
        said = LevelDecided(level=level, reasons=why, reassess_by=by, suggested=Level.STANDARD)
        cases.decide(vault.space, case, lambda _file: (said,))


def sides(page: str) -> list[str]:
    return re.findall(SIDE, page)


def choice(side: str) -> dict[str, str]:
    """What the button of one side sends."""
    return {name: found(f'name="{name}" value="([^"]*)"', side) for name in ("chosen", "seen", "back")}


def clicks(desk: Browser, page: str, text: str) -> str:
    """Press the button of the side that says this; return the page that it leads to."""
    (side,) = [each for each in sides(page) if text in each]
    return does(desk, found('action="([^"]*)"', side), choice(side))


def test_two_people_change_the_level_offline_and_one_click_decides(fleet: Fleet, case: SubjectId) -> None:
    choose_level(fleet, FOUNDER, case, Level.HIGH, "he was seen at the station")
    choose_level(fleet, "Zara", case, Level.EXTREME, "he knows the address")
    fleet.notes(FOUNDER, case, "spoke with her aunt", Kind.THREAT)
    fleet.notes("Zara", case, "spoke with the neighbour", Kind.THREAT)
    fleet.exchange(FOUNDER, "Zara")
    with fleet.on("Zara") as vault, sitting_at(vault, fleet) as desk:
        assert "Members disagree" in desk.get("/cases").text
        front = desk.get(f"/case/{case.hex()}").text
        assert "Members disagree about the level" in front
        assert re.search(r'href="/case/[0-9a-f]+/threat">Threat<svg.*?\(Members disagree\)', front)
        assert not re.search(r'/legal">Legal<svg', front)
        shown = desk.get(f"/case/{case.hex()}/threat").text
        both = sides(shown)
        assert len(both) == 2
        (high,) = [side for side in both if "he was seen at the station" in side]
        (extreme,) = [side for side in both if "he knows the address" in side]
        assert (FOUNDER in high, "Zara" in extreme) == (True, True)
        assert ("Counts meanwhile" in high, "Counts meanwhile" in extreme) == (False, True)
        assert "The higher one counts until somebody decides." in shown
        decided = clicks(desk, shown, "he was seen at the station")
        assert not sides(decided)
        assert "Members disagree" not in decided
        assert "Members disagree" not in desk.get("/cases").text
        known = desk.get(f"/case/{case.hex()}/known/threat").text
        assert "spoke with her aunt" in known
        assert "spoke with the neighbour" in known
        late = desk.send(f"/case/{case.hex()}/settle", choice(extreme))
        assert late.status == 403
        assert "Somebody has decided this meanwhile" in late.text
    fleet.exchange("Zara", FOUNDER)
    with fleet.on(FOUNDER) as vault:
        assert assessment.level_in_force(vault.space.case(case).assessment) is Level.HIGH
        assert not settling.of(vault.space, case, Subject.CASE)


def test_every_page_of_the_part_shows_it_and_leads_back(fleet: Fleet, case: SubjectId) -> None:
    says(fleet, FOUNDER, case, StageMoved(to=Stage.PLANNING))
    says(fleet, "Zara", case, StageMoved(to=Stage.MOVING), DetailWritten(field="home", value="Emmer"))
    says(fleet, FOUNDER, case, DetailWritten(field="home", value="Quellin"))
    fleet.exchange(FOUNDER, "Zara")
    with fleet.on(FOUNDER) as vault, sitting_at(vault, fleet) as desk:
        for path in ("", "/known/desk", "/timeline", "/closing", "/access"):
            shown = desk.get(f"/case/{case.hex()}{path}").text
            assert len(sides(shown)) == 2, path
            assert choice(sides(shown)[0])["back"] == f"/case/{case.hex()}{path}"
        assert not sides(desk.get(f"/case/{case.hex()}/threat").text)
        for path in ("/identity", "/edit/identity"):
            shown = desk.get(f"/case/{case.hex()}{path}").text
            assert ["Emmer" in shown, "Quellin" in shown, len(sides(shown))] == [True, True, 2]
        assert "Emmer" in clicks(desk, shown, "Emmer")
        assert not sides(desk.get(f"/case/{case.hex()}/identity").text)


def test_a_choice_that_is_none_of_ours_is_refused(fleet: Fleet, case: SubjectId) -> None:
    says(fleet, FOUNDER, case, StageMoved(to=Stage.PLANNING))
    says(fleet, "Zara", case, StageMoved(to=Stage.MOVING))
    fleet.exchange(FOUNDER, "Zara")
    with fleet.on(FOUNDER) as vault, sitting_at(vault, fleet) as desk:
        path = f"/case/{case.hex()}/settle"
        one = choice(sides(desk.get(f"/case/{case.hex()}").text)[0])
        for broken in ({}, {"chosen": "x", "seen": ""}, {"chosen": "00" * 32, "seen": ""}):
            assert desk.send(path, broken).status in {400, 403}
        answer = desk.send(path, {**one, "back": "//elsewhere.example"})
        assert answer.headers["location"] == f"/case/{case.hex()}"
        assert not vault.space.case(case).case.stages.disputed


def test_the_urgency_of_a_request_is_settled_on_its_page(fleet: Fleet) -> None:
    with fleet.on(FOUNDER) as vault:
        call = requests.add_call(vault.space, Call(sender="Tamsin", reply_to="", text="help", happened_at=None))
    fleet.exchange(FOUNDER, "Zara")
    for name, urgency in ((FOUNDER, Urgency.NOW), ("Zara", Urgency.THIS_WEEK)):
        with fleet.on(name) as vault:
            requests.triage(vault.space, call, urgency=urgency, reason=f"{name} thinks so")
    fleet.exchange(FOUNDER, "Zara")
    with fleet.on(FOUNDER) as vault, sitting_at(vault, fleet) as desk:
        shown = desk.get(f"/request/{call.hex()}").text
        assert len(sides(shown)) == 2
        assert not sides(clicks(desk, shown, "Zara thinks so"))
        assert vault.space.request(call).request.urgency_in_force is Urgency.THIS_WEEK


def test_what_is_the_groups_is_settled_where_it_is_shown(fleet: Fleet) -> None:
    place = b"p" * 16
    record = PlaceRecord(label="mill", region="north", address="Mill 1", capacity=4, host="Ona")
    with fleet.on(FOUNDER) as vault:
        vault.space.write(vault.space.group_id, Subject.GROUP, (PlaceDescribed(place=place, record=record),))
    fleet.exchange(FOUNDER, "Zara")
    for name, status, minutes in ((FOUNDER, Status.OPEN, 5), ("Zara", Status.SUSPECTED, 7)):
        with fleet.on(name) as vault:
            judged = PlaceJudged(place=place, standing=Standing(status, f"{name} looked"))
            desk_set = DeskSet(idle_minutes=minutes, tab_title="Notes", zone="UTC")
            met = MeetingChosen(url=f"https://{name}.example", feed=name.encode().ljust(16), relay_key=bytes(32))
            vault.space.write(vault.space.group_id, Subject.GROUP, (judged, desk_set, met))
    fleet.exchange(FOUNDER, "Zara")
    with fleet.on("Zara") as vault, sitting_at(vault, fleet) as desk:
        shown = desk.get("/places").text
        assert not sides(clicks(desk, shown, f"{FOUNDER} looked"))
        shown = desk.get("/settings").text
        assert len(sides(shown)) == 4
        clicks(desk, shown, "7′")
        (relay, _) = sides(desk.get("/laptops").text)
        refused = desk.send("/group/settle", choice(relay))
        assert "Only an admin chooses the relay" in refused.text
    fleet.exchange("Zara", FOUNDER)
    with fleet.on(FOUNDER) as vault, sitting_at(vault, fleet) as desk:
        assert not sides(clicks(desk, desk.get("/laptops").text, "https://Zara.example"))
        assert vault.space.group().preferences.in_force == vault.space.group().preferences.desk.writes[0].value
