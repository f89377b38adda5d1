"""Where a text tells a day that is still to come, counted from the day of publication: “on Tuesday week”."""

import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Final

from kunak.disclosure.daysigns import Said, is_this, weekday_of
from kunak.disclosure.numerals import Unit
from kunak.disclosure.steps import Step, exactly, step_of

_LEFT: Final = re.compile(
    r"(?<![^\W_])(?:остал[оаи]сь|остается|осталось всего|через|only|just|another|there are)(?: ровно| всего| exactly)?\W+$"  # noqa: E501
)
_TO_GO: Final = re.compile(r" (?:from now|from today|to go|left until|осталось|спустя отсюда)")
_BEFORE: Final = 24
"""Characters before a count in which that stands."""

_DURING: Final = frozenset(("in", "within"))
_AHEAD: Final = re.compile(
    r"(?<![^\W_])(?:will|won|ll|s|m|re|is|are|am|be|begins?|starts?|ends?|opens?|flies|fly|leaves?|lands?|arrives?|boards?|"
    r"departs?|goes|gets?|meets?|turns?|moves?|returns?|due|going|interview|appointment|hearing|flight|departure|birthday)"
    r"(?![^\W_])"
)
"""What is said of a day that is still to come."""
_TO_THE_DAY: Final = re.compile(r"(?<![^\W_])(?:ровно|exactly|точно) $")
_WILL: Final = re.compile(
    r"(?<![^\W_])(?:сяд[еу]т|(?:по|у|при|вы|пере)?лет(?:ит|ят)|(?:у|при|вы|по|пере)ед[еу]т|будет|ждет|выйд[еу]т|пойд[еу]т|"
    r"встрет[ия]т|окажется|will|ll|flies|leaves|lands|boards)(?![^\W_])"
)
"""What somebody is going to do."""
_ENDS: Final = re.compile(r"[.!?…;:\n]")
_CLAUSE: Final = 80
"""Characters around a count in which that stands."""

_WEEKDAYS: Final = (
    # What is told, and how many weeks after the coming one of that weekday it may mean.
    (r"k(?=W)", (0, 1)),  # next Tuesday
    (r"L(?=W)", (0,)),  # this Tuesday
    (r"(?<=W)Ak", (1,)),  # Tuesday after next
    (r"tw[xn]{0,2}(?=W)", (0, 1)),  # через неделю, во вторник
    (r"(?<=W)n?tw", (1,)),  # во вторник через неделю
    (r"(?<=W)w", (1,)),  # Tuesday week
    (r"w[n]{1,2}(?=W)", (1,)),  # a week on Tuesday
    (r"kwn?(?=W)", (0, 1)),  # next week on Tuesday
    (r"(?<=W)n{0,2}kw", (0, 1)),  # Tuesday of next week
    (r"(?<=W)fn?", (2,)),  # Tuesday fortnight
)
_FROM: Final = frozenset(("from", "от"))
_NEAR: Final = 14
"""Characters between two words of such a phrase."""


def coming(text: str, units: Sequence[Unit], signs: str, published: date, held: frozenset[date]) -> Iterator[Said]:
    """Yield the days of the case that a text tells as days to come.

    Args:
        text: Folded.
        units: Its words and numbers.
        signs: A letter for each, as ``daysigns.signs_of`` gives them.
        published: The day from which is counted.
        held: The days of the case.
    """
    found = (
        *_counted(text, units, signs, published),
        *_in_a_week(text, units, signs, published),
        *_weekday(units, signs, published),
        *_of_a_week(units, signs, published),
        *_of_that_week(units, signs, published),
        *_weeks_today(units, signs, published),
        *_from_a_day(units, signs, published),
        *_of_next_month(units, signs, published),
        *_tomorrow(units, signs, published),
    )
    yield from (said for said in found if date(said.year or published.year, said.month, said.day) in held)


def _counted(text: str, units: Sequence[Unit], signs: str, published: date) -> Iterator[Said]:
    """Yield “in twenty-five days”, “осталось 25 дней”."""
    for match in re.finditer(r"(tx?)?(N)([dwmf])(?:n?(N)([dw]))?(?![AB])", signs):
        start, end = units[match.start(2)].start, units[match.end() - 1].end
        left = _LEFT.search(text[max(start - _BEFORE, 0) : start]) or _TO_GO.match(text, end)
        step = step_of(units[match.start(2)].value or 0, match[3])
        if match[4]:
            more = step_of(units[match.start(4)].value or 0, match[5])
            step = Step(step.months, step.days + more.days) if step and more else None
        if step and (match[1] or left) and (day := step.after(published)):
            sure = match[3] == "d" or match[4] is not None or exactly(text, start, end)
            meant = left or units[match.start()].word not in _DURING or _is_ahead(text, units[match.start()].start, end)
            yield _said(day, start, end, "days ahead", sure=sure and bool(meant))


def _in_a_week(text: str, units: Sequence[Unit], signs: str, published: date) -> Iterator[Said]:
    """Yield “exactly in a week”, “через неделю она сядет в самолёт”: where it is said that it comes."""
    for match in re.finditer(r"tn?([wfm])(?![nx]{0,2}[ABW])", signs):
        first, last = units[match.start()], units[match.end() - 1]
        exact = _TO_THE_DAY.search(text[max(first.start - _BEFORE, 0) : first.start])
        will = _WILL.search(_ENDS.split(text[last.end : last.end + _CLAUSE])[0])
        step = step_of(1, match[1])
        if (exact or will) and step and (day := step.after(published)):
            yield _said(day, first.start, last.end, "days ahead", sure=bool(exact) or match[1] == "w")


