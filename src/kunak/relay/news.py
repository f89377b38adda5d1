"""Who waits to hear that a feed has grown? Streams of events; the same over several relays on one database.

What this process writes is told at once; what another wrote, and that a token was changed, is
found by one short query a second for all who wait.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from typing import Final

from kunak.relay.feeds import Feed
from kunak.relay.limits import STREAMS, STREAMS_PER_FEED
from kunak.relay.meters import Meters
from kunak.relay.refusals import too_fast

POLL_S: Final = 1.0
HEARTBEAT_S: Final = 20.0
"""A comment line: proxies cut what is silent for a minute."""
Look = Callable[[Sequence[int]], Awaitable[dict[int, tuple[int, bytes]]]]
"""Gives size and token hash of feeds; nothing where the database does not answer."""


class _Topic:
    """A feed that somebody waits for."""

    def __init__(self, feed: Feed) -> None:
        self.size = feed.size
        self.token_hash = feed.token_hash
        self.waiting: set[asyncio.Event] = set()

    def tell(self, size: int, token_hash: bytes) -> None:
        if size > self.size or token_hash != self.token_hash:
            self.size, self.token_hash = max(size, self.size), token_hash
            for event in self.waiting:
                event.set()


class News:
    """Everybody who waits. Of one event loop."""

    def __init__(self, look: Look, meters: Meters) -> None:
        self._look = look
        self._meters = meters
        self._topics: dict[int, _Topic] = {}
        self._open = 0
        self._ended = False

    def check_room(self, feed: Feed) -> None:
        """Return only if one more may wait.

        Raises:
            RelayRefused: Too many do.
        """
        topic = self._topics.get(feed.id)
        if self._open >= STREAMS or (topic is not None and len(topic.waiting) >= STREAMS_PER_FEED):
            raise too_fast(60)

    def tell(self, feed: Feed) -> None:
        """Say how a feed is now."""
        topic = self._topics.get(feed.id)
        if topic is not None:
            topic.tell(feed.size, feed.token_hash)

    async def stream(self, feed: Feed) -> AsyncIterator[bytes]:
        """Give the events of a feed until its token is changed or the relay ends."""
        topic, event = self._topics.setdefault(feed.id, _Topic(feed)), asyncio.Event()
        topic.waiting.add(event)
        self._open += 1
        self._meters.streams.set(self._open)
        try:
            async for said in self._events(topic, event, feed):
                yield said
        finally:
            topic.waiting.discard(event)
            if not topic.waiting:
                self._topics.pop(feed.id, None)
            self._open -= 1
            self._meters.streams.set(self._open)

    async def _events(self, topic: _Topic, event: asyncio.Event, feed: Feed) -> AsyncIterator[bytes]:
        last = max(feed.size, topic.size)
        yield _said(last)
        while not self._ended:
            try:
                async with asyncio.timeout(HEARTBEAT_S):
                    await event.wait()
            except TimeoutError:
                yield b": still here\n\n"
                continue
            event.clear()
            if topic.token_hash != feed.token_hash:
                return
            if topic.size > last:
                last = topic.size
                yield _said(last)

    async def poll(self) -> None:
        """Look for what others wrote, for as long as the relay runs."""
        while not self._ended:
            await asyncio.sleep(POLL_S)
            if self._topics:
                for feed_id, (size, token_hash) in (await self._look(list(self._topics))).items():
                    topic = self._topics.get(feed_id)
                    if topic is not None:
                        topic.tell(size, token_hash)

    def end(self) -> None:
        """Let everybody go: the relay ends."""
        self._ended = True
        for topic in self._topics.values():
            for event in topic.waiting:
                event.set()


def _said(size: int) -> bytes:
    return b"event: size\ndata: %d\n\n" % size
