"""What a picture says beside what it shows, and the picture built anew from its pixels.

Read are EXIF with its place, XMP, IPTC, comments and text chunks. A cleaned picture is
made from pixels alone: nothing of the old file is copied, so nothing that nobody knew of can stay.
"""

import importlib
import io
import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any, Final

from kunak.base.errors import BadInput
from kunak.base.words import phrase
from kunak.disclosure.tags import Content, Tag

FORMATS: Final = {
    "JPEG": "jpeg",
    "PNG": "png",
    "GIF": "gif",
    "WEBP": "webp",
    "TIFF": "tiff",
    "BMP": "bmp",
    "MPO": "jpeg",
}
"""What pillow calls them, and the kind that is told."""

MOST_PIXELS: Final = 120_000_000
"""Largest picture: what the cameras of telephones make."""

UNREAD: Final = phrase(
    "What a picture shows: faces, backgrounds, reflections, writing; and the noise of its camera's sensor."
)

_IFDS: Final = ((0x8769, "Exif"), (0x8825, "GPS"), (0xA005, "Interop"))
_SILENT: Final = frozenset(
    {"dpi", "jfif", "jfif_version", "jfif_unit", "jfif_density", "progressive", "progression", "adobe", "adobe_transform",  # noqa: E501
     "gamma", "transparency", "background", "loop", "duration", "version", "extension", "interlace", "srgb", "chromaticity",  # noqa: E501
     "aspect", "timestamp", "blend", "disposal", "bbox", "default_image", "compression", "resolution", "lossless", "mpoffset"}  # noqa: E501
)  # fmt: skip
"""What pillow tells of how pixels are packed: it says nothing of anybody."""

_PACKING: Final = frozenset(
    {254, 255, 256, 257, 258, 259, 262, 266, 273, 274, 277, 278, 279, 282, 283, 284, 296, 317, 320, 322, 323, 324, 325, 338, 339,  # noqa: E501
     530, 531, 532}
)  # fmt: skip
"""Numbers of TIFF tags that say how pixels are packed."""

_PARTS: Final = 3
"""Numbers of a place in EXIF: degrees, minutes, seconds."""


def read_picture(data: bytes) -> Content:
    """Return what a picture says of itself.

    Raises:
        BadInput: It is no picture that can be read, or too large.
    """
    image = _opened(data)
    with _refusing():
        return Content(FORMATS[image.format], tuple(_tags(image, data)), unread=(UNREAD,))


def sides_of(data: bytes) -> tuple[int, int]:
    """Return width and height of a picture in pixels.

    Raises:
        BadInput: It is no picture that can be read, or too large.
    """
    image = _opened(data)
    return int(image.width), int(image.height)


def clean_picture(data: bytes) -> bytes:
    """Return the picture built from its pixels, in the same format (sRGB; a BMP becomes a PNG).

    Raises:
        BadInput: It is no picture that can be read, or too large.
    """
    image = _opened(data)
    with _refusing():
        return _from_pixels(image)


def _from_pixels(image: Any) -> bytes:  # noqa: ANN401
    form = {"MPO": "JPEG", "BMP": "PNG"}.get(image.format, image.format)
    frames = [_rebuilt(frame, form) for frame in _frames(image)]
    out = io.BytesIO()
    options: dict[str, Any] = {"JPEG": {"quality": 92, "subsampling": 0}, "WEBP": {"quality": 92}}.get(form, {})
    if len(frames) > 1 and form in ("GIF", "WEBP", "PNG"):
        options |= {
            "save_all": True,
            "append_images": frames[1:],
            "duration": image.info.get("duration", 100),
            "loop": 0,
        }
    frames[0].save(out, form, **options)
    return out.getvalue()


def _pillow() -> Any:  # noqa: ANN401 - loaded late: most commands never need it
    try:
        return importlib.import_module("PIL.Image")
    except ImportError:
        raise BadInput("Pictures need the extra: install kunak[disclosure].", field="draft") from None


