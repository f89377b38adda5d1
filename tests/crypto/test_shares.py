"""Parts of a secret: any three of five give it back, two say nothing, and a slip of the pen is noticed."""

from itertools import combinations

import pytest
import shamir_mnemonic
from hypothesis import given
from hypothesis import strategies as st
from shamir_mnemonic.wordlist import WORDLIST

from kunak.base.errors import Refused
from kunak.crypto import shares
from kunak.crypto.secret import Secret
from kunak.crypto.shares import PartRefused, PartsElsewhere

SECRET = Secret(bytes(range(32)))
PARTS = shares.split(SECRET, threshold=3, count=5)


@pytest.mark.parametrize("chosen", list(combinations(range(5), 3)))
def test_any_three_of_five_give_the_secret_back(chosen: tuple[int, ...]) -> None:
    assert shares.combine([PARTS[each] for each in chosen]).reveal() == SECRET.reveal()


def test_all_five_do_too_and_one_given_twice_counts_once() -> None:
    assert shares.combine(PARTS).reveal() == SECRET.reveal()
    assert shares.combine([PARTS[0], PARTS[0], PARTS[1], PARTS[2]]).reveal() == SECRET.reveal()
    with pytest.raises(Refused, match="3 different shares are needed, and 2 were given"):
        shares.combine([PARTS[0], PARTS[0], PARTS[1]])


def test_none_is_too_few() -> None:
    with pytest.raises(Refused, match="2 different shares"):
        shares.combine([])


def test_each_part_says_which_it_is() -> None:
    read = [shares.read(part) for part in PARTS]
    assert [part.place for part in read] == [1, 2, 3, 4, 5]
    assert {part.threshold for part in read} == {3}
    assert len({part.number for part in read}) == 1
    assert all(len(part.split()) == shares.WORDS for part in PARTS)


def test_words_are_read_however_they_are_typed() -> None:
    typed = [f"  {part.upper()}\n".replace(" ", "  ", 5) for part in PARTS[:3]]
    assert shares.combine(typed).reveal() == SECRET.reveal()


def test_parts_of_two_ceremonies_are_told_apart() -> None:
    others = shares.split(SECRET, threshold=3, count=5)
    while shares.read(others[0]).number == shares.read(PARTS[0]).number:
        others = shares.split(SECRET, threshold=3, count=5)
    with pytest.raises(PartsElsewhere, match="another ceremony"):
        shares.combine([PARTS[0], PARTS[1], others[2]])


@given(st.integers(0, 32), st.integers(1, 1023))
def test_one_wrong_word_is_noticed(place: int, away: int) -> None:
    words = PARTS[0].split()
    words[place] = WORDLIST[(WORDLIST.index(words[place]) + away) % len(WORDLIST)]
    with pytest.raises(PartRefused, match="word by word"):
        shares.read(" ".join(words))


@given(st.text(max_size=300))
def test_nonsense_is_no_part(text: str) -> None:
    with pytest.raises(PartRefused):
        shares.read(text)


@pytest.mark.parametrize(("threshold", "count"), [(1, 5), (0, 0), (4, 3), (3, 17), (1, 1)])
def test_what_is_no_sharing_is_refused(threshold: int, count: int) -> None:
    with pytest.raises(Refused, match="shares must be needed"):
        shares.split(SECRET, threshold=threshold, count=count)


def test_a_part_of_some_other_program_is_none_of_ours() -> None:
    (short,) = shamir_mnemonic.generate_mnemonics(1, [(2, 3)], bytes(16))
    with pytest.raises(PartRefused):
        shares.read(short[0])
