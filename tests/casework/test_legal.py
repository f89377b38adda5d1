"""Rules of legal steps: each has a deadline and a member, and an end with words."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kunak.base.errors import Refused
from kunak.base.ids import DeviceId, EventId
from kunak.base.instants import DAY, Instant, after
from kunak.casework import legal
from kunak.casework.facts import Event, Fact, Unknown
from kunak.casework.legal import (
    CHANGES,
    USUAL_STEPS,
    Anchor,
    Ending,
    LegalDeadlineMoved,
    LegalFile,
    LegalStepAssigned,
    LegalStepEnded,
    LegalStepSet,
    Outcome,
)

STEP = b"step"
NOW = Instant(100 * DAY)
TOMORROW = after(NOW, DAY)
ASKED = LegalStepSet(step=STEP, title="Answer the search", due=TOMORROW, responsible="Lawyer 1", usual="search_answer")


def _id(number: int) -> EventId:
    return EventId(number.to_bytes(32, "big"))


def _fold(*events: Event, file: LegalFile | None = None, start: int = 0) -> LegalFile:
    file = file or LegalFile()
    for number, event in enumerate(events, start=start):
        file = legal.evolve(file, Fact(_id(number), DeviceId(bytes(16)), NOW, event))
    return file


def _ended(outcome: Outcome, *supersedes: int, words: str = "sent, paper with the lawyer") -> LegalStepEnded:
    ending = Ending(outcome, words, NOW)
    return LegalStepEnded(step=STEP, ending=ending, supersedes=tuple(map(_id, supersedes)))


def _with(outcome: Outcome) -> LegalFile:
    return _fold(ASKED) if outcome is Outcome.OPEN else _fold(ASKED, _ended(outcome))


@pytest.mark.parametrize(("before", "wanted"), list(product(Outcome, Outcome)))
def test_every_change_is_either_in_the_table_or_refused(before: Outcome, wanted: Outcome) -> None:
    file = _with(before)
    ending = Ending(wanted, "because", NOW)
    if (before, wanted) not in CHANGES:
        with pytest.raises(Refused, match="already"):
            legal.end_step(file, step=STEP, ending=ending)
        return
    changed = _fold(*legal.end_step(file, step=STEP, ending=ending), file=file, start=5)
    assert changed.steps[STEP].outcome is wanted
    assert not changed.steps[STEP].endings.disputed


def test_every_usual_step_is_named_once_and_says_why() -> None:
    assert len(legal.USUAL) == len(USUAL_STEPS)
    assert all(usual.title and usual.why for usual in USUAL_STEPS)
    assert set(legal.OUTCOME_NAMES) == set(Outcome)
    assert set(legal.ANCHOR_NAMES) == set(Anchor)


def test_what_is_prepared_before_departure_is_due_before_it() -> None:
    before = {usual.key for usual in USUAL_STEPS if usual.anchor is Anchor.DEPARTURE}
    assert {"police_statement", "leaving_statement", "power_of_attorney"} <= before
    assert all(legal.proposed_due(legal.USUAL[key], NOW) < NOW for key in before)


def test_a_case_shows_which_usual_steps_nobody_thought_of() -> None:
    assert legal.missing(LegalFile()) == USUAL_STEPS
    assert {usual.key for usual in USUAL_STEPS} - {usual.key for usual in legal.missing(_fold(ASKED))} == {
        "search_answer"
    }


@pytest.mark.parametrize(
    ("wanted", "field"),
    [
        (LegalStepSet(step=STEP, title=" ", due=TOMORROW, responsible="Lawyer 1"), "title"),
        (LegalStepSet(step=STEP, title="Appeal", due=TOMORROW, responsible=""), "responsible"),
        (LegalStepSet(step=STEP, title="Appeal", due=TOMORROW, responsible="Lawyer 1", usual="no such"), "usual"),
    ],
)
def test_a_step_with_gaps_is_refused(wanted: LegalStepSet, field: str) -> None:
    with pytest.raises(Refused) as refused:
        legal.set_step(LegalFile(), wanted)
    assert refused.value.field == field


def test_one_usual_step_is_open_once() -> None:
    again = LegalStepSet(step=b"again", title="x", due=TOMORROW, responsible="Lawyer 2", usual="search_answer")
    with pytest.raises(Refused, match="change its deadline"):
        legal.set_step(_with(Outcome.OPEN), again)
    assert legal.set_step(_with(Outcome.DONE), again) == (again,)
    with pytest.raises(Refused, match="already"):
        legal.set_step(_with(Outcome.DONE), ASKED)


def test_a_step_ends_with_words_only() -> None:
    with pytest.raises(Refused) as refused:
        legal.end_step(_with(Outcome.OPEN), step=STEP, ending=Ending(Outcome.DROPPED, " ", NOW))
    assert refused.value.field == "words"


def test_deadlines_come_earliest_first_and_say_which_are_over() -> None:
    later = LegalStepSet(step=b"later", title="Renew", due=after(NOW, 9 * DAY), responsible="Lawyer 2")
    over = LegalStepSet(step=b"over", title="Appeal", due=NOW, responsible="Lawyer 2")
    found = legal.deadlines(_fold(later, ASKED, over), NOW)
    assert [(deadline.step, deadline.overdue) for deadline in found] == [
        (b"over", True),
        (STEP, False),
        (b"later", False),
    ]


@pytest.mark.parametrize("outcome", [Outcome.DONE, Outcome.DROPPED])
def test_what_is_done_or_dropped_has_no_deadline_until_it_is_opened_again(outcome: Outcome) -> None:
    file = _with(outcome)
    assert legal.deadlines(file, NOW) == ()
    reopened = _fold(
        *legal.end_step(file, step=STEP, ending=Ending(Outcome.OPEN, "sent back", NOW)), file=file, start=5
    )
    assert [deadline.step for deadline in legal.deadlines(reopened, NOW)] == [STEP]


def test_done_and_dropped_at_once_counts_as_open_until_somebody_decides() -> None:
    """A statement that one believes sent and another gave up is not sent."""
    file = _fold(ASKED, _ended(Outcome.DONE), _ended(Outcome.DROPPED))
    assert [deadline.step for deadline in legal.deadlines(file, NOW)] == [STEP]
    decided = _fold(*legal.end_step(file, step=STEP, ending=Ending(Outcome.DONE, "asked", NOW)), file=file, start=5)
    assert decided.steps[STEP].outcome is Outcome.DONE


def test_of_two_deadlines_the_earlier_counts_until_somebody_settles_it() -> None:
    file = _fold(ASKED, LegalDeadlineMoved(step=STEP, due=after(NOW, 9 * DAY), reason="court closed"))
    assert file.steps[STEP].due == TOMORROW
    settled = _fold(*legal.move_deadline(file, step=STEP, due=after(NOW, 9 * DAY), reason="asked"), file=file, start=5)
    assert settled.steps[STEP].due == after(NOW, 9 * DAY)


def test_two_who_answer_for_a_step_are_both_shown() -> None:
    rival = LegalStepAssigned(step=STEP, responsible="Lawyer 2")
    file = _fold(ASKED, rival)
    assert file.steps[STEP].responsible == ("Lawyer 1", "Lawyer 2")
    settled = _fold(*legal.assign(file, step=STEP, responsible="Lawyer 2"), file=file, start=5)
    assert settled.steps[STEP].responsible == ("Lawyer 2",)


def test_a_step_that_is_over_or_unknown_cannot_be_changed() -> None:
    for file, match in ((_with(Outcome.DONE), "open it again"), (LegalFile(), "not on the list")):
        with pytest.raises(Refused, match=match):
            legal.move_deadline(file, step=STEP, due=TOMORROW, reason="x")
        with pytest.raises(Refused, match=match):
            legal.assign(file, step=STEP, responsible="Lawyer 2")


def test_a_change_says_why_and_names_somebody() -> None:
    with pytest.raises(Refused, match="why"):
        legal.move_deadline(_with(Outcome.OPEN), step=STEP, due=TOMORROW, reason=" ")
    with pytest.raises(Refused, match="Name"):
        legal.assign(_with(Outcome.OPEN), step=STEP, responsible=" ")


Steps = st.sampled_from([b"one", b"two"])
Moments = st.integers(0, 200).map(lambda day: Instant(day * DAY))
Named = st.lists(st.integers(0, 12).map(_id), max_size=3).map(tuple)
Stories = st.lists(
    st.one_of(
        st.builds(LegalStepSet, step=Steps, title=st.just("t"), due=Moments, responsible=st.just("m")),
        st.builds(LegalDeadlineMoved, step=Steps, due=Moments, reason=st.just("r"), supersedes=Named),
        st.builds(LegalStepAssigned, step=Steps, responsible=st.just("n"), supersedes=Named),
        st.builds(
            LegalStepEnded,
            step=Steps,
            ending=st.builds(Ending, st.sampled_from(Outcome), st.just("w"), Moments),
            supersedes=Named,
        ),
        st.just(Unknown(kind="of a later version")),
    ),
    max_size=14,
)


@given(Stories, Moments)
def test_any_story_folds_and_no_open_step_is_missed(story: list[Event], now: Instant) -> None:
    file = _fold(*story)
    listed = {deadline.step for deadline in legal.deadlines(file, now)}
    set_up: set[bytes] = set()
    misfits = 0
    for event in story:
        step = getattr(event, "step", b"")
        misfits += step in set_up if isinstance(event, LegalStepSet) else step not in set_up
        set_up |= {step} if isinstance(event, LegalStepSet) else set()
    assert set(file.steps) == set_up
    assert len(file.impossible) == misfits
    ended = {event.step for event in story if isinstance(event, LegalStepEnded)}
    assert set_up - ended <= listed
