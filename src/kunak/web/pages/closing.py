"""The end of a case: what was learned, how long it is kept, what stops the clock, and what is taken out on paper."""

from typing import ClassVar, Final

import msgspec
from litestar import Response, get

from kunak.app import cases, exporting, shredding
from kunak.app.papers.casefile import case_json
from kunak.app.papers.casepaper import case_pdf
from kunak.base.errors import BadInput
from kunak.base.instants import DAY, Instant, after
from kunak.base.words import phrase
from kunak.casework import retention
from kunak.casework.case import STAGES, Stage
from kunak.casework.compartments import KIND_NAMES, Kind
from kunak.casework.retention import ClosingReviewed
from kunak.web import times
from kunak.web.act import Act, Ask, Option, chosen, destroying
from kunak.web.forms import Form
from kunak.web.pages.case_frame import HERE, CaseFrame, case_frame
from kunak.web.pages.deeds import AtCase, Deed, attachment, handlers
from kunak.web.render import Context
from kunak.web.respond import Asked, page
from kunak.web.section import Section
from kunak.web.translations import in_language

KIND: Final = Kind.DESK
PART: Final = phrase("Closing")
USUAL_KEEPING: Final = 365 * DAY
"""What is proposed as the end of keeping: accusations against the group come within about a year. Our choice."""


class Gate(msgspec.Struct, frozen=True):
    """One thing that must be true before the case is closed; ``yields``: a recorded reason is enough."""

    says: str
    yields: bool


class ClosingPage(Context, frozen=True, kw_only=True):
    """The end of a case.

    Attributes:
        reachable: Whether a case at this stage can be closed at all.
        closed: It is closed.
        destruction: What is decided about destroying its keys, a phrase; empty where nothing is.
        not_yet: Why that cannot be decided yet, a phrase; empty where it can.
    """

    template: ClassVar[str] = "closing.html"
    frame: CaseFrame
    closed: bool
    reachable: bool
    gates: tuple[Gate, ...]
    review: ClosingReviewed | None
    kept_until: Instant | None
    held: str
    destruction: str
    not_yet: str


@get("/case/{case:str}/closing", sync_to_thread=True)
def show(request: Asked) -> Response[str]:
    """Show what is left to do before the case is closed, and what happens to it afterwards."""
    at = AtCase(request, KIND)
    file = at.file
    standing = cases.obstacles(at.space, at.subject, Stage.CLOSED)
    shown = ClosingPage(
        frame=case_frame(at.vault, at.subject, KIND, view="closing"),
        closed=file.case.stage is Stage.CLOSED,
        reachable=(file.case.stage, Stage.CLOSED) in STAGES,
        gates=tuple(Gate(guard.sentence, guard.yields) for guard in standing),
        review=file.retention.review,
        kept_until=file.retention.ends,
        held=file.retention.held,
        destruction=shredding.standing(at.space, at.subject),
        not_yet=shredding.refusal(at.space, at.subject),
    )
    return page(request, shown, here=HERE)


def _review(at: AtCase) -> Act:
    known = at.file.retention.review
    return Act(
        title=phrase("Closing review"),
        above=at.above("closing"),
        part=PART,
        says=(phrase("For those who come after you. No names and no places."),),
        asks=(
            Ask("went_well", phrase("What went well"), "prose", default=known.went_well if known else ""),
            Ask(
                "went_badly",
                phrase("What went badly, or could have"),
                "prose",
                default=known.went_badly if known else "",
            ),
            Ask(
                "lessons",
                phrase("What we do differently"),
                "prose",
                optional=True,
                default=known.lessons if known else "",
            ),
        ),
        does=phrase("Save the review"),
    )


def _do_review(at: AtCase, form: Form) -> None:
    words = {name: form.text(name).strip() for name in ("went_well", "went_badly", "lessons")}
    at.decide(lambda _file: retention.review(**words))


def _keep(at: AtCase) -> Act:
    until = at.file.retention.ends or after(at.now, USUAL_KEEPING)
    return Act(
        title=phrase("How long it is kept"),
        above=at.above("closing"),
        part=PART,
        says=(phrase("As short as can be answered for: what no longer exists cannot be seized. At most five years."),),
        asks=(
            Ask("until", phrase("Kept until"), "when", default=at.typed(until)),
            Ask("reason", phrase("Why that long"), "prose"),
        ),
        does=phrase("Set it"),
    )


def _do_keep(at: AtCase, form: Form) -> None:
    until = at.when(form, "until")
    at.decide(lambda file: retention.keep_until(file.retention, until=until, reason=form.text("reason"), now=at.now))


