"""How is the encrypted database opened, so that it can never be written in plain?

The one door to apsw (SQLite3 Multiple Ciphers). The library fails open: without a
key, or with a mistyped pragma, it writes plaintext and says nothing. So every
database is looked at from outside, as bytes, before anything is entrusted to it.
The backup interface is not offered: it can copy pages in plain; ``VACUUM INTO``
is used instead. Knows no table but its own canary.

Specified in ``spec/store.md``, section 6.
"""

import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final

import apsw

from kunak.base.errors import Fault
from kunak.crypto.secret import SECRET_BYTES, Secret
from kunak.store.home import overwrite_and_unlink

Value = None | int | float | str | bytes
Row = tuple[Any, ...]
"""Of ``Value``; whoever wrote the statement knows which."""
Tokens = Callable[[str], Iterable[tuple[str, ...]]]
"""For a text, the words of it in order; for each word, every form under which it is to be found."""

CIPHER: Final = "chacha20"
"""ChaCha20-Poly1305 for each page: a page that was altered is noticed when it is read."""

CANARY: Final = b"kunak canary: whoever can read this in the file can read all the rest of it"

CACHE_KIB: Final = 32 * 1024
"""Decrypted pages kept in memory, in KiB: the index of 300,000 short notes fits, 400 MB for the whole desk hold."""

PAGE_BYTES: Final = 4_096
"""Size of a page, and so the least of a database that was begun properly."""

_PLAIN_HEADER: Final = b"SQLite format 3\0"

_FLAGS: Final = apsw.SQLITE_OPEN_READWRITE | apsw.SQLITE_OPEN_CREATE | apsw.SQLITE_OPEN_URI

_PRAGMAS: Final = {
    "journal_mode": "wal",
    "synchronous": 1,  # NORMAL: a cache may lose its last moments, the log does not
    "secure_delete": 1,
    "temp_store": 2,  # MEMORY: sorting never spills to a file in plain
    "mmap_size": 0,
    "cell_size_check": 1,
    "trusted_schema": 0,
    "journal_size_limit": 16 * 1024 * 1024,
}
"""What must hold after it was asked for; each is read back."""

_DAMAGED: Final = (apsw.NotADBError, apsw.CorruptError, apsw.FormatError)
_BROKEN: Final = (*_DAMAGED, apsw.IOError, apsw.CantOpenError)


class Unreadable(Fault):
    """The database is not there, is damaged, or does not open with this key: it has to be made anew."""

    def __init__(self) -> None:
        super().__init__(
            "A database of the vault cannot be read. Open the vault again: what was damaged is made anew, and no "
            "record is lost."
        )


class WritesInPlain(Fault):
    """The database library did not encrypt. Nothing may be entrusted to it."""

    def __init__(self) -> None:
        super().__init__(
            "The database on this machine does not encrypt, so nothing was written to it. "
            "Reinstall Kunak with the versions in requirements, then open the vault again."
        )


