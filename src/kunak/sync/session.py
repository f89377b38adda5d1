"""One exchange of blobs with one relay, without any network: what to ask next, and what an answer means.

The session knows the tree of the feed as far as it was verified. Every page makes it
grow, and wherever it is as large as the relay says, the roots must be the same: so a
relay that drops, alters, reorders or exchanges anything, or shows an older state, is
noticed at once, and by name. The same session serves a carried folder, which signs
nothing. Specified in ``spec/sync.md``.
"""

from collections.abc import Callable, Iterator, Sequence
from enum import Enum
from typing import Final

import msgspec

from kunak.crypto import signing
from kunak.sync.lies import Lie, Noticed
from kunak.wire import checkpoint as notes
from kunak.wire import tree
from kunak.wire.checkpoint import Checkpoint
from kunak.wire.frames import Page, Push, Pushed, Since, rid_of
from kunak.wire.limits import PAGE_COUNT
from kunak.wire.refusals import FrameRefused, Reason
from kunak.wire.tree import Range

PUSH_COUNT: Final = 50
PUSH_BYTES: Final = 4 * 2**20
"""Of one push: an answer comes within seconds even over a slow circuit."""


class State(Enum):
    """Where the exchange is."""

    PULLING = "pulling"
    PUSHING = "pushing"
    DONE = "done"
    STOPPED = "stopped"


class Turn(Enum):
    """What an answer came to."""

    MORE = "more"
    LEVEL = "level"
    BEHIND = "behind"
    SENT = "sent"
    EMPTY = "empty"
    LIE = "lie"


TRANSITIONS: Final[dict[tuple[State, Turn], State]] = {
    (State.PULLING, Turn.MORE): State.PULLING,
    (State.PULLING, Turn.LEVEL): State.PUSHING,
    (State.PULLING, Turn.LIE): State.STOPPED,
    (State.PUSHING, Turn.SENT): State.PUSHING,
    (State.PUSHING, Turn.BEHIND): State.PULLING,
    (State.PUSHING, Turn.EMPTY): State.DONE,
    (State.PUSHING, Turn.LIE): State.STOPPED,
}
"""What follows what; nothing else can happen."""

REFUSED: Final[dict[Reason, Lie]] = {Reason.RID: Lie.ALTERED, Reason.GAP: Lie.REORDERED}
"""What a page that was refused unread means; any other reason is a broken relay, not a lying one."""


class Came(msgspec.Struct, frozen=True):
    """Blobs that came: name and bytes."""

    blobs: tuple[tuple[bytes, bytes], ...]


class Verified(msgspec.Struct, frozen=True):
    """The relay's tree is this one: names of its blobs from ``number`` on, and the signed note that says so."""

    number: int
    rids: tuple[bytes, ...]
    note: bytes


class Sent(msgspec.Struct, frozen=True):
    """So many blobs are with the other side now."""

    count: int


Outcome = Came | Verified | Sent | Noticed


