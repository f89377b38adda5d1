"""A message in an RFC 5322 file (``.eml``): who wrote it, when, what it says, what hangs on it.

Mail is written by many programs and some enemies. Whatever is broken in it becomes
a warning; the message is refused only where there is nothing to read or where
reading would not end. Nothing is fetched, nothing that is hidden is taken for text.
The headers say what the sender claims; nobody has verified them.
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from email.message import Message
from email.parser import BytesParser
from email.utils import parsedate_to_datetime
from hashlib import sha256
from typing import Final, NamedTuple

from kunak.base.errors import BadInput
from kunak.base.instants import Instant, from_datetime
from kunak.base.words import phrase
from kunak.store.charsets import decode_as
from kunak.store.cleaning import clean_line, clean_text, turns_writing
from kunak.store.flowed import unflowed
from kunak.store.headers import HEADER_FAILURES, PatientPolicy, file_name, mailbox, parameter, shown
from kunak.store.htmltext import read_html
from kunak.store.incoming import Incoming, Offered, attach, once
from kunak.store.textfile import TURNED_WRITING, UNREADABLE_CHARACTERS, refuse_unreadable_length

DEFECTIVE: Final = phrase("Parts of the message are not written as mail should be; some of it may be missing.")
ENCODING_GUESSED: Final = phrase("The message names an encoding that does not fit it; the right one was guessed.")
REPLY_ELSEWHERE: Final = phrase(
    "Answers go to another address than the one the message came from. Make sure who that is."
)
NO_SENDER: Final = phrase("The message does not say who sent it.")
NO_DATE: Final = phrase("The message does not say when it was sent.")
DATE_WITHOUT_ZONE: Final = phrase("The time in the message names no zone, so it is not known when it was sent.")
STRANGE_DATE: Final = phrase("The time in the message cannot be read or cannot be right.")
NO_TEXT: Final = phrase("The message has no text of its own.")
FORWARDED: Final = phrase("Forwarded message")

_EARLIEST: Final = datetime(1990, 1, 1, tzinfo=UTC)
_LATEST: Final = datetime(2100, 1, 1, tzinfo=UTC)
_UNKNOWN_ZONE_BUT_UTC: Final = "-0000"
"""RFC 5322, 3.3: the time is UTC, and nothing is said about the sender's own zone."""

PART_LIMIT: Final = 1_000
"""Most parts read; a message with this many pictures is already beyond use."""
CONTAINER_LIMIT: Final = 200
"""Most parts that hold parts. Real mail has under ten; the library goes one call deeper for each."""
WORK_LIMIT: Final = 20_000_000
"""Lines times containers: the library looks at each line once for every part around it. About ten seconds."""
_CONTENT_TYPE: Final = re.compile(rb"(?:^|[\r\n])content-type[ \t]*:", re.IGNORECASE)
_CONTAINER: Final = re.compile(rb"(?:^|[\r\n])content-type[ \t]*:[^/]{0,200}(?:multipart|message)/", re.IGNORECASE)


class _Body(NamedTuple):
    """What was found on the way through the parts."""

    texts: list[str]
    files: list[Offered]
    warnings: list[str]


def read_mail(data: bytes, name: str) -> Incoming:
    """Read one message.

    Raises:
        BadInput: It is no mail, holds nothing, or is nested or divided beyond reason.
    """
    message = _parsed(data, name)
    body = _Body([], [], [])
    _collect(message, body)
    raw = "\n\n".join(text for text in (text.strip("\n") for text in body.texts) if text.strip())
    refuse_unreadable_length(raw, name)
    attachments, left_out = attach(body.files)
    sender, reply_to, about_sender = _people(message)
    sent_at, about_date = _date(message)
    subject = clean_line(shown(message, "subject"))
    if not (raw or subject or attachments):
        raise BadInput(
            "The message in %(name)s is empty. Save it again from the mail program.", name=name, field="file"
        )
    about_text = [] if raw else [NO_TEXT]
    about_text += [TURNED_WRITING] if turns_writing(raw) else []
    return Incoming(
        channel="email",
        sender=sender,
        reply_to=reply_to,
        sent_at=sent_at,
        subject=subject,
        text=clean_text(raw),
        attachments=attachments,
        source_name=name,
        source_sha256=sha256(data).digest(),
        warnings=once((*about_sender, *about_date, *about_text, *body.warnings, *left_out)),
    )


def _parsed(data: bytes, name: str) -> Message:
    _refuse_endless(data, name)
    try:
        message: Message = BytesParser(policy=PatientPolicy()).parsebytes(data)
    except RecursionError:
        raise _too_nested(name) from None
    except HEADER_FAILURES:
        raise BadInput(
            "The message in %(name)s is too damaged to be read. Copy its text into a file and choose that.",
            name=name,
            field="file",
        ) from None
    if not message.keys():
        raise BadInput(
            "The file %(name)s is no mail message: it has no headers. Save the message as .eml from the mail program.",
            name=name,
            field="file",
        )
    return message


