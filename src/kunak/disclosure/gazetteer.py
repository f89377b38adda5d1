"""What the world calls its countries, airports and people: data that ships with Kunak, read when first asked for.

Countries: names, currencies and zones from CLDR (through Babel); capitals, peoples,
adjectives and dialling codes in ``data/countries.tsv``, ours. Airports: IATA codes
from ``data/airports.tsv`` (airportsdata, MIT licence) with Russian names, ours.
Airlines: ``data/carriers.tsv``; quarters, stations and citizens of cities, languages and
shared money: ``data/*.tsv`` of these names; ours. Pet names and spellings of given names:
``data/given_names.tsv``, ours. Seats of
districts: ``data/districts.tsv``, ours. Populations:
``data/regions.tsv`` (census of 2021, Rosstat) and ``data/settlements.tsv`` (GeoNames,
geonames.org, CC BY 4.0). What lies near a point: ``data/points.tsv``, from the same two.
"""

import re
from functools import lru_cache
from importlib.resources import files
from math import asin, cos, radians, sin, sqrt
from typing import Final

import msgspec

from kunak.disclosure.folding import fold
from kunak.disclosure.romanise import coarse

_DATA: Final = files("kunak.disclosure") / "data"


class Country(msgspec.Struct, frozen=True):
    """What gives one country away."""

    code: str
    dialling: str
    adjectives: tuple[str, ...]
    people: tuple[str, ...]
    capitals: tuple[str, ...]
    english: tuple[str, ...]
    names: tuple[str, ...]


class Airport(msgspec.Struct, frozen=True):
    """An airport by its code and what it is called."""

    iata: str
    names: tuple[str, ...]


def _rows(name: str) -> list[list[str]]:
    text = (_DATA / name).read_text("utf-8")
    return [line.split("\t") for line in text.split("\n") if line and not line.startswith("#")]


def _plain(name: str) -> str:
    return name.casefold().replace("ё", "е")


def _list(cell: str) -> tuple[str, ...]:
    return tuple(part for part in cell.split(",") if part)


