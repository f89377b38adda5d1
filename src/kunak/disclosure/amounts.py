"""Where a text tells a sum or a number of things that is a secret word: ``2150 евро``, ``€2,150``.

A word of the case that holds a number is told by the number with what it counts beside it,
however both are written; a long number is told by itself.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Final

import msgspec

from kunak.disclosure.declension import word_forms
from kunak.disclosure.findings import Finding
from kunak.disclosure.folding import Folded, fold
from kunak.disclosure.numerals import Unit
from kunak.disclosure.romanise import coarse
from kunak.disclosure.secrets import Secrets

_GROUPED: Final = re.compile(r"(?<![\d.,])\d{1,3}(?:[\s.,']\d{3})+(?![\d])|(?<![\d.,])\d+(?!\d)")
_THOUSANDS: Final = re.compile(r"\s?(?:тыс\w*\.?|thousand|k|к)(?![^\W_])")
_LETTERS: Final = re.compile(r"[^\W\d_]{2,}")
_LATIN: Final = re.compile(r"[a-z]{4,}")
_SOUNDS: Final = 4
"""Letters of a word that is known by its sound."""
_MONEY: Final = (
    ("евро", "€|eur|euros?"), ("доллар", r"\$|usd|dollars?|бакс\w*"), ("рубл", r"₽|руб|rub|r(?:o?u)bles?"),
    ("тенге", "₸|kzt|tenge"), ("злот", r"zł|pln|zlot\w*|złot\w*"), ("лари", "₾|gel|lari"), ("лир", r"₺|try|liras?|tl"),
    ("грив", r"₴|uah|hryvnia\w*"), ("крон", r"kč|czk|sek|nok|dkk|kr|koru\w*|kron\w*"), ("динар", r"din|rsd|dinars?"),
    ("драм", "֏|amd|drams?"), ("фунт", "£|gbp|pounds?"), ("манат", "₼|azn|manats?"), ("сом", "kgs|soms?"),
    ("франк", "chf|francs?"), ("шекел", r"₪|ils|shekels?"), ("сум", "uzs|sums?"),
)  # fmt: skip
"""Beginnings of words for money, and what stands for them; ours."""
_NEAR: Final = 24
"""Characters on either side of a number in which stands what it counts."""
_LONG: Final = 5
"""Digits of a number that is told without what it counts."""


class Amount(msgspec.Struct, frozen=True):
    """A number, and every way to write what it counts; no way where it counts nothing.

    Attributes:
        heard: How its words sound, for those who write them in Latin letters.
    """

    secret: str
    value: int
    counted: re.Pattern[str] | None
    heard: frozenset[str]

    def is_counted(self, text: str) -> bool:
        """Return whether what it counts stands in a text, or it counts nothing."""
        if self.counted is None or self.counted.search(text):
            return True
        return any(coarse(word) in self.heard for word in _LATIN.findall(text))


def amounts(secrets: Secrets) -> list[Amount]:
    """Return the words of the case that hold one number."""
    found = []
    for at, word in enumerate(secrets.words):
        text = fold(word).text
        numbers = _GROUPED.findall(text)
        counts = _LETTERS.findall(text)
        if len(numbers) == 1 and (counts or len(_value(numbers[0])) >= _LONG):
            heard = frozenset(coarse(each) for each in counts if len(each) >= _SOUNDS)
            found.append(Amount(f"words.{at}", int(_value(numbers[0])), _counted(counts), heard))
    return found


def find_amounts(draft: str, folded: Folded, sought: list[Amount], units: Sequence[Unit]) -> Iterator[Finding]:
    """Yield where they are told."""
    if not sought:
        return
    text = folded.text
    told = [*_written(text), *((unit.start, unit.end, unit.value) for unit in units if unit.spelt and unit.value)]
    for start, end, value in told:
        for one in sought:
            if one.value != value:
                continue
            if any(map(one.is_counted, (text[max(start - _NEAR, 0) : start], text[end : end + _NEAR]))):
                begin, finish = folded.span(start, end)
                yield Finding(begin, finish, draft[begin:finish], "word", one.secret, "amount", "block")


def _written(text: str) -> Iterator[tuple[int, int, int]]:
    for match in _GROUPED.finditer(text):
        value = int(_value(match[0])) if len(match[0]) < _DIGITS else 0
        yield match.start(), match.end(), value
        if thousands := _THOUSANDS.match(text, match.end()):
            yield match.start(), thousands.end(), value * 1000


_DIGITS: Final = 19
"""Characters of a number that may count something."""


def _value(number: str) -> str:
    return re.sub(r"\D", "", number)


def _counted(words: list[str]) -> re.Pattern[str] | None:
    ways = {form for word in words for form in (*word_forms(word), coarse(word))}
    money = [signs for word in words for stem, signs in _MONEY if word.startswith(stem) or re.fullmatch(signs, word)]
    money += [rf"{stem}\w*" for word in words for stem, signs in _MONEY if re.fullmatch(signs, word)]
    pattern = "|".join([*map(re.escape, sorted(ways)), *money])
    return re.compile(rf"(?<![^\W\d_])(?:{pattern})(?![^\W\d_])") if words else None
