"""The way out of a case, searched over the desk's timetable: what is found, and what would be if they knew earlier.

Turns what somebody typed into a question to the engine, and its journeys into legs as a plan
knows them. Searches are kept in memory alone until somebody chooses; then the way that
was chosen is the plan and the others stay beside it.
"""

from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final

import msgspec

from kunak.app import cases
from kunak.app.system import stopwatch_ms
from kunak.app.timetables import About, engine
from kunak.app.wiring import OpenVault
from kunak.base.errors import BadInput, Refused
from kunak.base.ids import SubjectId
from kunak.base.instants import MINUTE, SECOND, Instant, after, to_rfc3339
from kunak.casework import ways
from kunak.casework.money import Money, written_out
from kunak.casework.plan import Leg, Means, Trace
from kunak.casework.ways import Lookout, Way, Wish

if TYPE_CHECKING:
    from kunak.routes.arrays import Timetable
    from kunak.routes.journey import Journey
    from kunak.routes.journey import Leg as Part
    from kunak.routes.pursuers import Pursuers

KEPT: Final = 16
"""Searches in memory at most."""
NAME_BYTES: Final = 16
SHORT_WALK: Final = 15 * 60
"""Seconds: a walk between two rides that is shorter is no leg of its own. Nobody checks in after crossing a yard."""
SUGGESTED: Final = 1_500
"""Most names of stops that a page carries for completing what is typed. Above, the nearest are named after a try."""

_MEANS: Final = (
    (range(2, 3), Means.RAIL),
    (range(100, 118), Means.RAIL),
    (range(4, 5), Means.FERRY),
    (range(1000, 1001), Means.FERRY),
    (range(1200, 1201), Means.FERRY),
    (range(1100, 1115), Means.FLIGHT),
    (range(2), Means.RAIL),
    (range(400, 406), Means.RAIL),
    (range(900, 907), Means.RAIL),
)
"""Kinds of route by GTFS number; all others are taken for a bus."""


class Point(msgspec.Struct, frozen=True, kw_only=True):
    """The person is at a stop.

    Attributes:
        there: The earliest that anybody can be there; None: never.
        lead: Seconds from the person's leaving to that.
        changes: A leg begins or ends here.
        lat: Degrees, like ``lon``; None where they are not known.
    """

    stop: str
    arrives: Instant
    leaves: Instant
    there: Instant | None
    lead: int | None
    changes: bool
    lat: float | None
    lon: float | None


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """One way that was found.

    Attributes:
        way: As it is kept, and as it becomes the plan.
        points: Every stop on it, those at which a vehicle only halts, too.
        unstated: Rides of which nobody said what record they leave.
    """

    way: Way
    points: tuple[Point, ...]
    unstated: int

    @property
    def narrowest(self) -> Point | None:
        """Where the lead is the smallest; None where nobody can ever be there."""
        return narrowest_of(self.points)


def narrowest_of(points: Sequence[Point]) -> Point | None:
    """Return the stop where the lead is the smallest; None where nobody can ever be there."""
    known = [point for point in points if point.lead is not None]
    return min(known, key=lambda point: point.lead or 0) if known else None


class Search(msgspec.Struct, frozen=True, kw_only=True):
    """One search and what was found.

    Attributes:
        origin: Name of the stop, like ``destination``.
    """

    subject: SubjectId
    wish: Wish
    origin: str
    destination: str
    about: About
    found: tuple[Found, ...]
    journeys: tuple[Any, ...]


class Searches:
    """Searches that nobody has chosen from yet. They are gone when the desk is locked.

    Args:
        random: For their names.
    """

    def __init__(self, random: Callable[[int], bytes]) -> None:
        self._random = random
        self._kept: OrderedDict[str, Search] = OrderedDict()

    def keep(self, search: Search) -> str:
        """Keep a search and return its name."""
        name = self._random(NAME_BYTES).hex()
        self._kept[name] = search
        while len(self._kept) > KEPT:
            self._kept.popitem(last=False)
        return name

    def get(self, name: str, subject: SubjectId) -> Search:
        """Return a search.

        Raises:
            BadInput: There is none of that name in this case.
        """
        search = self._kept.get(name)
        if search is None or search.subject != subject:
            raise BadInput(
                "This search is not kept any more: the desk was locked since, or many others followed. Search again."
            )
        return search


def stop_names(vault: OpenVault) -> tuple[str, ...]:
    """Return what can be typed for each stop; nothing where there are too many for one page."""
    timetable = vault.timetables.open()
    if timetable.stops > SUGGESTED:
        return ()
    return tuple(sorted({vault.timetables.named(stop) for stop in timetable.stop_ids}))


