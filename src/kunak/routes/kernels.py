"""The loops: the only file that numba compiles.

Times are int64 seconds UTC, ``INF`` where never. A trip on a day is one number, its
key: ``day * trips of the pattern + place in the pattern``; within a pattern a larger key is
later everywhere, because no trip overtakes another. Labels lie in pools that grow.

Four searches. ``remaining``: least time to the target, by any timetable. ``earliest``: rounds of a RAPTOR,
one ride a round. ``fronts``: the same with bags of labels that nobody beats in (time, recorded legs, lead, cost).
``retrace``: backwards from one point of the front, the journey that leaves last.

Source: Delling, Pajor, Werneck (2012), Round-Based Public Transit Routing; Dibbelt, Pajor, Strasser, Wagner (2013).
"""

from typing import Any, Final

import numpy as np
from numba import njit

from kunak.routes.arrays import Array, Net

Whole = Any
"""A whole number of 64 bits: numpy's within the loops, Python's outside; mypy takes neither for the other."""

INF: Final = 2**60
"""Never; also an unknown cost and a lead over nobody."""

BOARD: Final = 1
ALIGHT: Final = 2

FIRST: Final = -1
"""In a label's link: the person stands at a platform of the origin."""

LATER: Final = -2
"""In a label's link: a ride came before."""

_STOP_BITS: Final = 31
_STOP_MASK: Final = 2**31 - 1
"""A stop's number fits into so many bits of a heap entry; seconds take the rest."""

# Columns of a label on a platform (fronts).
_READY, _RECORDED, _LEAD, _COST, _NEXT, _ROUND, _LINK, _ORIGIN, _WIDTH = range(9)

# Columns of a label going backwards (retrace): what follows after arriving at its stop by ride.
(_BY, _BREC, _BCOST, _BNEXT, _BROUND, _BLINK, _BROUTE, _BKEY, _BBOARD, _BALIGHT, _BPARENT, _BSTOP, _BWIDTH) = range(13)

# Columns of a ride of a found journey.
LEG_LINK, LEG_ROUTE, LEG_KEY, LEG_BOARD, LEG_ALIGHT, LEG_WIDTH = range(6)


@njit(cache=True, error_model="numpy")
def _first_day(base: Array, zone: Whole, seconds: Whole, when: Whole) -> Whole:
    """Return the first day on which ``seconds`` of the service day lie at or after ``when``."""
    days = base.shape[1]
    day = (when - seconds - base[zone, 0]) // 86400
    day = min(max(day, 0), days)
    while day > 0 and base[zone, day - 1] + seconds >= when:
        day -= 1
    while day < days and base[zone, day] + seconds < when:
        day += 1
    return day


@njit(cache=True, error_model="numpy")
def _catch(
    t_route_trip: Array,
    t_route_time: Array,
    t_departure: Array,
    t_route_zone: Array,
    t_base: Array,
    t_route_days: Array,
    t_runs: Array,
    t_trip_days: Array,
    route: Whole,
    pos: Whole,
    when: Whole,
    limit: Whole,
) -> Whole:
    """Return the key of the first trip that leaves at or after ``when`` and not after ``limit``, or -1."""
    first = t_route_trip[route]
    count = t_route_trip[route + 1] - first
    column = t_route_time[route] + pos * count
    departure = t_departure
    zone = t_route_zone[route]
    base = t_base
    runs_of_route = t_route_days[route]
    earliest = departure[column]
    day = _first_day(base, zone, departure[column + count - 1], when)
    while day < base.shape[1]:
        start = base[zone, day]
        if start + earliest > limit:
            return np.int64(-1)
        if t_runs[runs_of_route, day]:
            low = 0
            wanted = when - start
            if earliest < wanted:
                high = count
                while low < high:
                    middle = (low + high) >> 1
                    if departure[column + middle] < wanted:
                        low = middle + 1
                    else:
                        high = middle
            while low < count:
                if start + departure[column + low] > limit:
                    return np.int64(-1)
                if t_runs[t_trip_days[first + low], day]:
                    return np.int64(day) * count + low
                low += 1
        day += 1
    return np.int64(-1)


@njit(cache=True, error_model="numpy")
def _last_before(
    t_route_trip: Array,
    t_route_first: Array,
    t_departure: Array,
    t_route_time: Array,
    t_arrival: Array,
    t_route_zone: Array,
    t_base: Array,
    t_route_days: Array,
    t_runs: Array,
    t_trip_days: Array,
    route: Whole,
    pos: Whole,
    when: Whole,
    floor: Whole,
    leaving: bool,
) -> Whole:
    """Return the key of the last trip that arrives (leaves, if ``leaving``) at or before ``when``, or -1.

    ``floor``: nothing before it matters.
    """
    first = t_route_trip[route]
    count = t_route_trip[route + 1] - first
    length = t_route_first[route + 1] - t_route_first[route]
    if leaving:
        times, at, step = t_departure, t_route_time[route] + pos * count, 1
    else:
        times, at, step = t_arrival, t_route_time[route] + pos, length
    zone = t_route_zone[route]
    base = t_base
    runs_of_route = t_route_days[route]
    latest = times[at + (count - 1) * step]
    day = _first_day(base, zone, times[at], when + 1) - 1
    while day >= 0:
        start = base[zone, day]
        if start + latest < floor:
            return np.int64(-1)
        if t_runs[runs_of_route, day]:
            wanted = when - start
            low, high = 0, count
            if latest <= wanted:
                low = count
            while low < high:
                middle = (low + high) >> 1
                if times[at + middle * step] <= wanted:
                    low = middle + 1
                else:
                    high = middle
            low -= 1
            while low >= 0:
                if t_runs[t_trip_days[first + low], day]:
                    return np.int64(day) * count + low
                low -= 1
        day -= 1
    return np.int64(-1)


@njit(cache=True, error_model="numpy")
def _leaves(
    t_route_trip: Array,
    t_base: Array,
    t_route_zone: Array,
    t_departure: Array,
    t_route_time: Array,
    route: Whole,
    key: Whole,
    pos: Whole,
) -> Whole:
    count = t_route_trip[route + 1] - t_route_trip[route]
    day = key // count
    return t_base[t_route_zone[route], day] + t_departure[t_route_time[route] + pos * count + key - day * count]


@njit(cache=True, error_model="numpy")
def _start(
    t_link_drive: Array,
    t_drive_seats: Array,
    t_drive_opens: Array,
    t_drive_closes: Array,
    link: Whole,
    when: Whole,
    people: Whole,
) -> Whole:
    """Return when somebody who is ready at ``when`` sets out on this link; INF if too late, or too many."""
    drive = t_link_drive[link]
    if drive < 0:
        return when
    if t_drive_seats[drive] < people:
        return np.int64(INF)
    when = max(when, t_drive_opens[drive])
    return when if when <= t_drive_closes[drive] else np.int64(INF)


