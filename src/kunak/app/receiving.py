"""What came from elsewhere: judged in memory, then kept; what cannot be judged yet waits.

A blob that no key opens may be of tomorrow's key, and an event of a device that
nobody has let in yet may be followed by the event that lets it in. Both wait. What
is signed wrongly, or belongs to another group, is named and left aside.
"""

from collections.abc import Iterable, Sequence
from typing import Final

import msgspec

from kunak.app.following import Progress
from kunak.app.vault import Record
from kunak.app.workspace import Workspace
from kunak.app.wrapping import Piece, Wrapper, item_of, read_piece
from kunak.base.errors import KunakError
from kunak.base.ids import DeviceId, EventId, short
from kunak.base.words import phrase
from kunak.casework.members.events import Recovered
from kunak.casework.roster import GroupFounded
from kunak.crypto.signing import device_id
from kunak.log import codec, envelope, genesis
from kunak.log.envelope import Envelope
from kunak.log.refusals import EnvelopeRefused
from kunak.store.attachments import Attachments
from kunak.store.exchange import Exchange

RECEIVE_BATCH: Final = 5_000
"""Blobs that are judged and kept at once: after each batch every case that was touched is folded anew."""

JUNK: Final = "junk"
FORGED: Final = "forged-event"
FOREIGN: Final = "foreign"

SAYS: Final = {
    JUNK: phrase("Blob %(place)s opens with the group's key and holds nothing that Kunak knows. It was left aside."),
    FORGED: phrase(
        "Event %(place)s is not signed by the laptop that it names: somebody who can wrap for this group forged it. "
        "It was left aside."
    ),
    FOREIGN: phrase("Event %(place)s belongs to another group. It was left aside."),
}


class Received(msgspec.Struct):
    """What came of blobs.

    Attributes:
        events: New events that are in the log now.
        files: Files that are whole now.
        waiting: Blobs that wait for a key or for their author to be let in.
    """

    events: int = 0
    files: int = 0
    waiting: int = 0


