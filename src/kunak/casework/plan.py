"""The way out: legs, their approval, and how they are carried out.

A plan is a list of legs and is known by the hash of exactly those legs. A second
member approves that hash; any change is another plan and needs another word.
Two people who meet check a code in both directions. ``STEPS`` says what can
become of a leg. Where the legs come from is not known here.
"""

import hashlib
from enum import Enum
from itertools import pairwise
from typing import Final

import msgspec

from kunak.base import canonical
from kunak.base.errors import Refused
from kunak.base.ids import EventId
from kunak.base.instants import Instant
from kunak.base.words import phrase
from kunak.casework.facts import Event, Fact
from kunak.casework.fields import Field, written
from kunak.casework.roster import Approval

LEG_LIMIT: Final = 40
"""Most legs in one plan."""


class Means(Enum):
    """How a leg is travelled."""

    WALK = "walk"
    DRIVE = "drive"
    TAXI = "taxi"
    BUS = "bus"
    RAIL = "rail"
    FLIGHT = "flight"
    FERRY = "ferry"


MEANS_NAMES: Final = {
    Means.WALK: phrase("on foot"),
    Means.DRIVE: phrase("our driver"),
    Means.TAXI: phrase("taxi"),
    Means.BUS: phrase("coach or bus"),
    Means.RAIL: phrase("train"),
    Means.FLIGHT: phrase("flight"),
    Means.FERRY: phrase("ferry"),
}


class Trace(Enum):
    """Which record a leg leaves behind (DESIGN, section 6)."""

    NONE = "none"
    TICKET = "ticket"
    IDENTITY = "identity"
    BORDER = "border"


TRACE_NAMES: Final = {
    Trace.NONE: phrase("no record"),
    Trace.TICKET: phrase("a ticket without a name"),
    Trace.IDENTITY: phrase("a ticket with a name, or a check of papers"),
    Trace.BORDER: phrase("a border crossing"),
}


class LegState(Enum):
    """What has become of a leg."""

    PLANNED = "planned"
    UNDERWAY = "underway"
    DONE = "done"
    FAILED = "failed"


class LegStep(Enum):
    """What can be reported of a leg."""

    DEPART = "depart"
    ARRIVE = "arrive"
    FAIL = "fail"


STEPS: Final[dict[tuple[LegState, LegStep], LegState]] = {
    (LegState.PLANNED, LegStep.DEPART): LegState.UNDERWAY,
    (LegState.PLANNED, LegStep.FAIL): LegState.FAILED,
    (LegState.UNDERWAY, LegStep.ARRIVE): LegState.DONE,
    (LegState.UNDERWAY, LegStep.FAIL): LegState.FAILED,
}

LEG_STATE_NAMES: Final = {
    LegState.PLANNED: phrase("planned"),
    LegState.UNDERWAY: phrase("under way"),
    LegState.DONE: phrase("arrived"),
    LegState.FAILED: phrase("failed"),
}

LEG_STEP_NAMES: Final = {
    LegStep.DEPART: phrase("has left"),
    LegStep.ARRIVE: phrase("has arrived"),
    LegStep.FAIL: phrase("failed"),
}


class Leg(msgspec.Struct, frozen=True, kw_only=True):
    """One part of the way.

    Attributes:
        id: Random; the leg keeps it while the plan around it changes.
        cost: In the smallest unit of ``currency`` (ISO 4217), or None if not known.
        escort: Member who goes along and sees this leg only; empty if nobody does.
        code: What the person's contact says at the meeting at the end of the leg.
        countersign: What the person answers.
    """

    id: bytes
    origin: str
    destination: str
    departs: Instant
    arrives: Instant
    means: Means
    service: str = ""
    trace: Trace = Trace.NONE
    cost: int | None = None
    currency: str = ""
    documents: str = ""
    escort: bytes = b""
    met_by: str = ""
    code: str = ""
    countersign: str = ""
    note: str = ""


STRANGER: Final = phrase("At a meeting the code was wrong: somebody else may have come.")
"""What alarms when two people met and the words did not match."""


class PlanDrafted(Event, frozen=True, tag="plan.drafted"):
    """These legs, in this order, are the plan that is proposed."""

    legs: tuple[Leg, ...]
    note: str = ""
    supersedes: tuple[EventId, ...] = ()


class PlanApproved(Event, frozen=True, tag="plan.approved"):
    """A second member approved exactly these legs."""

    approval: Approval


class LegReported(Event, frozen=True, tag="plan.leg_reported"):
    """Somebody reported how a leg goes."""

    leg: bytes
    step: LegStep
    happened_at: Instant
    note: str = ""


class MeetingConfirmed(Event, frozen=True, tag="plan.meeting_confirmed"):
    """Two people met at the end of a leg and checked the code in both directions."""

    leg: bytes
    happened_at: Instant
    code_matched: bool
    countersign_matched: bool
    note: str = ""


