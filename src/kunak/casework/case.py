"""One case: its stages, what must be true before each, its tasks, the person's own decisions.

``STAGES`` is the rule: which stage may follow which, and what stands guard in
between. A guard looks at the ``Situation``, which the caller sums up from the
other aspects. Some guards give way to a recorded reason; the others never do.
"""

from collections.abc import Callable
from enum import Enum
from typing import Final

import msgspec

from kunak.base.errors import Refused
from kunak.base.ids import DeviceId, EventId
from kunak.base.instants import Instant
from kunak.base.words import phrase
from kunak.casework.facts import Event, Fact
from kunak.casework.fields import Field, written


class Stage(Enum):
    """Where a case is on the way from first word to safe arrival."""

    ASSESSMENT = "assessment"
    PLANNING = "planning"
    MOVING = "moving"
    ARRIVED = "arrived"
    SAFE = "safe"
    RETURNED = "returned"
    CLOSED = "closed"


STAGE_NAMES: Final = {
    Stage.ASSESSMENT: phrase("Assessment"),
    Stage.PLANNING: phrase("Planning"),
    Stage.MOVING: phrase("On the move"),
    Stage.ARRIVED: phrase("Arrived"),
    Stage.SAFE: phrase("Safe"),
    Stage.RETURNED: phrase("Went back"),
    Stage.CLOSED: phrase("Closed"),
}

FURTHEST_FIRST: Final = {
    Stage.ASSESSMENT: 6,
    Stage.PLANNING: 5,
    Stage.MOVING: 4,
    # Whoever went back is where the danger is.
    Stage.RETURNED: 3,
    Stage.ARRIVED: 2,
    Stage.SAFE: 1,
    Stage.CLOSED: 0,
}
"""How far from safety a stage is; the greatest is in force while two stand."""

USUAL_WAY: Final = (Stage.ASSESSMENT, Stage.PLANNING, Stage.MOVING, Stage.ARRIVED, Stage.SAFE, Stage.CLOSED)
"""The stages that the stepper shows; going back home is a way of its own."""


class Situation(msgspec.Struct, frozen=True, kw_only=True):
    """What the guards look at, summed up from the other aspects of the case."""

    level_decided: bool = False
    reassessment_overdue: bool = False
    plan_approved: bool = False
    legs_open: int = 0
    devices_settled: bool = False
    alarms_open: int = 0
    placements_open: int = 0
    closing_reviewed: bool = False
    own_decision: bool = False


class Guard(msgspec.Struct, frozen=True):
    """Something that must be true before a stage begins.

    Attributes:
        yields: Whether a recorded reason lets the case pass all the same.
    """

    holds: Callable[[Situation], bool]
    sentence: str
    yields: bool = False


GUARDS: Final[dict[str, Guard]] = {
    "level": Guard(
        lambda now: now.level_decided,
        phrase("Nobody has decided how great the danger is: finish the assessment first."),
    ),
    "reassessment": Guard(
        lambda now: not now.reassessment_overdue,
        phrase("The assessment is out of date: look at the danger again before anybody moves."),
    ),
    "plan": Guard(
        lambda now: now.plan_approved,
        phrase("No plan is approved: a second member must approve the plan as it stands."),
    ),
    "legs": Guard(
        lambda now: now.legs_open == 0,
        phrase("Parts of the journey are still open: tick them off or plan again."),
    ),
    "devices": Guard(
        lambda now: now.devices_settled,
        phrase("A phone that could be tracked is not accounted for: isolate or destroy it, or record a reason."),
        yields=True,
    ),
    "alarms": Guard(
        lambda now: now.alarms_open == 0,
        phrase("An alarm is open in this case: answer it, or record a reason."),
        yields=True,
    ),
    "placements": Guard(
        lambda now: now.placements_open == 0,
        phrase("The person still has a place in a shelter of ours: end the stay first."),
    ),
    "review": Guard(
        lambda now: now.closing_reviewed,
        phrase("There is no closing review: write down what went well and what did not."),
    ),
    "own_decision": Guard(
        lambda now: now.own_decision,
        phrase("Record the person's own decision, in their words, and the safety plan first."),
    ),
}

