"""Names in Latin letters find their usual Cyrillic, whichever language they are from."""

import pytest

from kunak.disclosure.transcription import transcribed


@pytest.mark.parametrize(
    ("latin", "cyrillic"),
    [
        ("delacroix", "делакруа"),
        ("marguerite", "маргерит"),
        ("dubois", "дюбуа"),
        ("lefevre", "лефевр"),
        ("weissmüller", "вайсмюллер"),
        ("weissmüller", "вейсмюллер"),
        ("schneider", "шнайдер"),
        ("jörg", "йорг"),
        ("wójcik", "вуйцик"),
        ("rossi", "росси"),
        ("lindqvist", "линдквист"),
        ("pacific", "пасифик"),
        ("zoë", "зои"),
    ],
)
def test_a_name_is_heard_in_its_own_language(latin: str, cyrillic: str) -> None:
    assert cyrillic in transcribed(latin)


def test_no_way_is_empty_and_all_are_few() -> None:
    ways = transcribed("o'brien")
    assert "" not in ways
    assert 1 <= len(ways) < 20
