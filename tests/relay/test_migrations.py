"""A relay of today over the database of every release before it: nothing is lost, and every proof still holds.

``data/<release>/`` is what that release left behind: its schema for each database, and rows in it.
"""

import asyncio
import hashlib
import re
import shutil
import sqlite3
from collections.abc import Callable, Coroutine, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, Final, TypeVar

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text

from kunak.crypto import signing
from kunak.crypto.secret import Secret
from kunak.crypto.signing import SigningKey
from kunak.relay import database as module
from kunak.relay.database import MIGRATIONS, Database, open_database, sqlite_address
from kunak.relay.feeds import totals
from kunak.relay.keys import Notary, load_key, open_tickets
from kunak.relay.meters import Meters
from kunak.relay.refusals import DatabaseFault, RelayRefused
from kunak.relay.service import Relay, Settings
from kunak.relay.tables import metadata
from kunak.testing.relays import Owner, blob
from kunak.wire import checkpoint, frames, tree
from kunak.wire.frames import Include, Page, Proof, Prove, Push, Pushed, Registered, Since

DATA: Final = Path(__file__).parent / "data"
RELEASES: Final = sorted(folder.name for folder in DATA.iterdir())
TABLES: Final = ("identity", "tickets", "feeds", "blobs", "subtrees")
LARGE, SMALL, EMPTY = Owner("a group of old"), Owner("a small group of old"), Owner("a silent group of old")
TICKET: Final = hashlib.sha256(b"ticket 1").digest()[:16]

Answer = TypeVar("Answer")


def revisions() -> set[str]:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    return {each.revision for each in ScriptDirectory.from_config(config).walk_revisions()}


def on_sqlite(folder: Path, release: str) -> str:
    file = folder / "relay.db"
    with closing(sqlite3.connect(file)) as connection:
        for name in ("sqlite.sql", "rows.sql"):
            connection.executescript((DATA / release / name).read_text())
        connection.commit()
    return sqlite_address(folder)


def on_postgresql(address: str, release: str) -> str:
    import psycopg  # noqa: PLC0415

    rows = re.sub(r"x'([0-9a-f]*)'", r"'\\x\1'", (DATA / release / "rows.sql").read_text())
    with psycopg.connect(address) as connection:
        connection.execute((DATA / release / "postgresql.sql").read_text().encode())
        connection.execute(rows.encode())
        connection.execute("SELECT setval('feeds_id_seq', max(id)) FROM feeds")
    return address


