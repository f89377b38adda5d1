"""What is a journey, call by call?

Times are whole seconds UTC, leads are seconds or None where no pursuer can ever come, stops and
trips are positions in the timetable. How it was found is not known here.
"""

from enum import Enum

import msgspec

from kunak.base.words import phrase


class Kind(Enum):
    """What a leg is."""

    RIDE = "ride"
    WALK = "walk"
    DRIVE = "drive"
    CHANGE = "change"


KIND_NAMES = {
    Kind.RIDE: phrase("ride"),
    Kind.WALK: phrase("walk"),
    Kind.DRIVE: phrase("our driver"),
    Kind.CHANGE: phrase("change"),
}


class Call(msgspec.Struct, frozen=True, gc=False):
    """The person is at a stop, in a vehicle or not.

    Attributes:
        departure: When the person leaves this stop; at the journey's end, when they arrive.
        lead: Seconds by which they leave before anybody who looks for them can be there.
    """

    stop: int
    arrival: int
    departure: int
    lead: int | None


class Leg(msgspec.Struct, frozen=True):
    """One part of a journey.

    Attributes:
        trip: Position of the trip, -1 where it is no ride.
        route: Position of the route, -1 where it is no ride.
        record: Number of the record it leaves.
    """

    kind: Kind
    origin: int
    destination: int
    departure: int
    arrival: int
    trip: int = -1
    route: int = -1
    record: int = 0
    calls: tuple[Call, ...] = ()


class Journey(msgspec.Struct, frozen=True):
    """A whole way.

    Attributes:
        cost: In the smallest unit of money; None where a leg's is not known.
        lead: The smallest of all calls; None where nobody who looks for them can ever come to any.
    """

    departure: int
    arrival: int
    lead: int | None
    rides: int
    recorded: int
    cost: int | None
    legs: tuple[Leg, ...]
