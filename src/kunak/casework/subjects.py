"""What the facts of a case, a request, the group, an incident or a source add up to.

One table for each says which events belong to which compartment and which
aspect folds them. A fact in a compartment that is not its home is set aside:
nobody who may write in one part of a case speaks in the name of another.
"""

from collections.abc import Callable, Iterable
from typing import Any, Final, Generic, NamedTuple, TypeVar

import msgspec

from kunak.casework import (
    assessment,
    case,
    checkins,
    compartments,
    consent,
    custody,
    details,
    legal,
    money,
    plan,
    preferences,
    publication,
    request,
    retention,
    roster,
    shelter,
    ways,
)
from kunak.casework.assessment import AssessmentFile
from kunak.casework.case import Case
from kunak.casework.checkins import CheckIns
from kunak.casework.compartments import Access, CompartmentOpened, Kind
from kunak.casework.consent import Consent
from kunak.casework.custody import CustodyFile
from kunak.casework.details import Details
from kunak.casework.facts import Event, Fact, Unknown
from kunak.casework.incidents import ending, extracts, links, sources
from kunak.casework.incidents import events as incidents
from kunak.casework.incidents import fields as incident_fields
from kunak.casework.incidents import state as incident_state
from kunak.casework.incidents.ending import Endings
from kunak.casework.incidents.extracts import Extracts
from kunak.casework.incidents.links import Links
from kunak.casework.incidents.sources import Source
from kunak.casework.incidents.state import Incident
from kunak.casework.legal import LegalFile
from kunak.casework.members import events as members
from kunak.casework.money import MoneyFile
from kunak.casework.plan import Plan
from kunak.casework.preferences import Preferences
from kunak.casework.publication import Publication
from kunak.casework.request import Request
from kunak.casework.retention import Retention
from kunak.casework.roster import Roster
from kunak.casework.shelter import Placements, Places
from kunak.casework.ways import Ways


class Entry(NamedTuple):
    """A fact and the compartment in which it stands."""

    kind: Kind
    fact: Fact


class CaseFile(msgspec.Struct, frozen=True):
    """One case, as far as its reader may read it."""

    case: Case = Case()
    access: Access = Access()
    details: Details = Details()
    assessment: AssessmentFile = AssessmentFile()
    plan: Plan = Plan()
    ways: Ways = Ways()
    checkins: CheckIns = CheckIns()
    custody: CustodyFile = CustodyFile()
    placements: Placements = Placements()
    legal: LegalFile = LegalFile()
    money: MoneyFile = MoneyFile()
    consent: Consent = Consent()
    publication: Publication = Publication()
    retention: Retention = Retention()
    aside: tuple[Entry, ...] = ()


class RequestFile(msgspec.Struct, frozen=True):
    """One request and the notes about it."""

    request: Request = Request()
    details: Details = Details()
    aside: tuple[Entry, ...] = ()


class GroupFile(msgspec.Struct, frozen=True):
    """What belongs to the group as a whole: members, safe places, stock of phones, what left the register."""

    roster: Roster = Roster()
    places: Places = Places()
    stock: CustodyFile = CustodyFile()
    preferences: Preferences = Preferences()
    extracts: Extracts = Extracts()
    endings: Endings = Endings()
    details: Details = Details()
    aside: tuple[Entry, ...] = ()


class IncidentFile(msgspec.Struct, frozen=True):
    """One incident of the register, what was decided of its victims, and the notes about it."""

    incident: Incident = Incident()
    links: Links = Links()
    details: Details = Details()
    aside: tuple[Entry, ...] = ()


class SourceFile(msgspec.Struct, frozen=True):
    """One source of the register and the notes about it."""

    source: Source = Source()
    details: Details = Details()
    aside: tuple[Entry, ...] = ()


AnyFile = CaseFile | RequestFile | GroupFile | IncidentFile | SourceFile
File = TypeVar("File", CaseFile, RequestFile, GroupFile, IncidentFile, SourceFile)
Home = Callable[[Any], Kind | None]
"""Where an event belongs; None: wherever its author wrote it."""


class Part(NamedTuple):
    """One aspect of a file: its attribute, its events, their home, its fold."""

    name: str
    events: tuple[type[Event], ...]
    home: Home
    evolve: Callable[[Any, Fact], Any]


def _always(kind: Kind) -> Home:
    return lambda _event: kind


def _detail_home(event: Event) -> Kind | None:
    """A field has its compartment; a note stands wherever it was written."""
    if isinstance(event, details.DetailWritten) and event.field in details.FIELDS:
        return details.FIELDS[event.field].kind
    return None


def _statement_home(event: Event) -> Kind | None:
    """What finds a person stands apart; a field that only a newer version knows, where its author wrote it."""
    if not isinstance(event, (incidents.Stated, incidents.Coded, incidents.Ruled)):
        return Kind.DESK
    field = incident_fields.FIELDS.get(event.field)
    return field.kind if field else None


def _link_home(event: Event) -> Kind | None:
    return Kind.IDENTITY if isinstance(event, links.LinkReasoned) else Kind.DESK


