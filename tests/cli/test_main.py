"""The contract of the command line: answers, exit codes, and never a traceback."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from tests.cli.conftest import Run
from typer.main import get_command

from kunak.cli import main as main_module
from kunak.cli.main import app

DOCUMENT = Path(__file__).parents[2] / "docs" / "commands.md"


def test_every_command_has_a_heading_in_the_documents() -> None:
    headings = set(re.findall(r"^## kunak (.+)$", DOCUMENT.read_text(encoding="utf-8"), re.MULTILINE))
    assert headings == set(_commands())


def test_every_command_can_answer_in_json_and_chooses_its_vault() -> None:
    for name, command in _commands().items():
        options = {option for parameter in command.params for option in parameter.opts}  # type: ignore[attr-defined]
        assert "--json" in options, name


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["nonsense"], "No such command"),
        (["routes", "plam"], "Did you mean 'plan'? See kunak routes --help."),
        (["request", "add"], "Missing"),
        (["status", "--nonsense"], "No such option"),
        (["case", "list", "--stage", "nonsense"], "stages are"),
        (["check", "draft.txt"], "either --case CODE or --secrets FILE"),
        (["request", "show", "00000000"], "kunak request list"),
        (["case", "show", "quiet-nobody"], "There is no case"),
        (["members", "invite", "--here", "Berta", "--role", "wizard"], "There is no role"),
        (["request", "add", "/nowhere/message.txt"], "message.txt"),
    ],
)
def test_bad_input_is_one_line_and_exit_code_two(kunak: Run, arguments: list[str], says: str) -> None:
    ran = kunak(*arguments)
    assert ran.code == 2
    assert ran.out == ""
    assert says in ran.err
    assert ran.err.count("\n") == 1


@pytest.mark.parametrize("group", ["request", "case", "members", "recover", "routes", "register", "relay"])
def test_a_group_alone_is_a_command_that_is_missing(kunak: Run, group: str) -> None:
    ran = kunak(group, "--json")
    assert (ran.code, ran.err) == (2, f"Missing command. See kunak {group} --help.\n")
    assert ran.document["error"]["kind"] == "bad_input"


def test_the_vault_is_named_anywhere_for_every_command(kunak: Run, home: Path) -> None:
    for arguments in (["--home", home, "status"], ["status", "--home", home], [f"--home={home}", "status"]):
        assert kunak(*arguments, "--json", vault=Path("/nowhere")).document["exists"]
    assert "figures.csv" in kunak("register", "reconcile", "figures.csv", "--home", home).err
    assert "requires an argument" in kunak("status", "--home").err


def test_where_there_is_no_vault_nobody_is_asked_for_its_passphrase(kunak: Run, tmp_path: Path) -> None:
    ran = kunak("case", "list", passphrase=None, vault=tmp_path / "elsewhere")
    assert ran.code == 2
    assert ran.err.startswith(f"There is no vault in {tmp_path / 'elsewhere'}: ")


def test_a_hint_never_stands_beside_a_failure(kunak: Run, tmp_path: Path) -> None:
    shown = tmp_path / "shown.txt"
    shown.write_text("seven quiet geese cross the river\n", encoding="utf-8")
    shown.chmod(0o644)
    assert "chmod 600 shown.txt" in kunak("case", "list", passphrase=shown).err
    assert kunak("case", "show", "quiet-nobody", passphrase=shown).err.count("\n") == 1


def test_a_failure_under_json_is_still_one_document(kunak: Run) -> None:
    ran = kunak("case", "show", "quiet-nobody", "--json")
    assert ran.code == 2
    assert ran.document["error"]["kind"] == "bad_input"
    assert kunak("nonsense", "--json").document["error"]["kind"] == "bad_input"


def test_a_wrong_passphrase_opens_nothing_and_gives_no_hint(kunak: Run, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.txt"
    wrong.touch(mode=0o600)
    wrong.write_text("seven quiet geese cross the road", encoding="utf-8")
    ran = kunak("case", "list", passphrase=wrong)
    assert ran.code == 2
    assert ran.err.count("\n") == 1
    assert "geese" not in ran.err


@pytest.mark.parametrize("content", [b"", b"\n", b"\xff\xfe\xff"])
def test_a_passphrase_file_that_is_none_is_named_by_its_variable(kunak: Run, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "empty.txt"
    path.write_bytes(content)
    ran = kunak("case", "list", passphrase=path)
    assert ran.code == 2
    assert "KUNAK_PASSPHRASE_FILE" in ran.err


def test_a_passphrase_file_that_others_may_read_is_pointed_out(kunak: Run, tmp_path: Path) -> None:
    open_to_all = tmp_path / "passphrase.txt"
    open_to_all.chmod(0o644)
    ran = kunak("case", "list", "--json", passphrase=open_to_all)
    assert ran.code == 0
    assert "chmod 600 passphrase.txt" in ran.err
    assert ran.document["cases"] == []


def test_a_passphrase_file_without_an_end_does_not_fill_the_memory(kunak: Run) -> None:
    assert kunak("case", "list", passphrase=Path("/dev/zero")).code == 2


def test_a_command_that_crashes_leaves_no_keys_in_a_core_file() -> None:
    after = "import resource; print(resource.getrlimit(resource.RLIMIT_CORE))"
    ran = subprocess.run(
        [sys.executable, "-c", f"from kunak.cli.main import run; run(['nonsense']); {after}"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert ran.stdout == "(0, 0)\n"


def test_nobody_there_to_type_is_said(kunak: Run) -> None:
    ran = kunak("case", "list", passphrase=None)
    assert ran.code == 2
    assert "KUNAK_PASSPHRASE_FILE" in ran.err


def test_a_mistake_of_our_own_is_one_line_without_what_it_was_about(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(_app: object) -> None:
        raise ZeroDivisionError("the name of a person")

    main_module.run(["--json", "status", "--home", "/nowhere"])  # an earlier command's wishes are not this one's
    capsys.readouterr()
    monkeypatch.setattr(main_module, "get_group", broken)
    assert main_module.run(["status"]) == 3
    shown = capsys.readouterr()
    assert shown.out == ""
    assert shown.err.count("\n") == 1
    assert "ZeroDivisionError" in shown.err
    assert "person" not in shown.err


def test_a_disk_that_refuses_is_a_fault(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def refused(_app: object) -> None:
        raise PermissionError(13, "Permission denied", "/home/a/b/secret-name.log")

    monkeypatch.setattr(main_module, "get_group", refused)
    assert main_module.run(["status"]) == 3
    assert "secret-name.log (Permission denied)" in capsys.readouterr().err


def _commands() -> dict[str, object]:
    found: dict[str, object] = {}
    for name, command in get_command(app).commands.items():  # type: ignore[attr-defined]
        below = getattr(command, "commands", None)
        if below is None:
            found[name] = command
        else:
            found |= {f"{name} {each}": leaf for each, leaf in below.items()}
    return found


def test_ctrl_c_is_one_sentence_and_a_fault(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
    def interrupted(*_arguments: object, **_options: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr("kunak.cli.routes.engine", interrupted)
    assert main_module.run(["routes", "info", "t.tt"]) == 3
    assert capfd.readouterr().err == "Interrupted. What was acknowledged is kept.\n"


def test_too_little_memory_is_a_fault_of_the_machine(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    def full(*_arguments: object, **_options: object) -> int:
        raise MemoryError

    monkeypatch.setattr("kunak.cli.routes.engine", full)
    assert main_module.run(["routes", "info", "t.tt"]) == 3
    assert "too little memory" in capfd.readouterr().err


def test_a_name_from_outside_cannot_move_the_cursor(kunak: Run) -> None:
    ran = kunak("case", "show", "quiet\x1b[31m-\u202enobody")
    assert ran.code == 2
    assert "\x1b" not in ran.err
    assert "\u202e" not in ran.err


def test_what_no_terminal_can_write_is_still_one_document() -> None:
    code = "from kunak.cli.main import main; main(['case', 'show', 'quiet-\\udcff-\u0451', '--json'])"
    arguments = [sys.executable, "-c", code]
    done = subprocess.run(
        arguments, capture_output=True, check=False, timeout=60, env=os.environ | {"PYTHONIOENCODING": "ascii"}
    )
    assert done.returncode in {2, 3}
    assert json.loads(done.stdout)["error"]["says"]


def test_no_command_at_all_is_answered_with_help_and_a_sentence(kunak: Run) -> None:
    ran = kunak("routes")
    assert (ran.code, ran.err) == (2, "Name a command. See kunak routes --help.\n")
    assert "Usage: kunak routes" in ran.out
