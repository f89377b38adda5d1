"""Check-ins: silence, duress and a wrong phrase alarm, and no bookkeeping silences them."""

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kunak.base.errors import Refused
from kunak.base.instants import HOUR, Instant
from kunak.casework import checkins
from kunak.casework.checkins import (
    ALARM_NAMES,
    HEARD_NAMES,
    AlarmAnswered,
    AlarmKind,
    CheckedIn,
    CheckInCancelled,
    CheckInExpected,
    CheckIns,
    Heard,
    PhrasesAgreed,
)
from kunak.casework.facts import Event
from kunak.testing.events import folded, told

ONE = b"1"
DUE, LATE = Instant(1_000), Instant(2_000)
PHRASES = PhrasesAgreed(well="The blue kettle", duress="The red kettle")
EXPECTED = CheckInExpected(checkin=ONE, who="azure-heron", due=DUE)


def _state(*said: Event) -> CheckIns:
    return folded(checkins.evolve, CheckIns(), told(PHRASES, EXPECTED, *said))


def _heard(heard: Heard) -> CheckedIn:
    return CheckedIn(checkin=ONE, heard=heard, happened_at=DUE)


def _kinds(state: CheckIns, now: Instant = LATE) -> list[AlarmKind]:
    return [alarm.kind for alarm in checkins.alarms(state, now)]


def _answered(kind: AlarmKind) -> AlarmAnswered:
    return AlarmAnswered(checkin=ONE, kind=kind, action="drove there")


def test_silence_alarms_only_past_the_deadline_and_the_grace() -> None:
    assert _kinds(_state(), DUE) == []
    assert _kinds(_state(), Instant(DUE + 1)) == [AlarmKind.OVERDUE]
    patient = CheckInExpected(checkin=ONE, who="x", due=DUE, grace=HOUR)
    state = folded(checkins.evolve, CheckIns(), told(patient))
    assert _kinds(state, Instant(DUE + HOUR)) == []
    assert _kinds(state, Instant(DUE + HOUR + 1)) == [AlarmKind.OVERDUE]


@pytest.mark.parametrize("before", [AlarmKind.OVERDUE, AlarmKind.WRONG_PHRASE, AlarmKind.DURESS])
def test_duress_always_alarms_even_after_any_answered_alarm(before: AlarmKind) -> None:
    state = _state(_answered(before), _heard(Heard.DURESS))
    assert _kinds(state) == [AlarmKind.DURESS]
    assert [alarm.kind for alarm in checkins.heard_alarms(state)] == [AlarmKind.DURESS]


def test_duress_after_an_answered_duress_alarms_again() -> None:
    """The harm: the second cry for help lands in an alarm that somebody has ticked off."""
    state = _state(_heard(Heard.DURESS), _answered(AlarmKind.DURESS))
    assert _kinds(state) == []
    again = folded(checkins.evolve, state, told(_heard(Heard.DURESS), first=20))
    assert _kinds(again) == [AlarmKind.DURESS]


@pytest.mark.parametrize("heard", list(permutations(Heard)))
def test_of_several_answers_the_worst_stands_in_whatever_order(heard: tuple[Heard, ...]) -> None:
    assert _kinds(_state(*map(_heard, heard))) == [AlarmKind.DURESS]


@pytest.mark.parametrize("before", [(), (_heard(Heard.WELL),), (_heard(Heard.WRONG_PHRASE),)])
def test_duress_is_never_refused(before: tuple[Event, ...]) -> None:
    """The harm: the form says that the check-in was answered already, and the cry is not written down."""
    for more in ((), (CheckInCancelled(checkin=ONE, reason="another plan"),)):
        state = _state(*before, *more)
        answer = checkins.answer(state, checkin=ONE, spoken="oh, the RED  kettle!", happened_at=DUE, now=LATE)
        assert _kinds(folded(checkins.evolve, state, told(*answer, first=20))) == [AlarmKind.DURESS]


def test_nothing_else_is_taken_in_twice() -> None:
    for spoken in ("the blue kettle", "hello"):
        with pytest.raises(Refused):
            checkins.answer(_state(_heard(Heard.WELL)), checkin=ONE, spoken=spoken, happened_at=DUE, now=LATE)
    with pytest.raises(Refused):
        checkins.answer(_state(), checkin=b"?", spoken="the red kettle", happened_at=DUE, now=LATE)


