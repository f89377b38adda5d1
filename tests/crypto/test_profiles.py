import pytest
from hypothesis import given
from hypothesis import strategies as st
from nacl import bindings

from kunak.crypto.profiles import (
    DEMO,
    PROTECTS_NOTHING,
    STANDARD,
    Profile,
    ProfileRefused,
    check_profile,
    stretch,
)

SALT = bytes(range(32))


def test_the_standard_costs_a_quarter_of_a_gibibyte_and_three_passes() -> None:
    assert Profile(memory_kib=256 * 1024, passes=3, lanes=1) == STANDARD
    assert STANDARD not in PROTECTS_NOTHING
    assert DEMO in PROTECTS_NOTHING


def test_another_implementation_stretches_to_the_same_key() -> None:
    """libsodium takes 16-byte salts and one lane only, which is enough to compare."""
    ours = stretch("two words", salt=SALT[:16], profile=Profile(memory_kib=64, passes=3, lanes=1)).reveal()
    theirs = bindings.crypto_pwhash_alg(
        32, b"two words", SALT[:16], 3, 64 * 1024, bindings.crypto_pwhash_ALG_ARGON2ID13
    )
    assert ours == theirs


def test_letters_written_in_two_ways_are_one_passphrase() -> None:
    composed, decomposed = "\u0439\u0451\u0436", "\u0438\u0306\u0435\u0308\u0436"
    assert stretch(composed, salt=SALT, profile=DEMO).reveal() == stretch(decomposed, salt=SALT, profile=DEMO).reveal()


def test_case_and_inner_spaces_count_but_outer_spaces_do_not() -> None:
    def key(typed: str) -> bytes:
        return stretch(typed, salt=SALT, profile=DEMO).reveal()

    assert key(" two words\n") == key("two words")
    assert len({key("two words"), key("Two words"), key("two  words"), key("twowords")}) == 4


@pytest.mark.parametrize(
    "profile",
    [
        Profile(memory_kib=2**30, passes=3, lanes=1),
        Profile(memory_kib=7, passes=1, lanes=1),
        Profile(memory_kib=8, passes=1, lanes=2),
        Profile(memory_kib=8, passes=0, lanes=1),
        Profile(memory_kib=8, passes=2**31, lanes=1),
        Profile(memory_kib=1024, passes=1, lanes=64),
        Profile(memory_kib=-1, passes=1, lanes=-1),
    ],
)
def test_a_hostile_cost_is_refused_before_any_memory_is_taken(profile: Profile) -> None:
    with pytest.raises(ProfileRefused):
        stretch("two words", salt=SALT, profile=profile)


@given(st.integers(), st.integers(), st.integers())
def test_whatever_is_let_through_is_bounded(memory: int, passes: int, lanes: int) -> None:
    try:
        check_profile(Profile(memory, passes, lanes))
    except ProfileRefused:
        return
    assert memory <= 2**20
    assert passes <= 16
    assert lanes <= 4
