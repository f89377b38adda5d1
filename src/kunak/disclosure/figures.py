"""Where digits give a phone, a paper, a plate or a vehicle away, however they are written.

The digits of the whole text are read as one row, with the places where they stand
and the gaps between them: so it does not matter how they are grouped, and a
number told in three sentences is still found. Covered digits (``***``) match any.
"""

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

import msgspec

from kunak.disclosure.declension import word_forms
from kunak.disclosure.findings import Finding
from kunak.disclosure.folding import Folded, fold
from kunak.disclosure.numerals import Unit
from kunak.disclosure.phrases import _any
from kunak.disclosure.romanise import coarse
from kunak.disclosure.secrets import Secrets, whose

TIGHT: Final = 4
"""Characters between two digits of one written number."""

SPLIT: Final = 90
"""Characters between two parts of a number that is told in parts."""

KNOWN: Final = 5
"""Digits that have to be seen of a number that is partly covered."""

_DIALLING: Final = re.compile(
    r"^(?:1|7|2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58]|2[1-689]\d|3[578]\d|42\d|50\d|59\d|6[789]\d|8[0578]\d|9[679]\d)"
)
"""Country codes. Source: ITU-T E.164."""

_COVER: Final = "*•●○◦∗✱■█▇▮x×х#_?…"
_MASKED: Final = re.compile(rf"(?:\+?\d|[{_COVER}]{{2}}|\.{{3}})[\d\s().\-‐‑‒–—/{_COVER}]{{3,60}}[\d{_COVER}]")
_MASKS: Final = re.compile(rf"[{_COVER}]+|\.{{2,}}")
_NUMBERED_SO: Final = re.compile(
    r",?(?<![^\W_]) ?(?:с |и |а |and |with )?(?:номер\w{0,2}|number|no\.?|№|n|сери\w{1,2}|series)(?![^\W_])[:.]?"
)
"""Between the series of a paper and its number, where both are figures."""
_TAIL: Final = re.compile(
    r"(?:номер\w*|тел|телефон\w*|загран\w*|паспорт\w*|снилс\w*|инн|phone|number|passport)\.? (?:на|in|on|with) $|(?:последн\w+|last) (?:\d|четыре|три|две|two|three|four) [^\d.!?]{0,40}$|"  # noqa: E501
    r"(?:последн\w+|заканчива\w+|оканчива\w+|кончает\w+|кон(?:ец|це|цом|ца)|хвост\w*|ends?|ending|last)\W(?:[^\d.!?]{0,40})$|(?:\.\.\.|…|[*•])\s?$|"
    r"(?:карт\w*|счет\w*|card|account)\.? (?:[^\W\d_]{2,12} )?(?:на|in|with|on) $"
)
_TAIL_AFTER: Final = re.compile(r" (?:у (?:нее|него) )?(?:заканчива|оканчива|кончает|в конце|at the end)")
"""What announces after it that digits were the end of a number."""

_HEAD: Final = re.compile(
    r"(?:начина\w+ (?:на|с|цифр\w+)|перв\w+ (?:цифр\w+|шесть|восемь)|starts? with|begins? with|beginning|first digits)"
    r"[^\d.!?]{0,25}$"
)
"""What announces that digits are the beginning of a number."""
_LEAST_HEAD: Final = 6

_SUBSCRIBER: Final = 6
"""Digits at the end of a phone that are a number of their own, where its area is not dialled."""
_CALLING: Final = re.compile(
    r"(?<![^\W_])(?:тел\b|телефон\w*|номер\w{0,2}|звон\w+|позвон\w+|набер\w+|набира\w+|набрать|дозвон\w+|связ\w+|линии?|"
    r"отвеча\w+|ответит|городск\w+|пишите|whatsapp|вотсап\w*|ватсап\w*|telegram|телеграм\w*|signal|viber|"
    r"phones?|calls?(?! cent)|called|dial\w*|ring|rings|rang|reach\w*|answers?|numbers?|text|landline|mobile|line|ask for)(?![^\W_])"  # noqa: E501
)
"""What speaks of a phone."""
_COUNTS: Final = re.compile(
    r" (?:раза?|[^\W\d_]{3,}(?:ов|ев|ей|ок|ек|ам|ям|ами|ями)|(?!works|rings|answers)[a-z]{3,}s)(?![^\W_])"
)
"""What a number counts, where it is none of a phone."""
_IS_CALLED: Final = re.compile(
    r"[ ,.:;—–-]*(?:отвеча\w+|ответит|на связи|спрос\w+|звон\w+|набер\w+|answers|rings|works|ask for|"
    r"is (?:her|his|the|our|their) (?:new |own )?(?:number|phone|line))(?![^\W_])"
)

