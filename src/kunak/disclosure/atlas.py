"""What lies in a country of a case and is met only there: regions, cities, waters and hills, signs of everyday life.

Regions, with their cities: ``data/regions_abroad.tsv`` (regions ours; cities GeoNames, geonames.org, CC BY 4.0);
authorities, papers, trains and shops: ``signs_abroad.tsv``; rivers, seas and mountains: ``waters_abroad.tsv``; numbers
under a calling code that countries share: ``area_codes.tsv``; ours.
Read when a case first holds a place abroad.
"""

from functools import lru_cache
from typing import Final

import msgspec

from kunak.disclosure.folding import fold
from kunak.disclosure.tables import listed, rows

DOUBT: Final = "#"
"""Stands before a name that is a word, a person or another place, too."""


class Region(msgspec.Struct, frozen=True):
    """A part of a country; without names where the table does not say in which part its cities lie.

    Attributes:
        names: What it is called, with ``#`` where that is in doubt.
        cities: Its well-known cities, each by its names.
        towns: Names of smaller ones, by which only the region is known.
    """

    names: tuple[str, ...]
    cities: tuple[tuple[str, ...], ...]
    towns: tuple[str, ...]


@lru_cache(maxsize=1)
def _regions() -> dict[str, list[Region]]:
    found: dict[str, list[Region]] = {}
    for code, names, *cities in rows("regions_abroad.tsv"):
        known, small = (listed(cell) for cell in (*cities, "", "")[:2])
        region = Region(listed(names), tuple(tuple(city.split("=")) for city in known), small)
        found.setdefault(code, []).append(region)
    return found


def regions(code: str) -> tuple[Region, ...]:
    """Return the regions of a country, by its code; none where the table has no row of it."""
    return tuple(_regions().get(code, ()))


def countries_of_regions() -> tuple[str, ...]:
    """Return the codes of the countries whose regions the table has."""
    return tuple(_regions())


@lru_cache(maxsize=1)
def _signs() -> dict[str, tuple[tuple[str, ...], tuple[str, ...]]]:
    return {code: (listed(sure), listed("".join(faint))) for code, sure, *faint in rows("signs_abroad.tsv")}


def signs_of(code: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return what only somebody in a country meets: what means it alone, and what is said elsewhere, too."""
    return _signs().get(code, ((), ()))


def countries_of_signs() -> tuple[str, ...]:
    """Return the codes of the countries whose signs the table has."""
    return tuple(_signs())


@lru_cache(maxsize=1)
def _waters() -> dict[str, tuple[str, ...]]:
    return {code: listed(names) for code, names in rows("waters_abroad.tsv")}


def waters(code: str) -> tuple[str, ...]:
    """Return rivers, lakes, seas and mountains of a country."""
    return _waters().get(code, ())


def shared_code(code: str) -> tuple[str, str] | None:
    """Return a calling code that a country shares, and an expression of how its numbers go on; None for its own."""
    table = rows("area_codes.tsv")
    calling, onward = next(((calling, onward) for country, calling, onward in table if country == code), ("", ""))
    if onward != "*":
        return (calling, "|".join(listed(onward))) if calling else None
    others = "|".join(digits for _, shared, cell in table if shared == calling != "" for digits in listed(cell))
    return calling, rf"(?!{others.replace('|*', '')})[2-9]\d\d"


def bare_name(name: str) -> str:
    """Return a name of the tables without its mark of doubt, folded."""
    return fold(name.removeprefix(DOUBT)).text.strip()
