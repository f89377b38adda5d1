"""Rules of safe places: which may be used, for how many, until when, and what a found place sets off."""

from itertools import product

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kunak.base.errors import Refused
from kunak.base.ids import DeviceId, EventId
from kunak.base.instants import DAY, Instant, after
from kunak.casework import shelter
from kunak.casework.facts import Event, Fact, Unknown
from kunak.casework.shelter import (
    STATUS_CHANGES,
    Alarm,
    Danger,
    For,
    HouseRule,
    PeoplePlaced,
    PlaceDescribed,
    PlaceJudged,
    Placements,
    PlaceRecord,
    Places,
    Standing,
    Status,
    StayEnded,
    StayPlanned,
)

FLAT = b"flat"
NOW = Instant(100 * DAY)
NEXT_WEEK = after(NOW, 7 * DAY)
RECORD = PlaceRecord(
    label="flat with the stove", region="north of the river", address="Mill Lane 3", capacity=3, host="Edda"
)


def _fact(number: int, event: Event) -> Fact:
    return Fact(EventId(number.to_bytes(32, "big")), DeviceId(bytes(16)), NOW, event)


def _places(*events: Event) -> Places:
    state = Places()
    for number, event in enumerate(events):
        state = shelter.evolve_places(state, _fact(number, event))
    return state


def _case(*events: Event) -> Placements:
    state = Placements()
    for number, event in enumerate(events):
        state = shelter.evolve(state, _fact(number, event))
    return state


def _judged(status: Status, *supersedes: int) -> PlaceJudged:
    named = tuple(EventId(number.to_bytes(32, "big")) for number in supersedes)
    return PlaceJudged(place=FLAT, standing=Standing(status, "seen"), supersedes=named)


def _flat(*judgements: Status, record: PlaceRecord = RECORD) -> Places:
    return _places(
        PlaceDescribed(place=FLAT, record=record),
        *(_judged(status, *range(number + 1)) for number, status in enumerate(judgements)),
    )


def _stay(people: int = 1, *, name: bytes = b"stay", since: Instant = NOW, until: Instant = NEXT_WEEK) -> PeoplePlaced:
    return PeoplePlaced(placement=name, place=FLAT, people=people, since=since, until=until)


def _place(wanted: PeoplePlaced, *others: Placements, places: Places | None = None) -> tuple[Event, ...]:
    return shelter.place_people(places or _flat(Status.OPEN), Placements(), wanted, elsewhere=others, now=NOW)


@pytest.mark.parametrize(("before", "now"), list(product(Status, Status)))
def test_every_change_of_status_is_either_in_the_table_or_refused(before: Status, now: Status) -> None:
    places = _flat(before)
    if (before, now) not in STATUS_CHANGES:
        with pytest.raises(Refused):
            shelter.judge_place(places, place=FLAT, status=now, reason="seen")
        return
    (judged,) = shelter.judge_place(places, place=FLAT, status=now, reason="seen")
    after_it = shelter.evolve_places(places, _fact(9, judged)).places[FLAT]
    assert after_it.status is now
    assert not after_it.standings.disputed


def test_everything_a_page_shows_has_a_name() -> None:
    assert set(shelter.STATUS_NAMES) == set(shelter.HARM) == set(Status)
    assert set(shelter.FOR_NAMES) == set(For)
    assert set(shelter.HOUSE_RULE_NAMES) == set(HouseRule)
    assert set(shelter.DANGER_NAMES) == set(Danger)


def test_a_place_is_open_once_somebody_has_looked_at_it() -> None:
    places = _places(*shelter.add_place(Places(), place=FLAT, record=RECORD, reason="Edda slept there"))
    assert places.places[FLAT].status is Status.OPEN


def test_a_place_that_nobody_judged_is_suspected() -> None:
    assert _flat().places[FLAT].status is Status.SUSPECTED


def test_a_burnt_place_never_opens_again() -> None:
    """Even where a laptop that cannot know better writes so."""
    places = _flat(Status.OPEN, Status.BURNT, Status.OPEN)
    assert places.places[FLAT].status is Status.BURNT
    with pytest.raises(Refused, match="stays burnt"):
        shelter.judge_place(places, place=FLAT, status=Status.OPEN, reason="quiet again")


