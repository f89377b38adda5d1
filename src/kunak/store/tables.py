"""Tables from outside: CSV as spreadsheets and statisticians write it, in any encoding, with any usual separator.

Every mistake is one sentence with file, line, column and mend. Nothing is half returned. What
the cells mean is not known here.
"""

import csv
from collections.abc import Mapping, Sequence
from io import StringIO
from pathlib import Path
from types import MappingProxyType
from typing import Final

import msgspec

from kunak.base.errors import BadInput
from kunak.store.charsets import decode
from kunak.store.cleaning import clean_name, clean_text
from kunak.store.files import read_capped
from kunak.store.incoming import MEGABYTE

TABLE_BYTES: Final = 256 * MEGABYTE
"""Largest table: a million records of names and dates take about 100 MB."""
COLUMNS: Final = 256
ROWS: Final = 2_000_000
CELL_CHARACTERS: Final = 20_000
_SEPARATORS: Final = ",;\t"


class Table(msgspec.Struct, frozen=True):
    """A table as it was written.

    Attributes:
        name: The file's name, cleaned.
        columns: Their names without spaces around them.
        lines: The line in the file on which each row begins.
        rows: As many cells as there are columns in each; the order is the file's.
    """

    name: str
    columns: tuple[str, ...]
    lines: tuple[int, ...]
    rows: tuple[tuple[str, ...], ...]

    def mappings(self) -> list[tuple[int, dict[str, str]]]:
        """Return each row by its columns, with its line."""
        return [
            (line, dict(zip(self.columns, row, strict=True))) for line, row in zip(self.lines, self.rows, strict=True)
        ]


def read_table(path: Path, *, needed: Sequence[str] = (), also: Mapping[str, str] = MappingProxyType({})) -> Table:
    """Read a table from a file; arguments and refusals are those of ``table_of``.

    Raises:
        BadInput: It cannot be opened, or as there.
    """
    return table_of(read_capped(path, limit=TABLE_BYTES), path.name, needed=needed, also=also)


def table_of(
    data: bytes, name: str, *, needed: Sequence[str] = (), also: Mapping[str, str] = MappingProxyType({})
) -> Table:
    """Read a table.

    Args:
        data: The file.
        name: What it is called; cleaned here.
        needed: Columns without which it is of no use.
        also: Other names of columns, in lower case: used where the column itself is not there.

    Raises:
        BadInput: It is no text, has no row, lacks a column, names one twice, or a row has more or fewer cells than
            there are columns.
    """
    name = clean_name(name)
    text = _text(data, name)
    reader = csv.reader(StringIO(text, newline=""), delimiter=_separator(text), strict=True)
    lines: list[int] = []
    rows: list[tuple[str, ...]] = []
    columns: tuple[str, ...] = ()
    before = 0
    try:
        for cells in reader:
            line, before = before + 1, reader.line_num
            if not any(cell.strip() for cell in cells):
                continue
            if not columns:
                columns = _header(_renamed(cells, needed, also), name, needed)
                continue
            rows.append(_row(cells, columns, name, line))
            lines.append(line)
            if len(rows) > ROWS:
                raise BadInput("%(file)s has more than %(rows)d rows. Divide it.", file=name, rows=ROWS, field="file")
    except csv.Error:
        raise BadInput(
            "%(file)s, line %(line)d: a quotation mark is opened and not closed, a line break stands where none may, "
            "or a cell does not end. Save the table as CSV again.",
            file=name,
            line=reader.line_num,
            field="file",
        ) from None
    if not rows:
        raise BadInput("%(file)s holds no rows. Choose the file with the table.", file=name, field="file")
    return Table(name, columns, tuple(lines), tuple(rows))


def _text(data: bytes, name: str) -> str:
    decoded = decode(data)
    if decoded is None or decoded.lossy:
        raise BadInput("%(file)s is no text that can be read. Save the table as CSV in UTF-8.", file=name, field="file")
    # A tab separates here; in prose it would become a space.
    return "\t".join(clean_text(piece) for piece in decoded.text.split("\t"))


def _separator(text: str) -> str:
    header = text.lstrip("\n").partition("\n")[0]
    return max(_SEPARATORS, key=header.count)


def _renamed(cells: Sequence[str], needed: Sequence[str], also: Mapping[str, str]) -> list[str]:
    """Return the columns by the names that are asked for, where they go by others."""
    columns = [cell.strip() for cell in cells]
    if not also:
        return columns
    known = {each.casefold(): each for each in (*needed, *also.values())}
    columns = [known.get(column.casefold(), column) for column in columns]
    return [
        meant if (meant := also.get(column.casefold())) is not None and meant not in columns else column
        for column in columns
    ]


def _header(cells: Sequence[str], name: str, needed: Sequence[str]) -> tuple[str, ...]:
    columns = tuple(cell.strip() for cell in cells)
    missing = [column for column in needed if column not in columns]
    twice = next((column for index, column in enumerate(columns) if column in columns[:index] or not column), None)
    if missing:
        raise BadInput(
            "%(file)s, line 1: there is no column “%(column)s”. The first line has to name these columns: %(needed)s.",
            file=name,
            column=missing[0],
            needed=", ".join(needed),
            field="file",
        )
    if twice is not None or len(columns) > COLUMNS:
        raise BadInput(
            "%(file)s, line 1: every column needs a name of its own, and there may be %(limit)d of them at most; "
            "“%(column)s” is empty or there twice.",
            file=name,
            limit=COLUMNS,
            column=(twice or "")[:80],
            field="file",
        )
    return columns


def _row(cells: Sequence[str], columns: tuple[str, ...], name: str, line: int) -> tuple[str, ...]:
    if len(cells) != len(columns):
        raise BadInput(
            "%(file)s, line %(line)d has %(cells)d cells, but there are %(columns)d columns. Put cells that hold the "
            "separator into quotation marks, and leave none out.",
            file=name,
            line=line,
            cells=len(cells),
            columns=len(columns),
            field="file",
        )
    for column, cell in zip(columns, cells, strict=True):
        if len(cell) > CELL_CHARACTERS:
            raise BadInput(
                "%(file)s, line %(line)d, column %(column)s is longer than %(limit)d characters. Shorten it.",
                file=name,
                line=line,
                column=column,
                limit=CELL_CHARACTERS,
                field="file",
            )
    return tuple(cells)
