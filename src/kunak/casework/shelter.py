"""Safe places: which there are, whether they are still safe, and who is in them.

Places are the group's and lie in its own shelter compartment; placements are
a case's and lie in that of the case. So there are two states, and who reads
one need not be able to read the other. A place that was found stays burnt for
ever: it can be entered again as another place, never quietly reopened. Nothing
here knows who is placed, only how many.
"""

from collections.abc import Iterable, Sequence
from enum import Enum
from typing import Final

import msgspec

from kunak.base.errors import Refused
from kunak.base.ids import EventId
from kunak.base.instants import Instant
from kunak.base.words import phrase
from kunak.casework.facts import Event, Fact
from kunak.casework.fields import Field, written


class Status(Enum):
    """Whether the pursuers may know of a place."""

    OPEN = "open"
    SUSPECTED = "suspected"
    BURNT = "burnt"


STATUS_NAMES: Final = {
    Status.OPEN: phrase("open"),
    Status.SUSPECTED: phrase("suspected: somebody may know of it"),
    Status.BURNT: phrase("burnt: it was found"),
}

HARM: Final = {Status.OPEN: 0, Status.SUSPECTED: 1, Status.BURNT: 2}
"""The greater, the more cautious; the most cautious status is in force while two stand."""

STATUS_CHANGES: Final = frozenset(
    {
        (Status.OPEN, Status.SUSPECTED),
        (Status.OPEN, Status.BURNT),
        (Status.SUSPECTED, Status.OPEN),
        (Status.SUSPECTED, Status.BURNT),
    }
)
"""What a member may decide. Nothing leads out of burnt."""


class For(Enum):
    """Whom a place can take."""

    WOMEN = "women"
    MEN = "men"
    FAMILIES = "families"
    QUEER_PEOPLE = "queer_people"
    STEP_FREE = "step_free"
    PETS = "pets"


FOR_NAMES: Final = {
    For.WOMEN: phrase("women"),
    For.MEN: phrase("men"),
    For.FAMILIES: phrase("families with children"),
    For.QUEER_PEOPLE: phrase("queer people"),
    For.STEP_FREE: phrase("people who cannot climb stairs"),
    For.PETS: phrase("people with an animal"),
}


class HouseRule(Enum):
    """What everybody in a place, or on the way to it, keeps to."""

    NO_TAXI_TO_THE_DOOR = "no_taxi_to_the_door"
    AWAY_FROM_WINDOWS = "away_from_windows"
    NO_VISITORS = "no_visitors"
    NO_DELIVERIES = "no_deliveries"
    NO_OLD_PHONES = "no_old_phones"
    NO_PICTURES = "no_pictures"
    OPEN_TO_NOBODY = "open_to_nobody"


HOUSE_RULE_NAMES: Final = {
    HouseRule.NO_TAXI_TO_THE_DOOR: phrase("No taxi to the building: get out two streets away and walk."),
    HouseRule.AWAY_FROM_WINDOWS: phrase("Stay away from the windows; curtains stay closed."),
    HouseRule.NO_VISITORS: phrase("No visitors, and nobody is told the address: partners and friends neither."),
    HouseRule.NO_DELIVERIES: phrase("Nothing is delivered to the address."),
    HouseRule.NO_OLD_PHONES: phrase("No phone or account from before the journey is switched on here."),
    HouseRule.NO_PICTURES: phrase("No pictures from inside or from the window."),
    HouseRule.OPEN_TO_NOBODY: phrase("Open the door only to the host, who calls first."),
}


class PlaceRecord(msgspec.Struct, frozen=True, kw_only=True):
    """What the group knows of a place.

    Attributes:
        label: How members speak of it; never the address.
        region: Where it is in coarse words, for choosing among places.
        capacity: People who can sleep there at once.
    """

    label: str
    region: str
    address: str
    capacity: int
    host: str
    takes: tuple[For, ...] = ()
    rules: tuple[HouseRule, ...] = ()
    own_rules: str = ""


class Standing(msgspec.Struct, frozen=True):
    """A status with what somebody saw or heard that made it so."""

    status: Status
    reason: str


class PlaceDescribed(Event, frozen=True, tag="shelter.place_described"):
    """A place is known, or its description changed."""

    place: bytes
    record: PlaceRecord
    supersedes: tuple[EventId, ...] = ()


class PlaceJudged(Event, frozen=True, tag="shelter.place_judged"):
    """Somebody judged whether a place is still safe."""

    place: bytes
    standing: Standing
    supersedes: tuple[EventId, ...] = ()


