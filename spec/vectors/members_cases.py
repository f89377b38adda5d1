"""The vectors of ``spec/membership.md``: small histories of invented groups, and what they add up to."""
# ruff: noqa: ANN401, D102, D415, S311 - seeded on purpose

import hashlib
import random
from collections.abc import Callable, Iterator
from typing import Any

from kunak.base.ids import CompartmentId, DeviceId, EventId
from kunak.base.instants import DAY, HOUR, Instant
from kunak.casework import catalogue
from kunak.casework.compartments import Role, Sensitivity
from kunak.casework.facts import Event, Unknown
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
from kunak.casework.members.state import NO_LIMIT, Membership
from kunak.casework.roster import Approval, GroupFounded, MemberJoined, MemberLeft, Rank

Vector = dict[str, Any]


class Laptop:
    """One laptop: its key, what it has seen, and where its chain ends."""

    def __init__(self, name: str, member: str = "") -> None:
        self.key = hashlib.sha256(f"key of {name}".encode()).digest()
        self.id = laptop_of(self.key)
        self.member = hashlib.sha256((member or name).encode()).digest()[:16]
        self.name = name
        self.seen: set[EventId] = set()
        self.seq, self.last = 0, b""


class Group:
    """Everything that was said in one history."""

    def __init__(self, founders: int = 3, threshold: int = 2, apart: bool = False) -> None:  # noqa: FBT001, FBT002
        self.entries: dict[EventId, Entry] = {}
        self.forged: dict[DeviceId, int] = {}
        self.now = 1_800_000_000_000
        self.founders = [Laptop(f"founder {number}") for number in range(founders)]
        self.threshold = min(threshold, founders)
        self.says(self.founders[0], GroupFounded(name="The Ferry", statement=b""))
        for founder in self.founders:
            founder.seen |= self.entries.keys()
            self.says(founder, self.joined(founder, Rank.ADMIN))
        if not apart:
            self.meet(*self.founders)

    def joined(self, laptop: Laptop, rank: Rank = Rank.MEMBER, approvals: tuple[Approval, ...] = ()) -> MemberJoined:
        return MemberJoined(
            member=laptop.member,
            name=laptop.name,
            roles=(Role.COORDINATOR,),
            approval_key=laptop.key,
            devices=(laptop.id,),
            rank=rank,
            keys=(laptop.key,),
            prekeys=(b"prekey of " + laptop.name.encode(),),
            approvals=approvals,
        )

    def says(self, laptop: Laptop, event: Event, *, seen: set[EventId] | None = None, seq: int = 0) -> EventId:
        """Let a laptop say something; ``seen`` and ``seq`` are for laptops that lie about both."""
        knows = laptop.seen if seen is None else seen
        followed = {cause for each in knows for cause in self.entries[each].causes}
        causes = tuple(sorted(knows - followed))
        laptop.seq = seq or laptop.seq + 1
        self.now += HOUR
        said = repr((laptop.id, laptop.seq, causes, event, self.now)).encode()
        name = EventId(hashlib.sha256(said).digest())
        self.entries[name] = Entry(name, laptop.id, laptop.seq, Instant(self.now), causes, event)
        laptop.seen.add(name)
        laptop.last = name
        return name

    def decides(self, event: Event, *by: Laptop) -> EventId:
        """The first says it and the others second it."""
        of = self.says(by[0], event)
        for other in by[1:]:
            self.meet(*by)
            self.says(other, Seconded(of=of))
        self.meet(*by)
        return of

    def meet(self, *laptops: Laptop) -> None:
        together = set().union(*(laptop.seen for laptop in laptops))
        for laptop in laptops:
            laptop.seen |= together

    def newcomer(self, name: str, *by: Laptop, rank: Rank = Rank.MEMBER) -> Laptop:
        laptop = Laptop(name)
        self.decides(self.joined(laptop, rank), *by)
        self.meet(laptop, *by)
        return laptop

    def second_laptop(self, of: Laptop, *by: Laptop) -> Laptop:
        laptop = Laptop(f"second of {of.name}", of.name)
        added = LaptopAdded(member=of.member, key=laptop.key, prekey=b"prekey", prekey_end=Instant(0))
        self.decides(added, *by)
        self.meet(laptop, of, *by)
        return laptop


