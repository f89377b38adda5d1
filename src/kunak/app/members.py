"""Members and their laptops: taking in, letting in, seconding, suspending and putting out."""

from typing import Final

import msgspec

from kunak.app import approvals, giving
from kunak.app.approvals import CosignerFiles
from kunak.app.system import Random
from kunak.app.workspace import Workspace
from kunak.base.errors import BadInput
from kunak.base.ids import DeviceId, EventId
from kunak.base.instants import Instant
from kunak.base.words import phrase
from kunak.casework.compartments import Role, Subject
from kunak.casework.facts import Event
from kunak.casework.members import deciding
from kunak.casework.members.events import Cut, LaptopAdded, Permitted, Purpose, RecoveryArranged, ShredOrdered
from kunak.casework.members.state import Membership
from kunak.casework.roster import Member, MemberJoined, Rank
from kunak.crypto import passphrase as passphrases
from kunak.crypto.joining import Request
from kunak.crypto.profiles import Profile
from kunak.crypto.signing import device_id
from kunak.log import clock as hybrid

WORDS: Final = passphrases.WORDS_ADVISED
"""Words of a generated passphrase."""


class Invited(msgspec.Struct, frozen=True):
    """A new member and the passphrase that is shown to them once."""

    member: bytes
    passphrase: str


def listed(space: Workspace) -> tuple[Member, ...]:
    """Return everybody who is or was a member, in the order in which they joined."""
    return tuple(space.group().roster.members.values())


class Machine(msgspec.Struct, frozen=True):
    """One laptop, as lists show it.

    Attributes:
        state: A phrase.
        events: How many of its events are known here.
        suspension: The open suspension that holds it; empty where there is none.
        heard: When it wrote the last event known here, by its own clock.
    """

    id: DeviceId
    member: bytes
    state: str
    events: int
    suspension: bytes
    heard: Instant
    here: bool


IN_USE: Final = phrase("in use")
SUSPENDED: Final = phrase("suspended")
PUT_OUT: Final = phrase("put out")
TWO_HISTORIES: Final = phrase("has signed two histories")


def laptops(space: Workspace) -> list[Machine]:
    """Return every laptop there has been."""
    state, now = _state(space), space.clock()
    tails = {tail.device: tail for tail in space.cache.tails()}
    found = []
    for laptop in state.laptops.values():
        suspension = state.suspension_of(laptop.id, now)
        tail = tails.get(laptop.id)
        says = IN_USE if suspension is None else SUSPENDED
        says = TWO_HISTORIES if laptop.id in state.forged else PUT_OUT if laptop.cut is not None else says
        found.append(
            Machine(
                laptop.id,
                laptop.member,
                says,
                tail.seq if tail else 0,
                suspension.event if suspension else b"",
                hybrid.shown(tail.clock) if tail else Instant(0),
                laptop.id == space.vault.device,
            )
        )
    return found


OUT: Final = phrase(
    "This laptop was put out of the group: nothing that is written from now on reaches it, and what it writes counts "
    "for nobody. What it held before it still holds. If this is a mistake, speak with an admin, face to face."
)
RESTING: Final = phrase(
    "This laptop is suspended: it gets no new keys, and what it writes is set aside until an admin ends that. "
    "Speak with an admin, face to face."
)
SPLIT: Final = phrase(
    "This laptop's key has signed two histories: somebody else has it, or an old copy of this vault was used. "
    "The group takes nothing more from it. Speak with an admin, face to face."
)


WAITING: Final = phrase(
    "This laptop is not let in yet, so it can read and not write. Give its request to the laptop that invited it, "
    "compare the words, and take in its welcome."
)


def own_standing(space: Workspace) -> str:
    """Return what somebody at this laptop has to know about it before anything else; empty if all is well."""
    state, me = _state(space), space.vault.device
    laptop = state.laptops.get(me)
    if laptop is None:
        return WAITING if state.people else ""
    owner = state.people[laptop.member]
    if laptop.cut is not None or owner.left:
        return OUT
    if me in state.forged:
        return SPLIT
    return RESTING if state.suspension_of(me, space.clock()) else ""


def laptop_by(space: Workspace, begins: str) -> DeviceId:
    """Return the one laptop whose id begins like this.

    Raises:
        BadInput: There is none, or more than one.
    """
    found = [each for each in _state(space).laptops if begins and each.hex().startswith(begins.lower())]
    if len(found) != 1:
        raise BadInput(
            "No laptop, or more than one, has an id that begins like this: see kunak members list.", field="laptop"
        )
    return found[0]


