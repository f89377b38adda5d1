"""Agreement beyond chance: published worked examples, a slow twin, and what cannot be said."""

from collections import Counter
from itertools import permutations, product
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kunak.register.agreement import Alpha, Kappa, cohen, krippendorff, with_interval

WORDS = st.sampled_from("abc")
PAIRS = st.lists(st.tuples(WORDS, WORDS), max_size=9)
CODINGS = st.lists(st.lists(WORDS, max_size=4), max_size=7)


def units(*coders: str) -> list[list[str]]:
    """Return the words for each thing; a dot is nothing."""
    return [[word for word in thing if word != "."] for thing in zip(*coders, strict=True)]


@pytest.mark.parametrize(
    ("coders", "alpha"),
    [
        (("0100000010", "1110010000"), 0.095),
        (("aabbdcccedda", "babbbccceddd"), 0.692),
        (("123321412...", "1233224125.3", ".3332342251.", "12332441251."), 0.743),
    ],
)
def test_alpha_is_the_published_one(coders: tuple[str, ...], alpha: float) -> None:
    """Krippendorff (2011), sections A (two words), B (five words) and C (four coders, some silent)."""
    found = krippendorff(units(*coders)).alpha
    assert found is not None
    assert round(found, 3) == alpha


def test_kappa_of_a_well_known_table() -> None:
    """Fifty applications, judged by two readers (the example of most textbooks): Po .7, Pe .5, kappa .4."""
    pairs = [("y", "y")] * 20 + [("y", "n")] * 5 + [("n", "y")] * 10 + [("n", "n")] * 15
    assert cohen(pairs) == Kappa(50, 0.7, 0.4)


@given(PAIRS)
def test_kappa_is_what_counting_every_pair_says(pairs: list[tuple[str, str]]) -> None:
    found = cohen(pairs)
    if not pairs:
        assert found == Kappa(0, None, None)
        return
    blind = [one[0] == other[1] for one, other in product(pairs, pairs)]
    expected = sum(blind) / len(blind)
    observed = sum(one == other for one, other in pairs) / len(pairs)
    if all(blind):
        assert found.kappa is None
    else:
        assert found.kappa == pytest.approx((observed - expected) / (1 - expected))


def slow(codings: list[list[str]]) -> float | None:
    """Alpha by its definition: how often two codings of one thing differ, over how often any two do."""
    paired = [words for words in codings if len(words) > 1]
    every = [word for words in paired for word in words]
    within = [(one != other) / (len(words) - 1) for words in paired for one, other in permutations(words, 2)]
    across = [one != other for one, other in permutations(every, 2)]
    if not any(across):
        return None
    return 1 - (sum(within) / len(every)) / (sum(across) / len(across))


@given(CODINGS)
def test_alpha_is_what_counting_every_pair_says(codings: list[list[str]]) -> None:
    found, twin = krippendorff(codings).alpha, slow(codings)
    assert (found is None) is (twin is None)
    assert found is None or found == pytest.approx(twin)


@given(CODINGS, st.randoms(use_true_random=False))
def test_neither_the_order_of_things_nor_of_coders_matters(codings: list[list[str]], random: Random) -> None:
    mixed = [random.sample(words, len(words)) for words in codings]
    random.shuffle(mixed)
    assert krippendorff(mixed) == krippendorff(codings)


@given(st.lists(WORDS, min_size=2, max_size=9))
def test_who_always_agrees_agrees_wholly_or_nothing_can_be_said(words: list[str]) -> None:
    whole = 1.0 if len(Counter(words)) > 1 else None
    assert cohen([(word, word) for word in words]).kappa == whole
    assert krippendorff([[word, word] for word in words]).alpha == whole


def test_one_coder_alone_says_nothing() -> None:
    assert krippendorff([["a"], ["b"], []]) == Alpha(0, 0, None)
    assert with_interval([["a", "b"]], seed=1).low is None


def test_the_interval_holds_the_value_and_is_the_same_for_the_same_seed() -> None:
    codings = [["a", "a"]] * 20 + [["a", "b"]] * 6 + [["b", "b"]] * 14
    found = with_interval(codings, seed=7, draws=500)
    assert found == with_interval(codings, seed=7, draws=500)
    assert found.alpha is not None
    assert found.low is not None
    assert found.high is not None
    assert found.low < found.alpha < found.high <= 1