@njit(cache=True, error_model="numpy")
def _minus(presence: Whole, when: Whole) -> Whole:
    return presence - when if presence < INF else np.int64(INF)


@njit(cache=True, error_model="numpy")
def _plus(a: Whole, b: Whole) -> Whole:
    return np.int64(INF) if a >= INF or b >= INF else a + b


@njit(cache=True, error_model="numpy")
def remaining(net: Net, targets: Array) -> Array:
    """Least seconds from each stop to a target, were there always a vehicle at once; ``INF`` where there is no way.

    Dijkstra, backwards. One entry of the heap is seconds and stop in one number.
    """
    stops = net.change.size
    near_first, near_from, near_seconds = net.near_first, net.near_from, net.near_seconds
    back_first, back_from, back_seconds = net.back_first, net.back_from, net.back_seconds
    least = np.full(stops, INF, dtype=np.int64)
    heap = np.empty(near_from.size + back_from.size + targets.size + 1, dtype=np.int64)
    size = 0
    for stop in targets:
        least[stop] = 0
        heap[size] = stop
        size += 1
    while size > 0:
        top = heap[0]
        size -= 1
        moved = heap[size]
        place = 0
        while True:
            child = 2 * place + 1
            if child >= size:
                break
            if child + 1 < size and heap[child + 1] < heap[child]:
                child += 1
            if heap[child] >= moved:
                break
            heap[place] = heap[child]
            place = child
        heap[place] = moved
        stop = top & _STOP_MASK
        seconds = top >> _STOP_BITS
        if seconds > least[stop]:
            continue
        for n in range(near_first[stop], near_first[stop + 1]):
            other = near_from[n]
            when = seconds + near_seconds[n]
            if when < least[other]:
                least[other] = when
                size = _push(heap, size, (when << _STOP_BITS) | other)
        for n in range(back_first[stop], back_first[stop + 1]):
            other = back_from[n]
            when = seconds + back_seconds[n]
            if when < least[other]:
                least[other] = when
                size = _push(heap, size, (when << _STOP_BITS) | other)
    return least


@njit(cache=True, error_model="numpy")
def _push(heap: Array, size: Whole, entry: Whole) -> Whole:
    place = size
    while place > 0:
        parent = (place - 1) >> 1
        if heap[parent] <= entry:
            break
        heap[place] = heap[parent]
        place = parent
    heap[place] = entry
    return size + 1


@njit(cache=True, error_model="numpy")
def earliest(
    net: Net,
    allowed: Array,
    sources: Array,
    starts: Array,
    walkers: Whole,
    is_target: Array,
    rest: Array,
    limit: Whole,
    best: Whole,
    people: Whole,
    rounds: Whole,
) -> tuple[Array, Array, Array, Whole]:
    """Earliest arrivals by rounds, from ``sources`` at ``starts``.

    Args:
        allowed: uint8 [attribute]: whether the person may ride.
        sources: int32 stops; ``starts``: int64 seconds.
        walkers: So many of the sources may begin with a walk; the others have walked already.
        is_target: uint8 [stop]; nobody goes on after the best arrival at a target.
        rest: int64 [stop]: no journey from here to a target takes less; zeros where there is no target.
        limit: Nobody boards later.
        best: Known arrival at the target without a ride, or INF.
        people: How many travel; -1: the group's drivers are not at hand.
        rounds: Most rides.

    Returns:
        ready: int64 [round, stop]: earliest instant at which one can board after so many rides.
        arrived: int64 [round]: best arrival at a target with at most so many rides.
        ridden: int64 [stop]: earliest arrival by a ride.
        used: The last round in which anything improved; ``rounds`` means there may be more.
    """
    # Taken out of the tuple once: each look into it would cost an atomic count.
    t_change = net.change
    t_route_zone = net.route_zone
    t_link_first = net.link_first
    t_link_drive = net.link_drive
    t_link_to = net.link_to
    t_link_seconds = net.link_seconds
    t_stop_first = net.stop_first
    t_stop_route = net.stop_route
    t_route_attr = net.route_attr
    t_stop_pos = net.stop_pos
    t_route_first = net.route_first
    t_route_trip = net.route_trip
    t_route_time = net.route_time
    t_route_stop = net.route_stop
    t_route_flags = net.route_flags
    t_arrival = net.arrival
    t_departure = net.departure
    t_base = net.base
    t_drive_seats = net.drive_seats
    t_drive_opens = net.drive_opens
    t_drive_closes = net.drive_closes
    t_route_days = net.route_days
    t_runs = net.runs
    t_trip_days = net.trip_days
    stops = t_change.size
    routes = t_route_zone.size
    ready = np.full((rounds + 1, stops), INF, dtype=np.int64)
    ridden = np.full(stops, INF, dtype=np.int64)
    arrived = np.full(rounds + 1, best, dtype=np.int64)
    marked = np.zeros(stops, dtype=np.uint8)
    got_off = np.zeros(stops, dtype=np.uint8)
    marks = np.empty(stops, dtype=np.int32)
    offs = np.empty(stops, dtype=np.int32)
    from_pos = np.full(routes, 2**30, dtype=np.int32)
    queue = np.empty(routes, dtype=np.int32)
    mark_count = 0
    bound = best
    for n in range(sources.size):
        stop = sources[n]
        if starts[n] < ready[0, stop]:
            ready[0, stop] = starts[n]
            if not marked[stop]:
                marked[stop] = 1
                marks[mark_count] = stop
                mark_count += 1
    for n in range(walkers):
        for link in range(t_link_first[sources[n]], t_link_first[sources[n] + 1]):
            if people < 0 and t_link_drive[link] >= 0:
                continue
            leave = _start(t_link_drive, t_drive_seats, t_drive_opens, t_drive_closes, link, starts[n], people)
            if leave >= INF:
                continue
            stop = t_link_to[link]
            when = leave + t_link_seconds[link]
            if when < ready[0, stop]:
                ready[0, stop] = when
                if not marked[stop]:
                    marked[stop] = 1
                    marks[mark_count] = stop
                    mark_count += 1
    used = 0
    for k in range(1, rounds + 1):
        for stop in range(stops):
            ready[k, stop] = ready[k - 1, stop]
        arrived[k] = bound
        if mark_count == 0:
            continue
        used = k
        queued = 0
        for n in range(mark_count):
            stop = marks[n]
            for at in range(t_stop_first[stop], t_stop_first[stop + 1]):
                route = t_stop_route[at]
                if not allowed[t_route_attr[route]]:
                    continue
                pos = t_stop_pos[at]
                if from_pos[route] == 2**30:
                    queue[queued] = route
                    queued += 1
                from_pos[route] = min(from_pos[route], pos)
        off_count = 0
        for q in range(queued):
            route = queue[q]
            first = t_route_first[route]
            length = t_route_first[route + 1] - first
            count = t_route_trip[route + 1] - t_route_trip[route]
            times = t_route_time[route]
            zone = t_route_zone[route]
            key = np.int64(-1)
            start = np.int64(0)
            place = np.int64(0)
            day = np.int64(0)
            pos = from_pos[route]
            from_pos[route] = 2**30
            while pos < length:
                stop = t_route_stop[first + pos]
                flags = t_route_flags[first + pos]
                if key >= 0 and flags & ALIGHT:
                    when = start + t_arrival[times + place * length + pos]
                    if when < ridden[stop] and when + rest[stop] <= bound:
                        ridden[stop] = when
                        if not got_off[stop]:
                            got_off[stop] = 1
                            offs[off_count] = stop
                            off_count += 1
                        if is_target[stop] and when < bound:
                            bound = when
                if marked[stop] and flags & BOARD:
                    when = ready[k - 1, stop]
                    column = t_route_time[route] + pos * count
                    if when + rest[stop] > bound:
                        # Too late by now: a better arrival was found since.
                        pass
                    elif key >= 0 and (day == 0 or t_base[zone, day - 1] + t_departure[column + count - 1] < when):
                        # An earlier trip of the same day, one after the other: seldom more than one or two.
                        before = place - 1
                        while before >= 0 and start + t_departure[column + before] >= when:
                            if t_runs[t_trip_days[t_route_trip[route] + before], day]:
                                place = before
                            before -= 1
                        key = day * count + place
                    elif key < 0 or when <= start + t_departure[column + place]:
                        caught = _catch(
                            t_route_trip,
                            t_route_time,
                            t_departure,
                            t_route_zone,
                            t_base,
                            t_route_days,
                            t_runs,
                            t_trip_days,
                            route,
                            pos,
                            when,
                            min(limit, bound - rest[stop]),
                        )
                        if caught >= 0 and (key < 0 or caught < key):
                            key = caught
                            day = key // count
                            place = key - day * count
                            start = t_base[zone, day]
                pos += 1
        for n in range(mark_count):
            marked[marks[n]] = 0
        mark_count = 0
        for n in range(off_count):
            stop = offs[n]
            got_off[stop] = 0
            when = ridden[stop]
            if t_change[stop] >= 0 and when + t_change[stop] < ready[k, stop] and when + rest[stop] <= bound:
                ready[k, stop] = when + t_change[stop]
                if not marked[stop]:
                    marked[stop] = 1
                    marks[mark_count] = stop
                    mark_count += 1
            for link in range(t_link_first[stop], t_link_first[stop + 1]):
                if people < 0 and t_link_drive[link] >= 0:
                    continue
                leave = _start(t_link_drive, t_drive_seats, t_drive_opens, t_drive_closes, link, when, people)
                if leave >= INF:
                    continue
                there = leave + t_link_seconds[link]
                other = t_link_to[link]
                if is_target[other] and there < bound:
                    bound = there
                if there < ready[k, other] and there + rest[other] <= bound:
                    ready[k, other] = there
                    if not marked[other]:
                        marked[other] = 1
                        marks[mark_count] = other
                        mark_count += 1
        arrived[k] = bound
    if mark_count > 0:
        used = rounds + 1
    return ready, arrived, ridden, used


