"""The way out: nobody moves on a plan that a second member has not approved as it stands."""

from itertools import product

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kunak.base.errors import KunakError, Refused
from kunak.base.instants import HOUR, Instant
from kunak.casework import plan
from kunak.casework.facts import Event
from kunak.casework.plan import (
    STEPS,
    Leg,
    LegReported,
    LegState,
    LegStep,
    Means,
    MeetingConfirmed,
    Plan,
    PlanApproved,
    PlanDrafted,
    Trace,
)
from kunak.casework.roster import Approval
from kunak.testing.events import folded, struct, told

NOW = Instant(10 * HOUR)


def _leg(number: int = 1, **changes: object) -> Leg:
    leg = Leg(
        id=bytes([number]),
        origin="Upper Mill",
        destination="Harbour",
        departs=Instant(number * HOUR),
        arrives=Instant(number * HOUR + 1),
        means=Means.BUS,
    )
    return msgspec.structs.replace(leg, **changes)


ONE, TWO = _leg(1), _leg(2)
WAY_TO: dict[LegState, tuple[LegStep, ...]] = {
    LegState.PLANNED: (),
    LegState.UNDERWAY: (LegStep.DEPART,),
    LegState.DONE: (LegStep.DEPART, LegStep.ARRIVE),
    LegState.FAILED: (LegStep.FAIL,),
}


def _plan(*legs: Leg, steps: tuple[LegStep, ...] = (), approved: bool = True) -> Plan:
    said: list[Event] = [PlanDrafted(legs=legs)]
    if approved:
        said.append(PlanApproved(approval=Approval(b"second", plan.digest(legs), b"s")))
    said += [LegReported(leg=legs[0].id, step=step, happened_at=NOW) for step in steps]
    return folded(plan.evolve, Plan(), told(*said))


def _report(known: Plan, step: LegStep, leg: Leg = ONE) -> tuple[Event, ...]:
    return plan.report(known, leg=leg.id, step=step, happened_at=NOW, now=NOW)


@pytest.mark.parametrize(("state", "step"), list(product(LegState, LegStep)))
def test_every_pair_is_in_the_table_or_refused(state: LegState, step: LegStep) -> None:
    known = _plan(ONE, TWO, steps=WAY_TO[state])
    assert known.state(ONE.id) is state
    if (state, step) not in STEPS:
        with pytest.raises(Refused, match="cannot be reported"):
            _report(known, step)
        return
    after = folded(plan.evolve, known, told(*_report(known, step), first=20))
    assert after.state(ONE.id) is STEPS[state, step]
    assert not after.impossible


def test_nobody_moves_on_an_unapproved_plan() -> None:
    with pytest.raises(Refused, match="second member"):
        _report(_plan(ONE, approved=False), LegStep.DEPART)


def test_nobody_moves_while_two_plans_stand_side_by_side() -> None:
    both = folded(plan.evolve, _plan(ONE), told(PlanDrafted(legs=(TWO,)), first=9))
    assert both.drafts.disputed
    assert not both.approved
    with pytest.raises(Refused, match="second member"):
        _report(both, LegStep.DEPART, TWO)


@settings(max_examples=60)
@given(st.lists(struct(Leg), max_size=3), st.lists(struct(Leg), max_size=3))
def test_two_plans_have_one_hash_only_if_they_are_the_same(one: list[Leg], other: list[Leg]) -> None:
    assert (plan.digest(tuple(one)) == plan.digest(tuple(other))) is (one == other)


@given(struct(Leg), st.data())
def test_the_hash_covers_every_field_of_a_leg(leg: Leg, data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(leg.__struct_fields__))
    other = data.draw(struct(Leg))
    changed = msgspec.structs.replace(leg, **{name: getattr(other, name)})
    assert (plan.digest((leg,)) == plan.digest((changed,))) is (leg == changed)


def test_an_approval_of_another_plan_is_refused() -> None:
    with pytest.raises(Refused, match="changed since"):
        plan.approve(_plan(ONE), Approval(b"second", plan.digest((TWO,)), b"s"))
    with pytest.raises(Refused, match="no plan"):
        plan.approve(Plan(), Approval(b"second", plan.digest(()), b"s"))


def test_a_leg_stands_in_a_plan_once() -> None:
    """The harm: one report ticks off two legs, and the person is thought to have arrived."""
    with pytest.raises(Refused, match="twice"):
        plan.draft(Plan(), legs=(ONE, _leg(2, id=ONE.id)))


def test_a_leg_that_failed_is_replaced_by_another() -> None:
    """The harm: a plan that can never be walked, because its first leg can neither begin nor end."""
    failed = _plan(ONE, TWO, steps=(LegStep.FAIL,))
    with pytest.raises(Refused, match="has failed"):
        plan.draft(failed, legs=(ONE, TWO))
    assert plan.draft(failed, legs=(_leg(3), _leg(4)))