def _refuse_endless(data: bytes, name: str) -> None:
    lines = data.count(b"\n") + data.count(b"\r")
    containers = sum(1 for _ in _CONTAINER.finditer(data))
    parts = sum(1 for _ in _CONTENT_TYPE.finditer(data))
    if parts > PART_LIMIT or containers > CONTAINER_LIMIT or lines * (1 + containers) > WORK_LIMIT:
        raise _too_nested(name)


def _too_nested(name: str) -> BadInput:
    return BadInput(
        "The message in %(name)s has too many parts. Save those that matter as files of their own.",
        name=name,
        field="file",
    )


def _collect(message: Message, body: _Body) -> None:
    """Go through the parts in their order, without recursion: nesting is the sender's choice."""
    waiting = [message]
    while waiting:
        part = waiting.pop()
        kind = part.get_content_type()
        if kind == "multipart/alternative":
            waiting.extend(_best_alternative(part))
        elif part.is_multipart():
            waiting.extend(reversed(list(_inside(part))))
            body.texts.extend([_forwarded(part)] if kind == "message/rfc822" else [])
        elif kind in {"text/plain", "text/html"} and not _is_file(part):
            body.texts.append(_text(part, body))
        elif not kind.startswith("multipart/") or part.get_payload():
            body.files.append(_file(part))
        body.warnings.extend([DEFECTIVE] if part.defects else [])  # after reading: decoding finds more of them


def _inside(part: Message) -> Iterator[Message]:
    payload = part.get_payload()
    for inner in payload if isinstance(payload, list) else []:
        if isinstance(inner, Message):
            yield inner


def _best_alternative(part: Message) -> list[Message]:
    """The plain form if it says anything, else the last one, which the sender likes best (RFC 2046, 5.1.4)."""
    inner = list(_inside(part))
    plain = [each for each in inner if each.get_content_type() == "text/plain" and not _is_file(each)]
    said = [each for each in plain if _bytes(each).strip()]
    return said[:1] or [each for each in inner if each not in plain][-1:] or plain[:1]


def _is_file(part: Message) -> bool:
    return part.get_content_disposition() == "attachment" or bool(file_name(part))


def _bytes(part: Message) -> bytes:
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def _text(part: Message, body: _Body) -> str:
    data = _bytes(part)
    claimed = parameter(part, "charset")
    decoded, right = decode_as(data, claimed or "us-ascii")
    if decoded is None:
        body.files.append(_file(part))
        return ""
    if claimed and not right:
        body.warnings.append(ENCODING_GUESSED)
    if decoded.lossy:
        body.warnings.append(UNREADABLE_CHARACTERS)
    if part.get_content_type() == "text/html":
        page = read_html(decoded.text)
        body.warnings.extend(page.warnings)
        return page.text
    text = decoded.text.replace("\r\n", "\n")
    if parameter(part, "format").lower() != "flowed":
        return text
    return unflowed(text, delete_space=parameter(part, "delsp").lower() == "yes")


def _file(part: Message) -> Offered:
    return Offered(name=file_name(part), media_type=part.get_content_type(), data=_bytes(part))


def _forwarded(part: Message) -> str:
    """The head of a message inside a message, so that its words are not taken for the sender's."""
    inner = next(_inside(part), None)
    if inner is None:
        return ""
    lines = [f"{title}: {clean_line(shown(inner, title))}" for title in ("From", "Date", "Subject") if inner.get(title)]
    return "\n".join([f"---- {FORWARDED} ----", *lines])


def _people(message: Message) -> tuple[str, str, list[str]]:
    name, address = _mailbox(message, "from")
    _, other = _mailbox(message, "reply-to")
    if not address and not name:
        return "", other, [NO_SENDER]
    elsewhere = bool(other) and other.casefold() != address.casefold()
    return name, other or address, [REPLY_ELSEWHERE] if elsewhere else []


def _mailbox(message: Message, header: str) -> tuple[str, str]:
    name, address = mailbox(message, header)
    return clean_line(name), clean_line(address)


def _date(message: Message) -> tuple[Instant | None, list[str]]:
    written = shown(message, "date").strip()
    if not written:
        return None, [NO_DATE]
    try:
        moment = parsedate_to_datetime(written)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None, [STRANGE_DATE]
    if moment.tzinfo is None and not written.endswith(_UNKNOWN_ZONE_BUT_UTC):
        return None, [DATE_WITHOUT_ZONE]
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return (from_datetime(moment), []) if _EARLIEST <= moment < _LATEST else (None, [STRANGE_DATE])
