"""A code name is taken once, and hints at nothing."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kunak.casework.codewords import FIRST, SECOND, choose


def test_there_are_4096_pairs_of_distinct_words() -> None:
    assert len(set(FIRST)) == len(FIRST) == 64
    assert len(set(SECOND)) == len(SECOND) == 64
    assert not set(FIRST) & set(SECOND)


@given(st.binary(min_size=2, max_size=2), st.integers(0, 200))
def test_a_name_that_is_taken_is_never_given_again_even_by_dice_that_always_fall_alike(
    drawn: bytes, already: int
) -> None:
    taken: set[str] = set()
    for _ in range(already % 5 + 1):
        name = choose(taken, lambda _length: drawn)
        assert name not in taken
        taken.add(name)


def test_when_every_pair_is_taken_a_number_follows() -> None:
    dice = random.Random(7)
    pairs = {f"{first}-{second}" for first in FIRST for second in SECOND}
    name = choose(pairs, dice.randbytes)
    assert name not in pairs
    assert name.rpartition("-")[0] in pairs


@pytest.mark.parametrize("cases", [6_000])
def test_six_thousand_cases_have_six_thousand_names(cases: int) -> None:
    dice, taken = random.Random(7), set[str]()
    for _ in range(cases):
        taken.add(choose(taken, dice.randbytes))
    assert len(taken) == cases


@given(st.binary(min_size=2, max_size=2))
def test_a_name_is_two_words_and_can_be_typed(drawn: bytes) -> None:
    name = choose((), lambda _length: drawn)
    assert name.isascii()
    assert name == name.casefold()
    assert name.count("-") == 1
