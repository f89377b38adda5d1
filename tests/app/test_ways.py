"""Ways over the invented timetable, as plans know them: legs, means, records, money, and what if they knew earlier."""

from collections.abc import Iterator
from datetime import date
from itertools import pairwise

import msgspec
import pytest

from kunak.app import routing, ways, wiring
from kunak.app.demo import timetable as invented
from kunak.app.ways import Found, Search, Searches
from kunak.app.wiring import Founding, OpenVault
from kunak.base.errors import BadInput, Refused
from kunak.base.ids import SubjectId
from kunak.base.instants import MINUTE, after, from_datetime, from_rfc3339
from kunak.casework.plan import Means, Trace
from kunak.casework.ways import Comes, Lookout, Wish
from kunak.crypto.profiles import DEMO

TODAY, DAY = date(2026, 3, 14), date(2026, 3, 18)
NOTICED = from_datetime(invented.moment(DAY, invented.NOTICED_AT))
CASE = SubjectId(b"c" * 16)
FAMILY = Lookout(comes=Comes.ROAD, stops=("halvora:h03",), notice=NOTICED)
UNCLE = Lookout(comes=Comes.WATCH, stops=invented.WATCHED, notice=NOTICED)
WISH = Wish(
    origin="halvora:h03",
    destination="abroad:vel",
    depart=from_datetime(invented.moment(DAY, invented.LEAVES_AT)),
    zone=invented.HALVORA_ZONE,
    papers=("passport", "travel-passport"),
    people=2,
    currency="EUR",
    lookouts=(FAMILY, UNCLE),
)
change = msgspec.structs.replace


@pytest.fixture(scope="module")
def vault(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenVault]:
    home = tmp_path_factory.mktemp("ways") / "vault"
    wiring.found(home, Founding(group="The Ferry", member="Aluna", passphrase="seven quiet geese", profile=DEMO))
    with wiring.opened(home, "seven quiet geese", clock=lambda: from_rfc3339("2026-03-14T09:00:00Z")) as opened:
        opened.timetables.keep(routing.assembled(invented.feeds(1, TODAY), invented.own())[0])
        yield opened


@pytest.fixture(scope="module")
def found(vault: OpenVault) -> Search:
    return ways.search(vault, CASE, WISH)


def by_service(search: Search, service: str) -> Found:
    return next(each for each in search.found if service in {leg.service for leg in each.way.legs})


def test_legs_say_how_they_are_travelled_what_they_leave_and_what_they_cost(found: Search) -> None:
    flight = by_service(found, "QL 512").way
    assert [leg.means for leg in flight.legs] == [Means.DRIVE, Means.FLIGHT, Means.DRIVE]
    assert [leg.trace for leg in flight.legs] == [Trace.NONE, Trace.BORDER, Trace.NONE]
    assert flight.legs[1].documents == "travel-passport"
    assert (flight.legs[1].cost, flight.legs[1].currency) == (11_900, "EUR")
    train = by_service(found, "214").way
    assert train.legs[-1].means is Means.RAIL
    assert [leg.trace for leg in train.legs] == [Trace.TICKET, Trace.TICKET, Trace.BORDER]
    assert sum(leg.cost or 0 for leg in train.legs) == train.cost


def test_legs_follow_each_other_and_have_ends_that_can_be_searched_again(vault: OpenVault, found: Search) -> None:
    known = vault.timetables.open().stop_numbers
    for each in found.found:
        legs = each.way.legs
        assert all(before.arrives <= leg.departs for before, leg in pairwise(legs))
        assert all(leg.departs < leg.arrives for leg in legs)
        assert len({leg.id for leg in legs}) == len(legs)
        assert all(origin in known and end in known for origin, end in each.way.ends)


def test_a_walk_across_a_yard_is_no_leg_but_the_stops_at_both_ends_count(found: Search) -> None:
    train = by_service(found, "214")
    assert Means.WALK not in {leg.means for leg in train.way.legs}
    stops = [point.stop for point in train.points]
    assert {"Corrin, coach yard", "Corrin, main station"} <= set(stops)
    assert "Orrel Cross" in stops, "where a vehicle only halts, too"


