"""Legal steps of a case: what has to be done, by whom, by when, and what became of it."""

from typing import ClassVar, Final

import msgspec
from litestar import Response, get

from kunak.base.errors import BadInput
from kunak.base.instants import Instant
from kunak.base.words import phrase
from kunak.casework import legal, situation
from kunak.casework.compartments import Kind
from kunak.casework.legal import (
    ANCHOR_NAMES,
    OUTCOME_NAMES,
    USUAL,
    Anchor,
    Ending,
    LegalStep,
    LegalStepSet,
    Outcome,
    UsualStep,
)
from kunak.web.act import Act, Ask, chosen, options
from kunak.web.forms import Form
from kunak.web.pages.case_frame import HERE, CaseFrame
from kunak.web.pages.deeds import AtCase, Deed, handlers
from kunak.web.pages.oddities import Odd, oddities
from kunak.web.render import Context
from kunak.web.respond import Asked, page
from kunak.web.section import Section
from kunak.web.translations import in_language

KIND: Final = Kind.LEGAL
PART: Final = phrase("Legal")


class StepLine(msgspec.Struct, frozen=True, kw_only=True):
    """One step.

    Attributes:
        title: A phrase where it is a usual step, else as somebody typed it.
        disputed: Members disagree about its deadline, its owner or its end.
    """

    href: str
    title: str
    usual: bool
    due: Instant
    responsible: str
    note: str
    outcome: str
    open: bool
    disputed: bool
    ending: str


class LegalPage(Context, frozen=True, kw_only=True):
    """All legal steps of a case, and the usual ones that are not listed yet."""

    template: ClassVar[str] = "legal.html"
    frame: CaseFrame
    open: tuple[StepLine, ...]
    ended: tuple[StepLine, ...]
    missing: tuple[UsualStep, ...]
    anchors: dict[str, str]
    odd: tuple[Odd, ...]


@get("/case/{case:str}/legal", sync_to_thread=True)
def show(request: Asked) -> Response[str]:
    """Show the legal steps of a case, the next deadline first."""
    at = AtCase(request, KIND)
    lines = sorted((_line(at, step) for step in at.file.legal.steps.values()), key=lambda line: line.due)
    shown = LegalPage(
        frame=at.frame(),
        open=tuple(line for line in lines if line.open),
        ended=tuple(line for line in lines if not line.open),
        missing=legal.missing(at.file.legal),
        anchors={anchor.value: name for anchor, name in ANCHOR_NAMES.items()},
        odd=oddities(at.space, at.file.legal.impossible),
    )
    return page(request, shown, here=HERE)


def _line(at: AtCase, step: LegalStep) -> StepLine:
    ending = step.endings.latest
    return StepLine(
        href=f"{at.path}/legal/step/{step.id.hex()}",
        title=USUAL[step.usual].title if step.usual in USUAL else step.title,
        usual=step.usual in USUAL,
        due=step.due,
        responsible=", ".join(step.responsible),
        note=step.note,
        outcome=OUTCOME_NAMES[step.outcome],
        open=step.outcome is Outcome.OPEN,
        disputed=step.dues.disputed or step.responsibles.disputed or step.endings.disputed,
        ending=ending.value.words if ending else "",
    )


def _anchor(at: AtCase, anchor: Anchor) -> Instant:
    """Return what a proposed deadline counts from: the plan, the last arrival, or now."""
    legs = at.file.plan.draft.legs if at.file.plan.draft else ()
    match anchor:
        case Anchor.DEPARTURE if legs:
            return legs[0].departs
        case Anchor.ARRIVAL:
            return situation.last_movement(at.file) or (legs[-1].arrives if legs else at.now)
    return at.now


def _asks(at: AtCase, due: Instant) -> tuple[Ask, ...]:
    return (
        Ask("due", phrase("By when"), "when", default=at.typed(max(due, at.now))),
        Ask("responsible", phrase("Who answers for it"), default=at.space.me().name),
        Ask("note", phrase("What else matters"), "prose", optional=True),
    )


def _usual(at: AtCase) -> Act:
    usual = _known_usual(at)
    return Act(
        title=usual.title,
        above=at.above("legal"),
        part=PART,
        says=(usual.why, phrase("The deadline is a proposal of ours, not of any law: a lawyer decides.")),
        asks=_asks(at, legal.proposed_due(usual, _anchor(at, usual.anchor))),
        does=phrase("Put it on the list"),
    )


