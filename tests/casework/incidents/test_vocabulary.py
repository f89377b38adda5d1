"""The words in which incidents are coded: each means one thing, in two languages, for ever."""

import re
from collections import Counter
from importlib.resources import files

import pytest
from babel.messages.pofile import read_po

from kunak.casework.incidents.fields import FIELDS, Form
from kunak.casework.incidents.vocabulary import NAMES, code_of, russian, vocabulary, word

EVERY = [(name, term) for name in NAMES for term in vocabulary(name).values()]


def test_every_row_of_the_file_is_in_a_vocabulary_that_is_named() -> None:
    text = (files("kunak.casework.incidents") / "vocabularies.tsv").read_text("utf-8")
    rows = [line.split("\t") for line in text.splitlines()]
    assert rows[0] == ["vocabulary", "code", "en", "ru"]
    assert all(len(row) == 4 and all(cell.strip() == cell != "" for cell in row) for row in rows)
    assert len(rows) - 1 == len(EVERY)
    assert {row[0] for row in rows[1:]} == set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_no_word_of_a_vocabulary_means_two_things(name: str) -> None:
    """The harm: two coders choose one word and mean two things."""
    terms = vocabulary(name).values()
    assert len(terms) >= 3
    spoken = Counter(text.casefold() for term in terms for text in {term.code, term.en, term.ru})
    assert [text for text, times in spoken.items() if times > 1] == []


@pytest.mark.parametrize("name", NAMES)
def test_a_word_is_read_in_either_language_and_as_its_code(name: str) -> None:
    for term in vocabulary(name).values():
        assert {code_of(name, text) for text in (term.code, term.en, term.ru, f" {term.ru.upper()} ")} == {term.code}


def test_codes_are_short_and_plain() -> None:
    assert all(re.fullmatch(r"[a-z][a-z_]{1,23}", term.code) for _, term in EVERY)


def test_english_words_have_one_russian_and_contradict_no_sentence_of_the_pages() -> None:
    with (files("kunak.web") / "locale" / "ru.po").open("rb") as po:
        catalogue = read_po(po, locale="ru")
    for _, term in EVERY:
        assert russian()[term.en] == term.ru
        message = catalogue.get(term.en)
        assert message is None or not message.string or message.string == term.ru, term.en


def test_every_field_of_words_has_a_vocabulary() -> None:
    assert {field.words for field in FIELDS.values() if field.form is Form.WORD} == set(NAMES) - {"sources"}
    assert all(bool(field.words) is (field.form is Form.WORD) for field in FIELDS.values())


def test_what_only_a_newer_version_knows_is_shown_as_it_stands() -> None:
    assert word("acts", "imagined") == "imagined"
    assert code_of("acts", "imagined") is None
