"""Files that say much of themselves: pictures, PDF and office documents, made here, all invented."""

import io
import zipfile
from collections.abc import Callable, Mapping
from typing import Any

import openpyxl
import pikepdf
from openpyxl.comments import Comment
from PIL import Image, ImageCms, PngImagePlugin

AUTHOR = "Зарема Хамзатова"
PLACE = "12.34560, 45.67890"
XMP = (
    b'<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/">'
    b'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" '
    b'xmlns:dc="http://purl.org/dc/elements/1.1/" dc:creator="Somebody Else" '
    b'xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmp:CreatorTool="Tool 9"/></rdf:RDF></x:xmpmeta><?xpacket end="w"?>'
)


def exif(number: int) -> Image.Exif:
    """Return what a telephone writes: device, owner, time, place."""
    tags = Image.Exif()
    tags.update({0x010F: "Cameramaker", 0x0110: f"Model {number}", 0x013B: "Zarema", 0x0132: "2026:03:05 10:00:00"})
    tags.get_ifd(0x8769).update(
        {0x9003: "2026:03:05 09:00:00", 0xA431: f"SERIAL{number}", 0x927C: b"MAKER" + bytes(40)}
    )
    where = {1: "N", 2: (12.0, 20.0, 44.16), 3: "E", 4: (45.0, 40.0, 44.04), 29: "2026:03:05"}
    tags.get_ifd(0x8825).update(where)
    return tags


