"""What every story has at hand: the open vault, the members, and one person's own tale."""

from collections.abc import Callable, Iterator
from typing import Final, NamedTuple

import msgspec

from kunak.app import cases
from kunak.app.demo.dice import Dice
from kunak.app.demo.people import Person
from kunak.app.demo.world import Said, Staff, Tongue
from kunak.app.wiring import OpenVault
from kunak.app.workspace import Workspace
from kunak.base.ids import SubjectId
from kunak.base.instants import Instant
from kunak.casework.assessment import Level
from kunak.casework.case import Stage
from kunak.casework.compartments import Kind
from kunak.casework.facts import Event
from kunak.casework.shelter import Placements
from kunak.casework.subjects import CaseFile

NO_WORDS: Final = Said("", "")


class Helper(NamedTuple):
    """A member and the passphrase by which they approve here."""

    staff: Staff
    member: bytes
    passphrase: str


class Stand(NamedTuple):
    """What the group has.

    Attributes:
        helpers: Everybody but the founder, by name.
        places: Safe places, in the order of ``world.PLACES``.
        present: The real now: the last instant of all stories.
    """

    vault: OpenVault
    founder: bytes
    helpers: dict[str, Helper]
    places: tuple[bytes, ...]
    present: Instant

    @property
    def space(self) -> Workspace:
        """The vault as use cases see it."""
        return self.vault.space

    def member(self, staff: Staff) -> bytes:
        """Return the id of a member."""
        known = self.helpers.get(staff.name)
        return known.member if known else self.founder


class Turns(msgspec.Struct, frozen=True, kw_only=True):
    """What goes otherwise than it should in one tale.

    Attributes:
        silent_after: After this leg nothing is heard any more.
        duress_after: After this leg the phrase of duress is said.
        forgotten: Nobody looks at the danger again in time.
        unheard: The last check-in long after the arrival stays out.
        goes_back: The person returns home, by their own decision.
        quiet_phone: The person carries no phone.
        plan: How far the plan gets before the present.
    """

    silent_after: int | None = None
    duress_after: int | None = None
    forgotten: bool = False
    unheard: bool = False
    goes_back: Stage | None = None
    quiet_phone: bool = False
    plan: str = "approved"


class Times(msgspec.Struct, frozen=True, kw_only=True):
    """The instants on which a tale hangs; what lies after the present is not told."""

    opened: Instant
    planned: Instant
    departs: Instant
    ends: Instant


class Tale(msgspec.Struct, kw_only=True):
    """One person on the way through the group: what the parts of one story tell each other.

    Attributes:
        unlike: Why the level is lower than the factors suggest, where it is not for the distance.
        over: The case is closed.
        halted: Something went wrong on the way, and the present begins before it is mended.
    """

    stand: Stand
    dice: Dice
    person: Person
    manager: Staff
    times: Times
    turns: Turns = Turns()
    subject: SubjectId = SubjectId(b"")
    level: Level | None = None
    unlike: Said = NO_WORDS
    over: bool = False
    halted: bool = False

    @property
    def tongue(self) -> Tongue:
        """The language in which the case is kept: that of its manager."""
        return self.manager.tongue

    @property
    def space(self) -> Workspace:
        """The vault as use cases see it."""
        return self.stand.space

    @property
    def file(self) -> CaseFile:
        """The case as it stands."""
        return self.space.case(self.subject)

    @property
    def code(self) -> str:
        """The two words by which the person is known."""
        return self.file.case.code

    def is_at(self, stage: Stage) -> bool:
        """Whether the case stands at this stage now."""
        return self.file.case.stage is stage

    def say(self, said: Said) -> str:
        """Return words in the language of the case."""
        return said.of(self.tongue)

    def decide(self, rule: Callable[[CaseFile], tuple[Event, ...]]) -> None:
        """Ask a rule about this case and write down what follows."""
        cases.decide(self.space, self.subject, rule)

    def note(self, kind: Kind, said: Said) -> None:
        """Write a note into a part of this case."""
        cases.note(self.space, self.subject, kind=kind, text=self.say(said))

    def move(self, to: Stage, said: Said = NO_WORDS) -> None:
        """Take the case to another stage."""
        cases.move(self.space, self.subject, to=to, reason=self.say(said))


def stays(tales: list[Tale]) -> Iterator[Placements]:
    """Yield the stays of every tale that has a case by now."""
    for tale in tales:
        if tale.subject:
            yield tale.file.placements
