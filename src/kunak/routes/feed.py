"""What does one GTFS Schedule feed say, in numbers?

Takes the bytes of a feed's files and returns its stops, services, trips, calls,
frequencies and transfers as arrays. What is wrong is reported by the rules of
``problems.py``. It does not know of other feeds, of days in UTC or of searching.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt
import polars as pl

from kunak.routes.problems import Report
from kunak.routes.tables import Mask, Table, index_of
from kunak.routes.walks import on_the_map

Integers = npt.NDArray[np.int64]

FILES: Final = (
    "agency.txt",
    "stops.txt",
    "routes.txt",
    "trips.txt",
    "stop_times.txt",
    "calendar.txt",
    "calendar_dates.txt",
    "frequencies.txt",
    "transfers.txt",
    "feed_info.txt",
    "attributions.txt",
)
"""The files of a feed that are read. Everything else (shapes, fares, blocks) is ignored."""

NEEDED: Final = FILES[:5]

STATION: Final = 1
PLACES_TO_STAND: Final = (0, 4)
"""Kinds of location where a person can stand and a vehicle can call: platforms and boarding areas."""

BOARD: Final = 1
ALIGHT: Final = 2
NOT_AVAILABLE: Final = 1
"""GTFS: pickup_type and drop_off_type 1. All others are possible, some by arrangement."""

LEAST_TIME: Final = 2
IMPOSSIBLE: Final = 3
"""GTFS: transfer_type 2 and 3. Types 0 and 1 say nothing that a search could use; 4 and 5 are about staying seated."""

FEWEST_CALLS: Final = 2

SPECIFIC: Final = ("from_route_id", "to_route_id", "from_trip_id", "to_trip_id")

UNTIMED: Final = -1
DAYS_LIMIT: Final = 20 * 366
"""Most days that the calendars of all feeds together may span."""

BUS: Final = 3
"""A route is a bus where its feed does not say what it is."""

KIND_LIMIT: Final = 1_799
"""Largest number that the extended kinds of route use."""

_WEEKDAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_TIME: Final = r"^([0-9]{1,3}):([0-5][0-9]):([0-5][0-9])$"


@dataclass
class Stops:
    """Stops, stations and other locations of a feed.

    Attributes:
        lat: Degrees; NaN where there is no place on the map.
        kind: GTFS location_type.
        parent: Position of the station, -1 where there is none.
        zone: IANA name, empty where the agency's holds.
    """

    ids: list[str]
    names: list[str]
    lat: npt.NDArray[np.float64]
    lon: npt.NDArray[np.float64]
    kind: Integers
    parent: Integers
    zone: list[str]


@dataclass
class Trips:
    """Trips of a feed and their calls, sorted by trip and then by order of travel.

    Attributes:
        route: Position in ``Feed.route_ids``, one per trip.
        service: Position in ``Feed.services``, one per trip.
        first: Position of the trip's first call; one more entry at the end.
        stop: One per call.
        arrival: Seconds of the service day, one per call; interpolated where the feed has none.
        departure: The same.
        flags: ``BOARD`` and ``ALIGHT``, one per call.
    """

    ids: list[str]
    route: Integers
    service: Integers
    first: Integers
    stop: Integers
    arrival: Integers
    departure: Integers
    flags: Integers


@dataclass(frozen=True)
class Frequency:
    """A trip leaves every ``headway`` seconds from ``start`` and before ``end``."""

    trip: int
    start: int
    end: int
    headway: int


@dataclass(frozen=True)
class Transfer:
    """A rule for changing from one location to another; ``seconds`` is -1 where it is impossible."""

    origin: int
    destination: int
    seconds: int


@dataclass
class Feed:
    """One feed, judged."""

    name: str
    digest: str
    publisher: str
    version: str
    licence: str
    zone: str
    stops: Stops
    route_ids: list[str]
    route_names: list[str]
    route_kinds: list[int]
    route_zones: list[str]
    services: list[tuple[date, ...]]
    trips: Trips
    frequencies: list[Frequency]
    transfers: list[Transfer]


def read_feed(name: str, files: Mapping[str, bytes], report: Report) -> Feed:
    """Judge the files of a feed.

    Raises:
        BadInput: Something is wrong that the rules refuse.
    """
    return _Reader(name, files, report).feed()


class _Reader:
    def __init__(self, name: str, files: Mapping[str, bytes], report: Report) -> None:
        self.name = name
        self.files = files
        self.report = report
        for file in NEEDED:
            if file not in files:
                report.add("no_file", feed=name, file=file)
        if not {"calendar.txt", "calendar_dates.txt"} & set(files):
            report.add("no_file", feed=name, file="calendar.txt")

    def feed(self) -> Feed:
        agencies = self.agencies()
        stops = self.stops()
        route_ids, route_names, route_kinds, route_zones = self.routes(agencies)
        services = self.services()
        trips = self.trips(route_ids, list(services), stops)
        if not trips.ids:
            self.report.add("no_trips", feed=self.name, file="trips.txt", places=self.first_problem())
        info = self.info()
        return Feed(
            name=self.name,
            digest=self.digest(),
            publisher=info.get("feed_publisher_name")
            or ", ".join(sorted({name for name, _ in agencies.values()}))[:200],
            version=info.get("feed_version", ""),
            licence=self.licence(),
            zone=next(iter(agencies.values()))[1],
            stops=stops,
            route_ids=route_ids,
            route_names=route_names,
            route_kinds=route_kinds,
            route_zones=route_zones,
            services=list(services.values()),
            trips=trips,
            frequencies=self.frequencies(trips),
            transfers=self.transfers(stops),
        )

    def first_problem(self) -> tuple[tuple[int, str], ...]:
        """Return where to look for why nothing is left: file and line of what was most often wrong."""
        found = [each for each in self.report.lines if each.feed == self.name and each.places]
        return ((0, f"{found[0].file}:{found[0].places[0][0]}"),) if found else ()

    def table(self, file: str, *needed: str) -> Table:
        table = Table(self.name, file, self.files[file], self.report)
        table.need(*needed)
        return table

    def digest(self) -> str:
        whole = hashlib.sha256()
        for file in sorted(set(self.files) & set(FILES)):
            whole.update(f"{file}\0{len(self.files[file])}\0".encode())
            whole.update(self.files[file])
        return whole.hexdigest()

    def info(self) -> dict[str, str]:
        if not self.files.get("feed_info.txt", b"").strip():
            return {}
        rows = self.table("feed_info.txt").frame.to_dicts()
        return {str(key): str(value) for key, value in rows[0].items()} if rows else {}

    def licence(self) -> str:
        if not self.files.get("attributions.txt", b"").strip():
            return ""
        table = self.table("attributions.txt")
        named = [
            f"{n} {u}".strip()
            for n, u in zip(table.text("organization_name"), table.text("attribution_url"), strict=True)
        ]
        return "; ".join(named)[:200]

    def agencies(self) -> dict[str, tuple[str, str]]:
        """Return name and zone by agency id."""
        table = self.table("agency.txt", "agency_timezone")
        zones = table.text("agency_timezone").to_list()
        table.wrong("bad_zone", "agency_timezone", np.array([not _is_zone(zone) for zone in zones], dtype=np.bool_))
        if not zones:
            self.report.add("no_column", feed=self.name, file="agency.txt", column="agency_timezone")
        if len(set(zones)) > 1:
            self.report.add("zones_differ", feed=self.name, file="agency.txt", column="agency_timezone")
        rows = zip(table.text("agency_id"), table.text("agency_name"), zones, strict=True)
        return {agency: (name, zone) for agency, name, zone in rows}

    def stops(self) -> Stops:
        table = self.table("stops.txt", "stop_id")
        table.keep_first("stop_id")
        kind, bad = table.integers("location_type", 0)
        table.wrong("bad_number", "location_type", bad)
        lat, lon = (table.decimals(column) for column in ("stop_lat", "stop_lon"))
        # 0, 0 is the sea off Ghana and stands for "not known".
        placed = on_the_map(lat, lon) & ~((lat == 0) & (lon == 0))
        table.wrong("bad_coordinates", "stop_lat", ~placed & np.isin(kind, PLACES_TO_STAND))
        lat[~placed] = lon[~placed] = np.nan
        ids = table.text("stop_id")
        named = table.text("parent_station")
        parent = index_of(named, ids)
        table.wrong("unknown_parent", "parent_station", (parent < 0) & (named != "").to_numpy())
        zones = [zone if zone and _is_zone(zone) else "" for zone in table.text("stop_timezone")]
        return Stops(ids.to_list(), table.text("stop_name").to_list(), lat, lon, kind, parent, zones)

    def routes(self, agencies: dict[str, tuple[str, str]]) -> tuple[list[str], list[str], list[int], list[str]]:
        table = self.table("routes.txt", "route_id")
        table.keep_first("route_id")
        kinds, bad = table.integers("route_type", BUS)
        odd = bad | (kinds < 0) | (kinds > KIND_LIMIT)
        table.wrong("bad_number", "route_type", odd)
        kinds = np.where(odd, BUS, kinds)
        named = table.text("agency_id").to_list()
        unknown = np.array([bool(agency) and agency not in agencies for agency in named], dtype=np.bool_)
        table.wrong("unknown_agency", "agency_id", unknown)
        first = next(iter(agencies.values()))
        zones = [agencies.get(agency, first)[1] for agency in named]
        pairs = zip(table.text("route_short_name"), table.text("route_long_name"), strict=True)
        names = [short or long for short, long in pairs]
        return table.text("route_id").to_list(), names, kinds.tolist(), zones

    def services(self) -> dict[str, tuple[date, ...]]:
        """Return the days of every service that runs at all."""
        days: dict[str, set[date]] = {}
        if self.files.get("calendar.txt", b"").strip():
            self._weekly(days)
        if self.files.get("calendar_dates.txt", b"").strip():
            self._exceptions(days)
        running = {service: tuple(sorted(each)) for service, each in days.items() if each}
        if not running:
            self.report.add("no_service", feed=self.name, file="calendar.txt")
        return running

    def _weekly(self, days: dict[str, set[date]]) -> None:
        table = self.table("calendar.txt", "service_id", "start_date", "end_date", *_WEEKDAYS)
        table.keep_first("service_id")
        starts, ends = self._dates(table, "start_date"), self._dates(table, "end_date")
        weeks = zip(*(table.text(day).to_list() for day in _WEEKDAYS), strict=True)
        for service, start, end, week in zip(table.text("service_id"), starts, ends, weeks, strict=True):
            if start is None or end is None:
                continue
            if (end - start).days > DAYS_LIMIT:
                self.report.add("long_calendar", feed=self.name, file="calendar.txt")
            span = (start + timedelta(days=n) for n in range((end - start).days + 1))
            days[service] = {day for day in span if week[day.weekday()] == "1"}

    def _exceptions(self, days: dict[str, set[date]]) -> None:
        table = self.table("calendar_dates.txt", "service_id", "date", "exception_type")
        kinds = table.text("exception_type")
        table.wrong("bad_number", "exception_type", ~kinds.is_in(["1", "2"]).to_numpy())
        for service, day, kind in zip(table.text("service_id"), self._dates(table, "date"), kinds, strict=True):
            if day is None:
                continue
            if kind == "1":
                days.setdefault(service, set()).add(day)
            elif kind == "2":
                days.setdefault(service, set()).discard(day)

    def _dates(self, table: Table, column: str) -> list[date | None]:
        dates = table.text(column).str.to_date("%Y%m%d", strict=False)
        table.wrong("bad_date", column, dates.is_null().to_numpy())
        return dates.to_list()

    def trips(self, routes: list[str], services: list[str], stops: Stops) -> Trips:
        table = self.table("trips.txt", "trip_id", "route_id", "service_id")
        table.keep_first("trip_id")
        named = table.text("trip_id")
        route = index_of(table.text("route_id"), routes)
        table.wrong("unknown_route", "route_id", route < 0)
        table.keep(route >= 0)
        service = index_of(table.text("service_id"), services)
        table.wrong("unknown_service", "service_id", service < 0)
        table.keep(service >= 0)
        calls = _Calls(self.table("stop_times.txt", "trip_id", "stop_id", "stop_sequence"), table, named, stops)
        good = calls.judge()
        ids = table.text("trip_id").filter(pl.Series(good)).to_list()
        kept_route = index_of(table.text("route_id"), routes)[good]
        kept_service = index_of(table.text("service_id"), services)[good]
        return calls.trips(good, ids, kept_route, kept_service)

    def frequencies(self, trips: Trips) -> list[Frequency]:
        if not self.files.get("frequencies.txt", b"").strip():
            return []
        table = self.table("frequencies.txt", "trip_id", "start_time", "end_time", "headway_secs")
        trip = index_of(table.text("trip_id"), trips.ids)
        table.wrong("unknown_trip", "trip_id", trip < 0)
        start, end = seconds_of(table.text("start_time")), seconds_of(table.text("end_time"))
        table.wrong("bad_time", "start_time", (start < 0) | (end < 0))
        headway, bad = table.integers("headway_secs", 0)
        bad = bad | (headway <= 0)
        table.wrong("bad_number", "headway_secs", bad)
        good = (start >= 0) & (end >= 0) & ~bad
        # A wrong line is no run, but its trip stays a pattern: it does not run at the times that stand there.
        return [
            Frequency(int(trip[n]), int(start[n]), int(end[n]), int(headway[n]))
            if good[n]
            else Frequency(int(trip[n]), 0, 0, 1)
            for n in np.flatnonzero(trip >= 0)
        ]

    def transfers(self, stops: Stops) -> list[Transfer]:
        """Return the rules for changing: least times (type 2) and impossible ones (type 3)."""
        if not self.files.get("transfers.txt", b"").strip():
            return []
        table = self.table("transfers.txt", "from_stop_id", "to_stop_id", "transfer_type")
        narrow = np.zeros(len(table), dtype=np.bool_)
        for column in SPECIFIC:
            narrow |= (table.text(column) != "").to_numpy()
        kind, bad_kind = table.integers("transfer_type", 0)
        table.wrong("bad_number", "transfer_type", bad_kind)
        table.wrong("narrow_transfer", "from_stop_id", narrow)
        table.wrong("other_transfer", "transfer_type", (kind > IMPOSSIBLE) & ~narrow)
        ends = [index_of(table.text(column), stops.ids) for column in ("from_stop_id", "to_stop_id")]
        for column, at in zip(("from_stop_id", "to_stop_id"), ends, strict=True):
            table.wrong("unknown_stop", column, (at < 0) & ~narrow & (kind <= IMPOSSIBLE))
        seconds, bad = table.integers("min_transfer_time", -1)
        table.wrong("no_transfer_time", "min_transfer_time", (bad | (seconds < 0)) & (kind == LEAST_TIME) & ~narrow)
        ruled = ((kind == LEAST_TIME) & ~bad & (seconds >= 0)) | (kind == IMPOSSIBLE)
        good = ruled & ~narrow & ~bad_kind & (ends[0] >= 0) & (ends[1] >= 0)
        return [
            Transfer(int(ends[0][n]), int(ends[1][n]), -1 if kind[n] == IMPOSSIBLE else int(seconds[n]))
            for n in np.flatnonzero(good)
        ]


class _Calls:
    """The lines of ``stop_times.txt``, judged trip by trip."""

    def __init__(self, table: Table, trips: Table, named: pl.Series, stops: Stops) -> None:
        self.table = table
        self.stops = stops
        self.count = len(trips)
        trip = index_of(table.text("trip_id"), trips.text("trip_id"))
        # Calls of trips that were left out for their own fault are not reported again.
        table.wrong("unknown_trip", "trip_id", index_of(table.text("trip_id"), named) < 0)
        sequence, self.bad_sequence = table.integers("stop_sequence", 0)
        order = np.lexsort((np.arange(len(trip)), sequence, trip))
        self.order = order[trip[order] >= 0]
        self.trip = trip[self.order]
        self.sequence = sequence[self.order]
        self.stop = index_of(table.text("stop_id"), stops.ids)[self.order]
        self.arrival = self._time("arrival_time", "departure_time")
        self.departure = self._time("departure_time", "arrival_time")
        self.first = np.searchsorted(self.trip, np.arange(self.count + 1))

    def _time(self, column: str, other: str) -> Integers:
        own, spare = seconds_of(self.table.text(column)), seconds_of(self.table.text(other))
        return np.where(own == UNTIMED, spare, own)[self.order]

    def judge(self) -> Mask:
        """Return which trips can be used; report the others."""
        good = np.ones(self.count, dtype=np.bool_)
        bad_time = (self.arrival < UNTIMED) | (self.departure < UNTIMED)
        self._drop(good, "bad_time", "arrival_time", bad_time)
        self._drop(good, "bad_number", "stop_sequence", self.bad_sequence[self.order])
        self._drop(good, "unknown_stop", "stop_id", self.stop < 0)
        lengths = np.diff(self.first)
        short = lengths < FEWEST_CALLS
        self._drop_trips(good, "short_trip", short)
        ends = np.zeros(len(self.trip), dtype=np.bool_)
        ends[self.first[:-1][lengths > 0]] = True
        ends[self.first[1:][lengths > 0] - 1] = True
        self._drop(good, "untimed_end", "arrival_time", ends & (self.arrival == UNTIMED))
        self._interpolate(good)
        self._drop(good, "backwards", "departure_time", self._backwards())
        self._note(good)
        return good

    def _drop(self, good: Mask, kind: str, column: str, bad: Mask) -> None:
        counted = bad & good[self.trip]
        rows = np.zeros(len(self.table), dtype=np.bool_)
        rows[self.order[counted]] = True
        self.table.wrong(kind, column, rows)
        good[self.trip[counted]] = False

    def _drop_trips(self, good: Mask, kind: str, bad: Mask) -> None:
        counted = bad & good
        rows = np.zeros(len(self.table), dtype=np.bool_)
        with_calls = counted & (np.diff(self.first) > 0)
        rows[self.order[self.first[:-1][with_calls]]] = True
        self.table.wrong(kind, "trip_id", rows)
        good[counted] = False

    def _interpolate(self, good: Mask) -> None:
        """Spread untimed calls evenly between the timed ones around them."""
        missing = (self.arrival == UNTIMED) & good[self.trip]
        if not missing.any():
            return
        timed = np.flatnonzero((self.arrival >= 0) & good[self.trip])
        at = np.flatnonzero(missing)
        after = np.searchsorted(timed, at)
        low, high = timed[after - 1], timed[after]
        start, end = self.departure[low], self.arrival[high]
        between = start + (end - start) * (at - low) // (high - low)
        self.arrival[at] = self.departure[at] = between

    def _backwards(self) -> Mask:
        bad = self.departure < self.arrival
        same = self.trip[1:] == self.trip[:-1]
        bad[1:] |= same & (self.arrival[1:] < self.departure[:-1])
        return bad

    def _note(self, good: Mask) -> None:
        twice = np.zeros(len(self.trip), dtype=np.bool_)
        twice[1:] = (self.trip[1:] == self.trip[:-1]) & (self.sequence[1:] == self.sequence[:-1])
        station = np.zeros(len(self.trip), dtype=np.bool_)
        known = self.stop >= 0
        station[known] = ~np.isin(self.stops.kind[self.stop[known]], PLACES_TO_STAND)
        for kind, column, mask in (("same_sequence", "stop_sequence", twice), ("station_call", "stop_id", station)):
            rows = np.zeros(len(self.table), dtype=np.bool_)
            rows[self.order[mask & good[self.trip]]] = True
            self.table.wrong(kind, column, rows)

    def trips(self, good: Mask, ids: list[str], route: Integers, service: Integers) -> Trips:
        kept = good[self.trip]
        pickup, bad_pickup = self.table.integers("pickup_type", 0)
        drop_off, bad_drop_off = self.table.integers("drop_off_type", 0)
        self.table.wrong("bad_number", "pickup_type", bad_pickup)
        self.table.wrong("bad_number", "drop_off_type", bad_drop_off)
        flags = np.where(pickup != NOT_AVAILABLE, BOARD, 0) + np.where(drop_off != NOT_AVAILABLE, ALIGHT, 0)
        lengths = np.diff(self.first)[good]
        first = np.concatenate([[0], np.cumsum(lengths)])
        return Trips(
            ids=ids,
            route=route,
            service=service,
            first=first,
            stop=self.stop[kept],
            arrival=self.arrival[kept],
            departure=self.departure[kept],
            flags=flags[self.order][kept],
        )


def seconds_of(text: pl.Series) -> Integers:
    """Read times of a service day; ``UNTIMED`` where empty, less where it is no time."""
    parts = text.str.extract_groups(_TIME).struct.unnest().cast(pl.Int64)
    hours, minutes, seconds = (parts[column] for column in parts.columns)
    read = (hours * 3600 + minutes * 60 + seconds).fill_null(UNTIMED - 1)
    empty = (text == "").to_numpy()
    return np.where(empty, UNTIMED, read.to_numpy())


def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return False
    return True
