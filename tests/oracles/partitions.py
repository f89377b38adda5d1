"""Every way to divide a few records into people, and how probable each is: the slow twin of drawn linkages."""

from collections.abc import Iterator, Mapping
from math import exp

Partition = tuple[tuple[int, ...], ...]


def partitions(records: int) -> Iterator[Partition]:
    """Give every way to divide so many records."""
    if records == 0:
        yield ()
        return
    last = records - 1
    for rest in partitions(last):
        yield (*rest, (last,))
        for place in range(len(rest)):
            yield tuple((*each, last) if at == place else each for at, each in enumerate(rest))


def probabilities(records: int, odds: Mapping[tuple[int, int], float]) -> dict[Partition, float]:
    """Return the probability of each: as the odds of all pairs that it joins, multiplied."""
    weights = {}
    for each in partitions(records):
        joined = [(a, b) for group in each for a in group for b in group if a < b]
        weights[tuple(sorted(each))] = exp(sum(odds[pair] for pair in joined))
    whole = sum(weights.values())
    return {each: weight / whole for each, weight in weights.items()}
