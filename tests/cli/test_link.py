"""``kunak register link`` as it is typed."""

import csv
import json
import subprocess
import sys
from pathlib import Path

import pytest
from tests.oracles.invented_lists import invent

from kunak.cli.main import run

NGO = "ид,Имя,Отчество,Фамилия,Рождение\nn1,Амина,Ахмедовна,Магомадова,1990-02-03\nn2,Хава,,Исаева,1985\n"
PRESS = "id,given,family,born\np1,Amina,Magomadova,03.02.1990\np2,Zarema,Yusupova,1991\n"
MAP = """
id = ["ид", "id"]
given = ["Имя", "given"]
patronymic = "Отчество"
family = ["Фамилия", "family"]
born = ["Рождение", "born"]
"""


@pytest.fixture
def lists(tmp_path: Path) -> list[str]:
    (tmp_path / "ngo.csv").write_text(NGO, encoding="utf-8")
    (tmp_path / "press.csv").write_text(PRESS, encoding="utf-8")
    (tmp_path / "map.toml").write_text(MAP, encoding="utf-8")
    return [str(tmp_path / "ngo.csv"), str(tmp_path / "press.csv"), "--map", str(tmp_path / "map.toml")]


def test_link_answers_with_clusters_and_pairs(lists: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["register", "link", *lists, "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["clusters"] == [["n1", "p1"], ["n2"], ["p2"]]
    (pair,) = document["pairs"]
    assert set(pair) == {"a", "b", "probability"}
    assert pair["probability"] > 0.9


def test_decisions_are_taken_from_a_file(lists: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    decided = tmp_path / "decided.csv"
    decided.write_text("a,b,decision\nn1,p1,different\n")
    assert run(["register", "link", *lists, "--decisions", str(decided), "--json"]) == 0
    assert len(json.loads(capsys.readouterr().out)["clusters"]) == 4


def test_histories_of_drawn_linkages_are_estimated_together(
    lists: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "histories.csv"
    assert run(["register", "link", *lists, "--histories", str(out), "--draws", "2", "--json"]) == 0
    assert out.read_text().splitlines()[0] == "linkage,ngo,press,count"
    capsys.readouterr()
    assert run(["register", "estimate", str(out), "--method", "chao", "--json"]) == 1
    assert "2 of 2 linkages" in json.loads(capsys.readouterr().out)["reason"]


def test_the_population_is_inside_after_linkage(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Three invented lists of 300 people, by commands alone: pair F1 of at least .93, and the truth in the interval."""
    invented = invent(300, 27)
    files = []
    for name, rows in invented.rows.items():
        columns = list(dict.fromkeys(column for row in rows for column in row))
        files.append(tmp_path / f"{name}.csv")
        with files[-1].open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, columns)
            writer.writeheader()
            writer.writerows(rows)
    out = tmp_path / "histories.csv"
    options = ["--histories", str(out), "--draws", "20", "--seed", "1", "--json"]
    assert run(["register", "link", *map(str, files), *options]) == 0
    clusters = json.loads(capsys.readouterr().out)["clusters"]
    found = {(a, b) for cluster in clusters for a in cluster for b in cluster if a < b}
    truth = invented.pairs()
    assert 2 * len(found & truth) / (len(found) + len(truth)) >= 0.93
    assert run(["register", "estimate", str(out), "--method", "decomposable", "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    low, high = answer["estimate"]["interval"]
    assert low <= invented.people <= high
    assert answer["diagnostics"]["answers"] == 20


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("id,colour\n1,red\n", "bad.csv, line 1: none of the columns given"),
        ("id,born\n1,1990-02-31\n", "bad.csv, line 2, column born is no date"),
        ("id,born\n1,1990\n1,1991\n", "bad.csv, line 3, column id: this id is in bad.csv, line 2"),
        ("", "bad.csv holds no rows"),
    ],
)
def test_a_bad_file_is_one_sentence_and_code_2(
    text: str, says: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "bad.csv"
    path.write_text(text)
    assert run(["register", "link", str(path)]) == 2
    err = capsys.readouterr().err
    assert err.startswith(says)
    assert err.count("\n") == 1


def test_what_is_no_text_is_one_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "bad.csv"
    path.write_bytes(bytes(range(256)) * 20)
    assert run(["register", "link", str(path)]) == 2
    assert "is no text that can be read" in capsys.readouterr().err


@pytest.mark.parametrize("text", ["given = ", "\xff".encode("latin-1").decode("latin-1") + "=", "colour = 'red'\n"])
def test_a_bad_mapping_is_one_sentence(text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.csv").write_text(PRESS)
    (tmp_path / "m.toml").write_text(text, encoding="utf-8")
    assert run(["register", "link", str(tmp_path / "a.csv"), "--map", str(tmp_path / "m.toml")]) == 2
    assert capsys.readouterr().err.startswith("m.toml")


def test_draws_want_a_file(lists: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["register", "link", *lists, "--draws", "5"]) == 2
    assert "--histories" in capsys.readouterr().err


def test_the_missing_extra_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(PRESS)
    code = (
        "import sys; sys.modules['splink'] = None\n"
        "from kunak.cli.main import run\n"
        "sys.exit(run(['register', 'link', sys.argv[1]]))"
    )
    ended = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "a.csv")], capture_output=True, text=True, check=False
    )
    assert ended.returncode == 3
    assert ended.stderr.endswith("which is not installed: install kunak[register]. Nothing was done.\n")
