"""What is decided on the way: how a leg goes, whether a code was right, who was heard, what was done about silence."""

from typing import Final

from litestar import Response

from kunak.app.papers.card import LegCard, Stop, card_pdf
from kunak.base.errors import BadInput
from kunak.base.instants import DAY, HOUR, MINUTE
from kunak.base.words import phrase
from kunak.casework import checkins, plan
from kunak.casework.checkins import ON_THE_MOVE, CheckInExpected
from kunak.casework.plan import LEG_STEP_NAMES, MEANS_NAMES, STEPS, STRANGER, Leg, LegStep, MeetingConfirmed
from kunak.web import times
from kunak.web.act import Act, Ask, Option, chosen, options
from kunak.web.forms import Form
from kunak.web.pages.deeds import AtCase, Deed, attachment, handlers
from kunak.web.pages.route import KIND, approve, leg_words, report_now, show
from kunak.web.pages.route_plan import write
from kunak.web.section import Section
from kunak.web.translations import in_language

PART: Final = phrase("Route")

GRACES: Final = (
    (0, phrase("at once")),
    (15 * MINUTE, phrase("after 15 minutes")),
    (ON_THE_MOVE, phrase("after 30 minutes")),
    (HOUR, phrase("after an hour")),
    (3 * HOUR, phrase("after three hours")),
    (DAY, phrase("after a day")),
)

MATCHED: Final = (
    Option("yes", phrase("yes, word for word")),
    Option("no", phrase("no, or it was not asked")),
)


def _report(at: AtCase) -> Act:
    leg = _leg(at)
    state = at.file.plan.state(leg.id)
    steps = {step: LEG_STEP_NAMES[step] for origin, step in STEPS if origin is state}
    return Act(
        title=phrase("How the leg goes"),
        about=leg_words(leg),
        above=at.above("route"),
        part=PART,
        asks=(
            Ask("step", phrase("What happened"), "pick", options=options(steps)),
            Ask("happened_at", phrase("When"), "when", default=at.typed(at.now)),
            Ask("note", phrase("What else matters"), "prose", optional=True),
        ),
        does=phrase("Record it"),
    )


def _do_report(at: AtCase, form: Form) -> None:
    step, when = chosen(LegStep, form.text("step"), field="step"), at.when(form, "happened_at")
    note = form.text("note")
    at.decide(lambda file: plan.report(file.plan, leg=at.id("leg"), step=step, happened_at=when, now=at.now, note=note))


def _meet(at: AtCase) -> Act:
    leg = _leg(at)
    return Act(
        title=phrase("Check the code"),
        about=leg_words(leg),
        above=at.above("route"),
        part=PART,
        says=(phrase("Both sides check. If either part is wrong, the person does not go along."),),
        facts=((phrase("Whoever meets says"), leg.code), (phrase("The person answers"), leg.countersign)),
        asks=(
            Ask("code", phrase("Was the code right?"), "pick", options=MATCHED),
            Ask("countersign", phrase("Was the answer right?"), "pick", options=MATCHED),
            Ask("happened_at", phrase("When they met"), "when", default=at.typed(at.now)),
            Ask("note", phrase("What else matters"), "prose", optional=True),
        ),
        does=phrase("Record it"),
    )


def _do_meet(at: AtCase, form: Form) -> None:
    for name in ("code", "countersign"):
        if form.text(name) not in {"yes", "no"}:
            raise BadInput("Say whether it was right.", field=name)
    met = MeetingConfirmed(
        leg=at.id("leg"),
        happened_at=at.when(form, "happened_at"),
        code_matched=form.text("code") == "yes",
        countersign_matched=form.text("countersign") == "yes",
        note=form.text("note"),
    )
    at.decide(lambda file: plan.confirm_meeting(file.plan, met))


