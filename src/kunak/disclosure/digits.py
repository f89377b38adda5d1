"""The digits of a text as one row, with the places where they stand and the gaps between them.

It does not matter then how they are grouped, and a number told in three sentences is still one.
"""

import re
from typing import Final

import msgspec

from kunak.disclosure.numerals import Unit

TIGHT: Final = 4
"""Characters between two digits of one written number."""

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


class Row(msgspec.Struct):
    """Digits one after another; ``starts`` and ``ends`` are their places in the folded text.

    ``fours`` are the digits by fours, which say of most numbers that they are not there.
    """

    digits: str
    starts: list[int]
    ends: list[int]
    fours: frozenset[str] = frozenset()


def digits_of(text: str) -> Row:
    """Return the digits of a text."""
    places = [match.start() for match in re.finditer(r"\d", text)]
    return Row("".join(text[at] for at in places), places, [at + 1 for at in places])


def digits_and_words(found: list[Unit]) -> Row:
    """Return the digits of the numbers of a text, in figures and in words, and of letters that stand for digits."""
    row = Row("", [], [])
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


def ends_here(row: Row, end: int) -> bool:
    """Return whether no digit follows right after those before ``end``."""
    return end == len(row.digits) or row.starts[end] > row.ends[end - 1]


def between(row: Row, start: int, end: int) -> int:
    """Return how many characters stand between digits: a number in words has long digits and short gaps."""
    return sum(max(row.starts[at] - row.ends[at - 1], 0) for at in range(start + 1, end))
