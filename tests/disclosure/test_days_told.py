"""Days that are told in two sentences, as days to come, or by another day."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.disclosure.cases import blocked

from kunak.disclosure.secrets import DatedFact, Person, Secrets

PUBLISHED = date(2026, 5, 20)
WEEKDAYS = (
    ("понедельник", "Monday"), ("вторник", "Tuesday"), ("среду", "Wednesday"), ("четверг", "Thursday"),
    ("пятницу", "Friday"), ("субботу", "Saturday"), ("воскресенье", "Sunday"),
)  # fmt: skip


def dated(*days: date) -> Secrets:
    return Secrets(published_on=PUBLISHED, dates=tuple(DatedFact(what="a day", date=day) for day in days))


@given(st.integers(0, 6), st.data())
def test_a_weekday_after_the_coming_one_is_that_day_and_no_other(weekday: int, data: st.DataObject) -> None:
    ahead = (weekday - PUBLISHED.weekday()) % 7 or 7
    russian, english = WEEKDAYS[weekday]
    text = data.draw(
        st.sampled_from(
            (
                f"Her interview is on the {english} after next.",
                f"Her interview is on {english} week.",
                f"Her interview is a week on {english}.",
                f"Её собеседование в {russian} через неделю.",
            )
        )
    )
    off = data.draw(st.integers(1, 30))
    held = PUBLISHED + timedelta(days=off)
    assert bool(blocked(text, dated(held))) == (off == ahead + 7), text


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Она идёт в суд послезавтра.", date(2026, 5, 22)),
        ("His interview takes place two weeks from tomorrow.", date(2026, 6, 4)),
        ("Her hearing is a week from Monday.", date(2026, 6, 1)),
        ("Собеседование назначено на четверг следующей недели.", date(2026, 5, 28)),
        ("Он ушёл накануне Первомая.", date(2026, 4, 30)),
        ("Собеседование через три недели и пять дней.", date(2026, 6, 15)),
        ("Seven weeks to the day since she left home.", date(2026, 4, 1)),
        ("Почти шесть недель прошло с её отлёта – если точно, сорок один день.", date(2026, 4, 9)),
        ("Она улетела в Великий четверг.", date(2026, 4, 9)),
        ("Она ушла в среду, первое.", date(2026, 4, 1)),
        ("The interview takes place in exactly three weeks.", date(2026, 6, 10)),
        ("Она улетела в понедельник сразу после православной Пасхи.", date(2026, 4, 13)),
        ("Her hearing is tomorrow.", date(2026, 5, 21)),
        ("Her hearing is the day after tomorrow.", date(2026, 5, 22)),
        ("Второго числа следующего месяца у неё собеседование.", date(2026, 6, 2)),
        ("Next week on Thursday she will be heard.", date(2026, 5, 28)),
        ("Её выслушают в четверг на следующей неделе.", date(2026, 5, 28)),
        ("She left home on the fifth. It was a cold March.", date(2026, 3, 5)),
        ("Вылетал он тринадцатого числа, хоть и суеверный. Было это в апреле.", date(2026, 4, 13)),
        ("It was the eighth. May had just begun.", date(2026, 5, 8)),
    ],
)
def test_a_day_is_told_in_parts_or_ahead(text: str, day: date) -> None:
    assert blocked(text, dated(day)) == {"dates.0"}
    assert not blocked(text, dated(day + timedelta(days=9)))


@pytest.mark.parametrize(
    "text",
    [
        "Её день рождения через неделю после 7 ноября.",
        "Her birthday falls a week after 7 November.",
        "За две недели и три дня до 1 декабря она родилась.",
    ],
)
def test_a_birthday_is_counted_from_another_day(text: str) -> None:
    case = Secrets(published_on=PUBLISHED, persons=(Person(id="P1", role="client", born="2003-11-14"),))
    assert blocked(text, case) == {"P1.born"}
    assert not blocked(
        text.replace("рождения", "приезда").replace("родилась", "ушла").replace("birthday", "trial"), case
    )


def test_a_birthday_by_chance_is_none() -> None:
    case = Secrets(published_on=PUBLISHED, persons=(Person(id="P2", role="relative", born="1994-05-15"),))
    assert not blocked("Five days ago the court in another town heard her case.", case)


def test_a_month_with_a_day_of_its_own_is_no_month_of_another_day() -> None:
    assert not blocked("She left on the fifth. On 14 March it snowed.", dated(date(2026, 3, 5)))


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("В понедельник на этой неделе он прилетел.", date(2026, 5, 18)),
        ("On Monday of this week he landed.", date(2026, 5, 18)),
        ("На прошлой неделе, в пятницу, он прилетел.", date(2026, 5, 15)),
        ("He landed on Friday last week.", date(2026, 5, 15)),
        ("Улетела она в марте. Число хорошее, девятое.", date(2026, 3, 9)),
        ("Ушла она в феврале. Число она запомнила навсегда: второе.", date(2026, 2, 2)),
    ],
)
def test_a_day_of_this_week_or_the_last(text: str, day: date) -> None:
    assert blocked(text, dated(day)) == {"dates.0"}
    assert not blocked(text, dated(day - timedelta(days=1)))


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Five weeks ago yesterday she rang the bell.", PUBLISHED - timedelta(days=36)),
        ("She left three weeks ago today.", PUBLISHED - timedelta(days=21)),
        ("Из дома она ушла в мае. Число запомнить легко – это было восьмое.", date(2026, 5, 8)),
        ("Она уехала в апреле; число – было третье.", date(2026, 4, 3)),
    ],
)
def test_a_day_is_said_to_the_day(text: str, day: date) -> None:
    assert blocked(text, dated(day)) == {"dates.0"}
    assert not blocked(text, dated(day + timedelta(days=1)))


def test_the_weekday_before_last() -> None:
    held = PUBLISHED - timedelta(days=11)  # a Saturday, of which there was one since
    assert blocked("She flew out on the Saturday before last.", dated(held)) == {"dates.0"}
    assert not blocked("She flew out on the Saturday before last.", dated(held - timedelta(days=7)))


@pytest.mark.parametrize(
    ("text", "sure"),
    [
        ("In nine days she flies.", True),
        ("Her plane leaves in nine days.", True),
        ("She'll land in nine days.", True),
        ("The director shot it in nine days.", False),
        ("All were placed within nine days.", False),
    ],
)
def test_in_so_many_days_is_when_or_how_long(text: str, sure: bool) -> None:
    assert bool(blocked(text, dated(PUBLISHED + timedelta(days=9)))) == sure
