"""Where does everything lie on this laptop, and who holds it now?

Names the files of one vault's folder, makes the folder, keeps a second process
out, and replaces a small file so that either the old or the new one is there.
It knows nothing of what the files hold.

Specified in ``spec/store.md``, section 1.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from kunak.base.errors import BadInput, Fault, Refused

FOLDER_MODE: Final = 0o700
FILE_MODE: Final = 0o600
"""For the owner alone: everything is sealed, but names and sizes are not."""

_BESIDE: Final = os.O_WRONLY | os.O_CREAT | os.O_EXCL
"""A new file or none: one that somebody laid there beforehand, or a link, would decide who reads what is written."""


class Home:
    """The folder of one vault."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.keystore = path / "keystore.kunak"
        self.seed = path / "device.seed"
        self.keyring = path / "keyring.kunak"
        self.head = path / "head.kunak"
        self.log = path / "log"
        self.cache = path / "cache.db"
        self.exchange = path / "exchange.db"
        self.files = path / "files"
        self.lock = path / "lock"

    def exists(self) -> bool:
        """Return whether a vault was made here."""
        return self.keystore.exists()

    def create(self) -> None:
        """Make the folders, durably. What is there already stays.

        Raises:
            Fault: The machine does not let us.
        """
        try:
            for folder in (self.path, self.log, self.files):
                folder.mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)
                folder.chmod(FOLDER_MODE)
            sync_folder(self.path)
        except OSError as error:
            raise Fault(
                "The vault's folder could not be made (%(why)s). Choose another folder, or make room.",
                why=error.strerror,
            ) from error

    @contextmanager
    def hold(self) -> Iterator[None]:
        """Hold the vault for this process alone.

        The lock belongs to the process and not to the file: it is gone when the
        process ends, however it ends.

        Raises:
            Refused: Another process holds it.
            BadInput: There is no such folder.
            Fault: The machine does not let us.
        """
        descriptor = self._open_lock()
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(descriptor)
            raise Refused(
                "Kunak is already running on this vault. Use the window that is open, or close it and try again."
            ) from None
        try:
            yield
        finally:
            os.close(descriptor)

    def _open_lock(self) -> int:
        try:
            return os.open(self.lock, os.O_RDWR | os.O_CREAT, FILE_MODE)
        except (FileNotFoundError, NotADirectoryError):
            raise BadInput(
                "There is no vault in this folder. Give another one, or make a vault with kunak init.", field="home"
            ) from None
        except OSError as error:
            raise Fault(
                "The vault cannot be held (%(why)s). Nothing was changed. Look after the folder's rights and room.",
                why=error.strerror,
            ) from error


def write_durably(path: Path, data: bytes) -> None:
    """Replace a file: after a crash it holds the old bytes or the new ones, and after the return the new ones.

    Raises:
        Fault: It could not be written; what was there before is there still.
    """
    beside = path.with_name(path.name + ".new")
    try:
        beside.unlink(missing_ok=True)
        _write_all(beside, data)
        beside.replace(path)
        sync_folder(path.parent)
    except OSError as error:
        beside.unlink(missing_ok=True)
        raise Fault(
            "%(file)s could not be written (%(why)s). What it held before is still there. Make room and try again.",
            file=path.name,
            why=error.strerror,
        ) from error


def sync_folder(folder: Path) -> None:
    """Make the names in a folder durable."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def overwrite_and_unlink(path: Path) -> None:
    """Write zeros over a file, make them durable, and remove its name.

    On flash storage, on file systems that copy on write, and in snapshots the old
    bytes may stay where no program can reach them: only the destruction of the key
    they were sealed under counts, and this is done on top of it.
    """
    with path.open("r+b") as file:
        file.write(bytes(path.stat().st_size))
        file.flush()
        os.fsync(file.fileno())
    path.unlink()
    sync_folder(path.parent)


def _write_all(path: Path, data: bytes) -> None:
    descriptor = os.open(path, _BESIDE, FILE_MODE)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
