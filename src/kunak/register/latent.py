"""Latent classes: people differ in how likely each list finds them, in ways that nobody wrote down.

A sampler, so what it says is only as good as its chains agree: several start far from each other, run until they agree
and are worth enough independent draws, or there is no answer. The prior has a bound that is stated; where
the posterior is piled up at it, there is no answer either. Specified in ``docs/methods/mse.md``.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any, Final

import msgspec
import numpy as np
from numpy.typing import NDArray

from kunak.base.words import phrase
from kunak.register import kernels
from kunak.register.answers import CannotBeEstimated, Estimate, Found
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

Progress = Callable[[int, int], None]


class Settings(msgspec.Struct, frozen=True):
    """What can be chosen. ``workers`` chains run at a time; the answer does not depend on how many."""

    chains: int = CHAINS
    classes: int = CLASSES
    bound: int = BOUND
    rounds: int = ROUNDS
    workers: int = 1


STANDARD: Final = Settings()


class _Chain:
    """One chain: its state, and its generator."""

    def __init__(self, histories: Histories, settings: Settings, generator: np.random.Generator, unseen: int) -> None:
        self._counts = histories.counts
        self._lists = histories.lists
        self._generator = generator
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

    Raises:
        CannotBeEstimated: The chains disagree or mix too slowly, or the posterior is piled up at the bound.
    """
    draws, iterations = _run(histories, generator, settings, progress)
    agreement, worth = r_hat(draws), effective_draws(draws)
    most = settings.bound * histories.observed
    beyond = float((draws > EDGE * most).mean())
    diagnostics: dict[str, Any] = {
        "chains": settings.chains,
        "iterations_per_chain": iterations,
        "r_hat": agreement,
        "effective_draws": worth,
        "chain_medians": [histories.observed + float(np.median(chain)) for chain in draws],
        "classes": settings.classes,
        "bound": histories.observed + most,
        "beyond_edge": beyond,
    }
    _refuse(agreement, worth, beyond, diagnostics)
    low, median, high = np.quantile(draws, [(1 - level) / 2, 0.5, (1 + level) / 2]) + histories.observed
    mean = histories.observed + float(draws.mean())
    return Found(
        Estimate(mean, float(median), (float(low), float(high)), level), diagnostics, histories.observed + draws.ravel()
    )


def _refuse(agreement: float, worth: float, beyond: float, diagnostics: dict[str, Any]) -> None:
    if beyond > PILED_UP:
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