def test_calling_off_silences_no_cry() -> None:
    state = _state(_heard(Heard.DURESS), CheckInCancelled(checkin=ONE, reason="planned anew"))
    assert _kinds(state) == [AlarmKind.DURESS]


@pytest.mark.parametrize(
    ("spoken", "heard"),
    [
        ("The blue kettle", Heard.WELL),
        ("yes, the BLUE kettle. bye", Heard.WELL),
        ("the\u00a0blue  kettle", Heard.WELL),
        ("the red kettle", Heard.DURESS),
        ("the blue kettle and the red kettle", Heard.DURESS),
        ("the redkettle", Heard.WRONG_PHRASE),
        ("blue kettle", Heard.WRONG_PHRASE),
        ("", Heard.WRONG_PHRASE),
        ("\u200b", Heard.WRONG_PHRASE),
    ],
)
def test_what_a_phrase_means(spoken: str, heard: Heard) -> None:
    assert checkins.meaning(_state(), spoken) is heard


def test_letters_that_sound_alike_are_heard_alike() -> None:
    state = folded(checkins.evolve, CheckIns(), told(PhrasesAgreed(well="всё тихо", duress="ёлка упала")))
    assert checkins.meaning(state, "Все тихо") is Heard.WELL
    assert checkins.meaning(state, "ЕЛКА упала") is Heard.DURESS


@given(st.text(max_size=30))
def test_without_phrases_or_with_empty_ones_nothing_sounds_well(spoken: str) -> None:
    """The harm: an empty phrase is in everything that is said, and all is always well."""
    assert checkins.meaning(CheckIns(), spoken) is Heard.WRONG_PHRASE
    empty = folded(checkins.evolve, CheckIns(), told(PhrasesAgreed(well="", duress=" ")))
    assert checkins.meaning(empty, spoken) is Heard.WRONG_PHRASE


@pytest.mark.parametrize(
    ("well", "duress"),
    [("", "a"), ("a", ""), ("a b", "A  B!"), ("the red kettle", "red kettle"), ("red", "the red kettle"), ("!", "?")],
)
def test_phrases_that_cannot_be_told_apart_are_refused(well: str, duress: str) -> None:
    with pytest.raises(Refused):
        checkins.agree_phrases(well=well, duress=duress)


@given(st.text(max_size=12), st.text(max_size=12))
def test_phrases_that_are_agreed_are_heard_as_what_they_mean(well: str, duress: str) -> None:
    try:
        agreed = checkins.agree_phrases(well=well, duress=duress)
    except Refused:
        assert well == well  # noqa: PLR0124 - refused is an answer too
        return
    state = folded(checkins.evolve, CheckIns(), told(*agreed))
    assert checkins.meaning(state, well) is Heard.WELL
    assert checkins.meaning(state, duress) is Heard.DURESS


def test_what_fits_nothing_is_kept_as_impossible() -> None:
    state = folded(checkins.evolve, CheckIns(), told(_heard(Heard.DURESS), EXPECTED, EXPECTED))
    assert len(state.impossible) == 2


@pytest.mark.parametrize("grace", [-1, checkins.GRACE_LIMIT + 1])
def test_a_grace_beyond_two_days_helps_nobody(grace: int) -> None:
    with pytest.raises(Refused, match="grace"):
        checkins.expect(_state(), CheckInExpected(checkin=b"2", who="x", due=LATE, grace=grace), now=DUE)


def test_an_alarm_is_answered_once_and_with_what_was_done() -> None:
    state = _state()
    with pytest.raises(Refused):
        checkins.answer_alarm(state, checkin=ONE, action=" ", now=LATE)
    answered = folded(
        checkins.evolve, state, told(*checkins.answer_alarm(state, checkin=ONE, action="went", now=LATE), first=9)
    )
    assert _kinds(answered) == []
    with pytest.raises(Refused, match="no open alarm"):
        checkins.answer_alarm(answered, checkin=ONE, action="went", now=LATE)


def test_everything_has_a_name_to_show() -> None:
    assert set(HEARD_NAMES) == set(Heard)
    assert set(ALARM_NAMES) == set(AlarmKind)
