"""What the world calls its cities and settlements and their parts, where they lie, and how many live there.

Read when first asked for. Other names of cities, and their quarters, stations and citizens: ``data/places_ru.tsv``,
``quarters.tsv``, ``stations.tsv``, ``citizens.tsv``; seats of districts: ``districts.tsv``; bynames, of countries, too:
``epithets.tsv``; clues to any of it: ``allusions.tsv``; all ours. Populations: ``regions.tsv`` (census of 2021,
Rosstat) and ``settlements.tsv`` (GeoNames, geonames.org, CC BY 4.0). What lies near a point: ``points.tsv``, from
these two and the airports.
"""

from functools import lru_cache
from math import asin, cos, radians, sin, sqrt
from typing import Final

import msgspec

from kunak.disclosure.declension import is_russian
from kunak.disclosure.folding import fold
from kunak.disclosure.romanise import romanised
from kunak.disclosure.tables import by_key, listed, plain, rows

KIND_WORDS: Final = frozenset((
    "кпп", "мапп", "checkpoint", "crossing", "село", "поселок", "деревня", "город", "станица", "аул", "хутор",
    "станция", "вокзал", "аэропорт", "район", "city", "town", "village", "station", "airport", "district", "the",
    "of", "international", "международный",
))  # fmt: skip
"""What a place is, beside what it is called."""


@lru_cache(maxsize=1)
def _districts() -> dict[str, str]:
    return {fold(district).text: seat for district, seat in rows("districts.tsv")}


def district_seat(district: str) -> str:
    """Return the seat of a district by its folded adjective; empty where no table here says it."""
    return _districts().get(district, "")


def _joined(first: tuple[str, ...], second: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(first + second))


@lru_cache(maxsize=1)
def _cities() -> dict[str, tuple[tuple[str, ...], tuple[str, ...]]]:
    index: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {}
    for name, also, stems in rows("places_ru.tsv"):
        for called in (name, *listed(also)):
            before = index.get(plain(called), ((), ()))
            index[plain(called)] = (_joined(before[0], (name, *listed(also))), _joined(before[1], listed(stems)))
    return index


def other_names(name: str) -> tuple[str, ...]:
    """Return what else a well-known city is called, in both languages."""
    return tuple(other for other in _cities().get(plain(name), ((), ()))[0] if plain(other) != plain(name))


@lru_cache(maxsize=1)
def city_words() -> frozenset[str]:
    """Return the names of well-known cities, in Latin letters, too: words that are no misspelt name of somebody."""
    called = {name for name in _cities() if name.isalpha()}
    return frozenset(called.union(*map(romanised, filter(is_russian, called))))


def city_stems(name: str) -> tuple[str, ...]:
    """Return the stems of adjectives of a well-known city that no rule would make."""
    return _cities().get(plain(name), ((), ()))[1]


@lru_cache(maxsize=1)
def _citizens() -> dict[str, tuple[str, ...]]:
    return by_key("citizens.tsv")


@lru_cache(maxsize=1)
def _quarters() -> dict[str, tuple[str, ...]]:
    return by_key("quarters.tsv")


@lru_cache(maxsize=1)
def _stations() -> dict[str, tuple[str, ...]]:
    return by_key("stations.tsv")


def _told_of(table: dict[str, tuple[str, ...]], city: str) -> tuple[str, ...]:
    called = (city, *other_names(city))
    return next((table[plain(name)] for name in called if plain(name) in table), ())


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
def _regions() -> dict[str, int]:
    return {plain(name): int(count) for count, names in rows("regions.tsv") for name in listed(names)}


@lru_cache(maxsize=1)
def _settlements() -> dict[str, int]:
    index: dict[str, int] = {}
    for count, _, names in rows("settlements.tsv"):
        for name in listed(names):
            index[plain(name)] = max(int(count), index.get(plain(name), 0))
    return index


def region_population(name: str) -> int | None:
    """Return how many people live in a region (census of 2021), or None where no table here says it."""
    return _regions().get(plain(name).strip())


def all_regions_population() -> int:
    """Return how many people live in all regions of the table."""
    return sum(int(count) for count, _ in rows("regions.tsv"))


