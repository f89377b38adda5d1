"""Makes every character of a text visible on paper.

What somebody typed may hold characters that the fonts of the papers lack, that
show nothing, or that turn the reading order around. On a certificate each of
these can hide or forge a word, so they are written out as ``‹U+202E›``. Very
long words get places to break, so that nothing runs off the sheet. Knows
nothing of layout.
"""

import re
from typing import Final

SHOWN: Final = (
    (0x0020, 0x007E),  # Latin
    (0x00A0, 0x00AC),
    (0x00AE, 0x0377),  # more Latin, phonetic letters, accents, Greek; without the soft hyphen
    (0x037A, 0x037F),
    (0x0384, 0x038A),
    (0x038C, 0x038C),
    (0x038E, 0x03A1),
    (0x03A3, 0x04FF),  # Greek; Cyrillic with the palochka
    (0x0531, 0x0556),  # Armenian
    (0x0559, 0x058A),
    (0x05D0, 0x05EA),  # Hebrew letters
    (0x060C, 0x060C),  # Arabic and Persian letters and digits
    (0x061B, 0x061B),
    (0x061F, 0x061F),
    (0x0621, 0x063A),
    (0x0640, 0x0655),
    (0x0660, 0x066D),
    (0x067E, 0x067E),
    (0x0686, 0x0686),
    (0x0698, 0x0698),
    (0x06A9, 0x06A9),
    (0x06AF, 0x06AF),
    (0x06CC, 0x06CC),
    (0x06F0, 0x06F9),
    (0x10D0, 0x10FF),  # Georgian
    (0x2010, 0x2027),  # dashes, quotes, bullets
    (0x2030, 0x2040),
    (0x20A0, 0x20BF),  # currencies
    (0x2116, 0x2116),  # №
    (0x2122, 0x2122),
    (0x2190, 0x22FF),  # arrows, signs of arithmetic
    (0x2713, 0x2717),  # ticks and crosses
)
"""First and last code points that the fonts inside the typst package (0.15) can show; a test holds it against them."""

PILED_MARKS: Final = 3
"""Accents on one letter that are set; more of them smear over the lines around."""
LONG_WORD: Final = 16
"""Characters that fit the narrowest column of a paper."""
PIECE: Final = 8
"""Characters after which a longer word may break."""

_BREAK: Final = "\u200b"
_MARKS: Final = "\u0300-\u036f\u0483-\u0489\u064b-\u0655"
_CLASS: Final = "".join(f"{re.escape(chr(first))}-{re.escape(chr(last))}" for first, last in SHOWN)
_HIDDEN: Final = re.compile(f"[^{_CLASS}\n]+|(?<=[{_MARKS}]{{{PILED_MARKS}}})[{_MARKS}]+")
_LONG: Final = re.compile(rf"\S{{{LONG_WORD},}}")
_LETTER: Final = re.compile(f".[{_MARKS}]*")


def shown(text: str) -> str:
    """Return ``text`` so that all of it can be seen and none of it runs off the sheet."""
    lines = "\n".join(text.expandtabs(4).splitlines())
    return _LONG.sub(_with_breaks, _HIDDEN.sub(_written_out, lines))


def unbroken(text: str) -> str:
    """Return what was read back from a paper without the break places that ``shown`` put in."""
    return text.replace(_BREAK, "")


def _written_out(hidden: re.Match[str]) -> str:
    return "‹U+" + " ".join(f"{ord(character):04X}" for character in hidden[0]) + "›"


def _with_breaks(word: re.Match[str]) -> str:
    letters = _LETTER.findall(word[0])
    return _BREAK.join("".join(letters[at : at + PIECE]) for at in range(0, len(letters), PIECE))
