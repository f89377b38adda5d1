"""Ed25519 signatures, by one verifier: libsodium's.

Verifiers disagree about malleable signatures and odd keys (C2SP/CCTV), and two
laptops that disagree about an event have two histories. So nothing else in
Kunak signs or verifies, and keys on which verifiers could differ are refused
when a device is enrolled.
"""

import hashlib
from typing import Final, Self

from nacl import bindings
from nacl.exceptions import BadSignatureError, CryptoError

from kunak.base.errors import BadInput
from kunak.base.ids import ID_BYTES, DeviceId
from kunak.base.words import phrase
from kunak.crypto.secret import Secret

PUBLIC_BYTES: Final = 32
SIGNATURE_BYTES: Final = 64


class BadSignature(BadInput):
    """The signature is not of this key over these bytes."""

    def __init__(self) -> None:
        super().__init__(phrase("This signature is not genuine. Do not use what it was meant to vouch for."))


class KeyRefused(BadInput):
    """The public key is one on which verifiers may disagree, or no key at all."""

    def __init__(self) -> None:
        super().__init__(phrase("This is not a safe public key. Ask for it again, from the device itself."))


class SigningKey:
    """The private half that speaks for one device."""

    __slots__ = ("_private", "public")

    def __init__(self, public: bytes, private: Secret) -> None:
        self.public = public
        self._private = private

    @classmethod
    def from_seed(cls, seed: Secret) -> Self:
        """Return the key pair of a 32-byte seed (RFC 8032, section 5.1.5)."""
        public, private = bindings.crypto_sign_seed_keypair(seed.reveal())
        return cls(public, Secret(private))

    def sign(self, message: bytes) -> bytes:
        """Return 64 bytes. The message must begin with a label of its own kind."""
        return bindings.crypto_sign(message, self._private.reveal())[:SIGNATURE_BYTES]


def verify(public: bytes, message: bytes, signature: bytes) -> None:
    """Return only if the holder of ``public`` signed exactly ``message``.

    Raises:
        BadSignature: Anything else, wrong lengths included.
    """
    if len(public) != PUBLIC_BYTES or len(signature) != SIGNATURE_BYTES:
        raise BadSignature
    try:
        bindings.crypto_sign_open(signature + message, public)
    except (BadSignatureError, CryptoError):
        raise BadSignature from None


def check_enrollable(public: bytes) -> None:
    """Return only for a canonical point of the main subgroup, which every honest key is.

    Raises:
        KeyRefused: The key has low or mixed order, is not canonical, or is no point.
    """
    if len(public) != PUBLIC_BYTES or not bindings.crypto_core_ed25519_is_valid_point(public):
        raise KeyRefused


def device_id(public: bytes) -> DeviceId:
    """Return the name of the device whose public signing key this is."""
    return DeviceId(hashlib.sha256(public).digest()[:ID_BYTES])
