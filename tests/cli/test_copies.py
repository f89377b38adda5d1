"""By commands alone: a backup, a lost laptop, and a new one; alone and in a group."""

import json
from pathlib import Path
from typing import Any

import pytest

from kunak.cli.main import run
from kunak.testing.relays import RunningRelay

PASSPHRASE = "seven quiet geese cross the river"
Command = Any


@pytest.fixture
def on(tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Command:
    passphrase = tmp_path / "passphrase"
    passphrase.write_text(PASSPHRASE + "\n", encoding="utf-8")
    passphrase.chmod(0o600)
    monkeypatch.setenv("KUNAK_PASSPHRASE_FILE", str(passphrase))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "safe").mkdir()

    def command(name: str, *words: str, code: int = 0) -> Any:
        assert run([*words, "--home", str(tmp_path / name), "--json"]) == code, capfd.readouterr()
        return json.loads(capfd.readouterr().out)

    return command


def test_a_lost_laptop_comes_back_under_a_new_name_with_what_the_relay_had(on: Command, tmp_path: Path) -> None:
    with RunningRelay(tmp_path / "relay") as relay:
        on("a", "init", "--group", "The Ferry", "--member", "Aluna")
        on("a", "sync", "--relay", relay.url, "--relay-key", relay.key.hex())
        assert on("a", "backup", "copy", "--seed", "seed", code=1)["error"]["field"] == "seed"
        assert on("a", "backup", "copy", "--seed", "nowhere/seed", code=2)["error"]["field"] == "seed"
        assert not Path("copy").exists()
        made = on("a", "backup", "copy", "--seed", "safe/seed")
        assert (made["seed"], Path("copy").stat().st_size) == ("safe/seed", made["bytes"])
        on("a", "backup", "copy", code=1)
        on("a", "members", "invite", "Zara", "--role", "lawyer", "--here")
        on("a", "sync")
        back = on("b", "restore", "copy", "--seed", "safe/seed")
        assert (back["member"], back["request"]) == ("Aluna", None)
        listed = on("b", "members", "list")["members"]
        assert [each["name"] for each in listed] == ["Aluna", "Zara"]
        assert [each["state"] for each in listed[0]["laptops"]] == ["put out", "in use"]
        assert on("b", "sync")["complete"]
        assert on("b", "verify")["sound"]
        on("b", "restore", "copy", "--seed", "safe/seed", code=1)
    assert on("c", "restore", "copy", "--seed", "safe/seed", code=2)["error"]["field"] == "relay"
    on("c", "restore", "copy", "--seed", "safe/seed", "--relay", "no")


def test_what_cannot_be_restored_leaves_nothing(on: Command, tmp_path: Path) -> None:
    on("a", "init", "--group", "The Ferry", "--member", "Aluna")
    on("a", "backup", "copy", "--seed", "safe/seed")
    Path("cut").write_bytes(Path("copy").read_bytes()[:5_000])
    (tmp_path / "there").mkdir()
    for archive, seed in (("copy", "copy"), ("cut", "safe/seed"), ("missing", "safe/seed")):
        for name in ("b", "there"):
            on(name, "restore", archive, "--seed", seed, code=2)
    assert not (tmp_path / "b").exists()
    assert list((tmp_path / "there").iterdir()) == []
    assert on("there", "restore", "copy", "--seed", "safe/seed")["member"] == "Aluna"


def test_in_a_group_the_restored_laptop_is_let_in_like_a_new_one(on: Command) -> None:
    on("a", "init", "--group", "The Ferry", "--member", "Aluna")
    on("a", "members", "invite", "--out", "invitation")
    asked = on("b", "members", "join", "invitation", "--name", "Zara", "--out", "request")
    words = " ".join(asked["words"])
    on("a", "members", "admit", "request", "--role", "lawyer", "--words", words, "--out", "welcome")
    on("b", "members", "enter", "welcome")
    on("b", "backup", "copy", "--seed", "safe/seed")
    assert on("c", "restore", "copy", "--seed", "safe/seed", code=1)["error"]["field"] == "invitation"
    back = on("c", "restore", "copy", "--seed", "safe/seed", "--invitation", "invitation", "--out", "again")
    words = " ".join(back["words"])
    on("a", "members", "admit", "again", "--words", words, "--out", "welcome2")
    assert on("c", "members", "enter", "welcome2")["member"] == "Zara"


def test_what_does_not_open_is_one_sentence(on: Command, tmp_path: Path) -> None:
    on("a", "init", "--group", "The Ferry", "--member", "Aluna")
    on("a", "backup", "copy", "--seed", "safe/seed")
    (tmp_path / "noise").write_bytes(b"noise" * 999)
    assert on("b", "restore", "noise", "--seed", "safe/seed", code=2)["error"]["field"] == "backup"
    assert on("b", "restore", "copy", "--seed", "missing", code=2)["error"]["field"] == "file"
    on("b", "restore", "copy", "--seed", "noise", code=2)
    on("b", "restore", "copy", "--seed", "safe/seed", "--invitation", "noise", code=2)
    assert not (tmp_path / "b" / "keystore.kunak").exists()
