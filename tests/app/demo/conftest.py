"""One demo, made once for every test that only looks at it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from kunak.app import wiring
from kunak.app.demo import Made, make
from kunak.app.wiring import OpenVault
from kunak.base.instants import Instant, from_rfc3339

PRESENT = from_rfc3339("2026-03-14T20:10:00Z")


def present() -> Instant:
    """Return the day on which these tests take place."""
    return PRESENT


@pytest.fixture(scope="session")
def told() -> list[tuple[int, int]]:
    """Return what the progress bar was told while the demo was made."""
    return []


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory, told: list[tuple[int, int]]) -> tuple[Path, Made]:
    path = tmp_path_factory.mktemp("demo") / "vault"
    return path, make(path, seed=7, now=present, progress=lambda done, total: told.append((done, total)))


@pytest.fixture(scope="session")
def vault(made: tuple[Path, Made]) -> Iterator[OpenVault]:
    path, known = made
    with wiring.opened(path, known.passphrase, clock=present) as opened:
        yield opened
