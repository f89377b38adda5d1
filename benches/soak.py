"""Do many laptops that write, crash, come and go all hold the same in the end? Each is a process of its own.

    .venv/bin/python benches/soak.py [LAPTOPS] [EVENTS] [ROUNDS]       (4, 600 and 3; `make soak`: 30, 100000 and 5)

One relay, a few laptops at a time. They open cases, let each other in and out, write notes; some are killed in the
middle of an exchange; members are put out and go on writing. In the end everybody exchanges until nothing is new, and
says what it holds: the same events, members and, of each part that may be read, the same facts. It ends with "no
divergence" or with what differs. The passphrase profile is the one that protects nothing.
"""

import hashlib
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from kunak.app import cases, enrolling, giving, meeting, members, syncing, wiring
from kunak.app.wiring import Founding, Joining, OpenVault
from kunak.base.errors import KunakError
from kunak.base.ids import DeviceId, EventId, SubjectId
from kunak.casework import case, compartments, details
from kunak.casework.compartments import EVERYTHING, Access, Kind, Role, Subject
from kunak.casework.roster import Rank
from kunak.crypto.profiles import DEMO
from kunak.log.envelope import Envelope
from kunak.testing.relays import RunningRelay

PASSPHRASE: Final = "seven quiet geese cross the river"
ASKED: Final = (4, 600, 3)
"""Laptops, events, and rounds in which everybody works once."""
AT_ONCE: Final = int(os.environ.get("KUNAK_AT_ONCE", "2"))
"""Laptops that run at the same time: the machine has two cores."""
PARTS: Final = (Kind.DESK, Kind.THREAT)
STEP: Final = 10
"""Notes in one durable step."""
LATE: Final = 30
"""Notes that a laptop writes after it was put out."""
SETTLING: Final = 6
"""Rounds of exchanging in the end, at most."""


# One laptop, for one turn


def laptop(home: Path, plan: dict[str, Any]) -> dict[str, Any]:
    """Open the vault, exchange, do what is planned, exchange again, and say what came of it."""
    begun = time.perf_counter()
    dice = random.Random(plan["seed"])
    said: dict[str, Any] = {}
    with wiring.opened(home, PASSPHRASE) as vault:
        said["opened"] = time.perf_counter() - begun
        first = exchange(vault)
        sys.stdout.write("exchanged\n")
        sys.stdout.flush()
        wrote = time.perf_counter()
        for deed in plan["deeds"]:
            said |= DEEDS[deed[0]](vault, dice, *deed[1:])
        said["wrote_s"] = time.perf_counter() - wrote
        last = exchange(vault) if plan["deeds"] else first
        said |= {
            "device": vault.space.vault.device.hex(),
            "tail": tails(vault).get(vault.space.vault.device.hex(), 0),
            "received": first.received + (last.received if last is not first else 0),
            "moved": first.received + first.sent,
            "noticed": first.noticed + last.noticed,
            "waiting": last.waiting,
            "complete": last.complete,
        }
        if plan.get("tell"):
            said["holds"] = holds(vault)
    said["seconds"] = time.perf_counter() - begun
    said["peak_kib"] = peak(os.getpid())
    return said


def exchange(vault: OpenVault) -> syncing.Report:
    where = wiring.meeting(vault)
    client = meeting.enter(vault.space, wiring.connector(), where)
    try:
        return syncing.with_relay(vault, meeting.RelayPeer(client), where)
    finally:
        client.close()


def opens(vault: OpenVault, dice: random.Random, count: int) -> dict[str, Any]:
    space = vault.space
    me, others = space.me().id, [each.id for each in space.group().roster.present]
    for _ in range(count):
        subject = SubjectId(space.new_id())
        readers = {me, *dice.sample(others, min(len(others), 4))}
        said = [each for member in sorted(readers) for each in let_in(member)]
        space.write(subject, Subject.CASE, (case.CaseOpened(code=f"case {subject.hex()}"), *said))
    return {}


def let_in(member: bytes) -> tuple[Any, ...]:
    return compartments.let_in(Access(), member=member, kinds=frozenset(PARTS), reason="the soak")


def writes(vault: OpenVault, dice: random.Random, count: int) -> dict[str, Any]:
    """Write notes into parts that may be read here."""
    places = [(subject, kind) for subject in mine(vault) for kind in readable_whole(vault, subject)]
    for start in range(0, count if places else 0, STEP):
        subject, kind = dice.choice(places)
        notes = tuple(
            each
            for number in range(start, min(start + STEP, count))
            for each in details.note(text=f"a note of ordinary length about a journey, number {number}")
        )
        cases.decide(vault.space, subject, lambda _file, said=notes: said, kind=kind)
    return {"wrote": count if places else 0}


