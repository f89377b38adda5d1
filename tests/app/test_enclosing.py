"""A file beside a text is clean or is not there; nothing of what was chosen at first stays in the vault."""

import hashlib
import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from PIL import Image, PngImagePlugin
from tests.app.accepted import accepted, ferry
from tests.store import made_files

from kunak.app import cases, enclosing, members, publishing, shredding, verifying
from kunak.app.wiring import OpenVault
from kunak.base.errors import Fault, KunakError, Refused
from kunak.base.ids import SubjectId
from kunak.casework import compartments, details, publication
from kunak.casework.compartments import Kind, Role
from kunak.casework.consent import Scope
from kunak.casework.details import Known
from kunak.casework.publication import CleanFile, DraftWritten
from kunak.crypto.profiles import DEMO
from kunak.store.incoming import IncomingFile
from kunak.store.publishable import content_of

PASSPHRASE = "seven quiet geese cross the river"
ALT = "A road in fog."


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[OpenVault]:
    with ferry(tmp_path) as opened:
        yield opened


@pytest.fixture
def case(vault: OpenVault) -> SubjectId:
    subject = accepted(vault.space)[0]
    text = "A young woman is safe."
    cases.decide(
        vault.space, subject, lambda file: publication.draft(file.publication, text=text, scope=Scope.PUBLISH_SAFE)
    )
    return subject


def learn(vault: OpenVault, case: SubjectId, **fields: str) -> None:
    for name, value in fields.items():
        cases.decide(
            vault.space,
            case,
            lambda file, n=name, v=value: details.write(file.details, name=n, value=v, known=Known.UNKNOWN),  # type: ignore[misc]
        )


def add(vault: OpenVault, case: SubjectId, data: bytes, *, name: str = "", alt: str = ALT) -> CleanFile:
    return enclosing.enclose(vault.space, vault.shelf, case, data=data, name=name, alt=alt)