def cut(laptop: Laptop, seq: int | None = None) -> Cut:
    return Cut(laptop.id, laptop.seq if seq is None else seq, laptop.last)


def out(laptop: Laptop, seq: int | None = None) -> Removed:
    return Removed(cuts=(cut(laptop, seq),), member=laptop.member, reason="seized")


HISTORIES: list[tuple[str, Callable[[], Group]]] = []


def history(build: Callable[[], Group]) -> Callable[[], Group]:
    """Enter a history into the vectors under its docstring."""
    HISTORIES.append((str(build.__doc__), build))
    return build


@history
def founding() -> Group:
    """Three founders"""
    return Group()


@history
def founding_apart() -> Group:
    """Founders who have not met, a second founding, and a stranger's"""
    group = Group(apart=True)
    group.says(group.founders[1], GroupFounded(name="Another name", statement=b""))
    group.says(Laptop("stranger"), GroupFounded(name="A third", statement=b""))
    return group


@history
def pending() -> Group:
    """A decision that lacks a signature, seconded by its own author's two laptops"""
    group = Group()
    one, two, _ = group.founders
    again = group.second_laptop(one, one, two)
    of = group.says(one, group.joined(Laptop("Zara")))
    group.says(one, Seconded(of=of))
    group.meet(one, again)
    group.says(again, Seconded(of=of))
    return group


@history
def let_in() -> Group:
    """Two admins let somebody in"""
    group = Group()
    group.newcomer("Zara", *group.founders[:2])
    return group


@history
def alone() -> Group:
    """A group of one decides alone, until there are two"""
    group = Group(1)
    one = group.founders[0]
    group.newcomer("Zara", one, rank=Rank.ADMIN)
    group.says(one, group.joined(Laptop("Amir")))
    return group


@history
def roles() -> Group:
    """More roles take two admins, and a member who is there"""
    group = Group(3)
    one, two, three = group.founders
    zara = group.newcomer("Zara", one, two)
    group.decides(RolesGiven(member=zara.member, roles=(Role.RESEARCHER,)), one, two)
    group.meet(zara, *group.founders)
    group.says(zara, RolesGiven(member=zara.member, roles=(Role.LAWYER,)))
    group.says(three, RolesGiven(member=zara.member, roles=(Role.LAWYER,)))
    group.says(one, RolesGiven(member=bytes(16), roles=(Role.LAWYER,)))
    group.decides(MemberLeft(member=zara.member, reason="x"), one, two)
    group.decides(RolesGiven(member=zara.member, roles=(Role.LAWYER,)), one, two)
    return group


@history
def no_admin() -> Group:
    """A member and a stranger decide nothing"""
    group = Group(2)
    one, two = group.founders
    zara, stranger = group.newcomer("Zara", one, two), Laptop("stranger")
    group.meet(zara, stranger)
    for laptop in (zara, stranger):
        group.says(laptop, group.joined(Laptop("Amir")))
        group.says(laptop, RankGiven(member=zara.member, rank=Rank.ADMIN))
        group.says(laptop, out(one))
        group.says(laptop, Suspended(cut=cut(one)))
        group.says(laptop, MemberLeft(member=one.member, reason="x"))
        group.says(laptop, PrekeyGiven(public=b"new", end=Instant(0)))
    return group


@history
def approved() -> Group:
    """The second signature lies in the decision itself; a member's, one's own and a stranger's count for nothing"""
    group = Group(2)
    one, two = group.founders
    zara = group.newcomer("Zara", one, two)
    group.says(one, group.joined(Laptop("Amir"), approvals=(Approval(two.member, b"", b""),)))
    group.says(one, group.joined(Laptop("Ilas"), approvals=(Approval(zara.member, b"", b""),)))
    group.says(one, group.joined(Laptop("Dina"), approvals=(Approval(one.member, b"", b""),)))
    later = Laptop("later an admin")
    group.says(one, group.joined(Laptop("Timur"), approvals=(Approval(later.member, b"", b""),)))
    group.decides(group.joined(later, Rank.ADMIN), one, two)
    return group


