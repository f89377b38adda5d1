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
        text = decoded.text if decoded is not None and not decoded.lossy else "\0"
    if "\0" in text:
        raise BadInput(
            "The draft %(name)s is no text: save it as plain text from the program it was written in.",
            name=name,
            field="draft",
        )
    return text
