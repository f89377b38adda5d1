"""Averaging over graphs: equal to the sum written out, and to what was published."""

from math import exp

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.oracles import lists as oracle
from tests.oracles.published import histories as published

from kunak.register import decomposable as averaging
from kunak.register.answers import CannotBeEstimated
from kunak.register.estimation import histories
from kunak.register.graphs import decomposable

tables = st.fixed_dictionaries({history: st.integers(0, 9) for history in oracle.cells(3)}).filter(
    lambda table: sum(table.values()) > 3
)


@settings(max_examples=15)
@given(tables, st.sampled_from([0.125, 0.5, 1.0]))
def test_the_posterior_is_the_sum_over_all_graphs(table: oracle.Table, delta: float) -> None:
    most = 60
    weights = np.zeros(most + 1)
    for graph in decomposable(3):
        cliques, separators = (
            [tuple(j for j in range(3) if each >> j & 1) for each in sets] for sets in (graph.cliques, graph.separators)
        )
        for unseen in range(most + 1):
            weights[unseen] += exp(oracle.log_evidence(table, 3, unseen, cliques, separators, delta))
    found = averaging.posterior(histories(["A", "B", "C"], table), most=most, delta=delta)
    expected = weights / weights.sum()
    assert found.chance == pytest.approx(expected[: found.chance.size], abs=1e-9)


def test_kosovo_has_the_published_average() -> None:
    """12,749 (9,827 to 16,544), with a weight of 2^-4 for each history."""
    found = averaging.average(published("kosovo"), level=0.95)
    assert round(found.estimate.mean) == 12749
    assert found.estimate.interval == (9827, 16544)


def test_what_the_grid_leaves_out_changes_nothing() -> None:
    seen = published("kosovo")
    thin, thick = (averaging.average(seen, level=0.95, bound=bound).estimate for bound in (20, 200))
    assert thin.mean == pytest.approx(thick.mean, rel=1e-9)
    assert thin.interval == thick.interval


def test_a_posterior_piled_up_at_the_bound_is_no_answer() -> None:
    with pytest.raises(CannotBeEstimated, match="piled up at the bound of 8800 people"):
        averaging.average(published("kosovo"), level=0.95, bound=1)


def test_graphs_that_fit_equally_well_and_differ_more_than_twofold_are_no_answer() -> None:
    """200 people were planted here, on three independent lists."""
    table: oracle.Table = {
        (1, 1, 1): 5, (1, 1, 0): 1, (1, 0, 1): 11, (0, 1, 1): 6, (1, 0, 0): 27, (0, 1, 0): 26, (0, 0, 1): 28,
    }  # fmt: skip
    with pytest.raises(CannotBeEstimated, match="differ more than twofold: from 190 to 804 people"):
        averaging.average(histories(["A", "B", "C"], table), level=0.95)


def test_graphs_that_fit_equally_well_and_differ_less_are_named() -> None:
    found = averaging.average(published("new_orleans"), level=0.95)
    assert any("answer from" in str(warning) for warning in found.warnings)


def test_seven_lists_are_too_many_to_look_at_every_graph() -> None:
    seen = histories(list("ABCDEFG"), {(1, 1, 1, 1, 1, 1, 1): 3})
    with pytest.raises(CannotBeEstimated, match="at most 6 lists, not 7"):
        averaging.average(seen, level=0.95)
