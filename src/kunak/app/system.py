"""The real clock and the real randomness: the only place that touches them."""

import gc
import os
import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from zoneinfo import available_timezones

from kunak.base.instants import Instant

Clock = Callable[[], Instant]
Random = Callable[[int], bytes]


def now() -> Instant:
    """Return the present instant, as this machine's clock says."""
    return Instant(time.time_ns() // 1_000_000)


def random(length: int) -> bytes:
    """Return so many bytes from the system's generator."""
    return secrets.token_bytes(length)


def stopwatch_ms() -> float:
    """Return milliseconds since some moment, for measuring how long something took."""
    return time.perf_counter() * 1_000


@contextmanager
def undisturbed() -> Iterator[None]:
    """Let the collector of cycles wait: where much is held, one round of it takes as long as an answer."""
    collects = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collects:
            gc.enable()


def one_thread_for_matrices() -> None:
    """Have numpy multiply on one thread; only before it is loaded.

    The reader of names multiplies small matrices: on a busy laptop with two cores, threads that wait for each other
    took four times the time of the processor. Whoever chose a number keeps it.
    """
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")


def sleep(seconds: float) -> None:
    """Wait."""
    time.sleep(seconds)


def seconds() -> float:
    """Return seconds since some moment, by a clock that never goes back."""
    return time.monotonic()


def dice() -> float:
    """Return a random number from 0 up to 1."""
    return secrets.randbelow(2**53) / 2**53


def zone() -> str:
    """Return the IANA name of this machine's zone; UTC where it says none."""
    named = os.environ.get("TZ", "").lstrip(":")
    link = Path("/etc/localtime")
    if not named and link.is_symlink():
        named = str(link.resolve()).partition("zoneinfo/")[2]
    return named if named in zones() else "UTC"


def zones() -> frozenset[str]:
    """Return the IANA names of every zone that this machine knows."""
    return frozenset(available_timezones())
