import random
from collections.abc import Callable
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from kunak.log.heads import digest, latest

Make = Callable[[int], Any]


@given(st.randoms(use_true_random=False))
def test_the_digest_does_not_depend_on_the_order_of_arrival(writer: Make, dice: random.Random) -> None:
    devices = [writer(number) for number in range(1, 4)]
    events = [device.write() for device in devices for _ in range(3)]
    known = [(event.id, event.header) for event in events]
    expected = digest(latest(known))
    dice.shuffle(known)
    assert digest(latest(known)) == expected
    assert len(expected) == 32


def test_the_head_of_a_device_is_its_last_event(writer: Make) -> None:
    device = writer(1)
    first, second = device.write(), device.write()
    assert latest([(second.id, second.header), (first.id, first.header)]) == [(device.device, 2, second.id)]


def test_one_more_event_makes_another_digest(writer: Make) -> None:
    device = writer(1)
    first = device.write()
    before = digest(latest([(first.id, first.header)]))
    second = device.write()
    assert digest(latest([(first.id, first.header), (second.id, second.header)])) != before
    assert digest([]) not in {before, b""}


def test_of_a_forged_twin_all_choose_the_same(writer: Make) -> None:
    one, two = writer(1), writer(1)
    left, right = one.write(b"left"), two.write(b"right")
    known = [(left.id, left.header), (right.id, right.header)]
    assert latest(known) == latest(known[::-1]) == [(one.device, 1, max(left.id, right.id))]
