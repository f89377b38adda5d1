"""Foreign HTML made sound before a parser sees it, in time that grows with its length only.

The standard library's parser takes minutes over a few kilobytes of tags that are
never closed. Here every tag is either whole or shown as text, comments and
scripts are gone, and each character is looked at a fixed number of times.
"""

import re
from collections import Counter
from typing import Final

DEPTH_LIMIT: Final = 100
"""Deepest nesting kept. Mail programs write at most about 40; the parser's work grows with the square of it."""

_TAG: Final = re.compile(r"""</?([a-zA-Z][a-zA-Z0-9:-]*+)[^<>"']*+(?:(?:"[^"<]*+"|'[^'<]*+')[^<>"']*+)*+>""")
"""A whole tag. A ``<`` in an attribute ends the attempt: the next tag begins there, which keeps the work linear."""
_VOID: Final = frozenset(
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"]
)
"""Tags that hold nothing and are never closed (HTML Living Standard, 13.1.2)."""
_RAW: Final = {name: re.compile(rf"</{name}\b[^>]*>", re.IGNORECASE) for name in ("script", "style")}


def sound_markup(html: str) -> str:
    """Return ``html`` with whole tags only; comments, declarations, scripts and style sheets are left out."""
    pieces: list[str] = []
    position, nesting = 0, _Nesting()
    while (start := html.find("<", position)) != -1:
        pieces.append(html[position:start])
        piece, position = _next(html, start, nesting)
        pieces.append(piece)
    pieces.append(html[position:])
    return "".join(pieces)


class _Nesting:
    """Counts open tags, and flattens to line breaks what lies deeper than ``DEPTH_LIMIT``."""

    def __init__(self) -> None:
        self._open: Counter[str] = Counter()
        self._deeper: Counter[str] = Counter()
        self._depth = 0

    def keep(self, name: str, tag: str) -> str:
        if name in _VOID:
            return tag
        if tag.startswith("</"):
            return self._close(name, tag)
        if self._depth >= DEPTH_LIMIT:
            self._deeper[name] += 1
            return "<br>"
        self._depth += 1
        self._open[name] += 1
        return tag

    def _close(self, name: str, tag: str) -> str:
        if self._deeper[name]:
            self._deeper[name] -= 1
            return "<br>"
        if not self._open[name]:
            return ""
        self._open[name] -= 1
        self._depth -= 1
        return tag


def _next(html: str, start: int, nesting: _Nesting) -> tuple[str, int]:
    """Return what to keep of the construct at ``start``, and where the text goes on."""
    if html.startswith("<!--", start):
        return "", _after(html, "-->", start + 2)
    if html.startswith(("<!", "<?"), start):
        return "", _after(html, ">", start)
    tag = _TAG.match(html, start)
    if tag is None:
        return "&lt;", start + 1
    closing = _RAW.get(tag[1].lower())
    if closing is None:
        return nesting.keep(tag[1].lower(), tag[0]), tag.end()
    end = closing.search(html, tag.end())
    return "", end.end() if end else len(html)


def _after(html: str, mark: str, start: int) -> int:
    """Return where the text goes on after ``mark``; without one, browsers show nothing more."""
    found = html.find(mark, start)
    return found + len(mark) if found != -1 else len(html)
