"""What was done here, entry by entry: when, by whom, of what kind, about what. What was said stays closed.

For whoever is accused, and for whoever asks the group to account for itself: the
trail can be shown without opening a case.
"""

from typing import Final

import msgspec

from kunak.app.workspace import Workspace
from kunak.base.errors import BadInput
from kunak.base.ids import DeviceId, SubjectId, short
from kunak.base.instants import Instant
from kunak.base.words import phrase
from kunak.casework.compartments import KIND_NAMES, Kind, Subject
from kunak.log import clock as hybrid
from kunak.store.cache import Trace

AREA_NAMES: Final = {
    "access": phrase("access"),
    "assessment": phrase("assessment"),
    "case": phrase("stages and tasks"),
    "checkins": phrase("check-ins and alarms"),
    "consent": phrase("consent"),
    "custody": phrase("custody of phones"),
    "device": phrase("laptops"),
    "details": phrase("facts and notes"),
    "group": phrase("members"),
    "incident": phrase("incidents"),
    "keys": phrase("keys"),
    "legal": phrase("legal steps"),
    "money": phrase("money"),
    "plan": phrase("the way"),
    "publication": phrase("publication"),
    "request": phrase("requests"),
    "retention": phrase("closing and keeping"),
    "shelter": phrase("shelter"),
    "source": phrase("sources"),
}
"""First word of the kind of an event, and what kind of work it belongs to."""


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One entry of the trail.

    Attributes:
        n: Its place in the order of the log.
        kind: Name of the kind of event, as it stands in the log.
        area: What kind of work that is, a phrase; empty for a kind that this version does not know.
        part: Name of the compartment, a phrase.
        code: Code name of a case, number of a request, name of the group.
        event: Beginning of its id.
        device: Beginning of the id of the laptop that signed it.
    """

    n: int
    at: Instant
    by: str
    device: str
    kind: str
    area: str
    part: str
    subject: SubjectId
    subject_type: Subject
    code: str
    event: str


def trail(
    space: Workspace, *, limit: int, before: int | None = None, subject: SubjectId | None = None, area: str = ""
) -> list[Entry]:
    """Return a page of the trail, the latest first.

    Args:
        space: The open vault.
        limit: Most entries wanted.
        before: Only entries before this place; None for the latest.
        subject: Only what is about this case or request.
        area: Only this kind of work: a key of `AREA_NAMES`; empty for all.

    Raises:
        BadInput: There is no such kind of work.
    """
    if area and area not in AREA_NAMES:
        raise BadInput("There is no such kind of entry: choose one of the list.", field="area")
    traces = space.cache.latest(limit, before=before, subject=subject, area=area)
    parts = {trace.compartment: space.cache.compartment(trace.compartment) for trace in traces}
    subjects = {trace.subject: space.cache.subject(trace.subject) for trace in traces}
    found = []
    for trace in traces:
        part, row = parts[trace.compartment], subjects[trace.subject]
        if part is not None and row is not None:
            found.append(_entry(space, trace, Kind(part.kind), Subject(row.type), row.code))
    return found


def _entry(space: Workspace, trace: Trace, part: Kind, subject_type: Subject, code: str) -> Entry:
    return Entry(
        n=trace.n,
        at=hybrid.shown(trace.clock),
        by=space.author(DeviceId(trace.device)),
        device=short(trace.device),
        kind=trace.kind,
        area=AREA_NAMES.get(trace.kind.partition(".")[0], ""),
        part=KIND_NAMES[part],
        subject=SubjectId(trace.subject),
        subject_type=subject_type,
        code=code,
        event=short(trace.id),
    )
