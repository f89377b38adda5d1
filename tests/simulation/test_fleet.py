"""Many laptops, a relay that lies, crashes at any write, clocks that are a year off: and everybody agrees afterwards.

Everything but the disk and the network is the real thing. Each run follows from its
seed. ``make laws`` runs more of them.
"""

import os
import random
from dataclasses import dataclass, field
from typing import Any

import pytest

from kunak.app import cases, enrolling, giving, members, syncing
from kunak.app.vault import Vault
from kunak.app.wiring import OpenVault
from kunak.app.workspace import Workspace
from kunak.base.errors import BadInput, Fault, KunakError
from kunak.base.ids import SubjectId
from kunak.base.instants import DAY, HOUR, Instant
from kunak.casework import case, compartments, details
from kunak.casework.compartments import Access, Kind, Role, Subject
from kunak.casework.roster import GroupFounded, MemberJoined, Rank
from kunak.crypto import joining
from kunak.crypto.hybrid import public_half
from kunak.crypto.joining import Meeting
from kunak.crypto.keystore import fresh_secrets
from kunak.crypto.secret import Secret
from kunak.crypto.signing import SigningKey, device_id
from kunak.log import genesis
from kunak.log.envelope import Envelope
from kunak.testing.hands import HandClock, SeededRandom
from kunak.testing.memory import MemoryCache, MemoryExchange, MemoryKeyring, MemoryLog
from kunak.wire import checkpoint as notes
from kunak.wire import tree
from kunak.wire.checkpoint import Checkpoint
from kunak.wire.frames import Item, Page, Push, Pushed, Receipt, Since, rid_of
from kunak.wire.tree import Range

RUNS = int(os.environ.get("KUNAK_SIMULATIONS", "2000" if os.environ.get("HYPOTHESIS_PROFILE") == "laws" else "400"))
STEPS = 24
FEED = b"f" * 16
RELAY = SigningKey.from_seed(Secret(b"r" * 32))


class NoFiles:
    """No file is attached in these runs."""

    def names(self) -> list[str]:
        return []


class Relay:
    """A relay that is honest until it is told to lie."""

    def __init__(self) -> None:
        self.blobs: list[bytes] = []
        self.rids: list[bytes] = []
        self.lie = ""
        self.told = False

    def ask(self, request: Since | Push) -> Page | Pushed:
        if isinstance(request, Push):
            receipts = []
            for blob in request.blobs:
                rid = rid_of(blob)
                if rid not in self.rids:
                    self.blobs.append(blob)
                    self.rids.append(rid)
                receipts.append(Receipt(rid, self.rids.index(rid)))
            return Pushed(tuple(receipts), self._note(self.rids))
        rids, blobs = self._shown()
        chosen = range(request.number, min(len(rids), request.number + request.limit))
        items = tuple(Item(number, rids[number], 0, blobs[number]) for number in chosen)
        if self.lie == "withhold" and items:
            self.told = True
            return Page((), self._note(rids))
        return Page(items, self._note(rids))

    def _shown(self) -> tuple[list[bytes], list[bytes]]:
        if self.lie == "truncate" and len(self.rids) > 1:
            half = len(self.rids) // 2
            return self.rids[:half], self.blobs[:half]
        if self.lie == "fork" and len(self.rids) > 1:
            return self.rids[::-1], self.blobs[::-1]
        return self.rids, self.blobs

    def _note(self, rids: list[bytes]) -> bytes:
        said = Checkpoint(FEED, len(rids), tree.root(tree.grow(Range(), rids).tree))
        key = SigningKey.from_seed(Secret(b"x" * 32)) if self.lie == "unsigned" else RELAY
        return notes.write(said, key=key.public, signature=key.sign(notes.to_sign(said)))


