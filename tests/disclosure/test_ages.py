"""Ages are read in figures, words, brackets and sums; numbers of other things are not."""

import pytest

from kunak.disclosure.check import check
from kunak.disclosure.secrets import Person, Secrets, read_secrets

CASE = read_secrets(b'{"published_on": "2026-03-20", "persons": [{"id": "P", "born": "2001-05-04"}]}')


def told(text: str) -> set[str]:
    return {finding.severity for finding in check(text, CASE).findings if finding.secret == "P.born"}


@pytest.mark.parametrize(
    "text",
    [
        "Ей 24 года.", "Her brother, 24, called.", "(24 года)", "24 y.o.", "24yo", "Ж., 24", "парень 24 лет", "24-летний пекарь",  # noqa: E501
        "в 24 года он уехал", "Ей всего двадцать четыре.", "Ей на год меньше двадцати пяти.", "Ей без года двадцать пять.",  # noqa: E501
        "She is one year short of twenty-five.", "She will be a quarter of a century old.", "in her twenty-fifth year",
        "через год ей будет четверть века", "Ей через два месяца исполнится 25.", "2001 года рождения", "born in 2001",
    ],
)  # fmt: skip
def test_an_age_blocks(text: str) -> None:
    assert "block" in told(text)


@pytest.mark.parametrize(
    "text",
    [
        "Заводу исполнилось 24 года.", "Стаж учителя 24 года.", "24 участника", "Приговорён к 24 годам.", "за 24 часа",
        "24 people attended", "late by 24 minutes", "She worked there for 24 years.", "24 года назад здесь был сад",
        "He was given 24 years.", "She served 24 years.", "Он получил 24 года.", "Ему дали 24 года колонии.",
    ],
)  # fmt: skip
def test_a_number_of_other_things_does_not(text: str) -> None:
    assert "block" not in told(text)


def test_years_without_a_word_of_whom_ask_for_a_look() -> None:
    assert told("Двадцать четыре года. Вся жизнь впереди.") == {"review"}


@pytest.mark.parametrize("text", ["немного старше двадцати лет", "about twenty years old", "моложе двадцати лет"])
def test_about_a_round_number_is_a_decade_and_no_age(text: str) -> None:
    secrets = Secrets(published_on=CASE.published_on, persons=(Person(id="P", born="2006-01"),))
    assert [finding for finding in check(f"Девушка {text}.", secrets).findings if finding.secret] == []
