"""A day in the ways in which it is usually told, whatever day it is: each gives it away, and none another day."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Final

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from tests.disclosure.cases import blocked

from kunak.disclosure.secrets import DatedFact, Secrets

MONTHS: Final = (
    ("January", "января", "январе"), ("February", "февраля", "феврале"), ("March", "марта", "марте"),
    ("April", "апреля", "апреле"), ("May", "мая", "мае"), ("June", "июня", "июне"), ("July", "июля", "июле"),
    ("August", "августа", "августе"), ("September", "сентября", "сентябре"), ("October", "октября", "октябре"),
    ("November", "ноября", "ноябре"), ("December", "декабря", "декабре"),
)  # fmt: skip
WEEKDAYS: Final = (
    ("Monday", "понедельник", 0), ("Tuesday", "вторник", 0), ("Wednesday", "среду", 1), ("Thursday", "четверг", 0),
    ("Friday", "пятницу", 1), ("Saturday", "субботу", 1), ("Sunday", "воскресенье", 2),
)  # fmt: skip
"""In English, in the Russian accusative, and of which gender."""
AGREE: Final = {
    "this": ("этот", "эту", "это"), "last": ("прошлый", "прошлую", "прошлое"),
    "next": ("следующий", "следующую", "следующее"), "near": ("ближайший", "ближайшую", "ближайшее"),
    1: ("первый", "первую", "первое"), 2: ("второй", "вторую", "второе"), 3: ("третий", "третью", "третье"),
    4: ("четвёртый", "четвёртую", "четвёртое"),
}  # fmt: skip
TENS: Final = ("", "", "twenty", "thirty")
ORDINALS: Final = (
    "zeroth", "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh",
    "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth", "nineteenth",
    "twentieth",
)  # fmt: skip

Way = tuple[Callable[[date, date], bool], str]
"""When a day is told so, by the day of publication and the day; and how."""


def weeks_off(published: date, day: date) -> int:
    """Return how many weeks of the calendar a day lies ahead."""
    return ((day - timedelta(days=day.weekday())) - (published - timedelta(days=published.weekday()))).days // 7


def months_off(published: date, day: date) -> int:
    """Return how many months of the calendar a day lies ahead."""
    return 12 * (day.year - published.year) + day.month - published.month


def past(published: date, day: date) -> bool:
    """Return whether a day is over."""
    return day < published


def ahead(published: date, day: date) -> bool:
    """Return whether a day is still to come."""
    return day > published


def week(off: int) -> Callable[[date, date], bool]:
    """Return what says of two days that the second lies so many weeks of the calendar ahead, and is not the first."""
    return lambda published, day: weeks_off(published, day) == off and day != published


def month(off: int) -> Callable[[date, date], bool]:
    """Return what says of two days that the second lies so many months of the calendar ahead."""
    return lambda published, day: months_off(published, day) == off


def after_whole_weeks(rest: int) -> Callable[[date, date], bool]:
    """Return what says of two days that whole weeks and some days more lie between them."""
    return lambda published, day: (
        past(published, day) and (published - day).days % 7 == rest and (published - day).days > 7 + rest
    )


WAYS: Final[tuple[Way, ...]] = (
    (past, "She left {n} days ago."), (past, "Она ушла {n} {дней} назад."),
    (past, "She has been free for {n} days."), (past, "Она на свободе уже {n} {дней}."),
    (past, "Today marks {n} days of freedom for her."), (past, "Сегодня {n}-й день её свободы."),
    (past, "She left on {Month} {d}."), (past, "Она ушла {d} {месяца}."), (past, "She left on the {nth} of {Month}."),
    (past, "Ушла {dd}.{mm}.{year}."), (past, "Она ушла в {месяце}, {d}-го числа."),
    (past, "She left in {Month}. The day was the {nth}."),
    (week(-1), "She left on {Weekday} last week."), (week(-1), "Она ушла на прошлой неделе, в {среду}."),
    (week(-1), "В {среду} прошлой недели она ушла."), (week(-1), "В {среду} на той неделе она ушла."),
    (week(-2), "She left on {Weekday} of the week before last."),
    (week(-2), "Она ушла в {среду} на позапрошлой неделе."),
    (lambda p, d: past(p, d) and week(0)(p, d), "On {Weekday} of this week she left."),
    (lambda p, d: past(p, d) and week(0)(p, d), "Она ушла в {this} {среду}."),
    (after_whole_weeks(0), "She left {q} weeks ago today."),
    (after_whole_weeks(1), "She left {q} weeks ago yesterday."),
    (after_whole_weeks(1), "She left {q} weeks and a day ago."),
    (after_whole_weeks(6), "She left {more} weeks ago tomorrow."),
    (after_whole_weeks(6), "Завтра исполнится {more} {недель} с её ухода."),
    (month(-1), "She left on the {nth} of last month."), (month(-1), "Она ушла {d} числа прошлого месяца."),
    (month(-1), "В прошлом месяце, {d}-го, она ушла."),
    (lambda p, d: past(p, d) and d.day < 29, "She left on the {wth} {Weekday} of {Month}."),
    (lambda p, d: past(p, d) and d.day < 29, "Она ушла в {wтый} {среду} {месяца}."),
    (lambda p, d: (p - d).days == 2, "She left the day before yesterday."),
    (lambda p, d: (p - d).days == 2, "Она ушла позавчера."),
    (ahead, "She flies in {n} days."), (ahead, "Она летит через {n} {дней}."),
    (ahead, "До её рейса осталось {n} {дней}."), (ahead, "Only {n} days to go until her flight."),
    (ahead, "Билет на {d} {месяца}."),
    (lambda p, d: ahead(p, d) and week(0)(p, d), "She flies this {Weekday}."),
    (lambda p, d: ahead(p, d) and week(0)(p, d), "Она летит в {this} {среду}."),
    (week(1), "She flies on {Weekday} next week."), (week(1), "Она летит на следующей неделе, в {среду}."),
    (week(1), "Next {Weekday} she flies."), (week(1), "Она летит в {next} {среду}."),
    (lambda p, d: 0 < (d - p).days < 8, "Она летит в {near} {среду}."),
    (lambda p, d: (d - p).days == 7, "She flies a week today."),
    (month(1), "She flies on the {nth} of next month."), (month(1), "Она летит {d} числа следующего месяца."),
    (lambda p, d: ahead(p, d) and month(0)(p, d), "She flies on the {nth} of this month."),
)  # fmt: skip


def counted(number: int, one: str, few: str, many: str) -> str:
    """Return the form of a Russian noun after a number."""
    if number % 10 == 1 and number % 100 != 11:
        return one
    return few if number % 10 in (2, 3, 4) and number % 100 not in (12, 13, 14) else many


def ordinal(number: int) -> str:
    """Return an English ordinal in words, up to the thirty-first."""
    if number < len(ORDINALS):
        return ORDINALS[number]
    return "thirtieth" if number == 30 else f"{TENS[number // 10]}-{ORDINALS[number % 10]}"


def told(way: str, published: date, day: date) -> str:
    """Return a day in the words of a way to tell it."""
    days, (english, russian, gender) = abs((published - day).days), WEEKDAYS[day.weekday()]
    name, genitive, locative = MONTHS[day.month - 1]
    nth = (day.day - 1) // 7 + 1
    agreeing = {str(key): forms[gender] for key, forms in AGREE.items()}
    return way.format(
        n=days,
        q=days // 7,
        more=days // 7 + 1,
        d=day.day,
        dd=f"{day.day:02}",
        mm=f"{day.month:02}",
        year=day.year,
        nth=ordinal(day.day),
        wth=ordinal(nth),
        wтый=agreeing.get(str(nth), ""),
        Month=name,
        месяца=genitive,
        месяце=locative,
        Weekday=english,
        среду=russian,
        дней=counted(days, "день", "дня", "дней"),
        недель=counted(days // 7 + 1, "неделя", "недели", "недель"),
        **agreeing,
    )


def a_day_told(way: Way, published: date, data: st.DataObject) -> tuple[date, str]:
    """Draw a day that is told so, within two months; and return it with the words for it."""
    fits, words = way
    near = [day for off in range(-60, 61) if abs(off) > 1 and fits(published, day := published + timedelta(days=off))]
    assume(near)
    day = data.draw(st.sampled_from(near))
    return day, told(words, published, day)


@pytest.mark.parametrize("way", WAYS, ids=lambda way: str(way[1]))
@given(st.dates(date(2025, 1, 1), date(2027, 12, 31)), st.data())
@settings(max_examples=6, deadline=None)
def test_a_day_is_told(way: Way, published: date, data: st.DataObject) -> None:
    day, text = a_day_told(way, published, data)
    assert blocked(text, Secrets(published_on=published, dates=(DatedFact(what="a day", date=day),))) == {"dates.0"}, (
        text
    )


@pytest.mark.parametrize("way", WAYS, ids=lambda way: str(way[1]))
@given(st.dates(date(2025, 1, 1), date(2027, 12, 31)), st.data())
@settings(max_examples=4, deadline=None)
def test_it_is_told_of_no_other_day(way: Way, published: date, data: st.DataObject) -> None:
    day, text = a_day_told(way, published, data)
    other = day + timedelta(days=data.draw(st.sampled_from((-3, 3, 4))))
    assume(abs((other - published).days) > 1)  # “today” and “tomorrow” are days, too
    assert not blocked(text, Secrets(published_on=published, dates=(DatedFact(what="a day", date=other),))), text
