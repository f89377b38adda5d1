"""What came in: one message from outside, whichever way it was carried, ready to be read by a person.

The readers of mail, chats and text all answer with this, so that nobody further
in has to know how a message was written down. It refuses to know the clock: a
time that cannot be right yet is judged by ``judged_at``, which is given one.
"""

import re
from collections.abc import Iterable
from hashlib import sha256
from typing import Final, Literal

import msgspec

from kunak.base.instants import HOUR, Instant
from kunak.base.words import phrase
from kunak.store.cleaning import clean_name

Channel = Literal["text", "email", "telegram"]

MEGABYTE: Final = 1_000_000
ATTACHMENT_BYTES: Final = 25 * MEGABYTE
"""Largest attachment kept. Mail providers carry no more than this."""
ATTACHMENTS: Final = 100
"""Most attachments kept of one message: more than a person looks through in one night."""
TOTAL_BYTES: Final = 100 * MEGABYTE
"""All attachments of one message together: they are held in memory until they are sealed."""
TEXT_CHARACTERS: Final = 1_000_000
"""Longest text of one message, about 500 pages. Longer ones would choke search and the screen."""
FUTURE_TOLERANCE: Final = HOUR
"""How far ahead a sender's clock may be before it is worth a remark."""

TOO_LARGE: Final = phrase("Attachments larger than 25 MB were left out. Ask for them in smaller pieces.")
TOO_MANY: Final = phrase("Only the first 100 attachments, or the first 100 MB of them, were kept.")
FROM_THE_FUTURE: Final = phrase("The time in the message lies in the future.")

_MEDIA_TYPE: Final = re.compile(r"[a-z0-9][a-z0-9.+-]{0,63}/[a-z0-9][a-z0-9.+-]{0,63}")
_UNKNOWN_MEDIA: Final = "application/octet-stream"


class IncomingFile(msgspec.Struct, frozen=True, kw_only=True):
    """One attached file. Its media type is what the sender claims, not what it is."""

    name: str
    media_type: str
    data: bytes
    sha256: bytes

    def __repr__(self) -> str:
        """Say how large it is: names and contents stay out of logs."""
        return f"<IncomingFile of {len(self.data)} bytes>"


class Incoming(msgspec.Struct, frozen=True, kw_only=True):
    """One message from outside.

    Attributes:
        channel: How it came.
        sender: Display name, as the sender wrote it, or empty.
        reply_to: Address or handle for an answer, or empty.
        sent_at: What the message says about its own time; None if it names no instant.
        subject: One line, or empty.
        text: NFC, lines ended by line feeds, no control characters; characters that turn
            the direction of writing are shown as ``⟨U+202E⟩``.
        attachments: In the order of the message; no two have one name.
        source_name: Cleaned name of the file it was read from.
        source_sha256: Hash of that file as it was read.
        warnings: Whole sentences (each a phrase) about what is odd or was left out.
    """

    channel: Channel
    text: str
    source_name: str
    source_sha256: bytes
    sender: str = ""
    reply_to: str = ""
    sent_at: Instant | None = None
    subject: str = ""
    attachments: tuple[IncomingFile, ...] = ()
    warnings: tuple[str, ...] = ()

    def __repr__(self) -> str:
        """Say what kind of thing it is: words and names stay out of logs."""
        return f"<Incoming {self.channel}, {len(self.text)} characters, {len(self.attachments)} attachments>"


class Offered(msgspec.Struct, frozen=True, kw_only=True):
    """A file as a message offers it, before names are cleaned and sizes judged."""

    name: str
    media_type: str
    data: bytes


def once(warnings: Iterable[str]) -> tuple[str, ...]:
    """Return the warnings in their order, each only once."""
    return tuple(dict.fromkeys(warnings))


def judged_at(message: Incoming, now: Instant) -> Incoming:
    """Return the message, with a warning if it claims to have been sent after ``now``."""
    if message.sent_at is None or message.sent_at <= now + FUTURE_TOLERANCE:
        return message
    return msgspec.structs.replace(message, warnings=once((*message.warnings, FROM_THE_FUTURE)))


def attach(offered: Iterable[Offered]) -> tuple[tuple[IncomingFile, ...], tuple[str, ...]]:
    """Keep what the limits allow; return it with the warnings about what they do not."""
    kept: list[IncomingFile] = []
    warnings: list[str] = []
    total, names = 0, set[str]()
    for file in offered:
        if len(file.data) > ATTACHMENT_BYTES:
            warnings.append(TOO_LARGE)
        elif len(kept) == ATTACHMENTS or total + len(file.data) > TOTAL_BYTES:
            warnings.append(TOO_MANY)
        else:
            total += len(file.data)
            kept.append(_kept(file, names))
    return tuple(kept), once(warnings)


def _kept(file: Offered, names: set[str]) -> IncomingFile:
    name = _unused(clean_name(file.name), names)
    names.add(name.casefold())
    claimed = file.media_type.strip().lower()
    media_type = claimed if _MEDIA_TYPE.fullmatch(claimed) else _UNKNOWN_MEDIA
    return IncomingFile(name=name, media_type=media_type, data=file.data, sha256=sha256(file.data).digest())


def _unused(name: str, names: set[str]) -> str:
    """Return the name, numbered if it is taken: two files of one name would overwrite each other."""
    number, candidate = 1, name
    while candidate.casefold() in names:
        number += 1
        candidate = clean_name(f"{number} {name}")
    return candidate
