"""The timetable that the desk plans with: taken in from a built file, sealed in the vault's folder, opened once.

Decision 0101. The engine is large and an extra: it is loaded when somebody plans, and not before.
"""

from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from threading import Lock, Thread
from types import ModuleType
from typing import TYPE_CHECKING, Final

import msgspec

from kunak.base.errors import Fault, KunakError
from kunak.base.instants import Instant

if TYPE_CHECKING:
    from kunak.routes.arrays import Timetable
    from kunak.store.timetable import SealedTimetable

ENGINE: Final = frozenset({"numpy", "numba", "llvmlite", "polars"})
"""Libraries of the extra ``routes``."""


def engine() -> ModuleType:
    """Import `kunak.app.routing`.

    Raises:
        Fault: The extra is not installed.
    """
    try:
        from kunak.app import routing  # noqa: PLC0415 - a second to load
    except ModuleNotFoundError as error:
        if error.name is None or error.name.partition(".")[0] not in ENGINE:
            raise
        raise Fault(
            "Journeys need an extra that is not installed. Install it with: pip install 'kunak[routes]'"
        ) from None
    return routing


class FeedLine(msgspec.Struct, frozen=True):
    """Where a part of the timetable comes from, and for which days it holds."""

    name: str
    publisher: str
    version: str
    licence: str
    first_day: str
    last_day: str


class About(msgspec.Struct, frozen=True):
    """What a timetable says about itself.

    Attributes:
        unstated: Routes of which nobody said what record their rides leave.
    """

    taken_at: Instant
    feeds: tuple[FeedLine, ...]
    zones: tuple[str, ...]
    papers: tuple[str, ...]
    stops: int
    trips: int
    drives: int
    routes: int
    unstated: int

    @property
    def last_day(self) -> str:
        """The last day on which every feed holds."""
        return min(feed.last_day for feed in self.feeds)


class Timetables:
    """The timetable of one desk.

    Args:
        sealed: Where it lies.
        clock: The present.
        random: For its key.
    """

    def __init__(
        self, sealed: "SealedTimetable", *, clock: Callable[[], Instant], random: Callable[[int], bytes]
    ) -> None:
        self._sealed = sealed
        self._clock = clock
        self._random = random
        self._opened: Timetable | None = None
        self._names: Counter[str] | None = None
        self._turn = Lock()
        self._preparing = False

    @property
    def is_there(self) -> bool:
        """Whether this desk has one."""
        return self._sealed.taken_at is not None

    def take(self, file: Path) -> None:
        """Take in a file that `kunak routes build` made, in place of the one before.

        Raises:
            BadInput: It is missing or no timetable.
            Fault: It could not be kept, or the engine is not installed.
        """
        self.keep(engine().opened(file))

    def keep(self, timetable: "Timetable") -> None:
        """Take in a timetable from memory.

        Raises:
            Fault: It could not be kept, or the engine is not installed.
        """
        with self._turn:
            self._sealed.put(engine().layout.encode(timetable), now=self._clock(), random=self._random)
            self._opened = self._names = None

    def open(self) -> "Timetable":
        """Return it; the first time, its file is opened, in memory alone.

        Raises:
            BadInput: There is none, or it is damaged.
            Fault: The engine is not installed.
        """
        decode = engine().layout.decode
        with self._turn:
            if self._opened is None:
                self._opened = decode(memoryview(self._sealed.get()))
            return self._opened

    def prepare(self) -> None:
        """Begin to prepare the search beside the desk, once: whoever asks for it soon need not wait so long."""
        if not self._preparing and self.is_there:
            self._preparing = True
            Thread(target=self._prepare, daemon=True).start()

    def _prepare(self) -> None:
        # What is wrong with the timetable or the engine is told to whoever searches.
        with suppress(KunakError):
            engine().prepare(self.open())

    def named(self, stop: str) -> str:
        """Return how a stop is written for people: its name where only it has it, else its id.

        Raises:
            BadInput: There is no timetable, or it is damaged.
            Fault: The engine is not installed.
        """
        at = self.open().stop_numbers.get(stop)
        name = self.open().stop_names[at] if at is not None else ""
        return name if name and self.names()[name] == 1 else stop

    def names(self) -> Counter[str]:
        """Return every name of a stop and how many have it: counted once, a country has many."""
        timetable = self.open()
        if self._names is None:
            self._names = Counter(timetable.stop_names)
        return self._names

    def about(self) -> About:
        """Return what it says about itself.

        Raises:
            BadInput: There is none, or it is damaged.
            Fault: The engine is not installed.
        """
        timetable = self.open()
        told = timetable.about
        papers = {paper for needs in told.needs for group in needs for paper in group}
        return About(
            taken_at=self._sealed.taken_at or self._clock(),
            feeds=tuple(
                FeedLine(feed.name, feed.publisher, feed.version, feed.licence, feed.first_day, feed.last_day)
                for feed in told.feeds
            ),
            zones=_by_stops(told.zones, timetable["stop_zone"].tolist()),
            papers=tuple(sorted(papers)),
            stops=timetable.stops,
            trips=len(timetable["trip_days"]),
            drives=len(timetable["drive_opens"]),
            routes=told.routes,
            unstated=told.unattributed,
        )


def _by_stops(zones: tuple[str, ...], used: list[int]) -> tuple[str, ...]:
    """Return zones, that of most stops first: there most journeys begin."""
    counted = Counter(used)
    return tuple(sorted(zones, key=lambda zone: -counted[zones.index(zone)]))
