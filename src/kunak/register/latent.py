"""Latent classes: people differ in how likely each list finds them, in ways that nobody wrote down.

A sampler, so what it says is only as good as its chains agree: several start far from each other, run until they agree
and are worth enough independent draws, or there is no answer. The prior has a bound that is stated; where
the posterior is piled up at it, there is no answer either. On short lists the prior of the chances makes much of the
interval, so the interval holds what a second one says, too. Specified in ``docs/methods/mse.md``.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any, Final, NamedTuple

import msgspec
import numpy as np
from numpy.typing import NDArray

from kunak.base.words import phrase
from kunak.register import kernels
from kunak.register.answers import CannotBeEstimated, Estimate, Found, Said
from kunak.register.histories import Histories
from kunak.register.mixing import effective_draws, r_hat

CLASSES: Final = 10
"""Truncation of the Dirichlet process. Source: Manrique-Vallier (2016), section 5."""
CHAINS: Final = 8
BOUND: Final = 100
"""People on no list for each that was seen: the prior knows no more."""
EDGE: Final = 0.9
PILED_UP: Final = 0.01
"""Probability beyond that part of the bound from which there is no answer."""
DISAGREE: Final = 1.05
"""R-hat above which chains do not tell of one posterior."""
ENOUGH: Final = 400.0
"""Effective draws, over all chains, with which an interval's ends are worth printing. Source: Vehtari et al. (2021)."""
DRAWS: Final = 1_000
"""Draws that are kept of each chain and round; each round is as long as all before it."""
THIN: Final = 5
ROUNDS: Final = 7
"""At most 320,000 iterations a chain."""

_CONTENT: Final = 1.02
"""R-hat from which no further round is run, well below the one that is refused."""
TWOFOLD: Final = 2.0
"""Medians under two priors that differ more are no answer."""
WORTH_SAYING: Final = 2.0
"""Ratio of the most people unseen, under both priors and under the published one, from which a warning is given."""

Progress = Callable[[int, int], None]


class Settings(msgspec.Struct, frozen=True):
    """What can be chosen.

    Attributes:
        workers: Chains that run at a time; the answer does not depend on it.
        reach: The prior of every chance is Beta(reach, 1); the published one is uniform.
    """

    chains: int = CHAINS
    classes: int = CLASSES
    bound: int = BOUND
    rounds: int = ROUNDS
    workers: int = 1
    reach: float = 1.0


STANDARD: Final = Settings()


class _Chain:
    """One chain: its state, and its generator."""

    def __init__(self, histories: Histories, settings: Settings, generator: np.random.Generator, unseen: int) -> None:
        self._counts = histories.counts
        self._lists = histories.lists
        self._generator = generator
        self._reach = settings.reach
        self._bound = settings.bound * histories.observed
        self._shares = generator.dirichlet(np.ones(settings.classes))
        self._chances = generator.random((settings.classes, histories.lists))
        self._alpha = 1.0
        self._unseen = unseen
        self.cut = 0

    def draw(self, draws: int, thin: int) -> NDArray[np.int64]:
        """Run on and return people on no list."""
        found = np.zeros(draws, dtype=np.int64)
        self._alpha, self._unseen, cut = kernels.latent_chain(
            self._generator,
            self._counts,
            self._lists,
            self._shares,
            self._chances,
            self._alpha,
            self._unseen,
            self._bound,
            found,
            thin,
            self._reach,
        )
        self.cut += cut
        return found


def sample(
    histories: Histories,
    *,
    generator: np.random.Generator,
    level: float,
    settings: Settings = STANDARD,
    progress: Progress = lambda _done, _all: None,
) -> Found:
    """Estimate with latent classes.

    Mean and median are those of the published prior. The interval reaches from the lower to the higher end of the
    intervals under that prior and under a second one (``second_reach``); draws have a row for each.

    Raises:
        CannotBeEstimated: Under one of the priors the chains disagree, mix too slowly, or the posterior is piled up at
            the bound; or the medians under both differ more than twofold.

    Source:
        Manrique-Vallier (2016), Biometrics 72, 1246-1254, for the model. How many people are out of reach cannot be
        told from lists alone (Link 2003, Biometrics 59, 1123-1130), so the answer is given for more than one prior, as
        Berger (1994), Test 3, 5-124, proposes.
    """
    half = 2 ** (settings.rounds - 1)
    own = _under(histories, generator, settings, level, lambda done, _all: progress(done, 2 * half))
    doubting = msgspec.structs.replace(settings, reach=second_reach(histories.lists))
    try:
        other = _under(histories, generator, doubting, level, lambda done, _all: progress(half + done, 2 * half))
    except CannotBeEstimated as no:
        sentence = phrase("How much the answer leans on the prior cannot be told. Under a second one: %(reason)s")
        raise CannotBeEstimated(sentence, own.diagnostics | {"second_prior": no.diagnostics}, reason=no.said) from None
    diagnostics = own.diagnostics | {"second_prior": other.diagnostics}
    _refuse_different(own.median, other.median, diagnostics)
    low, high = min(own.interval[0], other.interval[0]), max(own.interval[1], other.interval[1])
    leans = high - histories.observed > WORTH_SAYING * (own.interval[1] - histories.observed)
    return Found(
        Estimate(own.mean, own.median, (low, high), level),
        diagnostics,
        np.stack([own.draws, other.draws]),
        [_leaning(own.interval, other.interval)] if leans else [],
    )


