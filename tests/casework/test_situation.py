"""A case summed up: what is due, and what the guards see."""

from hypothesis import given, settings

from kunak.base.instants import HOUR, Instant
from kunak.casework import situation
from kunak.casework.case import Stage, StageMoved, TaskAdded
from kunak.casework.compartments import Kind
from kunak.casework.plan import Leg, LegReported, LegStep, Means, PlanDrafted
from kunak.casework.retention import RetentionSet
from kunak.casework.shelter import PeoplePlaced
from kunak.casework.situation import DUE_NAMES, Due
from kunak.casework.subjects import CASE, CaseFile, Entry
from kunak.testing.events import ANY_OF_A_CASE, entries, told

LEG = Leg(id=b"1", origin="a", destination="b", departs=Instant(1), arrives=Instant(2), means=Means.BUS)
NOW = Instant(99 * HOUR)


def _file(*said: object) -> CaseFile:
    return CASE.all(Entry(CASE.home(fact.event) or Kind.DESK, fact) for fact in told(*said))  # type: ignore[arg-type]


def _left(step: LegStep, at: int) -> LegReported:
    return LegReported(leg=LEG.id, step=step, happened_at=Instant(at))


def test_while_a_leg_is_under_way_the_last_movement_is_now() -> None:
    moving = _file(PlanDrafted(legs=(LEG,)), _left(LegStep.DEPART, 5))
    assert situation.last_movement(moving, NOW) == NOW
    assert situation.last_movement(moving) == 5
    arrived = _file(PlanDrafted(legs=(LEG,)), _left(LegStep.DEPART, 5), _left(LegStep.ARRIVE, 6))
    assert situation.last_movement(arrived, NOW) == 6
    assert situation.last_movement(CaseFile(), NOW) is None


def test_a_closed_case_is_due_for_its_end_and_for_who_is_still_in_a_place() -> None:
    stay = PeoplePlaced(placement=b"s", place=b"p", people=1, since=Instant(1), until=Instant(2))
    kept = RetentionSet(until=Instant(9), reason="x")
    dues = situation.deadlines(_file(StageMoved(to=Stage.CLOSED), stay, kept))
    assert [(due.kind, due.place) for due in dues] == [(Due.STAY, b"p"), (Due.RETENTION, b"")]


def test_the_next_deadline_comes_first() -> None:
    tasks = [TaskAdded(task=bytes([due]), text=str(due), due=Instant(due)) for due in (5, 3, 4)]
    file = _file(*tasks)
    assert [due.what for due in situation.deadlines(file)] == ["3", "4", "5"]
    line = situation.summary(file)
    assert line.next_due is not None
    assert line.next_due.due == 3


@settings(max_examples=60, deadline=None)
@given(entries(CASE, ANY_OF_A_CASE))
def test_what_is_done_is_not_due(history: list[Entry]) -> None:
    file = CASE.all(history)
    tasks = [due for due in situation.deadlines(file) if due.kind is Due.TASK]
    assert len(tasks) == sum(task.due is not None for task in file.case.open_tasks)


def test_every_deadline_has_a_name_to_show() -> None:
    assert set(DUE_NAMES) == set(Due)
