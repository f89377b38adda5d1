"""The end of a case on every laptop: its keys are destroyed, what was read of it is forgotten, and that is said.

Ordered by two admins in the members' own log, where every laptop hears of it, those
too that could never read the case. A laptop obeys when it is next opened, because
the keystore is written anew for that and only then its passphrase is at hand. What
destroys the bytes is in ``wiring``; here is what has to go.
"""

from collections.abc import Iterator
from typing import Final

import msgspec

from kunak.app import incidents, members
from kunak.app.keybook import CIRCLE_EPOCH, TRANSPORT_EPOCH
from kunak.app.members import Said
from kunak.app.workspace import Workspace
from kunak.base.errors import Refused
from kunak.base.ids import CompartmentId, DeviceId, EventId, SubjectId
from kunak.base.instants import to_rfc3339
from kunak.base.words import phrase
from kunak.casework import retention
from kunak.casework.catalogue import files_in
from kunak.casework.compartments import Kind, Subject
from kunak.casework.incidents.ending import Ended
from kunak.casework.members import deciding
from kunak.casework.members.events import ShredOrdered
from kunak.casework.members.state import Shredding
from kunak.casework.subjects import CaseFile
from kunak.crypto.secret import Secret
from kunak.log import codec

WITH_FILES: Final = ("request.received", "publication.drafted", "source.snapshot")
"""Kinds of facts that name sealed files."""

PROPOSED: Final = phrase("It is proposed to destroy the keys of this case: another admin has to sign that.")
ORDERED: Final = phrase(
    "The keys of this case are to be destroyed on every laptop. On this one that is done when it is next locked and "
    "opened: until then it can still be read here."
)


INCIDENT_PROPOSED: Final = phrase(
    "It is proposed to destroy the keys of this incident: another admin has to sign that."
)
INCIDENT_ORDERED: Final = phrase(
    "The keys of this incident are to be destroyed on every laptop, and it counts no longer. On this one that is done "
    "when it is next locked and opened: until then it can still be read here."
)


def order(space: Workspace, subject: SubjectId) -> Said:
    """Propose that the keys of a case be destroyed, and those of the call for help that it began with.

    Raises:
        BadInput: There is no such case.
        Refused: A hold is on it, its time has not come, you are no admin or do not know all of its parts, or it was
            proposed before.
    """
    with space.turn:
        check_may_order(space, subject)
        file = space.case(subject)
        subjects = [subject, *([SubjectId(file.case.request)] if file.case.request else [])]
        parts = tuple(CompartmentId(row.id) for each in subjects for row in space.cache.compartments_of(each))
        opened = min((entry.fact.at for entry in space.entries(subject)), default=space.clock())
        year = int(to_rfc3339(opened)[:4])
        return members.order_shredding(space, ShredOrdered(compartments=parts, subjects=tuple(subjects), year=year))


def order_incident(space: Workspace, subject: SubjectId) -> Said:
    """Propose that the keys of an incident of the register be destroyed. That there was one stays known.

    Raises:
        BadInput: There is no such incident.
        Refused: You do not read names, are no admin, or it was proposed before.
    """
    with space.turn:
        check_may_order_incident(space, subject)
        parts = tuple(CompartmentId(row.id) for row in space.cache.compartments_of(subject))
        opened = min((entry.fact.at for entry in space.entries(subject)), default=space.clock())
        year = int(to_rfc3339(opened)[:4])
        said = members.order_shredding(space, ShredOrdered(compartments=parts, subjects=(subject,), year=year))
        space.write(space.group_id, Subject.GROUP, (Ended(incident=subject),))
        return said


def check_may_order_incident(space: Workspace, subject: SubjectId) -> None:
    """Return only where an incident may be ordered to be destroyed from this laptop.

    Raises:
        BadInput: There is no such incident.
        Refused: You do not read names, so a part of it would be left over.
    """
    space.incident(subject)
    if Kind.IDENTITY not in incidents.readable(space):
        raise Refused(
            "You do not read names, so a part of this incident would be left over. Ask a researcher who is an admin."
        )


def check_may_order(space: Workspace, subject: SubjectId) -> None:
    """Return only where the end of a case may be ordered from this laptop.

    Raises:
        BadInput: There is no such case.
        Refused: A hold is on it, its time has not come, or you do not know all of its parts.
    """
    file = space.case(subject)
    retention.check_may_shred(file.retention, now=space.clock())
    _refuse_blind(space, file)


def standing(space: Workspace, subject: SubjectId, proposed: str = PROPOSED, ordered: str = ORDERED) -> str:
    """Return what is decided about the end of a case or an incident: a phrase, empty where nothing is."""
    parts = {CompartmentId(row.id) for row in space.cache.compartments_of(subject)}
    state = space.laptops.membership
    if parts & state.shredded:
        return ordered
    waiting = (each.said for each in state.pending.values())
    named = {part for said in waiting if isinstance(said, ShredOrdered) for part in said.compartments}
    return proposed if parts & named else ""


def refusal(space: Workspace, subject: SubjectId) -> str:
    """Return why the keys of a case cannot be destroyed yet: a sentence, empty where they can."""
    try:
        retention.check_may_shred(space.case(subject).retention, now=space.clock())
    except Refused as refused:
        return refused.sentence
    return ""


