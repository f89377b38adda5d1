"""How long there is, and when exactly."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kunak.base.errors import BadInput
from kunak.base.instants import DAY, HOUR, MINUTE, SECOND, Instant
from kunak.web import times

NOW = Instant(1_804_980_000_000)


def away(milliseconds: int) -> Instant:
    return Instant(NOW + milliseconds)


def test_nobody_is_promised_more_time_than_there_is() -> None:
    said = [
        times.relative(away(distance), "en", NOW) for distance in (119 * MINUTE, 3 * HOUR - 1, 47 * HOUR, 3 * DAY - 1)
    ]
    assert said == ["in 119 minutes", "in 2 hours", "in 47 hours", "in 2 days"]


def test_what_is_past_is_said_as_past() -> None:
    assert times.relative(away(-14 * MINUTE), "en", NOW) == "14 minutes ago"
    assert times.relative(away(-14 * MINUTE), "ru", NOW) == "14 минут назад"
    assert times.relative(away(-40 * SECOND), "ru", NOW) == "40 секунд назад"


def test_a_deadline_is_over_in_the_moment_it_is_reached() -> None:
    assert [times.urgency(away(distance), NOW) for distance in (-1, 0, 1, 2 * HOUR, 2 * HOUR + 1)] == [
        "over",
        "over",
        "soon",
        "soon",
        "later",
    ]


def test_an_exact_time_names_its_zone() -> None:
    assert times.exact(NOW, "en", "Asia/Tbilisi") == "Sun, 14 Mar 2027, 03:20 GMT+04:00"
    assert times.exact(NOW, "ru", "Asia/Tbilisi") == "вс, 14 мар. 2027, 03:20 GMT+04:00"


def test_a_day_of_another_year_says_which() -> None:
    assert times.day(NOW, "en", "UTC", NOW) == "13 Mar"
    assert times.day(NOW, "en", "UTC", away(366 * DAY)) == "13 Mar 2027"


def test_what_is_far_away_is_a_date_and_not_a_count_of_days() -> None:
    assert times.near(away(-5 * DAY), "en", "UTC", NOW) == "5 days ago"
    assert times.near(away(-20 * DAY), "en", "UTC", NOW) == "21 Feb, 23:20"


@given(distance=st.integers(-(10**12), 10**12), language=st.sampled_from(["en", "ru"]))
def test_every_instant_can_be_told(distance: int, language: str) -> None:
    assert times.near(away(distance), language, "Europe/Berlin", NOW)
    assert times.relative(away(distance), language, NOW)


def test_a_typed_time_is_of_the_clocks_of_the_desk() -> None:
    assert times.typed("2026-03-01T17:10", "Asia/Tbilisi", field="due") == 1_772_370_600_000
    assert times.typed(" 2026-03-01 13:10 ", "UTC", field="due") == 1_772_370_600_000


@pytest.mark.parametrize("text", ["", "tomorrow", "2026-03-01", "2026-02-30T10:00", "2026-03-01T10:00+03:00", "10:00"])
def test_what_is_no_day_and_time_is_refused_at_its_field(text: str) -> None:
    with pytest.raises(BadInput) as refused:
        times.typed(text, "UTC", field="due")
    assert refused.value.field == "due"


def test_a_field_that_may_stay_empty_stays_empty() -> None:
    assert times.typed_or_none(" ", "UTC", field="until") is None
    with pytest.raises(BadInput):
        times.typed_or_none("soon", "UTC", field="until")


@given(st.integers(min_value=0, max_value=4_000_000_000))
def test_what_a_field_holds_is_read_back(seconds: int) -> None:
    instant = Instant(seconds // 60 * MINUTE)
    assert times.typed(times.as_typed(instant, "Asia/Tbilisi"), "Asia/Tbilisi", field="due") in {
        instant,
        instant - HOUR,
    }


def test_of_an_hour_that_comes_twice_the_first_is_meant() -> None:
    first = times.typed("2026-10-25T02:30", "Europe/Berlin", field="due")
    assert times.exact(first, "en", "UTC") == "Sun, 25 Oct 2026, 00:30 GMT+00:00"
    assert times.offset_minutes(first, "Europe/Berlin") == 120


@pytest.mark.parametrize(
    ("zone", "said"),
    [
        ("UTC", "UTC"),
        ("Etc/UTC", "UTC"),
        ("Etc/GMT-3", "UTC+3"),
        ("Asia/Tbilisi", "Asia/Tbilisi (UTC+4)"),
        ("Asia/Kathmandu", "Asia/Kathmandu (UTC+5:45)"),
        ("America/Caracas", "America/Caracas (UTC−4)"),
    ],
)
def test_a_zone_is_named_so_that_nobody_reads_its_distance_the_wrong_way_round(zone: str, said: str) -> None:
    assert times.zone_words(zone, NOW) == said


@pytest.mark.parametrize(
    ("text", "english", "russian"),
    [("2027-03-28", "28 Mar 2027", "28 мар. 2027"), ("2027-02-30", "2027-02-30", "2027-02-30"), ("", "", "")],
)
def test_a_day_is_written_as_people_write_it(text: str, english: str, russian: str) -> None:
    assert times.written_day(text, "en") == english
    assert times.written_day(text, "ru").startswith(russian)


@pytest.mark.parametrize("name", ["Nowhere/Never", "", "../../etc/passwd", "/etc/passwd", "\0", "Europe"])
def test_what_is_no_zone_is_known_as_such(name: str) -> None:
    assert not times.is_zone(name)
    assert times.is_zone("Asia/Tbilisi")
