"""Authenticated encryption with keys that are used once.

Every key seals one message, so the nonce is zero and there is none to lose
count of: a fresh salt per message makes a fresh key. Whoever calls ``seal``
directly promises that. ``seal_once`` keeps the promise by itself, as long as
its salt is random.

Specified in ``spec/envelope.md`` (events) and ``spec/keystore.md``.
"""

from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from kunak.base.errors import BadInput
from kunak.base.words import phrase
from kunak.crypto.derive import hkdf_sha256
from kunak.crypto.secret import Secret

KEY_BYTES: Final = 32
SALT_BYTES: Final = 32
"""256 bits: two random salts never meet, however many messages there are."""
TAG_BYTES: Final = 16
"""Poly1305 (RFC 8439, section 2.5)."""

_NONCE: Final = bytes(12)


class DoesNotOpen(BadInput):
    """The ciphertext, its key and its context do not belong together."""

    def __init__(self) -> None:
        super().__init__(
            phrase(
                "This sealed record does not open: it was altered, or it belongs to another key or another place. "
                "Nothing of it was used."
            )
        )


def seal(key: bytes, plaintext: bytes, *, context: bytes) -> bytes:
    """Encrypt and authenticate ``plaintext``; authenticate ``context``.

    The same key must never seal a second message: both would be readable to
    whoever holds the two ciphertexts, and forgeable from then on.

    Returns:
        As many bytes as ``plaintext``, and 16 more.
    """
    return ChaCha20Poly1305(key).encrypt(_NONCE, plaintext, context)


def open_sealed(key: bytes, ciphertext: bytes, *, context: bytes) -> bytes:
    """Return what was sealed under this key and context.

    Success does not say that no other key opens the same bytes: ChaCha20-Poly1305
    does not commit to its key. Where that matters, a commitment is checked first.

    Raises:
        DoesNotOpen: Something differs; nothing says what.
    """
    try:
        return ChaCha20Poly1305(key).decrypt(_NONCE, ciphertext, context)
    except InvalidTag:
        raise DoesNotOpen from None


def seal_once(secret: Secret, plaintext: bytes, *, salt: bytes, purpose: bytes, context: bytes = b"") -> bytes:
    """Seal one of many messages under a lasting secret.

    Args:
        secret: 32 bytes shared by all messages of this purpose.
        plaintext: The message.
        salt: 32 random bytes that no other message has.
        purpose: What these messages are, with a version: ``b"kunak/frame/1"``.
        context: What else must be true where it is opened, such as a position.

    Returns:
        ``salt``, then the ciphertext: 48 bytes more than ``plaintext``.

    Raises:
        ValueError: The salt is not 32 bytes.
    """
    if len(salt) != SALT_BYTES:
        raise ValueError("the salt must be 32 bytes")
    return salt + seal(_message_key(secret, salt, purpose), plaintext, context=context)


def open_once(secret: Secret, data: bytes, *, purpose: bytes, context: bytes = b"") -> bytes:
    """Return what ``seal_once`` sealed for this purpose and context.

    Raises:
        DoesNotOpen: Something differs, or the data is cut short.
    """
    if len(data) < SALT_BYTES + TAG_BYTES:
        raise DoesNotOpen
    key = _message_key(secret, data[:SALT_BYTES], purpose)
    return open_sealed(key, data[SALT_BYTES:], context=context)


def _message_key(secret: Secret, salt: bytes, purpose: bytes) -> bytes:
    return hkdf_sha256(secret.reveal(), salt=salt, info=purpose, length=KEY_BYTES)
