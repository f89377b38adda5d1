"""Where a text tells a day of the case.

Days are read from the whole text once, in any notation, and then compared: how
many days the case holds does not slow the reading. The words of a text become
signs, one a word, so that what a date looks like is a short expression.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Final

import msgspec

from kunak.disclosure.feasts import feasts
from kunak.disclosure.findings import Finding, Severity
from kunak.disclosure.folding import Folded
from kunak.disclosure.numerals import Unit
from kunak.disclosure.secrets import Secrets, whose

_MONTHS: Final = (
    "январ", "феврал", "март", "апрел", "ма", "июн", "июл", "август", "сентябр", "октябр", "ноябр", "декабр",
)  # fmt: skip
_MONTHS_EN: Final = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december",  # noqa: E501
)  # fmt: skip
_SHORT_RU: Final = ("янв", "фев", "мар", "апр", "", "июн", "июл", "авг", "сен", "окт", "ноя", "дек")
_WEEKDAYS: Final = ("понедельник", "вторник", "сред", "четверг", "пятниц", "суббот", "воскресень")
_WEEKDAYS_EN: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_ROMAN: Final = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii")
_UNITS_OF_TIME: Final = (
    (
        "d",
        re.compile(
            r"д(?:ень|ня|не[йю]|ням|нями|нях)|сут(?:ки|ок|кам)|ноч(?:ь|и|ью|ей)|наутро|утр[оа]м?|вечер(?:а|ом)?|days?|nights?|mornings?|evenings?"
        ),
    ),
    ("w", re.compile(r"недел[яиюье]\w{0,2}|weeks?")),
    ("f", re.compile(r"полмесяца|fortnight")),
    ("m", re.compile(r"месяц\w{0,3}|months?")),
    ("y", re.compile(r"год(?:а|у|ом|ы|ов)?|лет|годик\w*|years?")),
)
_SIGNS: Final = (
    ("g", re.compile(r"назад|ago|тому")),
    ("A", re.compile(r"после|спустя|позже|позднее|later|after|since")),
    ("B", re.compile(r"до|перед|раньше|ранее|before|earlier|накануне|канун|eve|prior")),
    ("h", re.compile(r"половиной|half")),
    ("E", re.compile(r"последн\w+|last")),
    ("t", re.compile(r"через|in|within")),
    ("C", re.compile(r"числ[оау]\w?")),
    ("L", re.compile(r"прошл\w+|прошедш\w+|минувш\w+|истекш\w+|нынешн\w+|этого|этой|previous|past|this")),
    ("P", re.compile(r"позапрошл\w+")),
    ("v", re.compile(r"вчера|yesterday")),
    ("V", re.compile(r"позавчера")),
    ("s", re.compile(r"сегодня|today")),
    ("n", re.compile(r"на|по|и|to|and|or|или|the|of|в|on|a|с|со")),
    ("k", re.compile(r"следующ\w+|next|following")),
)
Day = tuple[int, int]


class Dated(msgspec.Struct, frozen=True):
    """A day of the case."""

    secret: str
    day: date
    birth: bool = False


_APART: Final = re.compile(r"[.!?;:]\s+\S*\s|[()\n]|\s\s\s")
"""What stands between a number and a month that do not belong together."""


_YEAR_AFTER: Final = re.compile(r"[\W_]{1,3}(?:in |в )?((?:19|20)\d{2})(?!\d)")


class _Said(msgspec.Struct, frozen=True):
    """A day that is told; one that moves from year to year (``moves``) is no birthday in another year."""

    start: int
    end: int
    month: int
    day: int
    year: int | None
    form: str
    sure: bool = True
    moves: bool = False


def dated(secrets: Secrets) -> list[Dated]:
    """Return the days of the case: facts, services, birthdays."""
    found = [Dated(f"dates.{at}", fact.date) for at, fact in enumerate(secrets.dates) if fact.date]
    found += [Dated(f"services.{at}", service.date) for at, service in enumerate(secrets.services) if service.date]
    for at, person in enumerate(secrets.persons):
        if person.born and len(person.born) == len("2000-01-01"):
            found.append(Dated(f"{whose(person, at)}.born", date.fromisoformat(person.born), birth=True))
    return found


def find_days(draft: str, folded: Folded, secrets: Secrets, units: Sequence[Unit]) -> Iterator[Finding]:
    """Yield where a day of the case is told."""
    sought: dict[Day, list[Dated]] = {}
    for one in dated(secrets):
        sought.setdefault((one.day.month, one.day.day), []).append(one)
    if not sought:
        return
    days = _Days(folded.text, units, secrets.published_on, frozenset(one.day for one in dated(secrets)))
    seen: set[tuple[str, int]] = set()
    for said in days.said():
        for one in sought.get((said.month, said.day), ()):
            later = one.birth and not said.moves and said.year is not None and said.year > one.day.year
            if said.year not in (None, one.day.year) and not later:
                continue
            if (one.secret, said.start) in seen:
                continue
            seen.add((one.secret, said.start))
            begin, finish = folded.span(said.start, said.end)
            around = folded.text[max(said.start - _BIRTH_NEAR, 0) : said.end + _BIRTH_NEAR]
            feast = one.birth and said.form == "holiday" and not _BORN.search(around)
            severity: Severity = "block" if said.sure and not feast else "review"
            yield Finding(begin, finish, draft[begin:finish], "date", one.secret, said.form, severity)


_BIRTH_NEAR: Final = 60
_BORN: Final = re.compile(r"роди[лвтсв]|рожд|именинни|исполн|лет (?:ей|ему)|born|birth|turn(?:s|ed) |years old")
"""What makes a feast somebody's birthday."""