@history
def removed() -> Group:
    """A member is put out; of a laptop that the signers did not name nothing counts"""
    group = Group()
    one, two, three = group.founders
    zara = group.newcomer("Zara", one, two)
    again = group.second_laptop(zara, one, two)
    group.says(again, PrekeyGiven(public=b"of the second", end=Instant(0)))
    group.says(zara, PrekeyGiven(public=b"before", end=Instant(0)))
    removal = out(zara)
    group.says(zara, PrekeyGiven(public=b"after", end=Instant(0)))
    group.decides(removal, one, two)
    group.meet(three, zara)
    group.says(zara, Seconded(of=EventId(bytes(32))))
    return group


@history
def backdated() -> Group:
    """What an admin decided after their cut is void, even if others followed it"""
    group = Group()
    one, two, three = group.founders
    removal = out(three)
    group.decides(group.joined(Laptop("stranger"), Rank.ADMIN), three, two)
    group.decides(removal, one, two)
    return group


@history
def mutual() -> Group:
    """Two pairs put each other out"""
    group = Group(4)
    one, two, three, four = group.founders
    group.decides(out(three), one, two)
    group.decides(out(one), three, four)
    return group


@history
def crossed() -> Group:
    """A removal whose second signature was given by somebody whom it meets in another one"""
    group = Group(4)
    one, two, three, four = group.founders
    early = out(two, 1)
    group.decides(out(four), three, two)
    group.decides(early, one, three)
    return group


@history
def suspended() -> Group:
    """One admin suspends another: both rest, and have one open"""
    group = Group(4)
    one, two, three, four = group.founders
    group.says(one, Suspended(cut=cut(three)))
    group.says(one, Suspended(cut=cut(four)))
    group.says(one, group.joined(Laptop("Zara")))
    group.says(three, group.joined(Laptop("Amir")))
    group.meet(one, three, two)
    of = group.says(three, group.joined(Laptop("Ilas")))
    group.meet(three, two)
    group.says(two, Seconded(of=of))
    return group


@history
def both_suspend() -> Group:
    """Two admins suspend each other apart"""
    group = Group()
    one, two, three = group.founders
    group.says(two, Suspended(cut=cut(one)))
    group.says(one, Suspended(cut=cut(two)))
    group.meet(one, two, three)
    group.says(three, group.joined(Laptop("Zara")))
    return group


@history
def lifted() -> Group:
    """A suspension is lifted by another admin; one's own is not lifted, but by anybody after 72 hours"""
    group = Group(4)
    one, two, three, four = group.founders
    zara = group.newcomer("Zara", one, two)
    first = group.says(one, Suspended(cut=cut(three)))
    group.meet(one, two, three, zara)
    group.says(three, SuspensionLifted(of=first))
    group.says(zara, SuspensionLifted(of=first))
    group.says(two, SuspensionLifted(of=first))
    group.meet(*group.founders, zara)
    second = group.says(four, Suspended(cut=cut(three)))
    group.meet(four, zara, three)
    group.now += 3 * DAY - 2 * HOUR
    group.says(zara, SuspensionLifted(of=second))
    group.now -= HOUR
    group.meet(four, zara, three)
    group.now += HOUR
    group.says(three, SuspensionLifted(of=second))
    return group


@history
def withdrawn() -> Group:
    """Who issued a suspension ends it, from another laptop too"""
    group = Group()
    one, two, three = group.founders
    again = group.second_laptop(one, one, two)
    of = group.says(one, Suspended(cut=cut(three)))
    group.meet(one, again)
    group.says(again, SuspensionLifted(of=of))
    return group


@history
def suspended_back() -> Group:
    """A suspension dated back takes nothing back"""
    group = Group()
    one, two, three = group.founders
    past = set(three.seen)
    group.newcomer("Zara", one, two)
    group.says(three, Suspended(cut=cut(one, 0)), seen=past)
    return group


