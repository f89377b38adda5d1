import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from kunak.store.cleaning import NAME_BYTES, NAMELESS, clean_line, clean_name, clean_text, turns_writing

ANY_TEXT = st.text(st.characters(min_codepoint=0, max_codepoint=0x10FFFF))
TRICKY = st.text(st.sampled_from("aя9❤👨\u200d\u200c\ufe0f\u20e3\u202e\u200b\r\n\t\x00.e\u0301/\\: \ud800ن"))


@given(ANY_TEXT | TRICKY)
def test_cleaning_text_twice_changes_nothing(text: str) -> None:
    assert clean_text(clean_text(text)) == clean_text(text)


@given(ANY_TEXT | TRICKY)
def test_clean_text_holds_no_control_and_no_turning_character(text: str) -> None:
    clean = clean_text(text)
    assert not [char for char in clean if unicodedata.category(char) in {"Cc", "Cs"} and char != "\n"]
    assert not turns_writing(clean)
    assert unicodedata.is_normalized("NFC", clean)
    assert clean.encode().decode() == clean


def test_turned_writing_is_shown_and_not_obeyed() -> None:
    assert clean_text("invoice\u202efdp.exe") == "invoice⟨U+202E⟩fdp.exe"


def test_invisible_characters_cannot_split_a_word_away_from_search() -> None:
    assert clean_text("Аха\u200bто\xadва\ufeff \u2060и\u200d Б\ufe0f") == "Ахатова и Б"


def test_families_hearts_and_keycaps_stay_whole() -> None:
    assert clean_text("👨‍👩‍👧 ❤️ 1️⃣") == "👨‍👩‍👧 ❤️ 1️⃣"


def test_every_kind_of_line_end_becomes_one() -> None:
    assert clean_text("a\r\nb\rc\u2028d\x85e\x0cf") == "a\nb\nc\nd\ne\nf"


def test_a_line_stays_one_line() -> None:
    assert clean_line("  help \r\n me\tnow ") == "help me now"
    assert len(clean_line("x" * 10_000)) == 500


@given(ANY_TEXT | TRICKY)
def test_a_clean_name_can_lie_in_any_folder(name: str) -> None:
    clean = clean_name(name)
    assert clean not in {"", ".", ".."}
    assert not set(clean) & set('/\\<>:"|?*\x00\n')
    assert clean.strip(" .") == clean
    assert len(clean.encode()) <= NAME_BYTES
    assert clean_name(clean) == clean


def test_a_selector_does_not_outlive_the_dot_that_it_stood_on() -> None:
    assert clean_name(".\ufe00") == NAMELESS
    assert clean_name("a.\ufe00.") == clean_name(clean_name("a.\ufe00."))


def test_names_lose_paths_and_what_systems_reserve() -> None:
    told = {
        "../../etc/passwd": "passwd",
        "C:\\Users\\a\\note.txt": "note.txt",
        "con.tar.gz": "_con.tar.gz",
        "LPT¹": "_LPT¹",
        "": "file",
        "...": "file",
        "\u202egpj.exe": "gpj.exe",
        ".profile": "profile",
        "справка\x00.pdf": "справка_.pdf",
    }
    assert {name: clean_name(name) for name in told} == told


def test_a_long_name_keeps_its_extension() -> None:
    clean = clean_name("д" * 300 + ".jpeg")
    assert clean.endswith("д.jpeg")
    assert len(clean.encode()) <= NAME_BYTES
