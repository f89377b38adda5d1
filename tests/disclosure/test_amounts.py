"""A sum that is a secret word is found however it is written; the same number of other things is not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kunak.disclosure.check import check
from kunak.disclosure.secrets import Secrets


def _told(word: str, text: str) -> bool:
    found = check(text, Secrets(words=(word,))).findings
    return any(one.secret == "words.0" and one.severity == "block" for one in found)


@pytest.mark.parametrize("word", ["8600 злотых", "8 600 злотых", "8.600 zł", "PLN 8,600"])
@pytest.mark.parametrize(
    "text",
    [
        "За всё заплатили 8600 злотых.",
        "За всё заплатили 8 600 злотых.",
        "Восемь тысяч шестьсот злотых за билеты.",
        "They paid 8,600 zł for it.",
        "They paid eight thousand six hundred zloty.",
    ],
)
def test_a_sum_is_found_in_digits_and_in_words(word: str, text: str) -> None:
    assert _told(word, text)


@pytest.mark.parametrize(
    "text",
    ["Собрали 8600 подписей.", "Это стоит 86 злотых.", "Дом 8600 года постройки.", "Восемь тысяч шестьсот человек."],
)
def test_the_number_alone_or_of_other_things_is_nothing(text: str) -> None:
    assert not _told("8600 злотых", text)


def test_thousands_may_be_a_word() -> None:
    assert _told("410000 тенге", "Билеты стоили 410 тыс. тенге.")
    assert _told("410000 тенге", "The tickets cost ₸410,000.")
    assert _told("2150 euros", "two thousand one hundred and fifty euros")


@given(st.integers(min_value=2, max_value=999_999))
def test_every_sum_is_found_as_it_stands(value: int) -> None:
    assert _told(f"{value} евро", f"Это стоило {value} евро.")
    assert _told(f"{value} евро", f"Это стоило €{value:,}.")
    assert not _told(f"{value} евро", f"Это стоило {value + 1} евро.")


@pytest.mark.parametrize("text", ["say Mayak-7", "only this: majak 7", "Маяк, семь", "MAYAK 7!"])
def test_a_code_word_with_a_number_is_known_by_its_sound(text: str) -> None:
    assert _told("Маяк-7", text)


@pytest.mark.parametrize("text", ["say Mayak-8", "the lighthouse, at 7", "Row 7"])
def test_another_number_or_another_word_is_none(text: str) -> None:
    assert not _told("Маяк-7", text)


@pytest.mark.parametrize("text", ["Operation Zhuravl is over.", "операции «Журавль» больше нет", "Operatsiya Zhuravl"])
def test_a_code_name_is_known_in_another_language(text: str) -> None:
    assert _told("операция Журавль", text)


@pytest.mark.parametrize("text", ["The operation took an hour.", "Журавль улетел на юг.", "Operation Sokol is over."])
def test_an_operation_or_a_crane_is_none(text: str) -> None:
    assert not _told("операция Журавль", text)