@njit(cache=True, error_model="numpy")
def _grown(pool: Array) -> Array:
    larger = np.empty((pool.shape[0] * 2, pool.shape[1]), dtype=np.int64)
    larger[: pool.shape[0]] = pool
    return larger


@njit(cache=True, error_model="numpy")
def _insert(
    pool: Array, used: Whole, head: Array, at: Whole, ready: Whole, recorded: Whole, lead: Whole, cost: Whole, k: Whole
) -> tuple[Array, Whole, Whole]:
    """Put a label into the bag ``at``, unless one there is no worse. Return the pool, its use and the row, or -1."""
    before: Whole = np.int64(-1)
    row = head[at]
    while row >= 0:
        label = pool[row]
        # A first walk is as late as it can be, so its lead is known only at boarding: it beats nobody before.
        firm = label[_LINK] < 0
        if firm and label[_READY] <= ready and label[_RECORDED] <= recorded:
            if label[_LEAD] >= lead and label[_COST] <= cost:
                return pool, used, np.int64(-1)
        after = label[_NEXT]
        if ready <= label[_READY] and recorded <= label[_RECORDED] and lead >= label[_LEAD] and cost <= label[_COST]:
            if before < 0:
                head[at] = after
            else:
                pool[before, _NEXT] = after
        else:
            before = row
        row = after
    if used == pool.shape[0]:
        pool = _grown(pool)
    label = pool[used]
    label[_READY] = ready
    label[_RECORDED] = recorded
    label[_LEAD] = lead
    label[_COST] = cost
    label[_NEXT] = head[at]
    label[_ROUND] = k
    label[_LINK] = LATER
    label[_ORIGIN] = -1
    head[at] = used
    return pool, used + 1, np.int64(used)


@njit(cache=True, error_model="numpy")
def _beaten(ends: Array, count: Whole, arrival: Whole, rides: Whole, recorded: Whole, lead: Whole, cost: Whole) -> bool:
    """Whether a journey found already is strictly better than everything that could become of this label."""
    for n in range(count):
        end = ends[n]
        if end[0] <= arrival and end[1] <= rides and end[2] <= recorded and end[3] >= lead and end[4] <= cost:
            if end[0] < arrival or end[1] < rides or end[2] < recorded or end[3] > lead or end[4] < cost:
                return True
    return False


@njit(cache=True, error_model="numpy")
def _end(
    ends: Array, count: Whole, arrival: Whole, rides: Whole, recorded: Whole, lead: Whole, cost: Whole
) -> tuple[Array, Whole]:
    """Put a journey into the front, unless one there is no worse."""
    for n in range(count):
        end = ends[n]
        if end[0] <= arrival and end[1] <= rides and end[2] <= recorded and end[3] >= lead and end[4] <= cost:
            return ends, count
    kept = 0
    for n in range(count):
        end = ends[n]
        if not (arrival <= end[0] and rides <= end[1] and recorded <= end[2] and lead >= end[3] and cost <= end[4]):
            if kept != n:
                ends[kept] = ends[n]
            kept += 1
    if kept == ends.shape[0]:
        ends = _grown(ends)
    ends[kept, 0] = arrival
    ends[kept, 1] = rides
    ends[kept, 2] = recorded
    ends[kept, 3] = lead
    ends[kept, 4] = cost
    return ends, kept + 1


