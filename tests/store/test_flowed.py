from kunak.store.flowed import unflowed


def test_flowed_lines_become_one_paragraph() -> None:
    assert unflowed("They know \nwhere I am.\n\nHelp.", delete_space=False) == "They know where I am.\n\nHelp."


def test_deleted_spaces_join_words_without_a_gap() -> None:
    assert unflowed("пожалуй \nста", delete_space=True) == "пожалуйста"


def test_quotes_keep_their_depth() -> None:
    assert unflowed("> we will \n> come\n>> when\nno", delete_space=False) == "> we will come\n>> when\nno"


def test_a_signature_does_not_flow() -> None:
    assert unflowed("word \n-- \nname", delete_space=False) == "word \n-- \nname"


def test_a_stuffed_line_loses_its_stuffing() -> None:
    assert unflowed(" From the village", delete_space=False) == "From the village"
