"""HKDF-SHA256 (RFC 5869): many independent keys from one secret.

It stretches nothing: the secret must already be strong. Passphrases go through
``profiles`` first.
"""

from typing import Final

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

LENGTH_LIMIT: Final = 255 * 32
"""Most bytes that one derivation gives (RFC 5869, section 2.3)."""

_SHA256: Final = hashes.SHA256()


def hkdf_sha256(secret: bytes, *, salt: bytes, info: bytes, length: int) -> bytes:
    """Derive ``length`` bytes that reveal neither ``secret`` nor each other.

    Args:
        secret: Keying material of at least 256 bits of strength.
        salt: Public and, where several messages share a secret, fresh.
        info: What the result is for. Two purposes must never share it.
        length: Bytes wanted, at most ``LENGTH_LIMIT``.

    Raises:
        ValueError: ``length`` is beyond the limit.
    """
    return HKDF(_SHA256, length, salt, info).derive(secret)
