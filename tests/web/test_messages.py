"""Everything that a person reads can be read in Russian."""

import re
from io import BytesIO

import pytest
from babel.messages import Catalog
from babel.messages.catalog import Message
from babel.messages.pofile import read_po

from kunak.base.errors import BadInput, Fault, Refused
from kunak.crypto.keystore import WrongPassphrase
from kunak.web.messages import CATALOGUE, PACKAGE, collected, sentences, speakers
from kunak.web.translations import translations

PLACE = re.compile(r"%\((\w+)\)[sd]")
ROOMS = sorted(path.name for path in PACKAGE.iterdir() if path.is_dir() and path.name not in {"__pycache__", "testing"})
NOT_TRANSLATED_YET = frozenset({"cli", "routes", "store"})
"""Rooms of which some sentences are told by the command line alone, which speaks English."""


@pytest.fixture(scope="module")
def said() -> Catalog:
    return collected()


@pytest.fixture(scope="module")
def russian() -> Catalog:
    with CATALOGUE.open("rb") as po:
        return read_po(po, locale="ru")


def of_room(catalogue: Catalog, room: str) -> list[Message]:
    return [one for one in catalogue if one.id and any(file.startswith(f"{room}/") for file, _ in one.locations)]


def strings(message: Message) -> tuple[str, ...]:
    return message.string if isinstance(message.string, tuple) else (str(message.string),)


@pytest.mark.parametrize("room", [room for room in ROOMS if room not in NOT_TRANSLATED_YET])
def test_every_sentence_has_its_russian(room: str, said: Catalog, russian: Catalog) -> None:
    missing = []
    for one in of_room(said, room):
        found = russian.get(one.id, one.context)
        if found is None or found.fuzzy or not all(strings(found)):
            missing.append(one.id)
    assert not missing, "run `make messages` and translate these in src/kunak/web/locale/ru.po"


def test_a_translation_has_the_same_places_for_details(russian: Catalog) -> None:
    for one in russian:
        if not one.id:
            continue
        wanted = set(PLACE.findall(one.id if isinstance(one.id, str) else one.id[-1]))
        for string in strings(one):
            if string:
                assert set(PLACE.findall(string)) == wanted, one.id


def test_russian_counts_in_three_forms() -> None:
    words = translations("ru")
    counted = [words.ngettext("%(num)s alarm", "%(num)s alarms", number) % {"num": number} for number in (1, 3, 5, 21)]
    assert counted == ["1 тревога", "3 тревоги", "5 тревог", "21 тревога"]


def test_english_needs_no_catalogue() -> None:
    assert translations("en").gettext("Lock") == "Lock"


def test_refusals_are_found_whatever_they_are_called() -> None:
    assert {"phrase", Refused.__name__, BadInput.__name__, Fault.__name__, WrongPassphrase.__name__} <= speakers()


def test_both_of_two_sentences_are_found_and_other_calls_are_not() -> None:
    source = b'raise Refused("One." if x else "Other.", y=1)\nlog("Not this.")\nphrase("A word")\nRefused(variable)\n'
    assert sorted(text for _, _, text, _ in sentences(fileobj=BytesIO(source))) == ["A word", "One.", "Other."]
