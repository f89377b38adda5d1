"""A distribution over even steps: nothing of it is lost, and it lies where its quantiles say."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kunak.register.spread import masses, ticks

NUMBERS = st.floats(0, 1e7)


def drawn(quantiles: list[float], level: float, steps: int) -> tuple[float, ...]:
    """Return masses over steps that begin at the first quantile and end at the last."""
    width = (quantiles[-1] - quantiles[0]) / steps or 1.0
    return masses(quantiles, level=level, begin=quantiles[0], width=width, steps=steps)


@given(st.lists(NUMBERS, min_size=2, max_size=60).map(sorted), st.floats(0.5, 0.999), st.integers(1, 80))
def test_what_lies_between_the_ends_is_all_there(quantiles: list[float], level: float, steps: int) -> None:
    found = drawn(quantiles, level, steps)
    assert sum(found) == pytest.approx(level)
    assert min(found) >= 0
    assert len(found) == steps


@given(st.lists(NUMBERS, min_size=2, max_size=30).map(sorted), st.integers(2, 80))
def test_half_of_it_lies_on_either_side_of_the_middle(half: list[float], steps: int) -> None:
    quantiles = sorted([*half, *half])[1:]
    middle, low, high = quantiles[len(quantiles) // 2], quantiles[0], quantiles[-1]
    if high - low < 1:
        return
    found = drawn(quantiles, 1, steps)
    step = min(int((middle - low) / (high - low) * steps), steps - 1)
    # A neighbour that lies in less than one step may be put on the other side of its edge.
    around = 2
    assert sum(found[: max(step - around, 0)]) <= 0.5 + 1e-9
    assert sum(found[: step + around]) >= 0.5 - 1e-9


def test_an_even_spread_is_even_and_one_number_is_one_step() -> None:
    assert masses([0, 25, 50, 75, 100], level=1, begin=0, width=25, steps=4) == pytest.approx((0.25,) * 4)
    assert masses([10, 90], level=0.8, begin=0, width=20, steps=5) == pytest.approx((0.1, 0.2, 0.2, 0.2, 0.1))
    assert masses([7, 7, 7], level=0.95, begin=0, width=10, steps=2) == pytest.approx((0.95, 0))


@given(st.floats(0.1, 1e9))
def test_an_axis_has_few_round_numbers_and_reaches_what_it_shows(most: float) -> None:
    found = ticks(most)
    assert found[0] == 0
    assert found[-2] < most <= found[-1]
    assert 2 <= len(found) <= 6
    assert len({after - before for before, after in pairwise(found)}) == 1


def test_the_numbers_of_an_axis_are_those_people_count_by() -> None:
    assert ticks(4) == (0, 1, 2, 3, 4)
    assert ticks(93) == (0, 20, 40, 60, 80, 100)
    assert ticks(1_100) == (0, 500, 1_000, 1_500)
