"""A chat as Telegram Desktop exports it (``result.json``), as a conversation that a person can read.

One message comes out for every chat that says anything. The times are those of
Telegram's servers (``date_unixtime``); names are what each account calls itself.
Later lines of one message are indented, so that nobody can write a line that looks
like another person's. Where files lie is for the caller to know: ``beside`` is
asked for each, by its relative name. Format: core.telegram.org/import-export
"""

import json
from collections.abc import Callable, Iterator
from hashlib import sha256
from typing import Final

from kunak.base.errors import BadInput
from kunak.base.instants import SECOND, Instant, to_datetime
from kunak.base.words import phrase
from kunak.store.charsets import decode
from kunak.store.cleaning import clean_line, clean_text, turns_writing
from kunak.store.incoming import ATTACHMENTS, Incoming, Offered, attach, once
from kunak.store.textfile import TURNED_WRITING, refuse_unreadable_length

Beside = Callable[[str], bytes | None]
"""Gives the bytes of a file named relative to the export, or None if it is not there or may not be read."""
Record = dict[str, object]

CHATS: Final = 200
"""Most chats of one export: a whole account holds far more than anybody should hand over."""
MESSAGES: Final = 20_000
"""Most messages of one chat: some months of daily writing, and what a screen can still show."""

FILES_MISSING: Final = phrase(
    "Files that belong to the chat were not found beside result.json. Export the chat again with its files."
)
FILES_NOT_EXPORTED: Final = phrase("Some files were not part of the export.")
NO_INSTANTS: Final = phrase("The times in this chat name no zone; they are shown as they were written.")
SENDERS_UNKNOWN: Final = phrase("Some messages do not say who sent them.")
UNKNOWN_SENDER: Final = phrase("unknown sender")

_FORWARDED: Final = phrase("forwarded from")
_REPLY: Final = phrase("a reply")
_REPLY_TO_MISSING: Final = phrase("a reply to a message that is not in the export")
_EDITED: Final = phrase("edited later")
_FILE_LEFT_OUT: Final = phrase("file not exported")
_PLACE: Final = phrase("place")
_CONTACT: Final = phrase("contact")
_POLL: Final = phrase("poll")

_LATEST: Final = 4_102_444_800
"""2100-01-01 in Unix seconds: what lies beyond is damage, not a date."""
_INDENT: Final = "\n    "
_NOT_A_CHAT: Final = (
    "The file %(name)s is no Telegram chat export. In Telegram Desktop choose Export chat history, format JSON, "
    "and give the result.json that it writes."
)
_MEDIA: Final = {
    "sticker": phrase("sticker"),
    "animation": phrase("animation"),
    "voice_message": phrase("voice message"),
    "video_message": phrase("video message"),
    "video_file": phrase("video"),
    "audio_file": phrase("audio"),
}
_SERVICE: Final = {
    "phone_call": phrase("call"),
    "group_call": phrase("group call"),
    "pin_message": phrase("pinned a message"),
    "create_group": phrase("made the group"),
    "create_channel": phrase("made the channel"),
    "invite_members": phrase("added members"),
    "remove_members": phrase("removed members"),
    "join_group_by_link": phrase("joined by a link"),
    "edit_group_title": phrase("changed the title"),
    "edit_group_photo": phrase("changed the picture"),
    "delete_group_photo": phrase("removed the picture"),
    "clear_history": phrase("cleared the history"),
    "joined_telegram": phrase("joined Telegram"),
    "set_messages_ttl": phrase("set messages to delete themselves"),
    "take_screenshot": phrase("took a screenshot"),
    "migrate_to_supergroup": phrase("turned the group into a supergroup"),
    "migrate_from_group": phrase("turned the group into a supergroup"),
    "send_payment": phrase("sent a payment"),
}
"""What Telegram's own remarks mean; one that is not here is shown by the name Telegram gives it."""


def no_files(_relative: str) -> None:
    """Say that nothing lies beside the export, as with a file that was pasted."""
    return