class Receiver:
    """Takes blobs in.

    Attributes:
        notes: What relays had told the authors of what came: compared with what they tell this laptop.
    """

    def __init__(self, space: Workspace, exchange: Exchange, attachments: Attachments) -> None:
        self._space = space
        self._exchange = exchange
        self._attachments = attachments
        self.wrapper = Wrapper(space)
        self.notes: set[bytes] = set()
        self._tried_parked = False

    def take(self, blobs: Sequence[tuple[bytes, bytes]], progress: Progress = lambda _done, _all: None) -> Received:
        """Take in blobs (name, bytes); when this returns, what counts is on the disk.

        Raises:
            Fault: The disk refused. Blobs that were not taken in are fetched again.
        """
        received = Received()
        before = self._opens()
        for start in range(0, len(blobs), RECEIVE_BATCH):
            progress(start, len(blobs))
            self._take(blobs[start : start + RECEIVE_BATCH], received)
        if not self._tried_parked or self._opens() != before:
            self._take_parked(received)
        received.waiting = len(self._exchange.parked())
        progress(len(blobs), len(blobs))
        return received

    def take_records(self, records: Iterable[bytes]) -> Received:
        """Take in records that came in a welcome, unwrapped."""
        received = Received()
        made = [envelope.from_bytes(record) for record in records]
        self._keep({each.id: each for each in made}, received)
        self.wrapper.refresh()
        return received

    def _opens(self) -> tuple[int, int]:
        """Return what decides over blobs that wait: how many keys, and how many authors, are known."""
        return self.wrapper.ways, len(self._space.laptops.keys())

    def _take_parked(self, received: Received) -> None:
        """Try once more what waited, for as long as keys or authors come of it."""
        self._tried_parked = True
        while True:
            before = self._opens()
            parked = self._exchange.parked()
            # Let go only afterwards: whoever is cut short here must not lose what no relay is asked for again.
            still = self._take(parked, received)
            self._exchange.unpark([rid for rid, _ in parked if rid not in still])
            if self._opens() == before:
                return

    def _take(self, blobs: Sequence[tuple[bytes, bytes]], received: Received) -> set[bytes]:
        """Take in a batch; return the names of the blobs that wait."""
        with self._space.turn:
            waiting: list[tuple[bytes, bytes]] = []
            events: dict[EventId, tuple[bytes, bytes, Envelope]] = {}
            travelled: list[tuple[bytes, bytes]] = []
            for rid, blob in blobs:
                record = self.wrapper.unwrap(blob)
                if record is None:
                    waiting.append((rid, blob))
                    continue
                self._sort(rid, blob, record, events, travelled, received)
            left = self._keep({each: made for each, (_, _, made) in events.items()}, received)
            waiting += [events[each][:2] for each in left]
            travelled += [(each, rid) for each, (rid, _, _) in events.items() if each not in left]
            self._exchange.wrapped(travelled)
            self._exchange.park(waiting)
            self.wrapper.refresh()
            return {rid for rid, _ in waiting}

    def _sort(
        self,
        rid: bytes,
        blob: bytes,
        record: bytes,
        events: dict[EventId, tuple[bytes, bytes, Envelope]],
        travelled: list[tuple[bytes, bytes]],
        received: Received,
    ) -> None:
        piece = read_piece(record)
        if piece is not None:
            received.files += self._keep_piece(piece)
            travelled.append((item_of(piece), rid))
            return
        try:
            made = envelope.from_bytes(record)
        except EnvelopeRefused:
            self._notice(JUNK, short(rid))
            return
        events[made.id] = (rid, blob, made)

    def _keep_piece(self, piece: Piece) -> bool:
        return self._attachments.accept(piece.name.hex(), piece.number, piece.count, piece.data)

    def _keep(self, events: dict[EventId, Envelope], received: Received) -> set[EventId]:
        """Keep what a known author signed; return the events whose author is not known yet."""
        known = self._space.cache.known(events)
        left = {each: made for each, made in events.items() if each not in known and self._is_ours(made)}
        while left:
            sound = [made for made in left.values() if self._judged(made)]
            if not sound:
                break
            sound.sort(key=lambda made: (made.header.device, made.header.seq))
            self._space.vault.receive(sound)
            self._space.catch_up()
            received.events += len(sound)
            self.notes.update(made.header.checkpoint for made in sound if made.header.checkpoint)
            for made in sound:
                del left[made.id]
        forged = {each for each, made in left.items() if self._key_of(made) is not None}
        for each in forged:
            self._notice(FORGED, short(each))
        return set(left) - forged

    def _judged(self, made: Envelope) -> bool:
        key = self._key_of(made)
        if key is None:
            return False
        try:
            envelope.check(made, key)
        except EnvelopeRefused:
            return False
        return True

    def _is_ours(self, made: Envelope) -> bool:
        if made.header.organisation == self._space.vault.organisation:
            return True
        self._notice(FOREIGN, short(made.id))
        return False

    def _key_of(self, made: Envelope) -> bytes | None:
        """Return the public key of an event's author: of a device that was let in, or the one that its event proves.

        A founder's first word proves itself, and so does the word of whom the trustees let in.
        """
        known = self._space.laptops.key_of(DeviceId(made.header.device))
        if known is not None or made.header.compartment != self._space.keys.root:
            return known
        record = self._space.vault.open(made, "")
        event = codec.from_body(record.kind, record.body) if isinstance(record, Record) else None
        match event:
            case GroupFounded():
                return _founder_key(event, made)
            case Recovered(key=key) if device_id(key) == made.header.device:
                return key if self._space.laptops.is_of_trustees(event) else None
            case _:
                return None

    def _notice(self, kind: str, place: str) -> None:
        self._exchange.notice(kind, place, self._space.clock())


def _founder_key(event: GroupFounded, made: Envelope) -> bytes | None:
    if genesis.organisation_id(event.statement) != made.header.organisation:
        return None
    try:
        statement = genesis.read(event.statement)
    except KunakError:
        return None
    return next((key for key in statement.founders if device_id(key) == made.header.device), None)
