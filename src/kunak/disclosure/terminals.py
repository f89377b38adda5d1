"""Which words tell an airport or a station: its codes, its other names, whom it is called after."""

import re
from collections.abc import Iterator
from typing import Final

from kunak.disclosure.addresses import Sign
from kunak.disclosure.adjectives import derived
from kunak.disclosure.aviation import Airport, airports_called, airports_named
from kunak.disclosure.declension import (
    given_forms,
    is_common,
    is_known,
    is_person,
    is_russian,
    place_meant,
    word_forms,
)
from kunak.disclosure.derivation import adjective_stems, stems_of
from kunak.disclosure.folding import fold
from kunak.disclosure.gazetteer import KIND_WORDS, other_names
from kunak.disclosure.lexicon import is_english
from kunak.disclosure.phrases import FEW_LETTERS, STEM, Phrase, any_form, parts, slot
from kunak.disclosure.romanise import coarse
from kunak.disclosure.secrets import Place, Secrets

AIRPORT: Final = re.compile(r"(?<![^\W_])(?:аэропорт|airport)(?![^\W_])")
"""A word for an airport."""


_OFTEN_WORDS: Final = frozenset((
    "MAN", "IST", "LED", "BUS", "SIN", "GOT", "HAM", "ICE", "ADD", "ALA", "ARM", "BAR", "BEG", "BIO", "BOS", "CAN",
    "DAY", "DEN", "EGO", "EVE", "FAT", "HER", "HIS", "LAX", "LIT", "MED", "OMS", "RAP", "SAW", "SEE", "SKY", "SOF",
    "TIA", "UFA", "VIE", "WAS", "WHO",
))  # fmt: skip


_STATION_PARTS: Final = re.compile(
    r"главн\w+|центральн\w+|пассажирск\w+|товарн\w+|сортировочн\w+|узлов\w+|южн\w+|северн\w+|западн\w+|восточн\w+|лесн\w+|"
    r"новый|старый|пригородн\w+|i{1,3}|\d|main|central|north|south|east|west|passenger|hauptbahnhof|hbf"
)


def station_told(path: str, words: list[str]) -> Iterator[Phrase]:
    """Yield the place that a station is called by: ``Заозёрск`` for ``Заозёрск-Главный``."""
    base = [word for word in words if not _STATION_PARTS.fullmatch(word)]
    if len(base) != 1 or base == words or len(base[0]) <= FEW_LETTERS:
        return
    known = is_known(base[0])
    slots = (slot(any_form(base[0], word_forms)),)
    yield Phrase(path, "place", "shortened", slots, tuple(base), block=not known)
    if known:
        yield Phrase(path, "place", "shortened", slots, tuple(base), near="vehicle")
        stems = (slot(STEM + stem for stem in adjective_stems(base[0])),)
        yield Phrase(path, "place", "derived", stems, near="vehicle", typed=False, proper=False)
    else:
        yield from derived(path, base)


_AIRPORT_KIND: Final = re.compile(
    r"(?<!\w)(?:международный|аэропорт|аэровокзал|имени|им\.|international|intl\.?|airport)(?!\w)", re.IGNORECASE
)


def _without_kind(name: str) -> tuple[str, ...]:
    """Return an airport's name as it stands, without what every airport is called, and what it says in brackets."""
    before, _, within = name.partition("(")
    found = (name, before, within.partition(")")[0])
    bare = (_AIRPORT_KIND.sub(" ", each) for each in found)
    return tuple(dict.fromkeys(filter(None, (" ".join(each.split()).strip(' ,–—-«»"') for each in (*found, *bare)))))


def airport_told(path: str, place: Place) -> Iterator[Phrase]:
    """Yield the codes and names of the airport, or of the few airports of a city."""
    found = airports_meant(place, (place.name, *place.also)) or airports_meant(place, other_names(place.name.strip()))
    called = [name for name in (place.name, *place.also) if name == place.name or not AIRPORT.search(fold(name).text)]
    own = {part[:FEW_LETTERS] for name in called for part in parts(name) if part not in KIND_WORDS}
    for airport, name in found.values():
        sure = place.kind == "airport" and len(found) <= _FEW_AIRPORTS and airport.iata not in _OFTEN_WORDS
        code = (slot({airport.iata.casefold()}),)
        yield Phrase(path, "place", "airport code", code, near="capitals vehicle", typed=False)
        yield Phrase(path, "place", "airport code", code, near="capitals", typed=False, block=sure)
        for other in airport.names:
            words = [word for word in parts(other) if word not in KIND_WORDS]
            if words and words != parts(name) and len("".join(words)) > FEW_LETTERS:
                slots = tuple(slot(any_form(word, word_forms)) for word in words)
                common = len(words) == 1 and (is_common(words[0]) or is_person(words[0]))
                # An airport that bears the name of a city is not all of that city.
                city = place.kind == "airport" and own.isdisjoint(word[:FEW_LETTERS] for word in words)
                yield Phrase(path, "place", "airport", slots, tuple(words), near="vehicle" if common or city else "")
                if city and not common:
                    yield Phrase(path, "place", "airport", slots, tuple(words), block=False)
        yield from _called_after(path, airport)


