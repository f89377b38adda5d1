"""No event is ever unreadable: every one survives its bytes, and what is none is shown as unknown."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kunak.base import canonical
from kunak.base.instants import Instant
from kunak.casework import catalogue
from kunak.casework.catalogue import EVENT_TYPES, kind_of
from kunak.casework.details import NoteAdded
from kunak.casework.facts import Event, Unknown
from kunak.casework.retention import RetentionSet
from kunak.log import codec
from kunak.testing.events import EVENT_OF, events

KINDS = sorted(str(each.__struct_config__.tag) for each in EVENT_TYPES)
PLAIN: Any = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**64), 2**64 - 1) | st.binary(max_size=9) | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner, max_size=3),
    max_leaves=8,
)


@given(events())
def test_every_event_comes_back_from_its_bytes(event: Event) -> None:
    assert codec.from_body(kind_of(event), codec.to_body(event)) == event


@pytest.mark.parametrize("event_type", EVENT_TYPES, ids=lambda each: each.__name__)
@settings(max_examples=20)
@given(data=st.data())
def test_every_kind_comes_back_from_its_bytes(event_type: type[Event], data: st.DataObject) -> None:
    event = data.draw(EVENT_OF[event_type])
    body = codec.to_body(event)
    again = codec.from_body(kind_of(event), body)
    assert again == event
    assert type(again) is event_type
    assert codec.to_body(again) == body


@given(events())
def test_the_kind_stands_in_the_header_and_not_in_the_body(event: Event) -> None:
    assert "type" not in catalogue.to_plain(event)


@given(st.sampled_from(KINDS) | st.text(max_size=20), st.binary(max_size=60))
def test_noise_is_unknown_or_an_event_that_we_would_have_written(kind: str, noise: bytes) -> None:
    event = codec.from_body(kind, noise)
    assert event == Unknown(kind=kind) or kind_of(event) == kind


@given(st.sampled_from([*KINDS, "unknown", "type", ""]), PLAIN)
def test_a_body_of_another_shape_is_unknown(kind: str, plain: Any) -> None:
    event = codec.from_body(kind, canonical.encode(plain))
    assert kind_of(event) == kind
    if not isinstance(event, Unknown):
        assert set(catalogue.to_plain(event)) >= set(plain) & set(event.__struct_fields__)


@given(events(), st.data())
def test_a_body_that_lacks_a_field_is_unknown(event: Event, data: st.DataObject) -> None:
    needed = [name for name in event.__struct_fields__ if name not in _with_defaults(event)]
    lacking = data.draw(st.sampled_from(needed))
    plain = {name: value for name, value in catalogue.to_plain(event).items() if name != lacking}
    assert catalogue.from_plain(kind_of(event), plain) == Unknown(kind=kind_of(event))


@given(events())
def test_a_body_that_names_its_own_kind_is_unknown(event: Event) -> None:
    """The harm: a header says one thing and the body another, and two readers believe different halves."""
    plain = catalogue.to_plain(event) | {"type": kind_of(event)}
    assert catalogue.from_plain(kind_of(event), plain) == Unknown(kind=kind_of(event))


def test_a_kind_of_a_newer_version_is_unknown_and_keeps_its_name() -> None:
    assert codec.from_body("route.imagined", _body(text="?")) == Unknown(kind="route.imagined")


def test_nothing_passes_for_unknown_by_calling_itself_so() -> None:
    assert codec.from_body("unknown", _body(kind="group.founded")) == Unknown(kind="unknown")


def test_half_a_surrogate_pair_is_refused_before_anything_is_signed() -> None:
    with pytest.raises(canonical.NotCanonical):
        codec.to_body(NoteAdded(text="\ud800"))


def _body(**fields: Any) -> bytes:
    return canonical.encode(fields)


def test_text_is_never_taken_for_bytes() -> None:
    assert codec.from_body("case.task_done", _body(task="YWJj")) == Unknown(kind="case.task_done")


def test_no_two_kinds_share_a_name() -> None:
    assert len(set(KINDS)) == len(EVENT_TYPES)


def _with_defaults(event: Event) -> tuple[str, ...]:
    number = len(type(event).__struct_defaults__)
    return event.__struct_fields__[len(event.__struct_fields__) - number :] if number else ()


KIND = "retention.set"


@pytest.mark.parametrize("number", [2**62 + 1, 2**64 - 1, -(2**64)])
def test_an_event_with_too_large_a_number_is_neither_written_nor_read(number: int) -> None:
    with pytest.raises(canonical.NotCanonical):
        codec.to_body(RetentionSet(until=Instant(number), reason="x"))
    plain: Any = {"until": number, "reason": "x", "supersedes": []}
    body = canonical.encode(plain)
    assert codec.from_body(KIND, body) == Unknown(kind=KIND)
    deep: Any = {"until": 1, "reason": "x", "supersedes": [{"deep": [number]}]}
    nested = canonical.encode(deep)
    assert codec.from_body(KIND, nested) == Unknown(kind=KIND)


@pytest.mark.parametrize("number", [2**62, -(2**62), 0])
def test_the_largest_that_fit_are_both(number: int) -> None:
    event = RetentionSet(until=Instant(number), reason="x")
    assert codec.from_body(KIND, codec.to_body(event)) == event
