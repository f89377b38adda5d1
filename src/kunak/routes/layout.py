"""How does a timetable lie in a file, and is a file one?

Judges bytes in memory: magic, version, header, sections within bounds, hash, and
that the arrays do not contradict each other. Nothing is copied: the arrays are
views of the bytes given. Specified in ``spec/timetable.md``.
"""

import hashlib
from collections.abc import Iterator
from typing import Final

import msgspec
import numpy as np

from kunak.base.errors import BadInput
from kunak.routes.arrays import ARRAYS, TEXTS, About, Array, Corrupt, Timetable, check

MAGIC: Final = b"KUNAK TIMETABLE\n"
VERSION: Final = 2
ALIGNMENT: Final = 64
"""Bytes. Every section begins at a multiple of it, so that any array type can be read in place."""

PREFIX: Final = 64
"""Bytes: magic, version, length of the header, zeros, hash of the header."""

HEADER_LIMIT: Final = 64 * 1024 * 1024

SECTIONS: Final[dict[str, str]] = ARRAYS | {
    f"{name}_{part}": kind for name in TEXTS for part, kind in (("data", "|u1"), ("ends", "<i8"))
}


class Section(msgspec.Struct, frozen=True):
    """Where an array lies: bytes from the beginning of the sections."""

    name: str
    kind: str
    count: int
    offset: int


class Header(msgspec.Struct, frozen=True):
    """What stands before the arrays."""

    about: About
    sections: tuple[Section, ...]
    size: int
    sha256: str


def encode(timetable: Timetable) -> Iterator[bytes]:
    """Return a timetable as the bytes of its file, in pieces."""
    sections, pieces, offset = [], [], 0
    digest = hashlib.sha256()
    for name, kind in SECTIONS.items():
        data = timetable[name].astype(np.dtype(kind), copy=False).tobytes()
        piece = data + bytes(-len(data) % ALIGNMENT)
        sections.append(Section(name, kind, len(timetable[name]), offset))
        digest.update(piece)
        pieces.append(piece)
        offset += len(piece)
    header = msgspec.json.encode(Header(timetable.about, tuple(sections), offset, digest.hexdigest()))
    header += b" " * (-len(header) % ALIGNMENT)
    numbers = VERSION.to_bytes(4, "little") + len(header).to_bytes(4, "little")
    yield MAGIC + numbers + bytes(PREFIX - len(MAGIC) - len(numbers) - 32) + hashlib.sha256(header).digest()
    yield header
    yield from pieces


def decode(data: memoryview) -> Timetable:
    """Return the timetable that lies in these bytes, as views of them.

    Raises:
        BadInput: The bytes are no timetable, or one of another version.
        Corrupt: They were one and are damaged.
    """
    if len(data) < PREFIX or bytes(data[: len(MAGIC)]) != MAGIC:
        raise BadInput("This file is no timetable. Make one with kunak routes build.", field="file")
    version = int.from_bytes(data[len(MAGIC) : len(MAGIC) + 4], "little")
    if version != VERSION:
        raise BadInput(
            "This timetable was built by another version of Kunak (%(theirs)d, not %(ours)d). Build it again.",
            theirs=version,
            ours=VERSION,
            field="file",
        )
    header, start = _header(data)
    body = data[start:]
    if len(body) != header.size:
        raise Corrupt("its length")
    if hashlib.sha256(body).hexdigest() != header.sha256:
        raise Corrupt("its hash")
    arrays = _arrays(header, body)
    check(header.about, arrays)
    return Timetable(header.about, arrays)


def _header(data: memoryview) -> tuple[Header, int]:
    length = int.from_bytes(data[len(MAGIC) + 4 : len(MAGIC) + 8], "little")
    end = PREFIX + length
    if length > HEADER_LIMIT or end > len(data) or length % ALIGNMENT:
        raise Corrupt("its header")
    text = bytes(data[PREFIX:end])
    if hashlib.sha256(text).digest() != bytes(data[PREFIX - 32 : PREFIX]) or any(data[24 : PREFIX - 32]):
        raise Corrupt("its header")
    try:
        return msgspec.json.decode(text, type=Header), end
    except (msgspec.ValidationError, msgspec.DecodeError):
        raise Corrupt("its header") from None


def _arrays(header: Header, body: memoryview) -> dict[str, Array]:
    if {section.name: section.kind for section in header.sections} != SECTIONS:
        raise Corrupt("its list of arrays")
    arrays = {}
    for section in header.sections:
        size = section.count * np.dtype(section.kind).itemsize
        if section.count < 0 or section.offset < 0 or section.offset % ALIGNMENT or section.offset + size > len(body):
            raise Corrupt(section.name)
        view = np.frombuffer(body, dtype=np.dtype(section.kind), count=section.count, offset=section.offset)
        view.flags.writeable = False
        arrays[section.name] = view
    return arrays
