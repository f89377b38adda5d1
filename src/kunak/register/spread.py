"""Where does a distribution lie? Quantiles as an answer has them become masses over even steps, for a chart.

Pure numbers without any library; what is drawn of them, pages and papers say.
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

_TICKS: Final = 5
"""Most steps of an axis, so that its numbers stand apart on a telephone, too."""
_ROUND: Final = (1, 2, 5, 10)


def masses(quantiles: Sequence[float], *, level: float, begin: float, width: float, steps: int) -> tuple[float, ...]:
    """Return how much of the distribution lies in each of several even steps.

    Args:
        quantiles: From the lowest up, evenly spaced in probability; two or more.
        level: How much lies between the first and the last: the sum of what is returned.
        begin: Where the first step begins: not above the first quantile.
        width: Of each step, above 0.
        steps: How many: they reach to the last quantile.

    Between neighbours it is spread evenly; where they lie within one step's width, it lies in the step of their middle.
    """
    found = [0.0] * steps
    share = level / (len(quantiles) - 1)
    for left, right in pairwise(quantiles):
        if right - left <= width:
            found[_step((left + right) / 2 - begin, width, steps)] += share
            continue
        for step in range(_step(left - begin, width, steps), _step(right - begin, width, steps) + 1):
            within = min(begin + (step + 1) * width, right) - max(begin + step * width, left)
            found[step] += share * max(0.0, within) / (right - left)
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


def _step(away: float, width: float, steps: int) -> int:
    return min(int(away / width), steps - 1)