@njit(cache=True, error_model="numpy")
def _without_ride(
    t_link_first: Array,
    t_link_to: Array,
    t_link_seconds: Array,
    t_link_drive: Array,
    t_drive_cost: Array,
    t_drive_seats: Array,
    t_drive_opens: Array,
    t_drive_closes: Array,
    sources: Array,
    is_target: Array,
    presence: Array,
    depart: Whole,
    min_lead: Whole,
    people: Whole,
    ends: Array,
) -> tuple[Array, Whole]:
    """The whole journey is one walk or one drive."""
    count = 0
    for n in range(sources.size):
        stop = sources[n]
        for link in range(t_link_first[stop], t_link_first[stop + 1]):
            other = t_link_to[link]
            leave = _start(t_link_drive, t_drive_seats, t_drive_opens, t_drive_closes, link, depart, people)
            if not is_target[other] or leave >= INF:
                continue
            arrival = leave + t_link_seconds[link]
            lead = min(_minus(presence[stop], leave), _minus(presence[other], arrival))
            drive = t_link_drive[link]
            cost = t_drive_cost[drive] if drive >= 0 else np.int64(0)
            if lead >= min_lead:
                ends, count = _end(ends, count, arrival, 0, 0, lead, cost)
    return ends, count


@njit(cache=True, error_model="numpy")
def fronts(
    net: Net,
    allowed: Array,
    sources: Array,
    is_target: Array,
    presence: Array,
    rest: Array,
    depart: Whole,
    limit: Whole,
    min_lead: Whole,
    people: Whole,
    rounds: Whole,
    direct: bool,
) -> tuple[Array, Array, Array, bool]:
    """The front at the target in (arrival, rides, recorded legs, lead, cost).

    Args:
        presence: int64 [stop]: E, the earliest instant at which a pursuer can be there.
        rest: int64 [stop]: no journey from here to the target takes less; INF where there is none.
        min_lead: Labels below it are dropped.
        rounds: Most rides.
        direct: Whether a walk or a drive may be the whole journey.

    Returns:
        ends: int64 [journey, 5]; ready and ridden as in ``earliest``; whether more rounds are needed.
    """
    # Taken out of the tuple once: each look into it would cost an atomic count.
    t_change = net.change
    t_route_zone = net.route_zone
    t_link_first = net.link_first
    t_link_to = net.link_to
    t_link_seconds = net.link_seconds
    t_link_drive = net.link_drive
    t_drive_cost = net.drive_cost
    t_stop_first = net.stop_first
    t_stop_route = net.stop_route
    t_route_attr = net.route_attr
    t_stop_pos = net.stop_pos
    t_route_first = net.route_first
    t_attr_record = net.attr_record
    t_attr_cost = net.attr_cost
    t_route_stop = net.route_stop
    t_route_flags = net.route_flags
    t_drive_closes = net.drive_closes
    t_drive_seats = net.drive_seats
    t_drive_opens = net.drive_opens
    t_route_trip = net.route_trip
    t_base = net.base
    t_arrival = net.arrival
    t_route_time = net.route_time
    t_departure = net.departure
    t_route_days = net.route_days
    t_runs = net.runs
    t_trip_days = net.trip_days
    stops = t_change.size
    routes = t_route_zone.size
    ends, end_count = _without_ride(
        t_link_first,
        t_link_to,
        t_link_seconds,
        t_link_drive,
        t_drive_cost,
        t_drive_seats,
        t_drive_opens,
        t_drive_closes,
        sources if direct else sources[:0],
        is_target,
        presence,
        depart,
        min_lead,
        people,
        np.empty((64, 5), dtype=np.int64),
    )
    ready = np.full((rounds + 1, stops), INF, dtype=np.int64)
    ridden = np.full(stops, INF, dtype=np.int64)
    pool = np.empty((4096, _WIDTH), dtype=np.int64)
    used = 0
    off_pool = np.empty((4096, _WIDTH), dtype=np.int64)
    off_used = 0
    head = np.full(stops, -1, dtype=np.int64)
    off_head = np.full(stops, -1, dtype=np.int64)
    marked = np.zeros(stops, dtype=np.uint8)
    marks = np.empty(stops, dtype=np.int32)
    got_off = np.zeros(stops, dtype=np.uint8)
    offs = np.empty(stops, dtype=np.int32)
    from_pos = np.full(routes, 2**30, dtype=np.int32)
    queue = np.empty(routes, dtype=np.int32)
    bag = np.empty((64, 6), dtype=np.int64)
    last_presence = np.int64(-INF)
    for stop in range(stops):
        if is_target[stop] and presence[stop] > last_presence:
            last_presence = presence[stop]
    mark_count = 0
    for n in range(sources.size):
        stop = sources[n]
        for link in range(t_link_first[stop] - 1, t_link_first[stop + 1]):
            direct = link < t_link_first[stop]
            leave = (
                depart
                if direct
                else _start(t_link_drive, t_drive_seats, t_drive_opens, t_drive_closes, link, depart, people)
            )
            if leave >= INF:
                continue
            other = stop if direct else t_link_to[link]
            when = depart if direct else leave + t_link_seconds[link]
            cost = np.int64(0)
            if not direct and t_link_drive[link] >= 0:
                cost = t_drive_cost[t_link_drive[link]]
            # Labels of the origin are not weighed against each other: their lead is known only when they board.
            if used == pool.shape[0]:
                pool = _grown(pool)
            pool[used, _READY] = when
            pool[used, _RECORDED] = 0
            pool[used, _LEAD] = INF
            pool[used, _COST] = cost
            pool[used, _NEXT] = head[other]
            pool[used, _ROUND] = 0
            pool[used, _LINK] = FIRST if direct else link
            pool[used, _ORIGIN] = stop
            head[other] = used
            used += 1
            ready[0, other] = min(ready[0, other], when)
            if not marked[other]:
                marked[other] = 1
                marks[mark_count] = other
                mark_count += 1
    for k in range(1, rounds + 1):
        for stop in range(stops):
            ready[k, stop] = ready[k - 1, stop]
        if mark_count == 0:
            continue
        queued = 0
        for n in range(mark_count):
            stop = marks[n]
            for at in range(t_stop_first[stop], t_stop_first[stop + 1]):
                route = t_stop_route[at]
                if not allowed[t_route_attr[route]]:
                    continue
                if from_pos[route] == 2**30:
                    queue[queued] = route
                    queued += 1
                from_pos[route] = min(from_pos[route], t_stop_pos[at])
        off_count = 0
        for q in range(queued):
            route = queue[q]
            first = t_route_first[route]
            length = t_route_first[route + 1] - first
            pos = from_pos[route]
            from_pos[route] = 2**30
            count = t_route_trip[route + 1] - t_route_trip[route]
            times = t_route_time[route]
            zone = t_route_zone[route]
            attribute = t_route_attr[route]
            recorded = 1 if t_attr_record[attribute] != 0 else 0
            fare = t_attr_cost[attribute] if t_attr_cost[attribute] >= 0 else np.int64(INF)
            inside = 0
            while pos < length:
                stop = t_route_stop[first + pos]
                flags = t_route_flags[first + pos]
                there = presence[stop]
                kept = 0
                for n in range(inside):
                    key, rec, lead, cost = bag[n, 0], bag[n, 1], bag[n, 2], bag[n, 3]
                    start, place = bag[n, 4], bag[n, 5]
                    when = start + t_arrival[times + place * length + pos]
                    final = min(lead, _minus(last_presence, when + rest[stop]))
                    # Whoever stays on board needs no less than what remains from here.
                    if final < min_lead or _beaten(ends, end_count, when + rest[stop], k, rec, final, cost):
                        continue
                    if flags & ALIGHT:
                        off_pool, off_used, row = _insert(off_pool, off_used, off_head, stop, when, rec, lead, cost, k)
                        if row >= 0:
                            ridden[stop] = min(ridden[stop], when)
                            if is_target[stop]:
                                here = min(lead, _minus(there, when))
                                if here >= min_lead:
                                    ends, end_count = _end(ends, end_count, when, k, rec, here, cost)
                            if not got_off[stop]:
                                got_off[stop] = 1
                                offs[off_count] = stop
                                off_count += 1
                    if there < INF:
                        lead = min(lead, there - (start + t_departure[times + pos * count + place]))
                    if lead >= min_lead:
                        bag[kept, 0] = key
                        bag[kept, 1] = rec
                        bag[kept, 2] = lead
                        bag[kept, 3] = cost
                        bag[kept, 4] = start
                        bag[kept, 5] = place
                        kept += 1
                inside = kept
                if marked[stop] and flags & BOARD:
                    row = head[stop]
                    while row >= 0:
                        label = pool[row]
                        wanted = label[_ROUND] == k - 1
                        if wanted:
                            # Somebody on board left before this label is ready, and is no worse: it need not be tried.
                            for n in range(inside):
                                if (
                                    bag[n, 2] >= label[_LEAD]
                                    and bag[n, 1] <= label[_RECORDED] + recorded
                                    and bag[n, 4] + t_departure[times + pos * count + bag[n, 5]] < label[_READY]
                                    and bag[n, 3] <= _plus(label[_COST], fare)
                                ):
                                    wanted = False
                                    break
                        if wanted:
                            key = _catch(
                                t_route_trip,
                                t_route_time,
                                t_departure,
                                t_route_zone,
                                t_base,
                                t_route_days,
                                t_runs,
                                t_trip_days,
                                route,
                                pos,
                                label[_READY],
                                limit,
                            )
                            if key >= 0:
                                day = key // count
                                place = key - day * count
                                start = t_base[zone, day]
                                leaving = start + t_departure[times + pos * count + place]
                                lead = min(label[_LEAD], _minus(there, leaving))
                                link = label[_LINK]
                                if link >= 0:
                                    leave = leaving - t_link_seconds[link]
                                    if t_link_drive[link] >= 0:
                                        leave = min(leave, t_drive_closes[t_link_drive[link]])
                                    lead = min(lead, _minus(presence[label[_ORIGIN]], leave))
                                rec = label[_RECORDED] + recorded
                                cost = _plus(label[_COST], fare)
                                soonest = leaving + rest[stop]
                                final = min(lead, _minus(last_presence, soonest))
                                good = final >= min_lead
                                if good:
                                    good = not _beaten(ends, end_count, soonest, k, rec, final, cost)
                                if good:
                                    for n in range(inside):
                                        if (
                                            bag[n, 0] <= key
                                            and bag[n, 1] <= rec
                                            and bag[n, 2] >= lead
                                            and bag[n, 3] <= cost
                                        ):
                                            good = False
                                            break
                                if good:
                                    kept = 0
                                    for n in range(inside):
                                        if not (
                                            key <= bag[n, 0]
                                            and rec <= bag[n, 1]
                                            and lead >= bag[n, 2]
                                            and cost <= bag[n, 3]
                                        ):
                                            if kept != n:
                                                bag[kept] = bag[n]
                                            kept += 1
                                    if kept == bag.shape[0]:
                                        bag = _grown(bag)
                                    bag[kept, 0] = key
                                    bag[kept, 1] = rec
                                    bag[kept, 2] = lead
                                    bag[kept, 3] = cost
                                    bag[kept, 4] = start
                                    bag[kept, 5] = place
                                    inside = kept + 1
                        row = pool[row, _NEXT]
                pos += 1
        for n in range(mark_count):
            marked[marks[n]] = 0
        mark_count = 0
        for n in range(off_count):
            stop = offs[n]
            got_off[stop] = 0
            row = off_head[stop]
            while row >= 0:
                if off_pool[row, _ROUND] == k:
                    when = off_pool[row, _READY]
                    rec = off_pool[row, _RECORDED]
                    lead = off_pool[row, _LEAD]
                    cost = off_pool[row, _COST]
                    for link in range(t_link_first[stop] - 1, t_link_first[stop + 1]):
                        changing = link < t_link_first[stop]
                        if changing:
                            if t_change[stop] < 0:
                                continue
                            other = stop
                            there = when + t_change[stop]
                            now_lead, now_cost = lead, cost
                        else:
                            leave = _start(
                                t_link_drive, t_drive_seats, t_drive_opens, t_drive_closes, link, when, people
                            )
                            if leave >= INF:
                                continue
                            other = t_link_to[link]
                            there = leave + t_link_seconds[link]
                            now_lead = min(lead, _minus(presence[stop], leave))
                            now_cost = cost
                            if t_link_drive[link] >= 0:
                                now_cost = _plus(cost, t_drive_cost[t_link_drive[link]])
                            if now_lead < min_lead:
                                continue
                            if is_target[other]:
                                final = min(now_lead, _minus(presence[other], there))
                                if final >= min_lead:
                                    ends, end_count = _end(ends, end_count, there, k, rec, final, now_cost)
                        if rest[other] >= INF:
                            continue
                        final = min(now_lead, _minus(last_presence, there + rest[other]))
                        if final < min_lead or _beaten(
                            ends, end_count, there + rest[other], k + 1, rec, final, now_cost
                        ):
                            continue
                        pool, used, put = _insert(pool, used, head, other, there, rec, now_lead, now_cost, k)
                        if put >= 0:
                            ready[k, other] = min(ready[k, other], there)
                            if not marked[other]:
                                marked[other] = 1
                                marks[mark_count] = other
                                mark_count += 1
                row = off_pool[row, _NEXT]
    return ends[:end_count].copy(), ready, ridden, mark_count > 0


