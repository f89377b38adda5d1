"""A file goes out without what it says of itself: read again here, and by a reader that is not ours."""

import io
import json
import shutil
import subprocess
import zipfile
from contextlib import suppress
from pathlib import Path

import openpyxl
import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from tests.store.made_files import MAKERS, docx, many, pdf, picture

from kunak.base.errors import BadInput, Refused
from kunak.disclosure.tags import Content, Tag
from kunak.store import publishable
from kunak.store.officefile import clean_office, read_office
from kunak.store.pdffile import clean_pdf, read_pdf
from kunak.store.pictures import _exif, clean_picture, read_picture
from kunak.store.publishable import cleaned, read_publishable, write_new

PACKING = ("SourceFile", "ExifTool", "System", "File", "Composite", "JFIF", "ZIP", "RIFF", "GIF")
"""What exiftool tells of every file: how it is packed, and where it lies."""

PIXELS = frozenset(
    # How pixels and pages are packed.
    [
        "ImageWidth",
        "ImageHeight",
        "BitsPerSample",
        "Compression",
        "PhotometricInterpretation",
        "StripOffsets",
        "SamplesPerPixel",
        "RowsPerStrip",
        "StripByteCounts",
        "PlanarConfiguration",
        "BitDepth",
        "ColorType",
        "Filter",
        "Interlace",
        "PDFVersion",
        "Linearized",
        "PageCount",
        "Palette",
        "Transparency",
        "ExtraSamples",
        "EmbeddedImage",
        "EmbeddedImageFilter",
        "EmbeddedImageColorSpace",
        "EmbeddedImageWidth",
        "EmbeddedImageHeight",
        "DCTEncodeVersion",
        "APP14Flags0",
        "APP14Flags1",
        "ColorTransform",
        "SampleFormat",
    ]
)


@pytest.mark.parametrize("kind", MAKERS)
def test_every_kind_says_much_and_nothing_once_it_is_cleaned(kind: str, tmp_path: Path) -> None:
    path = tmp_path / f"a.{kind}"
    path.write_bytes(MAKERS[kind](1))
    before = read_publishable(path)
    assert before is not None
    assert before[2].tags
    path.write_bytes(cleaned(before[1]))
    after = read_publishable(path)
    assert after is not None
    assert after[2].tags == ()


@pytest.mark.skipif(shutil.which("exiftool") is None, reason="exiftool is not installed")
def test_a_reader_that_is_not_ours_finds_nothing_either(tmp_path: Path) -> None:
    for name, data in many(20).items():
        (tmp_path / name).write_bytes(cleaned(data))
    ran = subprocess.run(["exiftool", "-j", "-G1", "-a", "-u", "-ee", str(tmp_path)], capture_output=True, check=True)
    said = [
        (key, value)
        for file in json.loads(ran.stdout)
        for key, value in file.items()
        if key.split(":")[0] not in PACKING and key.split(":")[-1] not in PIXELS
    ]
    assert said == []


def test_pixels_stay_and_the_picture_stands_upright() -> None:
    tags = Image.Exif()
    tags[0x0112] = 6
    out = io.BytesIO()
    Image.new("RGB", (40, 20), (200, 10, 10)).save(out, "PNG", exif=tags)
    after = Image.open(io.BytesIO(cleaned(out.getvalue())))
    assert after.size == (20, 40)
    assert after.getpixel((5, 5)) == (200, 10, 10)


def test_a_moving_picture_still_moves() -> None:
    out = io.BytesIO()
    frames = [Image.new("RGB", (8, 8), (shade, 0, 0)) for shade in (0, 120, 250)]
    frames[0].save(out, "GIF", save_all=True, append_images=frames[1:], comment=b"who made it", duration=80)
    assert Image.open(io.BytesIO(cleaned(out.getvalue()))).n_frames == 3  # type: ignore[attr-defined]


def test_pages_and_links_of_a_pdf_stay() -> None:
    with pikepdf.open(io.BytesIO(cleaned(pdf()))) as after:
        assert len(after.pages) == 1
        assert [str(note["/Subtype"]) for note in after.pages[0].obj["/Annots"]] == ["/Link"]
        assert b"/Im0 Do" in after.pages[0].obj["/Contents"].read_bytes()


def test_the_text_of_a_document_stays_and_its_tracked_changes_are_done() -> None:
    with zipfile.ZipFile(io.BytesIO(cleaned(docx()))) as after:
        text = after.read("word/document.xml").decode()
        assert "Она в безопасности." in text
        assert "Добавлено" in text
        assert "Зарема" not in text
        assert "comments" not in after.read("word/_rels/document.xml.rels").decode()
        assert "core.xml" not in after.read("[Content_Types].xml").decode()