_PAPER: Final = re.compile(
    r"паспорт|загран|номер|снилс|инн|полис|удостоверен|passport|document|card|number|no\b|№|id\b"
)
_LETTER_DIGITS: Final = {
    "o": "0",
    "о": "0",
    "l": "1",
    "i": "1",
    "|": "1",
    "з": "3",
    "б": "6",
    "b": "6",
    "s": "5",
    "z": "2",
    "ч": "4",
    "ol": "01",
    "оl": "01",
    "lo": "10",
}
_ZEROES: Final = frozenset(("o", "о", "l", "i", "|", "з", "ol", "оl", "lo"))
"""Letters that stand for figures even where a space stands between; the others only right between two figures."""

_VEHICLES: Final = re.compile(
    r"поезд\w*|рейс\w*|автобус\w*|электричк\w*|самолет\w*|борт\w*|train|flight|bus|coach|carriage|состав(?:а|е|ом|у)?"
)
_NUMBERED: Final = re.compile(r"номер\w*|number|no|маршрут\w*|route|service")
"""Words that number anything: enough beside a number of three digits only."""

_NEAR: Final = 4
"""Words between the word for a vehicle and its number."""


class Number(msgspec.Struct, frozen=True):
    """A number that is sought by its digits.

    Attributes:
        digits: Without country code or trunk prefix.
        before: What may stand right before it and belong to it.
        tail: Digits at its end that give it away where a tail is announced.
        local: Digits at its end that are a number of their own.
    """

    secret: str
    kind: str
    digits: str
    before: tuple[str, ...] = ()
    tail: int = 4
    local: int = 0


class _Row(msgspec.Struct):
    """Digits one after another; ``starts`` and ``ends`` are their places in the folded text.

    ``fours`` are the digits by fours, which say of most numbers that they are not there.
    """

    digits: str
    starts: list[int]
    ends: list[int]
    fours: frozenset[str] = frozenset()


def numbers(secrets: Secrets) -> list[Number]:
    """Return the phones and papers of the case."""
    return [*_phones(secrets), *_papers(secrets)]


def _phones(secrets: Secrets) -> Iterator[Number]:
    for at, person in enumerate(secrets.persons):
        for phone in person.phones:
            digits = "".join(letter for letter in fold(phone).text if letter.isdecimal())
            if len(digits) > 3:  # noqa: PLR2004 - fewer digits are in every text
                yield _phone(f"{whose(person, at)}.phones", digits, foreign=phone.strip().startswith(("+", "00")))


def _phone(secret: str, digits: str, *, foreign: bool) -> Number:
    bare = digits.removeprefix("00")
    if len(bare) == 11 and bare[0] in "78":  # noqa: PLR2004 - trunk prefix and ten digits
        return Number(secret, "phone", bare[1:], ("007", "7", "8"), local=7)
    code = _DIALLING.match(bare)
    if foreign and code and len(bare) - len(code[0]) > KNOWN:
        national = bare[len(code[0]) :]
        return Number(secret, "phone", national, ("00" + code[0], code[0], "0"), local=0)
    return Number(secret, "phone", bare, ("7", "8", "00"), local=0)


