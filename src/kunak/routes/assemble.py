"""How do feeds and the group's own files become one timetable of flat arrays?

Trips that call at the same stops under the same conditions, in one zone and with the
same attributes, form a pattern; a trip that would overtake another, or
run into the next day's first, opens another pattern. So the first trip that can be caught is always the best.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

import numpy as np
import numpy.typing as npt

from kunak.base.errors import BadInput
from kunak.routes.arrays import ARRAYS, NEVER, NO_DRIVE, About, Array, FeedNote, Timetable
from kunak.routes.attributes import EVERY_ROUTE, Attribute, Own
from kunak.routes.calendar import Calendar, calendar_of
from kunak.routes.feed import DAYS_LIMIT, PLACES_TO_STAND, STATION, Feed
from kunak.routes.problems import Report
from kunak.routes.walks import neighbours, walking_seconds

CHANGE_SECONDS: Final = 120
"""Least time for a change where the feed gives none (DESIGN, section 6)."""

CALLS_LIMIT: Final = 2**31 - 1

RUNS_LIMIT: Final = 1_000_000
"""Runs that the frequencies of one feed may ask for."""

Progress = Callable[[int, int], None]


@dataclass
class _Pattern:
    """Trips of one pattern, in order; none overtakes."""

    feed: int
    stops: npt.NDArray[np.int64]
    flags: npt.NDArray[np.int64]
    zone: int
    attribute: int
    trips: list[tuple[Array, Array, int, int]] = field(default_factory=list)


def assemble(
    feeds: Sequence[Feed], own: Own, report: Report, progress: Progress = lambda _done, _all: None
) -> Timetable:
    """Make one timetable of all feeds and the group's own files.

    Raises:
        BadInput: The group's files name something that is not there, or the feeds are too large together.
    """
    return _Assembly(feeds, own, report, progress).timetable()


class _Assembly:
    def __init__(self, feeds: Sequence[Feed], own: Own, report: Report, progress: Progress) -> None:
        self.feeds = feeds
        self.own = own
        self.report = report
        self.progress = progress
        self.arrays: dict[str, Array] = {}
        self.prefix = [f"{feed.name}:" if len(feeds) > 1 else "" for feed in feeds]
        self.offsets = np.cumsum([0, *(len(feed.stops.ids) for feed in feeds)])
        self.route_offsets = np.cumsum([0, *(len(feed.route_ids) for feed in feeds)])
        self.classes: dict[tuple[int, ...], int] = {}
        self.attributes: dict[Attribute, int] = {Attribute(): 0}
        self.route_of_trip: list[int] = []
        self.calendar = self._calendar()

    def timetable(self) -> Timetable:
        self._stops()
        patterns = self._patterns()
        self._put_patterns(patterns)
        self._near(patterns)
        self._links()
        self._days()
        self._attributes()
        self._texts()
        about = self._about()
        arrays = {name: _frozen(self.arrays[name], kind) for name, kind in ARRAYS.items()}
        texts = {name: _frozen(each, each.dtype.str) for name, each in self.arrays.items() if name not in ARRAYS}
        return Timetable(about, arrays | texts)

    def _calendar(self) -> Calendar:
        days: set[date] = {day for feed in self.feeds for service in feed.services for day in service}
        if (max(days) - min(days)).days > DAYS_LIMIT:
            self.report.add("long_calendar", feed=", ".join(feed.name for feed in self.feeds), file="calendar.txt")
        zones = {zone for feed in self.feeds for zone in [*feed.route_zones, *feed.stops.zone, feed.zone] if zone}
        return calendar_of([min(days), max(days)], sorted(zones))

    def _zone(self, name: str) -> int:
        return self.calendar.zones.index(name)

    def _stops(self) -> None:
        numbers = {zone: n for n, zone in enumerate(self.calendar.zones)}
        lat, lon, kind, parent, zone = [], [], [], [], []
        self.ids, self.names = [], []
        for at, feed in enumerate(self.feeds):
            stops = feed.stops
            self.ids += [self.prefix[at] + stop for stop in stops.ids]
            self.names += stops.names
            lat.append(stops.lat)
            lon.append(stops.lon)
            kind.append(stops.kind)
            parent.append(np.where(stops.parent >= 0, stops.parent + self.offsets[at], -1))
            above = [stops.zone[p] if p >= 0 else "" for p in stops.parent]
            zone.append([numbers[own or over or feed.zone] for own, over in zip(stops.zone, above, strict=True)])
        known = set(self.ids)
        for place in self.own.places:
            if place.id in known:
                self.report.add(
                    "place_is_stop", feed="places", file="places.csv", column="id", places=((place.line, place.id),)
                )
        count = len(self.own.places)
        lat.append(np.array([place.lat for place in self.own.places]))
        lon.append(np.array([place.lon for place in self.own.places]))
        kind.append(np.zeros(count, dtype=np.int64))
        parent.append(np.full(count, -1))
        zone.append([numbers[self.feeds[0].zone]] * count)
        self.ids += [place.id for place in self.own.places]
        self.names += [place.name for place in self.own.places]
        self.numbers = {stop: n for n, stop in enumerate(self.ids)}
        for name, values in (("lat", lat), ("lon", lon), ("kind", kind), ("parent", parent), ("zone", zone)):
            self.arrays[f"stop_{name}"] = np.concatenate([np.asarray(each) for each in values])

    def _days_class(self, days: Iterable[int]) -> int:
        return self.classes.setdefault(tuple(days), len(self.classes))

    def _attribute(self, feed: int, route: int) -> int:
        name, known = self.feeds[feed].route_ids[route], self.own.attributes
        found = known.get(f"{self.feeds[feed].name}:{name}") or known.get(name) or known.get(EVERY_ROUTE) or Attribute()
        return self.attributes.setdefault(found, len(self.attributes))

    def _patterns(self) -> list[_Pattern]:
        self._know_routes()
        groups: dict[tuple[object, ...], list[tuple[Array, Array, int, int]]] = {}
        shapes: dict[tuple[object, ...], tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]] = {}
        self.trip_ids: list[str] = []
        for at, feed in enumerate(self.feeds):
            self._group(at, feed, groups, shapes)
        patterns = []
        for n, (key, trips) in enumerate(groups.items()):
            feed_at, zone, attribute = key[0], key[1], key[2]
            stops, flags = shapes[key]
            patterns += [
                _Pattern(int(str(feed_at)), stops, flags, int(str(zone)), int(str(attribute)), chosen)
                for chosen in _without_overtaking(trips, self.calendar.shortest_day)
            ]
            self.progress(n, len(groups))
        return patterns

    def _know_routes(self) -> None:
        known = {EVERY_ROUTE}
        for feed in self.feeds:
            known.update(feed.route_ids)
            known.update(f"{feed.name}:{route}" for route in feed.route_ids)
        for route in self.own.attributes:
            if route not in known:
                place = (self.own.attribute_lines.get(route, 0), route)
                self.report.add(
                    "unknown_named_route", feed="routes", file="routes.csv", column="route_id", places=(place,)
                )

    def _group(
        self,
        at: int,
        feed: Feed,
        groups: dict[tuple[object, ...], list[tuple[Array, Array, int, int]]],
        shapes: dict[tuple[object, ...], tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]],
    ) -> None:
        first_day = self.calendar.first
        classes = [self._days_class((day - first_day).days for day in service) for service in feed.services]
        attributes = [self._attribute(at, route) for route in range(len(feed.route_ids))]
        zones = [self._zone(zone) for zone in feed.route_zones]
        trips, offset = feed.trips, int(self.offsets[at])
        spans = [range(each.start, each.end, each.headway) for each in feed.frequencies]
        if sum(map(len, spans)) > RUNS_LIMIT:
            self.report.add("too_many_runs", feed=feed.name, file="frequencies.txt", column="headway_secs")
        runs: dict[int, list[int]] = {}
        for span, each in zip(spans, feed.frequencies, strict=True):
            runs.setdefault(each.trip, []).extend(span)
        arrival, departure = trips.arrival.astype(np.int32), trips.departure.astype(np.int32)
        stops, flags = (trips.stop + offset).astype(np.int64), trips.flags.astype(np.int64)
        for trip, trip_id in enumerate(trips.ids):
            a, b = int(trips.first[trip]), int(trips.first[trip + 1])
            route = int(trips.route[trip])
            key = (at, zones[route], attributes[route], stops[a:b].tobytes(), flags[a:b].tobytes())
            group = groups.get(key)
            if group is None:
                group = groups[key] = []
                shapes[key] = stops[a:b], flags[a:b]
            number = len(self.trip_ids)
            self.trip_ids.append(trip_id)
            tail = (classes[int(trips.service[trip])], number)
            shifts = [start - int(departure[a]) for start in runs[trip]] if trip in runs else [0]
            group.extend(
                (np.maximum(arrival[a:b] + np.int32(shift), 0), departure[a:b] + np.int32(shift), *tail) if shift
                else (arrival[a:b], departure[a:b], *tail)
                for shift in shifts
            )  # fmt: skip
            self.route_of_trip.append(route + int(self.route_offsets[at]))

    def _put_patterns(self, patterns: list[_Pattern]) -> None:
        trips = [trip for pattern in patterns for trip in pattern.trips]
        calls = [len(pattern.stops) for pattern in patterns]
        counts = [len(pattern.trips) for pattern in patterns]
        total = sum(c * n for c, n in zip(calls, counts, strict=True))
        if total > CALLS_LIMIT:
            raise BadInput("These feeds are too large together: build fewer of them at a time.", field="feed")
        put = self.arrays
        put["route_first"], put["route_trip"] = _offsets(calls), _offsets(counts)
        put["route_time"] = _offsets([c * n for c, n in zip(calls, counts, strict=True)])
        put["route_stop"] = _joined([pattern.stops for pattern in patterns])
        put["route_flags"] = _joined([pattern.flags for pattern in patterns])
        put["route_zone"] = np.array([pattern.zone for pattern in patterns])
        put["route_attr"] = np.array([pattern.attribute for pattern in patterns])
        put["trip_days"] = np.array([trip[2] for trip in trips])
        numbers = np.array([trip[3] for trip in trips], dtype=np.int64)
        put["trip_route"] = np.array(self.route_of_trip, dtype=np.int64)[numbers] if trips else np.zeros(0)
        self.trip_ids = [self.trip_ids[n] for n in numbers]
        put["arrival"] = _joined([trip[0] for trip in trips])
        put["departure"] = _joined([np.stack([trip[1] for trip in pattern.trips]).T.ravel() for pattern in patterns])
        days = self._sorted_classes()
        put["route_days"] = np.array(
            [self._days_class(sorted({day for trip in p.trips for day in days[trip[2]]})) for p in patterns]
        )
        order = np.lexsort((put["route_stop"],))
        put["stop_route"] = np.repeat(np.arange(len(patterns)), calls)[order]
        put["stop_pos"] = _joined([np.arange(c) for c in calls])[order]
        put["stop_first"] = np.searchsorted(put["route_stop"][order], np.arange(len(self.ids) + 1))
        served = np.zeros(len(self.ids), dtype=np.int32)
        served[put["route_stop"]] = 1
        put["stop_served"] = served

    def _sorted_classes(self) -> list[tuple[int, ...]]:
        return sorted(self.classes, key=lambda days: self.classes[days])

    def _near(self, patterns: list[_Pattern]) -> None:
        """Note the least riding time between stops that follow each other."""
        origin = _joined([pattern.stops[:-1] for pattern in patterns])
        destination = _joined([pattern.stops[1:] for pattern in patterns])
        least = _joined(
            [np.min([trip[0][1:] - trip[1][:-1] for trip in pattern.trips], axis=0) for pattern in patterns]
        )
        order = np.lexsort((least, origin, destination))
        origin, destination, least = origin[order], destination[order], least[order]
        first = np.ones(len(order), dtype=np.bool_)
        first[1:] = (origin[1:] != origin[:-1]) | (destination[1:] != destination[:-1])
        self.arrays["near_from"], self.arrays["near_seconds"] = origin[first], least[first]
        self.arrays["near_first"] = np.searchsorted(destination[first], np.arange(len(self.ids) + 1))

    def _links(self) -> None:
        """Join walks of the feeds, walks by distance, and drives."""
        count = len(self.ids)
        standing = np.isin(self.arrays["stop_kind"], PLACES_TO_STAND) | (self.arrays["stop_served"] > 0)
        rules = self._rules()
        change = np.full(count, CHANGE_SECONDS, dtype=np.int32)
        for (a, b), seconds in rules.items():
            if a == b:
                change[a] = seconds if seconds >= 0 else NEVER
        self.arrays["change"] = change
        ruled = {(a, b): seconds for (a, b), seconds in rules.items() if a != b and standing[a] and standing[b]}
        lat = np.where(standing, self.arrays["stop_lat"], np.nan)
        one, other, distance = neighbours(lat, self.arrays["stop_lon"])
        links = self._merge(one, other, walking_seconds(distance), ruled)
        drives = np.array(self._drives(), dtype=np.int64).reshape(-1, 4).T
        origin = np.concatenate([links[0], drives[0]]).astype(np.int64)
        destination = np.concatenate([links[1], drives[1]]).astype(np.int64)
        lasting = np.concatenate([links[2], drives[2]]).astype(np.int64)
        drive = np.concatenate([np.full(len(links[0]), NO_DRIVE), drives[3]]).astype(np.int64)
        self._put_links("link", "to", origin, destination, lasting, drive)
        self._put_links("back", "from", destination, origin, lasting, drive)
        for name, kind in (("opens", "opens"), ("closes", "closes"), ("cost", "cost"), ("seats", "seats")):
            self.arrays[f"drive_{name}"] = np.array([getattr(each, kind) for each in self.own.drives], dtype=np.int64)

    def _merge(
        self, one: Array, other: Array, seconds: Array, ruled: dict[tuple[int, int], int]
    ) -> tuple[Array, Array, Array]:
        """Let the rules of the feeds replace walks by distance."""
        count = len(self.ids)
        keys = np.array([a * count + b for a, b in ruled], dtype=np.int64)
        free = ~np.isin(one * count + other, keys)
        given = [(a, b, s) for (a, b), s in ruled.items() if s >= 0]
        return (
            np.concatenate([one[free], [each[0] for each in given]]),
            np.concatenate([other[free], [each[1] for each in given]]),
            np.concatenate([seconds[free], [each[2] for each in given]]),
        )

    def _rules(self) -> dict[tuple[int, int], int]:
        """Return least seconds, or -1 for never, by pair of stops; a rule for platforms beats one for their station."""
        rules: dict[tuple[int, int], tuple[int, int]] = {}
        for at, feed in enumerate(self.feeds):
            children: dict[int, list[int]] = {}
            for stop, parent in enumerate(feed.stops.parent):
                if parent >= 0 and feed.stops.kind[stop] in PLACES_TO_STAND:
                    children.setdefault(int(parent), []).append(stop)
            for rule in feed.transfers:
                ends = [
                    children.get(end, []) if feed.stops.kind[end] == STATION else []
                    for end in (rule.origin, rule.destination)
                ]
                rank = int(not ends[0]) + int(not ends[1])
                for a in [*ends[0], rule.origin] if ends[0] else [rule.origin]:
                    for b in [*ends[1], rule.destination] if ends[1] else [rule.destination]:
                        key = (a + int(self.offsets[at]), b + int(self.offsets[at]))
                        if key not in rules or rules[key][0] < rank:
                            rules[key] = (rank, rule.seconds)
        return {key: seconds for key, (_rank, seconds) in rules.items()}

    def _drives(self) -> list[tuple[int, int, int, int]]:
        """Return where from, where to, how long and which drive; a station is any of its platforms."""
        return [
            (a, b, drive.seconds, number)
            for number, drive in enumerate(self.own.drives)
            for a in self._named(drive.origin, "from", drive.line)
            for b in self._named(drive.destination, "to", drive.line)
            if a != b
        ]

    def _named(self, stop: str, column: str, line: int) -> list[int]:
        if stop not in self.numbers:
            self.report.add(
                "unknown_named_stop", feed="drivers", file="drivers.csv", column=column, places=((line, stop),)
            )
        number = self.numbers[stop]
        if self.arrays["stop_kind"][number] != STATION:
            return [number]
        standing = np.isin(self.arrays["stop_kind"], PLACES_TO_STAND) & (self.arrays["stop_parent"] == number)
        own = [number] if self.arrays["stop_served"][number] or not standing.any() else []
        return [*own, *np.flatnonzero(standing).tolist()]

    def _put_links(self, name: str, end: str, origin: Array, destination: Array, seconds: Array, drive: Array) -> None:
        order = np.lexsort((seconds, destination, origin))
        self.arrays[f"{name}_first"] = np.searchsorted(origin[order], np.arange(len(self.ids) + 1))
        self.arrays[f"{name}_{end}"] = destination[order]
        self.arrays[f"{name}_seconds"] = seconds[order]
        self.arrays[f"{name}_drive"] = drive[order]

    def _days(self) -> None:
        days = self.calendar.base.shape[1]
        runs = np.zeros((len(self.classes), days), dtype=np.uint8)
        for running, number in self.classes.items():
            runs[number, list(running)] = 1
        self.arrays["runs"] = runs.ravel()
        self.arrays["base"] = self.calendar.base.ravel()

    def _attributes(self) -> None:
        self.arrays["attr_record"] = np.array([each.record for each in self.attributes])
        self.arrays["attr_cost"] = np.array([each.cost for each in self.attributes])
        self.arrays["route_kind"] = np.array([kind for feed in self.feeds for kind in feed.route_kinds])

    def _texts(self) -> None:
        lists = {
            "stop_id": self.ids,
            "stop_name": self.names,
            "trip_id": self.trip_ids,
            "route_id": [route for feed in self.feeds for route in feed.route_ids],
            "route_name": [name for feed in self.feeds for name in feed.route_names],
        }
        for name, values in lists.items():
            encoded = [value.encode() for value in values]
            self.arrays[f"{name}_data"] = np.frombuffer(b"".join(encoded), dtype=np.uint8)
            self.arrays[f"{name}_ends"] = np.cumsum([len(each) for each in encoded], dtype=np.int64).astype(np.int64)

    def _about(self) -> About:
        notes = []
        for feed in self.feeds:
            days = sorted({day for service in feed.services for day in (service[0], service[-1])})
            notes.append(
                FeedNote(
                    feed.name, feed.digest, feed.publisher, feed.version, feed.licence, str(days[0]), str(days[-1])
                )
            )
        known = self.own.attributes
        unknown = sum(
            not ({f"{feed.name}:{route}", route, EVERY_ROUTE} & set(known))
            for feed in self.feeds
            for route in feed.route_ids
        )
        return About(
            feeds=tuple(notes),
            first_day=str(self.calendar.first),
            zones=self.calendar.zones,
            needs=tuple(each.needs for each in self.attributes),
            routes=sum(len(feed.route_ids) for feed in self.feeds),
            unattributed=unknown,
        )


def _without_overtaking(
    trips: list[tuple[Array, Array, int, int]], shortest_day: int
) -> list[list[tuple[Array, Array, int, int]]]:
    """Split trips so that within each part nobody overtakes, on one day or from one day to the next."""
    order = sorted(range(len(trips)), key=lambda n: (int(trips[n][1][0]), int(trips[n][0][-1])))
    parts: list[list[tuple[Array, Array, int, int]]] = []
    for n in order:
        arrival, departure, _days, _number = trip = trips[n]
        for part in parts:
            last, first = part[-1], part[0]
            follows = (arrival >= last[0]).all() and (departure >= last[1]).all()
            if follows and (arrival - first[0]).max() <= shortest_day and (departure - first[1]).max() <= shortest_day:
                part.append(trip)
                break
        else:
            parts.append([trip])
    return parts


def _offsets(counts: Sequence[int]) -> npt.NDArray[np.int64]:
    return np.concatenate([[0], np.cumsum(np.asarray(counts, dtype=np.int64))]).astype(np.int64)


def _joined(parts: Sequence[Array]) -> Array:
    return np.concatenate(parts) if parts else np.zeros(0, dtype=np.int64)


def _frozen(values: Array, kind: str) -> Array:
    frozen = np.ascontiguousarray(values, dtype=np.dtype(kind)).copy()
    frozen.flags.writeable = False
    return frozen
