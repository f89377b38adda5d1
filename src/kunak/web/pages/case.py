"""The desk of one case: what comes next, what stands in its way, what has to be done, what the person decided.

Every decision here is one form (`ACTS`); the rules are those of ``casework.case``.
"""

from collections.abc import Callable
from typing import ClassVar, Final

import msgspec
from litestar import Response, get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from kunak.app import cases
from kunak.app.wiring import OpenVault
from kunak.base.errors import BadInput
from kunak.base.ids import ID_BYTES, SubjectId, from_hex
from kunak.base.instants import Instant
from kunak.base.words import phrase
from kunak.casework import case, situation
from kunak.casework.case import (
    GUARDS,
    OWN_DECISION_NAMES,
    STAGE_NAMES,
    USUAL_WAY,
    OwnDecision,
    PersonDecided,
    Stage,
    possible_stages,
)
from kunak.casework.compartments import Kind
from kunak.casework.situation import DUE_NAMES, Deadline, Due
from kunak.casework.subjects import CaseFile
from kunak.web import times
from kunak.web.act import Act, Ask, Option
from kunak.web.attempt import attempt
from kunak.web.forms import Form
from kunak.web.pages.case_frame import HERE, CaseFrame, case_frame, case_id, tab_path
from kunak.web.pages.moments import Said, said
from kunak.web.render import Context
from kunak.web.respond import Asked, desk_of, go, page, sent
from kunak.web.section import Section
from kunak.web.vault import opened

LATEST: Final = 6
"""Entries of the timeline that the desk shows; the rest has a page of its own."""
DUES: Final = 5

WHERE_TO_MEND: Final[dict[str, tuple[str, str]]] = {
    "level": ("threat", phrase("To the assessment")),
    "reassessment": ("threat", phrase("To the assessment")),
    "plan": ("route", phrase("To the plan")),
    "legs": ("route", phrase("To the journey")),
    "devices": ("custody", phrase("To the phones")),
    "alarms": ("route", phrase("To the check-ins")),
    "placements": ("shelter", phrase("To the shelter")),
    "review": ("closing", phrase("Write the review")),
    "own_decision": ("do/decision", phrase("Record the decision")),
}
"""Guard of a stage: page of the case on which it is dealt with, and the word of the link."""


class Obstacle(msgspec.Struct, frozen=True):
    """What stands between the case and its next stage.

    Attributes:
        says: A phrase.
        yields: A recorded reason is enough.
    """

    says: str
    yields: bool
    href: str
    does: str


class TaskLine(msgspec.Struct, frozen=True):
    """Something to be done."""

    id: str
    text: str
    due: Instant | None
    member: str


class DueMark(msgspec.Struct, frozen=True):
    """A deadline of this case: what it is about (a phrase), and in whose words."""

    says: str
    what: str
    due: Instant
    href: str


class CaseDesk(Context, frozen=True, kw_only=True):
    """The first page of a case.

    Attributes:
        next: Name of the stage that usually follows, a phrase; empty where none does.
        request: Id of the request it came from.
    """

    template: ClassVar[str] = "case.html"
    frame: CaseFrame
    next: str
    obstacles: tuple[Obstacle, ...]
    due: tuple[DueMark, ...]
    tasks: tuple[TaskLine, ...]
    decisions: tuple[Said, ...]
    latest: tuple[Said, ...]
    request: str


@get("/case/{subject:str}", sync_to_thread=True)
def show(request: Asked, subject: FromPath[str]) -> Response[str]:
    """Show the desk of a case."""
    return page(request, _desk(opened(request), case_id(subject)), here=HERE)


@post("/case/{subject:str}/done", sync_to_thread=True)
def done(request: Asked, subject: FromPath[str]) -> Response[None]:
    """Tick a task off."""
    vault, found = _at_desk(request, subject)
    task = from_hex(sent(request).text("task"), length=ID_BYTES, field="task")
    cases.decide(vault.space, found, lambda file: case.finish_task(file.case, task=task))
    return go(tab_path(subject, Kind.DESK))


def _desk(vault: OpenVault, subject: SubjectId) -> CaseDesk:
    space = vault.space
    frame = case_frame(vault, subject, Kind.DESK)
    file = space.case(subject)
    let_in = cases.readable(space, subject)
    moments = [each for each in cases.timeline(space, subject) if each.entry.kind in let_in][::-1]
    following = next_stage(file.case.stage)
    return CaseDesk(
        frame=frame,
        next=STAGE_NAMES[following] if following else "",
        obstacles=_obstacles(vault, subject, following) if following else (),
        due=tuple(_due(frame, each) for each in situation.deadlines(file) if _is_ahead(each, space.clock()))[:DUES],
        tasks=_tasks(vault, file),
        decisions=said(each for each in moments if isinstance(each.entry.fact.event, PersonDecided)),
        latest=said(moments)[:LATEST],
        request=file.case.request.hex(),
    )