def changes_readers(vault: OpenVault, dice: random.Random) -> dict[str, Any]:
    """Let somebody in here, shut somebody out there: the keys of that part change."""
    space = vault.space
    known = list(mine(vault))
    others = [each.id for each in space.group().roster.present if each.id != space.me().id]
    for subject in dice.sample(known, min(2, len(known))):
        readers = [each for each in space.case(subject).access.readers(Kind.THREAT) if each in others]
        with suppress(KunakError):  # the rules may say no: they read it already, or nobody else would
            cases.let_in(
                space, subject, member=dice.choice(others), kinds=frozenset({Kind.DESK}), reason="helps for a week"
            )
        with suppress(KunakError, IndexError):
            cases.shut_out(
                space, subject, member=dice.choice(readers), kinds=frozenset({Kind.THREAT}), reason="is done"
            )
    return {}


def puts_out(vault: OpenVault, _dice: random.Random, device: str) -> dict[str, Any]:
    owner = vault.space.laptops.membership.laptops[DeviceId(bytes.fromhex(device))].member
    said = members.remove(vault.space, member=owner, reason="the laptop was seized")
    return {"proposed": said.event.hex(), "missing": said.missing}


def seconds(vault: OpenVault, _dice: random.Random, event: str) -> dict[str, Any]:
    assert members.second(vault.space, EventId(bytes.fromhex(event))).missing == 0
    return {}


def suspends(vault: OpenVault, _dice: random.Random, device: str) -> dict[str, Any]:
    event = members.suspend(vault.space, DeviceId(bytes.fromhex(device)), reason="no answer since morning")
    return {"suspension": event.hex()}


def lifts(vault: OpenVault, _dice: random.Random, event: str) -> dict[str, Any]:
    members.lift(vault.space, EventId(bytes.fromhex(event)))
    return {}


DEEDS: Final = {
    "opens": opens,
    "writes": writes,
    "changes_readers": changes_readers,
    "puts_out": puts_out,
    "seconds": seconds,
    "suspends": suspends,
    "lifts": lifts,
}


def mine(vault: OpenVault) -> Iterator[SubjectId]:
    for row in vault.space.cache.subjects(Subject.CASE.value, limit=1_000_000):
        if readable_whole(vault, SubjectId(row.id)):
            yield SubjectId(row.id)


def readable_whole(vault: OpenVault, subject: SubjectId) -> list[Kind]:
    """Return the parts of a case that whoever sits here may read from its first word on."""
    access, me = vault.space.case(subject).access, vault.space.me().id
    return [kind for kind in PARTS if me in access.readers(kind) and access.reading(me, kind) == EVERYTHING]


def tails(vault: OpenVault) -> dict[str, int]:
    return {tail.device.hex(): tail.seq for tail in vault.space.cache.tails()}


def holds(vault: OpenVault) -> dict[str, Any]:
    """Say what this laptop holds: digests to compare, and what would explain a difference."""
    space = vault.space
    events = sorted(item.id for item in space.vault.envelopes() if isinstance(item, Envelope))
    parts = {}
    for subject in mine(vault):
        entries = space.entries(subject)
        for kind in readable_whole(vault, subject):
            facts = sorted(entry.fact.id for entry in entries if entry.kind is kind)
            parts[f"{subject.hex()} {kind.value}"] = digest(facts)
    return {
        "events": digest(events),
        "count": len(events),
        "members": hashlib.sha256(repr(space.laptops.membership).encode()).hexdigest(),
        "tails": tails(vault),
        "gaps": len(space.cache.gaps()),
        "late": late(vault),
        "alarms": len(giving.alarms(space)),
        "parts": parts,
    }


def late(vault: OpenVault) -> dict[str, int]:
    """Return how much of each laptop was held back because it was put out before; nothing of it may be a fact."""
    space, cuts = vault.space, dict(vault.space.laptops.cuts())
    for device, last in cuts.items():
        merged = [fact for fact in space.cache.facts_after(device, last) if fact.compartment != space.keys.root]
        assert not merged, f"{len(merged)} entries of a laptop count that was put out before"
    held = (DeviceId(each.device) for each in space.cache.held() if each.seq > cuts.get(DeviceId(each.device), 2**63))
    return Counter(device.hex() for device in held)