def with_words(words: str) -> bytes:
    """Return a document that says this."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types></Types>")
        archive.writestr("word/document.xml", f"<w:document><w:p><w:r><w:t>{words}</w:t></w:r></w:p></w:document>")
    return out.getvalue()


def beside(vault: OpenVault, case: SubjectId) -> tuple[CleanFile, ...]:
    draft = vault.space.case(case).publication.draft
    assert draft is not None
    return draft.files


def sealed(vault: OpenVault) -> list[str]:
    return vault.attachments.names()


@pytest.mark.parametrize(
    ("data", "kind", "name"),
    [
        (made_files.picture("JPEG"), "jpeg", "picture-1.jpg"),
        (made_files.picture("PNG"), "png", "picture-1.png"),
        (made_files.picture("TIFF"), "tiff", "picture-1.tif"),
        (made_files.pdf(), "pdf", "document-1.pdf"),
        (made_files.docx(), "docx", "document-1.docx"),
    ],
)
def test_what_is_kept_says_nothing_of_itself_and_its_name_says_nothing(
    vault: OpenVault, case: SubjectId, data: bytes, kind: str, name: str
) -> None:
    file = add(vault, case, data)
    assert (file.kind, file.sealed.name) == (kind, name)
    assert beside(vault, case) == (file,)
    kept = enclosing.bytes_of(vault.shelf, file)
    content = content_of(kept)
    assert content is not None
    assert content.tags == ()
    assert file.sha256 == hashlib.sha256(kept).digest()
    assert file.removed


def test_nothing_of_the_chosen_file_is_kept(vault: OpenVault, case: SubjectId, tmp_path: Path) -> None:
    """The harm: a seized laptop gives up the place and the device that the picture no longer tells."""
    data = made_files.picture("JPEG", 7)
    file = add(vault, case, data)
    kept = [enclosing.bytes_of(vault.shelf, file), repr(vault.space.entries(case)).encode()]
    for told in (b"SERIAL7", b"Model 7", b"12.34560", b"Zarema"):
        assert all(told not in part for part in kept)
    assert sealed(vault) == [file.sealed.stored]
    assert all(data[:200] not in path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())


def test_a_place_and_a_day_of_the_case_are_found_before_they_are_taken_out(vault: OpenVault, case: SubjectId) -> None:
    """The harm: the picture was taken where the person is, and nobody is told before it goes out."""
    learn(vault, case, whereabouts="Знаменское", given_name="Зарема")
    told = made_files.exif(1)
    told.get_ifd(0x8825).update({2: (43.0, 40.0, 36.0), 4: (45.0, 7.0, 40.0)})
    out = io.BytesIO()
    Image.new("RGB", (40, 30)).save(out, "JPEG", exif=told)
    file = add(vault, case, out.getvalue())
    by_name = {one.what: one.told for one in file.removed}
    assert "place" in by_name["GPS point"]
    assert by_name["Artist"] == ("name",)
    assert file.removed[0].told
    assert set(file.told) == {"place", "name"}


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "empty"),
        (b"MZ" + bytes(500), "no picture, PDF or office"),
        (b"Somebody is safe.", "no picture, PDF or office"),
        (made_files.picture("JPEG")[:900], "cannot be read"),
        (b"\xff\xd8\xff" + bytes(900), "cannot be read"),
        (b"%PDF-1.7 and no more", "cannot be read"),
        (b"\x89PNG\r\n\x1a\n" + bytes(64), "cannot be read"),
    ],
)
def test_what_cannot_be_cleaned_is_refused_at_its_field_and_nothing_is_kept(
    vault: OpenVault, case: SubjectId, data: bytes, sentence: str
) -> None:
    with pytest.raises(KunakError, match=sentence) as raised:
        add(vault, case, data)
    assert raised.value.field == "file"
    assert sealed(vault) == []
    assert beside(vault, case) == ()


def test_a_pdf_that_is_called_a_picture_is_a_pdf(vault: OpenVault, case: SubjectId) -> None:
    assert (
        add(vault, case, made_files.pdf(), name="../Views from the ferry.JPG").sealed.name == "Views from the ferry.pdf"
    )


def test_what_a_rule_refuses_leaves_no_sealed_bytes(vault: OpenVault, case: SubjectId) -> None:
    picture = made_files.picture("PNG")
    add(vault, case, picture)
    kept = sealed(vault)
    for data, more, sentence in (
        (picture, {}, "there already"),
        (made_files.picture("JPEG"), {"alt": " "}, "what the picture shows"),
        (made_files.picture("JPEG"), {"alt": "x" * 501}, "longer than"),
        (made_files.picture("JPEG"), {"name": "x" * 90}, "longer than"),
        (made_files.picture("PNG", 3), {"name": "PICTURE-1.png"}, "has this name"),
    ):
        with pytest.raises(Refused, match=sentence):
            add(vault, case, data, **more)
    assert sealed(vault) == kept


def test_who_may_not_read_the_case_adds_no_file(vault: OpenVault, case: SubjectId) -> None:
    me = vault.space.me().id
    second = members.invite(
        vault.space, vault.cosigners, name="Sevda", roles=(Role.PRESS,), language="en", profile=DEMO
    )
    cases.let_in(vault.space, case, member=second.member, kinds=frozenset({Kind.ROUTE}), reason="reads the case")
    shut = {"member": me, "kinds": frozenset({Kind.ROUTE}), "reason": "writes only"}
    cases.decide(vault.space, case, lambda file: compartments.shut_out(file.access, **shut))  # type: ignore[arg-type]
    with pytest.raises(Refused, match="compared with it first"):
        add(vault, case, made_files.picture("PNG"))


def test_every_change_of_a_file_voids_check_and_word(vault: OpenVault, case: SubjectId) -> None:
    digests = set()

    def stands() -> None:
        draft = vault.space.case(case).publication.draft
        assert draft is not None
        assert draft.digest not in digests
        digests.add(draft.digest)

    stands()
    first = add(vault, case, made_files.picture("PNG"))
    stands()
    add(vault, case, made_files.picture("PNG", 2))
    stands()
    enclosing.describe(vault.space, case, first.sealed.stored, name="", alt="Another road.")
    stands()
    enclosing.describe(vault.space, case, first.sealed.stored, name="road", alt="Another road.")
    stands()
    before = len(vault.space.entries(case))
    enclosing.describe(vault.space, case, first.sealed.stored, name="road.png", alt="Another road. ")
    assert len(vault.space.entries(case)) == before
    enclosing.take_out(vault.space, case, first.sealed.stored)
    stands()
    with pytest.raises(Refused, match="no longer beside"):
        enclosing.take_out(vault.space, case, first.sealed.stored)


def test_with_a_picture_nothing_is_clear_until_somebody_says_what_they_saw(vault: OpenVault, case: SubjectId) -> None:
    add(vault, case, made_files.picture("PNG"))
    with pytest.raises(Refused, match="what you saw"):
        publishing.check_draft(vault.space, case, shelf=vault.shelf)
    report = publishing.check_draft(vault.space, case, shelf=vault.shelf, reviewed="No face, no sign.")
    assert report.verdict == "review"
    assert any("What a picture shows" in sentence for sentence in report.not_checked)


def test_description_name_and_words_of_files_are_checked_like_the_text(vault: OpenVault, case: SubjectId) -> None:
    learn(vault, case, given_name="Mariat", family_name="Teltova")
    for name, alt in (("Mariat", ALT), ("", "Mariat at a window.")):
        file = add(vault, case, made_files.picture("PNG"), name=name, alt=alt)
        assert publishing.check_draft(vault.space, case, shelf=vault.shelf, reviewed="x").verdict == "block"
        enclosing.take_out(vault.space, case, file.sealed.stored)
    add(vault, case, with_words("Госпожа Тельтова в безопасности."))
    assert publishing.check_draft(vault.space, case, shelf=vault.shelf, reviewed="x").verdict == "block"
    check = vault.space.case(case).publication.check
    assert check is not None
    assert check.marks


def planted(vault: OpenVault, case: SubjectId, **changes: object) -> None:
    """Another laptop writes what this one would not."""
    known = vault.space.case(case).publication
    files = tuple(msgspec.structs.replace(file, **changes) for file in beside(vault, case))
    said = DraftWritten(text="A young woman is safe.", files=files, supersedes=known.drafts.heads)
    cases.decide(vault.space, case, lambda _file: (said,))


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"sha256": b"?" * 32}, Refused),
        ({"sha256": b""}, Refused),
        ({"kind": "png"}, Refused),
        ({"kind": "exe"}, Refused),
    ],
)
def test_what_another_laptop_says_of_a_file_is_not_believed(
    vault: OpenVault, case: SubjectId, changes: dict[str, object], error: type[KunakError]
) -> None:
    add(vault, case, made_files.picture("JPEG"))
    planted(vault, case, **changes)
    with pytest.raises(error):
        publishing.check_draft(vault.space, case, shelf=vault.shelf, reviewed="looked")


def test_a_file_that_another_laptop_did_not_clean_is_refused(vault: OpenVault, case: SubjectId) -> None:
    """The harm: a member's own program puts the picture in as it was, and everybody approves what they see."""
    raw = made_files.picture("JPEG")
    add(vault, case, raw)
    digest = hashlib.sha256(raw).digest()
    kept = vault.shelf.put(IncomingFile(name="picture-1.jpg", media_type="image/jpeg", data=raw, sha256=digest))
    planted(vault, case, sealed=kept, sha256=digest)
    with pytest.raises(Refused, match="says something of itself"):
        publishing.check_draft(vault.space, case, shelf=vault.shelf, reviewed="looked")


