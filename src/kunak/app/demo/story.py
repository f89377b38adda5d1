"""One person's way through the group, from the message to the closed case, as far as time allows."""

from collections.abc import Callable
from typing import Final

from kunak.app import cases
from kunak.app.demo import danger, ending, intake, journey, phones, staying, tasks, voice
from kunak.app.demo.days import Story
from kunak.app.demo.stand import Tale
from kunak.app.demo.world import Said
from kunak.base.instants import DAY, HOUR, MINUTE, after
from kunak.casework.assessment import Level
from kunak.casework.case import Stage
from kunak.casework.compartments import Kind

ON_ARRIVAL: Final = (
    Said(
        "Tired, calm. Ate. First question: whether the door has a second lock.",
        "Усталость, спокойствие. Ужин. Первый вопрос: есть ли второй замок.",
    ),
    Said(
        "Seen by two of us. No injuries that need a doctor tonight.",
        "Нас было двое. Ран, с которыми нужен врач сегодня, нет.",
    ),
    Said(
        "Arrived. The family has called eleven times, the phone was off.",
        "На месте. Семья звонила одиннадцать раз, телефон был выключен.",
    ),
)


def life(tale: Tale, others: list[Tale]) -> Story:
    """Tell everything, in order; what lies after the present is never reached."""
    yield from intake.take_in(tale)
    yield from danger.first_look(tale)
    yield danger.look_again(tale)
    yield tasks.of(tale, Stage.ASSESSMENT)
    yield from _plan(tale)
    if not tale.is_at(Stage.PLANNING) or not tale.file.plan.approved:
        return
    yield from journey.travel(tale)
    if tale.halted:
        return
    yield from _arrive(tale, others)
    yield from _settle(tale)
    if tale.is_at(Stage.SAFE):
        yield from ending.close(tale)


def _plan(tale: Tale) -> Story:
    if tale.turns.goes_back is Stage.ASSESSMENT:
        yield from ending.go_back(tale)
        return
    yield max(tale.times.planned, after(tale.space.clock(), 20 * MINUTE))
    tale.move(Stage.PLANNING)
    staying.pay_for_travel(tale)
    yield phones.know(tale)
    yield tasks.of(tale, Stage.PLANNING)
    if tale.turns.plan == "none":
        return
    yield from journey.propose(tale)
    yield staying.prepare_papers(tale)
    if tale.turns.plan == "draft":
        return
    yield from journey.get_approved(tale)
    if tale.turns.goes_back is Stage.PLANNING:
        yield from ending.go_back(tale)


def _arrive(tale: Tale, others: list[Tale]) -> Story:
    yield after(tale.space.clock(), tale.dice.span(3 * MINUTE, 15 * MINUTE))
    tale.move(Stage.ARRIVED)
    tale.note(Kind.ROUTE, tale.dice.pick(ON_ARRIVAL))
    danger.mark(tale, danger.SAFE_NOW)
    danger.decide(tale, Level.HIGH, danger.ARRIVED)
    staying.settle_travel(tale)
    yield from phones.take(tale)
    beside: tuple[Callable[[Tale], Story], ...] = (
        phones.destroy,
        staying.further_papers,
        staying.keep_in_touch,
        voice.ask,
    )
    for part in beside:
        yield part(tale)
    yield staying.stay(tale, others)
    yield tasks.of(tale, Stage.ARRIVED)


def _settle(tale: Tale) -> Story:
    yield after(tale.space.clock(), tale.dice.span(6 * DAY, 12 * DAY))
    while cases.obstacles(tale.space, tale.subject, Stage.SAFE):
        yield after(tale.space.clock(), 12 * HOUR)
    danger.decide(tale, Level.STANDARD, danger.SETTLED)
    tale.move(Stage.SAFE)
    yield tasks.of(tale, Stage.SAFE)
    yield voice.write(tale)
    if tale.turns.goes_back is Stage.SAFE:
        yield after(tale.space.clock(), tale.dice.span(5 * DAY, 15 * DAY))
        yield from ending.go_back(tale)