class Session:
    """One exchange.

    Attributes:
        state: Where it is.
    """

    def __init__(
        self,
        *,
        feed: bytes,
        relay_key: bytes | None,
        verified: Range,
        is_in_feed: Callable[[bytes], bool] = lambda _rid: False,
    ) -> None:
        """Begin.

        Args:
            feed: The feed's id.
            relay_key: By which the relay signs what it holds; None for a carried folder, which signs nothing.
            verified: The tree of the feed as far as it is known.
            is_in_feed: Whether a blob of this name came under an earlier number.
        """
        self.state = State.PULLING
        self._feed = feed
        self._key = relay_key
        self._verified = verified
        self._growing = verified
        self._unverified: list[bytes] = []
        self._is_in_feed = is_in_feed
        self._outgoing: Iterator[bytes] = iter(())
        self._held_over: list[bytes] = []
        self._pushing: tuple[bytes, ...] = ()

    def offer(self, blobs: Iterator[bytes]) -> None:
        """Say what is to be sent, once everything was fetched."""
        self._outgoing = blobs

    def ask(self) -> Since | Push | None:
        """Return what to ask next; None where the exchange is over."""
        if self.state is State.PUSHING:
            batch = self._batch()
            if batch:
                self._pushing = tuple(rid_of(blob) for blob in batch)
                return Push(tuple(batch))
            self._turn(Turn.EMPTY)
        if self.state is State.PULLING:
            return Since(self._growing.size, PAGE_COUNT)
        return None

    def receive(self, answer: Page | Pushed) -> list[Outcome]:
        """Judge an answer; return what came of it."""
        return self._page(answer) if isinstance(answer, Page) else self._pushed(answer)

    def refused(self, reason: Reason) -> list[Outcome]:
        """Judge an answer that was refused unread.

        Raises:
            FrameRefused: It says nothing about honesty: the relay is broken, or another program answers.
        """
        if reason not in REFUSED:
            raise FrameRefused(reason)
        return self._lie(REFUSED[reason], self._growing.size)

    # Answers

    def _page(self, page: Page) -> list[Outcome]:
        said = self._said(page.checkpoint)
        if isinstance(said, Lie):
            return self._lie(said, self._growing.size)
        if page.items and page.items[0].number != self._growing.size:
            return self._lie(Lie.REORDERED, self._growing.size)
        outcomes: list[Outcome] = []
        again = set(self._unverified)
        for item in page.items:
            if item.rid in again or self._is_in_feed(item.rid):
                outcomes.append(Noticed(Lie.REPLAYED, item.number))
            again.add(item.rid)
        if page.items:
            outcomes.append(Came(tuple((item.rid, item.blob) for item in page.items)))
        self._grow([item.rid for item in page.items])
        if said is None:
            self._turn(Turn.MORE if page.items else Turn.LEVEL)
            return outcomes
        if said.size > self._growing.size and not page.items:
            return [*outcomes, *self._lie(Lie.WITHHELD, self._growing.size)]
        return [*outcomes, *self._compare(said, page.checkpoint)]

    def _pushed(self, pushed: Pushed) -> list[Outcome]:
        said = self._said(pushed.checkpoint)
        if isinstance(said, Lie):
            return self._lie(said, self._growing.size)
        if tuple(receipt.rid for receipt in pushed.receipts) != self._pushing:
            return self._lie(Lie.DROPPED, self._growing.size)
        fresh = sorted((each.number, each.rid) for each in pushed.receipts if each.number >= self._growing.size)
        outcomes: list[Outcome] = [Sent(len(self._pushing))]
        if said is None:
            self._turn(Turn.SENT)
            return outcomes
        if said.size < max((number + 1 for number, _ in fresh), default=0):
            return [*outcomes, *self._lie(Lie.DROPPED, said.size)]
        # What others sent meanwhile lies between: it is fetched, and what was just sent comes with it.
        if [number for number, _ in fresh] == list(range(self._growing.size, self._growing.size + len(fresh))):
            self._grow([rid for _, rid in fresh])
        if said.size == self._growing.size:
            return [*outcomes, *self._compare(said, pushed.checkpoint, level=Turn.SENT)]
        self._turn(Turn.BEHIND)
        return outcomes

    def _said(self, note: bytes) -> Checkpoint | Lie | None:
        """Return what the relay says that it holds, or the lie in it; None where nobody signs."""
        if self._key is None:
            return None
        try:
            signed = notes.read(note)
            if signed.checkpoint.feed != self._feed or signed.key_hash != notes.key_hash(self._feed, self._key):
                return Lie.UNSIGNED
            signing.verify(self._key, notes.to_sign(signed.checkpoint), signed.signature)
        except (FrameRefused, signing.BadSignature):
            return Lie.UNSIGNED
        if signed.checkpoint.size < self._verified.size:
            return Lie.TRUNCATED
        if signed.checkpoint.size == self._verified.size and signed.checkpoint.root != tree.root(self._verified):
            return Lie.FORKED
        return signed.checkpoint

    def _compare(self, said: Checkpoint, note: bytes, *, level: Turn = Turn.LEVEL) -> list[Outcome]:
        if said.size > self._growing.size:
            self._turn(Turn.MORE)
            return []
        if said.size < self._growing.size or said.root != tree.root(self._growing):
            return self._lie(Lie.FORKED, said.size)
        verified = Verified(self._verified.size, tuple(self._unverified), note)
        self._verified, self._unverified = self._growing, []
        self._turn(level)
        return [verified]

    def _grow(self, rids: Sequence[bytes]) -> None:
        self._growing = tree.grow(self._growing, rids).tree
        self._unverified += rids

    def _lie(self, lie: Lie, place: int) -> list[Outcome]:
        self._turn(Turn.LIE)
        return [Noticed(lie, place)]

    def _turn(self, turn: Turn) -> None:
        self.state = TRANSITIONS[self.state, turn]

    def _batch(self) -> list[bytes]:
        """Take from what is to be sent as much as one push holds."""
        batch, size = self._held_over, sum(map(len, self._held_over))
        self._held_over = []
        seen = set(batch)
        while len(batch) < PUSH_COUNT:
            blob = next(self._outgoing, None)
            if blob is None:
                break
            if blob in seen:
                continue
            if batch and size + len(blob) > PUSH_BYTES:
                self._held_over = [blob]
                break
            batch.append(blob)
            seen.add(blob)
            size += len(blob)
        return batch


class Roots:
    """What the root of the feed was when it was so large, as this laptop verified it.

    Asked in ascending order of size it goes through the feed once.
    """

    def __init__(self, rids: Sequence[bytes]) -> None:
        self._rids = rids
        self._tree = Range()

    def at(self, size: int) -> bytes | None:
        """Return the root; None where this laptop has not seen so much."""
        if size > len(self._rids):
            return None
        start = self._tree if self._tree.size <= size else Range()
        self._tree = tree.grow(start, self._rids[start.size : size]).tree
        return tree.root(self._tree)


def said_size(note: bytes, *, feed: bytes, relay_key: bytes) -> int | None:
    """Return of which size a checkpoint speaks; None where it is not of this relay and says nothing."""
    said = _of_relay(note, feed, relay_key)
    return None if said is None else said.size


def splits(note: bytes, *, feed: bytes, relay_key: bytes, roots: Roots) -> Noticed | int | None:
    """Compare what another laptop was shown with what this one was shown.

    Args:
        note: The checkpoint that an event carries.
        feed: This group's feed.
        relay_key: The relay's key.
        roots: Of the feed, as this laptop verified it.

    Returns:
        What was noticed; or the size for which this laptop has not seen enough yet; or None if all is well, or the
        note is not of this relay and says nothing.
    """
    said = _of_relay(note, feed, relay_key)
    if said is None:
        return None
    known = roots.at(said.size)
    if known is None:
        return said.size
    return Noticed(Lie.SPLIT, said.size) if known != said.root else None


def _of_relay(note: bytes, feed: bytes, relay_key: bytes) -> Checkpoint | None:
    try:
        signed = notes.read(note)
        if signed.checkpoint.feed != feed or signed.key_hash != notes.key_hash(feed, relay_key):
            return None
        signing.verify(relay_key, notes.to_sign(signed.checkpoint), signed.signature)
    except (FrameRefused, signing.BadSignature):
        return None
    return signed.checkpoint
