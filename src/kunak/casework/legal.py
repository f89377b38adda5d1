"""Legal steps of a case: what has to be done, by whom, by when, and what became of it.

The table ``USUAL_STEPS`` is what groups of this kind usually prepare, as a
reminder and never as advice on the law of a country: a lawyer decides. A step
is open until somebody says that it is done or why it was dropped, and while two
members disagree it counts as open. Texts of statements are not kept here.
"""

from enum import Enum
from typing import Final

import msgspec

from kunak.base.errors import Refused
from kunak.base.ids import EventId
from kunak.base.instants import DAY, Instant, after
from kunak.base.words import phrase
from kunak.casework.facts import Event, Fact
from kunak.casework.fields import Field, written


class Outcome(Enum):
    """What became of a step."""

    OPEN = "open"
    DONE = "done"
    DROPPED = "dropped"


OUTCOME_NAMES: Final = {
    Outcome.OPEN: phrase("open"),
    Outcome.DONE: phrase("done"),
    Outcome.DROPPED: phrase("dropped"),
}

CHANGES: Final = frozenset(
    {
        (Outcome.OPEN, Outcome.DONE),
        (Outcome.OPEN, Outcome.DROPPED),
        (Outcome.DONE, Outcome.OPEN),
        (Outcome.DROPPED, Outcome.OPEN),
    }
)
"""What a member may decide; each with words that say why."""


class Anchor(Enum):
    """What the deadline of a usual step counts from."""

    DEPARTURE = "departure"
    ARRIVAL = "arrival"
    HAPPENING = "happening"


ANCHOR_NAMES: Final = {
    Anchor.DEPARTURE: phrase("the departure"),
    Anchor.ARRIVAL: phrase("the arrival"),
    Anchor.HAPPENING: phrase("the day we learn of it"),
}


class UsualStep(msgspec.Struct, frozen=True):
    """A step that most cases of a kind need.

    Attributes:
        key: Names it in events for ever.
        offset: Milliseconds from the anchor to the proposed deadline; negative is before.
    """

    key: str
    title: str
    why: str
    anchor: Anchor
    offset: int


USUAL_STEPS: Final = (
    UsualStep(
        "leaving_statement",
        phrase("Record the statement “I left by my own will, do not look for me”"),
        phrase("With date, face and papers in the picture, it answers a missing-person search before it is opened."),
        Anchor.DEPARTURE,
        -1 * DAY,
    ),
    UsualStep(
        "police_statement",
        phrase("Prepare the written statement to the police"),
        phrase("Signed before the departure and sent from elsewhere, it shows that nobody took the person away."),
        Anchor.DEPARTURE,
        -1 * DAY,
    ),
    UsualStep(
        "power_of_attorney",
        phrase("Have a power of attorney for the lawyer signed"),
        phrase("Without it nobody may act or look into files for a person who cannot appear."),
        Anchor.DEPARTURE,
        -2 * DAY,
    ),
    UsualStep(
        "evidence_kept",
        phrase("Keep messages, pictures and medical papers as evidence"),
        phrase("They are on the phone that will be destroyed; afterwards they are gone."),
        Anchor.DEPARTURE,
        -1 * DAY,
    ),
    UsualStep(
        "documents_copied",
        phrase("Copy all papers and list those left behind"),
        phrase("Relatives often hold the originals; a copy is enough for most requests to renew."),
        Anchor.DEPARTURE,
        -1 * DAY,
    ),
    UsualStep(
        "property_receipts",
        phrase("Record whose the things are that the person takes along"),
        phrase("A list with receipts answers a false complaint of theft."),
        Anchor.DEPARTURE,
        -1 * DAY,
    ),
    UsualStep(
        "search_answer",
        phrase("Answer the missing-person search"),
        phrase("While it runs, every check of papers can lead to the person; an adult may ask not to be given away."),
        Anchor.HAPPENING,
        1 * DAY,
    ),
    UsualStep(
        "theft_answer",
        phrase("Answer the false complaint of theft"),
        phrase("As a suspect the person can be stopped anywhere and handed over: a lawyer writes before that happens."),
        Anchor.HAPPENING,
        1 * DAY,
    ),
    UsualStep(
        "incapacity_answer",
        phrase("Answer the request to declare the person incapable"),
        phrase("Relatives who become guardians may decide where the person lives."),
        Anchor.HAPPENING,
        3 * DAY,
    ),
    UsualStep(
        "custody_of_children",
        phrase("File for the children who came along"),
        phrase("Otherwise the other parent can report them as taken away."),
        Anchor.ARRIVAL,
        3 * DAY,
    ),
    UsualStep(
        "file_access_blocked",
        phrase("Ask for the address to be withheld in registers"),
        phrase("Registrations, clinics, banks and schools are where relatives in office look first."),
        Anchor.ARRIVAL,
        7 * DAY,
    ),
    UsualStep(
        "protection_request",
        phrase("File the request for asylum or protection"),
        phrase("Many countries count the days since arrival, and a late request is believed less."),
        Anchor.ARRIVAL,
        10 * DAY,
    ),
    UsualStep(
        "documents_renewed",
        phrase("Renew passports and other papers that end soon"),
        phrase("A paper that ends on the way closes borders; renewing one takes weeks and can show an address."),
        Anchor.ARRIVAL,
        30 * DAY,
    ),
    UsualStep(
        "crime_report",
        phrase("Report the violence, if the person wants that"),
        phrase("The time in which it can be prosecuted runs; the decision is the person's own."),
        Anchor.ARRIVAL,
        30 * DAY,
    ),
)
"""In the order in which they are usually done. Deadlines are proposals of ours, not of any law."""