def _papers(secrets: Secrets) -> Iterator[Number]:
    for at, person in enumerate(secrets.persons):
        for paper in person.documents:
            plain = "".join(letter for letter in fold(paper.number).text if letter.isalnum())
            if plain.isdecimal() and len(plain) >= KNOWN:
                own = (
                    _OF_SERIES.get(len(plain), 0)
                    if "пасп" in fold(paper.kind).text or "pass" in paper.kind.casefold()
                    else 0
                )
                owner = f"{whose(person, at)}.documents"
                yield Number(owner, "document", plain, local=own)
                if len(plain) == _INSURANCE:  # without its two check digits
                    yield Number(owner, "document", plain[:-2], tail=0)
            series = re.fullmatch(r"[^\W\d]+(\d{6,})", plain)
            if series:
                account = len(series[1]) > _SHORTEST_ACCOUNT
                own = len(series[1]) - 2 if account else 0
                yield Number(f"{whose(person, at)}.documents", "document", series[1], tail=4, local=own)


_INSURANCE: Final = 11
"""Digits of a Russian insurance number."""
_PAPERS_TAIL: Final = 6
"""Digits at the end of a paper that give it away beside the word for it."""
_SHORT_TAIL: Final = 3
"""Digits that do beside its series, where they are announced as its end."""

_SHORTEST_ACCOUNT: Final = 12
"""Digits from which on a paper with letters is an account: two of them are its check digits (ISO 13616)."""
_OF_SERIES: Final = {10: 6, 9: 7}
"""Digits of the number of a Russian passport beside its series: at home and abroad, by how many digits both have."""


def find_numbers(draft: str, folded: Folded, sought: list[Number], found: list[Unit]) -> Iterator[Finding]:
    """Yield where phones and papers are told."""
    if not sought:
        return
    rows = (_digits(folded.text), _digits_and_words(found))
    for row in rows:
        row.fours = frozenset(row.digits[at : at + _FOUR] for at in range(len(row.digits) - _FOUR + 1))
    plain = _NUMBERED_SO.sub(lambda word: " " * len(word[0]), folded.text)
    masked = [(match, _MASKS.split(match[0])) for match in _MASKED.finditer(plain) if _MASKS.search(match[0])]
    for number in sought:
        spans = {span for row in rows for span in _whole(row, number, folded.text)}
        spans |= {match.span() for match, pieces in masked if _covers(pieces, number)}
        spans |= {span for row in rows for span in _tails(row, number, folded.text)}
        spans |= {span for row in rows for span in _heads(row, number, folded.text)}
        for (start, end), form in _outer(spans):
            yield finding(draft, folded, (start, end), number.kind, number.secret, form)


_FOUR: Final = 4


def _outer(spans: set[tuple[int, int]]) -> Iterator[tuple[tuple[int, int], str]]:
    last = (-1, -1)
    for span in sorted(spans, key=lambda span: (span[0], -span[1])):
        if span[1] > last[1]:
            yield span, "digits"
            last = span


def _digits(text: str) -> _Row:
    places = [match.start() for match in re.finditer(r"\d", text)]
    return _Row("".join(text[at] for at in places), places, [at + 1 for at in places])


def _digits_and_words(found: list[Unit]) -> _Row:
    row = _Row("", [], [])
    parts: list[str] = []
    for at, unit in enumerate(found):
        digits = unit.word if unit.value is not None or unit.word.isdecimal() else _letters(found, at)
        if digits:
            parts.append(digits)
            row.starts += [unit.start] * len(digits)
            row.ends += [unit.end] * len(digits)
    row.digits = "".join(parts)
    return row


def _letters(found: list[Unit], at: int) -> str:
    digits = _LETTER_DIGITS.get(found[at].word, "")
    if digits:
        near = TIGHT if found[at].word in _ZEROES else 1
        before = at > 0 and found[at - 1].word.isdecimal() and found[at].start - found[at - 1].end < near
        after = at + 1 < len(found) and found[at + 1].word.isdecimal() and found[at + 1].start - found[at].end < near
        return digits if (before or after if near > 1 else before and after) else ""
    return ""


def _whole(row: _Row, number: Number, text: str) -> Iterator[tuple[int, int]]:
    at = row.digits.find(number.digits) if number.digits[:_FOUR] in row.fours else -1
    while at >= 0:
        end = at + len(number.digits)
        if _gaps_hold(row, at, end) and _ends_here(row, end):
            start = _prefixed(row, at, number)
            if start is not None:
                yield _opened(row, start, text), row.ends[end - 1]
        at = row.digits.find(number.digits, at + 1)
    if number.local:
        yield from _local(row, number, text)
        yield from _turned(row, number)


