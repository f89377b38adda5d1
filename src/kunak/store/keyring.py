"""Which secrets of which compartments does this laptop have?

An append-only file of frames, each a few entries, so that a flipped bit costs a few
keys and not all of them. Read into memory when it is opened. Forgetting writes the
whole file anew under a fresh key: that is how records are shredded, since the log
keeps their ciphertext. Old keys are never sealed under new ones.

Specified in ``spec/store.md``, section 9.
"""

import hmac
import struct
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Final

from kunak.base.errors import Fault, Refused
from kunak.base.ids import ID_BYTES
from kunak.crypto.aead import SALT_BYTES
from kunak.crypto.secret import SECRET_BYTES, Secret
from kunak.store import frames
from kunak.store.frames import Damage, Frame
from kunak.store.home import Home, overwrite_and_unlink, sync_folder, write_durably
from kunak.store.segment import Segment

Entry = tuple[bytes, int, Secret]
"""Compartment id (16 bytes), epoch, secret (32 bytes)."""

ENTRIES_PER_FRAME: Final = 64
"""A flipped bit costs at most so many keys; 60,000 keys are 940 frames, opened in a tenth of a second."""

SPARE_FRAMES: Final = 256
"""Frames beyond the fewest possible, from which on the file is written anew when it is opened."""

_PURPOSE: Final = b"kunak/keyring/1"
_ENTRY: Final = struct.Struct(">16sQ32s")


class Keyring:
    """The secrets of one home. The home must be held.

    Attributes:
        damage: Stretches of the file that could not be read; the keys in them are gone unless they come again.
    """

    def __init__(self, home: Home, key: Secret, random: Callable[[int], bytes]) -> None:
        self._path = home.keyring
        self._next = _beside(home.keyring)
        self._key = key
        self._random = random
        self._secrets: dict[tuple[bytes, int], Secret] = {}
        self._epochs: dict[bytes, list[int]] = {}
        self._frames = 0
        self._unsettled = False
        self.damage: tuple[Damage, ...] = ()

    @classmethod
    def create(cls, home: Home, key: Secret, random: Callable[[int], bytes]) -> "Keyring":
        """Begin an empty keyring.

        Raises:
            Refused: There is one already.
            Fault: It could not be written.
        """
        if home.keyring.exists() or _beside(home.keyring).exists():
            raise Refused("This vault has a keyring already. It was not touched.")
        keyring = cls(home, key, random)
        keyring._write_anew()
        return keyring

    @classmethod
    def open(cls, home: Home, key: Secret, random: Callable[[int], bytes]) -> "Keyring":
        """Read all secrets; finish or undo a forgetting that was interrupted.

        Raises:
            Fault: There is no keyring, or none that opens with this key.
        """
        keyring = cls(home, key, random)
        try:
            keyring._settle()
            keyring._load()
        except OSError as error:
            raise Fault(
                "The keyring of the vault cannot be read (%(why)s). Nothing was changed.", why=error.strerror
            ) from error
        return keyring

    def __len__(self) -> int:
        return len(self._secrets)

    def get(self, compartment: bytes, epoch: int) -> Secret | None:
        """Return a secret, or None where it never came here or was destroyed."""
        return self._secrets.get((compartment, epoch))

    def epochs(self, compartment: bytes) -> list[int]:
        """Return the epochs of a compartment whose secrets are here, in order."""
        return sorted(self._epochs.get(compartment, ()))

    def at_epoch(self, epoch: int) -> list[bytes]:
        """Return the compartments of which the secret of this epoch is here."""
        return sorted(compartment for compartment, held in self._epochs.items() if epoch in held)

    def everything(self) -> list[Entry]:
        """Return every secret that is here: for a vault that takes the place of this one."""
        return [(compartment, epoch, secret) for (compartment, epoch), secret in self._secrets.items()]

    def add(self, entries: Sequence[Entry]) -> None:
        """Keep secrets, all or none; when this returns, they are on the disk. One that is here already stays.

        Raises:
            Refused: Another secret is here for the same compartment and epoch. Nothing was kept.
            Fault: The disk refused. Nothing was kept.
        """
        self._refuse_if_unsettled()
        new = [entry for entry in entries if not self._has(entry)]
        if not new:
            return
        encoded = list(_encoded(new, self._key, self._random))
        self._append(b"".join(encoded))
        self._frames += len(encoded)
        self._keep(new)

    def forget(
        self,
        compartments: Iterable[bytes],
        *,
        places: Iterable[tuple[bytes, int]] = (),
        new_key: Secret,
        adopt: Callable[[], None],
    ) -> None:
        """Destroy all secrets of some compartments: what was sealed under them can never be opened again here.

        And single ones: of a compartment and epoch.

        The rest is written to a new file under ``new_key``; ``adopt`` then puts that key in the
        place of the old one, durably, and only then is the old file overwritten and removed. If the
        machine stops on the way, ``open`` with the key that the keystore then holds finds the old
        state or the new one.

        Flash storage, file systems that copy on write, snapshots and backups may keep the old
        file: it is sealed under the old key. So the secrets are gone when every copy of the old key
        is gone; ``adopt`` has to overwrite it where it lay.

        Raises:
            Fault: The new file could not be written: nothing was forgotten. Or the old one could not be
                overwritten: the vault has to be opened again, which the sentence says.
        """
        self._refuse_if_unsettled()
        gone, single = set(compartments), set(places)
        kept = {
            place: secret for place, secret in self._secrets.items() if place[0] not in gone and place not in single
        }
        write_durably(self._next, b"".join(_all_encoded(kept, new_key, self._random)))
        # From here on until the end only the keystore knows which of the two files is the keyring.
        self._unsettled = True
        adopt()
        self._secrets, self._epochs, self._key = {}, {}, new_key
        self._keep((compartment, epoch, secret) for (compartment, epoch), secret in kept.items())
        try:
            self._promote()
        except OSError as error:
            raise Fault(
                "The keys were destroyed, but their old file could not be overwritten (%(why)s). "
                "Open the vault again: it will be done then.",
                why=error.strerror,
            ) from error
        self._unsettled = False

    # Reading

    def _settle(self) -> None:
        if self._opens(self._path):
            if self._next.exists():
                overwrite_and_unlink(self._next)
        elif self._opens(self._next):
            self._promote()
        else:
            raise Fault(
                "The keyring of the vault is missing or damaged, or belongs to another vault. "
                "Restore it from a backup; without it no record can be read."
            )

    def _promote(self) -> None:
        if self._path.exists():
            overwrite_and_unlink(self._path)
        self._next.replace(self._path)
        sync_folder(self._path.parent)

    def _opens(self, path: Path) -> bool:
        return path.exists() and any(isinstance(each, Frame) for each in self._scan(path))

    def _scan(self, path: Path) -> Iterator[Frame | Damage]:
        return frames.scan(path.read_bytes(), secret=self._key, purpose=_PURPOSE, file=path.name)

    def _load(self) -> None:
        found = list(self._scan(self._path))
        good = [each for each in found if isinstance(each, Frame)]
        self.damage = tuple(each for each in found if isinstance(each, Damage))
        for frame in good:
            self._keep(
                (compartment, epoch, Secret(secret)) for compartment, epoch, secret in _ENTRY.iter_unpack(frame.payload)
            )
        self._frames = len(good)
        # A damaged file is left as it is: somebody may still mend it.
        if not self.damage and self._frames > len(self._secrets) // ENTRIES_PER_FRAME + SPARE_FRAMES:
            self._write_anew()

    def _keep(self, entries: Iterable[Entry]) -> None:
        for compartment, epoch, secret in entries:
            if (compartment, epoch) not in self._secrets:
                self._epochs.setdefault(compartment, []).append(epoch)
            self._secrets[compartment, epoch] = secret

    def _has(self, entry: Entry) -> bool:
        compartment, epoch, secret = entry
        present = self._secrets.get((compartment, epoch))
        if present is not None and not hmac.compare_digest(present.reveal(), secret.reveal()):
            raise Refused("Another key is here already for this part of the case. The new one was not kept.")
        return present is not None

    # Writing

    def _write_anew(self) -> None:
        encoded = list(_all_encoded(self._secrets, self._key, self._random))
        write_durably(self._path, b"".join(encoded))
        self._frames = len(encoded)

    def _refuse_if_unsettled(self) -> None:
        if self._unsettled:
            raise Fault("Destroying keys was interrupted, so no key can be kept now. Open the vault again.")

    def _append(self, data: bytes) -> None:
        try:
            file = Segment(self._path)
            try:
                _write_or_cut(file, data)
            finally:
                file.close()
        except OSError as error:
            raise Fault(
                "The disk refused to keep a key (%(why)s). Nothing of this step was kept. Make room and do it again.",
                why=error.strerror,
            ) from error


