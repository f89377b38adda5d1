"""The library as others use it: planted populations are found again, and what cannot be known is not said."""

import os

import numpy as np
import pytest
from tests.oracles import populations
from tests.oracles.populations import Table

from kunak.base.errors import BadInput
from kunak.register import estimation

LAWS = os.environ.get("HYPOTHESIS_PROFILE") == "laws"
PEOPLE = 1200

RUNS = {(False, False): (8, 5), (False, True): (200, 179), (True, False): (3, 1), (True, True): (30, 24)}
"""Populations, and how many of them at least; by whether chains have to be run, and whether ``make laws`` asks."""

PLANTED = {
    "independent": lambda generator: populations.independent(generator, PEOPLE, (0.3, 0.2, 0.35, 0.15)),
    "referring": lambda generator: populations.referring(generator, PEOPLE, (0.3, 0.2, 0.35, 0.25), 0.4),
    "of two kinds": lambda generator: populations.of_two_kinds(
        generator, PEOPLE, (0.6, 0.5, 0.6, 0.5, 0.55), (0.15, 0.1, 0.2, 0.1, 0.15)
    ),
}
COVERED = [
    ("independent", "loglinear"),
    ("independent", "stepwise"),
    ("independent", "decomposable"),
    ("independent", "latent-class"),
    ("referring", "loglinear"),
    ("referring", "stepwise"),
    ("referring", "decomposable"),
    ("of two kinds", "latent-class"),
]
"""Which method supposes what is true of the population."""


def seen_of(table: Table) -> estimation.Histories:
    names = [f"list {j}" for j in range(len(next(iter(table))))]
    return estimation.histories(names, table)


@pytest.mark.parametrize(("population", "method"), COVERED)
def test_planted_populations_lie_in_the_interval_as_often_as_it_says(population: str, method: str) -> None:
    """Of so many intervals at 0.95, fewer than these hold the truth less than once in a thousand runs, were it so."""
    runs, least = RUNS[method == "latent-class", LAWS]
    inside = 0
    for seed in range(runs):
        table = PLANTED[population](np.random.default_rng([seed, 17]))
        answer = estimation.estimate(seen_of(table), method, seed=seed)
        if answer.estimate is not None:
            inside += answer.estimate.interval[0] <= PEOPLE <= answer.estimate.interval[1]
    assert inside >= least


def test_chao_stays_below_what_is_there() -> None:
    table = PLANTED["of two kinds"](np.random.default_rng(1))
    answer = estimation.estimate(seen_of(table), "chao")
    assert answer.estimate is not None
    assert answer.estimate.interval[0] < PEOPLE


@pytest.mark.parametrize("method", estimation.METHODS)
@pytest.mark.parametrize(
    ("table", "reason"),
    [
        ({(1, 0): 10, (0, 1): 12, (1, 1): 5}, "at least three are needed"),
        ({(1, 0, 0): 10, (0, 1, 0): 12, (1, 1, 0): 5}, "at least three are needed"),
        ({(1, 0, 0): 10, (0, 1, 0): 12, (0, 0, 1): 5}, "The lists do not overlap"),
        ({(1, 0, 0): 10, (0, 1, 0): 12, (0, 0, 1): 5, (1, 1, 0): 4}, "Fewer than three lists overlap"),
    ],
)
def test_what_no_method_can_know_is_not_estimated(table: Table, reason: str, method: str) -> None:
    answer = estimation.estimate(seen_of(table), method)
    assert answer.answer == "cannot_be_estimated"
    assert answer.estimate is None
    assert reason in (answer.reason or "")


def test_a_list_without_people_is_left_out_and_named() -> None:
    table = {(*history, 0): count for history, count in PLANTED["independent"](np.random.default_rng(1)).items()}
    answer = estimation.estimate(seen_of(table), "stepwise")
    assert answer.answer == "estimated"
    assert answer.lists == 5
    assert any("list 4" in warning for warning in answer.warnings)


def test_one_list_given_twice_is_noticed() -> None:
    table = {(*history, history[0]): n for history, n in PLANTED["independent"](np.random.default_rng(1)).items()}
    answer = estimation.estimate(seen_of(table), "chao")
    assert any("hold the same people" in warning for warning in answer.warnings)


def test_the_same_seed_gives_the_same_answer_and_all_is_each() -> None:
    seen = seen_of(PLANTED["independent"](np.random.default_rng(3)))
    every = estimation.estimate_all(seen, seed=5)
    assert [each.method for each in every] == list(estimation.METHODS)
    assert every[1] == estimation.estimate(seen, "loglinear", seed=5)
    assert every[1] != estimation.estimate(seen, "loglinear", seed=6)


def test_a_higher_level_gives_a_wider_interval() -> None:
    seen = seen_of(PLANTED["independent"](np.random.default_rng(3)))
    for method in ("chao", "loglinear", "stepwise", "decomposable"):
        narrow, wide = (estimation.estimate(seen, method, level=level).estimate for level in (0.8, 0.99))
        assert narrow is not None
        assert wide is not None
        assert wide.interval[0] < narrow.interval[0] < narrow.interval[1] < wide.interval[1]


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"method": "guess"}, "no method “guess”"),
        ({"method": "chao", "level": 1.0}, "level from 0.5"),
        ({"method": "chao", "seed": -1}, "seed from 0"),
    ],
)
def test_a_wrong_option_is_refused(options: dict[str, object], says: str) -> None:
    with pytest.raises(BadInput, match=says):
        estimation.estimate(seen_of({(1, 1, 0): 4, (1, 0, 1): 3}), **options)  # type: ignore[arg-type]
