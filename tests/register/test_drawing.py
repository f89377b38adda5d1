"""Drawn linkages are as frequent as they are probable, and respect what was decided."""

import math
from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.oracles.partitions import Partition, as_one, probabilities

from kunak.register.clusters import Pair, grouped
from kunak.register.drawing import UNSEEN, Evidence, draw, link_of

DRAWS = 4_000
NAN = math.nan


def evidence(told: Mapping[Pair, Sequence[float]], link: float = 1.0, **against: float) -> Evidence:
    """Pairs by what each comparison says; what speaks against a pair besides is named as ``p01``."""
    pairs = sorted(told)
    ends = np.array(pairs, dtype=np.int64).reshape(-1, 2)
    values = np.array([told[pair] for pair in pairs], dtype=np.float32).reshape(
        len(pairs), len(next(iter(told.values()), ()))
    )
    besides = np.array([against.get(f"p{a}{b}", 0.0) for a, b in pairs])
    return Evidence(ends[:, 0], ends[:, 1], values, besides, link)


def frequencies(records: int, pairs: Evidence) -> dict[Partition, float]:
    """All records are on one list, so a link is as probable as the evidence says."""
    start, one_list = [[each] for each in range(records)], np.zeros(records, dtype=np.int64)
    found = draw(start, pairs, one_list, draws=DRAWS, generator=np.random.default_rng(1))
    counts = Counter(tuple(map(tuple, groups)) for groups in found)
    return {each: count / DRAWS for each, count in counts.items()}


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("records", [3, 4])
def test_every_way_to_divide_records_is_as_frequent_as_it_is_probable(records: int, seed: int) -> None:
    """Three comparisons, a third of the cells empty, one pair in six not kept."""
    dice = np.random.default_rng(seed)
    told = {
        (a, b): tuple(NAN if dice.random() < 0.3 else float(np.float32(dice.normal(0, 1.5))) for _ in range(3))
        for a in range(records)
        for b in range(a + 1, records)
        if dice.random() < 5 / 6
    }
    against = {pair: -float(dice.random()) for pair in told}
    pairs = evidence(told, 0.7, **{f"p{a}{b}": worth for (a, b), worth in against.items()})
    exact = probabilities(records, lambda group: as_one(group, told, against, math.log(0.7), UNSEEN))
    found = frequencies(records, pairs)
    assert {each: found.get(each, 0.0) for each in exact} == pytest.approx(exact, abs=0.03)


def test_a_pair_by_itself_is_joined_as_often_as_it_is_probable() -> None:
    assert frequencies(2, evidence({(0, 1): (-1.0,)}))[((0, 1),)] == pytest.approx(1 / (1 + np.e), abs=0.03)


def test_what_two_pairs_say_the_third_does_not_say_again() -> None:
    """Three spellings of one rare name are two agreements and not three; one that differs differs once."""
    alike = frequencies(3, evidence({(0, 1): (2.0,), (0, 2): (2.0,), (1, 2): (2.0,)}, math.exp(-2)))
    assert alike[((0, 1, 2),)] == pytest.approx(1 / 5, abs=0.03)
    differs = frequencies(3, evidence({(0, 1): (8.0,), (0, 2): (-1.0,), (1, 2): (-1.0,)}))
    assert differs[((0, 1, 2),)] / differs[((0, 1), (2,))] == pytest.approx(np.exp(-1), abs=0.03)


def test_what_is_vague_hides_no_contradiction() -> None:
    """The first record may be either of two that are not each other."""
    found = frequencies(3, evidence({(0, 1): (1.0,), (0, 2): (0.5,), (1, 2): (-20.0,)}))
    assert ((0, 1, 2),) not in found
    for pair, worth in (((0, 1), 1.0), ((0, 2), 0.5)):
        alone = ({0, 1, 2} - set(pair)).pop()
        joined = tuple(sorted([pair, (alone,)]))
        assert found[joined] == pytest.approx(np.exp(worth) / (1 + np.e + np.exp(0.5)), abs=0.03)


def test_decisions_hold_in_every_drawn_linkage() -> None:
    pairs = evidence({(0, 1): (-9.0,), (1, 2): (3.0,), (0, 2): (3.0,), (2, 3): (9.0,), (3, 4): (0.0,)})
    start, lists = [[0, 1, 2], [3], [4], [5]], np.zeros(6, dtype=np.int64)
    different = [(2, 3), (5, 4)]
    drawn = draw(start, pairs, lists, draws=200, generator=np.random.default_rng(1), same=[(0, 1)], different=different)
    for groups in drawn:
        of = {record: number for number, group in enumerate(groups) for record in group}
        assert of[0] == of[1]
        assert of[2] != of[3]
        assert of[4] != of[5]
    assert len({tuple(map(tuple, groups)) for groups in drawn}) > 1


def test_what_was_never_compared_counts_against() -> None:
    """Two good pairs share a record; of the third pair nothing is known."""
    found = frequencies(3, evidence({(0, 1): (0.0,), (1, 2): (0.0,)}))
    assert found.get(((0, 1, 2),), 0.0) == pytest.approx(np.exp(UNSEEN) / (3 + np.exp(UNSEEN)), abs=0.005)


@pytest.mark.parametrize("reach", [(0.5, 0.4, 0.35), (0.3, 0.3, 0.2, 0.1)])
def test_links_tell_how_probable_a_link_is(reach: tuple[float, ...]) -> None:
    """Of lists that do not know of each other the odds are one in those whom no list has."""
    people = 200_000
    on = np.random.default_rng(1).random((people, len(reach))) < reach
    person, list_of = np.nonzero(on)
    missed = people * math.prod(1 - each for each in reach)
    assert link_of(person, list_of, 1e-6) * missed == pytest.approx(1, rel=0.03)


def test_how_probable_a_link_is_is_drawn_about_what_is_expected() -> None:
    list_of = np.arange(30) % 3
    group = np.arange(30) // 3 * 3 + np.arange(30) % 3 // 2
    expected = link_of(group, list_of, 0.01)
    drawn = [link_of(group, list_of, 0.01, np.random.default_rng(seed)) for seed in range(400)]
    assert np.mean(drawn) == pytest.approx(expected, rel=0.1)
    assert np.std(drawn) > 0.1 * expected


def test_of_one_list_nothing_is_counted() -> None:
    assert link_of(np.array([0, 0, 1]), np.zeros(3, dtype=np.int64), 0.25) == 0.25


@settings(max_examples=30)
@given(st.dictionaries(st.tuples(st.integers(0, 3), st.integers(4, 8)), st.floats(-9, 9, width=32), max_size=20))
def test_every_record_is_in_one_group(odds: dict[Pair, float]) -> None:
    pairs, lists = evidence({pair: (worth,) for pair, worth in odds.items()}), np.array([0, 0, 0, 0, 1, 1, 2, 2, 2])
    start = grouped(np.array([0, 1, 2, 3, 0, 4, 5, 0, 6]))
    for groups in draw(start, pairs, lists, draws=3, generator=np.random.default_rng(2)):
        assert sorted(record for group in groups for record in group) == list(range(9))
        assert groups == sorted(sorted(group) for group in groups)


def test_without_any_pair_everybody_is_one_person() -> None:
    lists = np.array([0, 1])
    assert draw([[0], [1]], evidence({}), lists, draws=2, generator=np.random.default_rng(1)) == [[[0], [1]]] * 2