@history
def own_laptop() -> Group:
    """A member suspends and puts out a laptop of their own, with one admin"""
    group = Group()
    one, two, three = group.founders
    old = group.newcomer("Zara", one, two)
    new = group.second_laptop(old, one, two)
    group.meet(old, new)
    group.says(new, Suspended(cut=cut(old)))
    group.says(new, Removed(cuts=(cut(new),), reason="itself"))
    group.says(new, Removed(cuts=(cut(old), cut(three)), reason="somebody else's too"))
    group.says(new, Removed(cuts=(), reason="none"))
    of = group.says(new, Removed(cuts=(cut(old),), reason="stolen"))
    group.meet(new, three)
    group.says(three, Seconded(of=of))
    return group


@history
def adopted() -> Group:
    """What was set aside is adopted by two; it revives nothing about members"""
    group = Group()
    one, two, three = group.founders
    removal = out(three)
    late = group.says(three, group.joined(Laptop("stranger")))
    group.decides(removal, one, two)
    group.decides(Adopted(device=three.id, events=(late, EventId(b"l" * 32))), one, two)
    group.says(one, Adopted(device=DeviceId(bytes(16)), events=(late,)))
    return group


@history
def burnt() -> Group:
    """A laptop that was put out never comes back under its key; nor comes one twice"""
    group = Group(2)
    one, two = group.founders
    zara, amir = group.newcomer("Zara", one, two), group.newcomer("Amir", one, two)
    group.decides(out(zara), one, two)
    for key in (zara.key, amir.key):
        group.says(one, LaptopAdded(member=two.member, key=key, prekey=b"", prekey_end=Instant(0)))
    group.says(one, LaptopAdded(member=zara.member, key=b"new", prekey=b"", prekey_end=Instant(0)))
    group.says(one, group.joined(amir))
    return group


@history
def forged() -> Group:
    """From the number on at which a laptop signed two histories nothing of it counts"""
    group = Group()
    _, _, three = group.founders
    group.says(three, Suspended(cut=cut(group.founders[0])))
    group.forged[three.id] = three.seq
    group.says(three, group.joined(Laptop("Zara")))
    return group


@history
def waiting() -> Group:
    """What names a cause that is not here waits, and what builds on it"""
    group = Group()
    one, two, three = group.founders
    gone = group.says(one, RankGiven(member=two.member, rank=Rank.MEMBER))
    group.meet(one, two)
    group.says(two, Seconded(of=gone))
    group.says(two, group.joined(Laptop("Zara")))
    group.says(three, group.joined(Laptop("Amir")))
    del group.entries[gone]
    return group


@history
def ranks() -> Group:
    """A signature counts while its giver is an admin; a decision is impossible by the time it is complete"""
    group = Group(4)
    one, two, three, four = group.founders
    waits = group.says(four, group.joined(Laptop("Zara")))
    group.decides(RankGiven(member=four.member, rank=Rank.MEMBER), one, two)
    group.meet(*group.founders)
    group.says(three, Seconded(of=waits))
    twice = group.says(one, group.joined(Laptop("Amir")))
    group.decides(group.joined(Laptop("Amir")), two, three)
    group.meet(one, two, three)
    group.says(three, Seconded(of=twice))
    group.says(two, Seconded(of=twice))
    return group


@history
def three_of_three() -> Group:
    """Three founders who agreed on three signatures"""
    group = Group(3, threshold=3)
    one, two, three = group.founders
    group.decides(group.joined(Laptop("Zara")), one, two)
    group.decides(group.joined(Laptop("Amir")), one, two, three)
    return group


@history
def fewer_admins() -> Group:
    """A pending decision does not complete itself when fewer signatures are needed"""
    group = Group(2)
    one, two = group.founders
    group.says(one, group.joined(Laptop("Zara")))
    group.decides(RankGiven(member=two.member, rank=Rank.MEMBER), one, two)
    return group


@history
def said_once_more() -> Group:
    """Whoever signed says it once more when fewer signatures are needed"""
    group = fewer_admins()
    one = group.founders[0]
    for of, entry in sorted(group.entries.items()):
        if isinstance(entry.event, MemberJoined) and entry.event.name == "Zara":
            group.says(one, Seconded(of=of))
            group.says(one, Seconded(of=of))
    return group


