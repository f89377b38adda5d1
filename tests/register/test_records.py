from collections.abc import Mapping

import pytest

from kunak.base.errors import BadInput
from kunak.register.partial_dates import read_date
from kunak.register.records import ColumnMap, Record, read_mapping, read_records


def read(*rows: Mapping[str, str], mapping: ColumnMap | None = None) -> list[Record]:
    columns = list(dict.fromkeys(column for row in rows for column in row))
    return read_records([("a.csv", columns, list(enumerate(rows, start=2)))], mapping or ColumnMap({}))


def test_names_are_plain_and_without_case_gender_and_suffix() -> None:
    (record,) = read({"given": "Хава", "patronymic": "Ахмедовна", "family": "Исаевой"})
    assert (record.given, record.patronymic, record.family, record.sex) == ("хава", "ахмед", "исаев", "f")


def test_a_patronymic_in_the_wrong_cell_is_moved() -> None:
    (record,) = read({"given": "Хава Ахмедовна", "family": "Исаева"})
    assert (record.given, record.patronymic) == ("хава", "ахмед")


def test_swapped_names_are_swapped_back() -> None:
    (record,) = read({"given": "Исаева", "family": "Хава"})
    assert (record.given, record.family) == ("хава", "исаев")


def test_a_birth_follows_from_age_and_death() -> None:
    (record,) = read({"age": "25", "died": "2015-03-02"})
    born = read_date("1989-03-03 - 1990-03-02")
    assert record.born is not None
    assert born is not None
    assert abs(record.born.low - born.low) <= 2
    assert abs(record.born.high - born.high) <= 2


def test_an_age_follows_from_birth_and_death() -> None:
    (record,) = read({"born": "1990-05-05", "died": "2015"})
    assert record.age == (24, 25)


def test_without_id_and_source_the_file_says_them() -> None:
    (record,) = read({"given": "Хава"})
    assert (record.id, record.source) == ("a.csv:2", "a")


def test_columns_are_what_the_mapping_says() -> None:
    mapping = read_mapping("m.toml", {"columns": {"given": ["Имя", "Name"], "born": "Рождение"}})
    (record,) = read({"Имя": "Хава", "Рождение": "1990", "died": "2015"}, mapping=mapping)
    assert (record.given, record.born, record.died) == ("хава", read_date("1990"), read_date("2015"))


def test_a_mapping_may_be_the_other_way_round() -> None:
    assert read_mapping("m.toml", {"Имя": "given"}).names == {"given": ("Имя",)}


@pytest.mark.parametrize("document", [{"name": "x"}, {"given": 5}, {"given": []}, {"given": [""]}])
def test_a_mapping_that_maps_nothing_is_refused(document: dict[str, object]) -> None:
    with pytest.raises(BadInput, match=r"^m\.toml: “\w+” maps nothing\. Give the name of a column"):
        read_mapping("m.toml", document)


def test_a_mapped_column_that_no_file_has_is_refused() -> None:
    with pytest.raises(BadInput, match="No file has the column “Имя”"):
        read({"given": "Хава"}, mapping=read_mapping("m.toml", {"given": "Имя"}))


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ({"born": "1990-02-30"}, "a.csv, line 2, column born is no date of the calendar"),
        ({"given": "Хава", "age": "old"}, "a.csv, line 2, column age is no age"),
        ({"given": "Хава", "sex": "maybe"}, "a.csv, line 2, column sex is no sex"),
        ({"born": "1990", "died": "1980"}, "a.csv, line 2: the death"),
        ({"id": "", "given": "Хава"}, "a.csv, line 2, column id is empty"),
        ({"colour": "red"}, "a.csv, line 1: none of the columns given"),
    ],
)
def test_what_cannot_be_is_refused_with_its_place(row: dict[str, str], says: str) -> None:
    with pytest.raises(BadInput) as refused:
        read(row)
    assert str(refused.value).startswith(says)
    assert "Хава" not in str(refused.value)


def test_an_id_that_is_there_twice_is_refused() -> None:
    with pytest.raises(BadInput, match=r"^a\.csv, line 3, column id: this id is in a\.csv, line 2 already"):
        read({"id": "1", "given": "Хава"}, {"id": "1", "given": "Зара"})
