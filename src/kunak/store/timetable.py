"""Where does a built timetable lie?

Writes it beside and moves it into place, so that a file is whole or not there; opens
it as read-only memory. The one that the desk plans with lies sealed in the vault's folder.
What its bytes mean is judged by ``routes.layout``.
"""

import mmap
import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final

import msgspec

from kunak.base.errors import BadInput, Fault
from kunak.base.instants import Instant
from kunak.crypto.aead import DoesNotOpen
from kunak.crypto.secret import SECRET_BYTES, Secret
from kunak.crypto.stream import SEALED_CHUNK_BYTES, open_chunks, seal_chunks
from kunak.store.exchange import Exchange
from kunak.store.home import FILE_MODE, Home, sync_folder


def write_timetable(path: Path, pieces: Iterable[bytes]) -> int:
    """Replace a file by these bytes and return its size.

    Raises:
        Fault: It could not be written; what was there before is there still.
    """
    beside = path.with_name(path.name + ".new")
    try:
        descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, FILE_MODE)
        with os.fdopen(descriptor, "wb") as file:
            size = sum(file.write(piece) for piece in pieces)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
        sync_folder(path.parent)
    except OSError as error:
        raise Fault(
            "%(file)s could not be written (%(why)s). What it held before is still there. Make room and try again.",
            file=path.name,
            why=error.strerror,
        ) from error
    finally:
        beside.unlink(missing_ok=True)
    return size


def map_timetable(path: Path) -> memoryview:
    """Return a file as read-only memory: what is not looked at is not read.

    Raises:
        BadInput: There is no such file, it is a folder or empty, or it may not be read.
    """
    try:
        with path.open("rb") as file:
            return memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
    except FileNotFoundError:
        raise BadInput(
            "There is no timetable %(name)s. Make one with kunak routes build.", name=path.name, field="file"
        ) from None
    except (IsADirectoryError, ValueError):
        raise BadInput("This file is no timetable. Make one with kunak routes build.", field="file") from None
    except OSError as error:
        raise BadInput(
            "%(name)s cannot be read (%(why)s): check its path.", name=path.name, why=error.strerror, field="file"
        ) from None


class SealedTimetable:
    """The timetable of the desk: in it lie the group's drivers and places, so that it is sealed like all else.

    The key is new for each file and lies in the encrypted database of exchanges. Where one of the two is lost, the
    timetable is built again: nothing follows from it. Specified in ``spec/store.md``, section 14.
    """

    def __init__(self, home: Home, notes: Exchange) -> None:
        self._path = home.path / "timetable.kunak"
        self._notes = notes

    @property
    def taken_at(self) -> Instant | None:
        """When it was taken in; None where there is none."""
        note = self._note()
        return note.taken_at if note and self._path.exists() else None

    def put(self, pieces: Iterable[bytes], *, now: Instant, random: Callable[[int], bytes]) -> None:
        """Seal a timetable and replace the one before.

        Raises:
            Fault: It could not be written.
        """
        key = Secret(random(SECRET_BYTES))
        write_timetable(self._path, seal_chunks(key, pieces))
        self._notes.set_note(_NOTE, msgspec.msgpack.encode(_Note(key.reveal(), now)))

    def get(self) -> bytes:
        """Return it, opened: in memory alone.

        Raises:
            BadInput: There is none, or it is damaged.
        """
        note = self._note()
        if note is None or not self._path.exists():
            raise BadInput("This desk has no timetable yet.")
        try:
            with self._path.open("rb") as file:
                return b"".join(open_chunks(Secret(note.key), iter(lambda: file.read(SEALED_CHUNK_BYTES), b"")))
        except (DoesNotOpen, OSError):
            raise BadInput("The timetable of this desk is damaged: take it in once more.") from None

    def _note(self) -> "_Note | None":
        data = self._notes.note(_NOTE)
        return msgspec.msgpack.decode(data, type=_Note) if data else None


class _Note(msgspec.Struct, frozen=True):
    """What opens the file, and since when it lies there."""

    key: bytes
    taken_at: Instant


_NOTE: Final = "timetable"
