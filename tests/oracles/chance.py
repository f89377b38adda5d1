"""Random small timetables, full of what goes wrong: short changes, loops, halts, overtaking, walks, drives, nights."""

import math
from datetime import UTC, date, datetime, timedelta
from random import Random

from tests.oracles.journeys import Group, Question
from tests.oracles.timetables import Call, Drive, Route, Stop, Timetable, Trip

LETTERS = "ABCDEFG"
FIRST = date(2026, 3, 28)
"""The night after it the clocks of Vilnius go forward."""

HOUR = 3600
START = int(datetime(2026, 3, 28, tzinfo=UTC).timestamp())


def timetable(chance: Random) -> Timetable:
    """Return a timetable of a few stops, days and trips."""
    table = Timetable(zone=chance.choice(["UTC", "Europe/Vilnius"]))
    table.days = [FIRST + timedelta(days=n) for n in range(chance.randint(1, 2))]
    letters = LETTERS[: chance.randint(3, 6)]
    for letter in letters:
        near = chance.random() < 0.3
        lat = 54.0 + chance.randint(0, 6) * 0.0015 if near else 50.0 + chance.randint(0, 8)
        table.stops[letter] = Stop(letter, lat, 25.0, chance.choice(["", "", "S"]))
    table.stations["S"] = Stop("S", 54.0, 25.0)
    for letter in letters:
        if chance.random() < 0.3:
            table.changes[letter] = chance.choice([None, 0, 60, 300, 600])
    for _ in range(chance.randint(0, 4)):
        a, b = chance.sample(letters, 2)
        table.walks[a, b] = chance.choice([None, 0, 120, 400, 900])
    for n in range(chance.randint(1, 4)):
        cost = chance.choice([None, 0, 5, 7, 7])
        table.routes[f"R{n}"] = Route(
            f"R{n}",
            chance.choice(["none", "ticket", "border", "unknown"]),
            cost,
            chance.choice(["", "", "", "", "pass"]),
        )
    _drives(chance, table, letters)
    _plain(chance, table)
    busy = chance.choice([6, 10, 14])
    for n in range(chance.randint(busy // 2, busy)):
        table.trips[f"t{n}"] = _trip(chance, table, f"t{n}", letters)
    return table


def _drives(chance: Random, table: Timetable, letters: str) -> None:
    for _ in range(chance.choice([0, 0, 1, 2])):
        a, b = chance.sample(letters, 2)
        hours = chance.choice([("", ""), ("2026-03-28T06:10:00Z", "2026-03-28T07:40:00Z")])
        table.drives.append(Drive(a, b, chance.randint(5, 40), *hours, chance.randint(0, 9), chance.randint(1, 3)))


def _plain(chance: Random, table: Timetable) -> None:
    """Now and then all rides are alike, so that the simple search is tried too."""
    if chance.random() < 0.3:
        table.drives.clear()
        table.routes = {route: Route(route) for route in table.routes}


def _trip(chance: Random, table: Timetable, name: str, letters: str) -> Trip:
    now = chance.randint(6 * 12, 8 * 12) * 300 + chance.choice([0, 0, 0, 18 * HOUR, -5 * HOUR])
    calls: list[Call] = []
    # Half of the trips run along the alphabet for a while, so that longer ways need changes.
    begin = chance.randrange(len(letters) - 1)
    line = list(letters[begin : begin + chance.randint(2, 3)])
    wild = [chance.choice(letters) for _ in range(chance.randint(2, 5))]
    for stop in line if chance.random() < table_order(table) else wild:
        if calls and stop == calls[-1].stop:
            continue
        arrival = now + chance.choice([0, 300, 300, 600, 900, 1500])
        now = arrival + chance.choice([0, 0, 60, 300])
        calls.append(Call(stop, arrival, now, board=chance.random() < 0.93, alight=chance.random() < 0.93))
    if len(calls) < 2:
        calls.append(Call(letters[0] if calls[0].stop != letters[0] else letters[1], now + 600, now + 600))
    trip = Trip(name, chance.choice(sorted(table.routes)), calls)
    if table.trips and chance.random() < 0.3:
        _follow(chance, table, trip)
    if len(trip.calls) > 2 and chance.random() < 0.2:
        trip.calls[1].arrival = trip.calls[1].departure = None
    if chance.random() < 0.25:
        trip.days = [chance.choice(table.days)]
    if chance.random() < 0.15:
        trip.every = [(6 * HOUR, 6 * HOUR + 2400, 1200)]
    return trip


def table_order(table: Timetable) -> float:
    """Return how many of the trips run along the alphabet."""
    return 0.9 if len(table.stops) > 4 else 0.4


def _follow(chance: Random, table: Timetable, trip: Trip) -> None:
    """Run where another trip runs, a little earlier or later, faster or slower."""
    model = chance.choice(sorted(table.trips.values(), key=lambda each: each.id))
    shift, drag = chance.choice([-900, 300, 600, 24 * HOUR - 600]), chance.choice([0, 0, -120, 240])
    trip.route = model.route
    trip.calls = [
        Call(
            call.stop,
            None if call.arrival is None else max(0, call.arrival + shift + drag * n),
            None if call.departure is None else max(0, call.departure + shift + drag * n),
            board=call.board,
            alight=call.alight,
        )
        for n, call in enumerate(model.calls)
    ]
    times = [time for call in trip.calls for time in (call.arrival, call.departure) if time is not None]
    if times != sorted(times):
        trip.calls = [Call(c.stop, c.arrival, c.departure, board=c.board, alight=c.alight) for c in model.calls]


def question(chance: Random, table: Timetable) -> Question:
    """Return a question that such a timetable can be asked."""
    letters = sorted(table.stops)
    origin, destination = chance.sample(letters, 2)
    if chance.random() < 0.4:
        origin, destination = letters[0], letters[-1]
    if chance.random() < 0.15 and len(table.platforms("S")) > 0 and destination not in table.platforms("S"):
        origin = "S"
    groups = []
    for _ in range(chance.choice([0, 1, 1, 2])):
        bases = tuple(chance.sample(letters, chance.randint(1, 2)))
        spread = chance.choice([24, 60])
        notice = START + chance.randint(4, spread) * 1800
        groups.append(
            Group(chance.choice(["network", "road", "watch"]), notice, bases, speed_kmh=chance.choice([80, 600]))
        )
    return Question(
        origin,
        destination,
        START + chance.choice([chance.randint(2 * 4, 7 * 4)] * 3 + [chance.randint(3 * 4, 30 * 4)]) * 900,
        tuple(groups),
        frozenset(chance.choice([(), ("pass",), ("pass",)])),
        chance.choice([1, 1, 3]),
        chance.choice([-math.inf, -math.inf, 0.0, 1200.0]),
    )
