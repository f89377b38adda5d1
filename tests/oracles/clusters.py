"""Who is one person, and which pairs rival each other, pair by pair: the slow twin of ``kunak.register.clusters``."""

import math
from collections.abc import Collection, Mapping, Sequence

Pair = tuple[int, int]


def clusters(people: int, odds: Mapping[Pair, float], unseen: float, different: Collection[Pair]) -> list[list[int]]:
    """Return groups, joined from the most probable pair down while all pairs between two of them speak for it."""
    groups = [[number] for number in range(people)]
    for (left, right), weight in sorted(odds.items(), key=lambda item: (-item[1], item[0])):
        a, b = (next(group for group in groups if number in group) for number in (left, right))
        between = {(min(i, j), max(i, j)) for i in a for j in b}
        speaks = sum(odds.get(pair, unseen) for pair in between) > 0 and not between & set(different)
        if weight > 0 and a is not b and speaks:
            groups = [group for group in groups if group is not a and group is not b] + [sorted(a + b)]
    return sorted(groups)


def rivals(odds: Mapping[Pair, float], source: Sequence[str]) -> dict[Pair, float]:
    """Return the odds less those of the rivals of either record, on the side where they are more."""

    def against(record: int, other: int) -> float:
        total = 0.0
        for pair, weight in odds.items():
            rival = sum(pair) - record
            if record in pair and rival != other and source[rival] == source[other]:
                twins = odds.get((min(rival, other), max(rival, other)))
                total += math.exp(weight) / (1 + (0.0 if twins is None else math.exp(twins)))
        return total

    return {
        (left, right): weight
        if source[left] == source[right]
        else weight - math.log1p(max(against(left, right), against(right, left)))
        for (left, right), weight in odds.items()
    }
