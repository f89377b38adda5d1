"""How a case ends: the way back as the person's own decision, the closing review, the retention clock."""

from typing import Final

from kunak.app.demo import danger
from kunak.app.demo.days import Story
from kunak.app.demo.stand import Tale
from kunak.app.demo.staying import end_stays, keep_in_touch
from kunak.app.demo.world import Said
from kunak.base.instants import DAY, HOUR, after
from kunak.casework import case, checkins, plan, retention
from kunak.casework.assessment import Level
from kunak.casework.case import OwnDecision, Stage
from kunak.casework.facts import Event
from kunak.casework.plan import LegStep
from kunak.casework.subjects import CaseFile

BACK_WORDS: Final = (
    Said(
        "My mother is ill and calls every day. I know what you will say. I go, for now.",
        "Мама болеет и звонит каждый день. Я знаю, что вы скажете. Пока возвращаюсь.",
    ),
    Said(
        "They promise to leave me alone. I want to believe it. May I write again?",
        "Обещают не трогать. Хочу в это верить. Можно будет написать снова?",
    ),
    Said(
        "I cannot live without my son, and they will not let him go.",
        "Я не могу без сына, а его не отдают.",
    ),
)
SAFETY_PLAN: Final = Said(
    "A word by message every Sunday; a copy of the papers with us; the neighbour's key; the number by heart. "
    "If the word stays out, we call the lawyer, not the family.",
    "Слово сообщением каждое воскресенье; копии документов у нас; ключ у соседки; номер наизусть. "
    "Если слова нет, звоним юристу, а не семье.",
)
BACK_REASON: Final = Said(
    "Went home by their own decision; the door stays open.", "Возвращение по собственному решению; дверь открыта."
)
BACK_LEVEL: Final = Said(
    "At home, by their own decision; no new threat is known. We ask every few days, and after every silence.",
    "Дома, по собственному решению; о новых угрозах не известно. Спрашиваем раз в несколько дней и после молчания.",
)
BACK_UNLIKE: Final = Said(
    "What we could do beyond this would be seen at home; they asked us to wait for their word.",
    "Что мы сделали бы сверх этого, дома заметят; просят ждать их слова.",
)
SUNDAY_WORD: Final = Said("The bread turned out well", "Хлеб удался")
OTHER_WORD: Final = Said("The oven smokes again", "Печка опять дымит")
WENT_WELL: Final = (
    Said(
        "The first driver and the second meeting fitted to the minute.",
        "Первый водитель и вторая встреча сошлись минута в минуту.",
    ),
    Said(
        "The statement was with the lawyer before the search began.",
        "Заявление было у юриста раньше, чем начался розыск.",
    ),
    Said("Nobody had to explain anything twice.", "Никому ничего не пришлось объяснять дважды."),
)
WENT_BADLY: Final = (
    Said("The old phone was taken only at the end of the way.", "Старый телефон забрали только в конце пути."),
    Said("We asked about the medicine too late.", "О лекарстве спросили слишком поздно."),
    Said("Two of us wrote to the person on the same evening.", "В один вечер человеку писали двое из нас."),
)
LESSONS: Final = (
    Said("Take the phone at the first meeting.", "Телефон забирать на первой встрече."),
    Said("Medicine belongs to the first talk.", "О лекарствах спрашивать в первом разговоре."),
    Said("One voice to the person, always the manager's.", "С человеком говорит один голос: куратора."),
)
KEPT: Final = Said(
    "A year for questions of a court, then it may go.", "Год на случай вопросов суда, потом можно удалить."
)
KEPT_SHORT: Final = Said(
    "The person asked that it be as short as possible.", "Человек просил хранить как можно меньше."
)
HELD: Final = Said(
    "A hearing is open; the lawyer needs the chain of custody.", "Идёт дело; юристу нужна цепочка передачи телефона."
)
NO_LONGER: Final = Said("the case is closed", "дело закрыто")


def go_back(tale: Tale) -> Story:
    """Tell how somebody decides to return, and how the group stays in touch."""
    yield after(tale.space.clock(), tale.dice.span(4 * HOUR, 2 * DAY))
    words, safety = tale.say(tale.dice.pick(BACK_WORDS)), tale.say(SAFETY_PLAN)
    tale.decide(lambda _file: case.record_decision(decision=OwnDecision.RETURN, words=words, safety_plan=safety))
    yield after(tale.space.clock(), tale.dice.span(2 * HOUR, 20 * HOUR))
    end_stays(tale)
    _finish_tasks(tale)
    _call_off(tale, BACK_REASON)
    tale.decide(lambda file: _not_travelled(tale, file))
    tale.unlike = BACK_UNLIKE
    danger.decide(tale, Level.HIGH, BACK_LEVEL)
    tale.move(Stage.RETURNED, BACK_REASON)
    tongue = tale.person.tongue
    if tale.file.checkins.phrases is None:
        tale.decide(lambda _file: checkins.agree_phrases(well=SUNDAY_WORD.of(tongue), duress=OTHER_WORD.of(tongue)))
    yield keep_in_touch(tale)


def close(tale: Tale) -> Story:
    """Tell the closing review and what comes after it."""
    yield max(tale.times.ends, tale.space.clock())
    tale.over = True
    end_stays(tale)
    lesson = tale.dice.number(0, 2)
    well, badly, learnt = tale.say(tale.dice.pick(WENT_WELL)), tale.say(WENT_BADLY[lesson]), tale.say(LESSONS[lesson])
    tale.decide(lambda _file: retention.review(went_well=well, went_badly=badly, lessons=learnt))
    _finish_tasks(tale)
    _call_off(tale, NO_LONGER)
    yield after(tale.space.clock(), tale.dice.span(1 * HOUR, 20 * HOUR))
    tale.move(Stage.CLOSED)
    _keep(tale)


def _not_travelled(tale: Tale, file: CaseFile) -> tuple[Event, ...]:
    """Nobody leaves any more: the legs that were planned are called off."""
    now = tale.space.clock()
    note = tale.say(BACK_REASON)
    return tuple(
        event
        for leg in file.plan.open_legs
        for event in plan.report(file.plan, leg=leg.id, step=LegStep.FAIL, happened_at=now, now=now, note=note)
    )


def _keep(tale: Tale) -> None:
    now = tale.space.clock()
    short = tale.person.number % 3 == 0
    until, why = (after(now, 30 * DAY), KEPT_SHORT) if short else (after(now, 365 * DAY), KEPT)
    tale.decide(lambda file: retention.keep_until(file.retention, until=until, reason=tale.say(why), now=now))
    if tale.person.number % 5 == 1:
        tale.decide(lambda file: retention.hold(file.retention, reason=tale.say(HELD)))


def _finish_tasks(tale: Tale) -> None:
    tale.decide(
        lambda file: tuple(
            event for task in file.case.open_tasks for event in case.finish_task(file.case, task=task.id)
        )
    )


def _call_off(tale: Tale, reason: Said) -> None:
    tale.decide(
        lambda file: tuple(
            event
            for each in file.checkins.open
            for event in checkins.cancel(file.checkins, checkin=each.expected.checkin, reason=tale.say(reason))
        )
    )
