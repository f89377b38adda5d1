"""What does a text give away together with the files that go out with it?

All of it is read as one text: the text, then the name and the description of each
file, then the words of documents. So a name that is split between a sentence and a
description is found, and the crowd counts what either tells. Files come in cleaned:
what a file says of itself is judged in ``tags``.
"""

from collections.abc import Iterable, Sequence
from typing import Final

import msgspec

from kunak.disclosure.check import PICTURES, Prepared, Report, judge

BETWEEN: Final = "\n\n"
"""Stands between the pieces, like the empty line between two paragraphs."""


class Enclosed(msgspec.Struct, frozen=True):
    """A file beside a text.

    Attributes:
        alt: What it shows, in words.
        words: The text in it, as far as it can be read.
        unread: Sentences about what was not read of it.
    """

    name: str
    alt: str = ""
    words: str = ""
    unread: tuple[str, ...] = ()


class Span(msgspec.Struct, frozen=True):
    """Where one piece of the whole stands, in code points."""

    start: int
    end: int


def together(text: str, files: Iterable[Enclosed]) -> str:
    """Return the one text that is judged; without files it is the text itself."""
    files = tuple(files)
    described = (part for file in files for part in (BETWEEN + file.name, "\n" + file.alt))
    return "".join((text, *described, *(BETWEEN + file.words for file in files if file.words)))


def spans(text: str, files: Sequence[Enclosed]) -> tuple[tuple[Span, Span, Span], ...]:
    """Return where the name, the description and the words of each file stand in what ``together`` returns."""
    at, described = len(text), []
    for file in files:
        name = Span(at + len(BETWEEN), at + len(BETWEEN) + len(file.name))
        alt = Span(name.end + 1, name.end + 1 + len(file.alt))
        at = alt.end
        described.append((name, alt))
    found = []
    for file, (name, alt) in zip(files, described, strict=True):
        begin = at + len(BETWEEN) if file.words else at
        at = begin + len(file.words)
        found.append((name, alt, Span(begin, at)))
    return tuple(found)


def judge_together(text: str, files: Sequence[Enclosed], prepared: Prepared, published: Sequence[str] = ()) -> Report:
    """Return what a text and its files give away together; with files it is never clear.

    What a picture shows, and how a document looks, no program here can see: somebody has to say that they looked.
    """
    report = judge(together(text, files), prepared, published)
    if not files:
        return report
    unread = dict.fromkeys(sentence for file in files for sentence in file.unread)
    rest = tuple(sentence for sentence in report.not_checked if sentence != PICTURES)
    return msgspec.structs.replace(
        report, verdict="review" if report.verdict == "clear" else report.verdict, not_checked=(*unread, *rest)
    )