class PeoplePlaced(Event, frozen=True, tag="shelter.people_placed"):
    """The people of a case stay, or will stay, in a place."""

    placement: bytes
    place: bytes
    people: int
    since: Instant
    until: Instant
    note: str = ""


class StayPlanned(Event, frozen=True, tag="shelter.stay_planned"):
    """The planned end of a stay, and so its review, was moved."""

    placement: bytes
    until: Instant
    reason: str
    supersedes: tuple[EventId, ...] = ()


class StayEnded(Event, frozen=True, tag="shelter.stay_ended"):
    """The people left the place."""

    placement: bytes
    ended_at: Instant
    reason: str


GROUP_EVENTS: Final = (PlaceDescribed, PlaceJudged)
CASE_EVENTS: Final = (PeoplePlaced, StayPlanned, StayEnded)
EVENTS: Final = (*GROUP_EVENTS, *CASE_EVENTS)


class Place(msgspec.Struct, frozen=True):
    """One place, with every description and judgement that stands.

    Attributes:
        burnt: Somebody judged once that it was found.
    """

    id: bytes
    records: Field[PlaceRecord]
    standings: Field[Standing] = Field()
    burnt: bool = False

    @property
    def record(self) -> PlaceRecord:
        """The description in force: of several, the one that holds the fewest people."""
        return min((write.value for write in self.records.writes), key=lambda record: record.capacity)

    @property
    def status(self) -> Status:
        """The most cautious status; suspected where nobody has judged yet."""
        if self.burnt:
            return Status.BURNT
        standing = self.standings.in_force(caution=lambda standing: HARM[standing.status])
        return standing.status if standing else Status.SUSPECTED


class Places(msgspec.Struct, frozen=True):
    """All places of the group. ``impossible`` facts are shown, never dropped."""

    places: dict[bytes, Place] = {}
    impossible: tuple[Fact, ...] = ()


class Placement(msgspec.Struct, frozen=True):
    """One stay of the people of a case in one place."""

    id: bytes
    place: bytes
    people: int
    since: Instant
    untils: Field[Instant]
    note: str = ""
    ends: tuple[StayEnded, ...] = ()

    @property
    def until(self) -> Instant:
        """The planned end in force: of several, the earliest, so that the review is not late."""
        return min(write.value for write in self.untils.writes)

    @property
    def is_open(self) -> bool:
        """Whether nobody has recorded that they left."""
        return not self.ends


class Placements(msgspec.Struct, frozen=True):
    """All stays of a case. ``impossible`` facts are shown, never dropped."""

    placements: dict[bytes, Placement] = {}
    impossible: tuple[Fact, ...] = ()

    @property
    def open(self) -> tuple[Placement, ...]:
        """The stays that nobody has recorded the end of."""
        return tuple(placement for placement in self.placements.values() if placement.is_open)


class Danger(Enum):
    """Why a stay needs somebody now."""

    BURNT = "burnt"
    SUSPECTED = "suspected"
    UNKNOWN_PLACE = "unknown_place"
    REVIEW_OVERDUE = "review_overdue"


DANGER_NAMES: Final = {
    Danger.BURNT: phrase("This place was found. Move everybody out now, and not by the usual way."),
    Danger.SUSPECTED: phrase("Somebody may know of this place. Decide now whether to move the people."),
    Danger.UNKNOWN_PLACE: phrase("This place is not among the places you can see, so nobody here can judge it."),
    Danger.REVIEW_OVERDUE: phrase("The stay was planned to end before now: review it, or record that they left."),
}


class Alarm(msgspec.Struct, frozen=True):
    """One stay in danger."""

    danger: Danger
    placement: bytes
    place: bytes


def evolve_places(state: Places, fact: Fact) -> Places:
    """Return the places after ``fact``. Total: what does not fit is kept as impossible."""
    event = fact.event
    match event:
        case PlaceDescribed():
            return _described(state, fact, event)
        case PlaceJudged() if event.place in state.places:
            return _judged(state, fact, event)
        case _:
            return msgspec.structs.replace(state, impossible=(*state.impossible, fact))