def read_telegram(data: bytes, name: str, beside: Beside = no_files) -> list[Incoming]:
    """Read every chat of an export that holds messages.

    Raises:
        BadInput: It is not JSON, no Telegram export, too large, or holds no messages.
    """
    chats = [chat for chat in _chats(_document(data, name), name) if _records(chat)]
    if not chats:
        raise BadInput("The export %(name)s holds no messages. Export the chat that does.", name=name, field="file")
    if len(chats) > CHATS:
        raise BadInput(
            "The export %(name)s holds more than %(limit)d chats. Export only the chat that matters.",
            name=name,
            limit=CHATS,
            field="file",
        )
    digest = sha256(data).digest()
    return [_incoming(chat, name, digest, beside) for chat in chats]


def _document(data: bytes, name: str) -> Record:
    decoded = decode(data)
    try:
        document = json.loads(decoded.text if decoded else "")
    except json.JSONDecodeError as error:
        raise BadInput(
            "The file %(name)s is broken or cut off: its JSON cannot be read at line %(line)d. Export the chat again.",
            name=name,
            line=error.lineno,
            field="file",
        ) from None
    except (ValueError, RecursionError):
        raise BadInput(_NOT_A_CHAT, name=name, field="file") from None
    if not isinstance(document, dict):
        raise BadInput(_NOT_A_CHAT, name=name, field="file")
    return document


def _chats(document: Record, name: str) -> list[Record]:
    whole = [
        chat
        for part in ("chats", "left_chats")
        if isinstance(section := document.get(part), dict) and isinstance(listed := section.get("list"), list)
        for chat in listed
        if isinstance(chat, dict)
    ]
    chats = [document] if isinstance(document.get("messages"), list) else whole
    if not chats or not all(_is_chat(chat) for chat in chats):
        raise BadInput(_NOT_A_CHAT, name=name, field="file")
    return chats


def _is_chat(chat: Record) -> bool:
    messages = chat.get("messages")
    return isinstance(messages, list) and all(isinstance(each, dict) and "type" in each for each in messages)


def _records(chat: Record) -> list[Record]:
    messages = chat.get("messages")
    known = ("message", "service")  # no set: a damaged type may be a list, which has no hash
    return [each for each in messages if each.get("type") in known] if isinstance(messages, list) else []


def _incoming(chat: Record, name: str, digest: bytes, beside: Beside) -> Incoming:
    records = _records(chat)
    if len(records) > MESSAGES:
        raise BadInput(
            "A chat in %(name)s holds more than %(limit)d messages. Export a shorter time of it.",
            name=name,
            limit=MESSAGES,
            field="file",
        )
    raw_lines = list(_lines(records))
    text = "\n".join(raw_lines)
    refuse_unreadable_length(text, name)
    warnings = _remarks(records)
    attachments, left_out = attach(_files(records, beside, warnings))
    sender, handle = _correspondent(chat, records)
    return Incoming(
        channel="telegram",
        sender=sender,
        reply_to=handle,
        sent_at=_instant(records[0]),
        subject=clean_line(_word(chat, "name")),
        text=text,
        attachments=attachments,
        source_name=name,
        source_sha256=digest,
        warnings=once((*warnings, *left_out)),
    )


def _correspondent(chat: Record, records: list[Record]) -> tuple[str, str]:
    """In a chat of two, the other one; else who wrote first."""
    other = f"user{chat.get('id')}"
    theirs = [each for each in records if each.get("from_id") == other] if chat.get("type") == "personal_chat" else []
    if chat.get("type") == "personal_chat" and not theirs:
        return clean_line(_word(chat, "name")), ""
    first = (theirs or [each for each in records if each.get("from")] or records)[0]
    return clean_line(_word(first, "from")), clean_line(_word(first, "from_id"))


def _remarks(records: list[Record]) -> list[str]:
    warnings = []
    if any(_instant(each) is None for each in records):
        warnings.append(NO_INSTANTS)
    if any(not _word(each, "from") for each in records if each.get("type") == "message"):
        warnings.append(SENDERS_UNKNOWN)
    if any(turns_writing(_flat(each.get("text"))) for each in records):
        warnings.append(TURNED_WRITING)
    return warnings


def _lines(records: list[Record]) -> Iterator[str]:
    numbers = {str(each.get("id")) for each in records}
    for record in records:
        said = _service(record) if record.get("type") == "service" else _said(record, numbers)
        yield f"[{_when(record)}] {said}"


def _when(record: Record) -> str:
    instant = _instant(record)
    if instant is None:
        return clean_line(_word(record, "date")) or "?"
    return to_datetime(instant).strftime("%Y-%m-%d %H:%M UTC")


