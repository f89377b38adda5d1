"""A way out is searched, compared, looked at, asked what if, chosen; and searched again when a connection is missed."""

import re
from datetime import timedelta
from itertools import pairwise

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import expect
from tests.web.working import ESCAPED, HOSTILE, does, found, refuses

from kunak.app import cases, members, routing
from kunak.app.demo import timetable as invented
from kunak.app.wiring import OpenVault
from kunak.base.ids import SubjectId
from kunak.base.instants import HOUR, Instant, to_datetime
from kunak.casework.compartments import Kind, Role
from kunak.casework.plan import Leg, Means, Trace
from kunak.casework.ways import Way
from kunak.crypto.profiles import DEMO
from kunak.testing.browsing import Browser
from kunak.testing.clock import Clock
from kunak.web import times
from kunak.web.pages.ways_order import ORDERS, ordered

Fields = dict[str, str]


@pytest.fixture
def route(case: SubjectId, vault: OpenVault, clock: Clock) -> str:
    today = to_datetime(clock()).date()
    vault.timetables.keep(routing.assembled(invented.feeds(1, today), invented.own())[0])
    return f"/case/{case.hex()}/route"


@pytest.fixture
def story(clock: Clock) -> Fields:
    """Tomorrow from Ashvarra to Velstad: brothers with a car, an uncle at the stations of Corrin."""
    day = (to_datetime(clock()) + timedelta(days=1)).date()
    return {
        "from": "Ashvarra, square",
        "to": "Velstad",
        "depart": f"{day}T{invented.LEAVES_AT}",
        "zone": invented.HALVORA_ZONE,
        "papers": "passport",
        "people": "2",
        "currency": "EUR",
        "lookouts.0.comes": "road",
        "lookouts.0.stops": "Ashvarra, square",
        "lookouts.0.notice": f"{day}T{invented.NOTICED_AT}",
        "lookouts.0.speed": "80",
        "lookouts.1.comes": "watch",
        "lookouts.1.stops": "Corrin, coach yard; Corrin, main station; Corrin South airport, coach stop",
        "lookouts.1.notice": f"{day}T{invented.NOTICED_AT}",
    }


def searched(desk: Browser, route: str, fields: Fields) -> tuple[str, str]:
    """Return the address of the list of ways, and the list."""
    answer = desk.send(f"{route}/search", fields)
    assert answer.status == 303, answer.text
    where = answer.headers["location"]
    return where, desk.get(where).text


def slow(where: str, shown: str) -> str:
    """Return the address of the way by the coast."""
    rows = re.findall(r"<tr><th scope=\"row\".*?</tr>", shown, re.DOTALL)
    safe = next(row for row in rows if "badge" not in row)
    return found(f'href="({where}/[0-9]+)"', safe)


def test_without_a_timetable_the_page_says_so_and_which_command_builds_one(desk: Browser, case: SubjectId) -> None:
    shown = desk.get(f"/case/{case.hex()}/route/search").text
    assert "This desk has no timetable yet." in shown
    assert "kunak routes build" in shown


def test_the_page_says_how_old_the_timetable_is_and_completes_names(desk: Browser, route: str) -> None:
    shown = desk.get(f"{route}/search").text
    assert "it holds until" in shown
    assert "halvora, abroad" in shown
    assert '<option value="Ashvarra, square">' in shown
    assert '<option value="Etc/GMT-3" selected>UTC+3</option>' in shown


def test_ways_are_compared_and_the_obvious_one_is_caught(desk: Browser, route: str, story: Fields) -> None:
    where, shown = searched(desk, route, story)
    assert "Lead at its narrowest" in shown
    assert "train" in shown
    assert "can be first by 1 h" in shown, "the train is caught"
    assert "EUR" in shown
    assert "a bound, not a forecast" in shown
    assert "Ashvarra" not in where
    way = desk.get(slow(where, shown)).text
    assert "Nobody who was named can be there before the person has left." in way
    assert "Sallow Gate" in way


def test_ways_are_put_in_the_order_that_somebody_asks_for(desk: Browser, route: str, story: Fields) -> None:
    both = ["passport", "travel-passport"]
    where = desk.send(f"{route}/search", {**story, "papers": both}).headers["location"]

    def listed(by: str) -> list[str]:
        return re.findall(r"<tr><th scope=\"row\".*?</tr>", desk.get(f"{where}?by={by}").text, re.DOTALL)

    assert len(listed("arrival")) == 3
    assert listed("arrival") == listed("nonsense")
    assert all(sorted(listed(by)) == sorted(listed("arrival")) for by in ORDERS)
    assert ["can be first" in row for row in listed("lead")] == [False, False, True]
    assert re.findall(r"([0-9]+)\.00", "".join(listed("cost"))) == ["39", "64", "119"]
    assert '?by=lead" aria-current="true">by lead</a>' in desk.get(f"{where}?by=lead").text


