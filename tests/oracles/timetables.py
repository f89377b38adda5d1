"""A timetable as a person writes it down: the small language of ``timetable.txt``, and the same as a GTFS feed.

Shared by the slow search, the golden files and the random timetables. It shares no code with the product.

    zone Europe/Vilnius
    days 2026-03-01 2026-03-02
    stop A 54.0000 25.0000 [of STATION] [zone Europe/Warsaw]
    station S 54.0 25.0
    change A 300            change A never
    walk A B 240            walk A B never
    drive A B 30 [2026-03-01T08:00Z 2026-03-01T20:00Z] [cost 5] [seats 2]
    route R [record ticket] [cost 12] [needs passport+visa]
    trip R t1 [on 2026-03-01]: A 08:00, B 08:10/08:12, C 08:30 noboard, D 08:40 noalight
    every t1 06:00 07:00 600
"""

import csv
import io
from dataclasses import dataclass, field
from datetime import date, timedelta

RECORDS = ("none", "ticket", "identity", "border", "unknown")


@dataclass
class Stop:
    id: str
    lat: float
    lon: float
    station: str = ""
    zone: str = ""


@dataclass
class Call:
    stop: str
    arrival: int | None  # seconds of the service day
    departure: int | None
    board: bool = True
    alight: bool = True


@dataclass
class Trip:
    id: str
    route: str
    calls: list[Call]
    days: list[date] = field(default_factory=list)  # empty: every day of the timetable
    every: list[tuple[int, int, int]] = field(default_factory=list)  # start, end, headway


@dataclass
class Route:
    id: str
    record: str = "none"
    cost: int | None = None
    needs: str = ""


@dataclass
class Drive:
    origin: str
    destination: str
    minutes: int
    opens: str = ""
    closes: str = ""
    cost: int = 0
    seats: int = 4


@dataclass
class Timetable:
    zone: str = "UTC"
    days: list[date] = field(default_factory=list)
    stops: dict[str, Stop] = field(default_factory=dict)
    stations: dict[str, Stop] = field(default_factory=dict)
    changes: dict[str, int | None] = field(default_factory=dict)  # None: never
    walks: dict[tuple[str, str], int | None] = field(default_factory=dict)  # None: never
    drives: list[Drive] = field(default_factory=list)
    routes: dict[str, Route] = field(default_factory=dict)
    trips: dict[str, Trip] = field(default_factory=dict)

    def platforms(self, stop: str) -> list[str]:
        """The stops that an id stands for."""
        if stop in self.stations:
            return [each.id for each in self.stops.values() if each.station == stop]
        return [stop]


def seconds(text: str) -> int:
    hours, minutes, *rest = text.split(":")
    return int(hours) * 3600 + int(minutes) * 60 + (int(rest[0]) if rest else 0)


def clock(value: int) -> str:
    return f"{value // 3600:02d}:{value // 60 % 60:02d}:{value % 60:02d}"


def parse(text: str) -> Timetable:
    """Read ``timetable.txt``."""
    table = Timetable()
    for line in text.splitlines():
        words = line.partition("#")[0].split()
        if words:
            READERS[words[0]](table, words[1:], line)
    return table


def _zone(table: Timetable, words: list[str], _line: str) -> None:
    table.zone = words[0]


def _days(table: Timetable, words: list[str], _line: str) -> None:
    first, last = (date.fromisoformat(word) for word in (words * 2)[:2])
    table.days = [first + timedelta(days=n) for n in range((last - first).days + 1)]


def _option(words: list[str], name: str, default: str = "") -> str:
    return words[words.index(name) + 1] if name in words else default


def _stop(table: Timetable, words: list[str], _line: str) -> None:
    stop = Stop(words[0], float(words[1]), float(words[2]), _option(words, "of"), _option(words, "zone"))
    table.stops[stop.id] = stop


def _station(table: Timetable, words: list[str], _line: str) -> None:
    table.stations[words[0]] = Stop(words[0], float(words[1]), float(words[2]), zone=_option(words, "zone"))


def _change(table: Timetable, words: list[str], _line: str) -> None:
    table.changes[words[0]] = None if words[1] == "never" else int(words[1])


def _walk(table: Timetable, words: list[str], _line: str) -> None:
    table.walks[words[0], words[1]] = None if words[2] == "never" else int(words[2])


def _drive(table: Timetable, words: list[str], _line: str) -> None:
    window = [word for word in words[3:5] if "T" in word] or ["", ""]
    cost, seats = int(_option(words, "cost", "0")), int(_option(words, "seats", "4"))
    table.drives.append(Drive(words[0], words[1], int(words[2]), window[0], window[1], cost, seats))