@njit(cache=True, error_model="numpy")
def _insert_back(
    pool: Array, used: Whole, head: Array, stop: Whole, by: Whole, rec: Whole, cost: Whole, k: Whole
) -> tuple[Array, Whole, Whole]:
    """Put a backward label into the bag of a stop, unless one there is no worse."""
    before: Whole = np.int64(-1)
    row = head[stop]
    while row >= 0:
        if pool[row, _BY] >= by and pool[row, _BREC] <= rec and pool[row, _BCOST] <= cost:
            return pool, used, np.int64(-1)
        after = pool[row, _BNEXT]
        # A label of the round before has one ride more to spend and may still be waiting: it stays.
        if pool[row, _BROUND] == k and by >= pool[row, _BY] and rec <= pool[row, _BREC] and cost <= pool[row, _BCOST]:
            if before < 0:
                head[stop] = after
            else:
                pool[before, _BNEXT] = after
        else:
            before = row
        row = after
    if used == pool.shape[0]:
        pool = _grown(pool)
    pool[used, _BY] = by
    pool[used, _BREC] = rec
    pool[used, _BCOST] = cost
    pool[used, _BNEXT] = head[stop]
    pool[used, _BROUND] = k
    pool[used, _BSTOP] = stop
    head[stop] = used
    return pool, used + 1, np.int64(used)


