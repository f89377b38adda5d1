"""The way out of one case: the checklist while it is carried out, the plan and who approves it, the check-ins."""

from collections.abc import Iterator
from typing import ClassVar, Final

import msgspec
from litestar import Response, get, post

from kunak.app import approvals, cases, plans
from kunak.base.errors import KunakError
from kunak.base.ids import short
from kunak.base.instants import Instant
from kunak.casework import checkins, plan
from kunak.casework.checkins import CheckIn
from kunak.casework.compartments import Kind
from kunak.casework.money import Money, written_out
from kunak.casework.plan import (
    LEG_STATE_NAMES,
    MEANS_NAMES,
    STEPS,
    TRACE_NAMES,
    Leg,
    LegState,
    LegStep,
    MeetingConfirmed,
    Plan,
    Trace,
)
from kunak.casework.ways import Way
from kunak.web.act import again, chosen
from kunak.web.forms import Form
from kunak.web.pages import second_word
from kunak.web.pages.case_frame import HERE, CaseFrame
from kunak.web.pages.deeds import AtCase
from kunak.web.pages.oddities import Odd, oddities
from kunak.web.render import Context
from kunak.web.respond import Asked, go, page, sent

KIND: Final = Kind.ROUTE


class LegLine(msgspec.Struct, frozen=True, kw_only=True):
    """One leg as the checklist shows it.

    Attributes:
        tick: ``done``, ``now``, ``over`` or ``todo``.
        due: What is waited for next; when it arrived, if it has.
        steps: What can be reported now.
        meeting: How the check of the code went: ``none``, ``open``, ``good`` or ``bad``.
    """

    href: str
    leg: Leg
    means: str
    trace: str
    cost: str
    escort: str
    state: str
    tick: str
    due: Instant
    steps: tuple[str, ...]
    meeting: str
    leaves_record: bool


class Waiting(msgspec.Struct, frozen=True):
    """A check-in that we wait for.

    Attributes:
        ends: The leg at whose end it is, in the words of the plan; may be empty.
    """

    href: str
    who: str
    ends: str
    how: str
    alarm_at: Instant


class Past(msgspec.Struct, frozen=True):
    """A check-in that is over. What the phrase meant is not shown: whoever looks over a shoulder must not learn it."""

    who: str
    at: Instant
    cancelled: str
    note: str
    answered: tuple[str, ...]


class OtherWay(msgspec.Struct, frozen=True, kw_only=True):
    """A way that was found and not chosen.

    Attributes:
        href: Where it is chosen instead; empty where it has left.
    """

    href: str
    means: tuple[str, ...]
    departs: Instant
    arrives: Instant
    records: int
    lead: int | None
    lead_at: str


class RoutePage(Context, frozen=True, kw_only=True):
    """The way out.

    Attributes:
        zone: On whose clocks its hours are shown, and `clocks`, its name.
        digest: Hash of the plan in hexadecimal, and `mark`, its beginning.
        approver: Who approved the plan as it stands.
        voided: An earlier plan was approved; this one is not.
        approvers: (id, name) of those whose word counts.
        chosen: The way that was found and is the plan, unchanged.
        reckoned: In its search somebody was named who looks for the person; else no lead means nothing.
        missable: The plan came from a search that can be made again from the next stop.
    """

    template: ClassVar[str] = "route.html"
    frame: CaseFrame
    form: Form
    legs: tuple[LegLine, ...]
    note: str
    zone: str
    clocks: str
    digest: str
    mark: str
    approved: bool
    approver: str
    voided: bool
    approvers: tuple[tuple[str, str], ...]
    rivals: bool
    phrases: tuple[str, str] | None
    others: tuple[OtherWay, ...]
    chosen: Way | None
    reckoned: bool
    missable: bool
    waiting: tuple[Waiting, ...]
    past: tuple[Past, ...]
    odd: tuple[Odd, ...]


@get("/case/{case:str}/route", sync_to_thread=True)
def show(request: Asked) -> Response[str]:
    """Show the way out of a case."""
    return page(request, shown(AtCase(request, KIND), Form()), here=HERE)


@post("/case/{case:str}/route/approve", sync_to_thread=True, status_code=200)
def approve(request: Asked) -> Response[str] | Response[None]:
    """Take the word of a second member, who types their own passphrase."""
    at, form = AtCase(request, KIND), sent(request)
    try:
        second_word.take(at, form, plans.approve)
    except KunakError as error:
        return again(request, lambda form: shown(at, form), form, (error,), fields=second_word.FIELDS, here=HERE)
    return go(f"{at.path}/route")


@post("/case/{case:str}/route/leg/{leg:str}/now", sync_to_thread=True, status_code=200)
def report_now(request: Asked) -> Response[str] | Response[None]:
    """Record that a leg has begun or ended just now."""
    at, form = AtCase(request, KIND), sent(request)
    try:
        step = chosen(LegStep, form.text("step"), field="step")
        cases.decide(
            at.space,
            at.subject,
            lambda file: plan.report(file.plan, leg=at.id("leg"), step=step, happened_at=at.now, now=at.now),
        )
    except KunakError as error:
        return again(request, lambda form: shown(at, form), form, (error,), fields=(), here=HERE)
    return go(f"{at.path}/route")


