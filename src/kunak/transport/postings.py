"""Which messages of Telegram does a text with files become? A plan, judged before anything is sent.

Pure. The limits are those of the Bot API (core.telegram.org/bots/api: ``sendMessage``,
``sendPhoto``, ``sendMediaGroup``, ``sendDocument``). What does not fit is refused or goes another way, and is
never cut. Telegram packs pictures anew; documents arrive byte for byte.
"""

from collections.abc import Sequence
from enum import Enum
from typing import Final

import msgspec

from kunak.base.errors import BadInput

TEXT_UNITS: Final = 4096
"""Longest message, as the Bot API counts: half-words of UTF-16. A longer text is refused, never divided."""
CAPTION_UNITS: Final = 1024
"""Longest text below a picture or document, counted in the same way. A longer one is a message of its own."""
ALBUM: Final = 10
"""Most pictures, or documents, of one album."""
PHOTO_BYTES: Final = 10_000_000
PHOTO_SIDES: Final = 10_000
"""Width and height of a picture, together."""
PHOTO_RATIO: Final = 20
"""How much longer one side may be than the other."""
FILE_BYTES: Final = 50_000_000
"""Largest file that a bot may send."""
PHOTO_KINDS: Final = frozenset({"jpeg", "png"})
"""What goes out as a picture. All other kinds go as documents: as pictures they would be changed, or refused."""


class Enclosure(msgspec.Struct, frozen=True, kw_only=True):
    """A clean file that goes out.

    Attributes:
        kind: ``jpeg``, ``pdf`` and so on.
        sides: Width and height of a picture in pixels.
    """

    name: str
    data: bytes
    kind: str
    sides: tuple[int, int] = (0, 0)

    def __repr__(self) -> str:
        return f"Enclosure({self.kind}, {len(self.data)} bytes)"


class As(Enum):
    """What a message is."""

    TEXT = "text"
    PICTURES = "pictures"
    DOCUMENTS = "documents"


class Posting(msgspec.Struct, frozen=True):
    """One message, or one album that Telegram takes or refuses as a whole.

    Attributes:
        text: The message, or what stands below the files; may be empty below files.
    """

    what: As
    text: str
    files: tuple[Enclosure, ...] = ()


def postings(text: str, files: Sequence[Enclosure]) -> tuple[Posting, ...]:
    """Return the messages of a text with files: as few as there can be, the text in the first.

    Raises:
        BadInput: The text is too long, or begins or ends with blanks, which Telegram would take away; a file is too
            large, or there are more than one album holds.
    """
    _check_text(text)
    for file in files:
        if len(file.data) > FILE_BYTES:
            raise BadInput(
                "A file is larger than a bot may send (50 MB): make it smaller, have it checked and approved again.",
                field="file",
            )
    pictures = tuple(file for file in files if is_photo(file))
    documents = tuple(file for file in files if not is_photo(file))
    if max(len(pictures), len(documents)) > ALBUM:
        raise BadInput(
            "More than %(limit)d files do not go out together: take some out, and have it checked and approved again.",
            field="file",
            limit=ALBUM,
        )
    told = units(text) > CAPTION_UNITS or not files
    groups = [(what, group) for what, group in ((As.PICTURES, pictures), (As.DOCUMENTS, documents)) if group]
    below = [Posting(what, "" if told or at else text, group) for at, (what, group) in enumerate(groups)]
    return (Posting(As.TEXT, text), *below) if told else tuple(below)


def is_photo(file: Enclosure) -> bool:
    """Return whether a file goes out as a picture, and not as a document."""
    long, short = max(file.sides), max(min(file.sides), 1)
    fits = len(file.data) <= PHOTO_BYTES and sum(file.sides) <= PHOTO_SIDES and long <= PHOTO_RATIO * short
    return file.kind in PHOTO_KINDS and fits


def units(text: str) -> int:
    """Return how long a text is, as the Bot API counts."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _check_text(text: str) -> None:
    if units(text) > TEXT_UNITS:
        raise BadInput(
            "The text is longer than one message of Telegram (%(limit)d characters): shorten it, have it checked "
            "and approved again.",
            field="text",
            limit=TEXT_UNITS,
        )
    if text != text.strip():
        raise BadInput(
            "The text begins or ends with blanks or empty lines, which Telegram takes away: take them out, and "
            "have it checked and approved again.",
            field="text",
        )
