"""Which events are in a stream of bytes? As much of ``text/event-stream`` as a relay sends; pure."""

from collections.abc import Iterator
from typing import Final

from kunak.wire.limits import NUMBER_MOST
from kunak.wire.refusals import FrameRefused, Reason

LINE_BYTES: Final = 256
"""A relay's lines are shorter than 40 bytes. A longer one is somebody else's."""
_DIGITS: Final = len(str(NUMBER_MOST))


class EventReader:
    """Takes bytes as they come and gives the sizes that were announced."""

    def __init__(self) -> None:
        self._rest = b""
        self._kind = b""
        self._data: int | None = None

    def feed(self, data: bytes) -> Iterator[int]:
        """Take some bytes in.

        Raises:
            FrameRefused: They are no stream of a relay.
        """
        *lines, self._rest = (self._rest + data).split(b"\n")
        if len(self._rest) > LINE_BYTES:
            raise FrameRefused(Reason.SIZE)
        for line in lines:
            size = self._take(line.removesuffix(b"\r"))
            if size is not None:
                yield size

    def _take(self, line: bytes) -> int | None:
        if len(line) > LINE_BYTES:
            raise FrameRefused(Reason.SIZE)
        name, _, value = line.partition(b":")
        value = value.removeprefix(b" ")
        if not line:
            size = self._data if self._kind == b"size" else None
            self._kind, self._data = b"", None
            return size
        if name == b"event":
            self._kind = value
        elif name == b"data":
            if not value.isdigit() or len(value) > _DIGITS or int(value) > NUMBER_MOST:
                raise FrameRefused(Reason.FIELD)
            self._data = int(value)
        return None
