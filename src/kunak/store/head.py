"""How far did the log reach when it was last acknowledged here?

A small sealed file beside the log. With it a log that was cut back or replaced by
an older copy is noticed, and one that is as it should be need not be read through
at every start. It is written after each append without waiting for the disk, so
after a power cut it may lag behind the log: that is normal. Whoever can put back
an old log can put back an old head with it; only the relay and the other devices
know better then.

Two slots are written in turn, so that a torn write costs the newer one only, and a
full disk cannot stop it: no new room is needed.

Specified in ``spec/store.md``, section 4.
"""

import os
import struct
from collections.abc import Callable
from typing import Final

from msgspec import Struct
from msgspec.structs import astuple, replace

from kunak.crypto.aead import SALT_BYTES, DoesNotOpen, open_once, seal_once
from kunak.crypto.secret import Secret
from kunak.store.home import FILE_MODE, Home, sync_folder

SLOT_BYTES: Final = 4_096
"""A page of common disks: the two slots never share one."""

_PURPOSE: Final = b"kunak/head/1"
_FIELDS: Final = struct.Struct(">QQQ32sIQQ")
_SEALED_BYTES: Final = SALT_BYTES + _FIELDS.size + 16


class Head(Struct, frozen=True):
    """Where the log stood.

    Attributes:
        turn: Grows with every writing of the head.
        acknowledged: Records whose keeping was ever promised here, less those whose loss was accepted.
        held: Records of them that could be read when this was written.
        last: Digest of the last record, zeros if there is none.
        segment: Number of the segment that holds it.
        start: Offset of its frame.
        end: Offset after its frame.
    """

    turn: int = 0
    acknowledged: int = 0
    held: int = 0
    last: bytes = bytes(32)
    segment: int = 1
    start: int = 0
    end: int = 0


class HeadFile:
    """The open file of the head."""

    def __init__(self, home: Home, key: Secret, random: Callable[[int], bytes]) -> None:
        self._key = key
        self._random = random
        new = not home.head.exists()
        self._descriptor = os.open(home.head, os.O_RDWR | os.O_CREAT, FILE_MODE)
        if new:
            sync_folder(home.path)
        self._turn = 0

    def read(self) -> Head | None:
        """Return the newer of the two slots that open; None if neither does."""
        content = os.pread(self._descriptor, 2 * SLOT_BYTES, 0)
        slots = [self._opened(content[begin : begin + _SEALED_BYTES]) for begin in (0, SLOT_BYTES)]
        head = max((slot for slot in slots if slot is not None), key=lambda slot: slot.turn, default=None)
        self._turn = 0 if head is None else head.turn
        return head

    def is_blank(self) -> bool:
        """Return whether nothing was ever written to it."""
        return os.fstat(self._descriptor).st_size == 0

    def write(self, head: Head) -> None:
        """Write over the older slot. ``turn`` is set here.

        Raises:
            OSError: The disk refused.
        """
        self._turn += 1
        plaintext = _FIELDS.pack(*astuple(replace(head, turn=self._turn)))
        sealed = seal_once(self._key, plaintext, salt=self._random(SALT_BYTES), purpose=_PURPOSE)
        os.pwrite(self._descriptor, sealed.ljust(SLOT_BYTES, b"\0"), self._turn % 2 * SLOT_BYTES)

    def sync(self) -> None:
        """Wait until it is on the disk."""
        os.fdatasync(self._descriptor)

    def close(self) -> None:
        """Close the file."""
        os.close(self._descriptor)

    def _opened(self, sealed: bytes) -> Head | None:
        try:
            return Head(*_FIELDS.unpack(open_once(self._key, sealed, purpose=_PURPOSE)))
        except DoesNotOpen:
            return None