@njit(cache=True, error_model="numpy")
def _latest(presence: Whole, lead: Whole) -> Whole:
    """Return the last instant at which one can leave with this lead."""
    return presence - lead if presence < INF and lead > -INF else np.int64(INF)


@njit(cache=True, error_model="numpy")
def _back_start(
    t_back_drive: Array,
    t_drive_seats: Array,
    t_drive_closes: Array,
    t_drive_opens: Array,
    link: Whole,
    by: Whole,
    people: Whole,
) -> Whole:
    """Return the last instant, at or before ``by``, to set out on this backward link; -INF if there is none."""
    drive = t_back_drive[link]
    if drive < 0:
        return by
    if t_drive_seats[drive] < people:
        return np.int64(-INF)
    by = min(by, t_drive_closes[drive])
    return by if by >= t_drive_opens[drive] else np.int64(-INF)


@njit(cache=True, error_model="numpy")
def retrace(
    net: Net,
    allowed: Array,
    is_source: Array,
    is_target: Array,
    presence: Array,
    ready: Array,
    ridden: Array,
    depart: Whole,
    arrival: Whole,
    rides: Whole,
    recorded: Whole,
    lead: Whole,
    cost: Whole,
    people: Whole,
) -> tuple[Whole, Array, Whole]:
    """The journey that leaves last among those no worse than (arrival, rides, recorded, lead, cost).

    ``rides`` is at least 1. ``ready`` [round, stop] bounds from below when one can board after so many rides,
    ``ridden`` [stop] when one can arrive by a ride.

    Returns:
        departure: -INF if there is none.
        legs: int64 [ride, 5]: link before the ride (-1 none; backward link, else), pattern, key, board, alight.
        last: Backward link after the last ride, or -1.
    """
    # Taken out of the tuple once: each look into it would cost an atomic count.
    t_change = net.change
    t_route_zone = net.route_zone
    t_back_first = net.back_first
    t_back_from = net.back_from
    t_back_seconds = net.back_seconds
    t_back_drive = net.back_drive
    t_drive_cost = net.drive_cost
    t_stop_first = net.stop_first
    t_stop_route = net.stop_route
    t_route_attr = net.route_attr
    t_stop_pos = net.stop_pos
    t_route_first = net.route_first
    t_attr_record = net.attr_record
    t_attr_cost = net.attr_cost
    t_route_stop = net.route_stop
    t_route_flags = net.route_flags
    t_drive_closes = net.drive_closes
    t_drive_seats = net.drive_seats
    t_drive_opens = net.drive_opens
    t_route_trip = net.route_trip
    t_base = net.base
    t_departure = net.departure
    t_route_time = net.route_time
    t_arrival = net.arrival
    t_route_days = net.route_days
    t_runs = net.runs
    t_trip_days = net.trip_days
    stops = t_change.size
    routes = t_route_zone.size
    pool = np.empty((256, _BWIDTH), dtype=np.int64)
    used = 0
    head = np.full(stops, -1, dtype=np.int64)
    marked = np.zeros(stops, dtype=np.uint8)
    marks = np.empty(stops, dtype=np.int32)
    to_pos = np.full(routes, -1, dtype=np.int32)
    queue = np.empty(routes, dtype=np.int32)
    bag = np.empty((64, 5), dtype=np.int64)
    counts_cost = cost < INF
    mark_count = 0
    for target in range(stops):
        if not is_target[target]:
            continue
        by = min(arrival, _latest(presence[target], lead))
        for link in range(t_back_first[target] - 1, t_back_first[target + 1]):
            direct = link < t_back_first[target]
            stop, when, spent = target, by, np.int64(0)
            if not direct:
                stop = t_back_from[link]
                when = min(by - t_back_seconds[link], _latest(presence[stop], lead))
                when = _back_start(t_back_drive, t_drive_seats, t_drive_closes, t_drive_opens, link, when, people)
                if t_back_drive[link] >= 0 and counts_cost:
                    spent = t_drive_cost[t_back_drive[link]]
                if spent > cost:
                    continue
            if when < ridden[stop]:
                continue
            pool, used, put = _insert_back(pool, used, head, stop, when, 0, spent, 0)
            if put >= 0:
                pool[put, _BLINK] = -1 if direct else link
                pool[put, _BPARENT] = -1
                if not marked[stop]:
                    marked[stop] = 1
                    marks[mark_count] = stop
                    mark_count += 1
    found = np.int64(-INF)
    found_leg = np.empty(LEG_WIDTH, dtype=np.int64)
    found_parent = np.int64(-1)
    for k in range(1, rides + 1):
        queued = 0
        for n in range(mark_count):
            stop = marks[n]
            for at in range(t_stop_first[stop], t_stop_first[stop + 1]):
                route = t_stop_route[at]
                if not allowed[t_route_attr[route]]:
                    continue
                if to_pos[route] < 0:
                    queue[queued] = route
                    queued += 1
                to_pos[route] = max(to_pos[route], t_stop_pos[at])
        waiting = marks[:mark_count].copy()
        pending = np.zeros(stops, dtype=np.uint8)
        for n in range(mark_count):
            pending[marks[n]] = 1
            marked[marks[n]] = 0
        mark_count = 0
        for q in range(queued):
            route = queue[q]
            first = t_route_first[route]
            pos = to_pos[route]
            to_pos[route] = -1
            attribute = t_route_attr[route]
            leaves_record = 1 if t_attr_record[attribute] != 0 else 0
            fare = t_attr_cost[attribute]
            if counts_cost and fare < 0:
                continue
            inside = 0
            while pos >= 0:
                stop = t_route_stop[first + pos]
                flags = t_route_flags[first + pos]
                until = _latest(presence[stop], lead)
                kept = 0
                for n in range(inside):
                    key = bag[n, 0]
                    leaving = _leaves(t_route_trip, t_base, t_route_zone, t_departure, t_route_time, route, key, pos)
                    if leaving > until:
                        key = _last_before(
                            t_route_trip,
                            t_route_first,
                            t_departure,
                            t_route_time,
                            t_arrival,
                            t_route_zone,
                            t_base,
                            t_route_days,
                            t_runs,
                            t_trip_days,
                            route,
                            pos,
                            until,
                            depart,
                            True,
                        )
                        if key < 0:
                            continue
                        leaving = _leaves(
                            t_route_trip, t_base, t_route_zone, t_departure, t_route_time, route, key, pos
                        )
                    if leaving < depart or leaving <= found:
                        continue
                    bag[kept, 0] = key
                    for column in range(1, 5):
                        bag[kept, column] = bag[n, column]
                    kept += 1
                inside = kept
                if flags & BOARD:
                    for n in range(inside):
                        key, rec, spent, parent, alight = bag[n, 0], bag[n, 1], bag[n, 2], bag[n, 3], bag[n, 4]
                        leaving = _leaves(
                            t_route_trip, t_base, t_route_zone, t_departure, t_route_time, route, key, pos
                        )
                        if ready[rides - k, stop] > leaving:
                            continue
                        if is_source[stop] and leaving > found:
                            found = leaving
                            found_leg[LEG_LINK] = -1
                            found_leg[LEG_ROUTE] = route
                            found_leg[LEG_KEY] = key
                            found_leg[LEG_BOARD] = pos
                            found_leg[LEG_ALIGHT] = alight
                            found_parent = parent
                        for link in range(t_back_first[stop] - 1, t_back_first[stop + 1]):
                            if link < t_back_first[stop]:
                                if k < rides and t_change[stop] >= 0:
                                    by = leaving - t_change[stop]
                                    if by >= ridden[stop] and by > found:
                                        pool, used, put = _insert_back(pool, used, head, stop, by, rec, spent, k)
                                        if put >= 0:
                                            _follow(pool, put, -1, route, key, pos, alight, parent)
                                            if not marked[stop]:
                                                marked[stop] = 1
                                                marks[mark_count] = stop
                                                mark_count += 1
                                continue
                            other = t_back_from[link]
                            drive = t_back_drive[link]
                            now_spent = spent
                            if drive >= 0 and counts_cost:
                                now_spent += t_drive_cost[drive]
                                if now_spent > cost:
                                    continue
                            latest = _latest(presence[other], lead)
                            if is_source[other]:
                                # The first link leaves as late as it can: an earlier trip, where the lead wants it.
                                own_key, own_leaving = key, leaving
                                if drive < 0 or t_drive_closes[drive] > latest:
                                    if own_leaving - t_back_seconds[link] > latest:
                                        own_key = _last_before(
                                            t_route_trip,
                                            t_route_first,
                                            t_departure,
                                            t_route_time,
                                            t_arrival,
                                            t_route_zone,
                                            t_base,
                                            t_route_days,
                                            t_runs,
                                            t_trip_days,
                                            route,
                                            pos,
                                            latest + t_back_seconds[link],
                                            depart,
                                            True,
                                        )
                                        if own_key >= 0:
                                            own_leaving = _leaves(
                                                t_route_trip,
                                                t_base,
                                                t_route_zone,
                                                t_departure,
                                                t_route_time,
                                                route,
                                                own_key,
                                                pos,
                                            )
                                if own_key >= 0:
                                    start = _back_start(
                                        t_back_drive,
                                        t_drive_seats,
                                        t_drive_closes,
                                        t_drive_opens,
                                        link,
                                        own_leaving - t_back_seconds[link],
                                        people,
                                    )
                                    if start >= depart and start > found:
                                        found = start
                                        found_leg[LEG_LINK] = link
                                        found_leg[LEG_ROUTE] = route
                                        found_leg[LEG_KEY] = own_key
                                        found_leg[LEG_BOARD] = pos
                                        found_leg[LEG_ALIGHT] = alight
                                        found_parent = parent
                            if k < rides:
                                by = _back_start(
                                    t_back_drive,
                                    t_drive_seats,
                                    t_drive_closes,
                                    t_drive_opens,
                                    link,
                                    min(leaving - t_back_seconds[link], latest),
                                    people,
                                )
                                if by >= ridden[other] and by > found:
                                    pool, used, put = _insert_back(pool, used, head, other, by, rec, now_spent, k)
                                    if put >= 0:
                                        _follow(pool, put, link, route, key, pos, alight, parent)
                                        if not marked[other]:
                                            marked[other] = 1
                                            marks[mark_count] = other
                                            mark_count += 1
                if pending[stop] and flags & ALIGHT:
                    row = head[stop]
                    while row >= 0:
                        if pool[row, _BROUND] == k - 1:
                            rec = pool[row, _BREC] + leaves_record
                            spent = pool[row, _BCOST] + fare if counts_cost else np.int64(0)
                            if rec <= recorded and spent <= cost:
                                key = _last_before(
                                    t_route_trip,
                                    t_route_first,
                                    t_departure,
                                    t_route_time,
                                    t_arrival,
                                    t_route_zone,
                                    t_base,
                                    t_route_days,
                                    t_runs,
                                    t_trip_days,
                                    route,
                                    pos,
                                    pool[row, _BY],
                                    max(depart, found),
                                    False,
                                )
                                good = key >= 0
                                if good:
                                    for n in range(inside):
                                        if bag[n, 0] >= key and bag[n, 1] <= rec and bag[n, 2] <= spent:
                                            good = False
                                            break
                                if good:
                                    kept = 0
                                    for n in range(inside):
                                        if not (key >= bag[n, 0] and rec <= bag[n, 1] and spent <= bag[n, 2]):
                                            if kept != n:
                                                bag[kept] = bag[n]
                                            kept += 1
                                    if kept == bag.shape[0]:
                                        bag = _grown(bag)
                                    bag[kept, 0] = key
                                    bag[kept, 1] = rec
                                    bag[kept, 2] = spent
                                    bag[kept, 3] = row
                                    bag[kept, 4] = pos
                                    inside = kept + 1
                        row = pool[row, _BNEXT]
                pos -= 1
        if waiting.size == 0:
            break
    legs = np.empty((rides, LEG_WIDTH), dtype=np.int64)
    if found <= -INF:
        return found, legs[:0], np.int64(-1)
    legs[0] = found_leg
    count = 1
    row = found_parent
    while pool[row, _BPARENT] >= 0:
        legs[count, LEG_LINK] = pool[row, _BLINK]
        legs[count, LEG_ROUTE] = pool[row, _BROUTE]
        legs[count, LEG_KEY] = pool[row, _BKEY]
        legs[count, LEG_BOARD] = pool[row, _BBOARD]
        legs[count, LEG_ALIGHT] = pool[row, _BALIGHT]
        count += 1
        row = pool[row, _BPARENT]
    return found, legs[:count].copy(), pool[row, _BLINK]


