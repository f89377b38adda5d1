"""Check-ins: when we expect to hear from somebody, and when silence is an alarm.

A person says one of two phrases: one means that all is well, the other, just as
harmless to a listener, that somebody forces them to say so. Silence past the
deadline, the phrase of duress and a wrong phrase each raise an alarm. The
present comes in as an argument; nothing here waits.
"""

import unicodedata
from enum import Enum
from typing import Final

import msgspec

from kunak.base.errors import Refused
from kunak.base.instants import DAY, MINUTE, Instant, after
from kunak.base.words import phrase
from kunak.casework.facts import Event, Fact
from kunak.casework.plan import Leg

ON_THE_MOVE: Final = 30 * MINUTE
"""How long after the planned arrival of a leg silence becomes an alarm."""

GRACE_LIMIT: Final = 2 * DAY
"""Longest grace: beyond that an alarm helps nobody."""


class Heard(Enum):
    """What somebody's answer was."""

    WELL = "well"
    DURESS = "duress"
    WRONG_PHRASE = "wrong_phrase"


HEARD_NAMES: Final = {
    Heard.WELL: phrase("all is well"),
    Heard.DURESS: phrase("under duress"),
    Heard.WRONG_PHRASE: phrase("wrong phrase"),
}


class AlarmKind(Enum):
    """Why an alarm is raised; the first is the most urgent."""

    DURESS = "duress"
    WRONG_PHRASE = "wrong_phrase"
    OVERDUE = "overdue"


ALARM_NAMES: Final = {
    AlarmKind.DURESS: phrase("The phrase of duress was used."),
    AlarmKind.WRONG_PHRASE: phrase("The phrase was wrong."),
    AlarmKind.OVERDUE: phrase("A check-in is overdue."),
}


class CheckInExpected(Event, frozen=True, tag="checkins.expected"):
    """We expect to hear from somebody by ``due``; after the grace, silence is an alarm."""

    checkin: bytes
    who: str
    due: Instant
    grace: int = 0
    how: str = ""
    leg: bytes = b""


class PhrasesAgreed(Event, frozen=True, tag="checkins.phrases_agreed"):
    """The person knows these two phrases by heart."""

    well: str
    duress: str


class CheckedIn(Event, frozen=True, tag="checkins.answered"):
    """Somebody was heard, and what the phrase meant."""

    checkin: bytes
    heard: Heard
    happened_at: Instant
    note: str = ""


class CheckInCancelled(Event, frozen=True, tag="checkins.cancelled"):
    """We no longer expect this."""

    checkin: bytes
    reason: str


class AlarmAnswered(Event, frozen=True, tag="checkins.alarm_answered"):
    """Somebody took the alarm up and says what was done."""

    checkin: bytes
    kind: AlarmKind
    action: str


EVENTS: Final = (CheckInExpected, PhrasesAgreed, CheckedIn, CheckInCancelled, AlarmAnswered)


class CheckIn(msgspec.Struct, frozen=True):
    """One expectation and what came of it."""

    expected: CheckInExpected
    answer: CheckedIn | None = None
    cancelled: str = ""
    actions: dict[AlarmKind, str] = {}

    @property
    def alarm_at(self) -> Instant:
        """From when on silence is an alarm."""
        return after(self.expected.due, self.expected.grace)

    @property
    def is_open(self) -> bool:
        """Whether we are still waiting."""
        return self.answer is None and not self.cancelled


class Alarm(msgspec.Struct, frozen=True):
    """Something is wrong with a check-in, since ``since``."""

    checkin: bytes
    kind: AlarmKind
    who: str
    since: Instant


class CheckIns(msgspec.Struct, frozen=True):
    """All check-ins of a case."""

    checkins: dict[bytes, CheckIn] = {}
    phrases: PhrasesAgreed | None = None
    impossible: tuple[Fact, ...] = ()

    @property
    def open(self) -> tuple[CheckIn, ...]:
        """Those we wait for, the next first."""
        waiting = (checkin for checkin in self.checkins.values() if checkin.is_open)
        return tuple(sorted(waiting, key=lambda checkin: checkin.expected.due))


