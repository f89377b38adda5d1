"""After the arrival: a safe place, check-ins that go on, legal steps, money."""

from typing import Final

from kunak.app.demo.days import Story
from kunak.app.demo.dice import on_the_minute
from kunak.app.demo.intake import let_in, shut_out
from kunak.app.demo.stand import Tale, stays
from kunak.app.demo.world import HOST, LAWYER, Said
from kunak.base.instants import DAY, HOUR, MINUTE, Instant, after
from kunak.casework import checkins, legal, money, shelter
from kunak.casework.checkins import CheckInExpected
from kunak.casework.compartments import Kind
from kunak.casework.facts import Event
from kunak.casework.legal import USUAL, Ending, LegalStepSet, Outcome
from kunak.casework.money import Flow, Money, MoneyEntered, Purpose
from kunak.casework.shelter import For, PeoplePlaced, Status

BEFORE_DEPARTURE: Final = ("leaving_statement", "police_statement", "power_of_attorney", "evidence_kept")
AFTER_ARRIVAL: Final = ("file_access_blocked", "documents_renewed", "crime_report")
DONE: Final = (
    Said("Signed; the paper lies with the lawyer.", "Подписано; бумага у юриста."),
    Said("Done on video, two copies in two places.", "Сделано на видео, две копии в двух местах."),
    Said("Sent by registered letter from another town.", "Отправлено заказным письмом из другого города."),
)
DROPPED: Final = Said("The person does not want it; their decision.", "Человек этого не хочет; его решение.")
HOST_NEED: Final = Said("expects a guest", "ждёт гостя")
FIRST_NIGHTS: Final = (
    Said("Slept for ten hours. Eats little, asks for tea.", "Спит по десять часов. Ест мало, просит чай."),
    Said("Rules gone through together; curtains, windows, door.", "Правила прошли вместе: шторы, окна, дверь."),
    Said("Quiet. Asked for paper and pencils.", "Тихо. Просит бумагу и карандаши."),
)
OWN_ROOM: Final = Said(
    "Moved into a room of their own, known to the manager only.", "Своя комната; адрес знает только куратор."
)
STAY_LONGER: Final = Said("The room they rent is free later.", "Снятая комната освободится позже.")
RENT: Final = Said("room rent, first month", "аренда комнаты, первый месяц")

APART: Final = ((0, 2 * DAY), (8 * DAY, 7 * DAY), (40 * DAY, 14 * DAY))
"""Since how long after the arrival: how far apart the check-ins are."""
UNHEARD: Final = 5 * HOUR
"""How long ago somebody should have been heard long after the arrival, who was not."""


def pay_for_travel(tale: Tale) -> None:
    """Commit the money for the way."""
    people = tale.person.trouble.people
    _money(tale, Flow.COMMIT, Purpose.TRAVEL, people * tale.dice.number(180, 420) * 100)


def settle_travel(tale: Tale) -> None:
    """Enter what the way cost."""
    spent = sum(leg.cost or 0 for leg in (tale.file.plan.draft.legs if tale.file.plan.draft else ()))
    if spent:
        _money(tale, Flow.SPEND, Purpose.TRAVEL, spent)
    _money(tale, Flow.COMMIT, Purpose.SHELTER, tale.person.trouble.people * 45_000)
    _money(tale, Flow.SPEND, Purpose.FOOD, tale.dice.number(40, 95) * 100)


def prepare_papers(tale: Tale) -> Story:
    """Tell the legal steps before the departure."""
    departs = tale.times.departs
    steps = [(key, after(departs, USUAL[key].offset)) for key in tale.dice.some(BEFORE_DEPARTURE, 3)]
    yield from _papers(tale, steps)


def further_papers(tale: Tale) -> Story:
    """Tell the legal steps after the arrival, among them what only some cases need."""
    arrived = tale.space.clock()
    keys = list(tale.dice.some(AFTER_ARRIVAL, 2))
    keys += ["custody_of_children"] if tale.person.trouble.children.en else []
    keys += ["protection_request"] if tale.person.trouble.key == "critic" else []
    yield from _papers(tale, [(key, after(arrived, USUAL[key].offset)) for key in keys])


def stay(tale: Tale, others: list[Tale]) -> Story:
    """Tell a stay in a safe place, from the first night to a room of their own."""
    yield after(tale.space.clock(), tale.dice.span(10 * MINUTE, 60 * MINUTE))
    placement, place = tale.dice.data(16), _room(tale, others)
    if place is None:
        return
    let_in(tale, tale.stand.member(HOST), frozenset({Kind.DESK, Kind.SHELTER}), HOST_NEED)
    now = tale.space.clock()
    until = on_the_minute(now + tale.dice.span(12 * DAY, 30 * DAY), 60)
    people = tale.person.trouble.people
    wanted = PeoplePlaced(placement=placement, place=place, people=people, since=now, until=until)
    tale.decide(lambda file: _placed(tale, file.placements, wanted, others))
    yield after(now, tale.dice.span(10 * HOUR, 20 * HOUR))
    tale.note(Kind.SHELTER, tale.dice.pick(FIRST_NIGHTS))
    if tale.dice.once_in(2):
        yield after(until, -tale.dice.span(1 * DAY, 3 * DAY))
        if not tale.file.placements.open:
            return
        until = after(until, tale.dice.number(7, 14) * DAY)
        tale.decide(lambda file: _longer(tale, file.placements, placement, until))
    yield after(until, -tale.dice.span(3 * HOUR, 40 * HOUR))
    end_stays(tale)
    _money(tale, Flow.SPEND, Purpose.SHELTER, tale.dice.number(180, 340) * 100)


