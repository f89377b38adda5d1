"""The picture of a crowd: a smaller crowd is a shorter bar, nobody's number leaves the picture, no number is no bar."""

import itertools

from hypothesis import given
from hypothesis import strategies as st

from kunak.web.crowd import LEFT, WIDTH, picture

PEOPLE = st.integers(0, 10**12)


@given(PEOPLE, PEOPLE)
def test_fewer_people_never_make_a_longer_bar_and_bars_stay_inside(one: int, other: int) -> None:
    shown = picture(one, other)
    for bar in (shown.before, shown.after):
        assert 0 < bar.length <= WIDTH - LEFT
        assert 0 <= bar.y < shown.height
    if one <= other:
        assert shown.before.length <= shown.after.length


def test_ten_times_more_people_are_one_step_wherever_they_begin() -> None:
    lengths = [picture(10**power, None).before.length for power in range(1, 9)]
    steps = [round(after - before, 1) for before, after in itertools.pairwise(lengths)]
    assert max(steps) - min(steps) <= 0.2


def test_what_nobody_counted_has_no_number() -> None:
    shown = picture(None, 1_500_000)
    assert shown.before.people is None
    assert shown.after.people == 1_500_000
    assert shown.before.length > shown.after.length
