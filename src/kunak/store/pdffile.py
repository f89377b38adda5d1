"""What a PDF says beside what its pages show, and the PDF without it.

Removed are the document's information, XMP wherever it hangs, attached files, programs,
notes and the names of those who wrote them, private data of the programs that made
it, small pictures of pages, signatures, and what pictures inside say of themselves. The pages stay as they are.
"""

import importlib
import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from kunak.base.errors import BadInput
from kunak.base.words import phrase
from kunak.disclosure.tags import Content, Tag
from kunak.store.jpegs import comments_of, without_comments
from kunak.store.pictures import read_picture

UNREAD: Final = phrase("The pages of a PDF: check their text as a draft of its own, and look at their pictures.")

_OF_ANYTHING: Final = ("/Metadata", "/PieceInfo", "/LastModified", "/AF", "/Thumb", "/AA", "/GTS_Env")
"""Keys that any object may have and no page needs."""

_OF_ROOT: Final = (
    "/OpenAction",
    "/AcroForm",
    "/Collection",
    "/Perms",
    "/DSS",
    "/Legal",
    "/SpiderInfo",
    "/URI",
    "/Threads",
)
_OF_NAMES: Final = ("/EmbeddedFiles", "/JavaScript", "/AlternatePresentations", "/Renditions")
_NOTES: Final = frozenset(
    ("/Text", "/Popup", "/FreeText", "/Highlight", "/Underline", "/Squiggly", "/StrikeOut", "/Stamp", "/Caret", "/Ink",
     "/FileAttachment", "/Sound", "/Movie", "/Screen", "/RichMedia", "/Redact", "/Widget", "/Watermark", "/3D")
)  # fmt: skip
"""Kinds of notes and forms upon a page; links stay."""

_OF_NOTES: Final = ("/T", "/M", "/NM", "/CreationDate", "/Subj", "/Contents", "/RC")
_SAID: Final = 300
"""Characters of one value that are shown."""


BROKEN: Final = phrase("The PDF cannot be read: print it into a new one first.")


def read_pdf(data: bytes) -> Content:
    """Return what a PDF says of itself.

    Raises:
        BadInput: It is locked, or no PDF that can be read.
    """
    with _opened(data) as pdf, _refusing():
        return Content("pdf", tuple(_tags(pdf)), words="\n".join(_words(pdf)), unread=(UNREAD,))


def clean_pdf(data: bytes) -> bytes:
    """Return the PDF without what it says of itself; earlier versions kept inside are gone, too.

    Raises:
        BadInput: It is locked, or no PDF that can be read.
    """
    with _opened(data) as pdf, _refusing():
        if "/Info" in pdf.trailer:
            del pdf.trailer["/Info"]
        _cut(pdf.Root, _OF_ROOT)
        if "/Names" in pdf.Root:
            _cut(pdf.Root.Names, _OF_NAMES)
        for page in pdf.pages:
            _clean_notes(pdf, page)
        for thing in _dictionaries(pdf):
            _cut(thing, _OF_ANYTHING)
            _clean_image(thing)
        pdf.remove_unreferenced_resources()
        out = io.BytesIO()
        pdf.save(out, deterministic_id=True, linearize=False)
        return out.getvalue()


def _opened(data: bytes) -> Any:  # noqa: ANN401 - loaded late: most commands never need it
    try:
        library = importlib.import_module("pikepdf")
    except ImportError:
        raise BadInput("PDF files need the extra: install kunak[disclosure].", field="draft") from None
    try:
        return library.open(io.BytesIO(data))
    except library.PasswordError:
        raise BadInput("The PDF is locked with a password: print it into a new one first.", field="draft") from None
    except (library.PdfError, RuntimeError, ValueError):
        raise BadInput(BROKEN, field="draft") from None


@contextmanager
def _refusing() -> Iterator[None]:
    """Make one refusal of whatever a broken PDF does to its reader."""
    try:
        yield
    except Exception:  # noqa: BLE001 - a value of another type where the format wants one may do anything
        raise BadInput(BROKEN, field="draft") from None


def _dictionaries(pdf: Any) -> Iterator[Any]:  # noqa: ANN401
    library = importlib.import_module("pikepdf")
    for thing in pdf.objects:
        if isinstance(thing, (library.Dictionary, library.Stream)):
            yield thing


