"""Log-linear models: which lists know of one another, chosen by BIC among all hierarchical models.

Every model that has a maximum is fitted (existence is shown for each, see ``kernels.newton`` and ``existence``). The
interval pools tables drawn from every likely model, by its weight: it holds what is not known about the model too.
Where models that fit equally well answer differently by more than twofold, there is no answer.
Specified in ``docs/methods/mse.md``.
"""

from math import log
from typing import Any, Final

import msgspec
import numpy as np
from numpy.typing import NDArray

from kunak.base.words import phrase
from kunak.register import kernels
from kunak.register.answers import CannotBeEstimated, Estimate, Found, Said
from kunak.register.existence import exists
from kunak.register.histories import Histories
from kunak.register.models import ALL_UP_TO, INDEPENDENT, Model, generators, hierarchical, neighbours, packed, terms_of
from kunak.register.resampling import percentiles

NEAR: Final = 2.0
"""BIC within which two models are tied: “not worth more than a bare mention” (Kass and Raftery 1995)."""
TWOFOLD: Final = 2.0
WORTH_SAYING: Final = 1.25
"""Ratio of near-tied answers from which they are named in a warning."""
WINDOW: Final = 10.0
"""BIC from which the evidence against a model is very strong (Kass and Raftery 1995): the interval is without it."""
WINDOW_MODELS: Final = 40
REPLICATES: Final = 1_000
FAILED: Final = 0.1
"""Share of replicates without any fitted model from which the interval means nothing."""


class Fits(msgspec.Struct, frozen=True, eq=False):
    """Models that have a maximum, the best first.

    Attributes:
        bic: Without the constant that all share.
        unseen: People on no list under each.
        looked_at: How many models were looked at.
        nonexistent: How many of them have no maximum.
        unfitted: How many have one that Newton's method did not reach; seen only in tables made at random.
    """

    models: list[Model]
    bic: NDArray[np.float64]
    unseen: NDArray[np.float64]
    looked_at: int
    nonexistent: int
    unfitted: int


def select(
    histories: Histories, *, generator: np.random.Generator, level: float, replicates: int = REPLICATES
) -> Found:
    """Estimate with the best hierarchical model.

    The interval is that of Buckland, Burnham and Augustin (1997), Biometrics 53, 603-618, with BIC weights.

    Raises:
        CannotBeEstimated: No model has a maximum, near-tied models differ too much, or the interval has no end.
    """
    fits = fit_all(histories)
    seen = histories.observed
    if not fits.models:
        raise CannotBeEstimated(
            phrase(
                "No model has a likeliest number: the lists overlap too little, and infinitely many people would fit."
            )
        )
    diagnostics = _diagnostics(histories, fits)
    near = seen + fits.unseen[fits.bic <= fits.bic[0] + NEAR]
    if near.max() > TWOFOLD * near.min():
        raise CannotBeEstimated(
            phrase("Models that fit equally well differ more than twofold: from %(low).0f to %(high).0f people."),
            diagnostics,
            low=float(near.min()),
            high=float(near.max()),
        )
    numbers = _bootstrap(histories, fits, generator, replicates)
    failed = int(np.isnan(numbers).sum())
    low, high = percentiles(numbers, level=level)
    diagnostics |= {"replicates": numbers.size, "replicates_without_model": failed}
    if failed > FAILED * numbers.size or not np.isfinite(high):
        raise CannotBeEstimated(
            phrase("In too many tables like this one no model has a likeliest number: the interval has no upper end."),
            diagnostics,
        )
    number = seen + float(fits.unseen[0])
    draws = np.where(np.isnan(numbers), np.inf, numbers)
    return Found(
        Estimate(number, number, (low, high), level), diagnostics, draws[None], _warnings(histories, fits, near)
    )


def fit_all(histories: Histories) -> Fits:
    """Fit every hierarchical model of up to five lists; of more, those that a search by BIC meets."""
    if histories.lists <= ALL_UP_TO:
        return _sorted(histories, *_fit(histories, hierarchical(histories.lists)))
    return _search(histories)


def _search(histories: Histories) -> Fits:
    """Go to the best neighbour as long as there is a better one."""
    met: dict[Model, tuple[float, float]] = {}
    now, best = INDEPENDENT, np.inf
    looked_at = {INDEPENDENT}
    unfitted = 0
    around = [INDEPENDENT]
    while around:
        models, bic, unseen, failed = _fit(histories, around)
        unfitted += failed
        met |= {model: (b, u) for model, b, u in zip(models, bic, unseen, strict=True)}
        if not models or bic.min() >= best:
            break
        best, now = float(bic.min()), models[int(bic.argmin())]
        around = [model for model in neighbours(now, histories.lists) if model not in looked_at]
        looked_at |= set(around)
    values = np.array(list(met.values())).reshape(-1, 2)
    return _sorted(histories, list(met), values[:, 0], values[:, 1], unfitted, looked_at=len(looked_at))


