"""What can be said about members and laptops, beside founding and joining (``roster``)."""

from typing import Final

import msgspec

from kunak.base.ids import DeviceId, EventId
from kunak.base.instants import Instant
from kunak.casework.facts import Event
from kunak.casework.roster import Approval, Rank


class Cut(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The last event of a laptop that counts.

    Attributes:
        event: Its id; empty where nothing of the laptop is to count (``seq`` 0).
    """

    device: DeviceId
    seq: int
    event: bytes


class LaptopAdded(Event, frozen=True, tag="group.laptop_added"):
    """A member works on another laptop, too."""

    member: bytes
    key: bytes
    prekey: bytes
    prekey_end: Instant
    approvals: tuple[Approval, ...] = ()


class RankGiven(Event, frozen=True, tag="group.rank_given"):
    """A member has another rank now."""

    member: bytes
    rank: Rank
    approvals: tuple[Approval, ...] = ()


class Removed(Event, frozen=True, tag="group.removed"):
    """Laptops are put out for good; what they wrote after their cut does not count.

    Attributes:
        member: Who leaves with them; empty where somebody only loses a laptop.
    """

    cuts: tuple[Cut, ...]
    member: bytes = b""
    reason: str = ""
    approvals: tuple[Approval, ...] = ()


class Adopted(Event, frozen=True, tag="group.adopted"):
    """Events that were set aside with their laptop count after all."""

    device: DeviceId
    events: tuple[EventId, ...]
    approvals: tuple[Approval, ...] = ()


class Seconded(Event, frozen=True, tag="group.seconded"):
    """Another admin says the same."""

    of: EventId


class Suspended(Event, frozen=True, tag="group.suspended"):
    """A laptop gets no keys for now, and what it writes after the cut is set aside."""

    cut: Cut
    reason: str = ""


class SuspensionLifted(Event, frozen=True, tag="group.lifted"):
    """A suspension is over."""

    of: EventId


class PrekeyGiven(Event, frozen=True, tag="device.prekey"):
    """A laptop says to what others shall seal for it from now on.

    Attributes:
        end: From when on nobody seals to it any more.
    """

    public: bytes
    end: Instant


GRAVE: Final = (LaptopAdded, RankGiven, Removed, Adopted)
"""What takes the word of two admins, beside letting somebody join."""

EVENTS: Final = (*GRAVE, Seconded, Suspended, SuspensionLifted, PrekeyGiven)