def evolve(state: CheckIns, fact: Fact) -> CheckIns:
    """Return the check-ins after ``fact``. Total: what does not fit is kept as impossible."""
    match fact.event:
        case PhrasesAgreed() as agreed:
            return msgspec.structs.replace(state, phrases=agreed)
        case CheckInExpected() as expected if expected.checkin not in state.checkins:
            return _with(state, CheckIn(expected))
        case CheckedIn() as answer if answer.checkin in state.checkins:
            return _with(state, _answered(state.checkins[answer.checkin], answer))
        case CheckInCancelled(checkin=checkin, reason=reason) if checkin in state.checkins:
            return _with(state, msgspec.structs.replace(state.checkins[checkin], cancelled=reason))
        case AlarmAnswered(checkin=checkin, kind=kind, action=action) if checkin in state.checkins:
            known = state.checkins[checkin]
            return _with(state, msgspec.structs.replace(known, actions={**known.actions, kind: action}))
        case _:
            return msgspec.structs.replace(state, impossible=(*state.impossible, fact))


def alarms(state: CheckIns, now: Instant) -> tuple[Alarm, ...]:
    """Return the alarms that nobody has answered, the most urgent first."""
    raised = (_alarm(checkin, now) for checkin in state.checkins.values())
    order = list(AlarmKind)
    return tuple(sorted((alarm for alarm in raised if alarm), key=lambda alarm: (order.index(alarm.kind), alarm.since)))


def heard_alarms(state: CheckIns) -> tuple[Alarm, ...]:
    """Return the alarms that were heard and not answered: those that need no clock."""
    return tuple(alarm for alarm in alarms(state, Instant(0)) if alarm.kind is not AlarmKind.OVERDUE)


def agree_phrases(*, well: str, duress: str) -> tuple[Event, ...]:
    """Agree with the person on the two phrases.

    Raises:
        Refused: One is missing, or they cannot be told apart.
    """
    if not _spoken(well) or not _spoken(duress):
        raise Refused("Agree on both phrases: one when all is well, one for duress.", field="duress")
    if _says(duress, well) or _says(well, duress):
        raise Refused("The two phrases are too alike to be told apart when spoken: choose others.", field="duress")
    return (PhrasesAgreed(well=well.strip(), duress=duress.strip()),)


def expect(state: CheckIns, expected: CheckInExpected, *, now: Instant) -> tuple[Event, ...]:
    """Expect a check-in.

    Raises:
        Refused: It is not said from whom, the deadline is past, the grace is too
            long, or no phrases are agreed on yet.
    """
    if not expected.who.strip():
        raise Refused("Say from whom you expect to hear.", field="who")
    if expected.due <= now:
        raise Refused("The deadline has passed already: choose a later one.", field="due")
    if not 0 <= expected.grace <= GRACE_LIMIT:
        raise Refused("The grace can be at most two days.", field="grace")
    if state.phrases is None:
        raise Refused("Agree on the phrases with the person first: all is well, and duress.", field="phrases")
    return (expected,)


def expect_for_legs(legs: tuple[Leg, ...], *, who: str, ids: tuple[bytes, ...]) -> tuple[CheckInExpected, ...]:
    """Return a check-in for the end of each leg, with one new id each."""
    return tuple(
        CheckInExpected(checkin=checkin, who=who, due=leg.arrives, grace=ON_THE_MOVE, leg=leg.id)
        for checkin, leg in zip(ids, legs, strict=True)
    )


def answer(
    state: CheckIns, *, checkin: bytes, spoken: str, happened_at: Instant, now: Instant, note: str = ""
) -> tuple[Event, ...]:
    """Record that somebody was heard; what they said decides what it means.

    Duress is never refused: not after another answer, nor after we stopped waiting.

    Raises:
        Refused: We do not wait for this, or the time lies in the future.
    """
    heard = meaning(state, spoken)
    if heard is not Heard.DURESS or checkin not in state.checkins:
        _waiting(state, checkin)
    if happened_at > now:
        raise Refused("This time lies in the future: record what has happened.", field="happened_at")
    return (CheckedIn(checkin=checkin, heard=heard, happened_at=happened_at, note=note),)