def end_stays(tale: Tale) -> None:
    """End every stay that is open; the host needs the case no longer."""
    shut_out(tale, tale.stand.member(HOST))
    now = tale.space.clock()
    for each in tale.file.placements.open:
        left = each.id
        tale.decide(
            lambda file, left=left: shelter.end_stay(  # type: ignore[misc]
                file.placements, placement=left, ended_at=now, reason=tale.say(OWN_ROOM)
            )
        )


def keep_in_touch(tale: Tale) -> Story:
    """Tell the check-ins after the arrival: every two days at first, then every week, then every two."""
    begun = tale.space.clock()
    expected = _next(tale, begun)
    tale.decide(lambda file: checkins.expect(file.checkins, expected, now=begun))
    while not (tale.turns.unheard and expected.due > after(tale.stand.present, -UNHEARD - HOUR)):
        yield after(expected.due, -tale.dice.span(0, 50 * MINUTE))
        if tale.over or expected.checkin not in {each.expected.checkin for each in tale.file.checkins.open}:
            return
        expected = _heard(tale, expected.checkin, _next(tale, begun))


def _next(tale: Tale, begun: Instant) -> CheckInExpected:
    now = tale.space.clock()
    apart = next(apart for since, apart in reversed(APART) if now - begun >= since)
    due = on_the_minute(now + apart - tale.dice.span(0, 9 * HOUR), 30)
    if tale.turns.unheard and due > after(tale.stand.present, -8 * DAY):
        due = on_the_minute(after(tale.stand.present, -UNHEARD), 30)
    return CheckInExpected(checkin=tale.dice.data(16), who=tale.code, due=due, grace=2 * HOUR)


def _heard(tale: Tale, checkin: bytes, following: CheckInExpected) -> CheckInExpected:
    """Record that the person was heard, and when the next time is."""
    now, known = tale.space.clock(), tale.file.checkins
    spoken = known.phrases.well if known.phrases else ""
    tale.decide(
        lambda file: (
            *checkins.answer(file.checkins, checkin=checkin, spoken=spoken, happened_at=now, now=now),
            *checkins.expect(file.checkins, following, now=now),
        )
    )
    return following


def _papers(tale: Tale, steps: list[tuple[str, Instant]]) -> Story:
    now = tale.space.clock()
    wanted = [
        LegalStepSet(
            step=tale.dice.data(16),
            title=USUAL[key].title,
            due=max(on_the_minute(due, 60), after(now, 3 * HOUR)),
            responsible=LAWYER.name if tale.dice.number(0, 2) else tale.manager.name,
            usual=key,
        )
        for key, due in steps
    ]
    tale.decide(lambda file: tuple(event for each in wanted for event in legal.set_step(file.legal, each)))
    for each in sorted(wanted, key=lambda step: step.due):
        yield max(after(each.due, -tale.dice.span(1 * HOUR, max(2 * HOUR, (each.due - now) // 2))), tale.space.clock())
        _end_paper(tale, each.step)


def _end_paper(tale: Tale, step: bytes) -> None:
    outcome = Outcome.DROPPED if tale.dice.once_in(8) else Outcome.DONE
    words = tale.say(DROPPED if outcome is Outcome.DROPPED else tale.dice.pick(DONE))
    ending = Ending(outcome, words, tale.space.clock())
    tale.decide(lambda file: legal.end_step(file.legal, step=step, ending=ending))


def _room(tale: Tale, others: list[Tale]) -> bytes | None:
    """Return an open place that takes this person and has room, or None."""
    known = tale.space.group().places
    needs = For.FAMILIES if tale.person.trouble.people > 1 else For.WOMEN if tale.person.sex == "f" else For.MEN
    now = tale.space.clock()
    for number in range(len(tale.stand.places)):
        place = known.places[tale.stand.places[(number + tale.person.number) % len(tale.stand.places)]]
        wanted = PeoplePlaced(placement=b"", place=place.id, people=1, since=now, until=after(now, 45 * DAY))
        free = place.record.capacity - shelter.most_people(stays(others), wanted, now=now)
        if place.status is Status.OPEN and needs in place.record.takes and free >= tale.person.trouble.people:
            return place.id
    return None


def _placed(tale: Tale, placements: shelter.Placements, wanted: PeoplePlaced, others: list[Tale]) -> tuple[Event, ...]:
    elsewhere = list(stays([other for other in others if other is not tale]))
    now = tale.space.clock()
    return shelter.place_people(tale.space.group().places, placements, wanted, elsewhere=elsewhere, now=now)


def _longer(tale: Tale, placements: shelter.Placements, placement: bytes, until: Instant) -> tuple[Event, ...]:
    now = tale.space.clock()
    return shelter.plan_stay(placements, placement=placement, until=until, reason=tale.say(STAY_LONGER), now=now)


def _money(tale: Tale, flow: Flow, purpose: Purpose, minor: int) -> None:
    entered = MoneyEntered(
        entry=tale.dice.data(16),
        flow=flow,
        money=Money(minor, "EUR"),
        purpose=purpose,
        happened_at=tale.space.clock(),
        receipt="box 2" if flow is Flow.SPEND else "",
    )
    tale.decide(lambda file: money.enter(file.money, entered))
