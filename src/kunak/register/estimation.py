"""How many people nobody recorded, from lists that overlap (multiple systems estimation).

A library of its own: ``from kunak.register import estimation``. It needs numpy, scipy and numba (``kunak[register]``)
and knows nothing of vaults, files or the clock.

    >>> from kunak.register import estimation
    >>> seen = estimation.histories(["A", "B", "C"], {
    ...     (1, 0, 0): 60, (0, 1, 0): 49, (0, 0, 1): 4, (1, 1, 0): 247, (1, 0, 1): 112, (0, 1, 1): 142, (1, 1, 1): 12})
    >>> answer = estimation.estimate(seen, "loglinear", seed=1)
    >>> answer.answer
    'estimated'

Where the lists do not bear a number, the answer is ``cannot_be_estimated`` with the reason in words: that is an answer.
Methods, sources and published results: ``docs/methods/mse.md``.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final

import msgspec
import numpy as np
from numpy.typing import NDArray

from kunak.base.errors import BadInput
from kunak.base.words import phrase
from kunak.register import chao, decomposable, latent, loglinear, stepwise
from kunak.register.answers import CANNOT, ESTIMATED, Answer, CannotBeEstimated, Estimate, Found, Said
from kunak.register.histories import Histories, read_histories, without_empty_lists
from kunak.register.resampling import percentiles, quantiles

__all__ = [
    "ALL",
    "METHODS",
    "Answer",
    "Estimate",
    "Histories",
    "estimate",
    "estimate_all",
    "estimate_linkages",
    "estimate_strata",
    "histories",
    "read_histories",
]

FEWEST_LISTS: Final = 3
"""With two lists nothing tells whether they know of one another."""
LEAST_OVERLAP: Final = 7
"""People on two lists or more. Source: Robson and Regier (1964), Transactions of the American Fisheries Society 93,
215-226: with seven of them the bias of two lists is small. A lower bound can do with fewer."""
ALL: Final = "all"
LEVELS: Final = (0.5, 0.999)
_SUMMED: Final = 4_000
"""Draws that are taken of each of several answers."""
_SOUND_LINKAGES: Final = 0.9
_NO_DRAWS: Final[NDArray[np.float64]] = np.zeros(0)
SAID: Final = "said"
"""Among the diagnostics: the reason, where there is no number, and the warnings, as templates and what fills them."""
DISTRIBUTION: Final = "distribution"
"""Among the diagnostics of an answer with a number: what it was read from, as ``resampling.quantiles`` tells it."""

Progress = Callable[[int, int], None]


class _Task(msgspec.Struct, frozen=True, eq=False):
    histories: Histories
    generator: np.random.Generator
    level: float
    workers: int = 1
    progress: Progress = lambda _done, _all: None


_METHODS: Final[dict[str, Callable[[_Task], Found]]] = {
    "chao": lambda task: chao.lower_bound(task.histories, level=task.level),
    "loglinear": lambda task: loglinear.select(task.histories, generator=task.generator, level=task.level),
    "stepwise": lambda task: stepwise.select(task.histories, generator=task.generator, level=task.level),
    "decomposable": lambda task: decomposable.average(task.histories, level=task.level),
    "latent-class": lambda task: latent.sample(
        task.histories,
        generator=task.generator,
        level=task.level,
        settings=latent.Settings(workers=task.workers),
        progress=task.progress,
    ),
}
METHODS: Final = tuple(_METHODS)


def histories(names: Sequence[str], counts: Mapping[tuple[int, ...], int]) -> Histories:
    """Return capture histories from counts by tuples of 0 and 1, one place per list.

    Raises:
        BadInput: A tuple is no history, or a count is below zero.
    """
    rows = [
        (row, {**dict(zip(names, map(str, history), strict=True)), "count": str(count)})
        for row, (history, count) in enumerate(counts.items(), start=1)
    ]
    return read_histories("the counts", [*names, "count"], rows)


def estimate(
    seen: Histories,
    method: str,
    *,
    seed: int = 0,
    level: float = 0.95,
    workers: int = 1,
    progress: Progress = lambda _done, _all: None,
) -> Answer:
    """Estimate how many people there are in all.

    Args:
        seen: Who was seen on which lists.
        method: One of ``METHODS``.
        seed: Of the random numbers; the same seed gives the same answer.
        level: Of the interval, from 0.5 to 0.999.
        workers: Threads that may be busy; the answer does not depend on them.
        progress: Told how much of how much is done.

    Raises:
        BadInput: There is no such method, or the level is out of range.
    """
    _check(method, seed, level)
    # Each method has numbers of its own, so that what it answers does not depend on which others were asked for.
    generator = np.random.default_rng([seed, METHODS.index(method)])
    return _attempt(seen, method, _Task(without_empty_lists(seen), generator, level, workers, progress))[0]


def estimate_strata(
    strata: Mapping[str, Histories],
    method: str,
    *,
    seed: int = 0,
    level: float = 0.95,
    workers: int = 1,
    progress: Progress = lambda _done, _all: None,
) -> tuple[dict[str, Answer], Answer]:
    """Estimate each stratum by itself, as many at a time as there are workers, and their sum.

    Strata (regions, years) are different people, so what is not known of one is not known apart from the others:
    the interval of the sum is that of sums of draws, not the sum of the ends.

    Args:
        strata: Histories by name of the stratum; nobody is in two of them.
        method: One of ``METHODS``.
        seed: Of the random numbers; the same seed gives the same answers.
        level: Of each interval, from 0.5 to 0.999.
        workers: Strata that are looked at at a time; the answers do not depend on it.
        progress: Told how many of how many are done.

    Returns:
        The answer for each, and for all together; the latter is no number where one of them is none.

    Raises:
        BadInput: There is no such method, an option is out of range, or there are no strata.
    """
    _check(method, seed, level)
    if not strata:
        raise BadInput("There are no strata: give at least one.", field="strata")
    tasks = [
        (
            seen,
            method,
            _Task(without_empty_lists(seen), np.random.default_rng([seed, METHODS.index(method), place]), level),
        )
        for place, seen in enumerate(strata.values())
    ]
    each = _attempts(tasks, workers, progress)
    answers = {name: answer for name, (answer, _) in zip(strata, each, strict=True)}
    seen_in_all = sum(answer.observed for answer in answers.values())
    refused = [name for name, answer in answers.items() if answer.estimate is None]
    if refused:
        sentence = phrase("These strata cannot be estimated, so their sum cannot: %(names)s.")
        return answers, _together(
            list(answers.values()), seen_in_all, method, None, Said(sentence, {"names": ", ".join(refused)})
        )
    generator = np.random.default_rng([seed, METHODS.index(method), len(strata)])
    total = np.sum([generator.choice(draws, _SUMMED, axis=1) for _, draws in each], axis=0)
    numbers = [answer.estimate for answer in answers.values() if answer.estimate is not None]
    mean = sum(number.mean for number in numbers)
    median = mean if all(number.mean == number.median for number in numbers) else float(np.median(total[0]))
    low, high = _ends(total, level)
    if not np.isfinite(high):
        return answers, _together(list(answers.values()), seen_in_all, method, None, _endless())
    number = Estimate(mean, median, (low, high), level)
    return answers, _together(list(answers.values()), seen_in_all, method, number, None, total)


def estimate_linkages(
    linkages: Sequence[Histories],
    method: str,
    *,
    seed: int = 0,
    level: float = 0.95,
    workers: int = 1,
    progress: Progress = lambda _done, _all: None,
) -> tuple[list[Answer], Answer]:
    """Estimate under each of several linkages of the same records, and over all of them.

    No linkage is believed more than another: the answer over all pools their draws, so its interval holds what is not
    known of the linkage too. Where more than a tenth of them bear no number, there is none.

    Raises:
        BadInput: There is no such method, an option is out of range, or there are no linkages.
    """
    _check(method, seed, level)
    if not linkages:
        raise BadInput("There are no linkages: give at least one.", field="linkages")
    tasks = [
        (seen, method, _Task(without_empty_lists(seen), np.random.default_rng([seed, METHODS.index(method)]), level))
        for seen in {seen.key: seen for seen in linkages}.values()
    ]
    # Linkages of few doubtful pairs are often equal; what is equal has the same answer, and is estimated once.
    once = dict(zip({seen.key: None for seen in linkages}, _attempts(tasks, workers, progress), strict=True))
    each = [once[seen.key] for seen in linkages]
    answers = [answer for answer, _ in each]
    # One linkage joins more records than another; under none were more people seen than under this one.
    most = max(answer.observed for answer in answers)
    sound = [draws for _, draws in each if draws.size]
    if len(sound) < _SOUND_LINKAGES * len(each):
        sentence = phrase(
            "Under %(refused)d of %(all)d linkages there is no number, so there is none over all. Under the first of "
            "them: %(reason)s"
        )
        reason = next(answer.diagnostics[SAID][0] for answer in answers if answer.estimate is None)
        told = {"refused": len(each) - len(sound), "all": len(each), "reason": reason}
        return answers, _together(answers, most, method, None, Said(sentence, told))
    generator = np.random.default_rng([seed, METHODS.index(method), len(linkages)])
    pooled = np.concatenate([generator.choice(draws, _SUMMED, axis=1) for draws in sound], axis=1)
    low, high = _ends(pooled, level)
    if not np.isfinite(high):
        return answers, _together(answers, most, method, None, _endless())
    mean = float(np.mean([answer.estimate.mean for answer in answers if answer.estimate is not None]))
    number = Estimate(mean, float(np.median(pooled[0])), (low, high), level)
    return answers, _together(answers, most, method, number, None, pooled)


def _attempts(
    tasks: Sequence[tuple[Histories, str, _Task]], workers: int, progress: Progress
) -> list[tuple[Answer, NDArray[np.float64]]]:
    found = []
    with ThreadPoolExecutor(workers) as pool:
        for each in pool.map(_attempt, *zip(*tasks, strict=True)):
            found.append(each)
            progress(len(found), len(tasks))
    return found


def _together(
    answers: list[Answer],
    observed: int,
    method: str,
    number: Estimate | None,
    reason: Said | None,
    draws: NDArray[np.float64] = _NO_DRAWS,
) -> Answer:
    """Return the answer over several: how many bear a number, and from where to where their medians go."""
    medians = [answer.estimate.median for answer in answers if answer.estimate is not None]
    warnings = list({str(said): said for answer in answers for said in warnings_of(answer)}.values())
    return Answer(
        observed=observed,
        lists=max(answer.lists for answer in answers),
        method=method,
        answer=CANNOT if number is None else ESTIMATED,
        reason=None if reason is None else str(reason),
        estimate=number,
        diagnostics={
            SAID: [*([] if reason is None else [reason]), *warnings],
            "answers": len(answers),
            "without_number": len(answers) - len(medians),
            "medians": [min(medians), max(medians)] if medians else None,
            **_distribution(number, draws),
        },
        warnings=[str(said) for said in warnings],
    )


def _distribution(number: Estimate | None, draws: NDArray[np.float64]) -> dict[str, list[float]]:
    return {} if number is None else {DISTRIBUTION: quantiles(draws, number.interval, level=number.level)}


def _ends(rows: NDArray[np.float64], level: float) -> tuple[float, float]:
    """Return the interval that holds those of all rows: what is assumed beforehand is assumed of all strata alike."""
    lows, highs = zip(*(percentiles(row, level=level) for row in rows), strict=True)
    return min(lows), max(highs)


def _endless() -> Said:
    return Said(
        phrase("The interval has no upper end: too many of the tables that might have been seen have no number.")
    )


def warnings_of(answer: Answer) -> list[Said]:
    """Return the warnings of an answer as sentences that can be translated; the reason is the one before them."""
    said: list[Said] = answer.diagnostics[SAID]
    return said if answer.reason is None else said[1:]


def _check(method: str, seed: int, level: float) -> None:
    if method not in _METHODS:
        known = ", ".join(METHODS)
        raise BadInput(
            "There is no method “%(method)s”; choose one of %(known)s.", method=method, known=known, field="method"
        )
    if not LEVELS[0] <= level <= LEVELS[1]:
        raise BadInput("Give a level from %(low)g to %(high)g.", low=LEVELS[0], high=LEVELS[1], field="level")
    check_seed(seed)


def check_seed(seed: int) -> None:
    """Refuse a seed that no random numbers begin with.

    Raises:
        BadInput: It is none.
    """
    if not 0 <= seed < 2**64:
        raise BadInput("Give a seed from 0 to 18446744073709551615.", field="seed")


def _attempt(seen: Histories, method: str, task: _Task) -> tuple[Answer, NDArray[np.float64]]:
    """Return the answer and the draws behind it; no draws where there is no number."""
    try:
        _refuse(task.histories, method)
        found = _METHODS[method](task)
    except CannotBeEstimated as no:
        return _answer(seen, task.histories, method, no.said, None, no.diagnostics, []), _NO_DRAWS
    told = found.diagnostics | _distribution(found.estimate, found.draws)
    answer = _answer(seen, task.histories, method, None, found.estimate, told, found.warnings)
    return answer, found.draws


def estimate_all(
    seen: Histories,
    *,
    seed: int = 0,
    level: float = 0.95,
    workers: int = 1,
    progress: Progress = lambda _done, _all: None,
) -> list[Answer]:
    """Estimate by every method; the arguments are those of ``estimate``."""
    return [estimate(seen, method, seed=seed, level=level, workers=workers, progress=progress) for method in METHODS]


def _refuse(full: Histories, method: str) -> None:
    """Raise CannotBeEstimated where no method can say anything."""
    if full.lists < FEWEST_LISTS:
        raise CannotBeEstimated(
            phrase(
                "There are %(lists)d lists with people on them; at least three are needed, because two cannot show "
                "whether they know of one another."
            ),
            lists=full.lists,
        )
    if full.on_exactly(1) == full.observed:
        raise CannotBeEstimated(
            phrase("The lists do not overlap: nobody is on two of them, so nothing says how many were missed.")
        )
    alone = [full.names[j] for j in range(full.lists) if full.counts[1 << j] == full.together(1 << j)]
    if full.lists - len(alone) < FEWEST_LISTS:
        raise CannotBeEstimated(
            phrase(
                "Fewer than three lists overlap: %(alone)s share nobody with any other. What is left cannot show "
                "whether the lists know of one another."
            ),
            alone=", ".join(alone),
        )
    if full.lists - sum(1 for _ in _twins(full)) < FEWEST_LISTS:
        raise CannotBeEstimated(
            phrase(
                "Lists hold exactly the same people: fewer than three different lists are left, and three are needed."
            )
        )
    overlap = full.observed - full.on_exactly(1)
    if method != "chao" and overlap < LEAST_OVERLAP:
        raise CannotBeEstimated(
            phrase(
                "Only %(overlap)d people are on two lists or more: with fewer than %(least)d, what was assumed would "
                "make the answer."
            ),
            overlap=overlap,
            least=LEAST_OVERLAP,
        )


def _answer(
    seen: Histories,
    full: Histories,
    method: str,
    reason: Said | None,
    number: Estimate | None,
    diagnostics: dict[str, Any],
    warnings: list[Said],
) -> Answer:
    warnings = [*_about_lists(seen, full), *warnings]
    return Answer(
        observed=seen.observed,
        lists=seen.lists,
        method=method,
        answer=CANNOT if number is None else ESTIMATED,
        reason=None if reason is None else str(reason),
        estimate=number,
        diagnostics={
            "names": list(seen.names),
            SAID: [*([] if reason is None else [reason]), *warnings],
            **diagnostics,
        },
        warnings=[str(said) for said in warnings],
    )


def _about_lists(seen: Histories, full: Histories) -> list[Said]:
    warnings = []
    empty = [name for name in seen.names if name not in full.names]
    if empty:
        warnings.append(
            Said(phrase("Nobody is on these lists; they were left out: %(lists)s."), {"lists": ", ".join(empty)})
        )
    for one, other in _twins(full):
        sentence = phrase("%(one)s and %(other)s hold the same people: they may be one list twice.")
        warnings.append(Said(sentence, {"one": full.names[one], "other": full.names[other]}))
    return warnings


def _twins(full: Histories) -> Iterator[tuple[int, int]]:
    """Give each list that holds the same people as one before it, with the first such."""
    for j in range(full.lists):
        for i in range(j):
            if full.together(1 << i | 1 << j) == full.together(1 << i) == full.together(1 << j):
                yield i, j
                break