class Database:
    """One open database. Several threads may use it; they take turns.

    Where a page turns out to be damaged, its files are removed: the next who opens it begins anew, and does not stumble
    over the same page.
    """

    def __init__(self, connection: apsw.Connection, path: Path) -> None:
        self._connection = connection
        self._path = path
        self._turn = threading.RLock()

    def rows(self, statement: str, bindings: Sequence[Value] = ()) -> list[Row]:
        """Run one statement and return all of its rows.

        Raises:
            Unreadable: A page it needed is damaged.
            Fault: The disk is full.
        """
        with self._turn, _in_our_words(self._path):
            return list(self._connection.execute(statement, bindings))

    def each(self, statement: str, bindings: Sequence[Value] = ()) -> Iterator[Row]:
        """Run one statement and yield its rows; nobody else gets a turn before the last one."""
        with self._turn, _in_our_words(self._path):
            yield from self._connection.execute(statement, bindings)

    def run_many(self, statement: str, bindings: Iterable[Sequence[Value]]) -> None:
        """Run one statement for each of many bindings."""
        with self._turn, _in_our_words(self._path):
            self._connection.executemany(statement, bindings)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Keep all of what is done inside, or nothing."""
        with self._turn, _in_our_words(self._path), self._connection:
            yield

    def changes(self) -> int:
        """Return how many rows were changed since the database was opened."""
        return self._connection.total_changes()

    def add_tokenizer(self, name: str, *, document: Tokens) -> None:
        """Make ``document`` the tokenizer ``name`` of full-text tables.

        Queries are not split: each quoted string of a query is one form, as it stands.
        """

        def tokenize(utf8: bytes, flags: int, _locale: str | None) -> Iterable[tuple[str, ...]]:
            text = utf8.decode("utf-8", "replace")
            return ((text,),) if flags & apsw.FTS5_TOKENIZE_QUERY else document(text)

        self._connection.register_fts5_tokenizer(name, lambda _connection, _arguments: tokenize)

    def is_whole(self) -> bool:
        """Whether every page can be read and belongs where it stands: reads all of them, and removes what is not."""
        with suppress(Unreadable):
            if self.rows("PRAGMA quick_check(1)") == [("ok",)]:
                return True
            remove_database(self._path)
        return False

    def copy_to(self, path: Path, key: Secret) -> None:
        """Write a compacted copy, sealed under another key, to a file that does not exist yet."""
        target = f"{path.absolute().as_uri()}?cipher={CIPHER}&key={_raw(key)}"
        with self._turn, _in_our_words(self._path):
            self._connection.execute("VACUUM INTO ?", (target,), can_cache=False)
        path.chmod(0o600)
        _refuse_plain(path)

    def empty_journal(self) -> None:
        """Move everything from the write-ahead log into the database and cut the former to nothing."""
        self.rows("PRAGMA wal_checkpoint(TRUNCATE)")

    def close(self) -> None:
        """Close the database; it can be opened again."""
        with self._turn:
            self._connection.close()


def open_database(path: Path, key: Secret) -> Database:
    """Open an encrypted database, or make an empty one.

    Args:
        path: The file. Where it does not exist, it is made and proved to be encrypted.
        key: 32 bytes, used as they are (no stretching).

    Raises:
        Unreadable: There is a file, and it is damaged, foreign, or under another key.
        WritesInPlain: The library would have stored plaintext. The file is gone again.
        Fault: The disk is full.
    """
    new = not path.exists()
    if new:
        path.touch(mode=0o600)
    elif path.stat().st_size < PAGE_BYTES:
        # The library would take it for an empty database and begin anew.
        raise Unreadable
    with _in_our_words():
        connection = apsw.Connection(str(path), flags=_FLAGS)
        try:
            _prepare(connection, key)
            if new:
                _prove_encrypted(connection, path)
            _refuse_plain(path)
        except BaseException:
            connection.close()
            if new:
                remove_database(path)
            raise
    return Database(connection, path)


def _prepare(connection: apsw.Connection, key: Secret) -> None:
    if len(key.reveal()) != SECRET_BYTES:
        raise WritesInPlain
    if connection.pragma("cipher", CIPHER) != CIPHER:
        raise WritesInPlain
    # Not kept in the statement cache: the text of this statement is the key.
    if connection.execute(f"PRAGMA key = '{_raw(key)}'", can_cache=False).fetchall() != [("ok",)]:
        raise WritesInPlain
    connection.execute("SELECT count(*) FROM sqlite_schema").fetchall()
    connection.set_busy_timeout(5_000)
    connection.config(apsw.SQLITE_DBCONFIG_DEFENSIVE, 1)
    connection.pragma("cache_size", -CACHE_KIB)
    for name, wanted in _PRAGMAS.items():
        connection.pragma(name, wanted)
        if connection.pragma(name) != wanted:
            raise WritesInPlain


def _prove_encrypted(connection: apsw.Connection, path: Path) -> None:
    connection.execute("CREATE TABLE canary(text TEXT)")
    connection.execute("INSERT INTO canary VALUES (?)", (CANARY.decode(),))
    journal = path.with_name(path.name + "-wal")
    if journal.exists() and CANARY in journal.read_bytes():
        raise WritesInPlain
    connection.pragma("wal_checkpoint(TRUNCATE)")
    if CANARY in path.read_bytes():
        raise WritesInPlain


def _refuse_plain(path: Path) -> None:
    with path.open("rb") as file:
        if file.read(len(_PLAIN_HEADER)) == _PLAIN_HEADER:
            raise WritesInPlain


def _raw(key: Secret) -> str:
    return "raw:" + key.reveal().hex()


def remove_database(path: Path) -> None:
    """Remove a database, where there is one, with what SQLite keeps beside it."""
    for part in _parts(path):
        part.unlink(missing_ok=True)


def overwrite_database(path: Path) -> None:
    """The same, and write zeros over it before.

    Raises:
        OSError: The disk refused.
    """
    for part in _parts(path):
        with suppress(FileNotFoundError):
            overwrite_and_unlink(part)


def _parts(path: Path) -> list[Path]:
    return [path.with_name(path.name + end) for end in ("", "-wal", "-shm")]


@contextmanager
def _in_our_words(path: Path | None = None) -> Iterator[None]:
    """``path``: of the database to remove where it is damaged."""
    try:
        yield
    except apsw.FullError:
        raise Fault(
            "The disk is full: the cache was not brought up to date. Nothing acknowledged is lost. "
            "Make room and open the vault again."
        ) from None
    except _BROKEN as error:
        if path is not None and isinstance(error, _DAMAGED):
            remove_database(path)
        raise Unreadable from None
