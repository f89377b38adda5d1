"""Calls for help that did not become cases: some open, some answered, some not what they seem."""

from typing import Final, NamedTuple

from kunak.app import requests
from kunak.app.demo import letters
from kunak.app.demo.days import Story
from kunak.app.demo.dice import Dice
from kunak.app.demo.intake import TRIAGED, URGENCY
from kunak.app.demo.people import invent
from kunak.app.demo.stand import Stand
from kunak.base.ids import SubjectId
from kunak.base.instants import DAY, HOUR, MINUTE, after
from kunak.casework.request import Move, Urgency, Vetting

GUIDED: Final = "inbox_guided.eml"
"""The request of the guided walk (docs/walk.md)."""


class Mail(NamedTuple):
    """A message that is the same in every demo, and how far it got.

    Attributes:
        ago: When it came, in milliseconds before the present.
        check, outcome: What the vetting said; no check, no vetting.
        move: What became of it at last, if anything.
    """

    template: str
    ago: int
    sender: str = ""
    subject: str = ""
    urgency: Urgency = Urgency.UNKNOWN
    why: str = ""
    check: str = ""
    outcome: Vetting = Vetting.INCONCLUSIVE
    move: Move | None = None
    answer: str = ""


MAIL: Final = (
    Mail(GUIDED, 24 * MINUTE),
    Mail(
        "inbox_uncle.txt",
        5 * DAY,
        urgency=Urgency.TODAY,
        why="Says that she is beaten; asks for an address.",
        check="Asks where another person lives and nothing else. The number does not answer to a call.",
        outcome=Vetting.SUSPICIOUS,
        move=Move.DECLINE,
        answer="Not a person who seeks help, as far as we can see: looks for Nevana. Nevana's manager was told.",
    ),
    Mail(
        "inbox_uncle_again.eml",
        5 * HOUR,
        urgency=Urgency.TODAY,
        why="The same number as five days ago, another age, another town. Nobody answers before two have looked.",
        check="The number is that of the call of last week; then she was 19 and from Ашварра.",
        outcome=Vetting.SUSPICIOUS,
    ),
    Mail(
        "inbox_twice_1.txt",
        9 * HOUR,
        urgency=Urgency.TODAY,
        why="Брат знает, где подруга.",
        check="Написали в десять вечера, ответа пока нет.",
    ),
    Mail("inbox_twice_2.txt", 3 * HOUR),
    Mail(
        "inbox_friend.eml",
        100 * MINUTE,
        sender="Халда Мирвело\nhalda.m@pochta.example",
        subject="За подругу",
        urgency=Urgency.NOW,
        why="Могут увезти в любой час; пишет подруга.",
        check="Видеозвонок с подругой: живёт на той же улице, не торопит, ни о ком не расспрашивает.",
        outcome=Vetting.CONFIRMED,
    ),
    Mail(
        "inbox_rent.eml",
        2 * DAY,
        urgency=Urgency.CAN_WAIT,
        why="Debt, no threat.",
        move=Move.DECLINE,
        answer="Not our work. Sent the address of the tenants' advice.",
    ),
    Mail(
        "inbox_other_region.txt",
        4 * DAY,
        urgency=Urgency.THIS_WEEK,
        why="Насилие дома, но никто не ищет.",
        check="Позвонили, говорит спокойно, всё сходится.",
        outcome=Vetting.CONFIRMED,
        move=Move.REFER,
        answer="Их профиль: квартира и адвокат в городе.",
    ),
    Mail(
        "inbox_journalist.eml",
        26 * HOUR,
        urgency=Urgency.CAN_WAIT,
        why="Press; asks for the way. Элсин answers.",
        move=Move.DECLINE,
        answer="We connect nobody with the press, and no way is told.",
    ),
)

REFERRED_TO: Final = "Городской кризисный центр"

ANSWERED: Final = 8
"""Further calls of the last weeks that were referred or declined."""

OPEN: Final = 5
"""Further calls that wait."""

FIRST_NUMBER: Final = 61
"""People of the calls without a case are counted from here."""

_NO: Final = (
    "We cannot reach this settlement before spring; two other groups were asked.",
    "Передумала; просит больше не писать. Номер для связи оставили.",
    "Дважды ответили, ответа нет три недели.",
    "Found a way through relatives; wishes us luck.",
)


def calls(stand: Stand, seed: int, guided: list[SubjectId]) -> list[Story]:
    """Return the stories of all calls without a case; the one of the walk is put into ``guided``."""
    fixed = [_fixed(stand, Dice(seed, "mail", mail.template), mail, guided) for mail in MAIL]
    answered = [_answered(stand, Dice(seed, "no", number), FIRST_NUMBER + number) for number in range(ANSWERED)]
    first = FIRST_NUMBER + ANSWERED
    waiting = [_waiting(stand, Dice(seed, "open", number), first + number) for number in range(OPEN)]
    return [*fixed, *answered, *waiting]


def _fixed(stand: Stand, dice: Dice, mail: Mail, guided: list[SubjectId]) -> Story:
    space = stand.space
    yield after(stand.present, -mail.ago)
    gaps = {"sender": mail.sender, "subject": mail.subject, "mark": str(dice.number(10**6, 10**7))}
    message = letters.read(mail.template, gaps, after(space.clock(), -dice.span(3 * MINUTE, 15 * MINUTE)))
    (asked,) = requests.add(space, stand.vault.shelf, [message])
    if mail.template == GUIDED:
        guided.append(asked)
    if mail.urgency is Urgency.UNKNOWN:
        return
    yield after(space.clock(), dice.span(10 * MINUTE, 40 * MINUTE))
    requests.triage(space, asked, urgency=mail.urgency, reason=mail.why)
    if mail.check:
        requests.vet(space, asked, check=mail.check, outcome=mail.outcome)
    yield after(space.clock(), dice.span(20 * MINUTE, 3 * HOUR))
    if mail.move is Move.REFER:
        requests.refer(space, asked, to=REFERRED_TO, reason=mail.answer)
    if mail.move is Move.DECLINE:
        requests.decline(space, asked, reason=mail.answer)


def _answered(stand: Stand, dice: Dice, number: int) -> Story:
    space = stand.space
    yield after(stand.present, -dice.span(5 * DAY, 200 * DAY))
    asked = _arrived(stand, dice, number)
    yield after(space.clock(), dice.span(20 * MINUTE, 5 * HOUR))
    requests.triage(space, asked, urgency=Urgency.THIS_WEEK, reason=TRIAGED[Urgency.THIS_WEEK].of("ru"))
    yield after(space.clock(), dice.span(2 * DAY, 5 * DAY))
    requests.decline(space, asked, reason=_NO[number % len(_NO)])


def _waiting(stand: Stand, dice: Dice, number: int) -> Story:
    space = stand.space
    yield after(stand.present, -dice.span(30 * MINUTE, 30 * HOUR))
    asked = _arrived(stand, dice, number)
    if number % 2:
        yield after(space.clock(), dice.span(10 * MINUTE, 90 * MINUTE))
        urgency = URGENCY[invent(Dice(0), number).trouble.level]
        requests.triage(space, asked, urgency=urgency, reason=TRIAGED[urgency].of("en"))


def _arrived(stand: Stand, dice: Dice, number: int) -> SubjectId:
    space, person = stand.space, invent(dice, number)
    sent_at = after(space.clock(), -dice.span(3 * MINUTE, 40 * MINUTE))
    (asked,) = requests.add(space, stand.vault.shelf, [letters.letter(dice, person, sent_at)])
    return asked
