"""Latent classes: the chains have the posterior that enumeration gives, agree from far apart, or there is no answer."""

import numpy as np
import pytest
from tests.oracles.lists import Table, latent_posterior
from tests.oracles.populations import of_two_kinds
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


@pytest.mark.parametrize("reach", [1.0, latent.second_reach(3)])
def test_with_two_classes_the_draws_have_the_enumerated_posterior(reach: float) -> None:
    exact = np.cumsum(np.array(latent_posterior(SMALL, 3, bound=7, reach=reach)))
    found = draws(histories(["A", "B", "C"], SMALL), latent.Settings(classes=2, bound=1, rounds=4, reach=reach))
    sampled = [(found <= unseen).mean() for unseen in range(8)]
    assert sampled == pytest.approx(exact, abs=0.02)


def test_the_hare_has_about_the_published_number() -> None:
    found = latent.sample(published("hare"), generator=np.random.default_rng(1), level=0.95)
    assert found.diagnostics["r_hat"] < 1.02
    assert found.diagnostics["effective_draws"] > 400
    assert found.estimate.interval[0] < 81.1 < found.estimate.interval[1]


@pytest.mark.parametrize("lists", [3, 4, 6, 12])
def test_the_second_prior_expects_a_person_on_one_list(lists: int) -> None:
    reach = latent.second_reach(lists)
    assert lists * reach / (reach + 1) == pytest.approx(1.0)


def short() -> Histories:
    """Lists of 400 people, half of them hard to find."""
    table = of_two_kinds(np.random.default_rng([0, 17]), 400, (0.6, 0.5, 0.6, 0.5, 0.55), (0.15, 0.1, 0.2, 0.1, 0.15))
    return histories([f"list {j}" for j in range(5)], table)


def test_short_lists_of_two_kinds_of_people_have_an_interval_that_holds_them() -> None:
    """Under the published prior alone the interval of this set ends below the 400 people that were planted."""
    found = latent.sample(short(), generator=np.random.default_rng(1), level=0.95)
    assert found.diagnostics["interval"][1] < 400
    assert found.estimate.interval[0] < 400 < found.estimate.interval[1]
    assert found.estimate.interval[1] == found.diagnostics["second_prior"]["interval"][1]
    assert found.draws.shape[0] == 2
    assert any("leans on the prior" in str(warning) for warning in found.warnings)


def test_a_prior_that_makes_the_answer_by_itself_is_no_answer() -> None:
    latent._refuse_different(1_000.0, 2_000.0, {})
    with pytest.raises(CannotBeEstimated, match="nearly out of reach: the prior makes it 1000 people or 2001"):
        latent._refuse_different(1_000.0, 2_001.0, {})


def test_a_second_prior_that_is_piled_up_at_the_bound_is_no_answer() -> None:
    with pytest.raises(CannotBeEstimated, match=r"Under a second one: The posterior is piled up") as no:
        latent.sample(
            published("new_orleans"),
            generator=np.random.default_rng(1),
            level=0.95,
            settings=latent.Settings(bound=10),
        )
    assert no.value.diagnostics["beyond_edge"] < 0.01
    assert no.value.diagnostics["second_prior"]["beyond_edge"] > 0.01


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


def test_chains_that_move_too_slowly_are_no_answer() -> None:
    with pytest.raises(CannotBeEstimated, match="worth 399 independent draws; 400 are needed"):
        latent._refuse({"r_hat": 1.0, "effective_draws": 399.0, "beyond_edge": 0.0})


@pytest.mark.parametrize(("agreement", "refused"), [(1.05, False), (1.051, True), (float("nan"), True)])
def test_chains_disagree_from_an_r_hat_of_one_and_a_twentieth(agreement: float, refused: bool) -> None:
    facts = {"r_hat": agreement, "effective_draws": 900.0, "beyond_edge": 0.0, "chain_medians": [9.0, 12.0]}
    if refused:
        with pytest.raises(CannotBeEstimated, match="their medians go from 9 to 12 people"):
            latent._refuse(facts)
    else:
        latent._refuse(facts)


def test_a_posterior_piled_up_at_the_bound_is_no_answer() -> None:
    with pytest.raises(CannotBeEstimated, match="piled up at the bound of 136 people"):
        latent.sample(
            histories(["A", "B", "C"], {(1, 0, 0): 20, (0, 1, 0): 25, (0, 0, 1): 22, (1, 1, 0): 1}),
            generator=np.random.default_rng(1),
            level=0.95,
            settings=latent.Settings(bound=1, rounds=3),
        )
