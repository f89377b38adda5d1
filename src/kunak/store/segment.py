"""One file of the log, as far as appending goes: the seam at which tests put a disk that fails.

Knows offsets and nothing of frames. Whatever takes its place has to raise ``OSError``
where the machine would.
"""

import os
from pathlib import Path
from typing import Protocol

from kunak.store.home import FILE_MODE


class Appending(Protocol):
    """What the log asks of a file that it appends to."""

    @property
    def size(self) -> int:
        """Bytes that were written in full."""

    def write(self, data: bytes) -> None:
        """Put ``data`` at the end: all of it, or raise."""

    def sync(self) -> None:
        """Return when everything written is on the disk."""

    def cut(self, size: int) -> None:
        """Take off whatever lies beyond ``size``."""

    def close(self) -> None:
        """Let go of the file."""


class Segment:
    """A file on the disk."""

    def __init__(self, path: Path) -> None:
        self._descriptor = os.open(path, os.O_RDWR | os.O_CREAT, FILE_MODE)
        self._size = os.fstat(self._descriptor).st_size

    @property
    def size(self) -> int:
        """Bytes that were written in full."""
        return self._size

    def write(self, data: bytes) -> None:
        """Put ``data`` at the end: all of it, or raise ``OSError``."""
        written = 0
        while written < len(data):
            written += os.pwrite(self._descriptor, memoryview(data)[written:], self._size + written)
        self._size += written

    def sync(self) -> None:
        """Return when everything written is on the disk."""
        os.fdatasync(self._descriptor)

    def cut(self, size: int) -> None:
        """Take off whatever lies beyond ``size``."""
        os.ftruncate(self._descriptor, size)
        self._size = size

    def close(self) -> None:
        """Let go of the file."""
        os.close(self._descriptor)
