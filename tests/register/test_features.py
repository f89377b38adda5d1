import pytest

from kunak.register.features import BLOCKS, table_of
from kunak.register.partial_dates import read_date
from kunak.register.places import read_place
from kunak.register.records import Record


def test_a_row_holds_what_is_compared_and_nothing_where_nothing_is_known() -> None:
    known = Record(
        "1", "a", "хава", "ахмед", "исаев", "f", read_date("1990-02-03"), None, (20, 20), read_place("Экажи")
    )
    table = table_of([known, Record("2", "b")]).to_pylist()
    assert table[0]["born_text"] == "19900203"
    assert table[0]["born_turned"] == "19900302"
    assert (table[0]["age_low"], table[0]["sex"], table[0]["several"]) == (20, "f", 1)
    assert table[0]["given_number"] is not None
    for name, value in table[1].items():
        assert value is None or name in {"unique_id", "source", "several"}, name


def test_every_block_is_of_columns_that_are_there() -> None:
    columns = table_of([Record("1", "a")]).column_names
    assert {column for block in BLOCKS for column in block.columns} <= set(columns)


def test_an_initial_is_one_letter_in_either_script() -> None:
    table = table_of([Record("1", "a", given="х"), Record("2", "b", given="khava")]).to_pylist()
    assert (table[0]["given_short"], table[1]["given_short"]) == (1, 5)
    cyrillic, latin = table_of([Record("1", "a", given="м"), Record("2", "b", given="madina")]).to_pylist()
    assert cyrillic["given_initial"] == latin["given_initial"]


@pytest.mark.parametrize(
    ("letter", "name"),
    [
        ("к", "keira"),
        ("к", "qadir"),
        ("х", "khava"),
        ("х", "hava"),
        ("ш", "shamil"),
        ("ж", "zhanna"),
        ("я", "yana"),
        ("ю", "yulia"),
        ("г", "gelani"),
        ("ц", "tsatsa"),
        ("в", "walid"),
        ("з", "zarema"),
        ("д", "djamila"),
    ],
)
def test_an_initial_fits_names_of_the_other_script(letter: str, name: str) -> None:
    """The harm: К. and Keira are held to be two women."""
    cyrillic, latin = table_of([Record("1", "a", given=letter), Record("2", "b", given=name)]).to_pylist()
    assert cyrillic["given_initial"] == latin["given_initial"]


def test_other_records_say_in_which_district_a_settlement_lies() -> None:
    places = ["с. Экажи, Сурхойский район", "Экажи", "Ekazhi", "Гелди"]
    rows = table_of([Record(str(n), "a", place=read_place(place)) for n, place in enumerate(places)]).to_pylist()
    numbers = [row["district_number"] for row in rows]
    assert numbers[0] == numbers[1] == numbers[2] is not None
    assert numbers[3] is None


def test_a_settlement_of_two_districts_is_left_alone() -> None:
    places = ["с. Экажи, Сурхойский район", "с. Экажи, Горский район", "Экажи"]
    rows = table_of([Record(str(n), "a", place=read_place(place)) for n, place in enumerate(places)]).to_pylist()
    assert rows[2]["district_number"] is None
