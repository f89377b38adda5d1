"""The keystore file: what a device must know to be itself, under a passphrase.

KEK = HKDF(Argon2id(passphrase) || device seed || FIDO2 secret), so that a copied
file without the seed beside it is worth nothing, whatever the passphrase. The
file is read and written elsewhere; here are only its bytes. Specified in
``spec/keystore.md``.
"""

import hmac
from collections.abc import Callable
from typing import Final

import msgspec

from kunak.base import canonical
from kunak.base.errors import BadInput, Fault
from kunak.base.ids import ID_BYTES, DeviceId, OrganisationId
from kunak.base.instants import Instant
from kunak.base.words import phrase
from kunak.crypto.aead import SALT_BYTES, DoesNotOpen, open_sealed, seal
from kunak.crypto.derive import hkdf_sha256
from kunak.crypto.profiles import Profile, stretch
from kunak.crypto.secret import SECRET_BYTES, Secret
from kunak.crypto.signing import SigningKey, device_id

SEED_BYTES: Final = 32
"""Device seed file: 256 random bits, shredded and renewed when keys are destroyed."""
SIZE_LIMIT: Final = 65_536
"""A keystore is about 700 bytes."""
FORMER_LIMIT: Final = 5
"""Weekly prekeys kept for mail still under way: five weeks (VAULT)."""

_MAGIC: Final = "kunak/keystore"
_VERSION: Final = 1
_PURPOSE: Final = b"kunak/keystore/1"


class WrongPassphrase(BadInput):
    """The passphrase, the seed file or the security key is not the right one."""

    def __init__(self) -> None:
        super().__init__(
            phrase(
                "This does not unlock the vault. Check the passphrase and its keyboard language, the seed file and the "
                "security key."
            )
        )


class KeystoreDamaged(Fault):
    """The file is no keystore of ours, or was cut or altered."""

    def __init__(self) -> None:
        super().__init__(
            phrase("The keystore file is damaged. Nothing was changed. Put back a copy of it from a backup.")
        )


class Prekey(msgspec.Struct, frozen=True, eq=False):
    """A private prekey (``hybrid``), and the instant from which nobody seals to it any more."""

    private: Secret
    end: Instant


class DeviceSecrets(msgspec.Struct, frozen=True, eq=False, kw_only=True):
    """Everything a device must know to be itself. All keys are 32 bytes.

    Attributes:
        organisation: The group this device belongs to.
        signing_seed: Seed of its Ed25519 key.
        prekey: The prekey that others seal to now.
        former: Prekeys of the last weeks, newest first, at most ``FORMER_LIMIT``.
        log_key: Seals the frames of the log on this disk.
        keyring_key: Seals the epoch secrets kept on this disk.
        store_key: Opens the encrypted database.
        head_key: Authenticates the note of how far the log went.
    """

    organisation: OrganisationId
    signing_seed: Secret
    prekey: Prekey
    former: tuple[Prekey, ...] = ()
    log_key: Secret
    keyring_key: Secret
    store_key: Secret
    head_key: Secret

    def signing_key(self) -> SigningKey:
        """Return the key pair that speaks for this device."""
        return SigningKey.from_seed(self.signing_seed)

    @property
    def device(self) -> DeviceId:
        """The id that everybody else knows this device by."""
        return device_id(self.signing_key().public)


class Outside(msgspec.Struct, frozen=True):
    """What a keystore says before it is unlocked.

    Attributes:
        profile: What one guess costs.
        fido: Whether a security key is needed too.
        salt: 32 bytes, fresh at each writing.
    """

    profile: Profile
    fido: bool
    salt: bytes


def fresh_secrets(
    random: Callable[[int], bytes], *, organisation: OrganisationId, signing_seed: Secret, prekey_end: Instant
) -> DeviceSecrets:
    """Return secrets for a new device; the seed comes first, because the genesis names its public key."""

    def key() -> Secret:
        return Secret(random(SECRET_BYTES))

    return DeviceSecrets(
        organisation=organisation,
        signing_seed=signing_seed,
        prekey=Prekey(key(), prekey_end),
        log_key=key(),
        keyring_key=key(),
        store_key=key(),
        head_key=key(),
    )


def seal_keystore(
    secrets: DeviceSecrets,
    passphrase: str,
    *,
    device_seed: bytes,
    profile: Profile,
    salt: bytes,
    fido: bytes = b"",
) -> bytes:
    """Return the bytes of the keystore file.

    Args:
        secrets: What to keep.
        passphrase: Judged already (``passphrase.judge``).
        device_seed: Content of the seed file, 32 bytes.
        profile: Never weaker than the one of the file that this replaces.
        salt: 32 fresh random bytes.
        fido: The security key's hmac-secret, 32 bytes, or none.

    Raises:
        ProfileRefused: The profile is out of bounds.
        ValueError: Seed, salt or FIDO secret have a wrong length.
    """
    if len(salt) != SALT_BYTES:
        raise ValueError("the salt must be 32 bytes")
    outside = _write_outside(Outside(profile, bool(fido), salt))
    key, commitment = _kek(passphrase, device_seed, fido, profile, salt)
    sealed = seal(key, canonical.encode(_to_plain(secrets)), context=outside)
    return canonical.encode([outside, commitment, sealed])


