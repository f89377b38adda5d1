"""Small things to be done, some in time, some late, some still open."""

from typing import Final

from kunak.app.demo.days import Story
from kunak.app.demo.dice import on_the_minute
from kunak.app.demo.stand import Tale
from kunak.app.demo.world import Said
from kunak.base.instants import HOUR, after
from kunak.casework import case
from kunak.casework.case import Stage

TO_DO: Final[dict[Stage, tuple[Said, ...]]] = {
    Stage.ASSESSMENT: (
        Said(
            "Ask what is not known yet, one question a call", "Спросить, чего ещё не знаем, по одному вопросу за звонок"
        ),
        Said("Agree on hours when writing is safe", "Договориться о часах, когда писать безопасно"),
        Said("Ask who else knows of the wish to leave", "Спросить, кто ещё знает о желании уехать"),
        Said("Find out whose name the SIM card is on", "Узнать, на кого оформлена сим-карта"),
    ),
    Stage.PLANNING: (
        Said("Confirm the hour with the driver", "Подтвердить час с водителем"),
        Said("Put cash into two envelopes", "Разложить наличные по двум конвертам"),
        Said("Copy of the passport to the lawyer", "Копия паспорта юристу"),
        Said("List of what may come along, and receipts", "Список вещей с собой и чеки"),
    ),
    Stage.ARRIVED: (
        Said("A doctor who asks no questions", "Врач, который не задаёт лишних вопросов"),
        Said("Warm clothes, shoes size 38", "Тёплые вещи, обувь 38"),
        Said("Talk about old accounts: none is opened again", "Разговор о старых аккаунтах: ни один не открывать"),
    ),
    Stage.SAFE: (
        Said("Language course, the evening group", "Языковые курсы, вечерняя группа"),
        Said("First meeting with the psychologist", "Первая встреча с психологом"),
        Said("Look at the rent for next month", "Посмотреть аренду на следующий месяц"),
        Said("New acquaintances: go through them together", "Новые знакомые: обсудить вместе"),
    ),
}

LASTS: Final = {
    Stage.ASSESSMENT: 30 * HOUR,
    Stage.PLANNING: 40 * HOUR,
    Stage.ARRIVED: 96 * HOUR,
    Stage.SAFE: 400 * HOUR,
}
"""Longest time that such a task is given, in milliseconds."""

OUTCOMES: Final = (Said("done", "сделано"), Said("", ""), Said("done by phone", "решили по телефону"))


def of(tale: Tale, stage: Stage) -> Story:
    """Tell a task or two of a stage, from the writing down to the ticking off."""
    for said in tale.dice.some(TO_DO[stage], 1 + tale.dice.number(0, 2) // 2):
        yield _one(tale, said, LASTS[stage])


def _one(tale: Tale, said: Said, lasts: int) -> Story:
    task = tale.dice.data(16)
    now = tale.space.clock()
    due = on_the_minute(after(now, tale.dice.span(lasts // 6, lasts)), 30)
    tale.decide(lambda _file: case.add_task(task=task, text=tale.say(said), due=due))
    late = tale.dice.once_in(8)
    yield after(due, tale.dice.span(1 * HOUR, 20 * HOUR) if late else -tale.dice.span(0, (due - now) // 2))
    if any(each.id == task for each in tale.file.case.open_tasks):
        outcome = tale.say(tale.dice.pick(OUTCOMES))
        tale.decide(lambda file: case.finish_task(file.case, task=task, outcome=outcome))
