"""What a folded text is cut into, and the other ways in which its words can be read.

One text has several views: its words; words whose letters stand apart (``З а р е м а``,
``За-ре-ма``); words of mixed or exchanged alphabets and with digits for letters.
"""

import re
from collections.abc import Iterator
from typing import Final

import msgspec

from kunak.disclosure.folding import Folded
from kunak.disclosure.romanise import bare
from kunak.disclosure.vernacular import in_cyrillic, simplified

_WORD: Final = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*")
_APART: Final = re.compile(r"(?<![^\W_])[^\W\d_](?:[\W_]{1,3}[^\W\d_](?![^\W_])){2,}")
_PIECES: Final = re.compile(r"(?<![^\W\d_])[^\W\d_]{1,60}(?:[-‐‑‒–—._·•*|/~=+…]{1,3}\s?[^\W\d_]{1,60})+(?![^\W\d_])")
_ODD: Final = re.compile(r"(?<![\w@$€])[\w@$€]{0,60}(?:[^\W\d_][\d@$€]|[\d@$€][^\W\d_])[\w@$€]*")
_LETTER: Final = re.compile(r"[^\W\d_]")
_ALONE: Final = frozenset("авгдикопрсуэяai")
"""Letters that are words or abbreviations by themselves."""
_LEAST_APART: Final = 3

LONGEST: Final = 60
"""Letters of one word that are looked at as a whole: longer runs are no words."""

_TO_CYRILLIC: Final = str.maketrans({
    "a": "а", "b": "в", "c": "с", "e": "е", "h": "н", "k": "к", "m": "м", "n": "п", "o": "о", "p": "р", "t": "т",
    "x": "х", "y": "у", "i": "и", "l": "ӏ", "u": "и", "r": "г", "d": "д", "f": "ф", "g": "г", "j": "й", "q": "к", "s": "с", "v": "в", "w": "ш", "z": "з", "λ": "л", "γ": "г", "δ": "д", "π": "п", "φ": "ф", "σ": "с", "ω": "о", "ζ": "з", "θ": "т", "|": "ӏ", "!": "ӏ", "α": "а", "β": "в", "ε": "е", "η": "н", "ι": "и", "κ": "к",  # noqa: E501
    "μ": "м", "ν": "н", "ο": "о", "ρ": "р", "τ": "т", "υ": "у", "χ": "х", "і": "и", "ѕ": "с", "ј": "й", "0": "о", "3": "з",  # noqa: E501
    "4": "ч", "6": "б", "@": "а", "$": "с", "€": "е", "9": "я", "1": "ӏ", "8": "в", "5": "с", "7": "т",
})  # fmt: skip
_TO_LATIN: Final = str.maketrans({
    "а": "a", "в": "b", "с": "c", "е": "e", "н": "h", "к": "k", "м": "m", "о": "o", "р": "p", "т": "t", "х": "x", "у": "y",  # noqa: E501
    "і": "i", "ѕ": "s", "ј": "j", "ӏ": "l", "п": "n", "г": "r", "и": "u", "з": "z", "α": "a", "β": "b", "ε": "e", "ζ": "z",  # noqa: E501
    "η": "n", "ι": "i", "κ": "k", "μ": "m", "ν": "v", "ο": "o", "ρ": "p", "τ": "t", "υ": "u", "χ": "x", "0": "o", "1": "i",  # noqa: E501
    "3": "e", "4": "a", "5": "s", "7": "t", "@": "a", "$": "s", "€": "e", "8": "b",
})  # fmt: skip
_LIKE_LATIN: Final = str.maketrans("134", "иеа")
"""Figures for the letters that they stand for in Latin, among Cyrillic ones."""
_TO_SOUNDS: Final = str.maketrans("abcdefghijklmnopqrstuvwxyz", "абцдефгхийклмнопкрстувшхиз")
"""Latin letters among Cyrillic ones, by what they sound like instead of what they look like."""

_PALOCHKA: Final = re.compile(r"(?<=[гкптхцчлзщфбвдрнмс])[il1|!]|^[il1|!](?=[а-я])")
"""What is typed for the palochka, which no keyboard has."""

_ACCENTED: Final = re.compile(r"[\u00df-\u024f\u1e00-\u1eff]")
"""Small Latin letters with a mark; among Cyrillic ones they stand for the plain letter."""
_LATIN: Final = re.compile(r"[a-z\u00df-\u024f\u1e00-\u1eff]")
_OTHER: Final = re.compile(r"[\u0370-\u052f]")
_GREEK: Final = re.compile(r"[\u0370-\u03ff]")
_CYRILLIC: Final = re.compile(r"[\u0400-\u052f]")

_TWINS: Final = frozenset("abcehkmoptxyӏі3")


class Token(msgspec.Struct, frozen=True):
    """A word of one view, with its place in the folded text."""

    text: str
    start: int
    end: int
    view: str = ""


def words(folded: Folded) -> list[Token]:
    """Return the words as they stand."""
    return [Token(match[0], match.start(), match.end()) for match in _WORD.finditer(folded.text)]


def other_views(folded: Folded) -> Iterator[Token]:
    """Yield words whose letters or pieces stand apart, and words with digits or signs for letters."""
    for pattern, view in ((_APART, "letters apart"), (_PIECES, "in pieces"), (_ODD, "signs for letters")):
        for match in pattern.finditer(folded.text):
            if match.end() - match.start() > 4 * LONGEST:
                continue
            if pattern is _ODD:
                yield Token(match[0], match.start(), match.end(), view)
            else:
                yield from _joined(folded.text, match, view)


def _joined(text: str, match: re.Match[str], view: str) -> Iterator[Token]:
    """Yield what stands apart as one word, and without the words of one letter around it: ``в Г р о з д и``."""
    letters = list(_LETTER.finditer(text, match.start(), match.end()))
    if len(letters) > LONGEST:
        return
    begins = (0, 1) if letters[0][0] in _ALONE else (0,)
    ends = (0, 1) if letters[-1][0] in _ALONE else (0,)
    for begin in begins:
        for end in ends:
            held = letters[begin : len(letters) - end]
            if len(held) >= _LEAST_APART:
                yield Token("".join(each[0] for each in held), held[0].start(), held[-1].end(), view)


def readings(word: str) -> set[str]:
    """Return the other words that a word may be meant for when its letters are read by their looks."""
    if _ACCENTED.search(word) and _CYRILLIC.search(word):
        word = _ACCENTED.sub(lambda letter: bare(letter[0]), word)
    cyrillic = word.translate(_TO_CYRILLIC)
    latin = word.translate(_TO_LATIN)
    national = in_cyrillic(word)
    if national != word:
        return {national}
    if word.isascii() and word.isalpha() and not _TWINS.issuperset(word):
        return set()
    palochka = _PALOCHKA.sub("ӏ", word).translate(_TO_CYRILLIC)
    ways = {cyrillic, latin, cyrillic.replace("ӏ", ""), cyrillic.replace("ӏ", "и")}
    ways |= {*map(simplified, (cyrillic, palochka)), word.translate(_LIKE_LATIN).translate(_TO_CYRILLIC)}
    if not word.isascii() and is_mixed(word):
        ways |= {word.translate(_TO_SOUNDS), simplified(word.translate(_TO_SOUNDS))}
    return {reading for reading in ways if reading != word and reading.isalpha()}


def is_mixed(word: str) -> bool:
    """Return whether a word holds letters of two alphabets, or signs for letters."""
    if word.isascii() or not word.isalpha():
        return not word.isalpha()
    latin = _LATIN.search(word) is not None
    return (latin and _OTHER.search(word) is not None) or _GREEK.search(word) is not None
