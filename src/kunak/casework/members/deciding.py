"""What may be said about members and laptops now: events, or a refusal that a person can act on.

What is refused here would be void for everybody else, too (``judging``).
"""

import hashlib
from collections.abc import Sequence
from typing import cast

import msgspec

from kunak.base import canonical
from kunak.base.errors import Refused
from kunak.base.ids import DeviceId, EventId
from kunak.base.instants import Instant
from kunak.base.words import phrase
from kunak.casework import roster
from kunak.casework.compartments import Role
from kunak.casework.facts import Event
from kunak.casework.members.events import (
    Adopted,
    Cut,
    LaptopAdded,
    Permitted,
    PrekeyGiven,
    RankGiven,
    RecoveryArranged,
    Removed,
    RolesGiven,
    Seconded,
    ShredDone,
    ShredOrdered,
    Suspended,
    SuspensionLifted,
)
from kunak.casework.members.judging import laptop_of
from kunak.casework.members.state import Membership, Person, roster_of
from kunak.casework.roster import MemberJoined, MemberLeft, Rank

ADMINS_ONLY = phrase("Only an admin decides about members and laptops: ask one of %(admins)s.")
LAST_ADMIN = phrase("This is the last admin: make somebody else an admin first.")


def digest(said: Event) -> bytes:
    """Return what an approval within a grave decision is about: everything it says but the approvals."""
    plain = msgspec.to_builtins(said, builtin_types=(bytes,))
    plain.pop("approvals", None)
    return hashlib.sha256(canonical.encode(cast("canonical.Plain", plain))).digest()


def join(membership: Membership, me: DeviceId, joined: MemberJoined) -> tuple[Event, ...]:
    """Let somebody join; it takes effect when a second admin says so, too, where there is one.

    Raises:
        Refused: You are no admin, the name is missing or taken, no role is given, or the laptop was put out before.
    """
    _admin(membership, me)
    for key in joined.keys:
        _refuse_known(membership, laptop_of(key))
    if joined.member in membership.people:
        raise Refused("This member is here already: add a laptop instead.", field="member")
    return roster.join(roster_of(membership), joined)


def add_laptop(membership: Membership, me: DeviceId, said: LaptopAdded) -> tuple[Event, ...]:
    """Let in another laptop of a member.

    Raises:
        Refused: You are no admin, the member is not here, or the laptop is, or was put out before.
    """
    _admin(membership, me)
    _present(membership, said.member)
    _refuse_known(membership, laptop_of(said.key))
    return (said,)


def give_rank(membership: Membership, me: DeviceId, *, member: bytes, rank: Rank) -> tuple[Event, ...]:
    """Make a member an admin, or an admin a member.

    Raises:
        Refused: You are no admin, they are not here, they have this rank, or nobody would be left to decide.
    """
    _admin(membership, me)
    person = _present(membership, member)
    if person.rank is rank:
        raise Refused("This member has this rank already.", field="rank")
    if rank is not Rank.ADMIN and len(membership.admins) == 1:
        raise Refused(LAST_ADMIN, field="member")
    return (RankGiven(member=member, rank=rank),)


def give_roles(membership: Membership, me: DeviceId, *, member: bytes, roles: Sequence[Role]) -> tuple[Event, ...]:
    """Say what a member does, too, beside what they did before.

    Raises:
        Refused: You are no admin, they are not here, or they do all of it already.
    """
    _admin(membership, me)
    person = _present(membership, member)
    new = tuple(role for role in dict.fromkeys(roles) if role not in person.roles)
    if not new:
        raise Refused("Choose at least one role that this member does not have yet.", field="roles")
    return (RolesGiven(member=member, roles=new),)


def remove_member(
    membership: Membership, me: DeviceId, *, member: bytes, cuts: Sequence[Cut], reason: str
) -> tuple[Event, ...]:
    """Put a member out, with all their laptops.

    Args:
        membership: As things stand.
        me: The laptop on which this is said.
        member: Who leaves.
        cuts: The last event that counts of each of their laptops.
        reason: Why.

    Raises:
        Refused: You are no admin, they are not here, they are the last, or no reason is given.
    """
    _admin(membership, me)
    person = _present(membership, member)
    _refuse_last(membership, person)
    _refuse_silence(reason)
    laptops = {laptop.id for laptop in membership.laptops.values() if laptop.member == member}
    if not laptops:
        return (MemberLeft(member=member, reason=reason),)
    if {cut.device for cut in cuts} != laptops:
        raise Refused("Every laptop of this member needs a last event that counts.", field="member")
    return (Removed(cuts=tuple(cuts), member=member, reason=reason),)


def remove_laptop(membership: Membership, me: DeviceId, *, cut: Cut, reason: str) -> tuple[Event, ...]:
    """Put one laptop out; its owner may propose this from another one of theirs.

    Raises:
        Refused: You are neither, the laptop is not here, it is this one, or no reason is given.
    """
    laptop = membership.laptops.get(cut.device)
    if laptop is None or laptop.cut is not None:
        raise Refused("This laptop is not one of the group's today.", field="laptop")
    if cut.device == me:
        raise Refused("A laptop cannot put itself out: do this on another one.", field="laptop")
    own = membership.owner(me)
    if own is None or own.id != laptop.member:
        _admin(membership, me)
    _refuse_silence(reason)
    return (Removed(cuts=(cut,), reason=reason),)


def second(membership: Membership, me: DeviceId, of: EventId) -> tuple[Event, ...]:
    """Sign what another admin proposed.

    Raises:
        Refused: You are no admin, it is not pending, or you have signed it.
    """
    admin = _admin(membership, me)
    proposal = membership.pending.get(of)
    if proposal is None:
        raise Refused("This is not waiting for a signature: it has taken effect, or was never proposed.", field="of")
    if admin.id in proposal.signers and proposal.missing > 0:
        raise Refused("You have signed this: another admin has to.", field="of")
    return (Seconded(of=of),)


