"""Cases: their list, their file, and every decision that concerns one case alone."""

from collections.abc import Callable, Iterable, Iterator

import msgspec

from kunak.app import members
from kunak.app.workspace import Workspace
from kunak.base.errors import Refused
from kunak.base.ids import EventId, SubjectId
from kunak.base.instants import Instant
from kunak.casework import case, compartments, details, situation
from kunak.casework.case import Guard, Situation, Stage
from kunak.casework.compartments import EVERYTHING, Kind, MemberLetIn, Reading, Subject
from kunak.casework.details import Detail, NoteAdded
from kunak.casework.facts import Event, Fact
from kunak.casework.members.events import Purpose
from kunak.casework.situation import Summary
from kunak.casework.subjects import CaseFile, Entry

Rule = Callable[[CaseFile], tuple[Event, ...]]
"""A decision of ``casework`` with what somebody wants already in it."""


class Listed(msgspec.Struct, frozen=True):
    """One case in the list."""

    id: SubjectId
    updated: Instant
    line: Summary


class Change(msgspec.Struct, frozen=True):
    """What somebody wrote into a field of a form, and what the form had shown them.

    Attributes:
        was: The value that stood in the form.
        seen: The writes that the form was built on; what was written since stands beside the new value.
    """

    was: Detail
    now: Detail
    seen: tuple[EventId, ...]


class Moment(msgspec.Struct, frozen=True):
    """One entry of a case's timeline."""

    entry: Entry
    by: str


def decide(space: Workspace, subject: SubjectId, rule: Rule, *, kind: Kind | None = None) -> list[Fact]:
    """Ask a rule about a case and write down what follows.

    Args:
        space: The open vault.
        subject: The case.
        rule: Returns the events, or refuses.
        kind: In which compartment a note stands.

    Raises:
        Refused: What the rule says. Nothing is written.
    """
    with space.turn:
        return space.write(subject, Subject.CASE, rule(space.case(subject)), kind=kind)


def listed(
    space: Workspace, *, stages: Iterable[Stage] | None = None, limit: int = 100, offset: int = 0
) -> list[Listed]:
    """Return cases, those in the greatest danger first."""
    chosen = None if stages is None else [stage.value for stage in stages]
    rows = space.cache.subjects(Subject.CASE.value, stages=chosen, limit=limit, offset=offset)
    return [Listed(SubjectId(row.id), row.updated, summary_of(row.summary)) for row in rows]


def summary_of(body: bytes) -> Summary:
    """Read a line of the list as the cache keeps it."""
    return msgspec.msgpack.decode(body, type=Summary)


def count_by_stage(space: Workspace) -> dict[Stage, int]:
    """Return how many cases are at each stage."""
    return {Stage(stage): count for stage, count in space.cache.count_by_stage(Subject.CASE.value).items()}


def situation_of(space: Workspace, subject: SubjectId) -> Situation:
    """Return what the guards of a stage look at."""
    return situation.situation(space.case(subject), space.group().places, space.clock())


def move(space: Workspace, subject: SubjectId, *, to: Stage, reason: str = "") -> None:
    """Take a case to another stage.

    Raises:
        Refused: No arrow leads there, or a guard stands in the way.
    """
    with space.turn:
        now = situation_of(space, subject)
        decide(space, subject, lambda file: case.move(file.case, to=to, situation=now, reason=reason))


def obstacles(space: Workspace, subject: SubjectId, to: Stage) -> tuple[Guard, ...]:
    """Return what stands between a case and a stage."""
    return case.obstacles(space.case(subject).case, to, situation_of(space, subject))


def note(space: Workspace, subject: SubjectId, *, kind: Kind, text: str) -> None:
    """Write a note into a compartment of a case."""
    decide(space, subject, lambda _file: details.note(text=text), kind=kind)


def write_details(space: Workspace, subject: SubjectId, changes: dict[str, Change]) -> None:
    """Write the fields that were changed, all or none; the others are left as they are.

    Raises:
        Refused: A value is too long or not one of the choices.
    """
    changed = {name: change for name, change in changes.items() if change.now != change.was}
    decide(space, subject, lambda file: tuple(_written(file, changed)))


def notes(space: Workspace, subject: SubjectId, kind: Kind) -> list[Moment]:
    """Return the notes of one compartment, the latest first."""
    found = timeline(space, subject)
    of_kind = [each for each in found if each.entry.kind is kind and isinstance(each.entry.fact.event, NoteAdded)]
    return of_kind[::-1]


def let_in(
    space: Workspace,
    subject: SubjectId,
    *,
    member: bytes,
    kinds: frozenset[Kind],
    reason: str,
    reading: Reading = EVERYTHING,
) -> None:
    """Let a member into compartments of a case; ``reading`` says how far back they may read there.

    Closely held parts that others read already open to them when two admins have signed, where there are two.

    Raises:
        Refused: They are no member today, or the rule says no.
    """
    if member not in {each.id for each in space.group().roster.present}:
        raise Refused("This is no member of the group today.", field="member")
    with space.turn:
        grant = space.new_id()
        said = compartments.let_in(
            space.case(subject).access, member=member, kinds=kinds, reason=reason, reading=reading, grant=grant
        )
        wider = any(isinstance(each, MemberLetIn) and each.grant for each in said)
        asked = members.permit(space, Purpose.ACCESS, member=member, grant=grant) if wider else ()
        space.write_all([(subject, Subject.CASE, said), (space.group_id, Subject.GROUP, asked)])


def shut_out(space: Workspace, subject: SubjectId, *, member: bytes, kinds: frozenset[Kind], reason: str) -> None:
    """Take compartments of a case from a member."""
    decide(
        space,
        subject,
        lambda file: compartments.shut_out(file.access, member=member, kinds=kinds, reason=reason),
    )


def timeline(space: Workspace, subject: SubjectId) -> list[Moment]:
    """Return everything that was written about a case, the latest last."""
    return [Moment(entry, space.author(entry.fact.device)) for entry in space.entries(subject)]


def readable(space: Workspace, subject: SubjectId) -> frozenset[Kind]:
    """Return the compartments of a case that the member at this desk may read."""
    return space.case(subject).access.allowed(space.me().id, space.laptops.membership.permitted)


def waiting(space: Workspace, subject: SubjectId) -> dict[bytes, frozenset[Kind]]:
    """Return into which closely held parts members are to be let in when two admins have signed."""
    access, permitted = space.case(subject).access, space.laptops.membership.permitted
    lacking = {member: kinds - access.allowed(member, permitted) for member, kinds in access.kinds_of.items()}
    return {member: kinds for member, kinds in lacking.items() if kinds}


def check_readable(space: Workspace, subject: SubjectId, kind: Kind) -> None:
    """Refuse a compartment that the member at this desk was not let into.

    Raises:
        Refused: They were not, or no longer.
    """
    if kind not in readable(space, subject):
        raise Refused("You are not let into this part of the case. A coordinator can let you in, with a reason.")


def _written(file: CaseFile, changes: dict[str, Change]) -> Iterator[Event]:
    for name, change in changes.items():
        yield from details.write(
            file.details, name=name, value=change.now.value, known=change.now.known, seen=change.seen
        )
