"""What an office document says beside its text, and the document without it: docx, xlsx, pptx, odt, ods, odp.

A document is an archive of parts. Parts about the document go (author, company, times,
small picture, notes, programs, settings of printers); names, times and session numbers go out of the parts that
stay; pictures are built anew; tracked changes are taken as done. The text stays as it is.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from typing import Final

from kunak.base.errors import BadInput
from kunak.base.words import phrase
from kunak.disclosure.tags import Content, Tag
from kunak.store.incoming import MEGABYTE
from kunak.store.pictures import clean_picture, read_picture

MOST_BYTES: Final = 300 * MEGABYTE
"""Largest document once it is unpacked."""

UNREAD: Final = phrase("Drawings, charts and hidden cells of a document, and what its pictures show.")

_GONE: Final = re.compile(
    r"docProps/.*|customXml/.*|(?:word|ppt|xl)/(?:comments\w*|threadedComments|people|persons|revisions|printerSettings|"
    r"activeX|embeddings|vbaProject|vbaData|commentAuthors|glossary|stylesWithEffects)\b.*|_xmlsignatures/.*|meta\.xml|"
    r"Thumbnails/.*|settings\.xml|Configurations2/.*|Basic/.*|META-INF/documentsignatures\.xml|layout-cache|manifest\.rdf|"
    r"word/(?:settings|webSettings)\.xml|xl/drawings/(?:commentsDrawing|vmlDrawing)\d*\.vml|.*\.bin"
)
"""Parts that say something of somebody and that no text needs."""

_PICTURE: Final = re.compile(r".*\.(?:jpe?g|png|gif|webp|tiff?|bmp)", re.IGNORECASE)
_XML: Final = re.compile(r".*\.(?:xml|rels|vml)", re.IGNORECASE)
_ATTRIBUTES: Final = re.compile(
    r"\s(?:w:rsid\w*|w14:paraId|w14:textId|w15:\w+Id|xr\d*:uid|w:author|w:date|w:initials|w16du:dateUtc|office:name|"
    r"xr:revisionPtr|mc:Ignorable-author)=\"[^\"]*\""
)
"""Names, times and numbers of sessions of editing, on any part of the text."""

_DONE: Final = (
    # Tracked changes are taken as done: what was deleted goes, what was put in stays.
    (re.compile(r"<w:(del|moveFrom)\b(?![A-Za-z])[^>]*(?<!/)>.*?</w:\1>", re.DOTALL), ""),
    (re.compile(r"</?w:(?:ins|moveTo)\b(?![A-Za-z])[^>]*>"), ""),
    (re.compile(r"<w:(?:moveFrom|moveTo)Range(?:Start|End)\b[^>]*/>"), ""),
    (re.compile(r"<w:(\w+Change)\b[^>]*(?<!/)>.*?</w:\1>", re.DOTALL), ""),
    (re.compile(r"<w:comment(?:RangeStart|RangeEnd|Reference)\b[^>]*/>"), ""),
    (re.compile(r"<text:tracked-changes\b.*?</text:tracked-changes>", re.DOTALL), ""),
    (re.compile(r"<text:change(?:-start|-end)?\b[^>]*/>"), ""),
    (re.compile(r"<office:annotation\b.*?</office:annotation>|<office:annotation-end\b[^>]*/>", re.DOTALL), ""),
    (
        re.compile(
            r"<xr:revisionPtr\b[^>]*/>|<fileSharing\b[^>]*/>|<fileVersion\b[^>]*/>|<w:rsids>.*?</w:rsids>", re.DOTALL
        ),
        "",
    ),
    (
        re.compile(
            r"<x15ac:absPath\b[^>]*/>|<mc:AlternateContent[^>]*>\s*<mc:Choice[^>]*>\s*</mc:Choice>\s*</mc:AlternateContent>"
        ),
        "",
    ),
    (re.compile(r"<legacyDrawing\b[^>]*/>"), ""),
)
_TEXT_PARTS: Final = re.compile(
    r"word/(?:document|header\d*|footer\d*|footnotes|endnotes)\.xml|xl/sharedStrings\.xml|xl/worksheets/[^/]+\.xml|"
    r"xl/workbook\.xml|ppt/(?:slides|notesSlides)/[^/]+\.xml|content\.xml"
)
_PARAGRAPH: Final = re.compile(r"</(?:w:p|a:p|text:p|text:h|si|row)>")
_DESCRIBED: Final = re.compile(r"\b(?:descr|title|alt|name)=\"([^\"]+)\"|<svg:(?:desc|title)>([^<]*)<")
_TAG: Final = re.compile(r"<[^>]*>")
_DAMAGE: Final = (zipfile.BadZipFile, zlib.error, OSError, RuntimeError, NotImplementedError, EOFError, ValueError)
"""Everything that a broken archive makes its reader say."""

_EARLIEST: Final = (1980, 1, 1, 0, 0, 0)


def kind_of_office(data: bytes) -> str | None:
    """Return which office document this is, or None."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
            if "mimetype" in names:
                said = archive.read("mimetype")[:100].decode("ascii", "ignore")
                return {"text": "odt", "spreadsheet": "ods", "presentation": "odp"}.get(said.rsplit(".", 1)[-1])
            parts = {"word/document.xml": "docx", "xl/workbook.xml": "xlsx", "ppt/presentation.xml": "pptx"}
            return next((kind for part, kind in parts.items() if part in names), None)
    except _DAMAGE:
        return None


