"""What agreement is worth in these lists, learned from the lists themselves.

Expectation and maximisation over patterns of agreement, each with how many pairs show it (Fellegi and Sunter 1969;
Winkler 1988). What was known before counts as so many pairs more (a Dirichlet prior), so that a list of thirty people
does not talk itself into nonsense. Nothing is random.
"""

from collections.abc import Sequence
from typing import Final

import msgspec
import numpy as np
from numpy.typing import NDArray

from kunak.register.comparisons import MISSING, Comparison

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

SAME_WORTH: Final = 40.0
"""Pairs of one person that the prior stands for."""
OTHER_WORTH: Final = 200.0
"""Pairs of two people that the prior stands for; lists show many more."""
_SHARE_WORTH: Final = 5.0
_MOST_AT_FIRST: Final = 0.05
"""Share of pairs that may be of one person, before looking, in the smallest of lists."""
_ROUNDS: Final = 200
_STILL: Final = 1e-6
_LEAST: Final = 1e-7


class Learned(msgspec.Struct, frozen=True, eq=False):
    """Shares of the levels, first level first, by comparison; and the share of pairs that are one person."""

    same: tuple[Floats, ...]
    other: tuple[Floats, ...]
    share: float


def prior(comparisons: Sequence[Comparison]) -> tuple[tuple[Floats, ...], tuple[Floats, ...]]:
    """Return the shares of the table, made to add up to one."""
    both = []
    for kind in ("same", "other"):
        shares = [np.array([getattr(level, kind) for level in each.levels], dtype=float) for each in comparisons]
        both.append(tuple(share / share.sum() for share in shares))
    return both[0], both[1]


def learn(
    comparisons: Sequence[Comparison],
    patterns: Ints,
    counts: Floats,
    *,
    expected: float,
    apart: Learned | None = None,
    pairs: float | None = None,
) -> Learned:
    """Learn from how many pairs agree in which way.

    Args:
        comparisons: The table.
        patterns: ``[pattern, comparison]``, int64: places of levels, or ``MISSING``.
        counts: Pairs of each pattern.
        expected: How many pairs may be of one person, before looking.
        apart: What was learned from a sample of all pairs, where the patterns are of pairs that were chosen because
            they share something: how often two people agree is taken from it.
        pairs: How many pairs there are, chosen or not; the others are taken to be two people each.
    """
    base_same, base_other = prior(comparisons)
    same, other = base_same, apart.other if apart else base_other
    total = pairs or float(counts.sum())
    expected = min(expected, _MOST_AT_FIRST * total)
    share = expected / total
    for _ in range(_ROUNDS):
        odds = np.full(len(patterns), np.log(share) - np.log1p(-share))
        for place in range(len(comparisons)):
            seen = patterns[:, place] != MISSING
            odds[seen] += np.log(same[place] / other[place])[patterns[seen, place]]
        weight = counts / (1 + np.exp(-odds))
        same = tuple(_shares(base, SAME_WORTH, patterns[:, place], weight) for place, base in enumerate(base_same))
        if apart is None:
            other = tuple(
                _shares(base, OTHER_WORTH, patterns[:, place], counts - weight) for place, base in enumerate(base_other)
            )
        before, share = share, float((weight.sum() + _SHARE_WORTH) / (total + _SHARE_WORTH * total / expected))
        if abs(before - share) < _STILL * share:
            break
    return Learned(same, other, share)


def _shares(base: Floats, worth: float, levels: Ints, weight: Floats) -> Floats:
    seen = levels != MISSING
    sums = np.bincount(levels[seen], weight[seen], len(base)) + worth * base
    shares: Floats = np.maximum(sums / sums.sum(), _LEAST)
    return shares
