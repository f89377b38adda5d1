"""A draft from outside, as the characters that its author sees.

Offsets of findings count the characters of the draft, so nothing is cleaned or
normalised here: only decoded.
"""

from pathlib import Path
from typing import Final

from kunak.base.errors import BadInput
from kunak.store.charsets import decode
from kunak.store.cleaning import clean_name
from kunak.store.files import read_capped
from kunak.store.incoming import MEGABYTE

DRAFT_BYTES: Final = 32 * MEGABYTE
"""Largest draft: thirty long books."""


def read_draft(path: Path) -> str:
    """Return the text of a draft in any common encoding.

    Raises:
        BadInput: It cannot be opened, is too large, or is no text.
    """
    data = read_capped(path, limit=DRAFT_BYTES)
    name = clean_name(path.name)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        decoded = decode(data)
        if decoded is None or decoded.lossy:
            raise _unreadable(data, name) from None
        text = decoded.text
    if "\0" in text:
        raise _no_text(name)
    return text


def _no_text(name: str) -> BadInput:
    return BadInput(
        "%(name)s is no text: save it as plain text from the program it was written in.",
        name=name,
        field="draft",
    )


def _unreadable(data: bytes, name: str) -> BadInput:
    """Say where a text has letters that nobody can read: a name among them would not be found."""
    text = data.decode("utf-8", "replace")
    if "\0" in text or text.count("\ufffd") > len(text) // 2:
        return _no_text(name)
    return BadInput(
        "The draft %(name)s cannot be read whole: line %(line)d has a letter that is broken. Save it as UTF-8 from the "
        "program it was written in.",
        name=name,
        line=text.count("\n", 0, max(text.find("\ufffd"), 0)) + 1,
        field="draft",
    )
