"""First letters that spell a name are seen; those that spell nothing are not."""

from kunak.disclosure.acrostics import find_acrostics
from kunak.disclosure.folding import fold

NAMES = [("асет", "P1.given"), ("магомадова", "P1.family"), ("ан", "P2.given")]


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
