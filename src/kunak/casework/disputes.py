"""Where members disagree: every field of a file on which two values stand, what counts meanwhile, and who must see it.

One table for all pages. A dispute ends by saying one of the values again in the name
of all that stand (`settling`); whoever wants a third value writes it on its own page.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Any, Final

import msgspec

from kunak.base.errors import Refused
from kunak.base.ids import EventId
from kunak.base.words import phrase
from kunak.casework import assessment, details
from kunak.casework.case import FURTHEST_FIRST
from kunak.casework.compartments import Kind
from kunak.casework.factors import BY_ID
from kunak.casework.facts import Event
from kunak.casework.fields import Field, Write
from kunak.casework.incidents.fields import FIELDS, SORT_NAMES
from kunak.casework.incidents.state import Incident
from kunak.casework.shelter import HARM
from kunak.casework.subjects import CaseFile, GroupFile, IncidentFile, RequestFile, SourceFile

HIGHEST: Final = phrase("The higher one counts until somebody decides.")
CAUTIOUS: Final = phrase("The more cautious one counts until somebody decides.")
EARLIEST: Final = phrase("The earlier one counts until somebody decides.")
LATER: Final = phrase("The later one counts until somebody decides.")
FURTHEST: Final = phrase("The stage further from safety counts until somebody decides.")
ALL: Final = phrase("All of them count until somebody decides.")
NONE: Final = phrase("None of them counts until somebody decides.")
LATEST: Final = phrase("The one that came last counts until somebody decides.")
SAME: Final = phrase("All laptops keep to the same one until somebody decides.")


class Dispute(msgspec.Struct, frozen=True, kw_only=True):
    """One field on which two values or more stand.

    Attributes:
        kind: The part of the file in which it stands.
        name: Of the field, a phrase.
        about: What it is about, as somebody typed it; may be empty.
        rule: What counts meanwhile, a phrase.
        counting: The writes that count meanwhile.
    """

    kind: Kind
    name: str
    about: str = ""
    rule: str
    field: Field[Any]
    counting: frozenset[EventId]


Caution = Callable[[Any], Any]


def of_case(file: CaseFile) -> tuple[Dispute, ...]:
    """Return every dispute of a case."""
    return tuple(found for found in _of_case(file) if found.field.disputed)


def of_request(file: RequestFile) -> tuple[Dispute, ...]:
    """Return every dispute about a request."""
    urgency = _most(Kind.CONTACT, phrase("Urgency"), HIGHEST, file.request.urgency, caution=lambda value: value.value)
    return (urgency,) if urgency.field.disputed else ()


def of_group(file: GroupFile) -> tuple[Dispute, ...]:
    """Return every dispute about what is the group's."""
    return tuple(found for found in _of_group(file) if found.field.disputed)


def of_incident(file: IncidentFile) -> tuple[Dispute, ...]:
    """Return what members wrote differently of one source, or decided differently.

    That sources contradict each other is no dispute of ours: somebody decides it.
    """
    incident = file.incident
    said: list[tuple[bytes, str, Field[Any]]] = [
        (thing, name, field) for (thing, name, _), field in incident.said.items()
    ]
    said += [(thing, name, field) for (thing, name), field in incident.ruled.items()]
    return tuple(
        _every(FIELDS[name].kind, FIELDS[name].label, NONE, field, about=_sort_of(incident, thing), counts=False)
        for thing, name, field in said
        if name in FIELDS and field.disputed
    )


def _sort_of(incident: Incident, thing: bytes) -> str:
    return SORT_NAMES[incident.things[thing].sort] if thing in incident.things else ""


def of_source(file: SourceFile) -> tuple[Dispute, ...]:
    """Return every dispute about a source."""
    source = file.source
    found = (
        _latest(Kind.DESK, phrase("What a source is"), source.records),
        _latest(Kind.IDENTITY, phrase("Where a source is found"), source.founds),
        _most(
            Kind.DESK,
            phrase("What a source is worth"),
            CAUTIOUS,
            source.grades,
            caution=lambda grade: grade.reliability.value,
        ),
    )
    return tuple(each for each in found if each.field.disputed)


def settling(dispute: Dispute, said: Event, *, seen: Iterable[EventId]) -> tuple[Event, ...]:
    """Return what ends a dispute: one of the values said again, in the place of all that somebody saw.

    Args:
        dispute: What stands now.
        said: The event that wrote the value.
        seen: The writes that were on the page; what came since stays beside it.

    Raises:
        Refused: The value cannot be said again.
    """
    heads = tuple(head for head in dispute.field.heads if head in set(seen))
    if not hasattr(said, "supersedes"):
        raise Refused("This value cannot be said again by itself: write it on the page of the field.")
    return (msgspec.structs.replace(said, supersedes=heads),)


