"""Where a text tells the year in which somebody was born, or a birthday by its number, beside words for birth."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from kunak.disclosure.numerals import Unit, genitive_numbers

Told = tuple[int, int, int]
"""Start and end in the folded text, and the year or age."""

_NEAR: Final = 64
_WORDS: Final = 12
"""Words between an age and the year in which somebody was so old."""
_BIRTH: Final = re.compile(
    r"(?<![^\W_])(?:родил\w+|рожден\w*|рожд|появил\w+ на свет|born|birth|came into the world|delivered)(?![^\W_])"
)
_END: Final = re.compile(r"[!?\n]|(?<![ .]г)(?<![ .]гг)\.\s")
_OF_BIRTH: Final = re.compile(r"(?: году?а?|г\.?)? ?(?:рожд|г\.? ?р\b|р\.)|(?: year)? of birth")
_OF_YEAR: Final = re.compile(
    r"(?<![^\W_])(?:он|она|я|парень|девушка|девочка|мальчик|юноша|дочь|дочка|сын|сестра|брат|ребенок|девчонка|пацан)[ ,]+(?:с )?$"  # noqa: E501
)
_YEAR_ALONE: Final = re.compile(r" года?(?= ?[,.;!?)—–]|$)")
"""Who is of a year, and nothing else is of it: “девушка двухтысячного года”."""
_TURNED: Final = re.compile(
    r"(?<![^\W_])(?:исполни\w+|стукну\w+|turn(?:s|ed)|совершеннолет\w+|came of age|birthday|день рождения|\w+летие)(?![^\W_])"  # noqa: E501
)
_WAS: Final = re.compile(
    r"(?:(?<![^\W_])(?:she|he) was|(?<![^\W_])(?:ей|ему) было)(?: just| only| всего| только| едва)?\W+$"
)
_FIRST_YEAR, _LAST_YEAR = 1925, 2035


def years_of_birth(text: str, units: Sequence[Unit]) -> Iterator[Told]:
    """Yield years that are said to be somebody's year of birth, in figures or words."""
    if not _BIRTH.search(text) and " р" not in text and not _YEAR_ALONE.search(text):
        return
    for at, unit in enumerate(units):
        year = _year(text, units, at)
        if year is None:
            continue
        before = text[max(unit.start - _NEAR, 0) : unit.start]
        births = list(_BIRTH.finditer(before))
        said = births and not _END.search(before[births[-1].end() :])
        of_year = _OF_YEAR.search(before) and unit.ordinal and _YEAR_ALONE.match(text, unit.end)
        if said or of_year or ((unit.value != year or unit.spelt) and _OF_BIRTH.match(text, unit.end)):
            yield unit.start, unit.end, year
    yield from _animals(text)


def _year(text: str, units: Sequence[Unit], at: int) -> int | None:
    """Return the year that a unit can be: of four figures, or the last two in words."""
    unit = units[at]
    value = unit.value or 0
    if _FIRST_YEAR <= value <= _LAST_YEAR and (unit.spelt or unit.ordinal or len(unit.word) == 4):  # noqa: PLR2004
        return value
    following = units[at + 1].word if at + 1 < len(units) else ""
    as_year = following.startswith(("год", "year")) or text[unit.end : unit.end + 2].strip() in (
        "",
        ",",
        ".",
        ";",
        ")",
        "г",
    )
    if unit.spelt and unit.ordinal and as_year and (value >= 25 or following.startswith("год")):  # noqa: PLR2004
        return 1900 + value if value > _LAST_YEAR - 2000 else 2000 + value
    apostrophe = text[unit.start - 1 : unit.start] in "'’" and unit.start > 0
    if (unit.spelt and not unit.ordinal and 50 <= value <= 99) or (apostrophe and len(unit.word) == 2):  # noqa: PLR2004
        return 1900 + value if value > _LAST_YEAR - 2000 else 2000 + value
    return None