def _gaps_hold(row: _Row, start: int, end: int) -> bool:
    """A long gap is only one between parts of two digits or more."""
    parts, long = 1, 0
    for at in range(start + 1, end):
        gap = row.starts[at] - row.ends[at - 1]
        if gap > SPLIT:
            return False
        if gap > TIGHT:
            parts += 1
            long = max(long, gap)
    return parts <= max(2, (end - start) // 2)


def _ends_here(row: _Row, end: int) -> bool:
    return end == len(row.digits) or row.starts[end] > row.ends[end - 1]


def _prefixed(row: _Row, at: int, number: Number) -> int | None:
    """Return where the number with its prefix begins; None where these are digits of a longer number."""
    joined = at
    while joined > 0 and row.starts[joined] == row.ends[joined - 1]:
        joined -= 1
    if joined == at:
        for prefix in number.before:
            start = at - len(prefix)
            opens = start == 0 or (start > 0 and row.starts[start] > row.ends[start - 1])
            if opens and row.digits[start:at] == prefix and row.starts[at] - row.ends[at - 1] <= TIGHT:
                return start
        return at
    return joined if row.digits[joined:at] in number.before else None


def _opened(row: _Row, at: int, text: str) -> int:
    start = row.starts[at]
    while start and text[start - 1] in "+(":
        start -= 1
    return start


def _local(row: _Row, number: Number, text: str) -> Iterator[tuple[int, int]]:
    """Yield where the local number stands alone."""
    digits = number.digits[-number.local :]
    at = row.digits.find(digits) if digits[:_FOUR] in row.fours else -1
    while at >= 0:
        end = at + len(digits)
        alone = at == 0 or row.starts[at] - row.ends[at - 1] > TIGHT
        if alone and _ends_here(row, end) and _between(row, at, end) <= _LOOSE:
            follows = end < len(row.digits) and row.starts[end] - row.ends[end - 1] <= 1
            if not follows and not re.match(r"[\w]", text[row.ends[end - 1] : row.ends[end - 1] + 1]):
                yield row.starts[at], row.ends[end - 1]
        at = row.digits.find(digits, at + 1)


def _turned(row: _Row, number: Number) -> Iterator[tuple[int, int]]:
    """Yield where the local number is told in two parts, the last first: ``274 after 530``."""
    digits = number.digits[-number.local :]
    for cut in range(2, len(digits) - 1):
        told = digits[cut:] + digits[:cut]
        at = row.digits.find(told) if told != digits and told[:_FOUR] in row.fours else -1
        if at < 0:
            continue
        end, torn = at + len(told), at + len(digits) - cut
        apart = TIGHT < row.starts[torn] - row.ends[torn - 1] <= SPLIT // 3
        alone = at == 0 or row.starts[at] - row.ends[at - 1] > 0
        if apart and alone and _ends_here(row, end) and _ends_here(row, torn):
            yield row.starts[at], row.ends[end - 1]


_LOOSE: Final = 6
"""Characters between the digits of a number that is written down alone."""


def _between(row: _Row, start: int, end: int) -> int:
    """Return how many characters stand between digits: a number in words has long digits and short gaps."""
    return sum(max(row.starts[at] - row.ends[at - 1], 0) for at in range(start + 1, end))


def _covers(pieces: list[str], number: Number) -> bool:
    plain = ["".join(letter for letter in piece if letter.isdecimal()) for piece in pieces]
    if sum(map(len, plain)) < KNOWN:
        return False
    pattern = r"\d*".join(map(re.escape, plain))
    return any(re.fullmatch(pattern, prefix + number.digits) for prefix in ("", *number.before))


def _tails(row: _Row, number: Number, text: str) -> Iterator[tuple[int, int]]:
    """Yield where an end of the number is told as an end; a paper's end also after the word for the paper."""
    if not number.tail:
        return
    yield from _series_and_tail(row, number, text)
    tail = number.digits[-number.tail :]
    at = row.digits.find(tail) if len(tail) < _FOUR or tail[-_FOUR:] in row.fours else -1
    while at >= 0:
        end = at + len(tail)
        start = at
        while (
            start > 0
            and row.starts[start] - row.ends[start - 1] <= TIGHT
            and row.digits[start - 1 : end] == number.digits[-(end - start + 1) :]
        ):
            start -= 1
        if (start == 0 or row.starts[start] - row.ends[start - 1] > 0) and _ends_here(row, end):
            before = text[max(row.starts[start] - 60, 0) : row.starts[start]]
            paper = number.kind == "document" and end - start >= _PAPERS_TAIL and _PAPER.search(before[-30:])
            after = text[row.ends[end - 1] : row.ends[end - 1] + 30]
            announced = _TAIL.search(before) or _TAIL_AFTER.match(after)
            if number.kind == "phone" and end - start >= _SUBSCRIBER:
                alone = start == 0 or row.starts[start] - row.ends[start - 1] > TIGHT
                called = alone and not _COUNTS.match(after)
                announced = announced or ((_CALLING.search(before) or _IS_CALLED.match(after)) if called else None)
            if row.ends[end - 1] - row.starts[start] < SPLIT and (announced or paper):
                yield row.starts[start], row.ends[end - 1]
        at = row.digits.find(tail, at + 1)


def _series_and_tail(row: _Row, number: Number, text: str) -> Iterator[tuple[int, int]]:
    """Yield where the series of a passport stands near an announced end of its number."""
    series, tail = number.digits[: -number.local], number.digits[-_SHORT_TAIL:]
    if number.kind != "document" or not number.local or len(series) > KNOWN:
        return
    for told in re.finditer(series, row.digits):
        begins = row.starts[told.start()]
        for ends in re.finditer(tail, row.digits):
            start, end = row.starts[ends.start()], row.ends[ends.end() - 1]
            near = -SPLIT < start - begins < SPLIT and not told.start() <= ends.start() < told.end()
            whole = row.starts[ends.start()] > row.ends[ends.start() - 1] if ends.start() else True
            if near and whole and _ends_here(row, ends.end()) and _TAIL.search(text[max(start - 60, 0) : start]):
                yield min(begins, start), max(row.ends[told.end() - 1], end)


def _heads(row: _Row, number: Number, text: str) -> Iterator[tuple[int, int]]:
    """Yield where the beginning of a long number is told as its beginning."""
    head = number.digits[:_LEAST_HEAD]
    at = row.digits.find(head) if head[:_FOUR] in row.fours else -1
    while at >= 0:
        end = at + len(head)
        while row.digits[at : end + 1] == number.digits[: end + 1 - at] and end < len(row.digits):
            end += 1
        announced = _HEAD.search(text[max(row.starts[at] - 60, 0) : row.starts[at]])
        if announced and _between(row, at, end) <= _LOOSE:
            yield row.starts[at], row.ends[end - 1]
        at = row.digits.find(head, at + 1)


_LETTERS: Final = re.compile(r"[^\W\d_]{2,}")
_CODE: Final = 2
"""Letters of the code of an airline; more are the name of a train."""
_SHORT_WORDS: Final = frozenset(
    "to is we in at of on by as or so he me my us be do go if no up an am it la le de".split()  # noqa: SIM905
)
"""Codes of airlines that are words before a number, too."""


def find_services(draft: str, folded: Folded, secrets: Secrets, found: list[Unit]) -> Iterator[Finding]:
    """Yield where the number of a train or flight is told beside a word for it."""
    sought: dict[int, list[tuple[str, int, frozenset[str], re.Pattern[str]]]] = {}
    carriers: list[str] = []
    for at, service in enumerate(secrets.services):
        number = fold(str(service.number)).text
        digits = re.findall(r"\d+", number)
        if digits:
            named = frozenset(way for word in _LETTERS.findall(number) for way in _called(word)) - _SHORT_WORDS
            kind = _kind_of(fold(service.carrier).text, number)
            sought.setdefault(int(digits[-1]), []).append((f"services.{at}", len(digits[-1]), named, kind))
        carriers += re.findall(r"[^\W\d_]{4,}", fold(service.carrier).text)
    if not sought:
        return
    for at, unit in enumerate(found):
        compound = (
            _COMPOUND.search(folded.text[max(unit.start - 3, 0) : unit.end + 2]) if unit.word.isdecimal() else None
        )
        for value, span in () if compound else _values(found, at):
            for secret, length, named, kind in sought.get(value, ()):
                long = length > 2 and value >= 100  # noqa: PLR2004
                if (at > 0 and found[at - 1].word in named) or _vehicle_near(found, at, carriers, kind, long=long):
                    yield finding(draft, folded, (unit.start, span), "service", secret, "number")


def _called(word: str) -> set[str]:
    """Return the name of a train in every form and both alphabets; the code of an airline as it is."""
    return _any(word, word_forms) | ({coarse(word)} if word.isascii() else set()) if len(word) > _CODE else {word}


def _values(found: list[Unit], at: int) -> Iterator[tuple[int, int]]:
    """Yield the numbers that begin at a unit: itself, and two said one after another (fourteen eighty-two)."""
    unit = found[at]
    if unit.value is None:
        return
    yield unit.value, unit.end
    word = unit.word
    for last, following in pairwise(found[at : at + _SPOKEN_PARTS]):
        if following.value is None or not (last.spelt and following.spelt) or following.start - last.end >= TIGHT:
            return
        word += following.word
        yield int(word), following.end


_SPOKEN_PARTS: Final = 5
"""Words in which a number of up to five figures is said."""


_FLIES: Final = re.compile(r"рейс\w*|самолет\w*|борт\w*|flight|plane|aircraft|jet")
_ROLLS: Final = re.compile(r"рейс\w*|поезд\w*|электричк\w*|состав(?:а|е|ом|у)?|train")
_DRIVES: Final = re.compile(r"рейс\w*|автобус\w*|маршрутк\w*|bus|coach|minibus")


def _kind_of(carrier: str, number: str) -> re.Pattern[str]:
    """Return the words for what a carrier goes by; any where that cannot be told."""
    if re.search(r"ржд|желез|поезд|railway|\brail|train", carrier):
        return _ROLLS
    if re.search(r"bus|автобус|маршрут|автовокзал|coach", carrier):
        return _DRIVES
    if re.search(r"air|авиа|аэро|fly|wings", carrier) or re.match(r"(?:[a-z]{2}|[a-z]\d|\d[a-z])\s?-?\d", number):
        return _FLIES
    return _VEHICLES


def _vehicle_near(found: list[Unit], at: int, carriers: list[str], kind: re.Pattern[str], *, long: bool) -> bool:
    reach = _NEAR if long else 2
    words = [unit.word for unit in found[max(at - reach, 0) : at]] + [unit.word for unit in found[at + 1 : at + 3]]
    after = [unit.word for unit in found[at + 1 : at + 2]]
    if any(word.startswith(("мест", "человек", "километр", "минут", "час", "дн", "руб", "процент")) for word in after):
        return False
    if any(kind.fullmatch(word) or word in carriers for word in words):
        return True
    if any(_VEHICLES.fullmatch(word) for word in words):
        return False  # a bus of that number is no flight
    # “Number” alone counts anything: something has to travel a little before.
    numbered = long and any(_NUMBERED.fullmatch(word) for word in words)
    before = [unit.word for unit in found[max(at - _TRAVELS, 0) : at]]
    return numbered and any(_TRAVEL.match(word) or word in carriers for word in before)


_TRAVELS: Final = 14
_TRAVEL: Final = re.compile(
    r"лете|полет|вылет|прилет|самол|авиа|рейс|поезд|ехал|уехал|вагон|билет|маршрут|автобус|fl[eiy]|train|bus\b|board|ticket|route|travel"
)
_COMPOUND: Final = re.compile(r"\d[-/]\d")
"""A number with a dash or a stroke to another one: of a law, a case, a house."""


def finding(draft: str, folded: Folded, span: tuple[int, int], kind: str, secret: str, form: str) -> Finding:
    """Return what stands at a span of the folded text, as a finding that blocks."""
    begin, finish = folded.span(*span)
    return Finding(begin, finish, draft[begin:finish], kind, secret, form, "block")
