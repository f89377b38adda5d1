"""``kunak init``, ``status`` and ``verify`` as a person runs them."""

import shutil
from pathlib import Path

import pytest
from tests.cli.conftest import Run


def test_a_new_vault_draws_its_passphrase_and_is_open_to_it(kunak: Run, tmp_path: Path) -> None:
    vault = tmp_path / "new"
    made = kunak("init", "--group", "Бирюза", "--member", "Ada", "--json", vault=vault, passphrase=None)
    assert made.code == 0, made.err
    secret = tmp_path / "drawn.txt"
    secret.write_text(made.document["passphrase"], encoding="utf-8")
    status = kunak("status", "--inside", "--json", vault=vault, passphrase=secret).document
    assert (status["group"], status["member"], status["records"]) == ("Бирюза", "Ada", 2)


def test_a_weak_passphrase_makes_no_vault(kunak: Run, tmp_path: Path) -> None:
    weak = tmp_path / "weak.txt"
    weak.write_text("qwerty123", encoding="utf-8")
    vault = tmp_path / "new"
    made = kunak("init", "--group", "G", "--member", "Ada", vault=vault, passphrase=weak)
    assert made.code == 2
    assert not vault.exists()


def test_a_vault_is_never_made_over_another(kunak: Run, home: Path) -> None:
    before = (home / "keystore.kunak").read_bytes()
    made = kunak("init", "--group", "G", "--member", "Eve")
    assert made.code == 1
    assert (home / "keystore.kunak").read_bytes() == before


@pytest.mark.parametrize("passphrase", [{}, {"passphrase": None}])
def test_status_opens_nothing_unless_told_to(kunak: Run, passphrase: dict[str, None]) -> None:
    status = kunak("status", "--json", **passphrase).document
    assert status["exists"]
    assert "group" not in status
    assert kunak("status", "--json", passphrase=None, vault=Path("/nowhere")).document["exists"] is False


def test_a_sound_vault_verifies(kunak: Run) -> None:
    ran = kunak("verify", "--json")
    assert ran.code == 0, ran.err
    assert ran.document == {"sound": True, "records": 2, "files": 0, "problems": []}


def test_a_flipped_bit_is_named(kunak: Run, home: Path) -> None:
    log = home / "log" / "000001.log"
    data = bytearray(log.read_bytes())
    data[200] ^= 1
    log.write_bytes(data)
    shutil.copy(home / "cache.db", home / "kept.db")
    ran = kunak("verify", "--json")
    assert ran.code == 1
    assert any("altered" in problem["says"] for problem in ran.document["problems"])
    assert "000001.log" in ran.document["problems"][0]["where"]


def test_a_log_that_was_cut_is_named(kunak: Run, home: Path) -> None:
    log = home / "log" / "000001.log"
    log.write_bytes(log.read_bytes()[:-700])
    ran = kunak("verify", "--json")
    assert ran.code == 1
    assert any("cut" in problem["says"] for problem in ran.document["problems"])


def test_a_lost_seed_is_a_fault_that_names_the_file(kunak: Run, home: Path) -> None:
    (home / "device.seed").unlink()
    ran = kunak("case", "list")
    assert ran.code == 3
    assert "device.seed" in ran.err


def test_a_vault_can_be_made_with_nothing_but_a_folder(kunak: Run, tmp_path: Path) -> None:
    made = kunak("init", "--json", vault=tmp_path / "bare", passphrase=None)
    assert made.code == 0, made.err
    assert made.document["passphrase"]
