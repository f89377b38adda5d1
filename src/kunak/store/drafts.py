"""A draft from outside as the characters that its author sees, and a file that a member takes out.

Offsets of findings count the characters of the draft, so nothing is cleaned or
normalised here: only decoded.
"""

import os
from pathlib import Path
from typing import Final

from kunak.base.errors import BadInput
from kunak.store.charsets import decode
from kunak.store.cleaning import clean_name
from kunak.store.files import read_capped
from kunak.store.incoming import MEGABYTE

DRAFT_BYTES: Final = 32 * MEGABYTE
"""Largest draft: thirty long books."""

_NEW: Final = os.O_WRONLY | os.O_CREAT | os.O_EXCL


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


def write_outside(folder: Path, name: str, data: bytes) -> Path:
    """Write a file that leaves the vault, readable by its owner alone; nothing is ever overwritten.

    Raises:
        BadInput: The folder is none, or a file of this name is there.
    """
    path = folder / clean_name(name)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, _NEW, 0o600)
    except FileExistsError:
        raise BadInput(
            "%(name)s is there already and was not overwritten: choose another folder.", name=path.name, field="out"
        ) from None
    except OSError as error:
        raise BadInput(
            "%(name)s cannot be written there (%(why)s): choose another folder.",
            name=path.name,
            why=error.strerror,
            field="out",
        ) from None
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
    except OSError:
        path.unlink()
        raise
    return path
