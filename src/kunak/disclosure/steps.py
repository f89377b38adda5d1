"""How far a day is from another, by the calendar."""

import re
from datetime import date, timedelta
from typing import Final

import msgspec


class Step(msgspec.Struct, frozen=True):
    """How far a day is from another: months by the calendar, then days."""

    months: int = 0
    days: int = 0

    def after(self, base: date, times: int = 1) -> date | None:
        """Return the day so far after ``base``, or before it (-1); None where no such day can be meant."""
        years, month = divmod(base.month - 1 + times * self.months, 12)
        if abs(self.days) > LONGEST or not date.min.year < base.year + years < date.max.year:
            return None
        last = (date(base.year + years, month + 1, 28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
        day = last.replace(day=min(base.day, last.day))
        return day + timedelta(days=times * self.days)


LONGEST: Final = 4000
"""Days: ten years, no case is older."""
_MOST_MONTHS: Final = 130


def step_of(count: int, unit: str) -> Step | None:
    """Return so many of a unit of time by its sign."""
    if unit in _MONTHS_OF:
        return Step(count * _MONTHS_OF[unit]) if count * _MONTHS_OF[unit] < _MOST_MONTHS else None
    return Step(0, count * _DAYS[unit]) if count * _DAYS[unit] < LONGEST else None


_DAYS: Final = {"d": 1, "w": 7, "f": 14}
_MONTHS_OF: Final = {"m": 1, "y": 12, "j": 6}

_AROUND: Final = 24
_EXACTLY: Final = re.compile(r"ровно|точно|exactly|precisely|to the day|день в день|день назад|just")


def exactly(text: str, start: int, end: int) -> bool:
    """Return whether what stands from ``start`` to ``end`` of a folded text is said to be meant to the day."""
    around = text[max(start - _AROUND, 0) : start] + "|" + text[end : end + _AROUND]
    return _EXACTLY.search(around) is not None
