"""What was searched before a plan, and which ways were found: one becomes the plan, the others are kept beside it.

A wish says what somebody asked for, so that the search can be made again from the next stop when a
connection is missed. How ways are found is not known here.
"""

from enum import Enum
from typing import Final

import msgspec

from kunak.base.errors import Refused
from kunak.base.instants import Instant
from kunak.base.words import phrase
from kunak.casework import plan
from kunak.casework.facts import Event, Fact
from kunak.casework.plan import Leg, LegState, Plan

KEPT_LIMIT: Final = 12
"""Most ways that are kept of one search."""

LOOKOUT_LIMIT: Final = 3
"""Most groups that one search reckons with."""


class Comes(Enum):
    """How those who look for a person come."""

    ROAD = "road"
    NETWORK = "network"
    WATCH = "watch"


COMES_NAMES: Final = {
    Comes.ROAD: phrase("by road, with a car of their own"),
    Comes.NETWORK: phrase("by any ride of the timetable"),
    Comes.WATCH: phrase("there already, or by a bulletin"),
}


class Lookout(msgspec.Struct, frozen=True):
    """People who may look for the person.

    Attributes:
        stops: Where they start from, or stand; ids of the timetable.
        notice: From when on they know.
        speed_kmh: By road.
    """

    comes: Comes
    stops: tuple[str, ...]
    notice: Instant
    speed_kmh: int = 80


class Wish(msgspec.Struct, frozen=True, kw_only=True):
    """What was asked for.

    Attributes:
        zone: In which the departure was typed.
        min_lead: Least lead in seconds; None: any.
        money: At most, for each person, in the smallest unit of ``currency``; None: any.
        papers: Those at hand.
    """

    origin: str
    destination: str
    depart: Instant
    zone: str
    papers: tuple[str, ...] = ()
    people: int = 1
    min_lead: int | None = None
    money: int | None = None
    currency: str = ""
    lookouts: tuple[Lookout, ...] = ()


class Way(msgspec.Struct, frozen=True, kw_only=True):
    """One way that was found.

    Attributes:
        legs: As they would stand in the plan.
        ends: Ids of the stops between which each leg goes.
        lead: The narrowest, in seconds; None where nobody can ever be there.
        lead_at: Where it is the narrowest.
        records: Legs that leave a record.
        cost: For each person; None where it is not known.
    """

    legs: tuple[Leg, ...]
    ends: tuple[tuple[str, str], ...]
    lead: int | None
    lead_at: str
    rides: int
    records: int
    cost: int | None
    currency: str = ""

    @property
    def departs(self) -> Instant:
        """When the person leaves."""
        return self.legs[0].departs

    @property
    def arrives(self) -> Instant:
        """When the person is there."""
        return self.legs[-1].arrives


class WaysKept(Event, frozen=True, tag="plan.ways_kept"):
    """Somebody chose one of several ways; the plan is drafted in the same step."""

    wish: Wish
    ways: tuple[Way, ...]
    chosen: int


EVENTS: Final = (WaysKept,)


class Ways(msgspec.Struct, frozen=True):
    """The search that the plan came from, if it came from one."""

    kept: WaysKept | None = None
    impossible: tuple[Fact, ...] = ()

    @property
    def zone(self) -> str:
        """Return the clocks on which the search was made; empty without one."""
        return self.kept.wish.zone if self.kept else ""

    @property
    def others(self) -> tuple[tuple[int, Way], ...]:
        """The ways that were not chosen, with their numbers."""
        if self.kept is None:
            return ()
        return tuple((n, way) for n, way in enumerate(self.kept.ways) if n != self.kept.chosen)

    def of(self, known: Plan) -> Way | None:
        """Return the way that the plan is, as it was found; None where its legs were changed since."""
        if self.kept is None or known.draft is None:
            return None
        way = self.kept.ways[self.kept.chosen]
        ahead = known.draft.legs[len(known.draft.legs) - len(way.legs) :]
        return way if [_hours(leg) for leg in ahead] == [_hours(leg) for leg in way.legs] else None


def evolve(ways: Ways, fact: Fact) -> Ways:
    """Return the ways after ``fact``."""
    match fact.event:
        case WaysKept() as kept if 0 <= kept.chosen < len(kept.ways):
            return msgspec.structs.replace(ways, kept=kept)
        case _:
            return msgspec.structs.replace(ways, impossible=(*ways.impossible, fact))


def choose(known: Plan, *, wish: Wish, found: tuple[Way, ...], chosen: int, note: str = "") -> tuple[Event, ...]:
    """Make one of the ways the plan; legs that have begun stay before it, the other ways are kept.

    Raises:
        Refused: There is no such way, or what the rule of the plan says.
    """
    if not 0 <= chosen < len(found):
        raise Refused("This way was not found: choose one of the list.")
    first = max(0, min(chosen - KEPT_LIMIT + 1, len(found) - KEPT_LIMIT))
    kept = WaysKept(wish=wish, ways=found[first : first + KEPT_LIMIT], chosen=chosen - first)
    return (kept, *plan.draft(known, legs=(*begun(known), *found[chosen].legs), note=note))


def choose_other(ways: Ways, known: Plan, *, number: int, now: Instant) -> tuple[Event, ...]:
    """Make one of the ways that were kept the plan instead.

    Raises:
        Refused: There is none of that number, it has left, or what the rule of the plan says.
    """
    if ways.kept is None or number not in dict(ways.others):
        raise Refused("This way is not kept any more: search again.")
    way = ways.kept.ways[number]
    if way.departs < now:
        raise Refused("This way has left already: search again from where the person is.")
    draft = known.draft
    return choose(
        known, wish=ways.kept.wish, found=ways.kept.ways, chosen=number, note=draft.note if draft is not None else ""
    )


def begun(known: Plan) -> tuple[Leg, ...]:
    """Return the legs that have begun or arrived: no other plan changes them."""
    legs = known.draft.legs if known.draft else ()
    return tuple(leg for leg in legs if known.state(leg.id) in {LegState.UNDERWAY, LegState.DONE})


def again(ways: Ways, known: Plan, now: Instant) -> Wish:
    """Return what to search when a connection was missed: the same, from the next stop on and from now on.

    Raises:
        Refused: The plan came from no search, or has ended.
    """
    if ways.kept is None:
        raise Refused("This plan was typed by hand: search a way, or change its legs.")
    ahead = known.open_legs
    if not ahead:
        raise Refused("The person has arrived: there is nothing to search.")
    leg = ahead[0]
    underway = known.state(leg.id) is LegState.UNDERWAY
    ends = _ends(ways.kept).get(leg.id, (leg.origin, leg.destination))
    depart = max(now, leg.arrives) if underway else now
    return msgspec.structs.replace(ways.kept.wish, origin=ends[1] if underway else ends[0], depart=depart)


def _hours(leg: Leg) -> tuple[object, ...]:
    """Return what a lead depends on."""
    return leg.id, leg.origin, leg.destination, leg.departs, leg.arrives, leg.means


def _ends(kept: WaysKept) -> dict[bytes, tuple[str, str]]:
    return {leg.id: ends for way in kept.ways for leg, ends in zip(way.legs, way.ends, strict=False)}
