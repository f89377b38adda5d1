"""The frame around every page of one case: whose it is, where it stands, which parts there are and who sees them.

A page of a case has a context with a field ``frame``, made by `case_frame`, and a
template that extends ``case_frame.html`` and fills its block ``case``. Whoever was
not let into a part gets no frame for it.
"""

from typing import Final, Literal

import msgspec

from kunak.app import cases
from kunak.app.wiring import OpenVault
from kunak.app.workspace import Workspace
from kunak.base.ids import ID_BYTES, SubjectId, from_hex
from kunak.base.instants import Instant
from kunak.casework import assessment, checkins, disputes, shelter
from kunak.casework.case import STAGE_NAMES, USUAL_WAY, Case, Stage
from kunak.casework.checkins import ALARM_NAMES
from kunak.casework.compartments import KIND_NAMES, Kind, Subject
from kunak.casework.plan import STRANGER
from kunak.casework.shelter import DANGER_NAMES
from kunak.casework.subjects import CaseFile
from kunak.web.conflicts import Conflict, conflicts

HERE: Final = "/cases"
"""The place in the navigation to which every page of a case belongs."""

OWN_PAGES: Final = frozenset(
    {Kind.THREAT, Kind.ROUTE, Kind.CUSTODY, Kind.PUBLICATION, Kind.SHELTER, Kind.LEGAL, Kind.MONEY}
)
"""Compartments whose tab leads to a page of their own; their fields and notes have a second page."""

View = Literal["own", "known", "timeline", "access", "closing"]


class Tab(msgspec.Struct, frozen=True):
    """One compartment of the case: where it is and its name, a phrase.

    Attributes:
        shut: Whether it is closed to the reader.
        disputed: Whether members disagree about something in it.
    """

    href: str
    label: str
    shut: bool
    disputed: bool


class AlarmMark(msgspec.Struct, frozen=True):
    """An alarm of this case that nobody has answered, and the page on which it is answered."""

    says: str
    since: Instant
    href: str


class CaseFrame(msgspec.Struct, frozen=True, kw_only=True):
    """What stands around every page of a case.

    Attributes:
        id: Of the case, in hexadecimal.
        kind: The compartment that is looked at.
        view: Which of the pages that all compartments share; ``own`` for the page of the compartment itself.
        steps: Names of the stages (phrases), and `step`, the index of the one it is in.
        disputed: Two members took it to different stages.
        level_disputed: Members disagree about how great the danger is.
        seen_by: Names of those who can read this compartment.
        conflicts: Where members disagree about what stands in this compartment.
    """

    id: str
    kind: Kind
    view: View
    code: str
    level: str | None
    stage: Stage
    steps: tuple[str, ...]
    step: int
    disputed: bool
    level_disputed: bool
    conflicts: tuple[Conflict, ...]
    manager: str
    tabs: tuple[Tab, ...]
    seen_by: tuple[str, ...]
    alarms: tuple[AlarmMark, ...]

    @property
    def tab_label(self) -> str:
        """Name of the compartment, a phrase."""
        return KIND_NAMES[self.kind]

    @property
    def path(self) -> str:
        """Path of the case."""
        return f"/case/{self.id}"

    @property
    def href(self) -> str:
        """Path of the tab that is open."""
        return tab_path(self.id, self.kind)

    @property
    def known_href(self) -> str:
        """Path of the fields and notes of this compartment, where they have a page of their own."""
        return known_path(self.id, self.kind) if self.kind in OWN_PAGES else ""


def case_frame(opened: OpenVault, subject: SubjectId, kind: Kind, *, view: View = "own") -> CaseFrame:
    """Return the frame of a page of a case.

    Raises:
        BadInput: There is no such case.
        Refused: The member at this desk is not let into this compartment.
    """
    space = opened.space
    file = space.case(subject)
    cases.check_readable(space, subject, kind)
    steps = steps_of(file.case)
    level = assessment.level_in_force(file.assessment)
    return CaseFrame(
        id=subject.hex(),
        kind=kind,
        view=view,
        code=file.case.code,
        level=level.value if level else None,
        stage=file.case.stage,
        steps=tuple(STAGE_NAMES[stage] for stage in steps),
        step=steps.index(file.case.stage),
        disputed=file.case.stages.disputed,
        level_disputed=file.assessment.level.disputed,
        conflicts=conflicts(space, subject, Subject.CASE, f"/case/{subject.hex()}/settle", kinds=(kind,)),
        manager=manager_of(space, file),
        tabs=_tabs(space, subject),
        seen_by=tuple(
            space.group().roster.named(member)
            for member in file.access.allowed_readers(kind, space.laptops.membership.permitted)
        ),
        alarms=tuple(_alarms(space, subject, file)),
    )


def case_id(text: str) -> SubjectId:
    """Read the id of a case or a request from a path.

    Raises:
        BadInput: It is none.
    """
    return SubjectId(from_hex(text, length=ID_BYTES, field=""))


def tab_path(case: str, kind: Kind) -> str:
    """Return the path of a compartment of a case."""
    return f"/case/{case}" if kind is Kind.DESK else f"/case/{case}/{kind.value}"


def known_path(case: str, kind: Kind) -> str:
    """Return the path of the fields and notes of a compartment."""
    own = kind in OWN_PAGES or kind is Kind.DESK
    return f"/case/{case}/known/{kind.value}" if own else tab_path(case, kind)


def steps_of(case: Case) -> tuple[Stage, ...]:
    """Return the stages that the stepper shows: the usual way, or the way that led back home."""
    been = [Stage.ASSESSMENT, *(moved.to for _, moved in case.history)]
    before = been[-2] if len(been) > 1 else Stage.ASSESSMENT
    if case.stage is Stage.RETURNED or (case.stage is Stage.CLOSED and before is Stage.RETURNED):
        way = tuple(stage for stage in USUAL_WAY if stage in been and stage is not Stage.CLOSED)
        return (*way, Stage.RETURNED, Stage.CLOSED)
    return USUAL_WAY


def manager_of(space: Workspace, file: CaseFile) -> str:
    """Return the name of the member who looks after a case, or nothing."""
    named = file.case.manager.latest
    return space.group().roster.named(named.value) if named else ""


def _tabs(space: Workspace, subject: SubjectId) -> tuple[Tab, ...]:
    let_in = cases.readable(space, subject)
    disputed = let_in & {each.kind for each in disputes.of_case(space.case(subject))}
    return tuple(
        Tab(tab_path(subject.hex(), kind), KIND_NAMES[kind], kind not in let_in, kind in disputed) for kind in Kind
    )


def _alarms(space: Workspace, subject: SubjectId, file: CaseFile) -> list[AlarmMark]:
    now, path = space.clock(), f"/case/{subject.hex()}"
    found = [
        AlarmMark(ALARM_NAMES[alarm.kind], alarm.since, f"{path}/route/alarm/{alarm.checkin.hex()}")
        for alarm in checkins.alarms(file.checkins, now)
    ]
    found += [
        AlarmMark(STRANGER, meeting.happened_at, f"{path}/route/leg/{meeting.leg.hex()}/stranger")
        for meeting in file.plan.strangers.values()
    ]
    for alarm in shelter.alarms(space.group().places, file.placements, now):
        since = file.placements.placements[alarm.placement].since
        found.append(AlarmMark(DANGER_NAMES[alarm.danger], since, f"{path}/shelter"))
    return found
