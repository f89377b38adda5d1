"""The parts of a case, each with its own key, and who is let into which.

Need to know, person by person: a role says what somebody of that role usually
needs, a coordinator lets people in one by one, and the page shows who can read
what. Here are the words and the record; the keys that enforce them are VAULT's.
"""

from collections.abc import Container, Iterable
from enum import Enum
from typing import Final

import msgspec

from kunak.base.errors import Refused
from kunak.base.instants import DAY, Instant
from kunak.base.words import phrase
from kunak.casework.facts import Event, Fact


class Kind(Enum):
    """What a compartment holds."""

    DESK = "desk"
    IDENTITY = "identity"
    CONTACT = "contact"
    THREAT = "threat"
    ROUTE = "route"
    CUSTODY = "custody"
    SHELTER = "shelter"
    LEGAL = "legal"
    HEALTH = "health"
    MONEY = "money"
    PUBLICATION = "publication"


KIND_NAMES: Final = {
    Kind.DESK: phrase("Desk"),
    Kind.IDENTITY: phrase("Identity"),
    Kind.CONTACT: phrase("Contact"),
    Kind.THREAT: phrase("Threat"),
    Kind.ROUTE: phrase("Route"),
    Kind.CUSTODY: phrase("Custody"),
    Kind.SHELTER: phrase("Shelter"),
    Kind.LEGAL: phrase("Legal"),
    Kind.HEALTH: phrase("Health"),
    Kind.MONEY: phrase("Money"),
    Kind.PUBLICATION: phrase("Publication"),
}


class Role(Enum):
    """What a member does in the group."""

    COORDINATOR = "coordinator"
    CASE_MANAGER = "case_manager"
    LAWYER = "lawyer"
    HOST = "host"
    ESCORT = "escort"
    PRESS = "press"
    RESEARCHER = "researcher"
    TRUSTEE = "trustee"


ROLE_NAMES: Final = {
    Role.COORDINATOR: phrase("coordinator"),
    Role.CASE_MANAGER: phrase("case manager"),
    Role.LAWYER: phrase("lawyer"),
    Role.HOST: phrase("shelter host"),
    Role.ESCORT: phrase("escort"),
    Role.PRESS: phrase("press officer"),
    Role.RESEARCHER: phrase("researcher"),
    Role.TRUSTEE: phrase("trustee"),
}

USUALLY_NEEDS: Final[dict[Role, frozenset[Kind]]] = {
    Role.COORDINATOR: frozenset(Kind),
    Role.CASE_MANAGER: frozenset(Kind) - {Kind.PUBLICATION},
    Role.LAWYER: frozenset({Kind.DESK, Kind.IDENTITY, Kind.CONTACT, Kind.LEGAL}),
    Role.HOST: frozenset({Kind.DESK, Kind.SHELTER}),
    # An escort gets a card for one leg; the plan as a whole is not theirs to know.
    Role.ESCORT: frozenset({Kind.DESK}),
    Role.PRESS: frozenset({Kind.DESK, Kind.PUBLICATION}),
    Role.RESEARCHER: frozenset(),
    Role.TRUSTEE: frozenset(),
}
"""What is proposed when somebody is let into a case. A person decides."""

EXPORT_LASTS: Final = 7 * DAY
"""So long leave to take parts out can be used."""

CLOSELY_HELD: Final = frozenset({Kind.IDENTITY, Kind.ROUTE, Kind.HEALTH})
"""Wider access to these takes two people (VAULT, "Epochs, membership, removal")."""


class Sensitivity(Enum):
    """How closely a part is held: the trustees of one class cannot open what those of another can."""

    ORDINARY = "ordinary"
    CLOSELY_HELD = "closely_held"


SENSITIVITY_NAMES: Final = {
    Sensitivity.ORDINARY: phrase("everything but identity, route and health"),
    Sensitivity.CLOSELY_HELD: phrase("identity, route and health"),
}


def sensitivity(kind: Kind) -> Sensitivity:
    """Return the class of a part."""
    return Sensitivity.CLOSELY_HELD if kind in CLOSELY_HELD else Sensitivity.ORDINARY


class Subject(Enum):
    """What a compartment is a part of."""

    GROUP = "group"
    REQUEST = "request"
    CASE = "case"
    INCIDENT = "incident"
    SOURCE = "source"


class CompartmentOpened(Event, frozen=True, tag="access.opened"):
    """The first event of every compartment: what it is a part of, and which part."""

    subject: bytes
    subject_type: Subject
    part: Kind


