"""The loops: the only file that numba compiles.

One file, because numba's cache does not notice that a function changed which is called from another file: an old
search would go on answering.

Times are int64 seconds UTC, ``INF`` where never. A trip on a day is one number, its
key: ``day * trips of the pattern + place in the pattern``; within a pattern a larger key is
later everywhere, because no trip overtakes another. Labels lie in pools that grow.

Five searches. ``remaining``: least time to the target, by any timetable. ``earliest``: rounds of a RAPTOR,
one ride a round. ``within``: the same for every departure of a window, the last one first (rRAPTOR).
``fronts``: rounds with bags of labels that nobody beats in (time, recorded legs, lead, cost).
``retrace``: backwards from one point of the front, the journey that leaves last.

Source: Delling, Pajor, Werneck (2012), Round-Based Public Transit Routing; Dibbelt, Pajor, Strasser, Wagner (2013);
Dial (1969), Shortest-path forest with topological ordering; Witt (2015), Trip-Based Public Transit Routing.
"""

from typing import Any, Final, NamedTuple

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

_NOWHERE: Final = 2**30
"""Beyond every position in a pattern."""

LATER: Final = -2
"""In a label's link: a ride came before."""

_STOP_BITS: Final = 31
_STOP_MASK: Final = 2**31 - 1
"""A stop's number fits into so many bits of a heap entry; seconds take the rest."""

_RIDES_LEFT: Final = 254
"""So far rides to the target are counted, in one byte."""

