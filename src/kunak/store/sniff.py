"""What kind of file this is, judged by its first bytes; the name only breaks ties.

It knows how files begin, not how they go on: whether a message is sound is for
its reader to say.
"""

import re
from enum import Enum, auto
from typing import Final

from kunak.base.errors import BadInput
from kunak.base.words import phrase


class Kind(Enum):
    """What Kunak can read as a message."""

    TEXT = auto()
    HTML = auto()
    EMAIL = auto()
    TELEGRAM = auto()


_PICTURE: Final = phrase("a picture")
_SOUND: Final = phrase("a sound recording")
_FILM: Final = phrase("a film")
_ARCHIVE: Final = phrase("an archive or an office document")
_PROGRAM: Final = phrase("a program")
_DATABASE: Final = phrase("a database")

_BEGINNINGS: Final[tuple[tuple[bytes, str], ...]] = (
    (b"\x89PNG\r\n\x1a\n", _PICTURE),
    (b"\xff\xd8\xff", _PICTURE),
    (b"GIF87a", _PICTURE),
    (b"GIF89a", _PICTURE),
    (b"II*\x00", _PICTURE),
    (b"MM\x00*", _PICTURE),
    (b"RIFF", _FILM),
    (b"\x1aE\xdf\xa3", _FILM),
    (b"OggS", _SOUND),
    (b"ID3", _SOUND),
    (b"fLaC", _SOUND),
    (b"%PDF-", phrase("a PDF document")),
    (b"PK\x03\x04", _ARCHIVE),
    (b"PK\x05\x06", _ARCHIVE),
    (b"Rar!\x1a\x07", _ARCHIVE),
    (b"7z\xbc\xaf\x27\x1c", _ARCHIVE),
    (b"\x1f\x8b", _ARCHIVE),
    (b"BZh", _ARCHIVE),
    (b"\xfd7zXZ\x00", _ARCHIVE),
    (b"MZ", _PROGRAM),
    (b"\x7fELF", _PROGRAM),
    (b"SQLite format 3\x00", _DATABASE),
    (b"{\\rtf", phrase("a word-processor document (RTF)")),
)
"""How common files begin (the specification of each format), and what people call them."""
_OUTLOOK_OR_OFFICE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MP4_MARK: Final = b"ftyp"
_MP4_OFFSET: Final = 4
_TEXTUAL_MARKS: Final = frozenset({b"MZ", b"BZh", b"ID3", b"RIFF", b"OggS", b"II*\x00", b"MM\x00*"})
"""Beginnings that a sentence could have, too: they count only where bytes follow that no text has."""

_HEAD_BYTES: Final = 16_384
_HEADER: Final = re.compile(rb"[!-9;-~]+:[^\r\n]*(?:\r\n|\r|\n)(?:[ \t][^\r\n]*(?:\r\n|\r|\n))*")
_MAIL_HEADERS: Final = re.compile(
    rb"(?:from|to|date|subject|received|return-path|message-id|mime-version|delivered-to|reply-to|content-type):",
    re.IGNORECASE,
)
_TELLING_HEADERS: Final = re.compile(rb"(?:from|date|received|return-path|message-id|mime-version):", re.IGNORECASE)
_HEADERS_OF_A_MAIL: Final = 2
_MBOX_LINE: Final = re.compile(rb"From [^\r\n]*(?:\r\n|\r|\n)")
_HTML: Final = re.compile(
    rb"(?:<\?xml[^>]{0,200}>\s*)?(?:<!--.{0,200}?-->\s*)?<(?:!doctype\s+html|html)\b", re.IGNORECASE | re.DOTALL
)
_TELEGRAM_WORDS: Final = (b'"messages"', b'"chats"')


def kind_of(data: bytes, name: str) -> Kind:
    """Return how to read the file.

    Raises:
        BadInput: It is empty, or it is no message at all but a picture, a program and the like.
    """
    if not data.strip(b"\x00\t\r\n "):
        raise BadInput("The file %(name)s is empty. Choose the file that holds the message.", name=name, field="file")
    _refuse_known_binaries(data, name)
    head = data[:_HEAD_BYTES].removeprefix(b"\xef\xbb\xbf").lstrip()
    extension = name.rpartition(".")[2].lower()
    if extension == "json" or (head.startswith(b"{") and any(word in head for word in _TELEGRAM_WORDS)):
        return Kind.TELEGRAM
    if extension == "eml" or _looks_like_mail(head):
        return Kind.EMAIL
    return Kind.HTML if _HTML.match(head) else Kind.TEXT


def _refuse_known_binaries(data: bytes, name: str) -> None:
    if data.startswith(_OUTLOOK_OR_OFFICE):
        raise BadInput(
            "The file %(name)s is an Outlook or old office document. Save the message as .eml or .txt and choose that.",
            name=name,
            field="file",
        )
    what = _known_binary(data)
    if what:
        raise BadInput(
            "The file %(name)s is %(what)s, not a message. Add the message first, then attach this file to it.",
            name=name,
            what=what,
            field="file",
        )


def _known_binary(data: bytes) -> str | None:
    if data[_MP4_OFFSET:].startswith(_MP4_MARK) and b"\x00" in data[:_MP4_OFFSET]:
        return _FILM
    for mark, what in _BEGINNINGS:
        if data.startswith(mark):
            return what if mark not in _TEXTUAL_MARKS or b"\x00" in data[:_HEAD_BYTES] else None
    return None


def _looks_like_mail(head: bytes) -> bool:
    """Two or more mail headers at the start, one of them such as only a mail program writes."""
    mbox = _MBOX_LINE.match(head)
    position, known, telling = mbox.end() if mbox else 0, 0, False
    while line := _HEADER.match(head, position):
        known += _MAIL_HEADERS.match(line[0]) is not None
        telling = telling or _TELLING_HEADERS.match(line[0]) is not None
        position = line.end()
    return known >= _HEADERS_OF_A_MAIL and telling