class Doomed(msgspec.Struct, frozen=True):
    """What has to go from this laptop.

    Attributes:
        orders: By which events.
        compartments: All their secrets.
        circles: Circles whose secret would open these in the log once more.
        kept: What follows from such a secret and is still needed: under it everybody wrapped.
        files: Names of sealed files that came with these calls for help, or lie beside texts of these cases.
    """

    orders: tuple[EventId, ...]
    compartments: frozenset[CompartmentId]
    circles: frozenset[bytes]
    kept: tuple[tuple[bytes, int, Secret], ...]
    files: frozenset[str]


def doomed(space: Workspace) -> Doomed | None:
    """Return what has to go from this laptop and has not; None where there is nothing."""
    state, me = space.laptops.membership, space.vault.device
    obeyed = [each for each in state.shreddings.values() if me in each.done or not _is_held(space, each)]
    orders = tuple(each.event for each in obeyed if me not in each.done)
    # And what came of these cases since, by somebody who had not heard.
    ended = frozenset[SubjectId]().union(*(each.subjects for each in obeyed))
    later = {CompartmentId(row.id) for subject in ended for row in space.cache.compartments_of(subject)}
    compartments = frozenset(later).union(*(state.shreddings[each].compartments for each in orders))
    if me not in state.laptops or not (orders or later):
        return None
    rows = [row for each in compartments if (row := space.cache.compartment(each)) is not None]
    subjects = frozenset(SubjectId(row.subject) for row in rows) - {space.group_id}
    known = space.keys.circles.epochs
    burnt = space.keys.burnt().union(epoch.circle for each in later for epoch in known.get(each, ()))
    return Doomed(
        orders=orders,
        compartments=compartments,
        circles=burnt,
        kept=tuple((each, TRANSPORT_EPOCH, key) for each in burnt if (key := space.keys.transport(each)) is not None),
        files=_files(space, subjects),
    )


def places(what: Doomed) -> Iterator[tuple[bytes, int]]:
    """Yield the places of the keyring that hold circles' secrets which have to go."""
    return ((circle, CIRCLE_EPOCH) for circle in what.circles)


def acknowledge(space: Workspace, what: Doomed) -> None:
    """Say that this laptop has destroyed what it was told to."""
    with space.turn:
        state, me = space.laptops.membership, space.vault.device
        said = [event for each in what.orders for event in deciding.acknowledge_shredding(state, me, each)]
        space.write(space.group_id, Subject.GROUP, said)


class Report(msgspec.Struct, frozen=True):
    """How far an order is carried out.

    Attributes:
        year: In which the case was opened, or the incident entered.
        is_incident: Whether it was one of the register.
        done: Laptops that say they have.
        missing: Laptops that have not said so, and are the group's today.
        gone: Laptops that were put out and never said so: nobody can say what is on them.
    """

    order: EventId
    year: int
    is_incident: bool
    done: tuple[DeviceId, ...]
    missing: tuple[DeviceId, ...]
    gone: tuple[DeviceId, ...]


def reports(space: Workspace) -> list[Report]:
    """Return how far every order is carried out."""
    state = space.laptops.membership
    of_register = space.group().endings.incidents
    here = {laptop.id for laptop in state.laptops.values() if laptop.cut is None}
    return [
        Report(
            each.event,
            each.year,
            bool(each.subjects & of_register),
            tuple(sorted(each.done & state.laptops.keys())),
            tuple(sorted(here - each.done)),
            tuple(sorted(state.laptops.keys() - here - each.done)),
        )
        for each in state.shreddings.values()
    ]


def _refuse_blind(space: Workspace, file: CaseFile) -> None:
    """Let nobody order the end of a case of which they do not know every part: the others would be left over.

    Raises:
        Refused: With who does know them.
    """
    me, permitted = space.me(), space.laptops.membership.permitted
    readers = {kind: file.access.allowed_readers(kind, permitted) for kind in Kind if file.access.readers(kind)}
    hidden = [kind for kind, allowed in readers.items() if me.id not in allowed]
    unknown_call = file.case.request and not space.cache.compartments_of(file.case.request)
    if not hidden and not unknown_call:
        return
    able = [
        member.name
        for member in space.group().roster.present
        if all(member.id in readers[kind] for kind in hidden) and member.id != me.id
    ]
    raise Refused(
        "You do not see all parts of this case, or not the call that it began with, so some would be left over. "
        "Ask somebody who does: %(names)s.",
        field="case",
        names=", ".join(able) or "–",
    )


def _is_held(space: Workspace, order: Shredding) -> bool:
    """Whether a hold that this laptop can read stands on the case, placed by somebody who did not know of the order."""
    rows = [row for each in order.compartments if (row := space.cache.compartment(each)) is not None]
    known = {SubjectId(row.subject): space.cache.subject(row.subject) for row in rows}
    cases = [subject for subject, row in known.items() if row is not None and row.type == Subject.CASE.value]
    return any(space.case(subject).retention.held for subject in cases)


def _files(space: Workspace, subjects: frozenset[SubjectId]) -> frozenset[str]:
    """Return the sealed files of these calls for help and cases; such as others name, too, stay."""
    going: set[str] = set()
    staying: set[str] = set()
    for fact in space.cache.facts_of_kinds(WITH_FILES):
        named = files_in(codec.from_body(fact.kind, fact.body))
        (going if fact.subject in subjects else staying).update(file.stored for file in named)
    return frozenset(going - staying)
