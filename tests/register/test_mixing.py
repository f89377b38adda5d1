"""What is said of chains: one where they agree, more where they do not, and how much they are worth."""

import numpy as np
import pytest
from tests.oracles import lists as oracle

from kunak.register.mixing import effective_draws, r_hat

GENERATOR = np.random.default_rng(7)
INDEPENDENT = GENERATOR.normal(size=(4, 2000))


def autoregressive(correlation: float) -> np.ndarray:
    generator = np.random.default_rng(8)
    chains = np.zeros((4, 20_000))
    chains[:, 0] = generator.normal(size=4)
    for i in range(1, chains.shape[1]):
        chains[:, i] = correlation * chains[:, i - 1] + np.sqrt(1 - correlation**2) * generator.normal(size=4)
    return chains


def test_chains_of_one_distribution_agree() -> None:
    assert r_hat(INDEPENDENT) == pytest.approx(1.0, abs=0.005)
    assert effective_draws(INDEPENDENT) == pytest.approx(8000, rel=0.15)


@pytest.mark.parametrize(("shift", "least"), [(0.5, 1.02), (1.0, 1.05), (3.0, 1.4)])
def test_a_chain_elsewhere_is_seen(shift: float, least: float) -> None:
    assert r_hat(INDEPENDENT + np.array([0, 0, 0, shift])[:, None]) > least


def test_on_normal_draws_ranks_and_splits_change_little() -> None:
    chains = INDEPENDENT + np.array([0, 0, 0, 1.0])[:, None]
    assert r_hat(chains) == pytest.approx(oracle.r_hat(chains.tolist()), rel=0.05)


def test_a_chain_that_is_wider_is_seen_although_its_middle_is_the_same() -> None:
    assert r_hat(INDEPENDENT * np.array([1, 1, 1, 4])[:, None]) > 1.1


def test_a_drift_is_seen() -> None:
    assert r_hat(INDEPENDENT + np.linspace(0, 3, 2000)) > 1.1


@pytest.mark.parametrize("correlation", [0.5, 0.9])
def test_draws_that_hang_together_are_worth_less(correlation: float) -> None:
    """Exact for such chains: a factor of (1 - r) / (1 + r)."""
    expected = 80_000 * (1 - correlation) / (1 + correlation)
    assert effective_draws(autoregressive(correlation)) == pytest.approx(expected, rel=0.25)


def test_chains_that_do_not_move_agree_only_where_they_stand_together() -> None:
    assert r_hat(np.ones((4, 100))) == 1.0
    assert r_hat(np.repeat([[1.0], [2.0], [3.0], [4.0]], 100, axis=1)) > 100
