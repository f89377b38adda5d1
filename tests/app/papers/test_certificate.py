import io
from collections.abc import Callable

import msgspec
import pypdf
import pytest

from kunak.app.papers.certificate import (
    GAPS,
    DestructionCertificate,
    Entry,
    Handover,
    Signatory,
    certificate_pdf,
    gaps,
)
from kunak.app.papers.labels import Language
from kunak.base.errors import BadInput
from kunak.base.ids import EventId, OrganisationId
from kunak.base.instants import from_rfc3339
from kunak.casework.custody import Sanitization, Step

Words = Callable[[bytes], str]

TAKEN = EventId(bytes(range(32)))
CUT = EventId(bytes(range(100, 132)))

WHOLE = DestructionCertificate(
    group="Lantern circle",
    organisation=OrganisationId(bytes(range(200, 216))),
    case="quiet heron",
    manufacturer="Orlan",
    model="M7 Lite",
    serial="350000123456789",
    property_number="OLD-031",
    media_type="phone, 64 GB of flash",
    backup="none",
    method=Sanitization.DESTROY,
    technique="board drilled through the storage chip",
    tool="drill press, 6 mm; Orlan recovery 4.2",
    verification="the broken chip was seen by both witnesses",
    performed_at=from_rfc3339("2026-03-01T11:10:00Z"),
    performer=Signatory("Ward", "keeper of devices"),
    verifier=Signatory("Maro", "case manager"),
    witnesses=(Signatory("Tuman", "escort"), Signatory("Iskra", "lawyer")),
    place="Verkhny Dol",
    destination="metal recycling",
    notes="SIM cut apart",
    chain=(
        Handover(
            at=from_rfc3339("2026-02-28T18:40:00Z"),
            step=Step.TAKE_OVER,
            giver="the person",
            receiver="Maro",
            witness="Tuman",
        ),
        Handover(at=from_rfc3339("2026-03-01T11:10:00Z"), step=Step.DESTROY, giver="Ward", witness="Iskra"),
    ),
    entries=(Entry("taken over", TAKEN), Entry("destroyed", CUT)),
    issued_at=from_rfc3339("2026-03-02T08:00:00Z"),
    utc_offset_minutes=180,
)

TYPED = [getattr(WHOLE, name) for name in WHOLE.__struct_fields__ if isinstance(getattr(WHOLE, name), str)]
BARE = msgspec.structs.replace(
    WHOLE, serial=" ", verification="", verifier=None, witnesses=WHOLE.witnesses[:1], chain=(), entries=()
)


@pytest.mark.parametrize("language", ["en", "ru"])
def test_the_certificate_holds_every_field_that_was_filled_in(language: Language, words: Words) -> None:
    read = words(certificate_pdf(WHOLE, language=language))
    people = [person for person in (WHOLE.performer, WHOLE.verifier, *WHOLE.witnesses) if person]
    wanted = [*TYPED, *(person.name for person in people), *(person.position for person in people)]
    assert [text for text in wanted if text not in read] == []


@pytest.mark.parametrize("method", Sanitization)
@pytest.mark.parametrize("language", ["en", "ru"])
def test_the_method_is_named_as_the_standard_names_it(method: Sanitization, language: Language, words: Words) -> None:
    read = words(certificate_pdf(msgspec.structs.replace(WHOLE, method=method), language=language))
    assert method.value.capitalize() in read
    assert [other for other in Sanitization if other is not method and other.value.capitalize() in read] == []


def test_the_chain_is_told_from_hand_to_hand_on_the_paper_s_clock(words: Words) -> None:
    read = words(certificate_pdf(WHOLE, language="en"))
    assert "2026-02-28 21:40 taken over the person Maro Tuman" in read
    assert "2026-03-01 14:10 destroyed Ward — Iskra" in read
    assert "UTC+03:00" in read


def test_each_hash_is_there_in_full_so_that_the_log_can_contradict_the_paper(words: Words) -> None:
    read = words(certificate_pdf(WHOLE, language="en"))
    for identifier in (TAKEN, CUT, WHOLE.organisation):
        assert identifier.hex() in read
        assert f"{identifier[:4].hex()} " in read


def test_four_people_find_a_line_to_sign(words: Words) -> None:
    read = words(certificate_pdf(WHOLE, language="en"))
    assert read.count("Signature") == 4
    assert all(role in read for role in ("Performed by", "Verified by", "First witness", "Second witness"))
    more = msgspec.structs.replace(WHOLE, witnesses=(*WHOLE.witnesses, Signatory("Sova")))
    assert words(certificate_pdf(more, language="en")).count("Signature") == 5


def test_an_ordinary_certificate_is_two_pages_and_is_signed_on_the_first() -> None:
    pages = pypdf.PdfReader(io.BytesIO(certificate_pdf(WHOLE, language="en"))).pages
    assert len(pages) == 2
    assert "Second witness" in pages[0].extract_text()
    assert "1 / 2" in pages[0].extract_text()


def test_a_whole_certificate_lacks_nothing(words: Words) -> None:
    assert gaps(WHOLE) == ()
    assert "lacks" not in words(certificate_pdf(WHOLE, language="en"))


def test_a_certificate_says_aloud_what_it_lacks(words: Words) -> None:
    assert set(gaps(BARE)) == set(GAPS) - {"same_person"}
    read = words(certificate_pdf(BARE, language="en"))
    assert "What this certificate lacks" in read
    assert "fewer than two witnesses" in read
    assert "Second witness not recorded" in read


@pytest.mark.parametrize("second", ["Tuman", " tuman ", ""])
def test_one_witness_named_twice_is_one_witness(second: str) -> None:
    same = msgspec.structs.replace(WHOLE, witnesses=(Signatory("Tuman"), Signatory(second)))
    assert gaps(same) == ("witnesses",)


def test_nobody_verifies_their_own_work_unnoticed() -> None:
    assert gaps(msgspec.structs.replace(WHOLE, verifier=Signatory("WARD "))) == ("same_person",)


def test_the_title_in_the_file_names_no_case() -> None:
    reader = pypdf.PdfReader(io.BytesIO(certificate_pdf(WHOLE, language="en")))
    assert reader.metadata is not None
    assert reader.metadata.title == "Certificate of sanitization"
    assert str(reader.metadata["/CreationDate"]) == "D:20260302080000Z"


def test_a_clock_that_does_not_exist_is_refused() -> None:
    with pytest.raises(BadInput):
        certificate_pdf(msgspec.structs.replace(WHOLE, utc_offset_minutes=10_000), language="en")


def test_a_hundred_hand_overs_fit(words: Words) -> None:
    long = msgspec.structs.replace(WHOLE, chain=WHOLE.chain * 50)
    assert words(certificate_pdf(long, language="ru")).count("уничтожено") == 50