def settlement_population(name: str) -> int | None:
    """Return how many people live in a settlement (GeoNames, partly old); of several of one name, the largest."""
    return _settlements().get(plain(name).strip())


@lru_cache(maxsize=1)
def _epithets() -> dict[str, tuple[tuple[str, ...], tuple[str, ...]]]:
    return {
        (row[0] if row[0].isupper() else plain(row[0])): (listed(row[1]), listed(row[2]) if len(row) > 2 else ())  # noqa: PLR2004
        for row in rows("epithets.tsv")
    }


@lru_cache(maxsize=1)
def _allusions() -> dict[str, list[tuple[str, str]]]:
    index: dict[str, list[tuple[str, str]]] = {}
    for keys, sure, *faint in rows("allusions.tsv"):
        for key in listed(keys):
            name = key if key.isupper() else plain(key)
            index.setdefault(name, []).append((sure, "".join(faint)))
    return index


def allusions(key: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the clues to a country (its code), a place, a feast (``on`` its rule) or an airline (``flies`` its code).

    First those of which one is enough, then faint ones.
    """
    known = _allusions()
    names = (key, plain(key), *map(plain, other_names(key)))
    found = next((known[name] for name in names if name in known), [])
    sure, faint = (tuple(clue for row in found for clue in listed(row[at])) for at in (0, 1))
    return sure, faint


def feast_allusions() -> tuple[str, ...]:
    """Return the rules of the feasts to which there are clues."""
    return tuple(key.removeprefix("on ") for key in _allusions() if key.startswith("on "))


def epithets(key: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return what is said instead of a country (its code) or a well-known city, surely and as a hint."""
    found = _epithets()
    return found.get(key) or found.get(_usual(key), ((), ()))


def _usual(city: str) -> str:
    """Return the usual name of a city in the table, in small letters."""
    called = (plain(city), *map(plain, other_names(city)))
    return next((name for name in called if name in _epithets()), "")


class _Point(msgspec.Struct, frozen=True):
    """A place of which we know where it lies, and how far around it still counts as there."""

    lat: float
    lon: float
    around_km: float
    names: tuple[str, ...]


_EARTH_KM: Final = 6371.0


_DEGREE_KM: Final = 111.0
"""Length of a degree of latitude, rounded down: what differs by more is not near."""

_CITY_KM: Final = 40.0
"""How wide a city with an airport is taken to be."""


@lru_cache(maxsize=1)
def _known_points() -> tuple[_Point, ...]:
    return tuple(
        _Point(float(lat), float(lon), float(around), listed(names)) for lat, lon, around, names in rows("points.tsv")
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


def points_around(lat: float, lon: float, km: float) -> list[tuple[float, tuple[str, ...]]]:
    """Return the settlements of the North Caucasus within so many kilometres, with their distance and names."""
    return sorted(
        (distance, one.names)
        for one in _known_points()
        if one.around_km < _CITY_KM
        and abs(one.lat - lat) * _DEGREE_KM <= km
        and (distance := _km(lat, lon, one.lat, one.lon)) <= km
    )


@lru_cache(maxsize=1)
def _points_by_name() -> dict[str, list[_Point]]:
    index: dict[str, list[_Point]] = {}
    for one in _known_points():
        for name in one.names:
            index.setdefault(plain(name), []).append(one)
    return index


def point_of(name: str) -> tuple[float, float, tuple[str, ...]] | None:
    """Return where a place lies, in degrees, and its names; None where the table has none, or several, so called."""
    found = _points_by_name().get(plain(name), [])
    return (found[0].lat, found[0].lon, found[0].names) if len(found) == 1 else None


def _km(lat: float, lon: float, other_lat: float, other_lon: float) -> float:
    """Return the great-circle distance between two points."""
    north, east = radians(other_lat - lat) / 2, radians(other_lon - lon) / 2
    chord = sin(north) ** 2 + cos(radians(lat)) * cos(radians(other_lat)) * sin(east) ** 2
    return 2 * _EARTH_KM * asin(min(1.0, sqrt(chord)))
