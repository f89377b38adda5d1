"""How are records laid end to end in a file, so that one flipped bit costs one record?

A frame is a header (magic, length, checksum of both) and a sealed payload, and says
whether the next one belongs to the same step. Reading finds the next sound frame after
any damage and names what it had to leave out. Pure bytes: nothing here opens a file,
and nothing here knows what a payload means.

Specified in ``spec/store.md``, section 2.
"""

import struct
import zlib
from collections.abc import Iterator
from mmap import mmap
from typing import Final, Literal, NamedTuple

from msgspec import Struct

from kunak.base.errors import BadInput
from kunak.crypto.aead import SALT_BYTES, TAG_BYTES, DoesNotOpen, open_once, seal_once
from kunak.crypto.secret import Secret

MAGIC: Final = b"\xf6Knk"
"""First byte is never one of UTF-8 text, so that a frame is not taken for text."""

PAYLOAD_LIMIT: Final = 1024 * 1024
"""Bytes of the largest payload. A record has at most 320 KiB (``spec/envelope.md``); files lie elsewhere."""

HEADER_BYTES: Final = 12
OVERHEAD_BYTES: Final = HEADER_BYTES + SALT_BYTES + TAG_BYTES

_HEADER: Final = struct.Struct(">4sII")
_UNFINISHED: Final = 1 << 31
"""Bit of the length word: the next frame belongs to the same step."""
_OF_UNFINISHED: Final = b"/unfinished"
"""Put behind the purpose of such a frame, so that nobody can set or clear the bit without the key."""
_SEALED_LEAST: Final = SALT_BYTES + TAG_BYTES

What = Literal["altered", "torn", "missing", "unreadable"]
"""``altered``: bytes that are no sound frame. ``torn``: the end of the data is the beginning of a frame,
or room that was never written. ``missing`` and ``unreadable`` are said of whole files, by who reads files."""


class Frame(Struct, frozen=True):
    """One record as it was appended.

    Attributes:
        unfinished: Whether the next frame belongs to the same step: without it this one was never acknowledged.
    """

    offset: int
    payload: bytes
    file: str = ""
    unfinished: bool = False

    @property
    def end(self) -> int:
        """Where the next one begins."""
        return self.offset + OVERHEAD_BYTES + len(self.payload)


class Damage(Struct, frozen=True):
    """Bytes that hold no record that could be read, and where they are."""

    offset: int
    length: int
    what: What
    file: str = ""


class _Head(NamedTuple):
    length: int
    unfinished: bool


def encode(payload: bytes, *, secret: Secret, salt: bytes, purpose: bytes, unfinished: bool = False) -> bytes:
    """Return the frame of ``payload``.

    Args:
        payload: The record.
        secret: What all frames of one file are sealed under.
        salt: 32 random bytes that no other frame has.
        purpose: What the file is, with a version.
        unfinished: Whether the next frame belongs to the same step.

    Raises:
        BadInput: The payload is larger than ``PAYLOAD_LIMIT``.
    """
    if len(payload) > PAYLOAD_LIMIT:
        raise BadInput("This record is larger than %(limit)d MiB and was not kept.", limit=PAYLOAD_LIMIT >> 20)
    sealed = seal_once(secret, payload, salt=salt, purpose=_purpose(purpose, unfinished=unfinished))
    start = MAGIC + (len(sealed) | _UNFINISHED * unfinished).to_bytes(4)
    return start + zlib.crc32(start).to_bytes(4) + sealed


def scan(
    data: bytes | memoryview | mmap, *, secret: Secret, purpose: bytes, start: int = 0, file: str = ""
) -> Iterator[Frame | Damage]:
    """Yield every frame that opens, and every stretch between them that does not, in order of place.

    Frames and damage together cover ``data`` from ``start`` on without a gap. A stretch that holds
    several frame headers is reported once for each of them.

    Args:
        data: What the file holds.
        secret: What its frames are sealed under.
        purpose: As it was given to ``encode``.
        start: Offset of a frame to begin at.
        file: Name to put on what is found.
    """
    content = bytes(data) if isinstance(data, memoryview) else data
    position, lost = start, None
    while position < len(content):
        head = _head(content, position)
        payload = None if head is None else _opened(content, position, head, secret, purpose)
        if head is None or payload is None:
            if lost is not None and head is not None:
                yield Damage(lost, position - lost, "altered", file)
            lost = position if lost is None or head is not None else lost
            position = _next_magic(content, position + 1)
            continue
        if lost is not None:
            yield Damage(lost, position - lost, "altered", file)
            lost = None
        yield Frame(position, payload, file, head.unfinished)
        position += HEADER_BYTES + head.length
    if lost is not None:
        yield Damage(lost, len(content) - lost, "torn" if _is_torn(content, lost) else "altered", file)


def skip(data: bytes, *, count: int, start: int = 0) -> tuple[int, int]:
    """Return how many of ``count`` frames could be passed over by their headers, and the offset after them.

    Nothing is opened, so a frame whose payload is damaged is counted too.
    """
    position, passed = start, 0
    while passed < count:
        head = _head(data, position)
        if head is None or position + HEADER_BYTES + head.length > len(data):
            break
        position += HEADER_BYTES + head.length
        passed += 1
    return passed, position


def _head(data: bytes | mmap, offset: int) -> _Head | None:
    header = data[offset : offset + HEADER_BYTES]
    if len(header) < HEADER_BYTES:
        return None
    magic, word, checksum = _HEADER.unpack(header)
    sound = magic == MAGIC and checksum == zlib.crc32(header[:8])
    length, unfinished = word & ~_UNFINISHED, bool(word & _UNFINISHED)
    return _Head(length, unfinished) if sound and _SEALED_LEAST <= length <= PAYLOAD_LIMIT + _SEALED_LEAST else None


def _opened(data: bytes | mmap, offset: int, head: _Head, secret: Secret, purpose: bytes) -> bytes | None:
    begin = offset + HEADER_BYTES
    sealed = data[begin : begin + head.length]
    if len(sealed) < head.length:
        return None
    try:
        return open_once(secret, sealed, purpose=_purpose(purpose, unfinished=head.unfinished))
    except DoesNotOpen:
        return None


def _purpose(purpose: bytes, *, unfinished: bool) -> bytes:
    return purpose + _OF_UNFINISHED if unfinished else purpose


def _next_magic(data: bytes | mmap, start: int) -> int:
    found = data.find(MAGIC, start)
    if found >= 0:
        return found
    # The last bytes may be the first ones of a header that was cut.
    for length in range(min(len(MAGIC) - 1, len(data) - start), 0, -1):
        if data[len(data) - length :] == MAGIC[:length]:
            return len(data) - length
    return len(data)


def _is_torn(data: bytes | mmap, offset: int) -> bool:
    rest = data[offset:]
    if not any(rest):
        return True
    if len(rest) < HEADER_BYTES:
        # Where the length is cut too, its checksum cannot be judged: the magic has to do.
        return rest[: len(MAGIC)] == MAGIC[: len(rest)]
    head = _head(data, offset)
    return head is not None and len(rest) < HEADER_BYTES + head.length