def _is_ahead(text: str, start: int, end: int) -> bool:
    """Return whether “in nine days” is when something comes, not how long it took or by when."""
    if text.startswith("within", start):
        return False  # by when, and not when
    before = _ENDS.split(text[max(start - _CLAUSE, 0) : start])[-1]
    return not before.strip() or _AHEAD.search(before + " " + _ENDS.split(text[end : end + _CLAUSE])[0]) is not None


def _weekday(units: Sequence[Unit], signs: str, published: date) -> Iterator[Said]:
    """Yield “on the Tuesday after next”, “во вторник через неделю”: of the readings that there are each."""
    for pattern, weeks in _WEEKDAYS:
        for match in re.finditer(pattern, signs):
            at = match.start() - 1 if pattern.startswith("(?<=W)") else match.end()
            first, last = min(at, match.start()), max(at, match.end() - 1)
            if any(units[each + 1].start - units[each].end > _NEAR for each in range(first, last)):
                continue
            if pattern.startswith("L") and not is_this(units[match.start()].word):
                continue
            ahead = ((weekday_of(units[at].word) or 0) - published.weekday()) % 7 or 7
            for more in weeks:
                day = published + timedelta(days=ahead + 7 * more)
                yield _said(day, units[first].start, units[last].end, "weekday")


def _of_a_week(units: Sequence[Unit], signs: str, published: date) -> Iterator[Said]:
    """Yield “on Monday of this week”, “на прошлой неделе, в понедельник”, “on Monday of the week before last”."""
    for match in re.finditer(r"(?<=W)n{0,2}(?:([LEP])w|wBE)|(?:([LEP])w|wBE)n{0,2}(?=W)", signs):
        sign = match[1] or match[2]
        which = units[match.start() + match[0].index(sign)].word if sign else ""
        this = is_this(which)
        at = match.start() - 1 if signs[match.end() : match.end() + 1] != "W" else match.end()
        back = 0 if this else 7 if sign in ("L", "E") else 14
        monday = published - timedelta(days=published.weekday() + back)
        first, last = min(at, match.start()), max(at, match.end() - 1)
        day = monday + timedelta(days=weekday_of(units[at].word) or 0)
        yield _said(day, units[first].start, units[last].end, "weekday")


def _of_that_week(units: Sequence[Unit], signs: str, published: date) -> Iterator[Said]:
    """Yield «в среду на той неделе»: of the last week or of the next."""
    for match in re.finditer(r"(?<=W)nxw|xwn{0,2}(?=W)", signs):
        if any(unit.word == "той" for unit in units[match.start() : match.end()]):
            at = match.start() - 1 if signs[match.end() : match.end() + 1] != "W" else match.end()
            off = (weekday_of(units[at].word) or 0) - published.weekday()
            first, last = min(at, match.start()), max(at, match.end() - 1)
            for week in (-7, 7):
                day = published + timedelta(days=off + week)
                yield _said(day, units[first].start, units[last].end, "weekday")


def _weeks_today(units: Sequence[Unit], signs: str, published: date) -> Iterator[Said]:
    """Yield “a week today”."""
    for match in re.finditer(r"(N?)([wf])s(?!.?A)", signs):
        step = step_of((units[match.start()].value or 0) if match[1] else 1, match[2])
        if units[match.end() - 1].word == "today" and step and (then := step.after(published)):
            yield _said(then, units[match.start()].start, units[match.end() - 1].end, "days ahead")


def _from_a_day(units: Sequence[Unit], signs: str, published: date) -> Iterator[Said]:
    """Yield “two weeks from tomorrow”, “через неделю от субботы”."""
    for match in re.finditer(r"(N?)([dwf])x(z|s|W)", signs):
        step = step_of((units[match.start()].value or 0) if match[1] else 1, match[2])
        weekday = weekday_of(units[match.end() - 1].word) or 0
        base = {"z": 1, "s": 0}.get(match[3], (weekday - published.weekday()) % 7 or 7)
        if units[match.end() - 2].word in _FROM and step and (then := step.after(published + timedelta(days=base))):
            yield _said(then, units[match.start()].start, units[match.end() - 1].end, "days ahead")


def _of_next_month(units: Sequence[Unit], signs: str, published: date) -> Iterator[Said]:
    """Yield “on the fifth of next month”."""
    for match in re.finditer(r"(?:O|N(?=C))C?kn{0,2}m|OC?n{0,2}km", signs):
        month = published.month % 12 + 1
        number = units[match.start()].value or 0
        year = published.year + (month == 1)
        last = date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
        if 1 <= number <= last.day:
            day = last.replace(day=number)
            yield _said(day, units[match.start()].start, units[match.end() - 1].end, "day of that month")


def _tomorrow(units: Sequence[Unit], signs: str, published: date) -> Iterator[Said]:
    for match in re.finditer(r"(?:d?A)?z|Z", signs):
        days = 2 if match[0] == "Z" or "A" in match[0] else 1
        start, end = units[match.start()].start, units[match.end() - 1].end
        yield _said(published + timedelta(days=days), start, end, "relative")


def _said(day: date, start: int, end: int, form: str, *, sure: bool = True) -> Said:
    return Said(start, end, day.month, day.day, day.year, form, sure)
