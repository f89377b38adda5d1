"""One fact, sealed and signed: how an event becomes bytes, and when bytes are an event.

Refuses to know what the body says, who may read it, and where it is kept.
Specified in ``spec/envelope.md``.

What is authenticated: the signature covers the header; the header holds the
hash of the ciphertext; the seal covers the header without that hash. What is
bound: the key commits to organisation, compartment, epoch and salt, so that no
ciphertext opens in two ways. What failure reveals: the name of the reason.
"""

import hashlib
import hmac
from typing import Final

import msgspec

from kunak.base import canonical
from kunak.base.ids import CompartmentId, DeviceId, EventId, OrganisationId
from kunak.crypto import aead, signing
from kunak.crypto.derive import hkdf_sha256
from kunak.crypto.secret import Secret
from kunak.crypto.signing import SigningKey
from kunak.log import header as headers
from kunak.log.header import Header
from kunak.log.padding import pad, unpad
from kunak.log.refusals import EnvelopeRefused, Reason

BODY_LIMIT: Final = 262_144
"""256 KiB: the longest note is a draft to be published. Files travel beside the log (``crypto.stream``)."""
BODY_LEAST: Final = 256
"""Padded length of a short body: most facts of a case look alike to members who may not read them."""
SIZE_LIMIT: Final = 327_680
"""320 KiB: the largest body with Padme's 12 %, its header and its tag."""

_ID_LABEL: Final = b"kunak/id/1\0"
_SIGNATURE_LABEL: Final = b"kunak/sig/1\0"
_KEY_LABEL: Final = b"kunak/event/1"
_EPOCH_BYTES: Final = 8


class Draft(msgspec.Struct, frozen=True, kw_only=True):
    """What the writer of an event decides. Fields as in ``Header``."""

    organisation: OrganisationId
    device: DeviceId
    seq: int
    prev: bytes
    heads: tuple[EventId, ...] = ()
    compartment: CompartmentId
    epoch: int
    parents: tuple[EventId, ...] = ()
    clock: int
    kind: str
    known: bytes = b""
    checkpoint: bytes = b""
    retention: int = 0


class Envelope(msgspec.Struct, frozen=True):
    """An event as it is kept and sent. Made by ``seal`` and ``from_bytes`` only."""

    header: Header
    header_bytes: bytes
    signature: bytes
    ciphertext: bytes
    id: EventId


def seal(draft: Draft, body: bytes, *, epoch_secret: Secret, key: SigningKey, salt: bytes) -> Envelope:
    """Return the event, sealed for the compartment and signed by the device.

    Args:
        draft: The header's fields; heads and parents are put in order here.
        body: Canonical bytes, at most ``BODY_LIMIT``.
        epoch_secret: Secret of the compartment's epoch named in the draft.
        key: The device's key; its id must be the draft's.
        salt: 32 random bytes that no other event has.

    Raises:
        EnvelopeRefused: A field is outside its limits, the body is too long, or the key is another device's.
    """
    if len(body) > BODY_LIMIT:
        raise EnvelopeRefused(Reason.SIZE)
    if draft.device != signing.device_id(key.public):
        raise EnvelopeRefused(Reason.DEVICE)
    message_key, commitment = _keys(epoch_secret, salt, draft.organisation, draft.compartment, draft.epoch)
    draft_header = _header(draft, salt, commitment)
    headers.check_header(draft_header)
    context = headers.write_context(draft_header)
    ciphertext = aead.seal(message_key, pad(body, least=BODY_LEAST), context=context)
    header = msgspec.structs.replace(draft_header, ciphertext_hash=_sha256(ciphertext))
    header_bytes = headers.write(header)
    return _assemble(header, header_bytes, key.sign(_SIGNATURE_LABEL + header_bytes), ciphertext)


def to_bytes(envelope: Envelope) -> bytes:
    """Return the record: canonical CBOR of [header bytes, signature, ciphertext]."""
    return canonical.encode([envelope.header_bytes, envelope.signature, envelope.ciphertext])


