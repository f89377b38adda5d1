"""The slow twin: every journey there is, by DESIGN section 6, with no cleverness at all.

States are kept as plain sets; nothing is ever dropped because something else
looks better. Only at the very end the front is taken. Times are seconds since
1970, leads are seconds or infinity, costs are numbers or infinity where unknown.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from tests.oracles.timetables import Call, Route, Timetable, Trip

INF = math.inf
DAY_CHANGE = 120
WALK_SPEED = 1.2
WALK_LIMIT = 400.0
EARTH = 6_371_008.8


@dataclass(frozen=True)
class Halt:
    """One call of one trip on one day, in real seconds."""

    stop: str
    arrival: int
    departure: int
    board: bool
    alight: bool


@dataclass(frozen=True)
class Run:
    """One trip on one day."""

    id: str
    route: Route
    halts: tuple[Halt, ...]


@dataclass(frozen=True)
class Link:
    """A walk, or a drive with the hours in which it can start."""

    origin: str
    destination: str
    seconds: int
    opens: float = -INF
    closes: float = INF
    cost: float = 0
    drive: bool = False


@dataclass(frozen=True)
class State:
    """Somebody has just got off a vehicle."""

    stop: str
    arrival: int
    recorded: int
    lead: float  # over everything left behind, this stop not counted yet
    cost: float
    departure: int


@dataclass(frozen=True, order=True)
class Found:
    """What a journey is judged by; ``departure`` breaks ties only."""

    arrival: int
    rides: int
    recorded: int
    lead: float
    cost: float
    departure: int


@dataclass(frozen=True)
class Group:
    """Pursuers, with platforms for bases."""

    means: str
    notice: int
    stops: tuple[str, ...] = ()
    coordinates: tuple[tuple[float, float], ...] = ()
    speed_kmh: float = 80


def metres(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Great-circle distance by the haversine formula."""
    phi1, phi2 = math.radians(a[0]), math.radians(b[0])
    dlat, dlon = phi2 - phi1, math.radians(b[1] - a[1])
    h = math.sin(dlat / 2) ** 2 + math.cos(phi1) * math.cos(phi2) * math.sin(dlon / 2) ** 2
    return 2 * EARTH * math.asin(min(1, math.sqrt(h)))


def runs_of(table: Timetable) -> list[Run]:
    """Every trip on every day."""
    return [run for trip in table.trips.values() for day in trip.days or table.days for run in _on(table, trip, day)]


