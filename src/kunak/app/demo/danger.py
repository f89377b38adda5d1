"""How the danger is judged: at first, again before every deadline, and after the arrival."""

from typing import Final

from kunak.app.demo.days import Story
from kunak.app.demo.dice import on_the_minute
from kunak.app.demo.stand import Tale
from kunak.app.demo.troubles import Sign
from kunak.app.demo.world import Said
from kunak.base.instants import HOUR, MINUTE, Instant, after
from kunak.casework import assessment
from kunak.casework.assessment import LEVEL_RANK, REASSESS_WITHIN, Account, Basis, Level, Presence
from kunak.casework.factors import BY_ID
from kunak.casework.facts import Event
from kunak.casework.subjects import CaseFile

SAFE_NOW: Final = (
    Sign(
        "whereabouts_known",
        Presence.ABSENT,
        Basis.INFERRED,
        Said("New town, new phone, nobody was told.", "Новый город, новый телефон, никому не сказано."),
    ),
    Sign("absence_noticed", Presence.PRESENT, Basis.TOLD),
    Sign("held_captive", Presence.ABSENT, Basis.SEEN),
)
"""What changes when somebody has arrived."""

STILL_DIFFERENT: Final = Said(
    "The factors tell of what was; the person is far away and nobody has come near.",
    "Факторы говорят о том, что было; человек далеко, и никто не приближался.",
)
ARRIVED: Final = Said("Arrived, seen by us; the family is looking.", "На месте, мы видели; семья ищет.")
SETTLED: Final = Said(
    "Days of quiet, check-ins in time, no sign of a search here.",
    "Дни тишины, отметки вовремя, поисков здесь не видно.",
)
AGAIN: Final = (
    Said("Asked again: nothing new since the last time.", "Спросили ещё раз: ничего нового."),
    Said("Spoken for ten minutes. The same as before, calmer.", "Поговорили десять минут. Всё так же, спокойнее."),
    Said("One call of the family to a friend, no threat in it.", "Один звонок семьи подруге, без угроз."),
    Said("No change. The next look is before the next night.", "Без перемен. Следующий раз до следующей ночи."),
)
MORE: Final = (
    Sign("no_money", Presence.PRESENT, Basis.SAID),
    Sign("people_elsewhere", Presence.POSSIBLE, Basis.TOLD),
    Sign("plan_known", Presence.ABSENT, Basis.SAID),
    Sign("weapons_at_hand", Presence.POSSIBLE, Basis.TOLD),
    Sign("killed_before", Presence.ABSENT, Basis.SAID),
    Sign("despair", Presence.ABSENT, Basis.SAID),
)
"""Some of these are asked in every first talk, if the trouble does not say them already."""


def first_look(tale: Tale) -> Story:
    """Tell the first assessment, and the looks that follow it."""
    yield after(tale.space.clock(), tale.dice.span(15 * MINUTE, 100 * MINUTE))
    signs = tale.person.trouble.signs
    asked = {sign.factor for sign in signs}
    more = tuple(sign for sign in tale.dice.some(MORE, 3) if sign.factor not in asked)
    tale.decide(lambda file: (*_marks(tale, file, (*signs, *more)), *_pursuers(tale, file)))
    yield after(tale.space.clock(), tale.dice.span(5 * MINUTE, 40 * MINUTE))
    suggested = assessment.suggest(tale.file.assessment).level
    level = max(tale.person.trouble.level, suggested, key=lambda each: LEVEL_RANK[each])
    decide(tale, level, tale.person.trouble.level_why)


def mark(tale: Tale, signs: tuple[Sign, ...]) -> None:
    """Mark factors."""
    tale.decide(lambda file: _marks(tale, file, signs))


def _look_for_the_last_time(tale: Tale) -> Story:
    """Tell the look after which nobody looked in time."""
    yield max(after(tale.stand.present, -27 * HOUR), after(tale.space.clock(), MINUTE))
    if tale.level is not None:
        decide(tale, tale.level, tale.dice.pick(AGAIN), due=on_the_minute(after(tale.stand.present, -4 * HOUR), 15))


def decide(tale: Tale, level: Level, why: Said, *, due: Instant | None = None) -> None:
    """Choose a level, with a deadline within what it allows."""
    now = tale.space.clock()
    limit = REASSESS_WITHIN[level]
    reassess_by = due or on_the_minute(now + limit - tale.dice.span(0, limit // 4), 15)
    suggested = assessment.suggest(tale.file.assessment).level
    lower = LEVEL_RANK[level] < LEVEL_RANK[suggested]
    tale.decide(
        lambda file: assessment.decide_level(
            file.assessment,
            level=level,
            reasons=tale.say(why),
            reassess_by=reassess_by,
            now=now,
            difference=tale.say(tale.unlike if tale.unlike.en else STILL_DIFFERENT) if lower else "",
        )
    )
    tale.level = level


def look_again(tale: Tale) -> Story:
    """Tell every further look at the danger, each before the one before runs out."""
    while not tale.over:
        due = assessment.reassessment_due(tale.file.assessment)
        now = tale.space.clock()
        if due is None:
            return
        if tale.turns.forgotten and due > tale.stand.present - 30 * HOUR:
            yield from _look_for_the_last_time(tale)
            return
        at = after(now, (due - now) * tale.dice.number(55, 92) // 100)
        yield max(at, after(now, MINUTE))
        newer = assessment.reassessment_due(tale.file.assessment)
        if newer == due and not tale.over and tale.level is not None:
            decide(tale, tale.level, tale.dice.pick(AGAIN))


def _marks(tale: Tale, file: CaseFile, signs: tuple[Sign, ...]) -> tuple[Event, ...]:
    return tuple(event for sign in signs for event in _marked(tale, file, sign))


def _marked(tale: Tale, file: CaseFile, sign: Sign) -> tuple[Event, ...]:
    return assessment.mark_factor(
        file.assessment,
        factor=BY_ID[sign.factor].id,
        presence=sign.presence,
        basis=sign.basis,
        words=tale.say(sign.words),
    )


def _pursuers(tale: Tale, file: CaseFile) -> tuple[Event, ...]:
    return tuple(
        event
        for pursuer in tale.person.trouble.pursuers
        for event in assessment.record_perpetrator(
            file.assessment,
            perpetrator=tale.dice.data(16),
            account=Account(
                tale.say(pursuer.label), tale.say(pursuer.relation), pursuer.reach, tale.say(pursuer.words)
            ),
        )
    )
