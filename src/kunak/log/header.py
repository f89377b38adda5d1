"""The header of an event: seventeen fields, their limits, and their bytes.

One table says what each field may hold. What a field means to a case, to keys
or to members is not known here. Specified in ``spec/envelope.md``.
"""

from collections.abc import Callable
from typing import Any, Final

import msgspec

from kunak.base import canonical
from kunak.base.ids import EVENT_ID_BYTES, ID_BYTES, CompartmentId, DeviceId, EventId, OrganisationId
from kunak.log.refusals import EnvelopeRefused, Reason

VERSION: Final = 1
HASH_BYTES: Final = 32
HEADS_LIMIT: Final = 8
"""Heads named by one event (VAULT): more than eight devices rarely write at once, and the next event joins the rest."""
KIND_LIMIT: Final = 64
"""Characters of a kind, printable ASCII."""
CHECKPOINT_LIMIT: Final = 1_024
"""Bytes. A signed tlog-checkpoint is about 250."""
RETENTION_LIMIT: Final = 255
NUMBER_LIMIT: Final = 2**63 - 1
"""Largest number in a header: fits a signed 64-bit column everywhere."""
CIPHERTEXT_HASH: Final = 14
"""The one field that the seal cannot cover, because it is a hash of the seal."""


class Header(msgspec.Struct, frozen=True):
    """What is signed. Fields in the order and with the meaning of VAULT, "Event envelope, version 1"."""

    version: int
    organisation: OrganisationId
    device: DeviceId
    seq: int
    prev: bytes
    heads: tuple[EventId, ...]
    compartment: CompartmentId
    epoch: int
    parents: tuple[EventId, ...]
    clock: int
    kind: str
    salt: bytes
    commitment: bytes
    ciphertext_hash: bytes
    known: bytes
    checkpoint: bytes
    retention: int


def write(header: Header) -> bytes:
    """Return the canonical bytes of the header."""
    return canonical.encode(_to_map(header))


def write_context(header: Header) -> bytes:
    """Return what the seal covers: the header without field 14."""
    fields = _to_map(header)
    del fields[CIPHERTEXT_HASH]
    return canonical.encode(fields)


def read(data: bytes) -> Header:
    """Read the bytes of a header.

    Raises:
        EnvelopeRefused: They are not canonical, or a field is outside its limits.
    """
    try:
        fields = canonical.decode(data)
    except canonical.NotCanonical:
        raise EnvelopeRefused(Reason.ENCODING) from None
    if not isinstance(fields, dict) or list(fields) != _NUMBERS:
        raise EnvelopeRefused(Reason.SHAPE)
    values: list[Any] = [tuple(field) if type(field) is list else field for field in fields.values()]
    header = Header(*values)
    check_header(header)
    return header


def check_header(header: Header) -> None:
    """Return only for a header inside the limits of the table.

    Raises:
        EnvelopeRefused: The first field that is not, by the name of its reason.
    """
    for (_, fits, reason), value in zip(FIELDS, msgspec.structs.astuple(header), strict=True):
        if not fits(value):
            raise EnvelopeRefused(reason)
    if (header.seq == 1) != (header.prev == b""):
        raise EnvelopeRefused(Reason.FIRST)


def _to_map(header: Header) -> dict[int, canonical.Plain]:
    return dict(zip(_NUMBERS, msgspec.structs.astuple(header), strict=True))


Fits = Callable[[object], bool]


def _bytes_of(*lengths: int) -> Fits:
    return lambda value: type(value) is bytes and len(value) in lengths


def _number(least: int, most: int) -> Fits:
    return lambda value: type(value) is int and least <= value <= most


def _heads(value: object) -> bool:
    return (
        type(value) is tuple
        and len(value) <= HEADS_LIMIT
        and all(type(head) is bytes and len(head) == EVENT_ID_BYTES for head in value)
        and all(value[place] < value[place + 1] for place in range(len(value) - 1))
    )


def _kind(value: object) -> bool:
    return type(value) is str and 1 <= len(value) <= KIND_LIMIT and value.isascii() and value.isprintable()


def _checkpoint(value: object) -> bool:
    return type(value) is bytes and len(value) <= CHECKPOINT_LIMIT


FIELDS: Final[tuple[tuple[int, Fits, Reason], ...]] = (
    (1, _number(VERSION, VERSION), Reason.VERSION),
    (2, _bytes_of(ID_BYTES), Reason.FIELD),
    (3, _bytes_of(ID_BYTES), Reason.FIELD),
    (4, _number(1, NUMBER_LIMIT), Reason.FIELD),
    (5, _bytes_of(0, EVENT_ID_BYTES), Reason.FIELD),
    (6, _heads, Reason.HEADS),
    (7, _bytes_of(ID_BYTES), Reason.FIELD),
    (8, _number(0, NUMBER_LIMIT), Reason.FIELD),
    (9, _heads, Reason.HEADS),
    (10, _number(0, NUMBER_LIMIT), Reason.FIELD),
    (11, _kind, Reason.FIELD),
    (12, _bytes_of(HASH_BYTES), Reason.FIELD),
    (13, _bytes_of(HASH_BYTES), Reason.FIELD),
    (14, _bytes_of(HASH_BYTES), Reason.FIELD),
    (15, _bytes_of(0, HASH_BYTES), Reason.FIELD),
    (16, _checkpoint, Reason.FIELD),
    (17, _number(0, RETENTION_LIMIT), Reason.FIELD),
)
"""Number of each field, what it may hold, and the reason to refuse anything else."""

_NUMBERS: Final = [number for number, _, _ in FIELDS]