@njit(cache=True, error_model="numpy")
def _follow(
    pool: Array, row: Whole, link: Whole, route: Whole, key: Whole, board: Whole, alight: Whole, parent: Whole
) -> None:
    """Note what comes after a backward label: a link, then a ride, then another label."""
    pool[row, _BLINK] = link
    pool[row, _BROUTE] = route
    pool[row, _BKEY] = key
    pool[row, _BBOARD] = board
    pool[row, _BALIGHT] = alight
    pool[row, _BPARENT] = parent


@njit(cache=True, error_model="numpy")
def _with_legs(
    net: Net,
    allowed: Array,
    is_source: Array,
    is_target: Array,
    presence: Array,
    ready: Array,
    ridden: Array,
    depart: Whole,
    ends: Array,
    count: Whole,
    people: Whole,
) -> tuple[Array, Array]:
    """Retrace every journey of a front.

    Returns:
        found: int64 [journey, 3]: departure, where its legs end in ``legs``, the last link.
        legs: int64 [ride, 5].
    """
    found = np.empty((count, 3), dtype=np.int64)
    legs = np.empty((16, LEG_WIDTH), dtype=np.int64)
    used = 0
    for n in range(count):
        found[n, 0] = depart
        found[n, 2] = -1
        if ends[n, 1] > 0:
            departure, own, last = retrace(
                net, allowed, is_source, is_target, presence, ready, ridden, depart,
                ends[n, 0], ends[n, 1], ends[n, 2], ends[n, 3], ends[n, 4], people,
            )  # fmt: skip
            found[n, 0] = departure
            found[n, 2] = last
            while used + own.shape[0] > legs.shape[0]:
                legs = _grown(legs)
            legs[used : used + own.shape[0]] = own
            used += own.shape[0]
        found[n, 1] = used
    return found, legs[:used].copy()


