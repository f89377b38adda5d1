"""Sealing to a device's prekey: HPKE (RFC 9180, base mode) with X-Wing.

Anybody can seal; only the holder of the private half opens. The sender is not
authenticated: what is sealed must carry a signature if that matters. X-Wing
(draft-connolly-cfrg-xwing-kem) is ML-KEM-768 and X25519 together, so a seal
holds while either of them does. Suite: KEM 0x647a, KDF HKDF-SHA256, AEAD
ChaCha20-Poly1305. The library offers no additional data, hence every context
goes into ``info``.
"""

import hashlib
from collections.abc import Callable
from functools import lru_cache
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey, MLKEM768PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import (
    AEAD,
    KDF,
    KEM,
    MLKEM768X25519PrivateKey,
    MLKEM768X25519PublicKey,
    Suite,
)

from kunak.base.errors import BadInput
from kunak.base.words import phrase
from kunak.crypto.aead import DoesNotOpen
from kunak.crypto.secret import SECRET_BYTES, Secret

PREKEY_BYTES: Final = 32
"""An X-Wing decapsulation key is a seed."""
PREKEY_PUBLIC_BYTES: Final = 1_216
"""ML-KEM-768 encapsulation key (1,184), then X25519 public key (32)."""
OVERHEAD_BYTES: Final = 1_120 + 16
"""What a seal adds: the encapsulated key and the tag."""

_MLKEM_PUBLIC_BYTES: Final = 1_184
_MLKEM_SEED_BYTES: Final = 64
_EXPANDED_BYTES: Final = 96
_SUITE: Final = Suite(KEM.MLKEM768_X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)


class PrekeyRefused(BadInput):
    """The public prekey cannot be sealed to."""

    def __init__(self) -> None:
        super().__init__(phrase("This is not a usable prekey. Let the device make a new one and send it again."))


def generate_prekey(random: Callable[[int], bytes]) -> Secret:
    """Return a fresh private prekey: 32 random bytes."""
    return Secret(random(PREKEY_BYTES))


def public_half(prekey: Secret) -> bytes:
    """Return the 1,216 bytes that others seal to."""
    mlkem, x25519 = _private_keys(prekey)
    return mlkem.public_key().public_bytes_raw() + x25519.public_key().public_bytes_raw()


def seal_to(public: bytes, plaintext: bytes, *, info: bytes) -> bytes:
    """Seal ``plaintext`` to whoever holds the private half of ``public``.

    Args:
        public: 1,216 bytes, checked by a signature of its device before.
        plaintext: What they shall read.
        info: Everything that must be true where it is opened.

    Raises:
        PrekeyRefused: ``public`` is not a prekey.
    """
    try:
        return _SUITE.encrypt(plaintext, _public_key(public), info)
    except ValueError:
        raise PrekeyRefused from None


def check_prekey(public: bytes) -> None:
    """Return only for a prekey to which one can seal.

    Raises:
        PrekeyRefused: It has another length, is not reduced (FIPS 203, 7.2), or its X25519 half has low order.
    """
    if not is_prekey(public):
        raise PrekeyRefused


@lru_cache(maxsize=4_096)
def is_prekey(public: bytes) -> bool:
    """Whether one can seal to this: only sealing tells, and it is remembered, since each is asked for often."""
    try:
        seal_to(public, b"", info=b"")
    except PrekeyRefused:
        return False
    return True


def open_from(prekey: Secret, sealed: bytes, *, info: bytes) -> bytes:
    """Return what was sealed to this prekey with this ``info``.

    Raises:
        DoesNotOpen: Something differs; nothing says what.
    """
    try:
        return _SUITE.decrypt(sealed, MLKEM768X25519PrivateKey(*_private_keys(prekey)), info)
    except (InvalidTag, ValueError):
        raise DoesNotOpen from None


def _private_keys(prekey: Secret) -> tuple[MLKEM768PrivateKey, X25519PrivateKey]:
    seed = prekey.reveal()
    if len(seed) != SECRET_BYTES:
        raise ValueError("a private prekey is 32 bytes")
    expanded = hashlib.shake_256(seed).digest(_EXPANDED_BYTES)
    return (
        MLKEM768PrivateKey.from_seed_bytes(expanded[:_MLKEM_SEED_BYTES]),
        X25519PrivateKey.from_private_bytes(expanded[_MLKEM_SEED_BYTES:]),
    )


def _public_key(public: bytes) -> MLKEM768X25519PublicKey:
    return MLKEM768X25519PublicKey(
        MLKEM768PublicKey.from_public_bytes(public[:_MLKEM_PUBLIC_BYTES]),
        X25519PublicKey.from_public_bytes(public[_MLKEM_PUBLIC_BYTES:]),
    )
