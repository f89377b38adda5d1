"""Fields and notes of a case as forms write them, and who may read what of it."""

import pytest

from kunak.app import cases
from kunak.app.cases import Change
from kunak.base.errors import Refused
from kunak.base.ids import SubjectId
from kunak.casework.compartments import Kind
from kunak.casework.details import Detail, Known
from kunak.testing.group import InventedGroup

NOTHING = Detail("", Known.UNKNOWN)


@pytest.fixture
def group() -> InventedGroup:
    return InventedGroup()


@pytest.fixture
def case(group: InventedGroup) -> SubjectId:
    return group.open_case()


def test_a_field_that_was_not_changed_is_not_written(group: InventedGroup, case: SubjectId) -> None:
    before = group.log.count
    cases.write_details(group.space, case, {"home": Change(NOTHING, NOTHING, ())})
    assert group.log.count == before


def test_what_a_stale_form_has_not_seen_stands_beside_what_it_writes(group: InventedGroup, case: SubjectId) -> None:
    for home in ("Quellin", "Emmer"):
        cases.write_details(group.space, case, {"home": Change(NOTHING, Detail(home, Known.NO), ())})
    field = group.space.case(case).details.field("home")
    assert {write.value.value for write in field.writes} == {"Quellin", "Emmer"}
    decided = Change(NOTHING, Detail("Emmer", Known.NO), field.heads)
    cases.write_details(group.space, case, {"home": decided})
    assert not group.space.case(case).details.field("home").disputed


def test_a_form_with_one_wrong_field_writes_none(group: InventedGroup, case: SubjectId) -> None:
    long = Detail("x" * 5_000, Known.NO)
    changes = {"home": Change(NOTHING, Detail("Emmer", Known.NO), ()), "documents": Change(NOTHING, long, ())}
    with pytest.raises(Refused) as refused:
        cases.write_details(group.space, case, changes)
    assert refused.value.field == "documents"
    assert group.space.case(case).details.value("home") == ""


def test_notes_of_one_part_come_latest_first(group: InventedGroup, case: SubjectId) -> None:
    for text in ("one", "two"):
        cases.note(group.space, case, kind=Kind.HEALTH, text=text)
    cases.note(group.space, case, kind=Kind.DESK, text="elsewhere")
    found = [getattr(moment.entry.fact.event, "text", "") for moment in cases.notes(group.space, case, Kind.HEALTH)]
    assert found == ["two", "one"]


def test_whoever_is_shut_out_may_not_read(group: InventedGroup, case: SubjectId) -> None:
    health = frozenset({Kind.HEALTH})
    cases.check_readable(group.space, case, Kind.HEALTH)
    cases.let_in(group.space, case, member=group.second_member(), kinds=health, reason="medic")
    cases.shut_out(group.space, case, member=group.space.me().id, kinds=health, reason="not needed")
    assert cases.readable(group.space, case) == frozenset(Kind) - health
    with pytest.raises(Refused):
        cases.check_readable(group.space, case, Kind.HEALTH)
