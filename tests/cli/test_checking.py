"""``kunak check`` answers as DESIGN, section 7, promises."""

import json
from pathlib import Path

import pytest
from PIL import Image
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


def test_a_picture_is_read_compared_and_cleaned(kunak: Run, tmp_path: Path) -> None:
    _, secrets = _files(tmp_path, "")
    photo, copy = tmp_path / "photo.jpg", tmp_path / "clean.jpg"
    tags = Image.Exif()
    tags[0x013B] = "Teltova"
    Image.new("RGB", (8, 8)).save(photo, exif=tags)
    ran = kunak("check", photo, "--secrets", secrets, "--clean", copy, "--json", passphrase=None)
    assert ran.code == 1
    assert ran.document["verdict"] == "block"
    assert ran.document["file"]["cleaned"] == "clean.jpg"
    assert [tag["name"] for tag in ran.document["file"]["tags"]] == ["Artist"]
    (finding,) = ran.document["findings"]
    assert ran.document["file"]["read"][finding["start"] : finding["end"]] == "Teltova"
    ran = kunak("check", copy, "--secrets", secrets, "--json", passphrase=None)
    assert ran.code == 0, ran.document


def test_a_text_cannot_be_cleaned_and_nothing_is_written(kunak: Run, tmp_path: Path) -> None:
    draft, secrets = _files(tmp_path, "x")
    ran = kunak("check", draft, "--secrets", secrets, "--clean", tmp_path / "out", passphrase=None)
    assert ran.code == 2
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    "data", [b"MZ\x90\x00\x03" + bytes(60), b"\x00\x00\x00\x18ftypheic" + bytes(80), b"PK\x03\x04" + bytes(30)]
)
def test_a_binary_in_disguise_is_no_draft(kunak: Run, tmp_path: Path, data: bytes) -> None:
    draft, secrets = _files(tmp_path, "x")
    draft.write_bytes(data)
    ran = kunak("check", draft, "--secrets", secrets, passphrase=None)
    assert ran.code == 2
    assert "draft.txt" in ran.err
