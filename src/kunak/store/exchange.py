"""What has been exchanged with whom: which blobs are known, what a relay has shown, what waits for a key.

Kept in an encrypted database of its own beside the cache. It may be thrown away:
then everything is exchanged once more, and nothing is lost or doubled, because the
log knows its events by their hashes. Specified in ``spec/store.md``, section 11.
"""

import threading
from collections.abc import Iterable, Sequence
from contextlib import suppress
from typing import Final

from msgspec import Struct

from kunak.base.instants import Instant
from kunak.crypto.secret import Secret
from kunak.store.engine import Database, Unreadable, open_database, overwrite_database, remove_database
from kunak.store.home import Home, sync_folder

_VERSION: Final = 1

_SCHEMA: Final = (
    "CREATE TABLE wraps(item BLOB PRIMARY KEY, rid BLOB NOT NULL) STRICT, WITHOUT ROWID",
    "CREATE INDEX wraps_by_rid ON wraps(rid)",
    "CREATE TABLE feed(number INTEGER PRIMARY KEY, rid BLOB NOT NULL) STRICT",
    "CREATE INDEX feed_by_rid ON feed(rid)",
    "CREATE TABLE parked(rid BLOB PRIMARY KEY, blob BLOB NOT NULL) STRICT, WITHOUT ROWID",
    "CREATE TABLE notes(name TEXT PRIMARY KEY, value BLOB NOT NULL) STRICT, WITHOUT ROWID",
    """CREATE TABLE noticed(n INTEGER PRIMARY KEY, at INTEGER NOT NULL, kind TEXT NOT NULL, place TEXT NOT NULL,
       seen INTEGER NOT NULL DEFAULT 0, UNIQUE(kind, place)) STRICT""",
    "CREATE TABLE meta(version INTEGER NOT NULL) STRICT",
)


class Noticed(Struct, frozen=True):
    """Something that a relay, a stick or a laptop did and that was noticed.

    Attributes:
        place: Where: the number of a blob, or the beginning of an id.
        seen: Whether somebody has read it.
    """

    n: int
    at: Instant
    kind: str
    place: str
    seen: bool


class Exchange:
    """The open database of one home."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.turn = threading.RLock()
        """One exchange at a time: whoever begins one holds this to its end."""

    @classmethod
    def open(cls, home: Home, key: Secret) -> "Exchange":
        """Open the database, or begin it anew where there is none that can be read."""
        path = home.exchange
        with suppress(Unreadable):
            database = open_database(path, key)
            with suppress(Unreadable):
                if not database.rows("SELECT 1 FROM sqlite_schema WHERE name = 'meta'"):
                    _create(database)
                if database.rows("SELECT version FROM meta") == [(_VERSION,)]:
                    return cls(database)
            database.close()
        remove_database(path)
        database = open_database(path, key)
        _create(database)
        return cls(database)

    def close(self) -> None:
        """Close the database."""
        self._database.close()

    def is_whole(self) -> bool:
        """Whether all of it can be read."""
        return self._database.is_whole()

    def replace(self, home: Home, key: Secret) -> None:
        """Write the database anew under another key and destroy the old file. This one is closed.

        Raises:
            Fault: The new file could not be written; this database goes on as it is.
        """
        beside = home.exchange.with_name(home.exchange.name + ".next")
        beside.unlink(missing_ok=True)
        try:
            self._database.copy_to(beside, key)
        except BaseException:
            beside.unlink(missing_ok=True)
            raise
        self._database.close()
        overwrite_database(home.exchange)
        beside.replace(home.exchange)
        sync_folder(home.path)

    # Blobs

    def rid_of(self, item: bytes) -> bytes | None:
        """Return the name of the blob in which an event, or a piece of a file, travels."""
        rows = self._database.rows("SELECT rid FROM wraps WHERE item = ?", (item,))
        return bytes(rows[0][0]) if rows else None

    def knows(self, rid: bytes) -> bool:
        """Return whether what is in this blob is in the log, or the blob is parked."""
        return bool(
            self._database.rows("SELECT 1 FROM wraps WHERE rid = ?1 UNION SELECT 1 FROM parked WHERE rid = ?1", (rid,))
        )

    def wrapped(self, pairs: Iterable[tuple[bytes, bytes]]) -> None:
        """Take note in which blob (second) an event or a piece (first) travels; the first that was seen stays."""
        with self._database.transaction():
            self._database.run_many("INSERT OR IGNORE INTO wraps VALUES (?, ?)", pairs)

    def park(self, blobs: Iterable[tuple[bytes, bytes]]) -> None:
        """Keep blobs (name, bytes) whose key, or whose author, is not known yet."""
        with self._database.transaction():
            self._database.run_many("INSERT OR IGNORE INTO parked VALUES (?, ?)", blobs)

    def parked(self) -> list[tuple[bytes, bytes]]:
        """Return the parked blobs."""
        return [(row[0], row[1]) for row in self._database.rows("SELECT rid, blob FROM parked ORDER BY rid")]

    def unpark(self, rids: Iterable[bytes]) -> None:
        """Let parked blobs go."""
        with self._database.transaction():
            self._database.run_many("DELETE FROM parked WHERE rid = ?", ((rid,) for rid in rids))

    # The feed of a relay

    def feed_size(self) -> int:
        """Return how many blobs of the feed were verified."""
        ((size,),) = self._database.rows("SELECT count(*) FROM feed")
        return int(size)

    def feed(self, until: int | None = None) -> list[bytes]:
        """Return the names of the feed's blobs in order, all or the first so many."""
        rows = self._database.rows("SELECT rid FROM feed ORDER BY number LIMIT ?", (-1 if until is None else until,))
        return [bytes(row[0]) for row in rows]

    def in_feed(self, rid: bytes) -> bool:
        """Return whether the relay has shown this blob."""
        return bool(self._database.rows("SELECT 1 FROM feed WHERE rid = ?", (rid,)))

    def extend_feed(self, number: int, rids: Sequence[bytes]) -> None:
        """Add verified names, from this number on."""
        with self._database.transaction():
            self._database.run_many("INSERT INTO feed VALUES (?, ?)", enumerate(rids, start=number))

    def forget_feed(self) -> None:
        """Begin anew with a relay."""
        self._database.rows("DELETE FROM feed")

    # Notes

    def note(self, name: str) -> bytes:
        """Return a small value, empty where there is none."""
        rows = self._database.rows("SELECT value FROM notes WHERE name = ?", (name,))
        return bytes(rows[0][0]) if rows else b""

    def set_note(self, name: str, value: bytes) -> None:
        """Keep a small value."""
        self._database.rows("INSERT OR REPLACE INTO notes VALUES (?, ?)", (name, value))

    # What was noticed

    def notice(self, kind: str, place: str, at: Instant) -> None:
        """Take note of something once."""
        self._database.rows("INSERT OR IGNORE INTO noticed(at, kind, place) VALUES (?, ?, ?)", (at, kind, place))

    def noticed(self) -> list[Noticed]:
        """Return what was noticed, the latest first."""
        rows = self._database.rows("SELECT n, at, kind, place, seen FROM noticed ORDER BY n DESC")
        return [Noticed(row[0], Instant(row[1]), row[2], row[3], bool(row[4])) for row in rows]

    def mark_seen(self) -> None:
        """Take note that somebody has read all of it."""
        self._database.rows("UPDATE noticed SET seen = 1")


def _create(database: Database) -> None:
    with database.transaction():
        for statement in _SCHEMA:
            database.rows(statement)
        database.rows("INSERT INTO meta VALUES (?)", (_VERSION,))
