"""The hybrid clock in field 10: for showing events in a familiar order, and for nothing else.

Milliseconds in the upper bits, a counter in the lower 16. It never runs
backwards on one device, even where the laptop's clock does. No rule may ask it.
"""

from typing import Final

from kunak.base.instants import Instant

COUNTER_BITS: Final = 16


def tick(now: Instant, *, seen: int) -> int:
    """Return a reading that is later than ``seen``, the latest one on this device so far."""
    return max(max(now, 0) << COUNTER_BITS, seen + 1)


def shown(clock: int) -> Instant:
    """Return the instant to show beside an event; its device's clock may have been wrong."""
    return Instant(clock >> COUNTER_BITS)