def meaning(state: CheckIns, spoken: str) -> Heard:
    """Return what a spoken phrase means. Duress wins over everything else that is said."""
    if state.phrases is None:
        return Heard.WRONG_PHRASE
    if _says(spoken, state.phrases.duress):
        return Heard.DURESS
    return Heard.WELL if _says(spoken, state.phrases.well) else Heard.WRONG_PHRASE


def cancel(state: CheckIns, *, checkin: bytes, reason: str) -> tuple[Event, ...]:
    """Stop expecting a check-in.

    Raises:
        Refused: We do not wait for it, or no reason is given.
    """
    _waiting(state, checkin)
    if not reason.strip():
        raise Refused("Say why this check-in is no longer expected.", field="reason")
    return (CheckInCancelled(checkin=checkin, reason=reason),)


def answer_alarm(state: CheckIns, *, checkin: bytes, action: str, now: Instant) -> tuple[Event, ...]:
    """Take an alarm up. It answers this alarm only: duress after an answered silence alarms again.

    Raises:
        Refused: There is no such alarm, or it is not said what was done.
    """
    alarm = next((alarm for alarm in alarms(state, now) if alarm.checkin == checkin), None)
    if alarm is None:
        raise Refused("There is no open alarm here.", field="checkin")
    if not action.strip():
        raise Refused("Say what was done about the alarm.", field="action")
    return (AlarmAnswered(checkin=checkin, kind=alarm.kind, action=action),)


_RAISES: Final = {Heard.DURESS: AlarmKind.DURESS, Heard.WRONG_PHRASE: AlarmKind.WRONG_PHRASE}


def _alarm(checkin: CheckIn, now: Instant) -> Alarm | None:
    heard = checkin.answer
    if heard is not None:
        kind, since = _RAISES.get(heard.heard), heard.happened_at
    else:
        kind, since = (AlarmKind.OVERDUE if checkin.is_open and now > checkin.alarm_at else None), checkin.alarm_at
    if kind is None or kind in checkin.actions:
        return None
    return Alarm(checkin.expected.checkin, kind, checkin.expected.who, since)


def _answered(checkin: CheckIn, answer: CheckedIn) -> CheckIn:
    """Of two answers the worse stands; duress alarms anew each time it is heard, whatever was done before."""
    if answer.heard is Heard.DURESS:
        actions = {kind: action for kind, action in checkin.actions.items() if kind is not AlarmKind.DURESS}
        return msgspec.structs.replace(checkin, answer=answer, actions=actions)
    order = [Heard.WELL, Heard.WRONG_PHRASE, Heard.DURESS]
    if checkin.answer is not None and order.index(checkin.answer.heard) >= order.index(answer.heard):
        return checkin
    return msgspec.structs.replace(checkin, answer=answer)


def _waiting(state: CheckIns, checkin: bytes) -> None:
    known = state.checkins.get(checkin)
    if known is None or not known.is_open:
        raise Refused("This check-in is not expected, or it was answered already.", field="checkin")


def _with(state: CheckIns, checkin: CheckIn) -> CheckIns:
    return msgspec.structs.replace(state, checkins={**state.checkins, checkin.expected.checkin: checkin})


def _says(spoken: str, agreed: str) -> bool:
    phrase_agreed = _spoken(agreed)
    # An empty phrase would be in everything that is said.
    return bool(phrase_agreed) and f" {phrase_agreed} " in f" {_spoken(spoken)} "


def _spoken(text: str) -> str:
    """Fold case, marks and spaces: what two ears would hear as the same."""
    letters = unicodedata.normalize("NFKC", text).casefold().replace("ё", "е")
    return " ".join("".join(letter if letter.isalnum() else " " for letter in letters).split())
