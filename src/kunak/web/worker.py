"""The process that holds keys: it begins locked, serves the pages, and ends when it is locked.

It is started by `supervisor` with the listening socket, and ends too when its
supervisor is gone. What it cannot answer within its own life, it does not: there is
no shutdown to wait for, since what was acknowledged is on disk already.
"""

import logging
import os
import socket
import sys
import threading
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Final

import uvicorn

from kunak.web.application import create_app
from kunak.web.guard import Seat
from kunak.web.hardening import forbid_dumps
from kunak.web.session import Ingredients

READY: Final = "ready"
ENTERED: Final = "entered"
"""What a worker tells its supervisor: it serves; the launch token is used up."""

KEEP_ALIVE_S: Final = 5


def work(listening: socket.socket, seat: Seat, supervisor: Connection, ingredients: Callable[[], Ingredients]) -> None:
    """Serve until locked. Never returns: the process ends."""
    forbid_dumps()
    logging.disable(logging.CRITICAL)  # libraries log requests and errors with their data
    threading.Thread(target=_end_with, args=(supervisor,), daemon=True).start()
    app = create_app(ingredients(), seat=seat, leave=_end, entered=lambda: supervisor.send(ENTERED), report=_report)
    supervisor.send(READY)
    _serve(app, listening)
    _end()


def _serve(app: object, listening: socket.socket) -> None:
    config = uvicorn.Config(
        app,  # type: ignore[arg-type]  # ASGI types of two libraries
        http="h11",
        ws="none",
        loop="asyncio",
        log_config=None,
        access_log=False,
        server_header=False,
        date_header=False,
        proxy_headers=False,
        timeout_keep_alive=KEEP_ALIVE_S,
    )
    uvicorn.Server(config).run(sockets=[listening])


def _end_with(supervisor: Connection) -> None:
    """Wait for the other end of the pipe to close: nobody is there to start a locked desk after this one."""
    try:
        supervisor.recv_bytes()
    except (EOFError, OSError):
        _end()


def _end() -> None:
    os._exit(0)


def _report(line: str) -> None:
    sys.stderr.write(line + "\n")
    sys.stderr.flush()