def _do_usual(at: AtCase, form: Form) -> None:
    usual = _known_usual(at)
    _set(at, form, title=usual.title, usual=usual.key)


def _own(at: AtCase) -> Act:
    return Act(
        title=phrase("A step of our own"),
        above=at.above("legal"),
        part=PART,
        asks=(Ask("title", phrase("What has to be done")), *_asks(at, at.now)),
        does=phrase("Put it on the list"),
    )


def _set(at: AtCase, form: Form, *, title: str, usual: str = "") -> None:
    wanted = LegalStepSet(
        step=at.space.new_id(),
        title=title,
        due=at.when(form, "due"),
        responsible=form.text("responsible").strip(),
        usual=usual,
        note=form.text("note").strip(),
    )
    at.decide(lambda file: legal.set_step(file.legal, wanted))


def _end(at: AtCase) -> Act:
    step = _step(at)
    ways = {to: OUTCOME_NAMES[to] for origin, to in sorted(legal.CHANGES, key=str) if origin is step.outcome}
    return Act(
        title=phrase("What became of it"),
        about=_titled(at, step),
        above=at.above("legal"),
        part=PART,
        asks=(
            Ask("outcome", phrase("The step is"), "pick", options=options(ways)),
            Ask("words", phrase("What was done and where the paper is, or why not"), "prose"),
            Ask("happened_at", phrase("When"), "when", default=at.typed(at.now)),
        ),
        does=phrase("Record it"),
    )


def _do_end(at: AtCase, form: Form) -> None:
    outcome = chosen(Outcome, form.text("outcome"), field="outcome")
    ending = Ending(outcome, form.text("words").strip(), at.when(form, "happened_at"))
    at.decide(lambda file: legal.end_step(file.legal, step=at.id("step"), ending=ending))


def _move(at: AtCase) -> Act:
    step = _step(at)
    return Act(
        title=phrase("Another deadline"),
        about=_titled(at, step),
        above=at.above("legal"),
        part=PART,
        asks=(
            Ask("due", phrase("By when"), "when", default=at.typed(step.due)),
            Ask("reason", phrase("Why it changes"), "prose"),
        ),
        does=phrase("Record it"),
    )


def _do_move(at: AtCase, form: Form) -> None:
    due, reason = at.when(form, "due"), form.text("reason")
    at.decide(lambda file: legal.move_deadline(file.legal, step=at.id("step"), due=due, reason=reason))


def _assign(at: AtCase) -> Act:
    step = _step(at)
    return Act(
        title=phrase("Somebody else answers for it"),
        about=_titled(at, step),
        above=at.above("legal"),
        part=PART,
        asks=(Ask("responsible", phrase("Who answers for it"), default=", ".join(step.responsible)),),
        does=phrase("Record it"),
    )


def _do_assign(at: AtCase, form: Form) -> None:
    name = form.text("responsible").strip()
    at.decide(lambda file: legal.assign(file.legal, step=at.id("step"), responsible=name))


def _titled(at: AtCase, step: LegalStep) -> str:
    return in_language(USUAL[step.usual].title, at.language) if step.usual in USUAL else step.title


def _step(at: AtCase) -> LegalStep:
    step = at.file.legal.steps.get(at.id("step"))
    if step is None:
        raise BadInput("This step is not on the list of this case: go back to it.")
    return step


def _known_usual(at: AtCase) -> UsualStep:
    usual = USUAL.get(at.word("key"))
    if usual is None:
        raise BadInput("This is not one of the usual steps: go back to the list.")
    return usual


DEEDS: Final = (
    Deed(path="legal/usual/{key:str}", kind=KIND, shows=_usual, does=_do_usual),
    Deed(
        path="legal/new",
        kind=KIND,
        shows=_own,
        does=lambda at, form: _set(at, form, title=form.text("title").strip()),
    ),
    Deed(path="legal/step/{step:str}/end", kind=KIND, shows=_end, does=_do_end),
    Deed(path="legal/step/{step:str}/move", kind=KIND, shows=_move, does=_do_move),
    Deed(path="legal/step/{step:str}/assign", kind=KIND, shows=_assign, does=_do_assign),
)

SECTION: Final = Section(handlers=(show, *handlers(*DEEDS)))
