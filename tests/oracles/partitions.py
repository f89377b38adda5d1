"""Every way to divide a few records into people, and how probable each is: the slow twin of drawn linkages."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from math import exp, isnan

Partition = tuple[tuple[int, ...], ...]
Pair = tuple[int, int]


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


def probabilities(records: int, weight: Callable[[tuple[int, ...]], float]) -> dict[Partition, float]:
    """Return the probability of each: the weights of its groups, which are logarithms, added up."""
    weights = {tuple(sorted(each)): exp(sum(map(weight, each))) for each in partitions(records)}
    whole = sum(weights.values())
    return {each: weight / whole for each, weight in weights.items()}


def as_one(
    group: Sequence[int],
    told: Mapping[Pair, Sequence[float]],
    against: Mapping[Pair, float],
    link: float,
    unseen: float,
) -> float:
    """Return how much likelier records are as one person than as one each, as a logarithm."""
    pairs = [(a, b) for a in sorted(group) for b in sorted(group) if a < b]
    total = link * (len(group) - 1) + sum(against.get(pair, 0.0) if pair in told else unseen for pair in pairs)
    for comparison in range(len(next(iter(told.values()), ()))):
        known: dict[frozenset[int], float] = {
            frozenset(pair): told[pair][comparison]
            for pair in pairs
            if pair in told and not isnan(told[pair][comparison])
        }
        inside: set[int] = set()
        while True:
            # The first is whichever of the best pair: it has nobody to agree with.
            if not inside:
                if not known:
                    break
                best = max(known, key=known.__getitem__)
                inside = {min(best)}
            beside = {
                record: [known[frozenset((record, each))] for each in inside if frozenset((record, each)) in known]
                for record in group
                if record not in inside
            }
            said = {record: worths for record, worths in beside.items() if worths}
            if not said:
                break
            following = max(said, key=lambda record: max(said[record]))
            total += min(said[following])
            inside.add(following)
    return total
