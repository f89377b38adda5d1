"""A text as it is compared, and the way back to every character of the draft.

Compared are NFKC, small letters, ``е`` for ``ё``, one kind of apostrophe, plain
digits, and no character that cannot be seen (soft hyphens, joiners, stress marks
and other marks that compose with nothing); what a link or a page writes in codes
(``%D0%B0``, ``&#1072;``) is read. What reads the same to a pursuer is the same.
Offsets count Unicode code points of the draft.
"""

import html
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

_CODED: Final = "(?:%[0-9A-Fa-f]{2})+|&#[xX]?[0-9A-Fa-f]{1,7};"
"""Letters as links and pages write them in codes. Source: RFC 3986, section 2.1; HTML, numeric character references."""

_SPECIAL: Final = f"{_CODED}|[{_UNSEEN}]+|[^{_MARKS}{_UNSEEN}]?[{_MARKS}{_UNSEEN}]{{0,{_CLUSTER}}}[{_MARKS}]"
_UNSEEN_RUN: Final = re.compile(f"[{_UNSEEN}]+")
_LOOSE_MARKS: Final = re.compile(f"[{_MARKS}]")
"""What is left after composition: stress over Cyrillic, strokes and lines through or under letters."""

_LOOKS: Final = {
    # Letters that NFKC leaves alone: white on black, in squares, and small capitals.
    **{chr(0x1F150 + at): chr(ord("a") + at) for at in range(26)},
    **{chr(0x1F130 + at): chr(ord("a") + at) for at in range(26)},
    **{chr(0x1F170 + at): chr(ord("a") + at) for at in range(26)},
    **dict(zip("ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘʀꜱᴛᴜᴠᴡʏᴢ", "abcdefghijklmnoprstuvwyz", strict=True)),
}

_KEPT: Final = "№"
"""NFKC makes two letters of it."""


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
        first = self._source(start)
        return first if end == start + 1 else (first[0], self._source(end - 1)[1])

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
    known: dict[str, str] = {}  # for this text only: nothing of a draft is kept
    for special in _specials(text).finditer(text):
        start, end = special.span()
        if begin < start:
            yield _small(text[begin:start]), begin, start
        cluster = special[0]
        if cluster not in known:
            known[cluster] = _cluster(cluster)
        yield known[cluster], start, end
        begin = end
    yield _small(text[begin:]), begin, len(text)


def _specials(text: str) -> re.Pattern[str]:
    """Return what finds the places of this text that do not fold one character to one."""
    odd = "".join(sorted(letter for letter in set(text) if _is_odd(letter)))
    return re.compile(f"{_SPECIAL}|[{re.escape(odd)}]") if odd else re.compile(_SPECIAL)


def _is_odd(letter: str) -> bool:
    if letter in _KEPT or letter.isascii():
        return False
    if letter in _LOOKS:
        return True
    return len(letter.casefold()) != 1 or letter.isdecimal() or not unicodedata.is_normalized("NFKC", letter)


def _cluster(text: str) -> str:
    if text[0] in "%&" and len(text) > 2:  # noqa: PLR2004 - a code is longer than its sign and one digit
        return _decoded(text)
    if text in _LOOKS:
        return _LOOKS[text]
    composed = unicodedata.normalize("NFKC", _UNSEEN_RUN.sub("", text))
    plain = "".join(str(unicodedata.decimal(letter)) if letter.isdecimal() else letter for letter in composed)
    return _LOOSE_MARKS.sub("", unicodedata.normalize("NFC", _small(plain)))


def _decoded(code: str) -> str:
    if code[0] == "&":
        return _small(html.unescape(code))
    try:
        return _small(bytes.fromhex(code.replace("%", "")).decode())
    except UnicodeDecodeError:
        return _small(code)


def _small(text: str) -> str:
    return text.casefold().replace("ё", "е").replace("’", "'").replace("ʼ", "'")
