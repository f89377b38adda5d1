"""Which files does a timetable feed bring?

Reads a zip file or a folder and hands over the bytes of the files that the engine
knows, nothing else, capped in number and size. It does not look into them.
"""

import zipfile
import zlib
from collections.abc import Collection
from pathlib import Path, PurePosixPath
from typing import Final

from kunak.base.errors import BadInput

FILE_BYTES: Final = 4 * 1024**3
"""Largest file of a feed. The largest feeds published today have a stop_times.txt of about 2 GB."""

ENTRIES: Final = 10_000
"""Most entries of a zip file."""

TABLE_BYTES: Final = 16 * 1024**2
"""Largest file of the group's own (drivers, places, attributes of routes, borders)."""


def read_feed_files(path: Path, wanted: Collection[str]) -> dict[str, bytes]:
    """Return the wanted files of a feed, by name.

    Raises:
        BadInput: There is no such feed, it is no zip file, or a file is too large.
    """
    if path.is_dir():
        return {name: _capped(path / name, FILE_BYTES) for name in wanted if (path / name).is_file()}
    if not path.is_file():
        raise BadInput(
            "There is no feed %(name)s: give a zip file or a folder of GTFS files.", name=path.name, field="feed"
        )
    try:
        with zipfile.ZipFile(path) as archive:
            return _unpacked(archive, path.name, wanted)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError) as error:
        raise BadInput(
            "The feed %(name)s cannot be unpacked (%(why)s). Fetch it again.",
            name=path.name,
            why=str(error)[:80] or type(error).__name__,
            field="feed",
        ) from None


def read_table(path: Path) -> bytes:
    """Return the bytes of one of the group's own files.

    Raises:
        BadInput: It is missing or too large.
    """
    if not path.is_file():
        raise BadInput("There is no file %(name)s there. Check the name and the folder.", name=path.name, field="file")
    return _capped(path, TABLE_BYTES)


def _unpacked(archive: zipfile.ZipFile, name: str, wanted: Collection[str]) -> dict[str, bytes]:
    entries = archive.infolist()
    if len(entries) > ENTRIES:
        raise BadInput("The feed %(name)s has too many files to be one.", name=name, field="feed")
    # Some publishers zip the folder and not what is in it; the file nearest to the top counts.
    found: dict[str, zipfile.ZipInfo] = {}
    for entry in sorted(entries, key=lambda each: len(PurePosixPath(each.filename).parts)):
        base = PurePosixPath(entry.filename).name
        if base in wanted and not entry.is_dir():
            found.setdefault(base, entry)
    for base, entry in found.items():
        if entry.file_size > FILE_BYTES:
            raise _too_large(base, FILE_BYTES)
    return {base: _read_entry(archive, entry) for base, entry in found.items()}


def _read_entry(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    with archive.open(entry) as file:
        data = file.read(entry.file_size + 1)
    if len(data) > entry.file_size:
        raise zipfile.BadZipFile(entry.filename)
    return data


def _capped(path: Path, limit: int) -> bytes:
    with path.open("rb") as file:
        data = file.read(limit + 1)
    if len(data) > limit:
        raise _too_large(path.name, limit)
    return data


def _too_large(name: str, limit: int) -> BadInput:
    return BadInput("The file %(name)s is larger than %(limit)d MB.", name=name, limit=limit // 1024**2, field="feed")
