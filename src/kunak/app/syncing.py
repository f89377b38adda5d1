"""Exchanging what was written, with a relay or by a carried folder: one session, two drivers.

First what the others wrote is fetched and judged; then every reader of today is
given the keys they lack; then what is new here is sent. Cut short at any moment, it
goes on where it stopped.
"""

from collections.abc import Callable, Iterator
from typing import Final, Protocol

import msgspec

from kunak.app import giving, members, weekly, wiring
from kunak.app.following import Progress
from kunak.app.meeting import Connect, RelayPeer, enter
from kunak.app.receiving import RECEIVE_BATCH, SAYS, Received, Receiver
from kunak.app.wiring import CHECKPOINT, OpenVault
from kunak.app.wrapping import Wrapper, item_of, pieces
from kunak.base.ids import short
from kunak.base.words import phrase
from kunak.crypto.joining import Meeting
from kunak.log.envelope import Envelope
from kunak.sync.lies import SENTENCES, Noticed
from kunak.sync.session import Came, Outcome, Roots, Sent, Session, State, Verified, said_size, splits
from kunak.wire import tree
from kunak.wire.frames import Item, Page, Push, Pushed, Receipt, Since, rid_of
from kunak.wire.refusals import FrameRefused
from kunak.wire.tree import Range

OFFERED: Final = "offered"
AHEAD: Final = "ahead"
LAST: Final = "last"
UNDER_WAY: Final = "under-way"
"""Notes of the exchange: how far the log was offered to the relay, words about a future, when the last one was, and
whether one has begun and not ended."""

DAMAGED: Final = "courier-damaged"
DAMAGED_SAYS: Final = phrase(
    "File %(place)s in the courier's folder was copied halfway or altered. It was left aside; "
    "the laptop that put it there writes it again."
)

_NOTICED: Final = {
    **SAYS,
    **{lie.value: says for lie, says in SENTENCES.items()},
    weekly.DIFFERS: weekly.DIFFERS_SAYS,
    DAMAGED: DAMAGED_SAYS,
}

_WRAP_BATCH: Final = 200

_HELD_BYTES: Final = 16 * 2**20
"""16 MiB of blobs at most are held until they are taken in together (`RECEIVE_BATCH`)."""


class Peer(Protocol):
    """Whoever blobs are exchanged with."""

    def ask(self, request: Since | Push) -> Page | Pushed:
        """Ask and return the answer.

        Raises:
            FrameRefused: What came is no answer to this.
            Fault: Nobody answered.
        """


class Blobs(Protocol):
    """A carried folder."""

    def names(self) -> set[bytes]:
        """Return the names of the blobs that are there."""

    def read(self, rids: Iterator[bytes]) -> Iterator[tuple[bytes, bytes | None]]:
        """Yield blobs; None where a file is not what its name says."""

    def write(self, blobs: tuple[bytes, ...]) -> int:
        """Put blobs into the folder."""

    def settle(self) -> None:
        """Wait until everything is on the medium."""


class Report(msgspec.Struct):
    """What came of a sync.

    Attributes:
        waiting: Blobs that wait for a key or for their author.
        noticed: What was wrong, in words.
        complete: Whether both sides have everything now.
    """

    received: int = 0
    files: int = 0
    sent: int = 0
    waiting: int = 0
    noticed: list[str] = []
    complete: bool = False


def with_courier(vault: OpenVault, folder: Blobs, progress: Progress = lambda _done, _all: None) -> Report:
    """Exchange with a carried folder.

    Raises:
        Refused: Nobody else was ever let in.
        Fault: The folder, or the disk, refused; what was exchanged before stays.
    """
    with vault.exchange.turn:
        giving.give(vault.space)
        driver = _Driver(vault, progress)
        there = folder.names()
        peer = _CourierPeer(folder, sorted(rid for rid in there if not vault.exchange.knows(rid)), driver.damaged)
        session = Session(feed=b"", relay_key=None, verified=Range())
        report = driver.run(session, peer, lambda: driver.outgoing(there.__contains__, since=0))
        folder.settle()
        # What others were shown of the relay comes by courier, too.
        _compare_views(vault, wiring.meeting(vault), driver.receiver.notes, report)
        return report


def with_relay(vault: OpenVault, peer: Peer, meeting: Meeting, progress: Progress = lambda _done, _all: None) -> Report:
    """Exchange with a relay.

    Raises:
        Refused: Nobody else was ever let in.
        FrameRefused: Something that is no relay answered.
        Fault: The relay, or the disk, refused; what was exchanged before stays.
    """
    with vault.exchange.turn:
        exchange = vault.exchange
        driver = _Driver(vault, progress)
        verified = tree.grow(Range(), exchange.feed()).tree
        session = Session(
            feed=meeting.feed, relay_key=meeting.relay_key, verified=verified, is_in_feed=exchange.in_feed
        )
        since = int.from_bytes(exchange.note(OFFERED), "big")
        report = driver.run(session, peer, lambda: driver.outgoing(exchange.in_feed, since=since))
        if report.complete:
            exchange.set_note(OFFERED, driver.offered.to_bytes(8, "big"))
        _compare_views(vault, meeting, driver.receiver.notes, report)
        return report


