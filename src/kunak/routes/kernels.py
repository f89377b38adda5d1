"""The loops: the only file of the ways out that numba compiles.

One file, because numba's cache does not notice that a function changed which is called from another file: an old
search would go on answering.

Times are int64 seconds UTC, ``INF`` where never. A trip on a day is one number, its
key: its day in the upper 32 bits, its place in the pattern in the lower ones; within a pattern a larger key is
later everywhere, because no trip overtakes another. Labels lie in pools; where one is full, all begins anew with more
room.

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

Natural = np.uint64
"""An index that is never below zero: numba need not ask whether it counts from the end."""

INF: Final = 2**60
"""Never; also an unknown cost and a lead over nobody."""

BOARD: Final = 1
ALIGHT: Final = 2

_FULL: Final = -2
"""There is no room for another label."""

FIRST: Final = -1
"""In a label's link: the person stands at a platform of the origin."""

_STEPS: Final = 6
"""So many trips are looked at one by one before a search halves."""

_NOWHERE: Final = 2**30
"""Beyond every position in a pattern."""

LATER: Final = -2
"""In a label's link: a ride came before."""

PLACE_BITS: Final = 32
PLACE_MASK: Final = 2**32 - 1
"""Of a trip's key: its place in the pattern. The day takes the bits above."""

_STOP_BITS: Final = 31
_STOP_MASK: Final = 2**31 - 1
"""A stop's number fits into so many bits of a heap entry; seconds take the rest."""

_RIDES_LEFT: Final = 254
"""So far rides to the target are counted, in one byte."""

_FILES: Final = 512
_FILE_BITS: Final = 6
"""``remaining`` files stops by 64 seconds, in a ring of so many files: nine hours."""

_WITHOUT_COUNTS: Final[Any] = {"_nrt": False}

compiled = njit(cache=True, error_model="numpy")
leaf = njit(cache=True, error_model="numpy", **_WITHOUT_COUNTS)
"""For what makes no array of its own: nothing counts, atomically, who holds the arrays it is given.

Those counts took two thirds of the time of ``retrace`` and a third of that of ``fronts``. The option is numba's own and
not documented: without it everything works as before, and is slow.
"""
inlined = njit(cache=True, error_model="numpy", forceinline=True, **_WITHOUT_COUNTS)
"""For what is called for every trip that is caught: left alone, LLVM inlines it in one build and not in the next."""

# Columns of a label on a platform (fronts).
_READY, _RECORDED, _LEAD, _COST, _NEXT, _ROUND, _LINK, _ORIGIN, _WIDTH = range(9)

# Columns of a label going backwards (retrace): what follows after arriving at its stop by ride.
(_BY, _BREC, _BCOST, _BNEXT, _BROUND, _BLINK, _BROUTE, _BKEY, _BBOARD, _BALIGHT, _BPARENT, _BSTOP, _BWIDTH) = range(13)

# Columns of a ride of a found journey.
LEG_LINK, LEG_ROUTE, LEG_KEY, LEG_BOARD, LEG_ALIGHT, LEG_WIDTH = range(6)


class Lines(NamedTuple):
    """What of a ``Net`` finds a trip and its times."""

    route_first: Array
    route_trip: Array
    route_time: Array
    route_zone: Array
    route_days: Array
    trip_days: Array
    arrival: Array
    departure: Array
    base: Array
    runs: Array


class Drives(NamedTuple):
    """What of a ``Net`` says when the group's drivers are there, and with how many seats."""

    opens: Array
    closes: Array
    seats: Array


@leaf
def _lines(net: Net) -> Lines:
    return Lines(
        net.route_first, net.route_trip, net.route_time, net.route_zone, net.route_days, net.trip_days, net.arrival,
        net.departure, net.base, net.runs,
    )  # fmt: skip


@leaf
def _drives(net: Net) -> Drives:
    return Drives(net.drive_opens, net.drive_closes, net.drive_seats)


@leaf
def _key(day: Whole, place: Whole) -> Whole:
    return np.int64(day) << PLACE_BITS | np.int64(place)


@leaf
def _day(key: Whole) -> Whole:
    return key >> PLACE_BITS


@leaf
def _place(key: Whole) -> Whole:
    return key & PLACE_MASK


@leaf
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


@leaf
def _first_from(times: Array, column: Whole, count: Whole, wanted: Whole) -> Whole:
    """Return how many of ``count`` rising times lie before ``wanted``; halved without a branch to guess wrongly."""
    low = np.int64(0)
    left = np.int64(count)
    while left > 1:
        half = left >> 1
        low += half * np.int64(times[Natural(column + low + half - 1)] < wanted)
        left -= half
    return low + np.int64(times[Natural(column + low)] < wanted)


@inlined
def _catch(
    lines: Lines,
    route: Whole,
    pos: Whole,
    when: Whole,
    limit: Whole,
    near: Whole,
) -> Whole:
    """Return the key of the first trip that leaves at or after ``when``; turned (``~``) if that is after ``limit``.

    ``near``: key of a trip that is not far from it, to be found faster; -1: nobody knows.
    """
    first = lines.route_trip[route]
    count = np.int64(lines.route_trip[route + 1] - first)
    column = lines.route_time[route] + pos * count
    zone = lines.route_zone[route]
    runs_of_route = lines.route_days[route]
    earliest = lines.departure[column]
    if near >= 0:
        day, low = _day(near), _place(near)
        start = lines.base[zone, day]
        if start + earliest < when <= start + lines.departure[column + count - 1]:
            # No trip of another day lies between them.
            steps = 0
            while start + lines.departure[Natural(column + low)] < when and steps < _STEPS:
                low += 1
                steps += 1
            while start + lines.departure[Natural(column + low - 1)] >= when and steps < _STEPS:
                low -= 1
                steps += 1
            if steps < _STEPS and lines.runs[lines.trip_days[Natural(first + low)], day]:
                key = _key(day, low)
                return key if start + lines.departure[Natural(column + low)] <= limit else ~key
    day = _first_day(lines.base, zone, lines.departure[column + count - 1], when)
    while day < lines.base.shape[1]:
        start = lines.base[zone, day]
        if start + earliest > limit:
            return ~_key(day, np.int64(0))
        if lines.runs[runs_of_route, day]:
            low = _first_from(lines.departure, column, count, when - start)
            while low < count:
                if start + lines.departure[Natural(column + low)] > limit:
                    return ~_key(day, low)
                if lines.runs[lines.trip_days[Natural(first + low)], day]:
                    return _key(day, low)
                low += 1
        day += 1
    return ~_key(np.int64(0), np.int64(0))


@leaf
def _last_before(
    lines: Lines,
    route: Whole,
    pos: Whole,
    when: Whole,
    floor: Whole,
    leaving: bool,
) -> Whole:
    """Return the key of the last trip that arrives (leaves, if ``leaving``) at or before ``when``, or -1.

    ``floor``: nothing before it matters.
    """
    first = lines.route_trip[route]
    count = np.int64(lines.route_trip[route + 1] - first)
    length = lines.route_first[route + 1] - lines.route_first[route]
    rows = lines.route_time[route] + pos
    column = lines.route_time[route] + pos * count
    zone = lines.route_zone[route]
    runs_of_route = lines.route_days[route]
    latest = lines.departure[column + count - 1] if leaving else lines.arrival[rows + (count - 1) * length]
    soonest = lines.departure[column] if leaving else lines.arrival[rows]
    day = _first_day(lines.base, zone, soonest, when + 1) - 1
    while day >= 0:
        start = lines.base[zone, day]
        if start + latest < floor:
            return np.int64(-1)
        if lines.runs[runs_of_route, day]:
            wanted = when - start
            # Who has left by then has arrived by then; departures lie side by side, arrivals do not.
            low = _first_from(lines.departure, column, count, wanted + 1)
            while not leaving and low < count and lines.arrival[rows + low * length] <= wanted:
                low += 1
            low -= 1
            while low >= 0:
                if lines.runs[lines.trip_days[Natural(first + low)], day]:
                    return _key(day, low)
                low -= 1
        day -= 1
    return np.int64(-1)


