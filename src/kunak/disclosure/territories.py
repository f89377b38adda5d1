"""What the world calls its countries: their names and capitals, people, languages, money and time.

Names, currencies and zones from CLDR (through Babel); capitals, peoples, adjectives and dialling codes in
``data/countries.tsv``; ``languages.tsv``, ``money.tsv`` and ``shared_money.tsv`` beside it; ours.
"""

import re
from functools import lru_cache
from typing import Final

import msgspec

from kunak.disclosure.aviation import _airport_countries, airports_named
from kunak.disclosure.folding import fold
from kunak.disclosure.secrets import AWAY, Place
from kunak.disclosure.tables import listed, rows


class Country(msgspec.Struct, frozen=True):
    """What gives one country away."""

    code: str
    dialling: str
    adjectives: tuple[str, ...]
    people: tuple[str, ...]
    capitals: tuple[str, ...]
    english: tuple[str, ...]
    names: tuple[str, ...]


@lru_cache(maxsize=1)
def countries() -> dict[str, Country]:
    """Return the countries by their two-letter codes."""
    from babel import Locale  # noqa: PLC0415 - only a case that holds a country needs it

    russian, english = Locale("ru").territories, Locale("en").territories
    return {
        code: Country(
            code=code,
            dialling=dialling,
            adjectives=listed(adjectives),
            people=listed(people),
            capitals=(capital, capital_en),
            english=listed(adjective_en),
            names=tuple(dict.fromkeys((russian[code], english[code], *listed(other)))),
        )
        for code, dialling, adjectives, people, capital, capital_en, adjective_en, other in rows("countries.tsv")
    }


def native_names(code: str) -> list[str]:
    """Return what a country is called in its own languages."""
    from babel import Locale, UnknownLocaleError  # noqa: PLC0415
    from babel.languages import get_official_languages  # noqa: PLC0415

    names = []
    for language in get_official_languages(code)[:3]:
        try:
            name = Locale.parse(language.split("_")[0]).territories.get(code)
        except UnknownLocaleError:
            continue
        if name:
            names.append(name)
    return names


@lru_cache(maxsize=1)
def _speakers() -> dict[str, set[str]]:
    from babel.languages import get_official_languages  # noqa: PLC0415

    found: dict[str, set[str]] = {}
    for code in countries():
        for language in get_official_languages(code):
            found.setdefault(language.split("_")[0], set()).add(code)
    return found


def official_languages(code: str) -> list[tuple[str, str, bool]]:
    """Return a country's languages in Russian and English, and whether it alone has each; but Russian and English."""
    from babel import Locale  # noqa: PLC0415

    russian, english = Locale("ru").languages, Locale("en").languages
    return [
        (russian[language], english[language], len(those) == 1)
        for language, those in _speakers().items()
        if code in those and language in russian and language in english and language not in {"ru", "en"}
    ]


_FOREIGN: Final = ("de", "fr", "es", "it", "tr", "pl", "uk", "az", "ka", "hy", "kk", "uz")
"""Languages in which people around such a case may write; ours to choose."""


def foreign_names(code: str) -> list[str]:
    """Return what a country, and the language that is called like it, are called in other languages."""
    from babel import Locale  # noqa: PLC0415

    country = countries()[code]
    languages = [name for name, english in Locale("en").languages.items() if english in country.english]
    names = []
    for language in _FOREIGN:
        locale = Locale(language)
        names.append(locale.territories.get(code, ""))
        names += [locale.languages.get(name, "") for name in languages]
    return [name for name in dict.fromkeys(names) if name]


@lru_cache(maxsize=1)
def _money() -> dict[str, tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]]:
    return {code: (listed(words), listed(signs), listed(zone)) for code, words, signs, zone in rows("money.tsv")}


def money_words(code: str) -> tuple[str, ...]:
    """Return short words for a country's money that no other country's has."""
    return tuple(word for word in _money().get(code, ((), (), ()))[0] if not word.startswith("#"))


def counted_money(code: str) -> tuple[str, ...]:
    """Return words that mean a country's money, and no other's, where a number stands before them."""
    return tuple(word[1:] for word in _money().get(code, ((), (), ()))[0] if word.startswith("#"))


def money_signs(code: str) -> tuple[str, ...]:
    """Return the signs of a country's money."""
    return _money().get(code, ((), (), ()))[1]


def zone_letters(code: str) -> tuple[str, ...]:
    """Return the letters by which a country's time is known, where they mean no other."""
    return _money().get(code, ((), (), ()))[2]


@lru_cache(maxsize=1)
def _country_index() -> dict[str, str]:
    index: dict[str, str] = {}
    for country in countries().values():
        for name in (*country.names, country.code):
            index.setdefault(fold(name).text, country.code)
        for adjective in country.adjectives:
            index.setdefault(f"{fold(adjective).text[:-2]}ая республика", country.code)
        for english in country.english:
            index.setdefault(f"{fold(english).text} republic", country.code)
    return index