class _Days:
    """All days that one text tells."""

    def __init__(self, text: str, units: Sequence[Unit], published: date | None, held: frozenset[date]) -> None:
        self.text, self.units, self.published, self.held = text, units, published, held
        self.signs = signs_of(units)

    def said(self) -> list[_Said]:
        found = [*self._numeric(), *self._worded(), *self._holidays(), *self._edges(), *self._weeks()]
        explicit = sorted(found, key=lambda said: said.start)
        found += [*self._since(explicit), *self._nights(explicit)]
        if self.published:
            found += [*self._ago(self.published), *self._months_ago(self.published)]
        return sorted(found, key=lambda said: (not said.sure, said.start, -said.end))

    def _span(self, start: int, end: int) -> tuple[int, int]:
        return self.units[start].start, self.units[end - 1].end

    def _gap(self, first: int, second: int) -> str:
        return self.text[self.units[first].end : self.units[second].start]

    def _numeric(self) -> Iterator[_Said]:
        for match in _ISO.finditer(self.text):
            yield from _as_day(match, match[2], match[3], match[1])
        for match in _DMY.finditer(self.text):
            yield from _as_day(match, match[2], match[1], match[3])
            if match[0].count("/") or "." not in match[0]:
                yield from _as_day(match, match[1], match[2], match[3])
        for match in _MD.finditer(self.text):
            yield from _as_day(match, match[1], match[2], None)
        for match in _DM.finditer(self.text):
            yield from _as_day(match, match[2], match[1], None)
        for match in _RUN.finditer(self.text):
            digits = match[0]
            yield from _as_day(match, digits[4:6], digits[6:], digits[:4])
            yield from _as_day(match, digits[2:4], digits[:2], digits[4:])
        for match in _ROMAN_MONTH.finditer(self.text):
            yield from _as_day(match, str(_ROMAN.index(match[2]) + 1), match[1], None)
        for match in _ROMANS.finditer(self.text):
            yield from _as_day(match, str(_ROMAN.index(match[2]) + 1), match[1], match[3])

    def _worded(self) -> Iterator[_Said]:
        for match in re.finditer(r"(?=([NO](?:n?(?:C|N(?=n?M))?n?n?|n?[NO]n?)M))", self.signs):
            yield from self._day_month(match.start(), match.end(1))
        for match in re.finditer(r"M(n{0,2})([NO])", self.signs):
            at, number = match.start(), match.end() - 1
            counted = self.units[at].word.endswith("е") and match[2] == "N"  # “в ноябре 17 обращений”
            if not counted and self.text[self.units[at].end : self.units[number].start].strip(" .,") in (
                "",
                "the",
                "на",
            ):
                year = self._year(match.end())
                yield from self._told(at, number, self.units[number].value, at, year, match.end())
        for match in re.finditer(r"O", self.signs):
            yield from self._split(match.start())

    def _day_month(self, start: int, end: int) -> Iterator[_Said]:
        """Yield every number before the month: “25–26 February” tells two days."""
        month = end - 1
        year = self._year(end)
        for at in range(start, month):
            unit = self.units[at]
            between = self.text[unit.end : self.units[month].start]
            near = len(between) < 22 and not _APART.search(between + " ")  # noqa: PLR2004
            if unit.value is not None and near and (unit.spelt or len(unit.word) <= 2):  # noqa: PLR2004
                yield from self._told(at, month, unit.value, month, year, end)

    def _told(self, start: int, last: int, day: int | None, month: int, year: int | None, end: int) -> Iterator[_Said]:
        begin, finish = self._span(start, last + 1)
        number = _month(self.units[month].word)
        if day and number and 1 <= day <= 31:  # noqa: PLR2004
            if year:
                finish = max(finish, self.units[end].end if end < len(self.units) else finish)
            form = "in words" if any(unit.spelt for unit in self.units[start : last + 1]) else "date"
            yield _Said(begin, finish, number, day, year, form)

    def _year(self, at: int) -> int | None:
        """Return the year that stands right after a date."""
        if at >= len(self.units):
            return None
        unit = self.units[at]
        gap = self._gap(at - 1, at)
        if unit.value is None or len(gap) > 3:  # noqa: PLR2004
            return None
        long_ago = self.signs[at + 1 : at + 2] == "y" and unit.value >= 1000  # noqa: PLR2004
        if unit.word.isdecimal() and len(unit.word) == 4 and (long_ago or 1900 <= unit.value <= 2100):  # noqa: PLR2004
            return unit.value
        return None

    def _split(self, at: int) -> Iterator[_Said]:
        """Yield “the fifth” where a month was named a little before, or the weekday stands beside it."""
        unit = self.units[at]
        day = unit.value or 0
        counted = self.signs[at + 1 : at + 2] == "C" or [one.word for one in self.units[at + 1 : at + 2]] in (
            ["день"],
            ["day"],
        )
        if (
            not 1 <= day <= 31  # noqa: PLR2004
            or not (
                counted
                or re.search(r"(?:го|th|st|nd|rd)$|fifth|first|second|third|ого|его", self.text[unit.start : unit.end])
            )
        ):
            return
        if self.signs[at + 1 : at + 2] in ("M", "y") or "M" in self.signs[at + 1 : at + 4]:
            return
        yield from self._of_late(unit, day)
        months = [before for before in range(max(at - 12, 0), at) if self.signs[before] == "M"]
        if months and not any(self.signs[other] in "NO" for other in range(months[-1] + 1, at)):
            number = _month(self.units[months[-1]].word)
            if number:
                yield _Said(unit.start, unit.end, number, day, None, "in parts")
        for other in (at - 2, at - 1, at + 1, at + 2):
            between = self.signs[min(at, other) + 1 : max(at, other)] if other >= 0 else ""
            beside = 0 <= other < len(self.units) and between.strip("n") == ""
            if beside and self.signs[other] == "W" and self.published:
                weekday = _weekday(self.units[other].word)
                for back in range(62):
                    held = self.published - timedelta(days=back)
                    if held.day == day and held.weekday() == weekday and held in self.held:
                        yield _Said(unit.start, unit.end, held.month, day, held.year, "weekday and day")

    def _of_late(self, unit: Unit, day: int) -> Iterator[_Said]:
        """Yield “on the 12th” of a month that nobody names: one that is not long ago asks for a look."""
        if unit.spelt or not self.published:
            return
        for held in self.held:
            if held.day == day and timedelta() <= self.published - held < timedelta(days=_LATELY):
                yield _Said(unit.start, unit.end, held.month, day, held.year, "day of the month", sure=False)

    def _edges(self) -> Iterator[_Said]:
        """Yield “the last day of November”, “the first of autumn”, “the last Sunday of March”."""
        for match in re.finditer(r"([EO])([dCW])[nt]{0,2}L?([Mx])", self.signs):
            which, what, of = (self.units[match.start(number)] for number in (1, 2, 3))
            nth = -1 if match[1] == "E" else which.value or 0
            months = (_month(of.word) or 0,) if match[3] == "M" else _SEASONS.get(of.word, ())
            if not months or not -1 <= nth <= 5:  # noqa: PLR2004
                continue
            span = self._span(match.start(), match.end())
            year = self._year(match.end())
            weekday = _weekday(what.word) if match[2] == "W" else None
            for held in self.held:
                inside = held.month == months[-1 if nth < 0 else 0] and year in (None, held.year)
                if inside and _is_nth(held, nth, weekday):
                    yield _Said(*span, held.month, held.day, held.year, "edge of the month")

    def _nights(self, explicit: list[_Said]) -> Iterator[_Said]:
        """Yield the day whose night is told by the morning after: “в ночь на 20 февраля”."""
        for said in explicit:
            if _NIGHT_TO.search(self.text[max(said.start - _JUST_BEFORE, 0) : said.start]):
                for held in self.held:
                    after = held + timedelta(days=1)
                    if (after.month, after.day) == (said.month, said.day) and said.year in (None, after.year):
                        yield _Said(said.start, said.end, held.month, held.day, held.year, "the night before")

    def _months_ago(self, published: date) -> Iterator[_Said]:
        """Yield “the 19th of last month”, “19-го числа этого месяца”."""
        for match in re.finditer(r"(?:OC?|NC)n{0,2}([LE])m", self.signs):
            day, which = self.units[match.start()].value, self.units[match.start(1)].word
            this = which.startswith(("нынешн", "это", "this"))
            month = published.month if this else (published.month - 2) % 12 + 1
            if day and not which.startswith("последн"):
                yield _Said(*self._span(match.start(), match.end()), month, day, None, "day of that month")

    def _holidays(self) -> Iterator[_Said]:
        years = {day.year for day in self.held} | ({self.published.year} if self.published else set())
        present = {key for key in {feast.key for feast in feasts()} if key in self.text}
        for feast in feasts():
            if feast.key not in present:
                continue
            days = [day for year in sorted(years) for day in feast.days(year)]
            for match in feast.pattern.finditer(self.text):
                told = _YEAR_AFTER.match(self.text, match.end())
                eve = timedelta(days=1 if self._is_eve(match) else 0)
                for day in (day - eve for day in days):
                    year = int(told[1]) if told else day.year if feast.moves else None
                    if not feast.moves or year == day.year:
                        yield _Said(*match.span(), day.month, day.day, year, "holiday", moves=feast.moves)

    def _is_eve(self, match: re.Match[str]) -> bool:
        """Return whether the day before a feast is meant: ``Easter Eve``, ``в канун Пасхи``."""
        return bool(
            _EVE.search(self.text[max(match.start() - _JUST_BEFORE, 0) : match.start()])
            or _EVE_AFTER.match(self.text, match.end())
        )

    def _weeks(self) -> Iterator[_Said]:
        """Yield “the Tuesday of the tenth week of the year”: weeks by ISO 8601, as calendars number them."""
        for match in re.finditer(r"([EO])wn{0,2}M", self.signs):
            nth = -1 if match[1] == "E" else self.units[match.start()].value or 0
            month = _month(self.units[match.end() - 1].word)
            for held in self.held if nth <= _WEEKS_OF_A_MONTH else ():
                weekdays = self._weekdays(match)
                if held.month == month and any(_is_nth(held, nth, weekday) for weekday in weekdays):
                    yield _Said(*self._span(match.start(), match.end()), held.month, held.day, held.year, "week")
        for match in re.finditer(r"O(?:n?y)?w|w(?:y|x)?N", self.signs):
            number = self.units[match.start() if self.signs[match.start()] == "O" else match.end() - 1].value or 0
            weekdays = self._weekdays(match)
            for held in self.held:
                lately = self.published is None or abs(held - self.published) < timedelta(days=_A_YEAR)
                if lately and held.isocalendar().week == number and held.weekday() in weekdays:
                    yield _Said(*self._span(match.start(), match.end()), held.month, held.day, held.year, "week")

    def _weekdays(self, match: re.Match[str]) -> set[int | None]:
        """Return the weekdays that are named a few words around."""
        near = range(max(match.start() - 4, 0), min(match.end() + 5, len(self.units)))
        return {_weekday(self.units[at].word) for at in near if self.signs[at] == "W"}

    def _since(self, explicit: list[_Said]) -> Iterator[_Said]:
        """Yield days that are counted from another day of the text: “a week after 26 February”."""
        if not self.published:
            return
        for match in re.finditer(r"(N?)([dwmf])(k?)([AB])", self.signs):
            count = self.units[match.start()].value if match[1] else 1
            step = _step(count or 0, match[2])
            if step is not None:
                yield from self._from(explicit, match, step if match[4] == "A" else -step)
        for match in re.finditer(r"B", self.signs):
            if self.units[match.start()].word in _EVES:
                yield from self._from(explicit, match, -timedelta(days=1))
        for match in re.finditer(r"(O)dn?", self.signs):
            yield from self._from(explicit, match, timedelta(days=(self.units[match.start()].value or 1) - 1))
        for match in re.finditer(r"W([AB])", self.signs):
            weekday = _weekday(self.units[match.start()].word) or 0
            for off in range(1, 8) if match[1] == "A" else range(-7, 0):
                yield from self._from(explicit, match, timedelta(days=off), weekday)
        yield from self._later(explicit)

    def _from(
        self, explicit: list[_Said], match: re.Match[str], step: timedelta, weekday: int | None = None
    ) -> Iterator[_Said]:
        """Yield the days so far from the day told right after; only those of that weekday where one is given."""
        end = self.units[match.end() - 1].end
        near = [said for said in explicit if 0 <= said.start - end < _NEXT] if self.published else []
        for anchor in near:
            if self.published and anchor.start == near[0].start:
                for base in _around(anchor, self.published):
                    if weekday in (None, (base + step).weekday()):
                        yield from self._at(base + step, self.units[match.start()].start, anchor.end, "relative")

    def _later(self, explicit: list[_Said]) -> Iterator[_Said]:
        """Yield “two weeks later”, counted from the last day that was told before."""
        for match in re.finditer(r"(?:(N)([dwmf])([AB])|[tA](N?)([dwmf])(?!A))", self.signs):
            place = self.units[match.start()].start
            before = [said for said in explicit if said.end <= place]
            if not before or not self.published:
                continue
            last = [said for said in before if said.start == before[-1].start]
            number = match.start() if match[1] else match.start() + 1
            count = self.units[number].value if match[1] or match[4] else 1
            step = _step(count or 0, match[2] or match[5])
            for base in filter(None, (_latest(said, self.published) for said in last)):
                if step is not None:
                    day = base - step if match[3] == "B" else base + step
                    yield from self._at(day, place, self.units[match.end() - 1].end, "relative")

    def _ago(self, published: date) -> Iterator[_Said]:
        for match in re.finditer(r"(N?)(?:nnN?h|nh)?([dwmf])(?:n?(N)(d))?n{0,2}g", self.signs):
            count = (self.units[match.start()].value or 0) if match[1] else 1
            step = _step(count, match[2])
            if step is None:
                continue
            if "h" in match[0] or self.text[self.units[match.start()].start :].startswith("полтор"):
                step += timedelta(days=_DAYS[match[2]] // 2)
            if match[3]:
                step += timedelta(days=self.units[match.start(3)].value or 0)
            span = self._span(match.start(), match.end())
            yield from self._at(published - step, *span, "relative")
            if match[2] in "wf" and not match[3]:
                yield from self._about(published - step, match.end(), span)
        for match in re.finditer(r"[vVs]", self.signs):
            back = {"v": 1, "V": 2, "s": 0}[match[0]]
            yield from self._at(published - timedelta(days=back), *self._span(match.start(), match.end()), "relative")
        for match in re.finditer(r"([LEP]?)W", self.signs):
            weekday = _weekday(self.units[match.end() - 1].word) or 0
            back = (published.weekday() - weekday) % 7 or 7
            weeks = {"": (0,), "L": (0, 7), "E": (0, 7), "P": (7,)}[match[1]]
            for more in weeks:
                day = published - timedelta(days=back + more)
                yield from self._at(day, *self._span(match.start(), match.end()), "weekday", sure=bool(match[1]))

    def _about(self, day: date, after: int, span: tuple[int, int]) -> Iterator[_Said]:
        """Yield the days around: with their weekday beside “two weeks ago” surely, else to be looked at."""
        beside = [unit.word for at, unit in enumerate(self.units[after : after + 3], after) if self.signs[at] == "W"]
        for off in (-3, -2, -1, 1, 2, 3):
            near = day + timedelta(days=off)
            if beside and _weekday(beside[0]) == near.weekday():
                yield from self._at(near, *span, "relative")
            elif not beside and abs(off) == 1:
                yield from self._at(near, *span, "about then", sure=False)

    def _at(self, day: date, start: int, end: int, form: str, *, sure: bool = True) -> Iterator[_Said]:
        yield _Said(start, end, day.month, day.day, day.year, form, sure)


_NEXT: Final = 14
"""Characters between “a week after” and the day it is counted from."""
_EVES: Final = frozenset(("накануне", "канун", "eve"))

_SEP: Final = r"\s?[-‐‑–./ _]\s?"
_EVE: Final = re.compile(r"(?<![^\W_])(?:канун[еау]?м?|накануне|eve of(?: the)?|(?:night|day) before(?: the)?) $")
_JUST_BEFORE: Final = 20
"""Characters before a day in which these words stand."""
_NIGHT_TO: Final = re.compile(r"(?<![^\W_])в ночь на $")
_EVE_AFTER: Final = re.compile(r"(?:'s)? eve(?![^\W_])")
_ISO: Final = re.compile(r"(?<!\d)((?:19|20)\d{2})[-‐‑–./_ ](\d{1,2})[-‐‑–./_ ](\d{1,2})(?!\d)")
_DMY: Final = re.compile(rf"(?<![\d.])(\d{{1,2}}){_SEP}(\d{{1,2}}){_SEP}((?:19|20)\d{{2}}|\d{{2}})(?![\d])")
_DM: Final = re.compile(
    r"(?<![\d.,/\-])(\d{1,2})[./](0\d|1[0-2])(?!\d)(?![./]\d)(?!\s?(?:%|процент|руб|доллар|percent|км|кг|млн|тыс|n\b|e\b))"
)
_MD: Final = re.compile(r"(?<![\d.,/\-])(0?[1-9]|1[0-2])/(1[3-9]|2\d|3[01])(?![\d/])")
"""As Americans write it, where the day is no month."""
_RUN: Final = re.compile(r"(?<!\d)(?:(?:19|20)\d{6}|\d{4}(?:19|20)\d{2})(?!\d)")
_ROMANS: Final = re.compile(
    r"(?<!\d)(\d{1,2})[./\- ]((?:x{0,1}(?:ix|iv|v?i{0,3})|xi{0,2})(?<=[ivx]))[./\- ]((?:19|20)\d{2}|\d{2})(?!\d)"
)


_ROMAN_MONTH: Final = re.compile(r"(?<![\d.])(\d{1,2})(?:[./]|\s(?=[ivx]{2}))((?:ix|iv|v?i{1,3}|xi{0,2}|v))(?![\w./])")


def _as_day(match: re.Match[str], month: str, day: str, year: str | None) -> Iterator[_Said]:
    if not (1 <= int(month) <= 12 and 1 <= int(day) <= 31):  # noqa: PLR2004
        return
    full = None if year is None else int(year) if len(year) == 4 else 2000 + int(year)  # noqa: PLR2004
    yield _Said(match.start(), match.end(), int(month), int(day), full, "date")


def signs_of(units: Sequence[Unit]) -> str:
    """Return a letter for each unit, in which what a date looks like is written: N a number, M a month, x anything."""
    known: dict[str, str] = {}  # for this text only: nothing of a draft is kept
    signs = []
    for unit in units:
        if unit.value is not None or unit.word.isdecimal():
            signs.append("O" if unit.ordinal else "N")
            continue
        if unit.word not in known:
            known[unit.word] = _sign(unit.word)
        signs.append(known[unit.word])
    return "".join(signs)


def _sign(word: str) -> str:
    if _month(word):
        return "M"
    if _weekday(word) is not None:
        return "W"
    for sign, pattern in (*_UNITS_OF_TIME, *_SIGNS):
        if pattern.fullmatch(word):
            return sign
    return "x"


def _month(word: str) -> int | None:
    return _MONTH_WORDS.get(word)


def _make_months() -> dict[str, int]:
    table: dict[str, int] = {}
    for number, stem in enumerate(_MONTHS, 1):
        ends = (
            ("й", "я", "е", "ю", "ем")
            if stem == "ма"
            else ("", "а", "у", "е", "ом")
            if stem[-1] == "т"
            else ("ь", "я", "ю", "е", "ем")
        )
        table.update({stem + end: number for end in ends})
    for number, (name, short) in enumerate(zip(_MONTHS_EN, _SHORT_RU, strict=True), 1):
        table.update({name: number, name[:3]: number})
        if short:
            table[short] = number
    table.update({"sept": 9, "сент": 9, "нояб": 11, "февр": 2})
    return table


_MONTH_WORDS: Final = _make_months()


def _weekday(word: str) -> int | None:
    if word in _WEEKDAYS_EN:
        return _WEEKDAYS_EN.index(word)
    for number, stem in enumerate(_WEEKDAYS):
        if word.startswith(stem) and len(word) - len(stem) < 3 and word != "средств":  # noqa: PLR2004
            return number if stem != "сред" or word in ("среда", "среду", "среды", "среде", "средой") else None
    return None


def _step(count: int, unit: str) -> timedelta | None:
    if count > 4000:  # noqa: PLR2004 - ten years: no case is older
        return None
    return timedelta(days=count * _DAYS[unit])


_DAYS: Final = {"d": 1, "w": 7, "f": 14, "m": 30}
"""Days of a unit of time by its sign; of a month about."""


_WEEKS_OF_A_MONTH: Final = 5
_A_YEAR: Final = 366
_LATELY: Final = 62
"""Days within which “on the 12th” may be meant without a month."""

_SEASON_WORDS: Final = (
    (("весны", "spring"), (3, 4, 5)),
    (("лета", "summer"), (6, 7, 8)),
    (("осени", "autumn", "fall"), (9, 10, 11)),
    (("зимы", "winter"), (12, 1, 2)),
    (("года", "year"), tuple(range(1, 13))),
)
_SEASONS: Final = {word: months for words, months in _SEASON_WORDS for word in words}
"""Months of the seasons by the calendar, as Russians count them."""


def _is_nth(day: date, nth: int, weekday: int | None) -> bool:
    """Return whether a day is the nth of its month, or the nth of its weekday in it; -1 is the last."""
    last = (day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    if weekday is None:
        return day == last if nth < 0 else day.day == nth
    if day.weekday() != weekday:
        return False
    return (last - day).days < 7 if nth < 0 else (day.day - 1) // 7 + 1 == nth  # noqa: PLR2004


def _around(said: _Said, published: date) -> Iterator[date]:
    """Yield the day of that month and number before the publication, and the one that comes soon."""
    if before := _latest(said, published):
        yield before
    for year in (published.year, published.year + 1) if not said.year else ():
        try:
            day = date(year, said.month, said.day)
        except ValueError:
            continue
        if published < day < published + timedelta(days=_LATELY):
            yield day


def _latest(said: _Said, published: date) -> date | None:
    """Return the last day of that month and number up to the publication."""
    for year in (said.year,) if said.year else (published.year, published.year - 1):
        try:
            day = date(year, said.month, said.day)
        except ValueError:
            continue
        if day <= published or said.year:
            return day
    return None
