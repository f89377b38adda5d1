"""The only door for files from outside: how they are opened, how large they may be, who reads them.

Nothing here believes a name, an extension or a size that somebody else states. What
lies beside an export is read only inside its own folder and never through a link.
Whatever is wrong ends in one ``BadInput``; nothing is half returned.
"""

import os
import stat
from pathlib import Path
from typing import Final

from kunak.base.errors import BadInput
from kunak.store.cleaning import clean_name
from kunak.store.incoming import ATTACHMENT_BYTES, MEGABYTE, Incoming, IncomingFile, judged_at
from kunak.store.mail import read_mail
from kunak.store.sniff import Kind, kind_of
from kunak.store.telegram import Beside, no_files, read_telegram
from kunak.store.textfile import read_page, read_text

__all__ = [
    "Incoming",
    "IncomingFile",
    "clean_name",
    "from_bytes",
    "judged_at",
    "read_capped",
    "read_incoming",
]

SOURCE_BYTES: Final = 50 * MEGABYTE
"""Largest message file: a mail with 25 MB of attachments takes 35 MB; a chat of 20,000 messages about 15."""

_OPEN_FLAGS: Final = (
    os.O_RDONLY
    | getattr(os, "O_BINARY", 0)  # Windows: no translation of newlines
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_NONBLOCK", 0)  # a named pipe must not make us wait for its writer
)
_NO_LINKS: Final = getattr(os, "O_NOFOLLOW", 0)


def read_incoming(path: Path) -> list[Incoming]:
    """Read the messages that a file holds: one, or one for each chat of an export.

    Raises:
        BadInput: The file cannot be opened, is too large, or holds no message that can be read.
    """
    folder = path.parent
    data = read_capped(path, limit=SOURCE_BYTES)
    return from_bytes(data, path.name, beside=lambda relative: _read_beside(folder, relative))


def from_bytes(data: bytes, name: str, *, beside: Beside = no_files) -> list[Incoming]:
    """Read the messages in bytes that were uploaded or pasted under ``name``.

    Args:
        data: The whole file.
        name: What the sender's system calls it; cleaned here.
        beside: Gives the files that a chat export refers to, by their relative names.

    Raises:
        BadInput: It is too large, or holds no message that can be read.
    """
    name = clean_name(name)
    if len(data) > SOURCE_BYTES:
        raise _too_large(name, SOURCE_BYTES)
    match kind_of(data, name):
        case Kind.TELEGRAM:
            return read_telegram(data, name, beside)
        case Kind.EMAIL:
            return [read_mail(data, name)]
        case Kind.HTML:
            return [read_page(data, name)]
        case Kind.TEXT:
            return [read_text(data, name)]


def read_capped(path: Path, *, limit: int) -> bytes:
    """Return the bytes of a regular file that is no larger than ``limit`` bytes.

    Raises:
        BadInput: It is missing, may not be read, is no regular file, or is larger.
    """
    name = clean_name(path.name or path.absolute().name or str(path))
    try:
        descriptor = os.open(path, _OPEN_FLAGS)
    except (OSError, ValueError) as error:
        raise _not_opened(error, path, name) from None
    try:
        data = _read_regular(descriptor, limit + 1)
    except OSError:
        raise BadInput(
            "The file %(name)s cannot be read. Copy it again and choose the copy.", name=name, field="file"
        ) from None
    if data is None:
        raise BadInput("%(name)s is not a file. Name the file that is to be read.", name=name, field="file")
    if len(data) > limit:
        raise _too_large(name, limit)
    return data


def _not_opened(error: Exception, path: Path, name: str) -> BadInput:
    if isinstance(error, PermissionError) and not path.is_dir():
        return BadInput(
            "You may not read the file %(name)s. Ask its owner, or copy it to your own folder.", name=name, field="file"
        )
    if isinstance(error, (FileNotFoundError, NotADirectoryError)):
        return BadInput("There is no file %(name)s there. Check the name and the folder.", name=name, field="file")
    return BadInput("%(name)s cannot be opened. Name a file that can be read.", name=name, field="file")


def _too_large(name: str, limit: int) -> BadInput:
    return BadInput(
        "The file %(name)s is larger than %(limit)d MB. Save the part that matters as a smaller file.",
        name=name,
        limit=limit // MEGABYTE,
        field="file",
    )


def _read_regular(descriptor: int, size: int) -> bytes | None:
    """Read at most ``size`` bytes and close; None if it is a folder, a pipe or a device."""
    try:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            return None
        with os.fdopen(descriptor, "rb", closefd=False) as file:
            return file.read(size)
    finally:
        os.close(descriptor)


def _read_beside(folder: Path, relative: str) -> bytes | None:
    """Read a file within ``folder``; None if it is not there or the name leads elsewhere.

    One byte more than an attachment may have is read of a larger one, so that it is reported as such.
    """
    parts = relative.split("/")
    if any(part in {"", ".", ".."} or "\\" in part or ":" in part or "\x00" in part for part in parts):
        return None
    path = folder
    try:
        for part in parts:
            path /= part
            if path.is_symlink():
                return None
        return _read_regular(os.open(path, _OPEN_FLAGS | _NO_LINKS), ATTACHMENT_BYTES + 1)
    except (OSError, ValueError):
        return None
