import io
from collections.abc import Callable

import msgspec
import pypdf
import pytest

from kunak.app.papers.card import LegCard, Stop, card_pdf
from kunak.app.papers.labels import Language
from kunak.base.instants import HOUR, after, from_rfc3339

Words = Callable[[bytes], str]

NOON = from_rfc3339("2026-03-01T09:00:00Z")

CARD = LegCard(
    departure=Stop(place="Verkhny Dol, bus station", at=NOON, utc_offset_minutes=180),
    arrival=Stop(place="Ozerna, old mill", at=after(NOON, 4 * HOUR), utc_offset_minutes=240),
    means="bus 14, seat 22",
    meets="a woman with a green umbrella",
    says="Is the mill open?",
    hears="Only on Thursdays",
    phone="+000 555 0199",
    check_in_by=after(NOON, 5 * HOUR),
    note="Do not wait inside.",
    made_at=NOON,
)


@pytest.mark.parametrize("language", ["en", "ru"])
def test_the_card_holds_the_leg_and_fits_one_side_of_a6(language: Language, words: Words) -> None:
    pdf = card_pdf(CARD, language=language)
    pages = pypdf.PdfReader(io.BytesIO(pdf)).pages
    millimetres = [round(float(side) / 72 * 25.4) for side in pages[0].mediabox[2:]]
    assert (len(pages), millimetres) == (1, [105, 148])
    read = words(pdf)
    typed = [getattr(CARD, name) for name in ("means", "meets", "says", "hears", "phone", "note")]
    assert [text for text in (*typed, CARD.departure.place, CARD.arrival.place) if text not in read] == []


def test_each_end_is_told_on_the_clock_of_its_place(words: Words) -> None:
    read = words(card_pdf(CARD, language="en"))
    assert "12:00 UTC+03:00 From, Sunday, 1 March" in read
    assert "17:00 UTC+04:00 To, Sunday, 1 March" in read
    assert "Report by 18:00, Sunday, 1 March" in read


def test_a_line_that_is_empty_is_not_on_the_card(words: Words) -> None:
    bare = msgspec.structs.replace(CARD, means="", meets=" ", note="", check_in_by=None)
    read = words(card_pdf(bare, language="en"))
    assert [label for label in ("With", "Who meets", "Report by") if label in read] == []


def test_a_missing_number_to_call_is_seen_before_the_journey(words: Words) -> None:
    assert "Call not recorded" in words(card_pdf(msgspec.structs.replace(CARD, phone=""), language="en"))


def test_a_found_card_names_neither_group_nor_case() -> None:
    """Whoever searches a bag must not learn from the file or the sheet who sent it."""
    fields = set(LegCard.__struct_fields__)
    assert not fields & {"group", "organisation", "case", "name", "person"}
    metadata = pypdf.PdfReader(io.BytesIO(card_pdf(CARD, language="en"))).metadata
    assert metadata is not None
    assert metadata.title == "Journey"


def test_a_card_with_too_many_words_runs_on_to_a_numbered_second_page() -> None:
    long = msgspec.structs.replace(CARD, note="Go on past the well. " * 80)
    pages = pypdf.PdfReader(io.BytesIO(card_pdf(long, language="en"))).pages
    assert f"2 / {len(pages)}" in pages[1].extract_text()
