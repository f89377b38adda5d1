"""Ways that were found: one becomes the plan, the others stay beside it, and a missed connection is asked again."""

import msgspec
import pytest

from kunak.base.errors import Refused
from kunak.base.instants import HOUR, Instant
from kunak.casework import plan, ways
from kunak.casework.plan import Leg, LegReported, LegState, LegStep, Means, Plan, PlanDrafted
from kunak.casework.ways import KEPT_LIMIT, Way, Ways, WaysKept, Wish
from kunak.testing.events import folded, told

WISH = Wish(origin="a", destination="c", depart=Instant(0), zone="UTC", papers=("passport",))


def leg(number: int, origin: str, destination: str, departs: int, means: Means = Means.BUS) -> Leg:
    return Leg(
        id=bytes([number]) * 16,
        origin=origin,
        destination=destination,
        departs=Instant(departs * HOUR),
        arrives=Instant((departs + 1) * HOUR),
        means=means,
    )


def way(*legs: Leg, lead: int | None = 60) -> Way:
    ends = tuple((each.origin.lower(), each.destination.lower()) for each in legs)
    return Way(legs=legs, ends=ends, lead=lead, lead_at="B", rides=len(legs), records=0, cost=None)


COAST = way(leg(1, "A", "B", 1), leg(2, "B", "C", 3))
TRAIN = way(leg(3, "A", "C", 2), lead=-60)


def chosen(number: int = 0) -> tuple[Ways, Plan]:
    events = ways.choose(Plan(), wish=WISH, found=(COAST, TRAIN), chosen=number)
    kept = [each for each in events if isinstance(each, WaysKept)]
    drafted = [each for each in events if isinstance(each, PlanDrafted)]
    return folded(ways.evolve, Ways(), told(*kept)), folded(plan.evolve, Plan(), told(*drafted))


def reported(known: Plan, number: int, *steps: LegStep) -> Plan:
    events = (LegReported(leg=bytes([number]) * 16, step=step, happened_at=Instant(0)) for step in steps)
    return folded(plan.evolve, known, told(*events, first=20))


def test_the_chosen_way_is_the_plan_and_the_others_are_kept() -> None:
    kept, known = chosen()
    assert known.draft is not None
    assert known.draft.legs == COAST.legs
    assert kept.others == ((1, TRAIN),)


def test_whoever_approves_is_told_the_lead_only_while_the_legs_are_those_that_were_found() -> None:
    kept, known = chosen()
    assert kept.of(known) == COAST
    worded = (msgspec.structs.replace(COAST.legs[0], code="lamp oil", countersign="Tuesdays"), COAST.legs[1])
    assert kept.of(folded(plan.evolve, known, told(PlanDrafted(legs=worded), first=9))) == COAST
    later = (COAST.legs[0], leg(2, "B", "C", 4))
    moved = PlanDrafted(legs=later, supersedes=known.drafts.heads)
    assert kept.of(folded(plan.evolve, known, told(moved, first=9))) is None
    assert Ways().of(known) is None


def test_a_way_that_was_not_found_is_not_chosen() -> None:
    with pytest.raises(Refused, match="was not found"):
        ways.choose(Plan(), wish=WISH, found=(COAST,), chosen=1)


def test_of_many_ways_a_few_are_kept_and_the_chosen_one_among_them() -> None:
    many = tuple(way(leg(n, "A", "C", n)) for n in range(1, 31))
    for number in (0, 11, 12, 20, 29):
        kept = ways.choose(Plan(), wish=WISH, found=many, chosen=number)[0]
        assert isinstance(kept, WaysKept)
        assert len(kept.ways) == KEPT_LIMIT
        assert kept.ways[kept.chosen] == many[number]


def test_another_way_takes_its_place_unless_it_has_left() -> None:
    kept, known = chosen()
    events = ways.choose_other(kept, known, number=1, now=Instant(HOUR))
    assert [each.legs for each in events if isinstance(each, PlanDrafted)] == [TRAIN.legs]
    with pytest.raises(Refused, match="has left already"):
        ways.choose_other(kept, known, number=1, now=Instant(5 * HOUR))
    for number in (0, 7):
        with pytest.raises(Refused, match="not kept any more"):
            ways.choose_other(kept, known, number=number, now=Instant(0))


def test_before_the_first_leg_the_search_begins_where_the_person_is() -> None:
    kept, known = chosen()
    again = ways.again(kept, known, Instant(2 * HOUR))
    assert (again.origin, again.destination, again.depart) == ("a", "c", 2 * HOUR)
    assert again.papers == WISH.papers


def test_on_the_way_it_begins_at_the_next_stop_not_before_the_vehicle_is_there() -> None:
    kept, known = chosen()
    moving = reported(known, 1, LegStep.DEPART)
    assert moving.state(bytes([1]) * 16) is LegState.UNDERWAY
    again = ways.again(kept, moving, Instant(HOUR))
    assert (again.origin, again.depart) == ("b", 2 * HOUR)
    late = ways.again(kept, moving, Instant(5 * HOUR))
    assert late.depart == 5 * HOUR


def test_legs_that_have_begun_stay_before_the_new_way() -> None:
    _, known = chosen()
    there = reported(known, 1, LegStep.DEPART, LegStep.ARRIVE)
    later = way(leg(9, "B", "C", 6))
    drafted = ways.choose(there, wish=WISH, found=(later,), chosen=0)[1]
    assert isinstance(drafted, PlanDrafted)
    assert drafted.legs == (COAST.legs[0], later.legs[0])


def test_a_failed_leg_is_left_out_and_searched_from_where_it_began() -> None:
    kept, known = chosen()
    failed = reported(reported(known, 1, LegStep.DEPART, LegStep.ARRIVE), 2, LegStep.FAIL)
    again = ways.again(kept, failed, Instant(4 * HOUR))
    assert (again.origin, again.depart) == ("b", 4 * HOUR)


def test_nothing_is_searched_again_for_a_plan_by_hand_or_for_somebody_who_is_there() -> None:
    kept, known = chosen(1)
    with pytest.raises(Refused, match="typed by hand"):
        ways.again(Ways(), known, Instant(0))
    with pytest.raises(Refused, match="has arrived"):
        ways.again(kept, reported(known, 3, LegStep.DEPART, LegStep.ARRIVE), Instant(0))


def test_a_choice_beyond_the_list_is_kept_as_impossible() -> None:
    wrong = WaysKept(wish=WISH, ways=(COAST,), chosen=4)
    assert folded(ways.evolve, Ways(), told(wrong)).kept is None
    assert len(folded(ways.evolve, Ways(), told(wrong)).impossible) == 1
    assert msgspec.structs.replace(wrong, chosen=0).ways == (COAST,)
