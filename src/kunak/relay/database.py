"""Where do the relay's rows live, and how are they read and written? SQLite, or PostgreSQL for more than one machine.

The only file that knows the dialects apart. A transaction that writes begins as one (``BEGIN IMMEDIATE``), so
that no two find out too late that they are in each other's way.
"""

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, SQLAlchemyError

from kunak.base.errors import BadInput
from kunak.relay.refusals import DatabaseFault, RelayRefused, cannot_write, disk_full

BUSY_MS: Final = 30_000
"""How long a writer waits for another process's transaction on SQLite; each is short."""
READERS: Final = 8
"""Connections that read at the same time."""
MIGRATION_LOCK: Final = 0x6B756E616B
"""Advisory lock of PostgreSQL: two relays that start together migrate one after the other."""
MIGRATIONS: Final = Path(__file__).parent / "migrations"
"""The schema, release by release (Alembic)."""
_WRITES: Final = "kunak_writes"
_FULL: Final = ("full", "disk i/o error", "no space left", "could not extend file")
"""How SQLite and PostgreSQL say that nothing more fits."""


class Database:
    """Transactions on one engine, whose schema is of today."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self.shared = engine.dialect.name == "postgresql"

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Give a connection that sees one state of everything (on PostgreSQL: of each statement)."""
        with self._engine.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Give a connection in a transaction; it is on disk when the block has ended without an exception."""
        with self._engine.connect() as connection:
            writer = connection.execution_options(**{_WRITES: True})
            with writer.begin():
                yield writer

    def revision(self) -> str:
        """Return the release of the schema."""
        with self.reading() as connection:
            return MigrationContext.configure(connection).get_current_revision() or "none"

    def close(self) -> None:
        """Let go of every connection."""
        self._engine.dispose()


def open_database(address: str) -> Database:
    """Open a database by its URL and bring its schema up to today's.

    Raises:
        BadInput: The URL is none, or of a kind that the relay does not use.
        DatabaseFault: It cannot be opened, or is of a later release.
    """
    url = _url(address)
    engine = _sqlite(url) if url.get_backend_name() == "sqlite" else _postgresql(url)
    database = Database(engine)
    try:
        _migrate(database)
    except (SQLAlchemyError, OSError) as error:
        database.close()
        raise DatabaseFault(
            "The relay's database cannot be opened (%(why)s). Nothing was changed; check its address and its rights.",
            why=_kind(error),
        ) from None
    except BaseException:
        database.close()
        raise
    return database


def sqlite_address(folder: Path) -> str:
    """Return the URL of the SQLite file in the relay's own folder."""
    return URL.create("sqlite", database=str(folder / "relay.db")).render_as_string()


def refusal_of(error: Exception) -> RelayRefused:
    """Say what a failed write means to whoever asked for it."""
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EFBIG, errno.EDQUOT):
        return disk_full()
    says = str(error.orig).lower() if isinstance(error, DBAPIError) else ""
    return disk_full() if any(word in says for word in _FULL) else cannot_write()


def _url(address: str) -> URL:
    try:
        url = make_url(address)
        backend = url.get_backend_name()
    except (ArgumentError, NoSuchModuleError):
        backend = ""
    if backend not in ("sqlite", "postgresql", "postgres"):
        raise BadInput(
            "This is no address of a database: write sqlite:///FILE or postgresql://USER@HOST/NAME.", field="database"
        )
    if backend == "sqlite" and not url.database:
        raise BadInput("A relay cannot live in memory: name a file, sqlite:///FILE.", field="database")
    return url if backend == "sqlite" else url.set(drivername="postgresql+psycopg")


def _sqlite(url: URL) -> Engine:
    engine = create_engine(
        url,
        connect_args={"timeout": BUSY_MS / 1_000, "check_same_thread": False, "isolation_level": None},
        pool_size=READERS,
        max_overflow=2,
    )

    @event.listens_for(engine, "connect")
    def _connected(connection: Any, _record: object) -> None:  # noqa: ANN401 - a DBAPI connection
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "temp_store=MEMORY"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begins(connection: Connection) -> None:
        writes = connection.get_execution_options().get(_WRITES)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def _postgresql(url: URL) -> Engine:
    return create_engine(
        url,
        pool_size=READERS,
        max_overflow=2,
        pool_pre_ping=True,  # a database that was started again is found, not a broken connection
        connect_args={"connect_timeout": 10, "options": "-c statement_timeout=60000 -c lock_timeout=30000"},
    )


def _migrate(database: Database) -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    with database.writing() as connection:
        if database.shared:
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": MIGRATION_LOCK})
        current = MigrationContext.configure(connection).get_current_revision()
        if current is not None and current not in known:
            raise DatabaseFault("This database was made by a later Kunak. Nothing was changed; update this one.")
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def _kind(error: Exception) -> str:
    cause = getattr(error, "orig", None) or error
    return type(cause).__name__