def _card(at: AtCase) -> Act:
    leg = _leg(at)
    return Act(
        title=phrase("Card for one leg"),
        about=leg_words(leg),
        above=at.above("route"),
        part=PART,
        says=(phrase("The card names no case, no person and no other leg. Print it, hand it over, delete the file."),),
        asks=(
            Ask(
                "holder",
                phrase("Who carries it?"),
                "pick",
                options=(
                    Option("goes", phrase("who goes along, or the person")),
                    Option("meets", phrase("who meets them at the end")),
                ),
                default="goes",
            ),
            Ask("phone", phrase("Number to call"), "tel", help=phrase("A number that leads to nobody by name.")),
            Ask("check_in_by", phrase("Report by"), "when", default=at.typed(leg.arrives), optional=True),
            Ask("note", phrase("What else this leg needs"), "prose", optional=True),
        ),
        does=phrase("Make the card (PDF)"),
    )


def _do_card(at: AtCase, form: Form) -> Response[bytes]:
    leg = _leg(at)
    if not form.text("phone").strip():
        raise BadInput("Give a number to call: without it the card helps nobody.", field="phone")
    meets = form.text("holder") == "meets"
    card = LegCard(
        departure=Stop(place=leg.origin, at=leg.departs, utc_offset_minutes=times.offset_minutes(leg.departs, at.zone)),
        arrival=Stop(
            place=leg.destination, at=leg.arrives, utc_offset_minutes=times.offset_minutes(leg.arrives, at.zone)
        ),
        means=", ".join(filter(None, (in_language(MEANS_NAMES[leg.means], at.language), leg.service))),
        meets="" if meets else leg.met_by,
        says=leg.code if meets else leg.countersign,
        hears=leg.countersign if meets else leg.code,
        phone=form.text("phone").strip(),
        check_in_by=at.when_or_none(form, "check_in_by"),
        note=form.text("note"),
        made_at=at.now,
    )
    return attachment(card_pdf(card, language=at.language), "application/pdf", "card.pdf")


def _phrases(at: AtCase) -> Act:
    return Act(
        title=phrase("Agree on two phrases"),
        above=at.above("route"),
        part=PART,
        says=(
            phrase("Both must sound harmless to whoever listens in. The person learns them by heart."),
            phrase("The second one means: somebody forces me to say that all is well."),
        ),
        asks=(
            Ask("well", phrase("When all is well, they say"), help=phrase("For example: the soup was good.")),
            Ask("duress", phrase("Under duress, they say"), help=phrase("For example: greet my old teacher.")),
        ),
        does=phrase("Save the phrases"),
    )


def _do_phrases(at: AtCase, form: Form) -> None:
    at.decide(lambda _file: checkins.agree_phrases(well=form.text("well"), duress=form.text("duress")))


def _expect(at: AtCase) -> Act:
    return Act(
        title=phrase("Expect a check-in"),
        above=at.above("route"),
        part=PART,
        says=(phrase("Go on with check-ins after the arrival too: most who were found felt safe already."),),
        asks=(
            Ask("who", phrase("From whom"), default=at.file.case.code),
            Ask("due", phrase("By when"), "when"),
            Ask(
                "grace",
                phrase("When is silence an alarm?"),
                "choose",
                options=tuple(Option(str(grace), word) for grace, word in GRACES),
                default=str(ON_THE_MOVE),
            ),
            Ask("how", phrase("How they will be heard"), help=phrase("For example: voice message."), optional=True),
        ),
        does=phrase("Expect it"),
    )


def _do_expect(at: AtCase, form: Form) -> None:
    grace = next((grace for grace, _ in GRACES if str(grace) == form.text("grace")), ON_THE_MOVE)
    expected = CheckInExpected(
        checkin=at.space.new_id(),
        who=form.text("who").strip(),
        due=at.when(form, "due"),
        grace=grace,
        how=form.text("how").strip(),
    )
    at.decide(lambda file: checkins.expect(file.checkins, expected, now=at.now))


def _heard(at: AtCase) -> Act:
    return Act(
        title=phrase("Heard from them"),
        about=_who(at),
        above=at.above("route"),
        part=PART,
        says=(phrase("Type what was said, word for word. The words decide what it means, not your impression."),),
        asks=(
            Ask("spoken", phrase("What they said")),
            Ask("happened_at", phrase("When"), "when", default=at.typed(at.now)),
            Ask("note", phrase("What else you heard"), "prose", optional=True),
        ),
        does=phrase("Record it"),
    )