def _service(record: Record) -> str:
    action = _word(record, "action")
    what = _SERVICE.get(action) or action.replace("_", " ")
    members = record.get("members")
    whom = ", ".join(str(member) for member in members if member) if isinstance(members, list) else ""
    more = [f"{record['duration_seconds']} s"] if _number(record, "duration_seconds") else []
    details = ", ".join(filter(None, [whom, _word(record, "title"), *more]))
    line = f"— {_word(record, 'actor') or UNKNOWN_SENDER}: {what}"
    return clean_line(f"{line} ({details})" if details else line)


def _said(record: Record, numbers: set[str]) -> str:
    marks = [*_context(record, numbers), *_enclosed(record)]
    body = clean_text(_flat(record.get("text"))).strip("\n")
    words = " ".join([*(f"[{clean_line(mark)}]" for mark in marks), body]).rstrip()
    sender = clean_line(_word(record, "from")) or UNKNOWN_SENDER
    return f"{sender}: {words}".replace("\n", _INDENT)


def _context(record: Record, numbers: set[str]) -> Iterator[str]:
    if _word(record, "forwarded_from"):
        yield f"{_FORWARDED} {_word(record, 'forwarded_from')}"
    if "reply_to_message_id" in record:
        known = str(record["reply_to_message_id"]) in numbers
        yield _REPLY if known else _REPLY_TO_MISSING
    if "edited" in record or "edited_unixtime" in record:
        yield _EDITED


def _enclosed(record: Record) -> Iterator[str]:
    media = _MEDIA.get(_word(record, "media_type"))
    if media:
        yield f"{media} {_word(record, 'sticker_emoji')}".strip()
    for path in _paths(record):
        yield path.rpartition("/")[2] if _included(path) else _FILE_LEFT_OUT
    place = record.get("location_information")
    if isinstance(place, dict):
        yield f"{_PLACE} {place.get('latitude')}, {place.get('longitude')}"
    contact = record.get("contact_information")
    if isinstance(contact, dict):
        given = " ".join(str(contact.get(key) or "") for key in ("first_name", "last_name", "phone_number"))
        yield f"{_CONTACT} {given}"
    poll = record.get("poll")
    if isinstance(poll, dict):
        yield f"{_POLL} {_flat(poll.get('question'))}"


def _files(records: list[Record], beside: Beside, warnings: list[str]) -> Iterator[Offered]:
    """Yield what lies beside the export; what does not becomes a warning."""
    asked = 0
    for record in records:
        for path in _paths(record):
            asked += 1
            if not _included(path):
                warnings.append(FILES_NOT_EXPORTED)
                continue
            found = beside(path) if asked <= ATTACHMENTS + 1 else b""
            if found is None:
                warnings.append(FILES_MISSING)
            else:
                yield Offered(name=path, media_type=_media_type(record), data=found)


def _paths(record: Record) -> Iterator[str]:
    if record.get("media_type") == "sticker":
        return  # a picture from Telegram's own stock: its emoji says it
    for key in ("file", "photo", "contact_vcard"):
        if _word(record, key):
            yield _word(record, key)


def _included(path: str) -> bool:
    """Telegram writes a sentence in parentheses in place of a file that it left out."""
    return not path.startswith("(")


def _media_type(record: Record) -> str:
    return "image/jpeg" if _word(record, "photo") else _word(record, "mime_type")


def _flat(text: object) -> str:
    """Join text that Telegram split into plain and marked pieces; a hidden link target is shown."""
    if isinstance(text, str):
        return text
    return "".join(_piece(piece) for piece in text) if isinstance(text, list) else ""


def _piece(piece: object) -> str:
    if not isinstance(piece, dict):
        return piece if isinstance(piece, str) else ""
    words, target = _word(piece, "text"), _word(piece, "href")
    return f"{words} <{target}>" if target and target != words else words


def _word(record: Record, key: str) -> str:
    value = record.get(key)
    return value if isinstance(value, str) else ""


def _number(record: Record, key: str) -> int:
    value = record.get(key)
    return value if isinstance(value, int) and not isinstance(value, bool) else 0


def _instant(record: Record) -> Instant | None:
    written = str(record.get("date_unixtime", ""))
    if not (written.isascii() and written.isdigit() and len(written) <= len(str(_LATEST))):
        return None
    seconds = int(written)
    return Instant(seconds * SECOND) if seconds < _LATEST else None
