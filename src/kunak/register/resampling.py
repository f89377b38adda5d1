"""Intervals from tables that might have been seen instead: bootstrap percentiles, with bias and skewness corrected."""

from statistics import NormalDist
from typing import Final

import numpy as np
from numpy.typing import NDArray

QUANTILES: Final = 41
"""Numbers by which a distribution is told; the middle one halves it."""
_NORMAL: Final = NormalDist()


def percentiles(replicates: NDArray[np.float64], *, level: float) -> tuple[float, float]:
    """Return the plain percentile interval; NaN counts as larger than any number."""
    return _ends(np.sort(np.where(np.isnan(replicates), np.inf, replicates)), (1 - level) / 2, (1 + level) / 2)


def corrected(
    estimate: float, replicates: NDArray[np.float64], *, level: float, acceleration: float = 0.0
) -> tuple[float, float]:
    """Return the bias-corrected and accelerated interval.

    Args:
        estimate: From the table that was seen.
        replicates: From the others; NaN where there was none, which counts as larger than any number.
        level: Coverage wanted.
        acceleration: Skewness, from ``acceleration``; 0 corrects the bias only.

    Source:
        Efron (1987), JASA 82, 171-185.
    """
    values = np.sort(np.where(np.isnan(replicates), np.inf, replicates))
    bias = _bias(estimate, values)
    low, high = (_place(bias, _NORMAL.inv_cdf(tail), acceleration) for tail in ((1 - level) / 2, (1 + level) / 2))
    return _ends(values, low, high)


def redrawn(estimate: float, replicates: NDArray[np.float64], *, acceleration: float = 0.0) -> NDArray[np.float64]:
    """Return replicates whose plain percentiles are the ends of ``corrected``, at every level.

    What is added to others (strata) or pooled with them (linkages) then says the same as alone. The arguments are those
    of ``corrected``; as many come back, evenly spaced in probability, the smallest first.
    """
    values = np.sort(np.where(np.isnan(replicates), np.inf, replicates))
    bias = _bias(estimate, values)
    tails = (np.arange(values.size) + 0.5) / values.size
    places = [_place(bias, _NORMAL.inv_cdf(tail), acceleration) for tail in tails]
    return np.asarray(values[np.rint(np.array(places) * (values.size - 1)).astype(int)])


def quantiles(rows: NDArray[np.float64], ends: tuple[float, float], *, level: float) -> list[float]:
    """Return a distribution as ``QUANTILES`` numbers, evenly spaced in probability between the ends of the interval.

    The first is the lower end, at a probability of ``(1 - level) / 2``, the last the upper one, at ``(1 + level) / 2``;
    what lies beyond either has no number. Several rows are believed alike; the ends, which hold every row, lie beyond
    those of all together.

    Args:
        rows: Draws, shape (W, D), as ``Found`` has them; infinite where a replicate had none.
        ends: Of the interval that was answered, finite.
        level: Of that interval.
    """
    draws = np.sort(rows, axis=None)
    places = np.linspace((1 - level) / 2, (1 + level) / 2, QUANTILES)[1:-1]
    low, high = ends
    return [low, *np.clip(draws[np.rint(places * (draws.size - 1)).astype(int)], low, high).tolist(), high]


def _bias(estimate: float, values: NDArray[np.float64]) -> float:
    below = (np.sum(values < estimate) + np.sum(values == estimate) / 2) / values.size
    return _NORMAL.inv_cdf(min(max(below, 0.5 / values.size), 1 - 0.5 / values.size))


def acceleration(estimates: NDArray[np.float64], weights: NDArray[np.float64]) -> float:
    """Return the skewness of the estimate, from leaving out one person at a time.

    Args:
        estimates: Without one person of each history.
        weights: How many people have it.
    """
    sound = np.isfinite(estimates)
    if weights[sound].sum() == 0:
        return 0.0
    away = np.average(estimates[sound], weights=weights[sound]) - estimates[sound]
    spread = float(np.sum(weights[sound] * away**2))
    return float(np.sum(weights[sound] * away**3)) / (6 * spread**1.5) if spread > 0 else 0.0


def _place(bias: float, tail: float, acceleration: float) -> float:
    shift = bias + tail
    stretch = 1 - acceleration * shift
    return _NORMAL.cdf(bias + shift / stretch) if stretch > 0 else float(shift > 0)


def _ends(values: NDArray[np.float64], low: float, high: float) -> tuple[float, float]:
    # Whole order statistics: between a number and infinity nothing can be interpolated.
    last = values.size - 1
    return float(values[int(np.floor(low * last))]), float(values[int(np.ceil(high * last))])
