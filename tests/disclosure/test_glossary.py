"""The bilingual table: well formed, and asked in any form."""

import re

import pytest

from kunak.disclosure.declension import is_known
from kunak.disclosure.glossary import COMMON, ORDINARY, RARE, entries, entries_of, joining_words, weight_of

LEMMAS = sorted({word for entry in entries() for word in entry.russian})


def test_the_table_is_folded_and_in_two_alphabets() -> None:
    for entry in entries():
        assert entry.russian, entry
        assert entry.english, entry
        assert all(re.fullmatch(r"[а-я]+(?: [а-я]+)*", word) for word in entry.russian), entry
        assert all(re.fullmatch(r"[a-z0-9']+(?: [a-z0-9']+)*", word) for word in entry.english), entry


def test_no_row_says_the_same_as_another() -> None:
    pairs = [(russian, english) for entry in entries() for russian in entry.russian for english in entry.english]
    assert sorted(pair for pair in set(pairs) if pairs.count(pair) > 1) == []


def test_the_table_has_words_enough() -> None:
    assert len(LEMMAS) >= 2500


def test_nearly_all_its_words_are_in_the_dictionary() -> None:
    """A word that the dictionary does not have is a slip of ours, or a dish."""
    single = [word for word in LEMMAS if " " not in word and "-" not in word]
    assert sum(map(is_known, single)) > 0.98 * len(single)


def test_a_word_that_joins_others_is_in_no_row() -> None:
    assert [word for word in sorted(joining_words()) if entries_of([word]) and word in LEMMAS] == []


@pytest.mark.parametrize(
    ("said", "english"),
    [
        ("привезла", "bring"),
        ("айву", "quince"),
        ("бабушкин", "grandmother"),
        ("ласточкиного", "swallow"),
        ("божью коровку", "ladybird"),
        ("гранатовое", "pomegranate"),
    ],
)
def test_a_russian_form_is_found(said: str, english: str) -> None:
    assert any(english in entry.english for entry in entries_of(said.split()))


@pytest.mark.parametrize(
    ("said", "russian"),
    [
        ("brought", "привезти"),
        ("lanterns", "фонарь"),
        ("aunties", "тетя"),
        ("sewing machines", "швейная машинка"),
        ("baking", "печь"),
    ],
)
def test_an_english_form_is_found(said: str, russian: str) -> None:
    assert any(russian in entry.russian for entry in entries_of(said.split()))


@pytest.mark.parametrize(
    ("name", "weight"),
    [
        ("house", COMMON),
        ("rose", COMMON),  # prices rose
        ("date", ORDINARY),  # a fruit, and a day
        ("swallow", ORDINARY),
        ("thermos", ORDINARY),
        ("kingfisher", RARE),
        ("зимородок", RARE),
    ],
)
def test_a_name_weighs_what_its_commonest_meaning_weighs(name: str, weight: int) -> None:
    assert weight_of(name) == weight


@pytest.mark.parametrize(("said", "english"), [("дозрела", "ripen"), ("перечитал", "read"), ("отстирала", "wash")])
def test_a_verb_with_another_prefix_is_the_verb(said: str, english: str) -> None:
    assert any(english in entry.english for entry in entries_of([said]))


def test_a_word_that_only_begins_like_a_prefix_is_no_verb() -> None:
    assert entries_of(["свекровь"]) == () or all("кровь" not in entry.russian for entry in entries_of(["свекровь"]))
