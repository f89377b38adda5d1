"""Do two people who code the same things apart choose the same words, beyond chance?

Pure functions over words; who coded what, and what the words mean, is not known here. What cannot be said (nothing was
coded by two, or only one word was ever chosen, so that chance alone would agree always) is ``None``, never a number.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Final

import msgspec
import numpy as np

DRAWS: Final = 2_000
_PAIR: Final = 2


class Kappa(msgspec.Struct, frozen=True):
    """Agreement of two coders.

    Attributes:
        units: How many things both coded.
        observed: Share of them on which both chose one word.
        kappa: Cohen's kappa; None where chance alone would agree always, or there are no units.
    """

    units: int
    observed: float | None
    kappa: float | None


class Alpha(msgspec.Struct, frozen=True):
    """Agreement of any number of coders.

    Attributes:
        units: How many things two or more coded.
        values: How many codings of these there are.
        alpha: Krippendorff's alpha for words without order; None where it cannot be said.
        low: Lower end of the bootstrap interval, None where it cannot be said.
        high: Upper end of it.
    """

    units: int
    values: int
    alpha: float | None
    low: float | None = None
    high: float | None = None


def cohen(pairs: Sequence[tuple[str, str]]) -> Kappa:
    """Return the agreement of two coders over what both coded, in exact arithmetic until the end.

    Args:
        pairs: Of each thing, the word of the first and of the second coder.

    Source:
        Cohen (1960), Educational and Psychological Measurement 20, 37-46: (Po - Pe) / (1 - Pe), where Pe is the
        agreement of two people who choose words as often as these did, but blindly.

    >>> cohen([("yes", "yes")] * 20 + [("yes", "no")] * 5 + [("no", "yes")] * 10 + [("no", "no")] * 15)
    Kappa(units=50, observed=0.7, kappa=0.4)
    """
    units = len(pairs)
    if not units:
        return Kappa(0, None, None)
    first, second = (Counter(words) for words in zip(*pairs, strict=True))
    observed = Fraction(sum(one == other for one, other in pairs), units)
    expected = Fraction(sum(times * second[word] for word, times in first.items()), units**2)
    kappa = None if expected == 1 else float((observed - expected) / (1 - expected))
    return Kappa(units, float(observed), kappa)


def krippendorff(codings: Sequence[Sequence[str]]) -> Alpha:
    """Return the agreement of all coders, each of whom may have coded some things only.

    Args:
        codings: Of each thing, the words that its coders chose, in any order; one alone says nothing.

    Source:
        Krippendorff (2011), Computing Krippendorff's alpha-reliability: 1 - Do / De for nominal data.
    """
    units = [Counter(words) for words in codings if len(words) >= _PAIR]
    spread = sum(units, Counter[str]())
    values = spread.total()
    expected = _apart(spread)
    if not expected:
        return Alpha(len(units), values, None)
    observed = sum((_apart(words) for words in units), Fraction(0))
    return Alpha(len(units), values, float(1 - observed / expected))


def with_interval(codings: Sequence[Sequence[str]], *, seed: int, level: float = 0.95, draws: int = DRAWS) -> Alpha:
    """Return the agreement with a percentile interval over resampled things.

    Args:
        codings: As for ``krippendorff``.
        seed: Of the draws; the same gives the same.
        level: Coverage wanted, between 0 and 1.
        draws: How many times the things are drawn anew, with replacement.

    Source:
        Efron (1979). Of few things it is too narrow: below about thirty read it as a hint.
    """
    found = krippendorff(codings)
    paired = [words for words in codings if len(words) >= _PAIR]
    if found.alpha is None or len(paired) < _PAIR:
        return found
    drawn = _resampled(paired, krippendorff, draws=draws, seed=seed)
    low, high = np.quantile(drawn, [(1 - level) / 2, (1 + level) / 2])
    return msgspec.structs.replace(found, low=float(low), high=float(high))


def _resampled(
    units: Sequence[Sequence[str]], statistic: Callable[[Sequence[Sequence[str]]], Alpha], *, draws: int, seed: int
) -> list[float]:
    """Return the statistic of each draw; a draw of one word alone agrees wholly."""
    chance = np.random.default_rng(seed)
    chosen = chance.integers(0, len(units), (draws, len(units)))
    found = (statistic([units[place] for place in row]).alpha for row in chosen.tolist())
    return [1.0 if alpha is None else alpha for alpha in found]


def _apart(words: Counter[str]) -> Fraction:
    """Return how many ordered pairs of different words there are, for each word less one."""
    total = words.total()
    return Fraction(total**2 - sum(times**2 for times in words.values()), total - 1) if total > 1 else Fraction(0)
