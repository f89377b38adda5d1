"""Which words tell a country: its names, people, language, money, time, capital."""

from collections.abc import Iterator, Sequence
from typing import Final

import msgspec

from kunak.disclosure.adjectives import derived
from kunak.disclosure.cities import citizens_of
from kunak.disclosure.declension import (
    adjective_forms,
    given_forms,
    is_common,
    is_russian,
    word_forms,
)
from kunak.disclosure.epithets import said_instead
from kunak.disclosure.folding import fold
from kunak.disclosure.gazetteer import other_names
from kunak.disclosure.phrases import Phrase, any_form, parts, slot
from kunak.disclosure.secrets import AWAY, Place
from kunak.disclosure.terminals import airports_meant
from kunak.disclosure.territories import (
    ORIGIN,
    Country,
    counted_money,
    country_of_city,
    currency,
    foreign_names,
    language_words,
    money_words,
    native_names,
    official_languages,
    shared_money,
    zone_cities,
    zone_letters,
    zones,
)

_CITIES: Final = frozenset({"city", "airport", "settlement", "station"})


def country_around(path: str, place: Place) -> Iterator[Phrase]:
    """Yield the country of a city on the way: its name blocks, what only goes with it asks for a look."""
    if place.role not in AWAY or place.kind not in _CITIES:
        return
    country = country_of_city(place.name)
    if country is None and place.kind == "airport":
        known = list(airports_meant(place, (place.name, *place.also)))
        country = country_of_city(known[0]) if len(known) == 1 else None
    if country is None or country.code == ORIGIN:
        return
    for phrase in country_told(path, country):
        if phrase.form == "country":
            yield msgspec.structs.replace(phrase, form="country of it")
        elif phrase.form in {"people", "adjective"}:
            yield msgspec.structs.replace(phrase, block=False)
    if place.name.strip() in country.capitals:
        yield from _as_capital(path, country)


def _as_capital(path: str, country: Country) -> Iterator[Phrase]:
    """Yield ``армянская столица``, ``the Armenian capital``."""
    for adjective in country.adjectives:
        said = slot(adjective_forms(fold(adjective).text)), slot(word_forms("столица"))
        yield Phrase(path, "place", "paraphrase", said, proper=False, typed=False)
    for english in country.english:
        named = (*(slot({word}) for word in parts(english)), slot({"capital"}))
        yield Phrase(path, "place", "paraphrase", named, proper=False, typed=False)


_SPREAD: Final = frozenset((
    "german", "french", "spanish", "portuguese", "arabic", "dutch", "greek", "italian", "turkish", "persian", "malay",
    "serbian", "romanian", "korean", "chinese", "albanian", "swiss", "british", "american", "canadian", "australian",
    "belgian", "austrian", "irish", "english", "swedish", "brit", "croat", "serb", "turk", "pole", "kurdish", "tamil",
))  # fmt: skip
"""What says nothing alone: languages of several countries, and peoples without a language of that name."""
_SPOKEN: Final = (
    "in",
    "speak/speaks/spoke/speaking",
    "learn/learns/learned/learning/learnt",
    "studies/studying/study",
    "fluent",
)
_TAUGHT: Final = slot(
    ("lessons", "lesson", "classes", "class", "course", "courses", "textbook", "grammar", "verbs", "language")
)


