"""How does the relay run as a process? Two sockets, one event loop, and an end that finishes what was begun."""

import asyncio
import contextlib
import resource
import signal
import socket
from collections.abc import Callable, Iterator
from typing import Any, Final

import msgspec
import uvicorn

from kunak.base.errors import Fault
from kunak.relay.application import create_app, create_metrics_app
from kunak.relay.database import open_database
from kunak.relay.keys import Notary, Random, load_key
from kunak.relay.meters import Meters
from kunak.relay.service import Clock, Relay, Settings

LOOPBACK: Final = "127.0.0.1"
BACKLOG: Final = 512
CONNECTIONS: Final = 4_000
"""Open connections at most, streams among them."""
FILES: Final = 2 * CONNECTIONS
"""Files that may be open: each connection is one, and many systems begin with 1,024."""
GRACE_S: Final = 20
"""How long requests that were begun may take to end after SIGTERM."""
KEEP_ALIVE_S: Final = 75


class Where(msgspec.Struct, frozen=True):
    """On which sockets the relay listens. Port 0: the system chooses. No metrics port: no metrics."""

    host: str
    port: int
    metrics_port: int | None


class _Server(uvicorn.Server):
    """Leaves signals to ``_run``: there are two servers in this process."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Capture none."""
        yield


def serve(
    address: str,
    where: Where,
    settings: Settings,
    *,
    now: Clock,
    seconds: Callable[[], float],
    random: Random,
    ready: Callable[[dict[str, Any]], None],
    report: Callable[[str], None],
) -> None:
    """Serve until SIGTERM or SIGINT.

    Args:
        address: URL of the database.
        where: The sockets.
        settings: Quotas and rates.
        now: The clock, in milliseconds.
        seconds: A clock that never goes back.
        random: For the key of a new relay.
        ready: Is told where the relay listens.
        report: Is told of mistakes of ours: their kind and place, and nothing that they were about.

    Raises:
        BadInput: The address is none.
        Fault: The database or a port cannot be had.
    """
    _make_room()
    database = open_database(address)
    sockets: list[socket.socket] = []
    try:
        notary = Notary(load_key(database, random))
        sockets.append(_bound(where.host, where.port))
        if where.metrics_port is not None:
            sockets.append(_bound(LOOPBACK, where.metrics_port))
        relay = Relay(database, notary, settings, now=now, seconds=seconds, meters=Meters(), report=report)
        ports = [each.getsockname()[1] for each in sockets]
        document = {
            "url": f"http://{where.host}:{ports[0]}",
            "metrics": f"http://{LOOPBACK}:{ports[1]}/metrics" if len(ports) > 1 else None,
            "relay": notary.public.hex(),
        }
        asyncio.run(_run(relay, sockets, lambda: ready(document)))
    finally:
        for each in sockets:
            each.close()
        database.close()


async def _run(relay: Relay, sockets: list[socket.socket], ready: Callable[[], None]) -> None:
    apps = [create_app(relay), create_metrics_app(relay)][: len(sockets)]
    servers = [_Server(_config(app)) for app in apps]

    def end() -> None:
        relay.news.end()
        for server in servers:
            server.should_exit = True

    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, end)
    ready()  # only now: whoever was told that it runs may tell it to end
    await asyncio.gather(*(server.serve([each]) for server, each in zip(servers, sockets, strict=True)))


def _config(app: Any) -> uvicorn.Config:  # noqa: ANN401 - an ASGI application
    return uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,  # nobody here wants to know where a request came from
        limit_concurrency=CONNECTIONS,
        timeout_graceful_shutdown=GRACE_S,
        timeout_keep_alive=KEEP_ALIVE_S,
    )


def _make_room() -> None:
    """Take what the system lets us have. Where it does not, the relay runs with fewer connections."""
    with contextlib.suppress(OSError, ValueError):
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        wanted = FILES if hard == resource.RLIM_INFINITY else min(FILES, hard)
        if soft != resource.RLIM_INFINITY and soft < wanted:
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def _bound(host: str, port: int) -> socket.socket:
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        # Named, so that asyncio knows it for TCP and does not hold short answers back for 40 ms.
        made = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        try:
            made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            made.bind((host, port))
            made.listen(BACKLOG)
        except BaseException:
            made.close()
            raise
    except OSError as error:
        raise Fault(
            "The relay cannot listen on %(host)s:%(port)d (%(why)s). Nothing was changed; choose another port.",
            host=host,
            port=port,
            why=error.strerror or type(error).__name__,
        ) from None
    return made
