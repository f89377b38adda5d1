"""Stages of a case: every arrow and every guard; what cannot be given way stands."""

from itertools import product
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kunak.base.errors import Refused
from kunak.casework import case
from kunak.casework.case import GUARDS, STAGES, Case, CaseOpened, OwnDecision, Situation, Stage, StageMoved
from kunak.casework.facts import Event, Fact
from kunak.testing.events import events, facts, folded, told

ALL_WELL = Situation(
    level_decided=True,
    plan_approved=True,
    devices_settled=True,
    closing_reviewed=True,
    own_decision=True,
)
FAILING: dict[str, dict[str, Any]] = {
    "level": {"level_decided": False},
    "reassessment": {"reassessment_overdue": True},
    "plan": {"plan_approved": False},
    "legs": {"legs_open": 1},
    "devices": {"devices_settled": False},
    "alarms": {"alarms_open": 1},
    "placements": {"placements_open": 1},
    "review": {"closing_reviewed": False},
    "own_decision": {"own_decision": False},
}
STRANGE = st.text(max_size=20) | st.sampled_from(["", " ", "\u00a0", "\u200b", "%(x)s", "\ud800"])


def _at(stage: Stage) -> Case:
    return folded(case.evolve, Case(), told(CaseOpened(code="azure-heron"), StageMoved(to=stage)))


@pytest.mark.parametrize(("stage", "to"), list(product(Stage, Stage)))
def test_every_pair_of_stages_is_in_the_table_or_refused(stage: Stage, to: Stage) -> None:
    known = _at(stage)
    assert known.stage is stage
    if (stage, to) not in STAGES:
        with pytest.raises(Refused, match="cannot go on"):
            case.move(known, to=to, situation=ALL_WELL, reason="because")
        return
    after = folded(case.evolve, known, told(*case.move(known, to=to, situation=ALL_WELL), first=9))
    assert after.stage is to
    assert to in case.possible_stages(stage)


@pytest.mark.parametrize(("arrow", "guard"), [(arrow, guard) for arrow, named in STAGES.items() for guard in named])
def test_every_guard_stands_on_every_arrow_that_names_it(arrow: tuple[Stage, Stage], guard: str) -> None:
    stage, to = arrow
    situation = msgspec.structs.replace(ALL_WELL, **FAILING[guard])
    assert [each.sentence for each in case.obstacles(_at(stage), to, situation)] == [GUARDS[guard].sentence]
    with pytest.raises(Refused) as refusal:
        case.move(_at(stage), to=to, situation=situation)
    assert refusal.value.sentence == GUARDS[guard].sentence
    if GUARDS[guard].yields:
        (moved,) = case.move(_at(stage), to=to, situation=situation, reason="we know where it is")
        assert isinstance(moved, StageMoved)
        assert moved.overridden == (guard,)
    else:
        with pytest.raises(Refused):
            case.move(_at(stage), to=to, situation=situation, reason="we know better")


def test_only_phones_and_alarms_give_way_to_a_reason() -> None:
    assert {name for name, guard in GUARDS.items() if guard.yields} == {"devices", "alarms"}
    assert set(FAILING) == set(GUARDS)


def test_nobody_is_safe_while_a_trackable_phone_is_unaccounted_for_unless_a_reason_is_recorded() -> None:
    phone_about = msgspec.structs.replace(ALL_WELL, devices_settled=False)
    for reason in ("", "  ", "\n"):
        with pytest.raises(Refused, match="phone"):
            case.move(_at(Stage.ARRIVED), to=Stage.SAFE, situation=phone_about, reason=reason)
    (moved,) = case.move(_at(Stage.ARRIVED), to=Stage.SAFE, situation=phone_about, reason="sunk in the river")
    assert moved == StageMoved(to=Stage.SAFE, reason="sunk in the river", overridden=("devices",), supersedes=_heads())


def test_only_arrived_leads_to_safe() -> None:
    assert [origin for origin, to in STAGES if to is Stage.SAFE] == [Stage.ARRIVED]


def test_every_open_stage_leads_back_home_if_the_person_wants_it() -> None:
    for stage in set(Stage) - {Stage.RETURNED, Stage.CLOSED}:
        assert STAGES[stage, Stage.RETURNED] == ("own_decision",)


