"""A message that lies in a plain text file or a saved web page.

Such a file says nothing about who wrote it or when, so nothing is claimed.
"""

from hashlib import sha256

from kunak.base.errors import BadInput
from kunak.base.words import phrase
from kunak.store.charsets import Decoded, decode
from kunak.store.cleaning import clean_text, turns_writing
from kunak.store.htmltext import read_html
from kunak.store.incoming import TEXT_CHARACTERS, Incoming, once

UNREADABLE_CHARACTERS = phrase("Some characters could not be read and are shown as \N{REPLACEMENT CHARACTER}.")
TURNED_WRITING = phrase(
    "The text holds invisible characters that turn the direction of writing; they are shown like ⟨U+202E⟩."
)


def read_text(data: bytes, name: str) -> Incoming:
    """Read a text file in whatever encoding it was written.

    Raises:
        BadInput: It is no text, is too long, or holds nothing to read.
    """
    decoded = _decoded(data, name)
    return _message(decoded.text, [], decoded, data, name)


def read_page(data: bytes, name: str) -> Incoming:
    """Read a saved web page as the text that a person would have seen.

    Raises:
        BadInput: It is no text, is too long, or holds nothing to read.
    """
    decoded = _decoded(data, name)
    page = read_html(decoded.text)
    return _message(page.text, list(page.warnings), decoded, data, name)


def refuse_unreadable_length(text: str, name: str) -> None:
    """Raise BadInput if the text is longer than any one message is allowed to be."""
    if len(text) > TEXT_CHARACTERS:
        raise BadInput(
            "The text in %(name)s is longer than %(limit)d characters. Save what matters as a file of its own.",
            name=name,
            limit=TEXT_CHARACTERS,
            field="file",
        )


def _decoded(data: bytes, name: str) -> Decoded:
    decoded = decode(data)
    if decoded is None:
        raise BadInput(
            "The file %(name)s is no text that can be read. Open it in the program it came from and save it as text.",
            name=name,
            field="file",
        )
    refuse_unreadable_length(decoded.text, name)
    return decoded


def _message(raw: str, warnings: list[str], decoded: Decoded, data: bytes, name: str) -> Incoming:
    text = clean_text(raw).strip("\n")
    if not text.strip():
        raise BadInput(
            "The file %(name)s holds no readable text. Choose the one with the message.", name=name, field="file"
        )
    if decoded.lossy:
        warnings.append(UNREADABLE_CHARACTERS)
    if turns_writing(raw):
        warnings.append(TURNED_WRITING)
    return Incoming(
        channel="text", text=text, source_name=name, source_sha256=sha256(data).digest(), warnings=once(warnings)
    )
