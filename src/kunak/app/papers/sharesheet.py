"""A trustee's sheet: one part of a secret, in words to read and in a code to scan.

A4. Whoever finds one learns that somebody keeps a part of something, and its number:
no group, no person, no place, and what it is for only in the plainest words.
"""

from typing import Final

import msgspec
import segno

from kunak.app.papers.labels import Language, speaker
from kunak.app.papers.press import View, press
from kunak.base.instants import Instant

RULES: Final = ("share_rule_1", "share_rule_2", "share_rule_3", "share_rule_4", "share_rule_5")


class ShareSheet(msgspec.Struct, frozen=True, kw_only=True):
    """One part.

    Attributes:
        number: That all parts of one ceremony bear.
        place: Which of them this is, from 1.
        parts: How many there are.
        threshold: How many are needed.
        words: Of this part.
        made_at: The date in the file's properties.
    """

    number: int
    place: int
    parts: int
    threshold: int
    words: str
    made_at: Instant


def share_pdf(sheet: ShareSheet, *, language: Language) -> bytes:
    """Return the sheet as a PDF; the same data gives the same bytes.

    Raises:
        Fault: The typesetter failed.
    """
    say = speaker(language)
    words = sheet.words.split()
    view: dict[str, View] = {
        "language": language,
        "title": say("share_title"),
        "head": say("share_head") % (sheet.place, sheet.parts),
        "number": say("share_number") % sheet.number,
        "needs": say("share_needs") % (sheet.threshold, sheet.parts),
        "words": [[str(place), word] for place, word in enumerate(words, start=1)],
        "code": _modules(" ".join(words)),
        "code_says": say("share_code"),
        "rules": [say(rule) for rule in RULES],
        "keeper": say("share_keeper"),
        "hidden_note": say("hidden_note"),
    }
    return press("sharesheet", view, made_at=sheet.made_at)


def _modules(words: str) -> list[View]:
    """Return the dark and light squares of the code; capitals, because they need half the room."""
    code = segno.make_qr(words.upper(), error="m")
    return [[bool(module) for module in row] for row in code.matrix]
