"""Do two people who code the same things apart choose the same words, beyond chance?

Pure functions over words; who coded what, and what the words mean, is not known here. What cannot be said (nothing was
coded by two, or only one word was ever chosen, so that chance alone would agree always) is ``None``, never a number.
"""

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from fractions import Fraction
from statistics import quantiles
from typing import Final

import msgspec

DRAWS: Final = 2_000
_PAIR: Final = 2
_CUTS: Final = 1_000
"""Into so many equal parts the draws are cut, for the ends of an interval."""


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
        draws: How many times the things are drawn anew, with replacement; 0: no interval.

    Source:
        Efron (1979). Of few things it is too narrow: below about thirty read it as a hint.
    """
    found = krippendorff(codings)
    paired = [words for words in codings if len(words) >= _PAIR]
    if found.alpha is None or len(paired) < _PAIR or not draws:
        return found
    drawn = sorted(_resampled(paired, draws=draws, seed=seed))
    cuts = quantiles(drawn, n=_CUTS, method="inclusive")
    beyond = (1 - level) / 2
    low, high = (cuts[round(_CUTS * share) - 1] for share in (beyond, 1 - beyond))
    return msgspec.structs.replace(found, low=low, high=high)


def _resampled(units: Sequence[Sequence[str]], *, draws: int, seed: int) -> Iterator[float]:
    """Yield alpha for each draw; a draw of one word alone agrees wholly. Whole numbers until the end of each draw."""
    chance = random.Random(seed)  # noqa: S311 - which things are drawn is no secret, and has to be repeatable
    known = sorted({word for words in units for word in words})
    counts = [[words.count(word) for word in known] for words in units]
    apart = [float(_apart(Counter(words))) for words in units]
    for _ in range(draws):
        chosen = chance.choices(range(len(units)), k=len(units))
        spread = [sum(column) for column in zip(*(counts[place] for place in chosen), strict=True)]
        total = sum(spread)
        expected = (total**2 - sum(times**2 for times in spread)) / (total - 1)
        yield 1 - sum(apart[place] for place in chosen) / expected if expected else 1.0


def _apart(words: Counter[str]) -> Fraction:
    """Return how many ordered pairs of different words there are, for each word less one."""
    total = words.total()
    return Fraction(total**2 - sum(times**2 for times in words.values()), total - 1) if total > 1 else Fraction(0)