def _cut(thing: Any, keys: tuple[str, ...]) -> None:  # noqa: ANN401
    for key in keys:
        if key in thing:
            del thing[key]


def _clean_notes(pdf: Any, page: Any) -> None:  # noqa: ANN401
    if "/Annots" not in page:
        return
    library = importlib.import_module("pikepdf")
    kept = [note for note in page.Annots if str(note.get("/Subtype")) not in _NOTES]
    for note in kept:
        _cut(note, _OF_NOTES)
    page.Annots = pdf.make_indirect(library.Array(kept))


def _clean_image(thing: Any) -> None:  # noqa: ANN401
    if _is_jpeg(thing):
        raw = thing.read_raw_bytes()
        clean = without_comments(raw)
        if clean != raw:
            library = importlib.import_module("pikepdf")
            thing.write(clean, filter=library.Name("/DCTDecode"), decode_parms=thing.get("/DecodeParms"))


def _is_jpeg(thing: Any) -> bool:  # noqa: ANN401
    library = importlib.import_module("pikepdf")
    if not isinstance(thing, library.Stream) or "/Filter" not in thing:
        return False
    filters = thing["/Filter"]
    names = [str(one) for one in filters] if isinstance(filters, library.Array) else [str(filters)]
    return names == ["/DCTDecode"]


def _tags(pdf: Any) -> Iterator[Tag]:  # noqa: ANN401
    for key, value in pdf.docinfo.items() if "/Info" in pdf.trailer else ():
        yield Tag(f"PDF {key.removeprefix('/')}", str(value)[:_SAID])
    for key in _OF_ROOT:
        if key in pdf.Root:
            yield Tag(f"PDF {key.removeprefix('/')}", "a form, a program or a signature")
    for key in _OF_NAMES if "/Names" in pdf.Root else ():
        if key in pdf.Root.Names:
            names = ", ".join(pdf.attachments) if key == "/EmbeddedFiles" else "a program"
            yield Tag(f"PDF {key.removeprefix('/')}", names or "an attached file")
    for number, page in enumerate(pdf.pages, 1):
        yield from _note_tags(number, page)
    for thing in _dictionaries(pdf):
        yield from _tags_of(thing)


def _note_tags(number: int, page: Any) -> Iterator[Tag]:  # noqa: ANN401
    for note in page.get("/Annots") or ():
        said = "; ".join(str(note[key])[:_SAID] for key in _OF_NOTES if key in note)
        if said or str(note.get("/Subtype")) in _NOTES:
            yield Tag(f"Note on page {number}", said or str(note.get("/Subtype")))


def _tags_of(thing: Any) -> Iterator[Tag]:  # noqa: ANN401
    for key in _OF_ANYTHING:
        if key in thing:
            yield Tag(f"PDF {key.removeprefix('/')}", _value(thing[key]))
    if _is_jpeg(thing) and (said := comments_of(thing.read_raw_bytes())):
        yield from _tags_of_jpeg(thing.read_raw_bytes(), said)


def _tags_of_jpeg(data: bytes, said: str) -> list[Tag]:
    """Return what a picture in a PDF says of itself, its place too; where it cannot be read, the letters in it."""
    try:
        tags = [Tag(f"Picture in the PDF {tag.name}", tag.value) for tag in read_picture(data).tags]
    except BadInput:
        tags = []
    return tags or [Tag("Picture in the PDF", said)]


def _value(value: Any) -> str:  # noqa: ANN401
    library = importlib.import_module("pikepdf")
    if isinstance(value, library.Stream):
        try:
            text = value.read_bytes().decode("utf-8", "ignore")
        except library.PdfError:
            return "data that cannot be read"
        words = re.sub(r"<[^>]*?>", " ", text)
        return " ".join(words.split())[: 5 * _SAID] or "XMP"
    return str(value)[:_SAID] if isinstance(value, library.String) else "data of a program"


def _words(pdf: Any) -> Iterator[str]:  # noqa: ANN401
    """Yield what is written in the outline, in links and in descriptions of pictures."""
    for thing in _dictionaries(pdf):
        for key in ("/Alt", "/ActualText", "/Title", "/URI"):
            if key in thing and isinstance(thing.get(key), importlib.import_module("pikepdf").String):
                yield str(thing[key])
