"""Who is one person: decisions add up to the same groups in any order, and what contradicts is joined nowhere."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kunak.base.errors import Refused
from kunak.casework.facts import Event, Fact
from kunak.casework.incidents import links
from kunak.casework.incidents.links import (
    EVENTS,
    REASON_LIMIT,
    VERDICT_NAMES,
    LinkDecided,
    LinkReasoned,
    Links,
    Pair,
    Verdict,
    all_of,
    decide,
    evolve,
    joined,
    ordered,
)
from kunak.testing.events import DEVICES, EVENT_IDS, events, facts, folded, told

A, B, C, D, E = (bytes([number]) * 16 for number in range(5))
MARK = b"m" * 16
EVERYBODY = (A, B, C, D, E)
PAIRS = tuple(combinations(EVERYBODY, 2))


def said(one: bytes, other: bytes, verdict: Verdict, *supersedes: int) -> LinkDecided:
    return LinkDecided(
        first=one, second=other, verdict=verdict, mark=MARK, supersedes=tuple(EVENT_IDS[each] for each in supersedes)
    )


def known(*events_said: Event) -> Links:
    return folded(evolve, Links(), told(*events_said))


def people(*events_said: Event) -> links.People:
    return joined(known(*events_said).decided)


def after(*decisions: tuple[Pair, Verdict]) -> Links:
    """Decide one after the other, each with what stands before it."""
    state = Links()
    for number, (pair, verdict) in enumerate(decisions):
        (event,) = decide(state.decided, pair, verdict, reason="", mark=MARK)
        state = folded(evolve, state, told(event, first=number))
    return state


def test_who_is_joined_through_somebody_else_is_one_person() -> None:
    assert people(said(A, B, Verdict.SAME), said(B, C, Verdict.SAME)).joined == ((A, B, C),)


@pytest.mark.parametrize("verdict", [Verdict.DIFFERENT, Verdict.UNSURE, Verdict.UNDONE])
def test_nothing_but_one_person_joins(verdict: Verdict) -> None:
    assert people(said(A, B, verdict)) == links.People((), ())


def test_a_decision_taken_back_joins_nobody() -> None:
    state = after(((A, B), Verdict.SAME), ((A, B), Verdict.UNDONE))
    assert joined(state.decided).joined == ()
    with pytest.raises(Refused, match="decided already"):
        decide(state.decided, (A, B), Verdict.UNDONE, reason="", mark=MARK)


def test_what_was_never_decided_cannot_be_taken_back() -> None:
    with pytest.raises(Refused):
        decide({}, (A, B), Verdict.UNDONE, reason="", mark=MARK)


def test_nobody_is_compared_with_themselves() -> None:
    with pytest.raises(Refused):
        decide({}, (A, A), Verdict.SAME, reason="", mark=MARK)
    alone = known(said(A, A, Verdict.SAME))
    assert (alone.decided, len(alone.impossible)) == ({}, 1)


def test_a_decision_that_others_contradict_is_refused() -> None:
    """The harm: a person is joined with somebody whom a colleague knows to be another."""
    joins = after(((A, B), Verdict.SAME), ((B, C), Verdict.SAME))
    with pytest.raises(Refused, match="through somebody else"):
        decide(joins.decided, (A, C), Verdict.DIFFERENT, reason="", mark=MARK)
    parts = after(((A, B), Verdict.SAME), ((A, C), Verdict.DIFFERENT))
    with pytest.raises(Refused, match="two people"):
        decide(parts.decided, (C, B), Verdict.SAME, reason="", mark=MARK)


def test_a_decision_about_the_same_two_can_be_changed() -> None:
    state = after(((A, B), Verdict.SAME), ((A, B), Verdict.DIFFERENT), ((A, B), Verdict.SAME))
    assert joined(state.decided) == links.People(((A, B),), ())


def test_laptops_that_contradict_each_other_join_nobody_and_are_seen() -> None:
    found = people(
        said(A, B, Verdict.SAME), said(B, C, Verdict.SAME), said(A, C, Verdict.DIFFERENT), said(D, E, Verdict.SAME)
    )
    assert found.joined == ((D, E),)
    assert [(each.pair, each.through) for each in found.contradictions] == [((A, C), (A, B, C))]


def test_two_verdicts_on_one_pair_count_for_nothing_until_one_supersedes_both() -> None:
    both = (said(A, B, Verdict.SAME), said(A, B, Verdict.DIFFERENT))
    assert people(*both).contradictions == (links.Contradiction((A, B), (A, B)),)
    assert people(*both).joined == ()
    assert people(*both, said(A, B, Verdict.SAME, 0, 1)) == links.People(((A, B),), ())
    assert people(said(A, B, Verdict.SAME), said(A, B, Verdict.SAME)).joined == ((A, B),)


def test_a_reason_is_kept_apart_and_never_too_long() -> None:
    decision, why = decide({}, (B, A), Verdict.SAME, reason=" the aunt said so ", mark=MARK)
    assert decision == said(A, B, Verdict.SAME)
    assert why == LinkReasoned(mark=MARK, reason="the aunt said so")
    assert known(decision, why).reasons == {MARK: "the aunt said so"}
    with pytest.raises(Refused, match=str(REASON_LIMIT)):
        decide({}, (A, B), Verdict.SAME, reason="x" * (REASON_LIMIT + 1), mark=MARK)


def test_a_pair_that_two_incidents_hold_is_one_field() -> None:
    first = folded(evolve, Links(), told(said(A, B, Verdict.SAME)))
    second = folded(evolve, Links(), told(said(A, B, Verdict.DIFFERENT, 0), first=1))
    assert joined(all_of([first, second])).joined == ()
    assert joined(all_of([first])).joined == ((A, B),)
    assert all_of([second, first]) == all_of([first, second])


def test_every_verdict_has_a_name() -> None:
    assert set(VERDICT_NAMES) == set(Verdict)


@given(facts(events(EVENTS)), st.randoms(use_true_random=False))
def test_the_order_of_arrival_changes_nothing(history: list[Fact], chance: object) -> None:
    shuffled = list(history)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    one, other = folded(evolve, Links(), history), folded(evolve, Links(), shuffled)
    assert joined(one.decided) == joined(other.decided)


@given(facts(events(EVENTS)))
def test_nobody_is_in_two_groups_and_nobody_called_another_is_in_ones_own(history: list[Fact]) -> None:
    state = folded(evolve, Links(), history)
    found = joined(state.decided)
    everybody = [each for group in found.joined for each in group]
    assert len(everybody) == len(set(everybody))
    assert all(len(group) > 1 for group in found.joined)
    for (one, other), field in state.decided.items():
        together = any(one in group and other in group for group in found.joined)
        assert not (together and links.in_force(field) is Verdict.DIFFERENT)


@given(st.lists(st.tuples(st.sampled_from(PAIRS), st.sampled_from(Verdict)), max_size=25))
def test_on_one_laptop_no_contradiction_can_arise(wanted: list[tuple[Pair, Verdict]]) -> None:
    state, number = Links(), 0
    for pair, verdict in wanted:
        try:
            (event,) = decide(state.decided, pair, verdict, reason="", mark=MARK)
        except Refused:
            continue
        state = folded(evolve, state, told(event, first=number, device=DEVICES[0]))
        number += 1
        assert joined(state.decided).contradictions == ()
        if verdict is Verdict.SAME:
            assert any(set(pair) <= set(group) for group in joined(state.decided).joined)


def test_a_pair_is_ordered_by_its_ids() -> None:
    assert ordered(B, A) == ordered(A, B) == (A, B)