def test_of_two_judgements_the_more_cautious_is_in_force_until_somebody_settles_it() -> None:
    places = _places(PlaceDescribed(place=FLAT, record=RECORD), _judged(Status.OPEN), _judged(Status.SUSPECTED))
    assert places.places[FLAT].status is Status.SUSPECTED
    assert places.places[FLAT].standings.disputed
    (settled,) = shelter.judge_place(places, place=FLAT, status=Status.SUSPECTED, reason="asked both")
    assert not shelter.evolve_places(places, _fact(9, settled)).places[FLAT].standings.disputed


def test_of_two_descriptions_the_smaller_place_is_in_force() -> None:
    larger = msgspec.structs.replace(RECORD, capacity=8)
    places = _places(PlaceDescribed(place=FLAT, record=RECORD), PlaceDescribed(place=FLAT, record=larger))
    assert places.places[FLAT].record.capacity == 3
    (again,) = shelter.describe_place(places, place=FLAT, record=larger)
    assert shelter.evolve_places(places, _fact(9, again)).places[FLAT].record == larger


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"label": " "}, "label"),
        ({"region": ""}, "region"),
        ({"address": ""}, "address"),
        ({"host": ""}, "host"),
        ({"capacity": 0}, "capacity"),
        ({"label": "mill lane 3"}, "label"),
    ],
)
def test_a_place_with_gaps_is_refused(changes: dict[str, object], field: str) -> None:
    record = msgspec.structs.replace(RECORD, **changes)
    with pytest.raises(Refused) as when_added:
        shelter.add_place(Places(), place=FLAT, record=record, reason="seen")
    with pytest.raises(Refused) as when_described:
        shelter.describe_place(_flat(), place=FLAT, record=record)
    assert when_added.value.field == when_described.value.field == field


def test_a_place_is_entered_once_and_with_a_reason() -> None:
    with pytest.raises(Refused, match="already"):
        shelter.add_place(_flat(), place=FLAT, record=RECORD, reason="seen")
    with pytest.raises(Refused, match="how you know"):
        shelter.add_place(Places(), place=FLAT, record=RECORD, reason=" ")
    with pytest.raises(Refused, match="by whom"):
        shelter.judge_place(_flat(Status.OPEN), place=FLAT, status=Status.BURNT, reason=" ")


@pytest.mark.parametrize("status", [Status.SUSPECTED, Status.BURNT])
def test_nobody_is_placed_where_the_place_is_not_open(status: Status) -> None:
    with pytest.raises(Refused, match="Choose another"):
        _place(_stay(), places=_flat(Status.OPEN, status))


def test_nobody_is_placed_where_the_group_has_no_place() -> None:
    with pytest.raises(Refused, match="enter it first"):
        _place(_stay(), places=Places())


@pytest.mark.parametrize(
    ("wanted", "field"),
    [
        (_stay(0), "people"),
        (_stay(-2), "people"),
        (_stay(4), "people"),
        (_stay(until=NOW), "until"),
        (_stay(until=after(NOW, -DAY)), "until"),
    ],
)
def test_a_stay_has_people_room_and_an_end_to_review_it(wanted: PeoplePlaced, field: str) -> None:
    with pytest.raises(Refused) as refused:
        _place(wanted)
    assert refused.value.field == field


def test_room_is_counted_over_all_cases() -> None:
    assert _place(_stay(1), _case(_stay(2))) == (_stay(1),)
    with pytest.raises(Refused, match="1 more"):
        _place(_stay(2), _case(_stay(2)))


def test_room_is_free_again_when_somebody_left_or_leaves_before() -> None:
    left = _case(_stay(3), StayEnded(placement=b"stay", ended_at=NOW, reason="moved on"))
    assert _place(_stay(3), left)
    later = _stay(3, since=NEXT_WEEK, until=after(NEXT_WEEK, DAY))
    assert _place(later, _case(_stay(3)))


