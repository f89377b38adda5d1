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

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

import msgspec
import numpy as np

from kunak.base.errors import BadInput
from kunak.base.words import phrase
from kunak.register import chao, decomposable, latent, loglinear, stepwise
from kunak.register.answers import CANNOT, ESTIMATED, Answer, CannotBeEstimated, Estimate, Found
from kunak.register.histories import Histories, read_histories, without_empty_lists

__all__ = [
    "ALL",
    "METHODS",
    "Answer",
    "Estimate",
    "Histories",
    "estimate",
    "estimate_all",
    "histories",
    "read_histories",
]

FEWEST_LISTS: Final = 3
"""With two lists nothing tells whether they know of one another."""
ALL: Final = "all"
LEVELS: Final = (0.5, 0.999)

Progress = Callable[[int, int], None]


class _Task(msgspec.Struct, frozen=True, eq=False):
    histories: Histories
    generator: np.random.Generator
    level: float
    workers: int
    progress: Progress


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
    if method not in _METHODS:
        known = ", ".join(METHODS)
        raise BadInput(
            "There is no method “%(method)s”; choose one of %(known)s.", method=method, known=known, field="method"
        )
    if not LEVELS[0] <= level <= LEVELS[1]:
        raise BadInput("Give a level from %(low)g to %(high)g.", low=LEVELS[0], high=LEVELS[1], field="level")
    if not 0 <= seed < 2**64:
        raise BadInput("Give a seed from 0 to 18446744073709551615.", field="seed")
    full = without_empty_lists(seen)
    # Each method has numbers of its own, so that what it answers does not depend on which others were asked for.
    generator = np.random.default_rng([seed, METHODS.index(method)])
    try:
        _refuse(full)
        found = _METHODS[method](_Task(full, generator, level, workers, progress))
    except CannotBeEstimated as no:
        return _answer(seen, full, method, CANNOT, no.reason, None, no.diagnostics, [])
    return _answer(seen, full, method, ESTIMATED, None, found.estimate, found.diagnostics, found.warnings)


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


def _refuse(full: Histories) -> None:
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


def _answer(
    seen: Histories,
    full: Histories,
    method: str,
    answer: str,
    reason: str | None,
    number: Estimate | None,
    diagnostics: dict[str, Any],
    warnings: list[str],
) -> Answer:
    return Answer(
        observed=seen.observed,
        lists=seen.lists,
        method=method,
        answer=answer,
        reason=reason,
        estimate=number,
        diagnostics={"names": list(seen.names), **diagnostics},
        warnings=[*_about_lists(seen, full), *warnings],
    )


def _about_lists(seen: Histories, full: Histories) -> list[str]:
    warnings = []
    empty = [name for name in seen.names if name not in full.names]
    if empty:
        warnings.append(
            phrase("Nobody is on these lists; they were left out: %(lists)s.") % {"lists": ", ".join(empty)}
        )
    for j in range(full.lists):
        for i in range(j):
            both = full.together(1 << i | 1 << j)
            if both == full.together(1 << i) == full.together(1 << j):
                sentence = phrase("%(one)s and %(other)s hold the same people: they may be one list twice.")
                warnings.append(sentence % {"one": full.names[i], "other": full.names[j]})
    return warnings