def _fit(
    histories: Histories, models: tuple[Model, ...] | list[Model]
) -> tuple[list[Model], NDArray[np.float64], NDArray[np.float64], int]:
    counts = histories.counts.astype(np.float64)
    starts, terms = packed(models, histories.lists)
    loglik, unseen, status = kernels.fit_models(starts, terms, counts, histories.lists)
    bic = np.diff(starts) * log(histories.observed) - 2 * loglik
    sure = status == kernels.CERTAIN
    unfitted = _count_existing([model for model, fine in zip(models, sure, strict=True) if not fine], histories)
    kept = [model for model, fine in zip(models, sure, strict=True) if fine]
    return kept, bic[sure], unseen[sure], unfitted


def _count_existing(models: list[Model], histories: Histories) -> int:
    """Return how many of the models that Newton's method did not fit have a maximum after all.

    A model has none where a smaller one within it has none, or where a term of it has no people: the
    programme is asked for the few that are left.
    """
    empty = {term for term in range(1, 2**histories.lists) if histories.together(term) == 0}
    without: list[Model] = []
    counts = histories.counts.astype(np.float64)
    cells = range(1, counts.size)
    existing = 0
    for model in sorted(models, key=len):
        if model & empty or any(1 << j in empty for j in range(histories.lists)):
            continue
        if any(smaller <= model for smaller in without):
            continue
        if exists(terms_of(model, histories.lists), cells, counts):
            existing += 1
        else:
            without.append(model)
    return existing


def _sorted(
    histories: Histories,
    models: list[Model],
    bic: NDArray[np.float64],
    unseen: NDArray[np.float64],
    unfitted: int,
    looked_at: int | None = None,
) -> Fits:
    order = np.argsort(bic, kind="stable")
    looked_at = looked_at or len(hierarchical(histories.lists))
    return Fits(
        [models[index] for index in order], bic[order], unseen[order], looked_at, looked_at - len(models), unfitted
    )


def _bootstrap(
    histories: Histories, fits: Fits, generator: np.random.Generator, replicates: int
) -> NDArray[np.float64]:
    """Return numbers from tables drawn from each likely model, as many as its weight, people on no list drawn too."""
    likely = (fits.bic <= fits.bic[0] + WINDOW).nonzero()[0][:WINDOW_MODELS]
    weights = np.exp(-(fits.bic[likely] - fits.bic[0]) / 2)
    shares = np.rint(replicates * weights / weights.sum()).astype(int)
    numbers = []
    for index, share in zip(likely, shares, strict=True):
        if share:
            model = fits.models[index]
            chances = fitted_counts(histories, model)
            people = chances.sum()
            drawn = generator.multinomial(round(people), chances / people, size=share).astype(np.float64)
            drawn[:, 0] = 0.0
            terms = np.array(terms_of(model, histories.lists), dtype=np.int64)
            numbers.append(drawn.sum(axis=1) + kernels.refit(terms, drawn, histories.lists))
    return np.concatenate(numbers)


def fitted_counts(histories: Histories, model: Model) -> NDArray[np.float64]:
    """Return the expected count of every history under a model that has a maximum, history 0 among them."""
    counts = histories.counts.astype(np.float64)
    margins = counts.copy()
    kernels.supersets(margins, histories.lists)
    terms = np.array(terms_of(model, histories.lists), dtype=np.int64)
    beta = np.full(terms.size, np.nan)
    kernels.newton(terms, counts, margins, np.arange(counts.size) > 0, histories.lists, beta)
    eta = np.zeros(counts.size)
    eta[terms] = beta
    kernels.subsets(eta, histories.lists)
    return np.exp(eta)


def _diagnostics(histories: Histories, fits: Fits) -> dict[str, Any]:
    best = [
        {
            "model": " + ".join(histories.called(term) for term in generators(model, histories.lists)),
            "number": histories.observed + float(unseen),
            "bic_above_best": float(bic - fits.bic[0]),
        }
        for model, unseen, bic in zip(fits.models[:10], fits.unseen, fits.bic, strict=False)
    ]
    return {
        "models": fits.looked_at,
        "models_without_maximum": fits.nonexistent - fits.unfitted,
        "models_not_fitted": fits.unfitted,
        "best_models": best,
    }


def _warnings(histories: Histories, fits: Fits, near: NDArray[np.float64]) -> list[Said]:
    warnings = []
    if near.max() > WORTH_SAYING * near.min():
        sentence = phrase("Models that fit equally well answer from %(low).0f to %(high).0f.")
        warnings.append(Said(sentence, {"low": float(near.min()), "high": float(near.max())}))
    if fits.unfitted:
        warnings.append(Said(phrase("Some models could not be fitted, although they have a maximum.")))
    if histories.lists > ALL_UP_TO:
        warnings.append(Said(phrase("Not every model was looked at: a search by BIC led to this one.")))
    return warnings