def test_a_cleaned_table_opens() -> None:
    book = openpyxl.load_workbook(io.BytesIO(cleaned(MAKERS["xlsx"](4))))
    assert book.active["A1"].value == "Строка 4"


def test_a_file_in_which_something_stays_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """The harm: a cleaner that overlooks a tag, and somebody who believes it."""
    stubborn = (lambda _: Content("jpeg", (Tag("GPS point", "1, 2"),)), lambda data: data)
    monkeypatch.setattr(publishable, "_hands", lambda _: stubborn)
    with pytest.raises(Refused, match="GPS point"):
        cleaned(b"anything")


@pytest.mark.parametrize("kind", MAKERS)
def test_half_a_file_is_refused_in_a_sentence_or_is_clean(kind: str) -> None:
    whole = MAKERS[kind](2)
    for end in (20, len(whole) // 2, len(whole) - 7):
        assert outcome(whole[:end]).endswith(".")


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(sorted(MAKERS)), st.lists(st.tuples(st.integers(0, 100_000), st.integers(0, 255)), max_size=12))
def test_a_damaged_file_ends_in_a_sentence(kind: str, damage: list[tuple[int, int]]) -> None:
    data = bytearray(MADE[kind])
    for at, byte in damage:
        data[at % len(data)] = byte
    assert outcome(bytes(data)).endswith(".")


def outcome(data: bytes) -> str:
    """Return the sentence in which cleaning ends."""
    try:
        return f"Clean, {len(cleaned(data))} bytes."
    except (BadInput, Refused) as error:
        return str(error)


MADE = {kind: make(3) for kind, make in MAKERS.items()}


def test_text_is_no_file_to_clean(tmp_path: Path) -> None:
    path = tmp_path / "draft.txt"
    path.write_text("BM: a text that begins like a bitmap", encoding="utf-8")
    assert read_publishable(path) is None
    with pytest.raises(BadInput):
        cleaned(path.read_bytes())


def test_a_broken_file_is_named(tmp_path: Path) -> None:
    path = tmp_path / "face.png"
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(100))
    with pytest.raises(BadInput, match=r"^face\.png: The picture cannot be read"):
        read_publishable(path)


def test_a_copy_never_takes_the_place_of_another_file(tmp_path: Path) -> None:
    path = tmp_path / "a.jpg"
    write_new(path, picture("JPEG"))
    with pytest.raises(BadInput, match=r"a\.jpg"):
        write_new(path, b"other")
    assert path.read_bytes() != b"other"


def test_a_picture_with_broken_exif_is_read_and_cleaned() -> None:
    """The harm: the picture that must be cleaned most cannot be, or ends the desk with a fault."""
    image = picture("JPEG")
    at = image.index(b"Exif\0\0") + 6
    for place in range(at + 5, at + 100, 9):
        altered = image[:place] + b"\x7f" + image[place + 1 :]
        assert read_picture(altered).tags
        assert b"Exif" not in clean_picture(altered)


def test_exif_that_breaks_its_reader_is_told_as_broken() -> None:
    class Broken:
        def getexif(self) -> None:
            raise SyntaxError

    assert _exif(Broken()) == [Tag("EXIF", "tags that are broken")]


@pytest.mark.parametrize("wrong", [b"/F\xe4lter", b"42"])
def test_a_pdf_whose_values_are_of_other_types_is_read_or_refused(wrong: bytes) -> None:
    made = pdf()
    for name in (b"/Filter", b"/Pages", b"/Annots", b"/Names"):
        for read in (read_pdf, clean_pdf):
            with suppress(BadInput):
                read(made.replace(name, wrong.ljust(len(name))))


def test_a_document_with_a_part_that_has_no_name_is_refused() -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        archive.writestr("x", "a part")
    nameless = bytearray(made.getvalue())
    at = nameless.rindex(b"PK\x01\x02")
    nameless[at + 28 : at + 30] = b"\0\0"
    del nameless[at + 46]
    end = nameless.rindex(b"PK\x05\x06")
    nameless[end + 12 : end + 16] = (int.from_bytes(nameless[end + 12 : end + 16], "little") - 1).to_bytes(4, "little")
    for read in (read_office, clean_office):
        with pytest.raises(BadInput, match="damaged"):
            read(bytes(nameless))
