"""The durable half of a vault: events become sealed, signed records, and records become events.

One device's log: its own events, and those of others that were received. It keeps
the device's chain (number, previous event), and reads back what is sound while it
names what is not. Who may write, and under which key, is decided elsewhere; what
the events mean is not known here.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final, NamedTuple, TypeVar

import msgspec

from kunak.app.ports import EpochSecrets, RecordLog
from kunak.app.system import Clock, Random
from kunak.base.errors import BadInput, Fault, KunakError
from kunak.base.ids import ID_BYTES, CompartmentId, DeviceId, EventId, OrganisationId
from kunak.base.words import phrase
from kunak.casework import catalogue
from kunak.casework.facts import Event
from kunak.crypto.keystore import DeviceSecrets
from kunak.crypto.secret import SECRET_BYTES, Secret
from kunak.crypto.signing import SigningKey
from kunak.log import clock as hybrid
from kunak.log import codec, envelope, genesis
from kunak.log.envelope import Envelope
from kunak.log.heads import digest
from kunak.log.merge import placed
from kunak.store.frames import Damage

FIRST_EPOCH: Final = 1
"""Compartments begin here; rekeying counts on (``casework.circles.next_number``)."""

_SALT_BYTES: Final = 32

Paper = TypeVar("Paper")


class Write(NamedTuple):
    """An event to be written into a compartment, on top of what stands there, under the key of an epoch."""

    compartment: CompartmentId
    parents: tuple[EventId, ...]
    event: Event
    retention: int
    epoch: int = FIRST_EPOCH


class Record(msgspec.Struct, frozen=True):
    """An event as it stands in the log, opened.

    Attributes:
        seq: Its number among the events of its device.
        causes: Ids of the events that its writer had seen.
        made: The envelope it came in.
    """

    seq: int
    id: EventId
    device: DeviceId
    compartment: CompartmentId
    clock: int
    kind: str
    body: bytes
    causes: tuple[bytes, ...]
    made: Envelope


class Flaw(msgspec.Struct, frozen=True):
    """Something in the log that cannot be used, in a sentence, with where it is.

    Attributes:
        where: File and offset, or the number of the event.
    """

    says: str
    where: str


DAMAGE_WORDS: Final = {
    "altered": phrase("Bytes of the log were altered; the records in them cannot be read."),
    "torn": phrase("The log ends in the middle of a record."),
    "missing": phrase("A file of the log is missing."),
    "unreadable": phrase("A file of the log cannot be read from the disk."),
}
NO_KEY: Final = phrase("The key of this compartment is not here: it was destroyed, or never given to this device.")
FOREIGN: Final = phrase("This record belongs to another group.")


class Sealed(msgspec.Struct, frozen=True):
    """A sound record whose key is not here: it was never given to this device, has not come yet, or was destroyed."""

    made: Envelope
    where: str

    @property
    def flaw(self) -> Flaw:
        """What to say of it where its key should be here."""
        return Flaw(NO_KEY, self.where)


class Tail(NamedTuple):
    """Where the chain of a device ends."""

    seq: int
    prev: bytes
    clock: int


NOTHING: Final = Tail(0, b"", 0)


class Vault:
    """One device's log, open."""

    def __init__(
        self, *, secrets: DeviceSecrets, log: RecordLog, keyring: EpochSecrets, clock: Clock, random: Random
    ) -> None:
        self.organisation: OrganisationId = secrets.organisation
        self.device: DeviceId = secrets.device
        self.log = log
        self._key = secrets.signing_key()
        self.keyring = keyring
        self.clock = clock
        self.random = random
        self._tails: dict[DeviceId, Tail] = {}
        # What was received last, by its bytes: it is read back from the log in a moment, and need not be judged twice.
        self._received: dict[bytes, Envelope] = {}

    def resume(self, tails: Iterable[tuple[DeviceId, Tail]]) -> None:
        """Go on where the chains of all devices end, as far as their events are here."""
        self._tails = dict(tails)

    @property
    def tail(self) -> Tail:
        """Where the chain of this device ends: its next event follows."""
        return self._tails.get(self.device, NOTHING)

    def new_compartments(self, count: int) -> list[CompartmentId]:
        """Make so many compartments, each with its own key; they are durable when this returns."""
        return self._make([CompartmentId(self.random(ID_BYTES)) for _ in range(count)])

    def make_root(self) -> CompartmentId:
        """Make the compartment of the group's own log, which bears the group's id."""
        (root,) = self._make([genesis.root_compartment(self.organisation)])
        return root

    def append(
        self, writes: Sequence[Write], *, heads: tuple[EventId, ...] = (), checkpoint: bytes = b""
    ) -> list[Record]:
        """Write events, all or none. When this returns they are on the disk.

        A write may name the write before it in the same call as its parent by
        leaving ``parents`` empty where an earlier one of its compartment stands.

        Args:
            writes: What is written, in this order.
            heads: Heads of the membership log that this device has seen.
            checkpoint: The last that a relay signed.

        Raises:
            BadInput: An event is too long. Nothing was kept.
            Fault: The disk refused; nothing was kept.
        """
        tail, sealed = self.tail, []
        latest: dict[CompartmentId, EventId] = {}
        bodies = [_body(write.event) for write in writes]
        for write, body in zip(writes, bodies, strict=True):
            parents = (latest[write.compartment],) if write.compartment in latest else write.parents
            made = self._seal(write, body, tail, Seen(parents, heads, checkpoint))
            tail = Tail(made.header.seq, made.id, made.header.clock)
            latest[write.compartment] = made.id
            sealed.append(made)
        self.log.append([envelope.to_bytes(each) for each in sealed])
        self._tails[self.device] = tail
        return [_record(made, body) for made, body in zip(sealed, bodies, strict=True)]

    def receive(self, received: Sequence[Envelope]) -> None:
        """Keep events of other devices, judged before, all or none. When this returns they are on the disk.

        Raises:
            Fault: The disk refused; nothing was kept.
        """
        records = [envelope.to_bytes(each) for each in received]
        self.log.append(records)
        self._received = dict(zip(records, received, strict=True))
        for each in received:
            self._tails[each.header.device] = max(
                self._tails.get(each.header.device, NOTHING), Tail(each.header.seq, each.id, each.header.clock)
            )

    def read(self, *, skip: int = 0) -> Iterator[Record | Sealed | Flaw]:
        """Yield what the log holds after ``skip`` records: what opens, what is sealed, and what is wrong by a sentence.

        Signatures are not checked again: the frames of this disk are sealed under
        this device's own key. ``envelopes`` and ``log.chain`` check them.
        """
        for item in self.log.read(skip=skip):
            if isinstance(item, Damage):
                yield Flaw(DAMAGE_WORDS[item.what], f"{item.file}+{item.offset}")
            else:
                yield self._read(item.payload, f"{item.file}+{item.offset}")

    def envelopes(self, *, skip: int = 0) -> Iterator[Envelope | Flaw]:
        """Yield every envelope of the log after ``skip`` records, unopened: for whoever examines or carries them."""
        for item in self.log.read(skip=skip):
            if isinstance(item, Damage):
                yield Flaw(DAMAGE_WORDS[item.what], f"{item.file}+{item.offset}")
                continue
            try:
                yield envelope.from_bytes(item.payload)
            except KunakError as error:
                yield Flaw(str(error), f"{item.file}+{item.offset}")

    @property
    def public_key(self) -> bytes:
        """The key by which this device's signatures are checked."""
        return self._key.public

    def signed(self, write: Callable[[SigningKey], Paper]) -> Paper:
        """Return a paper that this device signs."""
        return write(self._key)

    def _make(self, ids: list[CompartmentId]) -> list[CompartmentId]:
        self.keyring.add([(each, FIRST_EPOCH, Secret(self.random(SECRET_BYTES))) for each in ids])
        return ids

    def _seal(self, write: Write, body: bytes, tail: Tail, seen: "Seen") -> Envelope:
        secret = self.keyring.get(write.compartment, write.epoch)
        if secret is None:
            raise Fault(NO_KEY)
        draft = envelope.Draft(
            organisation=self.organisation,
            device=self.device,
            seq=tail.seq + 1,
            prev=tail.prev,
            heads=seen.heads,
            compartment=write.compartment,
            epoch=write.epoch,
            parents=seen.parents,
            clock=hybrid.tick(self.clock(), seen=tail.clock),
            kind=catalogue.kind_of(write.event),
            known=self._known(tail),
            checkpoint=seen.checkpoint,
            retention=write.retention,
        )
        return envelope.seal(draft, body, epoch_secret=secret, key=self._key, salt=self.random(_SALT_BYTES))

    def _known(self, tail: Tail) -> bytes:
        """Digest of the last event known of each device."""
        tails = {**self._tails, self.device: tail}
        known = [(device, each.seq, EventId(each.prev)) for device, each in tails.items() if each.seq]
        return digest(known) if known else b""

    def open(self, made: Envelope, where: str) -> Record | Sealed | Flaw:
        """Return what an envelope holds, or why it cannot be used."""
        if made.header.organisation != self.organisation:
            return Flaw(FOREIGN, where)
        secret = self.keyring.get(made.header.compartment, made.header.epoch)
        if secret is None:
            return Sealed(made, where)
        try:
            return _record(made, envelope.open_body(made, secret))
        except KunakError as error:
            return Flaw(str(error), where)

    def _read(self, payload: bytes, where: str) -> Record | Sealed | Flaw:
        try:
            known = self._received.pop(payload) if payload in self._received else envelope.from_bytes(payload)
            return self.open(known, where)
        except KunakError as error:
            return Flaw(str(error), where)


class Seen(NamedTuple):
    """What a writer had seen of the others: heads of the compartment, of the members' own log, of the relay."""

    parents: tuple[EventId, ...]
    heads: tuple[EventId, ...]
    checkpoint: bytes


def _body(event: Event) -> bytes:
    body = codec.to_body(event)
    if len(body) > envelope.BODY_LIMIT:
        raise BadInput("This is too long to be kept in one piece. Nothing of it was kept: shorten it or split it.")
    return body


def _record(made: Envelope, body: bytes) -> Record:
    header = made.header
    causes = placed(made.id, header).causes
    return Record(header.seq, made.id, header.device, header.compartment, header.clock, header.kind, body, causes, made)
