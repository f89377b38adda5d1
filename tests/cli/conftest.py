"""A vault for the commands, made once with the profile that protects nothing."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from kunak.app import wiring
from kunak.crypto.profiles import DEMO

PASSPHRASE = "seven quiet geese cross the river"


class Ran(NamedTuple):
    """What a command left behind."""

    code: int
    out: str
    err: str

    @property
    def document(self) -> Any:
        """The one JSON document on standard output."""
        return json.loads(self.out)


Run = Callable[..., Ran]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A vault of one member."""
    path = tmp_path / "vault"
    wiring.found(path, wiring.Founding("The group", "Ada", PASSPHRASE, DEMO))
    return path


@pytest.fixture
def kunak(tmp_path: Path, home: Path) -> Run:
    """Run the command as a person does, in a process of its own."""
    secret = tmp_path / "passphrase.txt"
    secret.touch(mode=0o600)
    secret.write_text(PASSPHRASE + "\n", encoding="utf-8")

    def run(*arguments: str | Path, passphrase: Path | None = secret, vault: Path = home) -> Ran:
        environment = {name: value for name, value in os.environ.items() if not name.startswith("KUNAK_")}
        environment["KUNAK_HOME"] = str(vault)
        if passphrase is not None:
            environment["KUNAK_PASSPHRASE_FILE"] = str(passphrase)
        done = subprocess.run(
            [sys.executable, "-c", "from kunak.cli.main import main; main()", *map(str, arguments)],
            capture_output=True,
            text=True,
            env=environment,
            stdin=subprocess.DEVNULL,
            check=False,
            timeout=120,
        )
        return Ran(done.returncode, done.stdout, done.stderr)

    return run
