"""On which days the feasts fall that a text may tell a day by: ``data/holidays.tsv``, ours.

Days of the year, weekdays of a month, single days of single years, and what moves with Easter (both), or with the moon of
the Islamic year: there the days before and after count too, since every country looks for the moon itself.
"""  # noqa: E501

import re
from collections.abc import Iterator
from datetime import date, timedelta
from functools import lru_cache
from typing import Final

import msgspec

from kunak.disclosure.folding import fold
from kunak.disclosure.tables import listed, rows

_WEEKDAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_ORDER: Final = {"first": 1, "second": 2, "third": 3, "fourth": 4, "last": -1, "black": 5}
_MOVED: Final = re.compile(r"(easter|pascha)([+-]\d+)?")
_OF_MONTH: Final = re.compile(r"(\w+) (\w{3}) (\d+)")
_EVERY_YEAR: Final = re.compile(r"\d\d-\d\d")
_DAY_FORMS: Final = "д(?:ень|ня|ню|нем|не)"


class Feast(msgspec.Struct, frozen=True):
    """A feast, and how a folded text calls it.

    Attributes:
        when: The rule of the table.
        key: Letters without which no text calls it so.
    """

    when: str
    key: str
    pattern: re.Pattern[str]

    @property
    def moves(self) -> bool:
        """Whether it falls on another day every year."""
        return not _EVERY_YEAR.fullmatch(self.when)

    def days(self, year: int) -> tuple[date, ...]:
        """Return the days of a year on which it falls: several where countries differ, or none."""
        return tuple(_days(self.when, year))

    def told(self, text: str) -> Iterator[re.Match[str]]:
        """Yield where a folded text calls it so; only lines that hold its key are read."""
        at = text.find(self.key)
        while at >= 0:
            start, end = text.rfind("\n", 0, at) + 1, text.find("\n", at)
            end = len(text) if end < 0 else end
            yield from self.pattern.finditer(text, start, end)
            at = text.find(self.key, end + 1)


@lru_cache(maxsize=1)
def feasts() -> tuple[Feast, ...]:
    """Return the feasts of the table, one for each way to call them."""
    return tuple(
        Feast(when, max(re.split(r"[ *]|день|дня|\S+/\S+", called), key=len), _pattern(called))
        for when, ways in rows("holidays.tsv")
        for called in (fold(way).text.strip() for way in listed(ways))
    )


def _pattern(called: str) -> re.Pattern[str]:
    ways = ",? ".join(map(_way, called.split()))
    if called.startswith("в/на "):
        ways = ways.replace(",? ", r" (?:сам\w{2,3} )?", 1)
    return re.compile(rf"(?<![^\W_]){ways}(?![^\W_])")


def _way(word: str) -> str:
    if word in ("день", "дня"):
        return _DAY_FORMS
    ways = "|".join(re.escape(way).replace(r"\*", r"\w*") for way in word.split("/"))
    return f"(?:{ways})"


def _days(when: str, year: int) -> Iterator[date]:
    if moved := _MOVED.fullmatch(when):
        base = easter(year) if moved[1] == "easter" else pascha(year)
        yield base + timedelta(days=int(moved[2] or 0))
    elif when.startswith("islam "):
        month, day = map(int, when.removeprefix("islam ").split("-"))
        for hijri in (year - 579, year - 580):
            about = _of_moon(hijri, month, day)
            near = (about + timedelta(days=off) for off in (-1, 0, 1))
            yield from (day for day in near if day.year == year)
    elif nth := _OF_MONTH.fullmatch(when):
        yield _nth(year, int(nth[3]), _WEEKDAYS.index(nth[2]), _ORDER[nth[1]])
    elif not _EVERY_YEAR.fullmatch(when):  # by the moons of China, India and Israel: year by year
        told = date.fromisoformat(when)
        yield from [told] if told.year == year else []
    else:
        month, day = map(int, when.split("-"))
        if (month, day) != (2, 29) or (year % 4 == 0 and (year % 100 or year % 400 == 0)):
            yield date(year, month, day)


def _nth(year: int, month: int, weekday: int, nth: int) -> date:
    if nth == _ORDER["black"]:  # the day after the fourth Thursday
        return _nth(year, month, _WEEKDAYS.index("thu"), _ORDER["fourth"]) + timedelta(days=1)
    if nth < 0:
        last = date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
        return last - timedelta(days=(last.weekday() - weekday) % 7)
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (nth - 1))


def easter(year: int) -> date:
    """Return the Sunday of the western Easter. Source: Meeus, Astronomical Algorithms, the Gregorian Easter."""
    century, golden = year // 100, year % 19
    epact = (19 * golden + century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    weekday = (32 + 2 * (century % 4) + 2 * (year % 100 // 4) - epact - year % 100 % 4) % 7
    late = (golden + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * late + 114, 31)
    return date(year, month, day + 1)


def pascha(year: int) -> date:
    """Return the Sunday of the Orthodox Easter, from 1900 to 2099. Source: Meeus, the Julian Easter."""
    moon = (19 * (year % 19) + 15) % 30
    weekday = (2 * (year % 4) + 4 * (year % 7) - moon + 34) % 7
    month, day = divmod(moon + weekday + 114, 31)
    return date(year, month, day + 1) + timedelta(days=13)


def _of_moon(year: int, month: int, day: int) -> date:
    """Return a day of the tabular Islamic calendar, civil epoch.

    Source: Reingold and Dershowitz, Calendrical Calculations.
    """
    before = (year - 1) * 354 + (3 + 11 * year) // 30 + 29 * (month - 1) + month // 2
    return date.fromordinal(_EPOCH + before + day - 1)


_EPOCH: Final = 227_015
"""Days up to the first of the Islamic calendar, as ``date.toordinal`` counts them: 16 July 622, Julian."""
