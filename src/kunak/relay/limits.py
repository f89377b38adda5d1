"""How much may a feed hold, and how fast may it ask? Numbers with their reasons, and one bucket per feed."""

import threading
from collections.abc import Callable
from typing import Final

import msgspec

from kunak.relay.refusals import too_fast

GIB: Final = 2**30


class Quota(msgspec.Struct, frozen=True):
    """What one feed may hold."""

    feed_bytes: int = 10 * GIB
    """Ten years of a group of thirty, with attachments, by the demo's measure."""
    feed_blobs: int = 10_000_000


class Rate(msgspec.Struct, frozen=True):
    """How often one feed may do something, on one relay."""

    burst: int
    per_second: float


PUSHES: Final = Rate(burst=600, per_second=20)
"""A laptop that comes back after a week pushes some hundred batches at once; 20 a second are 2,000 blobs a second."""
READS: Final = Rate(burst=1_200, per_second=60)
"""Thirty laptops that begin anew read 10,000 events in ten pages each."""
STREAMS_PER_FEED: Final = 200
STREAMS: Final = 2_000
"""Open streams in one process: each is a socket and a few kilobytes."""
FORGET_AFTER: Final = 10_000
"""Buckets kept at most; full ones are forgotten first, which changes nothing."""


class Buckets:
    """A token bucket for each feed."""

    def __init__(self, rate: Rate, clock: Callable[[], float]) -> None:
        self._rate = rate
        self._clock = clock
        self._lock = threading.Lock()
        self._held: dict[int, tuple[float, float]] = {}

    def take(self, feed_id: int) -> None:
        """Count one request.

        Raises:
            RelayRefused: The bucket is empty.
        """
        with self._lock:
            now = self._clock()
            left, then = self._held.get(feed_id, (float(self._rate.burst), now))
            left = min(float(self._rate.burst), left + (now - then) * self._rate.per_second)
            if left < 1:
                raise too_fast(max(1, round((1 - left) / self._rate.per_second)))
            self._held[feed_id] = (left - 1, now)
            if len(self._held) > FORGET_AFTER:
                self._forget(now)

    def _forget(self, now: float) -> None:
        refilled = self._rate.burst / self._rate.per_second
        self._held = {key: held for key, held in self._held.items() if now - held[1] < refilled}
