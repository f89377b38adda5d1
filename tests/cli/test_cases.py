"""One case by commands: what stands in the way is said, and nothing closes too early."""

from pathlib import Path

from tests.cli.conftest import Run

INCOMING = Path(__file__).parents[1] / "store" / "incoming"


def _a_case(kunak: Run) -> str:
    (added,) = kunak("request", "add", INCOMING / "request_koi8.eml", "--json").document["added"]
    kunak("request", "triage", added["number"], "--urgency", "now", "--reason", "a threat to kill")
    kunak("request", "vet", added["number"], "--check", "called back", "--outcome", "confirmed")
    return str(kunak("request", "accept", added["number"], "--reason", "fits", "--json").document["code"])


def test_a_case_says_what_is_in_the_way(kunak: Run) -> None:
    shown = kunak("case", "show", _a_case(kunak), "--json").document
    assert shown["stage"] == "assessment"
    assert any("how great the danger is" in sentence for sentence in shown["next"]["planning"])


def test_a_case_is_not_closed_out_of_turn(kunak: Run) -> None:
    ran = kunak("case", "close", _a_case(kunak), "--reason", "because")
    assert ran.code == 1
    assert "cannot go on to" in ran.err


def test_a_code_name_may_be_typed_with_a_space_and_is_suggested_when_wrong(kunak: Run) -> None:
    code = _a_case(kunak)
    assert kunak("case", "show", code.replace("-", " ").upper(), "--json").document["code"] == code
    assert code in kunak("case", "show", code[:-1]).err


def test_chosen_parts_leave_the_vault_as_paper_and_file(kunak: Run, tmp_path: Path) -> None:
    code = _a_case(kunak)
    out = tmp_path / "out"
    answer = kunak("case", "export", code, "--compartments", "desk,contact", "--out", out, "--json").document
    paths = [Path(path) for path in answer["files"]]
    assert sorted(path.suffix for path in paths) == [".json", ".pdf"]
    assert all(path.stat().st_mode & 0o777 == 0o600 for path in paths)
    again = kunak("case", "export", code, "--compartments", "desk,contact", "--out", out)
    assert again.code == 2
    assert "choose another folder" in again.err


def test_an_unknown_compartment_is_named(kunak: Run, tmp_path: Path) -> None:
    ran = kunak("case", "export", _a_case(kunak), "--compartments", "desk,diary", "--out", tmp_path)
    assert ran.code == 2
    assert "diary" in ran.err
