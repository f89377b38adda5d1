"""The folder of a vault: for its owner alone, for one process at a time, and never half-written."""

import os
import signal
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from kunak.base.errors import BadInput, Fault, Refused
from kunak.store.home import Home, overwrite_and_unlink, write_durably

HOLDER = """
import sys, time
from pathlib import Path
from kunak.store.home import Home
with Home(Path(sys.argv[1])).hold():
    print("held", flush=True)
    time.sleep(60)
"""


@pytest.fixture
def home(tmp_path: Path) -> Home:
    home = Home(tmp_path / "vault")
    home.create()
    return home


def test_only_the_owner_can_look_into_the_folder(home: Home) -> None:
    for folder in (home.path, home.log, home.files):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_a_folder_that_others_could_read_is_closed(tmp_path: Path) -> None:
    (tmp_path / "vault").mkdir(mode=0o755)
    Home(tmp_path / "vault").create()
    assert stat.S_IMODE((tmp_path / "vault").stat().st_mode) == 0o700


def test_a_vault_is_there_when_its_keystore_is(home: Home) -> None:
    assert not home.exists()
    write_durably(home.keystore, b"sealed")
    assert home.exists()
    assert stat.S_IMODE(home.keystore.stat().st_mode) == 0o600


def test_a_second_holder_is_refused_with_one_sentence(home: Home) -> None:
    with home.hold(), pytest.raises(Refused, match="already running"), home.hold():
        pass


def test_the_vault_is_free_again_after_its_holder_is_done(home: Home) -> None:
    with home.hold():
        pass
    with home.hold():
        pass


def test_a_holder_that_was_killed_does_not_lock_anybody_out(home: Home) -> None:
    with subprocess.Popen([sys.executable, "-c", HOLDER, home.path], stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == "held\n"
        with pytest.raises(Refused), home.hold():
            pass
        child.send_signal(signal.SIGKILL)
        child.wait()
    with home.hold():
        pass


def test_where_there_is_no_vault_there_is_nothing_to_hold(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="no vault in this folder"), Home(tmp_path / "nowhere").hold():
        pass


def test_a_file_is_replaced_and_nothing_is_left_beside_it(home: Home) -> None:
    write_durably(home.keyring, b"old")
    write_durably(home.keyring, b"new")
    assert home.keyring.read_bytes() == b"new"
    assert {each.name for each in home.path.iterdir()} == {"keyring.kunak", "log", "files"}


def test_a_case_is_not_written_through_a_link_or_into_a_readable_file_that_somebody_laid_there(
    tmp_path: Path,
) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.write_bytes(b"theirs")
    (tmp_path / "case.pdf.new").symlink_to(elsewhere)
    write_durably(tmp_path / "case.pdf", b"a case")
    assert elsewhere.read_bytes() == b"theirs"
    (tmp_path / "case.json.new").write_bytes(b"")
    (tmp_path / "case.json.new").chmod(0o644)
    write_durably(tmp_path / "case.json", b"a case")
    for name in ("case.pdf", "case.json"):
        written = (tmp_path / name).lstat().st_mode
        assert stat.S_ISREG(written)
        assert stat.S_IMODE(written) == 0o600


def test_a_file_that_cannot_be_written_keeps_what_it_held(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    write_durably(home.keyring, b"old")

    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(Fault, match=r"keyring\.kunak could not be written \(No space left"):
        write_durably(home.keyring, b"new")
    assert home.keyring.read_bytes() == b"old"
    assert not home.keyring.with_name("keyring.kunak.new").exists()


def test_a_folder_that_cannot_be_made_is_a_fault_in_words(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(Fault, match="could not be made"):
        Home(tmp_path / "file" / "vault").create()


def test_an_overwritten_file_holds_zeros_in_the_end_and_its_name_is_gone(home: Home) -> None:
    write_durably(home.seed, b"secret seed")
    with home.seed.open("rb") as still_open:
        overwrite_and_unlink(home.seed)
        assert still_open.read() == bytes(11)
    assert not home.seed.exists()
