"""The keystore of a vault and its seed, on this disk: opened, written, renewed, and the old one destroyed."""

from pathlib import Path
from typing import Final

from kunak.app.system import Random
from kunak.base.errors import Fault
from kunak.crypto.keystore import (
    SEED_BYTES,
    SIZE_LIMIT,
    DeviceSecrets,
    WrongPassphrase,
    open_keystore,
    read_outside,
    seal_keystore,
)
from kunak.crypto.profiles import Profile
from kunak.store.home import Home, overwrite_and_unlink, sync_folder, write_durably

SALT_BYTES: Final = 32


def unlock(home: Home, passphrase: str) -> tuple[DeviceSecrets, Profile]:
    """Return what is in the keystore, and how hard its passphrase is to guess.

    Raises:
        WrongPassphrase: Passphrase or seed are not the right ones.
        KeystoreDamaged: The file is none, or was cut or altered.
        Fault: A file cannot be read.
    """
    try:
        data, seed = read_small(home.keystore), read_small(home.seed)
    except OSError as error:
        raise Fault(
            "%(file)s cannot be read (%(why)s). Nothing was changed. Put back a copy of it from a backup.",
            file=Path(str(error.filename)).name,
            why=error.strerror,
        ) from error
    try:
        secrets = open_keystore(data, passphrase, device_seed=seed)
    except WrongPassphrase:
        # A renewal that was cut short: the keystore is sealed under the seed that was to take the other's place.
        if not _next_seed(home).exists():
            raise
        secrets = open_keystore(data, passphrase, device_seed=read_small(_next_seed(home)))
        _promote_seed(home)
    return secrets, read_outside(data).profile


def renew_keystore(home: Home, secrets: DeviceSecrets, passphrase: str, profile: Profile, random: Random) -> None:
    """Write the keystore under a fresh seed, and destroy the old one: no copy of the old keystore opens any more."""
    seed = random(SEED_BYTES)
    sealed = seal_keystore(secrets, passphrase, device_seed=seed, profile=profile, salt=random(SALT_BYTES))
    write_durably(_next_seed(home), seed)
    write_durably(home.keystore, sealed)
    _promote_seed(home)


def _promote_seed(home: Home) -> None:
    destroy(home.seed)
    _next_seed(home).replace(home.seed)
    sync_folder(home.path)


def _next_seed(home: Home) -> Path:
    """Where a seed lies until the keystore is sealed under it."""
    return home.seed.with_name(home.seed.name + ".next")


def read_small(path: Path) -> bytes:
    """Read a small file, and of a large one no more than shows that it is none of ours."""
    with path.open("rb") as file:
        return file.read(SIZE_LIMIT + 1)


def write_keystore(home: Home, secrets: DeviceSecrets, passphrase: str, profile: Profile, random: Random) -> None:
    """Write the first keystore of a vault, and its seed."""
    seed = random(SEED_BYTES)
    sealed = seal_keystore(secrets, passphrase, device_seed=seed, profile=profile, salt=random(SALT_BYTES))
    write_durably(home.seed, seed)
    write_durably(home.keystore, sealed)


def replace_keystore(home: Home, secrets: DeviceSecrets, passphrase: str, profile: Profile, random: Random) -> None:
    """Write the keystore anew under the seed that is there: after a crash the old one opens, or the new one."""
    sealed = seal_keystore(
        secrets, passphrase, device_seed=read_small(home.seed), profile=profile, salt=random(SALT_BYTES)
    )
    write_durably(home.keystore, sealed)


def destroy(path: Path) -> None:
    """Overwrite a file and remove it, as far as the disk lets us.

    Raises:
        Fault: The disk refused.
    """
    try:
        overwrite_and_unlink(path)
    except OSError as error:
        raise Fault(
            "%(file)s could not be destroyed (%(why)s): destroy it yourself.", file=path.name, why=error.strerror
        ) from error