def next_stage(stage: Stage) -> Stage | None:
    """Return the stage that usually follows, or None at the end of the way."""
    if stage is Stage.RETURNED:
        return Stage.CLOSED
    place = USUAL_WAY.index(stage) + 1
    return USUAL_WAY[place] if place < len(USUAL_WAY) else None


def _obstacles(vault: OpenVault, subject: SubjectId, to: Stage) -> tuple[Obstacle, ...]:
    standing = cases.obstacles(vault.space, subject, to)
    names = {guard: name for name, guard in GUARDS.items()}
    found = []
    for guard in standing:
        where, does = WHERE_TO_MEND[names[guard]]
        found.append(Obstacle(guard.sentence, guard.yields, f"/case/{subject.hex()}/{where}", does))
    return tuple(found)


DUE_PARTS: Final = {
    Due.ALARM: Kind.ROUTE,
    Due.CHECK_IN: Kind.ROUTE,
    Due.LEG: Kind.ROUTE,
    Due.REASSESSMENT: Kind.THREAT,
    Due.TASK: Kind.DESK,
    Due.LEGAL: Kind.LEGAL,
    Due.STAY: Kind.SHELTER,
    Due.RETENTION: Kind.DESK,
}
"""In which part of the case a deadline is dealt with."""


def _is_ahead(deadline: Deadline, now: Instant) -> bool:
    """Say whether this is shown among the deadlines: tasks have a list of their own, and alarms stand at the top."""
    match deadline.kind:
        case Due.TASK | Due.ALARM:
            return False
        case Due.CHECK_IN:
            return deadline.due >= now
    return True


def _due(frame: CaseFrame, deadline: Deadline) -> DueMark:
    # A check-in of a leg is expected from the case itself: its name stands at the top already.
    what = "" if deadline.what == frame.code else deadline.what
    return DueMark(DUE_NAMES[deadline.kind], what, deadline.due, tab_path(frame.id, DUE_PARTS[deadline.kind]))


def _tasks(vault: OpenVault, file: CaseFile) -> tuple[TaskLine, ...]:
    roster = vault.space.group().roster
    tasks = sorted(file.case.open_tasks, key=lambda task: (task.due is None, task.due or 0))
    return tuple(
        TaskLine(task.id.hex(), task.text, task.due, roster.named(task.member) if task.member else "") for task in tasks
    )


# The decisions


class Typed(msgspec.Struct, frozen=True):
    """A form about a case, as it was sent."""

    vault: OpenVault
    subject: SubjectId
    form: Form
    zone: str

    def text(self, name: str) -> str:
        """Return what was typed into a field."""
        return self.form.text(name)

    @property
    def now(self) -> Instant:
        """The present instant."""
        return self.vault.space.clock()


class Deed(msgspec.Struct, frozen=True, kw_only=True):
    """One kind of decision: how its form looks and what it does."""

    title: str
    does: str
    asks: Callable[[OpenVault, SubjectId, str], tuple[Ask, ...]]
    do: Callable[[Typed], None]
    says: tuple[str, ...] = ()


def _ask_move(vault: OpenVault, subject: SubjectId, _zone: str) -> tuple[Ask, ...]:
    stage = vault.space.case(subject).case.stage
    following = next_stage(stage)
    return (
        Ask(
            "to",
            phrase("To which stage"),
            "pick",
            options=tuple(
                Option(to.value, STAGE_NAMES[to], _in_the_way(vault, subject, to)) for to in possible_stages(stage)
            ),
            default=following.value if following in possible_stages(stage) else "",
        ),
        Ask(
            "reason",
            phrase("Reason"),
            "prose",
            help=phrase("Needed where something stands in the way and a reason is enough."),
            optional=True,
        ),
    )


def _in_the_way(vault: OpenVault, subject: SubjectId, to: Stage) -> str:
    standing = cases.obstacles(vault.space, subject, to)
    return standing[0].sentence if standing else phrase("Nothing stands in the way.")


def _move(typed: Typed) -> None:
    known = {stage.value: stage for stage in Stage}
    if typed.text("to") not in known:
        raise BadInput("Choose a stage.", field="to")
    cases.move(typed.vault.space, typed.subject, to=known[typed.text("to")], reason=typed.text("reason"))


def _ask_task(vault: OpenVault, _subject: SubjectId, _zone: str) -> tuple[Ask, ...]:
    nobody = Option("", phrase("nobody in particular"))
    return (
        Ask("text", phrase("What has to be done")),
        Ask("due", phrase("By when"), "when", optional=True),
        Ask("member", phrase("Who does it"), "choose", options=(nobody, *_members(vault)), optional=True),
    )


