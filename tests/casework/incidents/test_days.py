"""Dates known to a day, a month, a year or a range: read, written back, and compared without choosing."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kunak.base.errors import BadInput
from kunak.base.instants import DAY, Instant
from kunak.casework.incidents import days
from kunak.casework.incidents.days import Days

ORDINALS = st.dates(date(1850, 1, 1), date(2100, 12, 31)).map(date.toordinal)
SPANS = st.tuples(ORDINALS, ORDINALS).map(lambda ends: Days(min(ends), max(ends)))
NOW = Instant(20_000 * DAY)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2014", "2014-01-01", "2014-12-31"),
        ("2016-02", "2016-02-01", "2016-02-29"),
        ("2014-03-05", "2014-03-05", "2014-03-05"),
        ("2014..2016-02", "2014-01-01", "2016-02-29"),
        (" 2014-03-05 .. 2014-03-07 ", "2014-03-05", "2014-03-07"),
    ],
)
def test_a_text_means_these_days(text: str, first: str, last: str) -> None:
    assert days.read(text) == Days(date.fromisoformat(first).toordinal(), date.fromisoformat(last).toordinal())


@pytest.mark.parametrize(
    "text",
    [
        "",
        "soon",
        "2014-13",
        "2014-00",
        "2014-02-30",
        "2015-02-29",
        "14",
        "05.03.2014",
        "2014..",
        "..2014",
        "2016..2014",
        "1849",
        "2101",
        "2014-3",
        "２０１４",
        "2014-03-05T10:00",
        "2014...2015",
    ],
)
def test_what_no_calendar_knows_is_refused(text: str) -> None:
    with pytest.raises(BadInput):
        days.read(text)


@given(SPANS)
def test_what_is_written_is_read_as_the_same_days(span: Days) -> None:
    assert days.read(days.write(span)) == span


@given(st.lists(SPANS, max_size=4))
def test_the_narrowest_lies_within_all_or_there_is_none(accounts: list[Days]) -> None:
    found = days.narrowest(accounts)
    inside = [
        each for each in accounts if all(other.first <= each.first <= each.last <= other.last for other in accounts)
    ]
    assert found == (inside[0] if inside else None)


def test_two_days_contradict_each_other_and_a_year_holds_its_day() -> None:
    assert days.narrowest(map(days.read, ["2014", "2014-03-05", "2014-03"])) == days.read("2014-03-05")
    assert days.narrowest(map(days.read, ["2014-03-05", "2014-03-06"])) is None
    assert days.narrowest([days.NEVER, days.read("2014")]) is None


def test_a_year_is_known_where_all_days_are_of_one() -> None:
    assert days.read("2014-12").year == 2014
    assert days.read("2014-12..2015-01").year is None


def test_what_has_not_happened_is_refused() -> None:
    assert days.past("2024-10-04", now=NOW) == "2024-10-04"
    with pytest.raises(BadInput, match="future"):
        days.past("2024-10-06", now=NOW)
