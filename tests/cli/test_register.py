"""``kunak register`` as it is typed: answers in JSON, one sentence where it cannot answer."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from kunak.cli import terminal
from kunak.cli.main import run

FIGURES = """id,source,unit,period,value,breakdown,url,note
a,Report,incidents (cases),2008-2017,33,"Dolna 22; Gorska 9; Lesna 2",,
b,same,victims,2008-2017,39,"36 women; 3 men",,
c,Other report,verdicts,2011-2019,43,"Gorska 19; Dolna 16; Lesna 6",,
"""


def answered(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, Any]:
    code = run(["register", *arguments, "--json"])
    return code, json.loads(capsys.readouterr().out)


def test_reconcile_names_what_does_not_add_up(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "figures.csv"
    path.write_text(FIGURES)
    code, document = answered(capsys, "reconcile", str(path))
    assert code == 1
    assert list(document) == ["problems"]
    (problem,) = document["problems"]
    assert set(problem) == {"figures", "kind", "says"}
    assert (problem["figures"], problem["kind"]) == (["c"], "parts")


def test_reconcile_is_content_with_sound_figures(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "figures.csv"
    path.write_text(FIGURES.rsplit("c,", 1)[0])
    assert answered(capsys, "reconcile", str(path)) == (0, {"problems": []})


def test_reconcile_tells_a_person_the_shares_with_their_intervals(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(terminal._Chosen, "as_json", False)
    path = tmp_path / "figures.csv"
    path.write_text(FIGURES)
    assert run(["register", "reconcile", str(path)]) == 1
    out = capsys.readouterr().out
    assert "22 of 33: 67 % (95 % interval 50 to 80 %)" in out
    assert "3 figures, 1 problems." in out


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("id,source,unit,value\na,b,c,1\n", "figures.csv, line 1: there is no column “period”"),
        ("id,source,unit,period,value\na,b,victims,2010,-1\n", "figures.csv, line 2, column value"),
    ],
)
def test_reconcile_refuses_a_bad_file_in_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str, says: str
) -> None:
    path = tmp_path / "figures.csv"
    path.write_text(text)
    code, document = answered(capsys, "reconcile", str(path))
    assert code == 2
    assert says in document["error"]["says"]


HISTORIES = """A,B,C,D,count
1,0,0,0,200
0,1,0,0,150
0,0,1,0,240
0,0,0,1,90
1,1,0,0,60
1,0,1,0,95
0,1,1,0,75
1,0,0,1,40
0,1,0,1,28
0,0,1,1,45
1,1,1,0,30
1,1,1,1,6
"""


def test_estimate_answers_with_the_keys_of_the_contract(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "lists.csv"
    path.write_text(HISTORIES)
    code, document = answered(capsys, "estimate", str(path), "--method", "stepwise", "--seed", "3", "--level", "0.9")
    assert code == 0
    keys = ["observed", "lists", "method", "answer", "reason", "estimate", "diagnostics", "warnings"]
    assert list(document) == keys
    assert (document["observed"], document["lists"], document["method"]) == (1059, 4, "stepwise")
    assert (document["answer"], document["reason"]) == ("estimated", None)
    assert list(document["estimate"]) == ["mean", "median", "interval", "level"]
    assert document["estimate"]["level"] == 0.9


def divided(text: str, *more: str) -> str:
    """Give the same histories to two valleys, and further rows to others."""
    head, *rows = text.splitlines()
    valleys = [f"{valley},{row}" for valley in ("Dolna", "Gorska") for row in rows]
    return "\n".join([f"valley,{head}", *valleys, *more])


def test_people_are_divided_by_a_column_and_added_up(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "lists.csv"
    path.write_text(divided(HISTORIES))
    code, document = answered(capsys, "estimate", str(path), "--method", "decomposable", "--strata", "valley")
    assert code == 0
    assert document["observed"] == 2 * 1059
    assert list(document["strata"]) == ["Dolna", "Gorska"]
    means = [part["estimate"]["mean"] for part in document["strata"].values()]
    assert document["estimate"]["mean"] == pytest.approx(sum(means))


def test_a_part_without_a_number_says_why_and_leaves_no_sum(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "lists.csv"
    path.write_text(divided(HISTORIES, "Lesna,1,0,0,0,4", "Lesna,0,1,0,0,5"))
    code, document = answered(capsys, "estimate", str(path), "--method", "chao", "--strata", "valley")
    assert code == 1
    assert document["answer"] == "cannot_be_estimated"
    assert "Lesna" in document["reason"]
    assert "at least three are needed" in document["strata"]["Lesna"]["reason"]
    assert document["strata"]["Dolna"]["answer"] == "estimated"


def test_each_part_is_told_to_a_person_before_the_sum(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(terminal._Chosen, "as_json", False)
    path = tmp_path / "lists.csv"
    path.write_text(divided(HISTORIES))
    assert run(["register", "estimate", str(path), "--method", "stepwise", "--strata", "valley"]) == 0
    told = [line for line in capsys.readouterr().out.splitlines() if line.endswith(":") or "were seen" in line]
    assert [line for line in told if line.endswith(":")] == ["Dolna:", "Gorska:", "All together:"]
    assert told[-1].endswith("2,118 were seen")


@pytest.mark.parametrize(
    ("text", "column", "says"),
    [
        (HISTORIES, "valley", "no column “valley” to divide by. There are: A, B, C, D, count."),
        (divided(HISTORIES, ",1,0,0,0,3"), "valley", "lists.csv, line 26, column valley: it is empty"),
        (divided(HISTORIES, *(f"v{n},1,0,0,0,3" for n in range(200))), "valley", "more than 200 different values"),
        (HISTORIES, "count", "nobody can be divided by it"),
        (divided(HISTORIES).replace("A,B", "linkage,B"), "valley", "several linkages of the same people"),
        (divided(HISTORIES, "Lesna,1,2,0,0,3"), "valley", "lists.csv, line 26, column B: give 1"),
    ],
)
def test_what_cannot_be_divided_is_refused_in_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str, column: str, says: str
) -> None:
    path = tmp_path / "lists.csv"
    path.write_text(text)
    code, document = answered(capsys, "estimate", str(path), "--method", "chao", "--strata", column)
    assert code == 2
    assert says in document["error"]["says"]


def test_estimate_all_answers_with_a_list(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "lists.csv"
    path.write_text("A,B,C\n" + "1,0,0\n0,1,0\n0,0,1\n" * 30 + "1,1,0\n1,0,1\n0,1,1\n" * 14 + "1,1,1\n" * 6)
    code, documents = answered(capsys, "estimate", str(path), "--method", "all")
    assert code == 0
    methods = ["chao", "loglinear", "stepwise", "decomposable", "latent-class"]
    assert [document["method"] for document in documents] == methods


def test_what_cannot_be_estimated_is_a_negative_answer_with_its_reason(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "lists.csv"
    path.write_text("A,B\n1,0\n0,1\n1,1\n")
    code, document = answered(capsys, "estimate", str(path), "--method", "chao")
    assert code == 1
    assert (document["answer"], document["estimate"]) == ("cannot_be_estimated", None)
    assert "at least three" in document["reason"]


@pytest.mark.parametrize(
    ("text", "method", "says"),
    [
        ("A,B,C\n1,0,2\n", "chao", "lists.csv, line 2, column C"),
        ("A,B,C,count\n1,0,1,-2\n", "chao", "lists.csv, line 2, column count"),
        ("A,B,C\n1,0,1\n", "guess", "no method “guess”"),
    ],
)
def test_estimate_refuses_bad_input_in_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str, method: str, says: str
) -> None:
    path = tmp_path / "lists.csv"
    path.write_text(text)
    code, document = answered(capsys, "estimate", str(path), "--method", method)
    assert code == 2
    assert says in document["error"]["says"]


def test_estimate_tells_a_person_number_interval_and_warnings(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(terminal._Chosen, "as_json", False)
    path = tmp_path / "lists.csv"
    path.write_text(HISTORIES)
    assert run(["register", "estimate", str(path), "--method", "chao"]) == 0
    out = capsys.readouterr().out
    assert "1,059 were seen" in out
    assert "lower bound" in out


def test_a_missing_extra_is_one_sentence_that_names_it(tmp_path: Path) -> None:
    path = tmp_path / "lists.csv"
    path.write_text(HISTORIES)
    code = (
        "import sys; sys.modules['numba'] = None; from kunak.cli.main import run; "
        "sys.exit(run(['register', 'estimate', sys.argv[1], '--method', 'chao']))"
    )
    ended = subprocess.run([sys.executable, "-c", code, str(path)], capture_output=True, text=True, check=False)
    assert ended.returncode == 3
    assert ended.stderr == "This needs numba, which is not installed: install kunak[register]. Nothing was done.\n"