def picture(form: str, number: int = 0, mode: str = "RGB") -> bytes:
    """Return a picture of noise with every tag that its format can hold."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    chunks = PngImagePlugin.PngInfo()
    chunks.add_text("Author", "Zarema")
    chunks.add_itxt("Location", "Верхний Тарк")
    chunks.add_itxt("XML:com.adobe.xmp", XMP.decode())
    options: dict[str, dict[str, Any]] = {
        "JPEG": {"exif": exif(number), "comment": b"a comment", "xmp": XMP, "icc_profile": profile},
        "PNG": {"exif": exif(number), "pnginfo": chunks, "icc_profile": profile},
        "WEBP": {"exif": exif(number).tobytes(), "xmp": XMP, "icc_profile": profile},
        "TIFF": {"tiffinfo": {270: "described", 271: "Maker", 315: "Zarema", 306: "2026:03:05 10:00:00", 700: XMP}},
        "GIF": {"comment": b"made by somebody"},
    }
    out = io.BytesIO()
    Image.effect_noise((64 + number % 7, 48), 50).convert(mode).save(out, form, **options[form])
    return out.getvalue()


def pdf(number: int = 0, inside: bytes = b"") -> bytes:
    """Return a PDF with information, XMP, a file inside, a program, a note, a picture that talks."""
    made = pikepdf.new()
    made.add_blank_page(page_size=(200, 200))
    with made.open_metadata() as meta:
        meta["dc:creator"] = [AUTHOR]
    made.docinfo["/Author"] = AUTHOR
    made.docinfo["/CreationDate"] = "D:20260305100000"
    made.attachments["list.txt"] = b"attached"
    made.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
    note = pikepdf.Dictionary(
        Subtype=pikepdf.Name.Text, Rect=[0, 0, 9, 9], T="Reviewer", Contents="из Тарка", M="D:20260101"
    )
    link = pikepdf.Dictionary(
        Subtype=pikepdf.Name.Link,
        Rect=[0, 0, 9, 9],
        T="X",
        A=pikepdf.Dictionary(S=pikepdf.Name.URI, URI="https://a.example/"),
    )
    page = made.pages[0].obj
    page.Annots = made.make_indirect(pikepdf.Array([note, link]))
    jpeg = inside or picture("JPEG", number)
    width, height = Image.open(io.BytesIO(jpeg)).size
    image = pikepdf.Stream(made, jpeg)
    image.update(
        {
            "/Type": pikepdf.Name.XObject,
            "/Subtype": pikepdf.Name.Image,
            "/Width": width,
            "/Height": height,
            "/ColorSpace": pikepdf.Name.DeviceRGB,
            "/BitsPerComponent": 8,
            "/Filter": pikepdf.Name.DCTDecode,
            "/Metadata": pikepdf.Stream(made, XMP),
        }
    )
    page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im0=image))
    page.Contents = pikepdf.Stream(made, b"q 100 0 0 100 0 0 cm /Im0 Do Q")
    page.PieceInfo = pikepdf.Dictionary(App=pikepdf.Dictionary(LastModified="D:20260101", Private="x"))
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def _archive(parts: Mapping[str, str | bytes], kind: str = "") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        if kind:
            archive.writestr(zipfile.ZipInfo("mimetype"), kind)
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name, (2026, 3, 5, 10, 0, 0)), content)
    return out.getvalue()


_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_BY = 'w:author="Reviewer" w:date="2026-03-05T10:00:00Z"'
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"


def docx(number: int = 0) -> bytes:
    """Return a document with an author, a comment, tracked changes, session numbers and a picture."""
    return _archive({
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="xml" ContentType="application/xml"/><Override PartName="/docProps/core.xml" ContentType="x"/>'  # noqa: E501
        '<Override PartName="/word/comments.xml" ContentType="y"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{_RELATIONS}"><Relationship Id="r1" Type="a" Target="word/document.xml"/>'  # noqa: E501
        '<Relationship Id="r2" Type="b" Target="docProps/core.xml"/></Relationships>',
        "docProps/core.xml": f'<c xmlns:dc="d"><dc:creator>{AUTHOR}</dc:creator><t>2026-03-05T10:00:00Z</t></c>',
        "docProps/app.xml": "<Properties><Company>Firm</Company></Properties>",
        "word/document.xml": f'<w:document {_W}><w:body><w:p w:rsidR="00AA{number:04}"><w:r><w:t>Она в безопасности.</w:t></w:r>'  # noqa: E501
        f'<w:ins w:id="1" {_BY}><w:r><w:t> Добавлено.</w:t></w:r></w:ins>'
        f'<w:del w:id="2" {_BY}><w:r><w:delText>Зарема</w:delText></w:r></w:del></w:p></w:body></w:document>',
        "word/_rels/document.xml.rels": f'<Relationships xmlns="{_RELATIONS}"><Relationship Id="r9" Type="c" Target="comments.xml"/>'  # noqa: E501
        "</Relationships>",
        "word/comments.xml": f'<w:comments {_W}><w:comment w:id="0" {_BY}><w:t>она из Тарка</w:t></w:comment></w:comments>',  # noqa: E501
        "word/media/image1.jpeg": picture("JPEG", number),
    })  # fmt: skip


def odt(number: int = 0) -> bytes:
    """Return a document of the other family, with an author, a note, a printer, a small picture and a picture."""
    return _archive({
        "META-INF/manifest.xml": '<manifest:manifest xmlns:manifest="m"><manifest:file-entry manifest:full-path="meta.xml"/>'  # noqa: E501
        '<manifest:file-entry manifest:full-path="content.xml"/></manifest:manifest>',
        "meta.xml": f"<meta><creator>{AUTHOR}</creator><date>2026-03-05</date></meta>",
        "settings.xml": "<s>PrinterName HP</s>",
        "Thumbnails/thumbnail.png": picture("PNG", number),
        "content.xml": '<office:document-content xmlns:office="o" xmlns:text="t"><text:p>Она в безопасности.'
        "<office:annotation><creator>R</creator></office:annotation></text:p></office:document-content>",
        "Pictures/a.png": picture("PNG", number),
    }, "application/vnd.oasis.opendocument.text")  # fmt: skip


def xlsx(number: int = 0) -> bytes:
    """Return a table with an author and a comment."""
    book = openpyxl.Workbook()
    book.properties.creator = AUTHOR
    sheet = book.active
    sheet["A1"] = f"Строка {number}"
    sheet["A1"].comment = Comment("она из Тарка", "Reviewer")
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


MAKERS: dict[str, Callable[[int], bytes]] = {
    "jpg": lambda number: picture("JPEG", number),
    "png": lambda number: picture("PNG", number),
    "webp": lambda number: picture("WEBP", number),
    "tif": lambda number: picture("TIFF", number),
    "gif": lambda number: picture("GIF", number, "L"),
    "cmyk.jpg": lambda number: picture("JPEG", number, "CMYK"),
    "pdf": pdf,
    "docx": docx,
    "odt": odt,
    "xlsx": xlsx,
}


def many(count: int) -> dict[str, bytes]:
    """Return that many files by name, of every kind in turn."""
    kinds = list(MAKERS)
    return {
        f"file{number}.{kinds[number % len(kinds)]}": MAKERS[kinds[number % len(kinds)]](number)
        for number in range(count)
    }