def read_office(data: bytes) -> Content:
    """Return what a document says of itself, and its text.

    Raises:
        BadInput: It is locked, broken, or too large once unpacked.
    """
    parts = _parts(data)
    tags = [tag for name, (content, _) in parts.items() for tag in _tags(name, content)]
    stamps = sorted({stamp for _, stamp in parts.values() if stamp[0] > _EARLIEST[0]})
    tags += [Tag("Time of a part", "{:04}-{:02}-{:02} {:02}:{:02}:{:02}".format(*stamp)) for stamp in stamps]
    words = [_words(content) for name, (content, _) in parts.items() if _TEXT_PARTS.fullmatch(name)]
    return Content(kind_of_office(data) or "zip", tuple(tags), words="\n".join(filter(None, words)), unread=(UNREAD,))


def clean_office(data: bytes) -> bytes:
    """Return the document without what it says of itself.

    Raises:
        BadInput: It is locked, broken, or too large once unpacked.
    """
    parts = _parts(data)
    gone = {name for name in parts if _GONE.fullmatch(name)}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, (content, _) in parts.items():
            if name in gone:
                continue
            entry = zipfile.ZipInfo(name, _EARLIEST)
            entry.compress_type = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            entry.create_system = 0
            archive.writestr(entry, _clean_part(name, content, gone))
    return out.getvalue()


def _clean_part(name: str, content: bytes, gone: set[str]) -> bytes:
    if _PICTURE.fullmatch(name):
        return clean_picture(content)
    if not _XML.fullmatch(name):
        return content
    text = content.decode("utf-8", "replace")
    for pattern, other in _DONE:
        text = pattern.sub(other, text)
    text = _ATTRIBUTES.sub("", text)
    # Who names a part that is gone must not be followed into nothing.
    for part in gone:
        leaf = re.escape(part.rsplit("/", 1)[-1])
        text = re.sub(rf"<(?:Relationship|Override|manifest:file-entry)\b[^>]*\"[^\"]*{leaf}\"[^>]*/>", "", text)
    return text.encode()


def _parts(data: bytes) -> dict[str, tuple[bytes, tuple[int, ...]]]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            if not all(entry.filename for entry in entries):
                raise zipfile.BadZipFile  # the library itself stumbles over a part without a name
            if sum(entry.file_size for entry in entries) > MOST_BYTES:
                raise BadInput("The document is larger than 300 MB once unpacked: split it.", field="draft")
            if any(entry.flag_bits & 1 for entry in entries):
                raise BadInput("The document is locked with a password: save it without one first.", field="draft")
            return {entry.filename: (archive.read(entry), entry.date_time) for entry in entries if not entry.is_dir()}
    except _DAMAGE:
        raise BadInput(
            "The document is damaged: save it again in the program it was written in.", field="draft"
        ) from None


def _tags(name: str, content: bytes) -> Iterator[Tag]:
    if _GONE.fullmatch(name):
        yield Tag(name, _said(content) if _XML.fullmatch(name) else f"{len(content)} bytes")
        return
    if _PICTURE.fullmatch(name):
        yield from (Tag(f"{name} {tag.name}", tag.value) for tag in read_picture(content).tags)
    elif _XML.fullmatch(name):
        yield from _marks(name, content.decode("utf-8", "replace"))


def _marks(name: str, text: str) -> Iterator[Tag]:
    for pattern, _ in _DONE:
        for match in list(pattern.finditer(text))[:20]:
            yield Tag(
                f"{name} change or note",
                match[0][:300] if "author" in match[0] else _said(match[0].encode()) or match[0][:80],
            )
    for mark in sorted(set(_ATTRIBUTES.findall(text)))[:20]:
        yield Tag(f"{name} mark", mark.strip().replace('="', ": ").rstrip('"'))


def _said(content: bytes) -> str:
    text = content.decode("utf-8", "replace")
    return " ".join(_TAG.sub(" ", text).split())[:1_000]


def _words(content: bytes) -> str:
    text = content.decode("utf-8", "replace")
    described = " ".join(one or other for one, other in _DESCRIBED.findall(text))
    plain = _TAG.sub(
        "",
        _PARAGRAPH.sub(
            "\n", re.sub(r"<(?:w:tab|w:br|text:tab|text:s|text:line-break|/c|/t)\b[^>]*/?>|</(?:c|t)>", " ", text)
        ),
    )
    for code, letter in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&apos;", "'"), ("&amp;", "&")):
        plain, described = plain.replace(code, letter), described.replace(code, letter)
    return "\n".join(filter(None, (plain.strip(), described.strip())))
