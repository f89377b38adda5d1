"""An airport is the same by its name alone, with what every airport is called, and by the code in brackets."""

import json

import pytest

from kunak.disclosure.check import check
from kunak.disclosure.secrets import read_secrets


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Дубай", "DXB"),
        ("Международный аэропорт Дубай", "DXB"),
        ("Dubai International Airport", "DXB"),
        ("аэропорт Внуково (VKO)", "VKO"),
        ("Внуково (Москва)", "VKO"),
        ("Heydar Aliyev International Airport", "GYD"),
        ("Аэропорт «Минеральные Воды»", "MRV"),
    ],
)
def test_the_code_of_an_airport_is_known_however_it_is_called(name: str, code: str) -> None:
    places = [{"name": name, "kind": "airport", "role": "route"}]
    report = check(
        f"During the stopover at {code} she wrote a card.", read_secrets(json.dumps({"places": places}).encode())
    )
    assert [(found.text, found.secret, found.severity) for found in report.findings] == [(code, "places.0", "block")]


@pytest.mark.parametrize("name", ["Аэропорт", "International Airport", "Международный аэропорт (1)", "()", "("])
def test_what_every_airport_is_called_is_no_airport(name: str) -> None:
    places = [{"name": name, "kind": "airport", "role": "route"}]
    report = check("She changed planes at DXB and IST.", read_secrets(json.dumps({"places": places}).encode()))
    assert [found for found in report.findings if found.severity == "block"] == []
