"""Which numbers of a table are hidden, so that nobody is singled out by a small one?

A count below the least that is shown is hidden; and wherever a single hidden number would follow from its sum, another
one of the same line is hidden beside it: the smallest that says anything, of those that serve two lines first. Zero is
no small number: it is nobody.
"""

from collections.abc import Hashable, Mapping, Sequence
from typing import Final, TypeVar

Cell = TypeVar("Cell", bound=Hashable)

LEAST: Final = 3
"""Smallest count but zero that is shown. Our choice: statistical offices take 3 to 10."""
_PAIR: Final = 2
_TEN: Final = 10


def hidden(values: Mapping[Cell, int], lines: Sequence[Sequence[Cell]], *, least: int = LEAST) -> frozenset[Cell]:
    """Return the cells that are hidden.

    Args:
        values: The count in each cell, sums too.
        lines: Cells of which one follows from the others: each row with its sum, each column with its sum.
        least: Smallest count but zero that is shown.

    Returns:
        Every cell from 1 to ``least - 1``, and so many others that no line has exactly one hidden cell. It is no proof
        against somebody who solves all lines at once and knows the bounds; it stops a subtraction.

    Source:
        Primary and complementary cell suppression, as in Hundepool and others (2012), Statistical Disclosure Control.
    """
    gone = {cell for cell, value in values.items() if 0 < value < least}
    while lone := [line for line in lines if _bares(line, gone)]:
        helps = {cell for line in lone[1:] for cell in line}
        gone.add(
            min(
                (cell for cell in lone[0] if cell not in gone),
                key=lambda cell: (not values[cell], cell not in helps, values[cell]),
            )
        )
    return frozenset(gone)


def grain(number: float) -> int:
    """Return to what an estimated number of people is rounded where small numbers are hidden.

    Tens at least, two significant digits beyond: an estimate follows from counts that are hidden, and who knows the
    method and the seed could try out which of them give it to the last digit. Our choice.
    """
    return int(max(_TEN, _TEN ** (len(str(int(number))) - 2)))


def table_lines(rows: int, columns: int) -> list[list[tuple[int, int]]]:
    """Return the lines of a table whose last row and last column are sums."""
    across = [[(row, column) for column in range(columns)] for row in range(rows)]
    down = [[(row, column) for row in range(rows)] for column in range(columns)]
    return [*across, *down]


def with_sums(table: Sequence[Sequence[int]]) -> list[list[int]]:
    """Return a table with a last column of the sums of rows and a last row of the sums of columns."""
    wide = [[*row, sum(row)] for row in table]
    return [*wide, [sum(column) for column in zip(*wide, strict=True)]]


def _bares(line: Sequence[Cell], gone: set[Cell]) -> bool:
    return len(line) >= _PAIR and sum(cell in gone for cell in line) == 1
