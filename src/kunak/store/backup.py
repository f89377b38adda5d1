"""One file that holds a vault, as sealed as the vault itself, and without the seed that opens it.

A POSIX tar of the folder's own files, and at its end a list of their hashes, by which
a copy that was cut or altered is told from a whole one before anything of it is used.
The cache and the notes of exchanges are left out: they come again.
Specified in ``spec/store.md``, section 12.
"""

import hashlib
import io
import os
import re
import tarfile
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import IO, BinaryIO, Final

from msgspec import Struct

from kunak.base.errors import BadInput, Fault, Refused
from kunak.base.instants import SECOND, Instant
from kunak.base.words import phrase
from kunak.store.home import FILE_MODE, FOLDER_MODE, Home, sync_folder

MANIFEST: Final = "manifest"
MANIFEST_LIMIT: Final = 64 * 1024 * 1024
PIECE_BYTES: Final = 1024 * 1024

_MEMBER: Final = re.compile(
    r"keystore\.kunak|keyring\.kunak|head\.kunak|members/[0-9a-f]{32}\.key|log/[0-9a-z.]{1,40}|files/[0-9a-f]{64}"
)
"""Every name that a backup may hold: nothing of it can lie outside the folder into which it is read."""
_LINE: Final = re.compile(r"([0-9a-f]{64})  (\S+)")
_NEW: Final = os.O_WRONLY | os.O_CREAT | os.O_EXCL

Progress = Callable[[int, int], None]


class BackupDamaged(BadInput):
    """The file is no backup, or not a whole one."""

    def __init__(self) -> None:
        super().__init__(
            phrase("This is no backup that Kunak made, or it was cut or altered. Use another copy."), field="backup"
        )


class Written(Struct, frozen=True):
    """What a backup holds."""

    files: int
    size: int


def write(home: Home, path: Path, at: Instant, progress: Progress = lambda _done, _all: None) -> Written:
    """Write the backup of a vault that is held, and read it once more.

    Args:
        home: The vault.
        path: Where the backup is written; nothing may be there.
        at: The time that all names in it bear: what the real ones were is nobody's business.
        progress: Told how many files of how many are done.

    Raises:
        Refused: Something of this name is there already.
        Fault: The disk refused. What was written was removed.
    """
    beside = path.with_name(path.name + ".new")
    if path.exists():
        raise Refused("%(name)s is there already: name another file.", name=path.name, field="out")
    names = _names(home)
    try:
        beside.unlink(missing_ok=True)
        with os.fdopen(os.open(beside, _NEW, FILE_MODE), "wb") as file:
            _write(home, names, file, at, progress)
            file.flush()
            os.fsync(file.fileno())
        with beside.open("rb") as file:
            for _, pieces in _read(file):
                deque(pieces, maxlen=0)
        beside.replace(path)
        sync_folder(path.absolute().parent)
    except OSError as error:
        with suppress(OSError):
            beside.unlink(missing_ok=True)
        raise Fault(
            "The backup could not be written (%(why)s), and nothing of it was kept. Make room, or name another folder.",
            why=error.strerror,
        ) from error
    except BackupDamaged as error:
        beside.unlink(missing_ok=True)
        raise Fault("The disk gave back something else than the backup that was written. Use another disk.") from error
    return Written(len(names), path.stat().st_size)


def read(path: Path, into: Home) -> int:
    """Lay the files of a backup into an empty folder; return how many there were.

    Raises:
        BackupDamaged: It is none, or was cut or altered. What was laid down is no vault.
        Fault: The disk refused.
    """
    try:
        file = path.open("rb")
    except OSError as error:
        raise BadInput(
            "%(name)s cannot be read (%(why)s): check its path.", name=path.name, why=error.strerror, field="backup"
        ) from None
    with file:
        into.create()
        (into.path / "members").mkdir(mode=FOLDER_MODE, exist_ok=True)
        count = 0
        for name, pieces in _read(file):
            count += 1
            try:
                with os.fdopen(os.open(into.path / name, _NEW, FILE_MODE), "wb") as laid:
                    for piece in pieces:
                        laid.write(piece)
            except FileExistsError:
                raise BackupDamaged from None
            except OSError as error:
                raise Fault(
                    "The backup could not be laid down (%(why)s). Make room and try again.", why=error.strerror
                ) from error
    return count


def _names(home: Home) -> list[str]:
    singles = [home.keystore, home.keyring, home.head]
    many = [*home.log.iterdir(), *(home.path / "members").glob("*.key"), *home.files.iterdir()]
    found = [path.relative_to(home.path).as_posix() for path in (*singles, *sorted(many)) if path.is_file()]
    return [name for name in found if _MEMBER.fullmatch(name)]


def _write(home: Home, names: list[str], file: BinaryIO, at: Instant, progress: Progress) -> None:
    lines = []
    with tarfile.open(fileobj=file, mode="w|", format=tarfile.PAX_FORMAT) as archive:
        for number, name in enumerate(names, start=1):
            with (home.path / name).open("rb") as source:
                hashed = _Hashing(source)
                archive.addfile(_entry(name, os.fstat(source.fileno()).st_size, at), hashed)
            lines.append(f"{hashed.digest.hexdigest()}  {name}\n")
            progress(number, len(names))
        manifest = "".join(lines).encode()
        archive.addfile(_entry(MANIFEST, len(manifest), at), io.BytesIO(manifest))


def _entry(name: str, size: int, at: Instant) -> tarfile.TarInfo:
    entry = tarfile.TarInfo(name)
    entry.size, entry.mode, entry.mtime = size, FILE_MODE, at // SECOND
    return entry


class _Hashing(io.RawIOBase):
    """A file that is hashed as it is read."""

    def __init__(self, source: BinaryIO) -> None:
        self._source = source
        self.digest = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        piece = self._source.read(size)
        self.digest.update(piece)
        return piece


def _read(file: BinaryIO) -> Iterator[tuple[str, Iterator[bytes]]]:
    """Yield the files of a backup, and raise at the end unless the list of hashes says that they are whole."""
    found: dict[str, str] = {}
    manifest: dict[str, str] | None = None
    try:
        with tarfile.open(fileobj=file, mode="r|") as archive:
            for entry in archive:
                source = archive.extractfile(entry) if entry.isreg() else None
                if source is None or manifest is not None or entry.name in found:
                    raise BackupDamaged
                if entry.name == MANIFEST:
                    manifest = _manifest(source.read(MANIFEST_LIMIT))
                    continue
                if not _MEMBER.fullmatch(entry.name):
                    raise BackupDamaged
                digest = hashlib.sha256()
                yield entry.name, _pieces(source, digest.update)
                found[entry.name] = digest.hexdigest()
    except (tarfile.TarError, EOFError, ValueError, UnicodeDecodeError):
        raise BackupDamaged from None
    if not found or manifest != found:
        raise BackupDamaged


def _pieces(source: IO[bytes], hashed: Callable[[bytes], None]) -> Iterator[bytes]:
    try:
        while piece := source.read(PIECE_BYTES):
            hashed(piece)
            yield piece
    except tarfile.TarError:
        raise BackupDamaged from None


def _manifest(data: bytes) -> dict[str, str]:
    found = {}
    for line in data.decode("ascii").splitlines():
        match = _LINE.fullmatch(line)
        if match is None or match[2] in found:
            raise BackupDamaged
        found[match[2]] = match[1]
    return found
