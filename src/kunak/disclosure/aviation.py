"""What airports and airlines are called, and by which codes.

Airports: IATA codes from ``data/airports.tsv`` (airportsdata, MIT licence) with Russian names, ours. Airlines:
``data/carriers.tsv``, ours. Whom airports are called after, and their other names: ``data/airport_names.tsv``, ours.
"""

import re
from functools import lru_cache
from typing import Final

import msgspec

from kunak.disclosure.folding import fold
from kunak.disclosure.romanise import bare, coarse
from kunak.disclosure.tables import listed, plain, rows


class Airport(msgspec.Struct, frozen=True):
    """An airport by its code and what it is called; ``after``: whom or what after, which alone means no airport."""

    iata: str
    names: tuple[str, ...]
    after: tuple[str, ...] = ()


@lru_cache(maxsize=1)
def _airport_countries() -> dict[str, str]:
    return {iata: country for iata, _, _, country in rows("airports.tsv")}


@lru_cache(maxsize=1)
def _airports() -> dict[str, set[str]]:
    index: dict[str, set[str]] = {}
    for iata, city, name, _ in rows("airports.tsv"):
        for called in {city, name}:
            if called:
                index.setdefault(coarse(plain(called)), set()).add(iata)
    for iata, russian in _russian_airports().items():
        for each in russian:
            index.setdefault(coarse(plain(each)), set()).add(iata)
    return index


@lru_cache(maxsize=1)
def _russian_airports() -> dict[str, tuple[str, ...]]:
    return {iata: listed(names) for iata, names in rows("airports_ru.tsv")}


@lru_cache(maxsize=1)
def _english_airports() -> dict[str, tuple[str, ...]]:
    return {iata: (city, name) for iata, city, name, _ in rows("airports.tsv")}


def airports_named(name: str) -> tuple[Airport, ...]:
    """Return the airports that a name, in either alphabet, may mean; an IATA code means one."""
    codes = {name} if name in _english_airports() else _airports().get(coarse(plain(name)), set())
    return tuple(map(_airport, sorted(codes)))


def airports_called(name: str) -> tuple[Airport, ...]:
    """Return the airports that a name of an airport may mean: by whom it is called after, or another name of it."""
    return tuple(map(_airport, sorted(_by_other_names().get(_ended(name), set()))))


def _airport(iata: str) -> Airport:
    after, other = _other_names().get(iata, ((), ()))
    someone = {coarse(plain(name)) for name in after}
    called = (*_english_airports().get(iata, ()), *_russian_airports().get(iata, ()), *other)
    return Airport(iata, tuple(name for name in dict.fromkeys(called) if coarse(plain(name)) not in someone), after)


@lru_cache(maxsize=1)
def _other_names() -> dict[str, tuple[tuple[str, ...], tuple[str, ...]]]:
    return {iata: (listed(after), listed(other)) for iata, after, other in rows("airport_names.tsv")}


@lru_cache(maxsize=1)
def _by_other_names() -> dict[str, set[str]]:
    index: dict[str, set[str]] = {}
    for iata, (after, other) in _other_names().items():
        for name in (*after, *other, *(name.split()[-1] for name in after)):
            index.setdefault(_ended(name), set()).add(iata)
    return index


_ENDS: Final = re.compile(r"(?<=[а-я]{3})(?:[ое]го|[аеийоуыьэюя]{1,2})(?![^\W\d_])")


def _ended(name: str) -> str:
    """Return a name as the nominative and the genitive have it in common: “имени Франьо Туджмана” is called so, too."""
    told = plain(name)
    stems = _ENDS.sub("", told) if re.search("[а-я]", told) else bare(told)
    return " ".join(re.findall(r"[^\W\d_]{2,}", stems))


@lru_cache(maxsize=1)
def _carriers() -> dict[str, tuple[str, ...]]:
    index: dict[str, tuple[str, ...]] = {}
    for cell, iata, _ in rows("carriers.tsv"):
        names = listed(cell)
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
        fold(name.lstrip("~")).text: iata for cell, iata, _ in rows("carriers.tsv") for name in listed(cell) if iata
    }


@lru_cache(maxsize=1)
def _radio_codes() -> dict[str, str]:
    return {iata: icao for _, iata, icao in reversed(rows("carriers.tsv")) if iata and icao}


def flight_as_filed(number: str) -> str:
    """Return a flight by the three letters that pilots and flight plans use: ``THY15`` for ``TK 15``; or nothing."""
    match = re.fullmatch(r"\s*([A-Za-z][A-Za-z0-9]|[0-9][A-Za-z])[\s-]*0*(\d{1,4})\s*", number)
    icao = _radio_codes().get(match[1].upper(), "") if match else ""
    return icao + match[2] if match and icao else ""
