import random
from collections.abc import Callable, Iterable
from itertools import pairwise
from typing import Any

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from kunak.base.ids import EventId
from kunak.log import merge
from kunak.log.envelope import Envelope

Make = Callable[[int], Any]


def order(events: Iterable[Envelope]) -> list[Envelope]:
    """The envelopes in the order in which everybody puts them."""
    known = {event.id: event for event in events}
    return [known[each.id] for each in merge.order(merge.placed(event.id, event.header) for event in known.values())]


def history(writer: Make, steps: list[tuple[int, bool]]) -> list[Envelope]:
    """Write one event a step; some see all heads, some only their own device's past."""
    devices = {number: writer(number) for number in range(1, 5)}
    heads: dict[int, EventId] = {}
    events = []
    for number, looks in steps:
        parents = tuple(set(heads.values())) if looks else ()
        event = devices[number].write(parents=parents)
        heads = {number: event.id} if looks else {**heads, number: event.id}
        events.append(event)
    return events


def places(events: list[Envelope]) -> dict[bytes, int]:
    return {event.id: place for place, event in enumerate(events)}


STEPS = st.lists(st.tuples(st.integers(1, 4), st.booleans()), max_size=25)


@settings(max_examples=100, deadline=None)
@given(STEPS, st.randoms(use_true_random=False), st.data())
def test_the_order_is_the_same_whatever_arrived_first(
    writer: Make, steps: list[tuple[int, bool]], dice: random.Random, data: st.DataObject
) -> None:
    events = history(writer, steps)
    lost = data.draw(st.integers(0, len(events)))
    kept = events[:lost] + events[lost + 1 :]
    expected = order(kept)
    shuffled = [*kept, *kept[:3]]
    dice.shuffle(shuffled)
    assert order(shuffled) == expected
    assert sorted(event.id for event in expected) == sorted(event.id for event in kept)


@settings(max_examples=100, deadline=None)
@given(STEPS, st.data())
def test_nothing_stands_before_what_its_writer_had_seen(
    writer: Make, steps: list[tuple[int, bool]], data: st.DataObject
) -> None:
    events = history(writer, steps)
    lost = data.draw(st.integers(0, len(events)))
    ordered = order(events[:lost] + events[lost + 1 :])
    place = places(ordered)
    for event in ordered:
        for cause in (event.header.prev, *event.header.parents):
            assert place.get(cause, -1) < place[event.id]
    for number in {event.header.device for event in ordered}:
        own = [event.header.seq for event in ordered if event.header.device == number]
        assert own == sorted(own), "a gap does not turn a device's own events around"


def test_clocks_decide_nothing(writer: Make) -> None:
    one, two = writer(1), writer(2)
    first = one.seal(msgspec.structs.replace(one.draft(), clock=2**50))
    second = two.seal(msgspec.structs.replace(two.draft(parents=(first.id,)), clock=0))
    assert order([second, first]) == [first, second]


def test_between_events_that_did_not_know_of_each_other_the_smaller_id_comes_first(writer: Make) -> None:
    events = [writer(number).write() for number in range(1, 9)]
    assert [event.id for event in order(events)] == sorted(event.id for event in events)


def test_membership_heads_are_causes_too(writer: Make) -> None:
    for salt in range(5):
        removal = writer(1).write(bytes([salt]))
        after = writer(2).write(heads=(removal.id,))
        assert order([after, removal]) == [removal, after]


def test_a_device_that_lies_about_its_numbers_loses_no_event_and_contradicts_no_hash(writer: Make) -> None:
    """The harm: a forged number makes a ring, and the fold of every laptop stops."""
    device, honest = writer(1), writer(2)
    device.seq, device.prev = 4, bytes(32)
    fifth = device.write()
    device.seq, device.prev = 2, bytes(32)
    third = device.write(parents=(fifth.id,))
    witness = honest.write(parents=(third.id,))
    assert order([witness, third, fifth]) == order([fifth, witness, third]) == [fifth, third, witness]


def twin(events: list[Envelope]) -> list[bytes]:
    """The specification, slowly: again and again the smallest event that nothing holds back."""
    waiting = {event.id: event.header for event in events}
    before: dict[bytes, bytes] = {}
    for device in {header.device for header in waiting.values()}:
        chain = sorted((header.seq, name) for name, header in waiting.items() if header.device == device)
        before |= {later: earlier for (_, earlier), (_, later) in pairwise(chain)}
    out: list[bytes] = []
    while waiting:
        free = [
            name
            for name, header in waiting.items()
            if not {header.prev, *header.parents, *header.heads} & waiting.keys()
        ]
        first = min([name for name in free if before.get(name) not in waiting] or free)
        out.append(first)
        del waiting[EventId(first)]
    return out


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(st.integers(1, 2), st.integers(1, 6), st.lists(st.integers(0, 9), max_size=2)), max_size=10))
def test_even_with_forged_numbers_the_order_is_the_specifications(
    writer: Make, forged: list[tuple[int, int, list[int]]]
) -> None:
    events: list[Envelope] = []
    for number, seq, parents in forged:
        device = writer(number)
        device.seq, device.prev = seq - 1, bytes(32) if seq > 1 else b""
        known = tuple({events[parent].id for parent in parents if parent < len(events)})
        events.append(device.write(bytes([len(events)]), parents=known))
    assert [event.id for event in order(events)] == twin(events)


def test_a_long_chain_does_not_recurse(writer: Make) -> None:
    device = writer(1)
    events = [device.write() for _ in range(3_000)]
    assert order(events[::-1]) == events
