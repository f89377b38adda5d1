"""Secret bytes that do not slip into a log, a comparison or a pickle.

Refuses to show, compare, count, copy or store itself. It cannot wipe itself
from memory: Python keeps copies, so locking ends the process that holds keys.
"""

from typing import Final, NoReturn

SECRET_BYTES: Final = 32
"""Length of every key of ours: 256 bits."""


class Secret:
    """Bytes that are read in one place only: where ``reveal`` is written out."""

    __slots__ = ("_content",)
    __hash__ = None  # type: ignore[assignment]

    def __init__(self, content: bytes) -> None:
        self._content = bytes(content)

    def reveal(self) -> bytes:
        """Return the bytes. Every use of this word is a place to review."""
        return self._content

    def __repr__(self) -> str:
        return "<Secret>"

    def __eq__(self, other: object) -> NoReturn:
        raise TypeError("secrets are not compared")

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        raise TypeError("secrets are not copied or stored")
