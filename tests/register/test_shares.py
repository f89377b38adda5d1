"""Wilson's interval: the exact roots of the equation that defines it."""

from math import sqrt
from statistics import NormalDist

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kunak.register.shares import wilson


def test_22_of_31() -> None:
    share = wilson(22, 31)
    assert (round(share.share, 4), round(share.low, 4), round(share.high, 4)) == (0.7097, 0.5341, 0.839)


@given(st.integers(1, 5000), st.data())
def test_both_ends_are_as_far_from_the_share_as_the_level_says(whole: int, data: st.DataObject) -> None:
    part = data.draw(st.integers(0, whole))
    share = wilson(part, whole)
    z = NormalDist().inv_cdf(0.975)
    assert 0 <= share.low <= share.share <= share.high <= 1
    for end in (share.low, share.high):
        if 1e-9 < end < 1 - 1e-9:
            assert abs(share.share - end) == pytest.approx(z * sqrt(end * (1 - end) / whole), rel=1e-6, abs=1e-9)


@pytest.mark.parametrize(("part", "whole"), [(5, 4), (-1, 4), (0, 0)])
def test_a_part_that_does_not_fit_is_refused(part: int, whole: int) -> None:
    with pytest.raises(ValueError, match="does not fit"):
        wilson(part, whole)
