"""Traits are heard in any form, in Russian and English, and only where they fit the person."""

import pytest

from kunak.disclosure.folding import fold
from kunak.disclosure.secrets import Secrets
from kunak.disclosure.traits import meant, told_by


def told(text: str, **traits: str | int | list[str]) -> set[tuple[str, str]]:
    return {(one.trait, one.value) for one in told_by(fold(text), Secrets(traits=dict(traits)))}


@pytest.mark.parametrize(
    ("text", "trait", "value"),
    [
        ("Она лесбиянка.", "orientation", "lesbian"),
        ("A gay man is safe.", "orientation", "gay"),
        ("Её старшая сестра уехала раньше.", "rank", "eldest"),
        ("the youngest daughter", "rank", "youngest"),
        ("Мать двоих детей.", "children", "2"),
        ("She left with her child.", "children", "1"),
        ("у неё трое детей", "children", "3"),
        ("бывшему учителю", "job", "teacher"),
        ("a hairdresser", "job", "hairdresser"),
        ("чеченка", "ethnicity", "chechen"),
        ("в апреле", "month", "april"),
        ("уехала на попутке", "method", "car"),
        ("её сватали", "marital", "engaged"),
    ],
)
def test_a_trait_is_heard(text: str, trait: str, value: str) -> None:
    assert (trait, value) in told(text)


def test_a_trait_of_the_case_is_heard_only_as_it_is() -> None:
    assert told("мать двоих детей", children=3) & {("children", "2")} == set()
    assert ("job", "nurse") in told("медсестра", job="nurse")
    assert not any(trait == "job" for trait, _ in told("водитель", job="nurse"))


def test_the_words_of_the_case_are_heard_in_any_form_and_order() -> None:
    held = "сельскохозяйственный колледж"
    assert ("education", held) in told("учился в колледже, в сельскохозяйственном", education=[held])
    assert ("hobby", "скрипка") in told("играет на скрипке", hobby="скрипка")


@pytest.mark.parametrize(
    ("held", "text"),
    [
        ("автоэлектрик", "He had been a car electrician for years."),
        ("ювелир", "two goldsmiths from the bazaar"),
        ("beekeeper", "пошёл к пасечнику"),
        ("плотник", "a carpenter"),
    ],
)
def test_a_job_that_no_table_of_traits_has_is_heard_in_the_other_language(held: str, text: str) -> None:
    assert ("job", held) in told(text, job=held)
    assert ("job", held) not in told("They sold bread in another town.", job=held)


@pytest.mark.parametrize(("value", "is_meant"), [("женский", "f"), ("М", "m"), ("female", "f")])
def test_a_sex_may_be_written_in_many_ways(value: str, is_meant: str) -> None:
    assert meant("sex", value) == is_meant


def test_ages_are_heard_as_decades() -> None:
    ages = [(one.low, one.high) for one in told_by(fold("in her twenties; моложе 30"), Secrets()) if one.trait == "age"]
    assert ages == [(20, 29), (20, 29)]