@given(
    st.lists(
        st.tuples(st.integers(0, 5), st.none() | st.integers(-9, 9), st.integers(0, 3), st.none() | st.integers(0, 9))
    ),
    st.sampled_from([*ORDERS, "unknown"]),
)
def test_every_order_holds_every_way_once_and_the_better_one_first(
    drawn: list[tuple[int, int | None, int, int | None]], by: str
) -> None:
    found = [a_way(*each) for each in drawn]
    numbers = ordered(found, by)
    assert sorted(numbers) == list(range(len(found)))
    in_order = [found[number] for number in numbers]
    for one, other in pairwise(in_order):
        worse = {
            "lead": one.lead is not None and (other.lead is None or other.lead > one.lead),
            "records": other.records < one.records,
            "cost": other.cost is not None and (one.cost is None or other.cost < one.cost),
        }.get(by, other.arrives < one.arrives)
        assert not worse


def a_way(hour: int, lead: int | None, records: int, cost: int | None) -> Way:
    leg = Leg(
        id=bytes(16),
        origin="Home",
        destination="Away",
        departs=Instant(0),
        arrives=Instant(hour * HOUR),
        means=Means.BUS,
        trace=Trace.NONE,
    )
    return Way(
        legs=(leg,), ends=(("a", "b"),), lead=lead, lead_at="", rides=1, records=records, cost=cost, currency="EUR"
    )


def test_everything_wrong_in_a_search_is_said_at_its_field_and_kept(desk: Browser, route: str, story: Fields) -> None:
    wrong = {**story, "from": "Ashvara", "to": HOSTILE, "depart": "soon", "people": "0", "lookouts.1.stops": ""}
    answer = desk.send(f"{route}/search", wrong)
    assert answer.status == 422
    for field in ("from", "to", "depart", "people", "lookouts.1.stops"):
        assert f'id="e-{field}"' in answer.text
    assert "Ashvarra, square (halvora:" in answer.text, "the nearest name is told"
    listed = [
        answer.text.index(f'href="#f-{field}"') for field in ("from", "to", "depart", "people", "lookouts.1.stops")
    ]
    assert listed == sorted(listed), "the sentences stand in the order of the fields"
    assert ESCAPED in answer.text


def test_where_no_way_is_open_the_constraint_that_shuts_it_is_named(desk: Browser, route: str, story: Fields) -> None:
    search = f"{route}/search"
    for fields, field, sentence in (
        ({"papers": ""}, "papers", "No way is open with these papers"),
        ({"min_lead": "5000"}, "min_lead", "No way keeps the wanted lead"),
        ({"money": "0.10"}, "money", "No way costs so little; the cheapest costs"),
        ({"depart": "2099-01-01T10:00"}, "depart", "The timetable has expired"),
        ({"to": "Ashvarra, square"}, "to", "The way begins where it ends"),
    ):
        refuses(desk, search, {**story, **fields}, sentence)
        assert f'id="e-{field}"' in desk.send(search, {**story, **fields}).text


def test_with_a_least_lead_of_none_at_all_only_ways_are_left_on_which_nobody_can_be_first(
    desk: Browser, route: str, story: Fields
) -> None:
    shown = searched(desk, route, {**story, "min_lead": "0"})[1]
    assert "can be first" not in shown
    assert "1 way" in shown
    assert "None of these beats another" not in shown


def test_the_picture_has_a_table_that_says_the_same(desk: Browser, route: str, story: Fields) -> None:
    where, shown = searched(desk, route, story)
    way = desk.get(slow(where, shown)).text
    assert way.count('<svg class="journey wide"') == 1
    assert way.count('<svg class="journey narrow"') == 1
    assert 'class="front"' in way
    assert "They can be there from" in way
    assert 'class="journey map"' in way
    assert "style=" not in way


def test_what_if_they_notice_earlier_is_answered_with_and_without_scripts(
    desk: Browser, route: str, story: Fields
) -> None:
    where, shown = searched(desk, route, story)
    way = slow(where, shown)
    page = desk.get(f"{way}?earlier=180").text
    assert "If they notice 3 h 0 min earlier:" in page
    assert "They can be at" in page
    fragment = desk.get(f"{way}?earlier=180", **{"HX-Request": "true"}).text
    assert fragment.strip().startswith('<div class="leads" id="leads">')
    assert "<html" not in fragment
    assert fragment.strip() in page
    ahead = found(r"They can be at .*? (\d+ h \d+ min) before the person", page)
    assert page.count(f"−{ahead}") >= 3, "sentence, picture and table tell one figure"
    assert desk.get(f"{way}?earlier=x").status == 200


