"""Which days a date may mean that is known to the day, the month, the year, or as a range.

Day first where numbers alone are given, as the region writes. What cannot be a date is refused;
what says that nobody knows is nothing. The calendar is Gregorian.
"""

import calendar
import re
from datetime import date
from typing import Final

import msgspec

FIRST_YEAR: Final = 1850
LAST_YEAR: Final = 2100
OLDEST: Final = 120
_UNKNOWN: Final = re.compile(
    r"(?:|[-–—?.]+|n/?a|nan|none|null|unknown|not known|нет данных|нет|не ?известн[оа]|неизв\.?|н/?[дс])", re.IGNORECASE
)
_ABOUT: Final = re.compile(
    r"^(?:c\.|ca\.?|circa|about|approx\.?|around|около|ок\.|примерно|прим\.)\s*|\s*(?:г\.?|год[а]?|г\.р\.|years?|лет|"
    r"год|л\.|y\.?o\.?|yrs?)$",
    re.IGNORECASE,
)
_ISO: Final = re.compile(r"(\d{4})(?:[-./](\d{1,2})(?:[-./](\d{1,2}))?)?(?:[T ]\d{2}:\d{2}.*)?")
_DAY_FIRST: Final = re.compile(r"(?:(\d{1,2})[-./])?(\d{1,2})[-./](\d{4})")
_DECADE: Final = re.compile(r"(\d{3})[?xXхХ_*]|(\d{3})0(?:s|-?е|-?х)")
_RANGE: Final = re.compile(r"(.+?)(?:\s*(?:\.\.|/|–|—|\bto\b|\bпо\b)\s*|\s+-\s+|(?<=\d{4})-(?=\d{4}))(.+)")
_AGE: Final = re.compile(r"(\d{1,3})(?:\.0)?(?:\s*[-–—]\s*(\d{1,3}))?")


class Span(msgspec.Struct, frozen=True, order=True, gc=False):
    """The first and the last day it may be, as ordinals of the calendar."""

    low: int
    high: int

    @property
    def is_day(self) -> bool:
        """Whether it is known to the day."""
        return self.low == self.high

    @property
    def year(self) -> int:
        """The year of its middle."""
        return date.fromordinal((self.low + self.high) // 2).year

    def __str__(self) -> str:
        low, high = date.fromordinal(self.low), date.fromordinal(self.high)
        if self.is_day:
            return low.isoformat()
        if (low.month, low.day, high.month, high.day) == (1, 1, 12, 31):
            return f"{low.year}" if low.year == high.year else f"{low.year}–{high.year}"
        return f"{low.isoformat()}–{high.isoformat()}"


def read_date(text: str) -> Span | None:
    """Return what a date may mean, or None where it says that it is not known.

    Raises:
        ValueError: It is no date, or no day of the calendar.
    """
    text = _bare(text)
    if _UNKNOWN.fullmatch(text):
        return None
    single = _single(text)
    if single is not None:
        return single
    parts = _RANGE.fullmatch(text)
    ends = [_single(part.strip()) for part in parts.groups()] if parts else []
    if len(ends) == 2 and ends[0] is not None and ends[1] is not None and ends[0].low <= ends[1].high:  # noqa: PLR2004
        return Span(ends[0].low, ends[1].high)
    raise ValueError(text)


def read_age(text: str) -> tuple[int, int] | None:
    """Return the least and the highest age, in years, or None where it is not known.

    Raises:
        ValueError: It is no age that people reach.
    """
    text = _bare(text)
    if _UNKNOWN.fullmatch(text):
        return None
    found = _AGE.fullmatch(text)
    if found is None:
        raise ValueError(text)
    low, high = int(found[1]), int(found[2] or found[1])
    if not low <= high <= OLDEST:
        raise ValueError(text)
    return low, high


def _bare(text: str) -> str:
    return _ABOUT.sub("", _ABOUT.sub("", text.strip())).strip()


def _single(text: str) -> Span | None:
    if found := _ISO.fullmatch(text):
        return _span(int(found[1]), int(found[2] or 0), int(found[3] or 0))
    if found := _DAY_FIRST.fullmatch(text):
        return _span(int(found[3]), int(found[2]), int(found[1] or 0))
    if found := _DECADE.fullmatch(text):
        decade = 10 * int(found[1] or found[2])
        return Span(_span(decade, 0, 0).low, _span(decade + 9, 0, 0).high)
    return None


def _span(year: int, month: int, day: int) -> Span:
    """Return the days of a date; a month or day of 0 is not known."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ValueError(year)
    if not month:
        return Span(date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal())
    if not day:
        return Span(
            date(year, month, 1).toordinal(), date(year, month, calendar.monthrange(year, month)[1]).toordinal()
        )
    return Span(*[date(year, month, day).toordinal()] * 2)