@dataclass
class Laptop:
    """One laptop: its disk in memory, its own clock and dice."""

    name: str
    seed: int
    secrets: Any
    clock: HandClock
    log: MemoryLog = field(default_factory=MemoryLog)
    keyring: MemoryKeyring = field(default_factory=MemoryKeyring)
    cache: MemoryCache = field(default_factory=MemoryCache)
    exchange: Any = field(default_factory=MemoryExchange)
    files: Any = field(default_factory=NoFiles)
    written: list[tuple[SubjectId, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.random = SeededRandom(self.seed)
        self.open()

    def open(self) -> None:
        """Start the program on this disk, however it ended before."""
        self.log.full = False
        vault = Vault(secrets=self.secrets, log=self.log, keyring=self.keyring, clock=self.clock, random=self.random)
        self.space = Workspace(
            vault=vault, cache=self.cache, clock=self.clock, random=self.random, prekeys=(self.secrets.prekey.private,)
        )
        if not self.cache.compartment(self.space.keys.root):
            self.space.begin_cache()
        if self.space.is_behind():
            self.space.catch_up()
        nothing: Any = None  # what these runs never touch
        self.vault = OpenVault(
            space=self.space,
            shelf=nothing,
            cosigners=nothing,
            opening=nothing,
            flaws=(),
            keyring_damage=0,
            profile=nothing,
            home=nothing,
            exchange=self.exchange,
            attachments=self.files,
        )

    @property
    def me(self) -> bytes:
        return self.space.me().id

    def sync(self, relay: Relay) -> list[str]:
        meeting = Meeting("", FEED, RELAY.public)
        return syncing.with_relay(self.vault, relay, meeting).noticed

    def events(self) -> set[bytes]:
        return {item.id for item in self.space.vault.envelopes() if isinstance(item, Envelope)}


class Group:
    """The invented group of one run."""

    def __init__(self, seed: int, count: int) -> None:
        self.dice = random.Random(seed)
        self.relay = Relay()
        self.seed = seed
        self.laptops = [self._founder()]
        self.gone: list[Laptop] = []
        self.cases: list[SubjectId] = []
        for number in range(1, count):
            self.join(f"member {number}", Rank.ADMIN if number == 1 else Rank.MEMBER)

    def _clock(self) -> HandClock:
        clock = HandClock()
        clock.forward(self.dice.choice([0, 0, 0, HOUR, -HOUR, 365 * DAY, -365 * DAY]))
        return clock

    def _founder(self) -> Laptop:
        random_bytes, clock = SeededRandom(self.seed * 1_000 + 1), self._clock()
        seed = Secret(random_bytes(32))
        public = SigningKey.from_seed(seed).public
        statement = genesis.write(genesis.Statement((public,), 1, (), random_bytes(32)))
        secrets = fresh_secrets(
            random_bytes,
            organisation=genesis.organisation_id(statement),
            signing_seed=seed,
            prekey_end=Instant(clock() + DAY),
        )
        laptop = Laptop("founder", self.seed * 1_000 + 2, secrets, clock)
        laptop.space.vault.make_root()
        joined = MemberJoined(
            member=random_bytes(16),
            name="founder",
            roles=(Role.COORDINATOR,),
            approval_key=public,
            devices=(device_id(public),),
            rank=Rank.ADMIN,
            keys=(public,),
            prekeys=(public_half(secrets.prekey.private),),
            prekey_end=secrets.prekey.end,
        )
        laptop.space.write(
            laptop.space.group_id, Subject.GROUP, (GroupFounded(name="The Ferry", statement=statement), joined)
        )
        return laptop

    def join(self, name: str, rank: Rank) -> None:
        founder = self.laptops[0]
        random_bytes, clock = SeededRandom(self.seed * 1_000 + 10 + len(self.laptops)), self._clock()
        secrets = fresh_secrets(
            random_bytes,
            organisation=founder.space.vault.organisation,
            signing_seed=Secret(random_bytes(32)),
            prekey_end=Instant(clock() + DAY),
        )
        laptop = Laptop(name, self.seed * 1_000 + 100 + len(self.laptops), secrets, clock)
        key = secrets.signing_key()
        request = joining.Request(
            founder.space.vault.organisation,
            key.public,
            public_half(secrets.prekey.private),
            secrets.prekey.end,
            random_bytes(16),
            name,
            key.public,
        )
        said = members.let_in(founder.space, request, roles=(Role.COORDINATOR,), rank=rank)
        if said.missing:
            founder.sync(self.relay)
            self.laptops[1].sync(self.relay)
            members.second(self.laptops[1].space, said.event)
            self.laptops[1].sync(self.relay)
            founder.sync(self.relay)
        paper = enrolling.welcome(founder.space, request, Meeting())
        made = joining.open_welcome(
            paper,
            organisation=founder.space.vault.organisation,
            inviter=founder.space.vault.public_key,
            device=laptop.space.vault.device,
            prekeys=(secrets.prekey.private,),
        )
        enrolling.accept(laptop.space, made)
        laptop.vault.receiver().take_records(made.records)
        self.laptops.append(laptop)

    # What can happen

    def step(self) -> None:
        laptop = self.dice.choice(self.laptops)
        laptop.clock.forward(self.dice.randrange(HOUR))
        happening = self.dice.choice(
            [
                self.opens,
                self.writes,
                self.writes,
                self.writes,
                self.lets_in,
                self.syncs,
                self.syncs,
                self.crashes,
                self.meets,
            ]
        )
        happening(laptop)

    def opens(self, laptop: Laptop) -> None:
        subject = SubjectId(laptop.space.new_id())
        everything = compartments.let_in(Access(), member=laptop.me, kinds=frozenset(Kind), reason="opened it")
        events = (case.CaseOpened(code=f"case {len(self.cases)}"), *everything)
        laptop.space.write(subject, Subject.CASE, events)
        self.cases.append(subject)

    def writes(self, laptop: Laptop) -> None:
        known = [each for each in self.cases if laptop.cache.subject(each)]
        if not known:
            return
        subject, text = self.dice.choice(known), f"{laptop.name} {len(laptop.written)}"
        kind = self.dice.choice([Kind.DESK, Kind.THREAT])
        if laptop.me not in laptop.space.case(subject).access.readers(kind):
            return
        laptop.log.full = self.dice.random() < 0.1
        try:
            cases.decide(laptop.space, subject, lambda _file: details.note(text=text), kind=kind)
            laptop.written.append((subject, text))
        except Fault:
            pass  # nothing was kept, and nobody was told otherwise
        laptop.log.full = False

    def lets_in(self, laptop: Laptop) -> None:
        known = [each for each in self.cases if laptop.cache.subject(each)]
        if not known:
            return
        other, kinds = self.dice.choice(self.laptops).me, self.dice.choice([{Kind.DESK}, {Kind.DESK, Kind.THREAT}])
        subject = self.dice.choice(known)
        try:
            cases.decide(
                laptop.space,
                subject,
                lambda file: compartments.let_in(file.access, member=other, kinds=frozenset(kinds), reason="helps"),
            )
        except KunakError:
            return

    def syncs(self, laptop: Laptop) -> None:
        if self.dice.random() < 0.3:
            self.lies(laptop)
            return
        laptop.log.full = self.dice.random() < 0.1
        try:
            laptop.sync(self.relay)
        except Fault:
            self.crashes(laptop)
        laptop.log.full = False

    def lies(self, laptop: Laptop) -> None:
        """The relay lies to one laptop; whatever could be noticed is."""
        before = laptop.exchange.feed_size()
        self.relay.lie = self.dice.choice(["withhold", "truncate", "fork", "unsigned"])
        lie, shown = self.relay.lie, len(self.relay.rids)
        try:
            noticed = laptop.sync(self.relay)
        finally:
            self.relay.lie = ""
        seen = {
            "withhold": shown > before,
            "truncate": before > max(1, shown // 2) if shown > 1 else False,
            "fork": before > 1,
            "unsigned": True,
        }[lie]
        assert noticed or not seen, (lie, before, shown)
        syncing.begin_anew(laptop.vault)

    def crashes(self, laptop: Laptop) -> None:
        """The program is killed and started again; sometimes its lists are lost, too."""
        if self.dice.random() < 0.3:
            laptop.cache = MemoryCache()
        laptop.open()

    def meets(self, laptop: Laptop) -> None:
        """Somebody is put out, now and then."""
        if self.dice.random() < 0.8 or len(self.laptops) < 4 or laptop is not self.laptops[0]:
            return
        victim = self.laptops[-1]
        said = members.remove(laptop.space, member=victim.me, reason="seized")
        laptop.sync(self.relay)
        admin = self.laptops[1]
        admin.sync(self.relay)
        if said.missing:
            members.second(admin.space, said.event)
            admin.sync(self.relay)
            laptop.sync(self.relay)
        self.gone.append(self.laptops.pop())

    def settle(self) -> None:
        """Everybody exchanges with an honest relay until nothing is new."""
        for _ in range(6):
            for laptop in self.laptops:
                laptop.sync(self.relay)


@pytest.mark.parametrize("block", range(6))
def test_everybody_agrees_and_nothing_that_was_kept_is_lost(block: int) -> None:
    for seed in range(block, RUNS, 6):
        group = Group(seed, 3 + seed % 3)
        for _ in range(STEPS):
            group.step()
        group.settle()
        _all_agree(group, seed)


def _all_agree(group: Group, seed: int) -> None:
    first = group.laptops[0]
    events = [laptop.events() for laptop in group.laptops]
    assert all(each == events[0] for each in events), seed
    for laptop in group.laptops:
        assert laptop.space.laptops.membership == first.space.laptops.membership, seed
        assert laptop.cache.gaps() == [], seed
        for subject, text in laptop.written:
            notes_here = [
                entry.fact.event.text
                for entry in laptop.space.entries(subject)
                if isinstance(entry.fact.event, details.NoteAdded)
            ]
            assert text in notes_here, (seed, laptop.name, text)
        assert giving.alarms(laptop.space) == [], seed
        _same_after_a_rebuild(laptop, seed)
    _readers_read_the_same(group, seed)


def _readers_read_the_same(group: Group, seed: int) -> None:
    for subject in group.cases:
        files = {}
        for laptop in group.laptops:
            try:
                file = laptop.space.case(subject)
            except BadInput:
                continue
            if {Kind.DESK, Kind.THREAT} <= file.access.kinds_of.get(laptop.me, frozenset()):
                shown = [
                    (entry.kind, entry.fact.id)
                    for entry in laptop.space.entries(subject)
                    if entry.kind in {Kind.DESK, Kind.THREAT}
                ]
                files[laptop.name] = shown
        for shown in files.values():
            assert sorted(shown, key=str) == sorted(next(iter(files.values())), key=str), (seed, files.keys())


def _same_after_a_rebuild(laptop: Laptop, seed: int) -> None:
    state = laptop.cache.digest()
    laptop.cache = MemoryCache()
    laptop.open()
    assert laptop.cache.digest() == state, (seed, laptop.name)
