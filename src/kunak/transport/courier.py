"""A folder that is carried: a stick, a card, a share. Blobs in it are files named by their hash.

Whoever finds it sees how many blobs there are and how long, and nothing else. A
file that was copied halfway or altered does not have the hash that it is named by:
it is named, left alone, and comes again from whoever has it whole.
Specified in ``spec/sync.md``, "Courier".
"""

import hashlib
import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from kunak.base.errors import BadInput, Fault
from kunak.log.outer import SIZE_LIMIT

MARK: Final = "kunak-courier"
"""A file that says what this folder is, so that nobody's pictures are taken for it, or the other way round."""

_MARK_TEXT: Final = b"Sealed records that are being carried. Leave the files as they are.\n"
_NAME: Final = re.compile(r"[0-9a-f]{64}")
_NEW: Final = os.O_WRONLY | os.O_CREAT | os.O_EXCL


class Courier:
    """One carried folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @classmethod
    def open(cls, folder: Path) -> "Courier":
        """Open the folder, or begin one in an empty folder or a new one; not where a stick would have to be first.

        Raises:
            BadInput: It is no folder, holds something else, or the folder in which it would be is not there.
            Fault: It cannot be read or written.
        """
        try:
            if folder.exists() and not folder.is_dir():
                raise BadInput("The courier has to be a folder: %(name)s is a file.", name=folder.name, field="courier")
            if not folder.absolute().parent.is_dir():
                raise BadInput(
                    "There is no folder in which %(name)s could be made: plug the stick in, or check the path.",
                    name=folder.name,
                    field="courier",
                )
            folder.mkdir(exist_ok=True)
            if not (folder / MARK).exists():
                if any(folder.iterdir()):
                    raise BadInput(
                        "The folder %(name)s holds something else: name an empty folder or one that Kunak has used.",
                        name=folder.name,
                        field="courier",
                    )
                (folder / MARK).write_bytes(_MARK_TEXT)
        except OSError as error:
            raise _refused(error) from error
        return cls(folder)

    def names(self) -> set[bytes]:
        """Return the names of the blobs that are there: plain files, in the places where they belong.

        Anything else that bears such a name (a folder, a link, a pipe that never ends) is not opened.

        Raises:
            Fault: The folder cannot be read.
        """
        try:
            return {
                bytes.fromhex(entry.name)
                for shelf in self._folder.iterdir()
                if shelf.is_dir()
                for entry in os.scandir(shelf)
                if _NAME.fullmatch(entry.name) and entry.name[:2] == shelf.name and entry.is_file(follow_symlinks=False)
            }
        except OSError as error:
            raise _refused(error) from error

    def read(self, rids: Iterable[bytes]) -> Iterator[tuple[bytes, bytes | None]]:
        """Yield blobs with their names; None where the file is not what its name says.

        Raises:
            Fault: The folder cannot be read. What was taken before stays.
        """
        for rid in rids:
            try:
                with self._path(rid).open("rb") as file:
                    blob = file.read(SIZE_LIMIT + 1)
            except OSError as error:
                raise _refused(error) from error
            yield rid, blob if len(blob) <= SIZE_LIMIT and hashlib.sha256(blob).digest() == rid else None

    def write(self, blobs: Iterable[bytes]) -> int:
        """Put blobs into the folder; return how many were new. Each is there wholly or not at all.

        Raises:
            Fault: The folder is full or cannot be written. What was written before stays and is sound.
        """
        written = 0
        for blob in blobs:
            path = self._path(hashlib.sha256(blob).digest())
            if path.exists():
                continue
            try:
                self._put(path, blob)
            except OSError as error:
                raise _refused(error) from error
            written += 1
        return written

    def settle(self) -> None:
        """Wait until everything is on the medium: only then may the stick be pulled out."""
        os.sync()

    def _put(self, path: Path, blob: bytes) -> None:
        path.parent.mkdir(exist_ok=True)
        beside = path.with_name(f"{path.name}.{os.getpid()}.part")
        beside.unlink(missing_ok=True)
        with os.fdopen(os.open(beside, _NEW, 0o600), "wb") as file:
            file.write(blob)
        beside.replace(path)

    def _path(self, rid: bytes) -> Path:
        name = rid.hex()
        return self._folder / name[:2] / name


def _refused(error: OSError) -> Fault:
    return Fault(
        "The courier's folder refused (%(why)s). What was copied before is whole; this round was not finished. "
        "Look after the stick, then sync again.",
        why=error.strerror or "it is gone",
    )