def test_a_way_that_is_chosen_becomes_the_plan_and_the_others_are_kept(
    desk: Browser, vault: OpenVault, case: SubjectId, route: str, story: Fields
) -> None:
    where, shown = searched(desk, route, story)
    way = slow(where, shown)
    refuses(desk, f"{way}/choose", {"code.0": "Is this the queue?", "countersign.0": ""}, "needs both words")
    words = {"code.0": "Is this the queue?", "countersign.0": "No, for the rink.", "met_by.1": "grey hat"}
    plan = does(desk, f"{way}/choose", words)
    assert "The plan is not approved yet." in plan
    assert "Other ways that were found" in plan
    assert "can be first by 1 h" in plan, "what is wrong with the others is never cut off"
    assert "Lead at its narrowest: 1 h" in plan
    legs = vault.space.case(case).plan.draft.legs  # type: ignore[union-attr]
    assert [leg.means for leg in legs] == [Means.DRIVE, Means.BUS]
    assert [leg.trace for leg in legs] == [Trace.NONE, Trace.BORDER]
    assert (legs[0].code, legs[1].met_by) == ("Is this the queue?", "grey hat")
    assert (legs[1].service, legs[1].cost, legs[1].currency) == ("V 40", 3_900, "EUR")
    assert legs[1].documents == "passport / travel-passport"
    taken = does(desk, found(f'action="({route}/other/[0-9]+)"', plan), {})
    assert "They can be there first" in taken
    assert "before the person has left it." in taken
    assert "Other ways that were found" in taken
    assert vault.space.case(case).plan.draft.legs != legs  # type: ignore[union-attr]


def test_check_ins_and_cards_come_with_a_plan_that_was_searched(
    desk: Browser, vault: OpenVault, case: SubjectId, route: str, story: Fields, clock: Clock
) -> None:
    where, shown = searched(desk, route, story)
    does(desk, f"{slow(where, shown)}/choose", {})
    shown = does(desk, f"{route}/phrases", {"well": "the soup was good", "duress": "greet my teacher"})
    roles = (Role.CASE_MANAGER,)
    second = members.invite(vault.space, vault.cosigners, name="Sevda", roles=roles, language="en", profile=DEMO)
    of = found('name="of" value="([0-9a-f]+)"', shown)
    sent = {"of": of, "member": second.member.hex(), "passphrase": second.passphrase}
    approved = does(desk, f"{route}/approve", sent)
    assert len(vault.space.case(case).checkins.open) == 2
    assert approved.count("/card") >= 2
    assert "At the end of the leg: Ashvarra, square → Port Emmer, harbour" in approved
    leg = found("/leg/([0-9a-f]{32})/card", approved)
    for step in ("depart", "arrive"):
        shown = does(desk, f"{route}/leg/{leg}/now", {"step": step})
    assert f"/leg/{leg}/card" not in shown, "nobody needs the card of a leg that is over"
    over = times.hour(clock(), "en", invented.HALVORA_ZONE)
    assert re.search(rf'class="deadline done">.*?, {over}</time>', shown), (
        "the arrival is told on the clocks of the plan"
    )


def test_the_plan_is_told_and_typed_on_the_clocks_of_the_search(desk: Browser, route: str, story: Fields) -> None:
    where, shown = searched(desk, route, story)
    leaves = found(r"([0-9]{2}:[0-9]{2}) – ", desk.get(slow(where, shown)).text)
    plan = does(desk, f"{slow(where, shown)}/choose", {})
    assert f", {leaves} – " in plan
    assert "Hours are those of UTC+3." in plan
    form = desk.get(f"{route}/plan").text
    assert f'{leaves}"' in form
    assert "Hours are those of UTC+3." in form
    assert "Hours are those of UTC+3." in desk.get(f"{route}/checkin/new").text


def test_the_present_hour_is_offered_on_the_clocks_that_are_chosen(desk: Browser, route: str, clock: Clock) -> None:
    shown = desk.get(f"{route}/search").text
    present = times.as_typed(clock(), invented.HALVORA_ZONE)
    assert shown.count(f'value="{present}"') == 4, "the departure, and the notice of three groups"


