"""The machine's clock, which a test may put forward."""

from kunak.app import system
from kunak.base.instants import Instant


class Clock:
    """Tells the hour of this machine, so many milliseconds ahead."""

    def __init__(self) -> None:
        self.ahead = 0

    def __call__(self) -> Instant:
        """Return the present instant."""
        return Instant(system.now() + self.ahead)
