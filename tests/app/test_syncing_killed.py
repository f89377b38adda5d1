"""A laptop that is killed in the middle of an exchange loses nothing, and goes on where it stopped."""

import random
import signal
import subprocess
import sys
import time
from pathlib import Path

from tests.app.fleet import FOUNDER, PASSPHRASE, Fleet

from kunak.app import cases, syncing, verifying
from kunak.casework.compartments import Kind

KILLS = 8
NOTES = 240

EXCHANGING = """
import sys
from pathlib import Path
from kunak.app import syncing, wiring
from kunak.transport.courier import Courier
import kunak.app.receiving, kunak.app.syncing
kunak.app.receiving.RECEIVE_BATCH = kunak.app.syncing.RECEIVE_BATCH = 20
with wiring.opened(Path(sys.argv[1]), sys.argv[2]) as vault:
    print("begun", flush=True)
    report = syncing.with_courier(vault, Courier.open(Path(sys.argv[3])))
    print("complete" if report.complete else "not complete", flush=True)
"""


def test_an_exchange_that_is_killed_again_and_again_loses_nothing(tmp_path: Path) -> None:
    fleet, dice = Fleet(tmp_path), random.Random(7)
    zara = fleet.joins("Zara")
    subject = fleet.opens_case(FOUNDER)
    fleet.lets_in(FOUNDER, subject, zara, Kind.DESK)
    fleet.exchange(FOUNDER, "Zara")
    fleet.notes("Zara", subject, "written here before")
    written = [f"note {number}" for number in range(NOTES)]
    with fleet.on(FOUNDER) as vault:
        for text in written:
            cases.note(vault.space, subject, kind=Kind.DESK, text=text)
    fleet.sync(FOUNDER, "carried")
    killed, told = 0, 0
    for _ in range(KILLS):
        command = [sys.executable, "-c", EXCHANGING, str(tmp_path / "Zara"), PASSPHRASE, str(tmp_path / "carried")]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout is not None
            assert process.stdout.readline() == "begun\n"
            time.sleep(dice.random() * 0.25)
            process.send_signal(signal.SIGKILL)
            killed += "complete" not in process.stdout.read()
        with fleet.on("Zara") as vault:
            told += bool(vault.exchange.note(syncing.UNDER_WAY))
        assert "written here before" in fleet.reads("Zara", subject)
    assert killed
    assert told
    assert fleet.sync("Zara", "carried").complete
    assert sorted(fleet.reads("Zara", subject)) == sorted([*written, "written here before"])
    fleet.sync(FOUNDER, "carried")
    assert sorted(fleet.reads(FOUNDER, subject)) == sorted([*written, "written here before"])
    with fleet.on("Zara") as vault:
        assert not vault.exchange.note(syncing.UNDER_WAY)
        assert verifying.verify(vault).problems == ()
