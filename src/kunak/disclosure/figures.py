"""Where digits give a phone or a paper away, however they are grouped; covered digits (``***``) match any."""

import re
from collections.abc import Iterator
from typing import Final

import msgspec

from kunak.disclosure.digits import TIGHT, Row, between, digits_and_words, digits_of, ends_here
from kunak.disclosure.findings import Finding, finding
from kunak.disclosure.folding import Folded, fold
from kunak.disclosure.numerals import Unit
from kunak.disclosure.secrets import Secrets, whose

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
    r"(?:начина\w+ (?:на|с|цифр\w+)|перв\w+ (?:цифр\w+|шесть|восемь)|начал\w|starts? (?:with|in)|begins? with|"
    r"beginning|first (?:\w+ )?(?:digits|figures)|(?:номер\w*|телефон\w*) (?:на|с)|numbers? (?:in|on|with|from)|prefix)"
    r"[^\d.!?]{0,25}$"
)
"""What announces that digits are the beginning of a number."""
_LEAST_HEAD: Final = 6
_GOES_ON: Final = re.compile(r"[ ()-]{0,2}\d")

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
    rows = (digits_of(folded.text), digits_and_words(found))
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


def _whole(row: Row, number: Number, text: str) -> Iterator[tuple[int, int]]:
    at = row.digits.find(number.digits) if number.digits[:_FOUR] in row.fours else -1
    while at >= 0:
        end = at + len(number.digits)
        if _gaps_hold(row, at, end) and ends_here(row, end):
            start = _prefixed(row, at, number)
            if start is not None:
                yield _opened(row, start, text), row.ends[end - 1]
        at = row.digits.find(number.digits, at + 1)
    if number.local:
        yield from _local(row, number, text)
        yield from _turned(row, number)


def _gaps_hold(row: Row, start: int, end: int) -> bool:
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


def _prefixed(row: Row, at: int, number: Number) -> int | None:
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


def _opened(row: Row, at: int, text: str) -> int:
    start = row.starts[at]
    while start and text[start - 1] in "+(":
        start -= 1
    return start


def _local(row: Row, number: Number, text: str) -> Iterator[tuple[int, int]]:
    """Yield where the local number stands alone."""
    digits = number.digits[-number.local :]
    at = row.digits.find(digits) if digits[:_FOUR] in row.fours else -1
    while at >= 0:
        end = at + len(digits)
        alone = at == 0 or row.starts[at] - row.ends[at - 1] > TIGHT
        if alone and ends_here(row, end) and between(row, at, end) <= _LOOSE:
            follows = end < len(row.digits) and row.starts[end] - row.ends[end - 1] <= 1
            if not follows and not re.match(r"[\w]", text[row.ends[end - 1] : row.ends[end - 1] + 1]):
                yield row.starts[at], row.ends[end - 1]
        at = row.digits.find(digits, at + 1)


def _turned(row: Row, number: Number) -> Iterator[tuple[int, int]]:
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
        if apart and alone and ends_here(row, end) and ends_here(row, torn):
            yield row.starts[at], row.ends[end - 1]


_LOOSE: Final = 6
"""Characters between the digits of a number that is written down alone."""


def _covers(pieces: list[str], number: Number) -> bool:
    plain = ["".join(letter for letter in piece if letter.isdecimal()) for piece in pieces]
    if sum(map(len, plain)) < KNOWN:
        return False
    pattern = r"\d*".join(map(re.escape, plain))
    return any(re.fullmatch(pattern, prefix + number.digits) for prefix in ("", *number.before))


def _tails(row: Row, number: Number, text: str) -> Iterator[tuple[int, int]]:
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
        if (start == 0 or row.starts[start] - row.ends[start - 1] > 0) and ends_here(row, end):
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


def _series_and_tail(row: Row, number: Number, text: str) -> Iterator[tuple[int, int]]:
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
            if near and whole and ends_here(row, ends.end()) and _TAIL.search(text[max(start - 60, 0) : start]):
                yield min(begins, start), max(row.ends[told.end() - 1], end)


def _heads(row: Row, number: Number, text: str) -> Iterator[tuple[int, int]]:
    """Yield where the beginning of a long number is told as its beginning."""
    head = number.digits[:_LEAST_HEAD]
    at = row.digits.find(head) if head[:_FOUR] in row.fours else -1
    while at >= 0:
        end = at + len(head)
        while row.digits[at : end + 1] == number.digits[: end + 1 - at] and end < len(row.digits):
            end += 1
        opens = _prefixed(row, at, number)
        begins = row.starts[at] if opens is None else _opened(row, opens, text)
        announced = _HEAD.search(text[max(begins - 60, 0) : begins])
        goes_on = _GOES_ON.match(text, row.ends[end - 1])  # the number of somebody else that begins alike
        if announced and not goes_on and between(row, at, end) <= _LOOSE:
            yield begins, row.ends[end - 1]
        at = row.digits.find(head, at + 1)
