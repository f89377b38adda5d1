from datetime import date

import pytest

from kunak.register.partial_dates import Span, read_age, read_date


def span(low: date, high: date) -> Span:
    return Span(low.toordinal(), high.toordinal())


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("1990-02-03", date(1990, 2, 3), date(1990, 2, 3)),
        ("03.02.1990", date(1990, 2, 3), date(1990, 2, 3)),
        ("3/2/1990", date(1990, 2, 3), date(1990, 2, 3)),
        ("1990-02", date(1990, 2, 1), date(1990, 2, 28)),
        ("02.1990", date(1990, 2, 1), date(1990, 2, 28)),
        ("1990", date(1990, 1, 1), date(1990, 12, 31)),
        ("1990-00-00", date(1990, 1, 1), date(1990, 12, 31)),
        ("около 1990 г.", date(1990, 1, 1), date(1990, 12, 31)),
        ("1990-1992", date(1990, 1, 1), date(1992, 12, 31)),
        ("1990/1992", date(1990, 1, 1), date(1992, 12, 31)),
        ("1990-02-03 - 1990-03-01", date(1990, 2, 3), date(1990, 3, 1)),
        ("199?", date(1990, 1, 1), date(1999, 12, 31)),
        ("1990s", date(1990, 1, 1), date(1999, 12, 31)),
    ],
)
def test_a_date_is_the_days_it_may_mean(text: str, low: date, high: date) -> None:
    assert read_date(text) == span(low, high)


@pytest.mark.parametrize("text", ["", "?", "unknown", "неизвестно", "н/д", "-"])
def test_who_says_that_nobody_knows_says_nothing(text: str) -> None:
    assert read_date(text) is None
    assert read_age(text) is None


@pytest.mark.parametrize("text", ["1990-02-30", "31.02.1990", "1990-13", "0090-01-01", "soon", "1992-1990", "12"])
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - the sentence is the reader's
        read_date(text)


@pytest.mark.parametrize(("text", "ages"), [("25", (25, 25)), ("25-30", (25, 30)), ("около 30 лет", (30, 30))])
def test_an_age_may_be_a_range(text: str, ages: tuple[int, int]) -> None:
    assert read_age(text) == ages


@pytest.mark.parametrize("text", ["121", "-1", "30-20", "young"])
def test_what_is_no_age_is_refused(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - the sentence is the reader's
        read_age(text)


@pytest.mark.parametrize(("text", "shown"), [("1990", "1990"), ("1990-1992", "1990–1992"), ("3.2.1990", "1990-02-03")])
def test_a_span_is_shown_as_it_was_known(text: str, shown: str) -> None:
    assert str(read_date(text)) == shown
