"""Locking ends the process that holds keys, and a fresh one takes its place on the same address."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from kunak.base.errors import Fault
from kunak.testing.browsing import KEY, Browser, Supervised
from kunak.testing.desk import broken_ingredients, hasty_ingredients, ingredients
from kunak.web.supervisor import Supervisor, listen

PATIENCE_S = 20


def opened(desk: Supervised) -> tuple[Browser, int]:
    browser = desk.browser
    assert browser.get(desk.link.removeprefix(f"http://127.0.0.1:{browser.port}")).status == 303
    assert browser.unlock().status == 303
    assert browser.get("/settings").status == 200
    pid = desk.supervisor.worker_pid
    assert pid is not None
    return browser, pid


def gone(pid: int) -> bool:
    """Whether the process is gone, or ends within our patience."""
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.02)
    return False


def test_locking_ends_the_process_that_held_keys_and_kills_its_cookies() -> None:
    with Supervised(ingredients) as desk:
        browser, held_keys = opened(desk)
        cookies = dict(browser.cookies)
        assert browser.post("/lock", {"_csrf": browser.form_token()}).headers["location"] == "/locked"
        assert gone(held_keys)
        browser.cookies = cookies
        assert browser.get("/settings").headers["location"] == "/locked"
        assert "Passphrase" in browser.get("/locked").text
        assert desk.supervisor.worker_pid not in {held_keys, None}
        browser.cookies.pop("session")
        assert browser.unlock().status == 303


def test_a_worker_that_is_killed_is_followed_by_a_locked_one() -> None:
    with Supervised(ingredients) as desk:
        browser, held_keys = opened(desk)
        os.kill(held_keys, signal.SIGKILL)
        assert gone(held_keys)
        assert browser.get("/settings").headers["location"] == "/locked"


def test_a_launch_token_stays_used_after_the_worker_that_took_it_is_gone() -> None:
    with Supervised(ingredients) as desk:
        link = desk.link.removeprefix(f"http://127.0.0.1:{desk.supervisor.port}")
        browser, held_keys = opened(desk)
        browser.post("/lock", {"_csrf": browser.form_token()})
        assert gone(held_keys)
        assert Browser(browser.port).get(link).status == 403
        with pytest.raises(Fault, match="used already"):
            _ = desk.supervisor.link


def test_a_deserted_desk_locks_itself() -> None:
    with Supervised(hasty_ingredients) as desk:
        desk.browser.get(desk.link.removeprefix(f"http://127.0.0.1:{desk.supervisor.port}"))
        held_keys = desk.supervisor.worker_pid
        desk.browser.unlock()
        assert held_keys is not None
        assert gone(held_keys)
        assert desk.browser.get("/").headers["location"] == "/locked"


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_a_worker_writes_no_core_and_other_processes_of_the_user_cannot_read_it() -> None:
    with Supervised(ingredients) as desk:
        _, pid = opened(desk)
        core = next(line for line in Path(f"/proc/{pid}/limits").read_text().splitlines() if "core file" in line)
        assert core.split()[4:6] == ["0", "0"]
        assert Path(f"/proc/{pid}/environ").stat().st_uid == 0


def test_no_secret_of_the_start_stands_in_the_arguments_of_the_worker() -> None:
    with Supervised(ingredients) as desk:
        _, pid = opened(desk)
        arguments = Path(f"/proc/{pid}/cmdline").read_bytes()
        assert KEY.hex().encode() not in arguments


def test_a_desk_that_cannot_start_says_so_instead_of_trying_for_ever(capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(Fault, match="cannot start"):
        Supervisor(broken_ingredients, random=lambda length: KEY[:length]).run()
    assert "nothing starts here" not in capfd.readouterr().out


def test_the_desk_listens_on_loopback_alone() -> None:
    with listen(0) as listening:
        assert listening.getsockname()[0] == "127.0.0.1"


def test_a_port_that_is_taken_is_named() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(Fault, match=str(taken.getsockname()[1])):
            listen(taken.getsockname()[1])


SCRIPT = """
import subprocess
import sys
from kunak.app.system import random
from kunak.testing.desk import ingredients
from kunak.web.supervisor import Supervisor
if __name__ == "__main__":
    desk = Supervisor(ingredients, random=random)
    print(desk.link, flush=True)
    desk.run()
"""


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    script = tmp_path / "desk.py"
    script.write_text(SCRIPT)
    with subprocess.Popen(
        [sys.executable, script], stdout=subprocess.PIPE, text=True, start_new_session=True
    ) as running:
        yield running
        running.kill()


def child_of(running: subprocess.Popen[str]) -> int:
    """The worker, once it serves."""
    assert running.stdout is not None
    link = running.stdout.readline().strip()
    port = int(link.split(":")[2].split("/")[0])
    assert Browser(port).get(link.removeprefix(f"http://127.0.0.1:{port}")).status == 303
    children = Path(f"/proc/{running.pid}/task/{running.pid}/children").read_text().split()
    return next(int(child) for child in children if b"spawn_main" in Path(f"/proc/{child}/cmdline").read_bytes())


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
def test_a_worker_ends_with_its_supervisor_however_that_one_ends(terminal: subprocess.Popen[str], how: int) -> None:
    worker = child_of(terminal)
    terminal.send_signal(how)
    assert gone(worker)


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_an_interrupt_from_the_keyboard_ends_both(terminal: subprocess.Popen[str]) -> None:
    worker = child_of(terminal)
    os.killpg(terminal.pid, signal.SIGINT)
    assert gone(worker)
    assert terminal.wait(PATIENCE_S) == -signal.SIGINT
