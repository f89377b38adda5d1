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

_MASKED: Final = re.compile(r"(?:\+?\d|[*•●x×х#_]{2})[\d\s().\-‐‑‒–—/*•●x×х#_]{3,40}[\d*•●x×х#_]")
_MASKS: Final = re.compile(r"[*•●x×х#_]+")
_TAIL: Final = re.compile(
    r"(?:номер\w*|тел|телефон\w*|phone|number)\.? (?:на|in|on|with) $|(?:последн\w+|last) (?:\d|четыре|три|две|two|three|four) [^\d.!?]{0,40}$|"  # noqa: E501
    r"(?:последн\w+|заканчива\w+|оканчива\w+|кончает\w+|конец|хвост\w*|ends?|ending|last)\W(?:[^\d.!?]{0,40})$|(?:\.\.\.|…|[*•])\s?$|"
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

_PAPER: Final = re.compile(
    r"паспорт|загран|номер|снилс|инн|полис|удостоверен|passport|document|card|number|no\b|№|id\b"
)
_LETTER_DIGITS: Final = {"o": "0", "о": "0", "l": "1", "i": "1", "|": "1", "з": "3", "ol": "01", "оl": "01", "lo": "10"}
_PLATE_TWINS: Final = str.maketrans("авекмнорстух", "abekmhopctyx")
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
    """Digits one after another; ``starts`` and ``ends`` are their places in the folded text."""

    digits: str
    starts: list[int]
    ends: list[int]


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
                tail = 6 if len(plain) == 10 else 4  # noqa: PLR2004 - a Russian passport
                yield Number(f"{whose(person, at)}.documents", "document", plain, tail=tail, local=own)
            series = re.fullmatch(r"[^\W\d]+(\d{6,})", plain)
            if series:
                account = len(series[1]) > _SHORTEST_ACCOUNT
                own = len(series[1]) - 2 if account else 0
                yield Number(f"{whose(person, at)}.documents", "document", series[1], tail=4, local=own)


_SHORTEST_ACCOUNT: Final = 12
"""Digits from which on a paper with letters is an account: two of them are its check digits (ISO 13616)."""
_OF_SERIES: Final = {10: 6, 9: 7}
"""Digits of the number of a Russian passport beside its series: at home and abroad, by how many digits both have."""


def find_numbers(draft: str, folded: Folded, sought: list[Number], found: list[Unit]) -> Iterator[Finding]:
    """Yield where phones and papers are told."""
    if not sought:
        return
    rows = (_digits(folded.text), _digits_and_words(found))
    masked = [(match, _MASKS.split(match[0])) for match in _MASKED.finditer(folded.text) if _MASKS.search(match[0])]
    for number in sought:
        spans = {span for row in rows for span in _whole(row, number, folded.text)}
        spans |= {match.span() for match, pieces in masked if _covers(pieces, number)}
        spans |= {span for row in rows for span in _tails(row, number, folded.text)}
        spans |= {span for row in rows for span in _heads(row, number, folded.text)}
        for (start, end), form in _outer(spans):
            yield _finding(draft, folded, (start, end), number.kind, number.secret, form)


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
        before = at > 0 and found[at - 1].word.isdecimal() and found[at].start - found[at - 1].end < TIGHT
        after = at + 1 < len(found) and found[at + 1].word.isdecimal() and found[at + 1].start - found[at].end < TIGHT
        return digits if before or after else ""
    return ""


def _whole(row: _Row, number: Number, text: str) -> Iterator[tuple[int, int]]:
    at = row.digits.find(number.digits)
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
    at = row.digits.find(digits)
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
        at = row.digits.find(told) if told != digits else -1
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
    tail = number.digits[-number.tail :]
    at = row.digits.find(tail)
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
            paper = number.kind == "document" and number.tail > KNOWN and _PAPER.search(before[-30:])
            after = text[row.ends[end - 1] : row.ends[end - 1] + 30]
            announced = _TAIL.search(before) or _TAIL_AFTER.match(after)
            if row.ends[end - 1] - row.starts[start] < SPLIT and (announced or paper):
                yield row.starts[start], row.ends[end - 1]
        at = row.digits.find(tail, at + 1)


def _heads(row: _Row, number: Number, text: str) -> Iterator[tuple[int, int]]:
    """Yield where the beginning of a long number is told as its beginning."""
    head = number.digits[:_LEAST_HEAD]
    at = row.digits.find(head) if number.kind == "document" else -1
    while at >= 0:
        end = at + len(head)
        while row.digits[at : end + 1] == number.digits[: end + 1 - at] and end < len(row.digits):
            end += 1
        announced = _HEAD.search(text[max(row.starts[at] - 60, 0) : row.starts[at]])
        if announced and _between(row, at, end) <= _LOOSE:
            yield row.starts[at], row.ends[end - 1]
        at = row.digits.find(head, at + 1)


class Lettered(msgspec.Struct, frozen=True):
    """A plate, a paper or a vehicle's number with letters: one expression over the folded text."""

    secret: str
    kind: str
    pattern: re.Pattern[str]
    form: str


def lettered(secrets: Secrets) -> list[Lettered]:
    """Return plates, papers with letters, and numbers of services with letters."""
    found: list[Lettered] = []
    for at, plate in enumerate(secrets.plates):
        found += _plate(f"plates.{at}", plate)
    for at, person in enumerate(secrets.persons):
        for paper in person.documents:
            plain = _alnum(paper.number)
            if not plain.isdecimal() and len(plain) > 1:
                owner = f"{whose(person, at)}.documents"
                patterns = [*_spelt(plain), *_spelt(_with_roman(plain)), *_masked(plain)]
                found += [Lettered(owner, "document", pattern, "letters and digits") for pattern in patterns]
    for at, service in enumerate(secrets.services):
        for word in re.findall(r"(?:(?<![^\W_])[^\W\d_]{1,3}\s?-?)?\d+[^\W\d_]?", fold(str(service.number)).text):
            plain = _alnum(word)
            if len(plain) > 1 and not plain.isdecimal():
                found += [Lettered(f"services.{at}", "service", pattern, "number") for pattern in _spelt(plain)]
    return found


_SOUNDS: Final = dict(zip("abcdefghiklmnoprstuvxyz", "абцдефгхиклмнопрстувхиз", strict=True))
_BACK_SOUNDS: Final = {cyrillic: latin for latin, cyrillic in _SOUNDS.items()} | {
    "с": "s",
    "ц": "c",
    "у": "u",
    "ю": "yu",
    "я": "ya",
}


_TWIN_OF: Final = {latin: (twin,) for twin, latin in zip("авекмнорстух", "abekmhopctyx", strict=True)}


def _alnum(text: str) -> str:
    return "".join(letter for letter in fold(text).text if letter.isalnum())


_GAPS: Final = r"[\s().\-‐‑‒–—/№_|]{0,3}"


_NUMBER: Final = rf"(?:{_GAPS}|\s?(?:no?|n|номер\w*|number)[\s.:№]{{0,3}})"
"""Between the letters of a paper and its digits."""


def _spelt(plain: str) -> Iterator[re.Pattern[str]]:
    end = r"(?!\d)" if plain[-1].isdecimal() else r"(?![^\W\d_])"
    gaps = (_NUMBER if a.isalpha() and b.isdecimal() else _GAPS for a, b in pairwise(plain))
    spelt = "".join(gap + _ways(letter) for gap, letter in zip(("", *gaps), plain, strict=True))
    yield re.compile(r"(?<![^\W_])" + spelt + end)


def _ways(letter: str) -> str:
    """Return how one letter or digit of a paper or plate may be written, in either alphabet."""
    twins = {letter, letter.translate(_PLATE_TWINS), *_TWIN_OF.get(letter, ())}
    twins |= {_SOUNDS.get(letter, letter), _BACK_SOUNDS.get(letter, letter)}
    return "(?:" + "|".join(sorted(map(re.escape, twins))) + ")"


_ROMANS: Final = (("iii", "3"), ("ii", "2"), ("iv", "4"), ("i", "1"), ("v", "5"))


def _with_roman(plain: str) -> str:
    """Return a paper's number with its Roman series in figures: certificates of birth are ``II-АБ``."""
    series = re.match(r"(?:x{0,3}(?:ix|iv|v?i{0,3}))(?=[а-я])", plain)
    value = dict(_ROMANS).get(series[0]) if series else None
    return value + plain[series.end() :] if series and value else plain


def _masked(plain: str) -> Iterator[re.Pattern[str]]:
    """Yield what is left of a number whose beginning or end is covered."""
    for seen in range(max(len(plain) - KNOWN, KNOWN - 1), len(plain) - 1):
        yield re.compile(r"(?<![^\W_])" + _GAPS.join(map(_ways, plain[:seen])) + r"\s?[*•●x×х#_]{2,}")


def _plate(secret: str, plate: str) -> Iterator[Lettered]:
    plain = _alnum(plate)
    if len(plain) < 2:  # noqa: PLR2004
        return
    short = re.match(r"[^\W\d_]\d{3}[^\W\d_]{2}", plain)
    abroad = re.match(r"\d{3}[^\W\d_]{3}(?=\d{2}$)", plain)  # Kazakhstan: the region stands last there, too
    if abroad:
        yield from (Lettered(secret, "plate", pattern, "without region") for pattern in _spelt(abroad[0]))
    forms = [plain, short[0]] if short and short[0] != plain else [plain]
    for form in forms:
        for pattern in _spelt(form):
            yield Lettered(secret, "plate", pattern, "exact" if form == plain else "without region")
    if short:
        yield from (Lettered(secret, "plate", pattern, "in parts") for pattern in _plate_in_parts(short[0]))


_CARS: Final = r"номер\w*|машин\w*|автомобил\w*|тачк\w*|приор\w*|plate\w*|car|cars|vehicle|буквы|letters|регистрац\w*"


def _plate_in_parts(short: str) -> Iterator[re.Pattern[str]]:
    """Yield a plate whose digits and letters are told apart from each other, beside a word for a car."""
    middle = short[1:4]
    letters = ["(?:" + "|".join(sorted(_twins(letter))) + ")" for letter in (short[0], short[4], short[5])]
    first, *pair = letters
    apart = rf"[^\d]{{0,60}}?(?<![^\W\d_]){first}(?:[\W_]|и |and ){{0,6}}{pair[0]}(?:[\W_]|и |and ){{0,6}}{pair[1]}(?![^\W\d_])"  # noqa: E501
    yield re.compile(rf"(?<![^\W_])(?:{_CARS})[^\d]{{0,25}}(?<!\d){middle}(?!\d){apart}")
    yield re.compile(rf"(?<!\d){middle}(?!\d)(?=[^\d]{{0,40}}(?:{_CARS})){apart}")


_SPOKEN: Final = dict(zip(
    "abcehkmoptxy",
    ["alpha|alfa|анна", "bravo|василий", "charlie|семен", "echo|елена", "hotel|николай", "kilo|константин|киловатт",
     "mike|михаил|мария", "oscar|ольга", "papa|роман", "tango|татьяна|тимофей", "xray|харитон", "yankee|ульяна"],
    strict=True,
))  # fmt: skip
"""Letters of Russian plates as they are spelt over a telephone."""


def _twins(letter: str) -> set[str]:
    latin = letter.translate(_PLATE_TWINS)
    spoken = _SPOKEN.get(latin, "")
    return {letter, latin, *_TWIN_OF.get(latin, ()), *(spoken.split("|") if spoken else ())}


def find_lettered(draft: str, folded: Folded, sought: list[Lettered]) -> Iterator[Finding]:
    """Yield where numbers with letters are told."""
    for one in sought:
        end = -1
        for match in one.pattern.finditer(folded.text):
            if match.start() >= end:
                yield _finding(draft, folded, match.span(), one.kind, one.secret, one.form)
                end = match.end()


_LETTERS: Final = re.compile(r"[^\W\d_]{2,}")
_CODE: Final = 2
"""Letters of the code of an airline; more are the name of a train."""
_SHORT_WORDS: Final = frozenset(
    "to is we in at of on by as or so he me my us be do go if no up an am it la le de".split()  # noqa: SIM905
)
"""Codes of airlines that are words before a number, too."""


def find_services(draft: str, folded: Folded, secrets: Secrets, found: list[Unit]) -> Iterator[Finding]:
    """Yield where the number of a train or flight is told beside a word for it."""
    sought: dict[int, list[tuple[str, int, frozenset[str]]]] = {}
    carriers: list[str] = []
    for at, service in enumerate(secrets.services):
        number = fold(str(service.number)).text
        digits = re.findall(r"\d+", number)
        if digits:
            named = frozenset(way for word in _LETTERS.findall(number) for way in _called(word)) - _SHORT_WORDS
            sought.setdefault(int(digits[-1]), []).append((f"services.{at}", len(digits[-1]), named))
        carriers += re.findall(r"[^\W\d_]{4,}", fold(service.carrier).text)
    if not sought:
        return
    for at, unit in enumerate(found):
        compound = (
            _COMPOUND.search(folded.text[max(unit.start - 3, 0) : unit.end + 2]) if unit.word.isdecimal() else None
        )
        for value, span in () if compound else _values(found, at):
            for secret, length, named in sought.get(value, ()):
                long = length > 2 and value >= 100  # noqa: PLR2004
                if (at > 0 and found[at - 1].word in named) or _vehicle_near(found, at, carriers, long=long):
                    yield _finding(draft, folded, (unit.start, span), "service", secret, "number")


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


def _vehicle_near(found: list[Unit], at: int, carriers: list[str], *, long: bool) -> bool:
    reach = _NEAR if long else 2
    words = [unit.word for unit in found[max(at - reach, 0) : at]] + [unit.word for unit in found[at + 1 : at + 3]]
    after = [unit.word for unit in found[at + 1 : at + 2]]
    if any(word.startswith(("мест", "человек", "километр", "минут", "час", "дн", "руб", "процент")) for word in after):
        return False
    if any(_VEHICLES.fullmatch(word) or word in carriers for word in words):
        return True
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


_PAIR: Final = re.compile(
    r"(-?\d{1,3})[.,](\d{2,8})\s*°?\s*([nseсюв]?)[^\d\n]{1,24}?(-?\d{1,3})[.,](\d{2,8})(?!\d|\.\d)"
)
_DMS: Final = re.compile(
    r"(?:[nsewсюзв]\s?)?(\d{1,3})\s?[°º\s]\s?(\d{1,2}(?:[.,]\d+)?)\s?(?:['′’]\s?(?:(\d{1,2}(?:[.,]\d+)?)\s?[\"″”'])?)?"
)
_CLOSE: Final = 0.02
"""Degrees between two points that are the same place: about two kilometres."""


def find_coordinates(draft: str, folded: Folded, secrets: Secrets) -> Iterator[Finding]:
    """Yield where a point of the case stands, in either order and any notation."""
    points = [(f"places.{at}", place.coordinates) for at, place in enumerate(secrets.places) if place.coordinates]
    if not points:
        return
    for start, end, first, second in _points(folded.text):
        for secret, (lat, lon) in points:
            if any(_is_near(a, lat) and _is_near(b, lon) for a, b in ((first, second), (second, first))):
                yield _finding(draft, folded, (start, end), "coordinates", secret, "point")


def _is_near(told: float, known: float) -> bool:
    """Compare without the sign: south and west are written by letters, too, or left out."""
    return abs(abs(told) - abs(known)) < _CLOSE


def _points(text: str) -> Iterator[tuple[int, int, float, float]]:
    for match in _PAIR.finditer(text):
        yield match.start(), match.end(), float(f"{match[1]}.{match[2]}"), float(f"{match[4]}.{match[5]}")
    degrees = [(match.start(), match.end(), _degrees(match)) for match in _DMS.finditer(text)]
    for (start, end, first), (following, finish, second) in pairwise(degrees):
        if following - end < _DEGREE_GAP:
            yield start, finish, first, second
    for match in _PLUS_CODE.finditer(text):
        if (point := _plus_code(match[1])) is not None:
            yield match.start(), match.end(), *point


_DEGREE_GAP: Final = 14
"""Characters between latitude and longitude: room for “с. ш.,”."""

_PLUS: Final = "23456789cfghjmpqrvwx"
_PLUS_CODE: Final = re.compile(rf"(?<![^\W_])([{_PLUS}]{{8}}\+[{_PLUS}]{{2,3}})(?![^\W_])")


def _plus_code(code: str) -> tuple[float, float] | None:
    """Return the middle of an area by its full plus code. Source: the Open Location Code specification."""
    lat, lon, step = -90.0, -180.0, 20.0
    digits = code.replace("+", "")[:10]
    for first, second in zip(digits[::2], digits[1::2], strict=False):
        lat, lon = lat + _PLUS.index(first) * step, lon + _PLUS.index(second) * step
        step /= len(_PLUS)
    return (lat + step * 10, lon + step * 10) if abs(lat) <= 90 and abs(lon) <= 180 else None  # noqa: PLR2004


def _degrees(match: re.Match[str]) -> float:
    minutes = float(match[2].replace(",", "."))
    seconds = float((match[3] or "0").replace(",", "."))
    return int(match[1]) + minutes / 60 + seconds / 3600


def _finding(draft: str, folded: Folded, span: tuple[int, int], kind: str, secret: str, form: str) -> Finding:
    begin, finish = folded.span(*span)
    return Finding(begin, finish, draft[begin:finish], kind, secret, form, "block")
