"""Which laptops belong to the group, whose events count, and who is to read what?

The members' own log, as it stands in the cache, judged by ``casework.members``. The
signature of every event was verified when it came; the approvals inside events are
verified while they are judged, by the key that their member has at that moment.
"""

from collections.abc import Iterator, Mapping

import msgspec

from kunak.app.ports import FactCache
from kunak.app.system import Clock
from kunak.base.errors import KunakError
from kunak.base.ids import EVENT_ID_BYTES, DeviceId, EventId, OrganisationId
from kunak.base.instants import Instant
from kunak.casework.compartments import (
    EVERYTHING,
    GROUP_READERS,
    REQUEST_READERS,
    Access,
    Kind,
    Reading,
    Role,
    Subject,
    register_readers,
)
from kunak.casework.facts import Event
from kunak.casework.members.deciding import digest
from kunak.casework.members.events import Recovered
from kunak.casework.members.judging import judge
from kunak.casework.members.ordering import Entry
from kunak.casework.members.state import Membership
from kunak.casework.roster import Approval, GroupFounded
from kunak.crypto import approval as signatures
from kunak.crypto import recovery
from kunak.crypto.hybrid import is_prekey
from kunak.crypto.recovery import Return
from kunak.crypto.signing import device_id
from kunak.log import clock as hybrid
from kunak.log import codec, genesis
from kunak.log.genesis import Statement
from kunak.store.cache import StoredFact


