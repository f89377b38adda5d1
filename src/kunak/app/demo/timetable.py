"""The invented region's coaches, trains and flights, and who looks for somebody, as files that `kunak routes` reads.

The map lies in the middle of an ocean. The story in it: the flight is the fastest way from
Ashvarra to Velstad, the train over Corrin what is left without a travel passport, and somebody stands at
both before the person has left; the coach along the coast arrives later, and before anybody.
The seed moves departures by a few minutes and never changes the story.
"""

import csv
import json
import math
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta, timezone
from io import StringIO
from typing import Final, NamedTuple

from kunak.app.demo.dice import Dice
from kunak.app.demo.world import CORRIN, CORRIN_SOUTH, EMMER, QUELLIN, SETTLEMENTS, TESSANY, VELSTAD, VELSTAD_FIELD
from kunak.base.instants import MINUTE

HALVORA_ZONE: Final = "Etc/GMT-3"
ABROAD_ZONE: Final = "Etc/GMT-2"
"""Zones by their offset: an invented region lies in no city's. The sign is the database's: three and two hours east."""
HALVORA_HOURS: Final = 3

BEGAN: Final = timedelta(days=7)
VALID: Final = timedelta(days=120)

ORIGIN: Final = (-38.0, -30.0)
DEGREE_KM: Final = 111.2

BUS, RAIL, FERRY, FLIGHT = 3, 2, 4, 1100
"""Kinds of route, as the GTFS reference and its extension number them."""

PASSPORT: Final = "passport"
TRAVEL: Final = "travel-passport"


class Stop(NamedTuple):
    """A place where people get on, in kilometres east and north of Merreth."""

    id: str
    name: str
    x: float
    y: float
    parent: str = ""
    kind: int = 0
    zone: str = ""


class Line(NamedTuple):
    """A line: minutes from its first stop to each, and when it leaves there, as hours of the day.

    Attributes:
        slack: Minutes by which the seed may move a departure, later only.
    """

    id: str
    name: str
    kind: int
    calls: tuple[tuple[str, int], ...]
    leaves: tuple[str, ...]
    slack: int = 0


_AT: Final = (
    (0, 0), (30, 10), (15, -20), (-20, 15), (-30, -10), (5, 35), (45, -15), (-10, -35), (60, 25), (25, 45), (-40, 20),
    (20, 60),
)  # fmt: skip

VILLAGES: Final = tuple(
    Stop(f"h{number:02d}", f"{name.en}, square", x, y)
    for number, (name, (x, y)) in enumerate(zip(SETTLEMENTS, _AT, strict=True), 1)
)
HOME: Final = VILLAGES[2]
"""Ashvarra: where the person of the story leaves."""

HALVORA: Final = (
    *VILLAGES,
    Stop("tes", f"{TESSANY.en}, coach yard", 75, -5),
    Stop("orr", "Orrel Cross", 150, 12),
    Stop("cor-c", f"{CORRIN.en}, coach yard", 260, 30.1),
    Stop("cor-b", "Corrin South airport, coach stop", 255.15, 14),
    Stop("tarn", "Tarn Light", 240, -80),
    Stop("emm-c", f"{EMMER.en}, coach yard", 180.15, -120),
)

ABROAD: Final = (
    Stop("cor-r", f"{CORRIN.en}, main station", 260, 30, zone=HALVORA_ZONE),
    Stop("cor-a", CORRIN_SOUTH.en, 255, 14, zone=HALVORA_ZONE),
    Stop("emm", f"{EMMER.en}, harbour", 180, -120, zone=HALVORA_ZONE),
    Stop("fer", "Ferrow Bridge, border", 340, 62),
    Stop("sal", "Sallow Gate, border", 310, -25),
    Stop("vel", VELSTAD.en, 460, 110, kind=1),
    Stop("vel-c", f"{VELSTAD.en}, coach yard", 460, 110.1, "vel"),
    Stop("vel-r", f"{VELSTAD.en}, north station", 460, 110, "vel"),
    Stop("vel-a", VELSTAD_FIELD.en, 470, 98),
    Stop("que", f"{QUELLIN.en}, pier", 300, -260),
    Stop("que-c", f"{QUELLIN.en}, coach yard", 300.15, -260),
)

_TO_TESSANY: Final = (95, 55, 70, 130, 150, 110, 45, 140, 50, 105, 160, 120)
_VILLAGE_COACHES: Final = ("05:30", "08:05", "11:35", "16:20")

