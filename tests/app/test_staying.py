"""Stays and places: both halves of a move or neither, and room is counted over all cases."""

import pytest

from kunak.app import staying
from kunak.base.errors import Refused
from kunak.base.ids import SubjectId
from kunak.base.instants import DAY, after
from kunak.casework.shelter import PeoplePlaced, PlaceRecord, Status
from kunak.testing.group import InventedGroup


@pytest.fixture
def group() -> InventedGroup:
    return InventedGroup()


def place(group: InventedGroup, label: str = "Lamp", capacity: int = 2) -> bytes:
    record = PlaceRecord(label=label, region="North", address="Cloud Street", capacity=capacity, host="a friend")
    return staying.add(group.space, record=record, reason="Adam looked at it")


def wanted(group: InventedGroup, where: bytes, people: int = 1) -> PeoplePlaced:
    now = group.clock()
    return PeoplePlaced(
        placement=group.space.new_id(), place=where, people=people, since=now, until=after(now, 9 * DAY)
    )


def people_in(group: InventedGroup, subject: SubjectId) -> list[int]:
    return [stay.people for stay in group.space.case(subject).placements.open]


def test_room_is_counted_over_all_cases(group: InventedGroup) -> None:
    where = place(group)
    one, other = group.open_case("one-case"), group.open_case("other-case")
    staying.place(group.space, one, wanted(group, where))
    with pytest.raises(Refused, match="not enough room"):
        staying.place(group.space, other, wanted(group, where, 2))
    staying.place(group.space, other, wanted(group, where))
    assert {subject for subject, _ in staying.staying(group.space)} == {one, other}


def test_a_move_is_whole_or_does_not_happen(group: InventedGroup) -> None:
    subject, where, full = group.open_case(), place(group), place(group, "Nook", 1)
    first = wanted(group, where, 2)
    staying.place(group.space, subject, first)
    with pytest.raises(Refused):
        staying.move(
            group.space, subject, placement=first.placement, wanted=wanted(group, full, 2), reason="a car outside"
        )
    assert people_in(group, subject) == [2]
    wide = place(group, "Hall", 5)
    staying.move(group.space, subject, placement=first.placement, wanted=wanted(group, wide, 2), reason="a car outside")
    assert [stay.place for stay in group.space.case(subject).placements.open] == [wide]


def test_whoever_leaves_a_full_place_may_stay_in_it_under_new_terms(group: InventedGroup) -> None:
    subject, where = group.open_case(), place(group, capacity=2)
    first = wanted(group, where, 2)
    staying.place(group.space, subject, first)
    staying.move(group.space, subject, placement=first.placement, wanted=wanted(group, where, 2), reason="longer")
    assert people_in(group, subject) == [2]


def test_nobody_is_placed_where_somebody_was_found(group: InventedGroup) -> None:
    where = place(group)
    staying.judge(group.space, place=where, status=Status.BURNT, reason="a car outside")
    with pytest.raises(Refused, match="Nobody may be placed here"):
        staying.place(group.space, group.open_case(), wanted(group, where))
