"""What an estimation answers: a number with its interval, or that there is none and why."""

from typing import Any, Final

import msgspec
import numpy as np
from numpy.typing import NDArray

ESTIMATED: Final = "estimated"
CANNOT: Final = "cannot_be_estimated"


class Said(msgspec.Struct, frozen=True):
    """A sentence of an answer, so that whoever shows it can put it into another language.

    Attributes:
        sentence: English template.
        details: What fills it: numbers, names of lists, or another such sentence.
    """

    sentence: str
    details: dict[str, Any] = {}

    def __str__(self) -> str:
        return self.sentence % self.details if self.details else self.sentence


class Estimate(msgspec.Struct, frozen=True):
    """How many people there are in all.

    Attributes:
        mean: Of the posterior; for methods without one, the point estimate.
        median: Likewise.
        interval: Lower and upper end.
        level: How often such intervals hold the truth, if the model does.
    """

    mean: float
    median: float
    interval: tuple[float, float]
    level: float


class Answer(msgspec.Struct, frozen=True):
    """The answer of one method.

    Attributes:
        observed: People on some list.
        lists: How many lists there are.
        method: Which method.
        answer: ``estimated`` or ``cannot_be_estimated``.
        reason: Why not, in words; None where it was estimated.
        estimate: None where it was not.
        diagnostics: What the method saw: models, chains, bootstraps. Plain values only.
        warnings: What has to be said beside the number.
    """

    observed: int
    lists: int
    method: str
    answer: str
    reason: str | None
    estimate: Estimate | None
    diagnostics: dict[str, Any]
    warnings: list[str]


class CannotBeEstimated(Exception):
    """The data do not bear a number. The sentence says why, and what would have to be different."""

    def __init__(self, sentence: str, diagnostics: dict[str, Any] | None = None, **details: object) -> None:
        self.said = Said(sentence, details)
        self.diagnostics = diagnostics or {}
        super().__init__(str(self.said))


class Found(msgspec.Struct, frozen=True, eq=False):
    """What a method hands back when there is a number.

    Attributes:
        draws: Numbers of people, shape (W, D): a row for each prior under which the lists were read, one for most
            methods. In a row they are as likely as what is not known makes them, in no order that means anything:
            posterior draws, bootstrap replicates; infinite where a replicate had none. An interval holds every row.
    """

    estimate: Estimate
    diagnostics: dict[str, Any]
    draws: NDArray[np.float64]
    warnings: list[Said] = []