USUAL: Final = {usual.key: usual for usual in USUAL_STEPS}


class Ending(msgspec.Struct, frozen=True):
    """An outcome with the words that go with it."""

    outcome: Outcome
    words: str
    happened_at: Instant


class LegalStepSet(Event, frozen=True, tag="legal.step_set"):
    """A step has to be taken.

    Attributes:
        usual: Key in ``USUAL_STEPS``, or empty for one of the group's own.
    """

    step: bytes
    title: str
    due: Instant
    responsible: str
    usual: str = ""
    note: str = ""


class LegalDeadlineMoved(Event, frozen=True, tag="legal.deadline_moved"):
    """A step has another deadline."""

    step: bytes
    due: Instant
    reason: str
    supersedes: tuple[EventId, ...] = ()


class LegalStepAssigned(Event, frozen=True, tag="legal.assigned"):
    """Another member answers for a step."""

    step: bytes
    responsible: str
    supersedes: tuple[EventId, ...] = ()


class LegalStepEnded(Event, frozen=True, tag="legal.ended"):
    """A step was done, dropped, or opened again."""

    step: bytes
    ending: Ending
    supersedes: tuple[EventId, ...] = ()


EVENTS: Final = (LegalStepSet, LegalDeadlineMoved, LegalStepAssigned, LegalStepEnded)


class LegalStep(msgspec.Struct, frozen=True):
    """One step and all that stands about it."""

    id: bytes
    title: str
    usual: str
    note: str
    dues: Field[Instant]
    responsibles: Field[str]
    endings: Field[Ending] = Field()

    @property
    def due(self) -> Instant:
        """The deadline in force: of several, the earliest."""
        return min(write.value for write in self.dues.writes)

    @property
    def responsible(self) -> tuple[str, ...]:
        """Who answers for it: one name, or several while members disagree."""
        return tuple(write.value for write in self.responsibles.writes)

    @property
    def outcome(self) -> Outcome:
        """What became of it; open while one member says done and another dropped."""
        outcomes = {write.value.outcome for write in self.endings.writes}
        return outcomes.pop() if len(outcomes) == 1 else Outcome.OPEN


class LegalFile(msgspec.Struct, frozen=True):
    """All legal steps of a case. ``impossible`` facts are shown, never dropped."""

    steps: dict[bytes, LegalStep] = {}
    impossible: tuple[Fact, ...] = ()


class Deadline(msgspec.Struct, frozen=True):
    """An open step as the pages of today list it."""

    due: Instant
    step: bytes
    title: str
    responsible: tuple[str, ...]
    overdue: bool


def evolve(file: LegalFile, fact: Fact) -> LegalFile:
    """Return the file after ``fact``. Total: what does not fit is kept as impossible."""
    event = fact.event
    match event:
        case LegalStepSet() if event.step not in file.steps:
            return _put(file, _set(fact, event))
        case LegalDeadlineMoved() if step := file.steps.get(event.step):
            dues = written(step.dues, fact, event.due, event.supersedes)
            return _put(file, msgspec.structs.replace(step, dues=dues))
        case LegalStepAssigned() if step := file.steps.get(event.step):
            responsibles = written(step.responsibles, fact, event.responsible, event.supersedes)
            return _put(file, msgspec.structs.replace(step, responsibles=responsibles))
        case LegalStepEnded() if step := file.steps.get(event.step):
            endings = written(step.endings, fact, event.ending, event.supersedes)
            return _put(file, msgspec.structs.replace(step, endings=endings))
        case _:
            return msgspec.structs.replace(file, impossible=(*file.impossible, fact))


