"""A real relay in a process of its own, and somebody who owns a feed on it."""

import hashlib
import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Final, Self

from kunak.crypto.secret import Secret
from kunak.crypto.signing import SigningKey
from kunak.transport.relay import Address, Patience, RelayClient
from kunak.wire import statements
from kunak.wire.frames import Register, Rekey

COMMAND: Final = (sys.executable, "-c", "from kunak.cli.main import main; main()", "relay")
NO_SIGNATURE: Final = bytes(64)


def blob(name: str, length: int = 1_090) -> bytes:
    """Return bytes that look like a blob of the outer layer."""
    return (b"\x01\x01" + hashlib.sha512(name.encode()).digest()).ljust(length, b".")


class Owner:
    """A group, as a relay knows it: a feed, the key that owns it, and a token."""

    def __init__(self, name: str = "a group") -> None:
        self.feed = hashlib.sha256(b"feed" + name.encode()).digest()[:16]
        self.key = SigningKey.from_seed(Secret(hashlib.sha256(b"owner" + name.encode()).digest()))
        self.epoch = 1
        self.token = self.token_of(1)

    def token_of(self, epoch: int) -> bytes:
        """Return the token of an epoch."""
        return hashlib.sha256(self.feed + bytes([epoch])).digest()

    @property
    def bearer(self) -> dict[str, str]:
        """The header that lets in."""
        return {"Authorization": f"Bearer {self.token.hex()}"}

    def registration(self, ticket: bytes = b"") -> Register:
        """Return a signed registration."""
        hashed = hashlib.sha256(self.token).digest()
        plain = Register(self.feed, self.key.public, self.epoch, hashed, ticket, NO_SIGNATURE)
        return Register(
            self.feed, self.key.public, self.epoch, hashed, ticket, self.key.sign(statements.registration(plain))
        )

    def rekeying(self, epoch: int, signer: SigningKey | None = None) -> Rekey:
        """Return a signed change of token to that of an epoch."""
        hashed = hashlib.sha256(self.token_of(epoch)).digest()
        plain = Rekey(self.feed, epoch, hashed, self.key.public, NO_SIGNATURE)
        signature = (signer or self.key).sign(statements.rekeying(plain))
        return Rekey(self.feed, epoch, hashed, self.key.public, signature)

    def client(self, url: str, patience: Patience, *, proxy: str | None = None) -> RelayClient:
        """Return a client of this feed."""
        return RelayClient(Address(url, self.feed, proxy), Secret(self.token), patience)


class RunningRelay:
    """``kunak relay serve``, until the block ends. ``--open`` unless told otherwise."""

    def __init__(self, folder: Path, *options: str, database: str | None = None, wrapped: tuple[str, ...] = ()) -> None:
        place = ("--database", database) if database else ("--data", str(folder))
        chosen = options or ("--open", "--pushes", "100000")
        self._command = (*wrapped, *COMMAND, "serve", "--port", "0", "--json", *place, *chosen)
        self.url = self.metrics = ""
        self.key = b""
        self.process: subprocess.Popen[str] | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_exception: object) -> None:
        self.stop()

    def start(self) -> None:
        """Start it and wait until it listens."""
        self.process = subprocess.Popen(  # noqa: S603 - our own command
            self._command,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
        )
        assert self.process.stdout is not None  # noqa: S101 - a pipe was asked for
        line = self.process.stdout.readline()
        said = json.loads(line) if line else {}
        if "url" not in said:
            message = f"The relay did not start: {line} {self.stop()}"
            raise RuntimeError(message)
        self.url, self.metrics, self.key = said["url"], said["metrics"], bytes.fromhex(said["relay"])

    def kill(self) -> None:
        """End it without a word, as a power cut does."""
        self._end(signal.SIGKILL)

    def stop(self) -> str:
        """End it as its keeper does, and return what it said on standard error."""
        return self._end(signal.SIGTERM)

    def _end(self, how: signal.Signals) -> str:
        if self.process is None:
            return ""
        process, self.process = self.process, None
        process.send_signal(how)
        _, said = process.communicate(timeout=60)
        return said
