"""Where the number of a train, bus or flight is told beside a word for it."""

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from kunak.disclosure.declension import word_forms
from kunak.disclosure.digits import TIGHT
from kunak.disclosure.findings import Finding, finding
from kunak.disclosure.folding import Folded, fold
from kunak.disclosure.lettered import ways
from kunak.disclosure.numerals import Unit
from kunak.disclosure.phrases import any_form
from kunak.disclosure.romanise import coarse
from kunak.disclosure.secrets import Secrets
from kunak.disclosure.surroundings import is_travelling

_VEHICLES: Final = re.compile(
    r"поезд\w*|рейс\w*|автобус\w*|электричк\w*|самолет\w*|борт\w*|train|flight|bus|coach|carriage|состав(?:а|е|ом|у)?"
)
_NUMBERED: Final = re.compile(r"номер\w*|number|no|маршрут\w*|route|service")
"""Words that number anything: enough beside a number of three digits only."""

_NEAR: Final = 4
"""Words between the word for a vehicle and its number."""

_LETTERS: Final = re.compile(r"[^\W\d_]{2,}")
_CODE: Final = 2
"""Letters of the code of an airline; more are the name of a train."""
_SHORT_WORDS: Final = frozenset(
    "to is we in at of on by as or so he me my us be do go if no up an am it la le de".split()  # noqa: SIM905
)
"""Codes of airlines that are words before a number, too."""


_DESIGNATOR: Final = re.compile(r"([a-z]\d|\d[a-z])[ -]?\d")
"""The number of a flight whose airline has a figure in its code. Source: IATA, two-character designators."""


def _by_designator(draft: str, folded: Folded, secrets: Secrets) -> Iterator[Finding]:
    """Yield an airline that is called by a code with a figure, in capitals, beside a word for travel: ``S7``."""
    for at, service in enumerate(secrets.services):
        if told := _DESIGNATOR.match(fold(str(service.number)).text):
            code = re.compile(rf"(?<![^\W_]){''.join(map(ways, told[1]))}(?![^\W_])")
            for match in code.finditer(folded.text):
                begin, finish = folded.span(*match.span())
                if draft[begin:finish].isupper() and is_travelling(folded.text, *match.span()):
                    yield finding(draft, folded, match.span(), "service", f"services.{at}", "carrier")


def find_services(draft: str, folded: Folded, secrets: Secrets, found: list[Unit]) -> Iterator[Finding]:
    """Yield where the number of a train or flight is told beside a word for it."""
    yield from _by_designator(draft, folded, secrets)
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
    return any_form(word, word_forms) | ({coarse(word)} if word.isascii() else set()) if len(word) > _CODE else {word}


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
