"""``kunak relay``: run the blind relay, hand out tickets, say what it holds."""

import os
from pathlib import Path
from typing import Annotated, Any, Final

import typer

from kunak.base.errors import Fault
from kunak.cli.terminal import JsonOption, answer, say, tell

app = typer.Typer(help="The blind relay: stores what it cannot read.", no_args_is_help=True)

ENGINE: Final = frozenset({"alembic", "prometheus_client", "psycopg", "sqlalchemy"})
"""Libraries of the extra ``relay``."""
DATABASE_VARIABLE: Final = "KUNAK_RELAY_DATABASE"
"""A password in an address does not belong on the command line, which others on the machine can read."""
DEFAULT_DATA: Final = "~/.kunak-relay"
PORT: Final = 8741
GIB: Final = 2**30

DatabaseOption = Annotated[
    str | None,
    typer.Option("--database", help=f"URL of the database (or {DATABASE_VARIABLE}); SQLite in the folder otherwise."),
]
DataOption = Annotated[Path, typer.Option("--data", help="Folder of the relay's SQLite database.")]


def _need_engine() -> None:
    try:
        import alembic  # noqa: F401
        import prometheus_client  # noqa: F401
        import psycopg  # noqa: F401
        import sqlalchemy  # noqa: F401
    except ModuleNotFoundError as error:
        if error.name is None or error.name.partition(".")[0] not in ENGINE:
            raise
        raise Fault(
            "The relay needs an extra that is not installed. Install it with: pip install 'kunak[relay]'"
        ) from None


def _address(database: str | None, data: Path) -> str:
    from kunak.relay.database import sqlite_address

    chosen = database or os.environ.get(DATABASE_VARIABLE)
    if chosen:
        return chosen
    os.umask(0o077)  # SQLite makes files beside its own
    folder = data.expanduser()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return sqlite_address(folder)


@app.command("serve")
def serve(  # noqa: PLR0913, PLR0917 - its options
    database: DatabaseOption = None,
    host: Annotated[str, typer.Option("--host", help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help="Port to listen on; 0: any.")] = PORT,
    metrics_port: Annotated[
        int | None,
        typer.Option("--metrics-port", min=0, max=65535, help="Port of /metrics on 127.0.0.1; the next one otherwise."),
    ] = None,
    metrics: Annotated[bool, typer.Option("--metrics/--no-metrics", help="Serve /metrics on 127.0.0.1.")] = True,
    open_to_all: Annotated[bool, typer.Option("--open", help="Let anybody open a feed, without a ticket.")] = False,
    quota_gib: Annotated[float, typer.Option("--quota-gib", min=0.001, help="What one feed may hold, in GiB.")] = 10,
    quota_blobs: Annotated[int, typer.Option("--quota-blobs", min=1, help="How many blobs, too.")] = 10_000_000,
    pushes: Annotated[float, typer.Option("--pushes", min=0.1, help="Pushes per second of one feed, lasting.")] = 20,
    data: DataOption = Path(DEFAULT_DATA),
    as_json: JsonOption = False,
) -> None:
    """Serve until interrupted. It keeps no journal of requests and no addresses."""
    _need_engine()
    from time import monotonic

    from kunak.app import system
    from kunak.relay.limits import PUSHES, Quota, Rate
    from kunak.relay.service import Settings
    from kunak.relay.serving import Where
    from kunak.relay.serving import serve as run

    def ready(document: dict[str, Any]) -> None:
        def text() -> None:
            say(f"The relay listens on {document['url']}. Its key is {document['relay']}.")
            if document["metrics"]:
                say(f"Metrics: {document['metrics']}")

        answer(document, text, as_json=as_json)
        _flush()

    if open_to_all:
        tell("Anybody who can reach this relay can open a feed and fill its disk.")
    next_port = port + 1 if 0 < port < 65535 else 0  # noqa: PLR2004 - the last port there is
    chosen = metrics_port if metrics_port is not None else next_port
    burst = max(PUSHES.burst, round(pushes * 10))
    settings = Settings(
        needs_ticket=not open_to_all,
        quota=Quota(round(quota_gib * GIB), quota_blobs),
        pushes=Rate(burst, pushes),
    )
    run(
        _address(database, data),
        Where(host, port, chosen if metrics else None),
        settings,
        now=system.now,
        seconds=monotonic,
        random=system.random,
        ready=ready,
        report=tell,
    )


@app.command("ticket")
def ticket(database: DatabaseOption = None, data: DataOption = Path(DEFAULT_DATA), as_json: JsonOption = False) -> None:
    """Print a ticket: whoever has it may open one feed, once."""
    _need_engine()
    from kunak.app import system
    from kunak.relay.database import open_database
    from kunak.relay.keys import hand_out_ticket, load_key

    opened = open_database(_address(database, data))
    try:
        key = load_key(opened, system.random).public
        made = hand_out_ticket(opened, system.random, now=system.now())
    finally:
        opened.close()
    document = {"ticket": made.hex(), "relay": key.hex()}
    answer(document, lambda: say(document["ticket"]), as_json=as_json)


@app.command("info")
def info(database: DatabaseOption = None, data: DataOption = Path(DEFAULT_DATA), as_json: JsonOption = False) -> None:
    """Say with which key the relay signs, and how much it holds in all."""
    _need_engine()
    from kunak.app import system
    from kunak.relay.database import open_database
    from kunak.relay.feeds import totals
    from kunak.relay.keys import load_key, open_tickets

    opened = open_database(_address(database, data))
    try:
        key = load_key(opened, system.random).public.hex()
        with opened.reading() as connection:
            feeds, blobs, held = totals(connection)
        document = {
            "relay": key, "feeds": feeds, "blobs": blobs, "bytes": held,
            "tickets": open_tickets(opened), "schema": opened.revision(),
        }  # fmt: skip
    finally:
        opened.close()

    def text() -> None:
        say(f"Key: {key}")
        say(f"{feeds} feeds, {blobs} blobs, {held} bytes; {document['tickets']} tickets not used yet.")

    answer(document, text, as_json=as_json)


def _flush() -> None:
    import sys

    sys.stdout.flush()
