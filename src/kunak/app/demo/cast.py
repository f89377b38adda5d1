"""Who appears: sixty people, how far each has come by now, and what goes otherwise in which tale."""

from typing import Final, NamedTuple

from kunak.app.demo import journey
from kunak.app.demo.dice import Dice, on_the_minute
from kunak.app.demo.people import Person, invent
from kunak.app.demo.stand import Stand, Tale, Times, Turns
from kunak.app.demo.world import FOUNDER, LANERA, SECOND, TOYMAS, Staff
from kunak.base.instants import DAY, HOUR, MINUTE, Instant, after
from kunak.casework.case import Stage


class Part(NamedTuple):
    """So many people of one kind, and how long ago (least, most) their hour was, in milliseconds.

    The hour is the departure; for those who are being assessed it is the message.
    """

    stage: Stage
    people: int
    least: int
    most: int
    turns: Turns = Turns()


PARTS: Final = (
    Part(Stage.ASSESSMENT, 3, 82 * MINUTE, 110 * MINUTE),
    Part(Stage.ASSESSMENT, 9, 5 * HOUR, 44 * HOUR),
    Part(Stage.ASSESSMENT, 1, 4 * DAY, 9 * DAY),
    Part(Stage.ASSESSMENT, 1, 3 * DAY, 6 * DAY, Turns(forgotten=True)),
    Part(Stage.PLANNING, 3, -110 * HOUR, -40 * HOUR, Turns(plan="none")),
    Part(Stage.PLANNING, 3, -70 * HOUR, -30 * HOUR, Turns(plan="draft")),
    Part(Stage.PLANNING, 4, -40 * HOUR, -7 * HOUR),
    Part(Stage.MOVING, 3, 100 * MINUTE, 8 * HOUR),
    Part(Stage.MOVING, 2, 0, 0, Turns(silent_after=1)),
    Part(Stage.MOVING, 1, 0, 0, Turns(duress_after=0)),
    Part(Stage.ARRIVED, 7, 24 * HOUR, 130 * HOUR),
    Part(Stage.ARRIVED, 1, 40 * HOUR, 90 * HOUR, Turns(quiet_phone=True)),
    Part(Stage.SAFE, 11, 24 * DAY, 95 * DAY),
    Part(Stage.SAFE, 1, 40 * DAY, 90 * DAY, Turns(unheard=True)),
    Part(Stage.RETURNED, 1, 15 * DAY, 30 * DAY, Turns(goes_back=Stage.ASSESSMENT)),
    Part(Stage.RETURNED, 1, 20 * DAY, 60 * DAY, Turns(goes_back=Stage.PLANNING)),
    Part(Stage.RETURNED, 1, 70 * DAY, 100 * DAY, Turns(goes_back=Stage.SAFE)),
    Part(Stage.CLOSED, 6, 100 * DAY, 210 * DAY),
    Part(Stage.CLOSED, 1, 120 * DAY, 200 * DAY, Turns(quiet_phone=True)),
)
"""Sixty in all."""

FOUNDERS_SHARE: Final = 4
"""Every fifth person, counted from here, is looked after by the founder, at whose desk one sits in the demo."""

FAR: Final = 400 * DAY
"""Further ahead than any story is told."""

SILENCE: Final = (38 * MINUTE, 75 * MINUTE)
"""How long ago somebody should have been heard who was not: just past the grace."""

SPOKEN: Final = (25 * MINUTE, 50 * MINUTE)
"""How long ago somebody arrived who spoke under duress."""


def tales(stand: Stand, seed: int) -> list[Tale]:
    """Return everybody's tale, in the order of ``PARTS``."""
    parts = [part for part in PARTS for _ in range(part.people)]
    return [_tale(stand, Dice(seed, "tale", number), number, part) for number, part in enumerate(parts)]


def _tale(stand: Stand, dice: Dice, number: int, part: Part) -> Tale:
    person = invent(dice, number)
    return Tale(
        stand=stand,
        dice=dice,
        person=person,
        manager=_manager(number),
        times=_times(stand.present, dice, person, part),
        turns=part.turns,
    )


def _manager(number: int) -> Staff:
    return FOUNDER if number % 5 == FOUNDERS_SHARE else (LANERA, SECOND, TOYMAS)[number % 3]


def _times(present: Instant, dice: Dice, person: Person, part: Part) -> Times:
    if part.stage is Stage.ASSESSMENT:
        opened = _ago(present, dice, part.least, part.most)
        return Times(opened=opened, planned=after(present, FAR), departs=after(present, FAR), ends=after(present, FAR))
    departs = on_the_minute(_departs(present, dice, person, part), 5)
    planned = after(departs, -dice.span(20 * HOUR, 60 * HOUR))
    if part.stage is Stage.PLANNING:
        planned = min(planned, _ago(present, dice, 6 * HOUR, 30 * HOUR))
    closed = part.stage is Stage.CLOSED
    return Times(
        opened=after(planned, -dice.span(20 * HOUR, 6 * DAY)),
        planned=planned,
        departs=departs,
        ends=_ago(present, dice, 8 * DAY, 55 * DAY) if closed else after(present, FAR),
    )


def _departs(present: Instant, dice: Dice, person: Person, part: Part) -> Instant:
    way = journey.way_for(person.number, person.trouble.key)
    if part.turns.silent_after is not None:
        return _ago(present, dice, *(journey.length(way, part.turns.silent_after + 1) + span for span in SILENCE))
    if part.turns.duress_after is not None:
        return _ago(present, dice, *(journey.length(way, part.turns.duress_after + 1) + span for span in SPOKEN))
    return _ago(present, dice, part.least, part.most)


def _ago(present: Instant, dice: Dice, least: int, most: int) -> Instant:
    return on_the_minute(present - dice.span(least, most))