def _beside(path: Path) -> Path:
    return path.with_name(path.name + ".next")


def _all_encoded(
    secrets: dict[tuple[bytes, int], Secret], key: Secret, random: Callable[[int], bytes]
) -> Iterator[bytes]:
    """Yield all frames; the first is empty, so that a keyring without keys can be told from a wrong key."""
    yield _frame(b"", key, random)
    yield from _encoded(((compartment, epoch, secret) for (compartment, epoch), secret in secrets.items()), key, random)


def _encoded(entries: Iterable[Entry], key: Secret, random: Callable[[int], bytes]) -> Iterator[bytes]:
    packed = (_packed(entry) for entry in entries)
    while payload := b"".join(islice(packed, ENTRIES_PER_FRAME)):
        yield _frame(payload, key, random)


def _frame(payload: bytes, key: Secret, random: Callable[[int], bytes]) -> bytes:
    return frames.encode(payload, secret=key, salt=random(SALT_BYTES), purpose=_PURPOSE)


def _packed(entry: Entry) -> bytes:
    compartment, epoch, secret = entry
    if len(compartment) != ID_BYTES or len(secret.reveal()) != SECRET_BYTES:
        raise ValueError("a compartment id has 16 bytes and its secret 32")
    return _ENTRY.pack(compartment, epoch, secret.reveal())


def _write_or_cut(file: Segment, data: bytes) -> None:
    start = file.size
    try:
        file.write(data)
        file.sync()
    except OSError:
        file.cut(start)
        raise