@njit(cache=True, error_model="numpy")
def _marks(stops: Whole, some: Array) -> Array:
    marks = np.zeros(stops, dtype=np.uint8)
    for stop in some:
        marks[stop] = 1
    return marks


@njit(cache=True, error_model="numpy")
def quick(
    net: Net,
    allowed: Array,
    sources: Array,
    targets: Array,
    presence: Array,
    depart: Whole,
    limit: Whole,
    people: Whole,
    rounds: Whole,
    direct: bool,
) -> tuple[Array, Array, Array, bool]:
    """The front in (arrival, rides) with its journeys; ``presence`` must be ``INF`` everywhere.

    Returns:
        ends: int64 [journey, 5]; found and legs as in ``_with_legs``; whether more rounds are needed.
    """
    # Taken out of the tuple once: each look into it would cost an atomic count.
    t_change = net.change
    t_link_first = net.link_first
    t_link_to = net.link_to
    t_link_seconds = net.link_seconds
    t_link_drive = net.link_drive
    t_drive_cost = net.drive_cost
    t_drive_seats = net.drive_seats
    t_drive_opens = net.drive_opens
    t_drive_closes = net.drive_closes
    stops = t_change.size
    is_source, is_target = _marks(stops, sources), _marks(stops, targets)
    start, count = _without_ride(
        t_link_first,
        t_link_to,
        t_link_seconds,
        t_link_drive,
        t_drive_cost,
        t_drive_seats,
        t_drive_opens,
        t_drive_closes,
        sources if direct else sources[:0],
        is_target,
        presence,
        depart,
        np.int64(-INF),
        people,
        np.empty((64, 5), dtype=np.int64),
    )
    best = np.int64(INF)
    for n in range(count):
        best = min(best, start[n, 0])
    starts = np.full(sources.size, depart, dtype=np.int64)
    ready, arrived, ridden, used = earliest(
        net, allowed, sources, starts, sources.size, is_target, remaining(net, targets), limit, best, people, rounds
    )
    ends = np.empty((rounds + 1, 5), dtype=np.int64)
    count = 0
    for k in range(rounds + 1):
        if arrived[k] < INF and (k == 0 or arrived[k] < arrived[k - 1]):
            ends[count, 0] = arrived[k]
            ends[count, 1] = k
            ends[count, 2] = INF
            ends[count, 3] = -INF
            ends[count, 4] = INF
            count += 1
    found, legs = _with_legs(net, allowed, is_source, is_target, presence, ready, ridden, depart, ends, count, people)
    return ends[:count].copy(), found, legs, used > rounds


@njit(cache=True, error_model="numpy")
def full(
    net: Net,
    allowed: Array,
    sources: Array,
    targets: Array,
    presence: Array,
    depart: Whole,
    limit: Whole,
    min_lead: Whole,
    people: Whole,
    rounds: Whole,
    direct: bool,
) -> tuple[Array, Array, Array, bool]:
    """The front in (arrival, rides, recorded legs, lead, cost) with its journeys; answers as ``quick`` does."""
    # Taken out of the tuple once: each look into it would cost an atomic count.
    t_change = net.change
    stops = t_change.size
    is_source, is_target = _marks(stops, sources), _marks(stops, targets)
    ends, ready, ridden, more = fronts(
        net,
        allowed,
        sources,
        is_target,
        presence,
        remaining(net, targets),
        depart,
        limit,
        min_lead,
        people,
        rounds,
        direct,
    )
    if more:
        return ends, np.empty((0, 3), dtype=np.int64), np.empty((0, LEG_WIDTH), dtype=np.int64), more
    found, legs = _with_legs(
        net, allowed, is_source, is_target, presence, ready, ridden, depart, ends, ends.shape[0], people
    )
    return ends, found, legs, more


@njit(cache=True, error_model="numpy")
def reached(
    net: Net, allowed: Array, sources: Array, starts: Array, walkers: Whole, rounds: Whole
) -> tuple[Array, bool]:
    """Earliest presence at every stop, by any ride and on foot, without the group's drivers.

    Returns:
        int64 [stop], ``INF`` where nobody ever comes; whether more rounds are needed.
    """
    # Taken out of the tuple once: each look into it would cost an atomic count.
    t_change = net.change
    t_link_first = net.link_first
    t_link_drive = net.link_drive
    t_link_to = net.link_to
    t_link_seconds = net.link_seconds
    stops = t_change.size
    nowhere = np.zeros(stops, dtype=np.uint8)
    _ready, _arrived, ridden, used = earliest(
        net,
        allowed,
        sources,
        starts,
        walkers,
        nowhere,
        np.zeros(stops, dtype=np.int64),
        np.int64(INF),
        np.int64(INF),
        np.int64(-1),
        rounds,
    )
    there = ridden.copy()
    for n in range(sources.size):
        there[sources[n]] = min(there[sources[n]], starts[n])
    for n in range(walkers):
        _walk_on(t_link_first, t_link_drive, t_link_to, t_link_seconds, there, sources[n], starts[n])
    for stop in range(stops):
        if ridden[stop] < INF:
            _walk_on(t_link_first, t_link_drive, t_link_to, t_link_seconds, there, stop, ridden[stop])
    return there, used > rounds


@njit(cache=True, error_model="numpy")
def _walk_on(
    t_link_first: Array,
    t_link_drive: Array,
    t_link_to: Array,
    t_link_seconds: Array,
    there: Array,
    stop: Whole,
    when: Whole,
) -> None:
    for link in range(t_link_first[stop], t_link_first[stop + 1]):
        if t_link_drive[link] < 0:
            other = t_link_to[link]
            there[other] = min(there[other], when + t_link_seconds[link])
