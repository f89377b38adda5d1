"""What stands in a comma-separated file of a feed?

Judges bytes in memory. Odd column orders, a byte-order mark, spaces around
values, quoted commas, empty lines and lines that are too short or too long
are read; where a line of the file is named, it is the line an editor shows.
"""

import csv
import io
from collections.abc import Sequence
from functools import cached_property
from typing import Final

import numpy as np
import numpy.typing as npt
import polars as pl

from kunak.routes.problems import EXAMPLES, Report

ROW: Final = "_row"
"""Column that holds the number of the data row, from 0, empty lines counted."""

Mask = npt.NDArray[np.bool_]


class Table:
    """One file: columns of text, never null, stripped; and how to name a line of it."""

    def __init__(self, feed: str, file: str, text: bytes, report: Report) -> None:
        self.feed = feed
        self.file = file
        self._text = text
        self._report = report
        self.frame = self._read()

    def __len__(self) -> int:
        return self.frame.height

    def has(self, column: str) -> bool:
        """Whether the file has this column."""
        return column in self.frame.columns

    def text(self, column: str) -> pl.Series:
        """Return a column; of empty values where the file lacks it."""
        if self.has(column):
            return self.frame[column]
        return pl.Series(column, [""], dtype=pl.String).new_from_index(0, len(self))

    def need(self, *columns: str) -> None:
        """Refuse the file unless it has these columns."""
        for column in columns:
            if not self.has(column):
                self._report.add("no_column", feed=self.feed, file=self.file, column=column)

    def wrong(self, kind: str, column: str, mask: Mask) -> None:
        """Report the rows that ``mask`` marks."""
        count = int(mask.sum())
        if not count:
            return
        at = np.flatnonzero(mask)[:EXAMPLES]
        values = self.text(column).gather(at).to_list() if column else [""] * len(at)
        rows = self.frame[ROW].gather(at).to_list()
        places = tuple((self.line(row), str(value)) for row, value in zip(rows, values, strict=True))
        self._report.add(kind, feed=self.feed, file=self.file, column=column, count=count, places=places)

    def keep(self, mask: Mask) -> None:
        """Leave out every row that ``mask`` does not mark."""
        if not mask.all():
            self.frame = self.frame.filter(pl.Series(mask))

    def keep_first(self, column: str) -> None:
        """Leave out rows whose id is empty or was given before, and report them."""
        empty = (self.text(column) == "").to_numpy()
        self.wrong("no_id", column, empty)
        self.keep(~empty)
        again = ~self.text(column).is_first_distinct().to_numpy()
        self.wrong("duplicate", column, again)
        self.keep(~again)

    def need_once(self, column: str) -> None:
        """Refuse an id that is empty or was given before: in the group's own files no line is left out."""
        self.wrong("nameless", column, (self.text(column) == "").to_numpy())
        self.wrong("given_twice", column, ~self.text(column).is_first_distinct().to_numpy())

    def integers(self, column: str, default: int) -> tuple[npt.NDArray[np.int64], Mask]:
        """Return a column as whole numbers, and a mask of the values that are none; empty is the default."""
        text = self.text(column)
        numbers = text.cast(pl.Int64, strict=False)
        bad = numbers.is_null() & (text != "")
        return numbers.fill_null(default).to_numpy(), bad.to_numpy()

    def decimals(self, column: str) -> npt.NDArray[np.float64]:
        """Return a column as decimal numbers, NaN where it holds none."""
        return self.text(column).cast(pl.Float64, strict=False).fill_null(float("nan")).to_numpy().copy()

    def lines(self) -> list[int]:
        """Return the line of the file that each row begins on."""
        return [self.line(row) for row in self.frame[ROW].to_list()]

    def line(self, row: int) -> int:
        """Return the line of the file that a data row begins on; the header is line 1."""
        return self._lines[row] if row < len(self._lines) else row + 2

    @cached_property
    def _lines(self) -> list[int]:
        reader = csv.reader(io.StringIO(self._decoded, newline=""))
        ends = [reader.line_num for _ in reader]
        return [end + 1 for end in ends[:-1]]

    @cached_property
    def _decoded(self) -> str:
        body = self._text.removeprefix(b"\xef\xbb\xbf")
        try:
            return body.decode("utf-8")
        except UnicodeDecodeError:
            self._report.add("encoding", feed=self.feed, file=self.file)
            return body.decode("cp1252", errors="replace")

    def _read(self) -> pl.DataFrame:
        body = self._decoded.encode("utf-8")
        try:
            frame = pl.read_csv(body, infer_schema=False)
        except pl.exceptions.NoDataError:
            self._report.add("not_a_table", feed=self.feed, file=self.file)
            raise
        except pl.exceptions.PolarsError:
            frame = self._read_slowly()
        names = [name.strip().strip('"') for name in frame.columns]
        frame.columns = [name if names.index(name) == n else f"{name}_{n}" for n, name in enumerate(names)]
        frame = frame.with_columns(pl.all().fill_null("").str.strip_chars()).with_row_index(ROW)
        blank = pl.all_horizontal(pl.exclude(ROW) == "")
        return frame.filter(~blank)

    def _read_slowly(self) -> pl.DataFrame:
        """Read what the fast reader refuses: lines that are too long, a quotation mark that is never closed."""
        rows: list[Sequence[str]]
        try:
            rows = list(csv.reader(io.StringIO(self._decoded, newline="")))
        except csv.Error:
            rows = []
        if not rows or not rows[0]:
            self._report.add("not_a_table", feed=self.feed, file=self.file)
        width = len(rows[0])
        self._count_ragged(rows, width)
        columns = [[row[n] if n < len(row) else "" for row in rows[1:]] for n in range(width)]
        named = {f"{name}_{n}" if name in rows[0][:n] else name: columns[n] for n, name in enumerate(rows[0])}
        return pl.DataFrame(named, schema=dict.fromkeys(named, pl.String))

    def _count_ragged(self, rows: list[Sequence[str]], width: int) -> None:
        long = [n for n, row in enumerate(rows[1:]) if len(row) > width]
        if long:
            places = tuple((self.line(n), "") for n in long[:EXAMPLES])
            self._report.add("ragged", feed=self.feed, file=self.file, count=len(long), places=places)


def index_of(values: pl.Series, ids: Sequence[str] | pl.Series) -> npt.NDArray[np.int64]:
    """Return the position of each value in ``ids``; -1 where it is not among them."""
    known = pl.DataFrame({"id": pl.Series("id", ids, dtype=pl.String)}).with_row_index("at")
    joined = pl.DataFrame({"id": values}).join(known, on="id", how="left", maintain_order="left")
    return joined["at"].cast(pl.Int64).fill_null(-1).to_numpy()
