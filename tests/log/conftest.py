"""An invented group of three devices that write, seeded and repeatable."""

import random
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest

from kunak.base.ids import CompartmentId, DeviceId, EventId, OrganisationId
from kunak.crypto.secret import Secret
from kunak.crypto.signing import SigningKey, device_id
from kunak.log.envelope import Draft, Envelope, seal

ORGANISATION = OrganisationId(b"org of the tests")
COMPARTMENT = CompartmentId(b"case 7, identity")
EPOCH_SECRET = Secret(bytes(range(32)))


@dataclass
class Writer:
    """One device that writes event after event."""

    number: int
    random: random.Random
    seq: int = 0
    prev: bytes = b""
    key: SigningKey = field(init=False)
    device: DeviceId = field(init=False)

    def __post_init__(self) -> None:
        self.key = SigningKey.from_seed(Secret(bytes([self.number]) * 32))
        self.device = device_id(self.key.public)

    def draft(self, *, parents: tuple[EventId, ...] = (), heads: tuple[EventId, ...] = ()) -> Draft:
        return Draft(
            organisation=ORGANISATION,
            device=self.device,
            seq=self.seq + 1,
            prev=self.prev,
            heads=heads,
            compartment=COMPARTMENT,
            epoch=1,
            parents=parents,
            clock=self.seq,
            kind="note.added",
        )

    def seal(self, draft: Draft, body: bytes = b"a fact") -> Envelope:
        return seal(draft, body, epoch_secret=EPOCH_SECRET, key=self.key, salt=self.random.randbytes(32))

    def write(
        self, body: bytes = b"a fact", *, parents: tuple[EventId, ...] = (), heads: tuple[EventId, ...] = ()
    ) -> Envelope:
        envelope = self.seal(self.draft(parents=parents, heads=heads), body)
        self.seq, self.prev = self.seq + 1, envelope.id
        return envelope


@pytest.fixture(scope="session")
def writer() -> Callable[[int], Writer]:
    return lambda number: Writer(number, random.Random(number))
