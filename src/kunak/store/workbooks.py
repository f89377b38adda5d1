"""Tables from outside in a workbook (XLSX): one sheet, its first row the names of the columns.

Cells are read as what they hold, never as what a formula would make of them today. Every mistake is one sentence
with file, row, column and mend; nothing is half returned.
"""

import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from io import BytesIO
from typing import Any, Final

from kunak.base.errors import BadInput, Fault
from kunak.store.cleaning import clean_name, clean_text
from kunak.store.incoming import MEGABYTE
from kunak.store.tables import CELL_CHARACTERS, COLUMNS, Table

WORKBOOK_BYTES: Final = 50 * MEGABYTE
UNPACKED_BYTES: Final = 500 * MEGABYTE
"""Largest workbook once it is unpacked: an archive may hold a thousand times its size."""
WORKBOOK_ROWS: Final = 100_000


def is_workbook(data: bytes) -> bool:
    """Whether bytes begin as an archive does: no table in text does."""
    return data.startswith(b"PK\x03\x04")


def read_workbook(data: bytes, name: str, *, sheet: str = "") -> tuple[Table, str]:
    """Read one sheet; return it with its name. Its ``lines`` are rows of the sheet.

    Args:
        data: The file.
        name: What it is called; cleaned here.
        sheet: Which sheet; the first where nothing is said.

    Raises:
        BadInput: It is no workbook, too large, or has no such sheet, no names of columns, or one twice.
        Fault: What reads workbooks is not installed.
    """
    name = clean_name(name)
    _check_archive(data, name)
    try:
        from openpyxl import load_workbook  # noqa: PLC0415 - an extra
    except ModuleNotFoundError:
        raise Fault(
            "This needs %(module)s, which is not installed: install kunak[register]. Nothing was done.",
            module="openpyxl",
        ) from None
    try:
        book = load_workbook(BytesIO(data), read_only=True, data_only=True)
    except Exception:  # noqa: BLE001 - the library raises whatever the bytes lead it to
        raise _unreadable(name) from None
    try:
        chosen = _chosen(book, name, sheet)
        return _table(list(_rows(chosen, name)), name), str(chosen.title)
    except BadInput:
        raise
    except Exception:  # noqa: BLE001 - as above
        raise _unreadable(name) from None
    finally:
        book.close()


def _chosen(book: Any, name: str, sheet: str) -> Any:  # noqa: ANN401 - openpyxl brings no types
    if sheet and sheet not in book.sheetnames:
        raise BadInput(
            "%(file)s has no sheet “%(sheet)s”. Its sheets are: %(known)s.",
            file=name,
            sheet=sheet[:80],
            known=", ".join(book.sheetnames)[:400],
            field="sheet",
        )
    return book[sheet] if sheet else book.worksheets[0]


def _check_archive(data: bytes, name: str) -> None:
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            unpacked = sum(part.file_size for part in archive.infolist())
    except Exception:  # noqa: BLE001 - as below: the library raises whatever the bytes lead it to
        raise _unreadable(name) from None
    if unpacked > UNPACKED_BYTES or len(data) > WORKBOOK_BYTES:
        raise BadInput("%(file)s is too large. Divide it, or save its sheet as CSV.", file=name, field="file")


def _rows(sheet: Any, name: str) -> Iterator[tuple[int, list[str]]]:  # noqa: ANN401 - openpyxl brings no types
    for number, cells in enumerate(sheet.iter_rows(values_only=True), start=1):
        if number > WORKBOOK_ROWS:
            raise BadInput(
                "%(file)s has more than %(rows)d rows. Divide it.", file=name, rows=WORKBOOK_ROWS, field="file"
            )
        texts = [_text(cell) for cell in cells]
        if any(texts):
            yield number, texts


def _table(rows: list[tuple[int, list[str]]], name: str) -> Table:
    if len(rows) <= 1:
        raise BadInput("%(file)s holds no rows. Choose the file with the table.", file=name, field="file")
    header = rows[0][1]
    while header and not header[-1]:
        header.pop()
    twice = next((column for at, column in enumerate(header) if column in header[:at] or not column), None)
    if twice is not None or len(header) > COLUMNS:
        raise BadInput(
            "%(file)s, line %(line)d: every column needs a name of its own, and there may be %(limit)d of them at "
            "most; “%(column)s” is empty or there twice.",
            file=name,
            line=rows[0][0],
            limit=COLUMNS,
            column=(twice or "")[:80],
            field="file",
        )
    return Table(
        name,
        tuple(header),
        tuple(line for line, _ in rows[1:]),
        tuple(_fitting(cells, header, name, line) for line, cells in rows[1:]),
    )


def _fitting(cells: list[str], header: list[str], name: str, line: int) -> tuple[str, ...]:
    if any(cells[len(header) :]):
        raise BadInput(
            "%(file)s, line %(line)d has a cell in a column without a name. Name the column in the first row, or empty "
            "the cell.",
            file=name,
            line=line,
            field="file",
        )
    long = next((column for column, cell in zip(header, cells, strict=False) if len(cell) > CELL_CHARACTERS), None)
    if long is not None:
        raise BadInput(
            "%(file)s, line %(line)d, column %(column)s is longer than %(limit)d characters. Shorten it.",
            file=name,
            line=line,
            column=long,
            limit=CELL_CHARACTERS,
            field="file",
        )
    return tuple(cells[: len(header)] + [""] * (len(header) - len(cells)))


def _text(cell: object) -> str:
    """Return a cell as text: a date as the calendar writes it, a whole number without a point."""
    match cell:
        case None:
            return ""
        case datetime():
            return cell.date().isoformat()
        case date():
            return cell.isoformat()
        case float() if cell.is_integer():
            return str(int(cell))
        case _:
            return clean_text(str(cell)).strip()


def _unreadable(name: str) -> BadInput:
    return BadInput(
        "%(file)s is no workbook that can be read. Save it as XLSX again, or its sheet as CSV.", file=name, field="file"
    )