@contextmanager
def _refusing() -> Iterator[None]:
    """Make one refusal of whatever a broken picture does to its decoder, and nothing of its remarks."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # a size that pillow finds large is ours to judge
            yield
    except Exception:  # noqa: BLE001 - a broken picture may break its decoder in any way
        raise BadInput(
            "The picture cannot be read: save it as JPEG or PNG in the program that shows it.", field="draft"
        ) from None


def _opened(data: bytes) -> Any:  # noqa: ANN401
    pillow = _pillow()
    with _refusing():
        image = pillow.open(io.BytesIO(data), formats=("JPEG", "PNG", "GIF", "WEBP", "TIFF", "BMP", "MPO"))
        small = image.width * image.height * getattr(image, "n_frames", 1) <= MOST_PIXELS
        if small:
            image.load()
    if not small:
        raise BadInput("The picture has more than 120 million pixels: make it smaller first.", field="draft")
    return image


def _frames(image: Any) -> Iterator[Any]:  # noqa: ANN401
    count = getattr(image, "n_frames", 1) if image.format in ("GIF", "WEBP", "PNG") else 1
    if count == 1:
        yield image  # no copy: the pictures of today's telephones are hundreds of megabytes of pixels
        return
    for number in range(count):
        image.seek(number)
        yield image.copy()


def _upright(image: Any) -> Any:  # noqa: ANN401
    """Return the picture turned as its tag says; where the tag is broken, as it lies."""
    with suppress(Exception):  # a broken tag may break its reader in any way, and the pixels are sound
        importlib.import_module("PIL.ImageOps").exif_transpose(image, in_place=True)
    return image


def _rebuilt(image: Any, form: str) -> Any:  # noqa: ANN401
    """Return a picture that holds these pixels, upright and in sRGB, and nothing else."""
    pillow, image = _pillow(), _upright(image)
    profile = image.info.get("icc_profile")
    alpha = image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info
    image = _in_srgb(image, profile) if profile and image.mode in ("RGB", "CMYK", "L") else image
    mode = "RGBA" if alpha and form != "JPEG" else "RGB"
    image = image if image.mode == mode and "transparency" not in image.info else image.convert(mode)
    fresh = pillow.new(image.mode, image.size)
    fresh.paste(image)
    return fresh


def _in_srgb(image: Any, profile: bytes) -> Any:  # noqa: ANN401
    colours = importlib.import_module("PIL.ImageCms")
    try:
        own = colours.ImageCmsProfile(io.BytesIO(profile))
        return colours.profileToProfile(image, own, colours.createProfile("sRGB"), outputMode="RGB")
    except colours.PyCMSError:
        return image  # a broken profile says nothing about colours


def _tags(image: Any, data: bytes) -> Iterator[Tag]:  # noqa: ANN401
    yield from _exif(image)
    for key, value in image.info.items():
        name = str(key)
        if name.casefold() in _SILENT or name == "exif":
            continue
        if name == "icc_profile":
            yield from _profile(value)
        else:
            yield Tag(name, _text(value))
    if b"http://ns.adobe.com/xap/1.0/" in data and not any(str(key).casefold().find("xmp") >= 0 for key in image.info):
        yield Tag("XMP", _xml_words(data[data.find(b"<x:xmpmeta") :][:100_000].decode("utf-8", "replace")))
    if image.format == "MPO":
        yield Tag("MPO", f"{image.n_frames} pictures in one file")


def _exif(image: Any) -> list[Tag]:  # noqa: ANN401
    """Return what EXIF says; where it is broken, that there is some: the picture is sound, and to be cleaned."""
    try:
        return list(_of_exif(image))
    except Exception:  # noqa: BLE001 - a broken tag may break its reader in any way
        return [Tag("EXIF", "tags that are broken")]


def _of_exif(image: Any) -> Iterator[Tag]:  # noqa: ANN401
    names = importlib.import_module("PIL.ExifTags")
    exif = image.getexif()
    for number, value in exif.items():
        if number not in _PACKING and number not in {ifd for ifd, _ in _IFDS}:
            yield Tag(names.TAGS.get(number, f"EXIF {number}"), _text(value))
    for ifd, group in _IFDS:
        known = names.GPSTAGS if group == "GPS" else names.TAGS
        values = exif.get_ifd(ifd)
        for number, value in values.items():
            yield Tag(f"{group} {known.get(number, number)}", _text(value))
        if group == "GPS" and (point := _point(values)):
            yield Tag("GPS point", point)
    if exif.get_ifd(names.IFD.IFD1):
        yield Tag("Thumbnail", "a smaller picture, perhaps from before it was cropped")


def _point(gps: dict[int, Any]) -> str | None:
    """Return a place as two decimal numbers; None where EXIF has none that can be read."""
    try:
        lat, lon = (_degrees(gps[number]) for number in (2, 4))
    except (KeyError, TypeError, ValueError, ZeroDivisionError):
        return None
    south, west = str(gps.get(1, "N")).upper().startswith("S"), str(gps.get(3, "E")).upper().startswith("W")
    return f"{-lat if south else lat:.5f}, {-lon if west else lon:.5f}"


def _degrees(parts: Any) -> float:  # noqa: ANN401
    values = [float(part) for part in parts]
    if len(values) != _PARTS:
        raise ValueError
    return values[0] + values[1] / 60 + values[2] / 3600


def _profile(profile: bytes) -> Iterator[Tag]:
    colours = importlib.import_module("PIL.ImageCms")
    try:
        name = colours.getProfileDescription(colours.ImageCmsProfile(io.BytesIO(profile)))
    except colours.PyCMSError:
        name = "a colour profile"
    yield Tag("ICC profile", name.strip())


def _text(value: object) -> str:
    if isinstance(value, bytes):
        text = _xml_words(value.decode("utf-8", "ignore")) if b"<" in value[:200] else _printed(value)
        return text or f"{len(value)} bytes"
    if isinstance(value, dict):
        return "; ".join(f"{key}: {_text(one)}" for key, one in value.items())
    return _xml_words(str(value)) if "<x:xmpmeta" in str(value)[:400] else str(value)


def _printed(value: bytes) -> str:
    for marker in (b"ASCII\0\0\0", b"UNICODE\0"):
        if value.startswith(marker):
            body = value.removeprefix(marker)
            return body.decode("utf-16" if marker.startswith(b"UNI") else "utf-8", "ignore").strip("\0 ")
    return "".join(letter for letter in value.decode("utf-8", "ignore") if letter.isprintable())


def _xml_words(text: str) -> str:
    """Return what is between and in the tags of an XMP packet."""
    words = re.sub(r"<\?[^>]*>|</?[\w:]+|xmlns:\w+=\"[^\"]*\"|[<>]", " ", text)
    return " ".join(words.split())
