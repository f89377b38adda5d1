"""Intervals from resampled numbers."""

import numpy as np
import pytest

from kunak.register.resampling import QUANTILES, acceleration, corrected, percentiles, quantiles, redrawn

NUMBERS = np.random.default_rng(1).permutation(np.arange(1.0, 1001.0))


def test_percentiles_are_order_statistics() -> None:
    assert percentiles(NUMBERS, level=0.9) == (50, 951)


def test_without_bias_or_skewness_nothing_is_corrected() -> None:
    assert corrected(500.5, NUMBERS, level=0.9) == pytest.approx(percentiles(NUMBERS, level=0.9), abs=1)


def test_a_number_that_lies_high_among_its_replicates_moves_the_interval_up() -> None:
    assert corrected(700, NUMBERS, level=0.9)[0] > percentiles(NUMBERS, level=0.9)[0]


@pytest.mark.parametrize("level", [0.5, 0.8, 0.95])
def test_redrawn_replicates_have_the_corrected_interval_as_their_plain_one(level: float) -> None:
    skewed = np.exp(NUMBERS / 300)
    drawn = redrawn(8.0, skewed, acceleration=0.1)
    expected = corrected(8.0, skewed, level=level, acceleration=0.1)
    assert percentiles(drawn, level=level) == pytest.approx(expected, rel=0.02)
    assert (np.diff(drawn) >= 0).all()


def test_replicates_without_a_number_count_as_larger_than_any() -> None:
    numbers = NUMBERS.copy()
    numbers[numbers > 900] = np.nan
    assert percentiles(numbers, level=0.9)[1] == np.inf
    assert percentiles(numbers, level=0.5)[1] < 900


def test_the_skewness_of_a_mean_is_that_of_the_sample() -> None:
    """Exact: for a mean it is a sixth of the sample's skewness divided by the root of its size."""
    sample = np.array([1.0, 2.0, 4.0, 9.0, 30.0])
    without = (sample.sum() - sample) / 4
    centred = sample - sample.mean()
    skewness = (centred**3).sum() / (centred**2).sum() ** 1.5 / 6
    assert acceleration(without, np.ones(5)) == pytest.approx(skewness)


def test_a_distribution_begins_and_ends_with_its_interval() -> None:
    ends = percentiles(NUMBERS, level=0.9)
    told = quantiles(NUMBERS[None], ends, level=0.9)
    assert (len(told), told[0], told[-1]) == (QUANTILES, *ends)
    assert told[QUANTILES // 2] == pytest.approx(500.5, abs=1)
    assert np.diff(told) == pytest.approx(np.full(QUANTILES - 1, 900 / (QUANTILES - 1)), abs=1.1)


def test_a_distribution_under_two_priors_is_of_both_alike_between_the_ends_that_hold_both() -> None:
    rows = np.stack([NUMBERS, NUMBERS + 500])
    told = quantiles(rows, (50.0, 1_450.0), level=0.9)
    assert (told[0], told[-1]) == (50, 1_450)
    assert told == sorted(told)
    assert told[QUANTILES // 2] == pytest.approx(750, abs=2)
    expected = np.quantile(rows, np.linspace(0.05, 0.95, QUANTILES)[1:-1])
    assert told[1:-1] == pytest.approx(expected, abs=2)


def test_replicates_without_a_number_lie_beyond_the_distribution() -> None:
    numbers = np.where(NUMBERS > 960, np.inf, NUMBERS)
    assert max(quantiles(numbers[None], (26.0, 955.0), level=0.9)) == 955
