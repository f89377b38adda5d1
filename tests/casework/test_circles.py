"""Which keys were announced to whom: the same whatever came first, and never written under a stranger's."""

import random
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kunak.base.ids import CompartmentId, DeviceId, EventId
from kunak.base.instants import Instant
from kunak.casework import circles
from kunak.casework.circles import CIRCLE_LASTS, Circles, CircleSealed, EpochsSealed, Grant, KeysWanted, Seal
from kunak.casework.facts import Event, Fact

A, B, C = (DeviceId(bytes([number]) * 16) for number in (1, 2, 3))
PART = CompartmentId(b"p" * 16)
NOW = Instant(1_000_000)


def fact(number: int, device: DeviceId, event: Event, at: int = 0) -> Fact:
    return Fact(EventId(bytes([number]) * 32), device, Instant(at), event)


def circle(name: bytes, *devices: DeviceId, to: tuple[DeviceId, ...] = ()) -> CircleSealed:
    seals = tuple(Seal(device, b"k" * 16, b"sealed") for device in to)
    return CircleSealed(circle=name * 16, devices=tuple(sorted(devices)), seals=seals)


def epochs(name: bytes, *numbers: int) -> EpochsSealed:
    return EpochsSealed(circle=name * 16, grants=tuple(Grant(PART, number, b"s") for number in numbers))


def folded(*facts: Fact) -> Circles:
    return circles.folded(facts)


ANNOUNCEMENTS = st.lists(
    st.one_of(
        st.builds(
            lambda name, devices, to: circle(name, *devices, to=tuple(to)),
            st.sampled_from([b"x", b"y"]),
            st.sets(st.sampled_from([A, B, C]), min_size=1),
            st.sets(st.sampled_from([A, B, C])),
        ),
        st.builds(epochs, st.sampled_from([b"x", b"y", b"z"]), st.integers(1, 4)),
        st.builds(lambda name: KeysWanted(circles=(name * 16,)), st.sampled_from([b"x", b"y"])),
    ),
    max_size=8,
)


@given(ANNOUNCEMENTS, st.data(), st.randoms(use_true_random=False))
def test_what_was_announced_does_not_depend_on_what_came_first(
    said: list[Event], data: st.DataObject, dice: random.Random
) -> None:
    facts = [
        fact(number, data.draw(st.sampled_from([A, B, C])), event, number) for number, event in enumerate(said, start=1)
    ]
    shuffled = list(facts)
    dice.shuffle(shuffled)
    one, other = circles.folded(facts), circles.folded(shuffled)
    assert one.circles == other.circles
    assert one.epochs_of(PART) == other.epochs_of(PART)
    assert one.wanted == other.wanted
    step = Circles()
    for each in shuffled:
        step = circles.evolve(step, each)
    assert step.circles == one.circles
    assert step.epochs_of(PART) == one.epochs_of(PART)


def test_what_a_circle_was_sealed_to_is_not_forgotten_where_another_set_was_heard_of_in_between() -> None:
    """The harm: two laptops that heard the same in two orders hold two truths about who was given a key."""
    facts = [
        fact(1, A, circle(b"x", A, B)),
        fact(2, A, circle(b"x", A, C)),
        fact(3, A, circle(b"x", A, B, to=(B,))),
    ]
    for order in permutations(facts):
        assert folded(*order).circles[b"x" * 16].reached == {(B, b"k" * 16)}


def test_nobody_gives_a_key_to_a_circle_that_they_are_not_in() -> None:
    """The harm: an outsider who knows a circle's secret, because it made it."""
    assert folded(fact(1, C, circle(b"x", A, B))).circles == {}


def written_under(state: Circles, *devices: DeviceId, held: tuple[int, ...] = (1, 2, 3), now: int = 10) -> int | None:
    found = circles.epoch_to_write(state, PART, frozenset(devices), held=held, now=Instant(now))
    return found.number if found else None


