"""An assessment as it is filled in: many marks and perhaps a level, all of them or none.

What a member left as they found it is not written again, so that it never
overrides what somebody else wrote meanwhile.
"""

from collections.abc import Sequence

import msgspec

from kunak.app import cases
from kunak.app.workspace import Workspace
from kunak.base.errors import KunakError, Refused
from kunak.base.ids import DeviceId, EventId, SubjectId
from kunak.base.instants import Instant, after
from kunak.base.words import phrase
from kunak.casework import assessment
from kunak.casework.assessment import REASSESS_WITHIN, AssessmentFile, Level, LevelDecided, Mark
from kunak.casework.facts import Event, Fact


class Marked(msgspec.Struct, frozen=True):
    """One mark that a member made."""

    factor: str
    mark: Mark


class Chosen(msgspec.Struct, frozen=True, kw_only=True):
    """The level that a member chose.

    Attributes:
        reassess_by: None for the latest that the level allows.
    """

    level: Level
    reasons: str
    difference: str = ""
    reassess_by: Instant | None = None


class Decided(msgspec.Struct, frozen=True):
    """A level that was chosen once, by whom and when; ``standing`` if no later choice replaced it."""

    event: LevelDecided
    at: Instant
    by: str
    standing: bool


class Several(Refused):
    """More than one thing is wrong; nothing was written."""

    def __init__(self, errors: Sequence[KunakError]) -> None:
        super().__init__(phrase("Some of it cannot be saved yet."))
        self.errors = tuple(errors)


def assess(
    space: Workspace,
    subject: SubjectId,
    *,
    marks: Sequence[Marked],
    level: Chosen | None,
    seen: tuple[EventId, ...],
) -> None:
    """Write down marks, and a level that is judged with these marks in place.

    Args:
        space: The open vault.
        subject: The case.
        marks: Those that the member changed.
        level: What they chose, or None.
        seen: The writes that they had before them: what they did not see is not overwritten.

    Raises:
        Several: All that is wrong; the field of each is the factor, or that of the rule about the level.
    """
    now = space.clock()
    cases.decide(space, subject, lambda file: _judged(file.assessment, marks, level, seen, now))


def levels(space: Workspace, subject: SubjectId) -> tuple[Decided, ...]:
    """Return every level that was ever chosen, the latest first."""
    standing = {write.id for write in space.case(subject).assessment.level.writes}
    found = (entry.fact for entry in space.entries(subject) if isinstance(entry.fact.event, LevelDecided))
    told = [Decided(fact.event, fact.at, space.author(fact.device), fact.id in standing) for fact in found]  # type: ignore[arg-type]  # narrowed above
    return tuple(told[::-1])


def _judged(
    file: AssessmentFile, marks: Sequence[Marked], level: Chosen | None, seen: tuple[EventId, ...], now: Instant
) -> tuple[Event, ...]:
    events: list[Event] = []
    errors: list[KunakError] = []
    for marked in marks:
        try:
            events += _mark(file, marked, seen)
        except Refused as error:
            error.field = marked.factor
            errors.append(error)
    if level is not None and not errors:
        try:
            events += _decided(_imagined(file, events, now), level, seen, now)
        except Refused as error:
            errors.append(error)
    if errors:
        raise Several(errors)
    return tuple(events)


def _mark(file: AssessmentFile, marked: Marked, seen: tuple[EventId, ...]) -> tuple[Event, ...]:
    mark = marked.mark
    return assessment.mark_factor(
        file, factor=marked.factor, presence=mark.presence, basis=mark.basis, words=mark.words, seen=seen
    )


def _decided(file: AssessmentFile, level: Chosen, seen: tuple[EventId, ...], now: Instant) -> tuple[Event, ...]:
    return assessment.decide_level(
        file,
        level=level.level,
        reasons=level.reasons,
        reassess_by=level.reassess_by or after(now, REASSESS_WITHIN[level.level]),
        now=now,
        difference=level.difference,
        seen=seen,
    )


def _imagined(file: AssessmentFile, events: Sequence[Event], now: Instant) -> AssessmentFile:
    """Return the assessment as if the marks were written: a level is chosen in their light."""
    for number, event in enumerate(events):
        file = assessment.evolve(file, Fact(EventId(b"imagined %d" % number), DeviceId(b""), now, event))
    return file
