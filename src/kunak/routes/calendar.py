"""On which days does what run, and when does each service day begin?

A service day begins at noon minus 12 hours in the agency's zone: on the night
of a clock change that is not midnight. Days are numbered from the first day of all feeds.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt

HALF_DAY: Final = 12 * 3600


@dataclass
class Calendar:
    """Days and zones.

    Attributes:
        base: int64 [zone, day]: seconds UTC at which the service day begins.
    """

    first: date
    zones: tuple[str, ...]
    base: npt.NDArray[np.int64]

    @property
    def shortest_day(self) -> int:
        """Least seconds between the beginnings of two days that follow each other."""
        gaps = np.diff(self.base, axis=1)
        return int(gaps.min()) if gaps.size else 24 * 3600


def calendar_of(days: Iterable[date], zones: Sequence[str]) -> Calendar:
    """Return the calendar that holds all of these days."""
    known = list(days)
    first, last = min(known), max(known)
    count = (last - first).days + 1
    base = [[beginning(first + timedelta(days=n), zone) for n in range(count)] for zone in zones]
    return Calendar(first, tuple(zones), np.array(base, dtype=np.int64).reshape(len(zones), count))


def beginning(day: date, zone: str) -> int:
    """Return noon minus 12 hours, in seconds UTC."""
    noon = datetime.combine(day, time(12), ZoneInfo(zone)).astimezone(UTC)
    return int(noon.timestamp()) - HALF_DAY