def test_a_search_in_a_zone_that_this_laptop_does_not_know_stops_no_page(
    desk: Browser, vault: OpenVault, case: SubjectId, route: str, story: Fields
) -> None:
    where, shown = searched(desk, route, story)
    does(desk, f"{slow(where, shown)}/choose", {})
    kept = vault.space.case(case).ways.kept
    assert kept is not None
    elsewhere = msgspec.structs.replace(kept, wish=msgspec.structs.replace(kept.wish, zone="Nowhere/Never"))
    cases.decide(vault.space, case, lambda _file: (elsewhere,))
    for path in (route, f"{route}/plan", f"{route}/search"):
        assert desk.get(path).status == 200


def test_where_nobody_was_named_no_page_says_that_nobody_comes(desk: Browser, route: str, story: Fields) -> None:
    alone = {name: value for name, value in story.items() if not name.startswith("lookouts")}
    where, shown = searched(desk, route, alone)
    way = desk.get(f"{where}/0").text
    choosing = desk.get(f"{where}/0/choose").text
    plan = does(desk, f"{where}/0/choose", {})
    for told in (shown, way, choosing, plan):
        assert "Nobody was named who looks for the person" in told
        for calming in ("nobody comes", "Nobody who was named can", "never"):
            assert calming not in found(r"(?s)<main[^>]*>(.*)</main>", told)
    assert "not reckoned" in plan


def test_where_every_way_is_caught_that_is_said_before_the_list(desk: Browser, route: str, story: Fields) -> None:
    watched = {**story, "lookouts.0.comes": "watch", "lookouts.0.notice": story["depart"]}
    assert "On every way that was found they can be" in searched(desk, route, watched)[1]
    assert "On every way that was found" not in searched(desk, route, story)[1]


def test_a_missed_connection_is_searched_again_from_the_next_stop_in_one_step(
    desk: Browser, vault: OpenVault, case: SubjectId, route: str, story: Fields
) -> None:
    where, shown = searched(desk, route, story)
    plan = does(desk, f"{slow(where, shown)}/choose", {})
    assert f'action="{route}/missed"' in plan
    answer = desk.send(f"{route}/missed", {})
    assert answer.status == 303, answer.text
    again = desk.get(answer.headers["location"]).text
    assert "Ashvarra, square → " in again
    assert vault.space.case(case).plan.draft is not None


def test_a_plan_typed_by_hand_offers_no_missed_connection(desk: Browser, route: str) -> None:
    assert "/missed" not in desk.get(route).text
    answer = desk.send(f"{route}/missed", {})
    assert answer.status == 422
    assert "typed by hand" in answer.text


def test_a_search_belongs_to_its_case_and_to_those_let_in(
    desk: Browser, vault: OpenVault, case: SubjectId, route: str, story: Fields
) -> None:
    where, shown = searched(desk, route, story)
    assert desk.get(f"{route}/ways/{'0' * 32}").status == 422 or "Search again" in desk.get(f"{route}/ways/00").text
    assert "was not found" in desk.get(f"{where}/99").text
    other = next(member for member in members.listed(vault.space) if member.name == "Nurbek")
    kinds = frozenset({Kind.ROUTE})
    cases.let_in(vault.space, case, member=other.id, kinds=kinds, reason="takes over")
    cases.shut_out(vault.space, case, member=vault.space.me().id, kinds=kinds, reason="no need")
    for path in (where, slow(where, shown), f"{route}/search", f"{slow(where, shown)}/choose"):
        assert desk.get(path).status == 403


@pytest.mark.browser
def test_the_slider_answers_at_once_and_without_scripts_the_number_does(
    desk: Browser, route: str, story: Fields, chromium: Chromium
) -> None:
    where, shown = searched(desk, route, story)
    way = slow(where, shown)
    host = f"http://127.0.0.1:{desk.port}"
    cookies = [{"name": name, "value": value, "url": host} for name, value in desk.cookies.items()]
    for scripts in (True, False):
        with chromium.new_context(java_script_enabled=scripts, viewport={"width": 360, "height": 740}) as context:
            context.add_cookies(cookies)  # type: ignore[arg-type]
            page = context.new_page()
            page.goto(host + way)
            if scripts:
                page.get_by_label("Minutes earlier", exact=True).fill("180")
            else:
                page.get_by_label("What if they notice earlier?").fill("180")
                page.get_by_role("button", name="Show").click()
            expect(page.locator(".leads-says")).to_contain_text("If they notice 3 h 0 min earlier")
            expect(page.get_by_label("What if they notice earlier?")).to_have_value("180")
            expect(page.locator("svg.journey.narrow")).to_be_visible()
            expect(page.locator("svg.journey.wide")).to_be_hidden()
            assert page.evaluate("document.documentElement.scrollWidth") == 360