def _do_heard(at: AtCase, form: Form) -> None:
    if not form.text("spoken").strip():
        raise BadInput("Type what they said; if nobody was heard, do not record a check-in.", field="spoken")
    when = at.when(form, "happened_at")
    at.decide(
        lambda file: checkins.answer(
            file.checkins,
            checkin=at.id("checkin"),
            spoken=form.text("spoken"),
            happened_at=when,
            now=at.now,
            note=form.text("note"),
        )
    )


def _cancel(at: AtCase) -> Act:
    return Act(
        title=phrase("Call off a check-in"),
        about=_who(at),
        above=at.above("route"),
        part=PART,
        asks=(Ask("reason", phrase("Why is it no longer expected?"), "prose"),),
        warns=phrase("From then on silence raises no alarm here."),
        does=phrase("Call it off"),
    )


def _do_cancel(at: AtCase, form: Form) -> None:
    at.decide(lambda file: checkins.cancel(file.checkins, checkin=at.id("checkin"), reason=form.text("reason")))


def _alarm(at: AtCase) -> Act:
    return Act(
        title=phrase("Answer an alarm"),
        about=_who(at),
        above=at.above("route"),
        part=PART,
        says=(
            phrase("Act first, then write: who was called, what they said, who is on the way."),
            phrase("If the phrase of duress was used, do not show that you understood it when you call."),
        ),
        asks=(Ask("action", phrase("What was done"), "prose"),),
        does=phrase("The alarm is answered"),
    )


def _do_alarm(at: AtCase, form: Form) -> None:
    at.decide(
        lambda file: checkins.answer_alarm(
            file.checkins, checkin=at.id("checkin"), action=form.text("action"), now=at.now
        )
    )


def _stranger(at: AtCase) -> Act:
    leg = _leg(at)
    return Act(
        title=phrase("Answer an alarm"),
        about=f"{leg.origin} → {leg.destination}",
        above=at.above("route"),
        part=PART,
        says=(
            STRANGER,
            phrase("Act first, then write: where the person is now, who was there, who knows of this meeting."),
        ),
        asks=(Ask("action", phrase("What was done"), "prose"),),
        does=phrase("The alarm is answered"),
    )


def _do_stranger(at: AtCase, form: Form) -> None:
    at.decide(lambda file: plan.answer_stranger(file.plan, leg=at.id("leg"), action=form.text("action")))


def _leg(at: AtCase) -> Leg:
    legs = at.file.plan.draft.legs if at.file.plan.draft else ()
    known = next((leg for leg in legs if leg.id == at.id("leg")), None)
    if known is None:
        raise BadInput("This leg is not in the plan any more: go back to the plan.")
    return known


def _who(at: AtCase) -> str:
    known = at.file.checkins.checkins.get(at.id("checkin"))
    if known is None:
        raise BadInput("There is no such check-in: go back to the plan.")
    return known.expected.who


DEEDS: Final = (
    Deed(path="route/leg/{leg:str}/report", kind=KIND, shows=_report, does=_do_report),
    Deed(path="route/leg/{leg:str}/meet", kind=KIND, shows=_meet, does=_do_meet),
    Deed(path="route/leg/{leg:str}/stranger", kind=KIND, shows=_stranger, does=_do_stranger),
    Deed(path="route/leg/{leg:str}/card", kind=KIND, shows=_card, does=_do_card),
    Deed(path="route/phrases", kind=KIND, shows=_phrases, does=_do_phrases),
    Deed(path="route/checkin/new", kind=KIND, shows=_expect, does=_do_expect),
    Deed(path="route/checkin/{checkin:str}", kind=KIND, shows=_heard, does=_do_heard),
    Deed(path="route/checkin/{checkin:str}/cancel", kind=KIND, shows=_cancel, does=_do_cancel),
    Deed(path="route/alarm/{checkin:str}", kind=KIND, shows=_alarm, does=_do_alarm),
)

SECTION: Final = Section(handlers=(show, approve, report_now, write, *handlers(*DEEDS)))