def from_bytes(data: bytes) -> Envelope:
    """Read a record. It may still be forged: ``check`` and ``open_body`` judge that.

    Raises:
        EnvelopeRefused: Its size, encoding, shape or a field of its header is wrong.
    """
    if len(data) > SIZE_LIMIT:
        raise EnvelopeRefused(Reason.SIZE)
    try:
        parts = canonical.decode(data)
    except canonical.NotCanonical:
        raise EnvelopeRefused(Reason.ENCODING) from None
    match parts:
        case [bytes() as header_bytes, bytes() as signature, bytes() as ciphertext]:
            if len(signature) == signing.SIGNATURE_BYTES and len(ciphertext) >= BODY_LEAST + aead.TAG_BYTES:
                return _assemble(headers.read(header_bytes), header_bytes, signature, ciphertext)
    raise EnvelopeRefused(Reason.SHAPE)


def check(envelope: Envelope, public: bytes) -> None:
    """Return only if the device with this public key signed this header over this ciphertext.

    Raises:
        EnvelopeRefused: The ciphertext, the device or the signature is another one.
    """
    check_ciphertext(envelope)
    check_author(envelope, public)


def check_author(envelope: Envelope, public: bytes) -> None:
    """Return only if the device with this public key signed this header.

    Raises:
        EnvelopeRefused: The device or the signature is another one.
    """
    if envelope.header.device != signing.device_id(public):
        raise EnvelopeRefused(Reason.DEVICE)
    try:
        signing.verify(public, _SIGNATURE_LABEL + envelope.header_bytes, envelope.signature)
    except signing.BadSignature:
        raise EnvelopeRefused(Reason.SIGNATURE) from None


def check_ciphertext(envelope: Envelope) -> None:
    """Return only if the ciphertext is the one that the header names.

    Raises:
        EnvelopeRefused: It is not.
    """
    if _sha256(envelope.ciphertext) != envelope.header.ciphertext_hash:
        raise EnvelopeRefused(Reason.CIPHERTEXT)


def open_body(envelope: Envelope, epoch_secret: Secret) -> bytes:
    """Return the body. The signature must have been checked before.

    Two epochs of one compartment can bear one number, made by two devices that
    did not know of each other; the commitment tells which secret is meant.

    Raises:
        EnvelopeRefused: ``COMMITMENT`` if this is not the secret it was sealed under; ``SEAL`` or ``PADDING``
            if it is, and the sealed text is wrong.
    """
    header = envelope.header
    key, commitment = _keys(epoch_secret, header.salt, header.organisation, header.compartment, header.epoch)
    if not hmac.compare_digest(commitment, header.commitment):
        raise EnvelopeRefused(Reason.COMMITMENT)
    try:
        padded = aead.open_sealed(key, envelope.ciphertext, context=headers.write_context(header))
    except aead.DoesNotOpen:
        raise EnvelopeRefused(Reason.SEAL) from None
    return unpad(padded, least=BODY_LEAST)


def key_of(envelope: Envelope, epoch_secret: Secret) -> bytes:
    """Return the key that opens this one record and no other: for whoever is to be shown it alone."""
    header = envelope.header
    return _keys(epoch_secret, header.salt, header.organisation, header.compartment, header.epoch)[0]


def _keys(
    epoch_secret: Secret, salt: bytes, organisation: bytes, compartment: bytes, epoch: int
) -> tuple[bytes, bytes]:
    info = _KEY_LABEL + organisation + compartment + epoch.to_bytes(_EPOCH_BYTES, "big")
    derived = hkdf_sha256(epoch_secret.reveal(), salt=salt, info=info, length=64)
    return derived[:32], derived[32:]


def _header(draft: Draft, salt: bytes, commitment: bytes) -> Header:
    return Header(
        version=headers.VERSION,
        organisation=draft.organisation,
        device=draft.device,
        seq=draft.seq,
        prev=draft.prev,
        heads=tuple(sorted(draft.heads)),
        compartment=draft.compartment,
        epoch=draft.epoch,
        parents=tuple(sorted(draft.parents)),
        clock=draft.clock,
        kind=draft.kind,
        salt=salt,
        commitment=commitment,
        ciphertext_hash=bytes(headers.HASH_BYTES),
        known=draft.known,
        checkpoint=draft.checkpoint,
        retention=draft.retention,
    )


def _assemble(header: Header, header_bytes: bytes, signature: bytes, ciphertext: bytes) -> Envelope:
    return Envelope(header, header_bytes, signature, ciphertext, EventId(_sha256(_ID_LABEL + header_bytes)))


def _sha256(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()
