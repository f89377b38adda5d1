"""A first sync of many events, and how fast a laptop is put out that shares many circles.

    .venv/bin/python benches/laptops.py [EVENTS] [CIRCLES]

The floor beside the sync: unwrapping and verifying the same blobs with nothing kept.
"""

import os
import sys
import tempfile
import time
from pathlib import Path

from kunak.app import cases, enrolling, giving, meeting, members, syncing, wiring
from kunak.app.wiring import Founding, Joining
from kunak.base.ids import SubjectId
from kunak.casework import case, compartments, details
from kunak.casework.compartments import Access, Kind, Role, Subject
from kunak.casework.roster import Rank
from kunak.crypto.joining import Meeting
from kunak.crypto.profiles import DEMO
from kunak.log import envelope
from kunak.testing.relays import RunningRelay
from kunak.transport.courier import Courier

PASSPHRASE = "seven quiet geese cross the river"


def joins(folder: Path, name: str) -> bytes:
    with wiring.opened(folder / "founder", PASSPHRASE) as vault:
        invitation = enrolling.invite(vault.space, Meeting())
        request = wiring.begin_joining(folder / name, Joining(invitation, name, PASSPHRASE, DEMO))
        asked = enrolling.read(vault.space, invitation, request, language="en")
        members.let_in(vault.space, asked.request, roles=(Role.HOST,), rank=Rank.MEMBER)
        paper = enrolling.welcome(vault.space, asked.request, Meeting())
    with wiring.opened(folder / name, PASSPHRASE) as new:
        wiring.take_welcome(new, paper)
    return asked.request.member


def opens(vault: wiring.OpenVault, code: str, *readers: bytes) -> SubjectId:
    subject = SubjectId(vault.space.new_id())
    access, said = Access(), []
    for reader in (vault.space.me().id, *readers):
        said += compartments.let_in(access, member=reader, kinds=frozenset({Kind.DESK}), reason="bench")
    vault.space.write(subject, Subject.CASE, (case.CaseOpened(code=code), *said))
    return subject


def first_sync(events: int) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        wiring.found(folder / "founder", Founding(group="g", member="f", passphrase=PASSPHRASE, profile=DEMO))
        zara = joins(folder, "zara")
        with wiring.opened(folder / "founder", PASSPHRASE) as vault:
            subjects = [opens(vault, f"case {n}", zara) for n in range(max(1, events // 50))]
            left = events - vault.space.vault.log.count
            for number in range(left // 10):
                said = tuple(
                    details.NoteAdded(text=f"a note of ordinary length, number {number}.{n}") for n in range(10)
                )
                vault.space.write(subjects[number % len(subjects)], Subject.CASE, said, kind=Kind.DESK)
            stick = Courier.open(folder / "stick")
            started = time.perf_counter()
            sent = syncing.with_courier(vault, stick).sent
            gave = time.perf_counter() - started
            keys = vault.space.laptops.keys()
        with wiring.opened(folder / "zara", PASSPHRASE) as vault:
            blobs = [blob for _, blob in stick.read(stick.names()) if blob]
            wrapper = vault.receiver().wrapper
            started = time.perf_counter()
            for blob in blobs:
                record = wrapper.unwrap(blob)
                if record:
                    made = envelope.from_bytes(record)
                    envelope.check(made, keys[made.header.device])
            floor = time.perf_counter() - started
            started, busy = time.perf_counter(), time.process_time()
            report = syncing.with_courier(vault, stick)
            took, cpu = time.perf_counter() - started, time.process_time() - busy
            assert report.complete, report
            print(f"{sent} events written to a folder: {gave:.1f} s;")
            print(f"first sync of {report.received} from it: {took:.1f} s, CPU of the laptop {cpu:.1f} s;")
            print(f"floor (unwrap and verify alone): {floor:.1f} s; ratio {took / floor:.1f}")
            assert len(cases.listed(vault.space, limit=5)) == 5


def first_sync_over_a_relay(events: int) -> None:
    """The same with a relay in a process of its own; the newcomer comes when everything is there."""
    with tempfile.TemporaryDirectory() as name, RunningRelay(Path(name) / "relay") as relay:
        folder = Path(name)
        wiring.found(folder / "founder", Founding(group="g", member="f", passphrase=PASSPHRASE, profile=DEMO))
        with wiring.opened(folder / "founder", PASSPHRASE) as vault:
            meeting.open_feed(vault.space, wiring.connector(), url=relay.url, ticket=b"", relay_key=relay.key)
        zara = joins(folder, "zara")
        with wiring.opened(folder / "founder", PASSPHRASE) as vault:
            subjects = [opens(vault, f"case {n}", zara) for n in range(max(1, events // 50))]
            for number in range((events - vault.space.vault.log.count) // 10):
                said = tuple(
                    details.NoteAdded(text=f"a note of ordinary length, number {number}.{n}") for n in range(10)
                )
                vault.space.write(subjects[number % len(subjects)], Subject.CASE, said, kind=Kind.DESK)
            started = time.perf_counter()
            sent = syncing.meet(vault, wiring.connector(), wiring.meeting(vault)).sent
            print(f"{sent} events pushed to a relay: {time.perf_counter() - started:.1f} s;")
            where = wiring.meeting(vault)
        with wiring.opened(folder / "zara", PASSPHRASE) as vault:
            started, busy = time.perf_counter(), time.process_time()
            report = syncing.meet(vault, wiring.connector(), where)
            took, cpu = time.perf_counter() - started, time.process_time() - busy
            assert report.complete, report
            print(f"first sync of {report.received} over a relay: {took:.1f} s, CPU of the laptop {cpu:.1f} s")


def put_out(circles: int, size: int = 15) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        wiring.found(folder / "founder", Founding(group="g", member="f", passphrase=PASSPHRASE, profile=DEMO))
        everybody = [joins(folder, f"member {n}") for n in range(size - 1)]
        with wiring.opened(folder / "founder", PASSPHRASE) as vault:
            space = vault.space
            devices = sorted(space.laptops.recipients(space.clock()))
            victim = next(each for each in space.laptops.membership.laptops.values() if each.member == everybody[-1])
            for _ in range(circles):
                space.announce([space.keys._new_circle(frozenset(devices))[1]])
            started = time.perf_counter()
            members.remove(space, member=victim.member, reason="seized")
            removed = time.perf_counter() - started
            rest = frozenset(devices) - {victim.id}
            started = time.perf_counter()
            space.announce([space.keys._new_circle(rest)[1] for _ in range(circles)])
            sealed = time.perf_counter() - started
            print(f"put out, keys of the group renewed: {removed:.2f} s;")
            print(f"{circles} circles of {size} sealed anew ({circles * (size - 2)} seals): {sealed:.2f} s")
            giving.give(space)


if __name__ == "__main__":
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    print(f"load {os.getloadavg()[0]:.1f}")
    first_sync(count)
    first_sync_over_a_relay(count)
    put_out(int(sys.argv[2]) if len(sys.argv) > 2 else 200)
