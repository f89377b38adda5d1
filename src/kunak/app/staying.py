"""Safe places and who stays in them: the places of the group, the stays of a case, and room in between."""

from collections.abc import Iterator

from kunak.app.workspace import Workspace
from kunak.base.ids import SubjectId
from kunak.base.instants import Instant
from kunak.casework import shelter
from kunak.casework.compartments import Subject
from kunak.casework.facts import Event
from kunak.casework.shelter import PeoplePlaced, Placements, PlaceRecord, Status
from kunak.casework.situation import Due

_FOR_EVER = Instant(2**62)
_MANY = 100_000


def place(space: Workspace, subject: SubjectId, wanted: PeoplePlaced) -> None:
    """Put the people of a case into a place.

    Raises:
        Refused: The place is not open, there is not enough room, or no end is planned.
    """
    file = space.case(subject)
    events = shelter.place_people(
        space.group().places,
        file.placements,
        wanted,
        elsewhere=_elsewhere(space, subject),
        now=space.clock(),
    )
    space.write(subject, Subject.CASE, events)


def move(space: Workspace, subject: SubjectId, *, placement: bytes, wanted: PeoplePlaced, reason: str) -> None:
    """End a stay and begin another, both or neither.

    Raises:
        Refused: What the rules say of either.
    """
    file = space.case(subject)
    left = shelter.end_stay(file.placements, placement=placement, ended_at=wanted.since, reason=reason)
    # The old stay takes up no room of the new one unless it is in the same place, where it would count twice.
    others = {each: stay for each, stay in file.placements.placements.items() if each != placement}
    come = shelter.place_people(
        space.group().places,
        Placements(others),
        wanted,
        elsewhere=_elsewhere(space, subject),
        now=space.clock(),
    )
    space.write(subject, Subject.CASE, left + come)


def add(space: Workspace, *, record: PlaceRecord, reason: str) -> bytes:
    """Enter a place that somebody has looked at, and return its id."""
    new = space.new_id()
    _write(space, shelter.add_place(space.group().places, place=new, record=record, reason=reason))
    return new


def describe(space: Workspace, *, place: bytes, record: PlaceRecord) -> None:
    """Replace the description of a place."""
    _write(space, shelter.describe_place(space.group().places, place=place, record=record))


def judge(space: Workspace, *, place: bytes, status: Status, reason: str) -> None:
    """Say whether a place is still safe; a place that was found alarms every open stay."""
    _write(space, shelter.judge_place(space.group().places, place=place, status=status, reason=reason))


def staying(space: Workspace) -> Iterator[tuple[SubjectId, Placements]]:
    """Yield the cases that have open stays, with all of theirs."""
    rows = space.cache.deadlines(_FOR_EVER, _MANY)
    for subject in sorted({row.subject for row in rows if row.kind == Due.STAY.value}):
        yield SubjectId(subject), space.case(SubjectId(subject)).placements


def _elsewhere(space: Workspace, subject: SubjectId) -> list[Placements]:
    return [placements for other, placements in staying(space) if other != subject]


def _write(space: Workspace, events: tuple[Event, ...]) -> None:
    space.write(space.group_id, Subject.GROUP, events)