def test_who_stays_beyond_the_planned_end_still_takes_up_room() -> None:
    forgotten = _case(_stay(3, since=after(NOW, -9 * DAY), until=after(NOW, -DAY)))
    with pytest.raises(Refused, match="0 more"):
        _place(_stay(1), forgotten)


def test_people_who_come_later_are_counted_too() -> None:
    tomorrow = _stay(3, since=after(NOW, DAY), until=after(NOW, 2 * DAY))
    with pytest.raises(Refused, match="0 more"):
        _place(_stay(1), _case(tomorrow))


def test_two_who_never_meet_share_the_room() -> None:
    first = _stay(2, name=b"a", until=after(NOW, DAY))
    second = _stay(2, name=b"b", since=after(NOW, DAY))
    assert _place(_stay(1), _case(first), _case(second))


def test_two_members_who_placed_at_once_make_a_place_overfull() -> None:
    cases = (_case(_stay(2)), _case(_stay(2)))
    assert [place.id for place in shelter.overfull(_flat(Status.OPEN), cases, NOW)] == [FLAT]
    assert shelter.overfull(_flat(Status.OPEN), cases[:1], NOW) == ()


@pytest.mark.parametrize(
    ("places", "dangers"),
    [
        (_flat(Status.OPEN), []),
        (_flat(Status.OPEN, Status.SUSPECTED), [Danger.SUSPECTED]),
        (_flat(Status.OPEN, Status.BURNT), [Danger.BURNT]),
        (Places(), [Danger.UNKNOWN_PLACE]),
    ],
)
def test_a_place_that_is_not_safe_alarms_every_open_stay(places: Places, dangers: list[Danger]) -> None:
    case = _case(_stay(name=b"now"), _stay(name=b"planned", since=NEXT_WEEK, until=after(NEXT_WEEK, DAY)))
    expected = {Alarm(danger, name, FLAT) for danger in dangers for name in (b"now", b"planned")}
    assert set(shelter.alarms(places, case, NOW)) == expected


def test_a_stay_that_is_over_alarms_nobody() -> None:
    over = _case(_stay(), StayEnded(placement=b"stay", ended_at=NOW, reason="moved on"))
    assert shelter.alarms(_flat(Status.BURNT), over, NEXT_WEEK) == ()


def test_a_stay_past_its_planned_end_is_reviewed() -> None:
    assert shelter.alarms(_flat(Status.OPEN), _case(_stay()), NEXT_WEEK) == (
        Alarm(Danger.REVIEW_OVERDUE, b"stay", FLAT),
    )


def test_a_stay_is_planned_anew_and_of_two_plans_the_earlier_counts() -> None:
    case = _case(_stay())
    (longer,) = shelter.plan_stay(case, placement=b"stay", until=after(NOW, 30 * DAY), reason="papers late", now=NOW)
    extended = shelter.evolve(case, _fact(8, longer))
    assert extended.placements[b"stay"].until == after(NOW, 30 * DAY)
    rival = StayPlanned(placement=b"stay", until=after(NOW, 3 * DAY), reason="host away")
    assert shelter.evolve(extended, _fact(9, rival)).placements[b"stay"].until == after(NOW, 3 * DAY)


def test_what_cannot_be_planned_is_refused() -> None:
    case = _case(_stay())
    for until, reason, field in ((NOW, "longer", "until"), (NEXT_WEEK, " ", "reason")):
        with pytest.raises(Refused) as refused:
            shelter.plan_stay(case, placement=b"stay", until=until, reason=reason, now=NOW)
        assert refused.value.field == field


def test_a_stay_ends_once_and_with_a_reason() -> None:
    case = _case(_stay())
    with pytest.raises(Refused, match="why"):
        shelter.end_stay(case, placement=b"stay", ended_at=NOW, reason="")
    (ended,) = shelter.end_stay(case, placement=b"stay", ended_at=NOW, reason="moved on")
    over = shelter.evolve(case, _fact(9, ended))
    assert over.open == ()
    with pytest.raises(Refused, match="over"):
        shelter.end_stay(over, placement=b"stay", ended_at=NOW, reason="moved on")
    with pytest.raises(Refused, match="not recorded"):
        shelter.end_stay(case, placement=b"other", ended_at=NOW, reason="moved on")
    with pytest.raises(Refused, match="already"):
        shelter.place_people(_flat(Status.OPEN), case, _stay(), elsewhere=(), now=NOW)


