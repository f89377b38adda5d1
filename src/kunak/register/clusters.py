"""Which records are one person, given how probable each pair is and what people decided.

Pairs are taken from the most probable down, and two groups are joined while the evidence between all of their records
together speaks for it: one good pair does not carry a group that the other pairs contradict. What was decided to be
the same is joined first, what was decided not to be is never joined.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

import msgspec
import numpy as np
from numpy.typing import NDArray

from kunak.register import kernels

Pair = tuple[int, int]
Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

UNSEEN: Final = -6.0
"""Logarithm of the odds of a pair that was never compared, or was too improbable to be kept."""
_SETTLING: Final = 3
_CAUTION: Final = 5.0
"""Records by which a list is taken to be longer, so that short lists do not persuade themselves."""
_MOST_TAKEN: Final = 0.9
_LARGEST: Final = 50.0
NEVER: Final = float("-inf")


class Odds(msgspec.Struct, frozen=True, eq=False):
    """Pairs of records, smaller number first, ascending, and the logarithm of the odds of each; shape (pairs,)."""

    left: Ints
    right: Ints
    weight: Floats

    @classmethod
    def of(cls, odds: Mapping[Pair, float]) -> "Odds":
        """Return the odds of pairs, smaller number first."""
        pairs = np.array(sorted(odds), dtype=np.int64).reshape(-1, 2)
        return cls(pairs[:, 0], pairs[:, 1], np.array([odds[pair] for pair in sorted(odds)], dtype=float))

    def by_pair(self) -> dict[Pair, float]:
        """Return the odds of each pair."""
        return dict(zip(zip(self.left.tolist(), self.right.tolist(), strict=True), self.weight.tolist(), strict=True))

    def weighing(self, weight: Floats) -> "Odds":
        """Return the same pairs with other odds."""
        return Odds(self.left, self.right, weight)

    def places(self, left: Ints, right: Ints) -> Ints:
        """Return where pairs stand, in whatever order their two are; -1 where they do not."""
        if not self.left.size:
            return np.full(left.size, -1)
        people = int(max(self.right.max(), left.max(initial=0), right.max(initial=0))) + 1
        codes = self.left * people + self.right
        wanted = np.minimum(left, right) * people + np.maximum(left, right)
        found = np.minimum(np.searchsorted(codes, wanted), codes.size - 1)
        return np.where(codes[found] == wanted, found, -1)


def clusters_of(
    people: int, odds: Odds, *, same: Iterable[Pair] = (), different: Iterable[Pair] = ()
) -> list[list[int]]:
    """Return groups of records, numbers ascending, in the order of their first.

    Args:
        people: How many records there are.
        odds: Of pairs.
        same: Pairs that somebody decided are one person.
        different: Pairs that somebody decided are two.
    """
    return grouped(joined(people, odds, same=same, different=different))


def joined(people: int, odds: Odds, *, same: Iterable[Pair] = (), different: Iterable[Pair] = ()) -> Ints:
    """Return for each record the smallest number of its group; as ``clusters_of``."""
    first, apart = (np.array(list(pairs), dtype=np.int64).reshape(-1, 2) for pairs in (same, different))
    known = odds.places(apart[:, 0], apart[:, 1])
    new = np.sort(apart[known < 0], axis=1)
    left, right = np.concatenate([odds.left, new[:, 0]]), np.concatenate([odds.right, new[:, 1]])
    weight = np.concatenate([odds.weight, np.full(len(new), NEVER)])
    weight[known[known >= 0]] = NEVER
    order = np.lexsort((right, left, -weight))
    order = order[weight[order] > 0]
    starts, others, weights = _neighbours(people, left, right, weight)
    label = np.arange(people)
    kernels.join(
        np.concatenate([first[:, 0], left[order]]),
        np.concatenate([first[:, 1], right[order]]),
        len(first),
        starts,
        others,
        weights,
        UNSEEN,
        label,
    )
    return label


def _neighbours(people: int, left: Ints, right: Ints, weight: Floats) -> tuple[Ints, Ints, Floats]:
    """Return where the neighbours of each begin and the end, which they are, ascending, and what each pair weighs."""
    mine, theirs = np.concatenate([left, right]), np.concatenate([right, left])
    order = np.lexsort((theirs, mine))
    return np.searchsorted(mine[order], np.arange(people + 1)), theirs[order], np.tile(weight, 2)[order]


def grouped(label: Ints) -> list[list[int]]:
    """Return the numbers under each label, ascending, in the order of their first."""
    order, runs = _runs(label)
    members = order.tolist()
    return [members[start:end] for start, end in runs]


def named(label: Ints, names: Sequence[str]) -> tuple[tuple[str, ...], ...]:
    """Return the same as ``grouped`` by the names of the numbers."""
    order, runs = _runs(label)
    members = [names[number] for number in order.tolist()]
    return tuple(tuple(members[start:end]) for start, end in runs)


def _runs(label: Ints) -> tuple[Ints, Iterable[tuple[int, int]]]:
    """Return all numbers by label, and where each label begins and ends, in the order of the first under it."""
    order = np.argsort(label, kind="stable")
    starts = np.flatnonzero(np.diff(label[order], prepend=-1))
    by_first = np.argsort(order[starts])
    ends = np.append(starts[1:], label.size)
    return order, zip(starts[by_first].tolist(), ends[by_first].tolist(), strict=True)


def one_to_one(odds: Odds, source: Sequence[str]) -> Odds:
    """Return the odds when every list holds a person once, unless records of one list are like each other.

    Two things follow. Who is like two records of another list can be only one of them: the odds of each shrink by those
    of the other. And where most of a list has been found in another, those that are left have fewer to choose
    from: a pair that nobody rivals grows by the shares of both lists that are taken. Source: the count of
    one-to-one matchings, as in Fortini and others (2001), Research in Official Statistics 4, 185-198.
    """
    return rivals(grown(odds, source), source)


def grown(odds: Odds, source: Sequence[str]) -> Odds:
    """Return the odds of each pair by itself, grown by what is taken of both lists; rivals are not regarded."""
    list_of, lists = _lists(source)
    sizes = np.bincount(list_of, minlength=lists)
    one, other = list_of[odds.left], list_of[odds.right]
    both = np.minimum(one, other) * lists + np.maximum(one, other)
    rivalry = _Rivalry(odds, list_of)
    now = odds.weight
    for _ in range(_SETTLING):
        matched = np.bincount(both, 1 / (1 + _exp(-rivalry.after(now))), lists * lists).reshape(lists, lists)
        growth = _freed(matched / (sizes[:, None] + _CAUTION)) + _freed(matched / (sizes + _CAUTION))
        np.fill_diagonal(growth, 0.0)
        now = odds.weight + growth.ravel()[both]
    return odds.weighing(now)


def _freed(taken: Floats) -> Floats:
    """Return how much likelier what is left becomes where such shares are taken, as a logarithm."""
    freed: Floats = -np.log1p(-np.minimum(taken, _MOST_TAKEN))
    return freed


def _lists(source: Sequence[str]) -> tuple[Ints, int]:
    numbers = {name: number for number, name in enumerate(sorted(set(source)))}
    return np.array([numbers[name] for name in source], dtype=np.int64), len(numbers)


def rivals(odds: Odds, source: Sequence[str]) -> Odds:
    """Return the odds after rivalry: who is on a list once can be only one of its records.

    Where a record is like two records of another list, and these are not like each other, the odds of each shrink by
    those of the other. Records of a list that are like each other are no rivals: the list has the person twice.
    """
    return odds.weighing(_Rivalry(odds, _lists(source)[0]).after(odds.weight))


class _Rivalry:
    """Which pairs rival which, and which pair the two rivals are themselves."""

    def __init__(self, odds: Odds, list_of: Ints) -> None:
        across = np.flatnonzero(list_of[odds.left] != list_of[odds.right])
        self._pairs = odds.weight.size
        # Every pair stands twice: once for what rivals its right record, once for its left.
        edge = np.concatenate([across, across])
        record = np.concatenate([odds.left[across], odds.right[across]])
        other = np.concatenate([odds.right[across], odds.left[across]])
        side = np.repeat([0, self._pairs], across.size)
        choice = record * (int(list_of.max(initial=0)) + 1) + list_of[other]
        order = np.lexsort((edge, choice))
        mine, rival = _within(choice[order])
        mine, rival = order[mine], order[rival]
        self._place = edge[mine] + side[mine]
        self._rival = edge[rival]
        self._twins = odds.places(other[mine], other[rival])

    def after(self, weight: Floats) -> Floats:
        """Return what is left of the odds."""
        chance = _exp(weight)
        twins = np.where(self._twins >= 0, chance[self._twins], 0.0) if weight.size else weight
        against = np.bincount(self._place, chance[self._rival] / (1 + twins), 2 * self._pairs)
        left: Floats = weight - np.log1p(against.reshape(2, -1).max(0))
        return left


def _within(keys: Ints) -> tuple[Ints, Ints]:
    """Return the places of any two, in either order, that have one key; keys ascend."""
    starts = np.flatnonzero(np.diff(keys, prepend=-1))
    sizes = np.diff(starts, append=keys.size)
    many = np.repeat(sizes, sizes)
    first = np.repeat(np.arange(keys.size), many)
    begins = np.repeat(np.repeat(starts, sizes), many)
    offset = np.arange(first.size) - np.repeat(np.cumsum(many) - many, many)
    second = begins + offset
    return first[first != second], second[first != second]


def _exp(weight: Floats) -> Floats:
    exponential: Floats = np.exp(np.minimum(weight, _LARGEST))
    return exponential