class StrangerAnswered(Event, frozen=True, tag="plan.stranger_answered"):
    """Somebody took up the alarm of a meeting at which the code was wrong, and says what was done."""

    leg: bytes
    action: str


EVENTS: Final = (PlanDrafted, PlanApproved, LegReported, MeetingConfirmed, StrangerAnswered)


class Draft(msgspec.Struct, frozen=True):
    """One proposal: its legs and the hash by which it is approved."""

    legs: tuple[Leg, ...]
    note: str
    digest: bytes


class Plan(msgspec.Struct, frozen=True):
    """The plan of a case and how it is carried out.

    Attributes:
        strangers: Meetings at which the code was wrong, and of which nobody has said what was done.
    """

    drafts: Field[Draft] = Field()
    approvals: dict[bytes, Approval] = {}
    states: dict[bytes, LegState] = {}
    reports: tuple[LegReported, ...] = ()
    meetings: dict[bytes, MeetingConfirmed] = {}
    strangers: dict[bytes, MeetingConfirmed] = {}
    impossible: tuple[Fact, ...] = ()

    @property
    def draft(self) -> Draft | None:
        """The proposal that came last, or None."""
        return self.drafts.latest.value if self.drafts.latest else None

    @property
    def approved(self) -> bool:
        """Whether exactly this plan has the word of a second member, and no other stands beside it."""
        return self.draft is not None and not self.drafts.disputed and self.draft.digest in self.approvals

    def state(self, leg: bytes) -> LegState:
        """Return what has become of a leg."""
        return self.states.get(leg, LegState.PLANNED)

    @property
    def open_legs(self) -> tuple[Leg, ...]:
        """The legs that have not been arrived from."""
        legs = self.draft.legs if self.draft else ()
        return tuple(leg for leg in legs if self.state(leg.id) is not LegState.DONE)


def digest(legs: tuple[Leg, ...]) -> bytes:
    """Return SHA-256 of the legs: what an approval is bound to."""
    plain = msgspec.to_builtins(legs, builtin_types=(bytes,))
    return hashlib.sha256(b"kunak/plan/1\0" + canonical.encode(plain)).digest()


def evolve(plan: Plan, fact: Fact) -> Plan:
    """Return the plan after ``fact``. Total: what does not fit is kept as impossible."""
    change = msgspec.structs.replace
    match fact.event:
        case PlanDrafted() as drafted:
            draft = Draft(drafted.legs, drafted.note, digest(drafted.legs))
            return change(plan, drafts=written(plan.drafts, fact, draft, drafted.supersedes))
        case PlanApproved(approval=approval):
            return change(plan, approvals={**plan.approvals, approval.of: approval})
        case LegReported() as report if (plan.state(report.leg), report.step) in STEPS:
            state = STEPS[plan.state(report.leg), report.step]
            return change(plan, states={**plan.states, report.leg: state}, reports=(*plan.reports, report))
        case MeetingConfirmed() as meeting:
            return _met(plan, meeting)
        case StrangerAnswered(leg=leg) if leg in plan.strangers:
            rest = {other: met for other, met in plan.strangers.items() if other != leg}
            return change(plan, strangers=rest)
        case _:
            return change(plan, impossible=(*plan.impossible, fact))


def draft(plan: Plan, *, legs: tuple[Leg, ...], note: str = "") -> tuple[Event, ...]:
    """Propose a way.

    Raises:
        Refused: A leg lacks its ends, ends before it begins, begins before the one
            before has ended, is there twice or has failed, or a leg that is under
            way or done was changed.
    """
    if not 1 <= len(legs) <= LEG_LIMIT:
        raise Refused("A plan has between 1 and %(limit)d legs.", field="legs", limit=LEG_LIMIT)
    for number, leg in enumerate(legs, start=1):
        _check_leg(leg, number)
        _check_new_or_ahead(plan, legs, number)
    for number, (before, leg) in enumerate(pairwise(legs), start=2):
        if leg.departs < before.arrives:
            raise Refused(
                "Leg %(number)d leaves before the leg before it has arrived: mend one of the two times.",
                field=f"legs.{number - 1}.departs",
                number=number,
            )
    _check_begun_legs_stay(plan, legs)
    return (PlanDrafted(legs=legs, note=note, supersedes=plan.drafts.heads),)


def approve(plan: Plan, approval: Approval) -> tuple[Event, ...]:
    """Record the word of a second member; the roster says who may give it.

    Raises:
        Refused: There is nothing to approve, or the plan has changed since.
    """
    if plan.draft is None:
        raise Refused("There is no plan to approve.", field="approval")
    if approval.of != plan.draft.digest:
        raise Refused("The plan has changed since: read it again and approve it as it stands.", field="approval")
    return (PlanApproved(approval=approval),)