def _hold(at: AtCase) -> Act:
    return Act(
        title=phrase("Place a hold"),
        above=at.above("closing"),
        part=PART,
        says=(phrase("A hold stops the clock: the case is not destroyed, whatever the day."),),
        asks=(Ask("reason", phrase("Why it must not be destroyed"), "prose"),),
        does=phrase("Place the hold"),
    )


def _lift(at: AtCase) -> Act:
    return Act(
        title=phrase("Lift the hold"),
        above=at.above("closing"),
        part=PART,
        facts=((phrase("The hold"), at.file.retention.held),),
        asks=(Ask("reason", phrase("Why it may be destroyed again"), "prose"),),
        does=phrase("Lift it"),
    )


def _close(at: AtCase) -> Act:
    standing = cases.obstacles(at.space, at.subject, Stage.CLOSED)
    yielding = any(guard.yields for guard in standing)
    return Act(
        title=phrase("Close the case"),
        above=at.above("closing"),
        part=PART,
        says=tuple(guard.sentence for guard in standing),
        asks=(
            Ask(
                "reason",
                phrase("Why it is closed all the same") if yielding else phrase("What else matters"),
                "prose",
                optional=not yielding,
            ),
        ),
        does=phrase("Close the case"),
        grave=True,
    )


def _destroy(at: AtCase) -> Act:
    return destroying(
        phrase("Destroy the keys of this case"),
        phrase(
            "On every laptop, with those of the call for help that it began with. Nobody can undo this, nor open "
            "it again. Of the case remains the year in which it was opened."
        ),
        Ask("code", phrase("Type the code name of the case")),
        above=at.above("closing"),
        part=PART,
    )


def _do_destroy(at: AtCase, form: Form) -> None:
    if form.text("code").strip().casefold() != at.file.case.code.casefold():
        raise BadInput("This is not the code name of this case: nothing was destroyed.", field="code")
    shredding.order(at.space, at.subject)


def _export(at: AtCase) -> Act:
    readable = cases.readable(at.space, at.subject)
    return Act(
        title=phrase("Take the case out"),
        above=at.above("closing"),
        part=PART,
        says=(phrase("Choose as little as the reader needs. The paper says which parts it leaves out."),),
        asks=(
            Ask(
                "kinds",
                phrase("Parts"),
                "many",
                options=tuple(Option(kind.value, name) for kind, name in KIND_NAMES.items() if kind in readable),
            ),
            Ask(
                "format",
                phrase("In what form"),
                "pick",
                options=(
                    Option("pdf", phrase("a paper to read (PDF)")),
                    Option("json", phrase("a file for machines (JSON)")),
                ),
                default="pdf",
            ),
        ),
        warns=phrase("The file is not encrypted. It lies where your browser puts files until you delete it."),
        does=phrase("Make the file"),
    )


def _do_export(at: AtCase, form: Form) -> Response[bytes]:
    language = at.language
    data = exporting.export(
        at.space,
        at.subject,
        [chosen(Kind, value, field="kinds") for value in form.chosen("kinds")],
        translate=lambda text: in_language(text, language),
        utc_offset_minutes=times.offset_minutes(at.now, at.zone),
    )
    if form.text("format") == "json":
        return attachment(case_json(data), "application/json", "case.json")
    return attachment(case_pdf(data, language=language), "application/pdf", "case.pdf")


DEEDS: Final = (
    Deed(path="closing/review", kind=KIND, shows=_review, does=_do_review),
    Deed(path="closing/keep", kind=KIND, shows=_keep, does=_do_keep),
    Deed(
        path="closing/hold",
        kind=KIND,
        shows=_hold,
        does=lambda at, form: at.decide(lambda file: retention.hold(file.retention, reason=form.text("reason"))),
    ),
    Deed(
        path="closing/lift",
        kind=KIND,
        shows=_lift,
        does=lambda at, form: at.decide(lambda file: retention.lift_hold(file.retention, reason=form.text("reason"))),
    ),
    Deed(
        path="closing/close",
        kind=KIND,
        shows=_close,
        does=lambda at, form: cases.move(at.space, at.subject, to=Stage.CLOSED, reason=form.text("reason")),
    ),
    Deed(path="closing/destroy", kind=KIND, shows=_destroy, does=_do_destroy),
    Deed(path="closing/export", kind=KIND, shows=_export, does=_do_export),
)

SECTION: Final = Section(handlers=(show, *handlers(*DEEDS)))
