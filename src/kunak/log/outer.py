"""The outer layer: what leaves the laptop, and all that a relay ever sees.

It hides author, compartment, parents, signature and (by padding) length. It
does not say who wrote: the envelope inside does. Specified in
``spec/envelope.md``, "Outer layer".
"""

import hashlib
import hmac
from typing import Final

from kunak.base.errors import BadInput
from kunak.base.ids import ID_BYTES
from kunak.base.instants import DAY, Instant
from kunak.base.words import phrase
from kunak.crypto import aead
from kunak.crypto.derive import hkdf_sha256
from kunak.crypto.secret import Secret
from kunak.log.envelope import SIZE_LIMIT as ENVELOPE_LIMIT
from kunak.log.padding import pad, unpad
from kunak.log.refusals import EnvelopeRefused

VERSION: Final = 1
SUITE: Final = 1
"""HKDF-SHA256 and ChaCha20-Poly1305."""
PREFIX_BYTES: Final = 2 + ID_BYTES + aead.SALT_BYTES
"""Version, suite, weekly tag, salt: readable by the relay."""
LEAST: Final = 1_024
"""Shortest padded envelope. A short event is about 700 bytes, so most blobs have one length."""
SIZE_LIMIT: Final = 393_216
"""384 KiB: the largest envelope with Padme's 12 %, prefix and tag."""

_WEEK: Final = 7 * DAY
_TAG_LABEL: Final = b"kunak/tag/1"
_KEY_LABEL: Final = b"kunak/outer/1"
_SALT_LABEL: Final = b"kunak/salt/1"
_WEEK_BYTES: Final = 8


class BlobRefused(BadInput):
    """A blob is none of ours, or was altered."""

    def __init__(self) -> None:
        super().__init__(
            phrase("This blob is not one that this group's keys open. It was altered, or is not for this group.")
        )


def week_of(instant: Instant) -> int:
    """Return the number of the week since 1970-01-01, a Thursday."""
    return instant // _WEEK


def weekly_tag(transport: Secret, week: int) -> bytes:
    """Return the 16 bytes by which the relay files this week's blobs; two weeks cannot be told to be of one group."""
    info = _TAG_LABEL + week.to_bytes(_WEEK_BYTES, "big")
    return hkdf_sha256(transport.reveal(), salt=b"", info=info, length=ID_BYTES)


def salt_for(record: bytes, *, transport: Secret) -> bytes:
    """Return the salt of a record's blob: every laptop makes the same blob of it, so a relay holds it once.

    The key of a blob follows from its salt, hence from the record itself: no key ever seals two texts.
    """
    message = _SALT_LABEL + hashlib.sha256(record).digest()
    return hmac.digest(transport.reveal(), message, hashlib.sha256)


def wrap(record: bytes, *, transport: Secret, week: int, salt: bytes) -> bytes:
    """Return the blob of one envelope.

    Args:
        record: Bytes of the envelope (``envelope.to_bytes``).
        transport: Transport key of the circle.
        week: When it is sent (``week_of``).
        salt: ``salt_for`` this record.

    Raises:
        BlobRefused: The record is longer than any envelope.
        ValueError: The salt is not 32 bytes.
    """
    if len(record) > ENVELOPE_LIMIT:
        raise BlobRefused
    if len(salt) != aead.SALT_BYTES:
        raise ValueError("the salt must be 32 bytes")
    prefix = bytes([VERSION, SUITE]) + weekly_tag(transport, week) + salt
    return prefix + aead.seal(_key(transport, salt), pad(record, least=LEAST), context=prefix)


def unwrap(blob: bytes, *, transport: Secret) -> bytes:
    """Return the envelope's bytes, which are judged by ``envelope.from_bytes`` next.

    The tag is bound but not recomputed: a blob that arrives weeks late opens as
    it should.

    Raises:
        BlobRefused: Wrong size, version, suite, key, padding, or an altered byte.
    """
    if not PREFIX_BYTES < len(blob) <= SIZE_LIMIT or blob[:2] != bytes([VERSION, SUITE]):
        raise BlobRefused
    prefix, ciphertext = blob[:PREFIX_BYTES], blob[PREFIX_BYTES:]
    key = _key(transport, prefix[-aead.SALT_BYTES :])
    try:
        return unpad(aead.open_sealed(key, ciphertext, context=prefix), least=LEAST)
    except (aead.DoesNotOpen, EnvelopeRefused):
        raise BlobRefused from None


def _key(transport: Secret, salt: bytes) -> bytes:
    return hkdf_sha256(transport.reveal(), salt=salt, info=_KEY_LABEL, length=aead.KEY_BYTES)
