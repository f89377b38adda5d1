"""Time and chance in the hands of a test."""

import random as dice
from threading import Lock

from kunak.base.instants import Instant

NOON = Instant(1_772_366_400_000)
"""2026-03-01T12:00:00Z."""


class HandClock:
    """A clock that stands still until somebody sets it."""

    def __init__(self, now: Instant = NOON) -> None:
        self.now = now

    def __call__(self) -> Instant:
        """Return the present."""
        return self.now

    def forward(self, milliseconds: int) -> None:
        """Let time pass; a negative number is a laptop whose clock was set back."""
        self.now = Instant(self.now + milliseconds)


class SeededRandom:
    """The same bytes in every run."""

    def __init__(self, seed: int = 7) -> None:
        self._dice = dice.Random(seed)  # noqa: S311 - repeatable on purpose
        self._turn = Lock()

    def __call__(self, length: int) -> bytes:
        """Return so many bytes."""
        with self._turn:
            return self._dice.randbytes(length)
