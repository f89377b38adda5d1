"""Invented histories of a group: honest admins, and one or two who are not, on laptops that are sometimes apart."""

import hashlib
import random
from dataclasses import dataclass, field

from kunak.base.ids import CompartmentId, DeviceId, EventId
from kunak.base.instants import HOUR, Instant
from kunak.casework.compartments import Role, Sensitivity
from kunak.casework.facts import Event
from kunak.casework.members.events import (
    Adopted,
    Cut,
    LaptopAdded,
    Permitted,
    PrekeyGiven,
    Purpose,
    RankGiven,
    Recovered,
    RecoveryArranged,
    Removed,
    RolesGiven,
    Seconded,
    ShredDone,
    ShredOrdered,
    Suspended,
    SuspensionLifted,
)
from kunak.casework.members.judging import judge, laptop_of
from kunak.casework.members.ordering import Entry
from kunak.casework.members.state import Membership
from kunak.casework.roster import GroupFounded, MemberJoined, Rank


@dataclass
class Machine:
    """One laptop: what it has seen, and where its chain ends."""

    name: str
    key: bytes
    seen: set[EventId] = field(default_factory=set)
    seq: int = 0
    last: bytes = b""

    @property
    def id(self) -> DeviceId:
        return laptop_of(self.key)

    @property
    def member(self) -> bytes:
        return hashlib.sha256(self.name.encode()).digest()[:16]


HISTORIES = 2_000
"""Random histories on which each law is tried."""


class World:
    """Everything that was ever said, and by whom."""

    def __init__(self, founders: int, seed: int = 0) -> None:
        self.dice = random.Random(seed)
        self.entries: dict[EventId, Entry] = {}
        self.machines: list[Machine] = []
        self.now = 0
        self.founders = [self.machine(f"founder {number}") for number in range(founders)]
        self.say(self.founders[0], GroupFounded(name="The Ferry", statement=b""))
        for founder in self.founders:
            founder.seen |= self.entries.keys()
            self.say(founder, self.own(founder))
        self.meet(*self.founders)

    def machine(self, name: str) -> Machine:
        made = Machine(name, hashlib.sha256(f"key of {name} {len(self.machines)}".encode()).digest())
        self.machines.append(made)
        return made

    def own(self, machine: Machine, rank: Rank = Rank.ADMIN) -> MemberJoined:
        return MemberJoined(
            member=machine.member,
            name=machine.name,
            roles=(Role.COORDINATOR,),
            approval_key=machine.key,
            devices=(machine.id,),
            rank=rank,
            keys=(machine.key,),
        )

    def trustees(self, key: bytes, chosen: Sensitivity = Sensitivity.ORDINARY) -> RecoveryArranged:
        """Return the choice of trustees who speak by this key."""
        return RecoveryArranged(sensitivity=chosen, seal_key=b"s", sign_key=key, threshold=3, parts=5)

    def returns(self, machine: Machine, of: EventId, key: bytes, member: bytes, *cuts: Cut) -> Recovered:
        """Return what a laptop says that trustees let in; that they signed it was verified."""
        return Recovered(
            arrangement=of,
            member=member,
            key=machine.key,
            prekey=b"p",
            prekey_end=Instant(0),
            approval_key=machine.key,
            cuts=cuts,
            quorum_key=key,
            signature=b"",
        )

    def say(self, machine: Machine, event: Event, *, seen: set[EventId] | None = None, seq: int = 0) -> EventId:
        """Let a laptop say something; ``seen`` and ``seq`` are for laptops that lie about both."""
        knows = machine.seen if seen is None else seen
        followed = {cause for each in knows for cause in self.entries[each].causes}
        causes = tuple(sorted(knows - followed))
        machine.seq = seq or machine.seq + 1
        self.now += HOUR
        said = repr((machine.key, machine.seq, causes, event, self.now)).encode()
        identifier = EventId(hashlib.sha256(said).digest())
        entry = Entry(identifier, machine.id, machine.seq, Instant(self.now), causes, event)
        self.entries[identifier] = entry
        machine.seen.add(identifier)
        machine.last = identifier
        return identifier

    def meet(self, *machines: Machine) -> None:
        """Let laptops exchange everything they have seen."""
        together = set().union(*(machine.seen for machine in machines))
        for machine in machines:
            machine.seen |= together

    def cut(self, machine: Machine, seq: int | None = None) -> Cut:
        return Cut(machine.id, machine.seq if seq is None else seq, machine.last)

    def judge(self, seen: set[EventId] | None = None, **how: object) -> Membership:
        entries = list(self.entries.values()) if seen is None else [self.entries[each] for each in seen]
        self.dice.shuffle(entries)
        founders = [(founder.id, founder.key) for founder in self.founders]
        return judge(entries, founders=founders, threshold=min(2, len(founders)), **how)  # type: ignore[arg-type]

    # A step by chance

    def anything(self, machine: Machine) -> Event:
        """Return something that a laptop could say, sensible or not."""
        other = self.dice.choice(self.machines)
        known = sorted(machine.seen) or [EventId(bytes(32))]
        some = self.dice.choice(known)
        newcomer = self.machine(f"newcomer {len(self.machines)}") if len(self.machines) < 12 else other
        return self.dice.choice(
            [
                Seconded(of=some),
                Seconded(of=some),
                Seconded(of=some),
                self.own(newcomer, self.dice.choice(list(Rank))),
                LaptopAdded(member=other.member, key=newcomer.key, prekey=b"p", prekey_end=Instant(0)),
                RolesGiven(member=other.member, roles=(self.dice.choice(list(Role)),)),
                RankGiven(member=other.member, rank=self.dice.choice(list(Rank))),
                Removed(
                    cuts=(self.cut(other, self.dice.randrange(0, 9)),), member=self.dice.choice([b"", other.member])
                ),
                Suspended(cut=self.cut(other, self.dice.randrange(0, 9))),
                SuspensionLifted(of=some),
                Adopted(device=other.id, events=(some,)),
                PrekeyGiven(public=b"q", end=Instant(self.now)),
                self.trustees(machine.key, self.dice.choice(list(Sensitivity))),
                self.returns(self.dice.choice([machine, newcomer]), some, machine.key, other.member, self.cut(other)),
                ShredOrdered(compartments=(CompartmentId(bytes(16)),), subjects=(), year=2026),
                ShredDone(of=some),
                Permitted(purpose=Purpose.ACCESS, grant=bytes([self.dice.randrange(3)]) * 16, member=other.member),
            ]
        )


def by_chance(seed: int, steps: int) -> World:
    """Return a world in which laptops say anything, apart and together, and some lie about what they have seen."""
    dice = random.Random(seed)
    world = World(dice.randrange(1, 5), seed)
    for _ in range(steps):
        machine = dice.choice(world.machines)
        if dice.random() < 0.4:
            world.meet(machine, dice.choice(world.machines))
        elif dice.random() < 0.1 and machine.seen:
            past = set(dice.sample(sorted(machine.seen), dice.randrange(1, len(machine.seen) + 1)))
            world.say(machine, world.anything(machine), seen=past, seq=dice.randrange(1, machine.seq + 2))
        else:
            world.say(machine, world.anything(machine))
    return world
