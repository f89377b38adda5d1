"""Every fact is folded somewhere or shown aside; nothing is dropped, in whatever order it comes."""

from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kunak.base.ids import EventId
from kunak.base.instants import Instant
from kunak.casework import circles, situation, subjects
from kunak.casework.catalogue import EVENT_TYPES, from_plain, kind_of, to_plain
from kunak.casework.compartments import CompartmentOpened, Kind
from kunak.casework.details import FIELDS, DetailWritten, Known, NoteAdded
from kunak.casework.facts import Event, Fact, Unknown
from kunak.casework.members import events as members
from kunak.casework.request import RequestReceived
from kunak.casework.subjects import (
    CASE,
    CASE_PARTS,
    GROUP,
    GROUP_PARTS,
    INCIDENT,
    INCIDENT_PARTS,
    REQUEST,
    REQUEST_PARTS,
    SOURCE,
    SOURCE_PARTS,
    Entry,
    Fold,
    Part,
)
from kunak.testing.events import DEVICES, EVENT_IDS, EVENT_OF, UNKNOWN, entries, events, told

FOLDS: dict[str, tuple[Fold[Any], tuple[Part, ...]]] = {
    "case": (CASE, CASE_PARTS),
    "request": (REQUEST, REQUEST_PARTS),
    "group": (GROUP, GROUP_PARTS),
    "incident": (INCIDENT, INCIDENT_PARTS),
    "source": (SOURCE, SOURCE_PARTS),
}
ANYTHING = events() | UNKNOWN


@pytest.mark.parametrize("name", FOLDS)
@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_any_facts_in_any_order_fold_and_none_is_an_error(name: str, data: st.DataObject) -> None:
    fold, _ = FOLDS[name]
    file = fold.all(data.draw(entries(fold, ANYTHING)))
    assert all(isinstance(entry, Entry) for entry in file.aside)


@settings(max_examples=150, deadline=None)
@given(entries(CASE, events(tuple(event for part in CASE_PARTS for event in part.events))), st.integers())
def test_every_view_of_any_case_can_be_shown(history: list[Entry], now: int) -> None:
    """The harm: one odd fact and the page of the case, or the list of all cases, no longer opens."""
    file = CASE.all(history)
    line = situation.summary(file)
    assert line.open_tasks == len(file.case.open_tasks)
    assert situation.situation(file, subjects.GroupFile().places, Instant(now)).alarms_open >= 0
    assert list(situation.deadlines(file)) == sorted(situation.deadlines(file), key=lambda d: (d.due, d.kind.value))
    assert isinstance(situation.last_movement(file), int | None)
    assert all(file.details.value(name) is not None for name in FIELDS)


@pytest.mark.parametrize("name", FOLDS)
@pytest.mark.parametrize("event_type", EVENT_TYPES, ids=lambda each: each.__name__)
@settings(max_examples=8, deadline=None)
@given(data=st.data())
def test_a_fact_out_of_place_is_set_aside_and_changes_nothing(
    name: str, event_type: type[Event], data: st.DataObject
) -> None:
    """The harm: who may write in one part of a case speaks in the name of another."""
    fold, _ = FOLDS[name]
    event = data.draw(EVENT_OF[event_type])
    kind = data.draw(st.sampled_from(Kind))
    entry = Entry(kind, told(event)[0])
    file = fold.step(fold.empty, entry)
    at_home = fold.home(event) in {None, kind} and _has_part(FOLDS[name][1], event_type)
    assert (entry in file.aside) is not (at_home or isinstance(event, CompartmentOpened))
    if entry in file.aside:
        assert _without_aside(file) == _without_aside(fold.empty)


@pytest.mark.parametrize("name", FOLDS)
@pytest.mark.parametrize("event_type", EVENT_TYPES, ids=lambda each: each.__name__)
@settings(max_examples=8, deadline=None)
@given(data=st.data())
def test_a_fact_leaves_a_mark_on_the_file(name: str, event_type: type[Event], data: st.DataObject) -> None:
    """Nothing is dropped: what fits no rule is kept as impossible, what fits no table is set aside."""
    fold, _ = FOLDS[name]
    event = _with_words(data.draw(EVENT_OF[event_type]))
    entry = Entry(fold.home(event) or Kind.DESK, told(event)[0])
    file = fold.step(fold.empty, entry)
    assert file != fold.empty or isinstance(event, (CompartmentOpened, *members.EVENTS))


