import io
from collections.abc import Callable

import msgspec
import pypdf
import pytest

from kunak.app.papers.casepaper import CaseExport, Happening, Note, Part, Row, case_pdf
from kunak.app.papers.labels import Language
from kunak.base.ids import OrganisationId
from kunak.base.instants import MINUTE, after, from_rfc3339

Words = Callable[[bytes], str]

NOON = from_rfc3339("2026-03-01T09:00:00Z")

EXPORT = CaseExport(
    case="quiet heron",
    stage="on the way",
    exported_at=NOON,
    exported_by="Maro",
    group="Lantern circle",
    organisation=OrganisationId(bytes(range(16))),
    parts=(
        Part(
            kind="identity",
            rows=(Row("Called", "Zemfira"), Row("Safe to call", "no", ("after ten at night",)), Row("Papers", "")),
            notes=(Note(NOON, "Iskra", "Her sister must not know.\nShe decides on Friday."),),
            timeline=tuple(Happening(after(NOON, n * MINUTE), f"check-in {n}", "Tuman") for n in range(90)),
        ),
        Part(kind="route", title="The way out", rows=(Row("Leg 1", "Verkhny Dol to Ozerna"),)),
        Part(kind="money"),
    ),
    left_out=("health", "shelter"),
    utc_offset_minutes=180,
)


def pages_of(data: CaseExport, language: Language = "en") -> list[str]:
    return [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(case_pdf(data, language=language))).pages]


@pytest.mark.parametrize(
    ("language", "head"),
    [("en", "Contains: identity, route, money"), ("ru", "Содержит: личность, маршрут, деньги")],
)
def test_every_page_says_what_it_shows_and_which_page_it_is(language: Language, head: str) -> None:
    pages = pages_of(EXPORT, language)
    assert len(pages) > 2
    for number, page in enumerate(pages, 1):
        assert head in page
        assert f"{number} / {len(pages)}" in page
        assert "quiet heron" in page


def test_what_was_left_out_is_said_plainly(words: Words) -> None:
    assert "Left out: health, shelter" in words(case_pdf(EXPORT, language="en"))
    whole = words(case_pdf(msgspec.structs.replace(EXPORT, left_out=()), language="en"))
    assert "Left out: nothing" in whole
    assert "All compartments" in whole


def test_the_paper_holds_what_the_compartments_hold(words: Words) -> None:
    read = words(case_pdf(EXPORT, language="en"))
    wanted = ["Zemfira", "Her sister must not know. She decides on Friday.", "2026-03-01 12:00 · Iskra", "The way out"]
    wanted += [f"2026-03-01 {12 + n // 60}:{n % 60:02} check-in {n} Tuman" for n in range(90)]
    assert [text for text in wanted if text not in read] == []


def test_an_undecided_conflict_shows_both_values(words: Words) -> None:
    assert "Safe to call no also recorded, not yet decided: after ten at night" in words(
        case_pdf(EXPORT, language="en")
    )


def test_an_empty_field_and_an_empty_compartment_are_seen_to_be_empty(words: Words) -> None:
    read = words(case_pdf(EXPORT, language="en"))
    assert "Papers not recorded" in read
    assert "Money Nothing is recorded here." in read


def test_the_paper_warns_that_it_is_not_encrypted() -> None:
    assert all("This paper is not encrypted" in page for page in pages_of(EXPORT))


def test_a_text_longer_than_a_page_runs_on(words: Words) -> None:
    story = " ".join(f"word{n}" for n in range(3000))
    part = Part(kind="threat", rows=(Row("Told", story),), timeline=(Happening(NOON, story, "Maro"),))
    read = words(case_pdf(msgspec.structs.replace(EXPORT, parts=(part,)), language="en"))
    assert read.count("word2999") == 2


def test_a_case_without_any_compartment_is_still_a_paper(words: Words) -> None:
    assert "Contains: nothing" in words(case_pdf(msgspec.structs.replace(EXPORT, parts=()), language="en"))


def test_the_title_in_the_file_names_no_case() -> None:
    reader = pypdf.PdfReader(io.BytesIO(case_pdf(EXPORT, language="en")))
    assert reader.metadata is not None
    assert reader.metadata.title == "Case export"