Ids = st.sampled_from([b"flat", b"barn"])
Moments = st.integers(0, 200).map(lambda day: Instant(day * DAY))
Named = st.lists(st.integers(0, 12).map(lambda n: EventId(n.to_bytes(32, "big"))), max_size=3).map(tuple)
Records = st.builds(
    PlaceRecord,
    label=st.just("l"),
    region=st.just("r"),
    address=st.just("a"),
    capacity=st.integers(-1, 4),
    host=st.just("h"),
)
Stories = st.lists(
    st.one_of(
        st.builds(PlaceDescribed, place=Ids, record=Records, supersedes=Named),
        st.builds(
            PlaceJudged,
            place=Ids,
            standing=st.builds(Standing, st.sampled_from(Status), st.just("x")),
            supersedes=Named,
        ),
        st.builds(PeoplePlaced, placement=Ids, place=Ids, people=st.integers(-1, 5), since=Moments, until=Moments),
        st.builds(StayPlanned, placement=Ids, until=Moments, reason=st.just("x"), supersedes=Named),
        st.builds(StayEnded, placement=Ids, ended_at=Moments, reason=st.just("x")),
        st.just(Unknown(kind="of a later version")),
    ),
    max_size=14,
)


@given(Stories, Moments)
def test_any_story_folds_and_an_unsafe_place_is_never_missed(story: list[Event], now: Instant) -> None:
    places, case = _places(*story), _case(*story)
    alarmed = {(alarm.placement, alarm.danger) for alarm in shelter.alarms(places, case, now)}
    shelter.overfull(places, (case,), now)
    burnt_once = {e.place for e in story if isinstance(e, PlaceJudged) and e.standing.status is Status.BURNT}
    for stay in case.open:
        place = places.places.get(stay.place)
        if place is None:
            assert (stay.id, Danger.UNKNOWN_PLACE) in alarmed
        elif place.burnt:
            assert (stay.id, Danger.BURNT) in alarmed
    for place in places.places.values():
        assert (
            place.burnt
            or place.id not in burnt_once
            or any(fact.event.place == place.id for fact in places.impossible if isinstance(fact.event, PlaceJudged))
        )


@given(Stories)
def test_what_does_not_fit_is_kept(story: list[Event]) -> None:
    places, case = _places(*story), _case(*story)
    foreign_to_places = [event for event in story if not isinstance(event, shelter.GROUP_EVENTS)]
    kept = [fact.event for fact in places.impossible]
    assert all(event in kept for event in foreign_to_places)
    described = {event.place for event in story if isinstance(event, PlaceDescribed)}
    assert set(places.places) == described
    assert set(case.placements) == {event.placement for event in story if isinstance(event, PeoplePlaced)}


Wishes = st.lists(st.tuples(st.integers(1, 3), st.integers(0, 9), st.integers(1, 5)), max_size=8)


@given(Wishes)
def test_whoever_is_placed_by_decision_finds_room_on_every_day(wishes: list[tuple[int, int, int]]) -> None:
    places = _flat(Status.OPEN)
    case = Placements()
    for number, (people, start, length) in enumerate(wishes):
        since = after(NOW, start * DAY)
        wanted = _stay(people, name=bytes([number]), since=since, until=after(since, length * DAY))
        if people <= RECORD.capacity - shelter.most_people((case,), wanted, now=NOW):
            for event in shelter.place_people(places, case, wanted, elsewhere=(), now=NOW):
                case = shelter.evolve(case, _fact(number, event))
        else:
            with pytest.raises(Refused, match="not enough room"):
                shelter.place_people(places, case, wanted, elsewhere=(), now=NOW)
    for day in range(15):
        there = [s for s in case.open if s.since <= after(NOW, day * DAY) < s.until]
        assert sum(stay.people for stay in there) <= RECORD.capacity