def stop_id(vault: OpenVault, typed: str, *, field: str) -> str:
    """Return the id of a stop that somebody typed.

    Raises:
        BadInput: There is no such stop; the nearest are named.
    """
    if not typed.strip():
        raise BadInput("Name a stop of the timetable.", field=field)
    timetable = vault.timetables.open()
    return str(timetable.stop_ids[engine().number_of(timetable, typed.strip(), field=field)])


def search(vault: OpenVault, subject: SubjectId, wish: Wish) -> Search:
    """Search the ways that no other beats.

    Raises:
        BadInput: A stop is not there.
        Refused: There is no way, and which constraint shuts it.
    """
    routing, timetable = engine(), vault.timetables.open()
    asked = routing.Wish(
        wish.origin, wish.destination, wish.depart, wish.min_lead, frozenset(wish.papers), wish.people
    )  # fmt: skip
    pursuers = pursuers_of(wish)
    answer = routing.plan(timetable, asked, pursuers, stopwatch_ms)
    if answer.shut is not None:
        raise answer.shut
    journeys = _affordable(answer.journeys, wish)
    told = _Teller(vault, timetable, wish, pursuers)
    return Search(
        subject=subject,
        wish=wish,
        origin=vault.timetables.named(wish.origin),
        destination=vault.timetables.named(wish.destination),
        about=vault.timetables.about(),
        found=tuple(told.found(journey) for journey in journeys),
        journeys=journeys,
    )


def earlier(vault: OpenVault, search: Search, number: int, minutes: int) -> Found:
    """Return one of the ways as it would be if everybody knew so many minutes earlier."""
    wish = search.wish
    shifted = tuple(
        msgspec.structs.replace(each, notice=after(each.notice, -minutes * MINUTE)) for each in wish.lookouts
    )
    wish = msgspec.structs.replace(wish, lookouts=shifted)
    told = _Teller(vault, vault.timetables.open(), wish, pursuers_of(wish))
    return told.with_leads(search.found[number], search.journeys[number])


def choose(vault: OpenVault, search: Search, number: int, legs: tuple[Leg, ...] | None = None) -> None:
    """Make one of the ways the plan; the others are kept beside it.

    Args:
        vault: The open vault.
        search: Where it was found.
        number: Which one.
        legs: Its legs with what was added to them: who meets the person, and the words.

    Raises:
        Refused: What the rule of the plan says.
    """
    found = [each.way for each in search.found]
    if legs is not None:
        found[number] = msgspec.structs.replace(found[number], legs=legs)
    cases.decide(
        vault.space,
        search.subject,
        lambda file: ways.choose(file.plan, wish=search.wish, found=tuple(found), chosen=number),
    )


def choose_other(vault: OpenVault, subject: SubjectId, number: int) -> None:
    """Make one of the ways that were kept the plan instead.

    Raises:
        Refused: What the rules say.
    """
    now = vault.space.clock()
    cases.decide(vault.space, subject, lambda file: ways.choose_other(file.ways, file.plan, number=number, now=now))


def pursuers_of(wish: Wish) -> "Pursuers | None":
    """Return those who may look for the person, as the engine takes them."""
    if not wish.lookouts:
        return None
    plain = {"groups": [_group(each) for each in wish.lookouts]}
    pursuers: Pursuers = engine().read_pursuers(msgspec.json.encode(plain))
    return pursuers


def _group(lookout: Lookout) -> dict[str, object]:
    return {
        "means": lookout.comes.value,
        "stops": lookout.stops,
        "notice": to_rfc3339(lookout.notice),
        "speed_kmh": lookout.speed_kmh,
    }


def _affordable(journeys: "tuple[Journey, ...]", wish: Wish) -> "tuple[Journey, ...]":
    """Leave out what costs more. Cost is one of the measures: nothing affordable was beaten by what is not."""
    if wish.money is None:
        return journeys
    within = tuple(each for each in journeys if each.cost is not None and each.cost <= wish.money)
    if within:
        return within
    costs = [each.cost for each in journeys if each.cost is not None]
    if not costs:
        raise Refused(
            "Of no way all costs are known: leave the money open, or state the costs of the routes.", field="money"
        )
    cheapest = written_out(Money(min(costs), wish.currency))
    raise Refused("No way costs so little; the cheapest costs %(cost)s.", field="money", cost=cheapest)


