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

from kunak.disclosure.counted import Counted, ends_of_months, ordinals
from kunak.disclosure.daysigns import LATELY, SEASONS, Said, is_nth, is_this, month_of, signs_of, weekday_of
from kunak.disclosure.feasts import feasts
from kunak.disclosure.findings import Finding, Severity
from kunak.disclosure.folding import Folded
from kunak.disclosure.numerals import Unit
from kunak.disclosure.secrets import Secrets, whose

_ROMAN: Final = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii")
Day = tuple[int, int]


class Dated(msgspec.Struct, frozen=True):
    """A day of the case."""

    secret: str
    day: date
    birth: bool = False


_APART: Final = re.compile(r"[.!?;:]\s+\S*\s|[()\n]|\s\s\s")
"""What stands between a number and a month that do not belong together."""


_YEAR_AFTER: Final = re.compile(r"[\W_]{1,3}(?:in |в )?((?:19|20)\d{2})(?!\d)")


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
    days = _Days(folded.text, units, secrets.published_on, frozenset(_held(dated(secrets), secrets.published_on)))
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
            if one.birth and said.form in _COUNTED and not _BORN.search(around):
                continue
            sure = bool(_BORN.search(around)) if one.birth and said.form == "holiday" else said.sure
            if sure and one.birth and said.year is None and (said.month, said.day) in _EVERYBODYS:
                sure = _BORN.search(around) is not None
            if sure and (said.form in _LOOSE or days.is_term(said, one.day)):
                # A term that is somebody's birthday by chance is none, whoever is spoken of.
                sure = days.about_somebody(said) and (not one.birth or _BORN.search(around) is not None)
            severity: Severity = "block" if sure else "review"
            yield Finding(begin, finish, draft[begin:finish], "date", one.secret, said.form, severity)


def _held(facts: Sequence[Dated], published: date | None) -> Iterator[date]:
    """Yield the days of the case, and the birthdays around the day of publication."""
    for one in facts:
        yield one.day
        for year in range(published.year - 1, published.year + 2) if one.birth and published else ():
            if (one.day.month, one.day.day) != (2, 29):
                yield one.day.replace(year=year)


_COUNTED: Final = frozenset((
    "relative", "about then", "days that have passed", "nth day", "days ahead", "weekday", "day of that month", "week",
    "weekend", "day of the month", "weekday and day", "the night before", "edge of the month", "edge",
))  # fmt: skip
"""Ways to tell a day by counting, of which one that is somebody's birthday by chance means nothing."""
_BIRTH_NEAR: Final = 60
_BORN: Final = re.compile(
    r"роди[лвтсв]|рожд|birthday|turn (?:\d|\w+t(?:y|een))|стан(?:ет|ут)|"
    r"именинни|исполн|стукн|лет (?:ей|ему)|д\. ?р|born|birth|dob|turn(?:s|ed) |years old"
)
"""What makes a feast somebody's birthday."""


_EVERYBODYS: Final = frozenset(((1, 1), (2, 23), (3, 8), (5, 1), (5, 9), (6, 12), (9, 1), (11, 4), (12, 25), (12, 31)))
"""Days by whose number everybody calls a feast: “8 марта”."""