@pytest.mark.parametrize("steps", [WAY_TO[LegState.UNDERWAY], WAY_TO[LegState.DONE]])
def test_what_has_begun_stays_as_it_is(steps: tuple[LegStep, ...]) -> None:
    begun = _plan(ONE, TWO, steps=steps)
    for legs in ((TWO,), (_leg(1, destination="elsewhere"), TWO)):
        with pytest.raises(Refused, match="has begun"):
            plan.draft(begun, legs=legs)
    assert plan.draft(begun, legs=(ONE, _leg(3)))


def test_what_has_begun_in_either_of_two_plans_stays() -> None:
    begun = _plan(ONE, steps=(LegStep.DEPART,))
    both = folded(plan.evolve, begun, told(PlanDrafted(legs=(TWO,)), first=9))
    with pytest.raises(Refused, match="has begun"):
        plan.draft(both, legs=(TWO,))


def test_legs_are_walked_in_their_order() -> None:
    with pytest.raises(Refused, match="earlier leg"):
        _report(_plan(ONE, TWO), LegStep.DEPART, TWO)


def test_what_lies_in_the_future_has_not_happened() -> None:
    with pytest.raises(Refused, match="future"):
        plan.report(_plan(ONE), leg=ONE.id, step=LegStep.DEPART, happened_at=Instant(NOW + 1), now=NOW)


@pytest.mark.parametrize(
    ("changes", "where"),
    [
        ({"origin": " "}, "origin"),
        ({"destination": ""}, "destination"),
        ({"arrives": ONE.departs}, "arrives"),
        ({"cost": 5}, "cost"),
        ({"cost": -1, "currency": "EUR"}, "cost"),
        ({"code": "kestrel"}, "countersign"),
        ({"countersign": "heron"}, "countersign"),
    ],
)
def test_a_leg_with_gaps_is_refused_and_the_line_named(changes: dict[str, object], where: str) -> None:
    with pytest.raises(Refused) as refusal:
        plan.draft(Plan(), legs=(_leg(1, **changes),))
    assert refusal.value.field == f"legs.0.{where}"


def test_a_plan_has_legs_but_not_too_many() -> None:
    for legs in ((), tuple(_leg(number) for number in range(1, plan.LEG_LIMIT + 2))):
        with pytest.raises(Refused, match="between 1 and"):
            plan.draft(Plan(), legs=legs)


def test_nobody_is_in_two_places_at_once() -> None:
    with pytest.raises(Refused, match="leaves before"):
        plan.draft(Plan(), legs=(TWO, ONE))


def test_a_meeting_needs_a_code() -> None:
    meeting = MeetingConfirmed(leg=ONE.id, happened_at=NOW, code_matched=True, countersign_matched=True)
    with pytest.raises(Refused, match="No meeting"):
        plan.confirm_meeting(_plan(ONE), meeting)
    assert plan.confirm_meeting(_plan(_leg(1, code="kestrel", countersign="heron")), meeting) == (meeting,)


@settings(max_examples=100)
@given(st.lists(struct(Leg), max_size=4))
def test_a_draft_becomes_the_plan_that_stands_or_is_refused(legs: list[Leg]) -> None:
    before = _plan(ONE)
    try:
        events = plan.draft(before, legs=tuple(legs))
    except KunakError:
        events = ()
    after = folded(plan.evolve, before, told(*events, first=20))
    assert after.draft is not None
    assert after.draft.legs == (tuple(legs) if events else (ONE,))
    assert not after.drafts.disputed
    assert after.approved is (not events or tuple(legs) == (ONE,))


def test_everything_has_a_name_to_show() -> None:
    assert set(plan.MEANS_NAMES) == set(Means)
    assert set(plan.TRACE_NAMES) == set(Trace)
    assert set(plan.LEG_STATE_NAMES) == set(LegState)
    assert set(plan.LEG_STEP_NAMES) == set(LegStep)


def _met(code: bool, countersign: bool) -> MeetingConfirmed:
    return MeetingConfirmed(leg=ONE.id, happened_at=NOW, code_matched=code, countersign_matched=countersign)


@pytest.mark.parametrize(("code", "countersign"), [(False, True), (True, False), (False, False)])
def test_a_wrong_code_alarms_until_somebody_says_what_was_done(code: bool, countersign: bool) -> None:
    """Whoever came may not be who was expected: a later entry that all was well does not end the alarm."""
    known = folded(plan.evolve, Plan(), told(_met(code, countersign), _met(True, True)))
    assert list(known.strangers) == [ONE.id]
    with pytest.raises(Refused, match="Say what was done"):
        plan.answer_stranger(known, leg=ONE.id, action=" ")
    answered = folded(
        plan.evolve, known, told(*plan.answer_stranger(known, leg=ONE.id, action="took her away"), first=9)
    )
    assert answered.strangers == {}
    with pytest.raises(Refused, match="no open alarm"):
        plan.answer_stranger(answered, leg=ONE.id, action="again")


def test_a_meeting_at_which_both_words_were_right_alarms_nobody() -> None:
    assert folded(plan.evolve, Plan(), told(_met(True, True))).strangers == {}
