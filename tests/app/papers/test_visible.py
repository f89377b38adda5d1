import json
import unicodedata

import pytest
import typst
from hypothesis import given, settings
from hypothesis import strategies as st

from kunak.app.papers.press import source
from kunak.app.papers.visible import LONG_WORD, PIECE, SHOWN, shown, unbroken


def glyphs_exist(text: str) -> bool:
    """Ask the typesetter itself: as PDF/A it refuses a text for which it has no glyph."""
    head = source("card").split(b"#set page")[0]
    view = json.dumps({"title": "t", "language": "en", "x": text})
    body = head + b"\n#d.x"
    fonts = typst.Fonts(include_system_fonts=False)
    try:
        typst.compile(body, sys_inputs={"data": view}, pdf_standards="a-2u", timestamp=0, font_paths=fonts)
    except typst.TypstError:
        return False
    return True


def test_the_fonts_have_a_glyph_for_every_character_that_is_called_shown() -> None:
    letters = [chr(code) for first, last in SHOWN for code in range(first, last + 1)]
    assigned = [letter for letter in letters if unicodedata.category(letter) != "Cn"]
    assert glyphs_exist("\n".join(assigned))


def test_the_question_whether_a_glyph_exists_can_be_answered_with_no() -> None:
    assert not glyphs_exist("😀")


@pytest.mark.parametrize("text", ["Ӏаь ӏ ЧIана", "ქართული", "Ğ ş ə ї ґ ё №", "հայերեն", "«кавычки» — “quotes”", "a\nb"])
def test_scripts_of_the_region_stay_as_they_are(text: str) -> None:
    assert shown(text) == text


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("\u202elive", "‹U+202E›live"),
        ("a\u200bb", "a‹U+200B›b"),
        ("a\u00adb", "a‹U+00AD›b"),
        ("a\x00b", "a‹U+0000›b"),
        ("😀", "‹U+1F600›"),
        ("👩\u200d👧", "‹U+1F469 200D 1F467›"),
        ("\ud800", "‹U+D800›"),
        ("漢", "‹U+6F22›"),
        ("a\r\nb\u2028c", "a\nb\nc"),
        ("a\tb", "a   b"),
    ],
)
def test_what_cannot_be_seen_is_written_out(text: str, seen: str) -> None:
    assert shown(text) == seen


def test_a_tower_of_accents_cannot_smear_over_the_lines_around() -> None:
    assert shown("z" + "\u0335" * 5) == "z" + "\u0335" * 3 + "‹U+0335 0335›"


def test_a_long_word_may_break_and_is_whole_again_when_read_back() -> None:
    word = "x" * (LONG_WORD + 1)
    assert max(map(len, shown(word).split("\u200b"))) == PIECE
    assert unbroken(shown(word)) == word


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=40))
def test_whatever_was_typed_nothing_on_the_paper_is_invisible(text: str) -> None:
    assert glyphs_exist(unbroken(shown(text)))


@given(st.text())
def test_writing_out_loses_no_character_that_can_be_shown(text: str) -> None:
    kept = [letter for letter in text if letter.isascii() and letter.isalnum()]
    seen = iter(unbroken(shown(text)))
    assert all(letter in seen for letter in kept)
