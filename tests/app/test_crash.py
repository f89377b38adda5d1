"""What was acknowledged through the whole of the program survives kill -9 and a full disk."""

import random
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from kunak.app import verifying, wiring
from kunak.base.ids import SubjectId
from kunak.casework import case
from kunak.casework.compartments import Subject
from kunak.crypto.profiles import DEMO

PASSPHRASE = "seven quiet geese"
KILLS = 25
"""The log alone is killed 110 times in ``tests/store``; here it is the whole way from a use case to the disk."""

WRITER = """
import sys
from pathlib import Path
from kunak.app import cases, wiring
from kunak.casework.compartments import Kind
with wiring.opened(Path(sys.argv[1]), sys.argv[2]) as vault:
    subject = vault.space.case_by_code("quiet-otter")
    number = int(sys.argv[3])
    while True:
        cases.note(vault.space, subject, kind=Kind.THREAT, text=f"note {number}")
        print(number, flush=True)
        number += 1
"""

FILLER = """
import resource, sys
from pathlib import Path
from kunak.app import cases, wiring
from kunak.base.errors import Fault
from kunak.casework.compartments import Kind
with wiring.opened(Path(sys.argv[1]), sys.argv[2]) as vault:
    subject = vault.space.case_by_code("quiet-otter")
    limit = vault.space.vault.log.size + 30_000
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    number = int(sys.argv[3])
    try:
        while True:
            cases.note(vault.space, subject, kind=Kind.THREAT, text=f"note {number}")
            print(number, flush=True)
            number += 1
    except Fault as fault:
        print(f"fault: {fault}", flush=True)
"""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    path = tmp_path / "vault"
    wiring.found(path, wiring.Founding("The group", "Ada", PASSPHRASE, DEMO))
    with wiring.opened(path, PASSPHRASE) as vault:
        subject = SubjectId(vault.space.new_id())
        vault.space.write(subject, Subject.CASE, (case.CaseOpened(code="quiet-otter"),))
    return path


def test_nothing_acknowledged_is_lost_when_the_program_is_killed(home: Path) -> None:
    dice = random.Random(7)
    acknowledged: list[int] = []
    for _ in range(KILLS):
        acknowledged += _written_until_killed(home, len(acknowledged), wait=dice.random() * 0.05)
        # One more may have reached the disk in the moment between its writing and our hearing of it.
        kept = _notes(home)
        assert kept[: len(acknowledged)] == [f"note {number}" for number in acknowledged]
        assert len(kept) <= len(acknowledged) + 1
        acknowledged = [int(text.removeprefix("note ")) for text in kept]
    with wiring.opened(home, PASSPHRASE) as vault:
        assert verifying.verify(vault).problems == ()


def test_a_full_disk_refuses_the_step_and_loses_nothing_before_it(home: Path) -> None:
    ran = subprocess.run(
        [sys.executable, "-c", FILLER, str(home), PASSPHRASE, "0"], capture_output=True, text=True, check=False
    )
    *numbers, fault = ran.stdout.splitlines()
    assert fault.startswith("fault: "), ran.stderr
    assert len(fault.split(". ")) <= 4
    kept = _notes(home)
    assert kept[: len(numbers)] == [f"note {number}" for number in range(len(numbers))]
    with wiring.opened(home, PASSPHRASE) as vault:
        assert verifying.verify(vault).problems == ()


def test_a_second_program_on_one_vault_is_refused_with_a_sentence(home: Path) -> None:
    with wiring.opened(home, PASSPHRASE):
        second = subprocess.run(
            [sys.executable, "-c", WRITER, str(home), PASSPHRASE, "0"], capture_output=True, text=True, check=False
        )
    assert "Kunak is already running on this vault" in second.stderr


def test_the_limit_of_the_test_itself_is_known_here() -> None:
    """Without a soft limit to lower, the full disk above would prove nothing."""
    assert resource.getrlimit(resource.RLIMIT_FSIZE)[0] == resource.RLIM_INFINITY


def _written_until_killed(home: Path, first: int, *, wait: float) -> list[int]:
    """Write notes, kill the writer after its first word and a moment more, and return what it acknowledged."""
    arguments = [sys.executable, "-c", WRITER, str(home), PASSPHRASE, str(first)]
    with subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout is not None
        heard = [writer.stdout.readline()]
        time.sleep(wait)
        writer.send_signal(signal.SIGKILL)
        heard += writer.stdout.read().splitlines()
    return [int(line) for line in heard if line.strip()]


def _notes(home: Path) -> list[str]:
    with wiring.opened(home, PASSPHRASE) as vault:
        subject = vault.space.case_by_code("quiet-otter")
        return [note.text for note in vault.space.case(subject).details.notes]
