from collections.abc import Iterator
from pathlib import Path

import pytest

from kunak.testing.browsing import Browser, Served

STATIC = Path(__file__).parents[2] / "src/kunak/web/static"


@pytest.fixture(scope="session", autouse=True)
def _built() -> None:
    assert (STATIC / "desk.css").is_file(), "The desk's scripts and styles are not built: run `make static`."


@pytest.fixture
def served() -> Iterator[Served]:
    desk = Served()
    yield desk
    desk.stop()


@pytest.fixture
def stranger(served: Served) -> Browser:
    return Browser(served.port)


@pytest.fixture
def locked(stranger: Browser) -> Browser:
    assert stranger.enter().status == 303
    return stranger


@pytest.fixture
def member(locked: Browser) -> Browser:
    assert locked.unlock().status == 303
    return locked
