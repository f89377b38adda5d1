"""By commands alone: a ceremony, a bundle, a lost laptop, and a new one that reads what the old one wrote."""

import json
import re
from pathlib import Path
from typing import Any

import pypdf
import pytest

from kunak.cli.main import run
from kunak.crypto import shares
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

    def command(name: str, *words: str, code: int = 0) -> Any:
        assert run([*words, "--home", str(tmp_path / name), "--json"]) == code, capfd.readouterr()
        return json.loads(capfd.readouterr().out)

    return command


def words_on(sheet: Path) -> str:
    """Read the words off a sheet, column by column, as a person would."""
    text = " ".join(page.extract_text() for page in pypdf.PdfReader(sheet).pages)
    words = re.findall(r"^\d+ ([a-z]+)$", text, flags=re.MULTILINE)
    assert len(words) == shares.WORDS
    return " ".join(words)


def test_three_sheets_and_a_bundle_bring_a_lost_laptop_back(on: Command, tmp_path: Path) -> None:
    on("a", "init", "--group", "The Ferry", "--member", "Aluna")
    (tmp_path / "call.txt").write_text("My uncle took my passport. Please help.", encoding="utf-8")
    on("a", "request", "add", "call.txt")
    made = on("a", "recover", "arrange", "--out", "sheets")
    assert (made["threshold"], len(made["sheets"]), made["missing_signatures"]) == (3, 5, 0)
    assert all(Path(sheet).stat().st_mode & 0o077 == 0 for sheet in made["sheets"])
    on("a", "recover", "arrange", "--out", "sheets", code=2)
    bundled = on("a", "recover", "bundle", "--out", "media")
    assert [each["missing_parts"] for each in bundled["bundles"]] == [0]
    bundle = bundled["bundles"][0]["bundle"]
    typed = []
    for place in (1, 3, 5):
        path = tmp_path / f"typed-{place}.txt"
        path.write_text(words_on(Path(made["sheets"][place - 1])), encoding="utf-8")
        typed += ["--share", str(path)]
    refused = on("b", "recover", "open", "--bundle", bundle, *typed[:4], code=1)
    assert "3 different shares are needed, and 2 were given" in refused["error"]["says"]
    back = on("b", "recover", "open", "--bundle", bundle, *typed)
    assert (back["member"], len(back["put_out"]), back["relay"]) == ("Aluna", 1, [])
    (request,) = on("b", "request", "list")["requests"]
    assert request["begins"].startswith("My uncle took my passport")
    assert on("b", "verify")["sound"]
    on("b", "recover", "bundle", "--out", "media2", code=1)


def test_what_the_relay_has_comes_too(on: Command, tmp_path: Path) -> None:
    with RunningRelay(tmp_path / "relay") as relay:
        on("a", "init", "--group", "The Ferry", "--member", "Aluna")
        on("a", "sync", "--relay", relay.url, "--relay-key", relay.key.hex())
        made = on("a", "recover", "arrange", "--out", "sheets", "--threshold", "2", "--parts", "3")
        bundle = on("a", "recover", "bundle", "--out", "media")["bundles"][0]["bundle"]
        on("a", "members", "invite", "Zara", "--role", "lawyer", "--here")
        on("a", "sync")
        share = tmp_path / "shares.txt"
        share.write_text("\n".join(words_on(Path(each)) for each in made["sheets"][:2]), encoding="utf-8")
        back = on("b", "recover", "open", "--bundle", bundle, "--share", str(share))
        assert back["relay"] == []
        assert [each["name"] for each in on("b", "members", "list")["members"]] == ["Aluna", "Zara"]
        assert on("b", "sync")["complete"]
        assert on("b", "verify")["sound"]


def test_what_is_no_bundle_no_share_and_no_class_is_one_sentence(on: Command, tmp_path: Path) -> None:
    on("a", "init", "--group", "The Ferry", "--member", "Aluna")
    (tmp_path / "noise").write_bytes(b"noise" * 99)
    assert on("a", "recover", "arrange", "--out", "s", "--class", "secret", code=2)["error"]["field"] == "class"
    assert on("a", "recover", "arrange", "--out", "s", "--threshold", "1", code=1)["error"]["field"] == "threshold"
    assert on("a", "recover", "arrange", "--out", "s", "--language", "fr", code=2)["error"]["field"] == "language"
    assert on("a", "recover", "bundle", "--out", "m", code=1)["error"]["kind"] == "refused"
    on("b", "recover", "open", "--bundle", "noise", "--share", "noise", code=2)
    assert on("b", "recover", "open", "--bundle", "missing", "--share", "noise", code=2)["error"]["field"] == "file"
    assert on("b", "recover", "open", "--bundle", "noise", code=2)["error"]["field"] == "share"
    on("a", "recover", "open", "--bundle", "noise", "--share", "noise", code=1)
