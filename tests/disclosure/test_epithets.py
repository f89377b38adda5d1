"""What is said instead of a name means that place: surely where it means no other, else as something to look at."""

from pathlib import Path

import pytest

from kunak.disclosure.check import check, judge, prepare
from kunak.disclosure.gazetteer import _epithets, epithets
from kunak.disclosure.secrets import Place, Secrets
from kunak.disclosure.territories import countries

PRESS = Path(__file__).parent / "press"


def told(text: str, place: str, kind: str = "city") -> set[str]:
    secrets = Secrets(places=(Place(name=place, kind=kind, role="destination"),))  # type: ignore[arg-type]
    return {finding.severity for finding in check(text, secrets).findings if finding.secret == "places.0"}


@pytest.mark.parametrize(
    ("text", "place", "kind"),
    [
        ("Пересадка в городе на Босфоре.", "Стамбул", "city"),
        ("a stop in the city on the Bosporus", "Istanbul", "airport"),
        ("Она в стране тысячи озёр.", "Финляндия", "country"),
        ("in the land of the morning calm", "Южная Корея", "country"),
        ("the capital on the Neva", "Питер", "city"),
        ("жил в северной столице", "Санкт-Петербург", "city"),
        ("на родине хачапури", "Georgia", "country"),
        ("столица на Куре", "Грузия", "country"),
    ],
)
def test_a_byname_blocks_in_any_form_and_language(text: str, place: str, kind: str) -> None:
    assert "block" in told(text, place, kind)


@pytest.mark.parametrize(
    ("text", "place", "kind"),
    [("Она смотрит на Эйфелеву башню.", "Париж", "city"), ("she eats sushi", "Япония", "country")],
)
def test_a_hint_asks_for_a_look(text: str, place: str, kind: str) -> None:
    assert told(text, place, kind) == {"review"}


@pytest.mark.parametrize(
    ("text", "place", "kind"),
    [
        ("Живёт в городе, с крыш которого видно Эйфелеву башню.", "Париж", "city"),
        ("She waited in a country where everybody eats sushi.", "Япония", "country"),
        ("Она теперь на родине бравого солдата Швейка.", "Чехия", "country"),
    ],
)
def test_a_hint_blocks_in_a_clause_that_speaks_of_a_place(text: str, place: str, kind: str) -> None:
    assert told(text, place, kind) == {"block"}


def test_a_byname_of_another_place_is_nothing() -> None:
    assert told("Она в стране тысячи озёр.", "Стамбул") == set()
    assert told("Она покинула страну.", "Япония", "country") == set()


def test_every_row_is_of_a_place_that_is_known_and_says_something() -> None:
    for key, (sure, hints) in _epithets().items():
        assert not key.isupper() or key in countries()
        assert sure or hints
        assert all(phrase.strip() == phrase and len(phrase) > 2 for phrase in (*sure, *hints))
        assert epithets(key)


def test_no_byname_of_any_place_is_heard_in_clean_news() -> None:
    """Every place of the table at once: a byname of one word of another language or town would stand out here."""
    codes = countries()
    places = tuple(
        Place(name=codes[key].names[0], kind="country") if key.isupper() else Place(name=key.title(), kind="city")
        for key in _epithets()
    )
    prepared = prepare(Secrets(places=places))
    news = [
        line
        for folder in (PRESS, PRESS / "second")
        for name in ("clean.txt", "generalised.txt")
        for line in (folder / name).read_text("utf-8").splitlines()
        if not line.startswith("# ")
    ]
    heard = [finding for line in news for finding in judge(line, prepared).findings if finding.form == "paraphrase"]
    assert len(news) > 400
    assert [finding.text for finding in heard] == []