def _task(typed: Typed) -> None:
    events = case.add_task(
        task=typed.vault.space.new_id(),
        text=typed.text("text"),
        due=times.typed_or_none(typed.text("due"), typed.zone, field="due"),
        member=bytes.fromhex(_member(typed)) if typed.text("member") else b"",
    )
    cases.decide(typed.vault.space, typed.subject, lambda _file: events)


def _ask_decision(_vault: OpenVault, _subject: SubjectId, _zone: str) -> tuple[Ask, ...]:
    return (
        Ask(
            "decision",
            phrase("What they decided"),
            "pick",
            options=tuple(Option(each.value, word) for each, word in OWN_DECISION_NAMES.items()),
        ),
        Ask("words", phrase("In their own words"), "prose"),
        Ask(
            "safety_plan",
            phrase("Safety plan"),
            "prose",
            help=phrase("If they go back: whom they call, with which words, and where they go if it gets worse."),
            optional=True,
        ),
    )


def _decision(typed: Typed) -> None:
    known = {each.value: each for each in OwnDecision}
    if typed.text("decision") not in known:
        raise BadInput("Choose what they decided.", field="decision")
    events = case.record_decision(
        decision=known[typed.text("decision")], words=typed.text("words"), safety_plan=typed.text("safety_plan")
    )
    cases.decide(typed.vault.space, typed.subject, lambda _file: events)


def _ask_manager(vault: OpenVault, subject: SubjectId, _zone: str) -> tuple[Ask, ...]:
    named = vault.space.case(subject).case.manager.latest
    default = named.value.hex() if named else ""
    return (Ask("member", phrase("Who looks after the case"), "choose", options=_members(vault), default=default),)


def _manager(typed: Typed) -> None:
    member = bytes.fromhex(_member(typed))
    cases.decide(typed.vault.space, typed.subject, lambda file: case.name_manager(file.case, member=member))


ACTS: Final[dict[str, Deed]] = {
    "move": Deed(title=phrase("Move to another stage"), does=phrase("Move the case"), asks=_ask_move, do=_move),
    "task": Deed(title=phrase("A new task"), does=phrase("Add the task"), asks=_ask_task, do=_task),
    "decision": Deed(
        title=phrase("The person's own decision"),
        does=phrase("Record the decision"),
        asks=_ask_decision,
        do=_decision,
        says=(phrase("It is theirs to make, at any time. We record it as theirs and never stand in its way."),),
    ),
    "manager": Deed(title=phrase("Case manager"), does=phrase("Name the manager"), asks=_ask_manager, do=_manager),
}
"""The decisions of the desk of a case, by the last part of their path."""


@get("/case/{subject:str}/do/{act:str}", sync_to_thread=True)
def ask(request: Asked, subject: FromPath[str], act: FromPath[str]) -> Response[str]:
    """Show the form of a decision."""
    vault, found = _at_desk(request, subject)
    return page(request, _form(request, vault, found, act, Form()), here=HERE)


@post("/case/{subject:str}/do/{act:str}", sync_to_thread=True)
def do(request: Asked, subject: FromPath[str], act: FromPath[str]) -> Response[str] | Response[None]:
    """Make a decision."""
    vault, found = _at_desk(request, subject)

    def does(form: Form) -> str:
        _deed(act).do(Typed(vault, found, form, desk_of(request).settings.zone))
        return tab_path(subject, Kind.DESK)

    return attempt(request, does=does, shows=lambda form: _form(request, vault, found, act, form), here=HERE)


def _form(request: Asked, vault: OpenVault, subject: SubjectId, act: str, form: Form) -> Act:
    deed = _deed(act)
    return Act(
        title=deed.title,
        above=(tab_path(subject.hex(), Kind.DESK), vault.space.case(subject).case.code),
        says=deed.says,
        asks=deed.asks(vault, subject, desk_of(request).settings.zone),
        does=deed.does,
        form=form,
    )


def _deed(act: str) -> Deed:
    if act not in ACTS:
        raise NotFoundException
    return ACTS[act]


def _at_desk(request: Asked, subject: str) -> tuple[OpenVault, SubjectId]:
    vault, found = opened(request), case_id(subject)
    cases.check_readable(vault.space, found, Kind.DESK)
    return vault, found


def _members(vault: OpenVault) -> tuple[Option, ...]:
    present = vault.space.group().roster.present
    return tuple(Option(member.id.hex(), member.name, named=True) for member in present)


def _member(typed: Typed) -> str:
    given = typed.text("member")
    if given not in {option.value for option in _members(typed.vault)}:
        raise BadInput("Choose a member of the group.", field="member")
    return given


SECTION: Final = Section(handlers=(show, done, ask, do))