def _source_home(event: Event) -> Kind | None:
    leads_to_names = isinstance(event, (sources.SourceFound, sources.SnapshotTaken))
    return Kind.IDENTITY if leads_to_names else Kind.DESK


CASE_PARTS: Final = (
    Part("case", case.EVENTS, _always(Kind.DESK), case.evolve),
    Part(
        "access",
        (compartments.MemberLetIn, compartments.MemberShutOut, compartments.PartsExported, compartments.ExportAsked),
        _always(Kind.DESK),
        compartments.evolve,
    ),
    Part("details", details.EVENTS, _detail_home, details.evolve),
    Part("assessment", assessment.EVENTS, _always(Kind.THREAT), assessment.evolve),
    Part("plan", plan.EVENTS, _always(Kind.ROUTE), plan.evolve),
    Part("ways", ways.EVENTS, _always(Kind.ROUTE), ways.evolve),
    Part("checkins", checkins.EVENTS, _always(Kind.ROUTE), checkins.evolve),
    Part("custody", custody.EVENTS, _always(Kind.CUSTODY), custody.evolve),
    Part("placements", shelter.CASE_EVENTS, _always(Kind.SHELTER), shelter.evolve),
    Part("legal", legal.EVENTS, _always(Kind.LEGAL), legal.evolve),
    Part("money", money.EVENTS, _always(Kind.MONEY), money.evolve),
    Part("consent", consent.EVENTS, _always(Kind.PUBLICATION), consent.evolve),
    Part("publication", publication.EVENTS, _always(Kind.PUBLICATION), publication.evolve),
    Part("retention", retention.EVENTS, _always(Kind.DESK), retention.evolve),
)

REQUEST_PARTS: Final = (
    Part("request", request.EVENTS, _always(Kind.CONTACT), request.evolve),
    Part("details", (details.NoteAdded,), _always(Kind.CONTACT), details.evolve),
)

GROUP_PARTS: Final = (
    # What the members' own log adds up to depends on all of it (members.judging): this is only where it stands.
    Part("roster", (*roster.EVENTS, *members.EVENTS), _always(Kind.DESK), roster.evolve),
    Part("places", shelter.GROUP_EVENTS, _always(Kind.SHELTER), shelter.evolve_places),
    Part("stock", custody.EVENTS, _always(Kind.CUSTODY), custody.evolve),
    Part("preferences", preferences.EVENTS, _always(Kind.DESK), preferences.evolve),
    Part("endings", ending.EVENTS, _always(Kind.DESK), ending.evolve),
    Part("extracts", extracts.EVENTS, _always(Kind.DESK), extracts.evolve),
    Part("details", (details.NoteAdded,), _detail_home, details.evolve),
)


INCIDENT_PARTS: Final = (
    Part("incident", incidents.EVENTS, _statement_home, incident_state.evolve),
    Part("links", links.EVENTS, _link_home, links.evolve),
    Part("details", (details.NoteAdded,), _detail_home, details.evolve),
)

SOURCE_PARTS: Final = (
    Part("source", sources.EVENTS, _source_home, sources.evolve),
    Part("details", (details.NoteAdded,), _detail_home, details.evolve),
)


class Fold(Generic[File]):
    """The fold of one kind of file: a table from event types to aspects."""

    def __init__(self, empty: File, parts: tuple[Part, ...]) -> None:
        self.empty: File = empty
        self._parts = {event: part for part in parts for event in part.events}

    def home(self, event: Event) -> Kind | None:
        """Return the compartment in which this event is written; None: its author chooses."""
        part = self._parts.get(type(event))
        return part.home(event) if part else None

    def step(self, file: File, entry: Entry) -> File:
        """Return the file after one more fact."""
        event = entry.fact.event
        part = self._parts.get(type(event))
        if part is None or part.home(event) not in {None, entry.kind}:
            return file if isinstance(event, CompartmentOpened) else self.set_aside(file, entry)
        after = part.evolve(getattr(file, part.name), entry.fact)
        return msgspec.structs.replace(file, **{part.name: after})

    def set_aside(self, file: File, entry: Entry) -> File:
        """Return the file with a fact that is shown and not believed."""
        return msgspec.structs.replace(file, aside=(*file.aside, entry))

    def all(self, entries: Iterable[Entry]) -> File:
        """Return what the facts add up to, in the order of the log."""
        file = self.empty
        for entry in entries:
            file = self.step(file, entry)
        return file


CASE: Final = Fold(CaseFile(), CASE_PARTS)
REQUEST: Final = Fold(RequestFile(), REQUEST_PARTS)
GROUP: Final = Fold(GroupFile(), GROUP_PARTS)
INCIDENT: Final = Fold(IncidentFile(), INCIDENT_PARTS)
SOURCE: Final = Fold(SourceFile(), SOURCE_PARTS)


def unreadable(file: AnyFile) -> tuple[Entry, ...]:
    """Return the facts of a kind that this version does not know."""
    return tuple(entry for entry in file.aside if isinstance(entry.fact.event, Unknown))