def test_the_lead_told_stop_by_stop_is_that_of_the_engine(found: Search) -> None:
    for each, journey in zip(found.found, found.journeys, strict=True):
        assert each.way.lead == journey.lead
        assert each.narrowest is not None
        assert (each.narrowest.stop, each.narrowest.lead) == (each.way.lead_at, journey.lead)


def test_if_all_know_earlier_each_lead_by_road_or_watch_is_smaller_by_just_that(
    vault: OpenVault, found: Search
) -> None:
    for number, before in enumerate(found.found):
        after_it = ways.earlier(vault, found, number, 90)
        assert [point.lead for point in after_it.points] == [(point.lead or 0) - 90 * 60 for point in before.points]
        assert after_it.way.legs == before.way.legs
        assert ways.earlier(vault, found, number, 0) == before


def test_knowing_earlier_is_the_same_as_a_search_with_that_notice(vault: OpenVault, found: Search) -> None:
    riders = Lookout(comes=Comes.NETWORK, stops=("halvora:h03", "halvora:cor-c"), notice=NOTICED)
    search = ways.search(vault, CASE, change(WISH, lookouts=(riders,)))
    sooner = change(riders, notice=after(NOTICED, -200 * MINUTE))
    other = ways.search(vault, CASE, change(WISH, lookouts=(sooner,)))
    moved = [ways.earlier(vault, search, n, 200) for n in range(len(search.found))]
    leads = {(each.way.departs, each.way.arrives): each.way.lead for each in other.found}
    same = [each for each in moved if (each.way.departs, each.way.arrives) in leads]
    assert same
    assert all(each.way.lead == leads[each.way.departs, each.way.arrives] for each in same)
    assert found.wish.lookouts != other.wish.lookouts


def test_where_nobody_looks_there_is_no_lead(vault: OpenVault) -> None:
    search = ways.search(vault, CASE, change(WISH, lookouts=()))
    assert {each.way.lead for each in search.found} == {None}
    assert search.found[0].narrowest is None


def test_money_leaves_out_what_costs_more_and_says_what_the_cheapest_costs(vault: OpenVault, found: Search) -> None:
    within = ways.search(vault, CASE, change(WISH, money=6_500))
    assert {each.way.cost for each in within.found} == {each.way.cost for each in found.found} - {11_900}
    with pytest.raises(Refused, match="cheapest costs") as refused:
        ways.search(vault, CASE, change(WISH, money=1))
    assert refused.value.details["cost"] == "39.00 EUR"
    assert refused.value.field == "money"


@pytest.mark.parametrize(
    ("wish", "field"),
    [
        (change(WISH, papers=()), "documents"),
        (change(WISH, min_lead=10**7), "min-lead"),
        (change(WISH, origin="halvora:emm-c", destination="shed", people=9), "to"),
        (change(WISH, depart=from_rfc3339("2031-01-01T00:00:00Z")), "depart"),
    ],
)
def test_what_shuts_the_way_is_named(vault: OpenVault, wish: Wish, field: str) -> None:
    with pytest.raises(Refused) as refused:
        ways.search(vault, CASE, wish)
    assert refused.value.field == field


def test_a_stop_is_found_by_its_name_or_the_nearest_are_told(vault: OpenVault) -> None:
    assert ways.stop_id(vault, " Velstad ", field="to") == "abroad:vel"
    with pytest.raises(BadInput, match="Ashvarra, square"):
        ways.stop_id(vault, "Ashvara", field="from")
    with pytest.raises(BadInput, match="Name a stop"):
        ways.stop_id(vault, " ", field="from")
    assert "Velstad" in ways.stop_names(vault)


def test_searches_are_few_and_belong_to_their_case(found: Search) -> None:
    names = iter(range(100))
    kept = Searches(lambda length: next(names).to_bytes(length))
    first = kept.keep(found)
    assert kept.get(first, CASE) is found
    with pytest.raises(BadInput, match="Search again"):
        kept.get(first, SubjectId(b"d" * 16))
    for _ in range(ways.KEPT):
        kept.keep(found)
    with pytest.raises(BadInput, match="Search again"):
        kept.get(first, CASE)
