"""What a set of events says about members and laptops, whatever the order in which they came.

Events are followed in one order (``ordering``). Where a laptop is put out, whatever it
said after its cut is void from the beginning, even what stood before in the order: then
everything is followed anew. A suspension, which one admin can say alone, takes nothing
back: it binds whoever had seen it. Clocks decide nothing but the end of a suspension.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Final

import msgspec

from kunak.base.ids import ID_BYTES, DeviceId, EventId
from kunak.base.instants import Instant
from kunak.casework.compartments import Sensitivity
from kunak.casework.facts import Event
from kunak.casework.members.events import (
    Adopted,
    Cut,
    LaptopAdded,
    Permitted,
    PrekeyGiven,
    RankGiven,
    Recovered,
    RecoveryArranged,
    Removed,
    RolesGiven,
    Seconded,
    ShredDone,
    ShredOrdered,
    Suspended,
    SuspensionLifted,
)
from kunak.casework.members.ordering import NO_SENIORITY, Entry, in_order, with_causes
from kunak.casework.members.state import (
    SUSPENSION_LASTS,
    Laptop,
    Membership,
    Person,
    Prekey,
    Proposal,
    Shredding,
    Suspension,
    Trustees,
    Void,
)
from kunak.casework.roster import Approval, GroupFounded, MemberJoined, MemberLeft, Rank

SIGNATURES: Final = 2
"""What a grave decision takes where there are two admins (VAULT)."""

Grave = (
    MemberJoined
    | MemberLeft
    | LaptopAdded
    | RankGiven
    | RolesGiven
    | Removed
    | Adopted
    | RecoveryArranged
    | ShredOrdered
    | Permitted
)


IsGenuine = Callable[[Event, Approval, bytes], bool]
"""Whether an approval inside an event was signed with this approval key: ``crypto`` knows, not these rules."""


def _believed(_said: Event, _approval: Approval, _key: bytes) -> bool:
    """Believe an approval that was judged elsewhere."""
    return True


def judge(
    entries: Iterable[Entry],
    *,
    founders: Sequence[tuple[DeviceId, bytes]],
    threshold: int = SIGNATURES,
    forged: Mapping[DeviceId, int] = {},
    is_genuine: IsGenuine = _believed,
) -> Membership:
    """Return what these events add up to.

    Args:
        entries: Any events of the members' own log, in any order; some perhaps twice.
        founders: Laptop and public key of each founder, the most senior first.
        threshold: Signatures that the founders agreed on.
        forged: From which number on a laptop has signed two histories.
        is_genuine: Asked of every approval, with the key that its member has in the group at that moment.
    """
    known = {entry.id: entry for entry in entries}
    ready, waiting = with_causes(known)
    followed = in_order(ready, {device: place for place, (device, _) in enumerate(founders)})
    cuts: dict[DeviceId, Cut] = {}
    while True:
        course = _Course(founders, threshold, forged, cuts, is_genuine)
        if course.follow(followed):
            return course.result(waiting)
        cuts = course.cuts


class _Course:
    """One walk through the events, with the cuts that are known from the beginning."""

    def __init__(
        self,
        founders: Sequence[tuple[DeviceId, bytes]],
        threshold: int,
        forged: Mapping[DeviceId, int],
        cuts: Mapping[DeviceId, Cut],
        is_genuine: IsGenuine,
    ) -> None:
        self._founders = {device: (place, key) for place, (device, key) in enumerate(founders)}
        self._threshold = max(threshold, SIGNATURES)
        self._forged = forged
        self._is_genuine = is_genuine
        self.cuts = dict(cuts)
        self._group = ""
        self._people: dict[bytes, Person] = {}
        self._laptops: dict[DeviceId, Laptop] = {}
        self._suspensions: dict[EventId, Suspension] = {}
        self._proposals: dict[EventId, Proposal] = {}
        self._done: set[EventId] = set()
        self._void: dict[EventId, Void] = {}
        self._trustees: dict[Sensitivity, Trustees] = {}
        self._recovered: dict[EventId, DeviceId] = {}
        self._shreddings: dict[EventId, Shredding] = {}
        self._permitted: set[bytes] = set()
        self._reach: dict[DeviceId, int] = {}
        self._overtaken = False
        self._seen: dict[EventId, frozenset[EventId]] = {}

    def follow(self, ordered: Sequence[Entry]) -> bool:
        """Follow the events; return False where a new cut makes void what was followed already."""
        for entry in ordered:
            self._seen[entry.id] = frozenset[EventId]().union(*(self._seen[cause] for cause in entry.causes))
            if isinstance(entry.event, Suspended):
                self._seen[entry.id] |= {entry.id}
            reason = self._silenced(entry) or self._say(entry)
            if reason is not None:
                self._void[entry.id] = reason
                continue
            self._reach[entry.device] = max(self._reach.get(entry.device, 0), entry.seq)
            if self._overtaken:
                return False
        return True

    def result(self, waiting: frozenset[EventId]) -> Membership:
        pending = {
            each: msgspec.structs.replace(proposal, missing=self._needed() - len(self._counting(proposal)))
            for each, proposal in self._proposals.items()
            if each not in self._done
        }
        return Membership(
            group=self._group,
            people=self._people,
            laptops=self._laptops,
            suspensions=self._suspensions,
            pending=pending,
            void=self._void,
            waiting=waiting,
            forged=self._forged,
            trustees=self._trustees,
            recovered=self._recovered,
            shreddings=self._shreddings,
            permitted=frozenset(self._permitted),
        )

    # Whose word counts

    def _silenced(self, entry: Entry) -> Void | None:
        if entry.seq >= self._forged.get(entry.device, entry.seq + 1):
            return Void.FORGED
        cut = self.cuts.get(entry.device)
        return Void.CUT_OFF if cut is not None and entry.seq > cut.seq else None

    def _admin(self, entry: Entry) -> Person | Void:
        """Return the admin who said this, or why their word does not count."""
        laptop = self._laptops.get(entry.device)
        if laptop is None:
            return Void.STRANGER
        person = self._people[laptop.member]
        if person.left or person.rank is not Rank.ADMIN:
            return Void.NO_ADMIN
        return Void.FROZEN if self._is_frozen(person.id, entry) else person

    def _is_frozen(self, member: bytes, entry: Entry) -> bool:
        """Whether somebody had seen, when they said this, an open suspension that concerns them."""
        seen = (self._suspensions[each] for each in self._seen[entry.id] if each in self._suspensions)
        return any(member in {each.issuer, each.suspended} for each in seen)

    def _admins(self) -> list[Person]:
        return [person for person in self._people.values() if not person.left and person.rank is Rank.ADMIN]

    def _needed(self) -> int:
        return min(self._threshold, max(1, len(self._admins())))

    def _counting(self, proposal: Proposal) -> frozenset[bytes]:
        """Return those signers whose word counts now; about a laptop of their own its owner counts, too."""
        counting = {person.id for person in self._admins()}
        if isinstance(proposal.said, Removed) and not proposal.said.member:
            owners = {self._laptops[cut.device].member for cut in proposal.said.cuts if cut.device in self._laptops}
            counting |= owners if len(owners) == 1 else set()
        return proposal.signers & counting

    # What is said

    def _say(self, entry: Entry) -> Void | None:
        match entry.event:
            case GroupFounded(name=name):
                return self._found(entry, name)
            case MemberJoined() as joined if self._is_founders_own(entry, joined):
                return self._take_in(entry, joined, Rank.ADMIN)
            case said if isinstance(said, Grave):
                return self._propose(entry)
            case _:
                return self._say_alone(entry)

    def _say_alone(self, entry: Entry) -> Void | None:
        """Follow what takes effect, or not, as soon as it is said."""
        match entry.event:
            case Seconded(of=of):
                return self._second(entry, of)
            case Suspended() as said:
                return self._suspend(entry, said)
            case SuspensionLifted(of=of):
                return self._lift(entry, of)
            case PrekeyGiven(public=public, end=end):
                return self._give_prekey(entry, public, end)
            case Recovered() as returned:
                return self._recover(entry, returned)
            case ShredDone(of=of):
                return self._acknowledge(entry, of)
            case _:
                return None

    def _found(self, entry: Entry, name: str) -> Void | None:
        if self._group or entry.device not in self._founders:
            return Void.SAID_ALREADY if self._group else Void.STRANGER
        self._group = name
        return None

    def _is_founders_own(self, entry: Entry, joined: MemberJoined) -> bool:
        return (
            entry.device in self._founders
            and entry.device not in self._laptops
            and joined.devices == (entry.device,)
            and joined.member not in self._people
        )

    def _propose(self, entry: Entry) -> Void | None:
        author = self._author(entry)
        if isinstance(author, Void):
            return author
        hindrance = self._hindrance(entry.event)
        if hindrance is not None:
            return hindrance
        signers = frozenset({author.id, *self._approving(entry.event)})
        self._proposals[entry.id] = Proposal(entry.id, entry.event, author.id, signers)
        self._complete(entry.id)
        return None

    def _approving(self, said: Event) -> Iterator[bytes]:
        """Yield the members whose approval lies in a decision: by the key with which they are here, and no other.

        Not by one that somebody else said of them in a decision that never took effect.
        """
        for approval in getattr(said, "approvals", ()):
            person = self._people.get(approval.member)
            if person is not None and self._is_genuine(said, approval, person.approval_key):
                yield approval.member

    def _author(self, entry: Entry) -> Person | Void:
        """Return who may propose this: an admin; of their own laptops, from another one, its owner.

        And anybody may ask for leave.
        """
        author = self._admin(entry)
        said = entry.event
        if author is Void.NO_ADMIN and isinstance(said, Permitted):
            member = self._laptops[entry.device].member
            return self._people[member] if self._is_present(member) else author
        if isinstance(author, Person) or not isinstance(said, Removed) or said.member or not said.cuts:
            return author
        laptop = self._laptops.get(entry.device)
        own = laptop is not None and all(
            cut.device in self._laptops
            and cut.device != entry.device
            and self._laptops[cut.device].member == laptop.member
            for cut in said.cuts
        )
        return self._people[laptop.member] if own and laptop is not None else author

    def _second(self, entry: Entry, of: EventId) -> Void | None:
        admin = self._admin(entry)
        if isinstance(admin, Void):
            return admin
        proposal = self._proposals.get(of)
        if proposal is None:
            return Void.UNKNOWN
        # Where admins have become fewer, who signed already says so once more: nothing takes effect by itself.
        if of in self._done or (admin.id in proposal.signers and len(self._counting(proposal)) < self._needed()):
            return Void.SAID_ALREADY
        self._proposals[of] = msgspec.structs.replace(proposal, signers=proposal.signers | {admin.id})
        self._complete(of)
        return None

    def _complete(self, of: EventId) -> None:
        """Let a decision take effect if it has its signatures."""
        proposal = self._proposals[of]
        if len(self._counting(proposal)) < self._needed():
            return
        self._done.add(of)
        hindrance = self._hindrance(proposal.said)
        if hindrance is not None:
            self._void[of] = hindrance
            return
        self._take_effect(of, proposal.said)

    def _take_effect(self, of: EventId, said: Event) -> None:
        match said:
            case MemberJoined() as joined:
                self._take_in_by(of, joined)
            case MemberLeft(member=member, reason=reason):
                self._leave(member, reason)
            case LaptopAdded() as added:
                self._add(of, added.member, added.key, added.prekey, added.prekey_end)
            case RankGiven() | RolesGiven() as given:
                self._give(given)
            case Removed() as removed:
                self._remove(removed)
            case Adopted(device=device, events=events):
                laptop = self._laptops[device]
                self._laptops[device] = msgspec.structs.replace(laptop, adopted=laptop.adopted | set(events))
            case Permitted(grant=grant):
                self._permitted.add(grant)
            case RecoveryArranged() as arranged:
                self._trustees[arranged.sensitivity] = Trustees(of, arranged)
            case ShredOrdered() as order:
                parts, subjects = frozenset(order.compartments), frozenset(order.subjects)
                self._shreddings[of] = Shredding(of, parts, subjects, order.year)

    def _hindrance(self, said: Event) -> Void | None:
        """Return why a decision could not take effect now, or None."""
        match said:
            case MemberJoined(member=member, keys=keys):
                laptops = [laptop_of(key) for key in keys]
                return Void.TAKEN if member in self._people else self._not_new(laptops)
            case LaptopAdded(member=member, key=key):
                return self._not_new([laptop_of(key)]) if self._is_present(member) else Void.NOBODY
            case RankGiven(member=member) | RolesGiven(member=member) | MemberLeft(member=member):
                return None if self._is_present(member) else Void.NOBODY
            case Removed(cuts=cuts, member=member):
                known = all(cut.device in self._laptops for cut in cuts) and (not member or self._is_present(member))
                return None if known and (cuts or member) else Void.NOBODY
            case Adopted(device=device):
                return None if device in self._laptops else Void.NOBODY
            case Permitted(grant=grant, member=member):
                taken = Void.SAID_ALREADY if grant in self._permitted else None
                return taken if self._is_present(member) else Void.NOBODY
            case _:
                return None

    def _not_new(self, laptops: Sequence[DeviceId]) -> Void | None:
        for device in laptops:
            if device in self._laptops:
                return Void.BURNT if device in self.cuts else Void.TAKEN
        return None

    def _is_present(self, member: bytes) -> bool:
        return member in self._people and not self._people[member].left

    # What it does

    def _take_in(self, entry: Entry, joined: MemberJoined, rank: Rank) -> Void | None:
        place, key = self._founders[entry.device]
        self._people[joined.member] = Person(joined.member, joined.name, joined.roles, joined.approval_key, rank, place)
        prekeys = joined.prekeys[0] if joined.prekeys else b""
        self._add(entry.id, joined.member, key, prekeys, Instant(joined.prekey_end))
        return None

    def _take_in_by(self, of: EventId, joined: MemberJoined) -> None:
        self._people[joined.member] = Person(
            joined.member, joined.name, joined.roles, joined.approval_key, joined.rank, NO_SENIORITY
        )
        prekeys = (*joined.prekeys, *(b"" for _ in joined.keys))
        for key, prekey in zip(joined.keys, prekeys, strict=False):
            self._add(of, joined.member, key, prekey, Instant(joined.prekey_end))

    def _add(self, of: EventId, member: bytes, key: bytes, prekey: bytes, end: Instant) -> None:
        device = laptop_of(key)
        given = (Prekey(prekey, end, of),) if prekey else ()
        self._laptops[device] = Laptop(device, key, member, of, given, self.cuts.get(device))

    def _leave(self, member: bytes, reason: str) -> None:
        self._people[member] = msgspec.structs.replace(self._people[member], left=reason.strip() or "–")

    def _give(self, said: RankGiven | RolesGiven) -> None:
        person = self._people[said.member]
        changed = (
            {"rank": said.rank}
            if isinstance(said, RankGiven)
            else {"roles": tuple(dict.fromkeys((*person.roles, *said.roles)))}
        )
        self._people[said.member] = msgspec.structs.replace(person, **changed)

    def _remove(self, said: Removed) -> None:
        cuts = {cut.device: cut for cut in said.cuts}
        if said.member:
            self._leave(said.member, said.reason)
            for laptop in self._laptops.values():
                if laptop.member == said.member:
                    # One that the signers did not know of: they saw nothing of it, so nothing of it counts.
                    cuts.setdefault(laptop.id, Cut(laptop.id, 0, b""))
        for device, cut in cuts.items():
            before = self.cuts.get(device)
            strictest = cut if before is None else min(before, cut, key=lambda each: (each.seq, each.event))
            self.cuts[device] = strictest
            self._overtaken = self._overtaken or self._reach.get(device, 0) > strictest.seq
            self._laptops[device] = msgspec.structs.replace(self._laptops[device], cut=strictest)
            for each in [each for each, suspension in self._suspensions.items() if suspension.cut.device == device]:
                del self._suspensions[each]

    # By others than admins

    def _recover(self, entry: Entry, said: Recovered) -> Void | None:
        """Let in a laptop for which the trustees have spoken: once, and never by parts that were replaced."""
        trustees = self._trustees.get(Sensitivity.ORDINARY)
        known = trustees is not None and (trustees.event, trustees.said.sign_key) == (said.arrangement, said.quorum_key)
        if not known or laptop_of(said.key) != entry.device:
            return Void.STRANGER
        hindrance = self._not_new([entry.device]) or (None if said.member in self._people else Void.NOBODY)
        if hindrance is not None:
            return hindrance
        person = self._people[said.member]
        self._people[said.member] = msgspec.structs.replace(
            person,
            left="",
            rank=Rank.ADMIN,
            approval_key=said.approval_key,
            former_keys=(person.approval_key, *person.former_keys),
        )
        self._add(entry.id, said.member, said.key, said.prekey, said.prekey_end)
        del self._trustees[Sensitivity.ORDINARY]
        self._recovered[entry.id] = entry.device
        cuts = tuple(cut for cut in said.cuts if cut.device in self._laptops and cut.device != entry.device)
        self._remove(Removed(cuts=cuts))
        return None

    def _acknowledge(self, entry: Entry, of: EventId) -> Void | None:
        if entry.device not in self._laptops:
            return Void.STRANGER
        if of not in self._shreddings:
            return Void.UNKNOWN
        known = self._shreddings[of]
        self._shreddings[of] = msgspec.structs.replace(known, done=known.done | {entry.device})
        return None

    # At once

    def _suspend(self, entry: Entry, said: Suspended) -> Void | None:
        laptop = self._laptops.get(said.cut.device)
        if laptop is None or said.cut.device in self.cuts:
            return Void.NOBODY
        author = self._laptops.get(entry.device)
        if author is None:
            return Void.STRANGER
        if any(each.issuer == author.member for each in self._suspensions.values()):
            return Void.SECOND_SUSPENSION
        own = author.member == laptop.member and author.id != laptop.id
        admin = self._admin(entry)
        if isinstance(admin, Void) and not own:
            return admin
        self._suspensions[entry.id] = Suspension(
            entry.id, said.cut, author.member, laptop.member, entry.at, said.reason
        )
        return None

    def _lift(self, entry: Entry, of: EventId) -> Void | None:
        suspension = self._suspensions.get(of)
        if suspension is None:
            return Void.UNKNOWN
        author = self._laptops.get(entry.device)
        if author is None:
            return Void.STRANGER
        if entry.at < suspension.at + SUSPENSION_LASTS and author.member != suspension.issuer:
            admin = self._admin(entry)
            if isinstance(admin, Void):
                return admin
        del self._suspensions[of]
        return None

    def _give_prekey(self, entry: Entry, public: bytes, end: Instant) -> Void | None:
        laptop = self._laptops.get(entry.device)
        if laptop is None:
            return Void.STRANGER
        given = (*laptop.prekeys, Prekey(public, end, entry.id))
        self._laptops[entry.device] = msgspec.structs.replace(laptop, prekeys=given)
        return None


def laptop_of(key: bytes) -> DeviceId:
    """Return the id of the laptop with this public signing key (VAULT, "Identities")."""
    return DeviceId(hashlib.sha256(key).digest()[:ID_BYTES])
