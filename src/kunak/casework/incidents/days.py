"""When something happened, as far as it is known: a day, a month, a year, or a range of them.

Written ``2014``, ``2014-03``, ``2014-03-05`` or ``2014-03..2014-05-20`` (both ends count). What no calendar
knows is refused. Between two accounts nothing is chosen: they agree where one lies within the other.
"""

import calendar
import re
from collections.abc import Iterable
from datetime import date
from typing import Final

import msgspec

from kunak.base.errors import BadInput
from kunak.base.instants import Instant, to_datetime

FIRST_YEAR: Final = 1850
LAST_YEAR: Final = 2100
_POINT: Final = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")
_BETWEEN: Final = ".."


class Days(msgspec.Struct, frozen=True, order=True):
    """The first and the last day that it may have been, as ordinals of the Gregorian calendar."""

    first: int
    last: int

    @property
    def year(self) -> int | None:
        """The year, or None where it may have been in two, or never."""
        if self.last < self.first:
            return None
        years = {date.fromordinal(self.first).year, date.fromordinal(self.last).year}
        return years.pop() if len(years) == 1 else None

    def holds(self, other: "Days") -> bool:
        """Whether the other lies within this."""
        return self.first <= other.first and other.last <= self.last


NEVER: Final = Days(2, 1)
"""No day at all: what a date that cannot be read agrees with."""


EVER: Final = Days(date(FIRST_YEAR, 1, 1).toordinal(), date(LAST_YEAR, 12, 31).toordinal())
"""Any day: what is not known."""


def read(text: str) -> Days:
    """Return the days that a text means.

    Raises:
        BadInput: It is no date, no day of the calendar, or a range that ends before it begins.
    """
    begins, between, ends = text.partition(_BETWEEN)
    first, last = _point(begins), _point(ends) if between else _point(begins)
    if first is None or last is None:
        raise BadInput(
            "“%(text)s” is no date: write a year, a month or a day (2014, 2014-03, 2014-03-05), or two with .. between "
            "them.",
            text=text[:40],
            field="date",
        )
    if last.last < first.first:
        raise BadInput("This range ends before it begins: put the earlier date first.", field="date")
    return Days(first.first, last.last)


def read_or_never(text: str) -> Days:
    """Return the days that a text means; of one that cannot be read, no day at all."""
    try:
        return read(text)
    except BadInput:
        return NEVER


def write(days: Days) -> str:
    """Return the shortest text that means exactly these days."""
    first, last = date.fromordinal(days.first), date.fromordinal(days.last)
    whole = next((text for text in _shorter(first) if read(text) == days), None)
    return whole or f"{first.isoformat()}{_BETWEEN}{last.isoformat()}"


def past(text: str, *, now: Instant) -> str:
    """Return the shortest text of a date that somebody wrote and that has begun.

    Args:
        text: As somebody wrote it.
        now: It may lie a day ahead: somewhere it is tomorrow already.

    Raises:
        BadInput: It is no date, or lies in the future.
    """
    found = read(text)
    if found.first > to_datetime(now).date().toordinal() + 1:
        raise BadInput("This date lies in the future: record what has happened.", field="date")
    return write(found)


def narrowest(accounts: Iterable[Days]) -> Days | None:
    """Return the account that lies within all others, or None where they contradict each other, or there is none."""
    known = list(accounts)
    least = min(known, key=lambda each: each.last - each.first, default=None)
    agree = least is not None and least.first <= least.last and all(each.holds(least) for each in known)
    return least if agree else None


def _shorter(day: date) -> tuple[str, str, str]:
    return f"{day.year:04}", f"{day.year:04}-{day.month:02}", day.isoformat()


def _point(text: str) -> Days | None:
    found = _POINT.fullmatch(text.strip(" "))
    if found is None or not FIRST_YEAR <= int(found[1]) <= LAST_YEAR:
        return None
    year, month, day = (int(part or 0) for part in found.groups())
    if found[2] and not 1 <= month <= 12:  # noqa: PLR2004 - months of a year
        return None
    if found[3] and not 1 <= day <= calendar.monthrange(year, month)[1]:
        return None
    begins = date(year, month or 1, day or 1)
    last_month = month or 12
    ends = date(year, last_month, day or calendar.monthrange(year, last_month)[1])
    return Days(begins.toordinal(), ends.toordinal())