_FILES: Final = 512
_FILE_BITS: Final = 6
"""``remaining`` files stops by 64 seconds, in a ring of so many files: nine hours."""

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
def _first_from(times: Array, column: Whole, count: Whole, wanted: Whole) -> Whole:
    """Return how many of ``count`` rising times lie before ``wanted``; halved without a branch to guess wrongly."""
    low = np.int64(0)
    left = np.int64(count)
    while left > 1:
        half = left >> 1
        low += half * np.int64(times[column + low + half - 1] < wanted)
        left -= half
    return low + np.int64(times[column + low] < wanted)


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
    count = np.int64(t_route_trip[route + 1] - first)
    column = t_route_time[route] + pos * count
    zone = t_route_zone[route]
    runs_of_route = t_route_days[route]
    earliest = t_departure[column]
    day = _first_day(t_base, zone, t_departure[column + count - 1], when)
    while day < t_base.shape[1]:
        start = t_base[zone, day]
        if start + earliest > limit:
            return np.int64(-1)
        if t_runs[runs_of_route, day]:
            low = _first_from(t_departure, column, count, when - start)
            while low < count:
                if start + t_departure[column + low] > limit:
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
    count = np.int64(t_route_trip[route + 1] - first)
    length = t_route_first[route + 1] - t_route_first[route]
    rows = t_route_time[route] + pos
    column = t_route_time[route] + pos * count
    zone = t_route_zone[route]
    runs_of_route = t_route_days[route]
    latest = t_departure[column + count - 1] if leaving else t_arrival[rows + (count - 1) * length]
    soonest = t_departure[column] if leaving else t_arrival[rows]
    day = _first_day(t_base, zone, soonest, when + 1) - 1
    while day >= 0:
        start = t_base[zone, day]
        if start + latest < floor:
            return np.int64(-1)
        if t_runs[runs_of_route, day]:
            wanted = when - start
            # Who has left by then has arrived by then; departures lie side by side, arrivals do not.
            low = _first_from(t_departure, column, count, wanted + 1)
            while not leaving and low < count and t_arrival[rows + low * length] <= wanted:
                low += 1
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

    Backwards, with stops filed by about how far they are; one whose time falls is looked at again (Dial's buckets,
    correcting labels), so a link that is longer than all files together costs time and nothing else.
    """
    stops = net.change.size
    near_first, near_from, near_seconds = net.near_first, net.near_from, net.near_seconds
    back_first, back_from, back_seconds = net.back_first, net.back_from, net.back_seconds
    least = np.full(stops, INF, dtype=np.int64)
    # A file is a list: its first stop, what follows each stop and what stands before it, and in which file it is.
    heads, filed = np.full(_FILES, -1, dtype=np.int32), np.full(stops, -1, dtype=np.int32)
    after, before = np.empty(stops, dtype=np.int32), np.empty(stops, dtype=np.int32)
    waiting, now = 0, 0
    for stop in targets:
        if least[stop] > 0:
            least[stop], filed[stop] = 0, 0
            after[stop], before[stop] = heads[0], -1
            if heads[0] >= 0:
                before[heads[0]] = stop
            heads[0] = stop
            waiting += 1
    while waiting > 0:
        while heads[now & (_FILES - 1)] < 0:
            now += 1
        stop = heads[now & (_FILES - 1)]
        following = after[stop]
        heads[now & (_FILES - 1)] = following
        if following >= 0:
            before[following] = -1
        filed[stop] = -1
        waiting -= 1
        seconds = least[stop]
        near, back = near_first[stop], back_first[stop]
        rides = near_first[stop + 1] - near
        for n in range(rides + back_first[stop + 1] - back):
            if n < rides:
                other, when = near_from[near + n], seconds + near_seconds[near + n]
            else:
                other, when = back_from[back + n - rides], seconds + back_seconds[back + n - rides]
            if when >= least[other]:
                continue
            least[other] = when
            number, old = min(when >> _FILE_BITS, now + _FILES - 1) & (_FILES - 1), filed[other]
            if number == old:
                continue
            if old < 0:
                waiting += 1
            else:
                one, following = before[other], after[other]
                if one >= 0:
                    after[one] = following
                else:
                    heads[old] = following
                if following >= 0:
                    before[following] = one
            first = heads[number]
            after[other], before[other] = first, -1
            if first >= 0:
                before[first] = other
            heads[number], filed[other] = other, number
    return least


@njit(cache=True, error_model="numpy")
def _pop(heap: Array, size: Whole) -> Whole:
    """Take the least entry away; return how many are left."""
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
    return size


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


class Labels(NamedTuple):
    """What a search by rounds knows, and its scratch. Row k: after at most k rides.

    Attributes:
        ready: int64 [round, stop]: earliest instant at which one can board.
        ridden: int64 [round, stop]: earliest arrival by a ride.
        arrived: int64 [round]: best arrival at a target; beyond the last round it is the same.
        marked, off, seen: uint8 [stop]: whether the stop stands in the list of the same place below.
        marks: int32: stops where a ride may begin in this round.
        offs: int32: stops where somebody got off in this round.
        sights: int32: stops where anything improved in this run.
        from_pos: int32 [pattern]: first position at which to board, ``_NOWHERE`` where there is none.
        to_pos: int32 [pattern]: last position at which to board, where there is any.
        taken: int64 [round, pattern]: key of the earliest trip that was boarded, INF where none was.
        taken_at: int32 [round, pattern]: first position at which that trip was boarded.
        queue: int32: patterns to ride in this round.
    """

    ready: Array
    ridden: Array
    arrived: Array
    marked: Array
    off: Array
    seen: Array
    marks: Array
    offs: Array
    sights: Array
    from_pos: Array
    to_pos: Array
    taken: Array
    taken_at: Array
    queue: Array


@njit(cache=True, error_model="numpy")
def _blank(stops: Whole, routes: Whole, rounds: Whole, best: Whole) -> Labels:
    """Nobody is anywhere yet; ``best`` is the arrival at a target that is known without a ride."""
    return Labels(
        np.full((rounds + 1, stops), INF, dtype=np.int64),
        np.full((rounds + 1, stops), INF, dtype=np.int64),
        np.full(2 * rounds + 3, best, dtype=np.int64),
        np.zeros(stops, dtype=np.uint8),
        np.zeros(stops, dtype=np.uint8),
        np.zeros(stops, dtype=np.uint8),
        np.empty(stops, dtype=np.int32),
        np.empty(stops, dtype=np.int32),
        np.empty(stops, dtype=np.int32),
        np.full(routes, _NOWHERE, dtype=np.int32),
        np.empty(routes, dtype=np.int32),
        np.full((rounds + 1, routes), INF, dtype=np.int64),
        np.full((rounds + 1, routes), _NOWHERE, dtype=np.int32),
        np.empty(routes, dtype=np.int32),
    )


@njit(cache=True, error_model="numpy")
def _note(flags: Array, stops: Array, count: Whole, stop: Whole) -> Whole:
    """Put a stop into a list unless it stands there; return how many stand there now."""
    if flags[stop]:
        return count
    flags[stop] = 1
    stops[count] = stop
    return count + 1


@njit(cache=True, error_model="numpy")
def _set_out(net: Net, labels: Labels, sources: Array, starts: Array, walkers: Whole, people: Whole) -> Whole:
    """Put people at the sources, and where the first ``walkers`` of them can walk; return how many stops they mark."""
    link_first, link_to, link_seconds, link_drive = net.link_first, net.link_to, net.link_seconds, net.link_drive
    seats, opens, closes = net.drive_seats, net.drive_opens, net.drive_closes
    ready, marked, marks = labels.ready, labels.marked, labels.marks
    count = np.int64(0)
    for n in range(sources.size):
        stop = sources[n]
        if starts[n] < ready[0, stop]:
            ready[0, stop] = starts[n]
            count = _note(marked, marks, count, stop)
    for n in range(walkers):
        for link in range(link_first[sources[n]], link_first[sources[n] + 1]):
            if people < 0 and link_drive[link] >= 0:
                continue
            leave = _start(link_drive, seats, opens, closes, link, starts[n], people)
            if leave >= INF:
                continue
            stop = link_to[link]
            when = leave + link_seconds[link]
            if when < ready[0, stop]:
                ready[0, stop] = when
                count = _note(marked, marks, count, stop)
    return count


@njit(cache=True, error_model="numpy")
def _last_end(t_base: Array, t_arrival: Array, zone: Whole, day: Whole, last_call: Whole) -> Whole:
    """Return when the last trip of the day before comes to its end; -INF where there is no such day."""
    return t_base[zone, day - 1] + t_arrival[last_call] if day > 0 else np.int64(-INF)


@njit(cache=True, error_model="numpy")
def _arrive(bound: Array, when: Whole) -> None:
    """Let an arrival stand for all rounds, as far as it is better."""
    n = 0
    while n < bound.size and when < bound[n]:
        bound[n] = when
        n += 1


@njit(cache=True, error_model="numpy")
def _rounds(
    net: Net,
    allowed: Array,
    labels: Labels,
    mark_count: Whole,
    is_target: Array,
    rest: Array,
    left: Array,
    limit: Whole,
    people: Whole,
) -> tuple[Whole, Whole, bool]:
    """Ride, round by round, from the stops that are marked, until nothing improves.

    Args:
        allowed: uint8 [attribute]: whether the person may ride.
        labels: What is known so far; what improves is written into it.
        is_target: uint8 [stop]; nobody goes on after the best arrival at a target.
        rest: int64 [stop]: no journey from here to a target takes less; zeros where there is no target.
        left: uint8 [stop]: no journey from here to a target takes fewer rides.
        limit: Nobody boards later.
        people: How many travel; -1: the group's drivers are not at hand.

    Returns:
        The last round in which somebody rode, rows beyond it are as before; how many ``sights`` there are; whether
        there may be more rounds than ``labels`` has.
    """
    # Taken out of the tuple once: each look into it would cost an atomic count.
    t_change = net.change
    t_link_first = net.link_first
    t_link_drive = net.link_drive
    t_link_to = net.link_to
    t_link_seconds = net.link_seconds
    t_stop_first = net.stop_first
    t_stop_route = net.stop_route
    t_stop_pos = net.stop_pos
    t_route_attr = net.route_attr
    t_route_first = net.route_first
    t_route_trip = net.route_trip
    t_route_time = net.route_time
    t_route_stop = net.route_stop
    t_route_flags = net.route_flags
    t_route_zone = net.route_zone
    t_route_days = net.route_days
    t_arrival = net.arrival
    t_departure = net.departure
    t_base = net.base
    t_runs = net.runs
    t_trip_days = net.trip_days
    t_drive_seats = net.drive_seats
    t_drive_opens = net.drive_opens
    t_drive_closes = net.drive_closes
    arrived = labels.arrived
    marked, off, seen = labels.marked, labels.off, labels.seen
    marks, offs, sights = labels.marks, labels.offs, labels.sights
    from_pos, to_pos, queue = labels.from_pos, labels.to_pos, labels.queue
    taken, taken_at = labels.taken, labels.taken_at
    rounds = labels.ready.shape[0] - 1
    sight_count = np.int64(0)
    for n in range(mark_count):
        sight_count = _note(seen, sights, sight_count, marks[n])
    k = 0
    while mark_count > 0 and k < rounds:
        k += 1
        boarding, ready = labels.ready[k - 1], labels.ready[k]
        ridden_before, ridden = labels.ridden[k - 1], labels.ridden[k]
        for n in range(sight_count):
            stop = sights[n]
            ready[stop] = min(ready[stop], boarding[stop])
            ridden[stop] = min(ridden[stop], ridden_before[stop])
        # Who is to take so many rides more must beat those who took as many.
        bound = arrived[k:]
        queued = 0
        for n in range(mark_count):
            stop = marks[n]
            if not marked[stop] or boarding[stop] + rest[stop] > bound[max(left[stop], 1) - 1]:
                marked[stop] = 0
                continue
            for at in range(t_stop_first[stop], t_stop_first[stop + 1]):
                route = t_stop_route[at]
                if not allowed[t_route_attr[route]]:
                    continue
                pos = t_stop_pos[at]
                if from_pos[route] == _NOWHERE:
                    queue[queued] = route
                    queued += 1
                    from_pos[route] = to_pos[route] = pos
                from_pos[route] = min(from_pos[route], pos)
                to_pos[route] = max(to_pos[route], pos)
        off_count = np.int64(0)
        for q in range(queued):
            route = queue[q]
            first = np.int64(t_route_first[route])
            length = t_route_first[route + 1] - first
            count = np.int64(t_route_trip[route + 1] - t_route_trip[route])
            times = t_route_time[route]
            zone = t_route_zone[route]
            # The trip that one sits in; or one that somebody took before, with no more rides and no later in the line.
            # All that such a trip reaches is known: nobody rides along, and only an earlier trip is of use.
            key = np.int64(INF)
            riding = False
            start = np.int64(0)
            place = np.int64(0)
            day = np.int64(0)
            row = np.int64(0)
            day_before = np.int64(INF)
            known, known_pos = taken[k, route], np.int64(taken_at[k, route])
            last_pos = np.int64(to_pos[route])
            pos = np.int64(from_pos[route])
            from_pos[route] = _NOWHERE
            while pos < length and (riding or pos <= last_pos):
                stop = t_route_stop[first + pos]
                if riding:
                    when = start + t_arrival[row + pos]
                    if when < ridden[stop] and when + rest[stop] <= bound[left[stop]]:
                        if t_route_flags[first + pos] & ALIGHT:
                            ridden[stop] = when
                            off_count = _note(off, offs, off_count, stop)
                            if is_target[stop]:
                                _arrive(bound, when)
                if pos >= known_pos:
                    known_pos = np.int64(_NOWHERE)
                    if known <= key:
                        key = known
                        riding = False
                        day = key // count
                        place = key - day * count
                        start = t_base[zone, day]
                        row = times + place * length
                        day_before = _last_end(t_base, t_arrival, zone, day, times + count * length - 1)
                if marked[stop] and t_route_flags[first + pos] & BOARD:
                    when = boarding[stop]
                    latest = min(limit, bound[max(left[stop], 1) - 1] - rest[stop])
                    column = times + pos * count
                    better = key
                    if when > latest:
                        # Too late by now: a better arrival was found since.
                        pass
                    elif key < INF and day_before < when:
                        # An earlier trip of the same day, one after the other: seldom more than one or two.
                        before = place - 1
                        while before >= 0 and start + t_departure[column + before] >= when:
                            if start + t_departure[column + before] <= latest:
                                if t_runs[t_trip_days[t_route_trip[route] + before], day]:
                                    better = day * count + before
                            before -= 1
                    elif key == INF or when <= start + t_departure[column + place]:
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
                            latest,
                        )
                        if caught >= 0:
                            better = min(key, caught)
                    if better < key:
                        key = better
                        riding = True
                        day = key // count
                        place = key - day * count
                        start = t_base[zone, day]
                        row = times + place * length
                        day_before = _last_end(t_base, t_arrival, zone, day, times + count * length - 1)
                        for j in range(k, rounds + 1):
                            if key <= taken[j, route]:
                                if key < taken[j, route] or pos < taken_at[j, route]:
                                    taken_at[j, route] = pos
                                taken[j, route] = key
                pos += 1
        for n in range(mark_count):
            marked[marks[n]] = 0
        mark_count = np.int64(0)
        for n in range(off_count):
            stop = offs[n]
            off[stop] = 0
            sight_count = _note(seen, sights, sight_count, stop)
            when = ridden[stop]
            changed = when + t_change[stop]
            if t_change[stop] >= 0 and changed < ready[stop] and when + rest[stop] <= bound[left[stop]]:
                ready[stop] = changed
                mark_count = _note(marked, marks, mark_count, stop)
            for link in range(t_link_first[stop], t_link_first[stop + 1]):
                if people < 0 and t_link_drive[link] >= 0:
                    continue
                leave = _start(t_link_drive, t_drive_seats, t_drive_opens, t_drive_closes, link, when, people)
                if leave >= INF:
                    continue
                there = leave + t_link_seconds[link]
                other = t_link_to[link]
                if is_target[other]:
                    _arrive(bound, there)
                if there < ready[other] and there + rest[other] <= bound[left[other]]:
                    ready[other] = there
                    sight_count = _note(seen, sights, sight_count, other)
                    mark_count = _note(marked, marks, mark_count, other)
    for n in range(mark_count):
        marked[marks[n]] = 0
    for n in range(sight_count):
        seen[sights[n]] = 0
    return k, sight_count, mark_count > 0


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
) -> tuple[Labels, Whole, bool]:
    """Earliest arrivals by rounds, from ``sources`` at ``starts``.

    Args:
        sources: int32 stops; ``starts``: int64 seconds.
        walkers: So many of the sources may begin with a walk; the others have walked already.
        best: Known arrival at the target without a ride, or INF.
        rounds: Most rides.
        allowed, is_target, rest, limit, people: As in ``_rounds``.

    Returns:
        The labels; the last round in which somebody rode: rows beyond it say nothing; whether there may be more.
    """
    labels = _blank(net.change.size, net.route_zone.size, rounds, best)
    marks = _set_out(net, labels, sources, starts, walkers, people)
    left = np.zeros(net.change.size, dtype=np.uint8)
    used, _sights, more = _rounds(net, allowed, labels, marks, is_target, rest, left, limit, people)
    return labels, used, more


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
        # A first walk is as late as it can be, so its lead is known only at boarding: it beats nobody before.
        firm = pool[row, _LINK] < 0
        if firm and pool[row, _READY] <= ready and pool[row, _RECORDED] <= recorded:
            if pool[row, _LEAD] >= lead and pool[row, _COST] <= cost:
                return pool, used, np.int64(-1)
        after = pool[row, _NEXT]
        if (
            ready <= pool[row, _READY]
            and recorded <= pool[row, _RECORDED]
            and lead >= pool[row, _LEAD]
            and cost <= pool[row, _COST]
        ):
            if before < 0:
                head[at] = after
            else:
                pool[before, _NEXT] = after
        else:
            before = row
        row = after
    if used == pool.shape[0]:
        pool = _grown(pool)
    pool[used, _READY] = ready
    pool[used, _RECORDED] = recorded
    pool[used, _LEAD] = lead
    pool[used, _COST] = cost
    pool[used, _NEXT] = head[at]
    pool[used, _ROUND] = k
    pool[used, _LINK] = LATER
    pool[used, _ORIGIN] = -1
    head[at] = used
    return pool, used + 1, np.int64(used)


@njit(cache=True, error_model="numpy")
def _beaten(ends: Array, count: Whole, arrival: Whole, rides: Whole, recorded: Whole, lead: Whole, cost: Whole) -> bool:
    """Whether a journey found already is strictly better than everything that could become of this label."""
    for n in range(count):
        if (
            ends[n, 0] <= arrival
            and ends[n, 1] <= rides
            and ends[n, 2] <= recorded
            and ends[n, 3] >= lead
            and ends[n, 4] <= cost
        ):
            if (
                ends[n, 0] < arrival
                or ends[n, 1] < rides
                or ends[n, 2] < recorded
                or ends[n, 3] > lead
                or ends[n, 4] < cost
            ):
                return True
    return False


@njit(cache=True, error_model="numpy")
def _end(
    ends: Array, count: Whole, arrival: Whole, rides: Whole, recorded: Whole, lead: Whole, cost: Whole
) -> tuple[Array, Whole]:
    """Put a journey into the front, unless one there is no worse."""
    for n in range(count):
        if (
            ends[n, 0] <= arrival
            and ends[n, 1] <= rides
            and ends[n, 2] <= recorded
            and ends[n, 3] >= lead
            and ends[n, 4] <= cost
        ):
            return ends, count
    kept = 0
    for n in range(count):
        if not (
            arrival <= ends[n, 0]
            and rides <= ends[n, 1]
            and recorded <= ends[n, 2]
            and lead >= ends[n, 3]
            and cost <= ends[n, 4]
        ):
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
        ready[k] = ready[k - 1]
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
                        wanted = pool[row, _ROUND] == k - 1
                        if wanted:
                            # Somebody on board left before this label is ready, and is no worse: it need not be tried.
                            for n in range(inside):
                                if (
                                    bag[n, 2] >= pool[row, _LEAD]
                                    and bag[n, 1] <= pool[row, _RECORDED] + recorded
                                    and bag[n, 4] + t_departure[times + pos * count + bag[n, 5]] < pool[row, _READY]
                                    and bag[n, 3] <= _plus(pool[row, _COST], fare)
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
                                pool[row, _READY],
                                limit,
                            )
                            if key >= 0:
                                day = key // count
                                place = key - day * count
                                start = t_base[zone, day]
                                leaving = start + t_departure[times + pos * count + place]
                                lead = min(pool[row, _LEAD], _minus(there, leaving))
                                link = pool[row, _LINK]
                                if link >= 0:
                                    leave = leaving - t_link_seconds[link]
                                    if t_link_drive[link] >= 0:
                                        leave = min(leave, t_drive_closes[t_link_drive[link]])
                                    lead = min(lead, _minus(presence[pool[row, _ORIGIN]], leave))
                                rec = pool[row, _RECORDED] + recorded
                                cost = _plus(pool[row, _COST], fare)
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
    limit: Whole,
    arrival: Whole,
    rides: Whole,
    recorded: Whole,
    lead: Whole,
    cost: Whole,
    people: Whole,
) -> tuple[Whole, Array, Whole]:
    """The journey that leaves last among those no worse than (arrival, rides, recorded, lead, cost).

    ``rides`` is at least 1; nobody boards after ``limit``. ``ready`` [round, stop] bounds from below when one can board
    after so many rides, ``ridden`` [stop] when one can arrive by a ride.

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
    from_pos = np.empty(routes, dtype=np.int32)
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
                pos = t_stop_pos[at]
                if to_pos[route] < 0:
                    queue[queued] = route
                    queued += 1
                    from_pos[route] = pos
                to_pos[route] = max(to_pos[route], pos)
                from_pos[route] = min(from_pos[route], pos)
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
            length = t_route_first[route + 1] - first
            count = np.int64(t_route_trip[route + 1] - t_route_trip[route])
            times, zone = t_route_time[route], t_route_zone[route]
            last_pos = from_pos[route]
            if counts_cost and fare < 0:
                continue
            inside = 0
            while pos >= 0 and (inside > 0 or pos >= last_pos):
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
                        if leaving > limit:
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
                                limit,
                                depart,
                                True,
                            )
                            if key < 0:
                                continue
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
                                # Somebody on board is no worse, and the trip behind theirs comes too late.
                                good = True
                                for n in range(inside):
                                    if bag[n, 1] <= rec and bag[n, 2] <= spent:
                                        place = bag[n, 0] % count + 1
                                        if place < count:
                                            start = t_base[zone, bag[n, 0] // count]
                                            if start + t_arrival[times + place * length + pos] > pool[row, _BY]:
                                                good = False
                                                break
                                if not good:
                                    row = pool[row, _BNEXT]
                                    continue
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
    told = 1
    row = found_parent
    while pool[row, _BPARENT] >= 0:
        legs[told, LEG_LINK] = pool[row, _BLINK]
        legs[told, LEG_ROUTE] = pool[row, _BROUTE]
        legs[told, LEG_KEY] = pool[row, _BKEY]
        legs[told, LEG_BOARD] = pool[row, _BBOARD]
        legs[told, LEG_ALIGHT] = pool[row, _BALIGHT]
        told += 1
        row = pool[row, _BPARENT]
    return found, legs[:told].copy(), pool[row, _BLINK]


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
    limit: Whole,
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
                net, allowed, is_source, is_target, presence, ready, ridden, depart, limit,
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
def _put_end(ends: Array, n: Whole, arrival: Whole, rides: Whole) -> None:
    """Write a point of a front in (arrival, rides), of which the rest may be as it likes."""
    ends[n, 0], ends[n, 1] = arrival, rides
    ends[n, 2], ends[n, 3], ends[n, 4] = INF, -INF, INF


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
    labels, used, more = earliest(
        net, allowed, sources, starts, sources.size, is_target, remaining(net, targets), limit, best, people, rounds
    )
    arrived = labels.arrived
    ends = np.empty((rounds + 1, 5), dtype=np.int64)
    count = 0
    for k in range(rounds + 1):
        if arrived[k] < INF and (k == 0 or arrived[k] < arrived[k - 1]):
            _put_end(ends, count, arrived[k], k)
            count += 1
    found, legs = _with_legs(
        net,
        allowed,
        is_source,
        is_target,
        presence,
        labels.ready,
        labels.ridden[used],
        depart,
        limit,
        ends,
        count,
        people,
    )
    return ends[:count].copy(), found, legs, more


@njit(cache=True, error_model="numpy")
def _departures(
    net: Net, allowed: Array, stop: Whole, after: Whole, depart: Whole, last: Whole, heap: Array, size: Whole
) -> tuple[Array, Whole]:
    """Note when one has to set out, from ``depart`` to ``last``, to board at ``stop``, ``after`` seconds away.

    An entry of the heap is how long before ``last`` that is, and the stop.
    """
    stop_first, stop_route, stop_pos = net.stop_first, net.stop_route, net.stop_pos
    route_first, route_flags, route_attr, route_zone = net.route_first, net.route_flags, net.route_attr, net.route_zone
    route_trip, route_time, departure = net.route_trip, net.route_time, net.departure
    base, runs, trip_days = net.base, net.runs, net.trip_days
    for at in range(stop_first[stop], stop_first[stop + 1]):
        route, pos = stop_route[at], np.int64(stop_pos[at])
        if not allowed[route_attr[route]] or not route_flags[route_first[route] + pos] & BOARD:
            continue
        first = route_trip[route]
        count = np.int64(route_trip[route + 1] - first)
        column = route_time[route] + pos * count
        zone = route_zone[route]
        for day in range(_first_day(base, zone, departure[column + count - 1], depart + after), base.shape[1]):
            start = base[zone, day] - after
            if start + departure[column] > last:
                break
            place = _first_from(departure, column, count, depart - start)
            while place < count and start + departure[column + place] <= last:
                if runs[trip_days[first + place], day]:
                    if size == heap.size:
                        larger = np.empty(2 * size, dtype=np.int64)
                        larger[:size] = heap
                        heap = larger
                    size = _push(heap, size, ((last - start - departure[column + place]) << _STOP_BITS) | stop)
                place += 1
    return heap, size


@njit(cache=True, error_model="numpy")
def _settle(labels: Labels, used: Whole, seen: Whole) -> None:
    """Let what improved up to round ``used`` stand in the rounds after it, too."""
    ready, ridden = labels.ready, labels.ridden
    sights = labels.sights
    for k in range(used + 1, ready.shape[0]):
        for n in range(seen):
            stop = sights[n]
            ready[k, stop] = min(ready[k, stop], ready[k - 1, stop])
            ridden[k, stop] = min(ridden[k, stop], ridden[k - 1, stop])


@njit(cache=True, error_model="numpy")
def _rides_left(net: Net, allowed: Array, targets: Array, most: Whole) -> Array:
    """Least rides from each stop to a target, at whatever time, for who may walk or change first; uint8 [stop].

    Counted up to ``most``; flags and least changes are not looked at.
    """
    back_first, back_from = net.back_first, net.back_from
    stop_first, stop_route, stop_pos, route_attr = net.stop_first, net.stop_route, net.stop_pos, net.route_attr
    route_first, route_stop = net.route_first, net.route_stop
    left = np.full(net.change.size, most + 1, dtype=np.uint8)
    ridden = np.zeros(net.route_zone.size, dtype=np.int32)
    queue, count, done = np.empty(left.size, dtype=np.int32), 0, 0
    for target in targets:
        count = _lower(left, queue, count, target, 0)
        for link in range(back_first[target], back_first[target + 1]):
            count = _lower(left, queue, count, back_from[link], 0)
    while done < count and left[queue[done]] < most:
        stop = queue[done]
        rides = left[stop] + 1
        done += 1
        for at in range(stop_first[stop], stop_first[stop + 1]):
            route, pos = stop_route[at], stop_pos[at]
            if not allowed[route_attr[route]]:
                continue
            for place in range(route_first[route] + ridden[route], route_first[route] + pos):
                other = route_stop[place]
                count = _lower(left, queue, count, other, rides)
                for link in range(back_first[other], back_first[other + 1]):
                    count = _lower(left, queue, count, back_from[link], rides)
            ridden[route] = max(ridden[route], pos)
    return left


@njit(cache=True, error_model="numpy")
def _lower(left: Array, queue: Array, count: Whole, stop: Whole, rides: Whole) -> Whole:
    """Note a stop that needs so many rides, unless it needs fewer; return how many are noted."""
    if left[stop] <= rides:
        return count
    left[stop] = rides
    queue[count] = stop
    return count + 1


@njit(cache=True, error_model="numpy")
def within(
    net: Net,
    allowed: Array,
    sources: Array,
    targets: Array,
    presence: Array,
    depart: Whole,
    last: Whole,
    horizon: Whole,
    walk: Whole,
    people: Whole,
    rounds: Whole,
) -> tuple[Array, Array, Array, bool, Whole]:
    """The fronts in (arrival, rides) of every departure from ``depart`` to ``last``; there must be no drives.

    From the last departure to the first: the labels of those that leave later stay, so only what leaving earlier
    improves is looked at. ``presence`` must be ``INF`` everywhere.

    Args:
        walk: Seconds of the walk that is a whole journey, INF where there is none.

    Returns:
        ends: int64 [journey, 5]; found and legs as in ``_with_legs``; whether more rounds are needed; the latest
        arrival on which anything here depends.
    """
    stops = net.change.size
    link_first, link_to, link_seconds = net.link_first, net.link_to, net.link_seconds
    is_source, is_target = _marks(stops, sources), _marks(stops, targets)
    rest = remaining(net, targets)
    labels = _blank(stops, net.route_zone.size, rounds, _plus(last + 1, walk))
    marked, arrived = labels.marked, labels.arrived
    starts = np.full(sources.size, last + 1, dtype=np.int64)
    limit = last + 1 + horizon
    count = _set_out(net, labels, sources, starts, sources.size, people)
    left = _rides_left(net, allowed, targets, min(rounds, _RIDES_LEFT))
    used, seen, more = _rounds(net, allowed, labels, count, is_target, rest, left, limit, people)
    _settle(labels, used, seen)
    latest = np.int64(-INF)
    for k in range(1, rounds + 1):
        if arrived[k] < min(arrived[k - 1], INF):
            latest = max(latest, arrived[k])
    heap, size = np.empty(256, dtype=np.int64), np.int64(0)
    for n in range(sources.size):
        stop = sources[n]
        heap, size = _departures(net, allowed, stop, np.int64(0), depart, last, heap, size)
        for link in range(link_first[stop], link_first[stop + 1]):
            heap, size = _departures(
                net, allowed, link_to[link], np.int64(link_seconds[link]), depart, last, heap, size
            )
    ends, ended = np.empty((16, 5), dtype=np.int64), 0
    found = np.empty((16, 3), dtype=np.int64)
    legs, told = np.empty((64, LEG_WIDTH), dtype=np.int64), 0
    before = arrived.copy()
    while size > 0 and not more:
        now = last - (heap[0] >> _STOP_BITS)
        starts[:] = now
        count = _set_out(net, labels, sources, starts, sources.size, people)
        marked[labels.marks[:count]] = 0
        while size > 0 and last - (heap[0] >> _STOP_BITS) == now:
            marked[heap[0] & _STOP_MASK] = 1
            size = _pop(heap, size)
        _arrive(arrived, _plus(now, walk))
        before[:] = arrived
        used, seen, more = _rounds(net, allowed, labels, count, is_target, rest, left, limit, people)
        _settle(labels, used, seen)
        for k in range(1, rounds + 1):
            if arrived[k] >= before[k] or arrived[k] >= arrived[k - 1]:
                continue
            latest = max(latest, arrived[k])
            departure, own, link = retrace(
                net, allowed, is_source, is_target, presence, labels.ready, labels.ridden[rounds], now, limit,
                arrived[k], np.int64(k), np.int64(INF), np.int64(-INF), np.int64(INF), people,
            )  # fmt: skip
            if ended == ends.shape[0]:
                ends, found = _grown(ends), _grown(found)
            while told + own.shape[0] > legs.shape[0]:
                legs = _grown(legs)
            legs[told : told + own.shape[0]] = own
            told += own.shape[0]
            _put_end(ends, ended, arrived[k], k)
            found[ended, 0], found[ended, 1], found[ended, 2] = departure, told, link
            ended += 1
    return ends[:ended].copy(), found[:ended].copy(), legs[:told].copy(), more, latest


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
        net, allowed, is_source, is_target, presence, ready, ridden, depart, limit, ends, ends.shape[0], people
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
    labels, used, more = earliest(
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
    ridden = labels.ridden[used]
    there = ridden.copy()
    for n in range(sources.size):
        there[sources[n]] = min(there[sources[n]], starts[n])
    for n in range(walkers):
        _walk_on(t_link_first, t_link_drive, t_link_to, t_link_seconds, there, sources[n], starts[n])
    for stop in range(stops):
        if ridden[stop] < INF:
            _walk_on(t_link_first, t_link_drive, t_link_to, t_link_seconds, there, stop, ridden[stop])
    return there, more


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
