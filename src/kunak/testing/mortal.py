"""A laptop's disk in memory whose power is cut before any write: what was written stays, and nothing more comes.

A step that the log was writing may have reached the disk or not, but not half of it,
as on a real one.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from random import Random

from kunak.base.instants import Instant
from kunak.crypto.secret import Secret
from kunak.store.cache import Batch
from kunak.testing.memory import MemoryCache, MemoryExchange, MemoryKeyring, MemoryLog
from kunak.wire.frames import rid_of


class PowerCut(BaseException):
    """The laptop is dead. No handler of faults may catch it."""


class Fuse:
    """Counts writes, and blows before one of them.

    Attributes:
        written: How many writes there have been since it was set.
    """

    def __init__(self) -> None:
        self.written = 0
        self._blows_at: int | None = None

    def set(self, blows_at: int | None) -> None:
        """Blow before this write from now on, counted from 0; None: never. A dead laptop starts again."""
        self.written, self._blows_at = 0, blows_at

    @property
    def is_blown(self) -> bool:
        """Whether the laptop is dead: whatever it still tries fails."""
        return self._blows_at is not None and self.written > self._blows_at

    def burn(self, half: Callable[[], None] = lambda: None) -> None:
        """Let one write through, or do half of it and end."""
        was_blown = self.is_blown
        self.written += 1
        if self.is_blown:
            if not was_blown:
                half()
            raise PowerCut


class MortalLog(MemoryLog):
    """A log on such a disk."""

    def __init__(self, fuse: Fuse, dice: Random) -> None:
        super().__init__()
        self._fuse, self._dice = fuse, dice

    def append(self, records: Sequence[bytes]) -> None:
        """Keep all; or, when the power is cut, all or none."""
        self._fuse.burn(lambda: super(MortalLog, self).append(self._dice.choice([records, ()])))
        super().append(records)


class MortalKeyring(MemoryKeyring):
    """A keyring on such a disk."""

    def __init__(self, fuse: Fuse) -> None:
        super().__init__()
        self._fuse = fuse

    def add(self, entries: Sequence[tuple[bytes, int, Secret]]) -> None:
        """Keep secrets."""
        self._fuse.burn()
        super().add(entries)


class MortalCache(MemoryCache):
    """A cache on such a disk."""

    def __init__(self, fuse: Fuse) -> None:
        super().__init__()
        self._fuse = fuse

    def apply(self, batch: Batch) -> None:
        """Take a batch in."""
        self._fuse.burn()
        super().apply(batch)


class MortalExchange(MemoryExchange):
    """What was exchanged, on such a disk."""

    def __init__(self, fuse: Fuse) -> None:
        super().__init__()
        self._fuse = fuse

    def wrapped(self, pairs: Iterable[tuple[bytes, bytes]]) -> None:
        """Take note in which blob something travels."""
        self._fuse.burn()
        super().wrapped(pairs)

    def park(self, blobs: Iterable[tuple[bytes, bytes]]) -> None:
        """Keep what waits."""
        self._fuse.burn()
        super().park(blobs)

    def unpark(self, rids: Iterable[bytes]) -> None:
        """Let it go."""
        self._fuse.burn()
        super().unpark(rids)

    def extend_feed(self, number: int, rids: Sequence[bytes]) -> None:
        """Add verified names."""
        self._fuse.burn()
        super().extend_feed(number, rids)

    def set_note(self, name: str, value: bytes) -> None:
        """Keep a small value."""
        self._fuse.burn()
        super().set_note(name, value)

    def notice(self, kind: str, place: str, at: Instant) -> None:
        """Take note of something once."""
        self._fuse.burn()
        super().notice(kind, place, at)


class Stick:
    """A carried folder in memory."""

    def __init__(self) -> None:
        self.blobs: dict[bytes, bytes] = {}

    def names(self) -> set[bytes]:
        """Return what is on it."""
        return set(self.blobs)

    def read(self, rids: Iterable[bytes]) -> Iterator[tuple[bytes, bytes | None]]:
        """Yield blobs."""
        return ((rid, self.blobs[rid]) for rid in rids)

    def write(self, blobs: Iterable[bytes]) -> int:
        """Put blobs on it."""
        before = len(self.blobs)
        self.blobs |= {rid_of(blob): blob for blob in blobs}
        return len(self.blobs) - before

    def settle(self) -> None:
        """Nothing is waited for."""
