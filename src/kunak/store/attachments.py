"""Where do the files that came with a message lie, and are they still what they were?

Each file is sealed under a key of its own, which lies in an event and nowhere else,
and is named by the hash of its ciphertext. Nobody can tell from a name or a size on
the disk what it was called. Knows nothing of media types: whoever shows a file judges it.

Specified in ``spec/store.md``, section 10.
"""

import hashlib
import os
import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import BinaryIO, Final

from msgspec import Struct

from kunak.base.errors import BadInput, Fault
from kunak.crypto.secret import SECRET_BYTES, Secret
from kunak.crypto.stream import SEALED_CHUNK_BYTES, open_chunks, seal_chunks
from kunak.store.home import FILE_MODE, FOLDER_MODE, Home, sync_folder

_NAME: Final = re.compile(r"[0-9a-f]{64}")
_UNFINISHED: Final = "*.new"
_NEW: Final = os.O_WRONLY | os.O_CREAT | os.O_EXCL


class StoredFile(Struct, frozen=True):
    """What an event has to hold, so that the file can be found and opened again.

    Attributes:
        name: SHA-256 of the ciphertext, in hexadecimal.
        key: Opens this file and nothing else.
        size: Bytes of the plaintext.
    """

    name: str
    key: Secret
    size: int


class Attachments:
    """The sealed files of one home. The home must be held: what an interrupted ``put`` left is removed."""

    def __init__(self, home: Home) -> None:
        self._folder = home.files
        self._folder.mkdir(mode=FOLDER_MODE, exist_ok=True)  # a backup may have left an empty or lost folder out
        for leftover in self._folder.glob(_UNFINISHED):
            leftover.unlink()

    def put(self, data: bytes | Iterable[bytes], random: Callable[[int], bytes]) -> StoredFile:
        """Seal a file and keep it; when this returns, it is on the disk.

        Args:
            data: The file, whole or in pieces of any size.
            random: Source of its key.

        Raises:
            Fault: The disk refused. Nothing was kept.
        """
        key = Secret(random(SECRET_BYTES))
        counted = _Counted((data,) if isinstance(data, bytes) else data)
        unfinished = self._folder / f"{random(16).hex()}.new"
        try:
            name = _write(unfinished, seal_chunks(key, counted))
            unfinished.replace(self._folder / name)
            sync_folder(self._folder)
        except BaseException as error:
            unfinished.unlink(missing_ok=True)
            if not isinstance(error, OSError):
                raise
            raise Fault(
                "The file could not be kept (%(why)s), and nothing of it was. Make room and do it again.",
                why=error.strerror,
            ) from error
        return StoredFile(name, key, counted.size)

    def get(self, name: str, key: Secret) -> Iterator[bytes]:
        """Return the plaintext in pieces of at most 64 KiB.

        The whole file is checked against its name before the first piece is returned.

        Raises:
            BadInput: That is not the name of a file.
            Fault: The file is not on this laptop, or was altered.
            DoesNotOpen: The key is not that of this file.
        """
        try:
            file = self._path(name).open("rb")
        except FileNotFoundError:
            raise Fault("This file is not on this laptop. Sync with a laptop that has it.") from None
        if hashlib.file_digest(file, "sha256").hexdigest() != name:
            file.close()
            raise Fault("This file was altered on the disk and is not shown. Sync with a laptop that has it whole.")
        file.seek(0)
        return open_chunks(key, _pieces(file))

    def names(self) -> list[str]:
        """Return the names of all files that are here, in order."""
        return sorted(path.name for path in self._folder.iterdir() if _NAME.fullmatch(path.name))

    def has(self, name: str) -> bool:
        """Return whether a file of this name is here, in whatever state."""
        return _NAME.fullmatch(name) is not None and self._path(name).exists()

    def is_whole(self, name: str) -> bool:
        """Return whether the file is here and is what its name says."""
        path = self._path(name)
        if not path.exists():
            return False
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest() == name

    def size(self, name: str) -> int:
        """Return how many bytes the sealed file has."""
        return self._path(name).stat().st_size

    def sealed(self, name: str) -> bytes:
        """Return the sealed file as it lies here, for whoever carries it on."""
        return self._path(name).read_bytes()

    def accept(self, name: str, number: int, count: int, data: bytes) -> bool:
        """Keep a piece of a sealed file that comes from elsewhere; return whether the file is whole now.

        Pieces may come in any order and more than once. A file whose pieces do not make up what its name says
        is thrown away: it comes again.

        Raises:
            BadInput: That is not the name of a file.
            Fault: The disk refused. What came before is still there.
        """
        whole = self._path(name)
        if whole.exists():
            return True
        try:
            self._keep(self._part(name, number, count), data)
            parts = [self._part(name, each, count) for each in range(count)]
            # From the end: pieces mostly come in order, and then the first look tells.
            if not all(part.exists() for part in reversed(parts)):
                return False
            joined = b"".join(part.read_bytes() for part in parts)
            sound = hashlib.sha256(joined).hexdigest() == name
            if sound:
                self._keep(whole, joined)
            for part in parts:
                part.unlink()
        except OSError as error:
            raise Fault(
                "A file that came from another laptop could not be kept (%(why)s). Make room and sync again.",
                why=error.strerror,
            ) from error
        return sound

    def take_from(self, folder: Path) -> int:
        """Keep every sealed file of a folder that is what its name says; return how many there were.

        Raises:
            Fault: The folder cannot be read, or the disk refused.
        """
        taken = 0
        try:
            for path in sorted(folder.iterdir()):
                if not _NAME.fullmatch(path.name) or not path.is_file():
                    continue
                data = path.read_bytes()
                if hashlib.sha256(data).hexdigest() == path.name:
                    self._keep(self._path(path.name), data)
                    taken += 1
        except OSError as error:
            raise Fault(
                "The files that lie beside could not be taken in (%(why)s). Nothing else was changed.",
                why=error.strerror,
            ) from error
        return taken

    def _part(self, name: str, number: int, count: int) -> Path:
        return self._folder / f"{name}.{count}.{number}.part"

    def _keep(self, path: Path, data: bytes) -> None:
        beside = path.with_name(path.name + ".new")
        beside.unlink(missing_ok=True)
        with os.fdopen(os.open(beside, _NEW, FILE_MODE), "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
        sync_folder(self._folder)

    def remove(self, name: str) -> None:
        """Take a file away, if it is here. Its key has to be destroyed too: the disk may keep the ciphertext."""
        self._path(name).unlink(missing_ok=True)
        sync_folder(self._folder)

    def _path(self, name: str) -> Path:
        if not _NAME.fullmatch(name):
            raise BadInput("This is not the name of a stored file.")
        return self._folder / name


class _Counted:
    """Pieces that pass by, and how many bytes they were."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self._pieces = pieces
        self.size = 0

    def __iter__(self) -> Iterator[bytes]:
        for piece in self._pieces:
            self.size += len(piece)
            yield piece


def _write(path: Path, chunks: Iterable[bytes]) -> str:
    digest = hashlib.sha256()
    with os.fdopen(os.open(path, _NEW, FILE_MODE), "wb") as file:
        for chunk in chunks:
            digest.update(chunk)
            file.write(chunk)
        file.flush()
        os.fsync(file.fileno())
    return digest.hexdigest()


def _pieces(file: BinaryIO) -> Iterator[bytes]:
    with file:
        while piece := file.read(SEALED_CHUNK_BYTES):
            yield piece
