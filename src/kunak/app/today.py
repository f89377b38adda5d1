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
from kunak.casework.shelter import Status
from kunak.casework.situation import Due

HORIZON: Final = DAY
"""How far ahead deadlines are shown."""

SHOWN: Final = 200
"""Most lines of one list."""

MY_CASES: Final = 50
"""Most of my own cases."""


class AlarmLine(msgspec.Struct, frozen=True):
    """An alarm that nobody has answered.

    Attributes:
        checkin: What it is about; empty for an alarm about a place.
        says: A phrase.
    """

    case: SubjectId
    code: str
    says: str
    since: Instant
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
    suspects = {Due.CHECK_IN.value, Due.ALARM.value}
    waiting = [row for row in space.cache.deadlines(now, SHOWN * 5) if row.kind in suspects]
    subjects = dict.fromkeys(SubjectId(row.subject) for row in waiting)
    found = [line for subject in subjects for line in _of_checkins(space, subject, now)]
    found += _of_places(space, now)
    return tuple(sorted(found, key=lambda line: line.since))


def _of_checkins(space: Workspace, subject: SubjectId, now: Instant) -> Iterator[AlarmLine]:
    file = space.case(subject)
    for alarm in checkins.alarms(file.checkins, now):
        yield AlarmLine(subject, file.case.code, ALARM_NAMES[alarm.kind], alarm.since, alarm.checkin)


def _of_places(space: Workspace, now: Instant) -> Iterator[AlarmLine]:
    """A place that is suspected or burnt alarms every open stay; nothing to look through while all are open."""
    places = space.group().places
    if all(place.status is Status.OPEN for place in places.places.values()):
        return
    staying = {row.subject for row in space.cache.deadlines(Instant(2**62), 100_000) if row.kind == Due.STAY.value}
    for subject in map(SubjectId, sorted(staying)):
        file = space.case(subject)
        for alarm in shelter.alarms(places, file.placements, now):
            stay = file.placements.placements[alarm.placement]
            yield AlarmLine(subject, file.case.code, shelter.DANGER_NAMES[alarm.danger], stay.since)


def _due(space: Workspace, until: Instant) -> Iterator[DueLine]:
    for row in space.cache.deadlines(until, SHOWN):
        known = space.cache.subject(row.subject)
        if known is not None and row.kind != Due.ALARM.value:
            what = row.says.decode(errors="replace")
            yield DueLine(SubjectId(row.subject), known.code, Due(row.kind), row.due, what)
