"""``kunak register`` as it is typed: answers in JSON, one sentence where it cannot answer."""

import json
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
