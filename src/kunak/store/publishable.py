"""A file that may be published: read for what it says of itself, cleaned, and read again.

Which kind of file it is, its first bytes say. A cleaned file in which anything is left is
refused: it is better not to publish than to believe.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Final

from kunak.base.errors import BadInput, Refused
from kunak.disclosure.tags import Content
from kunak.store.cleaning import clean_name
from kunak.store.files import read_capped
from kunak.store.incoming import MEGABYTE
from kunak.store.officefile import clean_office, kind_of_office, read_office
from kunak.store.pdffile import clean_pdf, read_pdf
from kunak.store.pictures import clean_picture, read_picture

FILE_BYTES: Final = 100 * MEGABYTE
"""Largest file to publish."""

_PICTURES: Final = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF87a", b"GIF89a", b"II*\x00", b"MM\x00*")
_BITMAP_HEADERS: Final = frozenset({12, 40, 52, 56, 64, 108, 124})

TYPES: Final = {
    "jpeg": ("jpg", "image/jpeg"),
    "png": ("png", "image/png"),
    "gif": ("gif", "image/gif"),
    "webp": ("webp", "image/webp"),
    "tiff": ("tif", "image/tiff"),
    "pdf": ("pdf", "application/pdf"),
    "docx": ("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    "xlsx": ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "pptx": ("pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
    "odt": ("odt", "application/vnd.oasis.opendocument.text"),
    "ods": ("ods", "application/vnd.oasis.opendocument.spreadsheet"),
    "odp": ("odp", "application/vnd.oasis.opendocument.presentation"),
}
"""Of each kind that can go out, the end of its name and its type (IANA)."""

Reader = Callable[[bytes], Content]
Cleaner = Callable[[bytes], bytes]


def read_publishable(path: Path) -> tuple[str, bytes, Content] | None:
    """Return the name, the bytes and the content of a picture, PDF or office document; None for anything else.

    Raises:
        BadInput: It cannot be opened or read, or is too large.
    """
    data = read_capped(path, limit=FILE_BYTES)
    hands = _hands(data)
    if hands is None:
        return None
    name = clean_name(path.name)
    try:
        return name, data, hands[0](data)
    except BadInput as error:
        raise BadInput("%(name)s: %(says)s", name=name, says=str(error), field="draft") from error


def content_of(data: bytes) -> Content | None:
    """Return what a picture, PDF or office document says; None for anything else.

    Raises:
        BadInput: It is broken, locked, or too large once unpacked.
    """
    hands = _hands(data)
    return hands[0](data) if hands else None


def cleaned(data: bytes) -> bytes:
    """Return the file without anything that it says of itself.

    Raises:
        BadInput: It is no file of a kind that can be cleaned, or it is broken.
        Refused: Something would stay.
    """
    hands = _hands(data)
    if hands is None:
        raise BadInput("Only pictures, PDF and office documents can be cleaned.", field="clean")
    clean = hands[1](data)
    left = hands[0](clean).tags
    if left:
        raise Refused(
            "The file could not be cleaned: %(tag)s is still in it. Take a screenshot of it instead.",
            tag=left[0].name,
            field="clean",
        )
    return clean


def write_new(path: Path, data: bytes) -> None:
    """Write a file that is not there yet.

    Raises:
        BadInput: There is a file of this name, or the folder cannot be written to.
    """
    name = clean_name(path.name)
    try:
        with path.open("xb") as file:
            file.write(data)
    except FileExistsError:
        raise BadInput("There is a file %(name)s already: choose another name.", name=name, field="clean") from None
    except OSError:
        raise BadInput("The file %(name)s cannot be written there.", name=name, field="clean") from None


def _hands(data: bytes) -> tuple[Reader, Cleaner] | None:
    webp = data[:4] == b"RIFF" and data[8:12] == b"WEBP"
    bitmap = data[:2] == b"BM" and int.from_bytes(data[14:18], "little") in _BITMAP_HEADERS
    if webp or bitmap or data.startswith(_PICTURES):
        return read_picture, clean_picture
    if data.lstrip()[:5] == b"%PDF-":
        return read_pdf, clean_pdf
    if data.startswith(b"PK") and kind_of_office(data):
        return read_office, clean_office
    return None