HALVORA_LINES: Final = (
    *(
        Line(f"HV{40 + number}", f"HV {40 + number}", BUS, ((stop.id, 0), ("tes", minutes)), _VILLAGE_COACHES, 5)
        for number, (stop, minutes) in enumerate(zip(VILLAGES, _TO_TESSANY, strict=True), 1)
    ),
    Line(
        "HV12",
        "HV 12",
        BUS,
        (("tes", 0), ("orr", 110), ("cor-c", 290)),
        ("06:10", "09:40", "13:15", "18:00", "22:30"),
        5,
    ),
    Line("HV31", "HV 31", BUS, (("tes", 0), ("tarn", 150), ("emm-c", 185)), ("07:00", "12:30", "17:10"), 8),
    Line("HV9", "HV 9", BUS, (("cor-c", 0), ("cor-b", 35)), tuple(f"{hour:02d}:10" for hour in range(5, 22)), 5),
)

ABROAD_LINES: Final = (
    Line("214", "214", RAIL, (("cor-r", 0), ("fer", 75), ("vel-r", 245)), ("05:50", "15:25", "21:40"), 8),
    Line("QL512", "QL 512", FLIGHT, (("cor-a", 0), ("vel-a", 70)), ("15:50", "20:05"), 5),
    Line("VF", "VF", BUS, (("vel-a", 0), ("vel-c", 30)), tuple(f"{hour:02d}:25" for hour in range(5, 24)), 4),
    Line("V40", "V 40", BUS, (("emm", 0), ("sal", 190), ("vel-c", 490)), ("11:55", "19:30"), 6),
    Line("F3", "night ferry 3", FERRY, (("emm", 0), ("que", 660)), ("22:45",), 10),
    Line("V7", "V 7", BUS, (("que-c", 0), ("vel-c", 420)), ("08:30", "13:00"), 8),
)
"""Written on the clocks of Halvora; the feed turns them into those of its own zone."""

RECORDS: Final = (
    *(
        ("halvora:" + line.id, "ticket", 350, "", "")
        for line in HALVORA_LINES
        if line.id not in {"HV12", "HV31", "HV9"}
    ),
    ("halvora:HV12", "ticket", 1_850, "", ""),
    ("halvora:HV31", "ticket", 1_200, "", ""),
    ("halvora:HV9", "ticket", 250, "", ""),
    ("abroad:214", "border", 4_200, "", "ferrow"),
    ("abroad:QL512", "border", 11_900, TRAVEL, ""),
    ("abroad:VF", "none", 300, "", ""),
    ("abroad:V40", "border", 3_900, "", "sallow"),
    ("abroad:F3", "border", 8_600, TRAVEL, ""),
    ("abroad:V7", "ticket", 2_700, "", ""),
)
CROSSINGS: Final = (("ferrow", f"{PASSPORT} {TRAVEL}"), ("sallow", f"{PASSPORT} {TRAVEL}"))
"""The paper that everybody has is enough at both; the flight and the ferry want the other one."""

PLACES: Final = (("mill", "The bridge by the mill", 17, -22), ("shed", "Net shed behind the harbour", 179, -121))
DRIVES: Final = (
    ("halvora:" + HOME.id, "abroad:emm", 205, 4, 0),
    ("halvora:" + HOME.id, "abroad:cor-a", 250, 4, 0),
    ("halvora:" + HOME.id, "mill", 6, 4, 0),
    ("mill", "halvora:tes", 70, 4, 2_400),
    ("abroad:que", "abroad:que-c", 5, 3, 0),
    ("abroad:vel-a", "abroad:vel-c", 40, 3, 0),
)

WATCHED: Final = ("halvora:cor-c", "abroad:cor-r", "halvora:cor-b", "abroad:cor-a")
"""Where an uncle works, and what a bulletin reaches."""

LEAVES_AT: Final = "07:45"
NOTICED_AT: Final = "14:10"
"""When the family of the story notices: the clocks of Halvora."""


def feeds(seed: int, today: date) -> dict[str, dict[str, bytes]]:
    """Return the GTFS feeds by name, each as its files."""
    dice = Dice(seed, "timetable")
    return {
        "halvora": _feed(_Feed("Halvora Coaches", HALVORA_ZONE, 0), HALVORA, HALVORA_LINES, today, dice),
        "abroad": _feed(_Feed("Velstad Lines", ABROAD_ZONE, -60), ABROAD, ABROAD_LINES, today, dice),
    }


