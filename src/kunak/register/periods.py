"""From when to when a figure counts, in months.

Reads what reports write: a year, years, a month, dates. What only names the years of a
study, or says that the period is not stated, is no period of the figure.
"""

import re
from typing import Final

import msgspec

_MONTH_WORDS: Final = (
    "jan|янв", "feb|фев", "mar|март", "apr|апр", "may|ма[йя]", "jun|июн",
    "jul|июл", "aug|авг", "sep|сен", "oct|окт", "nov|ноя", "dec|дек",
)  # fmt: skip
_YEAR: Final = r"(?<!\d)(?:19|20)\d\d(?!\d)"
_MOMENT: Final = re.compile(
    rf"(?P<iso>{_YEAR})-(?P<isomonth>0[1-9]|1[0-2])(?!\d)(?:-\d\d)?"
    rf"|(?P<word>{'|'.join(f'(?:{w})' for w in _MONTH_WORDS)})[a-zа-яё]*\.?,?\s+"
    rf"(?:\d{{1,2}},?\s+)?(?P<wordyear>{_YEAR})"
    rf"|\d{{1,2}}\.(?P<dotmonth>0[1-9]|1[0-2])\.(?P<dotyear>{_YEAR})"
    rf"|(?P<year>{_YEAR})",
    re.IGNORECASE,
)
_MONTHS: Final = tuple(re.compile(words, re.IGNORECASE) for words in _MONTH_WORDS)
_UNSTATED: Final = re.compile(
    r"\bnot (?:stated|given|known|said|clear)|unknown|unclear|unstated|\bstudy\b"
    r"|не указан|неизвест|не назван|исследовани",
    re.IGNORECASE,
)

_SHORT: Final = re.compile(rf"({_YEAR})(?:\s*[–—/]\s*['’]?(\d\d)|-['’]?(1[3-9]|[2-9]\d))(?![\d.-])")
_DECADE: Final = re.compile(r"(?<!\d)((?:19|20)\d)0(?:s|['’]s|-?[ех](?:\s+год\w+)?)(?!\w)")
_SINCE: Final = re.compile(r"^(?:since|from|after|starting|с|со|начиная с|после)\b", re.IGNORECASE)
_UNTIL: Final = re.compile(r"^(?:until|till|up to|before|by|до|по)\b", re.IGNORECASE)
_ON: Final = re.compile(
    r"\b(?:present|now|today|to date|onwards?|настоящее|сих пор|сегодня|наст\.)|н\.\s?в\.|(?:19|20)\d\d\s*[-–—]\s*$",
    re.IGNORECASE,
)
_FIRST: Final = 0
_LAST: Final = 9_999 * 12 + 11
"""The months of a period that nobody closed."""


class Period(msgspec.Struct, frozen=True, order=True):
    """Whole months from the first to the last, both counted; month 0 is January of year 0."""

    first: int
    last: int

    def overlaps(self, other: "Period") -> bool:
        """Whether some month is in both."""
        return self.first <= other.last and other.first <= self.last

    def holds(self, other: "Period") -> bool:
        """Whether every month of the other is in this one."""
        return self.first <= other.first and other.last <= self.last

    def agrees(self, other: "Period") -> bool:
        """Whether both can be one period: they are the same, or one leaves open an end that the other names."""
        first = self.first == other.first or _FIRST in {self.first, other.first}
        return first and (self.last == other.last or _LAST in {self.last, other.last})

    @property
    def is_backwards(self) -> bool:
        """Whether it ends before it begins, as when two years were swapped."""
        return self.last < self.first


def period_of(text: str) -> Period | None:
    """Return the period that a phrase states, or None where it states none."""
    if _UNSTATED.search(text):
        return None
    text = _DECADE.sub(r"\g<1>0–\g<1>9", _SHORT.sub(_spelled_out, text.strip()))
    moments = [_months(match) for match in _MOMENT.finditer(text)]
    if not moments:
        return None
    first, last = moments[0][0], moments[-1][1]
    if _ON.search(text) or (len(moments) == 1 and _SINCE.match(text)):
        last = _LAST
    elif len(moments) == 1 and _UNTIL.match(text):
        first = _FIRST
    return Period(first, last)


def _spelled_out(match: re.Match[str]) -> str:
    """Return “2008–17” as “2008–2017”."""
    year, end = int(match[1]), int(match[2] or match[3])
    century = year // 100 * 100
    return f"{year}–{century + end if end > year % 100 else century + 100 + end}"


def _months(match: re.Match[str]) -> tuple[int, int]:
    year = int(match["iso"] or match["wordyear"] or match["dotyear"] or match["year"])
    if match["year"]:
        return year * 12, year * 12 + 11
    named = match["isomonth"] or match["dotmonth"]
    month = int(named) - 1 if named else next(i for i, words in enumerate(_MONTHS) if words.match(match["word"]))
    return year * 12 + month, year * 12 + month
