import csv
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kunak.register.spelling import plain
from kunak.register.transliteration import likeness, likeness_of_pairs, spellings, weights

HELD_OUT = Path(__file__).parent / "held_out_names.tsv"
"""300 names of Wikidata (CC0), none of which taught the table."""
ONE_NAME = 0.75


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Магомедов", "Magomedov"),
        ("Хава", "Khava"),
        ("Хава", "Hava"),
        ("Джамиля", "Jamila"),
        ("Исаев", "Isayev"),
        ("Isaev", "Isayev"),
        ("Hadijat", "Khadizhat"),
        ("Щукин", "Shchukin"),
        ("Магомедов", "Магомадов"),
    ],
)
def test_spellings_of_one_name_are_alike(left: str, right: str) -> None:
    assert likeness(plain(left), plain(right)) > ONE_NAME


@pytest.mark.parametrize(
    ("left", "right"), [("Амина", "Алина"), ("Мадина", "Marina"), ("Исаев", "Musaev"), ("Амина", "Zarema")]
)
def test_two_names_are_not(left: str, right: str) -> None:
    assert likeness(plain(left), plain(right)) < ONE_NAME


def test_the_right_spelling_is_found_among_all_held_out_ones() -> None:
    with HELD_OUT.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file, delimiter="\t"))
    every = np.stack(np.divmod(np.arange(len(rows) ** 2), len(rows)), axis=1)
    found = likeness_of_pairs(spellings([row[1] for row in rows]), spellings([row[0] for row in rows]), every)
    table = found.reshape(len(rows), len(rows))
    right = np.arange(len(rows))
    assert (table.argmax(1) == right).mean() >= 0.96
    assert (table.argmax(0) == right).mean() >= 0.96
    yes = table >= 0.66
    assert 2 * np.trace(yes) / (yes.sum() + len(rows)) >= 0.94


def together_naively(left: str, right: str) -> float:
    """All ways to divide two words into pieces that stand beside each other, one after another."""
    table = weights()
    known = [script.pieces for script in table.scripts]
    shares = table.beside[0, 1]
    if not left and not right:
        return 1.0
    total = 0.0
    for a in range(min(3, len(left)) + 1):
        for b in range(min(3, len(right)) + 1):
            x, y = known[0].get(left[:a]), known[1].get(right[:b])
            if a + b and x is not None and y is not None and shares[x, y]:
                total += shares[x, y] * together_naively(left[a:], right[b:])
    return total


@settings(max_examples=30, deadline=None)
@given(st.text("амнхдж", min_size=1, max_size=4), st.text("amnhdj", min_size=1, max_size=4))
def test_the_kernel_adds_up_all_ways_to_divide_two_words(left: str, right: str) -> None:
    both = spellings([left, right])
    slow = np.log(together_naively(f"|{left}|", f"|{right}|"))
    wanted = (slow - both.alone.sum()) / both.lengths.sum()
    assert likeness(left, right) == pytest.approx(wanted)


@given(st.text("амнхджя", min_size=1, max_size=9), st.text("amnhdjк", min_size=1, max_size=9))
def test_likeness_does_not_depend_on_the_order(left: str, right: str) -> None:
    assert likeness(left, right) == pytest.approx(likeness(right, left))


@settings(deadline=None)
@given(st.lists(st.text("амнхджя", min_size=1, max_size=9) | st.text("amnhdj", min_size=1, max_size=9), min_size=2))
def test_what_is_likest_is_found_without_all_ways_to_divide(names: list[str]) -> None:
    """The harm: two spellings of a name are held to be two names because a way to divide them was left out."""
    words, least = spellings(names), 0.38
    pairs = np.stack(np.triu_indices(len(names), 1), axis=1)
    whole, fast = likeness_of_pairs(words, words, pairs), likeness_of_pairs(words, words, pairs, least=least)
    assert (fast <= whole + 1e-9).all()
    assert whole[whole >= least] == pytest.approx(fast[whole >= least], abs=5e-4)
