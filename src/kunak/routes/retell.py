"""How does a journey go, leg by leg and call by call?

Turns the numbers that a kernel found into legs, and computes from them once more what the
journey is judged by: what is told to a person never rests on the search alone.
"""

from bisect import bisect_right

from kunak.routes.arrays import Array, Timetable
from kunak.routes.journey import Call, Journey, Kind, Leg
from kunak.routes.kernels import INF, LEG_ALIGHT, LEG_BOARD, LEG_KEY, LEG_LINK, LEG_ROUTE, PLACE_BITS, PLACE_MASK

Presence = Array
"""int64 [stop]: E, seconds UTC; ``INF`` where nobody ever comes."""

_Plain = memoryview


def _lead_at(presence: _Plain, stop: int, leaving: int) -> int | None:
    """Return by how many seconds somebody leaves a stop before anybody can be there."""
    there = presence[stop]
    return None if there >= INF else there - leaving


def ridden(timetable: Timetable, presence: Presence, *, departure: int, rides: list[list[int]], last: int) -> Journey:
    """Tell a journey with rides.

    Args:
        timetable: Where it was found.
        presence: E, by stop.
        departure: When the person leaves.
        rides: [ride][5] as ``kernels.retrace`` gives them.
        last: Backward link after the last ride, or -1.
    """
    return _Teller(timetable, presence).tell(departure, rides, last)


def without_ride(timetable: Timetable, presence: Presence, *, depart: int, link: int) -> Journey:
    """Tell the journey that is one walk or one drive, by its forward link."""
    net = timetable.plain
    origin = bisect_right(net.link_first, link) - 1
    drive = net.link_drive[link]
    start = depart if drive < 0 else max(depart, net.drive_opens[drive])
    leg = _link_leg(presence.data, origin, net.link_to[link], start, start + net.link_seconds[link], drive, None)
    cost = net.drive_cost[drive] if drive >= 0 else 0
    return Journey(start, leg.arrival, _least([leg]), 0, 0, cost, (leg,))


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


def _least(legs: list[Leg]) -> int | None:
    leads = [call.lead for leg in legs for call in leg.calls if call.lead is not None]
    return min(leads) if leads else None


class _Teller:
    def __init__(self, timetable: Timetable, presence: Presence) -> None:
        self.net = timetable.plain
        self.presence = presence.data
        self.cost: int | None = 0

    def tell(self, departure: int, rides: list[list[int]], last: int) -> Journey:
        legs: list[Leg] = []
        for n, ride in enumerate(rides):
            leaving = self.when(ride, ride[LEG_BOARD], leaving=True)
            if n == 0:
                self.first(legs, ride[LEG_LINK], departure, leaving, self.stop(ride, ride[LEG_BOARD]))
            else:
                self.between(legs, ride[LEG_LINK], leaving)
            following = rides[n + 1] if n + 1 < len(rides) else None
            legs.append(self.ride(ride, self.onward(ride, following, last)))
        if last >= 0:
            self.linked(legs, last, None)
        recorded = sum(leg.record != 0 for leg in legs)
        return Journey(departure, legs[-1].arrival, _least(legs), len(rides), recorded, self.cost, tuple(legs))

    def first(self, legs: list[Leg], link: int, departure: int, leaving: int, stop: int) -> None:
        if link < 0:
            return
        drive = self.net.back_drive[link]
        self.pay(drive)
        end = departure + self.net.back_seconds[link]
        legs.append(_link_leg(self.presence, self.net.back_from[link], stop, departure, end, drive, leaving))

    def between(self, legs: list[Leg], link: int, leaving: int) -> None:
        if link >= 0:
            self.linked(legs, link, leaving)
            return
        stop, arrival = legs[-1].destination, legs[-1].arrival
        legs.append(Leg(Kind.CHANGE, stop, stop, arrival, arrival + self.net.change[stop]))

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

    def onward(self, ride: list[int], following: list[int] | None, last: int) -> int:
        """Return when the person leaves the stop at which this ride ends."""
        arrival = self.when(ride, ride[LEG_ALIGHT], leaving=False)
        link = last if following is None else following[LEG_LINK]
        if link >= 0:
            return self.start(arrival, link)
        return arrival if following is None else self.when(following, following[LEG_BOARD], leaving=True)

    def ride(self, ride: list[int], onward: int) -> Leg:
        net, route, board, alight = self.net, ride[LEG_ROUTE], ride[LEG_BOARD], ride[LEG_ALIGHT]
        attribute = net.route_attr[route]
        self.add(net.attr_cost[attribute])
        first, count, length, times, base, place = self.pattern(ride)
        row, column = times + place * length, times + place
        stops = net.route_stop[first + board : first + alight + 1].tolist()
        arrivals = [base + time for time in net.arrival[row + board : row + alight + 1].tolist()]
        leaving = net.departure[column + board * count : column + alight * count : count].tolist()
        leaves = [base + time for time in leaving]
        leaves.append(onward)
        there = [self.presence[stop] for stop in stops]
        leads = [None if each >= INF else each - leave for each, leave in zip(there, leaves, strict=True)]
        calls = tuple(map(Call, stops, arrivals, leaves, leads))
        trip = net.route_trip[route] + place
        return Leg(
            Kind.RIDE,
            calls[0].stop,
            calls[-1].stop,
            calls[0].departure,
            calls[-1].arrival,
            trip,
            net.trip_route[trip],
            net.attr_record[attribute],
            calls,
        )

    def stop(self, ride: list[int], pos: int) -> int:
        found: int = self.net.route_stop[self.net.route_first[ride[LEG_ROUTE]] + pos]
        return found

    def pattern(self, ride: list[int]) -> tuple[int, int, int, int, int, int]:
        """Return of a ride's pattern the first call, how many trips and calls, where its times begin; day and trip."""
        net, route, key = self.net, ride[LEG_ROUTE], ride[LEG_KEY]
        first = net.route_first[route]
        return (
            first,
            net.route_trip[route + 1] - net.route_trip[route],
            net.route_first[route + 1] - first,
            net.route_time[route],
            net.base[net.route_zone[route], key >> PLACE_BITS],
            key & PLACE_MASK,
        )

    def when(self, ride: list[int], pos: int, *, leaving: bool) -> int:
        _, count, length, times, base, place = self.pattern(ride)
        if leaving:
            time: int = self.net.departure[times + pos * count + place]
        else:
            time = self.net.arrival[times + place * length + pos]
        return base + time

    def pay(self, drive: int) -> None:
        if drive >= 0:
            self.add(self.net.drive_cost[drive])

    def add(self, cost: int) -> None:
        self.cost = None if self.cost is None or cost < 0 else self.cost + cost