@given(st.sampled_from(Kind), UNKNOWN)
def test_what_a_newer_version_wrote_is_shown_as_unreadable(kind: Kind, event: Unknown) -> None:
    entry = Entry(kind, told(event)[0])
    for fold, _ in FOLDS.values():
        file: Any = fold.step(fold.empty, entry)
        assert subjects.unreadable(file) == (entry,)


@given(events(), st.data())
def test_a_mis_shaped_body_becomes_unknown_and_is_shown(event: Event, data: st.DataObject) -> None:
    plain = to_plain(event)
    name = data.draw(st.sampled_from(sorted(plain)))
    read = from_plain(kind_of(event), plain | {name: {"not": ["what", "was", "meant"]}})
    assert read == Unknown(kind=kind_of(event))
    file = CASE.step(CASE.empty, Entry(Kind.DESK, told(read)[0]))
    assert [entry.fact.event for entry in subjects.unreadable(file)] == [read]


def test_every_event_has_a_place_in_some_file() -> None:
    placed = {event for _, parts in FOLDS.values() for part in parts for event in part.events}
    # Announcements of keys belong to no file: they have a compartment and a fold of their own.
    assert placed | {CompartmentOpened, *circles.EVENTS} == set(EVENT_TYPES)


@pytest.mark.parametrize("name", FOLDS)
def test_no_event_has_two_places_in_one_file(name: str) -> None:
    placed = [event for part in FOLDS[name][1] for event in part.events]
    assert len(placed) == len(set(placed))


@pytest.mark.parametrize("field", FIELDS)
def test_a_field_is_written_in_its_own_compartment_only(field: str) -> None:
    written = DetailWritten(field=field, value="x", known_to_pursuers=Known.NO)
    for kind in Kind:
        file = CASE.step(CASE.empty, Entry(kind, told(written)[0]))
        assert bool(file.details.field(field).writes) is (kind is FIELDS[field].kind)


@pytest.mark.parametrize("kind", Kind)
def test_a_note_stands_wherever_it_was_written(kind: Kind) -> None:
    file = CASE.step(CASE.empty, Entry(kind, told(NoteAdded(text="tired"))[0]))
    assert [note.text for note in file.details.notes] == ["tired"]


def test_two_folds_of_the_same_facts_are_equal_however_they_were_cut() -> None:
    note = NoteAdded(text="tired")
    history = [Entry(Kind.HEALTH, Fact(EventId(each), DEVICES[0], Instant(0), note)) for each in EVENT_IDS[:9]]
    at_once = CASE.all(history)
    stepwise = CASE.empty
    for entry in history:
        stepwise = CASE.step(stepwise, entry)
    assert at_once == stepwise


def test_a_message_is_nothing_that_a_case_can_say() -> None:
    received = RequestReceived(channel="email", sender="", reply_to="", subject="", text="help")
    file = CASE.step(CASE.empty, Entry(Kind.CONTACT, told(received)[0]))
    assert [entry.fact.event for entry in file.aside] == [received]


def _has_part(parts: tuple[Part, ...], event_type: type[Event]) -> bool:
    return any(event_type in part.events for part in parts)


def _with_words(event: Event) -> Event:
    empty = [name for name, value in to_plain(event).items() if isinstance(value, str) and not value.strip()]
    texts = [name for name in empty if isinstance(getattr(event, name), str)]
    return msgspec.structs.replace(event, **dict.fromkeys(texts, "said"))


def _without_aside(file: Any) -> dict[str, Any]:
    return {name: getattr(file, name) for name in file.__struct_fields__ if name != "aside"}


def test_a_fold_of_nothing_is_the_empty_file() -> None:
    for fold, _ in FOLDS.values():
        assert fold.all([]) == fold.empty
