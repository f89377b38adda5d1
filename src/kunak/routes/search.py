"""Which journeys are there that no other beats?

All journeys from a stop, or any platform of a station, at or after an instant,
that are Pareto-optimal in arrival, rides, recorded legs, lead and cost; of equals the one that leaves last.
Specified in DESIGN section 6 and ``docs/methods/routes.md``.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from kunak.base.errors import Fault
from kunak.routes.arrays import Array, Timetable
from kunak.routes.journey import Journey
from kunak.routes.kernels import INF, full, quick, reached, within
from kunak.routes.retell import Presence, ridden, without_ride

HORIZON: Final = 7 * 24 * 3600
"""Seconds after the wanted departure within which rides are looked for, unless somebody asks for more."""

FIRST_ROUNDS: Final = 32
"""Rides for which there is room at first."""

FIRST_ROOM: Final = 2**16
"""Labels for which there is room at first; a search that needs more begins anew with four times as many."""


@dataclass(frozen=True)
class Question:
    """What is searched.

    Attributes:
        origin: Stop or station.
        destination: Stop or station.
        depart: Seconds UTC; nobody leaves earlier.
        min_lead: Seconds; journeys with less are not looked for. None: all.
        documents: Papers at hand; None: nobody asked, every ride counts as possible.
        people: How many travel; drivers need as many seats.
        horizon: Seconds after ``depart`` within which rides may begin.
        direct: Whether a walk or a drive may be the whole journey.
    """

    origin: int
    destination: int
    depart: int
    min_lead: int | None = None
    documents: frozenset[str] | None = None
    people: int = 1
    horizon: int = HORIZON
    direct: bool = True


def nobody(timetable: Timetable) -> Presence:
    """Return the presence of no pursuers."""
    return np.full(timetable.stops, INF, dtype=np.int64)


def permitted(timetable: Timetable, documents: frozenset[str] | None) -> Array:
    """Return uint8 [attribute]: whether the papers at hand suffice."""
    return np.array(
        [documents is None or all(documents & set(group) for group in needs) for needs in timetable.about.needs],
        dtype=np.uint8,
    )


def front(timetable: Timetable, question: Question, presence: Presence | None = None) -> tuple[Journey, ...]:
    """Return the journeys that no other beats, the earliest arrival first.

    Args:
        timetable: Where to search.
        question: What to search.
        presence: E by stop, from ``pursuers.presence``; None where nobody looks for the person.

    Raises:
        Fault: A journey, told call by call, is not what the search said: it is not shown.
    """
    return _Search(timetable, question, presence).front()


def numbers(timetable: Timetable, question: Question, presence: Presence | None = None) -> tuple[Array, Array, Array]:
    """Return the front as the kernels give it, untold: for measuring."""
    return _Search(timetable, question, presence).found()


def window(
    timetable: Timetable, question: Question, seconds: int, presence: Presence | None = None
) -> tuple[Journey, ...]:
    """Return every journey that is on the front of its own departure, from the wanted one to ``seconds`` later.

    A walk that could leave at any second is told once, for the first.
    """
    asked = _Search(timetable, question, presence)
    found = asked.within(seconds) if asked.simple else None
    if found is None:
        found = _one_by_one(timetable, question, seconds, presence)
    told: dict[tuple[int, ...], Journey] = {}
    for each in found:
        told.setdefault((each.departure, *judged(each)), each)
    return tuple(sorted(told.values(), key=lambda each: (each.departure, each.arrival, each.rides)))


def _one_by_one(timetable: Timetable, question: Question, seconds: int, presence: Presence | None) -> list[Journey]:
    """The front of rides stays as it is until its first journey has left: search again from one second later."""
    last = question.depart + seconds
    at_first = [each for each in front(timetable, question, presence) if not each.rides]
    found = [each for each in at_first if each.departure <= last]
    depart = question.depart
    while depart <= last:
        journeys = front(timetable, replace(question, depart=depart, direct=False), presence)
        found += [
            each
            for each in journeys
            if each.departure <= last and (not at_first or _unbeaten(timetable, question, presence, each))
        ]
        depart = min((each.departure for each in journeys), default=last) + 1
    return found


def _unbeaten(timetable: Timetable, question: Question, presence: Presence | None, journey: Journey) -> bool:
    """Whether a walk or drive that leaves with this journey leaves it on the front."""
    others = front(timetable, replace(question, depart=journey.departure), presence)
    return judged(journey) in {judged(each) for each in others}


def prepare(timetable: Timetable, *, progress: Callable[[int, int], None] = lambda _done, _all: None) -> None:
    """Load all kernels, with questions that are answered at once; what numba never compiled here is compiled."""
    net, never = timetable.net, -INF // 4
    allowed, nowhere = permitted(timetable, None), np.zeros(0, dtype=np.int32)
    asked = (net, allowed, nowhere, nowhere, nobody(timetable), never, never)
    direct = False
    steps: tuple[Callable[[], object], ...] = (
        lambda: reached(net, allowed, nowhere, np.zeros(0, dtype=np.int64), 0, FIRST_ROUNDS),
        lambda: full(*asked, -INF, 1, FIRST_ROUNDS, FIRST_ROOM, direct),
        lambda: quick(*asked, 1, FIRST_ROUNDS, FIRST_ROOM, direct),
        lambda: within(*asked, 0, INF, 1, FIRST_ROUNDS, FIRST_ROOM),
    )
    for done, step in enumerate(steps):
        progress(done, len(steps))
        step()
    progress(len(steps), len(steps))


class _Search:
    def __init__(self, timetable: Timetable, question: Question, presence: Presence | None) -> None:
        self.timetable = timetable
        self.question = question
        self.pursued = presence
        self.presence = nobody(timetable) if presence is None else presence
        self.sources = timetable.platforms(question.origin)
        self.targets = timetable.platforms(question.destination)
        self.allowed = permitted(timetable, question.documents)

    def front(self) -> tuple[Journey, ...]:
        journeys = self.told(*self.found())
        return tuple(sorted(journeys, key=lambda each: (each.arrival, each.rides, each.recorded, -each.departure)))

    def found(self) -> tuple[Array, Array, Array]:
        """Return the front as numbers."""
        ask, net = self.question, self.timetable.net
        if self.simple:
            return quick(
                net, self.allowed, self.sources, self.targets, self.presence, ask.depart, ask.depart + ask.horizon,
                ask.people, FIRST_ROUNDS, FIRST_ROOM, ask.direct,
            )  # fmt: skip
        least = -INF if ask.min_lead is None else ask.min_lead
        return full(
            net, self.allowed, self.sources, self.targets, self.presence, ask.depart, ask.depart + ask.horizon,
            least, ask.people, FIRST_ROUNDS, FIRST_ROOM, ask.direct,
        )  # fmt: skip

    @property
    def simple(self) -> bool:
        """Whether arrival and rides decide alone: nobody looks for the person, and all rides are alike."""
        return self.pursued is None and len(self.timetable.about.needs) == 1 and not len(self.timetable.net.drive_opens)

    def within(self, seconds: int) -> list[Journey] | None:
        """Return the fronts of all departures in a window; None where the horizon would cut each another way."""
        ask = self.question
        walk = self.walk() if ask.direct else None
        ends, found, legs, latest = within(
            self.timetable.net, self.allowed, self.sources, self.targets, self.presence, ask.depart,
            ask.depart + seconds, ask.horizon, INF if walk is None else walk.arrival - walk.departure, ask.people,
            FIRST_ROUNDS, FIRST_ROOM,
        )  # fmt: skip
        if latest > ask.depart + ask.horizon:
            return None
        journeys = self.told(ends, found, legs)
        return journeys if walk is None else [walk, *journeys]

    def walk(self) -> Journey | None:
        """Return the shortest walk that is a whole journey."""
        net = self.timetable.net
        links = [link for stop in self.sources for link in range(net.link_first[stop], net.link_first[stop + 1])]
        links = [link for link in links if net.link_to[link] in self.targets]
        if not links:
            return None
        least = min(links, key=lambda link: int(net.link_seconds[link]))
        return without_ride(self.timetable, self.pursued, depart=self.question.depart, link=least)

    def told(self, ends: Array, found: Array, legs: Array) -> list[Journey]:
        """Tell the journeys that the kernels found."""
        rides: list[list[int]] = legs.tolist()
        stops = [0, *found[:, 1].tolist()]
        return [
            self.journey(end, departure, rides[stops[n] : stops[n + 1]], last)
            for n, (end, (departure, _, last)) in enumerate(zip(ends.tolist(), found.tolist(), strict=True))
        ]

    def journey(self, end: list[int], departure: int, rides: list[list[int]], last: int) -> Journey:
        if end[1] == 0:
            return self.direct(end)
        if not rides:
            raise _lost()
        journey = ridden(self.timetable, self.pursued, departure=departure, rides=rides, last=last)
        if not self.simple and judged(journey) != tuple(end):
            raise _lost()
        if journey.arrival != end[0] or journey.rides != end[1]:
            raise _lost()
        return journey

    def direct(self, end: list[int]) -> Journey:
        """Return the walk or drive that has this end."""
        net, targets = self.timetable.net, set(self.targets.tolist())
        links = [link for stop in self.sources for link in range(net.link_first[stop], net.link_first[stop + 1])]
        for link in links:
            if int(net.link_to[link]) not in targets:
                continue
            drive = int(net.link_drive[link])
            if drive >= 0 and net.drive_seats[drive] < self.question.people:
                continue
            journey = without_ride(self.timetable, self.pursued, depart=self.question.depart, link=link)
            in_time = drive < 0 or journey.departure <= net.drive_closes[drive]
            if in_time and (judged(journey) == tuple(end) or (self.simple and journey.arrival == end[0])):
                return journey
        raise _lost()


def judged(journey: Journey) -> tuple[int, int, int, int, int]:
    """Return what a journey is judged by, as the kernels write it."""
    return (
        journey.arrival,
        journey.rides,
        journey.recorded,
        INF if journey.lead is None else journey.lead,
        INF if journey.cost is None else journey.cost,
    )


def _lost() -> Fault:
    return Fault(
        "The search found a journey that it cannot retell. Nothing was shown, because it might be wrong. "
        "Report this with the timetable and the question."
    )
