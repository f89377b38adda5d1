"""Where a text tells a day by counting: from the day of publication, or from another day that it names."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Final

from kunak.disclosure.coming import coming
from kunak.disclosure.daysigns import Said, around, is_nth, is_this, latest, month_of, weekday_of
from kunak.disclosure.numerals import Unit
from kunak.disclosure.steps import LONGEST, Step, exactly, step_of

_SEVERAL: Final = frozenset(["days", "weeks", "months", "fortnights", "years"]) | frozenset(
    ["дни", "дня", "дней", "недели", "недель", "месяцы", "месяца", "месяцев", "лет"]
)
"""“Weeks later” is not one week later."""
_FROM_A_DAY: Final = {"v": -1, "s": 0, "z": 1}
"""Days after today of yesterday, today and tomorrow."""
_HALVES: Final = {"d": 0, "w": 3, "f": 7, "m": 15, "y": 182, "j": 91}
"""Days of half a unit."""


class Counted:
    """One text, of which the counted days are read; ``explicit`` are the days that it names."""

    def __init__(
        self, text: str, units: Sequence[Unit], signs: str, published: date | None, held: frozenset[date]
    ) -> None:
        self.text, self.units, self.signs, self.published, self.held = text, units, signs, published, held

    def said(self, explicit: list[Said]) -> Iterator[Said]:
        """Yield the days that are counted."""
        yield from self._nights(explicit)
        if self.published:
            yield from self._since(explicit)
            yield from self._later(explicit, self.published)
            yield from self._ago(self.published)
            yield from self._before_now(self.published)
            yield from self._weekdays_ago(self.published)
            yield from self._months_ago(self.published)
            yield from self._nth_of_a_month(self.published)
            yield from self._passed(self.published)
            yield from coming(self.text, self.units, self.signs, self.published, self.held)

    def _span(self, start: int, end: int) -> tuple[int, int]:
        return self.units[start].start, self.units[end - 1].end

    def _value(self, at: int) -> int:
        return self.units[at].value or 0

    def _nights(self, explicit: list[Said]) -> Iterator[Said]:
        """Yield the day whose night is told by the morning after: “в ночь на 20 февраля”."""
        for said in explicit:
            if _NIGHT_TO.search(self.text[max(said.start - _BEFORE, 0) : said.start]):
                for held in self.held:
                    after = held + timedelta(days=1)
                    if (after.month, after.day) == (said.month, said.day) and said.year in (None, after.year):
                        yield Said(said.start, said.end, held.month, held.day, held.year, "the night before")

    def _months_ago(self, published: date) -> Iterator[Said]:
        """Yield “the 19th of last month”, “19-го числа этого месяца”."""
        for match in re.finditer(
            r"((?:O|N(?=C))C?)n{0,2}([LE])m|([LE])mn{0,2}((?:O|N(?=C))C?)(?![MmwyNO])", self.signs
        ):
            at, of = (match.start(1), match.start(2)) if match[1] else (match.start(4), match.start(3))
            day, which = self.units[at].value, self.units[of].word
            this = is_this(which)
            month = published.month if this else (published.month - 2) % 12 + 1
            if day and not which.startswith("последн"):
                yield Said(*self._span(match.start(), match.end()), month, day, None, "day of that month")

    def _nth_of_a_month(self, published: date) -> Iterator[Said]:
        """Yield “the first Thursday of last month”."""
        for match in re.finditer(r"([EO])Wn{0,2}([LEk])m", self.signs):
            nth = -1 if match[1] == "E" else self._value(match.start())
            weekday, which = weekday_of(self.units[match.start() + 1].word), self.units[match.start(2)].word
            this = is_this(which)
            off = 1 if match[2] == "k" else 0 if this else -1
            for held in self.held:
                months = 12 * (held.year - published.year) + held.month - published.month
                if months == off and is_nth(held, nth, weekday):
                    span = self._span(match.start(), match.end())
                    yield Said(*span, held.month, held.day, held.year, "day of that month")

    def _since(self, explicit: list[Said]) -> Iterator[Said]:
        """Yield days that are counted from another day of the text: “a week after 26 February”."""
        for match in re.finditer(r"(N?)([dwmfy])(?:n?(N)([dwm])|n([dw]))?(?:nn?d)?(k?)([AB])", self.signs):
            step = self._step(match)
            if step is not None:
                sign = 1 if match[7] == "A" else -1
                yield from self._from(explicit, match, step, sign)
                if not match[1] and match[2] == "d" and self.units[match.start() - 1].word == "через" and match.start():
                    yield from self._from(explicit, match, Step(0, 2), sign)  # «через день» skips one
        for match in re.finditer(r"B", self.signs):
            if self.units[match.start()].word in _EVES:
                yield from self._from(explicit, match, Step(0, 1), -1)
        for match in re.finditer(r"Od(?:n?(?![AB])|([AB]))", self.signs):
            nth = self._value(match.start()) or 1
            yield from self._from(explicit, match, Step(0, nth if match[1] else nth - 1), -1 if match[1] == "B" else 1)
        for match in re.finditer(r"Wx?([AB])", self.signs):
            weekday = weekday_of(self.units[match.start()].word) or 0
            for off in range(1, 8) if match[1] == "A" else range(-7, 0):
                yield from self._from(explicit, match, Step(0, off), 1, weekday)

    def _step(self, match: re.Match[str]) -> Step | None:
        """Return what one or two counts of a unit say: “two weeks and a day”."""
        step = step_of(self._value(match.start()) if match[1] else 1, match[2])
        if (step and "h" in match[0]) or self.text.startswith("полтор", self.units[match.start()].start):
            step = Step(step.months, step.days + _HALVES[match[2]]) if step else None
        to_the_day = "to the" in self.text[slice(*self._span(match.start(), match.end()))]
        if step is None or not (match[3] or match[5]) or to_the_day:
            return step
        more = step_of(self._value(match.start(3)), match[4]) if match[3] else step_of(1, match[5])
        return None if more is None else Step(step.months + more.months, step.days + more.days)

    def _from(
        self, explicit: list[Said], match: re.Match[str], step: Step, sign: int, weekday: int | None = None
    ) -> Iterator[Said]:
        """Yield the days so far from the day told right after; only those of that weekday where one is given."""
        end = self.units[match.end() - 1].end
        first = bisect_left(explicit, end, key=_start)
        near = [
            said
            for said in explicit[first : bisect_left(explicit, end + _NEXT, key=_start)]
            if self._joins(end, said.start)
        ]
        for anchor in near:
            if self.published and anchor.start == near[0].start:
                for base in around(anchor, self.published):
                    day = step.after(base, sign)
                    if day and weekday in (None, day.weekday()):
                        yield from self._at(day, self.units[match.start()].start, anchor.end, "relative")

    def _joins(self, end: int, start: int) -> bool:
        """Return whether a count and a day belong together: right beside each other, or within one clause."""
        between = self.text[end:start]
        return len(between) < _BESIDE or not re.search(r"[.!?;:\n]|\d", between)

    def _later(self, explicit: list[Said], published: date) -> Iterator[Said]:
        """Yield “two weeks later”, “a week later”, counted from the last day that was told before."""
        for match in re.finditer(r"(?:(?:(N)|(?<![NtA]))([dwmf])([AB])|[tA](N?)([dwmf])(?!A))", self.signs):
            place = self.units[match.start()].start
            until = bisect_left(explicit, place, key=_start)
            before = [said for said in explicit[max(until - _LAST_TOLD, 0) : until] if said.end <= place]
            if not before or (match[2] and not match[1] and self.units[match.start()].word in _SEVERAL):
                continue
            last = [said for said in before if said.start == before[-1].start]
            number = match.start() if match[2] else match.start() + 1
            step = step_of(self._value(number) if match[1] or match[4] else 1, match[2] or match[5])
            for base in filter(None, (latest(said, published) for said in last)):
                day = step.after(base, -1 if match[3] == "B" else 1) if step else None
                if day:
                    yield from self._at(day, place, self.units[match.end() - 1].end, "relative")

    def _ago(self, published: date) -> Iterator[Said]:
        for match in re.finditer(r"(N?)(?:nnN?h|nh)?([dwmfyj])(?:n?(N)([dwm])|n{1,2}([dw]))?n{0,2}g", self.signs):
            step = self._step(match)
            if step is None:
                continue
            # “Five weeks ago yesterday” is a day more, and to the day.
            off = _FROM_A_DAY.get(self.signs[match.end() : match.end() + 1])
            span = self._span(match.start(), match.end() + (off is not None))
            # “Two months ago” is seldom meant to the day, unless it says so.
            exact = (
                off is not None
                or match[2] not in "myj"
                or match[3] is not None
                or match[5] is not None
                or exactly(self.text, *self._span(match.start(), match.end()))
            )
            day = step.after(published + timedelta(days=off or 0), -1)
            if day:
                yield from self._at(day, *span, "relative", sure=exact)
            if day and match[2] in "wf" and not match[3] and off is None:
                yield from self._about(day, match.end(), span)
        for match in re.finditer(r"dB[vE]|[vVs]", self.signs):  # “the day before yesterday”, “the night before last”
            back = {"v": 1, "V": 2, "s": 0}.get(match[0], 2)
            yield from self._at(published - timedelta(days=back), *self._span(match.start(), match.end()), "relative")

    def _before_now(self, published: date) -> Iterator[Said]:
        """Yield “fifty-eight days before this post”, “за две недели до этой публикации”."""
        for match in re.finditer(r"(N?)([dwmfy])(?:n?(N)([dwm])|n([dw]))?B", self.signs):
            step, (start, end) = self._step(match), self._span(match.start(), match.end())
            if step and _THIS_TEXT.match(self.text, end) and (day := step.after(published, -1)):
                yield from self._at(day, start, end, "relative")

    def _weekdays_ago(self, published: date) -> Iterator[Said]:
        """Yield “on Thursday”, “last Thursday”, “the Thursday before last”, “four Thursdays ago”."""
        for match in re.finditer(r"NWg|WBE|[LEP]?W", self.signs):
            at, told = match.start() + match[0].index("W"), match[0]
            if told == "W" and self.units[at].word.endswith("days"):
                continue  # “on Thursdays” is no day
            back = (published.weekday() - (weekday_of(self.units[at].word) or 0)) % 7 or 7
            if told == "NWg":
                counted = self._value(match.start())
                weeks: tuple[int, ...] = (counted - 1,) if 0 < counted <= _WEEKS else ()
            else:
                weeks = {"W": (0,), "PW": (1,), "WBE": (1,)}.get(told, (0, 1))
                weeks = (0,) if is_this(self.units[match.start()].word) else weeks
            for more in weeks:
                day = published - timedelta(days=back + 7 * more)
                yield from self._at(day, *self._span(match.start(), match.end()), "weekday", sure=told != "W")

    def _about(self, day: date, after: int, span: tuple[int, int]) -> Iterator[Said]:
        """Yield the days around: with their weekday beside “two weeks ago” surely, else to be looked at."""
        beside = [unit.word for at, unit in enumerate(self.units[after : after + 3], after) if self.signs[at] == "W"]
        for off in (-3, -2, -1, 1, 2, 3):
            near = day + timedelta(days=off)
            if beside and weekday_of(beside[0]) == near.weekday():
                yield from self._at(near, *span, "relative")
            elif not beside and abs(off) == 1:
                yield from self._at(near, *span, "about then", sure=False)

    def _passed(self, published: date) -> Iterator[Said]:
        """Yield “sixty days have passed since”, “уже 60 дней она на свободе”, “the sixtieth day of her freedom”."""
        for match in re.finditer(r"(N)([dwmf])(?:n?(N)([dwm])|n{1,2}([dw]))?(?!.?g)", self.signs):
            start, end = self._span(match.start(), match.end())
            before, after = self.text[max(start - _SENTENCE, 0) : start], self.text[end : end + _SENTENCE]
            told = _PASSED.search(before) or _HAVE_PASSED.match(after) or _FREE_FOR.search(before)
            begun = _ALREADY.search(before) is not None or not before.strip()
            told = told or (_SAFE.match(after) if begun else None)
            step = self._step(match)
            turns = _TURNS.search(before) if _SINCE.match(after) else None
            counted_on = published + timedelta(days=_TURNS_ON[turns[1]] if turns else 0)
            if (told or turns) and step and (day := step.after(counted_on, -1)):
                sure = (
                    turns is not None
                    or match[2] in "dw"
                    or match[3] is not None
                    or exactly(self.text, *self._span(match.start(), match.end()))
                )
                yield from self._at(day, start, end, "days that have passed", sure=sure)
        for match in re.finditer(r"Od|dN", self.signs):
            start, end = self._span(match.start(), match.end())
            before, after = self.text[max(start - _BEFORE, 0) : start], self.text[end : end + _BEFORE]
            nth = self._value(match.start() if match[0] == "Od" else match.end() - 1)
            if (nth > _A_MONTH_OR_SO and _TODAY.search(before)) or (nth and _OF_FREEDOM.match(after)):
                for back in (nth, nth - 1):
                    yield from self._at(published - timedelta(days=min(back, LONGEST)), start, end, "nth day")

    def _at(self, day: date, start: int, end: int, form: str, *, sure: bool = True) -> Iterator[Said]:
        if day in self.held:
            yield Said(start, end, day.month, day.day, day.year, form, sure)


def ordinals(units: Sequence[Unit], signs: str, years: Sequence[int]) -> Iterator[Said]:
    """Yield days by numbers alone: the day of the year, the day of a month that is numbered, too.

    “The fifty-fourth day of the year”, «двадцать третьего второго», “the last day of the first quarter”.
    """
    for match in re.finditer(r"(?:([NO])d|d([NO]))n{0,2}y", signs):
        number = units[match.start(1) if match[1] else match.start(2)].value or 0
        if units[match.end() - 1].word in ("года", "year") and 0 < number <= _DAYS_OF_A_YEAR:
            for year in years:
                day = date(year, 1, 1) + timedelta(days=number - 1)
                yield Said(
                    units[match.start()].start, units[match.end() - 1].end, day.month, day.day, year, "day of the year"
                )
    for match in re.finditer(r"[NO](?:C|d)?n{0,2}Om|OO(?![yCwdmM])", signs):
        first = units[match.start()]
        second = units[match.end() - 2] if match[0].endswith("m") else units[match.end() - 1]
        counted = match[0].endswith("m") or (first.spelt and second.spelt and second.start - first.end <= 1)
        if counted and 1 <= (first.value or 0) <= 31 and 1 <= (second.value or 0) <= 12:  # noqa: PLR2004
            yield Said(
                first.start, units[match.end() - 1].end, second.value or 0, first.value or 0, None, "in ordinals"
            )
    for match in re.finditer(r"([EO])dn{0,2}([EO])qn{0,2}(y?)", signs):
        first, second = units[match.start()], units[match.start(2)]
        quarter = 4 if match[2] == "E" else second.value or 0
        if 1 <= quarter <= 4 and (match[1] == "E" or first.value == 1):  # noqa: PLR2004
            month = 3 * quarter if match[1] == "E" else 3 * quarter - 2
            for year in years:
                last = date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
                day = last if match[1] == "E" else date(year, month, 1)
                yield Said(first.start, units[match.end() - 1].end, day.month, day.day, year, "edge of a quarter")


def ends_of_months(units: Sequence[Unit], signs: str, years: Sequence[int]) -> Iterator[Said]:
    """Yield the days from which “five days before the end of February” is counted; they are told by nobody else."""
    for match in re.finditer(r"xn{0,2}M", signs):
        edge, month = units[match.start()].word, month_of(units[match.end() - 1].word)
        if month and edge in (*_ENDS, *_STARTS):
            for year in years:
                last = date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
                day = last if edge in _ENDS else date(year, month, 1)
                yield Said(units[match.start()].start, units[match.end() - 1].end, day.month, day.day, year, "edge")


_ENDS: Final = ("end", "конца", "концу", "концом")
_STARTS: Final = ("beginning", "start", "начала", "началом")
_DAYS_OF_A_YEAR: Final = 366
_A_MONTH_OR_SO: Final = 9
"""Days from which on “the tenth day” is not a day of a feast or of a strike that began lately."""

_LAST_TOLD: Final = 40
"""Days told before, of which the last may be several readings."""


def _start(said: Said) -> int:
    return said.start


_NEXT: Final = 44
"""Characters between “a week after” and the day it is counted from."""
_BESIDE: Final = 14
"""Characters that may hold anything there."""
_BEFORE: Final = 24
_SENTENCE: Final = 48
_WEEKS: Final = 53
_EVES: Final = frozenset(("накануне", "канун", "eve"))
_NIGHT_TO: Final = re.compile(
    r"(?<![^\W_])(?:в ночь на(?: [^\W\d_]+,?)?|ночью (?:на|под|перед)|"
    r"(?:(?:night|evening) (?:to|into|before)|hours (?:before|leading to|of the night to)|overnight (?:to|into))(?: the)?"  # noqa: E501
    r"(?: [^\W\d_]+day,?)?) $"
)
_THIS_TEXT: Final = re.compile(
    r" (?:(?:this|our|today's) (?:post|text|publication|article|announcement|statement|report|news|day)|"
    r"(?:эт|наш|сегодняшн)\w{2,3} (?:публикаци|запис|пост|текст|заметк|новост|дн|сообщени)\w{0,3}|"
    r"today|сегодня)(?![^\W_])"
)
_PASSED: Final = re.compile(
    r"(?:(?<![^\W_])прош(?:ло|ли)|минул[ои]|миновал[ои]|истекл[ои]|it(?: has|'s| is)(?: now)?(?: been)?|"
    r"(?:has|have|'s|'ve)(?: now)? been [^.!?\n]{1,28} for|(?:has|have) (?:lived|slept|waited|stayed|walked|gone) [^.!?\n]{0,28}for)"  # noqa: E501
    r"(?:[^.!?\n]{0,48}\W(?:если (?:быть )?точн\w+|точнее|а именно|to be (?:exact|precise)|that is))?"
    r"\W+(?:уже |ровно |вот |exactly |now |already |precisely |the past |the last )*$"
)
_TURNS_ON: Final = {"вчера": -1, "сегодня": 0, "завтра": 1, "yesterday": -1, "today": 0, "tomorrow": 1}
_TURNS: Final = re.compile(
    rf"(?<![^\W_])({'|'.join(_TURNS_ON)})[^.!?\d]{{0,24}}(?<![^\W_])(?:исполн\w+|будет|было|стукн\w+|пройд\w+|минет|минуло|"
    r"прошло|marks?(?:ed)?|it(?:'ll| will) be|will be|it was|makes?|made|it is|it's|is)(?![^\W_])[^.!?\d]{0,20}$"
)
"""On which day it is so long ago: “завтра исполнится …”."""
_SINCE: Final = re.compile(
    r"(?: to the day)?,? (?:с тех пор|с того (?:дня|утра|вечера|часа)|как |со дня|с ее|с его|since )"
)
_HAVE_PASSED: Final = re.compile(
    r"(?: to the day| exactly)?,? (?:have |has )?(?:now |already )?(?:passed|gone by|elapsed)|"
    r",? (?:прошло|минуло|миновало)|"
    r",? (?:с тех пор|с того (?:дня|утра|вечера|момента)|со дня|с момента|с ее|с ухода|с побега|как (?:она|он|они|мы) )|"  # noqa: E501
    r"(?: to the day)?,? since (?:she|he|they|that|her|his|their|the day|the night|we)"
)
_FREE_FOR: Final = re.compile(
    r"(?<![^\W_])(?:на свободе|на воле|в безопасности|в убежище|за границей|free|safe|away|abroad|out of there)"
    r",?(?: (?:уже|вот|ровно|now|for|exactly|already)){0,3} $"
)
_ALREADY: Final = re.compile(
    r"(?<![^\W_])(?:уже|вот уже|ровно|already|for|marks?|makes?|отмечаем)\W{1,2}(?:ровно |exactly )?$"
)
_SAFE: Final = re.compile(
    r" (?:как )?(?:она |он |они |she (?:has been |is )|he (?:has been |is )|they (?:have been |are ))?(?:уже )?"
    r"(?:на свободе|на воле|в безопасности|в убежище|free(?![^\W_])|safe(?![^\W_])|of freedom|of safety|in safety|свободы|далеко)|"  # noqa: E501
    r" (?:она|он|они|она уже) (?:живет|живут|дышит|спит|ходит|свобод\w+)"
)
_TODAY: Final = re.compile(
    r"(?<![^\W_])(?:сегодня|(?:в убежище|в безопасности|на свободе|здесь|у нас|живет) (?:она|он|они|уже)|пошел|идет|настал|наступил|today is|this is|it is|it's)(?: уже| ее| его| их| her| his| their| the)*\W+$"  # noqa: E501
)
_OF_FREEDOM: Final = re.compile(
    r" (?:of |ее |его |их |her |his |their |нашей )*(?:свобод\w+|вол[еи]|новой жизни|безопасност\w+|freedom|safety|liberty|new life)|"  # noqa: E501
    r" (?:с|после) (?:ее |его |их )?(?:ухода|побега|отъезда|бегства)|,? (?:since|after) (?:she|he|they) (?:left|fled|ran|escaped)|"  # noqa: E501
    r",? как (?:она|он|они) "
)
