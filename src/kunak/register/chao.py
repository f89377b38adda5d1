"""A lower bound from the people on one list and those on two (Chao 1987).

Some people are hard to find for every list. Whatever their number, at least so many were missed. Chao's formula
supposes many lists, each with a small chance. For few lists of unequal length it can exceed the truth even
where lists are independent; the bound by lists does not, so the interval begins at the lower of the two, and a warning
says where they part.
"""

from math import exp, inf, log, sqrt
from statistics import NormalDist
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from kunak.base.words import phrase
from kunak.register.answers import CannotBeEstimated, Estimate, Found, Said
from kunak.register.histories import Histories

_APART: Final = 1.05
"""Ratio of the two bounds from which the difference is worth a warning."""
_DRAWS: Final = 1_000


def lower_bound(histories: Histories, *, level: float) -> Found:
    """Return Chao's lower bound.

    Raises:
        CannotBeEstimated: Nobody is on exactly two lists.

    Source:
        Chao (1987), Biometrics 43, 783-791: n + f1^2 / (2 f2), with the log-normal interval given there. By lists: the
        sum over pairs of lists of (only on one) times (only on the other), divided by f2; with two lists that is
        Lincoln and Petersen. It is exact in expectation for independent lists of any length, and below the truth
        where people differ.
    """
    once, twice = histories.on_exactly(1), histories.on_exactly(2)
    if twice == 0:
        raise CannotBeEstimated(phrase("Nobody is on exactly two lists, so nothing says how many were missed."))
    singles = [int(histories.counts[1 << j]) for j in range(histories.lists)]
    unseen = once**2 / (2 * twice)
    by_lists = (once**2 - sum(single**2 for single in singles)) / (2 * twice)
    ratio = once / twice
    variance = twice * (ratio**4 / 4 + ratio**3 + ratio**2 / 2)
    low, high = _log_normal(unseen, variance, level)
    lowest, _ = _log_normal(by_lists, variance * (by_lists / unseen) ** 2 if unseen else 0.0, level)
    seen = histories.observed
    warnings = [
        Said(phrase("This is a lower bound: the true number is at least about so high, and may be much higher."))
    ]
    if seen + unseen > _APART * (seen + by_lists):
        warnings.append(
            Said(
                phrase(
                    "With few lists of unequal length Chao's formula can exceed the truth. "
                    "The bound that allows for the lists is %(bound).0f."
                ),
                {"bound": seen + by_lists},
            )
        )
    return Found(
        Estimate(seen + unseen, seen + unseen, (seen + min(low, lowest), seen + high), level),
        {"on_one_list": once, "on_two_lists": twice, "bound_by_lists": seen + by_lists},
        seen + _draws(unseen, by_lists, variance)[None],
        warnings,
    )


def _draws(unseen: float, by_lists: float, variance: float) -> NDArray[np.float64]:
    """Return quantiles, evenly spaced, whose lower half is that of the lower bound; this takes no randomness."""
    if unseen <= 0:
        return np.zeros(_DRAWS)
    spread = sqrt(log(1 + variance / unseen**2))
    quantiles = np.exp(spread * ndtri((np.arange(_DRAWS) + 0.5) / _DRAWS))
    return np.asarray(np.where(quantiles < 1, by_lists, unseen) * quantiles)


def _log_normal(unseen: float, variance: float, level: float) -> tuple[float, float]:
    if unseen <= 0:
        return 0.0, 0.0
    spread = exp(NormalDist().inv_cdf((1 + level) / 2) * sqrt(log(1 + variance / unseen**2)))
    return unseen / spread, unseen * spread if spread < inf else inf