@leaf
def _leaves(
    lines: Lines,
    route: Whole,
    key: Whole,
    pos: Whole,
) -> Whole:
    count = lines.route_trip[route + 1] - lines.route_trip[route]
    return (
        lines.base[lines.route_zone[route], _day(key)]
        + lines.departure[lines.route_time[route] + pos * count + _place(key)]
    )


@leaf
def _start(
    drives: Drives,
    drive: Whole,
    when: Whole,
    people: Whole,
) -> Whole:
    """Return when somebody ready at ``when`` sets out on foot or with this drive; INF if too late, or too many."""
    if drive < 0:
        return when
    if drives.seats[drive] < people:
        return np.int64(INF)
    when = max(when, drives.opens[drive])
    return when if when <= drives.closes[drive] else np.int64(INF)


@leaf
def _minus(presence: Whole, when: Whole) -> Whole:
    return presence - when if presence < INF else np.int64(INF)


@leaf
def _plus(a: Whole, b: Whole) -> Whole:
    return np.int64(INF) if a >= INF or b >= INF else a + b


@compiled
def remaining(net: Net, targets: Array) -> Array:
    """Least seconds from each stop to a target, were there always a vehicle at once; ``INF`` where there is no way.

    Backwards, with stops filed by about how far they are; one whose time falls is looked at again (Dial's buckets,
    correcting labels), so a link that is longer than all files together costs time and nothing else.
    """
    stops = net.change.size
    rest_first, rest_from, rest_seconds = net.rest_first, net.rest_from, net.rest_seconds
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
        for edge in range(Natural(rest_first[stop]), Natural(rest_first[stop + 1])):
            other, when = rest_from[edge], seconds + rest_seconds[edge]
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


@leaf
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


