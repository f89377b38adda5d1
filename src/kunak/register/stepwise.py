"""Sparse lists: pairs of lists are added one by one, and pairs that share nobody are taken as they are.

Lists of few people often do not overlap. A model that knows the pair then has its maximum at infinity;
instead of refusing it, the cells of the pair are left out and the rest is fitted. Every fit has a
maximum and tells its parameters apart, or it is not considered. The interval is a bootstrap over people, the whole
choice made anew each time. Specified in ``docs/methods/mse.md``.
"""

from itertools import combinations
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.stats import chi2

from kunak.base.words import phrase
from kunak.register import kernels
from kunak.register.answers import CannotBeEstimated, Estimate, Found
from kunak.register.existence import exists, is_identified
from kunak.register.histories import Histories
from kunak.register.resampling import acceleration, corrected, redrawn

THRESHOLD: Final = 0.02
"""P-value below which a pair is added. Source: Chan, Silverman and Vincent (2021), section 3."""
REPLICATES: Final = 1_000
FAILED: Final = 0.1
"""Share of replicates without a fit from which the interval means nothing."""


def select(
    histories: Histories,
    *,
    generator: np.random.Generator,
    level: float,
    replicates: int = REPLICATES,
    threshold: float = THRESHOLD,
) -> Found:
    """Estimate with pairs chosen stepwise.

    Raises:
        CannotBeEstimated: Not even the model of independent lists has a maximum, or the interval has no upper end.

    Source:
        Chan, Silverman and Vincent (2021), JASA 116, 1297-1306. Here every pair is judged by the likelihood ratio,
        which serves pairs with and without people alike.
    """
    counts = histories.counts.astype(np.float64)
    gain = float(chi2.isf(threshold, 1))
    added, unseen, doubtful = kernels.stepwise(counts, histories.lists, gain)
    if np.isnan(unseen):
        raise CannotBeEstimated(
            phrase(
                "Not even independent lists have a likeliest number: they overlap too little, or one holds everybody."
            )
        )
    seen = histories.observed
    numbers = _resampled(histories, generator, replicates, gain)
    failed = int(np.isnan(numbers).sum())
    diagnostics = {
        "pairs": _named(histories, added),
        "pairs_sharing_nobody": _named(histories, added & _sharing_nobody(histories)),
        "pairs_without_maximum": _checked(histories, added, doubtful),
        "threshold": threshold,
        "replicates": replicates,
        "replicates_without_model": failed,
    }
    skewness = acceleration(*_one_less(histories, gain))
    low, high = corrected(seen + unseen, numbers, level=level, acceleration=skewness)
    if failed > FAILED * replicates or not np.isfinite(high):
        raise CannotBeEstimated(
            phrase("In too many tables like this one not even independent lists have a likeliest number."), diagnostics
        )
    number = seen + float(unseen)
    draws = np.maximum(redrawn(number, numbers, acceleration=skewness), float(seen))
    return Found(Estimate(number, number, (max(low, float(seen)), high), level), diagnostics, draws[None])


def _resampled(
    histories: Histories, generator: np.random.Generator, replicates: int, gain: float
) -> NDArray[np.float64]:
    seen = histories.observed
    tables = generator.multinomial(seen, histories.counts / seen, size=replicates).astype(np.float64)
    _, unseen, _ = kernels.stepwise_many(tables, histories.lists, gain)
    return np.asarray(seen + unseen)


def _one_less(histories: Histories, gain: float) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the number without one person of each history, and how many have it."""
    full = histories.counts.nonzero()[0]
    tables = np.repeat(histories.counts[None].astype(np.float64), full.size, axis=0)
    tables[np.arange(full.size), full] -= 1
    _, unseen, _ = kernels.stepwise_many(tables, histories.lists, gain)
    return histories.observed - 1 + unseen, histories.counts[full].astype(np.float64)


def _pairs(lists: int, chosen: NDArray[np.bool_]) -> list[int]:
    return [(1 << i) | (1 << j) for i, j in combinations(range(lists), 2) if chosen[i, j]]


def _named(histories: Histories, chosen: NDArray[np.bool_]) -> list[str]:
    return [histories.called(pair) for pair in _pairs(histories.lists, chosen)]


def _sharing_nobody(histories: Histories) -> NDArray[np.bool_]:
    lists = range(histories.lists)
    return np.array([[histories.together(1 << i | 1 << j) == 0 for j in lists] for i in lists])


def _checked(histories: Histories, added: NDArray[np.bool_], doubtful: NDArray[np.bool_]) -> list[str]:
    """Return the pairs that could not be added, each asked of the linear programme.

    Raises:
        CannotBeEstimated: A pair has a maximum that Newton's method did not reach, so the choice is not to be trusted.
    """
    counts = histories.counts.astype(np.float64)
    now = _pairs(histories.lists, added)
    for pair in _pairs(histories.lists, doubtful):
        terms, cells = _covered(histories, [*now, pair])
        if is_identified(terms, cells) and exists(terms, cells, counts):
            raise CannotBeEstimated(
                phrase("A model with %(pair)s could not be fitted, although it has a likeliest number."),
                pair=histories.called(pair),
            )
    return _named(histories, doubtful)


def _covered(histories: Histories, pairs: list[int]) -> tuple[list[int], list[int]]:
    """Return terms and cells of a model in which pairs that share nobody are left out."""
    empty = [pair for pair in pairs if not histories.together(pair)]
    full = [pair for pair in pairs if histories.together(pair)]
    cells = [cell for cell in range(1, histories.counts.size) if not any(cell & pair == pair for pair in empty)]
    return [0, *(1 << j for j in range(histories.lists)), *full], cells
