"""The way out: drafted, approved by a second member, travelled leg by leg, with check-ins."""

from typing import Final

from kunak.app import plans
from kunak.app.demo.days import Story
from kunak.app.demo.dice import on_the_minute
from kunak.app.demo.stand import Helper, Tale
from kunak.app.demo.world import CODES, ESCORT, LANERA, PHRASES, SECOND, TOYMAS, WAYS, Ride, Said
from kunak.base.instants import HOUR, MINUTE, Instant, after
from kunak.casework import checkins, details, plan
from kunak.casework.case import Stage
from kunak.casework.details import Known
from kunak.casework.plan import Leg, LegStep, Means, MeetingConfirmed

APPROVERS: Final = (SECOND, LANERA, TOYMAS)
PLAN_NOTES: Final = (
    Said("Market day: an hour before anybody asks.", "Базарный день: час, пока никто не спросит."),
    Said("Leaves with a bag for the baths, nothing more.", "С собой сумка как в баню, больше ничего."),
    Said(
        "If the first driver does not come: back home, next try on Thursday.",
        "Если первый водитель не приедет: домой, снова в четверг.",
    ),
    Said("No till in Tessany: a relative works there.", "Кассы в Тессани не брать: там родственница."),
)
ON_THE_WAY: Final = (
    Said("on time", "по расписанию"),
    Said("a little late, all well", "немного позже, всё хорошо"),
    Said("", ""),
    Said("slept a little", "удалось поспать"),
)
LATE_BUS: Final = Said(
    "Called the driver: a closed road, forty minutes.", "Позвонили водителю: дорога перекрыта, сорок минут."
)
WELL: Final = Said("voice as always", "голос как всегда")


def propose(tale: Tale) -> Story:
    """Tell how the plan came about."""
    legs = _legs(tale)
    well, duress = tale.dice.pick(PHRASES)
    yield after(tale.space.clock(), tale.dice.span(20 * MINUTE, 90 * MINUTE))
    tale.decide(
        lambda _file: checkins.agree_phrases(well=well.of(tale.person.tongue), duress=duress.of(tale.person.tongue))
    )
    where_to = legs[-1].destination
    tale.decide(lambda file: details.write(file.details, name="destination", value=where_to, known=Known.NO))
    plans.draft(tale.space, tale.subject, legs=legs, note=tale.say(tale.dice.pick(PLAN_NOTES)))


def get_approved(tale: Tale) -> Story:
    """Tell how a second member read the plan and approved it."""
    yield after(tale.space.clock(), tale.dice.span(20 * MINUTE, 3 * HOUR))
    approver = an_approver(tale)
    drafted = tale.file.plan.draft
    if drafted is not None:
        plans.approve(
            tale.space,
            tale.stand.vault.cosigners,
            tale.subject,
            of=drafted.digest,
            member=approver.member,
            passphrase=approver.passphrase,
        )


def an_approver(tale: Tale) -> Helper:
    """Return a second member who does not manage the case."""
    others = [staff for staff in APPROVERS if staff is not tale.manager]
    return tale.stand.helpers[tale.dice.pick(others).name]


def travel(tale: Tale) -> Story:
    """Tell the journey, leg by leg; it ends where somebody falls silent."""
    legs = tale.file.plan.open_legs
    yield max(after(legs[0].departs, -20 * MINUTE), after(tale.space.clock(), MINUTE))
    tale.move(Stage.MOVING)
    for number, leg in enumerate(legs):
        yield after(leg.departs, tale.dice.span(0, 4 * MINUTE))
        _report(tale, leg, LegStep.DEPART)
        last = number == len(legs) - 1
        if tale.turns.silent_after == number:
            tale.halted = True
            return
        if last and tale.dice.once_in(5):
            yield after(leg.arrives, 34 * MINUTE)
            _take_up(tale, leg)
        yield after(leg.arrives, tale.dice.span(0, 9 * MINUTE) + (6 * MINUTE if last else 0))
        yield from _arrive(tale, leg, duress=tale.turns.duress_after == number)
        if tale.halted:
            return