def suspend(membership: Membership, me: DeviceId, *, cut: Cut, reason: str) -> tuple[Event, ...]:
    """Keep a laptop from all new keys, at once.

    Raises:
        Refused: You are neither an admin nor its owner, it is this laptop, it is put out already, or you have another
            suspension open.
    """
    laptop = membership.laptops.get(cut.device)
    if laptop is None or laptop.cut is not None:
        raise Refused("This laptop is not one of the group's today.", field="laptop")
    if cut.device == me:
        raise Refused("A laptop cannot put itself out: do this on another one.", field="laptop")
    own = membership.owner(me)
    if own is None:
        raise Refused(ADMINS_ONLY, admins=_names(membership))
    if own.id != laptop.member:
        _admin(membership, me)
    if any(each.issuer == own.id for each in membership.suspensions.values()):
        raise Refused("You have a suspension open: end that one first.", field="laptop")
    return (Suspended(cut=cut, reason=reason),)


def lift(membership: Membership, me: DeviceId, *, of: EventId, now: Instant) -> tuple[Event, ...]:
    """End a suspension.

    Raises:
        Refused: It is not open, or you are neither an admin nor the one who issued it.
    """
    suspension = membership.suspensions.get(of)
    if suspension is None:
        raise Refused("This suspension is over already.", field="of")
    own = membership.owner(me)
    if suspension.is_in_force(now) and (own is None or own.id != suspension.issuer):
        _admin(membership, me)
    return (SuspensionLifted(of=of),)


def adopt(membership: Membership, me: DeviceId, *, device: DeviceId, events: tuple[EventId, ...]) -> tuple[Event, ...]:
    """Let events count that were set aside with their laptop.

    Raises:
        Refused: You are no admin, or there are none.
    """
    _admin(membership, me)
    if device not in membership.laptops or not events:
        raise Refused("Nothing of this laptop was set aside.", field="laptop")
    return (Adopted(device=device, events=events),)


def arrange_recovery(membership: Membership, me: DeviceId, arranged: RecoveryArranged) -> tuple[Event, ...]:
    """Give trustees the power to recover parts of one class.

    Raises:
        Refused: You are no admin.
    """
    _admin(membership, me)
    return (arranged,)


def order_shredding(membership: Membership, me: DeviceId, order: ShredOrdered) -> tuple[Event, ...]:
    """Have every laptop destroy the keys of these parts.

    Raises:
        Refused: You are no admin, or it was ordered or proposed before.
    """
    _admin(membership, me)
    asked = frozenset(order.compartments)
    waiting = (each.said for each in membership.pending.values())
    if any(isinstance(said, ShredOrdered) and asked <= frozenset(said.compartments) for said in waiting):
        raise Refused("This was proposed already: another admin has to sign it (kunak members second).", field="case")
    if not asked or asked <= membership.shredded:
        raise Refused("Nothing of this is left to be destroyed: it was ordered before.", field="case")
    return (order,)


def permit(membership: Membership, me: DeviceId, permitted: Permitted) -> tuple[Event, ...]:
    """Ask for leave, or give it: it takes two admins where there are two, and anybody may ask.

    Raises:
        Refused: This laptop is not one of the group's today, or whom it concerns is no member.
    """
    own = membership.owner(me)
    if own is None or own.left:
        raise Refused("This laptop is not one of the group's today.", field="laptop")
    _present(membership, permitted.member)
    return (permitted,)


def acknowledge_shredding(membership: Membership, me: DeviceId, of: EventId) -> tuple[Event, ...]:
    """Say that this laptop has destroyed what it was told to; nothing where it has said so."""
    known = membership.shreddings.get(of)
    return (ShredDone(of=of),) if known is not None and me not in known.done else ()


def give_prekey(membership: Membership, me: DeviceId, *, public: bytes, end: Instant) -> tuple[Event, ...]:
    """Say to what others shall seal from now on.

    Raises:
        Refused: This laptop was not let in, or was put out.
    """
    if me not in membership.laptops or membership.laptops[me].cut is not None:
        raise Refused("This laptop is not one of the group's today.", field="laptop")
    return (PrekeyGiven(public=public, end=end),)


def _admin(membership: Membership, me: DeviceId) -> Person:
    person = membership.owner(me)
    if person is None or person.left or person.rank is not Rank.ADMIN:
        raise Refused(ADMINS_ONLY, admins=_names(membership))
    if any(person.id in {each.issuer, each.suspended} for each in membership.suspensions.values()):
        raise Refused("A suspension that concerns you is open: until it has ended you decide nothing about members.")
    return person


def _names(membership: Membership) -> str:
    return ", ".join(person.name for person in membership.admins) or "–"


def _present(membership: Membership, member: bytes) -> Person:
    person = membership.people.get(member)
    if person is None or person.left:
        raise Refused("This is no member of the group today.", field="member")
    return person


def _refuse_known(membership: Membership, laptop: DeviceId) -> None:
    if laptop in membership.laptops:
        raise Refused(
            "This laptop is, or was, one of the group's. One that was put out needs a new vault, with new keys.",
            field="request",
        )


def _refuse_last(membership: Membership, person: Person) -> None:
    if len(membership.present) == 1:
        raise Refused("The last member cannot leave: nobody could open the vault again.", field="member")
    if person.rank is Rank.ADMIN and len(membership.admins) == 1:
        raise Refused(LAST_ADMIN, field="member")


def _refuse_silence(reason: str) -> None:
    if not reason.strip():
        raise Refused("Say why this member leaves.", field="reason")
