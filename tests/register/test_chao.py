"""The lower bound: Chao's formula, and that it is none above the truth where lists are independent."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kunak.register.answers import CannotBeEstimated
from kunak.register.chao import lower_bound
from kunak.register.estimation import histories


def test_the_formula() -> None:
    seen = histories(["A", "B", "C"], {(1, 0, 0): 30, (0, 1, 0): 20, (0, 0, 1): 10, (1, 1, 0): 12, (0, 1, 1): 8})
    found = lower_bound(seen, level=0.95)
    assert found.estimate.mean == 80 + 60**2 / (2 * 20)
    assert found.diagnostics["bound_by_lists"] == 80 + (30 * 20 + 30 * 10 + 20 * 10) / 20


@given(st.lists(st.integers(1, 9), min_size=3, max_size=4))
def test_by_lists_the_bound_is_the_truth_for_independent_lists_of_any_length(tenths: list[int]) -> None:
    """Exact: with the expected counts of ten to the power of K people."""
    lists, people = len(tenths), 10 ** len(tenths)
    counts = {}
    for cell in range(1, 2**lists):
        marks = tuple(cell >> j & 1 for j in range(lists))
        expected = 1
        for tenth, mark in zip(tenths, marks, strict=True):
            expected *= tenth if mark else 10 - tenth
        counts[marks] = expected
    found = lower_bound(histories([f"L{j}" for j in range(lists)], counts), level=0.95)
    assert found.diagnostics["bound_by_lists"] == pytest.approx(people, rel=1e-9)
    assert found.estimate.interval[0] <= people


def test_where_the_formula_exceeds_the_bound_by_lists_it_is_said() -> None:
    seen = histories(["A", "B", "C"], {(1, 0, 0): 300, (0, 1, 0): 20, (0, 0, 1): 10, (1, 1, 0): 12, (0, 1, 1): 8})
    assert any("can exceed the truth" in str(warning) for warning in lower_bound(seen, level=0.95).warnings)


def test_nobody_on_two_lists_is_no_bound() -> None:
    with pytest.raises(CannotBeEstimated, match="exactly two lists"):
        lower_bound(histories(["A", "B", "C"], {(1, 0, 0): 3, (1, 1, 1): 4}), level=0.95)