def digest(identifiers: list[Any]) -> str:
    return hashlib.sha256(b"".join(identifiers)).hexdigest()


def peak(process: int) -> int:
    """Return the most memory that a process ever had resident, in KiB."""
    status = Path(f"/proc/{process}/status").read_text(encoding="ascii")
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM"))


# The whole group


class Soak:
    """The laptops of one run, by number; 0 founded the group, 1 is the second admin."""

    def __init__(self, folder: Path, relay: RunningRelay, laptops: int, events: int, rounds: int) -> None:
        self.folder, self.relay = folder, relay
        self.dice = random.Random(laptops * 1_000_003 + events)
        self.present = list(range(laptops))
        self.out: list[int] = []
        self.rounds = rounds
        self.left = events
        self.devices: dict[int, str] = {}
        self.last: dict[int, int] = {}
        self.turns = self.kills = self.wrote = 0
        self.peaks: dict[int, int] = {}
        self.slowest = 0.0

    def home(self, number: int) -> Path:
        """Return where a laptop's vault lies."""
        return self.folder / f"laptop {number}"

    def gather(self) -> None:
        """Found the group, open its feed, and let everybody in, the second of them as an admin."""
        wiring.found(self.home(0), Founding(group="The Ferry", member="member 0", passphrase=PASSPHRASE, profile=DEMO))
        with wiring.opened(self.home(0), PASSPHRASE) as vault:
            url, key = self.relay.url, self.relay.key
            where = meeting.open_feed(vault.space, wiring.connector(), url=url, ticket=b"", relay_key=key)
            for number in self.present[1:]:
                invitation = enrolling.invite(vault.space, where)
                asked = Joining(invitation, f"member {number}", PASSPHRASE, DEMO)
                paper = wiring.begin_joining(self.home(number), asked)
                request = enrolling.read(vault.space, invitation, paper, language="en").request
                members.let_in(vault.space, request, roles=(Role.COORDINATOR,), rank=Rank.MEMBER)
                welcome = enrolling.welcome(vault.space, request, where)
                with wiring.opened(self.home(number), PASSPHRASE) as new:
                    wiring.take_welcome(new, welcome)
            second = next(each.id for each in vault.space.group().roster.present if each.name == "member 1")
            assert members.give_rank(vault.space, member=second, rank=Rank.ADMIN).missing == 0

    def turn(self, number: int, *deeds: tuple[Any, ...], tell: bool = False, kill: bool = False) -> dict[str, Any]:
        """Let one laptop do something in a process of its own; first kill it on its way, if wanted."""
        plan = {"seed": self.dice.randrange(2**32), "deeds": deeds, "tell": tell}
        command = [sys.executable, __file__, "--laptop", str(self.home(number)), json.dumps(plan)]
        if kill:
            self._killed([*command[:-1], json.dumps(plan | {"deeds": ()})])
        ran = subprocess.run(command, capture_output=True, text=True, check=False)
        if ran.returncode:
            message = f"Laptop {number}, {deeds}: {ran.stderr[-2_000:]}"
            raise RuntimeError(message)
        said: dict[str, Any] = json.loads(ran.stdout.splitlines()[-1])
        self.devices[number], self.last[number] = said["device"], said["tail"]
        self.peaks[number] = max(self.peaks.get(number, 0), said["peak_kib"])
        self.slowest = max(self.slowest, said["seconds"])
        self.wrote += said.get("wrote", 0)
        self.turns += 1
        expected = syncing.members.OUT if number in self.out else None
        assert set(said["noticed"]) <= {expected}, (number, said["noticed"])
        return said

    def _killed(self, command: list[str]) -> None:
        """Start a turn and end it without a word, somewhere before or within its first exchange."""
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(self.dice.uniform(0.3, max(0.6, self.slowest)))
        process.send_signal(signal.SIGKILL)
        self.kills += process.wait() == -signal.SIGKILL

    def everybody(self, plans: dict[int, tuple[tuple[Any, ...], ...]], *, tell: bool = False) -> dict[int, dict]:
        """Let many take a turn, a few at a time."""
        order = self.dice.sample(sorted(plans), len(plans))
        kills = {number: self.dice.random() < 0.15 and not tell for number in order}
        with ThreadPoolExecutor(AT_ONCE) as pool:
            said = pool.map(lambda number: self.turn(number, *plans[number], tell=tell, kill=kills[number]), order)
            return dict(zip(order, said, strict=True))

    def round(self, number: int) -> None:
        """Everybody works; then, sometimes, somebody is suspended and comes back, or is put out for good."""
        opening = (("opens", 3),) if number == 0 else (("changes_readers",),)
        share = -(-self.left // (len(self.present) * (self.rounds - number)))
        self.left -= share * len(self.present)
        self.everybody(dict.fromkeys(self.present, (*opening, ("writes", share))))
        if number == 0:
            resting = self.devices[self.present[-1]]
            suspension = self.turn(0, ("suspends", resting))["suspension"]
            self.turn(1)
            self.turn(0, ("lifts", suspension))
        elif number < self.rounds - 1 and len(self.present) > 3:
            self.put_out(self.present[-1])

    def put_out(self, number: int) -> None:
        """Two admins put a member out, whose laptop goes on writing."""
        said = self.turn(0, ("puts_out", self.devices[number]))
        if said["missing"]:
            self.turn(1, ("seconds", said["proposed"]))
            self.turn(0)
        self.present.remove(number)
        self.out.append(number)
        self.turn(number, ("writes", LATE))

    def settle(self) -> None:
        """Exchange until nothing is new for anybody."""
        for _ in range(SETTLING):
            said = self.everybody(dict.fromkeys(self.present, ()))
            if not any(each["moved"] for each in said.values()):
                return
        message = "The laptops did not come to rest."
        raise RuntimeError(message)

    def compare(self) -> tuple[int, int]:
        """Compare what everybody holds; return events, and parts that two or more read.

        Raises:
            AssertionError: They differ.
        """
        said = {
            number: each["holds"] for number, each in self.everybody(dict.fromkeys(self.present, ()), tell=True).items()
        }
        first = said[0]
        parts: dict[str, dict[int, str]] = {}
        for number, each in said.items():
            for name in ("events", "members", "tails", "late"):
                assert each[name] == first[name], (number, name, each[name], first[name])
            assert (each["gaps"], each["alarms"]) == (0, 0), (number, each["gaps"], each["alarms"])
            for part, value in each["parts"].items():
                parts.setdefault(part, {})[number] = value
        for number, seq in self.last.items():
            assert first["tails"][self.devices[number]] == seq, f"laptop {number} wrote {seq} and not all is here"
        for number in self.out:
            assert first["late"].get(self.devices[number], 0) >= LATE, f"laptop {number} was heard after it was put out"
        for part, values in parts.items():
            assert len(set(values.values())) == 1, (part, values)
        return first["count"], sum(len(values) > 1 for values in parts.values())


def main() -> None:
    """Run it and print what came of it."""
    if sys.argv[1:2] == ["--laptop"]:
        print(json.dumps(laptop(Path(sys.argv[2]), json.loads(sys.argv[3]))))
        return
    laptops, events, rounds = (*map(int, sys.argv[1:4]), *ASKED[len(sys.argv) - 1 :])
    begun = time.perf_counter()
    with (
        tempfile.TemporaryDirectory(prefix="kunak-soak-") as name,
        RunningRelay(Path(name) / "relay", "--open", "--pushes", "100000") as relay,
    ):
        soak = Soak(Path(name), relay, laptops, events, rounds)
        soak.gather()
        told(begun, f"{laptops} laptops of one group; load {os.getloadavg()[0]:.1f}")
        for number in range(soak.rounds):
            soak.round(number)
            told(begun, f"round {number + 1} of {soak.rounds}: {soak.wrote:,} notes; slowest turn {soak.slowest:.1f} s")
        soak.settle()
        told(begun, "nothing is new for anybody")
        count, parts = soak.compare()
        assert relay.process is not None
        at_relay, at_laptop = peak(relay.process.pid) // 1_024, max(soak.peaks.values()) // 1_024
        told(begun, f"{count:,} events on each of {len(soak.present)} laptops, {parts} parts read by two or more")
        told(begun, f"{len(soak.out)} put out, {soak.kills} killed on their way, {soak.turns} turns")
        told(begun, f"memory at most: relay {at_relay} MiB, laptop {at_laptop} MiB; load {os.getloadavg()[0]:.1f}")
        assert "mistake" not in relay.stop()
    print("no divergence")


def told(begun: float, line: str) -> None:
    print(f"{time.perf_counter() - begun:7.1f} s  {line}", flush=True)


if __name__ == "__main__":
    main()
