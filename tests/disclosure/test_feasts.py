"""On which days feasts fall: known years, and what the table says for every year."""

import re
from datetime import date

import pytest

from kunak.disclosure.check import check
from kunak.disclosure.feasts import easter, feasts, pascha
from kunak.disclosure.secrets import DatedFact, Secrets


@pytest.mark.parametrize(
    ("year", "western", "orthodox"),
    [
        (2016, date(2016, 3, 27), date(2016, 5, 1)),
        (2019, date(2019, 4, 21), date(2019, 4, 28)),
        (2024, date(2024, 3, 31), date(2024, 5, 5)),
        (2025, date(2025, 4, 20), date(2025, 4, 20)),
        (2026, date(2026, 4, 5), date(2026, 4, 12)),
        (2038, date(2038, 4, 25), date(2038, 4, 25)),
    ],
)
def test_both_easters_fall_where_the_calendars_have_them(year: int, western: date, orthodox: date) -> None:
    assert (easter(year), pascha(year)) == (western, orthodox)


def _of(when: str, year: int) -> tuple[date, ...]:
    return next(feast for feast in feasts() if feast.when == when).days(year)


@pytest.mark.parametrize(
    ("when", "day"),
    [
        # As they were kept in Russia.
        ("islam 10-1", date(2022, 5, 2)),
        ("islam 10-1", date(2023, 4, 21)),
        ("islam 10-1", date(2024, 4, 10)),
        ("islam 10-1", date(2025, 3, 30)),
        ("islam 12-10", date(2020, 7, 31)),
        ("islam 12-10", date(2022, 7, 9)),
        ("islam 12-10", date(2023, 6, 28)),
        ("islam 12-10", date(2024, 6, 16)),
        ("islam 12-10", date(2025, 6, 6)),
        ("last sun 11", date(2025, 11, 30)),
        ("fourth thu 11", date(2025, 11, 27)),
        ("black fri 11", date(2025, 11, 28)),
    ],
)
def test_a_moving_feast_is_found_on_the_day_it_was_kept(when: str, day: date) -> None:
    assert day in _of(when, day.year)


def test_every_rule_of_the_table_gives_days_of_the_year_asked_for() -> None:
    for year in range(1990, 2050):
        for feast in feasts():
            assert all(day.year == year for day in feast.days(year)), feast.when


def test_every_feast_is_found_by_its_own_name() -> None:
    """What a name must hold is looked for before the expression is tried."""
    for feast in feasts():
        assert feast.key, feast.when
        assert feast.key in re.sub(r"\\(?=\W)", "", feast.pattern.pattern), feast.key


def test_a_leap_day_is_in_leap_years_only() -> None:
    assert _of("02-29", 2025) == ()
    assert _of("02-29", 2024) == (date(2024, 2, 29),)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Приехали накануне Покрова, когда стемнело.", "2026-10-13"),
        ("Она уехала в канун Крещения.", "2026-01-18"),
        ("Самолёт улетает в самый день православного Воздвижения Креста Господня.", "2026-09-27"),
        ("В самое Крещение, в мороз, мы её встретили.", "2026-01-19"),
    ],
)
def test_the_eve_of_a_feast_that_is_called_by_a_word(text: str, day: str) -> None:
    held = date.fromisoformat(day)
    case = Secrets(published_on=date(2026, 11, 3), dates=(DatedFact(what="a day", date=held),))
    assert {one.severity for one in check(text, case).findings} == {"block"}
    assert not check("Снежного покрова в горах мало.", case).findings
