"""Who sees what, as a picture, as a table and in words; one case, and all of them side by side."""

import re
from pathlib import Path

import pytest
from tests.app.fleet import FOUNDER, Fleet
from tests.app.test_insight import betrays
from tests.web.test_pages_laptops import sitting_at
from tests.web.working import does, found

from kunak.casework.compartments import CLOSELY_HELD, Kind, Reading, Role
from kunak.casework.roster import Rank


@pytest.fixture
def fleet(tmp_path: Path) -> Fleet:
    return Fleet(tmp_path)


def test_the_picture_and_the_table_say_who_reads_what_and_on_which_laptop(fleet: Fleet) -> None:
    zara = fleet.joins("Zara")
    case = fleet.opens_case(FOUNDER)
    fleet.notes(FOUNDER, case, "hello", Kind.THREAT)
    with fleet.on(FOUNDER) as vault:
        with sitting_at(vault, fleet) as desk:
            path = f"/case/{case.hex()}/access"
            empty = desk.get(path).text
            assert "Zara" in found(r"(?s)(<table class=\"matrix\".*?</table>)", empty)
            filled = {"kinds": ["threat"], "reason": "", "reading": "fresh"}
            assert desk.send(f"{path}/{zara.hex()}/in", filled).status == 303
            shown = desk.get(path).text
        reading = vault.space.case(case).access.reading(zara, Kind.THREAT)
    assert reading.strict
    picture = found(r'(?s)(<svg class="sight" role="img".*?</svg>)', shown)
    assert 'aria-labelledby="sight-title sight-says"' in picture
    assert picture.count('class="edge"') == 11 + 2, "eleven parts for one, two for the other"
    assert "v18h-18z" in picture
    assert "v18h-18z" not in found(r'(?s)(<svg class="sight" role="img".*?</svg>)', empty)
    assert not re.search(r"<style|<script|style=|on\w+=", picture)
    assert "holds the keys of" in shown
    assert "a key on 1 laptop" in shown


def test_a_reading_that_is_none_is_refused(fleet: Fleet) -> None:
    zara = fleet.joins("Zara")
    case = fleet.opens_case(FOUNDER)
    with fleet.on(FOUNDER) as vault, sitting_at(vault, fleet) as desk:
        path = f"/case/{case.hex()}/access/{zara.hex()}/in"
        answer = desk.send(path, {"kinds": ["threat"], "reading": "yesterday"})
        assert answer.status == 422
        assert 'id="e-reading"' in answer.text
        assert does(desk, path, {"kinds": "threat", "reading": "present"})
        assert vault.space.case(case).access.reading(zara, Kind.THREAT) == Reading(vault.space.clock())
        assert vault.space.case(case).access.reading(zara, Kind.DESK) == Reading()


def test_the_form_says_which_parts_wait_for_another_admin(fleet: Fleet) -> None:
    zara = fleet.joins("Zara")
    case = fleet.opens_case(FOUNDER)
    path, waits = f"/case/{case.hex()}/access/{zara.hex()}/in", "opens when a second admin has signed"
    with fleet.on(FOUNDER) as vault, sitting_at(vault, fleet) as desk:
        assert waits not in desk.get(path).text, "there is one admin"
    fleet.joins("Nurbek", rank=Rank.ADMIN)
    with fleet.on(FOUNDER) as vault, sitting_at(vault, fleet) as desk:
        assert desk.get(path).text.count(waits) == len(CLOSELY_HELD)


def test_a_key_in_wrong_hands_is_an_alarm_on_the_page_of_its_case(
    fleet: Fleet, monkeypatch: pytest.MonkeyPatch
) -> None:
    zara, _ = fleet.joins("Zara"), fleet.joins("Nurbek")
    case = fleet.opens_case(FOUNDER)
    fleet.lets_in(FOUNDER, case, zara, Kind.THREAT)
    fleet.notes(FOUNDER, case, "secret", Kind.THREAT)
    fleet.exchange(FOUNDER, "Zara", "Nurbek")
    betrays("Zara", "Nurbek", fleet, case, monkeypatch)
    fleet.exchange("Zara", FOUNDER)
    with fleet.on(FOUNDER) as vault, sitting_at(vault, fleet) as desk:
        for path in (f"/case/{case.hex()}/access", "/laptops"):
            shown = desk.get(path).text
            assert "Zara gave a key of the part “Threat” to a laptop of Nurbek" in shown
        assert 'class="bad"' in desk.get(f"/case/{case.hex()}/access").text
        assert "A key in the wrong hands" in desk.get("/access").text


def test_all_cases_side_by_side_are_for_coordinators(fleet: Fleet) -> None:
    zara = fleet.joins("Zara", roles=(Role.LAWYER,))
    case = fleet.opens_case(FOUNDER)
    fleet.lets_in(FOUNDER, case, zara, Kind.LEGAL)
    fleet.opens_case(FOUNDER, "brown-otter")
    fleet.exchange(FOUNDER, "Zara")
    with fleet.on(FOUNDER) as vault, sitting_at(vault, fleet) as desk:
        assert 'href="/access"' in desk.get("/cases").text
        shown = desk.get("/access").text
        assert "brown-otter" in shown
        assert f'href="/case/{case.hex()}/access"' in shown
        assert "<span>2</span>" in shown
        assert "You are let into no case" in desk.get("/access?number=2").text
    with fleet.on("Zara") as vault, sitting_at(vault, fleet) as desk:
        assert 'href="/access"' not in desk.get("/cases").text
        refused = desk.get("/access")
        assert refused.status == 403
        assert "Only a coordinator" in refused.text
