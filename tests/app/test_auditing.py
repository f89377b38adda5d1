"""The trail: who did what and when, without what was said."""

import msgspec
import pytest

from kunak.app import auditing, cases
from kunak.app.auditing import AREA_NAMES
from kunak.base.errors import BadInput
from kunak.casework.catalogue import EVENT_TYPES
from kunak.casework.compartments import Kind, Subject
from kunak.testing.group import InventedGroup


@pytest.fixture
def group() -> InventedGroup:
    return InventedGroup()


def test_an_entry_names_time_member_kind_and_subject_and_nothing_of_what_was_said(group: InventedGroup) -> None:
    case = group.open_case("azure-heron")
    cases.note(group.space, case, kind=Kind.HEALTH, text="needs her inhaler")
    (entry,) = auditing.trail(group.space, limit=1)
    assert (entry.by, entry.kind, entry.code) == ("Aluna", "details.noted", "azure-heron")
    assert (entry.subject, entry.subject_type, entry.part) == (case, Subject.CASE, "Health")
    assert "inhaler" not in repr(msgspec.structs.astuple(entry))


def test_the_trail_narrows_to_a_case_and_to_a_kind_of_work(group: InventedGroup) -> None:
    one, other = group.open_case("azure-heron"), group.open_case("misty-pebble")
    cases.note(group.space, other, kind=Kind.DESK, text="rain")
    of_one = auditing.trail(group.space, limit=50, subject=one)
    assert {entry.code for entry in of_one} == {"azure-heron"}
    assert [entry.kind for entry in auditing.trail(group.space, limit=50, area="details")] == ["details.noted"]
    with pytest.raises(BadInput):
        auditing.trail(group.space, limit=5, area="nonsense")


def test_the_trail_is_whole_when_read_page_by_page(group: InventedGroup) -> None:
    group.open_case()
    pages, before = [], None
    while found := auditing.trail(group.space, limit=3, before=before):
        pages += [entry.n for entry in found]
        before = found[-1].n
    assert pages == list(range(group.log.count, 0, -1))


def test_every_kind_of_event_belongs_to_a_kind_of_work() -> None:
    areas = {str(each.__struct_config__.tag).partition(".")[0] for each in EVENT_TYPES}
    assert areas <= set(AREA_NAMES)