def _on(table: Timetable, trip: Trip, day: date) -> Iterable[Run]:
    noon = datetime.combine(day, time(12), ZoneInfo(table.zone)).astimezone(UTC)
    base = int(noon.timestamp()) - 12 * 3600
    timed = _timed(trip.calls)
    starts = [start + n * gap for start, end, gap in trip.every for n in range(-(-(end - start) // gap))]
    first = timed[0][1]
    for shift in [start - first for start in starts] if trip.every else [0]:
        halts = tuple(
            Halt(call.stop, base + arrival + shift, base + departure + shift, call.board, call.alight)
            for call, (arrival, departure) in zip(trip.calls, timed, strict=True)
        )
        yield Run(trip.id, table.routes[trip.route], halts)


def _timed(calls: list[Call]) -> list[tuple[int, int]]:
    """Fill in what is not timed: evenly over the calls between."""
    known = [n for n, call in enumerate(calls) if call.arrival is not None]
    out = []
    for n, call in enumerate(calls):
        if call.arrival is not None and call.departure is not None:
            out.append((call.arrival, call.departure))
            continue
        before, after = max(k for k in known if k < n), min(k for k in known if k > n)
        start, end = calls[before].departure, calls[after].arrival
        assert start is not None
        assert end is not None
        at = start + (end - start) * (n - before) // (after - before)
        out.append((at, at))
    return out


def links_of(table: Timetable, people: int = 1) -> list[Link]:
    """Every walk and every drive."""
    links = []
    for u in table.stops.values():
        for v in table.stops.values():
            if u.id == v.id:
                continue
            distance = metres((u.lat, u.lon), (v.lat, v.lon))
            if (u.id, v.id) in table.walks:
                given = table.walks[u.id, v.id]
                if given is not None:
                    links.append(Link(u.id, v.id, given))
            elif distance <= WALK_LIMIT:
                links.append(Link(u.id, v.id, math.ceil(distance / WALK_SPEED)))
    for drive in table.drives:
        if drive.seats >= people:
            opens = datetime.fromisoformat(drive.opens).timestamp() if drive.opens else -INF
            closes = datetime.fromisoformat(drive.closes).timestamp() if drive.closes else INF
            links.append(
                Link(drive.origin, drive.destination, drive.minutes * 60, opens, closes, drive.cost, drive=True)
            )
    return links


def change_of(table: Timetable, stop: str) -> int | None:
    """Seconds that a change takes; None if there is none."""
    return table.changes.get(stop, DAY_CHANGE)


def presence(table: Timetable, groups: Iterable[Group]) -> dict[str, float]:
    """E(v): the earliest instant at which any of them can be there."""
    earliest = dict.fromkeys(table.stops, INF)
    for group in groups:
        for stop, when in MEANS[group.means](table, group).items():
            earliest[stop] = min(earliest[stop], when)
    return earliest


def _watch(_table: Timetable, group: Group) -> dict[str, float]:
    return dict.fromkeys(group.stops, float(group.notice))


def _road(table: Timetable, group: Group) -> dict[str, float]:
    bases = [(table.stops[stop].lat, table.stops[stop].lon) for stop in group.stops] + list(group.coordinates)
    speed = group.speed_kmh / 3.6
    return {
        stop.id: min(math.floor(group.notice + metres(base, (stop.lat, stop.lon)) * 1.3 / speed) for base in bases)
        for stop in table.stops.values()
    }


def _network(table: Timetable, group: Group) -> dict[str, float]:  # noqa: C901 - one piece reads better
    walks = [link for link in links_of(table) if not link.drive]
    ready: dict[str, float] = dict.fromkeys(table.stops, INF)  # may board from then on
    ridden: dict[str, float] = dict.fromkeys(table.stops, INF)  # got off a vehicle there
    there: dict[str, float] = dict.fromkeys(table.stops, INF)
    for base in group.stops:
        ready[base] = there[base] = group.notice
        for walk in walks:
            if walk.origin == base:
                ready[walk.destination] = min(ready[walk.destination], group.notice + walk.seconds)
                there[walk.destination] = min(there[walk.destination], group.notice + walk.seconds)
    runs = runs_of(table)
    changed = True
    while changed:
        before = dict(ridden)
        for run in runs:
            on_board = False
            for halt in run.halts:
                if on_board and halt.alight:
                    ridden[halt.stop] = min(ridden[halt.stop], halt.arrival)
                on_board = on_board or (halt.board and ready[halt.stop] <= halt.departure)
        for stop, when in ridden.items():
            there[stop] = min(there[stop], when)
            change = change_of(table, stop)
            if change is not None:
                ready[stop] = min(ready[stop], when + change)
        for walk in walks:
            when = ridden[walk.origin] + walk.seconds
            ready[walk.destination] = min(ready[walk.destination], when)
            there[walk.destination] = min(there[walk.destination], when)
        changed = ridden != before
    return there


MEANS = {"watch": _watch, "road": _road, "network": _network}


@dataclass(frozen=True)
class Question:
    origin: str
    destination: str
    depart: int
    groups: tuple[Group, ...] = ()
    documents: frozenset[str] = frozenset()
    people: int = 1
    min_lead: float = -INF


def every_journey(table: Timetable, question: Question) -> set[Found]:
    """Return what every single journey is judged by."""
    origins, targets = set(table.platforms(question.origin)), set(table.platforms(question.destination))
    there = presence(table, question.groups)
    links = links_of(table, question.people)
    runs = [run for run in runs_of(table) if set(run.route.needs.split("+")) - {""} <= question.documents]
    found = {
        Found(end, 0, 0, min(there[link.origin] - start, there[link.destination] - end), link.cost, start)
        for link in links
        if link.origin in origins and link.destination in targets
        for start in [int(max(question.depart, link.opens))]
        for end in [start + link.seconds]
        if start <= link.closes
    }
    boards = {
        stop: [(run, n) for run in runs for n, h in enumerate(run.halts) if h.board and h.stop == stop]
        for stop in there
    }
    states = {state for run in runs for state in _first(run, origins, links, there, question.depart)}
    rides = 1
    while states and rides <= len(runs):
        for state in states:
            found |= _ends(state, rides, targets, links, there)
        states = {after for state in states for after in _next(table, state, boards, links, there)}
        rides += 1
    return {journey for journey in found if journey.lead >= question.min_lead}


def front(table: Timetable, question: Question) -> list[Found]:
    """Return the journeys that no other beats; of equals, the one that leaves last."""
    journeys = every_journey(table, question)
    best: dict[tuple[float, ...], int] = {}
    for each in journeys:
        key = (each.arrival, each.rides, each.recorded, -each.lead, each.cost)
        best[key] = max(best.get(key, each.departure), each.departure)
    keep = [key for key in best if not any(other != key and _no_worse(other, key) for other in best)]
    return sorted(Found(int(k[0]), int(k[1]), int(k[2]), -k[3], k[4], best[k]) for k in keep)


def _no_worse(a: tuple[float, ...], b: tuple[float, ...]) -> bool:
    return all(x <= y for x, y in zip(a, b, strict=True))


def _ride(run: Run, board: int, state: State, there: dict[str, float]) -> Iterable[State]:
    """Everywhere one can get off, having boarded at this call; ``state`` is the person on the platform."""
    lead = state.lead
    recorded = state.recorded + (run.route.record != "none")
    cost = state.cost + (INF if run.route.cost is None else run.route.cost)
    for n in range(board, len(run.halts) - 1):
        lead = min(lead, there[run.halts[n].stop] - run.halts[n].departure)
        off = run.halts[n + 1]
        if off.alight:
            yield State(off.stop, off.arrival, recorded, lead, cost, state.departure)


def _first(run: Run, origins: set[str], links: list[Link], there: dict[str, float], depart: int) -> Iterable[State]:
    for n, halt in enumerate(run.halts):
        if not halt.board:
            continue
        if halt.stop in origins and halt.departure >= depart:
            yield from _ride(run, n, State(halt.stop, 0, 0, INF, 0, halt.departure), there)
        for link in links:
            if link.destination == halt.stop and link.origin in origins:
                leaves = int(min(halt.departure - link.seconds, link.closes))
                if leaves >= max(depart, link.opens):
                    start = State(halt.stop, 0, 0, there[link.origin] - leaves, link.cost, leaves)
                    yield from _ride(run, n, start, there)


def _next(
    table: Timetable, state: State, boards: dict[str, list[tuple[Run, int]]], links: list[Link], there: dict[str, float]
) -> Iterable[State]:
    change = change_of(table, state.stop)
    if change is not None:
        for run, n in boards[state.stop]:
            if state.arrival + change <= run.halts[n].departure:
                yield from _ride(run, n, state, there)
    for link in links:
        leaves = int(max(state.arrival, link.opens))
        if link.origin == state.stop and leaves <= link.closes:
            lead = min(state.lead, there[state.stop] - leaves)
            walked = State(link.destination, 0, state.recorded, lead, state.cost + link.cost, state.departure)
            for run, n in boards[link.destination]:
                if leaves + link.seconds <= run.halts[n].departure:
                    yield from _ride(run, n, walked, there)


def _ends(state: State, rides: int, targets: set[str], links: list[Link], there: dict[str, float]) -> set[Found]:
    ends = set()
    if state.stop in targets:
        lead = min(state.lead, there[state.stop] - state.arrival)
        ends.add(Found(state.arrival, rides, state.recorded, lead, state.cost, state.departure))
    for link in links:
        leaves = int(max(state.arrival, link.opens))
        if link.origin == state.stop and link.destination in targets and leaves <= link.closes:
            arrival = leaves + link.seconds
            lead = min(state.lead, there[state.stop] - leaves, there[link.destination] - arrival)
            ends.add(Found(arrival, rides, state.recorded, lead, state.cost + link.cost, state.departure))
    return ends
