"""Where does a built timetable lie?

Writes it beside and moves it into place, so that a file is whole or not there; opens
it as read-only memory. What its bytes mean is judged by ``routes.layout``.
"""

import mmap
import os
from collections.abc import Iterable
from pathlib import Path

from kunak.base.errors import BadInput, Fault
from kunak.store.home import FILE_MODE, sync_folder


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
        beside.unlink(missing_ok=True)
        raise Fault(
            "%(file)s could not be written (%(why)s). What it held before is still there. Make room and try again.",
            file=path.name,
            why=error.strerror,
        ) from error
    return size


def map_timetable(path: Path) -> memoryview:
    """Return a file as read-only memory: what is not looked at is not read.

    Raises:
        BadInput: There is no such file, or it is empty.
    """
    try:
        with path.open("rb") as file:
            return memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError, ValueError):
        raise BadInput(
            "There is no timetable %(name)s. Make one with kunak routes build.", name=path.name, field="file"
        ) from None