class _Teller:
    """Tells journeys in the words of a plan."""

    def __init__(self, vault: OpenVault, timetable: "Timetable", wish: Wish, pursuers: "Pursuers | None") -> None:
        self.vault = vault
        self.timetable = timetable
        self.wish = wish
        routing = engine()
        self.far = routing.INF
        self.there = routing.presence(timetable, pursuers) if pursuers is not None else None
        self.unstated = routing.UNSTATED

    def found(self, journey: "Journey") -> Found:
        parts = list(_parts(journey))
        way = Way(
            legs=tuple(self.leg(part, journey, parts) for part in parts),
            ends=tuple((self.id(part.origin), self.id(part.destination)) for part in parts),
            lead=None,
            lead_at="",
            rides=journey.rides,
            records=journey.recorded,
            cost=journey.cost,
            currency=self.wish.currency,
        )
        unstated = sum(part.record == self.unstated for part in parts)
        return self.with_leads(Found(way=way, points=(), unstated=unstated), journey)

    def with_leads(self, found: Found, journey: "Journey") -> Found:
        """Return a way with the leads of this wish."""
        fresh = Found(way=found.way, points=self.points(journey), unstated=found.unstated)
        narrowest = fresh.narrowest
        way = msgspec.structs.replace(
            found.way, lead=narrowest.lead if narrowest else None, lead_at=narrowest.stop if narrowest else ""
        )
        return msgspec.structs.replace(fresh, way=way)

    def points(self, journey: "Journey") -> tuple[Point, ...]:
        """Return every stop once, in order: where two legs meet, from the arrival of one to the leaving of the next."""
        met: list[list[Any]] = []
        for leg in journey.legs:
            for at, call in enumerate(leg.calls):
                end = at in {0, len(leg.calls) - 1}
                if met and met[-1][0] == call.stop:
                    met[-1][2] = max(met[-1][2], call.departure)
                    met[-1][3] = True
                else:
                    met.append([call.stop, call.arrival, call.departure, end])
        return tuple(self.point(*each) for each in met)

    def point(self, stop: int, arrives: int, leaves: int, changes: bool) -> Point:  # noqa: FBT001 - one row of a list
        there = self.far if self.there is None else int(self.there[stop])
        lat, lon = float(self.timetable["stop_lat"][stop]), float(self.timetable["stop_lon"][stop])
        placed = lat == lat and lon == lon  # noqa: PLR0124 - only NaN differs from itself
        return Point(
            stop=self.name(stop),
            arrives=_instant(arrives),
            leaves=_instant(leaves),
            there=None if there >= self.far else _instant(there),
            lead=None if there >= self.far else there - leaves,
            changes=changes,
            lat=lat if placed else None,
            lon=lon if placed else None,
        )

    def leg(self, part: "Part", journey: "Journey", parts: "list[Part]") -> Leg:
        cost = self.cost(part, journey, parts)
        return Leg(
            id=self.vault.space.new_id(),
            origin=self.name(part.origin),
            destination=self.name(part.destination),
            departs=_instant(part.departure),
            arrives=_instant(part.arrival),
            means=self.means(part),
            service=self.timetable.route_names[part.route] if part.route >= 0 else "",
            trace=Trace.IDENTITY if part.record == self.unstated else list(Trace)[part.record],
            cost=cost if self.wish.currency else None,
            currency=self.wish.currency if cost is not None else "",
            documents=self.documents(part),
        )

    def means(self, part: "Part") -> Means:
        if part.trip < 0:
            return Means.WALK if part.kind.value == "walk" else Means.DRIVE
        kind = int(self.timetable["route_kind"][part.route])
        return next((means for kinds, means in _MEANS if kind in kinds), Means.BUS)

    def attribute(self, part: "Part") -> int:
        firsts = self.timetable["route_trip"]
        return int(self.timetable["route_attr"][int(firsts.searchsorted(part.trip, side="right")) - 1])

    def cost(self, part: "Part", journey: "Journey", parts: "list[Part]") -> int | None:
        """Return what a leg costs; of a drive it is what the rides leave, where it is the only one."""
        if part.trip >= 0:
            cost = int(self.timetable["attr_cost"][self.attribute(part)])
            return None if cost < 0 else cost
        if part.kind.value == "walk":
            return 0
        if journey.cost is None or sum(each.kind.value == "drive" for each in parts) > 1:
            return None
        return journey.cost - sum(self.cost(each, journey, parts) or 0 for each in parts if each.trip >= 0)

    def documents(self, part: "Part") -> str:
        if part.trip < 0:
            return ""
        needs = self.timetable.about.needs[self.attribute(part)]
        return ", ".join(" / ".join(group) for group in needs)

    def name(self, stop: int) -> str:
        return str(self.timetable.stop_names[stop] or self.timetable.stop_ids[stop])

    def id(self, stop: int) -> str:
        return str(self.timetable.stop_ids[stop])


def _parts(journey: "Journey") -> "Iterator[Part]":
    """Yield the legs of a plan: no changes, no walk of no length, and none across a yard between two others."""
    last = len(journey.legs) - 1
    for number, leg in enumerate(journey.legs):
        lasts = leg.arrival - leg.departure
        if leg.kind.value == "change" or lasts <= 0:
            continue
        if leg.kind.value == "walk" and 0 < number < last and lasts <= SHORT_WALK:
            continue
        yield leg


def _instant(seconds: int) -> Instant:
    return Instant(seconds * SECOND)
