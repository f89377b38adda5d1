"""How thoroughly the properties are tried (``make laws`` tries many more examples); and one Chromium for all tests."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TypedDict

import pytest
from hypothesis import HealthCheck, settings
from playwright.sync_api import Browser, Playwright, sync_playwright

settings.register_profile("default", deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True)
settings.register_profile(
    "laws", deadline=None, suppress_health_check=[HealthCheck.too_slow], max_examples=2_000, print_blob=True
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))

LONGEST = "tests/simulation/"
"""What takes longest in one process is begun first, so that the others end with it."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the longest first; the order is kept by --no-loadscope-reorder."""
    items.sort(key=lambda item: not item.nodeid.startswith(LONGEST))


QUIET = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """The one driver of browsers in this process: a second one refuses to start while the first is there."""
    with sync_playwright() as driver:
        yield driver


class Launch(TypedDict):
    """How every Chromium here is started: which one, and that it asks no other host and works as root."""

    executable_path: Path
    args: list[str]


@pytest.fixture(scope="session")
def launch(playwright: Playwright) -> Launch:
    """The system's Chromium, else Playwright's own."""
    names = ("chromium", "chromium-browser", "google-chrome")
    found = next((Path(seen) for name in names if (seen := shutil.which(name))), None)
    path = found or Path(playwright.chromium.executable_path)
    if not path.is_file():
        pytest.fail("The browser tests need Chromium: install it with your system's packages.")
    return Launch(executable_path=path, args=QUIET)


@pytest.fixture(scope="session")
def chromium(playwright: Playwright, launch: Launch) -> Iterator[Browser]:
    """A Chromium without a profile."""
    browser = playwright.chromium.launch(**launch)
    yield browser
    browser.close()
