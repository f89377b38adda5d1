"""Instants: whole milliseconds since 1970-01-01T00:00:00Z, read and written as RFC 3339.

There is no clock here. Whoever needs the time is given it.
"""

from datetime import UTC, datetime, timedelta
from typing import Final, NewType

from kunak.base.errors import BadInput

Instant = NewType("Instant", int)
"""Milliseconds since the Unix epoch, UTC, without leap seconds."""

SECOND: Final = 1_000
MINUTE: Final = 60 * SECOND
HOUR: Final = 60 * MINUTE
DAY: Final = 24 * HOUR

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_FIRST: Final = (datetime.min.replace(tzinfo=UTC) - _EPOCH) // timedelta(milliseconds=1)
_LAST: Final = (datetime.max.replace(tzinfo=UTC) - _EPOCH) // timedelta(milliseconds=1)


def after(instant: Instant, milliseconds: int) -> Instant:
    """Return the instant so many milliseconds later (earlier, if negative)."""
    return Instant(instant + milliseconds)


def to_datetime(instant: Instant) -> datetime:
    """Return the instant as an aware datetime in UTC; beyond the calendar, its first or last millisecond."""
    return _EPOCH + timedelta(milliseconds=min(max(instant, _FIRST), _LAST))


def from_datetime(moment: datetime) -> Instant:
    """Return the instant of an aware datetime, cut to milliseconds.

    Raises:
        BadInput: The datetime names no zone, so it is no instant.
    """
    if moment.tzinfo is None:
        raise BadInput("This time names no zone: add one, such as +03:00 or Z.")
    return Instant((moment - _EPOCH) // timedelta(milliseconds=1))


def to_rfc3339(instant: Instant) -> str:
    """Return ``2026-03-01T14:10:00Z``; milliseconds are written only where there are any."""
    moment = to_datetime(instant)
    precision = "milliseconds" if instant % SECOND else "seconds"
    return moment.isoformat(timespec=precision).replace("+00:00", "Z")


def from_rfc3339(text: str, *, field: str | None = None) -> Instant:
    """Read an RFC 3339 instant.

    Raises:
        BadInput: It is none, or it names no zone.
    """
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None or "T" not in text.upper().replace(" ", "T"):
        raise BadInput("This is no instant: write it like 2026-03-01T14:10:00+03:00.", field=field)
    return from_datetime(moment)
