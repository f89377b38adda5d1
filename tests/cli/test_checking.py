"""``kunak check`` answers as DESIGN, section 7, promises."""

import json
from pathlib import Path

from tests.cli.conftest import Run

SECRETS = {"persons": [{"id": "P1", "role": "client", "names": [{"given": "Zaramaga", "family": "Teltova"}]}]}


def _files(folder: Path, draft: str) -> tuple[Path, Path]:
    text, secrets = folder / "draft.txt", folder / "secrets.json"
    text.write_text(draft, encoding="utf-8")
    secrets.write_text(json.dumps(SECRETS), encoding="utf-8")
    return text, secrets


def test_a_name_in_a_draft_blocks_it(kunak: Run, tmp_path: Path) -> None:
    draft, secrets = _files(tmp_path, "🙂 Теперь Teltova is safe.")
    ran = kunak("check", draft, "--secrets", secrets, "--json", passphrase=None)
    assert ran.code == 1
    assert set(ran.document) == {"verdict", "findings", "crowd", "not_checked", "check_ms"}
    (finding,) = ran.document["findings"]
    assert finding["secret"] == "P1.family"
    assert draft.read_text(encoding="utf-8")[finding["start"] : finding["end"]] == finding["text"] == "Teltova"


def test_a_clean_draft_is_clear_and_says_what_was_not_checked(kunak: Run, tmp_path: Path) -> None:
    draft, secrets = _files(tmp_path, "Somebody is safe.")
    ran = kunak("check", draft, "--secrets", secrets, "--json", passphrase=None)
    assert ran.code == 0, ran.err
    assert ran.document["verdict"] == "clear"
    assert ran.document["not_checked"]


def test_a_wrong_secrets_file_says_which_key_and_where(kunak: Run, tmp_path: Path) -> None:
    draft, secrets = _files(tmp_path, "x")
    secrets.write_text('{"persons": [{"id": "P1", "phone": []}]}', encoding="utf-8")
    ran = kunak("check", draft, "--secrets", secrets, passphrase=None)
    assert ran.code == 2
    assert "persons[0]" in ran.err
    assert "phone" in ran.err