@history
def nothing_there() -> Group:
    """Decisions about nobody, and what is not known or was said"""
    group = Group(2)
    one, two = group.founders
    zara = Laptop("Zara")
    group.says(one, RankGiven(member=zara.member, rank=Rank.ADMIN))
    group.says(one, MemberLeft(member=zara.member, reason="x"))
    group.says(one, Removed(cuts=(cut(zara),), member=one.member))
    group.says(one, Removed(cuts=(), member=b""))
    group.says(one, Suspended(cut=cut(zara)))
    group.says(one, SuspensionLifted(of=EventId(bytes(32))))
    group.says(one, Seconded(of=EventId(bytes(32))))
    of = group.decides(group.joined(zara), one, two)
    group.says(one, Seconded(of=of))
    group.says(one, Unknown(kind="group.of-tomorrow"))
    return group


@history
def stricter() -> Group:
    """Of two cuts of one laptop the stricter holds"""
    group = Group()
    one, two, three = group.founders
    zara = group.newcomer("Zara", one, two)
    for number in range(4):
        group.says(zara, PrekeyGiven(public=bytes([number]), end=Instant(0)))
    group.meet(*group.founders)
    group.decides(Removed(cuts=(cut(zara, 3),)), one, two)
    group.decides(Removed(cuts=(cut(zara, 1),)), three, two)
    return group


@history
def oneself() -> Group:
    """A removal that cuts off its own author, from before it was said"""
    group = Group()
    one, two, three = group.founders
    group.decides(Removed(cuts=(cut(one),), reason="I go"), one, two)
    group.says(one, group.joined(Laptop("Zara")))
    group.decides(Removed(cuts=(cut(three, 0),)), two, three)
    return group


@history
def gone_without_laptop() -> Group:
    """A member without a laptop leaves"""
    group = Group(2)
    one, two = group.founders
    zara = Laptop("Zara")
    bare = MemberJoined(member=zara.member, name="Zara", roles=(Role.HOST,), approval_key=b"")
    group.decides(bare, one, two)
    group.decides(MemberLeft(member=zara.member, reason="moved"), one, two)
    group.says(one, MemberLeft(member=zara.member, reason="moved"))
    return group


TRUSTEES = b"the trustees' key, 32 bytes long"


def trustees(key: bytes = TRUSTEES, chosen: Sensitivity = Sensitivity.ORDINARY) -> RecoveryArranged:
    return RecoveryArranged(sensitivity=chosen, seal_key=b"seal", sign_key=key, threshold=3, parts=5)


def back(laptop: Laptop, of: EventId, member: bytes, *cuts: Cut, key: bytes = TRUSTEES) -> Recovered:
    return Recovered(
        arrangement=of,
        member=member,
        key=laptop.key,
        prekey=b"prekey",
        prekey_end=Instant(0),
        approval_key=laptop.key,
        cuts=cuts,
        quorum_key=key,
        signature=b"",
    )


@history
def recovered() -> Group:
    """Trustees let a laptop in and put one out, once"""
    group = Group()
    one, two, three = group.founders
    of = group.decides(trustees(), one, two)
    group.meet(*group.founders)
    new, again = Laptop("new"), Laptop("again")
    group.meet(new, again, two)
    group.says(new, back(new, of, one.member, cut(one)))
    group.says(one, RankGiven(member=three.member, rank=Rank.MEMBER))
    group.meet(new, again)
    group.says(again, back(again, of, one.member))
    return group


@history
def usurped() -> Group:
    """Two put out a third and choose other trustees; those of before speak"""
    group = Group()
    one, two, three = group.founders
    of = group.decides(trustees(), one, two)
    group.meet(*group.founders)
    cuts = (cut(one), cut(two))
    group.decides(out(three), one, two)
    group.decides(trustees(b"their own"), one, two)
    new = Laptop("new")
    group.meet(new, three)
    group.says(new, back(new, of, three.member, *cuts))
    return group


@history
def no_trustees() -> Group:
    """Words of trustees who were replaced, never chosen, of another class, or by another laptop"""
    group = Group()
    one, two, three = group.founders
    first = group.decides(trustees(), one, two)
    later = group.decides(trustees(b"others"), one, two)
    closely = group.decides(trustees(b"third", Sensitivity.CLOSELY_HELD), one, two)
    pending = group.says(one, trustees(b"one's own"))
    group.meet(*group.founders)
    new = Laptop("new")
    group.meet(new, one)
    group.says(new, back(new, first, one.member))
    group.says(new, back(new, pending, one.member, key=b"one's own"))
    group.says(new, back(new, closely, one.member, key=b"third"))
    group.says(new, back(new, later, b"nobody".ljust(16), key=b"others"))
    group.says(three, back(new, later, one.member, key=b"others"))
    group.says(two, back(two, later, two.member, key=b"others"))
    return group


