"""Which records are one person, given how probable each pair is and what people decided.

Pairs are taken from the most probable down, and two groups are joined while the evidence between all of their records
together speaks for it: one good pair does not carry a group that the other pairs contradict. What was decided to be
the same is joined first, what was decided not to be is never joined.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

Pair = tuple[int, int]
Lists = tuple[str, str]

UNSEEN: Final = -6.0
"""Logarithm of the odds of a pair that was never compared, or was too improbable to be kept."""
_SETTLING: Final = 3
_CAUTION: Final = 5.0
"""Records by which a list is taken to be longer, so that short lists do not persuade themselves."""
_MOST_TAKEN: Final = 0.9
NEVER: Final = float("-inf")


def clusters_of(
    people: int, odds: Mapping[Pair, float], *, same: Iterable[Pair] = (), different: Iterable[Pair] = ()
) -> list[list[int]]:
    """Return groups of records, numbers ascending, in the order of their first.

    Args:
        people: How many records there are.
        odds: Logarithm of the odds of pairs, smaller number first.
        same: Pairs that somebody decided are one person.
        different: Pairs that somebody decided are two.
    """
    groups = _Groups(people)
    for left, right in same:
        groups.join(left, right)
    forbidden = {_ordered(pair) for pair in different}
    for (left, right), weight in sorted(odds.items(), key=lambda item: (-item[1], item[0])):
        if weight <= 0:
            break
        a, b = groups.members(left), groups.members(right)
        if a is not b and _between(a, b, odds, forbidden) > 0:
            groups.join(left, right)
    return groups.all()


def _between(a: Sequence[int], b: Sequence[int], odds: Mapping[Pair, float], forbidden: set[Pair]) -> float:
    total = 0.0
    for left in a:
        for right in b:
            pair = _ordered((left, right))
            if pair in forbidden:
                return NEVER
            total += odds.get(pair, UNSEEN)
    return total


def _ordered(pair: Pair) -> Pair:
    return pair if pair[0] < pair[1] else (pair[1], pair[0])


class _Groups:
    """Records by group; the smaller one moves."""

    def __init__(self, people: int) -> None:
        self._group = [[number] for number in range(people)]

    def members(self, record: int) -> list[int]:
        return self._group[record]

    def join(self, left: int, right: int) -> None:
        small, large = sorted((self._group[left], self._group[right]), key=len)
        if small is large:
            return
        large.extend(small)
        for record in small:
            self._group[record] = large

    def all(self) -> list[list[int]]:
        distinct: dict[int, list[int]] = {}
        for group in self._group:
            distinct.setdefault(id(group), group)
        return sorted(sorted(group) for group in distinct.values())


def one_to_one(odds: Mapping[Pair, float], source: Sequence[str]) -> dict[Pair, float]:
    """Return the odds when every list holds a person once, unless records of one list are like each other.

    Two things follow. Who is like two records of another list can be only one of them: the odds of each shrink by those
    of the other. And where most of a list has been found in another, those that are left have fewer to choose
    from: a pair that nobody rivals grows by the shares of both lists that are taken. Source: the count of
    one-to-one matchings, as in Fortini and others (2001), Research in Official Statistics 4, 185-198.
    """
    return rivals(grown(odds, source), source)


def grown(odds: Mapping[Pair, float], source: Sequence[str]) -> dict[Pair, float]:
    """Return the odds of each pair by itself, grown by what is taken of both lists; rivals are not regarded."""
    sizes = Counter(source)
    now = dict(odds)
    for _ in range(_SETTLING):
        rivalled = rivals(now, source)
        matched: dict[Lists, float] = defaultdict(float)
        for (left, right), weight in rivalled.items():
            matched[_lists(source, left, right)] += 1 / (1 + _exp(-weight))
        growth = {
            lists: sum(-math.log1p(-min(many / (sizes[each] + _CAUTION), _MOST_TAKEN)) for each in lists)
            for lists, many in matched.items()
            if lists[0] != lists[1]
        }
        now = {pair: weight + growth.get(_lists(source, *pair), 0.0) for pair, weight in odds.items()}
    return now


def _lists(source: Sequence[str], left: int, right: int) -> "Lists":
    a, b = source[left], source[right]
    return (a, b) if a < b else (b, a)


def rivals(odds: Mapping[Pair, float], source: Sequence[str]) -> dict[Pair, float]:
    """Return the odds after rivalry: who is on a list once can be only one of its records.

    Where a record is like two records of another list, and these are not like each other, the odds of each shrink by
    those of the other. Records of a list that are like each other are no rivals: the list has the person twice.
    """
    by_record: dict[tuple[int, str], list[tuple[int, float]]] = defaultdict(list)
    chance = {pair: _exp(weight) for pair, weight in odds.items()}
    for (left, right), much in chance.items():
        by_record[left, source[right]].append((right, much))
        by_record[right, source[left]].append((left, much))
    out = {}
    for (left, right), weight in odds.items():
        if source[left] == source[right]:
            out[left, right] = weight
            continue
        against = max(
            _against(left, right, source, by_record, chance), _against(right, left, source, by_record, chance)
        )
        out[left, right] = weight - math.log1p(against)
    return out


def _against(
    record: int,
    other: int,
    source: Sequence[str],
    by_record: Mapping[tuple[int, str], list[tuple[int, float]]],
    chance: Mapping[Pair, float],
) -> float:
    total = 0.0
    for rival, much in by_record[record, source[other]]:
        if rival != other:
            twins = chance.get(_ordered((rival, other)), 0.0)
            total += much / (1 + twins)
    return total


def _exp(weight: float) -> float:
    return math.exp(min(weight, 50.0))
