"""Who was seen on which lists, as counts: the only thing that estimation looks at.

A history is a number whose bit j says whether list j holds the person. People on no list are what
is asked for, so history 0 has no count. No person is told apart.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

import msgspec
import numpy as np
from numpy.typing import NDArray

from kunak.base.errors import BadInput

COUNT: Final = "count"
"""Name of the column that says how many people have a history."""
MOST_LISTS: Final = 12
"""4,096 histories. Beyond, nearly every one is empty, and lists are better merged first."""
MOST_PEOPLE: Final = 10**12
_DIGITS: Final = 20


class Histories(msgspec.Struct, frozen=True, eq=False):
    """Counts by history.

    Attributes:
        names: Names of the lists; bit j of a history is the list at place j.
        counts: How many people have each history, whole numbers from 0 up; shape (2^K,), place 0 is 0.
    """

    names: tuple[str, ...]
    counts: NDArray[np.int64]

    @property
    def lists(self) -> int:
        """How many lists there are."""
        return len(self.names)

    @property
    def observed(self) -> int:
        """How many people are on some list."""
        return int(self.counts.sum())

    @property
    def key(self) -> tuple[tuple[str, ...], bytes]:
        """What is the same for equal histories, and for no others."""
        return self.names, self.counts.tobytes()

    def on_exactly(self, lists: int) -> int:
        """Return how many people are on so many lists."""
        return sum(int(count) for history, count in enumerate(self.counts) if history.bit_count() == lists)

    def together(self, term: int) -> int:
        """Return how many people are on all lists of a term."""
        return sum(int(count) for history, count in enumerate(self.counts) if history & term == term)

    def called(self, term: int) -> str:
        """Return the names of the lists of a term, joined by ``*``."""
        return "*".join(name for j, name in enumerate(self.names) if term >> j & 1)


def without_empty_lists(histories: Histories) -> Histories:
    """Leave out lists that hold nobody: they say nothing of anybody."""
    full = [j for j in range(histories.lists) if histories.together(1 << j)]
    counts = np.zeros(2 ** len(full), dtype=np.int64)
    for history, count in enumerate(histories.counts):
        counts[sum((history >> j & 1) << place for place, j in enumerate(full))] += count
    return Histories(tuple(histories.names[j] for j in full), counts)


def read_histories(file: str, columns: Sequence[str], rows: Iterable[tuple[int, Mapping[str, str]]]) -> Histories:
    """Return the counts of a table of capture histories.

    Args:
        file: Its name, for what is said of mistakes.
        columns: One per list, and ``count`` if there is one; without it every row is a person.
        rows: Line number and cells by column.

    Raises:
        BadInput: A cell is not 0 or 1, a count is no whole number, somebody is on no list, or nobody was seen.
    """
    counted = next((column for column in columns if column.strip().lower() == COUNT), COUNT)
    names = tuple(column for column in columns if column != counted)
    if not 1 <= len(names) <= MOST_LISTS:
        raise BadInput(
            "%(file)s has %(lists)d columns for lists; there may be 1 to %(limit)d. Merge lists, or leave columns out.",
            file=file,
            lists=len(names),
            limit=MOST_LISTS,
            field="file",
        )
    counts = np.zeros(2 ** len(names), dtype=np.int64)
    for line, row in rows:
        history = sum(_mark(file, line, name, row[name]) << j for j, name in enumerate(names))
        count = _count(file, line, row[counted]) if counted in row else 1
        if history == 0 and count:
            raise BadInput(
                "%(file)s, line %(line)d: these people are on no list. How many they are is what is asked for; leave "
                "the line out.",
                file=file,
                line=line,
                field="file",
            )
        counts[history] += count
    if not 0 < counts.sum() <= MOST_PEOPLE:
        raise BadInput(
            "%(file)s counts nobody, or more people than there are. Check the column count.", file=file, field="file"
        )
    return Histories(names, counts)


def _mark(file: str, line: int, column: str, cell: str) -> int:
    if cell.strip() not in {"0", "1"}:
        raise BadInput(
            "%(file)s, line %(line)d, column %(column)s: give 1 where the list holds the person and 0 where it does "
            "not. A column that is no list has to be left out.",
            file=file,
            line=line,
            column=column,
            field=column,
        )
    return int(cell)


def _count(file: str, line: int, cell: str) -> int:
    text = cell.strip()
    if not (text.isascii() and text.isdecimal() and len(text) <= _DIGITS) or int(text) > MOST_PEOPLE:
        raise BadInput(
            "%(file)s, line %(line)d, column count: give a whole number from 0 up.", file=file, line=line, field=COUNT
        )
    return int(text)