class _Days:
    """All days that one text tells."""

    def __init__(self, text: str, units: Sequence[Unit], published: date | None, held: frozenset[date]) -> None:
        self.text, self.units, self.published, self.held = text, units, published, held
        self.signs = signs_of(units)
        self.years = sorted({day.year for day in self.held} | ({published.year} if published else set()))

    def said(self) -> list[Said]:
        found = [*self._numeric(), *self._worded(), *self._holidays(), *self._edges(), *self._weeks()]
        found += ordinals(self.units, self.signs, self.years)
        anchors = [*found, *ends_of_months(self.units, self.signs, self.years)]
        counted = Counted(self.text, self.units, self.signs, self.published, self.held)
        found += counted.said(sorted(anchors, key=lambda said: said.start))
        return sorted(found, key=lambda said: (not said.sure, said.start, -said.end))

    def about_somebody(self, said: Said) -> bool:
        """Return whether the text around a day speaks of people who go, wait or are waited for; a few words do."""
        start, end = max(said.start - _AROUND, 0), said.end + _AROUND
        around = self.text[start:end]
        return _SOMEBODY.search(around) is not None or len(around.split()) < _FEW_WORDS

    def is_term(self, said: Said, day: date) -> bool:
        """Return whether a day is a term, or one to come while that of the case is gone: “until 1 November”."""
        before = self.text[max(said.start - _JUST_BEFORE, 0) : said.start]
        to_come = self.published is not None and day < self.published and said.year is None
        clause = self.text[max(said.start - _AROUND // 2, 0) : said.end + _AROUND // 2]
        return _UNTIL.search(before) is not None or (to_come and _TO_COME.search(clause) is not None)

    def _span(self, start: int, end: int) -> tuple[int, int]:
        return self.units[start].start, self.units[end - 1].end

    def _gap(self, first: int, second: int) -> str:
        return self.text[self.units[first].end : self.units[second].start]

    def _numeric(self) -> Iterator[Said]:
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

    def _worded(self) -> Iterator[Said]:
        for match in re.finditer(r"(?=([NO](?:n?(?:C|N(?=n?M))?n?n?|n?[NO]n?)M))", self.signs):
            yield from self._day_month(match.start(), match.end(1))
        for match in re.finditer(r"OtM", self.signs):  # “on the fourteenth, in February”
            yield from self._day_month(match.start(), match.end())
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
        for match in re.finditer(r"O|N(?=C)", self.signs):
            yield from self._split(match.start())

    def _day_month(self, start: int, end: int) -> Iterator[Said]:
        """Yield every number before the month: “25–26 February” tells two days."""
        month = end - 1
        year = self._year(end)
        for at in range(start, month):
            unit = self.units[at]
            between = self.text[unit.end : self.units[month].start]
            near = len(between) < 22 and not _APART.search(between + " ")  # noqa: PLR2004
            if unit.value is not None and near and (unit.spelt or len(unit.word) <= 2):  # noqa: PLR2004
                yield from self._told(at, month, unit.value, month, year, end)

    def _told(self, start: int, last: int, day: int | None, month: int, year: int | None, end: int) -> Iterator[Said]:
        begin, finish = self._span(start, last + 1)
        number = month_of(self.units[month].word)
        if day and number and 1 <= day <= 31:  # noqa: PLR2004
            if year:
                finish = max(finish, self.units[end].end if end < len(self.units) else finish)
            form = "in words" if any(unit.spelt for unit in self.units[start : last + 1]) else "date"
            yield Said(begin, finish, number, day, year, form)

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

    def _split(self, at: int) -> Iterator[Said]:
        """Yield “the fifth” where a month was named a little before, or the weekday stands beside it."""
        unit = self.units[at]
        day = unit.value or 0
        if not self._is_a_day(at):
            return
        month = self.signs.find("M", at + 1, at + 4)
        if month > 0 and re.search(r"[.!?]", self.text[unit.end : self.units[month].start]):
            yield from self._month_follows(at, day)
        if self.signs[at + 1 : at + 2] == "y" or month > 0:
            return
        yield from self._of_late(unit, day)
        months = [before for before in range(max(at - 12, 0), at) if self.signs[before] == "M"]
        exact = _TO_BE_EXACT.search(self.text[max(unit.start - 2 * _JUST_BEFORE, 0) : unit.start])
        if not months and exact:
            months = [before for before in range(max(at - 24, 0), at) if self.signs[before] == "M"]
        yield from self._month_follows(at, day)
        if not months and self.published:
            yield from self._of_a_month_told_by_now(at, day, self.published)
        if months and (exact or not any(self.signs[other] in "NO" for other in range(months[-1] + 1, at))):
            number = month_of(self.units[months[-1]].word)
            if number:
                yield Said(unit.start, unit.end, number, day, None, "in parts")
        yield from self._with_weekday(at, day)

    def _of_a_month_told_by_now(self, at: int, day: int, published: date) -> Iterator[Said]:
        """Yield “the last week of this month. The exact day is the fifth”."""
        first = max(at - _MONTH_WITHIN, 0)
        for match in re.finditer(r"([LEk])m", self.signs[first:at]):
            which = self.units[first + match.start()].word
            off = 1 if match[1] == "k" else 0 if is_this(which) else -1
            month = (published.month - 1 + off) % 12 + 1
            yield Said(self.units[at].start, self.units[at].end, month, day, None, "in parts")

    def _with_weekday(self, at: int, day: int) -> Iterator[Said]:
        """Yield “Sunday the 23rd”: a day of the case that is such a weekday, and not long ago."""
        unit = self.units[at]
        for other in (at - 2, at - 1, at + 1, at + 2):
            between = self.signs[min(at, other) + 1 : max(at, other)] if other >= 0 else ""
            beside = 0 <= other < len(self.units) and between.strip("n") == ""
            if beside and self.signs[other] == "W" and self.published:
                weekday = weekday_of(self.units[other].word)
                for held in self.held:
                    lately = -LATELY < (self.published - held).days < _MOST_OF_A_YEAR
                    if held.day == day and held.weekday() == weekday and lately:
                        yield Said(unit.start, unit.end, held.month, day, held.year, "weekday and day")

    def _is_a_day(self, at: int) -> bool:
        """Return whether a number is told as that of a day: “the fifth”, “5 числа”, “числа пятого”."""
        unit = self.units[at]
        after = [one.word for one in self.units[at + 1 : at + 2]]
        counted = self.signs[at + 1 : at + 2] == "C" or after in (["день"], ["day"])
        neuter = self.text[unit.start : unit.end].endswith(("ое", "тье"))  # «в среду, первое»
        counted = counted or (neuter and "W" in self.signs[max(at - 1, 0) : at + 2])
        return (
            1 <= (unit.value or 0) <= 31  # noqa: PLR2004
            and bool(
                counted
                or re.search(r"(?:го|th|st|nd|rd)$|fifth|first|second|third|ого|его", self.text[unit.start : unit.end])
                or _NUMBERED.search(self.text[max(unit.start - 3 * _JUST_BEFORE, 0) : unit.start])
            )
        )

    def _month_follows(self, at: int, day: int) -> Iterator[Said]:
        """Yield “on the fifth. It was a cold March”: the month is named after, with no day of its own."""
        for month in range(at + 1, min(at + _MONTH_WITHIN, len(self.units))):
            if self.signs[month] in "NOW" and month > at + 1:
                return
            if self.signs[month] == "M":
                follows = self.signs[month + 1 : month + 2]
                number = month_of(self.units[month].word)
                if number and follows not in ("N", "O"):
                    yield Said(self.units[at].start, self.units[month].end, number, day, None, "in parts")
                return

    def _of_late(self, unit: Unit, day: int) -> Iterator[Said]:
        """Yield “on the 12th” of a month that nobody names: not long ago, or soon to come, it asks for a look."""
        if unit.spelt or not self.published:
            return
        for held in self.held:
            if held.day == day and -_A_MONTH < (self.published - held).days < LATELY:
                yield Said(unit.start, unit.end, held.month, day, held.year, "day of the month", sure=False)

    def _edges(self) -> Iterator[Said]:
        """Yield “the last day of November”, “the first of autumn”, “the last Sunday of March”."""
        for match in re.finditer(r"([EO])([dCW])[nt]{0,2}L?([Mx])", self.signs):
            which, what, of = (self.units[match.start(number)] for number in (1, 2, 3))
            nth = -1 if match[1] == "E" else which.value or 0
            months = (month_of(of.word) or 0,) if match[3] == "M" else SEASONS.get(of.word, ())
            if not months or not -1 <= nth <= 5:  # noqa: PLR2004
                continue
            span = self._span(match.start(), match.end())
            year = self._year(match.end())
            weekday = weekday_of(what.word) if match[2] == "W" else None
            month = months[-1 if nth < 0 else 0]
            for each in self.years if year is None else [year]:
                for day in _days_of(each, month):
                    if is_nth(day, nth, weekday):
                        yield Said(*span, day.month, day.day, each, "edge of the month")
        yield from self._weekends()

    def _weekends(self) -> Iterator[Said]:
        """Yield “the last weekend of February”: both of its days, or the one that is named beside it."""
        for match in re.finditer(r"([EO])en{0,2}L?M", self.signs):
            nth = -1 if match[1] == "E" else self.units[match.start()].value or 0
            month, named = month_of(self.units[match.end() - 1].word), self._weekdays(match) & {5, 6}
            for held in self.held:
                weekend = held.weekday() in (named or {5, 6})
                if held.month == month and weekend and is_nth(held, nth, held.weekday()):
                    yield Said(*self._span(match.start(), match.end()), held.month, held.day, held.year, "weekend")

    def _holidays(self) -> Iterator[Said]:
        for feast in feasts():
            matches = list(feast.told(self.text))
            days = [day for year in self.years for day in feast.days(year)] if matches else []
            for match in matches if days else ():
                told = _YEAR_AFTER.match(self.text, match.end())
                eve = timedelta(days=1 if self._is_eve(match) else 0)
                sure = eve.days > 0 or self._is_the_day(match)
                for day in (day - eve for day in days):
                    year = int(told[1]) if told else day.year if feast.moves else None
                    if not feast.moves or year == day.year:
                        yield Said(*match.span(), day.month, day.day, year, "holiday", sure, moves=feast.moves)

    def _is_the_day(self, match: re.Match[str]) -> bool:
        """Return whether a feast is told as a day: “on Easter”, and no “Easter eggs”; nor “until the school year”."""
        after = self.text[match.end() : match.end() + _JUST_BEFORE]
        if _PART_OF_IT.match(after):
            return True
        attribute = re.match(r"(?:'s|[ -])([^\W\d_]+)", after)
        before = self.text[max(match.start() - 2 * _JUST_BEFORE, 0) : match.start()]
        if match[0].startswith(("в ", "на ", "накануне ", "канун", "перед ")) or (
            re.search(r"(?:^|[.!?:;(—–\n])\W*$", before) and _WAS_THE_DAY.match(after)
        ):
            return True
        if match[0].isascii() and attribute and attribute[1] not in _AFTER_A_FEAST and not attribute[1].endswith("ed"):
            return False
        return _ON_A_FEAST.search(before) is not None

    def _is_eve(self, match: re.Match[str]) -> bool:
        """Return whether the day before a feast is meant: ``Easter Eve``, ``в канун Пасхи``."""
        return bool(
            _EVE.search(self.text[max(match.start() - _JUST_BEFORE, 0) : match.start()])
            or _EVE_AFTER.match(self.text, match.end())
        )

    def _weeks(self) -> Iterator[Said]:
        """Yield “the Tuesday of the tenth week of the year”: weeks by ISO 8601, as calendars number them."""
        for match in re.finditer(r"([EO])wn{0,2}M", self.signs):
            nth = -1 if match[1] == "E" else self.units[match.start()].value or 0
            month = month_of(self.units[match.end() - 1].word)
            for held in self.held if nth <= _WEEKS_OF_A_MONTH else ():
                weekdays = self._weekdays(match)
                if held.month == month and any(is_nth(held, nth, weekday) for weekday in weekdays):
                    yield Said(*self._span(match.start(), match.end()), held.month, held.day, held.year, "week")
        for match in re.finditer(r"O(?:n?y)?w|w(?:y|x)?N", self.signs):
            number = self.units[match.start() if self.signs[match.start()] == "O" else match.end() - 1].value or 0
            weekdays = self._weekdays(match)
            for held in self.held:
                lately = self.published is None or abs(held - self.published) < timedelta(days=_A_YEAR)
                if lately and held.isocalendar().week == number and held.weekday() in weekdays:
                    yield Said(*self._span(match.start(), match.end()), held.month, held.day, held.year, "week")

    def _weekdays(self, match: re.Match[str]) -> set[int | None]:
        """Return the weekdays that are named a few words around."""
        near = range(max(match.start() - 4, 0), min(match.end() + 5, len(self.units)))
        return {weekday_of(self.units[at].word) for at in near if self.signs[at] == "W"}


def _days_of(year: int, month: int) -> Iterator[date]:
    day = date(year, month, 1)
    while day.month == month:
        yield day
        day += timedelta(days=1)


_MONTH_WITHIN: Final = 14
"""Words after a day within which its month may be named."""
_NUMBERED: Final = re.compile(r"числ\w{1,2}(?:\W{1,4}|[^\d.!?]{1,40}[,:–—]\s?(?:это )?(?:был[оа]? )?)$")
_TO_BE_EXACT: Final = re.compile(r"exact|precise|именно|точне|точно|числ|that is|то есть|a rainy|day was|was the")
_A_MONTH: Final = 31
_MOST_OF_A_YEAR: Final = 250
"""Days within which “Sunday the 23rd” is meant for one day."""

_SEP: Final = r"\s?[-‐‑–./ _]\s?"
_EVE: Final = re.compile(r"(?<![^\W_])(?:канун[еау]?м?|накануне|eve of(?: the)?|(?:night|day) before(?: the)?) $")
_JUST_BEFORE: Final = 20
"""Characters before a day in which these words stand."""
_ON_A_FEAST: Final = re.compile(
    r"(?<![^\W_])(?:on|at|over|in|during|was|is|be|fell|falls|(?:set|scheduled|planned|fixed|booked|due|chosen) for|date of|"  # noqa: E501
    r"celebrat\w+|day(?: of)?|night(?: of)?|morning of|eve of|anniversary of|"
    r"в|во|на|под|сам\w{2,3}|д(?:ень|ня|не)|дн(?:я|ем|ями)|ноч[ьиюе]\w?|утр\w|утром|вечер\w{0,2}|канун\w{0,2}|накануне|годовщин\w{1,2}|"
    r"была?|было|праздн\w+|отмеча\w+|отмети\w+|встре\w+|совпа\w+ с)"
    r"(?: [^\W\d_]{2,15}){0,2} $"
)
"""Before the name of a feast that is told as a day."""
_PART_OF_IT: Final = re.compile(
    r"(?:'s)? (?:day|eve|night|morning|evening|afternoon|sunday|monday|itself)(?![^\W_])|"
    r",? (?:она|он|они|ее|его|их|мы|девушк\w+|застал\w?|found|saw|caught|провела|встретила|отметила|отпраздновала|she|he|they)(?![^\W_])|[,]? (?:19|20)\d\d|-(?:ночь|утро)"  # noqa: E501
)
_AFTER_A_FEAST: Final = frozenset((
    "and", "or", "she", "he", "they", "we", "i", "it", "when", "as", "while", "the", "her", "his", "their", "in",
    "at", "on", "with", "without", "was", "is", "had", "has", "by", "after", "before", "this", "last", "came", "fell",
    "to", "from", "for", "of", "but", "that", "if", "because", "then", "there", "so", "who", "not", "never", "again",
    "a", "an", "someone", "somebody", "everyone", "everybody", "nobody", "anyone", "people", "no", "all", "some", "my",
    "your", "you", "alone", "just", "already", "only", "still", "finally", "both", "those", "these", "another", "each",
    "what", "where", "which", "will", "would", "could", "can", "did", "were", "are", "became", "left", "fled", "ran",
    "went", "took", "got", "told", "said", "saw", "met", "made", "began", "found", "one", "two", "three", "something",
    "nothing", "everything", "until", "since", "due", "has", "have", "itself", "too", "instead",
))  # fmt: skip
_WAS_THE_DAY: Final = re.compile(
    r"\W*$|[,.:;!?)—–]| (?:was|became|is|will be|marked|marks|была?|было|стала?|стало|будет|станет)(?: когда)? "
    r"(?:the|her|his|their|our|a|that|when|spent|for|ее|его|их|наш\w*|мо\w+|дн[ея]м|тем|последн\w+|перв\w+)(?![^\W_])"
)
"""After the name of a feast with which a sentence begins: the day on which something was."""
_LOOSE: Final = frozenset(["weekday", "edge of the month", "week"])
"""Ways to tell a day that news tell days by all the time: they count where somebody is spoken of."""
_AROUND: Final = 160
_FEW_WORDS: Final = 8
_SOMEBODY: Final = re.compile(
    r"(?<![^\W_])(?:она|ее|ей|нее|ней|он|ему|него|его|они|их|им|ним|мы|нас|нам|наш\w{0,3}|я|мне|меня|подопечн\w+|героин\w+|девушк\w+|"
    r"дочк\w+|дочер\w+|сестр\w+|брат\w{0,3}|невест\w+|беглянк\w+|мам[аеуы]|жених\w*|[^\W\d_]{2,}(?:ла|лась|лся)|уш\w+|уех\w+|"
    r"улете\w+|прилете\w+|с?бежа\w+|выеха\w+|приеха\w+|вылет\w*|прилет\w*|билет\w*|свадьб\w+|помолвк\w+|побег\w*|рейс\w*|заседани\w+|заявлени\w+|собеседовани\w+|интервью|убежищ\w+|interview|asylum|appointment|"
    r"рожд\w+|роди\w+|she|her|hers|he|him|his|they|them|their|we|us|our|i|my|client\w*|girl|daughter|sister|brother|bride|"
    r"runaway|fled|flew|left|escaped|ran|landed|arrived|departed|flight|wedding|engagement|hearing|complaint|birthday|born)(?![^\W_])"
)
_TO_COME: Final = re.compile(
    r"(?<![^\W_])(?:будет|будут|пройд[её]т|пройдут|пойд[её]т|пойдут|откро\w+т|откро[ею]тся|закро\w+т|начн\w+|состо[ия]тся|перекроют|"
    r"появ[ия]тся|вступ[ия]т|отмен[ия]т|will|opens|begins|is to|are to|is due|are due|is expected|are expected)(?![^\W_])"  # noqa: E501
)
_UNTIL: Final = re.compile(
    r"(?<![^\W_])(?:до|по|с|со|к|ко|не позднее|until|till|by|through|from|ends on|starts on|begins on)(?: the)? $"
)
"""Before a day that is a term, and not the day on which something was done."""
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


def _as_day(match: re.Match[str], month: str, day: str, year: str | None) -> Iterator[Said]:
    if not (1 <= int(month) <= 12 and 1 <= int(day) <= 31):  # noqa: PLR2004
        return
    full = None if year is None else int(year) if len(year) == 4 else 2000 + int(year)  # noqa: PLR2004
    yield Said(match.start(), match.end(), int(month), int(day), full, "date")


_WEEKS_OF_A_MONTH: Final = 5
_A_YEAR: Final = 366
