"""A text as it is compared, and the way back to every character of the draft.

Compared are NFC, small letters, ``е`` for ``ё``, one kind of apostrophe, and no
character that cannot be seen (soft hyphens, joiners, stress marks): what reads
the same to a pursuer is the same. Offsets count Unicode code points of the draft.
"""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from typing import Final

import msgspec

_MARKS: Final = (
    "\u0300-\u036f\u0483-\u0489\u0653-\u0655\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\u3099\u309a\ufe20-\ufe2f"
)
_UNSEEN: Final = "\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufe00-\ufe0f\ufeff"
_CLUSTER: Final = 30
"""Marks on one letter that are composed with it; sorting them takes the square of their number."""

_SPECIAL: Final = re.compile(f"[{_UNSEEN}]+|[^{_MARKS}{_UNSEEN}]?[{_MARKS}{_UNSEEN}]{{0,{_CLUSTER}}}[{_MARKS}]")
_UNSEEN_RUN: Final = re.compile(f"[{_UNSEEN}]+")
_STRESS: Final = re.compile("[\u0300\u0301]")
"""Accents that are left after composition: over Cyrillic they only mark the stress."""

_SINGLE: Final = 8
"""Length from which a run is folded character by character rather than halved again."""


class Folded(msgspec.Struct, frozen=True):
    """A folded text in pieces.

    Attributes:
        text: What is compared.
        cuts: Offset in ``text`` at which each piece starts, ascending.
        sources: Span of the draft that each piece was made from. A piece as long
            as its source maps one to one; another maps as a whole.
    """

    text: str
    cuts: list[int]
    sources: list[tuple[int, int]]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the span of the draft that ``text[start:end]`` was made from; not for an empty one."""
        return self._source(start)[0], self._source(end - 1)[1]

    def _source(self, offset: int) -> tuple[int, int]:
        piece = bisect_right(self.cuts, offset) - 1
        begin, finish = self.sources[piece]
        following = self.cuts[piece + 1] if piece + 1 < len(self.cuts) else len(self.text)
        if following - self.cuts[piece] != finish - begin:
            return begin, finish
        at = begin + offset - self.cuts[piece]
        return at, at + 1


def fold(text: str) -> Folded:
    """Fold a text of any length and content."""
    parts: list[str] = []
    cuts: list[int] = []
    sources: list[tuple[int, int]] = []
    length = 0
    for part, begin, finish in _pieces(text):
        if part:
            parts.append(part)
            cuts.append(length)
            sources.append((begin, finish))
            length += len(part)
    return Folded("".join(parts), cuts, sources)


def _pieces(text: str) -> Iterator[tuple[str, int, int]]:
    begin = 0
    for special in _SPECIAL.finditer(text):
        yield from _run(text, begin, special.start())
        seen = _UNSEEN_RUN.sub("", special[0])
        yield _STRESS.sub("", _small(unicodedata.normalize("NFC", seen))), *special.span()
        begin = special.end()
    yield from _run(text, begin, len(text))


def _run(text: str, begin: int, finish: int) -> Iterator[tuple[str, int, int]]:
    """Fold a run without marks in as few pieces as its characters allow."""
    run = text[begin:finish]
    small = _small(run)
    if len(small) == len(run) and unicodedata.is_normalized("NFC", run):
        yield small, begin, finish
    elif len(run) > _SINGLE:
        middle = (begin + finish) // 2
        yield from _run(text, begin, middle)
        yield from _run(text, middle, finish)
    else:
        for at in range(begin, finish):
            yield _small(unicodedata.normalize("NFC", text[at])), at, at + 1


def _small(text: str) -> str:
    return text.casefold().replace("ё", "е").replace("’", "'").replace("ʼ", "'")
