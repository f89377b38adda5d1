"""Pictures and documents that go out with a text: compared with the case, cleaned, read again, and sealed.

What was chosen at first is kept nowhere: of what it said of itself the names alone
stay, and which of them told something of the case. Whoever checks, approves or sends
reads the clean files once more: what another laptop wrote is believed by nobody.
"""

import hashlib
from collections.abc import Iterator, Sequence
from typing import Final, Protocol

from kunak.app import cases
from kunak.app.ports import FileShelf
from kunak.app.secrets import held_by, unread
from kunak.app.workspace import Workspace
from kunak.base.errors import BadInput, KunakError, Refused
from kunak.base.ids import SubjectId
from kunak.base.words import phrase
from kunak.casework import publication
from kunak.casework.compartments import KIND_NAMES
from kunak.casework.publication import CleanFile, Removed
from kunak.casework.request import AttachedFile
from kunak.crypto.secret import SECRET_BYTES
from kunak.disclosure.enclosed import Enclosed
from kunak.disclosure.secrets import Secrets
from kunak.disclosure.tags import Content, Tag, judge_file, told_by_tags
from kunak.store import pictures
from kunak.store.cleaning import clean_line, clean_name, clean_text
from kunak.store.incoming import IncomingFile
from kunak.store.publishable import TYPES, cleaned, content_of
from kunak.transport.postings import Enclosure

REMOVED_KEPT: Final = 40
"""Most names of what was removed that are kept with a file."""

REMOVED_CHARACTERS: Final = 60
"""Longest of these names: some formats let people choose them."""

NAMELESS: Final = "…"
"""Stands for the name of a thing that told something of the case by its name alone."""

NOT_HERE: Final = phrase("A file that is not on this laptop yet: sync with a laptop that has it.")


class Shelf(FileShelf, Protocol):
    """Where sealed files lie, and can be taken away again."""

    def has(self, file: AttachedFile) -> bool:
        """Whether the file is there; whether it is unaltered, only ``get`` says."""

    def discard(self, file: AttachedFile) -> None:
        """Take away a file that nothing names."""


def enclose(space: Workspace, shelf: Shelf, subject: SubjectId, *, data: bytes, name: str, alt: str) -> CleanFile:
    """Put a picture or document beside the draft, clean; return it as it is kept.

    Args:
        space: The open vault.
        shelf: Where its clean bytes go.
        subject: The case.
        data: The file as it was chosen.
        name: Under which it goes out; empty: one that says nothing.
        alt: What it shows.

    Raises:
        BadInput: It is empty, broken, or of a kind that cannot be cleaned.
        Refused: This member cannot read what it is to be compared with, something would stay in it, or a rule of the
            draft says no. Nothing was kept.
    """
    missing = unread(space, subject)
    if missing:
        raise Refused(
            "A file has to be added by somebody who may read the whole case, because it is compared with it first: you "
            "were not let into %(part)s.",
            field="file",
            part=KIND_NAMES[missing[0]],
        )
    content, clean = _cleaned(data)
    removed = _removed(content, held_by(space, subject))
    kind = _content(clean).kind
    extension, media_type = TYPES[kind]
    with space.turn:
        draft = space.case(subject).publication.draft
        named = _named(name, extension, media_type, draft.files if draft else ())
        digest = hashlib.sha256(clean).digest()
        sealed = shelf.put(IncomingFile(name=named, media_type=media_type, data=clean, sha256=digest))
        file = CleanFile(sealed=sealed, sha256=digest, kind=kind, alt=clean_text(alt).strip(), removed=removed)
        try:
            cases.decide(space, subject, lambda now: publication.enclose(now.publication, file))
        except BaseException:
            shelf.discard(sealed)
            raise
    return file


def describe(space: Workspace, subject: SubjectId, stored: str, *, name: str, alt: str) -> None:
    """Give a file beside the draft another name or description.

    Raises:
        Refused: The file is not there, or its name or description will not do.
    """
    with space.turn:
        known = space.case(subject).publication
        file = publication.enclosed(known, stored)
        others = [other for other in (known.draft.files if known.draft else ()) if other != file]
        named = _named(name, TYPES[file.kind][0], file.sealed.media_type, others)
        described = clean_text(alt).strip()
        cases.decide(
            space, subject, lambda now: publication.describe(now.publication, stored, name=named, alt=described)
        )


def take_out(space: Workspace, subject: SubjectId, stored: str) -> None:
    """Take a file out of the draft. Its sealed bytes stay until the case is destroyed: approvals name them.

    Raises:
        Refused: The file is not there.
    """
    cases.decide(space, subject, lambda now: publication.take_out(now.publication, stored))


def bytes_of(shelf: Shelf, file: CleanFile) -> bytes:
    """Return the bytes of a clean file, exactly those that approvals are bound to.

    Raises:
        Fault: It is not on this laptop, or was altered on the disk.
        Refused: What lies there is another file.
    """
    data = shelf.get(file.sealed) if len(file.sealed.key) == SECRET_BYTES else b""
    if hashlib.sha256(data).digest() != file.sha256:
        raise Refused("A file beside this text is not the one that was cleaned: take it out and add it again.")
    return data