def evolve(state: Placements, fact: Fact) -> Placements:
    """Return the stays after ``fact``. Total: what does not fit is kept as impossible."""
    event = fact.event
    match event:
        case PeoplePlaced() if event.placement not in state.placements:
            return _put_stay(state, _placed(fact, event))
        case StayPlanned() if event.placement in state.placements:
            stay = state.placements[event.placement]
            untils = written(stay.untils, fact, event.until, event.supersedes)
            return _put_stay(state, msgspec.structs.replace(stay, untils=untils))
        case StayEnded() if event.placement in state.placements:
            stay = state.placements[event.placement]
            return _put_stay(state, msgspec.structs.replace(stay, ends=(*stay.ends, event)))
        case _:
            return msgspec.structs.replace(state, impossible=(*state.impossible, fact))


def add_place(state: Places, *, place: bytes, record: PlaceRecord, reason: str) -> tuple[Event, ...]:
    """Enter a place that somebody has looked at and found safe.

    Raises:
        Refused: The id is taken, the description has gaps, or nobody says how they know.
    """
    if place in state.places:
        raise Refused("This place is entered already.", field="label")
    _check_record(record)
    _check_reason(reason, "Say who looked at the place and how you know that it is safe.")
    judged = PlaceJudged(place=place, standing=Standing(Status.OPEN, reason))
    return PlaceDescribed(place=place, record=record), judged


def describe_place(state: Places, *, place: bytes, record: PlaceRecord) -> tuple[Event, ...]:
    """Replace the description of a place, and every other one that stands.

    Raises:
        Refused: The place is not known, or the description has gaps.
    """
    known = _known_place(state, place)
    _check_record(record)
    return (PlaceDescribed(place=place, record=record, supersedes=known.records.heads),)


def judge_place(state: Places, *, place: bytes, status: Status, reason: str) -> tuple[Event, ...]:
    """Change the status of a place, and settle whatever conflict stood.

    Raises:
        Refused: The place is burnt, nothing would change, or no reason is given.
    """
    known = _known_place(state, place)
    _check_reason(reason, "Say what was seen or heard, by whom and when.")
    if known.status is Status.BURNT:
        raise Refused(
            "A burnt place stays burnt. If the entry was a mistake, enter it again as another place.", field="status"
        )
    settles = known.standings.disputed or not known.standings.writes
    if (known.status, status) not in STATUS_CHANGES and not settles:
        raise Refused(
            "This place is “%(status)s” already: nothing would change.", field="status", status=STATUS_NAMES[status]
        )
    return (PlaceJudged(place=place, standing=Standing(status, reason), supersedes=known.standings.heads),)


def place_people(
    places: Places, case: Placements, wanted: PeoplePlaced, *, elsewhere: Iterable[Placements], now: Instant
) -> tuple[Event, ...]:
    """Put the people of a case into a place.

    Args:
        places: The places of the group.
        case: The stays of this case.
        wanted: The stay as it was asked for.
        elsewhere: The stays of the other cases, as far as the member who decides may read them.
        now: Until when a stay past its planned end takes up room.

    Raises:
        Refused: The place is not open, there is not enough room, or no end is planned.
    """
    if wanted.placement in case.placements:
        raise Refused("This stay is recorded already.", field="place")
    place = _known_place(places, wanted.place)
    _check_open(place)
    if wanted.people < 1:
        raise Refused("Say how many people stay: one at least.", field="people")
    if wanted.until <= wanted.since:
        raise Refused("Give a planned end after the start: then the stay is reviewed.", field="until")
    free = place.record.capacity - most_people((case, *elsewhere), wanted, now=now)
    if wanted.people > free:
        raise Refused(
            "There is not enough room: the place can take %(free)d more in that time.",
            field="people",
            free=max(free, 0),
        )
    return (wanted,)


def plan_stay(case: Placements, *, placement: bytes, until: Instant, reason: str, now: Instant) -> tuple[Event, ...]:
    """Move the planned end of a stay.

    Raises:
        Refused: The stay is over or unknown, the end is past, or no reason is given.
    """
    stay = _open_stay(case, placement)
    if until <= max(now, stay.since):
        raise Refused("The planned end must be later than now and than the start.", field="until")
    _check_reason(reason, "Say why the stay becomes longer or shorter.")
    return (StayPlanned(placement=placement, until=until, reason=reason, supersedes=stay.untils.heads),)


def end_stay(case: Placements, *, placement: bytes, ended_at: Instant, reason: str) -> tuple[Event, ...]:
    """Record that the people left a place.

    Raises:
        Refused: The stay is over or unknown, or no reason is given.
    """
    _open_stay(case, placement)
    _check_reason(reason, "Say why they left, or where the stay is continued in your words for it.")
    return (StayEnded(placement=placement, ended_at=ended_at, reason=reason),)


