"""Where a text tells a day of the case, or an age that gives a birthday away.

Days are read from the whole text once, in any notation, and then compared: how
many days the case holds does not slow the reading. The words of a text become
signs, one a word, so that what a date looks like is a short expression.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Final

import msgspec

from kunak.disclosure.findings import Finding, Severity
from kunak.disclosure.folding import Folded
from kunak.disclosure.numerals import Unit, genitive_numbers
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
_HOLIDAYS: Final = (
    # Fixed days that a text may tell by name; ours.
    (1, 1, r"нов\w+ год\w*|new year'?s? day"),
    (12, 31, r"канун\w* нового года|new year'?s eve"),
    (1, 7, r"(?:православн\w+ )?рождеств\w*(?! 25)|orthodox christmas"),
    (12, 25, r"католическ\w+ рождеств\w*|christmas(?: day)?"),
    (12, 24, r"christmas eve"),
    (1, 14, r"старый новый год|old new year"),
    (1, 25, r"татьянин\w* д\w+|день студент\w*"),
    (2, 14, r"д\w+ (?:свят\w+ валентин\w*|всех влюбленн\w*)|valentine'?s? day"),
    (2, 23, r"д\w+ защитник\w* отечеств\w*|defender'?s? of the fatherland day"),
    (3, 8, r"(?:международн\w+ )?женск\w+ д\w+|(?:international )?women'?s day"),
    (4, 1, r"д\w+ смех\w*|april fools'? day"),
    (4, 12, r"д\w+ космонавтик\w*|cosmonautics day"),
    (5, 1, r"первомай\w*|(?:international )?(?:may|workers'?) day|д\w+ труда"),
    (5, 9, r"д\w+ побед\w+|victory day"),
    (6, 1, r"д\w+ защиты детей|children'?s day"),
    (6, 12, r"д\w+ росси\w+|russia day"),
    (7, 4, r"independence day of the u\w+"),
    (9, 1, r"д\w+ знани\w+|day of knowledge"),
    (10, 31, r"хэллоуин\w*|halloween"),
    (11, 4, r"д\w+ народного единства|unity day"),
    (12, 10, r"д\w+ прав человека|human rights day"),
    (5, 17, r"д\w+ (?:борьбы )?против гомофоби\w+|day against homophobia"),
)
_FOLDED_HOLIDAYS: Final = tuple(
    (month, day, re.compile(rf"(?<!\w)(?:{words})(?!\w)")) for month, day, words in _HOLIDAYS
)
_UNITS_OF_TIME: Final = (
    ("d", re.compile(r"д(?:ень|ня|не[йю]|ням|нями|нях)|сут(?:ки|ок|кам)|days?")),
    ("w", re.compile(r"недел[яиюье]\w{0,2}|weeks?")),
    ("m", re.compile(r"месяц\w{0,3}|months?")),
    ("y", re.compile(r"год(?:а|у|ом|ы|ов)?|лет|годик\w*|years?")),
)
_SIGNS: Final = (
    ("g", re.compile(r"назад|ago|тому")),
    ("A", re.compile(r"после|спустя|позже|позднее|later|after|since|с")),
    ("B", re.compile(r"до|перед|раньше|before|earlier|накануне|prior")),
    ("t", re.compile(r"через|in|within")),
    ("C", re.compile(r"числ[оау]\w?")),
    ("L", re.compile(r"прошл\w+|минувш\w+|last|previous|past")),
    ("P", re.compile(r"позапрошл\w+")),
    ("v", re.compile(r"вчера|yesterday")),
    ("V", re.compile(r"позавчера")),
    ("s", re.compile(r"сегодня|today")),
    ("n", re.compile(r"на|по|и|to|and|or|или|the|of|в|on")),
    ("k", re.compile(r"следующ\w+|next|following")),
)
_ANIMATE: Final = re.compile(
    r"ей|ему|мне|им|девушк\w+|женщин\w+|парн\w+|мужчин\w+|подопечн\w+|героин\w+|человек\w*|сестр\w+|брат\w*|она|он|ребенк\w+|"
    r"she|he|they|is|was|aged?|возраст\w*|исполнил\w+|исполнит\w+|исполняет\w+|стукнул\w*|turn\w*|woman|man|girl|boy"
)
_THINGS: Final = re.compile(
    r"истори|стаж|опыт|срок|юбиле|перерыв|договор|войн|контракт|закон|отношени|брак|период|план|history|career|war|experience|"
    r"contract|deal|plan|company|firm|wine|whisky|law|veteran|ban|mortgage|drought|reign|rule"
)

Day = tuple[int, int]


class Dated(msgspec.Struct, frozen=True):
    """A day of the case."""

    secret: str
    day: date
    birth: bool = False


_APART: Final = re.compile(r"[.!?;:]\s+\S*\s|[()\n]|\s\s\s")
"""What stands between a number and a month that do not belong together."""


class _Said(msgspec.Struct, frozen=True):
    start: int
    end: int
    month: int
    day: int
    year: int | None
    form: str
    sure: bool = True


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
            if said.year not in (None, one.day.year) and not (one.birth and said.year and said.year > one.day.year):
                continue
            if (one.secret, said.start) in seen:
                continue
            seen.add((one.secret, said.start))
            begin, finish = folded.span(said.start, said.end)
            severity: Severity = "block" if said.sure else "review"
            yield Finding(begin, finish, draft[begin:finish], "date", one.secret, said.form, severity)


class _Days:
    """All days that one text tells."""

    def __init__(self, text: str, units: Sequence[Unit], published: date | None, held: frozenset[date]) -> None:
        self.text, self.units, self.published, self.held = text, units, published, held
        self.signs = "".join(_sign(unit) for unit in units)

    def said(self) -> list[_Said]:
        found = [*self._numeric(), *self._worded(), *self._holidays()]
        explicit = sorted(found, key=lambda said: said.start)
        found += self._since(explicit)
        if self.published:
            found += self._ago(self.published)
        return sorted(found, key=lambda said: (said.start, -said.end))

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
        for match in _DM.finditer(self.text):
            yield from _as_day(match, match[2], match[1], None)
        for match in _RUN.finditer(self.text):
            digits = match[0]
            yield from _as_day(match, digits[4:6], digits[6:], digits[:4])
            yield from _as_day(match, digits[2:4], digits[:2], digits[4:])
        for match in _ROMANS.finditer(self.text):
            yield from _as_day(match, str(_ROMAN.index(match[2]) + 1), match[1], match[3])

    def _worded(self) -> Iterator[_Said]:
        for match in re.finditer(r"(?=([NO](?:n?(?:C|N(?=n?M))?n?n?|n?[NO]n?)M))", self.signs):
            yield from self._day_month(match.start(), match.end(1))
        for match in re.finditer(r"M(n{0,2})([NO])", self.signs):
            at, number = match.start(), match.end() - 1
            if self.text[self.units[at].end : self.units[number].start].strip(" .,") in ("", "the", "на"):
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
        if unit.word.isdecimal() and len(unit.word) == 4 and 1900 <= unit.value <= 2100:  # noqa: PLR2004
            return unit.value
        return None

    def _split(self, at: int) -> Iterator[_Said]:
        """Yield “the fifth” where a month was named a little before, or the weekday stands beside it."""
        unit = self.units[at]
        day = unit.value or 0
        if (
            not 1 <= day <= 31  # noqa: PLR2004
            or not re.search(r"(?:го|th|st|nd|rd)$|fifth|first|second|third|ого|его", self.text[unit.start : unit.end])
        ):
            return
        if self.signs[at + 1 : at + 2] in ("M", "y") or "M" in self.signs[at + 1 : at + 4]:
            return
        months = [before for before in range(max(at - 12, 0), at) if self.signs[before] == "M"]
        if months and not any(self.signs[other] in "NO" for other in range(months[-1] + 1, at)):
            number = _month(self.units[months[-1]].word)
            if number:
                yield _Said(unit.start, unit.end, number, day, None, "in parts")
        for other in (at - 1, at + 1):
            if 0 <= other < len(self.units) and self.signs[other] == "W" and self.published:
                weekday = _weekday(self.units[other].word)
                for back in range(62):
                    held = self.published - timedelta(days=back)
                    if held.day == day and held.weekday() == weekday and held in self.held:
                        yield _Said(unit.start, unit.end, held.month, day, held.year, "weekday and day")

    def _holidays(self) -> Iterator[_Said]:
        for month, day, pattern in _FOLDED_HOLIDAYS:
            for match in pattern.finditer(self.text):
                yield _Said(match.start(), match.end(), month, day, None, "holiday")

    def _since(self, explicit: list[_Said]) -> Iterator[_Said]:
        """Yield days that are counted from another day of the text: “a week after 26 February”."""
        for match in re.finditer(r"(N?)([dwm])(k?)([AB])", self.signs):
            count = self.units[match.start()].value if match[1] else 1
            end = self.units[match.end() - 1].end
            anchor = next((said for said in explicit if 0 <= said.start - end < 14), None)  # noqa: PLR2004
            if anchor is None or not self.published:
                continue
            base = _latest(anchor, self.published)
            step = _step(count or 0, match[2])
            if base and step is not None:
                yield from self._at(
                    base + step if match[4] == "A" else base - step,
                    self.units[match.start()].start,
                    anchor.end,
                    "relative",
                )
        for match in re.finditer(r"B", self.signs):
            if self.units[match.start()].word == "накануне":
                end = self.units[match.start()].end
                anchor = next((said for said in explicit if 0 <= said.start - end < 3), None)  # noqa: PLR2004
                base = _latest(anchor, self.published) if anchor and self.published else None
                if base and anchor:
                    yield from self._at(
                        base - timedelta(days=1), self.units[match.start()].start, anchor.end, "relative"
                    )
        yield from self._later(explicit)

    def _later(self, explicit: list[_Said]) -> Iterator[_Said]:
        """Yield “two weeks later”, counted from the last day that was told before."""
        for match in re.finditer(r"(?:(N)([dwm])A|[tA](N?)([dwm])(?!A))", self.signs):
            place = self.units[match.start()].start
            before = [said for said in explicit if said.end <= place]
            if not before or not self.published:
                continue
            number = match.start() if match[1] else match.start() + 1
            count = self.units[number].value if match[1] or match[3] else 1
            base, step = _latest(before[-1], self.published), _step(count or 0, match[2] or match[4])
            if base and step is not None:
                yield from self._at(base + step, place, self.units[match.end() - 1].end, "relative")

    def _ago(self, published: date) -> Iterator[_Said]:
        for match in re.finditer(r"(N?)([dwm])(?:n?(N)(d))?n?g", self.signs):
            count = (self.units[match.start()].value or 0) if match[1] else 1
            step = _step(count, match[2])
            if step is None:
                continue
            if match[3]:
                step += timedelta(days=self.units[match.start(3)].value or 0)
            span = self._span(match.start(), match.end())
            yield from self._at(published - step, *span, "relative")
            if match[2] == "w" and not match[3]:
                yield from self._about(published - step, match.end(), span)
        for match in re.finditer(r"[vVs]", self.signs):
            back = {"v": 1, "V": 2, "s": 0}[match[0]]
            yield from self._at(published - timedelta(days=back), *self._span(match.start(), match.end()), "relative")
        for match in re.finditer(r"([LP]?)W", self.signs):
            weekday = _weekday(self.units[match.end() - 1].word) or 0
            back = (published.weekday() - weekday) % 7 or 7
            weeks = {"": (0,), "L": (0, 7), "P": (7,)}[match[1]]
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


_SEP: Final = r"\s?[-‐‑–./ _]\s?"
_ISO: Final = re.compile(r"(?<!\d)((?:19|20)\d{2})[-‐‑–./_ ](\d{1,2})[-‐‑–./_ ](\d{1,2})(?!\d)")
_DMY: Final = re.compile(rf"(?<![\d.])(\d{{1,2}}){_SEP}(\d{{1,2}}){_SEP}((?:19|20)\d{{2}}|\d{{2}})(?![\d])")
_DM: Final = re.compile(
    r"(?<![\d.,/\-])(\d{1,2})\.(0\d|1[0-2])(?!\d)(?!\.\d)(?!\s?(?:%|процент|руб|доллар|percent|км|кг|млн|тыс|n\b|e\b))"
)
_RUN: Final = re.compile(r"(?<!\d)(?:(?:19|20)\d{6}|\d{4}(?:19|20)\d{2})(?!\d)")
_ROMANS: Final = re.compile(
    r"(?<!\d)(\d{1,2})[./\- ]((?:x{0,1}(?:ix|iv|v?i{0,3})|xi{0,2})(?<=[ivx]))[./\- ]((?:19|20)\d{2}|\d{2})(?!\d)"
)


def _as_day(match: re.Match[str], month: str, day: str, year: str | None) -> Iterator[_Said]:
    if not (1 <= int(month) <= 12 and 1 <= int(day) <= 31):  # noqa: PLR2004
        return
    full = None if year is None else int(year) if len(year) == 4 else 2000 + int(year)  # noqa: PLR2004
    yield _Said(match.start(), match.end(), int(month), int(day), full, "date")


def _sign(unit: Unit) -> str:
    if unit.value is not None or unit.word.isdecimal():
        return "O" if unit.ordinal else "N"
    if _month(unit.word):
        return "M"
    if _weekday(unit.word) is not None:
        return "W"
    for sign, pattern in (*_UNITS_OF_TIME, *_SIGNS):
        if pattern.fullmatch(unit.word):
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
    return timedelta(days=count * {"d": 1, "w": 7, "m": 30}[unit])


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


def find_ages(draft: str, folded: Folded, secrets: Secrets, units: Sequence[Unit]) -> Iterator[Finding]:
    """Yield where an age, or a year or month of birth, tells when a person of the case was born."""
    ages, years = _born(secrets)
    if not ages and not years:
        return
    signs = "".join(_sign(unit) for unit in units)
    for start, end, value in _told_ages(folded.text, units, signs):
        for secret in ages.get(value, ()):
            yield _age(draft, folded, (start, end), secret, "age")
    for match in _BIRTH_YEAR.finditer(folded.text):
        year = int(match["a"] or match["b"] or match["c"])
        for secret in years.get(year, ()):
            yield _age(draft, folded, match.span(), secret, "year of birth")


def _age(draft: str, folded: Folded, span: tuple[int, int], secret: str, form: str) -> Finding:
    begin, finish = folded.span(*span)
    return Finding(begin, finish, draft[begin:finish], "age", secret, form, "block")


_BIRTH_YEAR: Final = re.compile(
    r"(?<!\d)(?P<a>(?:19|20)\d\d)(?:-?го)?\s*(?:года\s+рождения|г\.?\s?р\b|года\s+р\b)|"
    r"(?:родил\w+|рожден\w*)[^.!?\d]{0,20}(?P<b>(?:19|20)\d\d)|(?:born|b\.)[^.!?\d]{0,16}(?P<c>(?:19|20)\d\d)"
)


def _born(secrets: Secrets) -> tuple[dict[int, list[str]], dict[int, list[str]]]:
    ages: dict[int, list[str]] = {}
    years: dict[int, list[str]] = {}
    moments = [day for day in (secrets.published_on, *(fact.date for fact in secrets.dates)) if day]
    for at, person in enumerate(secrets.persons):
        if not person.born:
            continue
        secret = f"{whose(person, at)}.born"
        years.setdefault(int(person.born[:4]), []).append(secret)
        for age in {age for moment in moments for age in _ages(person.born, moment)}:
            ages.setdefault(age, []).append(secret)
    told = secrets.traits.get("age")
    if isinstance(told, int) and told not in ages:
        ages[told] = ["traits.age"]
    return ages, years


def _ages(born: str, moment: date) -> set[int]:
    whole = moment.year - int(born[:4])
    if len(born) == len("2000-01-01"):
        born_on = date.fromisoformat(born)
        return {whole - ((moment.month, moment.day) < (born_on.month, born_on.day))}
    return {whole - 1, whole}


_YEARS_OLD: Final = re.compile(r"(?<!\d)(\d{1,2})-?(?:ти|и|х|ми)?[-‐‑–\s]?летн(?!ий стаж)\w+\s*([^\W\d_]*)")
_YEAR_OLD_EN: Final = re.compile(r"(?<!\d)(\d{1,2})[-‐‑–\s]years?[-‐‑–\s]olds?\W*([^\W\d_]*)")
_SPELT_OLD: Final = re.compile(r"(?<![^\W\d_])([^\W\d_]{5,24})летн\w+\s*([^\W\d_]*)")


_IN_BRACKETS: Final = re.compile(r"(?<![^\W\d_])[^\W\d_]{3,30} \((\d{2})\)")


def _told_ages(text: str, units: Sequence[Unit], signs: str) -> Iterator[tuple[int, int, int]]:
    for pattern in (_YEARS_OLD, _YEAR_OLD_EN):
        for match in pattern.finditer(text):
            if not _THINGS.match(match[2]):
                yield match.start(), match.end(1) + 1, int(match[1])
    for match in _SPELT_OLD.finditer(text):
        value = genitive_numbers().get(match[1])
        if value and not _THINGS.match(match[2]):
            yield match.start(), match.end(1), value
    for match in _IN_BRACKETS.finditer(text):
        yield match.start(1), match.end(1), int(match[1])
    for at, unit in enumerate(units):
        if unit.value is not None and 1 <= unit.value <= 99 and not unit.ordinal:  # noqa: PLR2004
            age = _age_at(text, units, signs, at)
            if age is not None:
                yield unit.start, unit.end, age


def _age_at(text: str, units: Sequence[Unit], signs: str, at: int) -> int | None:
    """Return the age that a number tells: who it is of stands before, or “years old” after."""
    value = units[at].value or 0
    near = [unit.word for unit in units[max(at - 3, 0) : at]]
    person = any(_ANIMATE.fullmatch(word) for word in near)
    years = signs[at + 1 : at + 2] == "y"
    after = units[at + 2].word if at + 2 < len(units) else ""
    following = units[at + 1].word if at + 1 < len(units) else ""
    if years and (
        after in ("old", "отроду")
        or text[units[at].end :].lstrip(" -").startswith(("years old", "year-old", "years-old"))
    ):
        return value
    if any(word.startswith(("исполни", "стукну", "turn")) for word in near):
        turns = any(word in ("исполнится", "turns", "turn", "стукнет") for word in near)
        return value - 1 if turns else value
    if near[-1:] == ["at"] and following in ("he", "she", "they"):
        return value
    if not person and not (years and _in_commas(text, units, at)):
        return None
    if years:
        return None if after in ("назад", "ago", "тюрьмы", "колонии", "лишения", "строгого") else value
    if near[-1:] == ["of"] and near[-2:-1] and near[-2] in ("man", "woman", "girl", "boy", "age"):
        return value
    strict = near[-1:] and near[-1] in ("ей", "ему", "aged", "age", "is", "s", "мне")
    ends = following == "" or not following.isalpha() or _closes(text, units[at].end)
    return value if strict and ends else None


def _closes(text: str, end: int) -> bool:
    """Return whether a number closes its clause."""
    return text[end : end + 1] in ",.;!?)\n" or not text[end:].strip()


def _in_commas(text: str, units: Sequence[Unit], at: int) -> bool:
    """Return whether it reads as an aside: “Name, 22 years,”."""
    before = text[max(units[at].start - 2, 0) : units[at].start]
    return before.startswith(",") and text[units[at + 1].end : units[at + 1].end + 1] in ",.)"
