"""What was said about members and laptops adds up to this."""

from collections.abc import Callable, Mapping
from enum import Enum
from typing import Final

import msgspec

from kunak.base.ids import CompartmentId, DeviceId, EventId, SubjectId
from kunak.base.instants import DAY, Instant
from kunak.base.words import phrase
from kunak.casework.compartments import Role, Sensitivity
from kunak.casework.facts import Event
from kunak.casework.members.events import Cut, RecoveryArranged
from kunak.casework.roster import Member, Rank, Roster

SUSPENSION_LASTS: Final = 3 * DAY


class Void(Enum):
    """Why something that was said has no effect."""

    CUT_OFF = "cut-off"
    FORGED = "forged"
    STRANGER = "stranger"
    NO_ADMIN = "no-admin"
    FROZEN = "frozen"
    BURNT = "burnt"
    TAKEN = "taken"
    NOBODY = "nobody"
    SAID_ALREADY = "said-already"
    SECOND_SUSPENSION = "second-suspension"
    UNKNOWN = "unknown"


REASONS: Final[dict[Void, str]] = {
    Void.CUT_OFF: phrase("the laptop was put out before it wrote this"),
    Void.FORGED: phrase("the laptop has signed two histories; from there on nothing of it counts"),
    Void.STRANGER: phrase("the laptop was not let in"),
    Void.NO_ADMIN: phrase("only an admin can say this"),
    Void.FROZEN: phrase("the admin's powers rest while a suspension that concerns them is open"),
    Void.BURNT: phrase("a laptop that was put out never comes back under its old key"),
    Void.TAKEN: phrase("the member or the laptop is there already"),
    Void.NOBODY: phrase("the member or the laptop is not there"),
    Void.SAID_ALREADY: phrase("it has been said, or has taken effect, already"),
    Void.SECOND_SUSPENSION: phrase("an admin can have one open suspension"),
    Void.UNKNOWN: phrase("what it is about is not known"),
}


class Prekey(msgspec.Struct, frozen=True):
    """What others seal to, until when, and which event says so."""

    public: bytes
    end: Instant
    said_in: EventId


class Laptop(msgspec.Struct, frozen=True):
    """One laptop that was let in, once.

    Attributes:
        cut: The last event that counts, where it was put out.
        adopted: Later events that count all the same.
    """

    id: DeviceId
    key: bytes
    member: bytes
    admitted_in: EventId
    prekeys: tuple[Prekey, ...] = ()
    cut: Cut | None = None
    adopted: frozenset[EventId] = frozenset()


class Person(msgspec.Struct, frozen=True):
    """One member, present or past.

    Attributes:
        seniority: Place among the founders; a large number for everybody else.
        former_keys: By which they approved before the trustees let a new laptop of theirs in.
    """

    id: bytes
    name: str
    roles: tuple[Role, ...]
    approval_key: bytes
    rank: Rank
    seniority: int
    left: str = ""
    former_keys: tuple[bytes, ...] = ()


class Suspension(msgspec.Struct, frozen=True):
    """An open suspension."""

    event: EventId
    cut: Cut
    issuer: bytes
    suspended: bytes
    at: Instant
    reason: str

    def is_in_force(self, now: Instant) -> bool:
        """Whether it still keeps keys from the laptop."""
        return now < self.at + SUSPENSION_LASTS


class Proposal(msgspec.Struct, frozen=True):
    """A grave decision that was proposed, and who has signed it."""

    event: EventId
    said: Event
    author: bytes
    signers: frozenset[bytes]
    missing: int = 0


class Trustees(msgspec.Struct, frozen=True):
    """Whoever holds the parts of a secret now, and which event says so."""

    event: EventId
    said: RecoveryArranged


class Shredding(msgspec.Struct, frozen=True):
    """Parts whose keys every laptop is to destroy, and which laptops say that they have.

    Attributes:
        subjects: The case and the call that they are parts of.
        year: In which the case was opened.
    """

    event: EventId
    compartments: frozenset[CompartmentId]
    subjects: frozenset[SubjectId]
    year: int
    done: frozenset[DeviceId] = frozenset()