def alarms(places: Places, case: Placements, now: Instant) -> tuple[Alarm, ...]:
    """Return every open stay that needs somebody now, planned ones too; one may be there twice."""
    return tuple(Alarm(danger, stay.id, stay.place) for stay in case.open for danger in _dangers(places, stay, now))


def most_people(cases: Iterable[Placements], wanted: PeoplePlaced, *, now: Instant) -> int:
    """Return how many people are in the place at once, at most, during the wanted stay."""
    stays = tuple(stay for case in cases for stay in case.open if stay.place == wanted.place)
    starts = (wanted.since, *(stay.since for stay in stays if wanted.since < stay.since < wanted.until))
    return max(_people_at(stays, instant, now) for instant in starts)


def overfull(places: Places, cases: Sequence[Placements], now: Instant) -> tuple[Place, ...]:
    """Return the places that hold more people now than they can: two members placed at once."""
    stays = tuple(stay for case in cases for stay in case.open)
    return tuple(
        place
        for place in places.places.values()
        if _people_at([stay for stay in stays if stay.place == place.id], now, now) > place.record.capacity
    )


def _people_at(stays: Iterable[Placement], instant: Instant, now: Instant) -> int:
    # Whoever stays beyond the planned end is still there until somebody says that they left.
    return sum(stay.people for stay in stays if stay.since <= instant and (instant < stay.until or instant <= now))


def _dangers(places: Places, stay: Placement, now: Instant) -> tuple[Danger, ...]:
    place = places.places.get(stay.place)
    of_place = {None: Danger.UNKNOWN_PLACE, Status.SUSPECTED: Danger.SUSPECTED, Status.BURNT: Danger.BURNT}
    danger = of_place.get(place.status if place else None)
    overdue = (Danger.REVIEW_OVERDUE,) if stay.until <= now else ()
    return (danger, *overdue) if danger else overdue


def _described(state: Places, fact: Fact, event: PlaceDescribed) -> Places:
    place = state.places.get(event.place) or Place(event.place, Field())
    records = written(place.records, fact, event.record, event.supersedes)
    return _put_place(state, msgspec.structs.replace(place, records=records))


def _judged(state: Places, fact: Fact, event: PlaceJudged) -> Places:
    place = state.places[event.place]
    standings = written(place.standings, fact, event.standing, event.supersedes)
    burnt = place.burnt or event.standing.status is Status.BURNT
    return _put_place(state, msgspec.structs.replace(place, standings=standings, burnt=burnt))


def _put_place(state: Places, place: Place) -> Places:
    return msgspec.structs.replace(state, places={**state.places, place.id: place})


def _placed(fact: Fact, event: PeoplePlaced) -> Placement:
    untils = written(Field(), fact, event.until, ())
    return Placement(event.placement, event.place, event.people, event.since, untils, event.note)


def _put_stay(state: Placements, stay: Placement) -> Placements:
    return msgspec.structs.replace(state, placements={**state.placements, stay.id: stay})


def _known_place(state: Places, place: bytes) -> Place:
    try:
        return state.places[place]
    except KeyError:
        raise Refused("This place is not among the places of the group: enter it first.", field="place") from None


def _open_stay(case: Placements, placement: bytes) -> Placement:
    stay = case.placements.get(placement)
    if stay is None:
        raise Refused("This stay is not recorded in this case.", field="placement")
    if not stay.is_open:
        raise Refused("This stay is over: record a new one.", field="placement")
    return stay


def _check_open(place: Place) -> None:
    if place.status is not Status.OPEN:
        raise Refused(
            "Nobody may be placed here: the place is “%(status)s”. Choose another.",
            field="place",
            status=STATUS_NAMES[place.status],
        )


def _check_record(record: PlaceRecord) -> None:
    for name in ("label", "region", "address", "host"):
        if not getattr(record, name).strip():
            raise Refused("A place has a label, a region, an address and a host: fill in all four.", field=name)
    if record.label.strip().casefold() == record.address.strip().casefold():
        raise Refused("The label must not be the address: others see the label.", field="label")
    if record.capacity < 1:
        raise Refused("Say how many people the place can take: one at least.", field="capacity")


def _check_reason(reason: str, sentence: str) -> None:
    if not reason.strip():
        raise Refused(sentence, field="reason")
