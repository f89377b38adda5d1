"""Files beside the log: sealed, named by their ciphertext, and refused when they were altered."""

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from kunak.base.errors import BadInput, Fault
from kunak.crypto.aead import DoesNotOpen
from kunak.crypto.secret import Secret
from kunak.store.attachments import Attachments
from kunak.store.home import Home


@pytest.fixture
def home(tmp_path: Path) -> Home:
    home = Home(tmp_path / "vault")
    home.create()
    return home


@pytest.fixture
def attachments(home: Home) -> Attachments:
    return Attachments(home)


@pytest.mark.parametrize("size", [0, 1, 65_535, 65_536, 65_537, 200_000])
def test_a_file_comes_back_as_it_was(attachments: Attachments, size: int) -> None:
    data = os.urandom(size)
    stored = attachments.put(data, os.urandom)
    assert stored.size == size
    assert b"".join(attachments.get(stored.name, stored.key)) == data
    assert attachments.is_whole(stored.name)


def test_a_file_may_come_in_pieces(attachments: Attachments) -> None:
    stored = attachments.put((b"piece " for _ in range(30_000)), os.urandom)
    assert stored.size == 180_000
    assert b"".join(attachments.get(stored.name, stored.key)) == b"piece " * 30_000


def test_a_restored_vault_without_the_folder_still_opens_and_names_no_file(home: Home) -> None:
    home.files.rmdir()
    attachments = Attachments(home)
    assert attachments.names() == []
    assert home.files.stat().st_mode & 0o777 == 0o700
    assert not attachments.is_whole("0" * 64)


def test_its_name_is_the_hash_of_what_lies_on_the_disk(home: Home, attachments: Attachments) -> None:
    stored = attachments.put(b"photo", os.urandom)
    assert attachments.names() == [stored.name]
    assert hashlib.sha256((home.files / stored.name).read_bytes()).hexdigest() == stored.name
    assert (home.files / stored.name).stat().st_mode & 0o777 == 0o600


def test_one_file_kept_twice_is_not_seen_to_be_one(attachments: Attachments) -> None:
    assert attachments.put(b"photo", os.urandom).name != attachments.put(b"photo", os.urandom).name


def test_nothing_of_a_file_can_be_read_on_the_disk(home: Home, attachments: Attachments) -> None:
    stored = attachments.put("канарейка".encode() * 20_000, os.urandom)
    assert "канарейка".encode() not in (home.files / stored.name).read_bytes()


def test_an_altered_file_is_not_shown_at_all(home: Home, attachments: Attachments) -> None:
    stored = attachments.put(bytes(200_000), os.urandom)
    path = home.files / stored.name
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(content)
    assert not attachments.is_whole(stored.name)
    with pytest.raises(Fault, match="altered"):
        attachments.get(stored.name, stored.key)


def test_a_file_that_is_not_here_says_where_to_get_it(attachments: Attachments) -> None:
    assert not attachments.is_whole("0" * 64)
    with pytest.raises(Fault, match="Sync with a laptop that has it"):
        attachments.get("0" * 64, Secret(bytes(32)))


def test_another_key_opens_nothing(attachments: Attachments) -> None:
    stored = attachments.put(b"photo", os.urandom)
    with pytest.raises(DoesNotOpen):
        list(attachments.get(stored.name, Secret(bytes(32))))


@pytest.mark.parametrize("name", ["", "../keyring.kunak", "0" * 63, "A" * 64, "0" * 64 + "\n", "/etc/passwd"])
def test_a_name_that_is_none_leads_nowhere(attachments: Attachments, name: str) -> None:
    for ask in (attachments.is_whole, attachments.remove, lambda each: attachments.get(each, Secret(bytes(32)))):
        with pytest.raises(BadInput):
            ask(name)


def test_a_full_disk_keeps_nothing(home: Home, attachments: Attachments, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(Fault, match=r"No space left.*nothing of it was"):
        attachments.put(b"photo", os.urandom)
    assert list(home.files.iterdir()) == []


def test_a_source_that_breaks_off_leaves_nothing(home: Home, attachments: Attachments) -> None:
    def broken() -> Iterator[bytes]:
        yield bytes(100_000)
        raise LookupError

    with pytest.raises(LookupError):
        attachments.put(broken(), os.urandom)
    assert list(home.files.iterdir()) == []


def test_what_a_crash_left_unfinished_is_removed(home: Home) -> None:
    (home.files / "00.new").write_bytes(b"half")
    assert Attachments(home).names() == []
    assert list(home.files.iterdir()) == []


def test_a_removed_file_is_gone(home: Home, attachments: Attachments) -> None:
    stored = attachments.put(b"photo", os.urandom)
    attachments.remove(stored.name)
    attachments.remove(stored.name)
    assert list(home.files.iterdir()) == []
