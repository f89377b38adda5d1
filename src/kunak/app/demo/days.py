"""Many stories told at once, in the order in which they happen.

A story is a generator that yields the instant at which it goes on. The clock of
the vault stands at that instant while the story writes, so every record bears
the day on which its story says it was written, and none is written before
another that is older. A story may also yield another story: that one is told beside it from then
on. What would happen after the present is not told.
"""

from collections.abc import Callable, Iterable, Iterator
from heapq import heappop, heappush
from itertools import count

from kunak.base.instants import Instant

Story = Iterator["Instant | Story"]


class Days:
    """The clock of an invented past. It goes forward only."""

    def __init__(self, begin: Instant) -> None:
        self._at = begin

    def __call__(self) -> Instant:
        """Return the instant at which the past stands."""
        return self._at

    def go_to(self, instant: Instant) -> None:
        """Go on; a story that is late is told at once."""
        self._at = max(self._at, instant)


def tell(stories: Iterable[Story], days: Days, *, until: Instant, progress: Callable[[int, int], None]) -> None:
    """Tell all stories up to the present, whichever comes next."""
    order = count()
    waiting: list[tuple[Instant, int, Story]] = []
    begun = days()
    for story in stories:
        _go_on(waiting, order, story)
    while waiting:
        at, _, story = heappop(waiting)
        if at <= until:
            days.go_to(at)
            progress(days() - begun, until - begun)
            _go_on(waiting, order, story)
    days.go_to(until)


def _go_on(waiting: list[tuple[Instant, int, Story]], order: Iterator[int], story: Story) -> None:
    """Let a story go on to its next pause, and begin what it starts beside itself."""
    for step in story:
        if isinstance(step, int):
            heappush(waiting, (step, next(order), story))
            return
        _go_on(waiting, order, step)