def meet(vault: OpenVault, connect: Connect, where: Meeting, progress: Progress = lambda _done, _all: None) -> Report:
    """Go to the relay, exchange, and hang up.

    Raises:
        Refused: There is no relay, or nobody else was ever let in.
        FrameRefused: Something that is no relay answered.
        Fault: The relay, or the disk, refused; what was exchanged before stays.
    """
    client = enter(vault.space, connect, where)
    try:
        return with_relay(vault, RelayPeer(client), where, progress)
    finally:
        client.close()


def begin_anew(vault: OpenVault) -> None:
    """Forget what a relay showed, so that everything is compared and sent once more."""
    with vault.exchange.turn:
        vault.exchange.forget_feed()
        for name in (CHECKPOINT, OFFERED, AHEAD):
            vault.exchange.set_note(name, b"")
        vault.space.checkpoint = b""


def was_cut_short(vault: OpenVault) -> bool:
    """Say whether an exchange has begun and not ended, and does not go on just now."""
    turn = vault.exchange.turn
    if not vault.exchange.note(UNDER_WAY) or not turn.acquire(blocking=False):
        return False
    turn.release()
    return bool(vault.exchange.note(UNDER_WAY))


class _Driver:
    """Carries one session through.

    Attributes:
        offered: How many records of the log were surely offered.
    """

    def __init__(self, vault: OpenVault, progress: Progress) -> None:
        self._vault = vault
        self._progress = progress
        self.receiver: Receiver = vault.receiver()
        self.report = Report()
        self.offered = 0
        self._came: list[tuple[bytes, bytes]] = []

    def run(self, session: Session, peer: Peer, outgoing: Callable[[], Iterator[bytes]]) -> Report:
        """Ask and judge until the session is over."""
        self._vault.exchange.set_note(UNDER_WAY, b"1")
        # Whoever was cut short may hold the key of what waits already.
        self._take_in()
        try:
            self._exchange(session, peer, outgoing)
        finally:
            self._take_in()
        self.report.complete = session.state is State.DONE
        self.report.waiting = len(self._vault.exchange.parked())
        standing = members.own_standing(self._vault.space)
        if standing:
            self.report.noticed.insert(0, standing)
        self._vault.exchange.set_note(LAST, self._vault.space.clock().to_bytes(8, "big"))
        self._vault.exchange.set_note(UNDER_WAY, b"")
        return self.report

    def _exchange(self, session: Session, peer: Peer, outgoing: Callable[[], Iterator[bytes]]) -> None:
        offered = False
        while True:
            if session.state is State.PUSHING and not offered:
                giving.give(self._vault.space)
                self._sign_week()
                session.offer(outgoing())
                offered = True
            request = session.ask()
            if request is None:
                break
            for outcome in self._answered(session, peer, request):
                self._take(outcome)
            if session.state is not State.PULLING:
                self._take_in()

    def _answered(self, session: Session, peer: Peer, request: Since | Push) -> list[Outcome]:
        try:
            answer = peer.ask(request)
        except FrameRefused as refused:
            return session.refused(refused.reason)
        return session.receive(answer)

    def _take(self, outcome: Outcome) -> None:
        match outcome:
            case Came(blobs=blobs):
                self._came += [(rid, blob) for rid, blob in blobs if not self._vault.exchange.knows(rid)]
                if len(self._came) >= RECEIVE_BATCH or sum(len(blob) for _, blob in self._came) >= _HELD_BYTES:
                    self._take_in()
            case Verified(number=number, rids=rids, note=note):
                # First what came: whatever is verified is not asked for again.
                self._take_in()
                self._vault.exchange.extend_feed(number, rids)
                self._vault.exchange.set_note(CHECKPOINT, note)
                self._vault.space.checkpoint = note
            case Sent(count=count):
                self.report.sent += count
                self._progress(self.report.received + self.report.sent, self.report.received + self.report.sent)
            case Noticed() as noticed:
                self.notice(noticed)

    def _take_in(self) -> None:
        """Judge and keep what came."""
        came, self._came = self._came, []
        received: Received = self.receiver.take(came)
        self.report.received += received.events
        self.report.files += received.files
        self._progress(self.report.received, self.report.received)

    def notice(self, noticed: Noticed) -> None:
        """Write down a lie, for the desk and for whoever asked for this sync."""
        self._vault.exchange.notice(noticed.lie.value, str(noticed.place), self._vault.space.clock())
        self.report.noticed.append(noticed.says)

    def _sign_week(self) -> None:
        space = self._vault.space
        for laptop in weekly.sign(space):
            self._vault.exchange.notice(weekly.DIFFERS, laptop, space.clock())
            self.report.noticed.append(weekly.DIFFERS_SAYS % {"place": laptop})

    def damaged(self, rid: bytes) -> None:
        """Write down a file of the courier that is not what its name says."""
        self._vault.exchange.notice(DAMAGED, short(rid), self._vault.space.clock())
        self.report.noticed.append(DAMAGED_SAYS % {"place": short(rid)})

    def outgoing(self, is_there: Callable[[bytes], bool], *, since: int) -> Iterator[bytes]:
        """Yield the blobs of what is here and not there: events first, then pieces of files."""
        wrapper, exchange = Wrapper(self._vault.space), self._vault.exchange
        _ = wrapper.present
        # Whoever writes at the desk meanwhile may write behind this reader's back: that is offered the next time.
        self.offered = self._vault.space.vault.log.count
        wrapped: list[tuple[bytes, bytes]] = []
        for made in self._vault.space.vault.envelopes(skip=since):
            if not isinstance(made, Envelope):
                continue
            known = exchange.rid_of(made.id)
            if known is not None and is_there(known):
                continue
            blob = wrapper.wrap(made)
            rid = rid_of(blob)
            wrapped.append((made.id, rid))
            if len(wrapped) >= _WRAP_BATCH:
                exchange.wrapped(wrapped)
                wrapped = []
            if not is_there(rid):
                yield blob
        exchange.wrapped(wrapped)
        yield from self._files(wrapper, is_there)

    def _files(self, wrapper: Wrapper, is_there: Callable[[bytes], bool]) -> Iterator[bytes]:
        exchange, attachments = self._vault.exchange, self._vault.attachments
        for name in attachments.names():
            sealed = attachments.sealed(name)
            for piece in pieces(bytes.fromhex(name), sealed):
                known = exchange.rid_of(item_of(piece))
                if known is not None and is_there(known):
                    continue
                blob = wrapper.wrap_piece(piece)
                exchange.wrapped([(item_of(piece), rid_of(blob))])
                if not is_there(rid_of(blob)):
                    yield blob


