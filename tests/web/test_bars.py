"""Bars of a small chart: as high as their numbers, and a hidden number has no height of its own."""

from hypothesis import given
from hypothesis import strategies as st

from kunak.web.bars import HEIGHT, STUB, bars


@given(st.lists(st.none() | st.integers(0, 5_000), max_size=30))
def test_bars_stand_side_by_side_within_the_picture(values: list[int | None]) -> None:
    chart = bars([str(each) for each in range(len(values))], values)
    assert len(chart.bars) == len(values)
    for bar, after in zip(chart.bars, chart.bars[1:], strict=False):
        assert bar.x < bar.middle < after.x
    assert all(0 <= bar.y <= chart.base and bar.x < chart.width for bar in chart.bars)


def test_heights_are_in_proportion_and_a_hidden_number_tells_nothing() -> None:
    """The harm: a bar that is exactly a third as high as the one that says 3."""
    first, second, third = bars(["a", "b", "c"], [6, 3, None]).bars
    assert (first.height, second.height, third.height) == (HEIGHT, HEIGHT / 2, STUB)
    assert bars([], []).bars == ()
    assert bars(["a"], [0]).bars[0].height == 0
