"""The key by which a second member approves on somebody else's laptop, under their own passphrase.

It signs approvals and nothing else, so a laptop that is taken with it sealed
gives nobody away. Unlike the keystore it has no seed file beside it: the
passphrase alone opens it, and it is generated. Specified in ``spec/keystore.md``.
"""

import hmac
from typing import Final

import msgspec

from kunak.base import canonical
from kunak.base.errors import BadInput, Fault
from kunak.base.words import phrase
from kunak.crypto.aead import SALT_BYTES, DoesNotOpen, open_sealed, seal
from kunak.crypto.derive import hkdf_sha256
from kunak.crypto.profiles import Profile, stretch
from kunak.crypto.secret import SECRET_BYTES, Secret

SIZE_LIMIT: Final = 1_024
"""A sealed key is about 170 bytes."""

_MAGIC: Final = "kunak/cosigner"
_VERSION: Final = 1
_PURPOSE: Final = b"kunak/cosigner/1"


class WrongCosignerPassphrase(BadInput):
    """The passphrase is not the one of this member."""

    def __init__(self) -> None:
        super().__init__(
            phrase("This is not the passphrase of this member: they type it themselves."), field="passphrase"
        )


class CosignerDamaged(Fault):
    """The file was cut or altered."""

    def __init__(self) -> None:
        super().__init__(phrase("This member's key on this laptop is damaged. Nothing was changed. Invite them anew."))


class _Outside(msgspec.Struct, array_like=True, forbid_unknown_fields=True):
    magic: str
    version: int
    memory_kib: int
    passes: int
    lanes: int
    salt: bytes


def seal_cosigner(seed: Secret, passphrase: str, *, profile: Profile, salt: bytes) -> bytes:
    """Return a member's signing seed, sealed under their passphrase.

    Args:
        seed: 32 bytes.
        passphrase: Generated, or judged already (``passphrase.judge``).
        profile: What one guess costs.
        salt: 32 fresh random bytes.

    Raises:
        ValueError: Seed or salt have a wrong length.
        ProfileRefused: The profile is out of bounds.
    """
    if len(salt) != SALT_BYTES or len(seed.reveal()) != SECRET_BYTES:
        raise ValueError("seed and salt must be 32 bytes each")
    outside = canonical.encode([_MAGIC, _VERSION, profile.memory_kib, profile.passes, profile.lanes, salt])
    key, commitment = _keys(passphrase, profile, salt)
    return canonical.encode([outside, commitment, seal(key, seed.reveal(), context=outside)])


def open_cosigner(data: bytes, passphrase: str) -> Secret:
    """Return a member's signing seed.

    Raises:
        WrongCosignerPassphrase: The passphrase is not theirs.
        CosignerDamaged: The file was cut or altered.
        ProfileRefused: The file asks for more memory or work than is sane.
    """
    outside_bytes, commitment, sealed = _split(data)
    outside = _read_outside(outside_bytes)
    profile = Profile(outside.memory_kib, outside.passes, outside.lanes)
    key, expected = _keys(passphrase, profile, outside.salt)
    if not hmac.compare_digest(commitment, expected):
        raise WrongCosignerPassphrase
    try:
        return Secret(open_sealed(key, sealed, context=outside_bytes))
    except DoesNotOpen:
        raise CosignerDamaged from None


def _keys(passphrase: str, profile: Profile, salt: bytes) -> tuple[bytes, bytes]:
    stretched = stretch(passphrase, salt=salt, profile=profile)
    derived = hkdf_sha256(stretched.reveal(), salt=salt, info=_PURPOSE, length=64)
    return derived[:32], derived[32:]


def _split(data: bytes) -> tuple[bytes, bytes, bytes]:
    if len(data) <= SIZE_LIMIT:
        try:
            return msgspec.convert(canonical.decode(data), tuple[bytes, bytes, bytes], builtin_types=(bytes,))
        except (canonical.NotCanonical, msgspec.ValidationError):
            pass
    raise CosignerDamaged


def _read_outside(data: bytes) -> _Outside:
    try:
        outside = msgspec.convert(canonical.decode(data), _Outside, builtin_types=(bytes,))
    except (canonical.NotCanonical, msgspec.ValidationError):
        raise CosignerDamaged from None
    if (outside.magic, outside.version, len(outside.salt)) != (_MAGIC, _VERSION, SALT_BYTES):
        raise CosignerDamaged
    return outside