def shown(at: AtCase, form: Form) -> RoutePage:
    """Return the page of the way out."""
    file, space = at.file, at.space
    draft = file.plan.draft
    approval = file.plan.approvals.get(draft.digest) if draft else None
    agreed = file.checkins.phrases
    return RoutePage(
        frame=at.frame(),
        form=form,
        legs=tuple(_legs(at)),
        note=draft.note if draft else "",
        zone=at.zone,
        clocks=at.clocks,
        digest=draft.digest.hex() if draft else "",
        mark=short(draft.digest) if draft else "",
        approved=file.plan.approved,
        approver=space.group().roster.named(approval.member) if approval else "",
        voided=bool(file.plan.approvals) and not file.plan.approved,
        approvers=tuple((member.id.hex(), member.name) for member in approvals.who_may_approve(space)),
        rivals=file.plan.drafts.disputed,
        phrases=(agreed.well, agreed.duress) if agreed else None,
        others=tuple(_others(at)),
        chosen=file.ways.of(file.plan),
        reckoned=file.ways.kept is not None and bool(file.ways.kept.wish.lookouts),
        missable=file.ways.kept is not None and bool(file.plan.open_legs) and not file.plan.drafts.disputed,
        waiting=tuple(_waiting(at, checkin) for checkin in file.checkins.open),
        past=tuple(_past(checkin) for checkin in _over(file.checkins)),
        odd=oddities(space, (*file.plan.impossible, *file.ways.impossible, *file.checkins.impossible)),
    )


def leg_words(leg: Leg) -> str:
    """Return where a leg leads, in the words of the plan."""
    return f"{leg.origin} → {leg.destination}"


def _legs(at: AtCase) -> Iterator[LegLine]:
    legs = at.file.plan.draft.legs if at.file.plan.draft else ()
    first_open = next((leg.id for leg in legs if at.file.plan.state(leg.id) is not LegState.DONE), b"")
    for leg in legs:
        state = at.file.plan.state(leg.id)
        due = leg.arrives if state is LegState.UNDERWAY else leg.departs
        yield LegLine(
            href=f"{at.path}/route/leg/{leg.id.hex()}",
            leg=leg,
            means=MEANS_NAMES[leg.means],
            trace=TRACE_NAMES[leg.trace],
            cost=written_out(Money(leg.cost, leg.currency)) if leg.cost is not None else "",
            escort=at.space.group().roster.named(leg.escort) if leg.escort else "",
            state=LEG_STATE_NAMES[state],
            tick=_tick(state, is_next=leg.id == first_open, late=due < at.now),
            due=_arrived(at.file.plan, leg) if state is LegState.DONE else due,
            steps=tuple(step.value for origin, step in STEPS if origin is state) if leg.id == first_open else (),
            meeting=_meeting(leg, at.file.plan.meetings.get(leg.id)),
            leaves_record=leg.trace is not Trace.NONE,
        )


def _others(at: AtCase) -> Iterator[OtherWay]:
    for number, way in at.file.ways.others:
        yield OtherWay(
            href=f"{at.path}/route/other/{number}" if way.departs >= at.now else "",
            means=tuple(MEANS_NAMES[leg.means] for leg in way.legs),
            departs=way.departs,
            arrives=way.arrives,
            records=way.records,
            lead=way.lead,
            lead_at=way.lead_at,
        )


def _tick(state: LegState, *, is_next: bool, late: bool) -> str:
    if state is LegState.DONE:
        return "done"
    if state is LegState.FAILED or (is_next and late):
        return "over"
    return "now" if is_next else "todo"


def _arrived(known: Plan, leg: Leg) -> Instant:
    ends = (report.happened_at for report in known.reports if report.leg == leg.id and report.step is LegStep.ARRIVE)
    return next(ends, leg.arrives)


def _meeting(leg: Leg, met: MeetingConfirmed | None) -> str:
    if not leg.code:
        return "none"
    if met is None:
        return "open"
    return "good" if met.code_matched and met.countersign_matched else "bad"


def _waiting(at: AtCase, checkin: CheckIn) -> Waiting:
    known = checkin.expected
    legs = at.file.plan.draft.legs if at.file.plan.draft else ()
    ends = next((leg_words(leg) for leg in legs if leg.id == known.leg), "")
    return Waiting(f"{at.path}/route/checkin/{known.checkin.hex()}", known.who, ends, known.how, checkin.alarm_at)


def _over(state: checkins.CheckIns) -> list[CheckIn]:
    done = [checkin for checkin in state.checkins.values() if not checkin.is_open]
    return sorted(done, key=_when, reverse=True)


def _when(checkin: CheckIn) -> Instant:
    return checkin.answer.happened_at if checkin.answer else checkin.expected.due


def _past(checkin: CheckIn) -> Past:
    note = checkin.answer.note if checkin.answer else ""
    return Past(checkin.expected.who, _when(checkin), checkin.cancelled, note, tuple(checkin.actions.values()))
