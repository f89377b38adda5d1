"""Sets of leaks and of clean texts: how their files are read."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path

from kunak.disclosure.check import Prepared, prepare
from kunak.disclosure.secrets import read_secrets

PRESS = Path(__file__).parent / "press"

Leak = tuple[str, frozenset[str], str]
"""Its kind, the secrets that a right finding may name, and the text."""


def texts(file: Path) -> list[str]:
    """Return the texts of a file, one a line; ``⏎`` stands for a new line within one."""
    lines = file.read_text("utf-8").splitlines()
    return [line.replace("⏎", "\n") for line in lines if line and not line.startswith("# ")]


def leaks(file: Path) -> Iterator[Leak]:
    """Yield the leaks of a file, which stand under ``## kind secret[|secret]``."""
    kind, secrets = "", frozenset[str]()
    for line in texts(file):
        if line.startswith("## "):
            _, kind, named = line.split(" ", 2)
            secrets = frozenset(named.split("|"))
        else:
            yield kind, secrets, line


@cache
def made_ready(file: Path) -> Prepared:
    """Return a case made ready, once."""
    return prepare(read_secrets(file.read_bytes()))
