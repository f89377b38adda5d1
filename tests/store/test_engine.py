"""The encrypted database: it is encrypted, or nothing is written to it."""

import os
from pathlib import Path

import apsw
import pytest

from kunak.base.errors import Fault
from kunak.crypto.secret import Secret
from kunak.store import engine
from kunak.store.engine import CANARY, Database, Unreadable, WritesInPlain, open_database

KEY = Secret(bytes(range(32)))
OTHER_KEY = Secret(bytes(32))
WORD = "канарейка"


def filled(path: Path) -> Database:
    database = open_database(path, KEY)
    database.rows("CREATE TABLE birds(name TEXT)")
    database.rows("INSERT INTO birds VALUES (?)", (WORD,))
    return database


def everything(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


def test_what_was_written_is_read_again_with_the_key(tmp_path: Path) -> None:
    filled(tmp_path / "db").close()
    assert open_database(tmp_path / "db", KEY).rows("SELECT name FROM birds") == [(WORD,)]


def test_no_byte_of_it_can_be_read_without_the_key(tmp_path: Path) -> None:
    database = filled(tmp_path / "db")
    while_open = everything(tmp_path)
    database.close()
    for content in (while_open, everything(tmp_path)):
        for encoding in ("utf-8", "utf-16-le", "utf-16-be"):
            assert WORD.encode(encoding) not in content
        assert CANARY not in content
        assert b"SQLite format 3" not in content
        assert b"birds" not in content


def test_the_journal_is_used_and_is_sealed_too(tmp_path: Path) -> None:
    database = filled(tmp_path / "db")
    assert (tmp_path / "db-wal").stat().st_size > 0
    database.empty_journal()
    assert (tmp_path / "db-wal").stat().st_size == 0


def test_files_are_for_the_owner_alone(tmp_path: Path) -> None:
    filled(tmp_path / "db")
    assert {path.stat().st_mode & 0o777 for path in tmp_path.iterdir()} == {0o600}


def test_settings_that_keep_plaintext_off_the_disk_hold(tmp_path: Path) -> None:
    database = filled(tmp_path / "db")
    wanted = {"temp_store": 2, "mmap_size": 0, "secure_delete": 1, "trusted_schema": 0, "cipher": "chacha20"}
    assert {name: database.rows(f"PRAGMA {name}")[0][0] for name in wanted} == wanted


def test_a_wrong_key_is_not_told_from_damage(tmp_path: Path) -> None:
    filled(tmp_path / "db").close()
    with pytest.raises(Unreadable):
        open_database(tmp_path / "db", OTHER_KEY)


@pytest.mark.parametrize("content", [b"", b"x", b"garbage" * 2000, b"SQLite format 3\0" + bytes(4080)])
def test_a_file_that_is_something_else_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "db").write_bytes(content)
    with pytest.raises(Fault):
        open_database(tmp_path / "db", KEY).rows("SELECT * FROM birds")


def test_a_plain_database_is_never_written_to(tmp_path: Path) -> None:
    with apsw.Connection(str(tmp_path / "db")) as plain:
        plain.execute("CREATE TABLE birds(name)")
    plain.close()
    before = (tmp_path / "db").read_bytes()
    with pytest.raises(Fault):
        open_database(tmp_path / "db", KEY)
    assert (tmp_path / "db").read_bytes() == before


def test_a_flipped_bit_in_any_page_is_noticed_when_the_page_is_read(tmp_path: Path) -> None:
    database = filled(tmp_path / "db")
    database.run_many("INSERT INTO birds VALUES (?)", ((os.urandom(300).hex(),) for _ in range(60)))
    database.empty_journal()
    database.close()
    whole = (tmp_path / "db").read_bytes()
    for place in range(100, len(whole), 4096):
        (tmp_path / "db").write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        with pytest.raises(Unreadable):
            open_database(tmp_path / "db", KEY).rows("SELECT sum(length(name)) FROM birds, canary")


@pytest.mark.parametrize("key", [Secret(b""), Secret(b"short"), Secret(bytes(33))])
def test_a_key_of_the_wrong_length_writes_nothing(tmp_path: Path, key: Secret) -> None:
    with pytest.raises(WritesInPlain):
        open_database(tmp_path / "db", key)
    assert list(tmp_path.iterdir()) == []


def test_a_library_that_does_not_encrypt_is_found_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def keyless(connection: apsw.Connection, _key: Secret) -> None:
        connection.pragma("journal_mode", "wal")

    monkeypatch.setattr(engine, "_prepare", keyless)
    with pytest.raises(WritesInPlain, match="does not encrypt"):
        open_database(tmp_path / "db", KEY)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("mistyped", [("raw:", "row:"), ("raw:", "")])
def test_a_mistyped_key_is_not_taken_for_ours(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mistyped: tuple[str, str]
) -> None:
    filled(tmp_path / "db").close()
    real = engine._raw
    monkeypatch.setattr(engine, "_raw", lambda key: real(key).replace(*mistyped))
    with pytest.raises(Unreadable):
        open_database(tmp_path / "db", KEY)


def test_a_copy_opens_with_its_own_key_only(tmp_path: Path) -> None:
    database = filled(tmp_path / "db")
    target = tmp_path / "copy ? with # odd % name.db"
    database.copy_to(target, OTHER_KEY)
    assert open_database(target, OTHER_KEY).rows("SELECT name FROM birds") == [(WORD,)]
    with pytest.raises(Unreadable):
        open_database(target, KEY)
    assert WORD.encode() not in everything(tmp_path)


def test_a_step_that_fails_leaves_nothing_behind(tmp_path: Path) -> None:
    database = filled(tmp_path / "db")

    def delete_and_fail() -> None:
        with database.transaction():
            database.rows("DELETE FROM birds")
            raise LookupError

    with pytest.raises(LookupError):
        delete_and_fail()
    assert database.rows("SELECT count(*) FROM birds") == [(1,)]


def test_a_full_disk_is_said_in_words(tmp_path: Path) -> None:
    database = filled(tmp_path / "db")
    database.rows("PRAGMA max_page_count = 4")
    with pytest.raises(Fault, match="The disk is full"):
        database.run_many("INSERT INTO birds VALUES (?)", ((os.urandom(3000),) for _ in range(20)))
    assert database.rows("SELECT count(*) FROM birds WHERE name = ?", (WORD,)) == [(1,)]
