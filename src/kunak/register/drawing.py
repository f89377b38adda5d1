"""Linkages drawn at random, each as often as it is probable: what is not known of who is whom.

A linkage divides all records into people. It is as probable as the odds of all pairs that it joins make it, so a record
that two others lay claim to goes to one of them or to none, and never to both. Moved one record at a time, from
the best linkage on. It knows nothing of names or lists, only of odds.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from kunak.register import kernels
from kunak.register.clusters import UNSEEN, Pair, clusters_of

SETTLING: Final = 100
"""Rounds before the first linkage that is kept; a round moves every record once."""
BETWEEN: Final = 20
"""Rounds between two that are kept."""
_FORBIDDEN: Final = -1e6


def draw(
    start: Sequence[Sequence[int]],
    odds: Mapping[Pair, float],
    *,
    draws: int,
    generator: np.random.Generator,
    same: Iterable[Pair] = (),
    different: Iterable[Pair] = (),
) -> list[list[list[int]]]:
    """Return groupings of records, numbers ascending, each group in the order of its first.

    Args:
        start: The best grouping; it has to respect what was decided.
        odds: Logarithm of the odds of pairs, smaller number first, each judged without regard to others.
        draws: How many groupings.
        generator: Of the random numbers.
        same: Pairs that somebody decided are one person: they are moved as one.
        different: Pairs that somebody decided are two; no grouping joins them.

    Source:
        Sadinle (2014), Annals of Applied Statistics 8, 2404-2434: a partition's posterior from pairs compared, by
        Gibbs sampling. Here what agreement is worth is fixed beforehand.
    """
    records = sum(map(len, start))
    blocks = clusters_of(records, {}, same=same)
    block_of = np.zeros(records, dtype=np.int64)
    for number, members in enumerate(blocks):
        block_of[members] = number
    sizes = np.array([len(members) for members in blocks], dtype=np.int64)
    neighbours = _neighbours(len(blocks), block_of, odds, different)
    group = np.zeros(len(blocks), dtype=np.int64)
    for number, together in enumerate(start):
        group[block_of[list(together)]] = number
    return list(_drawn(blocks, sizes, neighbours, group, draws, generator))


Neighbours = tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64], NDArray[np.int64]]
"""Where the neighbours of each block begin, which they are, what joining them weighs, and how many pairs that was."""


def _neighbours(
    blocks: int, block_of: NDArray[np.int64], odds: Mapping[Pair, float], different: Iterable[Pair]
) -> Neighbours:
    weights: dict[Pair, float] = {}
    known: dict[Pair, int] = {}
    for pairs in (odds.items(), ((pair, _FORBIDDEN) for pair in different)):
        for (left, right), weight in pairs:
            a, b = int(block_of[left]), int(block_of[right])
            if a != b:
                pair = (a, b) if a < b else (b, a)
                weights[pair] = weights.get(pair, 0.0) + weight
                known[pair] = known.get(pair, 0) + 1
    ends = np.array(list(weights), dtype=np.int64).reshape(-1, 2)
    both = np.concatenate([ends, ends[:, ::-1]])
    order = np.argsort(both[:, 0], kind="stable")
    starts = np.searchsorted(both[order, 0], np.arange(blocks + 1))
    values = np.tile(np.array(list(weights.values())), 2)[order]
    counts = np.tile(np.array(list(known.values()), dtype=np.int64), 2)[order]
    return starts.astype(np.int64), both[order, 1], values, counts


def _drawn(
    blocks: Sequence[Sequence[int]],
    sizes: NDArray[np.int64],
    neighbours: Neighbours,
    group: NDArray[np.int64],
    draws: int,
    generator: np.random.Generator,
) -> Iterator[list[list[int]]]:
    for number in range(draws):
        rounds = BETWEEN if number else SETTLING
        kernels.regroup(generator, *neighbours, sizes, group, rounds, UNSEEN)
        found: dict[int, list[int]] = {}
        for members, label in zip(blocks, group.tolist(), strict=True):
            found.setdefault(label, []).extend(members)
        yield sorted(sorted(members) for members in found.values())