def own() -> dict[str, bytes]:
    """Return the group's own files: drivers, places, what routes leave behind, what borders accept."""
    places = ((place, name, *_degrees(x, y)) for place, name, x, y in PLACES)
    return {
        "drivers": _csv(("from", "to", "minutes", "seats", "cost"), DRIVES),
        "places": _csv(("id", "name", "lat", "lon"), places),
        "routes": _csv(("route_id", "record", "cost", "documents", "crossing"), RECORDS),
        "borders": _csv(("crossing", "accepts"), CROSSINGS),
    }


def pursuers(day: date) -> bytes:
    """Return who looks for the person of the story: brothers with a car, an uncle at the station, a bulletin."""
    noticed = moment(day, NOTICED_AT).isoformat()
    groups = [
        {"means": "road", "stops": ["halvora:" + HOME.id], "notice": noticed, "speed_kmh": 80},
        {"means": "watch", "stops": list(WATCHED), "notice": noticed},
    ]
    return json.dumps({"groups": groups}, indent=1).encode()


def moment(day: date, clock: str) -> datetime:
    """Return an hour of a day on the clocks of Halvora."""
    hour, minute = map(int, clock.split(":"))
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=timezone(timedelta(hours=HALVORA_HOURS)))


class _Feed(NamedTuple):
    agency: str
    zone: str
    shift: int
    """Minutes from the clocks of Halvora to its own."""


def _feed(about: _Feed, stops: Sequence[Stop], lines: Sequence[Line], today: date, dice: Dice) -> dict[str, bytes]:
    trips, times = [], []
    for line in lines:
        for leaves in line.leaves:
            hour, minute = map(int, leaves.split(":"))
            begins = hour * 60 + minute + about.shift + dice.span(0, line.slack * MINUTE) // MINUTE
            trip = f"{line.id}-{leaves.replace(':', '')}"
            trips.append((line.id, "daily", trip))
            times += [
                (
                    trip,
                    _clock(begins + after - (2 if 0 < at < len(line.calls) - 1 else 0)),
                    _clock(begins + after),
                    stop,
                    at,
                )
                for at, (stop, after) in enumerate(line.calls)
            ]
    first, last = (day.strftime("%Y%m%d") for day in (today - BEGAN, today + VALID))
    return {
        "agency.txt": _csv(
            ("agency_id", "agency_name", "agency_url", "agency_timezone"),
            [("a", about.agency, "https://lines.example/", about.zone)],
        ),
        "stops.txt": _csv(
            ("stop_id", "stop_name", "stop_lat", "stop_lon", "location_type", "parent_station", "stop_timezone"),
            [(stop.id, stop.name, *_degrees(stop.x, stop.y), stop.kind, stop.parent, stop.zone) for stop in stops],
        ),
        "routes.txt": _csv(
            ("route_id", "agency_id", "route_short_name", "route_type"),
            [(line.id, "a", line.name, line.kind) for line in lines],
        ),
        "trips.txt": _csv(("route_id", "service_id", "trip_id"), trips),
        "stop_times.txt": _csv(("trip_id", "arrival_time", "departure_time", "stop_id", "stop_sequence"), times),
        "calendar.txt": _csv(
            ("service_id", *_WEEK, "start_date", "end_date"), [("daily", *("1" for _ in _WEEK), first, last)]
        ),
        "feed_info.txt": _csv(
            ("feed_publisher_name", "feed_publisher_url", "feed_lang", "feed_version"),
            [(about.agency, "https://lines.example/", "en", f"invented {first}")],
        ),
    }


_WEEK: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}:00"


def _degrees(x: float, y: float) -> tuple[float, float]:
    lat, lon = ORIGIN
    return round(lat + y / DEGREE_KM, 5), round(lon + x / (DEGREE_KM * math.cos(math.radians(lat))), 5)


def _csv(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    text = StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return text.getvalue().encode()


def as_files(seed: int, today: date) -> Mapping[str, bytes]:
    """Return everything by the path at which it lies in a folder, for `kunak routes build` and `plan`."""
    files = {f"{feed}/{name}": data for feed, each in feeds(seed, today).items() for name, data in each.items()}
    return files | {f"{kind}.csv": data for kind, data in own().items()} | {"pursuers.json": pursuers(today)}