def test_one_writes_under_the_highest_epoch_that_exactly_the_readers_were_given() -> None:
    state = folded(
        fact(1, A, circle(b"x", A, B)),
        fact(2, A, epochs(b"x", 1, 2)),
        fact(3, A, circle(b"y", A, B, C)),
        fact(4, A, epochs(b"y", 3)),
    )
    assert written_under(state, A, B) == 2
    assert written_under(state, A, B, C) == 3
    assert written_under(state, A) is None


def test_after_a_removal_no_epoch_of_before_is_written_under() -> None:
    """The harm: a seized laptop reads on."""
    state = folded(fact(1, A, circle(b"y", A, B, C)), fact(2, A, epochs(b"y", 3)))
    assert written_under(state, A, B) is None


def test_a_strangers_epoch_is_never_written_under() -> None:
    """The harm: somebody who must not read announces a key for others to use."""
    state = folded(fact(1, A, circle(b"x", A, B)), fact(2, C, epochs(b"x", 3)))
    assert written_under(state, A, B) is None


def test_a_circle_grows_old() -> None:
    state = folded(fact(1, A, circle(b"x", A, B)), fact(2, A, epochs(b"x", 1)))
    assert written_under(state, A, B, now=CIRCLE_LASTS - 1) == 1
    assert written_under(state, A, B, now=CIRCLE_LASTS) is None


def test_an_epoch_whose_secret_is_not_here_is_not_written_under() -> None:
    state = folded(fact(1, A, circle(b"x", A, B)), fact(2, A, epochs(b"x", 1)))
    assert written_under(state, A, B, held=()) is None


@given(st.integers(0, 2**40 - 1), st.integers(0, 2**40 - 1), st.integers(0, 2**62))
def test_a_new_epoch_is_above_every_other_and_two_laptops_make_two(one: int, other: int, beyond: int) -> None:
    state = folded(fact(1, A, circle(b"x", A)), fact(2, A, epochs(b"x", 7)))
    first, second = (circles.next_number(state, PART, beyond=beyond, chance=chance) for chance in (one, other))
    assert first > max(7, beyond)
    assert (first == second) is (one == other)


def test_who_was_away_is_sealed_to_again_when_they_ask() -> None:
    state = folded(fact(1, A, circle(b"x", A, B, C, to=(B,))))
    now = {A: b"k" * 16, B: b"n" * 16, C: b"k" * 16}
    assert [lacking for _, lacking in circles.to_reseal(state, now)] == [(C,)]
    state = circles.evolve(state, fact(2, B, KeysWanted(circles=(b"x" * 16,))))
    assert [lacking for _, lacking in circles.to_reseal(state, now)] == [(B, C)]
    again = CircleSealed(circle=b"x" * 16, devices=(A, B, C), seals=(Seal(B, b"n" * 16, b""), Seal(C, b"k" * 16, b"")))
    assert list(circles.to_reseal(circles.evolve(state, fact(3, A, again)), now)) == []


def test_a_recipient_who_was_never_allowed_is_an_alarm() -> None:
    state = folded(fact(1, B, circle(b"y", A, B, C)), fact(2, B, epochs(b"y", 3)))
    (found,) = circles.strangers(state, PART, frozenset({A, B}))
    assert (found.device, found.author, found.epoch) == (C, B, 3)
    assert circles.strangers(state, PART, frozenset({A, B, C})) == ()


@pytest.mark.parametrize("first", [1, 2])
def test_of_two_circles_with_one_name_the_smaller_announcement_counts(first: int) -> None:
    """The harm: a second announcement that adds a reader to a circle which others trust."""
    one, other = fact(first, A, circle(b"x", A, B)), fact(3 - first, C, circle(b"x", A, B, C))
    expected = {A, B} if first == 1 else {A, B, C}
    assert folded(one, other).circles[b"x" * 16].devices == expected
    assert folded(other, one).circles[b"x" * 16].devices == expected