STAGES: Final[dict[tuple[Stage, Stage], tuple[str, ...]]] = {
    (Stage.ASSESSMENT, Stage.PLANNING): ("level",),
    (Stage.PLANNING, Stage.ASSESSMENT): (),
    (Stage.PLANNING, Stage.MOVING): ("level", "reassessment", "plan"),
    (Stage.MOVING, Stage.PLANNING): (),
    (Stage.MOVING, Stage.ARRIVED): ("legs",),
    # Within hours of arriving, a person is often sent on.
    (Stage.ARRIVED, Stage.PLANNING): (),
    (Stage.ARRIVED, Stage.SAFE): ("devices", "alarms"),
    (Stage.SAFE, Stage.PLANNING): (),
    (Stage.SAFE, Stage.CLOSED): ("devices", "alarms", "placements", "review"),
    # To go back is the person's own to decide, at any time; it is never blocked.
    (Stage.ASSESSMENT, Stage.RETURNED): ("own_decision",),
    (Stage.PLANNING, Stage.RETURNED): ("own_decision",),
    (Stage.MOVING, Stage.RETURNED): ("own_decision",),
    (Stage.ARRIVED, Stage.RETURNED): ("own_decision",),
    (Stage.SAFE, Stage.RETURNED): ("own_decision",),
    (Stage.RETURNED, Stage.PLANNING): (),
    (Stage.RETURNED, Stage.CLOSED): ("review",),
}
"""From, to: the guards in between. What is not here cannot happen."""


class OwnDecision(Enum):
    """What the person decided for themselves."""

    LEAVE = "leave"
    WAIT = "wait"
    RETURN = "return"
    REFUSE_HELP = "refuse_help"
    OTHER = "other"


OWN_DECISION_NAMES: Final = {
    OwnDecision.LEAVE: phrase("to leave"),
    OwnDecision.WAIT: phrase("to wait"),
    OwnDecision.RETURN: phrase("to go back"),
    OwnDecision.REFUSE_HELP: phrase("to refuse our help"),
    OwnDecision.OTHER: phrase("something else"),
}


class CaseOpened(Event, frozen=True, tag="case.opened"):
    """The group helps this person, under these two words."""

    code: str
    request: bytes = b""
    urgency: int = 0


class StageMoved(Event, frozen=True, tag="case.stage_moved"):
    """The case went on, or back, to another stage.

    Attributes:
        overridden: Guards that gave way to the reason.
    """

    to: Stage
    reason: str = ""
    overridden: tuple[str, ...] = ()
    supersedes: tuple[EventId, ...] = ()


class ManagerNamed(Event, frozen=True, tag="case.manager_named"):
    """This member looks after the case."""

    member: bytes
    supersedes: tuple[EventId, ...] = ()


class TaskAdded(Event, frozen=True, tag="case.task_added"):
    """Something has to be done, perhaps by an instant, perhaps by a member."""

    task: bytes
    text: str
    due: Instant | None = None
    member: bytes = b""


class TaskDone(Event, frozen=True, tag="case.task_done"):
    """It is done, or need not be done."""

    task: bytes
    outcome: str = ""


class PersonDecided(Event, frozen=True, tag="case.person_decided"):
    """The person decided something about their own life."""

    decision: OwnDecision
    words: str
    safety_plan: str = ""


EVENTS: Final = (CaseOpened, StageMoved, ManagerNamed, TaskAdded, TaskDone, PersonDecided)


class Task(msgspec.Struct, frozen=True):
    """One task of the desk."""

    id: bytes
    text: str
    due: Instant | None
    member: bytes
    done: bool = False
    outcome: str = ""


class Case(msgspec.Struct, frozen=True):
    """The desk of a case."""

    code: str = ""
    request: bytes = b""
    urgency: int = 0
    opened_at: Instant = Instant(0)
    opened_by: DeviceId = DeviceId(b"")
    stages: Field[Stage] = Field()
    manager: Field[bytes] = Field()
    tasks: dict[bytes, Task] = {}
    decisions: tuple[PersonDecided, ...] = ()
    history: tuple[tuple[Instant, StageMoved], ...] = ()
    impossible: tuple[Fact, ...] = ()

    @property
    def stage(self) -> Stage:
        """The stage in force; of two that stand, the one further from safety."""
        return self.stages.in_force(caution=FURTHEST_FIRST.__getitem__) or Stage.ASSESSMENT

    @property
    def open_tasks(self) -> tuple[Task, ...]:
        """What is still to be done, in the order in which it was written down."""
        return tuple(task for task in self.tasks.values() if not task.done)


