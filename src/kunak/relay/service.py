"""What does the relay do for one request? Frames in, frames out; HTTP stands before it and the database behind it."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from typing import Any, Final

import msgspec
from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from kunak.relay import feeds
from kunak.relay.database import Database
from kunak.relay.feeds import Feed
from kunak.relay.keys import Notary
from kunak.relay.limits import PUSHES, READS, Buckets, Quota, Rate
from kunak.relay.meters import Meters
from kunak.relay.news import News
from kunak.relay.refusals import damaged
from kunak.relay.writer import Writer
from kunak.wire import frames
from kunak.wire.frames import Include, Page, Proof, Prove, Push, Pushed, Receipt, Register, Registered, Rekey, Since
from kunak.wire.refusals import FrameRefused

Clock = Callable[[], int]
SMALL: Final = 512


class Settings(msgspec.Struct, frozen=True):
    """What the keeper of a relay may choose."""

    needs_ticket: bool = True
    quota: Quota = Quota()
    pushes: Rate = PUSHES
    reads: Rate = READS


class Relay:
    """All feeds of one database, for one event loop."""

    def __init__(
        self,
        database: Database,
        notary: Notary,
        settings: Settings,
        *,
        now: Clock,
        seconds: Callable[[], float],
        meters: Meters,
        report: Callable[[str], None],
    ) -> None:
        self.report = report
        self.meters = meters
        self.public = notary.public
        self.news = News(self._look, meters)
        self._database = database
        self._notary = notary
        self._settings = settings
        self._now = now
        self._pushes = Buckets(settings.pushes, seconds)
        self._reads = Buckets(settings.reads, seconds)
        self._writer = Writer(database, observe=meters.groups.observe)

    async def register(self, frame: Register) -> bytes:
        """Open a feed and return a Registered."""
        needs_ticket = self._settings.needs_ticket
        return await self._registered(
            frame.feed, lambda c: feeds.register(c, frame, needs_ticket=needs_ticket, now=self._now())
        )

    async def rekey(self, frame: Rekey) -> bytes:
        """Change who may come in, and return a Registered."""
        return await self._registered(frame.feed, lambda c: feeds.rekey(c, frame))

    async def admit_push(self, feed: bytes, token: bytes) -> None:
        """Return only if this token may push now: said before the body is read."""
        found = await asyncio.to_thread(self._read, feed, token, lambda _c, found: found)
        self._pushes.take(found.id)

    async def push(self, feed: bytes, token: bytes, body: bytes) -> bytes:
        """Keep the blobs of a push, and return a Pushed once they are on disk."""
        frame, rids = await asyncio.to_thread(_judged, body)
        kept, receipts = await asyncio.wrap_future(
            self._writer.submit(feed, len(body), lambda c: self._append(c, feed, token, frame, rids))
        )
        self.news.tell(kept)
        self.meters.pushes.inc()
        self.meters.blobs.inc(len(receipts))
        self.meters.bytes.inc(sum(map(len, frame.blobs)))
        return frames.write(Pushed(receipts, self._notary.checkpoint(kept)))

    async def page(self, feed: bytes, token: bytes, wanted: Since) -> bytes:
        """Return a Page."""

        def read(connection: Connection, found: Feed) -> bytes:
            made = Page(feeds.page(connection, found, wanted), self._notary.checkpoint(found))
            try:
                return frames.write(made)
            except FrameRefused as refusal:
                self.report(f"The database is damaged: a page was not given, for the reason {refusal.reason.value!r}.")
                raise damaged() from None

        made = await self._given(feed, token, read)
        self.meters.pages.inc()
        return made

    async def checkpoint(self, feed: bytes, token: bytes) -> bytes:
        """Return the signed checkpoint."""
        return await self._given(feed, token, lambda _c, found: self._notary.checkpoint(found))

    async def prove(self, feed: bytes, token: bytes, wanted: Prove | Include) -> bytes:
        """Return a Proof."""

        def read(connection: Connection, found: Feed) -> bytes:
            if isinstance(wanted, Prove):
                return frames.write(Proof(feeds.consistency(connection, found, wanted)))
            return frames.write(Proof(feeds.inclusion(connection, found, wanted)))

        made = await self._given(feed, token, read)
        self.meters.proofs.inc()
        return made

    async def stream(self, feed: bytes, token: bytes) -> AsyncIterator[bytes]:
        """Return the events of a feed."""
        found = await asyncio.to_thread(self._read, feed, token, lambda _c, found: found)
        self._reads.take(found.id)
        self.news.check_room(found)
        return self.news.stream(found)

    async def is_well(self) -> bool:
        """Whether the database answers."""
        try:
            await asyncio.to_thread(self._database.revision)
        except SQLAlchemyError:
            return False
        return True

    def close(self) -> None:
        """Finish what was begun, and let go of the database."""
        self.news.end()
        self._writer.close()
        self._database.close()

    async def _registered(self, feed: bytes, work: Callable[[Connection], Feed]) -> bytes:
        found = await asyncio.wrap_future(self._writer.submit(feed, SMALL, work))
        self.news.tell(found)
        return frames.write(Registered(self.public, self._notary.checkpoint(found)))

    async def _given(self, feed: bytes, token: bytes, read: Callable[[Connection, Feed], bytes]) -> bytes:
        def admitted(connection: Connection, found: Feed) -> bytes:
            self._reads.take(found.id)
            return read(connection, found)

        return await asyncio.to_thread(self._read, feed, token, admitted)

    def _read(self, feed: bytes, token: bytes, read: Callable[[Connection, Feed], Any]) -> Any:  # noqa: ANN401
        with self._database.reading() as connection:
            return read(connection, feeds.opened(connection, feed, token))

    def _append(
        self, connection: Connection, feed: bytes, token: bytes, frame: Push, rids: list[bytes]
    ) -> tuple[Feed, tuple[Receipt, ...]]:
        found = feeds.opened(connection, feed, token, to_write=True)
        return feeds.append(connection, found, frame, rids, quota=self._settings.quota, now=self._now())

    async def _look(self, ids: Sequence[int]) -> dict[int, tuple[int, bytes]]:
        def read() -> dict[int, tuple[int, bytes]]:
            with self._database.reading() as connection:
                return feeds.sizes(connection, ids)

        try:
            return await asyncio.to_thread(read)
        except SQLAlchemyError:
            return {}  # the streams stay open and say nothing new until the database answers again


def _judged(body: bytes) -> tuple[Push, list[bytes]]:
    frame = frames.read(body, Push)
    return frame, feeds.rids_of(frame)