def set_step(file: LegalFile, wanted: LegalStepSet) -> tuple[Event, ...]:
    """Put a step on the list.

    Raises:
        Refused: It has no title or nobody answers for it, the key is unknown, or
            the same usual step is open already.
    """
    if wanted.step in file.steps:
        raise Refused("This step is on the list already.", field="title")
    if wanted.usual and wanted.usual not in USUAL:
        raise Refused("This is not one of the usual steps: choose one, or give it a title.", field="usual")
    if wanted.usual and any(_is_open(step) and step.usual == wanted.usual for step in file.steps.values()):
        raise Refused("This step is on the list and open: change its deadline instead.", field="usual")
    _check(wanted.title, "title", "Say in a few words what has to be done.")
    _check(wanted.responsible, "responsible", "Name the member who answers for this step.")
    return (wanted,)


def move_deadline(file: LegalFile, *, step: bytes, due: Instant, reason: str) -> tuple[Event, ...]:
    """Give a step another deadline.

    Raises:
        Refused: The step is not open, or no reason is given.
    """
    known = _open_step(file, step)
    _check(reason, "reason", "Say why the deadline changes.")
    return (LegalDeadlineMoved(step=step, due=due, reason=reason, supersedes=known.dues.heads),)


def assign(file: LegalFile, *, step: bytes, responsible: str) -> tuple[Event, ...]:
    """Let another member answer for a step.

    Raises:
        Refused: The step is not open, or nobody is named.
    """
    known = _open_step(file, step)
    _check(responsible, "responsible", "Name the member who answers for this step.")
    return (LegalStepAssigned(step=step, responsible=responsible, supersedes=known.responsibles.heads),)


def end_step(file: LegalFile, *, step: bytes, ending: Ending) -> tuple[Event, ...]:
    """Record that a step was done, dropped, or has to be taken again.

    Raises:
        Refused: The table has no such change, or nobody says why.
    """
    known = _known(file, step)
    if (known.outcome, ending.outcome) not in CHANGES and not known.endings.disputed:
        raise Refused(
            "This step is “%(outcome)s” already: nothing would change, or open it again first.",
            field="outcome",
            outcome=OUTCOME_NAMES[known.outcome],
        )
    _check(ending.words, "words", "Say what was done and where the paper is, or why the step was dropped or reopened.")
    return (LegalStepEnded(step=step, ending=ending, supersedes=known.endings.heads),)


def deadlines(file: LegalFile, now: Instant) -> tuple[Deadline, ...]:
    """Return the open steps, the earliest deadline first."""
    found = (
        Deadline(step.due, step.id, step.title, step.responsible, overdue=step.due <= now)
        for step in file.steps.values()
        if _is_open(step)
    )
    return tuple(sorted(found, key=lambda deadline: (deadline.due, deadline.step)))


def missing(file: LegalFile) -> tuple[UsualStep, ...]:
    """Return the usual steps that nobody has put on the list yet."""
    listed = {step.usual for step in file.steps.values()}
    return tuple(usual for usual in USUAL_STEPS if usual.key not in listed)


def proposed_due(usual: UsualStep, anchor: Instant) -> Instant:
    """Return the deadline to propose, given the instant of the step's anchor."""
    return after(anchor, usual.offset)


def _set(fact: Fact, event: LegalStepSet) -> LegalStep:
    dues = written(Field(), fact, event.due, ())
    responsibles = written(Field(), fact, event.responsible, ())
    return LegalStep(event.step, event.title, event.usual, event.note, dues, responsibles)


def _put(file: LegalFile, step: LegalStep) -> LegalFile:
    return msgspec.structs.replace(file, steps={**file.steps, step.id: step})


def _is_open(step: LegalStep) -> bool:
    return step.outcome is Outcome.OPEN


def _known(file: LegalFile, step: bytes) -> LegalStep:
    try:
        return file.steps[step]
    except KeyError:
        raise Refused("This step is not on the list of this case.", field="step") from None


def _open_step(file: LegalFile, step: bytes) -> LegalStep:
    known = _known(file, step)
    if not _is_open(known):
        raise Refused(
            "This step is “%(outcome)s”: open it again first.", field="step", outcome=OUTCOME_NAMES[known.outcome]
        )
    return known


def _check(text: str, field: str, sentence: str) -> None:
    if not text.strip():
        raise Refused(sentence, field=field)