def open_keystore(data: bytes, passphrase: str, *, device_seed: bytes, fido: bytes = b"") -> DeviceSecrets:
    """Return the secrets in a keystore file.

    Raises:
        WrongPassphrase: Passphrase, seed or security key are not the right ones; nothing says which.
        KeystoreDamaged: The file is cut or altered. Where that shows only after the commitment matched,
            the passphrase was right, and guessing on would be in vain.
        ProfileRefused: The file asks for more memory or work than is sane.
    """
    outside_bytes, commitment, sealed = _split(data)
    outside = _read_outside(outside_bytes)
    if len(device_seed) != SEED_BYTES or outside.fido != bool(fido):
        raise WrongPassphrase
    key, expected = _kek(passphrase, device_seed, fido, outside.profile, outside.salt)
    if not hmac.compare_digest(commitment, expected):
        raise WrongPassphrase
    try:
        return _from_plain(canonical.decode(open_sealed(key, sealed, context=outside_bytes)))
    except (DoesNotOpen, canonical.NotCanonical):
        raise KeystoreDamaged from None


def read_outside(data: bytes) -> Outside:
    """Return what the file says without a passphrase: the cost of a guess, and whether a security key is needed.

    Raises:
        KeystoreDamaged: It is no keystore.
    """
    return _read_outside(_split(data)[0])


def _kek(passphrase: str, device_seed: bytes, fido: bytes, profile: Profile, salt: bytes) -> tuple[bytes, bytes]:
    if len(device_seed) != SEED_BYTES or len(fido) not in {0, SECRET_BYTES}:
        raise ValueError("the device seed must be 32 bytes, and the FIDO2 secret 32 or none")
    stretched = stretch(passphrase, salt=salt, profile=profile)
    material = stretched.reveal() + device_seed + fido
    derived = hkdf_sha256(material, salt=salt, info=_PURPOSE, length=64)
    return derived[:32], derived[32:]


def _write_outside(outside: Outside) -> bytes:
    profile = outside.profile
    return canonical.encode(
        [_MAGIC, _VERSION, profile.memory_kib, profile.passes, profile.lanes, outside.fido, outside.salt]
    )


def _split(data: bytes) -> tuple[bytes, bytes, bytes]:
    if len(data) > SIZE_LIMIT:
        raise KeystoreDamaged
    try:
        match canonical.decode(data):
            case [bytes() as outside, bytes() as commitment, bytes() as sealed]:
                return outside, commitment, sealed
    except canonical.NotCanonical:
        pass
    raise KeystoreDamaged


def _read_outside(data: bytes) -> Outside:
    try:
        fields = canonical.decode(data)
    except canonical.NotCanonical:
        raise KeystoreDamaged from None
    match fields:
        case [str(magic), int(version), int(memory), int(passes), int(lanes), bool(fido), bytes(salt)]:
            # true is no number, though Python takes it for 1: the file has one form.
            sound = not any(isinstance(each, bool) for each in (version, memory, passes, lanes))
            if sound and (magic, version, len(salt)) == (_MAGIC, _VERSION, SALT_BYTES):
                return Outside(Profile(memory, passes, lanes), fido, salt)
    raise KeystoreDamaged


def _to_plain(secrets: DeviceSecrets) -> dict[int, canonical.Plain]:
    return {
        1: secrets.organisation,
        2: secrets.signing_seed.reveal(),
        3: [_prekey_to_plain(prekey) for prekey in (secrets.prekey, *secrets.former[:FORMER_LIMIT])],
        4: secrets.log_key.reveal(),
        5: secrets.keyring_key.reveal(),
        6: secrets.store_key.reveal(),
        7: secrets.head_key.reveal(),
    }


def _prekey_to_plain(prekey: Prekey) -> canonical.Plain:
    return [prekey.private.reveal(), prekey.end]


def _from_plain(plain: object) -> DeviceSecrets:
    match plain:
        case {
            1: bytes(organisation),
            2: bytes(signing),
            3: [*prekeys],
            4: bytes(log),
            5: bytes(keyring),
            6: bytes(store),
            7: bytes(head),
            **rest,
        } if not rest and prekeys:
            keys = [_secret(key) for key in (signing, log, keyring, store, head)]
            now, *former = [_prekey(prekey) for prekey in prekeys]
            if len(organisation) == ID_BYTES:
                return DeviceSecrets(
                    organisation=OrganisationId(organisation),
                    signing_seed=keys[0],
                    prekey=now,
                    former=tuple(former),
                    log_key=keys[1],
                    keyring_key=keys[2],
                    store_key=keys[3],
                    head_key=keys[4],
                )
    raise KeystoreDamaged


def _secret(content: bytes) -> Secret:
    if len(content) != SECRET_BYTES:
        raise KeystoreDamaged
    return Secret(content)


def _prekey(plain: object) -> Prekey:
    match plain:
        case [bytes(private), int(end)] if not isinstance(end, bool):
            return Prekey(_secret(private), Instant(end))
    raise KeystoreDamaged