class Reading(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How far back somebody may read: a choice that is made and written down when they are let in.

    Attributes:
        since: Nothing that had come to its end before; 0: everything.
        strict: Nor anything that had begun before.
    """

    since: Instant = Instant(0)
    strict: bool = False


EVERYTHING: Final = Reading()


class MemberLetIn(Event, frozen=True, tag="access.let_in"):
    """A member was let into some compartments of this case.

    Attributes:
        grant: By which two admins allow it (``members``), where a closely held part has readers already.
    """

    member: bytes
    kinds: tuple[Kind, ...]
    reason: str = ""
    reading: Reading = EVERYTHING
    grant: bytes = b""


class MemberShutOut(Event, frozen=True, tag="access.shut_out"):
    """A member no longer needs these compartments of this case."""

    member: bytes
    kinds: tuple[Kind, ...]
    reason: str = ""


class PartsExported(Event, frozen=True, tag="access.exported"):
    """Parts of the case left the vault, on paper or in a file: nobody can call them back.

    Attributes:
        grant: By which two admins allowed it.
    """

    kinds: tuple[Kind, ...]
    grant: bytes = b""


class ExportAsked(Event, frozen=True, tag="access.export_asked"):
    """A member wants to take parts of the case out; two admins allow it, or do not."""

    member: bytes
    kinds: tuple[Kind, ...]
    grant: bytes


EVENTS: Final = (CompartmentOpened, MemberLetIn, MemberShutOut, PartsExported, ExportAsked)


class Access(msgspec.Struct, frozen=True):
    """Who has been let into what, in one case: member id to compartments; and what has left the vault.

    Attributes:
        grants: Closely held parts into which somebody was let in beside others: by what two admins have to allow it.
        asked: Who wants to take out what, and when they asked.
    """

    kinds_of: dict[bytes, frozenset[Kind]] = {}
    exports: tuple[PartsExported, ...] = ()
    readings: dict[tuple[bytes, Kind], Reading] = {}
    grants: dict[tuple[bytes, Kind], bytes] = {}
    asked: tuple[tuple[ExportAsked, Instant], ...] = ()

    def allowed(self, member: bytes, permitted: Container[bytes]) -> frozenset[Kind]:
        """Return what a member may read, where two admins have allowed so much."""
        let_in = self.kinds_of.get(member, frozenset())
        return frozenset(
            kind for kind in let_in if (member, kind) not in self.grants or self.grants[member, kind] in permitted
        )

    def readers(self, kind: Kind) -> tuple[bytes, ...]:
        """Return the members who were let into this compartment; two admins may not have allowed it yet."""
        return tuple(member for member, kinds in self.kinds_of.items() if kind in kinds)

    def allowed_readers(self, kind: Kind, permitted: Container[bytes]) -> tuple[bytes, ...]:
        """Return the members who may read this compartment, where two admins have allowed so much."""
        return tuple(member for member in self.readers(kind) if kind in self.allowed(member, permitted))

    def reading(self, member: bytes, kind: Kind) -> Reading:
        """Return how far back a member may read a compartment."""
        return self.readings.get((member, kind), EVERYTHING)


def evolve(access: Access, fact: Fact) -> Access:
    """Return who may read what after ``fact``."""
    match fact.event:
        case MemberLetIn(member=member, kinds=kinds, reading=reading, grant=grant):
            allowed = access.kinds_of.get(member, frozenset()) | frozenset(kinds)
            readings = access.readings | {(member, kind): reading for kind in kinds}
            new = frozenset(kinds) - access.kinds_of.get(member, frozenset())
            grants = {place: each for place, each in access.grants.items() if place[0] != member or place[1] not in new}
            grants |= {(member, kind): grant for kind in new & CLOSELY_HELD if access.readers(kind)}
            access = msgspec.structs.replace(access, readings=readings, grants=grants)
        case MemberShutOut(member=member, kinds=kinds):
            allowed = access.kinds_of.get(member, frozenset()) - frozenset(kinds)
        case PartsExported() as exported:
            return msgspec.structs.replace(access, exports=(*access.exports, exported))
        case ExportAsked() as asked:
            return msgspec.structs.replace(access, asked=(*access.asked, (asked, fact.at)))
        case _:
            return access
    return msgspec.structs.replace(access, kinds_of={**access.kinds_of, member: allowed})


def let_in(
    access: Access,
    *,
    member: bytes,
    kinds: frozenset[Kind],
    reason: str,
    reading: Reading = EVERYTHING,
    grant: bytes = b"",
) -> tuple[Event, ...]:
    """Let a member into compartments; whoever is in a case can read its desk, because it says who else is in.

    Where a closely held part has readers already it takes the word of two admins, who know it by ``grant``.

    Raises:
        Refused: Nothing new would be opened, or a closely held part without a reason.
    """
    new = (kinds | {Kind.DESK}) - access.kinds_of.get(member, frozenset())
    if not kinds - access.kinds_of.get(member, frozenset()):
        raise Refused("This member can read these parts already.", field="kinds")
    if new & CLOSELY_HELD and not reason.strip():
        raise Refused("Identity, route and health are closely held: say why this member needs them.", field="reason")
    wider = waits_for_leave(access, new)
    # The desk says which case this is, and who is in it: that has no past.
    desk = new & {Kind.DESK} if reading != EVERYTHING else frozenset()
    said = (
        MemberLetIn(member=member, kinds=in_order(desk), reason=reason),
        MemberLetIn(member=member, kinds=in_order(new - wider - desk), reason=reason, reading=reading),
        MemberLetIn(member=member, kinds=in_order(wider), reason=reason, reading=reading, grant=grant),
    )
    return tuple(each for each in said if each.kinds)


def waits_for_leave(access: Access, kinds: frozenset[Kind]) -> frozenset[Kind]:
    """Return which of these parts open to one more reader only when two admins have said so, where there are two."""
    return frozenset(kind for kind in kinds & CLOSELY_HELD if access.readers(kind))


def export_granted(
    access: Access, *, member: bytes, kinds: frozenset[Kind], permitted: Container[bytes], now: Instant
) -> bytes:
    """Return the grant under which a member may take these parts out now; empty where there is none.

    Each serves once, and for a week.
    """
    used = {exported.grant for exported in access.exports}
    asked = reversed(_exports_asked(access, member, kinds, now))
    return next((each for each in asked if each in permitted and each not in used), b"")


def export_waits(
    access: Access, *, member: bytes, kinds: frozenset[Kind], permitted: Container[bytes], now: Instant
) -> bool:
    """Whether leave for this was asked and not given yet."""
    return any(each not in permitted for each in _exports_asked(access, member, kinds, now))


def _exports_asked(access: Access, member: bytes, kinds: frozenset[Kind], now: Instant) -> list[bytes]:
    """Return the grants that a member has asked for lately, and under which all these parts could be taken out."""
    return [
        asked.grant
        for asked, at in access.asked
        if asked.member == member and kinds <= frozenset(asked.kinds) and abs(now - at) < EXPORT_LASTS
    ]


def shut_out(access: Access, *, member: bytes, kinds: frozenset[Kind], reason: str) -> tuple[Event, ...]:
    """Take compartments from a member. What they have read stays read.

    Raises:
        Refused: They could not read them, or nobody would be left who can.
    """
    closing = kinds & access.kinds_of.get(member, frozenset())
    if not closing:
        raise Refused("This member cannot read these parts anyway.", field="kinds")
    if any(access.readers(kind) == (member,) for kind in closing):
        raise Refused("Nobody else can read this part: let somebody else in first.", field="kinds")
    return (MemberShutOut(member=member, kinds=in_order(closing), reason=reason),)


def in_order(kinds: frozenset[Kind]) -> tuple[Kind, ...]:
    """Return the kinds in the order in which pages show them."""
    return tuple(kind for kind in Kind if kind in kinds)


# Who needs to know what is part of no case

GROUP_READERS: Final[dict[Kind, frozenset[Role]]] = {
    Kind.SHELTER: frozenset({Role.COORDINATOR, Role.CASE_MANAGER}),
    Kind.CUSTODY: frozenset({Role.COORDINATOR, Role.CASE_MANAGER}),
}
"""Of the group's own compartments; the desk, which holds the members, is everybody's."""

REQUEST_READERS: Final = frozenset({Role.COORDINATOR, Role.CASE_MANAGER})
"""Who reads calls for help."""

RESEARCHERS: Final = frozenset({Role.RESEARCHER})
STAND_INS: Final = frozenset({Role.COORDINATOR})


def register_readers(kind: Kind, present: Iterable[Role]) -> frozenset[Role]:
    """Return the roles that read a part of an incident or a source.

    Names are for researchers; the rest, by which nobody is found, for coordinators, too. Where the group has no
    researcher, coordinators stand in.
    """
    if kind is not Kind.IDENTITY or not RESEARCHERS.intersection(present):
        return RESEARCHERS | STAND_INS
    return RESEARCHERS