class _CourierPeer:
    """A carried folder as something that answers: what is new in it, numbered as it lies."""

    def __init__(self, folder: Blobs, unseen: list[bytes], damaged: Callable[[bytes], None]) -> None:
        self._folder = folder
        self._unseen = unseen
        self._damaged = damaged
        self._given = 0

    def ask(self, request: Since | Push) -> Page | Pushed:
        if isinstance(request, Push):
            self._folder.write(request.blobs)
            return Pushed(tuple(Receipt(rid_of(blob), number) for number, blob in enumerate(request.blobs)), b"")
        names = self._unseen[self._given : self._given + request.limit]
        self._given += len(names)
        items: list[Item] = []
        for rid, blob in self._folder.read(iter(names)):
            if blob is None:
                self._damaged(rid)
            else:
                items.append(Item(request.number + len(items), rid, 0, blob))
        return Page(tuple(items), b"") if items or self._given >= len(self._unseen) else self.ask(request)


def _compare_views(vault: OpenVault, meeting: Meeting, said: set[bytes], report: Report) -> None:
    """Compare what the relay showed the others with what it showed this laptop."""
    if not meeting.url and not meeting.relay_key:
        return
    ahead = msgspec.msgpack.decode(vault.exchange.note(AHEAD) or b"\x90", type=set[bytes])
    waiting: set[bytes] = set()
    roots = Roots(vault.exchange.feed()) if said | ahead else Roots(())
    for _, note in sorted(_by_size(said | ahead, meeting)):
        found = splits(note, feed=meeting.feed, relay_key=meeting.relay_key, roots=roots)
        if isinstance(found, Noticed):
            vault.exchange.notice(found.lie.value, str(found.place), vault.space.clock())
            report.noticed.append(found.says)
        elif found is not None:
            waiting.add(note)
    vault.exchange.set_note(AHEAD, msgspec.msgpack.encode(sorted(waiting)))


def _by_size(said: set[bytes], meeting: Meeting) -> Iterator[tuple[int, bytes]]:
    for note in said:
        size = said_size(note, feed=meeting.feed, relay_key=meeting.relay_key)
        if size is not None:
            yield size, note


def sentence_of(kind: str) -> str:
    """Return the sentence about something that was noticed, for translation; it has one place, ``place``."""
    return _NOTICED[kind]
