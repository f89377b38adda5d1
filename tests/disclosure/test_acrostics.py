"""First letters that spell a name are seen; those that spell nothing are not."""

from hypothesis import given
from hypothesis import strategies as st

from kunak.disclosure.acrostics import LEAST, by_beginning, find_acrostics
from kunak.disclosure.folding import fold

NAMES = by_beginning([("асет", "P1.given"), ("магомадова", "P1.family"), ("ан", "P2.given")])


def found(text: str) -> list[tuple[str, str, str]]:
    hits = find_acrostics(text, fold(text), NAMES)
    return [(hit.secret, hit.severity, hit.text[0] + hit.text[-1]) for hit in hits]


def test_lines_that_spell_a_name_block() -> None:
    assert found("Алый\nСвет\nЕлей\nТьма") == [("P1.given", "block", "АТ")]


def test_sentences_do_too_and_the_span_is_from_first_to_last_letter() -> None:
    assert found("Ах, да. Свет погас. Есть хлеб. Тихо.") == [("P1.given", "block", "АТ")]


def test_four_letters_among_many_lines_ask_for_a_look() -> None:
    assert found("Дом\nАлый\nСвет\nЕлей\nТьма\nКот\nПёс") == [("P1.given", "review", "АТ")]


def test_words_in_a_row_spell_only_long_names() -> None:
    assert found("а с е т") == []
    assert found("мы а год о мире а дома одна в ауле") == [("P1.family", "block", "ма")]


def test_two_letters_are_no_name() -> None:
    assert found("Алый\nНос") == []


@given(st.text("асетмн", max_size=40), st.lists(st.text("асетмн", min_size=1, max_size=8), max_size=6))
def test_each_name_is_found_where_it_is_spelt_first(letters: str, names: list[str]) -> None:
    """A slow twin: every name is sought through all first letters."""
    text = "\n".join(letters)
    sought = {(name, f"P{number}.given") for number, name in enumerate(names)}
    hits = {(hit.secret, hit.start) for hit in find_acrostics(text, fold(text), by_beginning(sought))}
    lines = {(secret, 2 * letters.find(name)) for name, secret in sought if len(name) >= LEAST and name in letters}
    assert lines <= hits
    assert {secret for secret, _ in hits} == {secret for secret, _ in lines}
