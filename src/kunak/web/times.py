"""How an instant is told to a person: in their language, in their zone, as exactly as they need it.

Pure: the present comes in as an argument.
"""

from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Final, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from babel.dates import format_date, format_datetime, format_time, format_timedelta

from kunak.base.errors import BadInput
from kunak.base.instants import DAY, HOUR, MINUTE, SECOND, Instant, from_datetime, to_datetime

Urgency = Literal["over", "soon", "later"]

SOON_MS: Final = 2 * HOUR
"""A deadline this near is shown as one to act on. About the time that a host or a driver needs to set out."""
NEAR_MS: Final = 6 * DAY
"""Within this span "3 days ago" says more than a date."""
Unit = Literal["second", "minute", "hour", "day"]

UNITS: Final[tuple[tuple[Unit, int, int], ...]] = (
    ("second", SECOND, 0),
    ("minute", MINUTE, MINUTE),
    ("hour", HOUR, 2 * HOUR),
    ("day", DAY, 2 * DAY),
)
"""Unit, its length, and the distance from which it is used."""


_NEVER: Final = 1e9
"""Makes Babel keep to the unit that it is given."""


def urgency(instant: Instant, now: Instant) -> Urgency:
    """Say whether a deadline has passed, is near, or can wait."""
    if instant <= now:
        return "over"
    return "soon" if instant - now <= SOON_MS else "later"


def exact(instant: Instant, language: str, zone: str) -> str:
    """Return day, hour and zone: ``Sun, 1 Mar 2026, 17:10 GMT+3``."""
    pattern = "EEE, d MMM y, HH:mm ZZZZ"
    return format_datetime(_local(instant, zone), pattern, locale=language)


def day(instant: Instant, language: str, zone: str, now: Instant) -> str:
    """Return the day; the year only where it is another than the present one."""
    moment = _local(instant, zone)
    pattern = "d MMM" if moment.year == _local(now, zone).year else "d MMM y"
    return format_date(moment, pattern, locale=language)


def written_day(text: str, language: str) -> str:
    """Return a day as people write it: ``28 Mar 2027`` for ``2027-03-28``; what is no day stays as it is."""
    try:
        return format_date(date.fromisoformat(text), "d MMM y", locale=language)
    except ValueError:
        return text


def hour(instant: Instant, language: str, zone: str) -> str:
    """Return hour and minute, in 24 hours: nobody must guess at night which half of the day is meant."""
    return format_time(_local(instant, zone), "HH:mm", locale=language)


def relative(instant: Instant, language: str, now: Instant) -> str:
    """Return ``in 2 hours`` or ``40 minutes ago``.

    Cut off, never rounded up: whoever reads how long there is must not be promised more.
    """
    unit, length, _ = [row for row in UNITS if abs(instant - now) >= row[2]][-1]
    whole = abs(instant - now) // length * length
    distance = timedelta(milliseconds=whole if instant > now else -whole)
    return format_timedelta(distance, granularity=unit, threshold=_NEVER, add_direction=True, locale=language)


def near(instant: Instant, language: str, zone: str, now: Instant) -> str:
    """Return the relative time within a few days, else day and hour."""
    if abs(instant - now) <= NEAR_MS:
        return relative(instant, language, now)
    return f"{day(instant, language, zone, now)}, {hour(instant, language, zone)}"


def typed(text: str, zone: str, *, field: str) -> Instant:
    """Read what stands in a field for day and time, on the clocks of ``zone``.

    Where clocks are put back and an hour comes twice, the first of the two is meant: a deadline is rather early.

    Raises:
        BadInput: It is no day and time.
    """
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is not None or len(text.strip()) < len("2026-03-01T17:10"):
        raise BadInput("Give a day and a time, such as 2026-03-01 17:10.", field=field)
    return from_datetime(moment.replace(tzinfo=_zone(zone)))


def typed_or_none(text: str, zone: str, *, field: str) -> Instant | None:
    """Read a field for day and time that may stay empty."""
    return typed(text, zone, field=field) if text.strip() else None


def as_typed(instant: Instant, zone: str) -> str:
    """Return an instant as a field for day and time holds it: ``2026-03-01T17:10``."""
    return _local(instant, zone).strftime("%Y-%m-%dT%H:%M")


def offset_minutes(instant: Instant, zone: str) -> int:
    """Return how far the clocks of ``zone`` are from UTC at an instant, for papers."""
    offset = _local(instant, zone).utcoffset()
    return int(offset.total_seconds()) // 60 if offset else 0


def zone_words(zone: str, now: Instant) -> str:
    """Return a zone with its distance from UTC at present.

    The names under ``Etc/`` are left out: they say the distance the wrong way round.
    """
    minutes = offset_minutes(now, zone)
    sign, rest = "\N{MINUS SIGN}" if minutes < 0 else "+", abs(minutes)
    distance = f"UTC{sign}{rest // 60}{f':{rest % 60:02d}' if rest % 60 else ''}" if rest else "UTC"
    return distance if zone == "UTC" or zone.startswith("Etc/") else f"{zone} ({distance})"


def is_zone(name: str) -> bool:
    """Return whether this machine knows a zone of that name: it may have been written by another."""
    try:
        _zone(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def _local(instant: Instant, zone: str) -> datetime:
    return to_datetime(instant).astimezone(_zone(zone))


@lru_cache
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)
