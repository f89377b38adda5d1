"""How does a journey go, leg by leg and call by call?

Turns the numbers that a kernel found into legs, and computes from them once more what the
journey is judged by: what is told to a person never rests on the search alone.
"""

from bisect import bisect_right
from collections.abc import Iterable
from itertools import repeat

import msgspec

from kunak.routes.arrays import Array, Timetable
from kunak.routes.journey import Call, Journey, Kind, Leg
from kunak.routes.kernels import INF, LEG_LINK, PLACE_BITS, PLACE_MASK

Presence = Array
"""int64 [stop]: E, seconds UTC; ``INF`` where nobody ever comes."""

_Plain = memoryview | None
"""The same to look things up in; None where nobody looks for the person."""


def _plain(presence: Presence | None) -> _Plain:
    return None if presence is None else presence.data


def _lead_at(presence: _Plain, stop: int, leaving: int) -> int | None:
    """Return by how many seconds somebody leaves a stop before anybody can be there."""
    there = INF if presence is None else presence[stop]
    return None if there >= INF else there - leaving


def ridden(
    timetable: Timetable, presence: Presence | None, *, departure: int, rides: list[list[int]], last: int
) -> Journey:
    """Tell a journey with rides.

    Args:
        timetable: Where it was found.
        presence: E, by stop; None where nobody looks for the person.
        departure: When the person leaves.
        rides: [ride][5] as ``kernels.retrace`` gives them.
        last: Backward link after the last ride, or -1.
    """
    return _Teller(timetable, presence).tell(departure, rides, last)


def without_ride(timetable: Timetable, presence: Presence | None, *, depart: int, link: int) -> Journey:
    """Tell the journey that is one walk or one drive, by its forward link."""
    net = timetable.plain
    origin = bisect_right(net.link_first, link) - 1
    drive = net.link_drive[link]
    start = depart if drive < 0 else max(depart, net.drive_opens[drive])
    there, end = _plain(presence), start + net.link_seconds[link]
    leg = _link_leg(there, origin, net.link_to[link], start, end, drive, None)
    cost = net.drive_cost[drive] if drive >= 0 else 0
    return Journey(start, end, _least(there, [leg]), 0, 0, cost, (leg,))


def _link_leg(
    presence: _Plain, origin: int, destination: int, start: int, end: int, drive: int, onward: int | None
) -> Leg:
    """Tell a walk or drive; ``onward`` is when the person leaves its end, None where the journey ends there."""
    leaves = end if onward is None else onward
    calls = (
        Call(origin, start, start, _lead_at(presence, origin, start)),
        Call(destination, end, leaves, _lead_at(presence, destination, leaves)),
    )
    return Leg(Kind.WALK if drive < 0 else Kind.DRIVE, origin, destination, start, end, calls=calls)


def _least(presence: _Plain, legs: list[Leg]) -> int | None:
    if presence is None:
        return None
    leads = [call.lead for leg in legs for call in leg.calls if call.lead is not None]
    return min(leads) if leads else None


class _Ride(msgspec.Struct):
    """A ride on its way to be a leg.

    Attributes:
        stops, arrivals: Of every call; ``leaves``: of every call but the last, which depends on what follows.
    """

    pattern: int
    trip: int
    stops: list[int]
    arrivals: list[int]
    leaves: list[int]


class _Teller:
    def __init__(self, timetable: Timetable, presence: Presence | None) -> None:
        self.net = timetable.plain
        self.presence = _plain(presence)
        self.cost: int | None = 0

    def tell(self, departure: int, rides: list[list[int]], last: int) -> Journey:
        legs: list[Leg] = []
        told = [self.ride(ride) for ride in rides]
        links = [*(ride[LEG_LINK] for ride in rides[1:]), last]
        self.first(legs, rides[0][LEG_LINK], departure, told[0])
        for n, (ride, link) in enumerate(zip(told, links, strict=True)):
            following = told[n + 1].leaves[0] if n + 1 < len(told) else None
            arrival = ride.arrivals[-1]
            ride.leaves.append(self.start(arrival, link) if link >= 0 else arrival if following is None else following)
            legs.append(self.leg(ride))
            if link >= 0:
                self.linked(legs, link, following)
            elif following is not None:
                stop = ride.stops[-1]
                legs.append(Leg(Kind.CHANGE, stop, stop, arrival, arrival + self.net.change[stop]))
        recorded = sum(leg.record != 0 for leg in legs)
        lead = _least(self.presence, legs)
        return Journey(departure, legs[-1].arrival, lead, len(rides), recorded, self.cost, tuple(legs))

    def first(self, legs: list[Leg], link: int, departure: int, ride: _Ride) -> None:
        if link < 0:
            return
        net, drive = self.net, self.net.back_drive[link]
        self.pay(drive)
        end = departure + net.back_seconds[link]
        legs.append(_link_leg(self.presence, net.back_from[link], ride.stops[0], departure, end, drive, ride.leaves[0]))

    def linked(self, legs: list[Leg], link: int, onward: int | None) -> None:
        drive = self.net.back_drive[link]
        self.pay(drive)
        destination = bisect_right(self.net.back_first, link) - 1
        start = self.start(legs[-1].arrival, link)
        end = start + self.net.back_seconds[link]
        legs.append(_link_leg(self.presence, legs[-1].destination, destination, start, end, drive, onward))

    def start(self, arrival: int, link: int) -> int:
        drive = self.net.back_drive[link]
        return arrival if drive < 0 else max(arrival, self.net.drive_opens[drive])

    def ride(self, ride: list[int]) -> _Ride:
        _, route, key, board, alight = ride
        net = self.net
        first = net.route_first[route]
        count, length = net.route_trip[route + 1] - net.route_trip[route], net.route_first[route + 1] - first
        times, place = net.route_time[route], key & PLACE_MASK
        base = net.base[net.route_zone[route], key >> PLACE_BITS]
        row, column = times + place * length, times + place
        arrivals = net.arrival[row + board : row + alight + 1].tolist()
        leaves = net.departure[column + board * count : column + alight * count : count].tolist()
        self.add(net.attr_cost[net.route_attr[route]])
        return _Ride(
            route,
            net.route_trip[route] + place,
            net.route_stop[first + board : first + alight + 1].tolist(),
            [base + time for time in arrivals],
            [base + time for time in leaves],
        )

    def leg(self, ride: _Ride) -> Leg:
        calls = tuple(map(Call, ride.stops, ride.arrivals, ride.leaves, self.leads(ride)))
        return Leg(
            Kind.RIDE,
            ride.stops[0],
            ride.stops[-1],
            ride.leaves[0],
            ride.arrivals[-1],
            ride.trip,
            self.net.trip_route[ride.trip],
            self.net.attr_record[self.net.route_attr[ride.pattern]],
            calls,
        )

    def leads(self, ride: _Ride) -> Iterable[int | None]:
        if self.presence is None:
            return repeat(None)
        there = [self.presence[stop] for stop in ride.stops]
        return [None if each >= INF else each - leave for each, leave in zip(there, ride.leaves, strict=True)]

    def pay(self, drive: int) -> None:
        if drive >= 0:
            self.add(self.net.drive_cost[drive])

    def add(self, cost: int) -> None:
        self.cost = None if self.cost is None or cost < 0 else self.cost + cost
