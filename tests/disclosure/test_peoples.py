"""Codes, languages, money, clocks and neighbours count where they are meant, and are words elsewhere."""

import pytest

from kunak.disclosure.check import check
from kunak.disclosure.secrets import Place, Secrets, Service


def told(text: str, *places: Place, services: tuple[Service, ...] = ()) -> set[str]:
    return {one.severity for one in check(text, Secrets(places=places, services=services)).findings if one.secret}


POLAND = Place(name="Польша", kind="country", role="destination")
KRAKOW = Place(name="Краков", kind="city", role="shelter", within=("Польша",))
TIRANA = Place(name="Тирана", also=("TIA",), kind="airport", role="route", within=("Албания",))
NALCHIK = Place(name="Нальчик", also=("NAL",), kind="airport", role="route")
AKHTY = Place(name="Барсуки", kind="settlement", role="home", coordinates=(43.26, 44.81))


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("She swears in Polish at the washing machine.", KRAKOW),
        ("Every Tuesday there are Polish classes in the library.", KRAKOW),
        ("Two Poles carried her wardrobe upstairs.", POLAND),
        (
            "The rent is paid in lek on the first of the month.",
            Place(name="Албания", kind="country", role="destination"),
        ),
        ("Aussies queue politely, she noticed.", Place(name="Австралия", kind="country", role="destination")),
        (
            "Позвонит, когда на часах в Окленде будет девять.",
            Place(name="Новая Зеландия", kind="country", role="route"),
        ),
        ("They parked behind the castle in Danzig.", Place(name="Гданьск", kind="city", role="shelter")),
        ("A week in Fiume was enough.", Place(name="Риека", kind="city", role="route")),
        ("Она дождалась писем из Диррахия, то есть из Дураццо.", Place(name="Дуррес", kind="city", role="shelter")),
        ("Written on the tag: from NAL with love.", NALCHIK),
        ("Её дом стоит в пяти километрах от Назрани.", AKHTY),
        ("The village lies a short walk outside Nazran.", AKHTY),
        ("Она учит иврит по песням.", Place(name="Израиль", kind="country", role="destination")),
    ],
)
def test_it_blocks_where_it_is_meant(text: str, place: Place) -> None:
    assert "block" in told(text, place)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("The NAL, as the laboratory calls itself, opened a new wing.", NALCHIK),
        ("NAL members voted to raise the fee.", NALCHIK),
        ("Volunteers brought furniture polish and polished the stairs.", POLAND),
        ("Reverse Polish notation is taught in the second year.", POLAND),
        ("The expedition reached the North Pole on skis.", POLAND),
        ("Пожар в пяти километрах от Назрани потушили к утру.", AKHTY),
        ("В Назрани открыли новую школу на 700 мест.", AKHTY),
        ("A slice of kiwi fruit costs a coin.", Place(name="Новая Зеландия", kind="country", role="destination")),
        ("Шведский стол в гостинице накрывают с семи.", Place(name="Швеция", kind="country", role="route")),
        ("Children with ALL recover in nine cases out of ten.", Place(name="Албания", kind="country", role="route")),
        ("Часы на вокзале в Сочи отстают на минуту.", Place(name="Новая Зеландия", kind="country", role="route")),
        ("Она учит испанский в поезде.", Place(name="Мексика", kind="country", role="destination")),
    ],
)
def test_it_does_not_block_where_it_is_a_word(text: str, place: Place) -> None:
    assert "block" not in told(text, place)


def test_a_carrier_called_by_a_common_word_counts_beside_a_ticket() -> None:
    azimuth = (Service(carrier="Азимут", number="A4 212"),)
    assert "block" in told("Билет «Азимут» лежал в паспорте.", services=azimuth)
