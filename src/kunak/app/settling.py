"""Where members disagree, with both sides in words; and ending it by one choice."""

from collections.abc import Sequence

import msgspec

from kunak.app import cases, telling
from kunak.app.telling import Told
from kunak.app.workspace import Workspace
from kunak.base.errors import Refused
from kunak.base.ids import EventId, SubjectId
from kunak.base.instants import Instant
from kunak.base.words import phrase
from kunak.casework import assessment, details, disputes, legal, plan, publication, shelter
from kunak.casework.compartments import Kind, Subject
from kunak.casework.disputes import Dispute
from kunak.casework.facts import Event
from kunak.casework.fields import Write
from kunak.casework.plan import PlanDrafted
from kunak.casework.preferences import DeskSet, MeetingChosen
from kunak.casework.publication import DraftWritten

OVER = phrase("Somebody has decided this meanwhile, or wrote a third value: look at the page once more.")


class Side(msgspec.Struct, frozen=True):
    """One of the values that stand.

    Attributes:
        told: The sentence of the event that wrote it.
        word: A phrase of the value that the sentence leaves out; may be empty.
        text: What somebody typed that the sentence leaves out; may be empty.
        instant: The value, where it is one; 0 otherwise.
        counts: Whether it counts meanwhile.
    """

    id: EventId
    told: Told
    word: str
    text: str
    instant: Instant
    by: str
    at: Instant
    counts: bool


class Disagreement(msgspec.Struct, frozen=True):
    """One dispute with its sides."""

    dispute: Dispute
    sides: tuple[Side, ...]


def of(space: Workspace, subject: SubjectId, subject_type: Subject) -> tuple[Disagreement, ...]:
    """Return where members disagree about a case, a request or the group."""
    found = _disputes(space, subject, subject_type)
    if not found:
        return ()
    said = {entry.fact.id: entry.fact.event for entry in space.entries(subject)}
    return tuple(
        Disagreement(each, tuple(_side(space, each, write, said[write.id]) for write in each.field.writes))
        for each in found
    )


def settle(
    space: Workspace, subject: SubjectId, subject_type: Subject, *, chosen: EventId, seen: Sequence[EventId]
) -> Kind:
    """Let one of the values stand alone; return the part in which it stands.

    Raises:
        Refused: Nothing is in dispute about it any more, or it may not be chosen here.
    """
    with space.turn:
        dispute = next((each for each in _disputes(space, subject, subject_type) if chosen in each.field.heads), None)
        if dispute is None:
            raise Refused(OVER)
        if subject_type is Subject.CASE:
            cases.check_readable(space, subject, dispute.kind)
        said = next(entry.fact.event for entry in space.entries(subject) if entry.fact.id == chosen)
        _check(space, said)
        space.write(subject, subject_type, _again(space, subject, dispute, said, seen))
        return dispute.kind


def _again(
    space: Workspace, subject: SubjectId, dispute: Dispute, said: Event, seen: Sequence[EventId]
) -> tuple[Event, ...]:
    """Say a value again; a plan and a draft pass their own rules first."""
    match said:
        case PlanDrafted(legs=legs, note=note) if set(dispute.field.heads) <= set(seen):
            return plan.draft(space.case(subject).plan, legs=legs, note=note)
        case DraftWritten(text=text, scope=scope, files=files) if set(dispute.field.heads) <= set(seen):
            return publication.draft(space.case(subject).publication, text=text, scope=scope, files=files)
        case _:
            return disputes.settling(dispute, said, seen=seen)


def _check(space: Workspace, said: Event) -> None:
    membership = space.laptops.membership
    if isinstance(said, MeetingChosen) and membership.owner(space.vault.device) not in membership.admins:
        raise Refused("Only an admin chooses the relay of the group.", field="relay")


def _disputes(space: Workspace, subject: SubjectId, subject_type: Subject) -> tuple[Dispute, ...]:
    match subject_type:
        case Subject.CASE:
            return disputes.of_case(space.case(subject))
        case Subject.REQUEST:
            return disputes.of_request(space.request(subject))
        case Subject.GROUP:
            return disputes.of_group(space.group())
        case Subject.INCIDENT:
            return disputes.of_incident(space.incident(subject))
        case Subject.SOURCE:
            return disputes.of_source(space.source(subject))


def _side(space: Workspace, dispute: Dispute, write: Write[object], said: Event) -> Side:
    value = write.value
    return Side(
        id=write.id,
        told=_told(said),
        word=_word(value),
        text=_text(space, value),
        instant=Instant(value) if isinstance(value, int) else Instant(0),
        by=space.author(write.device),
        at=write.at,
        counts=write.id in dispute.counting,
    )


def _told(said: Event) -> Told:
    """Return the sentence of a side; what the heading says already is left out."""
    if isinstance(said, assessment.FactorMarked):
        return Told(assessment.PRESENCE_NAMES[said.presence], {})
    return telling.tell(said)


def _word(value: object) -> str:
    """Return a phrase of a value that its sentence leaves out."""
    match value:
        case details.Detail(known=known):
            return details.KNOWN_NAMES[known]
        case legal.Ending(outcome=outcome):
            return legal.OUTCOME_NAMES[outcome]
        case _:
            return ""


def _text(space: Workspace, value: object) -> str:
    """Return what somebody typed that the sentence about a value leaves out."""
    match value:
        case bytes():
            return space.group().roster.named(value)
        case assessment.Mark(words=text) | assessment.Account(words=text) | legal.Ending(words=text):
            return text
        case publication.Draft(text=text, files=files):
            return "\n".join((text, *(f"[{file.sealed.name}: {file.alt}]" for file in files)))
        case MeetingChosen(url=text):
            return text
        case plan.Draft(legs=legs):
            return "; ".join(f"{leg.origin} → {leg.destination}" for leg in legs)
        case shelter.PlaceRecord(region=region, address=address, capacity=capacity):
            return f"{region}, {address} ({capacity})"
        case DeskSet(idle_minutes=minutes, zone=zone):
            return f"{minutes}′, {zone}"
        case _:
            return ""
