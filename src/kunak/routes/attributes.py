"""What does the group itself know: its drivers, its places, what its routes leave behind, which papers they take?

Small CSV files with a header each; everything wrong in them is refused, since the
group can mend its own files. Formats: ``docs/methods/routes.md``.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from kunak.base.errors import BadInput
from kunak.base.instants import SECOND, from_rfc3339
from kunak.routes.arrays import RECORDS, UNKNOWN_COST, UNSTATED
from kunak.routes.problems import Report
from kunak.routes.tables import Table
from kunak.routes.walks import on_the_map

MINUTES_LIMIT: Final = 100_000
SEATS_LIMIT: Final = 1_000
COST_LIMIT: Final = 10**12

EVERY_ROUTE: Final = "*"
"""In ``route_id``: every route that has no line of its own."""

FOREVER: Final = 2**40
"""Seconds since 1970 beyond any timetable: a drive without hours can start at any time."""


@dataclass(frozen=True)
class Place:
    """A safe place: a stop that no vehicle of a timetable calls at."""

    id: str
    name: str
    lat: float
    lon: float
    line: int = 0


@dataclass(frozen=True)
class Drive:
    """One of the group's drivers can go from here to there, starting between these instants (seconds UTC)."""

    origin: str
    destination: str
    seconds: int
    opens: int
    closes: int
    seats: int
    cost: int
    line: int


Needs = tuple[tuple[str, ...], ...]
"""Papers a ride takes: one of each group."""


@dataclass(frozen=True)
class Attribute:
    """What a ride on a route means for the person."""

    record: int = UNSTATED
    cost: int = UNKNOWN_COST
    needs: Needs = ()


@dataclass
class Own:
    """Everything the group adds to the feeds."""

    places: list[Place] = field(default_factory=list)
    drives: list[Drive] = field(default_factory=list)
    attributes: dict[str, Attribute] = field(default_factory=dict)
    attribute_lines: dict[str, int] = field(default_factory=dict)


def read_own(files: Mapping[str, bytes], report: Report) -> Own:
    """Read the group's files: any of ``places``, ``drivers``, ``routes`` and ``borders``.

    Raises:
        BadInput: Something in them is wrong.
    """
    tables = {kind: Table(kind, f"{kind}.csv", data, report) for kind, data in files.items()}
    crossings = _crossings(tables["borders"]) if "borders" in tables else {}
    attributes = _attributes(tables["routes"], crossings) if "routes" in tables else {}
    return Own(
        places=_places(tables["places"]) if "places" in tables else [],
        drives=_drives(tables["drivers"]) if "drivers" in tables else [],
        attributes=attributes,
        attribute_lines=dict(zip(attributes, tables["routes"].lines(), strict=True)) if attributes else {},
    )


def _places(table: Table) -> list[Place]:
    table.need("id", "lat", "lon")
    table.need_once("id")
    lat, lon = (table.decimals(column) for column in ("lat", "lon"))
    table.wrong("bad_place", "lat", ~on_the_map(lat, lon))
    rows = zip(table.text("id"), table.text("name"), lat, lon, table.lines(), strict=True)
    return [Place(each, name or each, float(y), float(x), line) for each, name, y, x, line in rows]


def _drives(table: Table) -> list[Drive]:
    table.need("from", "to", "minutes")
    minutes, bad = table.integers("minutes", 0)
    table.wrong("bad_minutes", "minutes", bad | (minutes <= 0) | (minutes > MINUTES_LIMIT))
    seats, bad = table.integers("seats", 1)
    table.wrong("bad_seats", "seats", bad | (seats <= 0) | (seats > SEATS_LIMIT))
    cost, bad = table.integers("cost", 0)
    table.wrong("bad_cost", "cost", bad | (cost < 0) | (cost > COST_LIMIT))
    windows = [_window(each) for each in table.text("when")]
    table.wrong("bad_when", "when", np.array([each is None for each in windows], dtype=np.bool_))
    hours = [each for each in windows if each is not None]
    return [
        Drive(origin, destination, int(minutes[n]) * 60, *hours[n], int(seats[n]), int(cost[n]), line)
        for n, (origin, destination, line) in enumerate(
            zip(table.text("from"), table.text("to"), table.lines(), strict=True)
        )
    ]


def _window(text: str) -> tuple[int, int] | None:
    """Read ``INSTANT/INSTANT``; either may be left out, and all of it."""
    opens, _, closes = text.partition("/")
    try:
        first = -(-from_rfc3339(opens) // SECOND) if opens else -FOREVER
        last = from_rfc3339(closes) // SECOND if closes else FOREVER
    except BadInput:
        return None
    return (first, last) if first <= last else None


def _crossings(table: Table) -> dict[str, tuple[str, ...]]:
    table.need("crossing", "accepts")
    table.need_once("crossing")
    rows = zip(table.text("crossing"), table.text("accepts"), strict=True)
    return {crossing: tuple(sorted(accepts.split())) for crossing, accepts in rows}


def _attributes(table: Table, crossings: Mapping[str, tuple[str, ...]]) -> dict[str, Attribute]:
    table.need("route_id")
    table.need_once("route_id")
    records = table.text("record").replace("", RECORDS[UNSTATED]).to_list()
    table.wrong("bad_record", "record", np.array([each not in RECORDS for each in records], dtype=np.bool_))
    cost, bad = table.integers("cost", UNKNOWN_COST)
    given = (table.text("cost") != "").to_numpy()
    table.wrong("bad_cost", "cost", bad | (given & (cost < 0)) | (cost > COST_LIMIT))
    named = table.text("crossing").to_list()
    table.wrong(
        "unknown_crossing", "crossing", np.array([bool(c) and c not in crossings for c in named], dtype=np.bool_)
    )
    found = {}
    rows = zip(table.text("route_id"), records, table.text("documents"), named, strict=True)
    for n, (route, record, documents, crossing) in enumerate(rows):
        groups = [tuple(sorted(group.split("|"))) for group in documents.split()]
        groups += [crossings[crossing]] if crossing else []
        found[route] = Attribute(RECORDS.index(record), int(cost[n]), tuple(groups))
    return found
