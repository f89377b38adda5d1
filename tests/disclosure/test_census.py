"""A table that the group has counts people; a wrong one is refused by line."""

import pytest

from kunak.base.errors import BadInput
from kunak.disclosure.census import read_census

TABLE = """region,territory,sex,age_from,population
Чеченская Республика,u,f,20,1000
Чеченская Республика,r,f,20,2000
Чеченская Республика,u,f,25,500
"""


def test_towns_and_villages_add_up_and_a_part_of_a_group_counts_by_its_years() -> None:
    census = read_census(TABLE)
    assert census.people("Чечня", "f", 20, 24) == 3000
    assert census.people("Чечня", "f", 22, 22) == 600
    assert census.people("Чечня", "m", 20, 24) is None
    assert census.people("Атлантида", "f", 20, 24) is None


def test_the_last_group_is_open() -> None:
    assert read_census(TABLE).people("Чечня", "f", 25, 119) == 500


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("region,sex,age_from,population\n", "no column “territory”"),
        ("region,territory,sex,age_from,population\nЧечня,t,f,twenty,5\n", "line 2"),
        ("region,territory,sex,age_from,population\nЧечня,t,f\n", "line 2"),
        ("", "no column “region”"),
    ],
)
def test_a_wrong_table_says_where(text: str, says: str) -> None:
    with pytest.raises(BadInput, match=says):
        read_census(text)
