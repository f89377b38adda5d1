"""Tables from outside: read as they are written, or refused with file, line, column and mend."""

from pathlib import Path

import pytest

from kunak.base.errors import BadInput
from kunak.store.tables import CELL_CHARACTERS, COLUMNS, read_table


def written(folder: Path, data: bytes | str) -> Path:
    path = folder / "table.csv"
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return path


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1251"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_any_usual_table_is_read(tmp_path: Path, separator: str, encoding: str, newline: str) -> None:
    rows = [["имя", "значение"], ["Долина и горы вокруг неё", "7"], ["Лесная сторона", "8"]]
    text = newline.join(separator.join(row) for row in rows) + newline
    table = read_table(written(tmp_path, text.encode(encoding)))
    assert table.columns == ("имя", "значение")
    assert table.rows == (("Долина и горы вокруг неё", "7"), ("Лесная сторона", "8"))


def test_lines_are_those_of_the_file(tmp_path: Path) -> None:
    table = read_table(written(tmp_path, 'a,b\n\n1,"two\nlines"\n3,4\n'))
    assert table.lines == (3, 5)
    assert table.mappings()[1] == (5, {"a": "3", "b": "4"})


@pytest.mark.parametrize(
    ("data", "says"),
    [
        ("a,b\n1,2\n1,2,3\n", "table.csv, line 3 has 3 cells"),
        ("a,b\n1\n", "line 2 has 1 cells"),
        ("a,b,a\n1,2,3\n", "line 1: every column needs a name"),
        ("a,b,\n1,2,3\n", "line 1: every column needs a name"),
        ("a,b\n", "holds no rows"),
        ("", "table.csv"),
        ('a,b\n1,"2\n', "quotation mark"),
        ("a,b\n1," + "x" * 200_000, "line 2: .* a cell does not end"),
        ("a,c\n1,2\n", "no column “b”"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\x0d" * 30, "table.csv"),
        ("a,b\n1," + "x" * (CELL_CHARACTERS + 1), "line 2, column b"),
        ("a,b," + ",".join(f"c{n}" for n in range(COLUMNS)) + "\n1", "at most"),
    ],
)
def test_a_bad_table_is_refused_with_its_place(tmp_path: Path, data: bytes | str, says: str) -> None:
    with pytest.raises(BadInput, match=says):
        read_table(written(tmp_path, data), needed=("a", "b"))


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="no file"):
        read_table(tmp_path / "nothing.csv")


def test_a_column_may_go_by_another_name(tmp_path: Path) -> None:
    path = written(tmp_path, "ID,Всего,value,total\n1,2,3,4\n")
    assert read_table(path, needed=("id",), also={"total": "value", "всего": "value"}).columns == (
        "id",
        "Всего",
        "value",
        "total",
    )
    path = written(tmp_path, "id,Total\n1,2\n")
    assert read_table(path, needed=("id", "value"), also={"total": "value"}).columns == ("id", "value")
