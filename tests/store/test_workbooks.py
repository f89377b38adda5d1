"""Sheets of workbooks: read as they stand, or refused with file, row, column and mend."""

import io
import zipfile
from datetime import date, datetime
from typing import Any

import pytest
from openpyxl import Workbook

from kunak.base.errors import BadInput
from kunak.store import workbooks
from kunak.store.workbooks import is_workbook, read_workbook


def book(*rows: list[Any], title: str = "Data", more: str = "") -> bytes:
    made = Workbook()
    sheet = made.active
    sheet.title = title
    for row in rows:
        sheet.append(row)
    if more:
        made.create_sheet(more).append(["x"])
    kept = io.BytesIO()
    made.save(kept)
    return kept.getvalue()


def test_dates_numbers_and_words_are_read_as_they_stand() -> None:
    data = book(["когда", "лет", "кто"], [datetime(2014, 3, 5), 19.0, " Нериса "], [date(2015, 1, 2), 1.5, None])  # noqa: DTZ001 - as Excel has it
    table, sheet = read_workbook(data, "list.xlsx")
    assert is_workbook(data)
    assert (sheet, table.name, table.columns) == ("Data", "list.xlsx", ("когда", "лет", "кто"))
    assert table.rows == (("2014-03-05", "19", "Нериса"), ("2015-01-02", "1.5", ""))


def test_rows_are_those_of_the_sheet() -> None:
    table, _ = read_workbook(book([], ["a", "b"], [], ["1"]), "list.xlsx")
    assert table.lines == (4,)
    assert table.rows == (("1", ""),)


def test_a_sheet_is_chosen_by_its_name() -> None:
    data = book(["a"], ["1"], more="Notes")
    assert read_workbook(data, "list.xlsx", sheet="Data")[1] == "Data"
    with pytest.raises(BadInput, match="no sheet “Nothing”"):
        read_workbook(data, "list.xlsx", sheet="Nothing")


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"PK\x03\x04 and nothing else", "no workbook"),
        (b"a,b\n1,2\n", "no workbook"),
        (book(["a", "b"]), "holds no rows"),
        (book(["a", "a"], [1, 2]), "line 1: every column needs a name"),
        (book(["a", None, "c"], [1, 2, 3]), "line 1: every column needs a name"),
        (book(["a"], [1, 2]), "line 2 has a cell in a column without a name"),
        (book(["a"], ["x" * 20_001]), "line 2, column a is longer"),
    ],
)
def test_what_cannot_be_a_table_is_refused(data: bytes, says: str) -> None:
    with pytest.raises(BadInput, match=says):
        read_workbook(data, "list.xlsx")


def test_an_archive_that_is_no_workbook_or_far_too_large_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w") as archive:
        archive.writestr("readme.txt", "x")
    with pytest.raises(BadInput, match="no workbook"):
        read_workbook(kept.getvalue(), "list.xlsx")
    monkeypatch.setattr(workbooks, "UNPACKED_BYTES", 100)
    with pytest.raises(BadInput, match="too large"):
        read_workbook(book(["a"], ["1"]), "list.xlsx")


def test_a_sheet_without_end_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbooks, "WORKBOOK_ROWS", 1)
    with pytest.raises(BadInput, match="more than 1 rows"):
        read_workbook(book(["a"], ["1"]), "list.xlsx")


def test_an_archive_of_a_version_that_nobody_has_made_is_refused() -> None:
    """Found by bending bytes: what reads archives raises an error of its own for it."""
    data = bytearray(book(["a"], ["1"]))
    data[data.index(b"PK\x01\x02") + 6] = 127
    with pytest.raises(BadInput, match="no workbook"):
        read_workbook(bytes(data), "list.xlsx")