def evolve(case: Case, fact: Fact) -> Case:
    """Return the case after ``fact``. Total: what does not fit is kept as impossible."""
    change = msgspec.structs.replace
    match fact.event:
        # The first name stays: a case that changed its name could be taken for another.
        case CaseOpened() as opened if not case.code:
            return change(
                case,
                code=opened.code,
                request=opened.request,
                urgency=opened.urgency,
                opened_at=fact.at,
                opened_by=fact.device,
            )
        case StageMoved() as moved:
            stages = written(case.stages, fact, moved.to, moved.supersedes)
            return change(case, stages=stages, history=(*case.history, (fact.at, moved)))
        case ManagerNamed() as named:
            return change(case, manager=written(case.manager, fact, named.member, named.supersedes))
        case TaskAdded() as added if added.task not in case.tasks:
            task = Task(added.task, added.text, added.due, added.member)
            return change(case, tasks={**case.tasks, added.task: task})
        case TaskDone() as done if done.task in case.tasks and not case.tasks[done.task].done:
            task = change(case.tasks[done.task], done=True, outcome=done.outcome)
            return change(case, tasks={**case.tasks, done.task: task})
        case PersonDecided() as decided:
            return change(case, decisions=(*case.decisions, decided))
        case _:
            return change(case, impossible=(*case.impossible, fact))


def move(case: Case, *, to: Stage, situation: Situation, reason: str = "") -> tuple[Event, ...]:
    """Take the case to another stage.

    Raises:
        Refused: No arrow leads there, or a guard stands in the way.
    """
    guards = STAGES.get((case.stage, to))
    if guards is None:
        raise Refused(
            "A case that is at “%(stage)s” cannot go on to “%(to)s”.",
            field="to",
            stage=STAGE_NAMES[case.stage],
            to=STAGE_NAMES[to],
        )
    failing = tuple(name for name in guards if not GUARDS[name].holds(situation))
    for name in failing:
        if not (GUARDS[name].yields and reason.strip()):
            raise Refused(GUARDS[name].sentence, field="reason" if GUARDS[name].yields else "to")
    return (StageMoved(to=to, reason=reason.strip(), overridden=failing, supersedes=case.stages.heads),)


def obstacles(case: Case, to: Stage, situation: Situation) -> tuple[Guard, ...]:
    """Return the guards that stand between the case and a stage, for the page."""
    return tuple(GUARDS[name] for name in STAGES.get((case.stage, to), ()) if not GUARDS[name].holds(situation))


def possible_stages(stage: Stage) -> tuple[Stage, ...]:
    """Return the stages to which an arrow leads."""
    return tuple(to for origin, to in STAGES if origin is stage)


def name_manager(case: Case, *, member: bytes) -> tuple[Event, ...]:
    """Say which member looks after the case."""
    return (ManagerNamed(member=member, supersedes=case.manager.heads),)


def add_task(*, task: bytes, text: str, due: Instant | None, member: bytes = b"") -> tuple[Event, ...]:
    """Write down something to be done.

    Raises:
        Refused: It does not say what.
    """
    if not text.strip():
        raise Refused("Say what has to be done.", field="text")
    return (TaskAdded(task=task, text=text.strip(), due=due, member=member),)


def finish_task(case: Case, *, task: bytes, outcome: str = "") -> tuple[Event, ...]:
    """Tick a task off.

    Raises:
        Refused: There is no such open task.
    """
    if task not in {known.id for known in case.open_tasks}:
        raise Refused("This task is done already, or it is not of this case.", field="task")
    return (TaskDone(task=task, outcome=outcome),)


def record_decision(*, decision: OwnDecision, words: str, safety_plan: str = "") -> tuple[Event, ...]:
    """Record what the person decided, as theirs.

    Raises:
        Refused: Their words are missing; or they go back and there is no safety plan.
    """
    if not words.strip():
        raise Refused("Write down what the person said, in their own words.", field="words")
    if decision is OwnDecision.RETURN and not safety_plan.strip():
        raise Refused("They go back: agree on a safety plan and write it down.", field="safety_plan")
    return (PersonDecided(decision=decision, words=words.strip(), safety_plan=safety_plan.strip()),)
