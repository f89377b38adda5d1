from pathlib import Path

import pytest

from kunak.app import linking
from kunak.base.errors import BadInput


@pytest.fixture
def press(tmp_path: Path) -> Path:
    path = tmp_path / "press.csv"
    path.write_text("id,given,family\np1,Amina,Magomadova\np2,Zarema,Yusupova\n")
    return path


def test_decisions_are_read_as_they_were_made(tmp_path: Path) -> None:
    path = tmp_path / "decided.csv"
    path.write_text("a,b,decision\np1,p2, Different\n")
    (decision,) = linking.read_decisions(path, known={"p1", "p2"})
    assert (decision.a, decision.b, decision.decision) == ("p1", "p2", "different")


def test_a_decision_that_decides_nothing_is_refused_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "decided.csv"
    path.write_text("a,b,decision\np1,p2,maybe\n")
    with pytest.raises(BadInput, match=r"^decided\.csv, line 2, column decision: write one of same, different, unsure"):
        linking.read_decisions(path, known={"p1", "p2"})


@pytest.mark.parametrize(("row", "column"), [("p9,p2", "a"), ("p1,p9", "b"), ("p1,p1", "b")])
def test_a_decision_of_records_that_are_not_there_is_refused(row: str, column: str, tmp_path: Path) -> None:
    path = tmp_path / "decided.csv"
    path.write_text(f"a,b,decision\n{row},same\n")
    with pytest.raises(BadInput, match=rf"^decided\.csv, line 2, column {column}: give the id of a record"):
        linking.read_decisions(path, known={"p1", "p2"})


def test_histories_count_people_by_the_lists_that_hold_them(press: Path, tmp_path: Path) -> None:
    out = tmp_path / "histories.csv"
    linking.write_histories(linking.link([press]), out, draws=0, seed=0)
    assert out.read_text() == "press,count\n1,2\n"


def test_nothing_is_written_where_too_much_is_asked(press: Path, tmp_path: Path) -> None:
    out = tmp_path / "histories.csv"
    with pytest.raises(BadInput, match="draws"):
        linking.write_histories(linking.link([press]), out, draws=5_000, seed=0)
    assert not out.exists()


def test_a_list_may_not_be_called_as_a_column_is(tmp_path: Path) -> None:
    path = tmp_path / "count.csv"
    path.write_text("id,given\n1,Amina\n")
    with pytest.raises(BadInput, match="may not be called count"):
        linking.write_histories(linking.link([path]), tmp_path / "out.csv", draws=0, seed=0)
