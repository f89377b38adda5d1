"""The durable half of a vault: events become sealed, signed records, and records become events.

Everything here is one device's own log. It keeps the chain (number, previous
event), gives each compartment its key, and reads back what is sound while it
names what is not. What the events mean is not known here.
"""

import hashlib
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

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
from kunak.log import clock as hybrid
from kunak.log import codec, envelope, genesis
from kunak.log.envelope import Envelope
from kunak.store.frames import Damage

FIRST_EPOCH: Final = 1
"""Compartments begin here; rekeying counts on."""

_SALT_BYTES: Final = 32


class Write(NamedTuple):
    """An event to be written into a compartment, on top of what stands there."""

    compartment: CompartmentId
    parents: tuple[EventId, ...]
    event: Event
    retention: int


class Record(msgspec.Struct, frozen=True):
    """An event as it stands in the log, opened.

    Attributes:
        seq: Its number in the log of this device; the same however often, and past whatever damage, it is read.
    """

    seq: int
    id: EventId
    device: DeviceId
    compartment: CompartmentId
    clock: int
    kind: str
    body: bytes


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
FOREIGN: Final = phrase("This record was signed by another device or belongs to another group.")


class Tail(NamedTuple):
    """Where the chain of this device ends."""

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
        self._keyring = keyring
        self._clock = clock
        self._random = random
        self._tail = self._find_tail()

    def new_compartments(self, count: int) -> list[CompartmentId]:
        """Make so many compartments, each with its own key; they are durable when this returns."""
        return self._make([CompartmentId(self._random(ID_BYTES)) for _ in range(count)])

    def make_root(self) -> CompartmentId:
        """Make the compartment of the group's own log, which bears the group's id."""
        (root,) = self._make([genesis.root_compartment(self.organisation)])
        return root

    def append(self, writes: Sequence[Write]) -> list[Record]:
        """Write events, all or none. When this returns they are on the disk.

        A write may name the write before it in the same call as its parent by
        leaving ``parents`` empty where an earlier one of its compartment stands.

        Raises:
            BadInput: An event is too long. Nothing was kept.
            Fault: The disk refused; nothing was kept.
        """
        tail, sealed = self._tail, []
        heads: dict[CompartmentId, EventId] = {}
        bodies = [_body(write.event) for write in writes]
        for write, body in zip(writes, bodies, strict=True):
            made = self._seal(write, body, tail, heads)
            tail = Tail(made.header.seq, made.id, made.header.clock)
            heads[write.compartment] = made.id
            sealed.append(made)
        self.log.append([envelope.to_bytes(each) for each in sealed])
        self._tail = tail
        return [_record(made, body) for made, body in zip(sealed, bodies, strict=True)]

    def read(self, *, skip: int = 0) -> Iterator[Record | Flaw]:
        """Yield what the log holds after ``skip`` records: what opens, and what does not by a sentence.

        Signatures are not checked again: the frames of this disk are sealed under
        this device's own key. ``envelopes`` and ``log.chain`` check them.
        """
        for item in self.log.read(skip=skip):
            if isinstance(item, Damage):
                yield Flaw(DAMAGE_WORDS[item.what], f"{item.file}+{item.offset}")
            else:
                yield self._read(item.payload, f"{item.file}+{item.offset}")

    def envelopes(self) -> Iterator[Envelope | Flaw]:
        """Yield every envelope of the log unopened, for whoever examines the chain."""
        for item in self.log.read():
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

    def _make(self, ids: list[CompartmentId]) -> list[CompartmentId]:
        self._keyring.add([(each, FIRST_EPOCH, Secret(self._random(SECRET_BYTES))) for each in ids])
        return ids

    def _seal(self, write: Write, body: bytes, tail: Tail, heads: dict[CompartmentId, EventId]) -> Envelope:
        secret = self._keyring.get(write.compartment, FIRST_EPOCH)
        if secret is None:
            raise Fault(NO_KEY)
        parents = (heads[write.compartment],) if write.compartment in heads else write.parents
        draft = envelope.Draft(
            organisation=self.organisation,
            device=self.device,
            seq=tail.seq + 1,
            prev=tail.prev,
            compartment=write.compartment,
            epoch=FIRST_EPOCH,
            parents=parents,
            clock=hybrid.tick(self._clock(), seen=tail.clock),
            kind=catalogue.kind_of(write.event),
            known=self._known(tail),
            retention=write.retention,
        )
        return envelope.seal(draft, body, epoch_secret=secret, key=self._key, salt=self._random(_SALT_BYTES))

    def _known(self, tail: Tail) -> bytes:
        """Digest of the device heads known: here, of this device's own."""
        if not tail.seq:
            return b""
        return hashlib.sha256(b"kunak/known/1\0" + self.device + tail.seq.to_bytes(8, "big") + tail.prev).digest()

    def open(self, made: Envelope, where: str) -> Record | Flaw:
        """Return what an envelope holds, or why it cannot be used."""
        if made.header.organisation != self.organisation or made.header.device != self.device:
            return Flaw(FOREIGN, where)
        secret = self._keyring.get(made.header.compartment, made.header.epoch)
        if secret is None:
            return Flaw(NO_KEY, where)
        try:
            return _record(made, envelope.open_body(made, secret))
        except KunakError as error:
            return Flaw(str(error), where)

    def _read(self, payload: bytes, where: str) -> Record | Flaw:
        try:
            return self.open(envelope.from_bytes(payload), where)
        except KunakError as error:
            return Flaw(str(error), where)

    def _find_tail(self) -> Tail:
        """Read the last sound record: the next event follows it."""
        tail = NOTHING
        for item in self.log.read(skip=max(0, self.log.count - 1)):
            if isinstance(item, Damage):
                continue
            made = envelope.from_bytes(item.payload)
            tail = max(tail, Tail(made.header.seq, made.id, made.header.clock))
        return tail


def _body(event: Event) -> bytes:
    body = codec.to_body(event)
    if len(body) > envelope.BODY_LIMIT:
        raise BadInput("This is too long to be kept in one piece. Nothing of it was kept: shorten it or split it.")
    return body


def _record(made: Envelope, body: bytes) -> Record:
    header = made.header
    return Record(header.seq, made.id, header.device, header.compartment, header.clock, header.kind, body)
