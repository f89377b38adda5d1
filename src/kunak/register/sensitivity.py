"""How much does the number hang on the method, and on which records were taken for one person?

Every method over every linkage, side by side: one answer for each, a number or a reason. No pair is left out, since the
one that was left out is the one that somebody will ask for. Specified in ``docs/methods/mse.md``.
"""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import product
from typing import Final

import msgspec

from kunak.base.errors import BadInput
from kunak.register.answers import Answer
from kunak.register.estimation import METHODS, estimate, estimate_linkages
from kunak.register.histories import Histories

MOST_LINKAGES: Final = 20
"""Names of linkages in one table; each may have many draws."""

Progress = Callable[[int, int], None]


class Cell(msgspec.Struct, frozen=True):
    """What one method answers under one linkage.

    Attributes:
        linkage: Its name, as it was given.
        answer: Over several draws it is the answer over all of them.
    """

    linkage: str
    answer: Answer


def sensitivity(
    linkages: Mapping[str, Sequence[Histories]],
    methods: Sequence[str] = METHODS,
    *,
    seed: int = 0,
    level: float = 0.95,
    workers: int = 1,
    progress: Progress = lambda _done, _all: None,
) -> list[Cell]:
    """Estimate by every method under every linkage, as many at a time as there are workers.

    Args:
        linkages: By name: one history for a linkage that is certain (a threshold, what people decided), several for
            one that was drawn.
        methods: Some of ``estimation.METHODS``.
        seed: Of the random numbers. Each cell is what ``estimation`` answers alone with this seed.
        level: Of the intervals.
        workers: The answers do not depend on it.
        progress: Told how many cells of how many are done; equal ones count once.

    Returns:
        A cell for each, methods first, linkages of each method in the order given.

    Raises:
        BadInput: There are no linkages, too many, one without histories, no methods, or an option is out of range.
    """
    if not 0 < len(linkages) <= MOST_LINKAGES or not methods or not all(linkages.values()):
        raise BadInput(
            "Give from one to %(most)d linkages, each with histories, and one method at least.",
            most=MOST_LINKAGES,
            field="linkages",
        )
    # Two thresholds with no pair between them are one linkage: it is estimated once.
    asked = {
        (method, *(seen.key for seen in drawn)): (method, drawn)
        for method, drawn in product(methods, linkages.values())
    }

    def answered(task: tuple[str, Sequence[Histories]]) -> Answer:
        method, drawn = task
        if len(drawn) == 1:
            return estimate(drawn[0], method, seed=seed, level=level)
        return estimate_linkages(drawn, method, seed=seed, level=level)[1]

    found: list[Answer] = []
    with ThreadPoolExecutor(workers) as pool:
        for answer in pool.map(answered, asked.values()):
            found.append(answer)
            progress(len(found), len(asked))
    answers = dict(zip(asked, found, strict=True))
    return [
        Cell(name, answers[method, *(seen.key for seen in drawn)])
        for method, (name, drawn) in product(methods, linkages.items())
    ]