ORIGIN: Final = "RU"
"""Where homes are: that says nothing new."""

_STATE: Final = re.compile(
    r"(?:the )?(?:[а-я-]+ая |[a-z]+(?:ic|al|ive|'s|ian|mite|ab) )*"
    r"(?:республика|королевство|княжество|государство|султанат|великое герцогство|содружество|"
    r"republic|kingdom|principality|state|sultanate|grand duchy|commonwealth) (?:of )?(?:the )?"
)
"""What a state calls itself before its name: ``Федеративная Республика``, ``Kingdom of the``."""


def country_named(name: str) -> Country | None:
    """Return the country of a usual or official name in Russian, English or its own language; None where it is none."""
    plain = fold(name).text.strip()
    code = _country_index().get(plain) or _country_index().get(_STATE.sub("", plain, count=1))
    return countries()[code] if code else None


def country_of_city(name: str) -> Country | None:
    """Return the country of a capital or of a city with an airport; None where it is not known, or may be another."""
    codes = _capitals().get(fold(name).text.strip()) or {
        code for airport in airports_named(name.strip()) if (code := _airport_countries().get(airport.iata))
    }
    return countries().get(next(iter(codes))) if len(codes) == 1 else None


def country_of_place(place: Place) -> Country | None:
    """Return the country that a place is, or in which one away from home lies; None where that is not known."""
    if place.kind in (None, "country"):
        return country_named(place.name)
    if place.role not in AWAY:
        return None
    return next(filter(None, map(country_named, place.within)), None) or country_of_city(place.name)


@lru_cache(maxsize=1)
def _capitals() -> dict[str, set[str]]:
    index: dict[str, set[str]] = {}
    for country in countries().values():
        for capital in country.capitals:
            index.setdefault(fold(capital).text, set()).add(country.code)
    return index


@lru_cache(maxsize=1)
def country_words() -> frozenset[str]:
    """Return the folded names of all countries and their English adjectives: words that are nothing else misspelt."""
    english = {fold(word).text for country in countries().values() for word in country.english}
    return frozenset((*_country_index(), *english, *(word + "s" for word in english)))


@lru_cache(maxsize=1)
def zones() -> dict[str, tuple[str, ...]]:
    """Return the time zones of each country, by its code."""
    from babel.core import get_global  # noqa: PLC0415

    found: dict[str, tuple[str, ...]] = {}
    for zone, territory in get_global("zone_territories").items():
        found[territory] = (*found.get(territory, ()), zone)
    return found


@lru_cache(maxsize=64)
def zone_cities(zone: str) -> tuple[str, ...]:
    """Return what the city of a time zone is called, in both languages."""
    from babel import Locale  # noqa: PLC0415

    city = Locale("ru").time_zones.get(zone, {}).get("city", "")
    return tuple(name for name in (city, zone.rpartition("/")[2].replace("_", " ")) if name)


def currency(code: str) -> tuple[str, tuple[str, ...]]:
    """Return the code and the names of a country's currency; empty where others share it."""
    from babel import Locale  # noqa: PLC0415
    from babel.numbers import get_territory_currencies  # noqa: PLC0415

    held = get_territory_currencies(code)
    if not held or held[0] in {"EUR", "USD"}:
        return "", ()
    return held[0], tuple(Locale(language).currencies.get(held[0], "") for language in ("ru", "en"))


@lru_cache(maxsize=1)
def _languages_spoken() -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for words, codes in rows("languages.tsv"):
        for code in listed(codes):
            found[code] = (*found.get(code, ()), *listed(words))
    return found


def language_words(code: str) -> tuple[str, ...]:
    """Return what the languages of a country are called by those who speak them."""
    return _languages_spoken().get(code, ())


def shared_money(code: str) -> tuple[str, ...]:
    """Return words for a country's money that others use for theirs."""
    return tuple(word for words, codes in rows("shared_money.tsv") if code in listed(codes) for word in listed(words))


@lru_cache(maxsize=256)
def money_elsewhere(code: str, word: str) -> re.Pattern[str] | None:
    """Return what finds, in a folded text, the other countries whose money is called by the same word."""
    codes = {
        other
        for words, codes in rows("shared_money.tsv")
        if code in listed(codes) and word in listed(words)
        for other in listed(codes)
    } - {code}
    stems = {
        fold(name).text[:_STEM]
        for one in map(countries().get, sorted(codes))
        if one
        for name in (*one.names[:2], *one.adjectives, *one.english, *one.capitals)
    }
    return re.compile(r"(?<![^\W_])(?:" + "|".join(sorted(map(re.escape, stems))) + ")") if stems else None


_STEM: Final = 5
"""Letters by which a country is heard behind its name, its adjective and its people."""
