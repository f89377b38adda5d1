"""Coding by several researchers apart, how well they agree, and what somebody then decides.

Nobody sees what another chose before they have chosen themselves. What coders agree on counts once somebody says so;
what they differ on, and what sources contradict each other on, once somebody has decided it with a reason.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import Final

import msgspec

from kunak.app import incidents
from kunak.app.incidents import Key
from kunak.app.workspace import Workspace
from kunak.base.errors import BadInput, Refused
from kunak.base.ids import SubjectId
from kunak.base.words import phrase
from kunak.casework.compartments import Subject
from kunak.casework.facts import Event
from kunak.casework.incidents import deciding
from kunak.casework.incidents.events import Basis
from kunak.casework.incidents.fields import JUDGED
from kunak.casework.incidents.state import Incident
from kunak.register.agreement import DRAWS, Alpha, Kappa, cohen, with_interval

CODERS: Final = 2
"""Fewest who have to have coded a thing, for anything to be said of their agreement."""

AGREE: Final = phrase("The coders agree, each without seeing the other.")


class Unit(msgspec.Struct, frozen=True):
    """One thing that was coded.

    Attributes:
        chosen: Word by member.
        ruled: Whether somebody decided already what counts.
    """

    subject: SubjectId
    thing: bytes
    field: str
    chosen: dict[bytes, str]
    ruled: bool

    @property
    def by_several(self) -> bool:
        """Whether enough people coded it."""
        return len(self.chosen) >= CODERS

    @property
    def agreed(self) -> str:
        """The word that all of several coders chose; empty where there is none."""
        words = set(self.chosen.values())
        return words.pop() if self.by_several and len(words) == 1 else ""


class Pair(msgspec.Struct, frozen=True):
    """Two coders, by name, and how well they agree."""

    first: str
    second: str
    kappa: Kappa


class FieldAgreement(msgspec.Struct, frozen=True):
    """How well coders agree on one field.

    Attributes:
        differing: Things on which they differ and that nobody has decided.
        agreed: Things on which several agree and that nobody has confirmed.
    """

    field: str
    alpha: Alpha
    pairs: tuple[Pair, ...]
    differing: tuple[Unit, ...]
    agreed: tuple[Unit, ...]


def code(space: Workspace, subject: SubjectId, chosen: Sequence[tuple[Key, str]]) -> None:
    """Say which words fit things of an incident: all of them, or none.

    Raises:
        Refused: What the rules say.
        BadInput: The incident has no such thing.
    """
    with space.turn:
        incident = incidents.opened(space, subject)
        mine, now = frozenset(space.me().devices), space.clock()
        said: list[Event] = []
        for key, value in chosen:
            thing = thing_of(incident, key)
            said += deciding.code(incident, thing=thing, field=key.field, value=value, mine=mine, now=now)
        incidents.write(space, [(subject, Subject.INCIDENT, said)])


def rule(space: Workspace, subject: SubjectId, key: Key, *, value: str, reason: str) -> None:
    """Decide what counts of a field, whatever sources and coders say.

    Raises:
        Refused: What the rules say.
        BadInput: The incident has no such thing.
    """
    with space.turn:
        incident = incidents.opened(space, subject)
        said = deciding.rule(
            incident, thing=thing_of(incident, key), field=key.field, value=value, reason=reason, now=space.clock()
        )
        incidents.write(space, [(subject, Subject.INCIDENT, said)])


def confirm(space: Workspace) -> int:
    """Let count what several coders agree on, everywhere; return how many things that was.

    Raises:
        Refused: There is nothing.
    """
    with space.turn:
        changes: defaultdict[SubjectId, list[Event]] = defaultdict(list)
        for unit in units(space):
            if unit.agreed and not unit.ruled:
                changes[unit.subject] += deciding.rule(
                    space.incident(unit.subject).incident,
                    thing=unit.thing,
                    field=unit.field,
                    value=unit.agreed,
                    reason=AGREE,
                    now=space.clock(),
                    basis=Basis.AGREED,
                )
        if not changes:
            raise Refused("There is nothing that several coders agree on and that does not count yet.")
        incidents.write(space, [(subject, Subject.INCIDENT, said) for subject, said in changes.items()])
        return sum(map(len, changes.values()))


def agreement(space: Workspace, *, seed: int = 0, draws: int = DRAWS) -> list[FieldAgreement]:
    """Return how well the coders agree, field by field, as far as the member at this desk may see it.

    Args:
        space: The open vault.
        seed: Of the interval.
        draws: For the interval; 0: none.
    """
    by_field: defaultdict[str, list[Unit]] = defaultdict(list)
    me = space.me().id
    for unit in units(space):
        # Whoever still has to code a thing does not see how another did.
        if me in unit.chosen or unit.by_several or unit.ruled:
            by_field[unit.field].append(unit)
    return [_agreement(space, field, by_field[field], seed, draws) for field in JUDGED if by_field[field]]


def units(space: Workspace) -> Iterator[Unit]:
    """Yield everything that was coded, of incidents and things that count."""
    for subject, incident in incidents.counted(space):
        for thing, field in incident.coded:
            if thing in incident.things and not incident.things[thing].withdrawn:
                chosen = choices(space, incident, thing, field)
                yield Unit(subject, thing, field, chosen, bool(incident.ruled.get((thing, field))))


def choices(space: Workspace, incident: Incident, thing: bytes, field: str) -> dict[bytes, str]:
    """Return what each member chose; of one who chose twice on two laptops apart, the later in the log."""
    roster = space.group().roster
    coded = incident.coded.get((thing, field))
    found: dict[bytes, str] = {}
    for write in coded.writes if coded else ():
        owner = roster.owner(write.device)
        if owner is not None:
            found[owner.id] = write.value
    return found


def visible(space: Workspace, incident: Incident, thing: bytes, field: str) -> dict[str, str]:
    """Return what coders chose, by name: everything once the member at this desk has chosen, or it is decided."""
    chosen = choices(space, incident, thing, field)
    if space.me().id not in chosen and not incident.ruled.get((thing, field)):
        return {}
    return {space.group().roster.named(member): word for member, word in chosen.items()}


def thing_of(incident: Incident, key: Key) -> bytes:
    """Return the thing that a key names.

    Raises:
        BadInput: The incident has no such thing.
    """
    same = [each.id for each in incident.things.values() if each.sort is key.sort]
    if key.number > len(same):
        raise BadInput("This incident has no such thing: see kunak register show.", field=key.field)
    return same[key.number - 1]


def _agreement(space: Workspace, field: str, found: Sequence[Unit], seed: int, draws: int) -> FieldAgreement:
    several = [unit for unit in found if unit.by_several]
    roster = space.group().roster
    members = sorted(
        {member for unit in several for member in unit.chosen}, key=lambda each: (roster.named(each), each)
    )
    pairs = []
    for first, second in combinations(members, 2):
        both = [(unit.chosen[first], unit.chosen[second]) for unit in several if {first, second} <= unit.chosen.keys()]
        pairs += [Pair(roster.named(first), roster.named(second), cohen(both))] if both else []
    return FieldAgreement(
        field=field,
        alpha=with_interval([tuple(unit.chosen.values()) for unit in several], seed=seed, draws=draws),
        pairs=tuple(pairs),
        differing=tuple(unit for unit in several if not unit.agreed and not unit.ruled),
        agreed=tuple(unit for unit in several if unit.agreed and not unit.ruled),
    )
