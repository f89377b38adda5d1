"""One case summed up: what the guards of a stage look at, what is due, what alarms.

Looks at all aspects together and decides nothing. The present comes in as an
argument.
"""

from collections.abc import Iterator
from enum import Enum
from typing import Final

import msgspec

from kunak.base.instants import Instant
from kunak.base.words import phrase
from kunak.casework import assessment, checkins, custody, disputes, legal, shelter
from kunak.casework.assessment import Level
from kunak.casework.case import OwnDecision, Situation, Stage
from kunak.casework.plan import LegState, LegStep
from kunak.casework.shelter import Places
from kunak.casework.subjects import CaseFile


class Due(Enum):
    """What a deadline is about; in the order of how much hangs on it."""

    ALARM = "alarm"
    CHECK_IN = "check_in"
    LEG = "leg"
    REASSESSMENT = "reassessment"
    TASK = "task"
    LEGAL = "legal"
    STAY = "stay"
    RETENTION = "retention"


DUE_NAMES: Final = {
    Due.ALARM: phrase("alarm"),
    Due.CHECK_IN: phrase("check-in"),
    Due.LEG: phrase("departure"),
    Due.REASSESSMENT: phrase("re-assessment"),
    Due.TASK: phrase("task"),
    Due.LEGAL: phrase("legal deadline"),
    Due.STAY: phrase("stay in the shelter ends"),
    Due.RETENTION: phrase("the case is kept until"),
}


TRAVELLING: Final = frozenset({Stage.PLANNING, Stage.MOVING})
"""Stages in which a departure lies ahead; whoever went back has missed no train."""


class Deadline(msgspec.Struct, frozen=True):
    """Something has to happen by an instant.

    Attributes:
        what: In the words of the case; empty where the kind says it all.
        place: Id of the place, for a stay.
    """

    kind: Due
    due: Instant
    what: str = ""
    place: bytes = b""


class Summary(msgspec.Struct, frozen=True):
    """One line of the list of cases. It holds nothing but what the desk may show.

    Attributes:
        disputed: Whether members disagree somewhere in it.
    """

    code: str
    stage: Stage
    urgency: int
    level: Level | None
    manager: bytes
    opened_at: Instant
    open_tasks: int
    next_due: Deadline | None = None
    disputed: bool = False


def situation(file: CaseFile, places: Places, now: Instant) -> Situation:
    """Return what the guards of ``case.STAGES`` look at."""
    return Situation(
        level_decided=assessment.level_in_force(file.assessment) is not None,
        reassessment_overdue=assessment.overdue(file.assessment, now) or assessment.outgrown(file.assessment),
        plan_approved=file.plan.approved,
        legs_open=len(file.plan.open_legs),
        devices_settled=custody.is_settled(file.custody),
        alarms_open=len(checkins.alarms(file.checkins, now))
        + len(shelter.alarms(places, file.placements, now))
        + len(file.plan.strangers),
        placements_open=len(file.placements.open),
        closing_reviewed=file.retention.review is not None,
        own_decision=any(decided.decision is OwnDecision.RETURN for decided in file.case.decisions),
    )


def deadlines(file: CaseFile) -> tuple[Deadline, ...]:
    """Return everything in the case that has an end, the next first."""
    return tuple(sorted(_deadlines(file), key=lambda deadline: (deadline.due, deadline.kind.value)))


def summary(file: CaseFile) -> Summary:
    """Return the line that stands for the case in lists."""
    manager = file.case.manager.latest
    dues = deadlines(file)
    return Summary(
        code=file.case.code,
        stage=file.case.stage,
        urgency=file.case.urgency,
        level=assessment.level_in_force(file.assessment),
        manager=manager.value if manager else b"",
        opened_at=file.case.opened_at,
        open_tasks=len(file.case.open_tasks),
        next_due=dues[0] if dues else None,
        disputed=bool(disputes.of_case(file)),
    )


def last_movement(file: CaseFile, now: Instant | None = None) -> Instant | None:
    """Return when the person last left or arrived anywhere, or None where they have not moved.

    Args:
        file: The case.
        now: Counts as the last movement while a leg is under way; None to leave that out.
    """
    if now is not None and LegState.UNDERWAY in file.plan.states.values():
        return now
    moves = (report.happened_at for report in file.plan.reports if report.step is not LegStep.FAIL)
    return max(moves, default=None)


def _deadlines(file: CaseFile) -> Iterator[Deadline]:
    for alarm in checkins.heard_alarms(file.checkins):
        yield Deadline(Due.ALARM, alarm.since, alarm.who)
    for meeting in file.plan.strangers.values():
        yield Deadline(Due.ALARM, meeting.happened_at)
    for checkin in file.checkins.open:
        yield Deadline(Due.CHECK_IN, checkin.alarm_at, checkin.expected.who)
    for task in file.case.open_tasks:
        if task.due is not None:
            yield Deadline(Due.TASK, task.due, task.text)
    # Whoever is in a place of ours is in danger when it burns, whatever the stage of the case.
    for stay in file.placements.open:
        yield Deadline(Due.STAY, stay.until, place=stay.place)
    if file.case.stage is not Stage.CLOSED:
        yield from _dues_of_open_case(file)
    if file.retention.ends is not None:
        yield Deadline(Due.RETENTION, file.retention.ends)


def _dues_of_open_case(file: CaseFile) -> Iterator[Deadline]:
    reassess_by = assessment.reassessment_due(file.assessment)
    if reassess_by is not None:
        yield Deadline(Due.REASSESSMENT, reassess_by)
    if file.plan.approved and file.case.stage in TRAVELLING:
        for leg in file.plan.open_legs:
            if file.plan.state(leg.id) is LegState.PLANNED:
                yield Deadline(Due.LEG, leg.departs)
    for step in legal.deadlines(file.legal, Instant(0)):
        yield Deadline(Due.LEGAL, step.due, step.title)