def second_reach(lists: int) -> float:
    """Return the weight of the second prior, Beta(1 / (K - 1), 1): a person is expected on one list, whatever K.

    Under uniform chances a person is expected on half of all lists: that there are many lists says by itself that few
    people were missed.
    """
    return 1.0 / (lists - 1)


class _Posterior(NamedTuple):
    """What the lists say under one prior; draws have shape (chains times draws,)."""

    mean: float
    median: float
    interval: tuple[float, float]
    draws: NDArray[np.float64]
    diagnostics: dict[str, Any]


def _under(
    histories: Histories, generator: np.random.Generator, settings: Settings, level: float, progress: Progress
) -> _Posterior:
    """Return what the lists say under the prior of the settings.

    Raises:
        CannotBeEstimated: The chains disagree or mix too slowly, or the posterior is piled up at the bound.
    """
    draws, iterations = _run(histories, generator, settings, progress)
    people = histories.observed + draws
    most = settings.bound * histories.observed
    low, median, high = (float(each) for each in np.quantile(people, [(1 - level) / 2, 0.5, (1 + level) / 2]))
    diagnostics: dict[str, Any] = {
        "prior_of_chances": [settings.reach, 1.0],
        "median": median,
        "interval": [low, high],
        "chains": settings.chains,
        "iterations_per_chain": iterations,
        "r_hat": r_hat(draws),
        "effective_draws": effective_draws(draws),
        "chain_medians": [float(np.median(chain)) for chain in people],
        "classes": settings.classes,
        "bound": histories.observed + most,
        "beyond_edge": float((draws > EDGE * most).mean()),
    }
    _refuse(diagnostics)
    return _Posterior(float(people.mean()), median, (low, high), people.ravel(), diagnostics)


def _leaning(own: tuple[float, float], other: tuple[float, float]) -> Said:
    sentence = phrase(
        "The interval leans on the prior: %(low).0f to %(high).0f under the published one, %(least).0f to %(most).0f "
        "where it is likely that people are nearly out of reach."
    )
    return Said(sentence, {"low": own[0], "high": own[1], "least": other[0], "most": other[1]})


def _refuse_different(own: float, other: float, diagnostics: dict[str, Any]) -> None:
    if max(own, other) > TWOFOLD * min(own, other):
        raise CannotBeEstimated(
            phrase(
                "The lists do not say how many people are nearly out of reach: the prior makes it %(own).0f people or "
                "%(other).0f."
            ),
            diagnostics,
            own=own,
            other=other,
        )


def _refuse(diagnostics: dict[str, Any]) -> None:
    agreement, worth = diagnostics["r_hat"], diagnostics["effective_draws"]
    if diagnostics["beyond_edge"] > PILED_UP:
        raise CannotBeEstimated(
            phrase("The posterior is piled up at the bound of %(bound)d people: the bound would make the answer."),
            diagnostics,
            bound=diagnostics["bound"],
        )
    if not agreement <= DISAGREE:
        raise CannotBeEstimated(
            phrase(
                "The chains disagree (R-hat %(agreement).3f): their medians go from %(low).0f to %(high).0f people."
            ),
            diagnostics,
            agreement=agreement,
            low=min(diagnostics["chain_medians"]),
            high=max(diagnostics["chain_medians"]),
        )
    if worth < ENOUGH:
        raise CannotBeEstimated(
            phrase(
                "The chains move too slowly: together they are worth %(worth).0f independent draws; "
                "%(enough).0f are needed."
            ),
            diagnostics,
            worth=worth,
            enough=ENOUGH,
        )


def _run(
    histories: Histories, generator: np.random.Generator, settings: Settings, progress: Progress
) -> tuple[NDArray[np.float64], int]:
    """Run rounds, each as long as all before it, until the second half of the chains agrees; return that half."""
    chains = _dispersed(histories, settings, generator)
    kept = np.zeros((settings.chains, 0))
    iterations, thin = 0, THIN
    total = 2 ** (settings.rounds - 1)
    with ThreadPoolExecutor(settings.workers) as pool:
        for number in range(settings.rounds):
            new = np.array(list(pool.map(partial(_Chain.draw, draws=DRAWS, thin=thin), chains)), dtype=np.float64)
            iterations += DRAWS * thin
            # What came before is the burn-in of this round: half of all.
            kept = new
            thin = iterations // DRAWS
            progress(2**number, total)
            if r_hat(kept) <= _CONTENT and effective_draws(kept) >= ENOUGH and number:
                break
    return kept, iterations


def _dispersed(histories: Histories, settings: Settings, generator: np.random.Generator) -> list[_Chain]:
    """Return chains that begin from nobody missed to a hundred times what was seen, or the bound."""
    most = min(100, settings.bound) * histories.observed
    starts = np.geomspace(1, most + 1, settings.chains) - 1
    generators = generator.spawn(settings.chains)
    return [_Chain(histories, settings, own, int(start)) for own, start in zip(generators, starts, strict=True)]