@history
def shredded() -> Group:
    """Two order that keys be destroyed; laptops obey, one too early, and a stranger"""
    group = Group()
    one, two, three = group.founders
    order = ShredOrdered(compartments=(CompartmentId(b"b" * 16), CompartmentId(b"a" * 16)), subjects=(), year=2026)
    of = group.says(one, order)
    group.says(one, ShredDone(of=of))
    group.meet(*group.founders)
    group.says(two, Seconded(of=of))
    group.says(two, ShredDone(of=of))
    group.meet(*group.founders)
    group.says(three, ShredDone(of=of))
    stranger = Laptop("stranger")
    group.meet(stranger, three)
    group.says(stranger, ShredDone(of=of))
    return group


@history
def permitted() -> Group:
    """A member asks for leave and two admins give it; again; a stranger's, and of somebody who is not there"""
    group = Group()
    one, two, _ = group.founders
    zara = group.newcomer("Zara", one, two)

    def leave(member: bytes, grant: bytes, purpose: Purpose = Purpose.ACCESS) -> Permitted:
        return Permitted(purpose=purpose, grant=grant, member=member)

    of = group.says(zara, leave(zara.member, b"a" * 16))
    group.meet(zara, one, two)
    group.says(one, Seconded(of=of))
    group.meet(one, two)
    group.says(two, Seconded(of=of))
    group.says(two, leave(zara.member, b"a" * 16))
    group.says(two, leave(zara.member, b"b" * 16, Purpose.EXPORT))
    group.says(two, leave(b"nobody".ljust(16), b"c" * 16))
    stranger = Laptop("stranger")
    group.meet(stranger, two)
    group.says(stranger, leave(zara.member, b"d" * 16))
    return group


def by_chance(seed: int) -> Group:
    """Laptops say anything, apart and together, and some lie about what they have seen."""
    dice = random.Random(seed)
    group = Group(dice.randrange(1, 5), apart=bool(seed % 2))
    laptops = [*group.founders, *(Laptop(f"newcomer {number}") for number in range(4))]
    for _ in range(24):
        laptop = dice.choice(laptops)
        if dice.random() < 0.4:
            group.meet(laptop, dice.choice(laptops))
        elif dice.random() < 0.15 and laptop.seen:
            past = set(dice.sample(sorted(laptop.seen), dice.randrange(1, len(laptop.seen) + 1)))
            group.says(laptop, anything(dice, group, laptops, laptop), seen=past, seq=dice.randrange(1, laptop.seq + 2))
        else:
            group.says(laptop, anything(dice, group, laptops, laptop))
    return group


def anything(dice: random.Random, group: Group, laptops: list[Laptop], laptop: Laptop) -> Event:
    other, some = dice.choice(laptops), dice.choice(sorted(laptop.seen) or [EventId(bytes(32))])
    second = Seconded(of=some)
    return dice.choice(
        [
            second, second, second,
            group.joined(other, dice.choice(list(Rank))),
            LaptopAdded(member=dice.choice(laptops).member, key=other.key, prekey=b"p", prekey_end=Instant(0)),
            RankGiven(member=other.member, rank=dice.choice(list(Rank))),
            Removed(cuts=(cut(other, dice.randrange(9)),), member=dice.choice([b"", other.member])),
            MemberLeft(member=other.member, reason="x"),
            Suspended(cut=cut(other, dice.randrange(9))),
            SuspensionLifted(of=some),
            Adopted(device=other.id, events=(some,)),
            PrekeyGiven(public=b"q", end=Instant(group.now)),
        ]
    )  # fmt: skip


def members_vectors() -> list[Vector]:
    """Return the content of ``members.json``."""
    return [vector(name, build()) for name, build in stories()]