@lru_cache(maxsize=1)
def countries() -> dict[str, Country]:
    """Return the countries by their two-letter codes."""
    from babel import Locale  # noqa: PLC0415 - only a case that holds a country needs it

    russian, english = Locale("ru").territories, Locale("en").territories
    return {
        code: Country(
            code=code,
            dialling=dialling,
            adjectives=_list(adjectives),
            people=_list(people),
            capitals=(capital, capital_en),
            english=_list(adjective_en),
            names=tuple(dict.fromkeys((russian[code], english[code], *_list(other)))),
        )
        for code, dialling, adjectives, people, capital, capital_en, adjective_en, other in _rows("countries.tsv")
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
    return {code: (_list(words), _list(signs), _list(zone)) for code, words, signs, zone in _rows("money.tsv")}


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
    return index


def country_named(name: str) -> Country | None:
    """Return the country of a name in Russian, English or its own language; None where it is none."""
    code = _country_index().get(fold(name).text.strip())
    return countries()[code] if code else None


def country_of_city(name: str) -> Country | None:
    """Return the country of a capital or of a city with an airport; None where it is not known, or may be another."""
    codes = _capitals().get(fold(name).text.strip()) or {
        code for airport in airports_named(name.strip()) if (code := _airport_countries().get(airport.iata))
    }
    return countries().get(next(iter(codes))) if len(codes) == 1 else None


@lru_cache(maxsize=1)
def _capitals() -> dict[str, set[str]]:
    index: dict[str, set[str]] = {}
    for country in countries().values():
        for capital in country.capitals:
            index.setdefault(fold(capital).text, set()).add(country.code)
    return index


@lru_cache(maxsize=1)
def _airport_countries() -> dict[str, str]:
    return {iata: country for iata, _, _, country in _rows("airports.tsv")}


def country_words() -> frozenset[str]:
    """Return the folded names of all countries: words that are no misspelt name of another country."""
    return frozenset(_country_index())


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
def _airports() -> dict[str, set[str]]:
    index: dict[str, set[str]] = {}
    for iata, city, name, _ in _rows("airports.tsv"):
        for called in {city, name}:
            if called:
                index.setdefault(coarse(_plain(called)), set()).add(iata)
    for iata, russian in _russian_airports().items():
        for each in russian:
            index.setdefault(coarse(_plain(each)), set()).add(iata)
    return index


@lru_cache(maxsize=1)
def _russian_airports() -> dict[str, tuple[str, ...]]:
    return {iata: _list(names) for iata, names in _rows("airports_ru.tsv")}


@lru_cache(maxsize=1)
def _english_airports() -> dict[str, tuple[str, ...]]:
    return {iata: (city, name) for iata, city, name, _ in _rows("airports.tsv")}


def airports_named(name: str) -> tuple[Airport, ...]:
    """Return the airports that a name, in either alphabet, may mean; an IATA code means one."""
    codes = {name} if name in _english_airports() else _airports().get(coarse(_plain(name)), set())
    return tuple(
        Airport(iata, (*_english_airports().get(iata, ()), *_russian_airports().get(iata, ())))
        for iata in sorted(codes)
    )


def holidays() -> list[tuple[str, tuple[str, ...]]]:
    """Return the rule of each feast, and how it is called."""
    return [(when, _list(called)) for when, called in _rows("holidays.tsv")]


@lru_cache(maxsize=1)
def _districts() -> dict[str, str]:
    return {fold(district).text: seat for district, seat in _rows("districts.tsv")}


def district_seat(district: str) -> str:
    """Return the seat of a district by its folded adjective; empty where no table here says it."""
    return _districts().get(district, "")


def _joined(first: tuple[str, ...], second: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(first + second))


@lru_cache(maxsize=1)
def _cities() -> dict[str, tuple[tuple[str, ...], tuple[str, ...]]]:
    index: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {}
    for name, also, stems in _rows("places_ru.tsv"):
        for called in (name, *_list(also)):
            before = index.get(_plain(called), ((), ()))
            index[_plain(called)] = (_joined(before[0], (name, *_list(also))), _joined(before[1], _list(stems)))
    return index


def other_names(name: str) -> tuple[str, ...]:
    """Return what else a well-known city is called, in both languages."""
    return tuple(other for other in _cities().get(_plain(name), ((), ()))[0] if _plain(other) != _plain(name))


def city_stems(name: str) -> tuple[str, ...]:
    """Return the stems of adjectives of a well-known city that no rule would make."""
    return _cities().get(_plain(name), ((), ()))[1]


def _by_key(name: str) -> dict[str, tuple[str, ...]]:
    """Return the second cell of each row by every word of the first."""
    found: dict[str, tuple[str, ...]] = {}
    for keys, words in _rows(name):
        for key in _list(keys):
            found[_plain(key)] = (*found.get(_plain(key), ()), *_list(words))
    return found


@lru_cache(maxsize=1)
def _citizens() -> dict[str, tuple[str, ...]]:
    return _by_key("citizens.tsv")


@lru_cache(maxsize=1)
def _quarters() -> dict[str, tuple[str, ...]]:
    return _by_key("quarters.tsv")


@lru_cache(maxsize=1)
def _stations() -> dict[str, tuple[str, ...]]:
    return _by_key("stations.tsv")


def _told_of(table: dict[str, tuple[str, ...]], city: str) -> tuple[str, ...]:
    called = (city, *other_names(city))
    return next((table[_plain(name)] for name in called if _plain(name) in table), ())


def citizens(city: str) -> tuple[str, ...]:
    """Return what those who live in a city are called, where no rule makes it of its name."""
    return _told_of(_citizens(), city)


def quarters(city: str) -> tuple[str, ...]:
    """Return districts and quarters of a city; ``#`` stands before one that is a word or another place, too."""
    return _told_of(_quarters(), city)


def stations(city: str) -> tuple[str, ...]:
    """Return how the stations of a city are called, in Russian and other languages."""
    return _told_of(_stations(), city)


@lru_cache(maxsize=1)
def _languages_spoken() -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for words, codes in _rows("languages.tsv"):
        for code in _list(codes):
            found[code] = (*found.get(code, ()), *_list(words))
    return found


def language_words(code: str) -> tuple[str, ...]:
    """Return what the languages of a country are called by those who speak them."""
    return _languages_spoken().get(code, ())


def shared_money(code: str) -> tuple[str, ...]:
    """Return words for a country's money that others use for theirs."""
    return tuple(word for words, codes in _rows("shared_money.tsv") if code in _list(codes) for word in _list(words))


@lru_cache(maxsize=256)
def money_elsewhere(code: str, word: str) -> re.Pattern[str] | None:
    """Return what finds, in a folded text, the other countries whose money is called by the same word."""
    codes = {
        other
        for words, codes in _rows("shared_money.tsv")
        if code in _list(codes) and word in _list(words)
        for other in _list(codes)
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


@lru_cache(maxsize=1)
def _given() -> dict[str, tuple[tuple[str, ...], tuple[str, ...]]]:
    index: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {}
    for spelt, pet in _rows("given_names.tsv"):
        spellings, pets = _list(fold(spelt).text), _list(fold(pet).text)
        for spelling in spellings:
            before = index.get(spelling, ((), ()))
            index[spelling] = (before[0] + spellings, before[1] + pets)
    return index


def spellings(given: str) -> tuple[str, ...]:
    """Return the other spellings of a folded given name in documents."""
    return tuple(name for name in _given().get(given, ((), ()))[0] if name != given)


def pet_names(given: str) -> tuple[str, ...]:
    """Return what somebody with this folded given name is called at home."""
    return tuple(name for name in _given().get(given, ((), ()))[1] if name != given)


def known_given_names() -> frozenset[str]:
    """Return every given name and spelling that the data holds, folded."""
    return frozenset(_given())


@lru_cache(maxsize=1)
def _regions() -> dict[str, int]:
    return {_plain(name): int(count) for count, names in _rows("regions.tsv") for name in _list(names)}


@lru_cache(maxsize=1)
def _settlements() -> dict[str, int]:
    index: dict[str, int] = {}
    for count, _, names in _rows("settlements.tsv"):
        for name in _list(names):
            index[_plain(name)] = max(int(count), index.get(_plain(name), 0))
    return index


def region_population(name: str) -> int | None:
    """Return how many people live in a region (census of 2021), or None where no table here says it."""
    return _regions().get(_plain(name).strip())


def all_regions_population() -> int:
    """Return how many people live in all regions of the table."""
    return sum(int(count) for count, _ in _rows("regions.tsv"))


def settlement_population(name: str) -> int | None:
    """Return how many people live in a settlement (GeoNames, partly old); of several of one name, the largest."""
    return _settlements().get(_plain(name).strip())


@lru_cache(maxsize=1)
def _epithets() -> dict[str, tuple[tuple[str, ...], tuple[str, ...]]]:
    return {
        (row[0] if row[0].isupper() else _plain(row[0])): (_list(row[1]), _list(row[2]) if len(row) > 2 else ())  # noqa: PLR2004
        for row in _rows("epithets.tsv")
    }


@lru_cache(maxsize=1)
def _carriers() -> dict[str, tuple[str, ...]]:
    index: dict[str, tuple[str, ...]] = {}
    for cell, iata, _ in _rows("carriers.tsv"):
        names = _list(cell)
        for key in (iata, *(fold(name.lstrip("~")).text for name in names)):
            if key:
                index.setdefault(key, names)
    return index


def carrier_names(carrier: str, number: str) -> tuple[str, ...]:
    """Return what an airline is called, by a name of it or by the letters before the number of its flight.

    A name with ``~`` before it means the airline beside a word for travel only.
    """
    known = _carriers()
    code = number.strip().upper()[:2]
    return known.get(fold(carrier).text.strip()) or (known.get(code, ()) if len(code) > 1 else ())


def carrier_code(carrier: str, number: str) -> str:
    """Return the two letters of an airline, by a name of it or by what stands before the number of its flight."""
    known, code = _carrier_codes(), number.strip().upper()[:2]
    return known.get(fold(carrier).text.strip(), code if code in known.values() else "")


@lru_cache(maxsize=1)
def _carrier_codes() -> dict[str, str]:
    return {
        fold(name.lstrip("~")).text: iata for cell, iata, _ in _rows("carriers.tsv") for name in _list(cell) if iata
    }


@lru_cache(maxsize=1)
def _radio_codes() -> dict[str, str]:
    return {iata: icao for _, iata, icao in reversed(_rows("carriers.tsv")) if iata and icao}


def flight_as_filed(number: str) -> str:
    """Return a flight by the three letters that pilots and flight plans use: ``THY15`` for ``TK 15``; or nothing."""
    match = re.fullmatch(r"\s*([A-Za-z][A-Za-z0-9]|[0-9][A-Za-z])[\s-]*0*(\d{1,4})\s*", number)
    icao = _radio_codes().get(match[1].upper(), "") if match else ""
    return icao + match[2] if match and icao else ""


@lru_cache(maxsize=1)
def _allusions() -> dict[str, list[tuple[str, str]]]:
    index: dict[str, list[tuple[str, str]]] = {}
    for keys, sure, *faint in _rows("allusions.tsv"):
        for key in _list(keys):
            name = key if key.isupper() else _plain(key)
            index.setdefault(name, []).append((sure, "".join(faint)))
    return index


def allusions(key: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the clues to a country (its code), a place, a feast (``on`` its rule) or an airline (``flies`` its code).

    First those of which one is enough, then faint ones.
    """
    known = _allusions()
    names = (key, _plain(key), *map(_plain, other_names(key)))
    rows = next((known[name] for name in names if name in known), [])
    return tuple(clue for row, _ in rows for clue in _list(row)), tuple(clue for _, row in rows for clue in _list(row))


def feast_allusions() -> tuple[str, ...]:
    """Return the rules of the feasts to which there are clues."""
    return tuple(key.removeprefix("on ") for key in _allusions() if key.startswith("on "))


def epithets(key: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return what is said instead of a country (its code) or a well-known city, surely and as a hint."""
    found = _epithets()
    return found.get(key) or found.get(_usual(key), ((), ()))


def _usual(city: str) -> str:
    """Return the usual name of a city in the table, in small letters."""
    called = (_plain(city), *map(_plain, other_names(city)))
    return next((name for name in called if name in _epithets()), "")


@lru_cache(maxsize=1)
def english_words() -> frozenset[str]:
    """Return English words that some spelling of a name can be."""
    text = (_DATA / "english_words.txt").read_text("utf-8")
    return frozenset(word for line in text.split("\n") if not line.startswith("#") for word in line.split())


def is_english(word: str) -> bool:
    """Return whether a folded word is one of them: as it stands, in the plural, or in the possessive."""
    known = english_words()
    word = word.removesuffix("'s")
    return word in known or any(word.endswith(end) and word.removesuffix(end) in known for end in ("s", "es"))


@lru_cache(maxsize=8)
def said_of(whom: str) -> frozenset[str]:
    """Return words of a kind, in their first form: what ``people`` do, what ``things`` do, ``beasts``, and ``mass``."""
    return frozenset(word for kind, words in _rows("said_of.tsv") if kind == whom for word in words.split())


@lru_cache(maxsize=1)
def namesakes() -> re.Pattern[str]:
    """Return what finds names, in a folded text, that are part of a title or a pair everybody knows."""
    text = fold((_DATA / "namesakes.txt").read_text("utf-8")).text
    known = [line.strip() for line in text.split("\n") if line.strip() and not line.startswith("#")]
    ways = (r"\W{1,3}".join(re.escape(word).replace(r"\*", r"\w*") for word in line.split()) for line in known)
    by_letter: dict[str, list[str]] = {}
    for way in ways:
        by_letter.setdefault(way[0], []).append(way[1:])
    # By the first letter: it is looked for around every name, and most places begin none.
    branches = "|".join(f"{letter}(?:{'|'.join(rests)})" for letter, rests in by_letter.items())
    return re.compile(rf"(?<![^\W_])(?:{branches})(?![^\W_])")


class _Point(msgspec.Struct, frozen=True):
    """A place of which we know where it lies, and how far around it still counts as there."""

    lat: float
    lon: float
    around_km: float
    names: tuple[str, ...]


_EARTH_KM: Final = 6371.0
_DEGREE_KM: Final = 111.0
"""Length of a degree of latitude, rounded down: what differs by more is not near."""


@lru_cache(maxsize=1)
def _known_points() -> tuple[_Point, ...]:
    return tuple(
        _Point(float(lat), float(lon), float(around), _list(names)) for lat, lon, around, names in _rows("points.tsv")
    )


def named_near(lat: float, lon: float) -> tuple[str, ...]:
    """Return the names of known settlements and cities around a point, the nearest first.

    Around a settlement of the North Caucasus count 15 km, around a city with an airport 40: a city is that wide.
    """
    found = [
        (distance, one.names)
        for one in _known_points()
        if abs(one.lat - lat) * _DEGREE_KM <= one.around_km
        and (distance := _km(lat, lon, one.lat, one.lon)) <= one.around_km
    ]
    return tuple(dict.fromkeys(name.strip() for _, names in sorted(found) for name in names))


@lru_cache(maxsize=1)
def _points_by_name() -> dict[str, list[_Point]]:
    index: dict[str, list[_Point]] = {}
    for one in _known_points():
        for name in one.names:
            index.setdefault(_plain(name), []).append(one)
    return index


def point_of(name: str) -> tuple[float, float, tuple[str, ...]] | None:
    """Return where a place lies, in degrees, and its names; None where the table has none, or several, so called."""
    found = _points_by_name().get(_plain(name), [])
    return (found[0].lat, found[0].lon, found[0].names) if len(found) == 1 else None


def _km(lat: float, lon: float, other_lat: float, other_lon: float) -> float:
    """Return the great-circle distance between two points."""
    north, east = radians(other_lat - lat) / 2, radians(other_lon - lon) / 2
    chord = sin(north) ** 2 + cos(radians(lat)) * cos(radians(other_lat)) * sin(east) ** 2
    return 2 * _EARTH_KM * asin(min(1.0, sqrt(chord)))
