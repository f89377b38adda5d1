"""Two laptops by commands alone: invited, compared, let in, and meeting at a relay that cannot read."""

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.app.fleet import FOUNDER, Fleet
from tests.app.test_listening import meet, meets_at, notes, writes

from kunak.cli.main import run
from kunak.testing.relays import RunningRelay

PASSPHRASE = "seven quiet geese cross the river"


@pytest.fixture
def relay(tmp_path: Path) -> Iterator[RunningRelay]:
    with RunningRelay(tmp_path / "relay") as running:
        yield running


class Laptops:
    """Commands on one laptop or another."""

    def __init__(self, folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
        self._folder = folder
        self._capfd = capfd

    def __call__(self, name: str, *words: str, code: int = 0) -> Any:
        """Run a command with its JSON answer."""
        assert run([*words, "--home", str(self._folder / name), "--json"]) == code, self._capfd.readouterr()
        return json.loads(self._capfd.readouterr().out)


@pytest.fixture
def on(tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Laptops:
    passphrase = tmp_path / "passphrase"
    passphrase.write_text(PASSPHRASE + "\n", encoding="utf-8")
    passphrase.chmod(0o600)
    monkeypatch.setenv("KUNAK_PASSPHRASE_FILE", str(passphrase))
    monkeypatch.chdir(tmp_path)
    return Laptops(tmp_path, capfd)


def test_a_call_for_help_on_one_laptop_is_read_on_the_other(on: Laptops, relay: RunningRelay, tmp_path: Path) -> None:
    on("a", "init", "--group", "The Ferry", "--member", "Aluna")
    assert on("a", "sync", code=1)["error"]["field"] == "relay"
    assert on("a", "sync", "--relay", relay.url, "--relay-key", "00" * 32, code=1)["error"]["kind"] == "refused"
    assert on("a", "sync", "--relay", relay.url, "--relay-key", relay.key.hex())["complete"]
    on("a", "members", "invite", "--out", "invitation")
    asked = on("b", "members", "join", "invitation", "--name", "Zara", "--out", "request")
    refused = on("a", "members", "admit", "request", "--role", "coordinator", "--words", "not these words", code=1)
    assert "The words differ" in refused["error"]["says"]
    words = " ".join(asked["words"])
    admitted = on("a", "members", "admit", "request", "--role", "coordinator", "--words", words, "--out", "welcome")
    assert (admitted["missing_signatures"], admitted["name"]) == (0, "Zara")
    assert on("b", "members", "enter", "welcome")["member"] == "Zara"
    on("a", "sync")
    assert on("b", "sync")["complete"]
    (tmp_path / "call.txt").write_text("My uncle took my passport. Please help.", encoding="utf-8")
    on("b", "request", "add", "call.txt")
    assert on("b", "sync")["sent"] > 0
    assert on("a", "sync")["received"] > 0
    (request,) = on("a", "request", "list")["requests"]
    assert request["begins"].startswith("My uncle took my passport")
    assert on("a", "verify")["sound"]
    assert on("b", "verify")["sound"]
    held = b"".join(path.read_bytes() for path in (tmp_path / "relay").rglob("*") if path.is_file())
    assert b"passport" not in held
    assert b"Aluna" not in held


def test_watching_exchanges_by_itself_until_interrupted(on: Laptops, relay: RunningRelay, tmp_path: Path) -> None:
    fleet = Fleet(tmp_path)
    fleet.joins("Zara")
    subject = meets_at(fleet, relay)
    home = str(tmp_path / FOUNDER)
    command = [sys.executable, "-c", "from kunak.cli.main import main; main()", "sync", "--watch", "--json"]
    with (
        fleet.on("Zara") as there,
        subprocess.Popen(
            [*command, "--home", home], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        ) as watching,
    ):
        assert watching.stderr is not None
        assert "Listening" in watching.stderr.readline()
        writes(there, subject, "the car is ready")
        meet(there)
        while "events received" not in (line := watching.stderr.readline()):
            assert line
        watching.send_signal(signal.SIGINT)
        out, _ = watching.communicate(timeout=30)
    assert json.loads(out)["received"] > 0
    with fleet.on(FOUNDER) as here:
        assert notes(here, subject) == ["the car is ready"]
    assert on(FOUNDER, "sync", "--watch", "--courier", "stick", code=2)["error"]["field"] == "watch"


def test_papers_that_are_none_are_one_sentence(on: Laptops, tmp_path: Path) -> None:
    on("a", "init", "--group", "The Ferry", "--member", "Aluna")
    (tmp_path / "noise").write_bytes(b"noise" * 99)
    assert on("b", "members", "join", "noise", "--name", "Zara", code=2)["error"]["kind"] == "bad_input"
    assert on("b", "members", "join", "missing", "--name", "Zara", code=2)["error"]["kind"] == "bad_input"
    assert on("a", "members", "admit", "noise", "--role", "host", code=2)["error"]["kind"] == "bad_input"
    assert on("a", "members", "enter", "noise", code=1)["error"]["kind"] == "refused"
    assert on("a", "members", "second", "00", code=2)["error"]["field"] == "event"
    assert on("a", "sync", "--relay", "ftp://nowhere", code=2)["error"]["kind"] == "bad_input"
    assert on("a", "sync", "--courier", str(tmp_path / "noise"), code=2)["error"]["field"] == "courier"
