"""Which villages lie beside one of the North Caucasus: by the table of districts, and by where they lie.

Districts with their villages: ``data/villages.tsv``, ours, from memory and reviewed by nobody; points and populations:
``points.tsv`` and ``settlements.tsv`` (GeoNames, geonames.org, CC BY 4.0). Read when first asked for.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

import msgspec

from kunak.disclosure.folding import fold
from kunak.disclosure.gazetteer import point_of, points_around, settlement_population
from kunak.disclosure.tables import listed, plain, rows

AROUND_KM: Final = 35.0
"""How far a neighbour may lie: half an hour by car."""

_FAR_KM: Final = 25.0
_NEXT_DOOR_KM: Final = 12.0
_SMALL_TOWN: Final = 15_000
"""People of a place that is no longer known for what lies beside it."""

_DOUBLED: Final = 3
"""Districts, of more than one region, that have a village of one name, from which on the name says nothing."""
_DOUBTED: Final = "#"


class Neighbour(msgspec.Struct, frozen=True):
    """A place beside a village.

    Attributes:
        name: What it is called.
        next_door: Whether it is a small place of the table, and near: less than 12 km, or in the same district.
        district: Whether it lies in the same district.
        far: Whether it lies 25 km away or more, or only its district is known to be near.
        doubtful: Whether its name is known for something else, or is many villages'.
    """

    name: str
    next_door: bool
    district: bool
    far: bool
    doubtful: bool


class _District(msgspec.Struct, frozen=True, order=True):
    region: str
    key: str
    villages: tuple[str, ...]


@lru_cache(maxsize=1)
def _districts() -> tuple[_District, ...]:
    return tuple(
        _District(region, fold(name).text, listed(villages)) for region, name, villages in rows("villages.tsv")
    )


@lru_cache(maxsize=1)
def _by_village() -> dict[str, tuple[_District, ...]]:
    index: dict[str, tuple[_District, ...]] = {}
    for district in _districts():
        for name in district.villages:
            key = plain(name.removeprefix(_DOUBTED))
            index[key] = (*index.get(key, ()), district)
    return index


@lru_cache(maxsize=1)
def _doubted() -> frozenset[str]:
    return frozenset(
        plain(name[1:]) for district in _districts() for name in district.villages if name.startswith(_DOUBTED)
    )


def _districts_of(names: tuple[str, ...], within: tuple[str, ...]) -> tuple[_District, ...]:
    """Return the district that a place is said to lie in, or else the one or two that have a village of its name."""
    areas = [fold(area).text for area in within]
    told = [one for one in _districts() if any(re.search(rf"(?<![^\W_]){one.key}", area) for area in areas)]
    found = told or [one for name in names for one in _by_village().get(plain(name.strip()), ())]
    here = [one for one in found if any(plain(one.region) in area for area in areas)] or found
    kept = tuple(dict.fromkeys(here))
    return kept if len(kept) < _DOUBLED else ()


def _is_many(alike: tuple[_District, ...]) -> bool:
    return len(alike) >= _DOUBLED and len({one.region for one in alike}) > 1


def villages_of(district: str) -> tuple[str, ...]:
    """Return the villages of the districts so called, by their adjective: ``Гунибский``."""
    key = fold(district).text
    return tuple(name.removeprefix(_DOUBTED) for one in _districts() if one.key == key for name in one.villages)


def neighbours(
    names: tuple[str, ...], within: tuple[str, ...], coordinates: tuple[float, float] | None
) -> Iterator[Neighbour]:
    """Yield what lies beside a village, each name once.

    Args:
        names: What the village is called.
        within: The areas in which the case says that it lies.
        coordinates: Latitude and longitude in degrees; by the table of points where the case has none.
    """
    own = {plain(name.strip()) for name in names}
    known = next(filter(None, (point_of(name.strip()) for name in names)), None)
    here = coordinates or (known[:2] if known else None)
    distances: dict[str, float] = {}
    close: set[_District] = set()
    for km, called in points_around(*here, AROUND_KM) if here else ():
        # Most villages of the table have no coordinates: with a place its whole district is near.
        close.update(one for name in called for one in _by_village().get(plain(name), ()))
        if own.isdisjoint(map(plain, called)):
            distances |= {name: min(km, distances.get(name, km)) for name in called}
    district = {name.removeprefix(_DOUBTED): None for one in _districts_of(names, within) for name in one.villages}
    beyond = {name.removeprefix(_DOUBTED): None for one in sorted(close) for name in one.villages}
    for name in dict.fromkeys((*distances, *district, *beyond)):
        if plain(name) in own:
            continue
        alike = _by_village().get(plain(name), ())
        near = distances.get(name, AROUND_KM) < _NEXT_DOOR_KM or name in district
        yield Neighbour(
            name=name,
            next_door=near and bool(alike) and (settlement_population(name) or 0) < _SMALL_TOWN,
            district=name in district,
            far=name not in district and distances.get(name, AROUND_KM) >= _FAR_KM,
            doubtful=plain(name) in _doubted() or _is_many(alike),
        )
