"""Instants are exact, name their zone, and never break a page."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kunak.base.errors import BadInput
from kunak.base.instants import DAY, Instant, after, from_datetime, from_rfc3339, to_datetime, to_rfc3339

MOMENTS = st.datetimes(timezones=st.just(UTC))
OF_THE_CALENDAR = MOMENTS.map(from_datetime)


@given(OF_THE_CALENDAR)
def test_an_instant_comes_back_from_what_is_written(instant: Instant) -> None:
    assert from_rfc3339(to_rfc3339(instant)) == instant
    assert from_datetime(to_datetime(instant)) == instant


@given(st.integers(-(2**64), 2**64).map(Instant))
def test_an_instant_beyond_the_calendar_is_shown_as_its_end(instant: Instant) -> None:
    """The harm: one fact with a wrong year would close every page that shows it."""
    shown = to_datetime(instant)
    assert shown.tzinfo is UTC
    assert to_rfc3339(instant)
    assert abs(from_datetime(shown)) <= abs(instant)


def test_what_is_finer_than_a_millisecond_is_cut() -> None:
    assert from_datetime(datetime(1970, 1, 1, 0, 0, 0, 1_999, tzinfo=UTC)) == 1


def test_a_zone_is_counted() -> None:
    east = timezone(timedelta(hours=3))
    assert from_rfc3339("2026-03-01T14:10:00+03:00") == from_datetime(datetime(2026, 3, 1, 14, 10, tzinfo=east))
    assert to_rfc3339(from_rfc3339("2026-03-01T14:10:00+03:00")) == "2026-03-01T11:10:00Z"


def test_milliseconds_are_written_only_where_there_are_any() -> None:
    assert to_rfc3339(Instant(0)) == "1970-01-01T00:00:00Z"
    assert to_rfc3339(Instant(1)) == "1970-01-01T00:00:00.001Z"


@pytest.mark.parametrize(
    "text", ["", "tomorrow", "2026-03-01", "2026-03-01T14:10:00", "2026-02-30T10:00:00Z", "14:10Z", "2026-W09-7"]
)
def test_what_names_no_zone_or_no_time_is_no_instant(text: str) -> None:
    with pytest.raises(BadInput) as refusal:
        from_rfc3339(text, field="until")
    assert refusal.value.field == "until"


def test_a_moment_without_a_zone_is_no_instant() -> None:
    with pytest.raises(BadInput):
        from_datetime(datetime(2026, 3, 1))  # noqa: DTZ001 - the point of the test


@given(st.text(max_size=30).filter(lambda text: "T" not in text.upper()))
def test_noise_is_bad_input_and_never_a_fault(text: str) -> None:
    with pytest.raises(BadInput):
        from_rfc3339(text.replace(" ", "_"))


def test_later_and_earlier() -> None:
    assert after(Instant(5), DAY) == 5 + DAY
    assert after(Instant(5), -5) == 0
