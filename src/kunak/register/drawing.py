"""Linkages drawn at random, each as often as it is probable: what is not known of who is whom.

A linkage divides all records into people. Moved one record at a time, from the best linkage on; how probable a link is
before anything is compared follows from the links that there are. It knows nothing of names, only of what pairs say.
"""

import math
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

import msgspec
import numpy as np
from numpy.typing import NDArray

from kunak.register import kernels
from kunak.register.clusters import Odds, Pair, grouped, joined

SETTLING: Final = 100
"""Rounds before the first linkage that is kept; a round moves every record once."""
BETWEEN: Final = 20
"""Rounds between two that are kept."""
UNSEEN: Final = -8.0
"""What speaks against two records of one person that were never compared, or too improbable to be kept; a logarithm."""
_AT_ONCE: Final = 5
"""Rounds under one probability of a link."""
_WORTH: Final = 5.0
"""Links that what was known before stands for."""
_BITS: Final = 62
_FORBIDDEN: Final = -1e6

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


class Evidence(msgspec.Struct, frozen=True, eq=False):
    """What each pair says of its two records, as logarithms of likelihood ratios.

    Attributes:
        left: The smaller number.
        right: The other; pairs ascend.
        told: By comparison, NaN where it says nothing; float32, shape (pairs, comparisons).
        against: What speaks against the pair besides: that one list has both; shape (pairs,).
        link: Odds of a link between two records, before anything is compared and links are counted.
    """

    left: Ints
    right: Ints
    told: NDArray[np.float32]
    against: Floats
    link: float


def draw(
    start: Sequence[Sequence[int]],
    evidence: Evidence,
    list_of: Ints,
    *,
    draws: int,
    generator: np.random.Generator,
    same: Iterable[Pair] = (),
    different: Iterable[Pair] = (),
) -> list[list[list[int]]]:
    """Return groupings of records, numbers ascending, each group in the order of its first.

    Args:
        start: The best grouping; it has to respect what was decided.
        evidence: Of pairs.
        list_of: The list of each record, a number; shape (records,).
        draws: How many groupings.
        generator: Of the random numbers.
        same: Pairs that somebody decided are one person: they are moved as one.
        different: Pairs that somebody decided are two; no grouping joins them.

    Source:
        Sadinle (2014), Annals of Applied Statistics 8, 2404-2434: a partition's posterior from pairs compared, by
        Gibbs sampling. Here what agreement is worth is fixed beforehand, and pairs of one group are not taken to be
        independent (``kernels.regroup``).
    """
    names, unit_of = np.unique(joined(len(list_of), Odds.of({}), same=same), return_inverse=True)
    group = np.zeros(names.size, dtype=np.int64)
    for number, together in enumerate(start):
        group[unit_of[list(together)]] = number
    return list(_drawn(_forbidding(evidence, different), list_of, unit_of, group, draws, generator))


def _forbidding(evidence: Evidence, different: Iterable[Pair]) -> Evidence:
    apart = np.array(list(different), dtype=np.int64).reshape(-1, 2)
    known = Odds(evidence.left, evidence.right, evidence.against).places(apart[:, 0], apart[:, 1])
    new = np.sort(apart[known < 0], axis=1)
    against = evidence.against.copy()
    against[known[known >= 0]] = _FORBIDDEN
    nothing = np.full((len(new), evidence.told.shape[1]), np.nan, dtype=np.float32)
    return Evidence(
        np.concatenate([evidence.left, new[:, 0]]),
        np.concatenate([evidence.right, new[:, 1]]),
        np.concatenate([evidence.told, nothing]),
        np.concatenate([against, np.full(len(new), _FORBIDDEN)]),
        evidence.link,
    )


def _drawn(
    evidence: Evidence, list_of: Ints, unit_of: Ints, group: Ints, draws: int, generator: np.random.Generator
) -> Iterator[list[list[int]]]:
    mine, theirs = np.concatenate([evidence.left, evidence.right]), np.concatenate([evidence.right, evidence.left])
    order = np.lexsort((theirs, mine))
    starts, others = np.searchsorted(mine[order], np.arange(list_of.size + 1)), theirs[order]
    pair = np.tile(np.arange(evidence.left.size), 2)[order]
    worth = (evidence.told, evidence.against)
    for number in range(draws):
        for _ in range((BETWEEN if number else SETTLING) // _AT_ONCE):
            link = link_of(group[unit_of], list_of, evidence.link, generator)
            kernels.regroup(generator, starts, others, pair, *worth, math.log(link), UNSEEN, unit_of, group, _AT_ONCE)
        yield grouped(group[unit_of])


def link_of(group: Ints, list_of: Ints, before: float, generator: np.random.Generator | None = None) -> float:
    """Return the odds of a link between two groups without a common list, by the links that there are.

    Where groups with each set of lists are Poisson, two of them are one person with odds that are the ways to cut
    linked groups in two, divided by the pairs of groups that could be linked; the number of ways is Poisson, too.
    Where there is one list, it is what was known before.

    Args:
        group: Of each record.
        list_of: The list of each record.
        before: What was known before; it counts as five links.
        generator: Draws it; without, it is what is expected.
    """
    if not list_of.max(initial=0):
        return before
    bits = np.zeros(int(group.max()) + 1, dtype=np.int64)
    np.bitwise_or.at(bits, group, np.int64(1) << list_of % _BITS)
    sets, people = np.unique(bits[bits > 0], return_counts=True)
    apart = (sets[:, None] & sets) == 0
    could = float(people @ apart @ people) / 2
    cuts = float(people @ (2.0 ** (np.array([int(each).bit_count() for each in sets]) - 1) - 1)) + _WORTH
    return (float(generator.gamma(cuts)) if generator else cuts) / (could + _WORTH / before)
