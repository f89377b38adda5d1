"""Latent classes: the chains have the posterior that enumeration gives, agree from far apart, or there is no answer."""

import numpy as np
import pytest
from tests.oracles.lists import Table, latent_posterior
from tests.oracles.published import histories as published

from kunak.register import decomposable, latent
from kunak.register.answers import CannotBeEstimated
from kunak.register.estimation import histories
from kunak.register.histories import Histories

SMALL: Table = {(1, 0, 0): 2, (0, 1, 0): 1, (1, 1, 0): 1, (0, 1, 1): 1, (1, 1, 1): 2}


def draws(seen: Histories, settings: latent.Settings, seed: int = 1) -> np.ndarray:
    found, _ = latent._run(seen, np.random.default_rng(seed), settings, lambda _done, _all: None)
    return found.ravel()


def test_with_one_class_the_lists_are_independent() -> None:
    """Exact: the graph without edges, each list with a uniform prior."""
    seen = histories(["A", "B", "C"], SMALL)
    exact = decomposable.posterior(seen, most=7 * 100, delta=0.25)
    edgeless = next(i for i, graph in enumerate(exact.graphs) if set(graph.cliques) == {1, 2, 4})
    found = draws(seen, latent.Settings(classes=1))
    assert found.mean() == pytest.approx(exact.means[edgeless], rel=0.1)


def test_with_two_classes_the_draws_have_the_enumerated_posterior() -> None:
    exact = np.cumsum(np.array(latent_posterior(SMALL, 3, bound=7)))
    found = draws(histories(["A", "B", "C"], SMALL), latent.Settings(classes=2, bound=1, rounds=4))
    sampled = [(found <= unseen).mean() for unseen in range(8)]
    assert sampled == pytest.approx(exact, abs=0.02)


def test_the_hare_has_about_the_published_number() -> None:
    found = latent.sample(published("hare"), generator=np.random.default_rng(1), level=0.95)
    assert found.diagnostics["r_hat"] < 1.02
    assert found.diagnostics["effective_draws"] > 400
    assert found.estimate.interval[0] < 81.1 < found.estimate.interval[1]


def test_the_answer_does_not_depend_on_how_many_work_on_it() -> None:
    one, two = (
        latent.sample(
            published("hare"), generator=np.random.default_rng(3), level=0.9, settings=latent.Settings(workers=workers)
        )
        for workers in (1, 2)
    )
    assert one.estimate == two.estimate
    assert one.diagnostics == two.diagnostics


def test_chains_that_start_far_apart_and_are_not_given_time_are_no_answer() -> None:
    with pytest.raises(CannotBeEstimated, match=r"chains disagree \(R-hat"):
        latent.sample(
            published("kosovo"),
            generator=np.random.default_rng(1),
            level=0.95,
            settings=latent.Settings(rounds=1, bound=1000),
        )


def test_a_posterior_piled_up_at_the_bound_is_no_answer() -> None:
    with pytest.raises(CannotBeEstimated, match="piled up at the bound of 136 people"):
        latent.sample(
            histories(["A", "B", "C"], {(1, 0, 0): 20, (0, 1, 0): 25, (0, 0, 1): 22, (1, 1, 0): 1}),
            generator=np.random.default_rng(1),
            level=0.95,
            settings=latent.Settings(bound=1, rounds=3),
        )
