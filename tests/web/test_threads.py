"""A handler that touches the vault runs in a thread, however many methods share its path."""

import threading

from litestar import Litestar, get, post
from litestar.testing import TestClient

from kunak.web.threads import threaded


@get(["/", "/again"], sync_to_thread=True)
def where() -> str:
    """Say in which thread this runs."""
    return threading.current_thread().name


@post("/", sync_to_thread=True, status_code=200)
def also() -> str:
    """Share the path."""
    return threading.current_thread().name


@get("/quick", sync_to_thread=False)
def quick() -> str:
    """Need no thread."""
    return threading.current_thread().name


def test_each_call_runs_in_one_thread_of_its_own() -> None:
    once = [threaded(handler) for handler in (where, also, quick)]
    with TestClient(Litestar([threaded(handler) for handler in once])) as client:
        loop = client.get("/quick").text
        for answer in (client.get("/"), client.get("/again"), client.post("/")):
            assert answer.status_code == 200
            assert answer.text != loop