@pytest.fixture(params=[(kind, release) for kind in ("sqlite", "postgresql") for release in RELEASES], ids=" ".join)
def old(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Address of a database that a release left behind."""
    kind, release = request.param
    if kind == "sqlite":
        return on_sqlite(tmp_path, release)
    return on_postgresql(request.getfixturevalue("postgresql"), release)


@pytest.fixture
def risen(old: str) -> Iterator[Database]:
    """The same, opened by the relay of today."""
    opened = open_database(old)
    yield opened
    opened.close()


def rows(database: Database) -> dict[str, list[tuple[Any, ...]]]:
    with database.reading() as connection:
        return {
            table: sorted(
                tuple(bytes(cell) if isinstance(cell, memoryview) else cell for cell in row)
                for row in connection.execute(text(f"SELECT * FROM {table}"))  # noqa: S608 - our own names
            )
            for table in TABLES
        }


def asked(database: Database, question: Callable[[Relay], Coroutine[Any, Any, Answer]]) -> Answer:
    """Ask a relay of today over this database, one question."""
    notary = Notary(load_key(database, lambda _length: pytest.fail("the relay's key was lost")))

    async def ask() -> Answer:
        relay = Relay(
            database, notary, Settings(), now=lambda: 1_800_000_000_000, seconds=lambda: 0.0,
            meters=Meters(), report=pytest.fail,
        )  # fmt: skip
        try:
            return await question(relay)
        finally:
            relay._writer.close()

    return asyncio.run(ask())


def naive_root(rids: list[bytes]) -> bytes:
    """The tree of RFC 6962, section 2.1, as it stands there."""
    if len(rids) < 2:
        return hashlib.sha256(b"\x00" + rids[0] if rids else b"").digest()
    split = 1 << (len(rids) - 1).bit_length() - 1
    return hashlib.sha256(b"\x01" + naive_root(rids[:split]) + naive_root(rids[split:])).digest()


def everything(database: Database, owner: Owner, token: bytes) -> Page:
    return frames.read(asked(database, lambda relay: relay.page(owner.feed, token, Since(0, 1_000))), Page)


def test_the_database_of_every_release_is_carried_here() -> None:
    assert set(RELEASES) == revisions()


def test_the_migrations_and_the_tables_say_the_same(risen: Database) -> None:
    with risen.reading() as connection:
        differences = compare_metadata(MigrationContext.configure(connection), metadata)
    partitions = {f"blobs_{n}" for n in range(16)}
    assert [each for each in differences if not (each[0] == "remove_table" and each[1].name in partitions)] == []


def test_a_database_that_rises_is_like_one_that_is_new(risen: Database, tmp_path: Path, postgresql: str) -> None:
    new = open_database(postgresql if risen.shared else sqlite_address(make(tmp_path / "new")))
    with risen.reading() as ours, new.reading() as theirs:
        assert shape(ours, shared=risen.shared) == shape(theirs, shared=risen.shared)
    new.close()


def make(folder: Path) -> Path:
    folder.mkdir()
    return folder


COLUMNS: Final = {
    False: "SELECT m.name, c.* FROM sqlite_master m, pragma_table_info(m.name) c WHERE m.type = 'table' ORDER BY 1, 2",
    True: "SELECT table_name, column_name, data_type, is_nullable, column_default FROM information_schema.columns"
    " WHERE table_schema = 'public' ORDER BY 1, 2",
}
INDEXES: Final = {
    False: "SELECT m.name, i.name, i.origin, c.name FROM sqlite_master m, pragma_index_list(m.name) i,"
    " pragma_index_info(i.name) c WHERE m.type = 'table' ORDER BY 1, 2, c.seqno",
    True: "SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1, 2",
}
MORE: Final = {
    False: 'SELECT m.name, f."table", f."from", f."to" FROM sqlite_master m, pragma_foreign_key_list(m.name) f'
    " ORDER BY 1, 3",
    True: "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint"
    " WHERE connamespace = 'public'::regnamespace ORDER BY 1, 2",
}


def shape(connection: Any, *, shared: bool) -> list[list[tuple[Any, ...]]]:
    return [[tuple(row) for row in connection.execute(text(asked[shared]))] for asked in (COLUMNS, INDEXES, MORE)]


def left_behind(release: str) -> dict[str, list[tuple[Any, ...]]]:
    """The rows of a release, read without any database."""
    written: dict[str, list[tuple[Any, ...]]] = {table: [] for table in TABLES}
    for table, values in re.findall(
        r"^INSERT INTO (\w+) VALUES \((.*)\);$", (DATA / release / "rows.sql").read_text(), re.MULTILINE
    ):
        cells = [bytes.fromhex(cell[2:-1]) if cell.startswith("x'") else int(cell) for cell in values.split(", ")]
        written[table].append(tuple(cells))
    return {table: sorted(found) for table, found in written.items()}


@pytest.mark.parametrize("release", RELEASES)
@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_no_row_is_lost_or_changed(request: pytest.FixtureRequest, tmp_path: Path, kind: str, release: str) -> None:
    address = (
        on_sqlite(tmp_path, release)
        if kind == "sqlite"
        else on_postgresql(request.getfixturevalue("postgresql"), release)
    )
    for _ in range(2):  # the second time there is nothing to do
        opened = open_database(address)
        after = rows(opened)
        opened.close()
        for table, old_rows in left_behind(release).items():
            assert [row[: len(old)] for row, old in zip(after[table], old_rows, strict=True)] == old_rows, table


def test_every_blob_is_given_back_under_the_old_key_and_tree(risen: Database) -> None:
    key = SigningKey.from_seed(Secret(hashlib.sha256(b"key of the first release").digest())).public
    for owner, token, count in ((LARGE, LARGE.token_of(2), 300), (SMALL, SMALL.token, 1), (EMPTY, EMPTY.token, 0)):
        page = everything(risen, owner, token)
        rids = [hashlib.sha256(item.blob).digest() for item in page.items]
        assert [(item.number, item.time) for item in page.items] == [
            (n, 1_700_000_100_000 + n * 17) for n in range(count)
        ]
        note = checkpoint.read(page.checkpoint)
        signing.verify(key, checkpoint.to_sign(note.checkpoint), note.signature)
        assert (note.checkpoint.size, note.checkpoint.root) == (count, naive_root(rids))


def test_every_proof_still_holds(risen: Database) -> None:
    token = LARGE.token_of(2)
    rids = [item.rid for item in everything(risen, LARGE, token).items]

    async def prove(relay: Relay) -> None:
        for number in range(0, 300, 7):
            proof = frames.read(await relay.prove(LARGE.feed, token, Include(number, 300)), Proof).hashes
            tree.check_inclusion(number, 300, rid=rids[number], root=naive_root(rids), proof=proof)
        for first in (0, 1, 255, 256, 257, 299, 300):
            proof = frames.read(await relay.prove(LARGE.feed, token, Prove(first, 300)), Proof).hashes
            roots = {"first_root": naive_root(rids[:first]), "second_root": naive_root(rids)}
            tree.check_consistency(first, 300, proof=proof, **roots)

    asked(risen, prove)


def test_the_feed_goes_on_where_it_was(risen: Database) -> None:
    token = LARGE.token_of(2)
    before = everything(risen, LARGE, token).items
    push = frames.write(Push((before[7].blob, blob("new"))))
    made = frames.read(asked(risen, lambda relay: relay.push(LARGE.feed, token, push)), Pushed)
    assert [receipt.number for receipt in made.receipts] == [7, 300]
    rids = [item.rid for item in before] + [made.receipts[1].rid]
    assert checkpoint.read(made.checkpoint).checkpoint.root == naive_root(rids)
    with risen.reading() as connection:
        assert totals(connection) == (3, 302, sum(len(item.blob) for item in before) + 1_090 + 51)


def test_who_could_come_in_still_can_and_nobody_else(risen: Database) -> None:
    with pytest.raises(RelayRefused):
        everything(risen, LARGE, LARGE.token_of(1))
    assert frames.read(asked(risen, lambda relay: relay.rekey(LARGE.rekeying(2))), Registered)  # sent again
    assert frames.read(asked(risen, lambda relay: relay.register(SMALL.registration())), Registered)
    with pytest.raises(RelayRefused):
        asked(risen, lambda relay: relay.register(LARGE.registration()))
    assert frames.read(asked(risen, lambda relay: relay.rekey(LARGE.rekeying(3))), Registered)
    assert len(everything(risen, LARGE, LARGE.token_of(3)).items) == 300


def test_a_ticket_that_was_not_used_opens_one_new_feed(risen: Database) -> None:
    assert open_tickets(risen) == 2
    asked(risen, lambda relay: relay.register(Owner("new").registration(TICKET)))
    assert open_tickets(risen) == 1
    with pytest.raises(RelayRefused):
        asked(risen, lambda relay: relay.register(Owner("newer").registration(TICKET)))


NEXT: Final = """
import sqlalchemy as sa
from alembic import op

revision = "9999"
down_revision = "{head}"


def upgrade():
    op.add_column("feeds", sa.Column("later", sa.BigInteger, nullable=False, server_default="7"))
    op.execute("UPDATE feeds SET later = 8 WHERE size > 0")
    {more}
"""


def next_release(folder: Path, monkeypatch: pytest.MonkeyPatch, more: str) -> None:
    """Let there be a release after today's."""
    shutil.copytree(MIGRATIONS, folder / "migrations", ignore=shutil.ignore_patterns("__pycache__"))
    script = NEXT.format(head=max(revisions()), more=more)
    (folder / "migrations" / "versions" / "9999_next.py").write_text(script)
    monkeypatch.setattr(module, "MIGRATIONS", folder / "migrations")


def test_a_release_to_come_rises_from_every_one(old: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    next_release(tmp_path, monkeypatch, "pass")
    opened = open_database(old)
    assert opened.revision() == "9999"
    assert sorted(row[-1] for row in rows(opened)["feeds"]) == [7, 8, 8]
    assert len(everything(opened, LARGE, LARGE.token_of(2)).items) == 300
    opened.close()


def test_a_migration_that_fails_half_way_leaves_everything_as_it_was(
    old: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = open_database(old)
    held = rows(before)
    before.close()
    with monkeypatch.context() as patched:
        next_release(tmp_path, patched, 'op.execute("DELETE FROM subtrees"); op.execute("no sentence of SQL")')
        with pytest.raises(DatabaseFault, match="Nothing was changed"):
            open_database(old)
    after = open_database(old)
    assert rows(after) == held
    after.close()


def test_a_database_of_a_later_release_is_refused_and_left_alone(
    old: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        next_release(tmp_path, patched, "pass")
        opened = open_database(old)
        held = rows(opened)
        opened.close()
    with pytest.raises(DatabaseFault, match="later Kunak"):
        open_database(old)
    next_release(make(tmp_path / "again"), monkeypatch, "pass")
    again = open_database(old)
    assert rows(again) == held
    again.close()
