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

    @property
    def is_backwards(self) -> bool:
        """Whether it ends before it begins, as when two years were swapped."""
        return self.last < self.first


def period_of(text: str) -> Period | None:
    """Return the period that a phrase states, or None where it states none."""
    if _UNSTATED.search(text):
        return None
    moments = [_months(match) for match in _MOMENT.finditer(text)]
    return Period(moments[0][0], moments[-1][1]) if moments else None


def _months(match: re.Match[str]) -> tuple[int, int]:
    year = int(match["iso"] or match["wordyear"] or match["dotyear"] or match["year"])
    if match["year"]:
        return year * 12, year * 12 + 11
    named = match["isomonth"] or match["dotmonth"]
    month = int(named) - 1 if named else next(i for i, words in enumerate(_MONTHS) if words.match(match["word"]))
    return year * 12 + month, year * 12 + month
