"""A relay in memory that is honest until it is told to lie, in every way that has a name.

Its answers go through the bytes of their frames, as over a network, so that what a
reader of frames refuses is refused here, too.
"""

from collections.abc import Callable, Iterator
from typing import Final

import msgspec

from kunak.base import canonical
from kunak.crypto.secret import Secret
from kunak.crypto.signing import SigningKey
from kunak.sync.lies import Lie
from kunak.wire import checkpoint as notes
from kunak.wire import frames, limits, tree
from kunak.wire.checkpoint import Checkpoint
from kunak.wire.frames import Item, Page, Push, Pushed, Receipt, Register, Registered, Rekey, Since, rid_of
from kunak.wire.tree import Range

RELAY: Final = SigningKey.from_seed(Secret(b"r" * 32))
OTHER: Final = SigningKey.from_seed(Secret(b"x" * 32))
PAGE: Final = 18
"""The number of a page among the frames (``spec/relay.md``)."""


class LyingRelay:
    """One feed, and the client of it at once.

    Attributes:
        lie: What it does wrong from now on; None: nothing.
        goes_away: Asked before every answer; what it raises is a network that broke.
    """

    def __init__(self, feed: bytes = b"f" * 16) -> None:
        self.feed = feed
        self.lie: Lie | None = None
        self.goes_away: Callable[[], None] = lambda: None
        self.blobs: list[bytes] = []
        self.rids: list[bytes] = []
        self._places: dict[bytes, int] = {}

    # As a client

    def register(self, frame: Register) -> Registered:
        """Open the feed."""
        self.feed = frame.feed
        return Registered(RELAY.public, self.checkpoint())

    def rekey(self, _frame: Rekey) -> Registered:
        """Take any token."""
        return Registered(RELAY.public, self.checkpoint())

    def listen(self) -> Iterator[int]:
        """Say nothing."""
        yield from ()

    def checkpoint(self) -> bytes:
        """Say what the feed holds."""
        return self._note(self.rids)

    def close(self) -> None:
        """Hang up."""

    def ask(self, request: Since | Push) -> Page | Pushed:
        """Answer as something that a session asks."""
        return self.since(request) if isinstance(request, Since) else self.push(request)

    def push(self, frame: Push) -> Pushed:
        """Take blobs; or say so, and drop them."""
        self.goes_away()
        before = len(self.rids)
        receipts = tuple(Receipt(rid_of(blob), self._keep(blob)) for blob in frame.blobs)
        if self.lie is Lie.DROPPED:
            self._forget(before)
        return frames.read(frames.write(Pushed(receipts, self._note(self.rids))), Pushed)

    def since(self, frame: Since) -> Page:
        """Hand out blobs; or something else."""
        self.goes_away()
        rids, blobs = self._shown()
        chosen = range(frame.number, min(len(rids), frame.number + frame.limit))
        items = [Item(number, rids[number], 0, blobs[number]) for number in chosen]
        return _as_bytes(self._bent(items), self._note(rids))

    # What it does wrong

    def _shown(self) -> tuple[list[bytes], list[bytes]]:
        match self.lie:
            case Lie.TRUNCATED:
                half = len(self.rids) // 2
                return self.rids[:half], self.blobs[:half]
            case Lie.FORKED | Lie.SPLIT:
                return self.rids[::-1], self.blobs[::-1]
            case Lie.REPLAYED if self.rids:
                return [*self.rids, self.rids[0]], [*self.blobs, self.blobs[0]]
            case _:
                return self.rids, self.blobs

    def _bent(self, items: list[Item]) -> list[Item]:
        match self.lie:
            case Lie.ALTERED if items:
                first = items[0]
                altered = first.blob[:-1] + bytes([first.blob[-1] ^ 1])
                return [msgspec.structs.replace(first, blob=altered), *items[1:]]
            case Lie.REORDERED:
                return (
                    items[::-1] if len(items) > 1 else [msgspec.structs.replace(i, number=i.number + 1) for i in items]
                )
            case Lie.WITHHELD:
                return []
            case _:
                return items

    def _note(self, rids: list[bytes]) -> bytes:
        said = Checkpoint(self.feed, len(rids), tree.root(tree.grow(Range(), rids).tree))
        key = OTHER if self.lie is Lie.UNSIGNED else RELAY
        return notes.write(said, key=key.public, signature=key.sign(notes.to_sign(said)))

    def _keep(self, blob: bytes) -> int:
        rid = rid_of(blob)
        if rid not in self._places:
            self._places[rid] = len(self.rids)
            self.rids.append(rid)
            self.blobs.append(blob)
        return self._places[rid]

    def _forget(self, size: int) -> None:
        for rid in self.rids[size:]:
            del self._places[rid]
        del self.rids[size:], self.blobs[size:]


def _as_bytes(items: list[Item], note: bytes) -> Page:
    """Send a page as a liar does: its own writer would refuse some of them."""
    rows: list[canonical.Plain] = [[each.number, each.rid, each.time, each.blob] for each in items]
    return frames.read(canonical.encode([limits.VERSION, PAGE, rows, note]), Page)
