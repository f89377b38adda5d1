"""A few laptops of one invented group, on this disk, that exchange by a carried folder."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kunak.app import cases, enrolling, members, syncing, wiring
from kunak.app.syncing import Report
from kunak.app.wiring import Founding, Joining, OpenVault
from kunak.base.ids import SubjectId
from kunak.casework import case, compartments, details
from kunak.casework.compartments import EVERYTHING, Kind, Reading, Role, Subject
from kunak.casework.facts import Event
from kunak.casework.roster import Rank
from kunak.crypto.joining import Meeting
from kunak.crypto.profiles import DEMO
from kunak.testing.hands import HandClock
from kunak.transport.courier import Courier

PASSPHRASE = "seven quiet geese cross the river"
FOUNDER = "Aluna"


class Fleet:
    """Laptops by the name of whoever owns them; their clock is one, unless a test sets another."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.clock = HandClock()
        self.clocks: dict[str, HandClock] = {}
        wiring.found(
            folder / FOUNDER,
            Founding(group="The Ferry", member=FOUNDER, passphrase=PASSPHRASE, profile=DEMO),
            clock=self.clock,
        )

    @contextmanager
    def on(self, name: str) -> Iterator[OpenVault]:
        """Sit down at somebody's laptop."""
        clock = self.clocks.get(name, self.clock)
        with wiring.opened(self.folder / name, PASSPHRASE, clock=clock) as vault:
            yield vault

    def asks(self, name: str, *, of: str = FOUNDER) -> bytes:
        """A new laptop asks to be let in; return its request."""
        with self.on(of) as inviter:
            invitation = enrolling.invite(inviter.space, Meeting())
        return wiring.begin_joining(
            self.folder / name, Joining(invitation, name, PASSPHRASE, DEMO), clock=self.clocks.get(name, self.clock)
        )

    def joins(
        self,
        name: str,
        *,
        roles: tuple[Role, ...] = (Role.COORDINATOR,),
        rank: Rank = Rank.MEMBER,
        seconds: str = "",
        meets: bool = True,
    ) -> bytes:
        """Somebody new is let in and welcomed, and unless told otherwise meets the founder; return their member id."""
        request = self.asks(name)
        with self.on(FOUNDER) as inviter:
            asked = enrolling.read(inviter.space, enrolling.invite(inviter.space, Meeting()), request, language="en")
            said = members.let_in(inviter.space, asked.request, roles=roles, rank=rank)
        if said.missing:
            self.exchange(FOUNDER, seconds)
            with self.on(seconds) as admin:
                members.second(admin.space, said.event)
            self.exchange(seconds, FOUNDER)
        with self.on(FOUNDER) as inviter:
            welcome = enrolling.welcome(inviter.space, asked.request, Meeting())
        with self.on(name) as new:
            wiring.take_welcome(new, welcome)
        if meets:
            self.exchange(FOUNDER, name)
        return asked.request.member

    def sync(self, name: str, stick: str = "stick") -> Report:
        """One laptop exchanges with the carried folder."""
        with self.on(name) as vault:
            return syncing.with_courier(vault, Courier.open(self.folder / stick))

    def exchange(self, *names: str, stick: str = "stick") -> list[Report]:
        """Carry the folder around until everybody has everything."""
        return [self.sync(name, stick) for _ in range(2) for name in names]

    def opens_case(self, name: str, code: str = "azure-heron") -> SubjectId:
        """Somebody opens a case in which they may read everything."""
        with self.on(name) as vault:
            space = vault.space
            subject, me = SubjectId(space.new_id()), space.me().id
            everything = compartments.let_in(
                compartments.Access(), member=me, kinds=frozenset(Kind), reason="opened it"
            )
            manager = case.name_manager(case.Case(), member=me)
            space.write(subject, Subject.CASE, (case.CaseOpened(code=code), *everything, *manager))
        return subject

    def lets_in(
        self, name: str, subject: SubjectId, member: bytes, *kinds: Kind, reading: Reading = EVERYTHING
    ) -> None:
        """Somebody lets a member into parts of a case."""
        with self.on(name) as vault:
            cases.let_in(vault.space, subject, member=member, kinds=frozenset(kinds), reason="helps", reading=reading)

    def notes(self, name: str, subject: SubjectId, text: str, kind: Kind = Kind.DESK) -> None:
        """Somebody writes a note."""
        with self.on(name) as vault:
            cases.decide(vault.space, subject, lambda _file: details.note(text=text), kind=kind)

    def reads(self, name: str, subject: SubjectId) -> list[str]:
        """Return the notes of a case that somebody can read."""
        with self.on(name) as vault:
            events: list[Event] = [entry.fact.event for entry in vault.space.entries(subject)]
        return [event.text for event in events if isinstance(event, details.NoteAdded)]
