"""The crowd in which a person still hides: three numbers, and nothing is guessed."""

import json

from kunak.disclosure.check import check
from kunak.disclosure.findings import Crowd
from kunak.disclosure.gazetteer import region_population
from kunak.disclosure.secrets import Secrets, read_secrets

CASE = {
    "published_on": "2026-03-20",
    "persons": [{"id": "P1", "names": [{"given": "Зарема"}], "born": "2003-05-04"}],
    "places": [
        {"name": "Верхний Тарк", "kind": "settlement", "role": "home"},
        {"name": "Исландия", "kind": "country", "role": "destination"},
    ],
    "traits": {"region": "Дагестан", "sex": "f", "age": 22, "job": "фельдшер", "orientation": "bisexual"},
    "known_to_pursuers": {"P1.given": True, "places.1": False, "traits.job": False},
}


def _secrets(**changes: object) -> Secrets:
    return read_secrets(json.dumps(CASE | changes, ensure_ascii=False).encode())


def _crowd(draft: str, *published: str) -> Crowd:
    return check(draft, _secrets(), published).crowd


def test_a_region_is_counted_and_what_has_no_table_is_named() -> None:
    crowd = _crowd("Женщина из Дагестана в безопасности.")
    assert crowd.k_population == region_population("Дагестан")
    assert crowd.uncounted == ("sex",)
    assert crowd.k_cases is None


def test_what_was_published_before_narrows_the_crowd_too() -> None:
    """Two harmless texts can be one that is not."""
    assert _crowd("Она в безопасности.").k_population is None
    crowd = _crowd("Она в безопасности.", "Ей 22 года.", "Девушка из Дагестана.")
    assert crowd.k_population == region_population("Дагестан")
    assert {"age", "sex"} <= set(crowd.uncounted)


def test_a_settlement_without_a_table_is_not_guessed() -> None:
    crowd = _crowd("Она из Верхнего Тарка.")
    assert crowd.k_population is None
    assert "settlement" in crowd.uncounted
    assert crowd.proposal is not None
    assert "region" in crowd.proposal


def test_an_age_is_proposed_to_be_a_decade() -> None:
    proposal = _crowd("Ей 22 года.").proposal
    assert proposal is not None
    assert "in their twenties" in proposal


def test_news_to_the_pursuers_blocks_whatever_the_crowd() -> None:
    report = check("Фельдшер теперь в Исландии.", _secrets())
    assert report.crowd.news == ("places.1", "traits.job")
    assert report.verdict == "block"


def test_what_the_pursuers_know_is_no_news() -> None:
    assert check("Зарема жива.", _secrets()).crowd.news == ()


def test_a_text_that_tells_nothing_has_no_crowd() -> None:
    assert _crowd("Всё хорошо.") == Crowd()
