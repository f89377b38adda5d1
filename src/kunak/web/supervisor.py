"""Keeps a desk on one address while the processes that hold keys come and go.

It holds the listening socket and the launch token, and never a key or a passphrase.
A worker that ends, because it was locked or because it was killed, is followed by
a fresh, locked one on the same socket; browsers wait in the socket's queue meanwhile.
"""

import multiprocessing
import socket
from collections.abc import Callable
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from typing import Final

from kunak.base.errors import Fault
from kunak.web.guard import ENTRANCE, Seat
from kunak.web.session import Ingredients
from kunak.web.worker import ENTERED, READY, work

ADDRESS: Final = "127.0.0.1"
SECRET_BYTES: Final = 32
STILLBORN_LIMIT: Final = 3
"""So many workers in a row that end before they serve: something is broken that a further start will not mend."""
QUEUE: Final = 64


class Supervisor:
    """One desk's address and the worker behind it.

    Args:
        ingredients: Makes the desk, inside the worker. A function of a module: a new process knows it by its name.
        random: Random bytes, for the launch token and the seat's key.
        port: 0 for one that the system chooses.
    """

    def __init__(
        self, ingredients: Callable[[], Ingredients], *, random: Callable[[int], bytes], port: int = 0
    ) -> None:
        self._ingredients = ingredients
        self._listening = listen(port)
        self._key = random(SECRET_BYTES)
        self._token: str | None = random(SECRET_BYTES).hex()
        self._worker: SpawnProcess | None = None
        self._stopping = False
        self.port: int = self._listening.getsockname()[1]

    @property
    def link(self) -> str:
        """The address that lets one browser in, once.

        Raises:
            Fault: It was used.
        """
        if self._token is None:
            raise Fault("The link to the desk was used already: stop the desk and start it again.")
        return f"http://{ADDRESS}:{self.port}{ENTRANCE}?token={self._token}"

    @property
    def worker_pid(self) -> int | None:
        """The process that serves now."""
        return self._worker.pid if self._worker else None

    def run(self) -> None:
        """Follow each worker by the next one, until interrupted.

        Raises:
            Fault: Workers end before they serve.
        """
        stillborn = 0
        try:
            while not self._stopping:
                stillborn = 0 if self._one_life() else stillborn + 1
                if stillborn == STILLBORN_LIMIT:
                    raise Fault("The desk cannot start: run it again, and if that fails too, run kunak verify.")
        finally:
            self.stop()
            self._listening.close()

    def stop(self) -> None:
        """End the worker at once, and start none after it. May be called from another thread than `run`."""
        self._stopping = True
        if self._worker is not None:
            self._worker.kill()

    def _one_life(self) -> bool:
        """Start a worker, listen to it until it ends, and return whether it ever served."""
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe()
        seat = Seat(port=self.port, key=self._key, token=self._token)
        with ours:
            self._worker = context.Process(
                target=work, args=(self._listening, seat, theirs, self._ingredients), name="desk", daemon=True
            )
            self._worker.start()
            theirs.close()
            if self._stopping:
                self._worker.kill()
            served = self._listen_to(ours)
            self._worker.join()
        return served

    def _listen_to(self, worker: Connection) -> bool:
        served = False
        while True:
            try:
                said = worker.recv()
            except (EOFError, OSError):
                return served
            served = served or said == READY
            if said == ENTERED:
                self._token = None


def listen(port: int) -> socket.socket:
    """Return a socket that listens on loopback.

    Raises:
        Fault: The port is taken.
    """
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        listening.bind((ADDRESS, port))
        listening.listen(QUEUE)
    except OSError:
        listening.close()
        raise Fault("Port %(port)d on this machine is taken: choose another one, or none.", port=port) from None
    return listening
