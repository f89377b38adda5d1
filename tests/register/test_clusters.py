import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.oracles import clusters as oracle

from kunak.register.clusters import UNSEEN, Odds, clusters_of, one_to_one, rivals


def test_records_of_good_pairs_are_one_person() -> None:
    assert clusters_of(4, Odds.of({(0, 1): 3.0, (1, 2): 3.0, (0, 2): 1.0})) == [[0, 1, 2], [3]]


def test_one_good_pair_does_not_carry_a_group_that_others_contradict() -> None:
    assert clusters_of(3, Odds.of({(0, 1): 5.0, (1, 2): 2.0, (0, 2): -4.0})) == [[0, 1], [2]]


def test_what_was_never_compared_counts_against() -> None:
    assert clusters_of(3, Odds.of({(0, 1): 5.0, (1, 2): 2.0})) == [[0, 1], [2]]


def test_decisions_hold_against_any_odds() -> None:
    odds = {(0, 1): 9.0, (1, 2): -9.0}
    assert clusters_of(3, Odds.of(odds), different=[(1, 0)]) == [[0], [1], [2]]
    assert clusters_of(3, Odds.of({(1, 2): -9.0}), same=[(2, 1)]) == [[0], [1, 2]]


def test_what_is_joined_to_one_is_kept_from_the_other() -> None:
    assert clusters_of(3, Odds.of({(0, 1): 9.0, (0, 2): 9.0, (1, 2): 9.0}), different=[(1, 2)]) == [[0, 1], [2]]


@given(st.dictionaries(st.tuples(st.integers(0, 3), st.integers(4, 8)), st.floats(-9, 9), max_size=20))
def test_every_record_is_in_one_group(odds: dict[tuple[int, int], float]) -> None:
    assert sorted(number for group in clusters_of(9, Odds.of(odds)) for number in group) == list(range(9))


pairs = st.tuples(st.integers(0, 6), st.integers(0, 6)).filter(lambda pair: pair[0] < pair[1])


@given(st.dictionaries(pairs, st.floats(-9, 9), max_size=21), st.sets(pairs, max_size=3))
def test_records_are_joined_as_pair_by_pair(odds: dict[tuple[int, int], float], apart: set[tuple[int, int]]) -> None:
    found = clusters_of(7, Odds.of(odds), different=apart)
    assert found == oracle.clusters(7, odds, UNSEEN, apart)


@given(st.dictionaries(pairs, st.floats(-9, 9), max_size=21), st.lists(st.sampled_from("abc"), min_size=7, max_size=7))
def test_rivals_are_as_pair_by_pair(odds: dict[tuple[int, int], float], source: list[str]) -> None:
    assert rivals(Odds.of(odds), source).by_pair() == pytest.approx(oracle.rivals(odds, source))


def test_rivals_of_one_list_share_the_odds() -> None:
    after = rivals(Odds.of({(0, 1): 2.0, (0, 2): 2.0}), ["a", "b", "b"]).by_pair()
    assert after[0, 1] == pytest.approx(2.0 - math.log1p(math.exp(2.0)))


def test_records_of_different_lists_are_no_rivals() -> None:
    assert rivals(Odds.of({(0, 1): 2.0, (0, 2): 2.0}), ["a", "b", "c"]).by_pair() == {(0, 1): 2.0, (0, 2): 2.0}


def test_a_person_whom_one_list_has_twice_is_no_rival_of_herself() -> None:
    after = rivals(Odds.of({(0, 1): 2.0, (0, 2): 2.0, (1, 2): 20.0}), ["a", "b", "b"]).by_pair()
    assert after[0, 1] == pytest.approx(2.0, abs=1e-3)


def test_where_most_of_a_list_is_found_what_is_left_has_fewer_to_choose_from() -> None:
    sure = {(number, 10 + number): 9.0 for number in range(9)}
    source = ["a"] * 10 + ["b"] * 10
    after = one_to_one(Odds.of(sure | {(9, 19): -0.5}), source).by_pair()
    assert after[9, 19] > 0
    alone = one_to_one(Odds.of({(9, 19): -0.5}), source).by_pair()
    assert alone[9, 19] == pytest.approx(-0.5, abs=0.1)
