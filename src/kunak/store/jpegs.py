"""Which parts of a JPEG say something, and the JPEG without them: its pixels are not touched.

Used where a picture must stay byte for byte as it was packed: inside a PDF. Source: ITU-T T.81, annex B.
"""

from collections.abc import Iterator
from typing import Final

_NEEDED: Final = frozenset({0xE0, 0xEE})
"""JFIF and Adobe's word on colours: without them the picture looks wrong."""

_APPLICATION: Final = range(0xE0, 0xF0)
_COMMENT: Final = 0xFE
_SCAN: Final = 0xDA
_FILL: Final = 0xFF
_ALONE: Final = frozenset({0x01, 0xD8, *range(0xD0, 0xD8)})
_SAID: Final = 300


def without_comments(data: bytes) -> bytes:
    """Return the JPEG without EXIF, XMP, IPTC, profiles and comments; what is no JPEG comes back as it is."""
    parts = list(_segments(data))
    return b"".join(data[start:end] for marker, start, end in parts if not _speaks(marker)) if parts else data


def comments_of(data: bytes) -> str:
    """Return what those parts say, as far as it can be printed; empty where there is none."""
    spoken = [data[start + 4 : end] for marker, start, end in _segments(data) if _speaks(marker)]
    texts = ["".join(chr(byte) if 32 <= byte < 127 else " " for byte in part[:4000]) for part in spoken]  # noqa: PLR2004
    said = " ".join(" ".join(texts).split())[:_SAID]
    return said or ("a part that says something" if spoken else "")


def _speaks(marker: int) -> bool:
    return marker == _COMMENT or (marker in _APPLICATION and marker not in _NEEDED)


def _segments(data: bytes) -> Iterator[tuple[int, int, int]]:
    """Yield each marker with its part, up to the scan, which is one part with all that follows."""
    at = 0
    while at + 4 <= len(data) and data[at] == 0xFF:  # noqa: PLR2004 - every marker begins so
        marker = data[at + 1]
        if marker == _FILL:
            at += 1  # any number of these may stand before a marker, and readers pass over them
            continue
        if marker in _ALONE:
            yield marker, at, at + 2
            at += 2
            continue
        if marker == _SCAN:
            end = data.rfind(b"\xff\xd9")
            yield marker, at, end + 2 if end > at else len(data)
            return
        end = at + 2 + int.from_bytes(data[at + 2 : at + 4], "big")
        yield marker, at, end
        at = end
