"""The words of a text as signs, in which what a date looks like is a short expression; and what a told day is."""

import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Final

import msgspec

from kunak.disclosure.numerals import Unit

_MONTHS: Final = (
    "январ", "феврал", "март", "апрел", "ма", "июн", "июл", "август", "сентябр", "октябр", "ноябр", "декабр",
)  # fmt: skip
_MONTHS_EN: Final = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december",  # noqa: E501
)  # fmt: skip
_SHORT_RU: Final = ("янв", "фев", "мар", "апр", "", "июн", "июл", "авг", "сен", "окт", "ноя", "дек")
_WEEKDAYS: Final = ("понедельник", "вторник", "сред", "четверг", "пятниц", "суббот", "воскресень")
_WEEKDAYS_EN: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_UNITS_OF_TIME: Final = (
    (
        "d",
        re.compile(
            r"д(?:ень|ня|не[йю]|ням|нями|нях)|сут(?:ки|ок|кам)|ноч(?:ь|и|ью|ей)|наутро|назавтра|утр[оа]м?|вечер(?:а|ом)?|days?|nights?|mornings?|evenings?"
        ),
    ),
    ("w", re.compile(r"недел[яиюье]\w{0,2}|weeks?")),
    ("j", re.compile(r"полгода|полугода")),
    ("f", re.compile(r"полмесяца|fortnight")),
    ("m", re.compile(r"месяц\w{0,3}|months?")),
    ("y", re.compile(r"год(?:а|у|ом|ы|ов)?|лет|годик\w*|years?")),
)
_SIGNS: Final = (
    ("g", re.compile(r"назад|ago|тому")),
    ("A", re.compile(r"после|спустя|позже|позднее|later|after|since")),
    ("B", re.compile(r"до|перед|раньше|ранее|before|earlier|накануне|канун|eve|prior|until|till")),
    ("h", re.compile(r"половиной|half")),
    ("E", re.compile(r"последн\w+|last|final")),
    ("e", re.compile(r"выходн\w+|уикенд\w*|weekend")),
    ("q", re.compile(r"квартал\w{0,2}|quarter")),
    ("t", re.compile(r"через|in|within")),
    ("C", re.compile(r"числ[оау]\w?")),
    ("L", re.compile(r"прошл\w+|прошедш\w+|минувш\w+|истекш\w+|нынешн\w+|эт(?:ого|ой|у|от|о)|previous|past|this")),
    ("P", re.compile(r"позапрошл\w+")),
    ("v", re.compile(r"вчера|yesterday")),
    ("V", re.compile(r"позавчера")),
    ("s", re.compile(r"сегодня|today")),
    ("z", re.compile(r"завтра|tomorrow")),
    ("Z", re.compile(r"послезавтра|overmorrow")),
    ("n", re.compile(r"на|по|и|to|and|or|или|the|of|в|on|a|с|со")),
    ("k", re.compile(r"следующ\w+|ближайш\w+|будущ\w+|next|following|coming|nearest")),
)


class Said(msgspec.Struct, frozen=True):
    """A day that is told; one that moves from year to year (``moves``) is no birthday in another year."""

    start: int
    end: int
    month: int
    day: int
    year: int | None
    form: str
    sure: bool = True
    moves: bool = False


def signs_of(units: Sequence[Unit]) -> str:
    """Return a letter for each unit, in which what a date looks like is written: N a number, M a month, x anything."""
    known: dict[str, str] = {}  # for this text only: nothing of a draft is kept
    signs = []
    for unit in units:
        if unit.value is not None or unit.word.isdecimal():
            signs.append("O" if unit.ordinal else "N")
            continue
        if unit.word not in known:
            known[unit.word] = _sign(unit.word)
        signs.append(known[unit.word])
    return "".join(signs)


def _sign(word: str) -> str:
    if month_of(word):
        return "M"
    if weekday_of(word) is not None:
        return "W"
    for sign, pattern in (*_UNITS_OF_TIME, *_SIGNS):
        if pattern.fullmatch(word):
            return sign
    return "x"


def is_this(word: str) -> bool:
    """Return whether a word before “week”, “month” or a weekday says that it is the present one."""
    return word == "this" or word.startswith(("эт", "нынеш"))


def month_of(word: str) -> int | None:
    """Return the number of the month that a word names, in either language and any case."""
    return _MONTH_WORDS.get(word)


def _make_months() -> dict[str, int]:
    table: dict[str, int] = {}
    for number, stem in enumerate(_MONTHS, 1):
        ends = (
            ("й", "я", "е", "ю", "ем")
            if stem == "ма"
            else ("", "а", "у", "е", "ом")
            if stem[-1] == "т"
            else ("ь", "я", "ю", "е", "ем")
        )
        table.update({stem + end: number for end in ends})
    for number, (name, short) in enumerate(zip(_MONTHS_EN, _SHORT_RU, strict=True), 1):
        table.update({name: number, name[:3]: number})
        if short:
            table[short] = number
    table.update({"sept": 9, "сент": 9, "нояб": 11, "февр": 2})
    return table


_MONTH_WORDS: Final = _make_months()


def weekday_of(word: str) -> int | None:
    """Return the weekday that a word names, Monday being 0."""
    if (one := word.removesuffix("s")) in _WEEKDAYS_EN:
        return _WEEKDAYS_EN.index(one)
    for number, stem in enumerate(_WEEKDAYS):
        if word.startswith(stem) and len(word) - len(stem) < 3 and word != "средств":  # noqa: PLR2004
            return number if stem != "сред" or word in ("среда", "среду", "среды", "среде", "средой") else None
    return None


_SEASON_WORDS: Final = (
    (("весны", "spring"), (3, 4, 5)),
    (("лета", "summer"), (6, 7, 8)),
    (("осени", "autumn", "fall"), (9, 10, 11)),
    (("зимы", "winter"), (12, 1, 2)),
    (("года", "year"), tuple(range(1, 13))),
)
SEASONS: Final = {word: months for words, months in _SEASON_WORDS for word in words}
"""Months of the seasons by the calendar, as Russians count them."""


def is_nth(day: date, nth: int, weekday: int | None) -> bool:
    """Return whether a day is the nth of its month, or the nth of its weekday in it; -1 is the last."""
    last = (day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    if weekday is None:
        return day == last if nth < 0 else day.day == nth
    if day.weekday() != weekday:
        return False
    return (last - day).days < 7 if nth < 0 else (day.day - 1) // 7 + 1 == nth  # noqa: PLR2004


def around(said: Said, published: date) -> Iterator[date]:
    """Yield the day of that month and number before the publication, and the one that comes soon."""
    if before := latest(said, published):
        yield before
    for year in (published.year, published.year + 1) if not said.year else ():
        try:
            day = date(year, said.month, said.day)
        except ValueError:
            continue
        if published < day < published + timedelta(days=_SOON):
            yield day


def latest(said: Said, published: date) -> date | None:
    """Return the last day of that month and number up to the publication."""
    for year in (said.year,) if said.year else (published.year, published.year - 1):
        try:
            day = date(year, said.month, said.day)
        except ValueError:
            continue
        if day <= published or said.year:
            return day
    return None


_SOON: Final = 200
"""Days within which a day that is still to come is meant."""

LATELY: Final = 62
"""Days within which “on the 12th” may be meant without a month."""
