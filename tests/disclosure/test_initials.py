"""Initials name a person where they are nobody else's."""

import pytest

from kunak.disclosure.check import check
from kunak.disclosure.secrets import Name, Person, Secrets

SECRETS = Secrets(persons=(Person(id="P", names=(Name(given="Мадина", patronymic="Олеговна", family="Кцоева"),)),))


def blocked(text: str) -> list[str]:
    return [finding.text for finding in check(text, SECRETS).findings if finding.severity == "block"]


@pytest.mark.parametrize("text", ["М. К.", "М. О. К.", "К. М.", "М.К."])
def test_initials_that_stand_alone_block(text: str) -> None:
    assert blocked(f"Просит о помощи {text} из города") == [text]


@pytest.mark.parametrize("text", ["М. К. Иванов", "Иванова М. К.", "и т. к. нет", "м. к. обувь"])
def test_initials_beside_another_family_name_are_that_persons(text: str) -> None:
    assert blocked(f"судья {text}, сказано в деле") == []


@pytest.mark.parametrize("text", ["М. К-ва", "Мадина К-ва", "К…ева М.", "М. К***ой"])
def test_a_family_name_without_its_middle_is_known_beside_the_given_one(text: str) -> None:
    assert blocked(f"Это {text}, ей помогли")


def test_without_a_name_beside_it_the_ends_could_be_anybodys() -> None:
    assert blocked("Какая-то К-ва написала") == []