_ANIMALS: Final = (
    "крыс|мыш|rat", "бык|вол|ox|bull", "тигр|tiger", "кролик|кот|зайц|rabbit|hare|cat", "дракон|dragon", "зме|snake",
    "лошад|кон|horse", "коз|овц|баран|goat|sheep", "обезьян|monkey", "петух|куриц|rooster", "собак|dog", "свин|кабан|pig|boar",  # noqa: E501
)  # fmt: skip
"""Animals of the years, from 1924 on, in both languages: their beginnings."""
_BEASTS: Final = tuple(re.compile(rf"(?:{row})\w{{0,3}}(?![^\W_])") for row in _ANIMALS)
_YEAR_OF: Final = re.compile(r"(?<![^\W_])(?:год\w{0,2}|year of(?: the)?)(?: [^\W\d_]{3,12})?? (?=([^\W\d_]{2,12}))")


def _animals(text: str) -> Iterator[Told]:
    """Yield every year of the animal in whose year somebody is said to be born."""
    for match in _YEAR_OF.finditer(text):
        start, end = match.start(), match.end(1)
        around = text[max(start - _NEAR, 0) : start] + "|" + text[end : end + _NEAR]
        for number, beast in enumerate(_BEASTS):
            if beast.fullmatch(match[1]) and _BIRTH.search(around):
                yield from ((start, end, year) for year in range(1924 + number, _LAST_YEAR, 12))


def years_from_ages(text: str, units: Sequence[Unit]) -> Iterator[Told]:
    """Yield the year of birth that an age at a year tells: “she turned eighteen in March 2021”."""
    years = [
        (at, unit)
        for at, unit in enumerate(units)
        if _FIRST_YEAR < (unit.value or 0) <= _LAST_YEAR and len(unit.word) == 4  # noqa: PLR2004
    ]
    for at, year in years:
        for age in units[max(at - _WORDS, 0) : at + _WORDS]:
            count = age.value or 0
            first, last = (age, year) if age.start < year.start else (year, age)
            if not 5 <= count <= 99 or not 0 <= last.start - first.end < _NEAR:  # noqa: PLR2004
                continue
            between = text[first.end : last.start]
            around = text[max(first.start - _NEAR // 2, 0) : last.end + _NEAR // 3]
            if _END.search(between):
                continue
            born = (year.value or 0) - count
            if _TURNED.search(around):
                yield first.start, last.end, born
            elif _WAS.search(text[max(age.start - _NEAR, 0) : age.start]):
                yield first.start, last.end, born
                yield first.start, last.end, born - 1


_JUBILEE: Final = re.compile(
    r"(?<![^\W\d_])([^\W\d_]{4,24}?)лети(?:е|я|ю|ем|и)(?![^\W_])|(?<!\d)(\d{1,2})-?(?:ти|и)?-?лети(?:е|я|ю|ем|и)(?![^\W_])"
)
_ONES: Final = re.compile(
    r"(?<![^\W_])(?:сво\w{1,4}|ее|его|мо\w{1,3}|она|он|ей|ему|сестр\w|брат\w{0,2}|девушк\w+|накануне|her|his)(?![^\W_])"
)


def birthdays(text: str, units: Sequence[Unit]) -> Iterator[Told]:
    """Yield the ages that a birthday by its number tells: it may have been, or be still to come."""
    for match in _JUBILEE.finditer(text):
        value = int(match[2]) if match[2] else genitive_numbers().get(match[1])
        around = (
            text[max(match.start() - _NEAR // 2, 0) : match.start()]
            + "|"
            + text[match.end() : match.end() + _NEAR // 3]
        )
        if value and _ONES.search(around):
            yield from ((match.start(), match.end(), age) for age in (value, value - 1))
    for unit in units:
        if unit.ordinal and re.match(
            r" (?:birthday|день рождения|дня рождения|дню рождения|днем рождения)", text[unit.end : unit.end + 16]
        ):
            yield from ((unit.start, unit.end, age) for age in (unit.value or 0, (unit.value or 0) - 1))
