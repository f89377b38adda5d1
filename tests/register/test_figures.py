"""What is no figure is refused with its line and column."""

import pytest

from kunak.base.errors import BadInput
from kunak.register.figures import read_figures

SOUND = {"id": "a", "source": "A", "unit": "victims", "period": "2010", "value": "7"}


@pytest.mark.parametrize("value", ["", "-3", "many", "−5", "3.5"])
def test_a_value_that_is_no_count_is_refused_with_its_line(value: str) -> None:
    with pytest.raises(BadInput, match="line 5, column value"):
        read_figures("t.csv", [(5, {**SOUND, "value": value})])


def test_an_id_given_twice_is_refused() -> None:
    with pytest.raises(BadInput, match="line 3, column id"):
        read_figures("t.csv", [(2, SOUND), (3, SOUND)])


def test_a_figure_without_an_id_is_refused() -> None:
    with pytest.raises(BadInput, match="line 2, column id"):
        read_figures("t.csv", [(2, {**SOUND, "id": " "})])


@pytest.mark.parametrize(
    ("text", "counts"),
    [("39", (39,)), ("15,352", (15352,)), ("15 352", (15352,)), ("6 / 7 / unofficial 10", (6, 7, 10))],
)
def test_counts_are_read_as_they_are_written(text: str, counts: tuple[int, ...]) -> None:
    assert read_figures("t.csv", [(2, {**SOUND, "value": text})])[0].counts == counts


def test_the_same_source_is_the_source_above() -> None:
    rows = [(2, SOUND), (3, {**SOUND, "id": "b", "source": "same"})]
    assert [each.source for each in read_figures("t.csv", rows)] == ["A", "A"]
