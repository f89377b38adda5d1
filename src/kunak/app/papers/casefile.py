"""The case for machines: the JSON file ``kunak-case-export/1``, and its schema.

What stands on the paper, each text exactly as it was typed, each instant in RFC
3339. The format is specified in ``spec/case-export.md``; a change that an older
reader would misread gets a new number in ``format``.
"""

from typing import Annotated, Final, Literal

import msgspec

from kunak.app.papers.casepaper import CaseExport, Part
from kunak.base.errors import BadInput
from kunak.base.instants import to_rfc3339

Moment = Annotated[
    str,
    msgspec.Meta(
        pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{3})?Z$",
        description="RFC 3339, always in UTC",
        extra_json_schema={"format": "date-time"},
    ),
]
Hexadecimal = Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{32}$", description="16 bytes in hexadecimal")]

SCHEMA_ID: Final = "urn:kunak:case-export:1"


class FileRow(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A label and its values: more than one where members disagree and nobody has decided yet."""

    label: str
    values: Annotated[tuple[str, ...], msgspec.Meta(min_length=1)]


class FileNote(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What somebody wrote at an instant."""

    at: Moment
    by: str
    text: str


class FileHappening(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One line of a timeline."""

    at: Moment
    what: str
    by: str


class FilePart(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A compartment: its kind (``identity``, ``route``, ...), its title, and what it holds."""

    kind: str
    title: str
    rows: tuple[FileRow, ...]
    notes: tuple[FileNote, ...]
    timeline: tuple[FileHappening, ...]


class CaseFile(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One case as one member exported it. It is not encrypted."""

    format: Literal["kunak-case-export/1"] = "kunak-case-export/1"
    case: str
    stage: str
    exported_at: Moment
    exported_by: str
    group: str
    organisation: Hexadecimal
    contains: tuple[str, ...]
    left_out: tuple[str, ...]
    parts: tuple[FilePart, ...]


def case_json(data: CaseExport) -> bytes:
    """Return the case as JSON in UTF-8, indented by two spaces; the same data gives the same bytes.

    Raises:
        BadInput: A text holds half of a character, which no file can hold.
    """
    file = CaseFile(
        case=data.case,
        stage=data.stage,
        exported_at=to_rfc3339(data.exported_at),
        exported_by=data.exported_by,
        group=data.group,
        organisation=data.organisation.hex(),
        contains=tuple(part.kind for part in data.parts),
        left_out=data.left_out,
        parts=tuple(_part(part) for part in data.parts),
    )
    try:
        return msgspec.json.format(msgspec.json.encode(file), indent=2) + b"\n"
    except UnicodeEncodeError:
        raise BadInput("A text of this case holds half of a character: correct it, then export again.") from None


def read_case_json(content: bytes) -> CaseFile:
    """Read a file of this format.

    Raises:
        BadInput: It is not one.
    """
    try:
        return msgspec.json.decode(content, type=CaseFile)
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise BadInput("This is not a case export of the form kunak-case-export/1.") from None


def case_schema() -> bytes:
    """Return the JSON schema of the file: the content of ``spec/case-export.schema.json``."""
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": SCHEMA_ID,
        **msgspec.json.schema(CaseFile),
    }
    return msgspec.json.format(msgspec.json.encode(schema), indent=2) + b"\n"


def _part(part: Part) -> FilePart:
    return FilePart(
        kind=part.kind,
        title=part.title,
        rows=tuple(FileRow(row.label, (row.value, *row.also)) for row in part.rows),
        notes=tuple(FileNote(to_rfc3339(note.at), note.by, note.text) for note in part.notes),
        timeline=tuple(FileHappening(to_rfc3339(line.at), line.what, line.by) for line in part.timeline),
    )
