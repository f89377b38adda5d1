"""How a paper writes an instant: on the local clock that the paper names, never on the machine's own."""

from datetime import datetime
from typing import Final

from kunak.app.papers.labels import Language
from kunak.base.errors import BadInput
from kunak.base.instants import MINUTE, Instant, after, to_datetime

FARTHEST_MINUTES: Final = 14 * 60
"""Largest offset from UTC in use anywhere (IANA time zone database: Kiritimati, +14:00)."""

_SPOKEN: Final = {"en": "EEEE, d MMMM", "ru": "EEEE, d MMMM"}


def written(instant: Instant, offset_minutes: int) -> str:
    """Return ``2026-03-01 14:10`` as the local clock shows it; seconds are cut."""
    return _local(instant, offset_minutes).strftime("%Y-%m-%d %H:%M")


def spoken(instant: Instant, offset_minutes: int, language: Language) -> tuple[str, str]:
    """Return the day in words and the time: ``Sunday, 1 March`` and ``14:10``."""
    from babel.dates import format_date  # noqa: PLC0415  (late: 60 ms that most commands never need)

    local = _local(instant, offset_minutes)
    return format_date(local.date(), _SPOKEN[language], locale=language), local.strftime("%H:%M")


def zone(offset_minutes: int) -> str:
    """Return ``UTC``, or ``UTC+03:00``."""
    _check(offset_minutes)
    hours, minutes = divmod(abs(offset_minutes), 60)
    sign = "-" if offset_minutes < 0 else "+"
    return f"UTC{sign}{hours:02}:{minutes:02}" if offset_minutes else "UTC"


def _local(instant: Instant, offset_minutes: int) -> datetime:
    _check(offset_minutes)
    return to_datetime(after(instant, offset_minutes * MINUTE))


def _check(offset_minutes: int) -> None:
    if not -FARTHEST_MINUTES <= offset_minutes <= FARTHEST_MINUTES:
        raise BadInput("No clock is that far from UTC: give at most 14 hours.", field="utc_offset_minutes")