def length(way: tuple[Ride, ...], legs: int | None = None) -> int:
    """Return how long a way takes, or its first legs, in milliseconds."""
    return sum(ride.wait + ride.lasts for ride in way[:legs])


def way_of(tale: Tale) -> tuple[Ride, ...]:
    """Return the way that this person takes."""
    return way_for(tale.person.number, tale.person.trouble.key)


def way_for(number: int, trouble: str) -> tuple[Ride, ...]:
    """Return a way that fits: whoever is looked for by a service leaves the country."""
    return WAYS[2] if trouble == "critic" else WAYS[number % len(WAYS)]


def _legs(tale: Tale) -> tuple[Leg, ...]:
    legs: list[Leg] = []
    at, origin = tale.times.departs, tale.person.home
    for ride in way_of(tale):
        departs = after(at, ride.wait)
        legs.append(_leg(tale, ride, departs, origin))
        at, origin = legs[-1].arrives, legs[-1].destination
    return tuple(legs)


def _leg(tale: Tale, ride: Ride, departs: Instant, origin: str) -> Leg:
    code, countersign = tale.dice.pick(CODES)
    first_drive = ride.means is Means.DRIVE and origin == tale.person.home
    return Leg(
        id=tale.dice.data(16),
        origin=origin,
        destination=ride.end.of(tale.person.tongue),
        departs=departs,
        arrives=on_the_minute(after(departs, ride.lasts), 5),
        means=ride.means,
        service=ride.service,
        trace=ride.trace,
        cost=ride.cost * tale.person.trouble.people or None,
        currency="EUR" if ride.cost else "",
        documents=tale.say(ride.papers),
        escort=tale.stand.member(ESCORT) if first_drive else b"",
        met_by=(ESCORT.name if ride.means is Means.DRIVE else tale.manager.name) if ride.met else "",
        code=tale.say(code) if ride.met else "",
        countersign=tale.say(countersign) if ride.met else "",
    )


def _report(tale: Tale, leg: Leg, step: LegStep) -> None:
    now, note = tale.space.clock(), tale.say(tale.dice.pick(ON_THE_WAY))
    tale.decide(lambda file: plan.report(file.plan, leg=leg.id, step=step, happened_at=now, now=now, note=note))


def _arrive(tale: Tale, leg: Leg, *, duress: bool) -> Story:
    _report(tale, leg, LegStep.ARRIVE)
    now = tale.space.clock()
    tale.decide(lambda file: details.write(file.details, name="whereabouts", value=leg.destination, known=Known.NO))
    if leg.code:
        met = MeetingConfirmed(leg=leg.id, happened_at=now, code_matched=True, countersign_matched=True)
        tale.decide(lambda file: plan.confirm_meeting(file.plan, met))
    yield after(now, tale.dice.span(1 * MINUTE, 6 * MINUTE))
    _hear(tale, _expected(tale, leg), duress=duress)
    if duress:
        tale.halted = True


def _hear(tale: Tale, checkin: bytes, *, duress: bool = False) -> None:
    """Record that the person was heard."""
    now, phrases = tale.space.clock(), tale.file.checkins.phrases
    if phrases is not None:
        spoken = phrases.duress if duress else phrases.well
        note = "" if duress else tale.say(WELL)
        tale.decide(
            lambda file: checkins.answer(
                file.checkins, checkin=checkin, spoken=spoken, happened_at=now, now=now, note=note
            )
        )


def _expected(tale: Tale, leg: Leg) -> bytes:
    return next(each.expected.checkin for each in tale.file.checkins.open if each.expected.leg == leg.id)


def _take_up(tale: Tale, leg: Leg) -> None:
    """Somebody takes up an alarm that turns out well."""
    checkin, now = _expected(tale, leg), tale.space.clock()
    tale.decide(lambda file: checkins.answer_alarm(file.checkins, checkin=checkin, action=tale.say(LATE_BUS), now=now))
