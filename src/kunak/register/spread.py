"""Where does a distribution lie? Quantiles as an answer has them become masses over even steps, for a chart.

Pure numbers without any library; what is drawn of them, pages and papers say.
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

STEPS: Final = 60
_TICKS: Final = 5
"""Most steps of an axis, so that its numbers stand apart on a telephone, too."""
_ROUND: Final = (1, 2, 5, 10)


def masses(quantiles: Sequence[float], *, level: float, steps: int = STEPS) -> tuple[float, ...]:
    """Return how much of the distribution lies in each of ``steps`` even steps from the first quantile to the last.

    Args:
        quantiles: From the lowest up, evenly spaced in probability; two or more.
        level: How much lies between the first and the last: the sum of what is returned.
        steps: Where all lies in one number, there is one step.

    Between neighbours it is spread evenly; where they lie in less than one step, it lies in that of their middle.
    """
    low, high = quantiles[0], quantiles[-1]
    found = [0.0] * (steps if high > low else 1)
    width = (high - low) / len(found)
    share = level / (len(quantiles) - 1)
    for begin, end in pairwise(quantiles):
        first, last = (_step(each, low, width, len(found)) for each in (begin, end))
        if end - begin <= width:
            found[_step((begin + end) / 2, low, width, len(found))] += share
            continue
        for step in range(first, last + 1):
            left, right = low + step * width, low + (step + 1) * width
            found[step] += share * max(0.0, min(right, end) - max(left, begin)) / (end - begin)
    return tuple(found)


def ticks(most: float) -> tuple[int, ...]:
    """Return round numbers from 0 to the first that reaches ``most``, six at most."""
    step = 1
    while step * _TICKS < most:
        tens = 10 ** (len(str(step)) - 1)
        step = tens * next(each for each in _ROUND if each * tens > step)
    last = 1
    while step * last < most:
        last += 1
    return tuple(step * place for place in range(last + 1))


def _step(value: float, low: float, width: float, steps: int) -> int:
    return min(int((value - low) / width), steps - 1) if width else 0
