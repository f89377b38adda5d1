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

from kunak.disclosure.findings import Finding
from kunak.disclosure.folding import Folded, fold
from kunak.disclosure.numerals import Unit
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
    r"(?:последн\w+|заканчива\w+|оканчива\w+|кончает\w+|конец|хвост\w*|ends?|ending|last)\W(?:[^\d.!?]{0,40})$|(?:\.\.\.|…)\s?$"
)
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
                yield Number(
                    f"{whose(person, at)}.documents",
                    "document",
                    plain,
                    tail=6 if len(plain) == 10 else 4,  # noqa: PLR2004 - a Russian passport
                    local=0,
                )


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
        if alone and _ends_here(row, end) and row.ends[end - 1] - row.starts[at] <= len(digits) + 6:
            follows = end < len(row.digits) and row.starts[end] - row.ends[end - 1] <= 1
            if not follows and not re.match(r"[\w]", text[row.ends[end - 1] : row.ends[end - 1] + 1]):
                yield row.starts[at], row.ends[end - 1]
        at = row.digits.find(digits, at + 1)


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
            if row.ends[end - 1] - row.starts[start] < SPLIT and (_TAIL.search(before) or paper):
                yield row.starts[start], row.ends[end - 1]
        at = row.digits.find(tail, at + 1)


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
                found += [
                    Lettered(f"{whose(person, at)}.documents", "document", pattern, "letters and digits")
                    for pattern in _spelt(plain)
                ]
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


def _spelt(plain: str) -> Iterator[re.Pattern[str]]:
    pieces = []
    for letter in plain:
        twins = {letter, letter.translate(_PLATE_TWINS), *_TWIN_OF.get(letter, ())}
        twins |= {_SOUNDS.get(letter, letter), _BACK_SOUNDS.get(letter, letter)}
        pieces.append("(?:" + "|".join(sorted(map(re.escape, twins))) + ")")
    end = r"(?!\d)" if plain[-1].isdecimal() else r"(?![^\W\d_])"
    yield re.compile(r"(?<![^\W_])" + r"[\s().\-‐‑‒–—/№_]{0,3}".join(pieces) + end)


def _plate(secret: str, plate: str) -> Iterator[Lettered]:
    plain = _alnum(plate)
    if len(plain) < 2:  # noqa: PLR2004
        return
    short = re.match(r"[^\W\d_]\d{3}[^\W\d_]{2}", plain)
    forms = [plain, short[0]] if short and short[0] != plain else [plain]
    for form in forms:
        for pattern in _spelt(form):
            yield Lettered(secret, "plate", pattern, "exact" if form == plain else "without region")
    if short:
        first, middle, last = plain[0], plain[1:4], plain[4:6]
        apart = rf"(?:номер\w*|plate)[^\d]{{0,12}}{middle}(?!\d)(?=[^\d]{{0,60}}{first}[\W_]{{0,4}}{last}(?![^\W\d_]))"
        yield Lettered(secret, "plate", re.compile(apart), "in parts")


def find_lettered(draft: str, folded: Folded, sought: list[Lettered]) -> Iterator[Finding]:
    """Yield where numbers with letters are told."""
    for one in sought:
        end = -1
        for match in one.pattern.finditer(folded.text):
            if match.start() >= end:
                yield _finding(draft, folded, match.span(), one.kind, one.secret, one.form)
                end = match.end()


def find_services(draft: str, folded: Folded, secrets: Secrets, found: list[Unit]) -> Iterator[Finding]:
    """Yield where the number of a train or flight is told beside a word for it."""
    sought: dict[int, list[tuple[str, int]]] = {}
    carriers: list[str] = []
    for at, service in enumerate(secrets.services):
        digits = re.findall(r"\d+", str(service.number))
        if digits:
            sought.setdefault(int(digits[-1]), []).append((f"services.{at}", len(digits[-1])))
        carriers += re.findall(r"[^\W\d_]{4,}", fold(service.carrier).text)
    if not sought:
        return
    for at, unit in enumerate(found):
        for value, span in _values(found, at):
            for secret, length in sought.get(value, ()):
                if _vehicle_near(found, at, carriers, long=length > 2 and value >= 100):  # noqa: PLR2004
                    yield _finding(draft, folded, (unit.start, span), "service", secret, "number")


def _values(found: list[Unit], at: int) -> Iterator[tuple[int, int]]:
    """Yield the numbers that begin at a unit: itself, and two said one after another (fourteen eighty-two)."""
    unit = found[at]
    if unit.value is None:
        return
    yield unit.value, unit.end
    if unit.spelt and at + 1 < len(found):
        second = found[at + 1]
        if second.value is not None and second.spelt and second.start - unit.end < TIGHT and unit.value < 100:  # noqa: PLR2004
            yield int(unit.word + second.word), second.end


def _vehicle_near(found: list[Unit], at: int, carriers: list[str], *, long: bool) -> bool:
    reach = _NEAR if long else 2
    words = [unit.word for unit in found[max(at - reach, 0) : at]] + [unit.word for unit in found[at + 1 : at + 3]]
    after = [unit.word for unit in found[at + 1 : at + 2]]
    if any(word.startswith(("мест", "человек", "километр", "минут", "час", "дн", "руб", "процент")) for word in after):
        return False
    return any(_VEHICLES.fullmatch(word) or word in carriers or (long and _NUMBERED.fullmatch(word)) for word in words)


_PAIR: Final = re.compile(r"(-?\d{1,3})[.,](\d{2,8})\s*°?\s*([nseсюв]?)[\s,;/|]+(-?\d{1,3})[.,](\d{2,8})")
_DMS: Final = re.compile(
    r"[nsewсюзв]?\s?(\d{1,3})\s?[°º\s]\s?(\d{1,2}(?:[.,]\d+)?)\s?(?:['′’]\s?(?:(\d{1,2}(?:[.,]\d+)?)\s?[\"″”'])?)?"
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
            if any(abs(a - lat) < _CLOSE and abs(b - lon) < _CLOSE for a, b in ((first, second), (second, first))):
                yield _finding(draft, folded, (start, end), "coordinates", secret, "point")


def _points(text: str) -> Iterator[tuple[int, int, float, float]]:
    for match in _PAIR.finditer(text):
        yield match.start(), match.end(), float(f"{match[1]}.{match[2]}"), float(f"{match[4]}.{match[5]}")
    degrees = [(match.start(), match.end(), _degrees(match)) for match in _DMS.finditer(text)]
    for (start, end, first), (following, finish, second) in pairwise(degrees):
        if following - end < TIGHT:
            yield start, finish, first, second


def _degrees(match: re.Match[str]) -> float:
    minutes = float(match[2].replace(",", "."))
    seconds = float((match[3] or "0").replace(",", "."))
    return int(match[1]) + minutes / 60 + seconds / 3600


def _finding(draft: str, folded: Folded, span: tuple[int, int], kind: str, secret: str, form: str) -> Finding:
    begin, finish = folded.span(*span)
    return Finding(begin, finish, draft[begin:finish], kind, secret, form, "block")