class Membership(msgspec.Struct, frozen=True):
    """Everything about members and laptops.

    Attributes:
        people: In the order in which they took effect.
        laptops: All there have been.
        pending: Decisions that lack a signature.
        void: What has no effect, and why.
        waiting: What names an event that is not here.
        forged: From which number on a laptop has signed two histories.
        trustees: Of each class of parts, who can recover them.
        recovered: The laptops that trustees let in, and by which event.
        shreddings: What was ordered to be destroyed.
        permitted: What two admins allowed, by its grant.
    """

    group: str = ""
    people: dict[bytes, Person] = {}
    laptops: dict[DeviceId, Laptop] = {}
    suspensions: dict[EventId, Suspension] = {}
    pending: dict[EventId, Proposal] = {}
    void: dict[EventId, Void] = {}
    waiting: frozenset[EventId] = frozenset()
    forged: Mapping[DeviceId, int] = {}
    trustees: dict[Sensitivity, Trustees] = {}
    recovered: dict[EventId, DeviceId] = {}
    shreddings: dict[EventId, Shredding] = {}
    permitted: frozenset[bytes] = frozenset()

    @property
    def ended(self) -> frozenset[SubjectId]:
        """What an order of destruction in effect is about: cases, calls, incidents."""
        return frozenset[SubjectId]().union(*(each.subjects for each in self.shreddings.values()))

    @property
    def shredded(self) -> frozenset[CompartmentId]:
        """The parts whose keys are destroyed, or are to be."""
        return frozenset[CompartmentId]().union(*(each.compartments for each in self.shreddings.values()))

    @property
    def present(self) -> tuple[Person, ...]:
        """The members of today."""
        return tuple(person for person in self.people.values() if not person.left)

    @property
    def admins(self) -> tuple[Person, ...]:
        """The admins of today."""
        return tuple(person for person in self.present if person.rank is Rank.ADMIN)

    def owner(self, device: DeviceId) -> Person | None:
        """Return whose laptop this is or was."""
        laptop = self.laptops.get(device)
        return self.people.get(laptop.member) if laptop else None

    def suspension_of(self, device: DeviceId, now: Instant) -> Suspension | None:
        """Return the suspension that holds a laptop now, the strictest of several."""
        open_now = (each for each in self.suspensions.values() if each.cut.device == device and each.is_in_force(now))
        return min(open_now, key=lambda each: (each.cut.seq, each.event), default=None)

    def allows(self, device: DeviceId, seq: int, event: EventId, now: Instant) -> bool:
        """Whether an event of a laptop counts."""
        laptop = self.laptops.get(device)
        if laptop is None:
            return False
        return event in laptop.adopted or seq <= self.last_allowed(device, now)

    def last_allowed(self, device: DeviceId, now: Instant) -> int:
        """Return the number of a laptop's last event that counts, whatever it writes."""
        laptop, limits = self.laptops.get(device), []
        if laptop is not None and laptop.cut is not None:
            limits.append(laptop.cut.seq)
        if device in self.forged:
            limits.append(self.forged[device] - 1)
        suspension = self.suspension_of(device, now)
        if suspension is not None:
            limits.append(suspension.cut.seq)
        return min(limits, default=NO_LIMIT)

    def recipients(self, now: Instant) -> frozenset[DeviceId]:
        """Return the laptops that may be given keys."""
        return frozenset(
            laptop.id
            for laptop in self.laptops.values()
            if self.last_allowed(laptop.id, now) == NO_LIMIT and not self.people[laptop.member].left
        )

    def prekeys(self, now: Instant, is_prekey: Callable[[bytes], bool]) -> dict[DeviceId, bytes]:
        """Return to what is sealed for each of them: the last usable that each of them said, whatever any clock says.

        A laptop that was away so long that it has destroyed the private half asks for a new seal (``keys.wanted``).
        One that says something to which nobody can seal must not keep the others from writing.
        """
        found: dict[DeviceId, bytes] = {}
        for device in sorted(self.recipients(now)):
            usable = (each.public for each in reversed(self.laptops[device].prekeys) if is_prekey(each.public))
            last = next(usable, None)
            if last is not None:
                found[device] = last
        return found


NO_LIMIT: Final = 2**63


def roster_of(membership: Membership) -> Roster:
    """Return the members as the rest of the desk sees them: whoever is not let in wholly has no voice."""
    laptops: dict[bytes, list[DeviceId]] = {}
    for laptop in membership.laptops.values():
        laptops.setdefault(laptop.member, []).append(laptop.id)
    members = {
        person.id: Member(
            person.id,
            person.name,
            person.roles,
            person.approval_key,
            tuple(laptops.get(person.id, ())),
            person.left,
            person.rank,
            person.former_keys,
        )
        for person in membership.people.values()
    }
    return Roster(membership.group, members)
