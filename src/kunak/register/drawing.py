"""Linkages drawn at random, each as often as it is probable: what is not known of who is whom.

A linkage divides all records into people. It is as probable as the odds of all pairs that it joins make it, so a record
that two others lay claim to goes to one of them or to none, and never to both. Moved one record at a time, from
the best linkage on. It knows nothing of names or lists, only of odds.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from kunak.register import kernels
from kunak.register.clusters import UNSEEN, Odds, Pair, grouped, joined

SETTLING: Final = 100
"""Rounds before the first linkage that is kept; a round moves every record once."""
BETWEEN: Final = 20
"""Rounds between two that are kept."""
_FORBIDDEN: Final = -1e6


def draw(
    start: Sequence[Sequence[int]],
    odds: Odds,
    *,
    draws: int,
    generator: np.random.Generator,
    same: Iterable[Pair] = (),
    different: Iterable[Pair] = (),
) -> list[list[list[int]]]:
    """Return groupings of records, numbers ascending, each group in the order of its first.

    Args:
        start: The best grouping; it has to respect what was decided.
        odds: Of pairs, each judged without regard to others.
        draws: How many groupings.
        generator: Of the random numbers.
        same: Pairs that somebody decided are one person: they are moved as one.
        different: Pairs that somebody decided are two; no grouping joins them.

    Source:
        Sadinle (2014), Annals of Applied Statistics 8, 2404-2434: a partition's posterior from pairs compared, by
        Gibbs sampling. Here what agreement is worth is fixed beforehand.
    """
    records = sum(map(len, start))
    names, block_of = np.unique(joined(records, Odds.of({}), same=same), return_inverse=True)
    group = np.zeros(names.size, dtype=np.int64)
    for number, together in enumerate(start):
        group[block_of[list(together)]] = number
    edges = _neighbours(names.size, block_of, odds, different)
    return list(_drawn(block_of, edges, group, draws, generator))


Ints = NDArray[np.int64]
Neighbours = tuple[Ints, Ints, NDArray[np.float64], Ints]
"""Where the neighbours of each block begin, which they are, what joining them weighs, and how many pairs that was."""


def _neighbours(blocks: int, block_of: Ints, odds: Odds, different: Iterable[Pair]) -> Neighbours:
    apart = np.array(list(different), dtype=np.int64).reshape(-1, 2)
    ends = np.stack([np.concatenate([odds.left, apart[:, 0]]), np.concatenate([odds.right, apart[:, 1]])])
    weight = np.concatenate([odds.weight, np.full(len(apart), _FORBIDDEN)])
    ends = np.sort(block_of[ends], axis=0)
    weight, ends = weight[ends[0] != ends[1]], ends[:, ends[0] != ends[1]]
    codes, place, known = np.unique(ends[0] * blocks + ends[1], return_inverse=True, return_counts=True)
    left, right = np.divmod(codes, blocks)
    mine, other = np.concatenate([left, right]), np.concatenate([right, left])
    order = np.argsort(mine, kind="stable")
    starts: Ints = np.searchsorted(mine[order], np.arange(blocks + 1))
    theirs: Ints = other[order]
    weights = np.bincount(place, weight, codes.size).astype(float)
    return starts, theirs, np.tile(weights, 2)[order], np.tile(known, 2)[order]


def _drawn(
    block_of: Ints, edges: Neighbours, group: Ints, draws: int, generator: np.random.Generator
) -> Iterator[list[list[int]]]:
    sizes = np.bincount(block_of, minlength=group.size)
    for number in range(draws):
        rounds = BETWEEN if number else SETTLING
        kernels.regroup(generator, *edges, sizes, group, rounds, UNSEEN)
        yield grouped(group[block_of])