def report(
    plan: Plan, *, leg: bytes, step: LegStep, happened_at: Instant, now: Instant, note: str = ""
) -> tuple[Event, ...]:
    """Report how a leg goes.

    Raises:
        Refused: The plan is not approved, the leg is not in it, the step does
            not follow, an earlier leg is open, or the time lies in the future.
    """
    if not plan.approved or plan.draft is None:
        raise Refused("Nobody moves before a second member has approved the plan as it stands.", field="step")
    ids = [known.id for known in plan.draft.legs]
    if leg not in ids:
        raise Refused("This leg is not in the plan.", field="leg")
    if happened_at > now:
        raise Refused("This time lies in the future: report what has happened.", field="happened_at")
    if (plan.state(leg), step) not in STEPS:
        raise Refused(
            "A leg that is “%(state)s” cannot be reported as “%(step)s”.",
            field="step",
            state=LEG_STATE_NAMES[plan.state(leg)],
            step=LEG_STEP_NAMES[step],
        )
    if step is LegStep.DEPART and any(plan.state(before) is not LegState.DONE for before in ids[: ids.index(leg)]):
        raise Refused("An earlier leg has not arrived yet: report that one first.", field="step")
    return (LegReported(leg=leg, step=step, happened_at=happened_at, note=note),)


def confirm_meeting(plan: Plan, meeting: MeetingConfirmed) -> tuple[Event, ...]:
    """Record that the two who met checked the code.

    Raises:
        Refused: The leg is not in the plan or has no code to check.
    """
    leg = next((leg for leg in (plan.draft.legs if plan.draft else ()) if leg.id == meeting.leg), None)
    if leg is None or not leg.code:
        raise Refused("No meeting with a code is planned at the end of this leg.", field="leg")
    return (meeting,)


def answer_stranger(plan: Plan, *, leg: bytes, action: str) -> tuple[Event, ...]:
    """Take up the alarm of a meeting at which the code was wrong.

    Raises:
        Refused: There is no such alarm, or it is not said what was done.
    """
    if leg not in plan.strangers:
        raise Refused("There is no open alarm here.", field="action")
    if not action.strip():
        raise Refused("Say what was done about the alarm.", field="action")
    return (StrangerAnswered(leg=leg, action=action),)


def _met(plan: Plan, meeting: MeetingConfirmed) -> Plan:
    """A code that was wrong alarms until somebody answers, whatever is recorded of the meeting afterwards."""
    met = msgspec.structs.replace(plan, meetings={**plan.meetings, meeting.leg: meeting})
    if meeting.code_matched and meeting.countersign_matched:
        return met
    return msgspec.structs.replace(met, strangers={**plan.strangers, meeting.leg: meeting})


def _check_leg(leg: Leg, number: int) -> None:
    where = f"legs.{number - 1}"
    if not leg.origin.strip() or not leg.destination.strip():
        field = f"{where}.{'destination' if leg.origin.strip() else 'origin'}"
        raise Refused("Leg %(number)d needs where it begins and where it ends.", field=field, number=number)
    if leg.arrives <= leg.departs:
        raise Refused("Leg %(number)d arrives before it leaves.", field=f"{where}.arrives", number=number)
    if leg.cost is not None and (leg.cost < 0 or not leg.currency):
        raise Refused(
            "The cost of leg %(number)d needs a currency and cannot be negative.", field=f"{where}.cost", number=number
        )
    if bool(leg.code.strip()) != bool(leg.countersign.strip()):
        raise Refused(
            "The meeting after leg %(number)d needs both words: one to say and one to answer.",
            field=f"{where}.countersign",
            number=number,
        )


def _check_new_or_ahead(plan: Plan, legs: tuple[Leg, ...], number: int) -> None:
    leg = legs[number - 1]
    if leg.id in {before.id for before in legs[: number - 1]}:
        raise Refused(
            "Leg %(number)d is in the plan twice: a report would tick off both.",
            field=f"legs.{number - 1}",
            number=number,
        )
    if plan.state(leg.id) is LegState.FAILED:
        raise Refused(
            "Leg %(number)d has failed: take it out and plan another in its place.",
            field=f"legs.{number - 1}",
            number=number,
        )


def _check_begun_legs_stay(plan: Plan, legs: tuple[Leg, ...]) -> None:
    """Of two plans that stand side by side, the begun legs of both stay."""
    known = [leg for write in plan.drafts.writes for leg in write.value.legs]
    begun = [leg for leg in known if plan.state(leg.id) in {LegState.UNDERWAY, LegState.DONE}]
    if any(leg not in legs for leg in begun):
        raise Refused("A leg that has begun stays in the plan as it is: change only what lies ahead.", field="legs")
