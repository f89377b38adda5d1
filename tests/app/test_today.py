"""Today shows every alarm there is, and no flood of old things hides a new one."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kunak.app import cases, today
from kunak.base.ids import SubjectId
from kunak.base.instants import DAY, HOUR, Instant, after
from kunak.casework import shelter, situation
from kunak.casework.case import Stage, StageMoved, TaskAdded
from kunak.casework.checkins import CheckedIn, CheckInExpected, Heard
from kunak.casework.compartments import Subject
from kunak.casework.facts import Event
from kunak.casework.shelter import PeoplePlaced, PlaceRecord, Status
from kunak.casework.situation import Due
from kunak.testing.events import ANY_OF_A_CASE
from kunak.testing.group import InventedGroup

PLACE = b"p" * 16
RECORD = PlaceRecord(label="Blue door", region="North", address="Mill Lane 1", capacity=4, host="Zoya")


@pytest.fixture
def group() -> InventedGroup:
    return InventedGroup()


def _says(group: InventedGroup) -> list[str]:
    return [line.says for line in today.alarms(group.space)]


def _place(group: InventedGroup, status: Status = Status.OPEN) -> None:
    places = group.space.group().places
    entered = PLACE in places.places
    events = (
        shelter.judge_place(places, place=PLACE, status=status, reason="seen")
        if entered
        else shelter.add_place(places, place=PLACE, record=RECORD, reason="looked")
    )
    group.space.write(group.space.group_id, Subject.GROUP, events)


def _stay(group: InventedGroup, *, days: int = 9, place: bytes = PLACE) -> SubjectId:
    subject, now = group.open_case(), group.clock()
    stay = PeoplePlaced(placement=b"s", place=place, people=1, since=now, until=after(now, days * DAY))
    group.write(subject, stay)
    return subject


def _expected(group: InventedGroup, subject: SubjectId) -> None:
    group.write(subject, CheckInExpected(checkin=b"c", who="azure-heron", due=after(group.clock(), HOUR)))


def test_silence_alarms_once_its_time_is_past(group: InventedGroup) -> None:
    _expected(group, group.open_case())
    group.clock.forward(HOUR)
    assert _says(group) == []
    group.clock.forward(1)
    assert _says(group) == ["A check-in is overdue."]


@pytest.mark.parametrize("ahead", [0, 1, 365 * DAY])
def test_duress_alarms_at_once_whatever_the_clock_of_who_wrote_it(group: InventedGroup, ahead: int) -> None:
    """The harm: a laptop that is a year ahead writes the cry down, and the others are told in a year."""
    subject = group.open_case()
    _expected(group, subject)
    group.write(subject, CheckedIn(checkin=b"c", heard=Heard.DURESS, happened_at=after(group.clock(), ahead)))
    assert _says(group) == ["The phrase of duress was used."]


def test_thousands_of_old_tasks_hide_no_alarm_and_no_check_in(group: InventedGroup) -> None:
    """The harm: the list is cut after the oldest lines, and the newest is the one that matters."""
    busy, silent = group.open_case("azure-heron"), group.open_case("brisk-otter")
    tasks = [TaskAdded(task=number.to_bytes(2, "big"), text="x", due=Instant(number)) for number in range(1_200)]
    group.write(busy, *tasks)
    _expected(group, silent)
    assert Due.CHECK_IN in {line.kind for line in today.today(group.space).due}
    group.clock.forward(2 * HOUR)
    assert _says(group) == ["A check-in is overdue."]


@pytest.mark.parametrize("status", [Status.SUSPECTED, Status.BURNT])
def test_a_place_in_danger_alarms_everybody_in_it(group: InventedGroup, status: Status) -> None:
    _place(group)
    subject = _stay(group)
    assert _says(group) == []
    _place(group, status)
    (line,) = today.alarms(group.space)
    assert line.case == subject


def test_a_place_that_nobody_knows_alarms(group: InventedGroup) -> None:
    _stay(group, place=b"?" * 16)
    assert _says(group) == [shelter.DANGER_NAMES[shelter.Danger.UNKNOWN_PLACE]]


def test_a_stay_beyond_its_end_alarms_although_every_place_is_open(group: InventedGroup) -> None:
    _place(group)
    _stay(group, days=1)
    group.clock.forward(DAY - 1)
    assert _says(group) == []
    group.clock.forward(1)
    assert _says(group) == [shelter.DANGER_NAMES[shelter.Danger.REVIEW_OVERDUE]]


def test_whoever_is_still_in_a_burnt_place_alarms_even_if_the_case_is_closed(group: InventedGroup) -> None:
    _place(group)
    subject = _stay(group)
    group.write(subject, StageMoved(to=Stage.CLOSED))
    _place(group, Status.BURNT)
    assert len(_says(group)) == 1


@settings(max_examples=40, deadline=None)
@given(st.lists(ANY_OF_A_CASE, max_size=10), st.integers(-DAY, 2 * DAY))
def test_today_alarms_for_exactly_what_the_guards_of_the_case_see(said: list[Event], later: int) -> None:
    group = InventedGroup()
    _place(group)
    subject = _stay(group)
    group.write(subject, *said)
    group.clock.forward(later)
    file, now = group.space.case(subject), group.clock()
    assert len(today.alarms(group.space)) == situation.situation(file, group.space.group().places, now).alarms_open
    shown = today.today(group.space)
    assert {line.case for line in shown.due} <= {subject}


def test_my_cases_are_those_that_i_look_after(group: InventedGroup) -> None:
    subject = group.open_case()
    assert [each.id for each in today.today(group.space).mine] == [subject]
    group.write(subject, StageMoved(to=Stage.CLOSED))
    assert today.today(group.space).mine == ()
    assert cases.count_by_stage(group.space) == {Stage.CLOSED: 1}