def _of_case(file: CaseFile) -> Iterator[Dispute]:
    yield _most(Kind.DESK, phrase("Stage"), FURTHEST, file.case.stages, caution=FURTHEST_FIRST.__getitem__)
    yield _latest(Kind.DESK, phrase("Case manager"), file.case.manager)
    yield _most(Kind.DESK, phrase("How long it is kept"), LATER, file.retention.until, caution=int)
    yield _most(Kind.DESK, phrase("A hold"), CAUTIOUS, file.retention.holds, caution=bool)
    yield from _of_assessment(file)
    yield _every(Kind.ROUTE, phrase("Plan"), NONE, file.plan.drafts, counts=False)
    for stay in file.placements.placements.values():
        yield _most(Kind.SHELTER, phrase("Planned end of a stay"), EARLIEST, stay.untils, caution=_earlier)
    for step in file.legal.steps.values():
        yield _most(Kind.LEGAL, phrase("Deadline"), EARLIEST, step.dues, about=step.title, caution=_earlier)
        yield _every(Kind.LEGAL, phrase("Who answers for it"), ALL, step.responsibles, about=step.title)
        yield _every(Kind.LEGAL, phrase("What became of it"), NONE, step.endings, about=step.title, counts=False)
    yield _every(Kind.PUBLICATION, phrase("Consent"), CAUTIOUS, file.consent.given)
    yield _every(Kind.PUBLICATION, phrase("Draft"), NONE, file.publication.drafts, counts=False)
    yield _most(Kind.PUBLICATION, phrase("Embargo"), LATER, file.publication.embargo, caution=int)
    yield from _of_details(file)


def _of_assessment(file: CaseFile) -> Iterator[Dispute]:
    known = file.assessment
    yield _most(
        Kind.THREAT,
        phrase("Level of danger"),
        HIGHEST,
        known.level,
        caution=lambda decided: assessment.LEVEL_RANK[decided.level],
    )
    for factor, field in known.marks.items():
        name = BY_ID[factor].en if factor in BY_ID else factor
        yield _most(Kind.THREAT, name, CAUTIOUS, field, caution=lambda mark: assessment.CAUTION[mark.presence])
    for one in known.perpetrators.values():
        label = one.standing[0].label if one.standing else ""
        yield _every(Kind.THREAT, phrase("Somebody the person has to fear"), ALL, one.accounts, about=label)


def _of_details(file: CaseFile) -> Iterator[Dispute]:
    for name, field in file.details.fields.items():
        known = details.FIELDS.get(name)
        if known is None:
            continue
        if known.cautious:
            order = known.cautious
            yield _most(known.kind, known.label, CAUTIOUS, field, caution=_by_order(order))
        else:
            yield _latest(known.kind, known.label, field)


def _of_group(file: GroupFile) -> Iterator[Dispute]:
    for place in file.places.places.values():
        about = place.record.label
        yield _most(
            Kind.SHELTER,
            phrase("What a place is like"),
            CAUTIOUS,
            place.records,
            about=about,
            caution=lambda record: -record.capacity,
        )
        yield _most(
            Kind.SHELTER,
            phrase("Whether a place is safe"),
            CAUTIOUS,
            place.standings,
            about=about,
            caution=lambda standing: HARM[standing.status],
        )
    chosen = file.preferences
    yield _most(
        Kind.DESK, phrase("How the desk behaves"), CAUTIOUS, chosen.desk, caution=lambda desk: -desk.idle_minutes
    )
    yield _most(Kind.DESK, phrase("Relay"), SAME, chosen.meetings, caution=lambda meeting: meeting.feed)


def _most(kind: Kind, name: str, rule: str, field: Field[Any], *, caution: Caution, about: str = "") -> Dispute:
    """Return a field of which the most cautious value counts."""
    most = max((caution(write.value) for write in field.writes), default=None)
    counting = (write for write in field.writes if caution(write.value) == most)
    return _dispute(kind, name, rule, field, counting, about)


def _latest(kind: Kind, name: str, field: Field[Any], *, about: str = "") -> Dispute:
    """Return a field of which the last value counts, because none is more cautious."""
    return _dispute(kind, name, LATEST, field, field.writes[-1:], about)


def _every(kind: Kind, name: str, rule: str, field: Field[Any], *, about: str = "", counts: bool = True) -> Dispute:
    """Return a field of which all values count, or none."""
    return _dispute(kind, name, rule, field, field.writes if counts else (), about)


def _dispute(
    kind: Kind, name: str, rule: str, field: Field[Any], counting: Iterable[Write[Any]], about: str
) -> Dispute:
    ids = frozenset(write.id for write in counting)
    return Dispute(kind=kind, name=name, about=about, rule=rule, field=field, counting=ids)


def _earlier(instant: int) -> int:
    return -instant


def _by_order(order: tuple[str, ...]) -> Caution:
    """Return the rank of a value: what stands last in its table is the most cautious."""
    return lambda detail: details.rank(order, detail.value)
