"""The sources of the register: described, graded, and kept as they looked, with their hash."""

from hashlib import sha256
from pathlib import Path
from typing import Final

import msgspec

from kunak.app import incidents
from kunak.app.index import SourceLine
from kunak.app.ports import FileShelf
from kunak.app.workspace import Workspace
from kunak.base.errors import BadInput, Fault
from kunak.base.ids import SubjectId
from kunak.base.instants import Instant
from kunak.casework.compartments import Kind, Subject
from kunak.casework.facts import Event
from kunak.casework.incidents import sources
from kunak.casework.incidents.sources import Reliability, SnapshotTaken, Source, SourceRecord, Whereabouts
from kunak.casework.request import AttachedFile
from kunak.store.files import clean_name, read_capped
from kunak.store.incoming import ATTACHMENT_BYTES, IncomingFile

_ALL: Final = 2**31
_MEDIA: Final = {
    ".pdf": "application/pdf",
    ".html": "text/html",
    ".htm": "text/html",
    ".mht": "multipart/related",
    ".mhtml": "multipart/related",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".txt": "text/plain",
}
"""What a snapshot says of itself; whoever shows one judges it anew."""


class Listed(msgspec.Struct, frozen=True):
    """One source in the list."""

    id: SubjectId
    number: str
    updated: Instant
    line: SourceLine


def add(
    space: Workspace, *, record: SourceRecord, found: Whereabouts | None = None, grade: sources.Grade | None = None
) -> SubjectId:
    """Describe a new source.

    Raises:
        Refused: What the rules say. Nothing is written.
    """
    said = sources.describe(Source(), record=record, found=found, now=space.clock())
    if grade is not None:
        said += sources.grade(Source(), reliability=grade.reliability, reason=grade.reason)
    subject = SubjectId(space.new_id())
    _write(space, subject, said)
    return subject


def describe(space: Workspace, subject: SubjectId, *, record: SourceRecord, found: Whereabouts | None) -> None:
    """Describe a source anew."""
    with space.turn:
        _write(
            space,
            subject,
            sources.describe(space.source(subject).source, record=record, found=found, now=space.clock()),
        )


def grade(space: Workspace, subject: SubjectId, *, reliability: Reliability, reason: str) -> None:
    """Say what a source is worth."""
    with space.turn:
        said = sources.grade(space.source(subject).source, reliability=reliability, reason=reason)
        _write(space, subject, said)


def snapshot(
    space: Workspace,
    shelf: FileShelf,
    subject: SubjectId,
    *,
    name: str,
    data: bytes,
    taken_at: Instant | None = None,
    address: str = "",
    expected: bytes | None = None,
) -> bytes:
    """Keep how a source looked; return the hash.

    Args:
        space: The open vault.
        shelf: Takes the file, once the rules have said yes.
        subject: The source.
        name: Of the file.
        data: Its bytes.
        taken_at: When it was saved; now where nobody says.
        address: Where from.
        expected: SHA-256 that somebody stated; another one is refused.

    Raises:
        Refused: What the rules say. Nothing is kept.
        BadInput: The file is empty or too large.
    """
    if not data or len(data) > ATTACHMENT_BYTES:
        raise BadInput("A snapshot has 1 byte to 25 MB: save the page or the part that matters.", field="file")
    digest, name = sha256(data).digest(), clean_name(name)
    media = _MEDIA.get(Path(name).suffix.casefold(), "application/octet-stream")
    with space.turn:
        incidents.check_reader(space, (Kind.IDENTITY,))
        known = space.source(subject).source
        moment = space.clock() if taken_at is None else taken_at
        blank = AttachedFile(name, media, "", b"", len(data))
        taken = SnapshotTaken(sha256=digest, taken_at=moment, file=blank, address=address.strip())
        said = sources.snapshot(known, taken, expected=expected, now=space.clock())
        kept = shelf.put(IncomingFile(name=name, media_type=media, data=data, sha256=digest))
        _write(space, subject, tuple(msgspec.structs.replace(each, file=kept) for each in said))
    return digest


def read_snapshot(path: Path) -> bytes:
    """Return the bytes of a file that is to be kept.

    Raises:
        BadInput: It cannot be read, or is too large.
    """
    return read_capped(path, limit=ATTACHMENT_BYTES)


def kept(space: Workspace, shelf: FileShelf, subject: SubjectId, number: int) -> tuple[SnapshotTaken, bytes]:
    """Return one of the snapshots of a source, and its bytes.

    Raises:
        BadInput: There is no such snapshot.
        Fault: It is not on this laptop, or is not what its hash says.
    """
    incidents.check_reader(space, (Kind.IDENTITY,))
    taken = space.source(subject).source.snapshots
    if not 0 <= number < len(taken):
        raise BadInput("This source has no such snapshot.")
    data = shelf.get(taken[number].file)
    if sha256(data).digest() != taken[number].sha256:
        raise Fault(
            "This file is not the one whose hash was written down: it is not shown. Keep it, and ask who took it."
        )
    return taken[number], data


def opened(space: Workspace, subject: SubjectId) -> Source:
    """Return a source as far as the member at this desk may read it."""
    incidents.check_reader(space)
    source = space.source(subject).source
    if Kind.IDENTITY in incidents.readable(space):
        return source
    return Source(records=source.records, grades=source.grades)


def listed(space: Workspace) -> list[Listed]:
    """Return the sources by their labels."""
    incidents.check_reader(space)
    rows = space.cache.subjects(Subject.SOURCE.value, limit=_ALL)
    found = [Listed(SubjectId(row.id), row.code, row.updated, _line(row.summary)) for row in rows]
    return sorted(found, key=lambda each: (each.line.label.casefold(), each.id))


def _line(body: bytes) -> SourceLine:
    return msgspec.msgpack.decode(body, type=SourceLine)


def _write(space: Workspace, subject: SubjectId, said: tuple[Event, ...]) -> None:
    incidents.write(space, [(subject, Subject.SOURCE, said)])
