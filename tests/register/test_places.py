import pytest

from kunak.register.places import Place, read_place


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("с. Дальний Хутор, Горский район, Чечня", Place("дальнийхутор", "гор", "Chechnya")),
        ("Назраполь", Place("назраполь", "", "")),
        ("Верхнегорский район", Place("", "верхнегор", "")),
        ("Verkhnegorsky district", Place("", "verkhnegor", "")),
        ("г. Грозный", Place("грозный", "", "Chechnya")),
        ("Makhachkala", Place("makhachkala", "", "Dagestan")),
        ("Республика Дагестан", Place("", "", "Dagestan")),
        ("", Place()),
    ],
)
def test_a_place_says_settlement_district_and_region(text: str, place: Place) -> None:
    assert read_place(text) == place
