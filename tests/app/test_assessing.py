"""Marks and a level are written together or not at all, and the level is judged in the light of the marks."""

import pytest

from kunak.app import assessing
from kunak.app.assessing import Chosen, Marked, Several
from kunak.base.instants import HOUR, after
from kunak.casework import assessment
from kunak.casework.assessment import Basis, Level, Mark, Presence
from kunak.casework.factors import CRITICAL
from kunak.testing.group import InventedGroup

SPOKEN = tuple(Marked(factor, Mark(Presence.ABSENT, Basis.SAID)) for factor in CRITICAL)


@pytest.fixture
def group() -> InventedGroup:
    return InventedGroup()


def test_all_that_is_wrong_with_the_marks_is_said_at_once_and_nothing_is_written(group: InventedGroup) -> None:
    subject = group.open_case()
    marks = (*SPOKEN, Marked("no_money", Mark(Presence.PRESENT)), Marked("no_money_at_all", Mark(Presence.UNKNOWN)))
    with pytest.raises(Several) as refused:
        assessing.assess(group.space, subject, marks=marks, level=None, seen=())
    assert [error.field for error in refused.value.errors] == ["no_money", "no_money_at_all"]
    assert group.space.case(subject).assessment.marks == {}


def test_a_level_without_a_deadline_gets_the_latest_that_it_allows(group: InventedGroup) -> None:
    subject, now = group.open_case(), group.space.clock()
    level = Chosen(level=Level.EXTREME, reasons="said at the table")
    assessing.assess(group.space, subject, marks=SPOKEN, level=level, seen=())
    due = assessment.reassessment_due(group.space.case(subject).assessment)
    assert due is not None
    assert after(now, 24 * HOUR) <= due <= after(now, 25 * HOUR)


def test_levels_are_told_the_latest_first_with_what_still_stands(group: InventedGroup) -> None:
    subject = group.open_case()
    for reasons in ("first", "second"):
        standing = group.space.case(subject).assessment.level.heads
        level = Chosen(level=Level.EXTREME, reasons=reasons)
        assessing.assess(group.space, subject, marks=SPOKEN, level=level, seen=standing)
    told = assessing.levels(group.space, subject)
    assert [(each.event.reasons, each.standing) for each in told] == [("second", True), ("first", False)]
