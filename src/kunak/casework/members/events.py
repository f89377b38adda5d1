"""What can be said about members and laptops, beside founding and joining (``roster``)."""

from enum import Enum
from typing import Final

import msgspec

from kunak.base.ids import CompartmentId, DeviceId, EventId, SubjectId
from kunak.base.instants import Instant
from kunak.base.words import phrase
from kunak.casework.compartments import Role, Sensitivity
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


class RolesGiven(Event, frozen=True, tag="group.roles_given"):
    """A member does this, too, beside what they did before. No role is taken away: what was read stays read."""

    member: bytes
    roles: tuple[Role, ...]
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


class RecoveryArranged(Event, frozen=True, tag="group.recovery_arranged"):
    """Trustees hold the parts of a secret; those before them have no voice any more.

    Attributes:
        sensitivity: What their bundles hold. Only those of the ordinary parts let a laptop in.
        seal_key: What is sealed to it they can open together.
        sign_key: By which they speak together.
        threshold: How many of them it takes.
        parts: How many there are. Who they are is written nowhere.
    """

    sensitivity: Sensitivity
    seal_key: bytes
    sign_key: bytes
    threshold: int
    parts: int
    approvals: tuple[Approval, ...] = ()


class ShredOrdered(Event, frozen=True, tag="group.shred_ordered"):
    """Every laptop is to destroy the keys of these parts, and what it has read of them.

    Attributes:
        subjects: Of which case and call these are parts; what comes of them later is to go, too.
        year: In which the case was opened: all that remains of it.
    """

    compartments: tuple[CompartmentId, ...]
    subjects: tuple[SubjectId, ...]
    year: int
    approvals: tuple[Approval, ...] = ()


class Purpose(Enum):
    """What two admins allow, beside members and laptops."""

    ACCESS = "access"
    EXPORT = "export"


PURPOSE_NAMES: Final = {
    Purpose.ACCESS: phrase("that somebody reads a closely held part of a case"),
    Purpose.EXPORT: phrase("that parts of a case leave the vault"),
}


class Permitted(Event, frozen=True, tag="group.permitted"):
    """One thing, said elsewhere, is allowed: which case it is about stands there and not here.

    Attributes:
        grant: By which the other place names this: 16 bytes, drawn by chance.
        member: Who is to read, or takes out.
    """

    purpose: Purpose
    grant: bytes
    member: bytes
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


class Recovered(Event, frozen=True, tag="group.recovered"):
    """A new laptop says of itself that the trustees let it in, and shows their signature.

    Attributes:
        arrangement: Which trustees.
        member: Whose laptop it is; they are an admin from now on.
        approval_key: By which they approve from now on.
        cuts: Laptops that the trustees put out with the same word.
        quorum_key: The trustees' key, by which ``signature`` was checked before this is believed.
    """

    arrangement: EventId
    member: bytes
    key: bytes
    prekey: bytes
    prekey_end: Instant
    approval_key: bytes
    cuts: tuple[Cut, ...]
    quorum_key: bytes
    signature: bytes


class ShredDone(Event, frozen=True, tag="device.shredded"):
    """This laptop has destroyed what it was told to."""

    of: EventId


class WeekSigned(Event, frozen=True, tag="group.week_signed"):
    """One hash over everything that laptops had written: whoever signs it later, too, saw exactly the same.

    Attributes:
        ends: The last event of each laptop, by the laptops' ids.
        size: How many events that are.
        root: Of the tree over their ids (``log.roots``).
    """

    ends: tuple[Cut, ...]
    size: int
    root: bytes


GRAVE: Final = (LaptopAdded, RankGiven, RolesGiven, Removed, Adopted, RecoveryArranged, ShredOrdered, Permitted)
"""What takes the word of two admins, beside letting somebody join."""

EVENTS: Final = (*GRAVE, Seconded, Suspended, SuspensionLifted, PrekeyGiven, Recovered, ShredDone, WeekSigned)
