"""The week's hash on paper: what two people sign by hand, so that a past that was altered later can be shown to be."""

import msgspec

from kunak.app.papers.labels import Language, speaker
from kunak.app.papers.moments import written
from kunak.app.papers.press import View, press
from kunak.base.instants import Instant

GROUP: int = 8
"""Hexadecimal digits that are read together."""


class WeekSheet(msgspec.Struct, frozen=True, kw_only=True):
    """One hash.

    Attributes:
        size: Entries that it is over.
        root: The hash, 32 bytes.
        at: When it was first signed.
        laptops: Beginnings of the ids of the laptops that signed it.
    """

    size: int
    root: bytes
    at: Instant
    laptops: tuple[str, ...]
    utc_offset_minutes: int = 0


def week_pdf(sheet: WeekSheet, *, language: Language) -> bytes:
    """Return the sheet as a PDF; the same data gives the same bytes.

    Raises:
        Fault: The typesetter failed.
    """
    say = speaker(language)
    digits = sheet.root.hex()
    view: dict[str, View] = {
        "language": language,
        "title": say("week_title"),
        "says": say("week_says"),
        "root": [digits[at : at + GROUP] for at in range(0, len(digits), GROUP)],
        "facts": [
            [say("week_size"), str(sheet.size)],
            [say("when"), written(sheet.at, sheet.utc_offset_minutes)],
            [say("week_by"), ", ".join(sheet.laptops)],
        ],
        "signature": say("signature"),
        "date": say("date"),
        "not_recorded": say("not_recorded"),
        "hidden_note": say("hidden_note"),
    }
    return press("weeksheet", view, made_at=sheet.at)
