"""Every event has its sentence, every place in it is filled, and no secret stands in it."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kunak.app.telling import is_told, tell
from kunak.casework.catalogue import EVENT_TYPES
from kunak.casework.checkins import PhrasesAgreed
from kunak.casework.facts import Event, Unknown
from kunak.casework.plan import PlanDrafted
from kunak.testing.events import EVENT_OF, UNKNOWN

PLACES = re.compile(r"%\((\w+)\)[sd]")


@pytest.mark.parametrize("event_type", [*EVENT_TYPES, Unknown], ids=lambda each: each.__name__)
def test_every_event_has_a_sentence(event_type: type[Event]) -> None:
    assert is_told(event_type)


@pytest.mark.parametrize("event_type", EVENT_TYPES, ids=lambda each: each.__name__)
@settings(max_examples=15, deadline=None)
@given(data=st.data())
def test_every_place_of_the_sentence_is_filled(event_type: type[Event], data: st.DataObject) -> None:
    told = tell(data.draw(EVENT_OF[event_type]))
    assert set(PLACES.findall(told.sentence)) == set(told.details)
    assert "%(" not in PLACES.sub("", told.sentence)
    assert told.sentence % told.details


@given(UNKNOWN)
def test_what_is_not_understood_is_told_by_its_kind(event: Unknown) -> None:
    told = tell(event)
    assert event.kind in told.sentence % told.details


@settings(max_examples=50, deadline=None)
@given(EVENT_OF[PlanDrafted])
def test_a_plan_is_told_without_its_way_and_its_words(event: PlanDrafted) -> None:
    """The harm: a timeline over somebody's shoulder tells the route and what is said at the meeting."""
    told = tell(event)
    assert told.details == {"count": len(event.legs)}


def test_the_phrases_are_never_told() -> None:
    told = tell(PhrasesAgreed(well="the blue kettle", duress="the red kettle"))
    assert "kettle" not in told.sentence % told.details
