"""Sparse lists: the published answer, and pairs that share nobody."""

import numpy as np
import pytest
from tests.oracles.populations import Table, independent
from tests.oracles.published import histories as published

from kunak.register import stepwise
from kunak.register.answers import CannotBeEstimated
from kunak.register.estimation import histories


def test_new_orleans_has_the_published_number() -> None:
    """Chan, Silverman and Vincent (2021): 1,034.15, no pair added."""
    found = stepwise.select(published("new_orleans"), generator=np.random.default_rng(1), level=0.95)
    assert found.estimate.mean == pytest.approx(1034.15, abs=0.01)
    assert found.diagnostics["pairs"] == []
    assert found.estimate.interval[0] < 1034.15 < found.estimate.interval[1]


def test_two_lists_that_exclude_each_other_are_named() -> None:
    table = independent(np.random.default_rng(2), 3000, (0.25, 0.25, 0.3, 0.3))
    seen = histories(list("ABCD"), {history: count for history, count in table.items() if history[:2] != (1, 1)})
    found = stepwise.select(seen, generator=np.random.default_rng(1), level=0.95)
    assert "A*B" in found.diagnostics["pairs"]
    assert found.diagnostics["pairs_sharing_nobody"] == ["A*B"]


def test_a_list_that_holds_everybody_is_no_answer() -> None:
    table: Table = {(1, 0, 0): 20, (1, 1, 0): 5, (1, 0, 1): 7, (1, 1, 1): 3}
    with pytest.raises(CannotBeEstimated, match="Not even independent lists"):
        stepwise.select(histories(["A", "B", "C"], table), generator=np.random.default_rng(1), level=0.95)


def test_the_same_seed_gives_the_same_interval() -> None:
    one, two = (stepwise.select(published("hare"), generator=np.random.default_rng(4), level=0.9) for _ in range(2))
    assert one.estimate == two.estimate
    assert one.diagnostics == two.diagnostics
