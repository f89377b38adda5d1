"""Pictures and documents beside a draft: added, described, looked at, taken out; and what each said before.

What a file said of itself is named, never repeated: whoever adds one has it at hand,
and nobody else needs to know. Only a clean file is ever shown or handed out.
"""

from collections.abc import Sequence
from typing import Final
from urllib.parse import quote

import msgspec
from litestar import Response, get
from litestar.exceptions import NotFoundException

from kunak.app import enclosing
from kunak.base.errors import BadInput
from kunak.base.words import phrase
from kunak.casework import publication
from kunak.casework.compartments import Kind
from kunak.casework.publication import CleanFile
from kunak.disclosure.enclosed import Enclosed, Span, spans
from kunak.web.act import Act, Ask
from kunak.web.forms import Form
from kunak.web.pages.deeds import AtCase, Deed, handlers
from kunak.web.pages.found_words import FINDING_NAMES, Found, Piece, name_of, pieces
from kunak.web.respond import Asked
from kunak.web.section import Section

KIND: Final = Kind.PUBLICATION
PART: Final = phrase("Publication")

SHOWN: Final = {"jpeg": "image/jpeg", "png": "image/png", "gif": "image/gif", "webp": "image/webp"}
"""Kinds that every browser shows, and their types: what another laptop says of a type is not repeated to a browser."""

KIND_NAMES: Final = {
    "jpeg": phrase("a picture (JPEG)"),
    "png": phrase("a picture (PNG)"),
    "gif": phrase("a picture (GIF)"),
    "webp": phrase("a picture (WebP)"),
    "tiff": phrase("a picture (TIFF)"),
    "pdf": phrase("a PDF document"),
    "docx": phrase("a text document"),
    "odt": phrase("a text document"),
    "xlsx": phrase("a spreadsheet"),
    "ods": phrase("a spreadsheet"),
    "pptx": phrase("a presentation"),
    "odp": phrase("a presentation"),
}


class Inside(msgspec.Struct, frozen=True):
    """Words that were found in a document, and what they are, a phrase."""

    text: str
    what: str
    severity: str


class FileLine(msgspec.Struct, frozen=True, kw_only=True):
    """A file beside a draft.

    Attributes:
        href: Where it is described anew; below it lie its other addresses.
        name, alt: With what was found in them.
        kind: What it is, a phrase.
        here: Whether it is on this laptop.
        shown: Whether a browser can show it.
        removed: Names of what it said of itself before.
        told: What of the case it told before, as phrases.
        inside: What was found in its words.
    """

    href: str
    name: tuple[Piece, ...]
    plain: str
    alt: tuple[Piece, ...]
    plain_alt: str
    kind: str
    size: int
    here: bool
    shown: bool
    removed: tuple[str, ...]
    told: tuple[str, ...]
    inside: tuple[Inside, ...]


def lines(
    at: AtCase, text: str, files: Sequence[CleanFile], read: Sequence[Enclosed], found: Sequence[Found]
) -> tuple[FileLine, ...]:
    """Return a line for each file of a draft.

    Args:
        at: The case.
        text: Of the draft.
        files: Beside it.
        read: What is known of each; names and descriptions at least.
        found: In all of it, read as one text.
    """
    whole = spans(text, read)
    return tuple(
        FileLine(
            href=f"{at.path}/publication/file/{file.sealed.stored}",
            name=_marked(file.sealed.name, name, found),
            plain=file.sealed.name,
            alt=_marked(file.alt, alt, found),
            plain_alt=file.alt,
            kind=KIND_NAMES.get(file.kind, ""),
            size=file.sealed.size,
            here=at.vault.shelf.has(file.sealed),
            shown=file.kind in SHOWN,
            removed=tuple(one.what for one in file.removed),
            told=tuple(dict.fromkeys(FINDING_NAMES.get(kind, FINDING_NAMES["word"]) for kind in file.told)),
            inside=_inside(said.words, words, found),
        )
        for file, said, (name, alt, words) in zip(files, read, whole, strict=True)
    )


def within(found: Sequence[Found], span: Span) -> tuple[Found, ...]:
    """Return the parts of findings that lie in a span, counted from where it begins."""
    return tuple(
        publication.Mark(
            max(one.start, span.start) - span.start, min(one.end, span.end) - span.start, one.kind, one.severity
        )
        for one in found
        if one.start < span.end and span.start < one.end
    )


def _marked(text: str, span: Span, found: Sequence[Found]) -> tuple[Piece, ...]:
    return pieces(text, within(found, span)) if text else ()


def _inside(words: str, span: Span, found: Sequence[Found]) -> tuple[Inside, ...]:
    told = (Inside(words[one.start : one.end], name_of(one), one.severity) for one in within(found, span))
    return tuple(dict.fromkeys(told))


