"""A text in which what is said in words stands in figures and signs, and the way back to it.

So “forty-three degrees nine minutes” is read by what reads ``43°9'``.
"""

import re
from collections.abc import Sequence
from typing import Final

import msgspec

from kunak.disclosure.numerals import Unit

_POINT: Final = re.compile(r"(?<=\d) ?(?:point|точка|запятая|целых(?: и)?) ?(?=\d)")
_APART: Final = re.compile(r"(?<=[.]\d) (?=\d(?!\d))|(?<=[.]\d\d) (?=\d(?!\d))|(?<=[.]\d{3}) (?=\d(?!\d))")
"""Between figures after a point that are said one by one."""


class Respelt(msgspec.Struct, frozen=True):
    """A text in figures and signs; each of its characters knows the span of the folded text that it was made from."""

    text: str
    sources: list[tuple[int, int]]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the span of the folded text that ``text[start:end]`` was made from; not for an empty one."""
        return self.sources[start][0], self.sources[end - 1][1]


def respelt(text: str, units: Sequence[Unit], words: Sequence[tuple[re.Pattern[str], str]] = ()) -> Respelt | None:
    """Return the text with figures for number words, and what ``words`` says for others; None where none is said."""
    if not any(unit.spelt for unit in units) and not any(pattern.search(text) for pattern, _ in words):
        return None
    letters: list[str] = []
    sources: list[tuple[int, int]] = []
    end = 0
    for unit in units:
        if unit.spelt and unit.start >= end:
            letters += [*text[end : unit.start], *unit.word]
            sources += [(at, at + 1) for at in range(end, unit.start)] + [(unit.start, unit.end)] * len(unit.word)
            end = unit.end
    letters += text[end:]
    sources += [(at, at + 1) for at in range(end, len(text))]
    said = Respelt("".join(letters), sources)
    for pattern, sign in (*words, (_POINT, "."), *[(_APART, "")] * _FIGURES):
        said = _put(said, pattern, sign)
    return said


_FIGURES: Final = 3
"""Figures after a point that may be said one by one, after the first."""


def _put(said: Respelt, pattern: re.Pattern[str], sign: str) -> Respelt:
    letters: list[str] = []
    sources: list[tuple[int, int]] = []
    end = 0
    for match in pattern.finditer(said.text):
        if match.end() > match.start():
            letters.append(said.text[end : match.start()] + sign)
            sources += said.sources[end : match.start()] + [said.span(*match.span())] * len(sign)
            end = match.end()
    if not end:
        return said
    return Respelt("".join((*letters, said.text[end:])), sources + said.sources[end:])
