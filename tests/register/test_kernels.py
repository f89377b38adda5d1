"""The fast loops against their slow twins, and against exact identities."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.oracles import lists as oracle

from kunak.register import kernels
from kunak.register.existence import exists
from kunak.register.models import Model, hierarchical, packed, terms_of


def as_array(table: oracle.Table, lists: int) -> np.ndarray:
    counts = np.zeros(2**lists)
    for history, count in table.items():
        counts[sum(mark << j for j, mark in enumerate(history))] += count
    return counts


def fitted(models: list[Model], counts: np.ndarray, lists: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    loglik, unseen, status = kernels.fit_models(*packed(models, lists), counts, lists)
    return loglik, unseen, status


tables3 = st.fixed_dictionaries({history: st.integers(1, 60) for history in oracle.cells(3)})
tables4 = st.fixed_dictionaries({history: st.integers(1, 60) for history in oracle.cells(4)})


@given(tables3)
def test_three_lists_with_all_pairs_have_the_answer_of_the_textbook(table: oracle.Table) -> None:
    _, unseen, status = fitted([frozenset({3, 5, 6})], as_array(table, 3), 3)
    odd = table[1, 1, 1] * table[1, 0, 0] * table[0, 1, 0] * table[0, 0, 1]
    assert status[0] == kernels.CERTAIN
    assert unseen[0] == pytest.approx(odd / (table[1, 1, 0] * table[1, 0, 1] * table[0, 1, 1]), rel=1e-6)


@given(tables3)
def test_two_lists_that_meet_only_through_the_third_have_the_answer_of_the_textbook(table: oracle.Table) -> None:
    _, unseen, _ = fitted([frozenset({5, 6})], as_array(table, 3), 3)
    assert unseen[0] == pytest.approx(table[1, 0, 0] * table[0, 1, 0] / table[1, 1, 0], rel=1e-6)


@settings(max_examples=12)
@given(tables4, st.integers(0, 112))
def test_any_model_has_the_maximum_that_a_general_optimiser_finds(table: oracle.Table, number: int) -> None:
    model = hierarchical(4)[number]
    terms = [tuple(j for j in range(4) if term >> j & 1) for term in terms_of(model, 4)[1:]]
    _, unseen, status = fitted([model], as_array(table, 4), 4)
    assert status[0] == kernels.CERTAIN
    assert unseen[0] == pytest.approx(oracle.unseen_by_likelihood(table, 4, terms), rel=1e-3)


@given(tables4, st.integers(0, 112))
def test_a_fit_gives_back_the_margins_of_its_terms(table: oracle.Table, number: int) -> None:
    counts = as_array(table, 4)
    terms = np.array(terms_of(hierarchical(4)[number], 4))
    margins = counts.copy()
    kernels.supersets(margins, 4)
    beta = np.full(terms.size, np.nan)
    kernels.newton(terms, counts, margins, np.arange(16) > 0, 4, beta)
    eta = np.zeros(16)
    eta[terms] = beta
    kernels.subsets(eta, 4)
    expected = np.where(np.arange(16) > 0, np.exp(eta), 0.0)
    kernels.supersets(expected, 4)
    assert expected[terms] == pytest.approx(margins[terms], rel=1e-6)


def test_a_fit_is_certain_exactly_where_the_linear_programme_says_that_it_exists() -> None:
    """Every model of three lists, on every pattern of empty cells."""
    models = list(hierarchical(3))
    for filled in product((0, 1), repeat=7):
        counts = np.array([0.0, *filled]) * np.array([0, 3, 5, 2, 7, 4, 6, 9])
        if not counts.any():
            continue
        _, _, status = fitted(models, counts, 3)
        for model, found in zip(models, status, strict=True):
            assert (found == kernels.CERTAIN) == exists(terms_of(model, 3), range(1, 8), counts), (filled, model)


def naive_sums(table: np.ndarray, *, upwards: bool) -> list[float]:
    size = range(table.size)
    return [sum(table[b] for b in size if (a & b == a if upwards else a & b == b)) for a in size]


def test_sums_over_supersets_and_subsets_are_sums() -> None:
    table = np.arange(16.0) ** 2
    for transform, upwards in ((kernels.supersets, True), (kernels.subsets, False)):
        result = table.copy()
        transform(result, 4)
        assert result.tolist() == naive_sums(table, upwards=upwards)


def test_stepwise_adds_a_pair_that_is_there_and_none_that_is_not() -> None:
    expected = np.array([0.0, *(1000 * np.prod([0.3 if c >> j & 1 else 0.7 for j in range(3)]) for c in range(1, 8))])
    added, unseen, _ = kernels.stepwise(expected, 3, 5.41)
    assert not added.any()
    assert unseen == pytest.approx(343, rel=1e-6)
    expected[[3, 7]] *= 3
    added, unseen, _ = kernels.stepwise(expected, 3, 5.41)
    assert added[0, 1]
    assert added.sum() == 1
    assert unseen == pytest.approx(343, rel=1e-6)


def test_a_pair_that_shares_nobody_is_left_out_of_the_fit() -> None:
    """Two lists exclude each other; both are independent of the others."""
    chances = (0.3, 0.3, 0.4, 0.4)
    counts = np.zeros(16)
    for cell in range(1, 16):
        marks = [cell >> j & 1 for j in range(4)]
        if not (marks[0] and marks[1]):
            counts[cell] = 2000 * np.prod([p if mark else 1 - p for p, mark in zip(chances, marks, strict=True)])
    added, unseen, _ = kernels.stepwise(counts, 4, 5.41)
    assert added[0, 1]
    assert unseen == pytest.approx(2000 * 0.7 * 0.7 * 0.6 * 0.6, rel=1e-6)