_AIRPORTS_OF_A_CITY: Final = 7
_FEW_AIRPORTS: Final = 3
"""Airports of which the code of one means the place surely."""


def airports_meant(place: Place, names: tuple[str, ...]) -> dict[str, tuple[Airport, str]]:
    """Return the airports that names of a place mean, by their code, each with the name that means it."""
    return {
        airport.iata: (airport, called)
        for called in names
        for bare in _without_kind(called)
        for airport in _meant(bare, place)
    }


def _meant(name: str, place: Place) -> tuple[Airport, ...]:
    """Return the airports that a name of a place means; of an airport, also by whom it is called after."""
    found = airports_named(name)
    if place.kind == "airport" and not found:  # “аэропорт Валенсии” is no Валенса's
        found = airports_named(place_meant(fold(name).text)) or airports_called(name)
    return found if len(found) <= _AIRPORTS_OF_A_CITY else ()


def _called_after(path: str, airport: Airport) -> Iterator[Phrase]:
    """Yield whom an airport is called after, where an airport is spoken of: ``Franjo Tuđman Airport``."""
    for name in airport.after:
        words = parts(name)
        last = words[-1:]
        named = not is_common(last[0]) or last[0].endswith(("ский", "ской", "цкий", "цкой"))  # «Невельской»
        alone = len(last[0]) > FEW_LETTERS and named and not is_english(last[0]) and "the" not in words
        for told in {tuple(words), tuple(last)} if alone else {tuple(words)}:
            slots = tuple(slot(any_form(word, word_forms) | any_form(word, given_forms)) for word in told)
            yield Phrase(path, "place", "namesake", slots, told, near="airport", typed=False)


_LEG: Final = r" ?(?:[-_–—/>→.]|->) ?"
"""Between the codes of two airports that somebody flies between."""


def legs(secrets: Secrets) -> Iterator[Sign]:
    """Yield where the codes of two airports of the case stand together, in small letters, too: ``bus_lis-opo.pdf``."""
    codes = {
        f"places.{at}": {iata.casefold() for iata in airports_meant(place, (place.name, *place.also))}
        for at, place in enumerate(secrets.places)
        if place.kind in ("airport", "city")
    }
    for path, own in codes.items():
        others = {code for held in codes.values() for code in held} - own
        if own and others:
            here, there = (f"(?:{'|'.join(sorted(some))})" for some in (own, others))
            pair = rf"(?<![^\W_])(?:{here}{_LEG}{there}|{there}{_LEG}{here})(?![^\W_])"
            yield Sign(path, "place", "airport code", re.compile(pair))


_CODE: Final = r"(?i:код\w{0,2}|букв\w{1,3}|codes?|letters?|iata)"
_LETTER_APART: Final = r"(?![^\W_])[^\n]{1,50}?(?<![\w'’])"
_LETTER_BESIDE: Final = r"[\W_]{0,3}(?:(?:и|and|then|потом|затем) )?"


def codes_by_letter(secrets: Secrets) -> Iterator[Sign]:
    """Yield where the code of an airport is told letter by letter: “it starts with S, the others are V and X”."""
    for at, place in enumerate(secrets.places):
        if place.kind in ("airport", "city"):
            for iata in airports_meant(place, (place.name, *place.also)):
                first, second, third = tuple(iata)  # in capitals: “a” and “i” are words
                told = rf"(?<![^\W_]){_CODE}(?![^\W_])[^\n]{{0,60}}?(?<![\w'’]){first}{_LETTER_APART}"
                for gap in (_LETTER_BESIDE, _LETTER_APART):
                    pattern = re.compile(f"{told}{second}{gap}{third}(?![^\\W_])")
                    yield Sign(f"places.{at}", "place", "airport code", pattern, in_draft=True)


def namesake_told(path: str, place: Place) -> Iterator[Phrase]:
    """Yield whom an airport or a station is named after, beside a word for travel: ``аэропорт Гавела``."""
    town = {part for name in place.within for called in (name, *other_names(name.strip())) for part in parts(called)}
    sounds = {coarse(word) for word in town}
    stems = {stem for word in town if is_russian(word) for stem in adjective_stems(word)}
    for name in (place.name, *place.also):
        words = parts(name)
        after = next((at + 1 for at, word in enumerate(words) if word in ("имени", "им")), 0)
        called = [
            word
            for word in words[after:]
            if word not in KIND_WORDS and coarse(word) not in sounds and not any(s in stems for s, _ in stems_of(word))
        ]
        for told in {tuple(called), tuple(called[-1:])}:
            if told and len("".join(told)) > FEW_LETTERS and told != tuple(words):
                slots = tuple(slot(any_form(word, word_forms)) for word in told)
                yield Phrase(path, "place", "namesake", slots, told, near="vehicle")