@get("/case/{case:str}/publication/file/{file:str}/picture", sync_to_thread=True)
def picture(request: Asked) -> Response[bytes]:
    """Show a clean picture: built here from its pixels, and read again before it was kept."""
    at = AtCase(request, KIND)
    file = _file(at)
    if file.kind not in SHOWN:
        raise NotFoundException
    return Response(enclosing.bytes_of(at.vault.shelf, file), media_type=SHOWN[file.kind])


@get("/case/{case:str}/publication/file/{file:str}/clean", sync_to_thread=True)
def download(request: Asked) -> Response[bytes]:
    """Hand out a clean file under the name with which it goes out."""
    at = AtCase(request, KIND)
    file = _file(at)
    return Response(
        enclosing.bytes_of(at.vault.shelf, file),
        media_type="application/octet-stream",
        headers={"content-disposition": f"attachment; filename*=UTF-8''{quote(file.sealed.name, safe='')}"},
    )


def _file(at: AtCase) -> CleanFile:
    """Return a file that lies beside the draft, or beside a text that went out."""
    known, stored = at.file.publication, at.word("file")
    drafts = [write.value.files for write in known.drafts.writes]
    for files in (*drafts, *(known.files.get(one.of, ()) for one in known.published)):
        for file in files:
            if file.sealed.stored == stored:
                return file
    raise NotFoundException


NAME_HELP: Final = phrase(
    "Whoever gets the file sees it. If this stays empty, Kunak gives a name that says nothing, such as picture-1.jpg."
)
ALT_HELP: Final = phrase(
    "One sentence for people who do not see the picture. It is checked like the text; Telegram has no place for it."
)


def _asks(name: str = "", alt: str = "") -> tuple[Ask, ...]:
    return (
        Ask("alt", phrase("What it shows"), "prose", help=ALT_HELP, default=alt),
        Ask("name", phrase("Name of the file"), help=NAME_HELP, optional=True, default=name),
    )


def _add(at: AtCase) -> Act:
    return Act(
        title=phrase("Add a picture or document"),
        above=at.above("publication"),
        part=PART,
        says=(
            phrase(
                "What it says of itself is compared with the case, then taken out: place, time, device, author, notes. "
                "It is read again, and refused if anything is left. The file that you choose is kept nowhere in the "
                "vault, and stays where it is."
            ),
        ),
        asks=(
            Ask(
                "file",
                phrase("The file"),
                "file",
                help=phrase(
                    "A picture, PDF or office document of at most 30 MB. After a refusal it has to be chosen again."
                ),
            ),
            *_asks(),
        ),
        warns=phrase(
            "No program sees what a picture shows: look for faces, windows, signs and reflections. Any check and "
            "approval of the draft is void afterwards."
        ),
        does=phrase("Clean it and add it"),
    )


def _do_add(at: AtCase, form: Form) -> None:
    upload = form.files.get("file")
    if upload is None:
        raise BadInput("Choose a file.", field="file")
    enclosing.enclose(
        at.space, at.vault.shelf, at.subject, data=upload.content, name=form.text("name"), alt=form.text("alt")
    )


def _describe(at: AtCase) -> Act:
    file = publication.enclosed(at.file.publication, at.word("file"))
    return Act(
        title=phrase("Describe the file anew"),
        about=file.sealed.name,
        above=at.above("publication"),
        part=PART,
        says=(phrase("Any check and approval of the draft is void afterwards."),),
        asks=_asks(file.sealed.name, file.alt),
        does=phrase("Keep the description"),
    )


def _take_out(at: AtCase) -> Act:
    file = publication.enclosed(at.file.publication, at.word("file"))
    return Act(
        title=phrase("Take the file out"),
        about=file.sealed.name,
        above=at.above("publication"),
        part=PART,
        says=(
            phrase(
                "The text goes out without it. Its sealed bytes stay in the vault until the case is destroyed. Any "
                "check and approval of the draft is void afterwards."
            ),
        ),
        does=phrase("Take it out"),
    )


DEEDS: Final = (
    Deed(path="publication/file", kind=KIND, shows=_add, does=_do_add),
    Deed(
        path="publication/file/{file:str}",
        kind=KIND,
        shows=_describe,
        does=lambda at, form: enclosing.describe(
            at.space, at.subject, at.word("file"), name=form.text("name"), alt=form.text("alt")
        ),
    ),
    Deed(
        path="publication/file/{file:str}/out",
        kind=KIND,
        shows=_take_out,
        does=lambda at, _form: enclosing.take_out(at.space, at.subject, at.word("file")),
    ),
)

SECTION: Final = Section(handlers=(picture, download, *handlers(*DEEDS)))
