"""Days that are told in two sentences, as days to come, or by another day."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.disclosure.cases import blocked

from kunak.disclosure.check import check
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
        ("They will appeal within nine days.", False),
    ],
)
def test_in_so_many_days_is_when_or_how_long(text: str, sure: bool) -> None:
    assert bool(blocked(text, dated(PUBLISHED + timedelta(days=9)))) == sure


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Она улетела в четверг на позапрошлой неделе.", date(2026, 5, 7)),
        ("She flew on Thursday of the week before last.", date(2026, 5, 7)),
        ("She flew on Thursday of last week.", date(2026, 5, 14)),
        ("Завтра исполнится ровно четыре недели с того дня, как она улетела.", date(2026, 4, 23)),
        ("Вчера было три недели, как она дома.", date(2026, 4, 28)),
        ("Tomorrow it will be two weeks since she left.", date(2026, 5, 7)),
        ("He flew out the day after Norway's Constitution Day.", date(2026, 5, 18)),
    ],
)
def test_a_day_is_counted_from_a_day_near_by(text: str, day: date) -> None:
    assert blocked(text, dated(day)) == {"dates.0"}


def test_a_feast_may_have_a_comma_in_its_name() -> None:
    case = Secrets(published_on=date(2026, 7, 22), dates=(DatedFact(what="a day", date=date(2026, 7, 9)),))
    assert blocked("He flew out the day after the Day of Family, Love and Fidelity.", case) == {"dates.0"}


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Three Thursdays ago she flew out.", date(2026, 4, 30)),
        ("Две субботы назад она улетела.", date(2026, 5, 9)),
        ("She flew out on the first Thursday of last month.", date(2026, 4, 2)),
        ("Улетела она в последнюю пятницу прошлого месяца.", date(2026, 4, 24)),
        ("She left on day 120 of the year.", date(2026, 4, 30)),
        ("Улетела она пятого. Месяц был май.", date(2026, 5, 5)),
        ("She left on the 18th. It was April, and still cold.", date(2026, 4, 18)),
        ("Она приехала в третье воскресенье адвента.", date(2025, 12, 14)),
        ("На свободе она тридцать второй день.", date(2026, 4, 19)),
    ],
)
def test_a_day_by_its_weekday_number_or_season(text: str, day: date) -> None:
    assert blocked(text, dated(day)) == {"dates.0"}
    assert not blocked(text, dated(day + timedelta(days=7)))


def test_a_day_of_no_month_that_is_soon_to_come_asks_for_a_look() -> None:
    found = check("Her flight is on the 4th.", dated(date(2026, 6, 4))).findings
    assert [(one.secret, one.severity) for one in found] == [("dates.0", "review")]
    assert not check("Her flight is on the 4th.", dated(date(2026, 8, 4))).findings


def test_a_ticket_is_for_a_day_and_not_a_term() -> None:
    text = "Билет купили на девятое апреля и до последней минуты боялись, что вылет отменят."
    assert blocked(text, dated(date(2026, 4, 9))) == {"dates.0"}


@pytest.mark.parametrize(
    ("text", "day", "told"),
    [
        ("В это воскресенье она улетит.", date(2026, 5, 24), True),
        ("She flies this Saturday.", date(2026, 5, 23), True),
        ("Free legal clinic this Saturday.", date(2026, 5, 9), False),
        ("This Monday she left.", date(2026, 5, 18), True),
        (
            "Her plane leaves in the last week of this month. The exact day is the twenty-seventh.",
            date(2026, 5, 27),
            True,
        ),
        ("It was in the last week of last month; the exact day, the twenty-seventh.", date(2026, 4, 27), True),
    ],
)
def test_this_weekday_is_the_one_that_comes_or_was_just_now(text: str, day: date, told: bool) -> None:
    assert blocked(text, dated(day)) == ({"dates.0"} if told else set())


def test_a_term_is_no_birthday() -> None:
    case = Secrets(published_on=PUBLISHED, persons=(Person(id="P4", role="staff", born="1991-11-19"),))
    assert not blocked("The trial of a businessman was postponed until 19 November, his defence said.", case)
    assert blocked("Her birthday party lasted until 19 November.", case) == {"P4.born"}


@pytest.mark.parametrize(
    "text", ["Exactly nineteen days before this post she left.", "За 19 дней до этой публикации она ушла."]
)
def test_a_day_is_counted_back_from_the_text(text: str) -> None:
    assert blocked(text, dated(PUBLISHED - timedelta(days=19))) == {"dates.0"}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Ровно через неделю она сядет в самолёт.", True),
        ("Через неделю её ждёт суд, там будет адвокат.", True),
        ("In a week she will land.", True),
        ("Через неделю после побега её нашли.", False),
        ("Он обжаловал приговор через неделю.", False),
    ],
)
def test_in_a_week_is_said_of_what_comes(text: str, told: bool) -> None:
    assert blocked(text, dated(PUBLISHED + timedelta(days=7))) == ({"dates.0"} if told else set())
