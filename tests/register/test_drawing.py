"""Drawn linkages are as frequent as they are probable, and respect what was decided."""

from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.oracles.partitions import Partition, probabilities

from kunak.register.clusters import Odds, Pair, clusters_of, rivals
from kunak.register.drawing import draw

DRAWS = 4_000


def frequencies(records: int, odds: dict[Pair, float], seed: int = 1) -> dict[Partition, float]:
    found = draw(clusters_of(records, Odds.of(odds)), Odds.of(odds), draws=DRAWS, generator=np.random.default_rng(seed))
    counts = Counter(tuple(map(tuple, groups)) for groups in found)
    return {each: count / DRAWS for each, count in counts.items()}


@pytest.mark.parametrize("seed", range(3))
def test_every_way_to_divide_four_records_is_as_frequent_as_it_is_probable(seed: int) -> None:
    dice = np.random.default_rng(seed)
    odds = {(a, b): float(dice.normal(0, 2)) for a in range(4) for b in range(a + 1, 4)}
    exact = probabilities(4, odds)
    found = frequencies(4, odds)
    assert {each: found.get(each, 0.0) for each in exact} == pytest.approx(exact, abs=0.03)


def test_a_pair_by_itself_is_joined_as_often_as_it_is_probable() -> None:
    assert frequencies(2, {(0, 1): -1.0})[((0, 1),)] == pytest.approx(1 / (1 + np.e), abs=0.03)


def test_who_is_like_two_records_of_a_list_is_one_of_them_or_neither() -> None:
    """The share of each is that of ``rivals``, and both together do not happen."""
    odds = {(0, 1): 1.0, (0, 2): 0.5, (1, 2): -20.0}
    found = frequencies(3, odds)
    shared = rivals(Odds.of(odds), ["a", "b", "b"]).by_pair()
    for pair, group in (((0, 1), ((0, 1), (2,))), ((0, 2), ((0, 2), (1,)))):
        assert found[group] == pytest.approx(1 / (1 + np.exp(-shared[pair])), abs=0.03)
    assert ((0, 1, 2),) not in found


def test_decisions_hold_in_every_drawn_linkage() -> None:
    odds = Odds.of({(0, 1): -9.0, (1, 2): 3.0, (0, 2): 3.0, (2, 3): 9.0, (3, 4): 0.0})
    start = clusters_of(5, odds, same=[(0, 1)], different=[(2, 3)])
    drawn = draw(start, odds, draws=200, generator=np.random.default_rng(1), same=[(0, 1)], different=[(2, 3)])
    for groups in drawn:
        of = {record: number for number, group in enumerate(groups) for record in group}
        assert of[0] == of[1]
        assert of[2] != of[3]
    assert len({tuple(map(tuple, groups)) for groups in drawn}) > 1


def test_what_was_never_compared_counts_against() -> None:
    """Two good pairs share a record; of the third pair nothing is known."""
    found = frequencies(3, {(0, 1): 0.0, (1, 2): 0.0})
    together = 1 / (3 + np.exp(-6.0)) * np.exp(-6.0)
    assert found.get(((0, 1, 2),), 0.0) == pytest.approx(together, abs=0.005)


@settings(max_examples=30)
@given(st.dictionaries(st.tuples(st.integers(0, 3), st.integers(4, 8)), st.floats(-9, 9), max_size=20))
def test_every_record_is_in_one_group(odds: dict[Pair, float]) -> None:
    for groups in draw(clusters_of(9, Odds.of(odds)), Odds.of(odds), draws=3, generator=np.random.default_rng(2)):
        assert sorted(record for group in groups for record in group) == list(range(9))
        assert groups == sorted(sorted(group) for group in groups)


def test_without_any_pair_everybody_is_one_person() -> None:
    assert draw([[0], [1]], Odds.of({}), draws=2, generator=np.random.default_rng(1)) == [[[0], [1]]] * 2