def test_a_file_that_is_not_here_yet_is_said_to_be_missing(vault: OpenVault, case: SubjectId) -> None:
    file = add(vault, case, made_files.picture("PNG"))
    vault.shelf.discard(file.sealed)
    assert enclosing.glance(vault.shelf, (file,))[0].unread == (enclosing.NOT_HERE,)
    with pytest.raises(Fault, match="Sync"):
        publishing.check_draft(vault.space, case, shelf=vault.shelf, reviewed="looked")
    assert any(problem.says == verifying.FILE_BROKEN for problem in verifying.verify(vault).problems)


def test_saving_the_text_keeps_the_files(vault: OpenVault, case: SubjectId) -> None:
    file = add(vault, case, made_files.picture("PNG"))
    cases.decide(
        vault.space, case, lambda now: publication.draft(now.publication, text="She lives.", scope=Scope.PUBLISH_SAFE)
    )
    assert beside(vault, case) == (file,)


def test_sealed_files_of_a_case_go_with_it(vault: OpenVault, case: SubjectId) -> None:
    """The harm: the case is destroyed, and its pictures stay on the disk."""
    file = add(vault, case, made_files.picture("PNG"))
    assert shredding._files(vault.space, frozenset({case})) == {file.sealed.stored}
    assert shredding._files(vault.space, frozenset()) == set()


def test_no_more_files_than_an_album_holds(vault: OpenVault, case: SubjectId) -> None:
    for number in range(10):
        out = io.BytesIO()
        Image.new("RGB", (8, 8), (number, 0, 0)).save(out, "PNG")
        add(vault, case, out.getvalue())
    with pytest.raises(Refused, match="10 files at most"):
        add(vault, case, made_files.picture("PNG"))
    assert [file.sealed.name for file in beside(vault, case)] == [f"picture-{n}.png" for n in range(1, 11)]


def test_the_longest_text_with_ten_files_is_one_event(vault: OpenVault, case: SubjectId) -> None:
    cases.decide(
        vault.space, case, lambda now: publication.draft(now.publication, text="ж" * 100_000, scope=Scope.PUBLISH_SAFE)
    )
    for number in range(10):
        add(vault, case, made_files.picture("JPEG", number), name="ж" * 55 + str(number), alt="ж" * 500)
    assert len(beside(vault, case)) == 10


def test_a_name_that_somebody_chose_for_a_tag_is_not_kept_where_it_tells(vault: OpenVault, case: SubjectId) -> None:
    """The harm: what a file said is taken out, and what it was called is kept for everybody who may read the text."""
    learn(vault, case, family_name="Тельтова")
    chunks = PngImagePlugin.PngInfo()
    chunks.add_text("Teltova 2024", "a holiday")
    chunks.add_text("Camera", "x")
    out = io.BytesIO()
    Image.new("RGB", (8, 8)).save(out, "PNG", pnginfo=chunks)
    file = add(vault, case, out.getvalue())
    assert {one.what for one in file.removed} == {enclosing.NAMELESS, "Camera"}
    assert file.told == ("name",)


def test_a_place_inside_a_picture_inside_a_pdf_is_compared_too(vault: OpenVault, case: SubjectId) -> None:
    learn(vault, case, whereabouts="Знаменское")
    assert "place" not in add(vault, case, made_files.pdf()).told
    told = made_files.exif(1)
    told.get_ifd(0x8825).update({2: (43.0, 40.0, 36.0), 4: (45.0, 7.0, 40.0)})
    out = io.BytesIO()
    Image.new("RGB", (40, 30)).save(out, "JPEG", exif=told)
    assert "place" in add(vault, case, made_files.pdf(inside=out.getvalue())).told