def stories() -> Iterator[tuple[str, Callable[[], Group]]]:
    yield from HISTORIES
    for seed in range(8):
        yield f"by chance, {seed}", lambda seed=seed: by_chance(seed)  # type: ignore[misc]


def vector(name: str, group: Group) -> Vector:
    """Return a history as JSON, with the state that Kunak makes of it."""
    membership = judge(
        group.entries.values(),
        founders=[(founder.id, founder.key) for founder in group.founders],
        threshold=group.threshold,
        forged=group.forged,
    )
    asked = [group.now, group.now + 4 * DAY]
    return {
        "name": name,
        "founders": [founder.key.hex() for founder in group.founders],
        "threshold": group.threshold,
        "forged": {device.hex(): seq for device, seq in group.forged.items()},
        "events": [shown(entry) for entry in sorted(group.entries.values(), key=lambda entry: entry.id)],
        "asked": asked,
        "state": state(membership, asked),
    }


def shown(entry: Entry) -> Vector:
    said = in_hex(catalogue.to_plain(entry.event)) if not isinstance(entry.event, Unknown) else {}
    left_out = ("roles", "approval_key", "statement", "prekey_end", "end", "reason")
    said = {key: value for key, value in said.items() if key not in left_out}
    if "device" in said:  # the laptop that it is about, beside the one that says it
        said["laptop"] = said.pop("device")
    if "approvals" in said:
        said["approvals"] = [each["member"] for each in said["approvals"]]
    return {
        "id": entry.id.hex(),
        "device": entry.device.hex(),
        "seq": entry.seq,
        "at": entry.at,
        "causes": [cause.hex() for cause in entry.causes],
        "kind": catalogue.kind_of(entry.event),
        **said,
    }


def in_hex(plain: Any) -> Any:
    match plain:
        case bytes():
            return plain.hex()
        case dict():
            return {key: in_hex(value) for key, value in plain.items()}
        case list() | tuple():
            return [in_hex(value) for value in plain]
        case _:
            return plain


def state(membership: Membership, asked: list[int]) -> Vector:
    def limit(device: DeviceId, now: int) -> int | None:
        last = membership.last_allowed(device, Instant(now))
        return None if last == NO_LIMIT else last

    return {
        "group": membership.group,
        "members": {
            person.id.hex(): {"rank": person.rank.value, "left": bool(person.left), "seniority": person.seniority}
            for person in membership.people.values()
        },
        "laptops": {
            laptop.id.hex(): {
                "member": laptop.member.hex(),
                "admitted_in": laptop.admitted_in.hex(),
                "prekeys": [each.public.hex() for each in laptop.prekeys],
                "adopted": sorted(each.hex() for each in laptop.adopted),
                "cut": [laptop.cut.seq, laptop.cut.event.hex()] if laptop.cut else None,
            }
            for laptop in membership.laptops.values()
        },
        "suspensions": {
            event.hex(): {
                "device": each.cut.device.hex(),
                "cut": [each.cut.seq, each.cut.event.hex()],
                "issuer": each.issuer.hex(),
                "suspended": each.suspended.hex(),
                "at": each.at,
            }
            for event, each in membership.suspensions.items()
        },
        "pending": {
            event.hex(): {"signers": sorted(each.hex() for each in proposal.signers), "missing": proposal.missing}
            for event, proposal in membership.pending.items()
        },
        "void": {event.hex(): reason.value for event, reason in sorted(membership.void.items())},
        "trustees": {chosen.value: each.event.hex() for chosen, each in membership.trustees.items()},
        "recovered": {event.hex(): device.hex() for event, device in membership.recovered.items()},
        "shreddings": {
            event.hex(): {
                "compartments": sorted(each.hex() for each in order.compartments),
                "year": order.year,
                "done": sorted(each.hex() for each in order.done),
            }
            for event, order in membership.shreddings.items()
        },
        "permitted": sorted(each.hex() for each in membership.permitted),
        "waiting": sorted(each.hex() for each in membership.waiting),
        "later": [
            {
                "now": now,
                "recipients": sorted(each.hex() for each in membership.recipients(Instant(now))),
                "limits": {device.hex(): limit(device, now) for device in membership.laptops},
            }
            for now in asked
        ],
    }