def read_all(shelf: Shelf | None, files: Sequence[CleanFile]) -> tuple[Enclosed, ...]:
    """Return what the files beside a text say, every one of them read again.

    Raises:
        Fault: One of them is not on this laptop.
        Refused: One of them is another file than was cleaned, or says something of itself after all.
    """
    return tuple(_read(bytes_of(_open(shelf), file), file) for file in files)


def outgoing(shelf: Shelf | None, files: Sequence[CleanFile]) -> tuple[Enclosure, ...]:
    """Return the bytes of the files beside a text, as they go out: exactly those that approvals are bound to.

    Raises:
        Fault: One of them is not on this laptop.
        Refused: One of them is another file than was cleaned.
    """
    return tuple(_enclosure(bytes_of(_open(shelf), file), file) for file in files)


def _enclosure(data: bytes, file: CleanFile) -> Enclosure:
    sides = pictures.sides_of(data) if file.is_picture else (0, 0)
    return Enclosure(name=file.sealed.name, data=data, kind=file.kind, sides=sides)


def glance(shelf: Shelf, files: Sequence[CleanFile]) -> tuple[Enclosed, ...]:
    """Return what the files beside a text say, for a page: pictures have no words and are not opened.

    What cannot be read is said to be unread.
    """
    return tuple(_glanced(shelf, file) for file in files)


def described(files: Sequence[CleanFile]) -> tuple[Enclosed, ...]:
    """Return names and descriptions of files alone."""
    return tuple(Enclosed(file.sealed.name, file.alt) for file in files)


def _open(shelf: Shelf | None) -> Shelf:
    if shelf is None:
        raise Refused("Files lie beside this text, and they cannot be read here: do it on the page of the publication.")
    return shelf


def _read(data: bytes, file: CleanFile) -> Enclosed:
    content = _content(data)
    if content.tags or content.kind != file.kind or file.kind not in TYPES:
        raise Refused("A file beside this text says something of itself: take it out and add it again.")
    return Enclosed(file.sealed.name, file.alt, content.words, content.unread)


def _glanced(shelf: Shelf, file: CleanFile) -> Enclosed:
    told = Enclosed(file.sealed.name, file.alt, unread=(NOT_HERE,))
    if not shelf.has(file.sealed):
        return told
    if file.is_picture:
        return Enclosed(file.sealed.name, file.alt, unread=(pictures.UNREAD,))
    try:
        return _read(bytes_of(shelf, file), file)
    except KunakError as error:
        return Enclosed(file.sealed.name, file.alt, unread=(error.sentence,))


def _cleaned(data: bytes) -> tuple[Content, bytes]:
    """Return what a file says, and the file without it.

    Raises:
        BadInput: It is empty, broken, or of a kind that cannot be cleaned.
        Refused: Something would stay.
    """
    try:
        return _content(data), cleaned(data)
    except KunakError as error:
        error.field = "file"
        raise


def _content(data: bytes) -> Content:
    if not data:
        raise BadInput("The file is empty: choose another one.", field="file")
    content = content_of(data)
    if content is None or content.kind not in (*TYPES, "bmp"):
        raise BadInput(
            "This is no picture, PDF or office document that can be cleaned: save it as JPEG, PNG or PDF and choose "
            "that.",
            field="file",
        )
    return content


def _removed(content: Content, secrets: Secrets) -> tuple[Removed, ...]:
    """Return the names of what a file said of itself, those first that told something of the case.

    Some formats let people choose these names: one that tells something of the case is left out itself.
    """
    told: dict[str, tuple[str, ...]] = {}
    names = Content(content.kind, tuple(Tag(_called(tag), "") for tag in content.tags))
    alone = told_by_tags(judge_file("", names, secrets))
    for (_, kinds), (name, itself) in zip(told_by_tags(judge_file("", content, secrets)), alone, strict=True):
        what = NAMELESS if itself else name.name
        told[what] = tuple(dict.fromkeys((*told.get(what, ()), *kinds)))
    first = sorted(told.items(), key=lambda one: not one[1])
    return tuple(Removed(what, kinds) for what, kinds in first[:REMOVED_KEPT])


def _called(tag: Tag) -> str:
    return clean_line(tag.name)[:REMOVED_CHARACTERS]


def _named(typed: str, extension: str, media_type: str, others: Sequence[CleanFile]) -> str:
    """Return the name under which a file goes out: the end that its kind asks for, whatever was typed."""
    stem = clean_name(typed.strip()) if typed.strip() else ""
    base, dot, end = stem.rpartition(".")
    if dot and end.casefold() in {known for known, _ in TYPES.values()} | {"jpeg", "tiff", "bmp"}:
        stem = base
    if stem:
        return f"{stem}.{extension}"
    taken = {other.sealed.name.casefold() for other in others}
    return next(name for name in _neutral(extension, media_type) if name not in taken)


def _neutral(extension: str, media_type: str) -> Iterator[str]:
    what = "picture" if media_type.startswith("image/") else "document"
    for number in range(1, publication.FILES_LIMIT + 2):
        yield f"{what}-{number}.{extension}"
