"""Caucasian spellings are read as Russian papers have them."""

import pytest

from kunak.disclosure.check import check
from kunak.disclosure.secrets import Name, Person, Place, Secrets
from kunak.disclosure.vernacular import _DIGRAPHS, in_cyrillic, simplified


@pytest.mark.parametrize(
    ("vernacular", "russian"),
    [("хьамид", "хамид"), ("гӏойта", "гойта"), ("къоста", "коста"), ("нӕртон", "нартон"), ("мухӏаммад", "мухаммад")],
)
def test_digraphs_lose_what_russian_does_not_have(vernacular: str, russian: str) -> None:
    assert simplified(vernacular) == russian


def test_georgian_and_armenian_letters_become_cyrillic() -> None:
    assert in_cyrillic("ნინო") == "нино"
    assert in_cyrillic("անի") == "ани"
    assert in_cyrillic("nino") == "nino"


@pytest.mark.parametrize("held", ["Гӏойтамохк", "Гойтамохк"])
@pytest.mark.parametrize("told", ["Гойтамохк", "Гӏойтамохк", "ГIойтамохк", "Г1ойтамохк", "Гlойтамохк", "Goytamokhk"])
def test_either_spelling_finds_the_other_whatever_stands_for_the_palochka(held: str, told: str) -> None:
    found = check(f"Она из села {told}.", Secrets(places=(Place(name=held, kind="settlement"),))).findings
    assert any(finding.secret == "places.0" and finding.severity == "block" for finding in found)


def test_a_name_held_in_georgian_is_found_in_three_alphabets() -> None:
    secrets = Secrets(persons=(Person(id="H", names=(Name(given="ნინო"),)),))
    for told in ("ნინო", "Нино", "Nino"):
        assert [finding.secret for finding in check(f"Звонила {told}.", secrets).findings] == ["H.given"]


@pytest.mark.parametrize(("digraph", "plain"), dict(_DIGRAPHS).items())
def test_every_digraph_is_looked_for_in_every_word_that_holds_it(digraph: str, plain: str) -> None:
    assert simplified(f"а{digraph}н") == f"а{plain}н"
