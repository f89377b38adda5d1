"""What a person typed into a form, and what was wrong with it: kept together, so that nothing has to be typed twice.

Bodies are read in memory alone. A parser that spools large parts would write the
text of a case into the system's folder for temporary files.
"""

from io import BytesIO
from typing import Final, Self
from urllib.parse import parse_qsl

import msgspec
from multipart import MultipartError, MultipartParser, parse_options_header

from kunak.base.errors import BadInput, KunakError

BODY_LIMIT_BYTES: Final = 32 * 1024 * 1024
"""Largest form read: a message with attachments, twice what mail servers commonly carry. Our choice."""
FIELD_LIMIT: Final = 2_000
"""Most fields in one form. The assessment, our longest, has about a hundred."""


class Upload(msgspec.Struct, frozen=True):
    """A file as it was sent. Its name is as given: `store.files` cleans it."""

    name: str
    content: bytes

    def __repr__(self) -> str:
        return "Upload(...)"


class Form(msgspec.Struct, frozen=True):
    """What was typed, and the sentence for each field that is wrong. One about the whole stands under no name."""

    values: dict[str, list[str]] = {}
    files: dict[str, Upload] = {}
    errors: dict[str, KunakError] = {}

    def __repr__(self) -> str:
        return "Form(...)"

    def text(self, name: str, default: str = "") -> str:
        """Return what was typed into a field, or ``default`` where it was not sent."""
        return self.values[name][0] if self.values.get(name) else default

    def chosen(self, name: str, default: tuple[str, ...] = ()) -> tuple[str, ...]:
        """Return every value that was chosen, or ``default`` where no form was sent yet."""
        return tuple(self.values.get(name, ())) if self.values else default

    def refused(self, *errors: KunakError) -> Self:
        """Return the form as it must be shown again, each sentence at its field."""
        at_fields = {error.field or "": error for error in errors}
        return type(self)(self.values, {}, {**self.errors, **at_fields})


def read(body: bytes, content_type: str) -> Form:
    """Read the body of a form.

    Raises:
        BadInput: It is no form, or is larger than any form of ours.
    """
    kind, options = parse_options_header(content_type)
    match kind:
        case "" if not body:
            return Form()
        case "application/x-www-form-urlencoded":
            return _read_pairs(body)
        case "multipart/form-data":
            return _read_parts(body, options.get("boundary", ""))
    raise BadInput("This was not sent by a form of the desk: open the page again and send it from there.")


def _read_pairs(body: bytes) -> Form:
    form = Form({})
    try:
        pairs = parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=FIELD_LIMIT, errors="strict")
    except ValueError:
        raise _broken() from None
    for name, value in pairs:
        form.values.setdefault(name, []).append(_lines(value))
    return form


def _read_parts(body: bytes, boundary: str) -> Form:
    form = Form({}, {})
    limits = {
        "part_limit": FIELD_LIMIT,
        "spool_limit": BODY_LIMIT_BYTES,
        "memory_limit": BODY_LIMIT_BYTES,
        "disk_limit": 0,
    }
    try:
        for part in MultipartParser(BytesIO(body), boundary, strict=True, **limits):
            if part.filename is None:
                form.values.setdefault(part.name, []).append(_lines(part.value))
            elif part.filename:
                form.files[part.name] = Upload(part.filename, part.raw)
    except (MultipartError, ValueError):
        raise _broken() from None
    return form


def _broken() -> BadInput:
    return BadInput("The form did not arrive whole: nothing was saved. Send it once more.")


def _lines(value: str) -> str:
    """Browsers send every line end as CR LF; people typed one."""
    return value.replace("\r\n", "\n")
