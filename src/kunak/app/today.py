"""What needs somebody today: alarms, deadlines, my cases, calls for help."""

from collections.abc import Iterator
from typing import Final

import msgspec

from kunak.app import cases, requests
from kunak.app.workspace import Workspace
from kunak.base.ids import SubjectId
from kunak.base.instants import DAY, Instant, after
from kunak.casework import checkins, shelter
from kunak.casework.case import Stage
from kunak.casework.checkins import ALARM_NAMES
from kunak.casework.compartments import Kind
from kunak.casework.plan import STRANGER
from kunak.casework.shelter import Danger, Status
from kunak.casework.situation import Due
from kunak.casework.subjects import CaseFile

HORIZON: Final = DAY
"""How far ahead deadlines are shown."""

SHOWN: Final = 200
"""Most lines of one list, and of one kind among the deadlines."""

MOST_SUSPECTS: Final = 100_000
"""Most rows looked through for alarms: more than a group can have."""

_EVER: Final = Instant(2**62 + 1)

MY_CASES: Final = 50
"""Most of my own cases."""


class AlarmLine(msgspec.Struct, frozen=True):
    """An alarm that nobody has answered.

    Attributes:
        part: Where in the case it is answered.
        checkin: What it is about; empty for an alarm about a place or a meeting.
        says: A phrase.
    """

    case: SubjectId
    code: str
    says: str
    since: Instant
    part: Kind
    checkin: bytes = b""


class DueLine(msgspec.Struct, frozen=True):
    """Something due within the next day, or overdue."""

    case: SubjectId
    code: str
    kind: Due
    due: Instant
    what: str


class Today(msgspec.Struct, frozen=True):
    """The first page."""

    alarms: tuple[AlarmLine, ...]
    due: tuple[DueLine, ...]
    mine: tuple[cases.Listed, ...]
    requests: tuple[requests.Listed, ...]


def today(space: Workspace) -> Today:
    """Return what needs somebody now."""
    now = space.clock()
    me = space.me().id
    open_cases = cases.listed(space, stages=[stage for stage in Stage if stage is not Stage.CLOSED], limit=2_000)
    return Today(
        alarms=alarms(space),
        due=tuple(_due(space, after(now, HORIZON))),
        mine=tuple(each for each in open_cases if each.line.manager == me)[:MY_CASES],
        requests=tuple(requests.listed(space, limit=SHOWN)),
    )


def alarms(space: Workspace) -> tuple[AlarmLine, ...]:
    """Return every alarm that nobody has answered, the oldest first."""
    now = space.clock()
    # What was heard alarms whenever its author's clock says it was; silence, only once its time is past.
    waiting = space.cache.deadlines(_EVER, MOST_SUSPECTS, kind=Due.ALARM.value)
    waiting += space.cache.deadlines(now, MOST_SUSPECTS, kind=Due.CHECK_IN.value)
    subjects = dict.fromkeys(SubjectId(row.subject) for row in waiting)
    found = [line for subject in subjects for line in _of_checkins(space, subject, now)]
    found += _of_places(space, now)
    return tuple(sorted(found, key=lambda line: line.since))


def _of_checkins(space: Workspace, subject: SubjectId, now: Instant) -> Iterator[AlarmLine]:
    file = space.case(subject)
    for alarm in checkins.alarms(file.checkins, now):
        yield AlarmLine(subject, file.case.code, ALARM_NAMES[alarm.kind], alarm.since, Kind.ROUTE, alarm.checkin)
    for meeting in file.plan.strangers.values():
        yield AlarmLine(subject, file.case.code, STRANGER, meeting.happened_at, Kind.ROUTE)


def _of_places(space: Workspace, now: Instant) -> Iterator[AlarmLine]:
    """A stay in a place that is not known and open, or beyond its planned end; only these cases are opened."""
    places = space.group().places
    safe = {place.id for place in places.places.values() if place.status is Status.OPEN}
    stays = space.cache.deadlines(_EVER, MOST_SUSPECTS, kind=Due.STAY.value)
    suspects = dict.fromkeys(SubjectId(row.subject) for row in stays if row.says not in safe or row.due <= now)
    for subject in suspects:
        file = space.case(subject)
        for alarm in shelter.alarms(places, file.placements, now):
            since = _since(file, alarm, now)
            yield AlarmLine(subject, file.case.code, shelter.DANGER_NAMES[alarm.danger], since, Kind.SHELTER)


def _since(file: CaseFile, alarm: shelter.Alarm, now: Instant) -> Instant:
    stay = file.placements.placements[alarm.placement]
    return stay.until if alarm.danger is Danger.REVIEW_OVERDUE else min(stay.since, now)


def _due(space: Workspace, until: Instant) -> Iterator[DueLine]:
    """Yield what is due, the earliest first. Each kind has room of its own: old tasks never push out a check-in."""
    asked = [kind for kind in Due if kind is not Due.ALARM]
    rows = [row for kind in asked for row in space.cache.deadlines(until, SHOWN, kind=kind.value)]
    for row in sorted(rows, key=lambda row: (row.due, row.subject, row.kind)):
        known = space.cache.subject(row.subject)
        if known is not None:
            what = "" if row.kind == Due.STAY.value else row.says.decode(errors="replace")
            yield DueLine(SubjectId(row.subject), known.code, Due(row.kind), row.due, what)