class Laptops:
    """The laptops of one group, as far as this one knows."""

    def __init__(self, cache: FactCache, organisation: OrganisationId, clock: Clock) -> None:
        self._cache = cache
        self._organisation = organisation
        self._root = genesis.root_compartment(organisation)
        self._clock = clock
        self._membership: Membership | None = None
        self._founders: tuple[bytes, ...] = ()

    def forget(self) -> None:
        """Judge anew at the next question: something was said."""
        self._membership = None

    @property
    def membership(self) -> Membership:
        """Everything about members and laptops."""
        if self._membership is None:
            facts = [fact for fact in self._cache.facts_of(self._root) if fact.compartment == self._root]
            events = [(fact, codec.from_body(fact.kind, fact.body)) for fact in facts]
            statement = self._statement(events)
            self._founders = statement.founders if statement else ()
            self._membership = judge(
                (_entry(fact, self._believed(event)) for fact, event in events),
                founders=[(device_id(key), key) for key in self._founders],
                threshold=statement.threshold if statement else 1,
                forged={DeviceId(fork.device): fork.seq for fork in self._cache.forks()},
                is_genuine=self._is_genuine,
            )
        return self._membership

    # Whose events count

    def allows(self, device: DeviceId, seq: int, event: EventId) -> bool:
        """Whether an event of a laptop is merged."""
        return self.membership.allows(device, seq, event, self._clock())

    def cuts(self) -> Iterator[tuple[DeviceId, int]]:
        """Yield the laptops whose events do not all count, and the number of the last one that does."""
        now = self._clock()
        for device in self.membership.laptops:
            last = self.membership.last_allowed(device, now)
            if last < 2**63:
                yield device, last

    def key_of(self, device: DeviceId) -> bytes | None:
        """Return the public key of a laptop that was let in at any time, or of a founder's."""
        laptop = self.membership.laptops.get(device)
        if laptop is not None:
            return laptop.key
        return next((key for key in self._founders if device_id(key) == device), None)

    def keys(self) -> dict[DeviceId, bytes]:
        """Return the public key of every laptop that was let in at any time."""
        founders = {device_id(key): key for key in self._founders}
        return founders | {laptop.id: laptop.key for laptop in self.membership.laptops.values()}

    # Who is to read

    def recipients(self, now: Instant) -> frozenset[DeviceId]:
        """Return the laptops that may have keys."""
        return self.membership.recipients(now)

    def prekeys(self, now: Instant) -> dict[DeviceId, bytes]:
        """Return to what is sealed for each of them."""
        return self.membership.prekeys(now, is_prekey)

    def readers(self, subject_type: Subject, kind: Kind, access: Access, now: Instant) -> dict[DeviceId, Reading]:
        """Return the laptops that are to read a part, and how far back."""
        members = self._needing(subject_type, kind, access)
        laptops = self.membership.laptops
        return {
            device: members[laptops[device].member]
            for device in sorted(self.recipients(now))
            if laptops[device].member in members
        }

    def of_admins(self, now: Instant) -> dict[DeviceId, Reading]:
        """Return the laptops of the admins."""
        admins = {person.id for person in self.membership.admins}
        laptops = self.membership.laptops
        return {device: EVERYTHING for device in sorted(self.recipients(now)) if laptops[device].member in admins}

    def ever_readers(self, subject_type: Subject, kind: Kind, access: Access) -> frozenset[DeviceId]:
        """Return every laptop, past ones too, of whoever was to read a part at any time."""
        members = self._needing(subject_type, kind, access, past=True)
        return frozenset(laptop.id for laptop in self.membership.laptops.values() if laptop.member in members)

    def _needing(
        self, subject_type: Subject, kind: Kind, access: Access, *, past: bool = False
    ) -> Mapping[bytes, Reading]:
        if subject_type is Subject.CASE:
            allowed = access.allowed_readers(kind, self.membership.permitted)
            return {member: access.reading(member, kind) for member in allowed}
        people = self.membership.people.values() if past else self.membership.present
        if subject_type in {Subject.INCIDENT, Subject.SOURCE}:
            # Who stood in for a researcher read what they did, whoever came since.
            there = () if past else (role for person in people for role in person.roles)
            roles: frozenset[Role] | None = register_readers(kind, there)
        else:
            roles = REQUEST_READERS if subject_type is Subject.REQUEST else GROUP_READERS.get(kind)
        return {person.id: EVERYTHING for person in people if roles is None or roles.intersection(person.roles)}

    # What is believed

    def _statement(self, events: list[tuple[StoredFact, Event]]) -> Statement | None:
        """Return what the founders agreed on: the one statement from which the group has its id."""
        for _, event in events:
            if isinstance(event, GroupFounded) and genesis.organisation_id(event.statement) == self._organisation:
                try:
                    return genesis.read(event.statement)
                except KunakError:
                    return None
        return None

    def is_of_trustees(self, event: Recovered) -> bool:
        """Whether trustees, of whatever time, said what this event says of itself."""
        try:
            recovery.check_return(said_by_trustees(self._organisation, event), event.signature, event.quorum_key)
        except KunakError:
            return False
        return True

    def _believed(self, event: Event) -> Event:
        """Return an event as it may be believed: under a trustees' signature that is forged it names no key."""
        forged = isinstance(event, Recovered) and not self.is_of_trustees(event)
        return msgspec.structs.replace(event, quorum_key=b"") if forged else event

    def _is_genuine(self, said: Event, approval: Approval, key: bytes) -> bool:
        if approval.of != digest(said):
            return False
        try:
            signatures.check_approval(
                key,
                organisation=self._organisation,
                member=approval.member,
                what=approval.of,
                signature=approval.signature,
            )
        except KunakError:
            return False
        return True


def _entry(fact: StoredFact, event: Event) -> Entry:
    causes = [
        EventId(fact.causes[start : start + EVENT_ID_BYTES]) for start in range(0, len(fact.causes), EVENT_ID_BYTES)
    ]
    # The first is the laptop's own previous event, which may stand in any compartment.
    own = causes[1:] if fact.seq > 1 else causes
    return Entry(EventId(fact.id), DeviceId(fact.device), fact.seq, hybrid.shown(fact.clock), tuple(own), event)


def said_by_trustees(organisation: OrganisationId, event: Recovered) -> Return:
    """Return what the trustees' signature in an event is about."""
    return Return(
        organisation=organisation,
        arrangement=event.arrangement,
        member=event.member,
        key=event.key,
        prekey=event.prekey,
        prekey_end=event.prekey_end,
        approval_key=event.approval_key,
        cuts=tuple((cut.device, cut.seq, cut.event) for cut in event.cuts),
    )
