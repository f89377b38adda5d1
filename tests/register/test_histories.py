"""Capture histories are read as they are, or refused with line and column."""

import pytest

from kunak.base.errors import BadInput
from kunak.register.histories import read_histories, without_empty_lists

Row = dict[str, str]


def read(columns: list[str], *cells: str) -> list[int]:
    rows = [(n, dict(zip(columns, row.split(","), strict=True))) for n, row in enumerate(cells, 2)]
    return [int(count) for count in read_histories("t.csv", columns, rows).counts]


def test_a_row_is_a_person_where_nothing_is_counted() -> None:
    assert read(["A", "B"], "1,0", "1,0", "1,1") == [0, 2, 0, 1]


def test_counts_of_one_history_are_added() -> None:
    assert read(["A", "count", "B"], "1,5,0", "1,2,0", "0,7,1", "0,0,0") == [0, 7, 7, 0]
    assert read(["A", "Count", "B"], "1,5,0", "0,7,1") == [0, 5, 7, 0]


@pytest.mark.parametrize(
    ("columns", "row", "says"),
    [
        (["A", "B"], "1,2", "t.csv, line 2, column B"),
        (["A", "B"], "1,", "line 2, column B"),
        (["A", "B"], "yes,1", "line 2, column A"),
        (["A", "count"], "1,-4", "line 2, column count"),
        (["A", "count"], "1,4.5", "line 2, column count"),
        (["A", "count"], "1,", "line 2, column count"),
        (["A", "count"], "1," + "9" * 5000, "line 2, column count"),
        (["A", "count"], "0,4", "line 2: these people are on no list"),
        (["A", "B"], "0,0", "line 2: these people are on no list"),
        (["A", "count"], "1,0", "counts nobody"),
        (["A", "count"], "1,9999999999999999", "column count"),
        (["count"], "4", "0 columns for lists"),
        ([f"L{n}" for n in range(13)], ",".join("1" * 13), "13 columns for lists"),
    ],
)
def test_what_is_no_history_is_refused_with_its_place(columns: list[str], row: str, says: str) -> None:
    with pytest.raises(BadInput, match=says):
        read(columns, row)


def test_a_list_that_holds_nobody_is_left_out() -> None:
    rows = [(2, {"A": "1", "B": "0", "C": "1"}), (3, {"A": "0", "B": "0", "C": "1"})]
    full = without_empty_lists(read_histories("t.csv", ["A", "B", "C"], rows))
    assert full.names == ("A", "C")
    assert full.counts.tolist() == [0, 0, 1, 1]


def test_people_are_counted_by_how_many_lists_they_are_on() -> None:
    rows = [(2, {"A": "1", "B": "1", "C": "0", "count": "4"}), (3, {"A": "1", "B": "0", "C": "0", "count": "6"})]
    seen = read_histories("t.csv", ["A", "B", "C", "count"], rows)
    assert (seen.observed, seen.on_exactly(1), seen.on_exactly(2), seen.together(1), seen.together(3)) == (
        10,
        6,
        4,
        10,
        4,
    )
    assert seen.called(5) == "A*C"