def country_told(path: str, country: Country) -> Iterator[Phrase]:
    """Yield everything that a country is told by."""

    def told(names: "tuple[str, ...] | list[str]", form: str, *, proper: bool = True) -> Iterator[Phrase]:
        for name in names:
            words = parts(name)
            if words and len("".join(words)) > 1:
                near = "capital" if proper and not is_russian(words[0]) else ""
                slots = tuple(slot(word_forms(word) if is_russian(word) else {word, word + "s"}) for word in words)
                yield Phrase(path, "place", form, slots, tuple(words), proper=proper, near=near, typed=proper)

    yield from told([*country.names, *native_names(country.code)], "country")
    # A slip of a foreign name is another word too often: “George” and “Géorgie”.
    for phrase in told(foreign_names(country.code), "country"):
        yield msgspec.structs.replace(phrase, typed=False)
    yield from told(country.capitals, "capital")
    yield from derived(path, parts(country.capitals[0]))
    yield from told([name for capital in country.capitals for name in other_names(capital)], "capital")
    yield from said_instead(path, country.code)
    yield from said_instead(path, country.capitals[0])
    yield from citizens_of(path, country.capitals[0])
    yield from told(country.people, "people", proper=False)
    for people in country.people:
        yield Phrase(path, "place", "people", (slot(given_forms(fold(people).text)),), proper=False, typed=False)
    for adjective in country.adjectives:
        plain = fold(adjective).text
        by = {plain[:-1]} if plain.endswith("ий") else set()
        yield Phrase(
            path,
            "place",
            "adjective",
            (slot(adjective_forms(plain) | by | {plain[:-2] + "и"}),),
            proper=False,
            typed=False,
        )
    for english in country.english:
        slots = tuple(slot({word, word + "s"}) for word in parts(english))
        yield Phrase(path, "place", "adjective", slots, near="capital", typed=False)
    yield from told(money_words(country.code), "currency", proper=False)
    yield from _languages(path, country)
    yield from _time(path, country)
    code, names = currency(country.code)
    if code:
        yield Phrase(path, "place", "currency", (slot({code.casefold()}),), near="capitals", typed=False)
        yield from told(names, "currency", proper=False)
        yield from _money_alone(path, country.code, names)


def _languages(path: str, country: Country) -> Iterator[Phrase]:
    """Yield that somebody speaks or learns what is spoken there; what others speak too asks for a look."""
    for called in language_words(country.code):
        words = parts(called)
        forms = adjective_forms(words[0]) if words[0].endswith("ий") else word_forms(words[0])
        slots = (slot(forms if is_russian(words[0]) else {words[0]}), *(slot({word}) for word in words[1:]))
        latin = not is_russian(words[0])
        yield Phrase(path, "place", "language", slots, proper=latin, near="capital" if latin else "", typed=False)
    for english in country.english:
        if len(words := parts(english)) == 1 and words[0] not in _SPREAD:
            for row in (*((slot(way.split("/")), slot(words)) for way in _SPOKEN), (slot(words), _TAUGHT)):
                yield Phrase(path, "place", "language", row, typed=False)
    for russian, english, alone in official_languages(country.code):
        if english in country.english:
            continue
        said = parts(russian)
        forms = adjective_forms(said[0]) | {said[0][:-1]} if said[0].endswith("ий") else word_forms(said[0])
        named = tuple(slot({word}) for word in parts(english))
        yield Phrase(path, "place", "language", (slot(forms),), proper=False, typed=False, block=alone)
        yield Phrase(path, "place", "language", named, near="capital", typed=False, block=alone)
        if not alone:
            yield Phrase(path, "place", "language", (slot(forms),), near="speaks", proper=False, typed=False)
            yield Phrase(path, "place", "language", named, near="speaks", typed=False)


def _time(path: str, country: Country) -> Iterator[Phrase]:
    """Yield the time zones by their letters and names, and their cities where a clock is spoken of."""
    for zone in zone_letters(country.code):
        yield Phrase(path, "place", "time zone", (slot({zone.casefold()}),), near="capitals", typed=False)
    for zone in zones().get(country.code, ()):
        words = parts(zone.replace("_", " "))
        yield Phrase(path, "place", "time zone", tuple(slot({word}) for word in words), typed=False)
        for city in zone_cities(zone):
            told_by = tuple(slot(any_form(word, word_forms)) for word in parts(city))
            yield Phrase(path, "place", "time zone", told_by, near="clock", typed=False)


def _money_alone(path: str, code: str, names: Sequence[str]) -> Iterator[Phrase]:
    """Yield ``двести лир``, and ``динар`` alone: money of several countries, which asks for a look."""
    for word in counted_money(code):
        amounts = (slot(any_form(word, word_forms)),)
        yield Phrase(path, "place", "currency", amounts, proper=False, near="number", typed=False)
    for word in shared_money(code):
        sums = (slot(any_form(word, word_forms)),)
        yield Phrase(path, "place", "currency", sums, (word,), proper=False, near=f"number {code}", typed=False)
    for word in sorted({words[-1] for name in names if len(words := parts(name)) > 1}):
        if not is_common(word):
            yield Phrase(path, "place", "currency", (slot(any_form(word, word_forms)),), proper=False, block=False)
