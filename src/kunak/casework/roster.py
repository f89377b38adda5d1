"""The members of the group, and what the word of a second one takes.

A decision that can cost a life is approved by a second person. An approval is
bound to the hash of exactly what was approved; any change voids it. Whether
its signature is right is the vault's to say; here is who may give it.
"""

from enum import Enum
from typing import Final

import msgspec

from kunak.base.errors import Refused
from kunak.base.ids import DeviceId
from kunak.base.words import phrase
from kunak.casework.compartments import Role
from kunak.casework.facts import Event, Fact

NAME_LIMIT: Final = 80
"""Longest name of a member, in characters."""


class Rank(Enum):
    """What somebody may decide about members and laptops."""

    ADMIN = "admin"
    MEMBER = "member"


RANK_NAMES: Final = {Rank.ADMIN: phrase("admin"), Rank.MEMBER: phrase("member")}


class Approval(msgspec.Struct, frozen=True):
    """The word of a second member about exactly one thing.

    Attributes:
        member: Who gave it.
        of: SHA-256 of what they approved.
        signature: By their approval key; checked by the vault before this is believed.
    """

    member: bytes
    of: bytes
    signature: bytes


class GroupFounded(Event, frozen=True, tag="group.founded"):
    """The first event of all: the founders' statement, from which the group has its id."""

    name: str
    statement: bytes


class MemberJoined(Event, frozen=True, tag="group.joined"):
    """Somebody is to be a member, with the key by which they approve.

    Attributes:
        devices: Their laptop, if they have one of their own.
        keys: The public signing key of each laptop.
        prekeys: What others seal to, for each laptop.
        prekey_end: From when on nobody seals to these any more.
    """

    member: bytes
    name: str
    roles: tuple[Role, ...]
    approval_key: bytes
    devices: tuple[DeviceId, ...] = ()
    rank: Rank = Rank.MEMBER
    keys: tuple[bytes, ...] = ()
    prekeys: tuple[bytes, ...] = ()
    prekey_end: int = 0
    approvals: tuple[Approval, ...] = ()


class MemberLeft(Event, frozen=True, tag="group.left"):
    """Somebody is no longer a member."""

    member: bytes
    reason: str


EVENTS: Final = (GroupFounded, MemberJoined, MemberLeft)


class Member(msgspec.Struct, frozen=True):
    """One member, present or past."""

    id: bytes
    name: str
    roles: tuple[Role, ...]
    approval_key: bytes
    devices: tuple[DeviceId, ...] = ()
    left: str = ""
    rank: Rank = Rank.MEMBER
    former_keys: tuple[bytes, ...] = ()

    @property
    def approval_keys(self) -> tuple[bytes, ...]:
        """By which they approve, and did before."""
        return (self.approval_key, *self.former_keys)


class Roster(msgspec.Struct, frozen=True):
    """All members there have been."""

    group: str = ""
    members: dict[bytes, Member] = {}
    impossible: tuple[Fact, ...] = ()

    @property
    def present(self) -> tuple[Member, ...]:
        """The members of today, in the order in which they joined."""
        return tuple(member for member in self.members.values() if not member.left)

    @property
    def alone(self) -> bool:
        """Whether the group is one person: then nobody else can approve."""
        return len(self.present) == 1

    def owner(self, device: DeviceId) -> Member | None:
        """Return whose laptop this is, or None."""
        return next((member for member in self.members.values() if device in member.devices), None)

    def named(self, member: bytes) -> str:
        """Return a member's name; the beginning of the id where nobody knows them."""
        known = self.members.get(member)
        return known.name if known else member[:4].hex()


def evolve(roster: Roster, fact: Fact) -> Roster:
    """Return the roster after ``fact``. Total: what does not fit is kept as impossible."""
    match fact.event:
        case GroupFounded(name=name) if not roster.group:
            return msgspec.structs.replace(roster, group=name)
        # A second entry under one id would put another approval key in the first one's place.
        case MemberJoined() as joined if joined.member not in roster.members:
            member = Member(joined.member, joined.name, joined.roles, joined.approval_key, joined.devices)
        case MemberLeft(member=left, reason=reason) if left in roster.members:
            member = msgspec.structs.replace(roster.members[left], left=reason.strip() or "–")
        case MemberJoined() | MemberLeft() | GroupFounded():
            return msgspec.structs.replace(roster, impossible=(*roster.impossible, fact))
        case _:
            return roster
    return msgspec.structs.replace(roster, members={**roster.members, member.id: member})


def join(roster: Roster, joined: MemberJoined) -> tuple[Event, ...]:
    """Take in a member.

    Raises:
        Refused: The name is missing, too long or taken, or no role is given.
    """
    name = joined.name.strip()
    if not name or len(name) > NAME_LIMIT:
        raise Refused("A member needs a name of 1 to %(limit)d characters.", field="name", limit=NAME_LIMIT)
    if any(member.name.casefold() == name.casefold() for member in roster.present):
        raise Refused("A member of this name is here already: choose another name.", field="name")
    if not joined.roles:
        raise Refused("Say what this member does: choose at least one role.", field="roles")
    return (msgspec.structs.replace(joined, name=name),)


def leave(roster: Roster, *, member: bytes, reason: str) -> tuple[Event, ...]:
    """Record that a member is one no longer.

    Raises:
        Refused: They are none, they are the last, or no reason is given.
    """
    if member not in {known.id for known in roster.present}:
        raise Refused("This is no member of the group today.", field="member")
    if roster.alone:
        raise Refused("The last member cannot leave: nobody could open the vault again.", field="member")
    if not reason.strip():
        raise Refused("Say why this member leaves.", field="reason")
    return (MemberLeft(member=member, reason=reason),)


def check_approval(roster: Roster, approval: Approval, *, author: bytes, of: bytes) -> None:
    """Refuse an approval that is not a second member's word about exactly this.

    Raises:
        Refused: It is about something else, by nobody we know, or by the author
            of what is approved (unless the group is one person).
    """
    if approval.of != of:
        raise Refused("What was approved has changed since: it must be approved again.", field="approval")
    if approval.member not in {member.id for member in roster.present}:
        raise Refused("This approval is by nobody who is a member today.", field="approval")
    if approval.member == author and not roster.alone:
        raise Refused("A second member must approve: nobody approves their own work.", field="approval")