def invite(
    space: Workspace, keys: CosignerFiles, *, name: str, roles: tuple[Role, ...], language: str, profile: Profile
) -> Invited:
    """Take in a member who approves on this laptop, with a generated passphrase.

    Raises:
        Refused: The name is missing or taken, or no role is given.
    """
    member = space.new_id()
    me = space.vault.device
    deciding.join(_state(space), me, MemberJoined(member=member, name=name, roles=roles, approval_key=b""))
    chosen = draw_passphrase(language, space.random)
    key = approvals.make_key(chosen, profile=profile, random=space.random)
    joined = MemberJoined(member=member, name=name, roles=roles, approval_key=key.public)
    keys.write(member, key.sealed)
    with space.turn:
        _say(space, deciding.join(_state(space), me, joined))
    return Invited(member, chosen)


class Said(msgspec.Struct, frozen=True):
    """What came of a decision about members.

    Attributes:
        event: The decision, by which another admin seconds it.
        missing: Signatures that it lacks; 0: it is in effect.
    """

    event: EventId
    missing: int


def let_in(space: Workspace, asked: Request, *, roles: tuple[Role, ...], rank: Rank) -> Said:
    """Let a laptop in whose words were compared: of somebody new, or another one of a member.

    Raises:
        Refused: You are no admin, the name is taken, no role is given, or the laptop was put out before.
    """
    with space.turn:
        state, me = _state(space), space.vault.device
        if asked.member in state.people:
            added = LaptopAdded(member=asked.member, key=asked.key, prekey=asked.prekey, prekey_end=asked.prekey_end)
            return _decide(space, deciding.add_laptop(state, me, added))
        joined = MemberJoined(
            member=asked.member,
            name=asked.name,
            roles=roles,
            approval_key=asked.approval_key,
            devices=(device_id(asked.key),),
            rank=rank,
            keys=(asked.key,),
            prekeys=(asked.prekey,),
            prekey_end=asked.prekey_end,
        )
        return _decide(space, deciding.join(state, me, joined))


def add_laptop(space: Workspace, said: LaptopAdded) -> Said:
    """Let in another laptop of a member, whose keys are known for certain.

    Raises:
        Refused: You are no admin, the member is not here, or the laptop is, or was put out before.
    """
    with space.turn:
        return _decide(space, deciding.add_laptop(_state(space), space.vault.device, said))


def give_rank(space: Workspace, *, member: bytes, rank: Rank) -> Said:
    """Make a member an admin, or an admin a member.

    Raises:
        Refused: You are no admin, they are not here, or nobody would be left to decide.
    """
    with space.turn:
        return _decide(space, deciding.give_rank(_state(space), space.vault.device, member=member, rank=rank))


def give_roles(space: Workspace, *, member: bytes, roles: tuple[Role, ...]) -> Said:
    """Say what a member does, too; what they may read by it they get keys for at the next exchange.

    Raises:
        Refused: You are no admin, they are not here, or they do all of it already.
    """
    with space.turn:
        return _decide(space, deciding.give_roles(_state(space), space.vault.device, member=member, roles=roles))


def second(space: Workspace, of: EventId) -> Said:
    """Sign what another admin proposed.

    Raises:
        Refused: You are no admin, it is not pending, or you have signed it.
    """
    with space.turn:
        _say(space, deciding.second(_state(space), space.vault.device, of))
        return _standing(space, of)


def suspend(space: Workspace, laptop: DeviceId, *, reason: str) -> EventId:
    """Keep a laptop from all new keys, at once, and give the others new ones.

    Raises:
        Refused: You are neither an admin nor its owner, or it is put out already.
    """
    with space.turn:
        said = deciding.suspend(_state(space), space.vault.device, cut=_cut(space, laptop), reason=reason)
        return _say(space, said)


def lift(space: Workspace, of: EventId) -> None:
    """End a suspension.

    Raises:
        Refused: It is not open, or you are neither an admin nor the one who issued it.
    """
    with space.turn:
        _say(space, deciding.lift(_state(space), space.vault.device, of=of, now=space.clock()))
        giving.give(space)


def remove_laptop(space: Workspace, laptop: DeviceId, *, reason: str) -> Said:
    """Put one laptop out; until a second admin has signed, it is suspended.

    Raises:
        Refused: You are neither an admin nor its owner, it is this laptop, or it is put out already.
    """
    with space.turn:
        said = deciding.remove_laptop(_state(space), space.vault.device, cut=_cut(space, laptop), reason=reason)
        return _put_out(space, said, (laptop,), reason)


