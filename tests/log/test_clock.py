from hypothesis import given
from hypothesis import strategies as st

from kunak.base.instants import DAY, Instant
from kunak.log.clock import shown, tick

NOW = Instant(1_800_000_000_000)


def test_the_clock_shows_the_instant_it_was_given() -> None:
    assert shown(tick(NOW, seen=0)) == NOW


@given(st.integers(-DAY, 2**41), st.integers(0, 2**57))
def test_the_clock_never_runs_backwards_even_if_the_laptops_does(now: int, seen: int) -> None:
    assert tick(Instant(now), seen=seen) > seen


def test_two_events_of_one_millisecond_are_told_apart() -> None:
    first = tick(NOW, seen=0)
    assert shown(tick(NOW, seen=first)) == NOW
    assert tick(NOW, seen=first) == first + 1