@leaf
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
        ridden: int64 [row, stop]: earliest arrival by a ride.
        arrived: int64 [round]: best arrival at a target; beyond the last round it is the same.
        bar: int64 [row, call of a pattern]: no trip that leaves here later than this is of use, because somebody
            sits in the one after it. ``-INF`` where nobody may ride.
        made: int64: how many rows there are by now; those after them hold nothing yet.
        marked, off, seen: uint8 [stop]: whether the stop stands in the list of the same place below.
        marks: int32: stops where a ride may begin in this round.
        offs: int32: stops where somebody got off in this round.
        sights: int32: stops where anything improved in this run.
        boards: int64 [stop]: when somebody boards there in this round, ``INF`` where nobody does.
        from_pos: int32 [pattern]: first position at which to board, ``_NOWHERE`` where there is none.
        to_pos: int32 [pattern]: last position at which to board, -1 where there is none.
        queue: int32: patterns to ride in this round.
        caught: int64 [pattern]: key of the trip that was looked for last, near which the next one lies; -1: none was.

    ``ridden`` and ``bar`` have a row for each round, or one alone: enough for a search that begins but once.
    """

    ready: Array
    ridden: Array
    arrived: Array
    bar: Array
    made: Array
    marked: Array
    off: Array
    seen: Array
    marks: Array
    offs: Array
    sights: Array
    boards: Array
    from_pos: Array
    to_pos: Array
    queue: Array
    caught: Array


@compiled
def _blank(net: Net, allowed: Array, rounds: Whole, rows: Whole, best: Whole) -> Labels:
    """Nobody is anywhere yet; ``best`` is the arrival at a target that is known without a ride."""
    stops = net.change.size
    route_attr, route_first = net.route_attr, net.route_first
    ready, ridden = np.empty((rounds + 1, stops), dtype=np.int64), np.empty((rows, stops), dtype=np.int64)
    bar = np.empty((rows, net.route_stop.size), dtype=np.int64)
    ready[0], ridden[0], bar[0] = INF, INF, INF
    if not allowed.all():
        for route in range(route_attr.size):
            if not allowed[route_attr[route]]:
                bar[0, route_first[route] : route_first[route + 1]] = -INF
    return Labels(
        ready,
        ridden,
        np.full(2 * rounds + 3, best, dtype=np.int64),
        bar,
        np.ones(1, dtype=np.int64),
        np.zeros(stops, dtype=np.uint8),
        np.zeros(stops, dtype=np.uint8),
        np.zeros(stops, dtype=np.uint8),
        np.empty(stops, dtype=np.int32),
        np.empty(stops, dtype=np.int32),
        np.empty(stops, dtype=np.int32),
        np.full(stops, INF, dtype=np.int64),
        np.full(route_attr.size, _NOWHERE, dtype=np.int32),
        np.full(route_attr.size, -1, dtype=np.int32),
        np.empty(route_attr.size + 1, dtype=np.int32),
        np.full(route_attr.size, -1, dtype=np.int64),
    )


@leaf
def _note(flags: Array, stops: Array, count: Whole, stop: Whole) -> Whole:
    """Put a stop into a list unless it stands there; return how many stand there now."""
    if flags[stop]:
        return count
    flags[stop] = 1
    stops[count] = stop
    return count + 1


@leaf
def _set_out(net: Net, labels: Labels, sources: Array, starts: Array, walkers: Whole, people: Whole) -> Whole:
    """Put people at the sources, and where the first ``walkers`` of them can walk; return how many stops they mark."""
    drives = _drives(net)
    ready, marked, marks = labels.ready, labels.marked, labels.marks
    count = np.int64(0)
    for n in range(sources.size):
        stop = sources[n]
        if starts[n] < ready[0, stop]:
            ready[0, stop] = starts[n]
            count = _note(marked, marks, count, stop)
    for n in range(walkers):
        for link in range(net.link_first[sources[n]], net.link_first[sources[n] + 1]):
            if people < 0 and net.link_drive[link] >= 0:
                continue
            leave = _start(drives, net.link_drive[link], starts[n], people)
            if leave >= INF:
                continue
            stop = net.link_to[link]
            when = leave + net.link_seconds[link]
            if when < ready[0, stop]:
                ready[0, stop] = when
                count = _note(marked, marks, count, stop)
    return count


@leaf
def _trip_before(lines: Lines, first: Whole, place: Whole, day: Whole) -> Whole:
    """Return the place of the trip that runs before this one on the same day, or -1."""
    place -= 1
    while place >= 0 and not lines.runs[lines.trip_days[first + place], day]:
        place -= 1
    return place


@leaf
def _arrive(bound: Array, when: Whole) -> None:
    """Let an arrival stand for all rounds, as far as it is better."""
    n = 0
    while n < bound.size and when < bound[n]:
        bound[n] = when
        n += 1


@leaf
def _rounds(
    net: Net,
    labels: Labels,
    k: Whole,
    mark_count: Whole,
    sight_count: Whole,
    is_target: Array,
    rest: Array,
    left: Array,
    limit: Whole,
    people: Whole,
) -> tuple[Whole, Whole, bool]:
    """Ride, round by round, from the stops that are marked, until nothing improves or the labels have no more rows.

    Args:
        labels: What is known so far; what improves is written into it.
        k: So many rides were taken before.
        mark_count, sight_count: How many stops stand in their lists.
        is_target: uint8 [stop]; nobody goes on after the best arrival at a target.
        rest: int64 [stop]: no journey from here to a target takes less; zeros where there is no target.
        left: uint8 [stop]: no journey from here to a target takes fewer rides.
        limit: Nobody boards later.
        people: How many travel; -1: the group's drivers are not at hand.

    Returns:
        The last round in which somebody rode, rows beyond it are as before; ``mark_count``, 0 unless there may be more
        rounds; ``sight_count``.
    """
    lines, drives = _lines(net), _drives(net)
    arrived = labels.arrived
    marked, off, seen = labels.marked, labels.off, labels.seen
    marks, offs, sights = labels.marks, labels.offs, labels.sights
    boards, from_pos, to_pos, queue = labels.boards, labels.from_pos, labels.to_pos, labels.queue
    bar, caught = labels.bar, labels.caught
    rounds, rows = labels.ready.shape[0] - 1, bar.shape[0]
    for n in range(mark_count):
        sight_count = _note(seen, sights, sight_count, marks[n])
    while mark_count > 0 and k < rounds:
        k += 1
        if k == labels.made[0]:
            _make_row(labels, k)
        row, made = min(k, rows - 1), min(labels.made[0], rows)
        bars = bar[row]
        boarding, ready = labels.ready[k - 1], labels.ready[k]
        ridden_before, ridden = labels.ridden[max(row - 1, 0)], labels.ridden[row]
        for n in range(sight_count):
            stop = sights[n]
            ready[stop] = min(ready[stop], boarding[stop])
            ridden[stop] = min(ridden[stop], ridden_before[stop])
        # Who is to take so many rides more must beat those who took as many.
        bound = arrived[k:]
        queued: Whole = 0
        for n in range(mark_count):
            board = marks[n]
            ready_at = boarding[board]
            if not marked[board] or ready_at + rest[board] > bound[max(left[board], 1) - 1]:
                continue
            boards[board] = ready_at
            for at in range(Natural(net.stop_first[board]), Natural(net.stop_first[board + 1])):
                route, pos = net.stop_route[at], net.stop_pos[at]
                if ready_at > bars[Natural(net.route_first[route] + pos)]:
                    continue
                # Without a branch: nobody can guess which patterns stand in the queue.
                queue[queued] = route
                queued += np.int64(from_pos[route] == _NOWHERE)
                from_pos[route] = min(from_pos[route], pos)
                to_pos[route] = max(to_pos[route], pos)
        off_count = np.int64(0)
        for q in range(queued):
            route = queue[q]
            first, first_trip = np.int64(net.route_first[route]), np.int64(net.route_trip[route])
            length = net.route_first[route + 1] - first
            count = net.route_trip[route + 1] - first_trip
            times = net.route_time[route]
            zone = net.route_zone[route]
            # The trip that one sits in, and the one before it.
            riding = False
            start, calls, place = np.int64(0), np.int64(0), np.int64(0)
            other_start, other = np.int64(0), np.int64(0)
            near = caught[route]
            last_pos = np.int64(to_pos[route])
            pos = np.int64(from_pos[route])
            from_pos[route], to_pos[route] = _NOWHERE, -1
            while pos < length and (riding or pos <= last_pos):
                call = Natural(first + pos)
                stop = net.route_stop[call]
                column = times + pos * count
                useful = bars[call]
                if riding:
                    when = start + net.arrival[Natural(calls + pos)]
                    sooner = (when < ridden[stop]) & (when + rest[stop] <= bound[left[stop]])
                    if sooner and net.route_flags[call] & ALIGHT:
                        ridden[stop] = when
                        off_count = _note(off, offs, off_count, stop)
                        if is_target[stop]:
                            _arrive(bound, when)
                    if when > useful:
                        # Somebody sits in this trip or an earlier one: all that it reaches is known.
                        riding = False
                    else:
                        useful = other_start + net.departure[Natural(column + other)]
                when = boards[stop]
                if when <= useful and net.route_flags[call] & BOARD:
                    latest = min(limit, bound[max(left[stop], 1) - 1] - rest[stop], useful)
                    key = np.int64(-1)
                    if when <= latest:
                        key = _catch(lines, route, pos, when, latest, near)
                        near = max(key, ~key)
                    if key < 0:
                        # The best arrival only falls: nobody who is ready later will find one, either.
                        useful = when - 1
                    else:
                        riding = True
                        day, place = _day(key), _place(key)
                        start = net.base[zone, day]
                        calls = times + place * length
                        # On the same day, or the last of the day before, whether it runs or not.
                        other, other_start = _trip_before(lines, first_trip, place, day), start
                        if other < 0:
                            other = count - 1
                            other_start = net.base[zone, day - 1] if day > 0 else np.int64(-INF)
                        useful = other_start + net.departure[Natural(column + other)]
                for j in range(row, made):
                    bar[j, call] = min(bar[j, call], useful)
                pos += 1
            caught[route] = near
        for n in range(mark_count):
            marked[marks[n]] = 0
            boards[marks[n]] = INF
        mark_count = np.int64(0)
        for n in range(off_count):
            stop = offs[n]
            off[stop] = 0
            sight_count = _note(seen, sights, sight_count, stop)
            when = ridden[stop]
            changed = when + net.change[stop]
            if net.change[stop] >= 0 and changed < ready[stop] and when + rest[stop] <= bound[left[stop]]:
                ready[stop] = changed
                mark_count = _note(marked, marks, mark_count, stop)
            for link in range(Natural(net.link_first[stop]), Natural(net.link_first[stop + 1])):
                if people < 0 and net.link_drive[link] >= 0:
                    continue
                leave = _start(drives, net.link_drive[link], when, people)
                if leave >= INF:
                    continue
                there = leave + net.link_seconds[link]
                other = net.link_to[link]
                if is_target[other]:
                    _arrive(bound, there)
                if there < ready[other] and there + rest[other] <= bound[left[other]]:
                    ready[other] = there
                    sight_count = _note(seen, sights, sight_count, other)
                    mark_count = _note(marked, marks, mark_count, other)
    return k, mark_count, sight_count


@leaf
def _make_row(labels: Labels, row: Whole) -> None:
    """What takes so many rides takes no more than one ride more."""
    ready, ridden, bar = labels.ready, labels.ridden, labels.bar
    for stop in range(ready.shape[1]):
        ready[row, stop] = ready[row - 1, stop]
    if ridden.shape[0] > 1:
        for stop in range(ridden.shape[1]):
            ridden[row, stop] = ridden[row - 1, stop]
        for call in range(bar.shape[1]):
            bar[row, call] = bar[row - 1, call]
    labels.made[0] = row + 1


@compiled
def _longer(labels: Labels) -> Labels:
    """The same labels with room for twice as many rounds."""
    rounds = labels.ready.shape[0] - 1
    arrived = np.empty(4 * rounds + 3, dtype=np.int64)
    arrived[: labels.arrived.size] = labels.arrived
    arrived[labels.arrived.size :] = labels.arrived[-1]
    ridden, bar = labels.ridden, labels.bar
    if ridden.shape[0] > 1:
        ridden, bar = _with_room(ridden, rounds), _with_room(bar, rounds)
    return Labels(
        _with_room(labels.ready, rounds), ridden, arrived, bar, labels.made, labels.marked, labels.off, labels.seen,
        labels.marks, labels.offs, labels.sights, labels.boards, labels.from_pos, labels.to_pos, labels.queue,
        labels.caught,
    )  # fmt: skip


@compiled
def _with_room(rows: Array, more: Whole) -> Array:
    longer = np.empty((rows.shape[0] + more, rows.shape[1]), dtype=np.int64)
    longer[: rows.shape[0]] = rows
    return longer


@compiled
def _ride(
    net: Net,
    labels: Labels,
    mark_count: Whole,
    is_target: Array,
    rest: Array,
    left: Array,
    limit: Whole,
    people: Whole,
) -> tuple[Labels, Whole, Whole]:
    """Ride from the stops that are marked until nothing improves, in as many rounds as it takes.

    Args and the last round in which somebody rode are those of ``_rounds``.

    Returns:
        The labels, which may have more rows than before; the last round; how many ``sights`` there are.
    """
    k, mark_count, sight_count = _rounds(
        net, labels, np.int64(0), mark_count, np.int64(0), is_target, rest, left, limit, people
    )
    while mark_count > 0:
        labels = _longer(labels)
        k, mark_count, sight_count = _rounds(
            net, labels, k, mark_count, sight_count, is_target, rest, left, limit, people
        )
    seen, sights = labels.seen, labels.sights
    for n in range(sight_count):
        seen[sights[n]] = 0
    return labels, k, sight_count


@compiled
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
) -> Labels:
    """Earliest arrivals by rounds, from ``sources`` at ``starts``.

    Args:
        sources: int32 stops; ``starts``: int64 seconds.
        walkers: So many of the sources may begin with a walk; the others have walked already.
        best: Known arrival at the target without a ride, or INF.
        rounds: So many rides the labels have room for at first.
        allowed: uint8 [attribute]: whether the person may ride.
        is_target, rest, limit, people: As in ``_rounds``.

    Returns:
        The labels; rows beyond the last round in which somebody rode say nothing.
    """
    labels = _blank(net, allowed, rounds, np.int64(1), best)
    marks = _set_out(net, labels, sources, starts, walkers, people)
    left = np.zeros(net.change.size, dtype=np.uint8)
    labels, _used, _sights = _ride(net, labels, marks, is_target, rest, left, limit, people)
    return labels


@compiled
def _grown(pool: Array) -> Array:
    larger = np.empty((pool.shape[0] * 2, pool.shape[1]), dtype=np.int64)
    larger[: pool.shape[0]] = pool
    return larger


@leaf
def _insert(
    pool: Array, used: Whole, head: Array, at: Whole, ready: Whole, recorded: Whole, lead: Whole, cost: Whole, k: Whole
) -> Whole:
    """Put a label into the bag ``at``, in the row ``used``.

    Returns:
        The row; -1 where a label there is no worse; ``_FULL``.
    """
    before: Whole = np.int64(-1)
    row = head[at]
    while row >= 0:
        # A first walk is as late as it can be, so its lead is known only at boarding: it beats nobody before.
        firm = pool[row, _LINK] < 0
        if firm and pool[row, _READY] <= ready and pool[row, _RECORDED] <= recorded:
            if pool[row, _LEAD] >= lead and pool[row, _COST] <= cost:
                return np.int64(-1)
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
        return np.int64(_FULL)
    pool[used, _READY] = ready
    pool[used, _RECORDED] = recorded
    pool[used, _LEAD] = lead
    pool[used, _COST] = cost
    pool[used, _NEXT] = head[at]
    pool[used, _ROUND] = k
    pool[used, _LINK] = LATER
    pool[used, _ORIGIN] = -1
    head[at] = used
    return np.int64(used)


@leaf
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


@leaf
def _end(ends: Array, count: Whole, arrival: Whole, rides: Whole, recorded: Whole, lead: Whole, cost: Whole) -> Whole:
    """Put a journey into the front, unless one there is no worse; return how many there are, or ``_FULL``."""
    for n in range(count):
        if (
            ends[n, 0] <= arrival
            and ends[n, 1] <= rides
            and ends[n, 2] <= recorded
            and ends[n, 3] >= lead
            and ends[n, 4] <= cost
        ):
            return count
    kept = np.int64(0)
    for n in range(count):
        if not (
            arrival <= ends[n, 0]
            and rides <= ends[n, 1]
            and recorded <= ends[n, 2]
            and lead >= ends[n, 3]
            and cost <= ends[n, 4]
        ):
            if kept != n:
                for column in range(5):
                    ends[kept, column] = ends[n, column]
            kept += 1
    if kept == ends.shape[0]:
        return np.int64(_FULL)
    ends[kept, 0] = arrival
    ends[kept, 1] = rides
    ends[kept, 2] = recorded
    ends[kept, 3] = lead
    ends[kept, 4] = cost
    return kept + 1


@compiled
def _walks_out(net: Net, sources: Array) -> Whole:
    """Return how many walks and drives there are from these stops."""
    count = np.int64(0)
    for stop in sources:
        count += net.link_first[stop + 1] - net.link_first[stop]
    return count


@leaf
def _without_ride(
    net: Net,
    sources: Array,
    is_target: Array,
    presence: Array,
    depart: Whole,
    min_lead: Whole,
    people: Whole,
    ends: Array,
) -> Whole:
    """Note the journeys that are one walk or one drive in ``ends``, which has room for all; return how many."""
    drives, count = _drives(net), np.int64(0)
    for n in range(sources.size):
        stop = sources[n]
        for link in range(net.link_first[stop], net.link_first[stop + 1]):
            other = net.link_to[link]
            leave = _start(drives, net.link_drive[link], depart, people)
            if not is_target[other] or leave >= INF:
                continue
            arrival = leave + net.link_seconds[link]
            lead = min(_minus(presence[stop], leave), _minus(presence[other], arrival))
            drive = net.link_drive[link]
            cost = net.drive_cost[drive] if drive >= 0 else np.int64(0)
            if lead >= min_lead:
                count = _end(ends, count, arrival, 0, 0, lead, cost)
    return count


class Bags(NamedTuple):
    """What a search with bags of labels knows, and its scratch.

    Attributes:
        pool, off_pool: int64 [label, ``_WIDTH``]: of who may board, and of who got off.
        bag: int64 [passenger, 6]: key, recorded legs, lead, cost, the day's beginning, place of the trip.
        ends: int64 [journey, 5]: the front.
        head, off_head: int64 [stop]: the last label there, or -1.
        marked, got_off: uint8 [stop]: whether the stop stands in the list of the same place below.
        marks, offs: int32: stops where a ride may begin, and where somebody got off.
        from_pos: int32 [pattern]: first position at which to board, ``_NOWHERE`` where there is none.
        queue: int32: patterns to ride in this round.
        ready, ridden: as in ``Labels``.
        counts: int64: rounds done; how many marks, labels in both pools and ends there are.
    """

    pool: Array
    off_pool: Array
    bag: Array
    ends: Array
    head: Array
    off_head: Array
    marked: Array
    got_off: Array
    marks: Array
    offs: Array
    from_pos: Array
    queue: Array
    ready: Array
    ridden: Array
    counts: Array


@compiled
def _bags(net: Net, rounds: Whole, room: Whole, starts: Whole) -> Bags:
    """Nobody is anywhere yet.

    ``room``: for how many labels beyond the ``starts``, and a part of it for the rest; untouched, it costs nothing.
    """
    stops, routes = net.change.size, net.route_zone.size
    ready = np.empty((rounds + 1, stops), dtype=np.int64)
    ready[0] = INF
    return Bags(
        np.empty((room + starts, _WIDTH), dtype=np.int64),
        np.empty((room, _WIDTH), dtype=np.int64),
        np.empty((room // 64 + 1, 6), dtype=np.int64),
        np.empty((room // 64 + 1 + starts, 5), dtype=np.int64),
        np.full(stops, -1, dtype=np.int64),
        np.full(stops, -1, dtype=np.int64),
        np.zeros(stops, dtype=np.uint8),
        np.zeros(stops, dtype=np.uint8),
        np.empty(stops, dtype=np.int32),
        np.empty(stops, dtype=np.int32),
        np.full(routes, _NOWHERE, dtype=np.int32),
        np.empty(routes, dtype=np.int32),
        ready,
        np.full(stops, INF, dtype=np.int64),
        np.zeros(5, dtype=np.int64),
    )


@compiled
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
    room: Whole,
    direct: bool,
) -> tuple[Array, Array, Array]:
    """The front at the target in (arrival, rides, recorded legs, lead, cost).

    Args:
        presence: int64 [stop]: E, the earliest instant at which a pursuer can be there.
        rest: int64 [stop]: no journey from here to the target takes less; INF where there is none.
        min_lead: Labels below it are dropped.
        rounds, room: So many rides and labels there is room for at first.
        direct: Whether a walk or a drive may be the whole journey.

    Returns:
        ends: int64 [journey, 5]; ready and ridden as in ``Labels``.
    """
    out = _walks_out(net, sources)
    while True:
        bags = _bags(net, rounds, room, out + sources.size)
        if direct:
            bags.counts[4] = _without_ride(net, sources, is_target, presence, depart, min_lead, people, bags.ends,
            )  # fmt: skip
        _set_out_with_bags(net, bags, sources, depart, people)
        full = _ride_with_bags(net, bags, allowed, is_target, presence, rest, limit, min_lead, people)
        while not full and bags.counts[1] > 0:
            bags = _with_more_rounds(bags)
            full = _ride_with_bags(net, bags, allowed, is_target, presence, rest, limit, min_lead, people)
        if not full:
            return bags.ends[: bags.counts[4]].copy(), bags.ready, bags.ridden
        # Nothing is dropped for want of room: all of it once more, with more.
        room *= 4


@compiled
def _with_more_rounds(bags: Bags) -> Bags:
    return Bags(
        bags.pool, bags.off_pool, bags.bag, bags.ends, bags.head, bags.off_head, bags.marked, bags.got_off, bags.marks,
        bags.offs, bags.from_pos, bags.queue, _with_room(bags.ready, bags.ready.shape[0]), bags.ridden, bags.counts,
    )  # fmt: skip


@leaf
def _set_out_with_bags(net: Net, bags: Bags, sources: Array, depart: Whole, people: Whole) -> None:
    """Put a label at every source and at every end of a walk or drive from it."""
    drives = _drives(net)
    pool, head, marked, marks, ready = bags.pool, bags.head, bags.marked, bags.marks, bags.ready
    used = np.int64(0)
    mark_count = np.int64(0)
    for n in range(sources.size):
        stop = sources[n]
        for link in range(net.link_first[stop] - 1, net.link_first[stop + 1]):
            direct = link < net.link_first[stop]
            leave = depart if direct else _start(drives, net.link_drive[link], depart, people)
            if leave >= INF:
                continue
            other = stop if direct else net.link_to[link]
            when = depart if direct else leave + net.link_seconds[link]
            cost = np.int64(0)
            if not direct and net.link_drive[link] >= 0:
                cost = net.drive_cost[net.link_drive[link]]
            # Labels of the origin are not weighed against each other: their lead is known only when they board.
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
    bags.counts[1], bags.counts[2] = mark_count, used


@leaf
def _ride_with_bags(
    net: Net,
    bags: Bags,
    allowed: Array,
    is_target: Array,
    presence: Array,
    rest: Array,
    limit: Whole,
    min_lead: Whole,
    people: Whole,
) -> bool:
    """Ride, round by round, until nothing improves or ``ready`` has no more rows; return whether there was no room."""
    lines, drives = _lines(net), _drives(net)
    pool, off_pool, bag, ends, head, off_head = bags.pool, bags.off_pool, bags.bag, bags.ends, bags.head, bags.off_head
    marked, marks, got_off, offs = bags.marked, bags.marks, bags.got_off, bags.offs
    from_pos, queue, ready, ridden = bags.from_pos, bags.queue, bags.ready, bags.ridden
    rounds = ready.shape[0] - 1
    last_presence = np.int64(-INF)
    for stop in range(head.size):
        if is_target[stop] and presence[stop] > last_presence:
            last_presence = presence[stop]
    done, mark_count, used = bags.counts[0], bags.counts[1], bags.counts[2]
    off_used, end_count = bags.counts[3], bags.counts[4]
    while done < rounds:
        done += 1
        k = done
        for stop in range(head.size):
            ready[k, stop] = ready[k - 1, stop]
        if mark_count == 0:
            continue
        queued = 0
        for n in range(mark_count):
            stop = marks[n]
            for at in range(net.stop_first[stop], net.stop_first[stop + 1]):
                route = net.stop_route[at]
                if not allowed[net.route_attr[route]]:
                    continue
                if from_pos[route] == _NOWHERE:
                    queue[queued] = route
                    queued += 1
                from_pos[route] = min(from_pos[route], net.stop_pos[at])
        off_count = 0
        for q in range(queued):
            route = queue[q]
            first = net.route_first[route]
            length = net.route_first[route + 1] - first
            pos = from_pos[route]
            from_pos[route] = _NOWHERE
            count = net.route_trip[route + 1] - net.route_trip[route]
            times = net.route_time[route]
            zone = net.route_zone[route]
            attribute = net.route_attr[route]
            recorded = 1 if net.attr_record[attribute] != 0 else 0
            fare = net.attr_cost[attribute] if net.attr_cost[attribute] >= 0 else np.int64(INF)
            inside = 0
            while pos < length:
                stop = net.route_stop[first + pos]
                flags = net.route_flags[first + pos]
                there = presence[stop]
                kept = 0
                for n in range(inside):
                    key, rec, lead, cost = bag[n, 0], bag[n, 1], bag[n, 2], bag[n, 3]
                    start, place = bag[n, 4], bag[n, 5]
                    when = start + net.arrival[times + place * length + pos]
                    final = min(lead, _minus(last_presence, when + rest[stop]))
                    # Whoever stays on board needs no less than what remains from here.
                    if final < min_lead or _beaten(ends, end_count, when + rest[stop], k, rec, final, cost):
                        continue
                    if flags & ALIGHT:
                        row = _insert(off_pool, off_used, off_head, stop, when, rec, lead, cost, k)
                        if row == _FULL:
                            return True
                        if row >= 0:
                            off_used += 1
                            ridden[stop] = min(ridden[stop], when)
                            if is_target[stop]:
                                here = min(lead, _minus(there, when))
                                if here >= min_lead:
                                    end_count = _end(ends, end_count, when, k, rec, here, cost)
                                    if end_count == _FULL:
                                        return True
                            if not got_off[stop]:
                                got_off[stop] = 1
                                offs[off_count] = stop
                                off_count += 1
                    if there < INF:
                        lead = min(lead, there - (start + net.departure[times + pos * count + place]))
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
                                    and bag[n, 4] + net.departure[times + pos * count + bag[n, 5]] < pool[row, _READY]
                                    and bag[n, 3] <= _plus(pool[row, _COST], fare)
                                ):
                                    wanted = False
                                    break
                        if wanted:
                            key = _catch(
                                lines,
                                route,
                                pos,
                                pool[row, _READY],
                                limit,
                                np.int64(-1),
                            )
                            if key >= 0:
                                day, place = _day(key), _place(key)
                                start = net.base[zone, day]
                                leaving = start + net.departure[times + pos * count + place]
                                lead = min(pool[row, _LEAD], _minus(there, leaving))
                                link = pool[row, _LINK]
                                if link >= 0:
                                    leave = leaving - net.link_seconds[link]
                                    if net.link_drive[link] >= 0:
                                        leave = min(leave, net.drive_closes[net.link_drive[link]])
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
                                                for column in range(6):
                                                    bag[kept, column] = bag[n, column]
                                            kept += 1
                                    if kept == bag.shape[0]:
                                        return True
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
                    for link in range(net.link_first[stop] - 1, net.link_first[stop + 1]):
                        changing = link < net.link_first[stop]
                        if changing:
                            if net.change[stop] < 0:
                                continue
                            other = stop
                            there = when + net.change[stop]
                            now_lead, now_cost = lead, cost
                        else:
                            leave = _start(drives, net.link_drive[link], when, people)
                            if leave >= INF:
                                continue
                            other = net.link_to[link]
                            there = leave + net.link_seconds[link]
                            now_lead = min(lead, _minus(presence[stop], leave))
                            now_cost = cost
                            if net.link_drive[link] >= 0:
                                now_cost = _plus(cost, net.drive_cost[net.link_drive[link]])
                            if now_lead < min_lead:
                                continue
                            if is_target[other]:
                                final = min(now_lead, _minus(presence[other], there))
                                if final >= min_lead:
                                    end_count = _end(ends, end_count, there, k, rec, final, now_cost)
                                    if end_count == _FULL:
                                        return True
                        if rest[other] >= INF:
                            continue
                        final = min(now_lead, _minus(last_presence, there + rest[other]))
                        if final < min_lead or _beaten(
                            ends, end_count, there + rest[other], k + 1, rec, final, now_cost
                        ):
                            continue
                        put = _insert(pool, used, head, other, there, rec, now_lead, now_cost, k)
                        if put == _FULL:
                            return True
                        if put >= 0:
                            used += 1
                            ready[k, other] = min(ready[k, other], there)
                            if not marked[other]:
                                marked[other] = 1
                                marks[mark_count] = other
                                mark_count += 1
                row = off_pool[row, _NEXT]
    counts = bags.counts
    counts[0], counts[1], counts[2], counts[3], counts[4] = done, mark_count, used, off_used, end_count
    return False


@leaf
def _insert_back(
    pool: Array, used: Whole, head: Array, stop: Whole, by: Whole, rec: Whole, cost: Whole, k: Whole
) -> Whole:
    """Put a backward label into the bag of a stop, in the row ``used``.

    Returns:
        The row; -1 where a label there is no worse; ``_FULL``.
    """
    before: Whole = np.int64(-1)
    row = head[stop]
    while row >= 0:
        if pool[row, _BY] >= by and pool[row, _BREC] <= rec and pool[row, _BCOST] <= cost:
            return np.int64(-1)
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
        return np.int64(_FULL)
    pool[used, _BY] = by
    pool[used, _BREC] = rec
    pool[used, _BCOST] = cost
    pool[used, _BNEXT] = head[stop]
    pool[used, _BROUND] = k
    pool[used, _BSTOP] = stop
    head[stop] = used
    return np.int64(used)


@leaf
def _latest(presence: Whole, lead: Whole) -> Whole:
    """Return the last instant at which one can leave with this lead."""
    return presence - lead if presence < INF and lead > -INF else np.int64(INF)


@leaf
def _back_start(
    drives: Drives,
    drive: Whole,
    by: Whole,
    people: Whole,
) -> Whole:
    """Return the last instant, at or before ``by``, to set out on a link with this drive; -INF if there is none."""
    if drive < 0:
        return by
    if drives.seats[drive] < people:
        return np.int64(-INF)
    by = min(by, drives.closes[drive])
    return by if by >= drives.opens[drive] else np.int64(-INF)


class Trace(NamedTuple):
    """Scratch of ``retrace``.

    Attributes:
        pool: int64 [label, ``_BWIDTH``].
        bag: int64 [passenger, 5]: key, recorded legs, cost, label and position at which they get off.
        head: int64 [stop]: the last label there, or -1.
        marked, pending: uint8 [stop]: whether a ride may end there in the next round, and in this one.
        marks, waits: int32: the stops of these two.
        from_pos, to_pos: int32 [pattern]: first and last position at which to get off; -1 where there is none.
        queue: int32: patterns of this round.
        leg: int64 [``LEG_WIDTH``]: the first ride of the journey that leaves last.
    """

    pool: Array
    bag: Array
    head: Array
    marked: Array
    pending: Array
    marks: Array
    waits: Array
    from_pos: Array
    to_pos: Array
    queue: Array
    leg: Array


@compiled
def _trace(net: Net, room: Whole) -> Trace:
    stops, routes = net.change.size, net.route_zone.size
    return Trace(
        np.empty((room + 1, _BWIDTH), dtype=np.int64),
        np.empty((room // 64 + 1, 5), dtype=np.int64),
        np.empty(stops, dtype=np.int64),
        np.zeros(stops, dtype=np.uint8),
        np.zeros(stops, dtype=np.uint8),
        np.empty(stops, dtype=np.int32),
        np.empty(stops, dtype=np.int32),
        np.empty(routes, dtype=np.int32),
        np.full(routes, -1, dtype=np.int32),
        np.empty(routes, dtype=np.int32),
        np.empty(LEG_WIDTH, dtype=np.int64),
    )


@compiled
def retrace(
    net: Net,
    trace: Trace,
    allowed: Array,
    is_source: Array,
    targets: Array,
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
) -> tuple[Trace, Whole, Array, Whole]:
    """The journey that leaves last among those no worse than (arrival, rides, recorded, lead, cost).

    ``rides`` is at least 1; nobody boards after ``limit``. ``ready`` [round, stop] bounds from below when one can board
    after so many rides, ``ridden`` [stop] when one can arrive by a ride.

    Returns:
        trace: The scratch, which may have got more room.
        departure: -INF if there is none.
        legs: int64 [ride, 5]: link before the ride (-1 none; backward link, else), pattern, key, board, alight.
        last: Backward link after the last ride, or -1.
    """
    found, row, full = _back(
        net, trace, allowed, is_source, targets, presence, ready, ridden, depart, limit, arrival, rides, recorded, lead,
        cost, people,
    )  # fmt: skip
    while full:
        trace = _trace(net, 4 * trace.pool.shape[0])
        found, row, full = _back(
            net, trace, allowed, is_source, targets, presence, ready, ridden, depart, limit, arrival, rides, recorded,
            lead, cost, people,
        )  # fmt: skip
    legs = np.empty((rides, LEG_WIDTH), dtype=np.int64)
    if found <= -INF:
        return trace, found, legs[:0], np.int64(-1)
    legs[0] = trace.leg
    told, pool = 1, trace.pool
    while pool[row, _BPARENT] >= 0:
        legs[told, LEG_LINK] = pool[row, _BLINK]
        legs[told, LEG_ROUTE] = pool[row, _BROUTE]
        legs[told, LEG_KEY] = pool[row, _BKEY]
        legs[told, LEG_BOARD] = pool[row, _BBOARD]
        legs[told, LEG_ALIGHT] = pool[row, _BALIGHT]
        told += 1
        row = pool[row, _BPARENT]
    return trace, found, legs[:told].copy(), pool[row, _BLINK]


@leaf
def _back(
    net: Net,
    trace: Trace,
    allowed: Array,
    is_source: Array,
    targets: Array,
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
) -> tuple[Whole, Whole, bool]:
    """Go back from the targets, ride by ride; arguments as in ``retrace``.

    Returns:
        When the journey leaves that leaves last, -INF if there is none: its first ride is ``trace.leg``; the label of
        what follows; whether there was no room for all labels: then all of it is worth nothing.
    """
    lines, drives = _lines(net), _drives(net)
    pool, bag, head, found_leg = trace.pool, trace.bag, trace.head, trace.leg
    marked, pending, marks, waits = trace.marked, trace.pending, trace.marks, trace.waits
    from_pos, to_pos, queue = trace.from_pos, trace.to_pos, trace.queue
    for stop in range(head.size):
        head[stop] = -1
        marked[stop] = pending[stop] = 0
    used = np.int64(0)
    counts_cost = cost < INF
    mark_count = 0
    for target in targets:
        by = min(arrival, _latest(presence[target], lead))
        for link in range(net.back_first[target] - 1, net.back_first[target + 1]):
            direct = link < net.back_first[target]
            stop, when, spent = target, by, np.int64(0)
            if not direct:
                stop = net.back_from[link]
                when = min(by - net.back_seconds[link], _latest(presence[stop], lead))
                when = _back_start(drives, net.back_drive[link], when, people)
                if net.back_drive[link] >= 0 and counts_cost:
                    spent = net.drive_cost[net.back_drive[link]]
                if spent > cost:
                    continue
            if when < ridden[stop]:
                continue
            put = _insert_back(pool, used, head, stop, when, 0, spent, 0)
            if put == _FULL:
                return np.int64(-INF), put, True
            if put >= 0:
                used += 1
                pool[put, _BLINK] = -1 if direct else link
                pool[put, _BPARENT] = -1
                if not marked[stop]:
                    marked[stop] = 1
                    marks[mark_count] = stop
                    mark_count += 1
    found = np.int64(-INF)
    found_parent = np.int64(-1)
    for k in range(1, rides + 1):
        queued = 0
        for n in range(mark_count):
            stop = marks[n]
            for at in range(net.stop_first[stop], net.stop_first[stop + 1]):
                route = net.stop_route[at]
                if not allowed[net.route_attr[route]]:
                    continue
                pos = net.stop_pos[at]
                if to_pos[route] < 0:
                    queue[queued] = route
                    queued += 1
                    from_pos[route] = pos
                to_pos[route] = max(to_pos[route], pos)
                from_pos[route] = min(from_pos[route], pos)
        wait_count = mark_count
        for n in range(wait_count):
            waits[n] = marks[n]
            pending[waits[n]] = 1
            marked[waits[n]] = 0
        mark_count = 0
        for q in range(queued):
            route = queue[q]
            first = net.route_first[route]
            pos = to_pos[route]
            to_pos[route] = -1
            attribute = net.route_attr[route]
            leaves_record = 1 if net.attr_record[attribute] != 0 else 0
            fare = net.attr_cost[attribute]
            length = net.route_first[route + 1] - first
            count = np.int64(net.route_trip[route + 1] - net.route_trip[route])
            times, zone = net.route_time[route], net.route_zone[route]
            last_pos = from_pos[route]
            if counts_cost and fare < 0:
                continue
            inside = 0
            while pos >= 0 and (inside > 0 or pos >= last_pos):
                stop = net.route_stop[first + pos]
                flags = net.route_flags[first + pos]
                until = _latest(presence[stop], lead)
                kept = 0
                for n in range(inside):
                    key = bag[n, 0]
                    leaving = _leaves(lines, route, key, pos)
                    if leaving > until:
                        key = _last_before(
                            lines,
                            route,
                            pos,
                            until,
                            depart,
                            True,
                        )
                        if key < 0:
                            continue
                        leaving = _leaves(lines, route, key, pos)
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
                        leaving = _leaves(lines, route, key, pos)
                        if leaving > limit:
                            key = _last_before(
                                lines,
                                route,
                                pos,
                                limit,
                                depart,
                                True,
                            )
                            if key < 0:
                                continue
                            leaving = _leaves(lines, route, key, pos)
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
                        for link in range(net.back_first[stop] - 1, net.back_first[stop + 1]):
                            if link < net.back_first[stop]:
                                if k < rides and net.change[stop] >= 0:
                                    by = leaving - net.change[stop]
                                    if by >= ridden[stop] and by > found:
                                        put = _insert_back(pool, used, head, stop, by, rec, spent, k)
                                        if put == _FULL:
                                            return np.int64(-INF), put, True
                                        if put >= 0:
                                            used += 1
                                            _follow(pool, put, -1, route, key, pos, alight, parent)
                                            if not marked[stop]:
                                                marked[stop] = 1
                                                marks[mark_count] = stop
                                                mark_count += 1
                                continue
                            other = net.back_from[link]
                            drive = net.back_drive[link]
                            now_spent = spent
                            if drive >= 0 and counts_cost:
                                now_spent += net.drive_cost[drive]
                                if now_spent > cost:
                                    continue
                            latest = _latest(presence[other], lead)
                            if is_source[other]:
                                # The first link leaves as late as it can: an earlier trip, where the lead wants it.
                                own_key, own_leaving = key, leaving
                                if drive < 0 or net.drive_closes[drive] > latest:
                                    if own_leaving - net.back_seconds[link] > latest:
                                        own_key = _last_before(
                                            lines,
                                            route,
                                            pos,
                                            latest + net.back_seconds[link],
                                            depart,
                                            True,
                                        )
                                        if own_key >= 0:
                                            own_leaving = _leaves(
                                                lines,
                                                route,
                                                own_key,
                                                pos,
                                            )
                                if own_key >= 0:
                                    start = _back_start(
                                        drives,
                                        net.back_drive[link],
                                        own_leaving - net.back_seconds[link],
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
                                    drives,
                                    net.back_drive[link],
                                    min(leaving - net.back_seconds[link], latest),
                                    people,
                                )
                                if by >= ridden[other] and by > found:
                                    put = _insert_back(pool, used, head, other, by, rec, now_spent, k)
                                    if put == _FULL:
                                        return np.int64(-INF), put, True
                                    if put >= 0:
                                        used += 1
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
                                        place = _place(bag[n, 0]) + 1
                                        if place < count:
                                            start = net.base[zone, _day(bag[n, 0])]
                                            if start + net.arrival[times + place * length + pos] > pool[row, _BY]:
                                                good = False
                                                break
                                if not good:
                                    row = pool[row, _BNEXT]
                                    continue
                                key = _last_before(
                                    lines,
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
                                                for column in range(5):
                                                    bag[kept, column] = bag[n, column]
                                            kept += 1
                                    if kept == bag.shape[0]:
                                        return np.int64(-INF), kept, True
                                    bag[kept, 0] = key
                                    bag[kept, 1] = rec
                                    bag[kept, 2] = spent
                                    bag[kept, 3] = row
                                    bag[kept, 4] = pos
                                    inside = kept + 1
                        row = pool[row, _BNEXT]
                pos -= 1
        for n in range(wait_count):
            pending[waits[n]] = 0
        if wait_count == 0:
            break
    return found, found_parent, False


@leaf
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


@compiled
def _with_legs(
    net: Net,
    allowed: Array,
    is_source: Array,
    targets: Array,
    presence: Array,
    ready: Array,
    ridden: Array,
    depart: Whole,
    limit: Whole,
    ends: Array,
    count: Whole,
    people: Whole,
    room: Whole,
) -> tuple[Array, Array]:
    """Retrace every journey of a front.

    Returns:
        found: int64 [journey, 3]: departure, where its legs end in ``legs``, the last link.
        legs: int64 [ride, 5].
    """
    found = np.empty((count, 3), dtype=np.int64)
    legs = np.empty((16, LEG_WIDTH), dtype=np.int64)
    trace = _trace(net, room)
    used = 0
    for n in range(count):
        found[n, 0] = depart
        found[n, 2] = -1
        if ends[n, 1] > 0:
            trace, departure, own, last = retrace(
                net, trace, allowed, is_source, targets, presence, ready, ridden, depart, limit,
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


@compiled
def _marks(stops: Whole, some: Array) -> Array:
    marks = np.zeros(stops, dtype=np.uint8)
    for stop in some:
        marks[stop] = 1
    return marks


@leaf
def _put_end(ends: Array, n: Whole, arrival: Whole, rides: Whole) -> None:
    """Write a point of a front in (arrival, rides), of which the rest may be as it likes."""
    ends[n, 0], ends[n, 1] = arrival, rides
    ends[n, 2], ends[n, 3], ends[n, 4] = INF, -INF, INF


@compiled
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
    room: Whole,
    direct: bool,
) -> tuple[Array, Array, Array]:
    """The front in (arrival, rides) with its journeys; ``presence`` must be ``INF`` everywhere.

    Returns:
        ends: int64 [journey, 5]; found and legs as in ``_with_legs``.
    """
    stops = net.change.size
    is_source, is_target = _marks(stops, sources), _marks(stops, targets)
    start = np.empty((_walks_out(net, sources), 5), dtype=np.int64)
    count = _without_ride(
        net,
        sources if direct else sources[:0],
        is_target,
        presence,
        depart,
        np.int64(-INF),
        people,
        start,
    )
    best = np.int64(INF)
    for n in range(count):
        best = min(best, start[n, 0])
    starts = np.full(sources.size, depart, dtype=np.int64)
    labels = earliest(
        net, allowed, sources, starts, sources.size, is_target, remaining(net, targets), limit, best, people, rounds
    )
    arrived = labels.arrived
    ends = np.empty((labels.made[0], 5), dtype=np.int64)
    count = 0
    for k in range(ends.shape[0]):
        if arrived[k] < INF and (k == 0 or arrived[k] < arrived[k - 1]):
            _put_end(ends, count, arrived[k], k)
            count += 1
    found, legs = _with_legs(
        net,
        allowed,
        is_source,
        targets,
        presence,
        labels.ready,
        labels.ridden[0],
        depart,
        limit,
        ends,
        count,
        people,
        room,
    )
    return ends[:count].copy(), found, legs


@compiled
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


@compiled
def _settle(labels: Labels, used: Whole, seen: Whole) -> None:
    """Let what improved up to round ``used`` stand in the rounds after it, too."""
    ready, ridden = labels.ready, labels.ridden
    sights = labels.sights
    for k in range(used + 1, labels.made[0]):
        for n in range(seen):
            stop = sights[n]
            ready[k, stop] = min(ready[k, stop], ready[k - 1, stop])
            ridden[k, stop] = min(ridden[k, stop], ridden[k - 1, stop])


@compiled
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


@leaf
def _lower(left: Array, queue: Array, count: Whole, stop: Whole, rides: Whole) -> Whole:
    """Note a stop that needs so many rides, unless it needs fewer; return how many are noted."""
    if left[stop] <= rides:
        return count
    left[stop] = rides
    queue[count] = stop
    return count + 1


@compiled
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
    room: Whole,
) -> tuple[Array, Array, Array, Whole]:
    """The fronts in (arrival, rides) of every departure from ``depart`` to ``last``; there must be no drives.

    From the last departure to the first: the labels of those that leave later stay, so only what leaving earlier
    improves is looked at. ``presence`` must be ``INF`` everywhere.

    Args:
        walk: Seconds of the walk that is a whole journey, INF where there is none.

    Returns:
        ends: int64 [journey, 5]; found and legs as in ``_with_legs``; the latest arrival on which anything here
        depends.
    """
    stops = net.change.size
    link_first, link_to, link_seconds = net.link_first, net.link_to, net.link_seconds
    is_source, is_target = _marks(stops, sources), _marks(stops, targets)
    rest = remaining(net, targets)
    labels = _blank(net, allowed, rounds, rounds + 1, _plus(last + 1, walk))
    starts = np.full(sources.size, last + 1, dtype=np.int64)
    limit = last + 1 + horizon
    count = _set_out(net, labels, sources, starts, sources.size, people)
    left = _rides_left(net, allowed, targets, min(rounds, _RIDES_LEFT))
    labels, used, seen = _ride(net, labels, count, is_target, rest, left, limit, people)
    _settle(labels, used, seen)
    latest = np.int64(-INF)
    arrived = labels.arrived
    for k in range(1, labels.made[0]):
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
    trace = _trace(net, room)
    legs, told = np.empty((64, LEG_WIDTH), dtype=np.int64), 0
    while size > 0:
        now = last - (heap[0] >> _STOP_BITS)
        starts[:] = now
        count = _set_out(net, labels, sources, starts, sources.size, people)
        marked, marks, arrived = labels.marked, labels.marks, labels.arrived
        for n in range(count):
            marked[marks[n]] = 0
        while size > 0 and last - (heap[0] >> _STOP_BITS) == now:
            marked[heap[0] & _STOP_MASK] = 1
            size = _pop(heap, size)
        _arrive(arrived, _plus(now, walk))
        before = arrived.copy()
        labels, used, seen = _ride(net, labels, count, is_target, rest, left, limit, people)
        _settle(labels, used, seen)
        arrived = labels.arrived
        for k in range(1, labels.made[0]):
            if arrived[k] >= before[min(k, before.size - 1)] or arrived[k] >= arrived[k - 1]:
                continue
            latest = max(latest, arrived[k])
            ridden = labels.ridden[labels.made[0] - 1]
            trace, departure, own, link = retrace(
                net, trace, allowed, is_source, targets, presence, labels.ready, ridden, now, limit, arrived[k],
                np.int64(k), np.int64(INF), np.int64(-INF), np.int64(INF), people,
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
    return ends[:ended].copy(), found[:ended].copy(), legs[:told].copy(), latest


@compiled
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
    room: Whole,
    direct: bool,
) -> tuple[Array, Array, Array]:
    """The front in (arrival, rides, recorded legs, lead, cost) with its journeys; answers as ``quick`` does."""
    stops = net.change.size
    is_source, is_target = _marks(stops, sources), _marks(stops, targets)
    ends, ready, ridden = fronts(
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
        room,
        direct,
    )
    found, legs = _with_legs(
        net, allowed, is_source, targets, presence, ready, ridden, depart, limit, ends, ends.shape[0], people, room
    )
    return ends, found, legs


@compiled
def reached(net: Net, allowed: Array, sources: Array, starts: Array, walkers: Whole, rounds: Whole) -> Array:
    """Earliest presence at every stop, by any ride and on foot, without the group's drivers.

    Returns:
        int64 [stop], ``INF`` where nobody ever comes.
    """
    stops = net.change.size
    nowhere = np.zeros(stops, dtype=np.uint8)
    labels = earliest(
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
    ridden = labels.ridden[0]
    there: Array = ridden.copy()
    for n in range(sources.size):
        there[sources[n]] = min(there[sources[n]], starts[n])
    _walk_on(net, there, sources, starts, walkers, ridden)
    return there


@leaf
def _walk_on(net: Net, there: Array, sources: Array, starts: Array, walkers: Whole, ridden: Array) -> None:
    """Let the first ``walkers`` go on foot from their sources, and everybody from where they got off."""
    for n in range(walkers + ridden.size):
        stop = sources[n] if n < walkers else n - walkers
        when = starts[n] if n < walkers else ridden[stop]
        if when < INF:
            for link in range(net.link_first[stop], net.link_first[stop + 1]):
                if net.link_drive[link] < 0:
                    other = net.link_to[link]
                    there[other] = min(there[other], when + net.link_seconds[link])