def arrange_recovery(space: Workspace, arranged: RecoveryArranged) -> Said:
    """Give trustees the power to recover parts of one class.

    Raises:
        Refused: You are no admin.
    """
    with space.turn:
        return _decide(space, deciding.arrange_recovery(_state(space), space.vault.device, arranged))


def order_shredding(space: Workspace, order: ShredOrdered) -> Said:
    """Have every laptop destroy the keys of these parts.

    Raises:
        Refused: You are no admin, or it was ordered or proposed before.
    """
    with space.turn:
        return _decide(space, deciding.order_shredding(_state(space), space.vault.device, order))


def permit(space: Workspace, purpose: Purpose, *, member: bytes, grant: bytes) -> tuple[Event, ...]:
    """Return what asks two admins for leave, to be written beside what it is about.

    Raises:
        Refused: This laptop is not one of the group's today, or whom it concerns is no member.
    """
    return deciding.permit(_state(space), space.vault.device, Permitted(purpose=purpose, grant=grant, member=member))


_CODED: Final = frozenset({Subject.CASE.value, Subject.INCIDENT.value})
"""What an order of destruction is told by; a call goes with its case."""


def about(space: Workspace, said: Event) -> str:
    """Return whom or what a proposal is about, as far as this laptop knows: names, or code names of cases."""
    if isinstance(said, ShredOrdered):
        rows = (space.cache.subject(subject) for subject in said.subjects)
        return ", ".join(row.code for row in rows if row is not None and row.type in _CODED)
    member = getattr(said, "member", b"")
    if isinstance(said, MemberJoined):
        return said.name
    return space.group().roster.named(member) if member else ""


def adopt(space: Workspace, laptop: DeviceId) -> Said:
    """Let everything count that was set aside with a laptop.

    Raises:
        Refused: You are no admin, or there is nothing.
    """
    with space.turn:
        held = tuple(EventId(each.id) for each in space.cache.held("aside") if each.device == laptop)
        return _decide(space, deciding.adopt(_state(space), space.vault.device, device=laptop, events=held))


def draw_passphrase(language: str, random: Random) -> str:
    """Return a new passphrase of ``WORDS`` words.

    Raises:
        BadInput: There is no word list in this language.
    """
    if language not in {"en", "ru"}:
        raise BadInput("Choose en or ru as the language of the passphrase.", field="language")
    return passphrases.generate(WORDS, "ru" if language == "ru" else "en", random)


def judge_passphrase(passphrase: str) -> None:
    """Return only for a passphrase that is hard to guess.

    Raises:
        BadInput: It is not.
    """
    passphrases.judge(passphrase)


def remove(space: Workspace, *, member: bytes, reason: str) -> Said:
    """Put a member out, with all their laptops; until a second admin has signed, these are suspended.

    Raises:
        Refused: You are no admin, they are the last, or no reason is given.
    """
    with space.turn:
        state = _state(space)
        laptops = tuple(each.id for each in state.laptops.values() if each.member == member)
        said = deciding.remove_member(
            state,
            space.vault.device,
            member=member,
            cuts=[_cut(space, laptop) for laptop in laptops],
            reason=reason,
        )
        return _put_out(space, said, laptops, reason)


def _put_out(space: Workspace, said: tuple[Event, ...], laptops: tuple[DeviceId, ...], reason: str) -> Said:
    done = _decide(space, said)
    if done.missing and laptops:
        # Every hour counts: the laptop is blind from now on, whoever else has to sign.
        state, me = _state(space), space.vault.device
        open_now = {each.cut.device for each in state.suspensions.values()}
        for laptop in laptops[:1] if laptops[0] not in open_now else ():
            _say(space, deciding.suspend(state, me, cut=_cut(space, laptop), reason=reason))
    giving.give(space)
    return done


def _decide(space: Workspace, said: tuple[Event, ...]) -> Said:
    of = _say(space, said)
    if space.keys.circles.circles or len(space.laptops.recipients(space.clock())) > 1:
        giving.give(space)
    return _standing(space, of)


def _say(space: Workspace, said: tuple[Event, ...]) -> EventId:
    return space.write(space.group_id, Subject.GROUP, said)[-1].id


def _standing(space: Workspace, of: EventId) -> Said:
    pending = _state(space).pending.get(of)
    return Said(of, pending.missing if pending else 0)


def _state(space: Workspace) -> Membership:
    return space.laptops.membership


def _cut(space: Workspace, laptop: DeviceId) -> Cut:
    """Return the last event of a laptop that is known here: what it writes after this does not count."""
    for tail in space.cache.tails():
        if tail.device == laptop:
            return Cut(laptop, tail.seq, tail.id)
    return Cut(laptop, 0, b"")