def _route(table: Timetable, words: list[str], _line: str) -> None:
    cost = _option(words, "cost")
    table.routes[words[0]] = Route(
        words[0], _option(words, "record", "none"), int(cost) if cost else None, _option(words, "needs")
    )


def _trip(table: Timetable, _words: list[str], line: str) -> None:
    head, _, tail = line.partition("#")[0].partition(": ")
    words = head.split()[1:]
    calls = []
    for part in tail.split(","):
        stop, *rest = part.split()
        times = next((word for word in rest if word[0].isdigit()), "")
        arrival, _, departure = times.partition("/")
        calls.append(
            Call(
                stop,
                seconds(arrival) if times else None,
                seconds(departure or arrival) if times else None,
                board="noboard" not in rest,
                alight="noalight" not in rest,
            )
        )
    days = [date.fromisoformat(word) for word in words[3:]] if "on" in words else []
    table.trips[words[1]] = Trip(words[1], words[0], calls, days)
    table.routes.setdefault(words[0], Route(words[0]))


def _every(table: Timetable, words: list[str], _line: str) -> None:
    table.trips[words[0]].every.append((seconds(words[1]), seconds(words[2]), int(words[3])))


READERS = {
    "zone": _zone,
    "days": _days,
    "stop": _stop,
    "station": _station,
    "change": _change,
    "walk": _walk,
    "drive": _drive,
    "route": _route,
    "trip": _trip,
    "every": _every,
}


def _csv(header: str, rows: list[list[object]]) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header.split(","))
    writer.writerows(rows)
    return out.getvalue().encode()


def as_gtfs(table: Timetable) -> dict[str, bytes]:
    """Write the timetable as the files of a GTFS feed."""
    services: dict[str, list[date]] = {}
    trips: list[list[object]] = []
    times: list[list[object]] = []
    frequencies: list[list[object]] = []
    for trip in table.trips.values():
        days = trip.days or table.days
        service = "s" + "".join(f"-{day:%m%d}" for day in days)
        services[service] = days
        trips.append([trip.route, service, trip.id])
        frequencies += [[trip.id, clock(start), clock(end), headway] for start, end, headway in trip.every]
        for n, call in enumerate(trip.calls):
            shown = ["" if each is None else clock(each) for each in (call.arrival, call.departure)]
            times.append([trip.id, *shown, call.stop, n, int(not call.board), int(not call.alight)])
    transfers: list[list[object]] = [
        [stop, stop, *([3, ""] if least is None else [2, least])] for stop, least in table.changes.items()
    ]
    transfers += [[*pair, *([3, ""] if least is None else [2, least])] for pair, least in table.walks.items()]
    stops: list[list[object]] = [[s.id, s.id, s.lat, s.lon, 0, s.station, s.zone] for s in table.stops.values()]
    stops += [[s.id, s.id, s.lat, s.lon, 1, "", s.zone] for s in table.stations.values()]
    return {
        "agency.txt": _csv("agency_id,agency_name,agency_url,agency_timezone", [["a", "A", "x", table.zone]]),
        "stops.txt": _csv("stop_id,stop_name,stop_lat,stop_lon,location_type,parent_station,stop_timezone", stops),
        "routes.txt": _csv("route_id,agency_id,route_short_name,route_type", [[r, "a", r, 3] for r in table.routes]),
        "trips.txt": _csv("route_id,service_id,trip_id", trips),
        "stop_times.txt": _csv(
            "trip_id,arrival_time,departure_time,stop_id,stop_sequence,pickup_type,drop_off_type", times
        ),
        "calendar_dates.txt": _csv(
            "service_id,date,exception_type",
            [[service, f"{day:%Y%m%d}", 1] for service, days in services.items() for day in days],
        ),
        "transfers.txt": _csv("from_stop_id,to_stop_id,transfer_type,min_transfer_time", transfers),
        "frequencies.txt": _csv("trip_id,start_time,end_time,headway_secs", frequencies),
    }


def drivers_csv(table: Timetable) -> bytes:
    """Write the drives as the group's own file."""
    rows: list[list[object]] = [
        [d.origin, d.destination, d.minutes, f"{d.opens}/{d.closes}" if d.opens else "", d.seats, d.cost]
        for d in table.drives
    ]
    return _csv("from,to,minutes,when,seats,cost", rows)


def attributes_csv(table: Timetable) -> bytes:
    """Write what the group knows of the routes."""
    rows: list[list[object]] = [
        [r.id, r.record, "" if r.cost is None else r.cost, r.needs.replace("+", " ")] for r in table.routes.values()
    ]
    return _csv("route_id,record,cost,documents", rows)
