"""A folded text finds its way back to every character of the draft."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kunak.disclosure.folding import fold

Tricky = st.text(st.sampled_from("аёйЁSßİé\u0308\u0306\u0301\u0331\u00ad\u200b ’\u0130\U0001f9e5\u212b1"), max_size=40)


@pytest.mark.parametrize(
    ("draft", "folded"),
    [
        ("ОЗЁРНАЯ", "озерная"),
        (unicodedata.normalize("NFD", "Озёрный"), "озерный"),
        ("Ами\u0301на", "амина"),
        ("Ами\u00adна\u200b", "амина"),
        ("Straße", "strasse"),
        ("О’Рей", "о'рей"),
        ("cafe\u0301", "café"),
        ("", ""),
    ],
)
def test_what_reads_the_same_is_the_same(draft: str, folded: str) -> None:
    assert fold(draft).text == folded


def test_the_way_back_takes_in_what_cannot_be_seen() -> None:
    draft = "у Ами\u0301\u00adны"
    folded = fold(draft)
    assert draft[slice(*folded.span(2, len(folded.text)))] == "Ами\u0301\u00adны"


@given(Tricky | st.text(max_size=60))
def test_every_folded_character_comes_from_the_draft_and_in_order(draft: str) -> None:
    folded = fold(draft)
    spans = [folded.span(at, at + 1) for at in range(len(folded.text))]
    assert all(0 <= start < end <= len(draft) for start, end in spans)
    assert spans == sorted(spans)


@given(Tricky)
def test_composed_and_decomposed_drafts_are_one_text(draft: str) -> None:
    composed = unicodedata.normalize("NFC", draft.replace("\u00ad", "").replace("\u200b", ""))
    decomposed = unicodedata.normalize("NFD", composed)
    assert fold(composed).text == fold(decomposed).text


@given(st.text("ab ß\u00e9Ж", max_size=80))
def test_a_text_folds_as_its_characters_do(draft: str) -> None:
    assert fold(draft).text == "".join(fold(character).text for character in draft)
