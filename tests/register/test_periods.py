"""A period is read as reports write it, and not where they write none."""

import pytest

from kunak.register.periods import Period, period_of


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2010", (2010, 1), (2010, 12)),
        ("2008-2017", (2008, 1), (2017, 12)),
        ("2008–2017 гг.", (2008, 1), (2017, 12)),
        ("from 2008 to 2017", (2008, 1), (2017, 12)),
        ("Nov 2008", (2008, 11), (2008, 11)),
        ("26-29 November 2008", (2008, 11), (2008, 11)),
        ("2008-11-26/2009-02-01", (2008, 11), (2009, 2)),
        ("26.11.2008", (2008, 11), (2008, 11)),
        ("ноябрь 2008 - май 2009", (2008, 11), (2009, 5)),
    ],
)
def test_a_period_is_read(text: str, first: tuple[int, int], last: tuple[int, int]) -> None:
    assert period_of(text) == Period(first[0] * 12 + first[1] - 1, last[0] * 12 + last[1] - 1)


@pytest.mark.parametrize(
    "text", ["", "some years", "study done 2022-2023", "2022, period not stated", "период не указан"]
)
def test_no_period_is_guessed(text: str) -> None:
    assert period_of(text) is None