@pytest.mark.parametrize(("one", "other"), list(product(Stage, Stage)))
def test_of_two_stages_that_stand_the_one_further_from_safety_is_in_force(one: Stage, other: Stage) -> None:
    both = folded(case.evolve, Case(), told(StageMoved(to=one), StageMoved(to=other)))
    order = [Stage.ASSESSMENT, Stage.PLANNING, Stage.MOVING, Stage.RETURNED, Stage.ARRIVED, Stage.SAFE, Stage.CLOSED]
    assert both.stage is min(one, other, key=order.index)
    settled = case.move(both, to=_next(both.stage), situation=ALL_WELL) if case.possible_stages(both.stage) else ()
    assert not folded(case.evolve, both, told(*settled, first=9)).stages.disputed or not settled


def test_who_went_back_is_not_safe_because_somebody_else_wrote_so() -> None:
    """The harm: one member records the return, another the arrival, and the list says safe."""
    both = folded(case.evolve, Case(), told(StageMoved(to=Stage.RETURNED), StageMoved(to=Stage.SAFE)))
    assert both.stage is Stage.RETURNED


def test_a_case_keeps_the_name_under_which_it_was_opened() -> None:
    twice = folded(case.evolve, Case(), told(CaseOpened(code="azure-heron"), CaseOpened(code="brisk-otter")))
    assert twice.code == "azure-heron"
    assert [fact.event for fact in twice.impossible] == [CaseOpened(code="brisk-otter")]


def test_a_task_that_is_done_is_not_undone_by_its_being_written_again() -> None:
    (added,) = case.add_task(task=b"t", text="buy shoes", due=None)
    done = case.TaskDone(task=b"t", outcome="bought")
    known = folded(case.evolve, Case(), told(added, done, added, case.TaskDone(task=b"?")))
    assert known.open_tasks == ()
    assert len(known.impossible) == 2


@given(facts(events(case.EVENTS)))
def test_no_fact_of_a_case_is_dropped(history: list[Fact]) -> None:
    known = Case()
    for fact in history:
        after = case.evolve(known, fact)
        # A write that was superseded before it came, and a case without a name, leave nothing to show.
        quiet = isinstance(fact.event, case.ManagerNamed | CaseOpened)
        assert after != known or quiet
        known = after


@settings(max_examples=100)
@given(st.sampled_from(Stage), st.sampled_from(Stage), STRANGE, st.sampled_from(OwnDecision), STRANGE)
def test_every_decision_returns_events_or_a_refusal(
    stage: Stage, to: Stage, text: str, decision: OwnDecision, other: str
) -> None:
    known = _at(stage)
    for decide in (
        lambda: case.move(known, to=to, situation=Situation(), reason=text),
        lambda: case.move(known, to=to, situation=ALL_WELL, reason=text),
        lambda: case.name_manager(known, member=b"m"),
        lambda: case.add_task(task=b"t", text=text, due=None),
        lambda: case.finish_task(known, task=b"t", outcome=text),
        lambda: case.record_decision(decision=decision, words=text, safety_plan=other),
    ):
        assert _events_or_refusal(decide)


def test_the_persons_own_words_and_a_safety_plan_are_asked_for() -> None:
    with pytest.raises(Refused, match="own words"):
        case.record_decision(decision=OwnDecision.LEAVE, words=" ")
    with pytest.raises(Refused, match="safety plan"):
        case.record_decision(decision=OwnDecision.RETURN, words="I go home", safety_plan=" ")


def test_everything_has_a_name_to_show() -> None:
    assert set(case.STAGE_NAMES) == set(Stage) == set(case.FURTHEST_FIRST)
    assert set(case.OWN_DECISION_NAMES) == set(OwnDecision)


def _heads() -> tuple[Any, ...]:
    return _at(Stage.ARRIVED).stages.heads


def _next(stage: Stage) -> Stage:
    return case.possible_stages(stage)[0]


def _events_or_refusal(decide: Any) -> bool:
    try:
        decided = decide()
    except Refused as refusal:
        return bool(str(refusal))
    return bool(decided) and all(isinstance(event, Event) for event in decided)
