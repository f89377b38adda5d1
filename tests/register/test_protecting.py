"""Small numbers: hidden, and not to be found by subtraction."""

from hypothesis import given
from hypothesis import strategies as st

from kunak.register.protecting import LEAST, hidden, table_lines, with_sums

TABLES = st.integers(1, 5).flatmap(
    lambda columns: st.lists(
        st.lists(st.sampled_from([0, 0, 1, 2, 3, 4, 9, 30]), min_size=columns, max_size=columns), min_size=1, max_size=5
    )
)


def gone(table: list[list[int]]) -> tuple[dict[tuple[int, int], int], frozenset[tuple[int, int]]]:
    whole = with_sums(table)
    values = {(row, column): value for row, cells in enumerate(whole) for column, value in enumerate(cells)}
    return values, hidden(values, table_lines(len(whole), len(whole[0])))


@given(TABLES)
def test_every_small_number_is_hidden_and_none_follows_from_its_line(table: list[list[int]]) -> None:
    """The harm: a table that says one woman in one valley in one year."""
    values, away = gone(table)
    assert all(cell in away for cell, value in values.items() if 0 < value < LEAST)
    for line in table_lines(len(table) + 1, len(table[0]) + 1):
        assert sum(cell in away for cell in line) != 1


@given(TABLES)
def test_nothing_is_hidden_where_nothing_is_small(table: list[list[int]]) -> None:
    large = [[value if value == 0 or value >= LEAST else LEAST for value in row] for row in table]
    assert gone(large)[1] == frozenset()


def test_the_smallest_that_says_anything_is_hidden_beside_it() -> None:
    _, away = gone([[1, 0, 9, 30], [8, 7, 6, 5]])
    assert away == {(0, 0), (0, 2), (1, 0), (1, 2)}


def test_a_list_of_parts_hides_two_or_none() -> None:
    parts = {"convicted": 22, "acquitted": 2, "treated": 7, "whole": 31}
    assert hidden(parts, [list(parts)]) == {"acquitted", "treated"}
    assert hidden({"a": 1}, [["a"]]) == {"a"}


def test_sums_stand_at_the_edges() -> None:
    assert with_sums([[1, 2], [3, 4]]) == [[1, 2, 3], [3, 4, 7], [4, 6, 10]]
