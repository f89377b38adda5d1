"""Where the likelihood has no maximum, and where it only looks so."""

import numpy as np
import pytest

from kunak.register.existence import exists, is_identified
from kunak.register.models import terms_of

CELLS = range(1, 8)
ALL_PAIRS = terms_of(frozenset({3, 5, 6}), 3)
INDEPENDENT = terms_of(frozenset(), 3)


def test_a_full_table_has_a_maximum_under_every_model() -> None:
    assert exists(ALL_PAIRS, CELLS, np.arange(8.0))


def test_lists_that_never_meet_have_none() -> None:
    assert not exists(INDEPENDENT, CELLS, np.array([0, 5, 5, 0, 5, 0, 0, 0.0]))


def test_a_list_that_holds_everybody_has_none() -> None:
    assert not exists(INDEPENDENT, CELLS, np.array([0, 5, 0, 5, 0, 5, 0, 5.0]))


def test_an_empty_cell_need_not_matter() -> None:
    assert exists(INDEPENDENT, CELLS, np.array([0, 5, 5, 2, 5, 3, 2, 0.0]))


def test_with_no_empty_margin_there_may_still_be_no_maximum() -> None:
    """The pattern that Haberman gave: every margin has people, but no full table has these margins."""
    counts = np.array([0, 5, 5, 3, 5, 3, 3, 0.0])
    assert not exists(ALL_PAIRS, CELLS, counts)


@pytest.mark.parametrize(("terms", "identified"), [(INDEPENDENT, True), (ALL_PAIRS, True), ([*ALL_PAIRS, 7], False)])
def test_more_parameters_than_cells_cannot_be_told_apart(terms: list[int], identified: bool) -> None:
    assert is_identified(terms, CELLS) is identified
