"""The street of an address is found beside its house or a word for a street, however the address is written down."""

import pytest

from kunak.disclosure.check import check
from kunak.disclosure.secrets import Place, Secrets


def _severities(address: str, text: str) -> set[str]:
    secrets = Secrets(places=(Place(name=address, within=("Заозёрск",), kind="address"),))
    return {found.severity for found in check(text, secrets).findings if found.secret == "places.0"}


@pytest.mark.parametrize(
    "address",
    [
        "Заозёрск, улица Веденеева, 84, кв. 12",
        "ул. Веденеева 84/12, Заозёрск",
        "Веденеева, 84",
        "г. Заозёрск, Веденеева 84",
    ],
)
@pytest.mark.parametrize(
    "text",
    [
        "Посылки слать на Веденеева, 84.",
        "Её видели на улице Веденеева.",
        "Она живёт на Веденеева, дом восемьдесят четыре.",
    ],
)
def test_a_street_is_told_by_its_house_or_by_a_word_for_a_street(address: str, text: str) -> None:
    assert _severities(address, text) == {"block"}


@pytest.mark.parametrize(
    ("address", "text"),
    [
        ("ul. Wiśniowa 5/7, Zaozersk", "Letters reach her at Wiśniowa 5."),
        ("Višňová 39/4, Zaozersk", "Her flat at Višňová 39 has a blue door."),
        ("47 Barnov Street, Zaozersk", "The flat on Barnov St. is closed."),
        ("улица Барнова, 47", "The flat at 47 Barnov Street is closed."),
        ("Rua das Flores 27, Zaozersk", "Письма идут на Руа даш Флореш, 27."),
        ("Gartenstraße 9, Zaozersk", "Она живёт на Гартенштрассе, 9."),
    ],
)
def test_foreign_streets_are_found_in_both_alphabets(address: str, text: str) -> None:
    assert "block" in _severities(address, text)


def test_a_street_whose_name_is_a_common_word_needs_its_capital() -> None:
    assert _severities("улица Мира, 12", "Это были 12 лет мира.") == set()
    assert _severities("улица Мира, 12", "Приходите на Мира, 12.") == {"block"}


def test_a_street_with_a_number_in_its_name_keeps_its_house() -> None:
    assert _severities("улица 8 Марта, 12", "Это 8 марта отметили все.") == set()


def test_the_town_of_an_address_alone_says_no_street() -> None:
    secrets = Secrets(places=(Place(name="Заозёрск, улица Веденеева, 84", kind="address"),))
    assert check("В Заозёрске сегодня дождь.", secrets).verdict != "block"
